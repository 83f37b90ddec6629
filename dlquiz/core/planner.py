"""Planning towards an interview: each day the cards that add the most expected weighted recall on that day per second.

Core before deep, no new cards late, and a rehearsal at the end come out by themselves. Where a card gains clearly more
later, it waits. The forgetting curve is steeper than FSRS's default on purpose (decay 0.6): where FSRS is right this
costs 1 to 2 %, where forgetting is steeper it wins much more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp

DECAY = 0.6
FACTOR = 0.9 ** (-1 / DECAY) - 1
LATER = (1, 2, 3, 5, 8, 13, 21, 34)
"""Days by which a card may wait."""
CLEARLY = 0.8
"""A card waits if today's gain is under this share of its best later gain."""


@dataclass(frozen=True)
class Learner:
    """FSRS's 21 parameters, seconds a card, shares of the first grades: the learner's own once there are enough."""

    parameters: tuple[float, ...]
    new_s: float = 45.0
    hit_s: float = 18.0
    miss_s: float = 35.0
    first_grades: tuple[float, float, float, float] = (0.2, 0.15, 0.5, 0.15)

    @cached_property
    def growth(self) -> float:
        return exp(self.parameters[8])

    @cached_property
    def shortest_relapse(self) -> float:
        """What a lapse divides a small stability by at least."""
        return exp(self.parameters[17] * self.parameters[18])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card that could be asked. stability None: never seen. weight: how much it counts on the day."""

    card: str
    weight: float
    stability: float | None = None
    difficulty: float = 5.0
    elapsed: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A card chosen for a day, what it gains per second, and what it is expected to take."""

    candidate: Candidate
    gain: float
    seconds: float


def recall(days: float, stability: float) -> float:
    """The probability of recall after `days`: FSRS's power curve with DECAY."""
    result: float = (1 + FACTOR * days / stability) ** -DECAY
    return result


def after_good(learner: Learner, stability: float, difficulty: float, retrievability: float) -> float:
    """Stability in days after Good (FSRS-6, stability after recall)."""
    w = learner.parameters
    surprise = exp(w[10] * (1 - retrievability)) - 1
    result: float = stability * (1 + learner.growth * (11 - difficulty) * stability ** -w[9] * surprise)
    return result


def after_again(learner: Learner, stability: float, difficulty: float, retrievability: float) -> float:
    """Stability in days after Again (FSRS-6, stability after forgetting)."""
    w = learner.parameters
    long_term: float = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * exp(w[14] * (1 - retrievability))
    return min(long_term, stability / learner.shortest_relapse)


def gain(learner: Learner, candidate: Candidate, left: int, wait: int = 0) -> float:
    """Expected weighted recall added on the day per second, if the card is asked `wait` days from now.

    left: days from today to the interview.
    """
    on_the_day = left - wait
    if candidate.stability is None:
        mean = sum(
            share * recall(on_the_day, stability)
            for share, stability in zip(learner.first_grades, learner.parameters, strict=False)
        )
        return candidate.weight * mean / learner.new_s
    elapsed, stability, difficulty = candidate.elapsed + wait, candidate.stability, candidate.difficulty
    p = recall(elapsed, stability)
    hit = recall(on_the_day, after_good(learner, stability, difficulty, p))
    miss = recall(on_the_day, after_again(learner, stability, difficulty, p))
    unasked = recall(elapsed + on_the_day, stability)
    added = p * hit + (1 - p) * miss - unasked
    return candidate.weight * added / (learner.hit_s * p + learner.miss_s * (1 - p))


def seconds(learner: Learner, candidate: Candidate) -> float:
    """What asking the card today is expected to take."""
    if candidate.stability is None:
        return learner.new_s
    p = recall(candidate.elapsed, candidate.stability)
    return learner.hit_s * p + learner.miss_s * (1 - p)


def waits(learner: Learner, candidate: Candidate, left: int, today: float) -> bool:
    """Whether the card gains clearly more on a later day than the `today` it gains now."""
    return any(today < CLEARLY * gain(learner, candidate, left, wait) for wait in LATER if wait < left)


def order(learner: Learner, candidates: Iterable[Candidate], left: int) -> Iterator[Planned]:
    """The candidates as they should be asked today, the ones that had better wait behind all others."""
    planned = [Planned(candidate, gain(learner, candidate, left), 0.0) for candidate in candidates]
    planned.sort(key=lambda plan: (-plan.gain, plan.candidate.card))
    waiting = []
    for plan in planned:
        if waits(learner, plan.candidate, left, plan.gain):
            waiting.append(plan)
        else:
            yield Planned(plan.candidate, plan.gain, seconds(learner, plan.candidate))
    for plan in waiting:
        yield Planned(plan.candidate, plan.gain, seconds(learner, plan.candidate))


def today(learner: Learner, candidates: Sequence[Candidate], left: int, budget_s: float) -> tuple[Planned, ...]:
    """What fits into today's seconds, the most gainful first. Cards of no gain are left out."""
    chosen: list[Planned] = []
    for plan in order(learner, candidates, left):
        if budget_s <= 0:
            break
        if plan.gain > 0:
            chosen.append(plan)
            budget_s -= plan.seconds
    return tuple(chosen)
