"""Steps to be put in order: by moving the lines, or by typing their numbers."""

from __future__ import annotations

from rich.text import Text as Line

from dlquiz.core.exercise import step_groups
from dlquiz.core.questions import Order, Text
from dlquiz.terminal.cells import pad
from dlquiz.terminal.page import BLANK, entries
from dlquiz.terminal.views.recall import more_hints
from dlquiz.terminal.views.scene import Body, Scene, asked, block, flowing, hints, mark, sections, summary

HANG = 3


def body(scene: Scene) -> Body:
    """The steps as they were drawn and those placed so far; then the right order with the verdicts."""
    check = scene.turn.card.check
    assert isinstance(check, Order)
    question = asked(scene, check.ask)
    steps = [step for group in check.steps for step in group]
    if scene.turn.revealed:
        return Body(sections([question, _yours(scene), _right(scene, check, steps), summary(scene)]))
    lines, cursor = [*question, BLANK], None
    for row, place in enumerate(scene.ui.standing):
        if row == scene.ui.at:
            cursor = len(lines), scene.grid.text_at
        lines += _open(scene, place, steps[scene.turn.drawn.order[place]], row == scene.ui.at)
    return Body(sections([lines, hints(scene)]), cursor)


def keys(scene: Scene) -> list[str]:
    """The hints of the foot before the answer is shown."""
    if scene.ui.at is not None:
        return ["check", *(["move", "put down"] if scene.ui.held else ["lines", "take up"]), "back"]
    if len(scene.ui.picked) == len(scene.turn.drawn.order):
        return ["check", "take back"]
    return ["step", *(["take back"] if scene.ui.picked else ["lines"]), "answer", *more_hints(scene)]


def _open(scene: Scene, place: int, step: Text, chosen: bool) -> list[Line]:
    """A step where it stands; the numbers of those that were placed by number can no longer be pressed."""
    number_style = "quiet" if place in scene.ui.picked else "key"
    style = "bold" if chosen and scene.ui.held else ""
    return block(scene, "", _step(scene, place + 1, step, number_style, style), Line("›", "key") if chosen else "")


def _yours(scene: Scene) -> list[Line]:
    if not isinstance(scene.turn.answer, tuple) or not scene.turn.verdict:
        return []
    shown = scene.turn.drawn.order
    numbers = " ".join(str(shown.index(int(index)) + 1) for index in scene.turn.answer)
    return block(scene, "yours", [Line(numbers)], mark(scene.turn.verdict.right))


def _right(scene: Scene, check: Order, steps: list[Text]) -> list[Line]:
    """Each step in its place, with the number it was shown under; ✓ or ✗ where the learner had placed it."""
    given = [int(index) for index in scene.turn.answer] if isinstance(scene.turn.answer, tuple) else []
    groups = step_groups(check)
    order = sorted(range(len(steps)), key=lambda index: (groups[index], given.index(index) if given else index))
    items: list[tuple[list[Line], Line | str]] = []
    for place, index in enumerate(order):
        verdict = mark(groups[given[place]] == groups[index]) if given else ""
        step = _step(scene, scene.turn.drawn.order.index(index) + 1, steps[index], "quiet")
        members = groups.count(groups[index])
        if members > 1 and groups[place + 1 :].count(groups[index]) == 0:
            step.append(Line.assemble(" " * HANG, (scene.say("any order", n=members), "quiet")))
        items.append((step, verdict))
    return entries(scene.grid, items, scene.say("right"))


def _step(scene: Scene, number: int, text: Text, number_style: str, style: str = "") -> list[Line]:
    lines = flowing(scene, text, scene.grid.measure - HANG, style)
    heads = [Line(str(number), number_style), *[Line()] * (len(lines) - 1)]
    return [Line.assemble(pad(head, HANG), line) for head, line in zip(heads, lines, strict=True)]
