"""Preparing for an interview: what the stores know, as the planner takes it, and what it makes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import chain, islice, repeat

from dlquiz.core.memory import Scheduling, State
from dlquiz.core.planner import (
    DEFAULT_PARAMETERS,
    WEIGHTS,
    Candidate,
    Outlook,
    Plan,
    Planned,
    Prospect,
    ahead,
    answers,
    measured,
    order,
    recall,
    today,
)
from dlquiz.core.questions import Level
from dlquiz.store.catalogue import Catalogue
from dlquiz.store.reviews import Reviews

REMEMBERED = 2000
"""Answers that the learner's own figures are taken from: so many that there are enough new cards among them."""


class Preparation:
    """The planner over the stores of one learner. left: days to the interview."""

    def __init__(self, reviews: Reviews, catalogue: Catalogue, scheduling: Scheduling, day: date, left: int) -> None:
        self.reviews, self.catalogue, self.scheduling, self.day, self.left = reviews, catalogue, scheduling, day, left
        self.learner = measured(
            scheduling.parameters or DEFAULT_PARAMETERS, answers(reviews.answered(limit=REMEMBERED))
        )

    def today(
        self,
        seconds: float,
        asked: Collection[str],
        topics: Collection[str] = (),
        without: Collection[str] = (),
        new: int | None = None,
    ) -> tuple[Planned, ...]:
        """What to ask in these seconds.

        asked: the questions of today so far. without: cards to leave alone. new: at most so many new cards.
        """
        resting = self._resting.union(without)
        candidates = [each for each in self._candidates(topics) if each.card not in resting]
        if new is not None:
            planned = (plan.candidate for plan in order(self.learner, candidates, self.left, asked))
            wanted = set(islice((each for each in planned if each.stability is None), new))
            candidates = [each for each in candidates if each.stability is not None or each in wanted]
        return today(self.learner, candidates, self.left, seconds, asked)

    def failed_once(self) -> frozenset[str]:
        """The cards whose one answer of today was Again: they come once more."""
        grades: dict[str, list[int]] = {}
        for review in self.reviews.answered(since=self.day):
            grades.setdefault(review.card, []).append(review.grade)
        return frozenset(card for card, given in grades.items() if given == [1])

    def as_it_stands(self) -> float:
        """The share of the core questions recalled on the day, were no more done."""
        decay = self.scheduling.decay
        core = {card for card, _, level, kind in self.catalogue.roster() if (level, kind) == ("core", "recall")}
        chances = [
            recall(card.elapsed + self.left, card.stability, decay)
            for card in self._candidates()
            if card.card in core and card.stability
        ]
        return sum(chances) / max(1, len(core))

    def coming(self, days: int, seconds: float, asked: Collection[str]) -> list[tuple[date, int]]:
        """How many cards each of the coming days takes, until that of the interview, were no more done today.

        seconds: those of a day.
        """
        budgets = [0.0] + [seconds] * days
        outlook = ahead(self.learner, self._candidates(), self.left, budgets, asked, self._resting)
        counts = [day.new + day.seen for day in outlook.days[1:]]
        if self.left <= days:
            counts.append(len(today(self.learner, outlook.cards, 0, seconds)))
        return [(self.day + timedelta(days=number), count) for number, count in enumerate(counts, 1)]

    def plan(self, interview: date, minutes: int, seconds: float, asked: Collection[str]) -> Plan:
        """The days ahead, and where they lead. seconds: what is left of today's minutes."""
        known = list(self._candidates())
        budgets = repeat(0.0), chain([seconds], repeat(0.0)), chain([seconds], repeat(60.0 * minutes))
        idle, once, kept = (ahead(self.learner, known, self.left, budget, asked, self._resting) for budget in budgets)
        roster = self.catalogue.roster()
        unseen = {candidate.card for candidate in kept.cards if candidate.stability is None and candidate.weight}
        return Plan(
            interview,
            self.left,
            minutes,
            seconds,
            self.learner,
            self.today(seconds, asked),
            self._recalled(once) - self._recalled(idle),
            kept.days,
            tuple(self._topics(roster, [known, idle.cards, once.cards, kept.cards])),
            tuple((card, topic, level) for card, topic, level, kind in roster if kind == "recall" and card in unseen),
        )

    def _recalled(self, outlook: Outlook) -> float:
        decay = self.scheduling.decay
        return sum(
            card.weight * recall(card.elapsed, card.stability, decay) for card in outlook.cards if card.stability
        )

    def _topics(
        self, roster: Sequence[tuple[str, str, Level, str]], outlooks: Sequence[Sequence[Candidate]]
    ) -> Iterator[Prospect]:
        decay = self.scheduling.decay
        chances = [
            {card.card: recall(card.elapsed, card.stability, decay) if card.stability else 0.0 for card in cards}
            for cards in outlooks
        ]
        for topic in self.catalogue.topics():
            core = [card for card, own, level, kind in roster if (own, level, kind) == (topic.id, "core", "recall")]
            if core:
                means = [sum(chance.get(card, 0.0) for card in core) / len(core) for chance in chances]
                yield Prospect(topic.id, topic.title, len(core), *means)

    def _candidates(self, topics: Collection[str] = ()) -> Iterator[Candidate]:
        """The cards as they stand. A suspended one weighs nothing, so it is never asked; what is known of it fades."""
        for card, _, level, kind in self.catalogue.roster(topics):
            state = self._states.get(card) or State(card)
            weight, memory = 0.0 if state.suspended else WEIGHTS[level, kind == "recall"], state.memory
            if memory is None:
                yield Candidate(card, weight)
            else:
                elapsed = max(0, (self.day - memory.last_day).days)
                yield Candidate(card, weight, memory.stability, memory.difficulty, elapsed)

    @cached_property
    def _resting(self) -> frozenset[str]:
        """The cards that are not asked today, whatever they gain: buried ones, and those answered today."""
        return frozenset(
            card
            for card, state in self._states.items()
            if state.buried_on == self.day or (state.memory and state.memory.last_day >= self.day)
        )

    @cached_property
    def _states(self) -> dict[str, State]:
        return self.reviews.all_states()
