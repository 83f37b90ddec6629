"""A question to be answered aloud, in the head, or by typing; graded by oneself."""

from __future__ import annotations

from rich.text import Text as Line

from dlquiz.terminal.page import BLANK
from dlquiz.terminal.views.scene import (
    Body,
    Scene,
    answer,
    asked,
    block,
    hints,
    points,
    sections,
    sketch,
    traps,
    typed_entry,
)
from dlquiz.terminal.wrap import wrap


def body(scene: Scene) -> Body:
    """The question; then hints and the line being typed, or what was typed beside the points, and the answer."""
    question = asked(scene, scene.question.ask)
    if scene.turn.revealed:
        given = str(scene.turn.answer or "")
        said = wrap(Line(given), scene.grid.measure)
        parts = [answer(scene), sketch(scene), points(scene)]
        if given:
            parts = [block(scene, "yours", said), points(scene), answer(scene), sketch(scene)]
        return Body(sections([question, *parts, traps(scene)]))
    lines = sections([question, hints(scene)])
    if not scene.ui.typing and not scene.ui.lines[0].text:
        return Body(lines)
    typed = typed_entry(scene)
    cursor = (len(lines) + 1 + typed.cursor[0], typed.cursor[1]) if typed.cursor else None
    return Body([*lines, BLANK, *typed.lines], cursor)


def keys(scene: Scene) -> list[str]:
    """The hints of the foot before the answer is shown."""
    if scene.ui.typing:
        return ["show" if scene.ui.lines[0].text else "give up", "other"]
    return ["answer", *more_hints(scene), "type"]


def more_hints(scene: Scene) -> list[str]:
    """The key for the next hint, if there is one."""
    if scene.score is not None or scene.turn.hints >= len(scene.question.points):
        return []
    return ["more hint" if scene.turn.hints else "hint"]
