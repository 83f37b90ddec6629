"""Options, of which one or several are right."""

from __future__ import annotations

from rich.text import Text as Line

from dlquiz.core.questions import Choice, Text
from dlquiz.terminal.cells import pad
from dlquiz.terminal.controls import several
from dlquiz.terminal.page import BLANK
from dlquiz.terminal.views.recall import more_hints
from dlquiz.terminal.views.scene import Body, Scene, asked, block, flowing, hints, mark, sections

HANG = 3
"""Cells between an option's number and its text."""


def body(scene: Scene) -> Body:
    """The question and its options; once answered, each with its verdict and its reason."""
    check = scene.turn.card.check
    assert isinstance(check, Choice)
    options = _judged(scene, check) if scene.turn.revealed else _open(scene, check)
    return Body(sections([asked(scene, check.ask), options, [] if scene.turn.revealed else hints(scene)]))


def keys(scene: Scene) -> list[str]:
    """The hints of the foot before the answer is shown."""
    return ["choose", "check" if scene.ui.picked else "answer", *more_hints(scene)]


def _open(scene: Scene, check: Choice) -> list[Line]:
    lines: list[Line] = []
    for place, index in enumerate(scene.turn.drawn.order):
        picked = Line("›", "key") if place in scene.ui.picked else ""
        lines += block(scene, "", _option(scene, place + 1, check.options[index].text, "key"), picked)
        lines += [] if scene.grid.wide else [BLANK]
    if several(check):
        instruction = block(scene, "", [Line(scene.say("choose all"), "quiet")])
        return [*instruction, BLANK, *lines]
    return lines[:-1] if lines[-1:] == [BLANK] else lines


def _judged(scene: Scene, check: Choice) -> list[Line]:
    chosen = scene.turn.answer if isinstance(scene.turn.answer, tuple) else ()
    parts = []
    for place, index in enumerate(scene.turn.drawn.order):
        option, yours = check.options[index], index in chosen
        label = "yours" if yours else "right" if option.right else ""
        style = "bold" if option.right else "" if yours else "quiet"
        lines = _option(scene, place + 1, option.text, style, style)
        if option.why:
            lines += _option(scene, None, option.why, style="" if label else "quiet")
        parts.append(block(scene, label, lines, mark(option.right) if label else ""))
    return sections(parts)


def _option(scene: Scene, number: int | None, text: Text, number_style: str = "", style: str = "") -> list[Line]:
    """The number on the text edge, the text hung further in."""
    lines = flowing(scene, text, scene.grid.measure - HANG, style)
    heads = [Line(str(number or ""), number_style), *[Line()] * (len(lines) - 1)]
    return [Line.assemble(pad(head, HANG), line) for head, line in zip(heads, lines, strict=True)]
