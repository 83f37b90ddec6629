"""Rows of reviews.db and the values that they stand for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import crc32

from dlquiz.core.log import Entry, Kind, Mode
from dlquiz.core.memory import Memory, State

LOG = "id, kind, card, day, offset, grade, proposed, answer, drawn, thinking_ms, hints, mode, source, retracts"
MEMORIES = (
    "card, state, step, stability, difficulty, due_day, due_at, first_day, last_day, reps, lapses,"
    " suspended, buried_on, flagged, shuffle"
)

StateRow = tuple[Any, ...]
"""The columns of MEMORIES."""


class LogRow(NamedTuple):
    """The columns that folding reads."""

    id: int
    kind: Kind
    card: str
    day: date
    grade: int | None
    mode: Mode
    retracts: int | None
    thinking_ms: int = 0


class Due(NamedTuple):
    """What waits: learning cards with the epoch ms they wait for, soonest first; reviews, the longest waiting first."""

    learning: list[tuple[int, str]]
    review: list[str]


class Counts(NamedTuple):
    """How many learning cards and reviews wait."""

    learning: int
    review: int


class Next(NamedTuple):
    """When the next card waits: at an epoch millisecond (a learning step), on a study day, or not at all."""

    at_ms: int | None
    day: date | None


class Today(NamedTuple):
    """What happened on a study day: live reviews, cards that were new, and the questions they belong to."""

    reviewed: int
    new: int
    questions: frozenset[str]


class Figure(NamedTuple):
    """A study day in numbers. ms: from one answer to the next, or the time to think where that was a pause."""

    day: date
    reviews: int
    ms: int


class Foreseen(NamedTuple):
    """Reviews that FSRS gave a probability of recall within one tenth, of 0 to 0.1 and so on; expected: their sum."""

    tenth: int
    reviews: int
    recalled: int
    expected: float


class Answered(NamedTuple):
    """A live review. first: the card's first of all. ms: as in Figure."""

    id: int
    card: str
    day: date
    grade: int
    thinking_ms: int
    ms: int
    first: bool


class Mark(NamedTuple):
    """How far someone has followed the log: the last row's number, and its id to tell one log from another."""

    seq: int
    id: int


class Changes(NamedTuple):
    """What happened since a mark: oldest id -> is the card new and not suspended? whole: all that is known."""

    mark: Mark
    whole: bool
    fresh: dict[str, bool]


class Foresight:
    """Collects what FSRS foresaw of one card's reviews."""

    __slots__ = ("_tenths",)

    def __init__(self) -> None:
        self._tenths: dict[int, tuple[int, int, float]] = {}

    def __call__(self, chance: float, recalled: bool) -> None:
        tenth = min(9, int(10 * chance))
        reviews, known, expected = self._tenths.get(tenth, (0, 0, 0.0))
        self._tenths[tenth] = (reviews + 1, known + recalled, expected + chance)

    def rows(self, card: str) -> list[tuple[str, int, int, int, float]]:
        """Rows of the table `foreseen`."""
        return [(card, tenth, *sums) for tenth, sums in self._tenths.items()]


def day_or_none(text: str | None) -> date | None:
    """A study day, where there is one."""
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=4096)
def day_of(text: str) -> date:
    """A study day; a log names the same ones again and again."""
    return date.fromisoformat(text)


def text_or_none(day: date | None) -> str | None:
    """As a day is stored, where there is one."""
    return day.isoformat() if day else None


def log_row(row: tuple[Any, ...]) -> LogRow:
    """The columns of a LogRow, in its order."""
    entry, kind, card, day, *rest = row
    return LogRow(entry, kind, card, day_of(day), *rest)


def entry_row(entry: Entry) -> tuple[Any, ...]:
    """The columns of LOG."""
    return (
        entry.id,
        entry.kind,
        entry.card,
        entry.day.isoformat(),
        entry.offset,
        entry.grade,
        entry.proposed,
        entry.answer,
        None if entry.drawn is None else json.dumps(entry.drawn, ensure_ascii=False),
        entry.thinking_ms,
        entry.hints,
        entry.mode,
        entry.source,
        entry.retracts,
    )


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Of the columns of LOG."""
    entry = Entry(*row)
    drawn = None if entry.drawn is None else json.loads(row[8])
    return replace(entry, day=date.fromisoformat(row[3]), drawn=drawn)


def state_row(state: State) -> StateRow:
    """The columns of MEMORIES; shuffle: in which order cards of one due day are asked."""
    memory = state.memory
    owner = (state.suspended, text_or_none(state.buried_on), state.flagged)
    if memory is None:
        return (state.card, *(None,) * 10, *owner, 0)
    return (
        state.card,
        memory.state,
        memory.step,
        memory.stability,
        memory.difficulty,
        text_or_none(memory.due_day),
        memory.due_at,
        text_or_none(memory.first_day),
        text_or_none(memory.last_day),
        memory.reps,
        memory.lapses,
        *owner,
        crc32(f"{memory.card}:{memory.reps}".encode()),
    )


def state_of(row: StateRow) -> State:
    """Of the columns of MEMORIES."""
    card, state, step, stability, difficulty, due_day, due_at, first_day, last_day, reps, lapses = row[:11]
    suspended, buried_on, flagged = row[11:14]
    memory = None
    if state is not None:
        memory = Memory(
            card=card,
            state=state,
            step=step,
            stability=stability,
            difficulty=difficulty,
            due_day=day_or_none(due_day),
            due_at=due_at,
            first_day=date.fromisoformat(first_day),
            last_day=date.fromisoformat(last_day),
            reps=reps,
            lapses=lapses,
        )
    return State(card, memory, bool(suspended), day_or_none(buried_on), bool(flagged))
