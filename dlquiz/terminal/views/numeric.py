"""A number to be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from dlquiz.core.exercise import Solution
from dlquiz.core.grading import parse_number
from dlquiz.core.questions import LANGS, Numeric, Text
from dlquiz.core.session import Turn
from dlquiz.core.text import fill
from dlquiz.terminal.page import BLANK
from dlquiz.terminal.views.scene import (
    Body,
    Scene,
    asked,
    block,
    flowing,
    hints,
    mark,
    sections,
    typed_entry,
)
from dlquiz.terminal.views.working import steps
from dlquiz.terminal.words import number

if TYPE_CHECKING:
    from dlquiz.core.result import Step


def body(scene: Scene) -> Body:
    """The question with its numbers and the line being typed; then the verdict, the steps, the slip."""
    check = scene.turn.card.check
    assert isinstance(check, Numeric)
    question = asked(scene, question_text(check, scene.turn))
    if scene.turn.revealed:
        return Body(sections([question, _verdict(scene, check), _steps(scene), _slip(scene)]))
    lines = sections([question, hints(scene)])
    typed = typed_entry(scene, scene.say.of(check.unit))
    cursor = (len(lines) + 1 + typed.cursor[0], typed.cursor[1]) if typed.cursor else None
    return Body([*lines, BLANK, *typed.lines], cursor)


def keys(scene: Scene) -> list[str]:
    """The hints of the foot before the answer is shown."""
    if scene.ui.typing:
        return ["check" if scene.ui.lines[0].text else "give up", "other"]
    return ["check" if scene.ui.lines[0].text else "answer", "type"]


def question_text(check: Numeric, turn: Turn) -> Text:
    """The question with the numbers that were drawn."""
    values = turn.drawn.values or {}
    return Text(*(fill(check.ask.in_(lang), values, lang) for lang in LANGS))


def _verdict(scene: Scene, check: Numeric) -> list[Line]:
    verdict, solution = scene.turn.verdict, scene.turn.solution
    lines = []
    if isinstance(scene.turn.answer, str) and verdict:
        lines = block(scene, "yours", [Line(echoed(scene.turn.answer))], mark(verdict.right))
    if solution and not (verdict and verdict.right and not verdict.rounded):
        label = "exact" if verdict and verdict.right else "right"
        unit = scene.say.of(check.unit)
        shown = Line.assemble((number(solution.value), "bold"), f" {unit}" if unit else "")
        lines += block(scene, label, [shown], "" if label == "exact" else mark(True))
    return lines


def echoed(typed: str) -> str:
    """What was typed: plain digits grouped, anything else as it is."""
    read = parse_number(typed)
    return number(int(read.value)) if read and typed.isascii() and typed.isdigit() else typed


def _slip(scene: Scene) -> list[Line]:
    slip = scene.turn.verdict.slip if scene.turn.verdict else Text()
    return block(scene, "slip", flowing(scene, slip), Line("!", "warm")) if slip else []


def _steps(scene: Scene) -> list[Line]:
    return steps(leading(scene.turn.solution), scene.grid, scene.say)


def leading(solution: Solution | None) -> tuple[Step, ...]:
    """The steps up to the one that gives the number asked for; all, where none does."""
    if solution is None:
        return ()
    last = max((n for n, step in enumerate(solution.steps, 1) if step.value == solution.value), default=None)
    return solution.steps[:last]
