"""A number to be worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from dlquiz.core.exercise import Solution
from dlquiz.core.grading import parse_number
from dlquiz.core.questions import LANGS, Numeric, Text, Value
from dlquiz.core.session import Turn
from dlquiz.core.text import fill, sanitise, with_minus
from dlquiz.terminal.cells import width
from dlquiz.terminal.page import BLANK, table
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
from dlquiz.terminal.words import number
from dlquiz.terminal.wrap import wrap

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
    return number(read.value) if read and typed.isascii() and typed.isdigit() else typed


def _slip(scene: Scene) -> list[Line]:
    slip = scene.turn.verdict.slip if scene.turn.verdict else Text()
    return block(scene, "slip", flowing(scene, slip), Line("!", "warm")) if slip else []


# the steps


def _steps(scene: Scene) -> list[Line]:
    """What, how, and how much, the results on one edge; a step that is too wide takes two rows."""
    measure = scene.grid.measure
    rows = [_row(scene, step) for step in leading(scene.turn.solution)]
    value = max((width(result) for _, _, result in rows), default=0)
    fits = [row for row in rows if scene.grid.wide and width(row[0]) + width(row[1]) + value + 6 <= measure]
    what = max((width(label) for label, _, _ in fits), default=0)
    how = max((w for w in map(width, (row[1] for row in fits)) if what + w + value + 6 <= measure), default=0)
    left = what + 3 + how if how else measure - value - 3
    lines: list[Line] = []
    for index, (label, working, result) in enumerate(rows, 1):
        given, equals = wrap(Line(working), measure - 2), "=" if result else ""
        if how and width(label) <= what and width(working) <= how:
            above, before = [], table([[label, working]], [what + 2, how], "ll", gap=1)[0]
        elif len(given) == 1 and width(working) + 2 <= left:
            above, before = wrap(Line(label), measure), Line.assemble("  ", given[0])
        else:
            above, before = [*wrap(Line(label), measure), *(Line.assemble("  ", line) for line in given)], Line()
        final = Line(result, "bold" if index == len(rows) else "")
        shown = [*above, *table([[before, equals, final]], [left, 1, value], "llr", gap=1)]
        lines += block(scene, "steps" if index == 1 else "", shown, Line(str(index), "quiet"))
    return lines


def leading(solution: Solution | None) -> tuple[Step, ...]:
    """The steps up to the one that gives the number asked for; all, where none does."""
    if solution is None:
        return ()
    last = max((n for n, step in enumerate(solution.steps, 1) if step.value == solution.value), default=None)
    return solution.steps[:last]


def _row(scene: Scene, step: Step) -> tuple[str, str, str]:
    return scene.say.of(step.label), with_minus(sanitise(step.working)), shown(step.value)


def shown(value: Value) -> str:
    """A value of a step; a list is cut after a few."""
    if isinstance(value, tuple):
        return ", ".join(map(shown, value[:6])) + (" …" if len(value) > 6 else "")
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
