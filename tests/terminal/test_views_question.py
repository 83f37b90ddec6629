"""A whole question as it is printed."""

from __future__ import annotations

import pytest
from terminal.samples import QUESTIONS, TITLES, TODAY

from dlquiz.core.memory import State
from dlquiz.core.questions import LANGS, Lang, cards
from dlquiz.terminal.cells import width
from dlquiz.terminal.page import Grid
from dlquiz.terminal.views.question import whole_question
from dlquiz.terminal.words import Say


def shown(columns: int, lang: Lang) -> list[str]:
    question = QUESTIONS[2]
    states = [(card, State(card.id)) for card in cards(question)]
    title = TITLES[question.topic]
    lines = whole_question(question, title, [], states, TODAY, Grid(columns, 24), Say(lang))
    return [line.plain.rstrip() for line in lines]


def test_its_cards_stand_in_a_table() -> None:
    table = "\n".join(shown(80, "en")).partition("  cards     ")[2].splitlines()
    assert [row.split() for row in table[:2]] == [
        ["group-conv-params", "recall", "new"],
        ["group-conv-params/count", "number", "new"],
    ]
    assert table[0].index("recall") + 12 == table[1].index("number")


def test_on_a_narrow_page_each_card_has_two_rows() -> None:
    lines = shown(40, "zh")
    at = lines.index("   group-conv-params/count")
    assert lines[at + 1] == "     计算 · 新卡"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("columns", [40, 60, 80])
def test_it_fits(columns: int, lang: Lang) -> None:
    assert max(map(width, shown(columns, lang))) <= columns
