"""Blanks, as drawn by hand."""

from __future__ import annotations

import pytest
from terminal.samples import CARDS, TITLES, judged, screen, turn

from dlquiz.terminal.cells import width
from dlquiz.terminal.controls import Ui
from dlquiz.terminal.lineedit import Line
from dlquiz.terminal.page import Grid, lay
from dlquiz.terminal.views import card, cloze
from dlquiz.terminal.views.scene import Scene
from dlquiz.terminal.words import Say

GATES, CELL = "attention-scale/gates", "attention-scale/cell"


def typing(*texts: str, field: int = 0) -> Ui:
    return Ui(lines=tuple(Line(text, len(text)) for text in texts), typing=True, field=field)


def test_typing_in_place() -> None:
    assert (
        screen(turn(GATES), typing("res", ""))
        == """
  RNN and attention · core                                                7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  cloze     The res_____ gate controls how much of the old state enters the
            candidate; the ________ gate mixes old state and candidate.

            enter next blank   esc other keys

"""
    )


def test_typing_in_chinese_and_in_a_formula() -> None:
    assert "重置门__门控制旧状态有多少进入候选状态，________门" in screen(turn(GATES), typing("重置门", ""), lang="zh")
    assert "cₜ = f_______ ⊙ cₜ₋₁ + ________ ⊙ gₜ" in screen(turn(CELL), typing("f", ""))


def test_a_near_miss_shows_the_difference() -> None:
    assert (
        screen(judged(GATES, ("reset", "updaet")))
        == """
  RNN and attention · core                                                7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  cloze     The reset gate controls how much of the old state enters the
            candidate; the update gate mixes old state and candidate.

  yours   ✓ reset
          ✗ updaet · right: update
                ^^

            Close: if only the spelling slipped, 3 says it was right.

  answer    The scale keeps the variance of the logits near 1, so that the
            softmax does not saturate.

          › 1 Again          2 Hard           3 Good           4 Easy
            10 min           1 day            4 days           9 days

            space next card   u undo   e edit   l 中文   ? keys

"""
    )


def test_a_wrong_word_and_an_empty_one() -> None:
    shown = screen(judged(GATES, ("forget", "")))
    assert "  yours   ✗ forget · right: reset\n          ✗ – · right: update\n" in shown
    assert "if only the spelling" not in shown


def test_a_formula_that_was_right() -> None:
    shown = screen(judged(CELL, ("f", "i")))
    assert "  cloze     cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ gₜ\n" in shown
    assert "  yours   ✓ f\n          ✓ i\n" in shown


@pytest.mark.parametrize(
    ("typed", "right", "carets"),
    [("rset", "reset", " ^"), ("updaet", "update", "    ^^"), ("gradients", "gradient", "        ^"),
     ("gradien", "gradient", "       ^"), ("Gradient", "gradient", ""), ("卷极", "卷积", "  ^")],
)  # fmt: skip
def test_carets(typed: str, right: str, carets: str) -> None:
    drawn = cloze.differences(typed, right)
    assert drawn.count("^") >= carets.count("^")
    assert drawn[: len(carets)].rstrip() == carets or drawn == carets


@pytest.mark.parametrize("text", ["", "res", "重置门", "a word that is much longer than any blank should be"])
@pytest.mark.parametrize("field", [0, 1])
@pytest.mark.parametrize("columns", [40, 80])
def test_the_cursor_stands_in_the_blank_being_typed(text: str, field: int, columns: int) -> None:
    grid, say = Grid(columns, 24), Say("en")
    ui = typing(*(text if n == field else "x" for n in range(2)), field=field)
    scene = Scene(turn(GATES), ui, grid, say)
    laid = lay(card.page(scene, say.of(TITLES["attention"]), 0, 1), grid, say)
    assert laid.cursor is not None
    row, column = laid.cursor
    before = laid.rows[row].plain
    while width(before) > column:
        before = before[:-1]
    assert width(before) == column
    assert laid.rows[row].plain[len(before)] == "_"
    assert before.endswith(text.strip()[-3:] if text else " ")


def test_every_cloze_shows_as_many_blanks_in_both_languages() -> None:
    for card_id in (GATES, CELL):
        assert CARDS[card_id].kind == "cloze"
        shown = [screen(turn(card_id), typing("", ""), lang="en"), screen(turn(card_id), typing("", ""), lang="zh")]
        assert [text.count("________") for text in shown] == [2, 2]


def test_a_near_miss_is_coloured_where_it_differs() -> None:
    asked = judged(GATES, ("rset", "updaet"))
    scene = Scene(asked, Ui(), Grid(80, 24), Say("en"))
    for line in (line for line in cloze.body(scene).lines if " · right: " in line.plain):
        coloured = {at: span.style for span in line.spans for at in range(span.start, span.end)}
        typed, right = line.plain.index("· ") - 1, line.plain.index("right: ") + len("right: ")
        kept = [at for at in range(len(line.plain)) if coloured.get(at) not in ("right", "wrong")]
        before = "".join(line.plain[at] for at in kept if 12 <= at < typed)
        after = "".join(line.plain[at] for at in kept if at >= right)
        assert before == after
        assert len(after) == len(line.plain[right:]) - 1
