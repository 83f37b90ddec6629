"""A demo in place of the card: knobs, predictions, and that every demo fits every page."""

from __future__ import annotations

import pytest

from dlquiz.core.questions import LANGS, Lang, Text
from dlquiz.demos import Registry
from dlquiz.terminal.cells import width
from dlquiz.terminal.page import Grid, lay
from dlquiz.terminal.views.bench import Bench
from dlquiz.terminal.words import Say

EN = Say("en")
DEMOS = Registry()


def bench(name: str = "conv_cost", wanted: str = "params", **given: int) -> Bench:
    return Bench.opened(DEMOS, name, given, wanted, Text("CNN basics", "CNN 基础"))


def pressed(start: Bench, *keys: str) -> Bench:
    for key in keys:
        after = start.press(key)
        assert after is not None
        start = after
    return start


def text(shown: Bench, columns: int = 80) -> str:
    return "\n".join(line.plain for line in shown.page(Grid(columns, 200), EN).body)


def test_it_opens_with_the_cards_numbers() -> None:
    opened = bench(in_channels=256, out_channels=256, groups=8)
    assert opened.result is not None
    assert opened.result.outputs["params"] == 3 * 3 * 32 * 256
    assert "73,728" in text(opened)


def test_arrows_choose_a_knob_and_turn_it_and_the_result_follows() -> None:
    turned = pressed(bench(in_channels=4, out_channels=4), "right")
    assert turned.inputs["in_channels"] == 5
    assert turned.result is not None
    assert turned.result.outputs["params"] == 3 * 3 * 5 * 4
    assert pressed(turned, "down", "left").inputs["out_channels"] == 3
    assert pressed(turned, "down", "left", "r").inputs == bench(in_channels=4, out_channels=4).inputs


def test_names_and_values_of_knobs_stand_apart() -> None:
    knobs = text(bench("linear_collapse", "")).split("knobs")[1].splitlines()
    assert knobs[0].split() == ["dims", "‹", "4", "›", "64", "64", "3"]
    assert "dims ‹ 4 ›" in knobs[0]
    assert "seed   0" in knobs[1]


def test_an_impossible_turn_is_said_and_can_be_turned_back() -> None:
    start = bench(in_channels=8, out_channels=8, groups=8)
    stuck = pressed(start, "right")
    assert stuck.result is None
    assert "groups do not divide" in text(stuck)
    assert pressed(stuck, "left").result == start.result


def test_a_prediction_is_made_before_looking() -> None:
    asked = pressed(bench(in_channels=4, out_channels=4), "p")
    assert "144" not in text(asked).split("guess")[1]
    right = pressed(asked, *"144", "enter")
    assert "✓" in text(right)
    wrong = pressed(asked, *"12", "enter")
    assert "✗" in text(wrong)
    assert "12 · right: 144" in text(wrong)


def test_a_prediction_in_chinese_has_chinese_punctuation() -> None:
    asked = pressed(bench(in_channels=4, out_channels=4), "p", "1", "enter")
    body = "\n".join(line.plain for line in asked.page(Grid(80, 200), Say("zh")).body)
    assert "参数量：1 · 正解：144" in body


def test_a_prediction_may_be_rounded() -> None:
    asked = pressed(bench(in_channels=4, out_channels=4), "p")
    assert "✓" in text(pressed(asked, *"140", "enter"))
    assert "140 · right: 144" in text(pressed(asked, *"140", "enter"))
    assert "✗" in text(pressed(asked, *"150", "enter"))


def test_the_page_follows_the_language() -> None:
    shown = bench()
    assert shown.page(Grid(80, 40), EN).title == "CNN basics"
    assert shown.page(Grid(80, 40), Say("zh")).title == "CNN 基础"


@pytest.mark.parametrize("key", ["esc", "q", "d"])
def test_it_closes(key: str) -> None:
    assert bench().press(key) is None


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("name", DEMOS.names())
def test_every_demo_fits_the_page(name: str, columns: int, lang: Lang) -> None:
    shown = Bench.opened(DEMOS, name, {}, "", Text("Topic", "主题"))
    grid = Grid(columns, 30)
    for row in lay(shown.page(grid, Say(lang)), grid, Say(lang)).rows:
        assert width(row.plain) <= columns, row.plain
    for line in shown.page(grid, Say(lang)).body:
        assert width(line.plain) <= grid.page, line.plain
