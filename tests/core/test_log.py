from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.log import Entry, live, retraction, study_day

DAY = date(2026, 3, 1)
SHANGHAI = timezone(timedelta(hours=8))


def review(number: int, day: date = DAY) -> Entry:
    return Entry(number, "review", "softmax", day, grade=3)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 1, 3, 59, 59, tzinfo=SHANGHAI), date(2026, 2, 28)),
        (datetime(2026, 3, 1, 4, 0, tzinfo=SHANGHAI), date(2026, 3, 1)),
        (datetime(2026, 1, 1, 0, 30, tzinfo=UTC), date(2025, 12, 31)),
        # the nights in which Berlin's clocks change
        (datetime(2026, 3, 29, 3, 30, tzinfo=ZoneInfo("Europe/Berlin")), date(2026, 3, 28)),
        (datetime(2026, 10, 25, 4, 0, tzinfo=ZoneInfo("Europe/Berlin")), date(2026, 10, 25)),
    ],
)
def test_the_study_day_starts_at_four_on_the_local_clock(moment: datetime, day: date) -> None:
    assert study_day(moment) == day


def test_thinking_time_is_capped_at_a_minute() -> None:
    assert [Entry(1, "review", "a", DAY, grade=3, thinking_ms=ms).thinking_ms for ms in (-5, 10, 61_000)] == [
        0,
        10,
        60_000,
    ]


def test_rows_count_in_the_order_of_their_days() -> None:
    late, early = review(1, DAY + timedelta(days=1)), review(2)
    assert live([late, early]) == [early, late]


def test_a_retraction_can_itself_be_retracted() -> None:
    first = review(10)
    undo = retraction(first, 11, DAY, 0)
    redo = retraction(undo, 12, DAY, 0)
    assert live([first, undo]) == []
    assert live([first, undo, redo]) == [first]
    assert live([redo, first, undo, retraction(redo, 13, DAY, 0)]) == []


def test_a_retraction_comes_after_its_row_even_if_the_clock_went_back() -> None:
    assert retraction(review(10), 3, DAY, 60).id == 11


@given(st.lists(st.integers(0, 30), max_size=12))
def test_undoing_n_times_leaves_what_a_stack_would(targets: list[int]) -> None:
    """A row counts if and only if none of the rows that retract it counts."""
    entries = [review(1)]
    for number, target in enumerate(targets, 2):
        entries.append(retraction(entries[target % len(entries)], number, DAY, 0))

    def counts(entry: Entry) -> bool:
        return not any(counts(other) for other in entries if other.retracts == entry.id)

    assert live(entries) == [entry for entry in entries if entry.kind == "review" and counts(entry)]
