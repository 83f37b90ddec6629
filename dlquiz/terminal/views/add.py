"""The page on which a new question is typed, and its preview as the drill would show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from rich.text import Text as Line

from dlquiz.core.exercise import draw
from dlquiz.core.memory import State
from dlquiz.core.questions import Question, Text, cards
from dlquiz.core.session import Turn
from dlquiz.terminal.controls import Ui
from dlquiz.terminal.form import Form, candidates, folded
from dlquiz.terminal.page import BLANK, Grid, Page, entries, entry, keys
from dlquiz.terminal.prose import phrase
from dlquiz.terminal.views.card import BODIES
from dlquiz.terminal.views.scene import Scene, sections
from dlquiz.terminal.words import Say
from dlquiz.terminal.wrap import wrap

MOST_TOPICS = 8


def form_page(
    form: Form, topics: Mapping[str, Text], similar: Sequence[tuple[str, Text]], offered: bool, grid: Grid, say: Say
) -> Page:
    """Every field; below the topic those it may mean, below the question those that are similar.

    offered: it shows what was typed the last time.
    """
    body: list[Line] = []
    cursor = None
    for at, field in enumerate(form.fields):
        typed = at == form.at
        rows, (row, column) = folded(field.line, grid.measure)
        first = at == 0 or form.fields[at - 1].name != field.name
        empty = wrap(Line(say(f"say {field.name}"), "quiet"), grid.measure)
        lines = [Line(text) for text in rows] if field.line.text else empty
        body += entry(grid, lines, say(f"f {field.name}") if first else "", Line("›", "key") if typed else "")
        if typed:
            cursor = len(body) - len(lines) + row, grid.text_at + column
        if field.name == "topic":
            body += _topics(form.text("topic"), topics, grid, say) if typed or form.text("topic") not in topics else []
        if field.name == "ask" and similar:
            found = [(wrap(phrase(say.of(ask), grid.measure), grid.measure), Line("•", "quiet")) for _, ask in similar]
            body += [BLANK, *entries(grid, found, say("similar"))]
        if at + 1 < len(form.fields) and form.fields[at + 1].name != field.name:
            body.append(BLANK)
    writing = "complete" if form.current.name == "topic" else "editor"
    names = ["next field", *(["anew"] if offered else []), writing, "preview", "give it up"]
    return Page(title=say("new question"), body=body, foot=keys(grid, say, names), cursor=cursor)


def _topics(typed: str, topics: Mapping[str, Text], grid: Grid, say: Say) -> list[Line]:
    found = candidates(typed, topics)[:MOST_TOPICS]
    lines = wrap(Line(", ".join(found) or say("new topic"), "quiet"), grid.measure)
    return entry(grid, lines)


def preview_page(question: Question, title: Text, grid: Grid, say: Say) -> Page:
    """The card with its answer, and below it the card of its check."""
    parts = []
    for card in cards(question):
        turn = Turn(card, State(card.id), draw(card, Random(0)), 0, revealed=True)
        parts.append(BODIES[card.kind](Scene(turn, Ui(), grid, say)).lines)
    foot = keys(grid, say, ["write", "edit on"])
    return Page(title=say.of(title) or question.topic, detail=say(question.level), body=sections(parts), foot=foot)
