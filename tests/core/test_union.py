"""Two logs as one: whatever the ids, nothing is lost, and it does not matter whose rows are whose."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.log import FURTHEST_MS, union

Row = tuple[Any, ...]


@st.composite
def logs(draw: st.DrawFn) -> list[Row]:
    """Rows (id, what they say, the id they retract), each id once."""
    rows: list[Row] = []
    for own in sorted(draw(st.sets(st.integers(1, 9), max_size=7))):
        target = draw(st.sampled_from([None, *(row[0] for row in rows)]))
        rows.append((own, draw(st.sampled_from(["x", "y"])), target))
    return rows


def said(rows: list[Row]) -> set[str]:
    """What each row says, with what it retracts spelled out instead of numbered."""
    by_id = {row[0]: row for row in rows}

    def spelled(row: Row) -> str:
        return f"{row[1]}({spelled(by_id[row[2]])})" if row[2] else str(row[1])

    return {spelled(row) for row in rows}


@given(logs(), logs())
def test_nothing_is_lost_whoever_takes_over_whom_and_twice_is_as_once(ours: list[Row], theirs: list[Row]) -> None:
    united = union(ours, theirs)
    assert united == union(theirs, ours)
    assert said(united) == said(ours) | said(theirs)
    ids = [row[0] for row in united]
    assert ids == sorted(set(ids))
    assert all(row[2] in ids and row[2] < row[0] for row in united if row[2])
    assert union(united, theirs) == union(theirs, united) == union(united, united) == united


@given(logs())
def test_rows_without_a_clash_stay_as_they_are(rows: list[Row]) -> None:
    assert union(rows, rows[::2]) == sorted(rows)


def test_different_rows_with_one_id_both_stay_and_their_retractions_follow() -> None:
    first, undone = (5, "x", None), (7, "undo", 5)
    united = union([first, undone], [(5, "y", None), (6, "z", None), (8, "undo", 5)])
    assert united[:3] == [first, (6, "z", None), undone]
    (other,) = [row for row in united if row[1] == "y"]
    (its_undo,) = [row for row in united if row[1] == "undo" and row != undone]
    assert 5 < other[0] <= 5 + FURTHEST_MS
    assert its_undo[2] == other[0] < its_undo[0]


def test_a_review_that_both_took_over_from_elsewhere_is_one() -> None:
    """It has its id from there: the two may know its card by another name, or its day in another zone."""
    ours, theirs = [(5, "x", None), (7, "undo", 5)], [(5, "y", None), (6, "z", None)]
    united = [(5, "x", None), (6, "z", None), (7, "undo", 5)]
    assert union(ours, theirs, lambda row: row[1] in "xy") == union(theirs, ours, lambda row: row[1] in "xy") == united
    assert len(union(ours, theirs, lambda row: row[1] == "y")) == 4
