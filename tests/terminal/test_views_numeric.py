"""Numbers, as drawn by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from terminal.samples import drawn, judged, screen, turn

from dlquiz.core.exercise import Solution
from dlquiz.core.questions import Citation, Numeric, Text
from dlquiz.core.result import Step
from dlquiz.terminal.controls import Ui
from dlquiz.terminal.lineedit import Line
from dlquiz.terminal.page import Grid
from dlquiz.terminal.views import card
from dlquiz.terminal.views.numeric import echoed
from dlquiz.terminal.views.scene import Scene
from dlquiz.terminal.words import Say

CARD = "group-conv-params/count"


def test_typing() -> None:
    ui = Ui(lines=(Line("589824", 6),), typing=True)
    assert (
        screen(turn(CARD), ui)
        == """
  Convolution variants · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  number    A 3×3 convolution maps 256 channels to 256 channels in
            8 groups, without bias. How many weights does it have?

  yours   › 589824__________

            enter check   esc other keys

"""
    )


def test_a_wrong_number() -> None:
    assert (
        screen(judged(CARD, "589824"))
        == """
  Convolution variants · core                                             7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  number    A 3×3 convolution maps 256 channels to 256 channels in
            8 groups, without bias. How many weights does it have?

  yours   ✗ 589,824
  right   ✓ 73,728

  steps   1 output height
              ⌊(32 + 2·0 − 1·(3 − 1) − 1) / 1⌋ + 1 =     30
          2 channels one filter reads   256 / 8    =     32
          3 weights of one filter       3 × 3 × 32 =    288
          4 parameters                  288 × 256  = 73,728

  slip    ! That is the ungrouped layer. Divide by the number of groups.

          › 1 Again          2 Hard           3 Good           4 Easy
            10 min           1 day            4 days           9 days

            space next card   u undo   e edit   l 中文   ? keys

"""
    )


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        (
            Say("en"),
            """
            space next card   3 it was right   u undo
            d demo with these numbers   i sources   e edit   l 中文   ? keys
""",
        ),
        (
            Say("zh"),
            """
            空格 下一张   3 算作答对   u 撤销
            d 用这些数演示   i 出处   e 编辑   l English   ? 按键
""",
        ),
    ],
    ids=str,
)
def test_a_quiz_has_room_for_all_its_keys(say: Say, expected: str) -> None:
    wrong = judged(CARD, "589824")
    question = wrong.card.question._replace(sources=(Citation("xie-2017"),))
    wrong = replace(wrong, card=wrong.card._replace(question=question))
    grid = Grid(80, 36)
    scene = Scene(wrong, Ui(), grid, say, undo=say.grade(3), demo=True, score=0)
    assert expected in drawn(card.page(scene, "Convolution", 6, 15), grid, say)


def test_a_wrong_number_on_a_narrow_terminal() -> None:
    wrong = judged(CARD, "589824")
    steps = (
        Step(Text.same("channels that one filter reads"), "256 / 8", 32),
        Step(Text.same("weights of one filter"), "3 × 3 × 32", 288),
        Step(Text.same("weights of all 256 filters"), "256 × 288", 73728),
    )
    wrong = replace(wrong, solution=Solution(73728, steps))
    assert (
        screen(wrong, columns=40)
        == """
 Convolution variants · core       7/15
 ━━━━━━━━━━━━━━━───────────────────────

   A 3×3 convolution maps 256 channels
   to 256 channels in 8 groups, without
   bias. How many weights does it have?

 ✗ 589,824                        yours
 ✓ 73,728                         right

 steps
 1 channels that one filter reads
     256 / 8                   =     32
 2 weights of one filter
     3 × 3 × 32                =    288
 3 weights of all 256 filters
     256 × 288                 = 73,728

 slip
 ! That is the ungrouped layer. Divide
   by the number of groups.

 › 1 Again  2 Hard   3 Good   4 Easy
   10 min   1 day    4 days   9 days

   space next card  u undo  ? keys

"""
    )


def test_a_right_number_needs_no_other() -> None:
    shown = screen(judged(CARD, "73728"))
    assert "  yours   ✓ 73,728\n\n  steps" in shown
    assert "right" not in shown
    assert "› 3 Good" in shown


def test_beside_a_rounded_one_stands_the_exact_value() -> None:
    assert "  yours   ✓ 7.4万\n  exact     73,728\n\n" in screen(judged(CARD, "7.4万"))


def test_given_up() -> None:
    assert "  right   ✓ 73,728\n\n  steps" in screen(replace(turn(CARD), revealed=True))


@pytest.mark.parametrize(
    ("typed", "said"), [("589824", "589,824"), ("1024", "1024"), ("5.9e5", "5.9e5"), ("1/8", "1/8"), ("590k", "590k")]
)
def test_what_was_typed_is_echoed(typed: str, said: str) -> None:
    assert echoed(typed) == said


def test_a_unit_stands_behind_the_field_and_the_number() -> None:
    asked = turn(CARD)
    assert isinstance(asked.card.check, Numeric)
    card = asked.card._replace(check=asked.card.check._replace(unit=Text("MB", "兆字节")))
    assert "› ________________ MB\n" in screen(replace(asked, card=card))
    assert "✓ 73,728 MB\n" in screen(replace(asked, card=card, revealed=True))


def test_steps_after_the_number_asked_for_are_left_out() -> None:
    assert "multiply-adds" not in screen(judged(CARD, "1"))
