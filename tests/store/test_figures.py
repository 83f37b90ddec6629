"""Figures of the store against plain recounts of the log."""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlquiz.core.log import GRADES, Entry, live, retraction
from dlquiz.core.memory import Scheduling, State, advance, recall
from dlquiz.core.planner import DEFAULT_PARAMETERS
from dlquiz.store.reviews import Reviews

DAY = date(2026, 3, 1)
PLAIN = Scheduling()
START = 1_772_000_000_000

actions = st.lists(
    st.tuples(
        st.sampled_from(("review", "review", "review", "undo", "forget", "flag")),
        st.sampled_from(("a", "b", "b/one", "c")),
        st.sampled_from(GRADES),
        st.integers(0, 400_000),  # milliseconds to the next
        st.integers(0, 70_000),  # thinking
        st.integers(0, 6),  # days
    ),
    max_size=25,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions, st.integers(0, 30), st.integers(1, 8))
def test_every_figure_is_a_recount_of_the_log(
    tmp_path: Path, actions: list[tuple[str, str, int, int, int, int]], since: int, limit: int
) -> None:
    with Reviews.open(tmp_path / f"{time.perf_counter_ns()}.db", PLAIN) as reviews:
        now, day, written = START, DAY, list[Entry]()
        for what, card, grade, gap, thinking, days in actions:
            now, day = now + gap + 1, day + timedelta(days=days)
            if what == "undo" and written:
                reviews.append(retraction(written.pop(), now, day, 0))
            elif what in ("review", "undo"):
                entry = Entry(now, "review", card, day, grade=grade, thinking_ms=thinking)
                written.append(reviews.append(entry)[0])
            else:
                written.append(reviews.append(Entry(now, what, card, day))[0])  # type: ignore[arg-type]
        entries = reviews.entries()
        first = DAY + timedelta(days=since)
        check_days(reviews, entries, first)
        check_answers(reviews, entries, limit)
        check_foreseen(reviews, entries)
        assert reviews.rebuild() == 0
        check_foreseen(reviews, entries)


def given_reviews(entries: list[Entry]) -> list[Entry]:
    return sorted((entry for entry in live(entries) if entry.kind == "review"), key=lambda entry: entry.id)


def times(reviews: list[Entry]) -> list[int]:
    """From one answer to the next, the time to think where that was shorter than it or a pause."""
    spent = []
    for place, entry in enumerate(reviews):
        gap = entry.id - reviews[place - 1].id if place else -1
        spent.append(gap if entry.thinking_ms <= gap <= 180_000 else entry.thinking_ms)
    return spent


def check_days(reviews: Reviews, entries: list[Entry], since: date) -> None:
    own = [entry for entry in given_reviews(entries) if entry.day >= since]
    expected = defaultdict[date, list[int]](list)
    for entry, ms in zip(own, times(own), strict=True):
        expected[entry.day].append(ms)
    found = [(figure.day, figure.reviews, figure.ms) for figure in reviews.figures(since)]
    assert found == sorted((day, len(spent), sum(spent)) for day, spent in expected.items())


def check_answers(reviews: Reviews, entries: list[Entry], limit: int) -> None:
    every = [entry for entry in entries if entry.kind == "review"]
    own = given_reviews(entries)[-limit:]
    expected = [
        (entry.id, entry.card, entry.grade, ms, entry == min(
            (other for other in every if other.card == entry.card), key=lambda other: (other.day, other.id)
        ))
        for entry, ms in zip(own, times(own), strict=True)
    ]  # fmt: skip
    assert [(each.id, each.card, each.grade, each.ms, each.first) for each in reviews.answered(limit)] == expected


def check_foreseen(reviews: Reviews, entries: list[Entry]) -> None:
    sums = defaultdict[int, list[float]](lambda: [0, 0, 0.0])
    for card in {entry.card for entry in entries}:
        state = State(card)
        for row in live([entry for entry in entries if entry.card == card]):
            memory = state.memory
            if row.kind == "review" and row.grade and memory and row.day > memory.last_day:
                chance = recall(memory, row.day, PLAIN)
                reviewed, known, expected = sums[min(9, int(10 * chance))]
                sums[min(9, int(10 * chance))] = [reviewed + 1, known + (row.grade > 1), expected + chance]
            state = advance(state, row, PLAIN)
    found = {each.tenth: [each.reviews, each.recalled, each.expected] for each in reviews.foreseen()}
    assert found.keys() == sums.keys()
    for tenth, figures in found.items():
        assert figures == pytest.approx(sums[tenth])


def test_a_fit_refolds_all_and_can_be_undone_step_by_step(tmp_path: Path) -> None:
    with Reviews.open(tmp_path / "reviews.db", PLAIN) as reviews:
        for number in range(6):
            reviews.append(Entry(START + number, "review", "a", DAY + timedelta(days=3 * number), grade=3))
        plain = reviews.state("a")
        defaults = DEFAULT_PARAMETERS
        fits = [(*defaults[:2], good, *defaults[3:]) for good in (3.0, 4.0)]
        states = []
        for moment, own in enumerate(fits):
            assert reviews.adopt(own, START + moment, DAY) == 1
            states.append(reviews.state("a"))
        assert len({plain, *states}) == 3
    with Reviews.open(tmp_path / "reviews.db", PLAIN) as reviews:
        assert reviews.scheduling.parameters == fits[1]
        assert reviews.stale() == 0
        reviews.adopt((), START + 2, DAY)
        assert (reviews.fitted(), reviews.state("a")) == (fits[0], states[0])
        reviews.adopt((), START + 3, DAY)
        assert (reviews.fitted(), reviews.state("a")) == ((), plain)


@pytest.mark.parametrize(
    ("ago", "expected"),
    [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2], 3), ([1, 2], 2), ([0, 2, 3], 1), ([-1, 0], 1)],
)
def test_a_streak_ends_today_or_yesterday(tmp_path: Path, ago: list[int], expected: int) -> None:
    with Reviews.open(tmp_path / "reviews.db", PLAIN) as reviews:
        for number, days in enumerate(ago):
            reviews.append(Entry(START + number, "review", f"card-{number}", DAY - timedelta(days=days), grade=3))
        reviews.append(Entry(START + 90, "flag", "flagged", DAY - timedelta(days=3)))
        undone, _ = reviews.append(Entry(START + 91, "review", "undone", DAY - timedelta(days=3), grade=3))
        if 3 not in ago:
            assert reviews.streak(DAY - timedelta(days=3)) == 1
        reviews.append(retraction(undone, START + 92, DAY, 0))
        assert reviews.streak(DAY) == expected
