"""Figures of a learner's work, from what was done day by day and from where each card stands. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol

from dlquiz.core.log import AGAIN
from dlquiz.core.memory import Scheduling, State, recall
from dlquiz.core.questions import Text

YEAR = 365
WEEK = 7
COMING = 14
SLOW = 2.0
"""Right, but in this many times the usual thinking time."""
SLOW_MS = 10_000
RECENT = 30
"""Days of answers that are looked at for slow ones."""
BOUNDS = (0.0, 0.7, 0.8, 0.9, 1.0)
"""Probabilities that part the bins of the calibration."""


class Done(Protocol):
    """A study day."""

    @property
    def day(self) -> date: ...
    @property
    def reviews(self) -> int: ...
    @property
    def ms(self) -> int: ...


class Given(Protocol):
    """A review."""

    @property
    def card(self) -> str: ...
    @property
    def grade(self) -> int: ...
    @property
    def thinking_ms(self) -> int: ...


class Tenth(Protocol):
    """Reviews whose probability of recall fell into one tenth; expected: the sum of these probabilities."""

    @property
    def tenth(self) -> int: ...
    @property
    def reviews(self) -> int: ...
    @property
    def recalled(self) -> int: ...
    @property
    def expected(self) -> float: ...


class Bin(NamedTuple):
    """Reviews that were foreseen with a probability from low to high: the means of what was foreseen and happened."""

    low: float
    high: float
    reviews: int
    expected: float
    recalled: float


class Readiness(NamedTuple):
    """A topic's core questions, and the mean probability of recalling them now, unseen ones 0."""

    topic: str
    title: Text
    core: int
    seen: int
    ready: float


class Slow(NamedTuple):
    """A card that was answered right, but slowly."""

    card: str
    thinking_ms: int


class Week(NamedTuple):
    """The last seven study days. new: cards; known: how many of them are past the first step."""

    reviews: int
    ms: int
    new: tuple[str, ...]
    known: int


class Stats(NamedTuple):
    """All that `dlquiz stats` shows. days: those of the last year that have reviews. due: cards, by today."""

    today: date
    days: tuple[Done, ...]
    streak: int
    bins: tuple[Bin, ...]
    due: int
    coming: tuple[tuple[date, int], ...]
    readiness: tuple[Readiness, ...]
    slow: tuple[Slow, ...]
    leeches: tuple[str, ...]
    week: Week


def shades(counts: Sequence[int]) -> dict[int, int]:
    """Each number of reviews -> 0 (none) to 4 (the most): by quarters of the days that have any."""
    some = sorted(count for count in counts if count)
    cuts = [some[len(some) * quarter // 4] for quarter in (1, 2, 3)] if some else []
    return {count: 1 + bisect_right(cuts, count) if count else 0 for count in {0, *counts}}


def calibration(tenths: Iterable[Tenth], bounds: Sequence[float] = BOUNDS) -> tuple[Bin, ...]:
    """What was foreseen against what happened, in bins; empty ones are left out."""
    known = list(tenths)
    bins = []
    for low, high in pairwise(bounds):
        inside = [each for each in known if low <= each.tenth / 10 + 0.05 < high]
        reviews = sum(each.reviews for each in inside)
        if reviews:
            expected, recalled = sum(each.expected for each in inside), sum(each.recalled for each in inside)
            bins.append(Bin(low, high, reviews, expected / reviews, recalled / reviews))
    return tuple(bins)


def whole(bins: Sequence[Bin]) -> Bin | None:
    """All bins as one."""
    reviews = sum(each.reviews for each in bins)
    if not reviews:
        return None
    expected, recalled = (
        sum(getattr(each, name) * each.reviews for each in bins) / reviews for name in ("expected", "recalled")
    )
    return Bin(bins[0].low, bins[-1].high, reviews, expected, recalled)


def readiness(
    topic: str, title: Text, core: Sequence[str], states: Mapping[str, State], day: date, scheduling: Scheduling
) -> Readiness:
    """How ready a topic is. core: the cards that ask its core questions."""
    memories = [state.memory for card in core if (state := states.get(card)) and state.memory]
    known = sum(recall(memory, day, scheduling) for memory in memories)
    return Readiness(topic, title, len(core), len(memories), known / len(core) if core else 0.0)


def slow(reviews: Sequence[Given]) -> tuple[Slow, ...]:
    """Cards whose newest answer was right but took long to think of, the slowest first. reviews: oldest first."""
    right = [review.thinking_ms for review in reviews if review.grade != AGAIN]
    if not right:
        return ()
    limit = max(SLOW_MS, SLOW * median(right))
    newest = {review.card: review for review in reviews}
    found = [Slow(card, r.thinking_ms) for card, r in newest.items() if r.grade != AGAIN and r.thinking_ms >= limit]
    return tuple(sorted(found, key=lambda each: (-each.thinking_ms, each.card)))


def leeches(states: Mapping[str, State]) -> tuple[str, ...]:
    """Cards forgotten so often that they may be at fault, the worst first; those put aside already are none."""
    found = [(-s.memory.lapses, card) for card, s in states.items() if s.leech and s.memory and not s.suspended]
    return tuple(card for _, card in sorted(found))


def week(days: Iterable[Done], states: Mapping[str, State], today: date) -> Week:
    """The last seven study days, today among them."""
    first = today - timedelta(days=WEEK - 1)
    recent = [done for done in days if first <= done.day <= today]
    new = {
        card: state.memory
        for card, state in states.items()
        if state.memory and first <= state.memory.first_day <= today
    }
    known = sum(memory.state == "review" or bool(memory.step) for memory in new.values())
    return Week(sum(done.reviews for done in recent), sum(done.ms for done in recent), tuple(sorted(new)), known)
