"""A statement that is true, or its twin that is not."""

from __future__ import annotations

from rich.text import Text as Line

from dlquiz.core.questions import TrueFalse
from dlquiz.terminal.views.recall import more_hints
from dlquiz.terminal.views.scene import Body, Scene, asked, block, flowing, hints, mark, sections


def body(scene: Scene) -> Body:
    """The statement; once answered, what was said, what is true, and why."""
    check = scene.turn.card.check
    assert isinstance(check, TrueFalse)
    statement = asked(scene, check.right if scene.turn.drawn.statement else check.wrong)
    if not scene.turn.revealed:
        return Body(sections([statement, hints(scene)]))
    return Body(
        sections([statement, _verdict(scene), _truth(scene, check), block(scene, "why", flowing(scene, check.why))])
    )


def keys(scene: Scene) -> list[str]:
    """The hints of the foot before the answer is shown."""
    return ["true", "false", "answer", *more_hints(scene)]


def _verdict(scene: Scene) -> list[Line]:
    said, true = scene.turn.answer, scene.turn.drawn.statement
    lines = []
    if isinstance(said, bool):
        lines = block(scene, "yours", [Line(_word(scene, said))], mark(said is true))
    if said is not true:
        lines += block(scene, "right", [Line(_word(scene, true), "bold")], mark(True))
    return lines


def _truth(scene: Scene, check: TrueFalse) -> list[Line]:
    """The statement that is true, where the other one was shown."""
    return [] if scene.turn.drawn.statement else block(scene, "truth", flowing(scene, check.right))


def _word(scene: Scene, value: bool) -> str:
    return scene.say("true" if value else "false")
