from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.log import AGAIN, EASY, GOOD, GRADES, HARD, Entry, Kind, Mode
from dlquiz.core.memory import (
    DEFAULT_DECAY,
    LEECH_LAPSES,
    Memory,
    Scheduling,
    State,
    fold,
    fuzzed,
    preview,
    recall,
    review,
)

DAY = date(2026, 3, 1)
PLAIN = Scheduling(fuzz=False)
MINUTE = 60_000

histories = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(GRADES)), min_size=1, max_size=12)


def entries(history: list[tuple[int, int]], card: str = "softmax") -> list[Entry]:
    """(days since the last review, grade) -> rows."""
    day, rows = DAY, []
    for number, (gap, grade) in enumerate(history, 1):
        day += timedelta(days=gap)
        rows.append(Entry(number * MINUTE, "review", card, day, grade=grade))
    return rows


def memory_of(rows: list[Entry], scheduling: Scheduling = PLAIN) -> Memory:
    memory = fold(rows, scheduling).memory
    assert memory is not None
    return memory


@given(histories)
def test_stability_and_difficulty_are_fsrs_s_at_noon_utc(history: list[tuple[int, int]]) -> None:
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    card = fsrs.Card(card_id=1)
    for row in entries(history):
        assert row.grade is not None
        noon = datetime(row.day.year, row.day.month, row.day.day, 12, tzinfo=UTC)
        card, _ = scheduler.review_card(card, fsrs.Rating(row.grade), noon)
    memory = memory_of(entries(history))
    assert (memory.stability, memory.difficulty) == (card.stability, card.difficulty)
    assert memory.state == card.state.name.lower()
    if memory.due_day:
        assert memory.due_day == card.due.date()


@given(histories, st.booleans())
def test_preview_review_and_fold_agree(history: list[tuple[int, int]], fuzz: bool) -> None:
    scheduling = Scheduling(fuzz=fuzz)
    memory, rows = None, entries(history)
    for count, row in enumerate(rows, 1):
        assert row.grade is not None
        outcomes = preview(memory, row.card, row.day, row.id, scheduling)
        memory = review(memory, row.card, row.grade, row.day, row.id, scheduling)
        assert outcomes[row.grade - 1] == memory == fold(rows[:count], scheduling).memory


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(history: list[tuple[int, int]], order: random.Random) -> None:
    rows = entries(history)
    shuffled = rows.copy()
    order.shuffle(shuffled)
    assert fold(shuffled, PLAIN) == fold(rows, PLAIN)


def test_learning_steps_wait_in_minutes_from_the_real_moment() -> None:
    at_ms = 1_772_000_000_000
    outcomes = preview(None, "softmax", DAY, at_ms, PLAIN)
    assert [outcome.due_at and (outcome.due_at - at_ms) / MINUTE for outcome in outcomes] == [1, 5.5, 10, None]
    assert outcomes.easy.due_day == DAY + timedelta(days=8)
    assert [outcome.state for outcome in outcomes] == ["learning", "learning", "learning", "review"]


def test_a_lapse_is_a_card_in_review_that_was_forgotten() -> None:
    rows = entries([(0, AGAIN), (0, EASY), (8, AGAIN), (0, AGAIN), (0, GOOD)])
    assert [memory_of(rows[:count]).lapses for count in range(1, 6)] == [0, 0, 1, 1, 1]
    assert memory_of(rows[:3]).state == "relearning"
    assert memory_of(rows).reps == 5


def test_a_card_is_a_leech_after_eight_lapses() -> None:
    lapses: list[tuple[int, int]] = [(3, AGAIN), (0, GOOD)]
    assert not fold(entries([(0, EASY), *lapses * (LEECH_LAPSES - 1)]), PLAIN).leech
    assert fold(entries([(0, EASY), *lapses * LEECH_LAPSES]), PLAIN).leech


@pytest.mark.parametrize("back", [1, 400])
def test_a_clock_that_went_back_gives_no_negative_days(back: int) -> None:
    memory = review(None, "softmax", EASY, DAY, 0, PLAIN)
    again = review(memory, "softmax", GOOD, DAY - timedelta(days=back), 1, PLAIN)
    assert again == review(memory, "softmax", GOOD, DAY, 1, PLAIN)
    assert recall(memory, DAY - timedelta(days=back), PLAIN) == 1


def row(number: int, kind: Kind, mode: Mode = "drill", grade: int | None = None) -> Entry:
    return Entry(number, kind, "softmax", DAY + timedelta(days=number), grade=grade, mode=mode)


def test_what_the_owner_says_about_a_card() -> None:
    assert fold([row(1, "suspend"), row(2, "flag")], PLAIN) == State("softmax", suspended=True, flagged=True)
    assert fold([row(1, "suspend"), row(2, "resume")], PLAIN) == State("softmax")
    assert fold([row(1, "bury"), row(3, "bury")], PLAIN).buried_on == DAY + timedelta(days=3)
    assert fold([], PLAIN, "softmax") == State("softmax")


def test_forget_makes_a_card_new_and_keeps_the_owner_s_word() -> None:
    rows = [row(1, "review", grade=EASY), row(2, "flag"), row(3, "forget")]
    assert fold(rows, PLAIN) == State("softmax", flagged=True)
    memory = memory_of([*rows, row(4, "review", grade=GOOD)])
    assert (memory.reps, memory.first_day) == (1, DAY + timedelta(days=4))


def test_a_quiz_moves_a_memory_but_does_not_start_one() -> None:
    quiz = row(1, "review", "quiz", GOOD)
    assert fold([quiz], PLAIN).memory is None
    assert memory_of([quiz, row(2, "review", grade=GOOD)]).reps == 1
    assert memory_of([row(1, "review", grade=EASY), row(9, "review", "quiz", GOOD)]).reps == 2


def test_recall_follows_fsrs_s_curve() -> None:
    card = fsrs.Card(card_id=1)
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    noon = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC)
    card, _ = scheduler.review_card(card, fsrs.Rating.Easy, noon)
    memory = review(None, "softmax", EASY, DAY, 0, PLAIN)
    for days in (0, 1, 8, 300):
        expected = scheduler.get_card_retrievability(card, noon + timedelta(days=days))
        assert recall(memory, DAY + timedelta(days=days), PLAIN) == pytest.approx(expected, rel=1e-12)
    assert recall(memory._replace(stability=20), DAY + timedelta(days=20), PLAIN) == pytest.approx(0.9)


def test_recall_takes_the_decay_from_the_parameters() -> None:
    memory = review(None, "softmax", EASY, DAY, 0, PLAIN)
    steep = Scheduling(parameters=(*fsrs.scheduler.DEFAULT_PARAMETERS[:20], 0.5))
    month = DAY + timedelta(days=90)
    assert recall(memory, month, steep) < recall(memory, month, PLAIN)
    assert fsrs.scheduler.DEFAULT_PARAMETERS[20] == DEFAULT_DECAY


@given(st.integers(1, 40_000), st.text(max_size=8), st.integers(1, 99))
def test_fuzz_stays_within_anki_s_range(interval: int, card: str, reps: int) -> None:
    """Anki's manual: under 2.5 days none, then 15 % up to 7, 10 % up to 20, 5 % beyond, and one day."""
    width = (
        1
        + 0.15 * max(0.0, min(interval, 7) - 2.5)
        + 0.1 * max(0.0, min(interval, 20) - 7)
        + 0.05 * max(0.0, interval - 20)
    )
    moved = fuzzed(interval, card, reps, 36_500)
    assert moved == fuzzed(interval, card, reps, 36_500)
    if interval < 2.5:
        assert moved == interval
    else:
        assert 2 <= moved <= 36_500
        assert moved >= min(interval, 36_500) - width - 0.5
        assert moved <= interval + width + 0.5


def test_fuzz_spreads_evenly_over_its_range() -> None:
    found = [fuzzed(10, f"card-{number}", 3, 36_500) for number in range(5_000)]
    assert set(found) == {8, 9, 10, 11, 12}
    assert all(850 < found.count(days) < 1_150 for days in set(found))


def test_a_better_grade_waits_longer() -> None:
    memory = review(None, "softmax", EASY, DAY, 0, PLAIN)
    outcomes = preview(memory, "softmax", DAY + timedelta(days=8), 1, PLAIN)
    days = [outcome.due_day for outcome in outcomes[HARD - 1 :] if outcome.due_day]
    assert days == sorted(days) and len(days) == 3


def test_fsrs_is_imported_only_when_a_memory_is_made() -> None:
    program = (
        "import sys; from dlquiz.core.memory import *; day = date(2026, 3, 1);"
        "memory = Memory('a', 'review', None, 5.0, 5.0, day, None, day, day, 1, 0);"
        "recall(memory, day, Scheduling()); fold([], Scheduling(), 'a');"
        "sys.exit('fsrs' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
