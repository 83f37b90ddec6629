"""The planner against the figures it was measured with, and against the fsrs package."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.planner import Candidate, Learner, after_again, after_good, gain, order, today, waits

LEARNER = Learner(tuple(fsrs.scheduler.DEFAULT_PARAMETERS))


@pytest.mark.parametrize(
    ("stability", "elapsed", "left", "expected"),
    [(2.3065, 2, 19, 0.01150), (11.9, 5, 10, 0.00332), (0.212, 1, 20, 0.01373)],
)
def test_the_gain_of_a_seen_card(stability: float, elapsed: int, left: int, expected: float) -> None:
    assert gain(LEARNER, Candidate("c", 1.0, stability, 4.0, elapsed), left) == pytest.approx(expected, abs=5e-6)


def test_the_gain_of_a_new_card() -> None:
    assert gain(LEARNER, Candidate("c", 1.0), 19) == pytest.approx(0.01124, abs=5e-6)


@given(st.floats(0.1, 300), st.floats(1, 10), st.integers(1, 400))
def test_stability_after_a_grade_is_that_of_fsrs(stability: float, difficulty: float, elapsed: int) -> None:
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    then = datetime(2026, 1, 1, 12, tzinfo=UTC)
    now = then + timedelta(days=elapsed)
    card = fsrs.Card(1, fsrs.State.Review, None, stability, difficulty, then, then)
    p = scheduler.get_card_retrievability(card, now)
    good, _ = scheduler.review_card(card, fsrs.Rating.Good, now)
    again, _ = scheduler.review_card(card, fsrs.Rating.Again, now)
    assert after_good(LEARNER, stability, difficulty, p) == pytest.approx(good.stability, rel=1e-9)
    assert max(0.001, after_again(LEARNER, stability, difficulty, p)) == pytest.approx(again.stability, rel=1e-9)


candidates = st.builds(
    Candidate,
    card=st.uuids().map(str),
    weight=st.sampled_from([1.0, 0.4]),
    stability=st.none() | st.floats(0.1, 200),
    difficulty=st.floats(1, 10),
    elapsed=st.integers(1, 60),
)


@given(st.lists(candidates, max_size=30), st.integers(0, 60))
def test_the_order_keeps_every_card_and_puts_the_waiting_behind(cards: list[Candidate], left: int) -> None:
    planned = list(order(LEARNER, cards, left))
    assert sorted(plan.candidate.card for plan in planned) == sorted(card.card for card in cards)
    waiting = [waits(LEARNER, plan.candidate, left, plan.gain) for plan in planned]
    assert waiting == sorted(waiting)
    for flag in (False, True):
        gains = [plan.gain for plan, waits_ in zip(planned, waiting, strict=True) if waits_ is flag]
        assert gains == sorted(gains, reverse=True)


@given(st.lists(candidates, max_size=30), st.integers(0, 60), st.floats(0, 2000))
def test_today_stops_when_the_seconds_are_used(cards: list[Candidate], left: int, budget: float) -> None:
    chosen = today(LEARNER, cards, left, budget)
    assert sum(plan.seconds for plan in chosen[:-1]) < budget or not chosen
    assert all(plan.gain > 0 for plan in chosen)


def test_core_comes_before_deep() -> None:
    chosen = today(LEARNER, [Candidate("deep", 0.4), Candidate("core", 1.0)], 20, 45)
    assert [plan.candidate.card for plan in chosen] == ["core"]


def test_on_the_day_itself_the_shaky_card_is_rehearsed_first() -> None:
    shaky, firm = Candidate("shaky", 1.0, 2.0, 5.0, 10), Candidate("firm", 1.0, 100.0, 5.0, 10)
    assert [plan.candidate.card for plan in order(LEARNER, [firm, shaky], 0)] == ["shaky", "firm"]
