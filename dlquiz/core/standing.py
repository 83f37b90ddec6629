"""Where a learner stands: counts for today, and how far each topic is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from dlquiz.core.memory import Scheduling, State, recall
from dlquiz.core.questions import Text


class Today(NamedTuple):
    """What waits now. new: left for today. next_at: when a learning step comes back; next_day: the next review."""

    due: int
    learning: int
    new: int
    reviewed_today: int
    next_at: datetime | None = None
    next_day: date | None = None

    @property
    def next_due(self) -> datetime | date | None:
        """When the next card beyond these waits."""
        return self.next_at or self.next_day


class TopicStanding(NamedTuple):
    """learned: cards that have a memory. recall: their mean probability of recall now, None where there are none."""

    id: str
    title: Text
    questions: int
    cards: int
    learned: int
    due: int
    recall: float | None


def mean_recall(states: Iterable[State], day: date, scheduling: Scheduling) -> float | None:
    """The mean probability of recall of the cards that have a memory."""
    chances = [recall(state.memory, day, scheduling) for state in states if state.memory]
    return sum(chances) / len(chances) if chances else None


def is_due(state: State, day: date) -> bool:
    """Whether the card waits today (a learning step counts, whatever its minute)."""
    memory = state.memory
    if memory is None or state.suspended or state.buried_on == day:
        return False
    return memory.due_day is None or memory.due_day <= day
