"""Pictures in cells: small ones against boxes drawn by hand, all demos' against the page."""

from __future__ import annotations

import pytest

from dlquiz.core.questions import LANGS, Lang, Text
from dlquiz.core.result import Bars, Curve, Curves, Grid
from dlquiz.demos import Registry
from dlquiz.terminal.cells import width
from dlquiz.terminal.charts import BRAILLE, DOTS, Canvas, nice, picture, shrunk
from dlquiz.terminal.words import Say

EN, ZH = Say("en"), Say("zh")


def plain(lines: list[object]) -> str:
    return "\n".join(str(line).rstrip() for line in lines)


def test_the_dots_of_a_cell_are_those_of_unicodes_braille() -> None:
    """U+2800 + the bits 1 2 4 64 down the left column, 8 16 32 128 down the right one (Unicode, Braille Patterns)."""
    for x, column in enumerate(((1, 2, 4, 64), (8, 16, 32, 128))):
        for y, bit in enumerate(column):
            canvas = Canvas(1, 1)
            canvas.dot(x, y, "")
            assert canvas.row(0, " ").plain == chr(BRAILLE + bit)
            assert DOTS[y][x] == bit


def test_dots_outside_are_left_out() -> None:
    canvas = Canvas(2, 1)
    for place in ((-1, 0), (4, 0), (0, 4), (0, -1)):
        canvas.dot(*place, "")
    assert canvas.row(0, "·").plain == "··"


def test_shades_go_from_low_to_high() -> None:
    grid = Grid(Text("a map", "图"), ((0.0, 1.0, 2.0), (3.0, 4.0, 4.0)))
    assert plain(list(picture(grid, EN, 40))) == "a map\n··░░▒▒\n▓▓████\n0 ·░▒▓█ 4"


def test_a_map_of_one_value_is_one_shade() -> None:
    assert plain(list(picture(Grid(Text("m", "m"), ((1.0, 1.0),)), EN, 40))) == "m\n████\n1"
    assert plain(list(picture(Grid(Text("m", "m"), ((0.0, 0.0),)), EN, 40))) == "m\n····\n0"


def test_numbers_stand_in_columns() -> None:
    grid = Grid(Text("m", "m"), ((1.0, -2.5), (10.0, 0.0)), numbers=True, row_labels=("a", "bb"))
    assert plain(list(picture(grid, EN, 40))) == "m\n a     1  −2.5\nbb    10     0"


def test_bars_are_as_long_as_their_values() -> None:
    bars = Bars(Text("sizes", "大小"), ((Text("one", "一"), 1.0), (Text("four", "四"), 4.0)))
    assert plain(list(picture(bars, EN, 20))) == "sizes\none   ━━━────────  1\nfour  ━━━━━━━━━━━  4"
    assert plain(list(picture(bars, ZH, 20))).startswith("大小\n一  ")


def test_a_rising_line_rises() -> None:
    curve = Curve(Text("f", "f"), tuple(float(x) for x in range(11)), tuple(float(x) for x in range(11)))
    lines = [str(line) for line in picture(Curves(Text("up", "升"), (curve,)), EN, 40)][1:11]
    columns = [next(index for index, char in enumerate(line) if ord(char) >= BRAILLE) for line in lines]
    assert columns == sorted(columns, reverse=True)
    assert lines[0].endswith("f")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 1, [0, 0.5, 1]), (0, 10, [0, 5, 10]), (-3, 2, [-4, -2, 0, 2]), (0, 0.004, [0, 0.001, 0.002, 0.003, 0.004]),
     (5, 5, [4, 6])],
)  # fmt: skip
def test_ticks_are_round_and_span_the_values(low: float, high: float, ticks: list[float]) -> None:
    assert nice(low, high, 4) == pytest.approx(ticks)


def test_a_large_grid_is_shrunk_by_means() -> None:
    assert shrunk([[0, 2, 4, 6], [2, 4, 6, 8]], 2, 1) == [[2, 6]]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("cells", [36, 66])
@pytest.mark.parametrize("name", Registry().names())
def test_every_demos_pictures_fit_the_page(name: str, cells: int, lang: Lang) -> None:
    for shown in Registry().run(name, {}).pictures:
        for line in picture(shown, Say(lang), cells):
            assert width(line.plain) <= cells, line.plain
