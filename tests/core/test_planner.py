"""The planner against the figures it was measured with, and against the fsrs package."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.planner import (
    CLEARLY,
    DEFAULT_PARAMETERS,
    ENOUGH,
    LATER,
    Answer,
    Candidate,
    Learner,
    ahead,
    answers,
    gain,
    if_asked,
    measured,
    order,
    recall,
    seconds,
    today,
)
from dlquiz.core.questions import question_id

LEARNER = Learner(DEFAULT_PARAMETERS)
STEEP = Learner(DEFAULT_PARAMETERS, decay=0.6)
"""That the formula's check values were worked out with."""


def test_the_parameters_are_those_of_fsrs() -> None:
    assert tuple(fsrs.scheduler.DEFAULT_PARAMETERS) == DEFAULT_PARAMETERS


@pytest.mark.parametrize(
    ("stability", "elapsed", "left", "expected"),
    [(2.3065, 2, 19, 0.01150), (11.9, 5, 10, 0.00332), (0.212, 1, 20, 0.01373)],
)
def test_the_gain_of_a_seen_card(stability: float, elapsed: int, left: int, expected: float) -> None:
    assert gain(STEEP, Candidate("c", 1.0, stability, 4.0, elapsed), left) == pytest.approx(expected, abs=5e-6)


def test_the_gain_of_a_new_card() -> None:
    assert gain(STEEP, Candidate("c", 1.0), 19) == pytest.approx(0.01124, abs=5e-6)


def reviewed(stability: float, difficulty: float, elapsed: int) -> tuple[float, float, float]:
    """The probability of recall, and the stability after Good and after Again, by the fsrs package."""
    parameters = (*DEFAULT_PARAMETERS[:20], LEARNER.decay)
    scheduler = fsrs.Scheduler(parameters, enable_fuzzing=False)
    then = datetime(2026, 1, 1, 12, tzinfo=UTC)
    now = then + timedelta(days=elapsed)
    card = fsrs.Card(1, fsrs.State.Review, None, stability, difficulty, then, then)
    good, again = (
        scheduler.review_card(card, grade, now)[0].stability for grade in (fsrs.Rating.Good, fsrs.Rating.Again)
    )
    assert good is not None
    assert again is not None
    return scheduler.get_card_retrievability(card, now), good, again


candidates = st.builds(
    Candidate,
    card=st.uuids().map(str),
    weight=st.sampled_from([1.0, 0.4]),
    stability=st.none() | st.floats(0.1, 200),
    difficulty=st.floats(1, 10),
    elapsed=st.integers(1, 60),
)


@given(candidates, st.integers(1, 60), st.data())
def test_the_gain_is_its_formula(card: Candidate, left: int, data: st.DataObject) -> None:
    wait = data.draw(st.integers(0, left - 1))
    if card.stability is None:
        grades = zip(LEARNER.first_grades, DEFAULT_PARAMETERS, strict=False)
        expected = sum(share * recall(left - wait, w, LEARNER.decay) for share, w in grades) / LEARNER.new_s
    else:
        p, good, again = reviewed(card.stability, card.difficulty, card.elapsed + wait)
        hit, miss = (recall(left - wait, stability, LEARNER.decay) for stability in (good, again))
        added = p * hit + (1 - p) * miss - recall(card.elapsed + left, card.stability, LEARNER.decay)
        expected = added / (LEARNER.hit_s * p + LEARNER.miss_s * (1 - p))
    assert gain(LEARNER, card, left, wait) == pytest.approx(card.weight * expected, rel=1e-9, abs=1e-15)


def waits(card: Candidate, left: int) -> bool:
    later = [gain(LEARNER, card, left, wait) for wait in LATER if wait < left]
    return any(gain(LEARNER, card, left) < CLEARLY * other for other in later)


@given(st.lists(candidates, max_size=30), st.integers(0, 60))
def test_the_order_keeps_every_card_that_gains_and_puts_the_waiting_behind(cards: list[Candidate], left: int) -> None:
    planned = list(order(LEARNER, cards, left))
    gaining = [card.card for card in cards if gain(LEARNER, card, left) > 0]
    assert sorted(plan.candidate.card for plan in planned) == sorted(gaining)
    waiting = [waits(plan.candidate, left) for plan in planned]
    assert waiting == sorted(waiting)
    for flag in (False, True):
        gains = [plan.gain for plan, waits_ in zip(planned, waiting, strict=True) if waits_ is flag]
        assert gains == sorted(gains, reverse=True)


family = st.builds(
    Candidate,
    card=st.sampled_from(["a", "a/1", "a/2", "b", "b/1", "c"]),
    weight=st.sampled_from([1.0, 0.5]),
    stability=st.none() | st.floats(0.1, 200),
    difficulty=st.floats(1, 10),
    elapsed=st.integers(1, 60),
)


@given(st.lists(family, unique_by=lambda card: card.card), st.integers(0, 60))
def test_one_card_of_each_question_that_was_not_asked_today(cards: list[Candidate], left: int) -> None:
    planned = [question_id(plan.candidate.card) for plan in order(LEARNER, cards, left, {"b"})]
    gaining = {question_id(card.card) for card in cards if gain(LEARNER, card, left) > 0}
    assert sorted(planned) == sorted(gaining - {"b"})


@given(st.lists(candidates, max_size=30), st.integers(0, 60), st.floats(0, 2000))
def test_today_stops_when_the_seconds_are_used(cards: list[Candidate], left: int, budget: float) -> None:
    chosen = today(LEARNER, cards, left, budget)
    assert list(chosen) == list(order(LEARNER, cards, left))[: len(chosen)]
    assert sum(plan.seconds for plan in chosen[:-1]) < budget or not chosen
    assert all(plan.seconds == seconds(LEARNER, plan.candidate) for plan in chosen)


@given(candidates, st.integers(1, 60))
def test_a_card_asked_once_stands_on_the_day_where_its_grades_lead_on_average(card: Candidate, left: int) -> None:
    budgets = [60.0] + [0.0] * (left - 1)
    outlook = ahead(LEARNER, [card], left, budgets)
    (after,) = outlook.cards
    assert len(outlook.days) == left
    if gain(LEARNER, card, left) <= 0:
        assert after.stability == card.stability
    else:
        assert after.stability is not None
        assert after.elapsed == left
        assert recall(left, after.stability, LEARNER.decay) == pytest.approx(if_asked(LEARNER, card, left), rel=1e-6)


def test_a_card_that_is_never_asked_only_fades() -> None:
    seen, new = Candidate("seen", 1.0, 10.0, 5.0, 3), Candidate("new", 1.0)
    outlook = ahead(LEARNER, [seen, new], 20, [0.0] * 20)
    assert outlook.cards == (seen._replace(elapsed=23), new)
    assert not any(day.new + day.seen for day in outlook.days)


def test_what_was_asked_today_is_not_planned_again_before_tomorrow() -> None:
    outlook = ahead(LEARNER, [Candidate("a", 1.0)], 5, [900.0] * 5, {"a"})
    assert [day.new for day in outlook.days[:2]] == [0, 1]


def test_a_resting_card_is_planned_from_tomorrow_on_and_its_sibling_today() -> None:
    outlook = ahead(LEARNER, [Candidate("a", 1.0), Candidate("a/x", 0.5)], 5, [900.0] * 5, resting={"a"})
    assert [(day.new, day.seen) for day in outlook.days[:2]] == [(1, 0), (1, 0)]


def test_what_is_asked_on_the_day_itself_is_known_on_it() -> None:
    cards = [Candidate("a", 1.0), Candidate("b", 1.0, 3.0, 5.0, 4), Candidate("c", 0.0, 3.0, 5.0, 4)]
    outlook = ahead(LEARNER, cards, 0, [900.0, 900.0])
    assert [(day.left, day.new, day.seen) for day in outlook.days] == [(0, 1, 1)]
    assert [recall(card.elapsed, card.stability, LEARNER.decay) == 1 for card in outlook.cards if card.stability] == [
        True, True, False,
    ]  # fmt: skip


class Review(NamedTuple):
    card: str
    day: date
    grade: int
    ms: int
    first: bool


def test_of_a_days_answers_to_a_card_the_first_counts() -> None:
    monday, tuesday = date(2026, 11, 16), date(2026, 11, 17)
    reviews = [
        Review("a", monday, 1, 40_000, True),
        Review("b", monday, 3, 20_000, False),
        Review("a", monday, 3, 15_000, False),
        Review("a", tuesday, 3, 10_000, False),
    ]
    assert answers(reviews) == [Answer(True, 1, 40.0), Answer(False, 3, 20.0), Answer(False, 3, 10.0)]


def test_a_figure_is_the_learners_own_once_there_are_enough() -> None:
    known = [Answer(True, 3, 30.0)] * (ENOUGH - 1)
    assert measured(DEFAULT_PARAMETERS, known) == LEARNER
    known += [Answer(True, 1, 80.0)] + [Answer(False, 3, 10.0)] * ENOUGH + [Answer(False, 1, 20.0)] * (ENOUGH - 1)
    own = measured(DEFAULT_PARAMETERS, known)
    assert own.new_s == pytest.approx((30 * (ENOUGH - 1) + 80) / ENOUGH)
    assert own.first_grades == (1 / ENOUGH, 0, 1 - 1 / ENOUGH, 0)
    assert (own.hit_s, own.miss_s) == (10.0, LEARNER.miss_s)


def test_core_comes_before_deep() -> None:
    chosen = today(LEARNER, [Candidate("deep", 0.4), Candidate("core", 1.0)], 20, 45)
    assert [plan.candidate.card for plan in chosen] == ["core"]


def test_on_the_day_itself_the_shaky_card_is_rehearsed_first() -> None:
    shaky, firm = Candidate("shaky", 1.0, 2.0, 5.0, 10), Candidate("firm", 1.0, 100.0, 5.0, 10)
    assert [plan.candidate.card for plan in order(LEARNER, [firm, shaky], 0)] == ["shaky", "firm"]
