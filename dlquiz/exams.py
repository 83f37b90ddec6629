"""Quizzes and mock interviews over the stores of one learner: what is asked, and what is kept of it."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from dlquiz.core.memory import recall
from dlquiz.core.questions import Kind, Level
from dlquiz.core.quiz import CHECKS, Candidate, pick
from dlquiz.study import Study


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
