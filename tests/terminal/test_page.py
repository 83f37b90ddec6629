"""The page: where things stand, what scrolls, what is dropped when there is no room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from dlquiz.terminal.cells import width
from dlquiz.terminal.page import Grid, Page, bar, entry, keys, lay, part_of, table
from dlquiz.terminal.words import Say

EN = Say("en")
WIDE, NARROW = Grid(80, 24), Grid(40, 24)


def shown(page: Page, grid: Grid, scroll: int = 0) -> list[str]:
    return [row.plain.rstrip() for row in lay(page, grid, EN, scroll).rows]


def sample(lines: int) -> Page:
    body = [Text(f"line {n}") for n in range(lines)]
    return Page("Topic", body, [Text("foot")], "core", part_of(7, 15), 6, 15)


def test_a_wide_page() -> None:
    assert shown(sample(2), Grid(80, 12)) == [
        "",
        "  Topic · core                                                            7/15",
        "  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────",
        "",
        "line 0",
        "line 1",
        "",
        "",
        "",
        "",
        "foot",
        "",
    ]


def test_a_page_wider_than_it_needs_is_centred_and_starts_at_the_top() -> None:
    rows = shown(sample(1), Grid(200, 50))
    assert rows[1].startswith(" " * 62 + "Topic")
    assert len(rows) == 36


def test_what_is_too_long_scrolls_and_says_so() -> None:
    page = sample(20)
    rows = shown(page, Grid(80, 15))
    assert rows[4:12] == [*(f"line {n}" for n in range(7)), "            space ↓ 13 more lines"]
    rows = shown(page, Grid(80, 15), scroll=6)
    assert rows[4:12] == [*(f"line {n}" for n in range(6, 13)), "            space ↓ 7 more lines"]
    assert shown(page, Grid(80, 15), scroll=99)[4:12] == [f"line {n}" for n in range(12, 20)]


def test_every_line_is_reached_by_space() -> None:
    page, grid, scroll = sample(50), Grid(80, 15), 0
    seen: set[str] = set()
    for _ in range(50):
        laid = lay(page, grid, EN, scroll)
        seen |= {row.plain for row in laid.rows}
        if not laid.hidden:
            break
        scroll = laid.scroll + laid.step
    assert seen >= {f"line {n}" for n in range(50)}


def test_the_cursor_is_kept_in_sight() -> None:
    page = sample(20)
    for row in range(20):
        laid = lay(page._replace(cursor=(row, 7)), Grid(80, 15), EN)
        assert laid.cursor is not None
        assert laid.rows[laid.cursor[0]].plain == f"line {row}"
        assert laid.cursor[1] == 7


@given(st.integers(1, 220), st.integers(1, 60), st.integers(0, 60), st.integers(0, 80))
def test_no_size_breaks_it(columns: int, rows: int, lines: int, scroll: int) -> None:
    laid = lay(sample(lines), Grid(columns, rows), EN, scroll)
    assert len(laid.rows) <= rows
    if columns >= 40 and rows >= 15:
        assert all(width(row.plain) <= columns for row in laid.rows)


def test_entries() -> None:
    lines = [Text("one"), Text("two")]
    assert [line.plain for line in entry(WIDE, lines, "label", "•")] == ["  label   • one", "            two"]
    assert [line.plain for line in entry(NARROW, lines, "label", "•")] == [" label", " • one", "   two"]
    assert [line.plain for line in entry(NARROW, lines[:1], "label", "✗")] == [" ✗ one" + " " * 28 + "label"]
    assert [line.plain for line in entry(WIDE, ["a " * 40], "label")][1].startswith(" " * 12 + "a")


def test_hints_that_do_not_fit_are_dropped_from_the_end_but_never_the_last() -> None:
    names = ["next", "undo", "these", "sources", "edit", "language", "keys"]
    assert keys(WIDE, EN, names)[0].plain.strip() == ("space next card   u undo   d demo with these numbers   ? keys")
    assert keys(NARROW, EN, names)[0].plain.strip() == "space next card  u undo  ? keys"


def test_bars_and_tables() -> None:
    assert bar(1, 2, 10).plain == "━━━━━─────"
    assert bar(0, 0, 4).plain == "────"
    assert bar(9, 2, 4).plain == "━━━━"
    rows: list[list[Text | str]] = [["a", "1"], ["积", "22"]]
    assert [line.plain for line in table(rows, [3, 3], "lr")] == ["a      1", "积    22"]


@pytest.mark.parametrize("columns", [79, 80])
def test_two_shapes(columns: int) -> None:
    grid = Grid(columns, 24)
    assert (grid.wide, grid.text_at + grid.measure + grid.margin) == (columns >= 80, columns)
