"""What FSRS's parameters are fitted to and judged by: the logs of cards. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from math import log

from dlquiz.core.log import AGAIN, Row, live
from dlquiz.core.memory import Memory, Scheduling, course, recall

ENOUGH = 2000
"""Reviews below which a fit makes predictions worse for most learners."""
HELD_OUT = 0.2
"""The share of the newest reviews that a fit is judged by."""
SURE = 1e-6

Logs = Sequence[tuple[str, Sequence[Row]]]
"""Oldest card id, and the rows of the card."""
History = tuple[tuple[int, int], ...]
"""Grades, each with the days since the one before."""


def reviews(logs: Logs) -> list[int]:
    """The ids of all live reviews, in order."""
    return sorted(row.id for _, rows in logs for row in live(rows) if row.kind == "review")


def parting(ids: Sequence[int]) -> int:
    """The last id to learn from: what is newer is held out."""
    return ids[len(ids) - int(HELD_OUT * len(ids)) - 1]


def histories(logs: Logs, until: int) -> Iterator[History]:
    """Each review on a later day than the one before, with all that went before it; ids up to `until`."""
    for _, rows in logs:
        past: list[tuple[int, int]] = []
        last = date.min
        for row in live(rows):
            if row.kind == "forget":
                past = []
            elif row.kind == "review" and row.grade and (past or row.mode != "quiz"):
                days = max(0, (row.day - last).days) if past else 0
                past.append((row.grade, days))
                last = max(last, row.day) if len(past) > 1 else row.day
                if days and row.id <= until:
                    yield tuple(past)


def loss(logs: Logs, scheduling: Scheduling, since: int) -> float:
    """The mean log loss of what FSRS foresees of the reviews after the id `since` that come a day or more later."""
    losses = [
        -log(max(SURE, chance if recalled else 1 - chance)) for chance, recalled in foreseen(logs, scheduling, since)
    ]
    return sum(losses) / max(1, len(losses))


def foreseen(logs: Logs, scheduling: Scheduling, since: int) -> Iterable[tuple[float, bool]]:
    """The probability of recall before each of these reviews, and whether it was recalled."""
    for card, rows in logs:
        memory: Memory | None = None
        for row, after in course(rows, scheduling, card):
            if row.kind == "review" and memory and row.id > since and row.day > memory.last_day:
                yield recall(memory, row.day, scheduling), row.grade != AGAIN
            memory = after.memory() if after else None
