"""The screen: changed rows only, and nothing left behind."""

from __future__ import annotations

from io import StringIO

import pyte
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.terminal.screen import GIVE, TAKE, Screen


def test_only_changed_rows_are_sent_in_one_synchronised_go() -> None:
    out = StringIO()
    with Screen(out) as screen:
        screen.paint(["one", "two", "three"])
        out.truncate(out.seek(0))
        screen.paint(["one", "TWO", "three"])
        assert out.getvalue() == "\x1b[?2026h\x1b[?25l\x1b[2;1H\x1b[2KTWO\x1b[?2026l"


def test_the_cursor_is_shown_only_where_something_is_typed() -> None:
    out = StringIO()
    screen = Screen(out)
    screen.paint(["ab"], cursor=(0, 2))
    assert out.getvalue().endswith("\x1b[1;3H\x1b[?25h\x1b[?2026l")


def test_the_terminal_is_handed_back_as_it_was() -> None:
    out = StringIO()
    with Screen(out) as screen:
        screen.paint(["one"])
    assert out.getvalue().startswith(TAKE)
    assert out.getvalue().endswith(GIVE)
    for mode in ("1049", "2004"):
        assert f"?{mode}h" in TAKE
        assert f"?{mode}l" in GIVE
    assert "?25l" in TAKE
    assert "?25h" in GIVE


class Gone(StringIO):
    """A terminal whose window was closed."""

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


def test_handing_back_a_terminal_that_is_gone_is_no_error() -> None:
    Screen(Gone()).give()


ROWS = st.lists(st.text(st.sampled_from("ab 卷"), max_size=9), min_size=1, max_size=8)


@given(st.lists(st.tuples(ROWS, st.booleans()), min_size=1, max_size=6))
def test_what_is_seen_is_what_was_painted_last(paints: list[tuple[list[str], bool]]) -> None:
    seen = pyte.Screen(20, 10)
    stream = pyte.Stream(seen)
    out = StringIO()
    screen = Screen(out)
    for rows, repaint in paints:
        if repaint:
            screen.repaint()
        screen.paint(rows)
    stream.feed(out.getvalue())
    painted = paints[-1][0]
    assert [line.rstrip() for line in seen.display] == [row.rstrip() for row in painted] + [""] * (10 - len(painted))
