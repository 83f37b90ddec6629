"""Planning towards an interview: each day the cards that add the most expected weighted recall on that day per second.

Core before deep, no new cards late, and a rehearsal at the end come out by themselves. Where a card gains clearly more
later, it waits. The forgetting curve is steeper than FSRS's default on purpose: where FSRS is right this costs next to
nothing, where forgetting is steeper it wins up to a third.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import exp
from typing import NamedTuple, Protocol

from dlquiz.core.log import AGAIN, GRADES
from dlquiz.core.questions import Level, Text, question_id

DEFAULT_PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
    0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
"""FSRS-6's, written here so that planning does not wait for the fsrs package."""
DECAY = 0.4
"""Of the forgetting curve that planning assumes; FSRS's own is 0.1542."""
LATER = (5, 3, 8, 2, 13, 1, 21, 34)
"""Days by which a card may wait; those first that most often are the reason to."""
CLEARLY = 0.8
"""A card waits if today's gain is under this share of its best later gain."""
ENOUGH = 50
"""From so many of its own answers on, a figure is the learner's own."""
WEIGHTS = {("core", True): 1.0, ("core", False): 0.5, ("deep", True): 0.4, ("deep", False): 0.2}
"""How much a card counts on the day, by its level and whether it is its question's recall card.

An interviewer asks questions aloud; a check that a machine grades trains half of one.
"""


@dataclass(frozen=True)
class Learner:
    """FSRS's 21 parameters, seconds a card, shares of the first grades: the learner's own once there are enough.

    decay: of the forgetting curve, in place of the last parameter.
    """

    parameters: tuple[float, ...]
    new_s: float = 45.0
    hit_s: float = 18.0
    miss_s: float = 35.0
    first_grades: tuple[float, ...] = (0.2, 0.15, 0.5, 0.15)
    decay: float = DECAY

    @cached_property
    def factor(self) -> float:
        """What makes the recall 0.9 after as many days as the stability."""
        return float(0.9 ** (-1 / self.decay) - 1)

    @cached_property
    def growth(self) -> float:
        return exp(self.parameters[8])

    @cached_property
    def shortest_relapse(self) -> float:
        """What a lapse divides a small stability by at least."""
        return exp(self.parameters[17] * self.parameters[18])

    @cached_property
    def first_difficulty(self) -> float:
        """The mean difficulty after the first grade (FSRS-6, initial difficulty)."""
        w = self.parameters
        each = (w[4] - exp(w[5] * (grade - 1)) + 1 for grade in GRADES)
        return sum(share * min(max(d, 1.0), 10.0) for share, d in zip(self.first_grades, each, strict=True))


class Candidate(NamedTuple):
    """A card that could be asked. stability None: never seen. weight: how much it counts on the day."""

    card: str
    weight: float
    stability: float | None = None
    difficulty: float = 5.0
    elapsed: int = 0


class Planned(NamedTuple):
    """A card chosen for a day, what it gains per second, and what it is expected to take."""

    candidate: Candidate
    gain: float
    seconds: float


class Answer(NamedTuple):
    """A review as far as the planner learns from it. first: it was the card's first."""

    first: bool
    grade: int
    seconds: float


class Day(NamedTuple):
    """A day as it is expected. left: days to the interview. new, seen: cards asked."""

    left: int
    new: int
    seen: int
    seconds: float


class Outlook(NamedTuple):
    """The days ahead and where each card is expected to stand on the day, its `elapsed` counted to it."""

    days: tuple[Day, ...]
    cards: tuple[Candidate, ...]


class Prospect(NamedTuple):
    """A topic's readiness: the mean probability of recalling its core questions, unseen ones 0.

    now; and on the day of the interview: without any more work, with today's alone, and with all of the plan.
    """

    topic: str
    title: Text
    core: int
    now: float
    without_today: float
    with_today: float
    with_all: float


class Plan(NamedTuple):
    """The days until the interview. seconds: those left of today.

    worth: the weighted recall that today's cards add on the day. left_out: (question, topic, level) of those not asked
    by then.
    """

    interview: date
    left: int
    minutes: int
    seconds: float
    learner: Learner
    today: tuple[Planned, ...]
    worth: float
    days: tuple[Day, ...]
    topics: tuple[Prospect, ...]
    left_out: tuple[tuple[str, str, Level], ...]


# one card


def recall(days: float, stability: float, decay: float) -> float:
    """The probability of recall after `days`: FSRS's power curve."""
    factor = 0.9 ** (-1 / decay) - 1
    result: float = (1 + factor * days / stability) ** -decay
    return result


def if_asked(learner: Learner, candidate: Candidate, left: int) -> float:
    """The expected recall on the day, if the card is asked today. left: days to the interview."""
    added = gain(learner, candidate, left) * seconds(learner, candidate) / candidate.weight
    if candidate.stability is None:
        return added
    return recall(candidate.elapsed + left, candidate.stability, learner.decay) + added


def gain(learner: Learner, candidate: Candidate, left: int, wait: int = 0) -> float:
    """Expected weighted recall added on the day per second, if the card is asked `wait` days from now."""
    return next(gains(learner, candidate, left, (wait,)))


def gains(learner: Learner, candidate: Candidate, left: int, days: Iterable[int]) -> Iterator[float]:
    """The gain for each of these waits: FSRS-6's stability after Good and after Again, each with its chance.

    What stays the same is taken out of the loop. again: the stability after forgetting, at most `most`.
    """
    w, stability, difficulty = learner.parameters, candidate.stability, candidate.difficulty
    if stability is None:
        yield from _new_gains(learner, candidate.weight, left, days)
        return
    elapsed, weight = candidate.elapsed, candidate.weight
    hit_s, miss_s, hardness, forgetting = learner.hit_s, learner.miss_s, w[10], w[14]
    factor, fall = learner.factor, -learner.decay
    growth = learner.growth * (11 - difficulty) * stability ** -w[9]
    relapse = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
    most = stability / learner.shortest_relapse
    fading = factor / stability
    unasked = (1 + fading * (elapsed + left)) ** fall
    for wait in days:
        reach = factor * (left - wait)
        p = (1 + fading * (elapsed + wait)) ** fall
        q = 1 - p
        again = relapse * exp(forgetting * q)
        hit = (1 + reach / (stability * (1 + growth * (exp(hardness * q) - 1)))) ** fall
        miss = (1 + reach / (again if again < most else most)) ** fall
        yield weight * (p * hit + q * miss - unasked) / (hit_s * p + miss_s * q)


def _new_gains(learner: Learner, weight: float, left: int, days: Iterable[int]) -> Iterator[float]:
    for wait in days:
        grades = zip(learner.first_grades, learner.parameters, strict=False)
        recalled = sum(share * recall(left - wait, stability, learner.decay) for share, stability in grades)
        yield weight * recalled / learner.new_s


def seconds(learner: Learner, candidate: Candidate) -> float:
    """What asking the card today is expected to take."""
    if candidate.stability is None:
        return learner.new_s
    p = recall(candidate.elapsed, candidate.stability, learner.decay)
    return learner.hit_s * p + learner.miss_s * (1 - p)


# one day


def order(
    learner: Learner, candidates: Iterable[Candidate], left: int, asked: Collection[str] = ()
) -> Iterator[Planned]:
    """The cards to ask today, the most gainful first; those that gain clearly more later wait behind all others.

    One card of each question that is not yet `asked`; cards of no gain are left out.
    """
    days = (0, *(wait for wait in LATER if wait < left))
    taken = set(asked)
    ranked = sorted(_ranked(learner, candidates, left, days), key=lambda entry: (-entry[0], entry[1].card))
    waiting: list[tuple[float, Candidate]] = []
    for worth, candidate, later in ranked:
        if worth <= 0 or question_id(candidate.card) in taken:
            continue
        if any(worth < CLEARLY * other for other in later):
            waiting.append((worth, candidate))
        else:
            taken.add(question_id(candidate.card))
            yield Planned(candidate, worth, seconds(learner, candidate))
    for worth, candidate in waiting:
        if question_id(candidate.card) not in taken:
            taken.add(question_id(candidate.card))
            yield Planned(candidate, worth, seconds(learner, candidate))


def _ranked(
    learner: Learner, candidates: Iterable[Candidate], left: int, days: Sequence[int]
) -> Iterator[tuple[float, Candidate, Iterable[float]]]:
    """Each candidate with today's gain and its later gains, which are only worked out if they are looked at."""
    new: dict[float, tuple[float, tuple[float]]] = {}
    for candidate in candidates:
        if candidate.stability is not None:
            later = gains(learner, candidate, left, days)
            yield next(later), candidate, later
            continue
        if candidate.weight not in new:
            first, *others = gains(learner, candidate, left, days)
            new[candidate.weight] = first, (max(others, default=0.0),)
        first, best = new[candidate.weight]
        yield first, candidate, best


def today(
    learner: Learner, candidates: Iterable[Candidate], left: int, budget_s: float, asked: Collection[str] = ()
) -> tuple[Planned, ...]:
    """What fits into today's seconds, in the order of asking."""
    chosen: list[Planned] = []
    plans = order(learner, candidates, left, asked)
    while budget_s > 0 and (plan := next(plans, None)):
        chosen.append(plan)
        budget_s -= plan.seconds
    return tuple(chosen)


# the days ahead


def ahead(
    learner: Learner,
    candidates: Iterable[Candidate],
    left: int,
    budgets_s: Iterable[float],
    asked: Collection[str] = (),
    resting: Collection[str] = (),
) -> Outlook:
    """Each day until the interview as it goes on average; the day itself, if it is today.

    budgets_s: the seconds of today, tomorrow and so on. asked: the questions that were asked today. resting: the cards
    that are not to be asked today.
    """
    cards = {candidate.card: candidate for candidate in candidates}
    days = []
    for on, budget in zip(range(left, 0, -1) or [0], budgets_s, strict=False):
        awake = (candidate for name, candidate in cards.items() if name not in resting)
        plans = today(learner, awake, on, budget, asked)
        asked = resting = ()
        cards.update((plan.candidate.card, _expected(learner, plan.candidate, on)) for plan in plans)
        for name, (_, weight, stability, difficulty, elapsed) in cards.items():
            if stability is not None:
                cards[name] = Candidate(name, weight, stability, difficulty, elapsed + min(1, on))
        new = sum(plan.candidate.stability is None for plan in plans)
        days.append(Day(on, new, len(plans) - new, sum(plan.seconds for plan in plans)))
    return Outlook(tuple(days), tuple(cards.values()))


def _expected(learner: Learner, candidate: Candidate, left: int) -> Candidate:
    """The card after it was asked: the one stability that gives the expected recall on the day; today any does."""
    stability = candidate.stability or learner.parameters[2]
    if left:
        chance = if_asked(learner, candidate, left)
        stability = learner.factor * left / (chance ** (-1 / learner.decay) - 1)
    difficulty = learner.first_difficulty if candidate.stability is None else candidate.difficulty
    return candidate._replace(stability=stability, difficulty=difficulty, elapsed=0)


# the learner's own figures


class Reviewed(Protocol):
    """The part of a review that the planner learns from."""

    @property
    def card(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def grade(self) -> int: ...
    @property
    def ms(self) -> int: ...
    @property
    def first(self) -> bool: ...


def answers(reviews: Iterable[Reviewed]) -> list[Answer]:
    """The first answer a card got on a day; the gain does not know of a failed card's second one either."""
    found: dict[tuple[str, date], Answer] = {}
    for review in reviews:
        found.setdefault((review.card, review.day), Answer(review.first, review.grade, review.ms / 1000))
    return list(found.values())


def measured(parameters: tuple[float, ...], known: Sequence[Answer]) -> Learner:
    """A learner with the figures of these answers, each where there are enough of them."""
    learner = Learner(parameters)
    first = [answer for answer in known if answer.first]
    hits = [answer.seconds for answer in known if not answer.first and answer.grade != AGAIN]
    misses = [answer.seconds for answer in known if not answer.first and answer.grade == AGAIN]
    shares = tuple(sum(answer.grade == grade for answer in first) / max(1, len(first)) for grade in GRADES)
    return Learner(
        parameters,
        _mean([answer.seconds for answer in first], learner.new_s),
        _mean(hits, learner.hit_s),
        _mean(misses, learner.miss_s),
        shares if len(first) >= ENOUGH else learner.first_grades,
    )


def _mean(values: Sequence[float], otherwise: float) -> float:
    """The mean of enough values; at least a second, so that a gain per second stays one."""
    return max(1.0, sum(values) / len(values)) if len(values) >= ENOUGH else otherwise
