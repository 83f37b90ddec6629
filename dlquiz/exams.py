"""Quizzes and mock interviews over the stores of one learner: what is asked, and what is kept of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from random import Random

from dlquiz.core import mock as mocks
from dlquiz.core.log import NO_CARD, plain_entry
from dlquiz.core.memory import recall
from dlquiz.core.mock import Blueprint, Mock, Past, Record
from dlquiz.core.questions import Kind, Level, Question, Text
from dlquiz.core.quiz import CHECKS, Candidate, pick
from dlquiz.errors import DlquizError, UsageError
from dlquiz.study import Study
from dlquiz.terminal.words import Say, day_ahead, minutes

ROOM_S = max(mocks.BUDGET_S.values())
"""What may be left of the minutes because no further question would fit."""

# quizzes


def candidates(study: Study, kinds: Collection[Kind], levels: Collection[Level]) -> list[Candidate]:
    """The checks of the study's selection that a quiz may ask, of these kinds and levels (all where none is named)."""
    states, day = study.reviews.all_states(), study.day
    found = []
    for card, topic, level, kind in study.catalogue.roster(study.selection.topics):
        state = states.get(card)
        if kind not in (kinds or CHECKS) or (levels and level not in levels):
            continue
        if state is None or not (state.suspended or state.buried_on == day):
            memory = state.memory if state else None
            found.append(Candidate(card, topic, recall(memory, day, study.scheduling) if memory else None))
    return found


def quiz(known: list[Candidate], n: int, seed: int, cram: bool) -> tuple[str, ...]:
    """The cards of a quiz, in the order of asking."""
    return pick(known, n, Random(seed), cram)


# mock interviews


def blueprint(study: Study, minutes: int, levels: Collection[Level], seed: int) -> Blueprint:
    """An interview over the study's selection. UsageError where there is nothing to ask."""
    states, day = study.reviews.all_states(), study.day
    weakness, asked = dict[str, float](), list[Question]()
    for question in (packed.question() for packed in study.catalogue.in_order(study.selection.topics)):
        state = states.get(question.id)
        if not question.points or (levels and question.level not in levels) or (state and state.suspended):
            continue
        asked.append(question)
        if state and state.memory:
            weakness[question.id] = 1 - recall(state.memory, day, study.scheduling)
    if not asked:
        raise UsageError("no question is of these topics and that level", remedy="ask for fewer conditions at once")
    return mocks.blueprint(asked, minutes, Random(seed), weakness)


def notices(study: Study, plan: Blueprint, say: Say) -> list[str]:
    """What to know before the first question: that there are too few, that another interview was left."""
    said, seconds = [], sum(slot.seconds for slot in plan.slots)
    if seconds < 60 * plan.minutes - ROOM_S:
        said.append(say("only minutes", n=len(plan.slots), minutes=minutes(say, seconds)))
    if before := unfinished(study):
        said.append(say("left before", day=day_ahead(say, before.day, study.day)))
    return said


class MockDesk:
    """One mock interview: what it asks, and where its records go. The protocol of terminal/mock.py."""

    def __init__(self, study: Study, source: str, mock: Mock) -> None:
        self._study, self._source, self.mock = study, source, mock

    @classmethod
    def begin(cls, study: Study, plan: Blueprint) -> MockDesk:
        """A new one; its clock runs from now on."""
        mock, records = mocks.begin(plan, study.now_ms)
        taken = {past.source for past in history(study)}
        number = next(n for n in range(study.now_ms, study.now_ms + len(taken) + 1) if str(n) not in taken)
        desk = cls(study, str(number), mock)
        desk.keep(records)
        return desk

    def keep(self, records: Iterable[Record]) -> None:
        """Write records; when this returns they are on the disk."""
        for record in records:
            row = plain_entry("mock", NO_CARD, self._study.now(), "mock")
            self._study.append(replace(row, drawn=record, source=self._source))

    def settle(self, mock: Mock) -> None:
        """Put what was missed into the schedule, each once."""
        for slot, answer in mocks.missed(mock):
            known = self._study.catalogue.card(slot.question) is not None
            if known and all(row.source != self._source for row in self._study.reviews.entries(card=slot.question)):
                row = plain_entry("review", slot.question, self._study.now(), "mock")
                row = replace(row, grade=answer.grade, proposed=mocks.suggested(slot, answer), answer=answer.notes)
                self._study.append(replace(row, thinking_ms=answer.ms, source=self._source))

    def question(self, id_: str) -> Question:
        """A question of the blueprint; one that is gone from its bank is no more than its id."""
        return self._study.catalogue.question(id_) or Question(id_, Text.same(id_), Text())

    def title(self, topic: str) -> Text:
        """What a topic is called."""
        return self._study.title(topic)

    @property
    def day(self) -> date:
        """When it began: today, for one that is new."""
        return next((past.day for past in history(self._study) if past.source == self._source), self._study.day)

    def earlier(self) -> Sequence[Past]:
        """The mocks before this one that were walked through to the end."""
        before = [past for past in history(self._study) if past.source < self._source]
        return [past for past in before if past.mock.phase == "over" and past.mock.asked]


def history(study: Study) -> list[Past]:
    """Every mock, the oldest first, numbered from 1."""
    records: dict[str, list[Record]] = {}
    days: dict[str, date] = {}
    for row in study.reviews.entries(card=NO_CARD):
        if row.kind == "mock" and row.drawn:
            records.setdefault(row.source, []).append(dict(row.drawn))
            days.setdefault(row.source, row.day)
    numbered = enumerate(records.items(), 1)
    return [Past(number, source, days[source], mocks.resumed(own)) for number, (source, own) in numbered]


def past(study: Study, number: int | None) -> Past:
    """The mock of this number, the latest one if None. DlquizError where there is none."""
    known = history(study)
    found = next((one for one in reversed(known) if number in (None, one.number)), None)
    if found is None:
        cause = "there is no mock interview yet" if not known else f"there is no mock interview {number}"
        remedy = "sit one: dlquiz mock" if not known else f"give 1 to {known[-1].number}: dlquiz mock history"
        raise DlquizError(cause, remedy=remedy)
    return found


def unfinished(study: Study) -> Past | None:
    """The latest mock, if it was left before its end."""
    known = history(study)
    return known[-1] if known and known[-1].mock.phase != "over" else None
