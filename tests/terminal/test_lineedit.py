"""The line editor: as readline does it, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.terminal.cells import width
from dlquiz.terminal.keys import Event, Paste
from dlquiz.terminal.lineedit import LONGEST, Line, edit, window


def typed(events: list[Event], line: Line | None = None) -> Line:
    line = line or Line()
    for event in events:
        line = edit(line, event) or line
    return line


@pytest.mark.parametrize(
    ("keys", "before", "after"),
    [
        (["a", "b", "c"], "abc", ""),
        (["a", "b", "left", "x"], "ax", "b"),
        (["a", "b", "backspace"], "a", ""),
        (["a", "b", "home", "delete"], "", "b"),
        (["a", "b", "ctrl-a", "x", "ctrl-e", "y"], "xaby", ""),
        (["a", "b", "left", "ctrl-u"], "", "b"),
        (["a", "b", "left", "ctrl-k"], "a", ""),
        ([*"one two  ", "ctrl-w"], "one ", ""),
        ([*"one two", "ctrl-w", "ctrl-w"], "", ""),
        (["卷", "积", "left", "backspace"], "", "积"),
        (["e", "\u0301", "x", "left", "left"], "", "e\u0301x"),
        (["e", "\u0301", "backspace"], "", ""),
        (["a", "home", "backspace", "left"], "", "a"),
        (["a", "delete", "right"], "a", ""),
        ([Paste("5.9\te5\n"), "x"], "5.9 e5x", ""),
        ([Paste("a\x1b[31mb")], "a\ufffd[31mb", ""),
    ],
)
def test_editing(keys: list[Event], before: str, after: str) -> None:
    line = typed(keys)
    assert (line.before, line.after) == (before, after)


@pytest.mark.parametrize("key", ["enter", "esc", "tab", "up", "pgdn", "resize", "ctrl-l", "alt-x"])
def test_what_means_nothing_to_a_line(key: str) -> None:
    assert edit(Line("ab", 1), key) is None


def test_a_paste_as_long_as_a_book_is_cut() -> None:
    assert len(typed([Paste("word " * 10_000)]).text) == LONGEST


KEYS = st.sampled_from(
    [*"ab 卷́", "left", "right", "home", "end", "backspace", "delete", "ctrl-w", "ctrl-k", Paste("积x")]
)


@given(st.lists(KEYS, max_size=40), st.integers(2, 12))
def test_the_cursor_stays_in_the_text_and_in_sight(keys: list[Event], cells: int) -> None:
    line = typed(keys)
    assert 0 <= line.at <= len(line.text)
    shown, column = window(line, cells)
    assert width(shown) <= cells
    assert 0 <= column < cells
    assert shown in line.text


def test_a_long_line_scrolls_sideways_to_the_cursor() -> None:
    line = typed([*"0123456789"])
    assert window(line, 5) == ("6789", 4)
    assert window(typed(["home"], line), 5) == ("01234", 0)
