"""A demo that is printed: nothing of a label, a value or a working is cut off."""

from __future__ import annotations

import pytest

from dlquiz.core.questions import LANGS, Lang, Text
from dlquiz.core.result import Output, Result, Step
from dlquiz.demos import Registry
from dlquiz.terminal.cells import width
from dlquiz.terminal.page import Grid
from dlquiz.terminal.views.demo import listed, parameters, printed, results
from dlquiz.terminal.views.working import steps
from dlquiz.terminal.words import Say

EN = Say("en")
DEMOS = Registry()
NARROW, WIDE = Grid(40, 30), Grid(80, 30)
RATES = Output("rates", Text.same("learning rate at the steps"), Text.same("per step"))
LAST = Output("last", Text.same("learning rate at the last step"))
FIRST = Output("first", Text.same("at step 0"), Text.same("px"))


def shown(outputs: list[Output], measure: int, **values: float | tuple[float, ...]) -> str:
    return "\n".join(line.plain.rstrip() for line in results(outputs, Result(values), measure, EN))


def test_a_long_label_takes_two_rows_and_a_long_list_rows_of_its_own() -> None:
    rates = (0.1, 0.05, 0.025, 0.0125, 0.00625)
    assert (
        shown([LAST, RATES, FIRST], 36, last=2.4672e-5, rates=rates, first=1)
        == """\
learning rate at the
last step               2.4672e−5
learning rate at the steps
  0.1, 0.05, 0.025, 0.0125, 0.00625
  per step
at step 0                       1 px"""
    )


def test_a_long_list_stands_in_the_column_of_values_where_there_is_room() -> None:
    assert (
        shown([FIRST, RATES], 66, first=1, rates=tuple(range(10001, 10011)))
        == """\
at step 0                   1 px
learning rate at the steps  10,001, 10,002, 10,003, 10,004,
                            10,005, 10,006, 10,007, 10,008,
                            10,009, 10,010 per step"""
    )


def test_a_very_long_list_ends_in_an_ellipsis() -> None:
    assert shown([LAST], 66, last=tuple(range(64))).endswith("23, 24 …")


def test_parameters_wrap() -> None:
    lines = parameters({"values": tuple(range(20)), "width": 4}, 36)
    assert " ".join(line.plain for line in lines) == f"values {', '.join(map(str, range(20)))} width 4"


def test_steps_hang_behind_their_numbers_with_the_results_on_one_edge() -> None:
    worked = [
        Step(Text.same("at step 0"), "0 + (0.1 − 0) × (1 + cos(π·0/100)) / 2", 0.1),
        Step(Text.same("taps"), "3 / 2", (20001, 1, 2, 3, 4, 5, 6)),
        Step(Text.same("size"), "2 × 2"),
        Step(Text.same("last"), "1 + 1", 12345.5),
    ]
    assert (
        "\n".join(line.plain.rstrip() for line in steps(worked, NARROW, EN))
        == """\
 steps
 1 at step 0
     0 + (0.1 − 0) × (1 +
     cos(π·0/100)) / 2        =     0.1
 2 taps
     3 / 2
   = 20,001, 1, 2, 3, 4, 5 …
 3 size
     2 × 2
 4 last
     1 + 1                    = 12345.5"""
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DEMOS.names())
def test_on_a_narrow_page_every_word_of_a_demo_can_be_read(name: str, lang: Lang) -> None:
    description, result = DEMOS.describe(name), DEMOS.run(name, {})
    say = Say(lang)
    inputs = {parameter.name: parameter.default for parameter in description.parameters}
    lines = [line.plain for line in printed(description, inputs, result, NARROW, say)]
    assert max(map(width, lines)) <= 40
    read = "".join("".join(lines).split())
    for output in description.outputs:
        assert output.slip or "".join(say.of(output.label).split()) in read, output.name
    for step in result.steps:
        assert "".join(say.of(step.label).split()) in read, step.label


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("grid", [NARROW, WIDE])
def test_the_list_has_every_name_and_title(grid: Grid, lang: Lang) -> None:
    say = Say(lang)
    lines = [line.plain for line in listed([DEMOS.describe(name) for name in DEMOS.names()], grid, say)]
    assert max(map(width, lines)) <= grid.columns
    read = "".join("".join(lines).split())
    for name in DEMOS.names():
        assert name + "".join(say.of(DEMOS.describe(name).title).split()) in read
