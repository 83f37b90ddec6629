"""A mock interview: a question and the clock, the pause, and the walk through the answers."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from rich.text import Text as Line

from dlquiz.core.exercise import Drawn
from dlquiz.core.log import GRADES
from dlquiz.core.memory import State
from dlquiz.core.mock import Answer, Mock, Slot, shown_grade
from dlquiz.core.questions import Card, Question
from dlquiz.core.session import Turn
from dlquiz.core.text import sanitise
from dlquiz.terminal.cells import pad
from dlquiz.terminal.controls import Ui
from dlquiz.terminal.lineedit import Line as Typed
from dlquiz.terminal.lineedit import window
from dlquiz.terminal.page import BLANK, Grid, Page, entries, entry, keys
from dlquiz.terminal.views.scene import Scene, answer, field, flowing, sections, sketch, traps
from dlquiz.terminal.words import Say, clock
from dlquiz.terminal.wrap import wrap

HANG = 3
"""Cells between a point's number and its text."""


def asking(mock: Mock, question: Question, typed: Typed | None, grid: Grid, say: Say) -> Page:
    """The question being asked; `typed` is the line of notes on its way."""
    ask = flowing(_scene(question, grid, say), question.ask, style="bold", balanced=True)
    label = say("further") if mock.slot.follow_up and grid.wide else ""
    advice = wrap(Line(say("say it aloud"), "quiet"), grid.measure)
    lines = sections([entry(grid, ask, label), entry(grid, advice), _pace(mock, grid, say), _notes(mock, grid, say)])
    cursor = None
    if typed is not None:
        cells = grid.measure
        cursor = len(lines) + (0 if mock.answer.notes else 1), grid.text_at + window(typed, cells)[1]
        label = "" if mock.answer.notes or not grid.wide else say("notes")
        shown = entry(grid, [field(typed, cells)], label, Line("›", "key"))
        lines += shown if mock.answer.notes else [BLANK, *shown]
    names = ["note line", "done noting"] if typed is not None else ["next question", "note", "pause", "end", "keys"]
    return _running(mock, lines, keys(grid, say, names), say)._replace(cursor=cursor)


def _notes(mock: Mock, grid: Grid, say: Say) -> list[Line]:
    if not mock.answer.notes:
        return []
    return entry(grid, noted(mock.answer, grid.measure), say("notes") if grid.wide else "")


def noted(given: Answer, measure: int) -> list[Line]:
    """Notes as they were typed, wrapped."""
    return [row for line in given.notes.split("\n") for row in wrap(Line(sanitise(line)), measure)]


def _pace(mock: Mock, grid: Grid, say: Say) -> list[Line]:
    """What the question should take, and from then on that it has taken it."""
    late = mock.left_s == 0 or mock.answer.ms > 1000 * mock.slot.seconds
    said = wrap(Line(pace_said(mock, say), "" if late else "quiet"), grid.measure)
    return entry(grid, said, "", Line("!", "warm") if late else "")


def pace_said(mock: Mock, say: Say) -> str:
    """How long the question should take, that it has, or that the time is up."""
    if mock.left_s == 0:
        return say("finish this")
    over = mock.answer.ms > 1000 * mock.slot.seconds
    return say("over budget" if over else "budget", clock=clock(mock.slot.seconds))


def time_left(mock: Mock, say: Say) -> str:
    """Whole minutes, seconds in the last one."""
    if mock.left_s == 0:
        return say("time is up")
    if mock.left_s <= 60:
        return say("clock left", clock=clock(mock.left_s))
    return say("minutes left", n=ceil(mock.left_s / 60))


def until_change(mock: Mock) -> float:
    """Seconds until the page of `asking` looks different by itself."""
    left = 60_000 * mock.blueprint.minutes - sum(given.ms for given in mock.answers)
    step = 60_000 if left > 60_000 else 1000
    waits = [(left - 1) % step + 1] if left > 0 else []
    over = 1000 * mock.slot.seconds - mock.answer.ms
    return min([*waits, *([over + 1] if over >= 0 else [])], default=60_000) / 1000


def paused(mock: Mock, grid: Grid, say: Say) -> Page:
    """Nothing of the question."""
    said = entry(grid, wrap(Line(say("paused"), "bold"), grid.measure))
    return _running(mock, said, keys(grid, say, ["go on", "end", "keys"]), say)


def _running(mock: Mock, body: Sequence[Line], foot: Sequence[Line], say: Say) -> Page:
    """A page of the interview: which question it is, and how much of the time is used."""
    return Page(
        title=say("mock"),
        detail=say("n of", n=mock.at + 1, whole=len(mock.answers)),
        right=Line(time_left(mock, say)),
        part=min(mock.elapsed_s, 60 * mock.blueprint.minutes),
        whole=60 * mock.blueprint.minutes,
        body=body,
        foot=foot,
    )


def walking(mock: Mock, question: Question, grid: Grid, say: Say) -> Page:
    """One answer: the notes and the time it took beside the points to be ticked off, the answer and the traps."""
    scene = _scene(question, grid, say)
    notes = noted(mock.answer, grid.measure) if mock.answer.notes else [Line(say("no notes"), "quiet")]
    body = [
        entry(grid, flowing(scene, question.ask, style="bold", balanced=True)),
        entry(grid, notes, say("yours")) + entry(grid, [pace(mock.slot, mock.answer, say)], say("time")),
        _points(mock.answer, scene),
        answer(scene),
        sketch(scene),
        traps(scene),
    ]
    done = sum(given.judged for _, given in mock.asked)
    ticks = ["tick"] if question.points else []
    return Page(
        title=say("answers"),
        detail=say("n of", n=sum(given.asked for given in mock.answers[: mock.at + 1]), whole=len(mock.asked)),
        right=Line(say("suggests", n=len(question.points), hit=len(mock.answer.points)), "quiet"),
        part=done,
        whole=len(mock.asked),
        body=sections(body),
        foot=[
            _grades(mock, grid, say),
            BLANK,
            *keys(grid, say, [*ticks, "confirm", "grade", "look back", "leave", "keys"], n=len(question.points)),
        ],
    )


def pace(slot: Slot, given: Answer, say: Say) -> Line:
    """``2:40 of 2:00``."""
    said = say("time of", clock=clock(given.seconds), budget=clock(slot.seconds))
    return Line(said, "warm" if given.ms > 1000 * slot.seconds else "")


def _points(given: Answer, scene: Scene) -> list[Line]:
    """The points behind their numbers; what was said is ticked off."""
    items: list[tuple[list[Line], Line | str]] = []
    for place, point in enumerate(scene.question.points):
        lines = flowing(scene, point, scene.grid.measure - HANG)
        heads = [Line(str(place + 1), "key"), *[Line()] * (len(lines) - 1)]
        hung = [Line.assemble(pad(head, HANG), line) for head, line in zip(heads, lines, strict=True)]
        items.append((hung, Line("✓", "right") if place in given.points else ""))
    return entries(scene.grid, items, scene.say("points"))


def _grades(mock: Mock, grid: Grid, say: Say) -> Line:
    """The four grades, › at the one that Enter takes."""
    column, chosen = (grid.measure + 2) // 4, shown_grade(mock)
    row = Line(" " * (grid.text_at - 2))
    for grade in GRADES:
        name = Line(say.grade(grade), "bold" if grade == chosen else "quiet")
        row.append_text(Line.assemble(("› " if grade == chosen else "  ", "key"), pad(name, column - 2)))
    return row


def card_of(question: Question) -> Turn:
    """The question as a card that has been answered."""
    return Turn(Card(question.id, question), State(question.id), Drawn(), 0, revealed=True)


def _scene(question: Question, grid: Grid, say: Say) -> Scene:
    return Scene(card_of(question), Ui(), grid, say)
