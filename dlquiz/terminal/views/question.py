"""A whole question as it is printed: answer, points, traps, its cards and where they stand, sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.text import Text as Line

from dlquiz.core.exercise import Drawn
from dlquiz.core.memory import State
from dlquiz.core.questions import Card, Question, Text
from dlquiz.core.session import Turn
from dlquiz.terminal.controls import Ui
from dlquiz.terminal.desk import Reference
from dlquiz.terminal.page import BLANK, Grid, entry, table
from dlquiz.terminal.views import recall
from dlquiz.terminal.views.info import source_lines
from dlquiz.terminal.views.scene import Scene, sections
from dlquiz.terminal.words import Say, day_ahead
from dlquiz.terminal.wrap import wrap


def whole_question(
    question: Question,
    title: Text,
    sources: Sequence[Reference],
    states: Sequence[tuple[Card, State]],
    today: date,
    grid: Grid,
    say: Say,
) -> list[Line]:
    """All of it, from top to bottom."""
    head = Line.assemble(say.of(title) or question.topic, (f" · {say(question.level)} · {question.id}", "quiet"))
    turn = Turn(Card(question.id, question), State(question.id), Drawn(), 0, revealed=True)
    parts = [
        recall.body(Scene(turn, Ui(), grid, say)).lines,
        entry(grid, _cards(states, today, grid, say), say("cards")),
        source_lines(sources, grid, say),
    ]
    heads = [Line.assemble(" " * grid.margin, line) for line in wrap(head, grid.span)]
    return [BLANK, *heads, BLANK, *sections(parts), BLANK]


def _cards(states: Sequence[tuple[Card, State]], today: date, grid: Grid, say: Say) -> list[Line]:
    """A row for each card; two on a narrow page."""
    rows = [(card.id, say(card.kind), _standing(state, today, say)) for card, state in states]
    if not grid.wide:
        return [
            line
            for id_, kind, standing in rows
            for line in (*wrap(Line(id_), grid.measure), Line(f"  {kind} · {standing}", "quiet"))
        ]
    names = min(max(len(card.id) for card, _ in states), 44)
    cells: list[list[Line | str]] = [
        [id_, Line(kind, "quiet"), Line(standing, "quiet")] for id_, kind, standing in rows
    ]
    return table(cells, [names, 8, 12], "lll", 1)


def _standing(state: State, today: date, say: Say) -> str:
    if state.suspended:
        return say("suspended")
    if state.memory is None:
        return say("new")
    due = state.memory.due_day
    return day_ahead(say, max(due, today), today) if due else say("today")
