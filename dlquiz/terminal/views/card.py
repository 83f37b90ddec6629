"""The page of a card: head, the body of its kind, and a foot with the keys that work now."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text as Line

from dlquiz.core.log import GOOD
from dlquiz.core.session import Session, Turn
from dlquiz.terminal.page import BLANK, Page, keys, part_of
from dlquiz.terminal.views import choice, cloze, numeric, order, recall, true_false
from dlquiz.terminal.views.scene import Body, Scene, grades
from dlquiz.terminal.words import Say

BODIES: dict[str, Callable[[Scene], Body]] = {
    "recall": recall.body,
    "choice": choice.body,
    "true-false": true_false.body,
    "numeric": numeric.body,
    "cloze": cloze.body,
    "order": order.body,
}
KEYS: dict[str, Callable[[Scene], list[str]]] = {
    "recall": recall.keys,
    "choice": choice.keys,
    "true-false": true_false.keys,
    "numeric": numeric.keys,
    "cloze": cloze.keys,
    "order": order.keys,
}


def page(scene: Scene, title: str, done: int, cards: int) -> Page:
    """The page of the card being asked, after `done` of the session's `cards` cards."""
    kind = scene.turn.card.kind
    body = BODIES[kind](scene)
    return Page(
        title=title,
        detail=scene.say(scene.turn.card.level),
        right=_place(scene, min(done + 1, cards), cards),
        part=done,
        whole=cards,
        body=body.lines,
        foot=_foot(scene),
        cursor=body.cursor,
    )


def _place(scene: Scene, number: int, cards: int) -> Line:
    """Which card of how many; in a quiz the score before it."""
    place = part_of(number, cards)
    if scene.score is None:
        return place
    return Line.assemble((scene.say("right so far", n=scene.score), "quiet"), "   ", place)


def last_done(session: Session, say: Say) -> str:
    """What undo would take back, in words; "" where there is nothing."""
    if not session.entries:
        return ""
    last = session.entries[-1]
    return say.grade(last.grade or 1) if last.kind == "review" else say(f"did {last.kind}")


def _foot(scene: Scene) -> list[Line]:
    values = {"what": scene.undo, "n": len(scene.turn.drawn.order)}
    if not scene.turn.revealed:
        return keys(scene.grid, scene.say, [*KEYS[scene.turn.card.kind](scene), *_always(scene)], **values)
    undo = ["undo"] if scene.undo else []
    rest = [
        *(["these" if scene.turn.drawn.values else "demo"] if scene.demo else []),
        *(["sources"] if scene.question.sources else []),
        "edit",
        "language",
        "keys",
    ]
    if scene.score is not None:
        first = keys(scene.grid, scene.say, ["next", overruling(scene.turn), *undo])
        return [*first, *keys(scene.grid, scene.say, rest)]
    names = [*(["next"] if scene.turn.card.check else []), *undo, *rest]
    return [*grades(scene), BLANK, *keys(scene.grid, scene.say, names)]


def overruling(turn: Turn) -> str:
    """The hint for the other verdict: in a quiz there is nothing between right and wrong."""
    return "was a guess" if turn.proposed == GOOD else "was right"


def _always(scene: Scene) -> list[str]:
    """What works on every card that is being asked, unless it is being typed on."""
    if scene.ui.typing:
        return []
    return ["language", *(["undo what"] if scene.undo else []), "keys"]
