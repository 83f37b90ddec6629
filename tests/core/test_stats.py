"""Every figure against a plain recount."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.memory import Memory, Scheduling, State, recall
from dlquiz.core.questions import Text
from dlquiz.core.stats import Bin, Slow, calibration, leeches, readiness, shades, slow, week, whole

TODAY = date(2026, 11, 20)
PLAIN = Scheduling()


class Done(NamedTuple):
    day: date
    reviews: int
    ms: int


class Given(NamedTuple):
    card: str
    grade: int
    thinking_ms: int


class Tenth(NamedTuple):
    tenth: int
    reviews: int
    recalled: int
    expected: float


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def memory(
    card: str, first: int = 30, last: int = 5, lapses: int = 0, state: str = "review", step: int | None = None
) -> State:
    learnt = Memory(
        card, state, step, 8.0, 5.0, before(-3), None, before(first), before(last), 4, lapses  # type: ignore[arg-type]
    )  # fmt: skip
    return State(card, learnt)


@given(st.lists(st.integers(0, 300)))
def test_darker_is_never_fewer_and_none_is_blank(counts: list[int]) -> None:
    shade = shades(counts)
    assert shade[0] == 0
    ordered = [shade[count] for count in sorted(set(counts) | {0})]
    assert ordered == sorted(ordered)
    assert all(1 <= shade[count] <= 4 for count in counts if count)
    if any(counts):
        assert shade[max(counts)] == 4


reviews = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=80)


@given(reviews)
def test_the_calibration_counts_each_review_once_in_its_bin(foreseen: list[tuple[float, bool]]) -> None:
    tenths = []
    for tenth in range(10):
        inside = [(chance, known) for chance, known in foreseen if min(9, int(10 * chance)) == tenth]
        chances = [chance for chance, _ in inside]
        tenths.append(Tenth(tenth, len(inside), sum(known for _, known in inside), sum(chances)))
    bins = calibration(tenths)
    for low, high, tens in ((0.0, 0.7, range(7)), (0.7, 0.8, [7]), (0.8, 0.9, [8]), (0.9, 1.0, [9])):
        inside = [(chance, known) for chance, known in foreseen if min(9, int(10 * chance)) in tens]
        found = [each for each in bins if each.low == low]
        if not inside:
            assert not found
            continue
        (each,) = found
        assert (each.high, each.reviews) == (high, len(inside))
        assert each.expected == pytest.approx(sum(chance for chance, _ in inside) / len(inside))
        assert each.recalled == pytest.approx(sum(known for _, known in inside) / len(inside))
    total = whole(bins)
    assert (total.reviews if total else 0) == len(foreseen)
    if total:
        assert total.expected == pytest.approx(sum(chance for chance, _ in foreseen) / len(foreseen))


def test_all_bins_as_one_weigh_by_reviews() -> None:
    total = whole([Bin(0, 0.7, 1, 0.5, 1.0), Bin(0.9, 1, 3, 0.9, 0.0)])
    assert total is not None
    assert total == pytest.approx((0, 1, 4, 0.8, 0.25))
    assert whole([]) is None


def test_readiness_is_the_mean_recall_of_core_questions_with_unseen_ones_at_zero() -> None:
    states = {"a": memory("a"), "b": memory("b", last=20), "new": State("new", suspended=True), "other": memory("o")}
    ready = readiness("t", Text("T", "T"), ["a", "b", "new", "unseen"], states, TODAY, PLAIN)
    known = [state.memory for state in (states["a"], states["b"])]
    expected = sum(recall(each, TODAY, PLAIN) for each in known if each) / 4
    assert (ready.core, ready.seen) == (4, 2)
    assert ready.ready == pytest.approx(expected)
    assert readiness("t", Text(), [], states, TODAY, PLAIN).ready == 0


def test_slow_is_right_but_twice_the_usual_time_by_the_newest_answer() -> None:
    usual = [Given(f"u{number}", 3, 8_000) for number in range(9)]
    given_ = [
        Given("improved", 3, 50_000),
        Given("forgotten", 3, 50_000),
        *usual,
        Given("slow", 3, 16_000),
        Given("slower", 4, 60_000),
        Given("nearly", 3, 15_999),
        Given("improved", 3, 5_000),
        Given("forgotten", 1, 50_000),
    ]
    assert slow(given_) == (Slow("slower", 60_000), Slow("slow", 16_000))
    assert slow([Given("quick", 3, 900), Given("other", 3, 5_000)]) == ()
    assert slow([Given("wrong", 1, 60_000)]) == slow([]) == ()


def test_leeches_are_the_often_forgotten_worst_first() -> None:
    states = {name: memory(name, lapses=lapses) for name, lapses in (("a", 8), ("b", 7), ("c", 11), ("d", 8))}
    assert leeches({**states, "n": State("n")}) == ("c", "a", "d")
    assert leeches({**states, "c": states["c"]._replace(suspended=True)}) == ("a", "d")


def test_the_week_is_the_last_seven_study_days() -> None:
    days = [Done(before(ago), 10, 60_000) for ago in (-1, 0, 3, 6, 7)]
    states = {
        "a": memory("a", first=6),
        "b": memory("b", first=0, state="learning", step=0),
        "c": memory("c", first=7),
        "d": memory("d", first=1, state="learning", step=1),
        "e": memory("e", first=-1),
        "n": State("n"),
    }
    told = week(days, states, TODAY)
    assert (told.reviews, told.ms, told.new, told.known) == (30, 180_000, ("a", "b", "d"), 2)
