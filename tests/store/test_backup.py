"""Copies of the log: made, thinned out, checked, and taken over by another machine."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from dlquiz.core.log import GRADES, Entry, Kind
from dlquiz.core.memory import Scheduling
from dlquiz.core.planner import DEFAULT_PARAMETERS
from dlquiz.errors import StoreError
from dlquiz.store import backup
from dlquiz.store.migrations import reviews as migrations
from dlquiz.store.reviews import Reviews
from dlquiz.store.schema import damage

DAY = date(2026, 3, 1)
PLAIN = Scheduling()


def graded(number: int, card: str = "a", day: date = DAY, grade: int = 3) -> Entry:
    return Entry(number, "review", card, day, grade=grade)


def opened(path: Path) -> Reviews:
    return Reviews.open(path, PLAIN)


def test_one_copy_a_day_is_kept_from_before_the_first_change(tmp_path: Path) -> None:
    with opened(tmp_path / "reviews.db") as reviews:
        assert backup.keep(reviews, DAY) is None  # nothing to copy
        reviews.append(graded(1))
        reviews.before_change = lambda: backup.keep(reviews, DAY + timedelta(days=1))
        reviews.append(graded(2))
        reviews.append(graded(3))
        assert backup.keep(reviews, DAY + timedelta(days=1)) is None
    (kept,) = backup.folder(tmp_path / "reviews.db").iterdir()
    assert kept.name == "reviews-2026-03-02.db"
    with opened(kept) as copy:
        assert [entry.id for entry in copy.entries()] == [1]


@settings(max_examples=25)
@given(st.sets(st.integers(0, 500), max_size=60))
def test_the_newest_seven_stay_and_the_first_of_each_month(ages: set[int]) -> None:
    days = sorted(DAY - timedelta(days=age) for age in ages)
    kept: list[date] = []
    for day in days:  # thinned out day by day, as it happens
        kept.append(day)
        gone = backup.superfluous([Path(f"reviews-{each}.db") for each in kept])
        kept = [each for each in kept if Path(f"reviews-{each}.db") not in gone]
    firsts = {min(day for day in days if (day.year, day.month) == month) for month in {(d.year, d.month) for d in days}}
    assert kept == sorted({*days[-7:], *firsts})


def test_thinning_leaves_other_backups_alone(tmp_path: Path) -> None:
    with opened(tmp_path / "reviews.db") as reviews:
        reviews.append(graded(1))
        folder = backup.folder(reviews.path)
        backup.write(reviews, folder / "reviews-2026-01-05-120000.db")
        for ahead in range(20):
            backup.keep(reviews, DAY + timedelta(days=ahead))
    names = sorted(path.name for path in folder.iterdir())
    daily = [f"reviews-2026-03-{number:02}.db" for number in (1, *range(14, 21))]
    assert names == ["reviews-2026-01-05-120000.db", *daily]


def test_a_copy_is_one_file_and_the_same_log(tmp_path: Path) -> None:
    with opened(tmp_path / "reviews.db") as reviews:
        for number in range(1, 40):
            reviews.append(graded(number, f"card-{number % 5}", DAY + timedelta(days=number)))
        backup.write(reviews, tmp_path / "out" / "copy.db")
        assert [path.name for path in (tmp_path / "out").iterdir()] == ["copy.db"]
        with opened(tmp_path / "out" / "copy.db") as copy:
            assert copy.entries() == reviews.entries()
            assert copy.all_states() == reviews.all_states()
            assert copy.rebuild() == 0


rows = st.lists(
    st.tuples(
        st.integers(1, 30),  # minutes: two machines often use the same
        st.sampled_from(("a", "b", "b/one", "c")),
        st.sampled_from(("review", "review", "review", "undo", "forget", "suspend", "flag")),
        st.sampled_from(GRADES),
    ),
    max_size=14,
)


def fill(path: Path, actions: list[tuple[int, str, str, int]]) -> None:
    with opened(path) as reviews:
        for minute, card, what, grade in sorted(actions):
            day = DAY + timedelta(days=minute // 2)
            if what == "undo":
                own = reviews.entries(card=card)
                targets = {entry.retracts for entry in own}
                left = [entry for entry in own if entry.id not in targets and entry.kind != "retract"]
                if left:
                    reviews.append(Entry(minute * 60_000, "retract", card, day, retracts=left[-1].id))
                continue
            kind: Kind = what  # type: ignore[assignment]
            reviews.append(Entry(minute * 60_000, kind, card, day, grade=grade if kind == "review" else None))


def take(path: Path, other: Path) -> None:
    with backup.readable(other) as copy, opened(path) as reviews:
        reviews.merge(copy)


def known(path: Path) -> tuple[object, ...]:
    with opened(path) as reviews:
        assert reviews.stale() == 0
        assert damage(path) == []
        return reviews.all_states(), [(e.id, e.kind, e.card, e.grade) for e in reviews.entries()], reviews.foreseen()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, rows)
def test_any_two_logs_in_any_order_and_twice_give_the_same_memories(
    tmp_path: Path, ours: list[tuple[int, str, str, int]], theirs: list[tuple[int, str, str, int]]
) -> None:
    here = tmp_path / str(time.perf_counter_ns())
    one, two, original = here / "one.db", here / "two.db", here / "original.db"
    fill(one, ours)
    fill(two, theirs)
    with opened(one) as reviews:
        reviews.copy(original)
        lengths = [reviews.length()]
    with opened(two) as reviews:
        lengths.append(reviews.length())
    take(one, two)
    take(two, original)
    assert known(one) == known(two)
    before = known(one)
    assert max(lengths) <= len(before[1]) <= sum(lengths)  # type: ignore[arg-type]
    for again in (two, original, one):
        take(one, again)
        assert known(one) == before
    if before[1]:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            run(one, "UPDATE log SET grade = 1")


def test_fitted_parameters_travel_with_the_log(tmp_path: Path) -> None:
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    fill(one, [(minute, "a", "review", 3) for minute in range(1, 20)])
    fill(two, [(minute, "b", "review", 3) for minute in range(1, 20)])
    own = (*DEFAULT_PARAMETERS[:8], 2.2, *DEFAULT_PARAMETERS[9:])
    with opened(one) as reviews:
        assert reviews.adopt(own, 10**9, DAY) == 1
    take(two, one)
    take(one, two)
    assert known(one) == known(two)
    with opened(two) as reviews:
        assert reviews.scheduling.parameters == own
        assert reviews.adopt((), 10**9, DAY) == 2
        assert reviews.fitted() == ()
    take(one, two)
    assert known(one) == known(two)


def text(path: Path) -> None:
    path.write_text("no database, but long enough to be one\n" * 30)


def other_database(path: Path) -> None:
    run(path, "CREATE TABLE recipes (name TEXT)")


def newer(path: Path) -> None:
    fill(path, [(1, "a", "review", 3)])
    run(path, "PRAGMA user_version = 99")


def damaged(path: Path) -> None:
    fill(path, [(minute, f"card-{minute}", "review", 3) for minute in range(1, 200)])
    run(path, "PRAGMA journal_mode = DELETE")
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("make", "cause"),
    [
        (lambda path: None, "no such file"),
        (text, "no database"),
        (other_database, "no backup of dlquiz"),
        (newer, "newer"),
        (damaged, "damaged"),
    ],
)
def test_what_is_no_sound_backup_is_refused_and_left_alone(
    tmp_path: Path, make: Callable[[Path], None], cause: str
) -> None:
    path = tmp_path / "backup.db"
    make(path)
    before = path.read_bytes() if path.exists() else b""
    with pytest.raises(StoreError, match=cause) as caught, backup.readable(path):
        pass
    assert caught.value.place == str(path)
    assert caught.value.remedy
    assert (path.read_bytes() if path.exists() else b"") == before


def test_a_log_on_a_disk_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with opened(disk / "reviews.db") as reviews:
        for number in (1, 2):
            reviews.append(graded(number))
    (disk / "reviews.db").chmod(0o444)
    disk.chmod(0o555)
    try:
        with opened(tmp_path / "mine.db") as mine, backup.readable(disk / "reviews.db") as copy:
            assert mine.merge(copy) == 2
    finally:
        disk.chmod(0o755)


def test_a_backup_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old = Database(path, recursive_triggers=False)
    migrations.apply(old, stop_before="2 what was foreseen, fitted parameters")
    old.execute("PRAGMA user_version = 1")
    for number in range(3):
        old.execute(
            "INSERT INTO log (id, kind, card, day, offset, grade, answer, thinking_ms, hints, mode, source)"
            " VALUES (?, 'review', 'a', ?, 0, 3, '', 0, 0, 'drill', '')",
            [number + 1, f"2026-03-{1 + 9 * number:02}"],
        )
    old.conn.commit()
    old.close()
    with opened(tmp_path / "mine.db") as reviews, backup.readable(path) as copy:
        assert reviews.merge(copy) == 3
        assert sum(each.reviews for each in reviews.foreseen()) == 2
    with opened(path) as migrated:
        assert sum(each.reviews for each in migrated.foreseen()) == 2
        assert migrated.stale() == 0


def run(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    try:
        db.execute(statement)
        db.commit()
    finally:
        db.close()
