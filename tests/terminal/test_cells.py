"""Cells: what text takes, and fitting it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text
from wcwidth import wcswidth

from dlquiz.terminal.cells import cut, pad, use_ascii_marks, width, written

SCRIPTS = st.text(st.sampled_from("ab 卷积，。αβ√∑•━…é😀"), max_size=20)


@given(SCRIPTS)
def test_width_is_what_terminals_take(text: str) -> None:
    assert width(text) == wcswidth(text)


@given(SCRIPTS, st.integers(3, 30), st.sampled_from(["left", "right", "centre"]))
def test_padded_is_exactly_as_wide(text: str, cells: int, align: str) -> None:
    assert width(pad(text, cells, align).plain) == cells  # type: ignore[arg-type]


@given(SCRIPTS, st.integers(3, 30))
def test_cut_keeps_a_beginning_and_says_so(text: str, cells: int) -> None:
    shown = cut(Text(text), cells).plain
    assert shown == text or (text.startswith(shown[:-1]) and shown.endswith("…") and width(shown) <= cells)


def test_padding_does_not_take_the_style_of_what_it_fills() -> None:
    padded = pad(Text("ab", "bold"), 4)
    assert [(padded.plain[span.start : span.end], span.style) for span in padded.spans] == [("ab", "bold")]


def test_where_marks_are_two_cells_wide_they_are_written_in_ascii(ascii_marks: None) -> None:
    assert written("• ━─ ✓ ✗ › 3×3 ↓") == "* =- + x > 3x3 v"
    assert width("━") == 1
    assert width("γ·√") == 2 + 1 + 2
    assert cut(Text("abcdef"), 5).plain == "ab..."


def test_ascii_marks_take_one_cell_each() -> None:
    marks = "•·━─│×–○●▒▓█←↑→↓░✓✗›‹−"
    use_ascii_marks(True)
    try:
        assert written(marks).isascii()
        assert len(written(marks)) == width(marks) == len(marks)
    finally:
        use_ascii_marks(False)


def test_no_space_stands_before_an_ellipsis() -> None:
    assert cut(Text("and what does each one"), 15).plain == "and what does…"
