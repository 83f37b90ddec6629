from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlquiz.core.log import EASY, GOOD, GRADES, Entry, Imported, Kind, retraction, study_day
from dlquiz.core.memory import Scheduling, State, fold
from dlquiz.core.names import Name
from dlquiz.core.queue import EARLY_MS
from dlquiz.errors import StoreError
from dlquiz.store.reviews import Reviews
from dlquiz.store.rows import Counts, Mark, Next, Today
from dlquiz.store.schema import damage

DAY = date(2026, 3, 1)
TOMORROW = DAY + timedelta(days=1)
NOON_MS = int(datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp() * 1000)
MINUTE = 60_000
PLAIN = Scheduling(fuzz=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reviews.db"


def opened(path: Path, scheduling: Scheduling = PLAIN) -> Reviews:
    return Reviews.open(path, scheduling)


def row(kind: Kind, card: str, day: date = DAY, *, number: int = 0, grade: int | None = None) -> Entry:
    moment = number or NOON_MS + (day - DAY).days * 24 * 60 * MINUTE
    return Entry(moment, kind, card, day, 60, grade=grade)


def graded(card: str, grade: int = EASY, day: date = DAY, number: int = 0) -> Entry:
    return row("review", card, day, number=number, grade=grade)


def test_a_row_comes_back_as_it_was_written(path: Path) -> None:
    entry = Entry(
        NOON_MS, "review", "lstm/params", DAY, -300, 2, 3, "589,824 个", {"hidden_size": 128, "kernels": [1, 3]},
        41_000, 2, "quiz", "phone",
    )  # fmt: skip
    with opened(path) as reviews:
        assert reviews.append(entry)[0] == entry
        assert reviews.entries() == [entry]
        assert reviews.newest() == NOON_MS


def test_ids_move_up_on_collision_and_retractions_follow_their_row(path: Path) -> None:
    with opened(path) as reviews:
        ids = [reviews.append(graded("softmax"))[0].id for _ in range(3)]
        assert ids == [NOON_MS, NOON_MS + 1, NOON_MS + 2]
        undo = Entry(NOON_MS, "retract", "softmax", DAY, retracts=ids[-1])
        assert reviews.append(undo)[0].id == NOON_MS + 3


def test_of_one_cards_rows_the_later_written_counts_last_though_the_clock_went_back(path: Path) -> None:
    with opened(path) as reviews:
        reviews.append(row("suspend", "a"))
        resumed, state = reviews.append(row("resume", "a", number=NOON_MS - 5000))
        assert resumed.id == NOON_MS + 1
        assert not state.suspended
        assert reviews.append(row("suspend", "b", number=NOON_MS - 5000))[0].id == NOON_MS - 5000


def test_undo_goes_back_one_row_at_a_time(path: Path) -> None:
    with opened(path) as reviews:
        first, learnt = reviews.append(graded("softmax", GOOD))
        second, _ = reviews.append(graded("softmax", EASY))
        _, after = reviews.append(retraction(second, NOON_MS + 9, DAY, 60))
        assert after == learnt == reviews.state("softmax")
        _, new = reviews.append(retraction(first, NOON_MS + 10, DAY, 60))
        assert new == State("softmax")
        assert reviews.today(DAY) == Today(0, 0, frozenset())
        assert len(reviews.entries(card="softmax")) == 4


def test_a_review_undone_on_the_next_study_day_does_not_count_on_its_own(path: Path) -> None:
    with opened(path) as reviews:
        late, _ = reviews.append(graded("softmax"))
        reviews.append(graded("relu"))
        reviews.append(retraction(late, NOON_MS + 17 * 60 * MINUTE, TOMORROW, 60))
        assert reviews.today(DAY) == Today(1, 1, frozenset({"relu"}))
        assert reviews.today(TOMORROW) == Today(0, 0, frozenset())


actions = st.lists(
    st.tuples(
        st.sampled_from(("review", "review", "review", "undo", "forget", "suspend", "resume", "bury", "flag")),
        st.sampled_from(("a", "b", "b/one")),
        st.sampled_from(GRADES),
        st.integers(-3, 20),
    ),
    max_size=14,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions)
def test_memories_are_the_fold_of_the_log_whatever_happens(
    tmp_path: Path, actions: list[tuple[str, str, int, int]]
) -> None:
    path = tmp_path / f"{time.perf_counter_ns()}.db"
    with opened(path, Scheduling()) as reviews:
        day, written = DAY, list[Entry]()
        for what, card, grade, gap in actions:
            day += timedelta(days=gap)
            if what == "undo" and written:
                entry = retraction(written.pop(), 1, day, 0)
            else:
                kind: Kind = "review" if what == "undo" else what  # type: ignore[assignment]
                entry = row(kind, card, day, grade=grade if kind == "review" else None)
            entry, state = reviews.append(entry)
            assert state == reviews.state(entry.card)
            if entry.kind != "retract":
                written.append(entry)
        log = defaultdict[str, list[Entry]](list)
        for entry in reviews.entries():
            log[entry.card].append(entry)
        assert reviews.all_states() == {card: fold(rows, Scheduling()) for card, rows in log.items()}
        assert reviews.rebuild() == 0


@pytest.mark.parametrize("home", ["Europe/Berlin", "America/New_York"])
def test_a_rebuild_in_another_zone_changes_nothing(path: Path, home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reviews late at night and early in the morning, over a year with its two changes of clocks."""
    in_zone(monkeypatch, home)
    with opened(path, Scheduling()) as reviews:
        moment = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)
        for number in range(150):
            local = moment.astimezone()
            entry = graded(f"card-{number % 7}", GRADES[number % 4], study_day(local), int(local.timestamp() * 1000))
            reviews.append(entry)
            moment += timedelta(days=2, hours=5)
        before = reviews.all_states()
    for zone in ("Asia/Shanghai", "Pacific/Honolulu", "UTC"):
        in_zone(monkeypatch, zone)
        with opened(path, Scheduling()) as reviews:
            assert reviews.rebuild() == 0
            assert reviews.all_states() == before
    monkeypatch.undo()
    time.tzset()


def in_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()


def test_a_rebuild_mends_what_is_not_as_the_log_says(path: Path) -> None:
    with opened(path) as reviews:
        for card in ("a", "b", "c"):
            reviews.append(graded(card))
        right = reviews.all_states()
        reviews._db.execute("UPDATE memories SET stability = 99 WHERE card = 'a'")
        reviews._db.execute("DELETE FROM memories WHERE card = 'b'")
        reviews._db.execute("INSERT INTO memories (card, suspended, flagged, shuffle) VALUES ('ghost', 1, 0, 0)")
        assert reviews.rebuild() == 3
        assert reviews.all_states() == right
        assert damage(path) == []


def test_another_scheduling_folds_the_log_anew(path: Path) -> None:
    with opened(path) as reviews:
        _, before = reviews.append(graded("softmax"))
    eager = Scheduling(desired_retention=0.97, fuzz=False)
    with opened(path, eager) as reviews:
        after = reviews.state("softmax").memory
        assert before.memory and before.memory.due_day and after and after.due_day
        assert after.due_day < before.memory.due_day
        assert reviews.rebuild() == 0


@pytest.mark.parametrize("statement", ["UPDATE log SET grade = 4", "DELETE FROM log"])
def test_the_log_cannot_be_rewritten(path: Path, statement: str) -> None:
    with opened(path) as reviews:
        reviews.append(graded("softmax", GOOD))
        with pytest.raises(Exception, match="append-only"):
            reviews._db.execute(statement)


def test_a_row_against_the_rules_is_refused_whole(path: Path) -> None:
    with opened(path) as reviews:
        with pytest.raises(StoreError):
            reviews.append(graded("softmax", 5))
        with pytest.raises(StoreError):
            reviews.append_imported(
                [Imported(NOON_MS, "softmax", DAY, 60, GOOD, 0), Imported(NOON_MS + 1, "relu", DAY, 60, 7, 0)], "anki"
            )
        assert (reviews.entries(), reviews.all_states()) == ([], {})


# what waits


def test_what_is_due_and_what_comes_next(path: Path) -> None:
    with opened(path) as reviews:
        for card in ("a", "b", "c", "d"):
            reviews.append(graded(card, EASY))  # eight days
        reviews.append(graded("slow", GOOD, number=NOON_MS + 5 * MINUTE))  # ten minutes
        due_day = DAY + timedelta(days=8)
        assert reviews.due(DAY, NOON_MS - EARLY_MS).learning == []
        learning = reviews.due(DAY, NOON_MS).learning
        assert learning == [(NOON_MS + 15 * MINUTE, "slow")]
        assert reviews.next_due(DAY, NOON_MS) == Next(None, due_day)
        assert reviews.next_due(DAY, NOON_MS - EARLY_MS) == Next(NOON_MS + 15 * MINUTE, due_day)
        assert reviews.due(due_day - timedelta(days=1), NOON_MS).review == []
        waiting = reviews.due(due_day, NOON_MS).review
        assert sorted(waiting) == ["a", "b", "c", "d"]
        assert reviews.due(due_day, NOON_MS, limit=2).review == waiting[:2]
        assert reviews.due(due_day, NOON_MS, among=["b", "x"]).review == ["b"]
        assert sorted(reviews.due(due_day, NOON_MS, without=["b", "x"]).review) == ["a", "c", "d"]
        assert reviews.counts(due_day, NOON_MS, without=["b"]) == Counts(1, 3)
        assert reviews.forecast(DAY, 10) == [
            (DAY + timedelta(days=ahead), 4 if ahead == 8 else 0) for ahead in range(10)
        ]


def test_the_longest_waiting_comes_first(path: Path) -> None:
    with opened(path) as reviews:
        for age, card in enumerate(("young", "middle", "old")):
            reviews.append(graded(card, EASY, DAY - timedelta(days=age)))
        assert reviews.due(DAY + timedelta(days=30), NOON_MS).review == ["old", "middle", "young"]


def test_suspended_and_buried_cards_do_not_wait(path: Path) -> None:
    with opened(path) as reviews:
        due_day = DAY + timedelta(days=8)
        for card in ("a", "b", "c"):
            reviews.append(graded(card, EASY))
        reviews.append(row("suspend", "a", due_day))
        reviews.append(row("bury", "b", due_day))
        assert reviews.due(due_day, NOON_MS).review == ["c"]
        assert reviews.counts(due_day, NOON_MS).review == 1
        assert reviews.buried(due_day) == {"b"}
        assert reviews.next_due(due_day, NOON_MS).day == due_day + timedelta(days=1)
        assert sorted(reviews.due(due_day + timedelta(days=1), NOON_MS).review) == ["b", "c"]
        reviews.append(row("resume", "a", due_day))
        assert sorted(reviews.due(due_day, NOON_MS).review) == ["a", "c"]


def test_what_happened_today(path: Path) -> None:
    with opened(path) as reviews:
        reviews.append(graded("lstm", EASY, DAY - timedelta(days=9)))
        reviews.append(graded("lstm"))
        reviews.append(graded("gru/gates"))
        reviews.append(graded("gru/gates"))
        assert reviews.today(DAY) == Today(3, 1, frozenset({"lstm", "gru"}))
        reviews.append(row("forget", "lstm"))
        reviews.append(graded("lstm"))
        assert reviews.today(DAY).new == 2


# other ids, other logs


def test_progress_survives_a_rename_and_its_reversal(path: Path) -> None:
    with opened(path) as reviews:
        reviews.append(graded("adam"))
        before = reviews.state("adam")
        reviews.rename({"adam": Name("adam", "adam-bias"), "adam-bias": Name("adam", "adam-bias")})
        assert reviews.state("adam-bias") == reviews.state("adam") == before
        due_day = DAY + timedelta(days=8)
        assert reviews.due(due_day, NOON_MS).review == ["adam-bias"]
        assert reviews.due(due_day, NOON_MS, among=["adam-bias"]).review == ["adam-bias"]
        written, state = reviews.append(graded("adam-bias", GOOD, due_day))
        assert written.card == "adam-bias"
        assert state.memory and state.memory.reps == 2
        assert reviews.today(due_day).questions == {"adam-bias"}
        assert len(reviews.entries(card="adam")) == 2
        assert set(reviews.all_states()) == {"adam-bias"}
        assert reviews.rebuild() == 0
    with opened(path) as reviews:
        assert reviews.state("adam-bias") == state
        reviews.rename({})
        assert reviews.state("adam") == before
        renamed = reviews.state("adam-bias").memory
        assert renamed and renamed.reps == 1
        assert reviews.rebuild() == 0


def test_rows_by_card_id_and_day(path: Path) -> None:
    with opened(path) as reviews:
        entries = [reviews.append(graded(card, GOOD, DAY + timedelta(days=n)))[0] for n, card in enumerate("abab")]
        assert reviews.entries(card="a") == entries[::2]
        assert reviews.entries(since=entries[1].id) == entries[2:]
        assert reviews.entries(days=(TOMORROW, DAY + timedelta(days=2))) == entries[1:3]


def test_a_follower_of_the_log_learns_what_changed(path: Path) -> None:
    with opened(path) as reviews:
        reviews.append(graded("a"))
        start = reviews.changes(Mark(0, 0))
        assert (start.whole, start.fresh) == (True, {"a": False})
        reviews.append(graded("b"))
        last, _ = reviews.append(graded("c"))
        reviews.append(retraction(last, NOON_MS, DAY, 0))
        later = reviews.changes(start.mark)
        assert (later.whole, later.fresh) == (False, {"b": False, "c": True})
        assert reviews.changes(later.mark).fresh == {}
        assert reviews.changes(Mark(later.mark.seq, 5)).whole


# several processes

FIRST_RUN = """
import sys
from datetime import date
from pathlib import Path
from dlquiz.core.log import Entry
from dlquiz.core.memory import Scheduling
from dlquiz.store.reviews import Reviews
from dlquiz.store.schema import damage
sys.stdin.readline()
with Reviews.open(Path(sys.argv[1]), Scheduling()) as reviews:
    reviews.append(Entry(1_000, "review", "card", date(2026, 3, 1), grade=3))
    print("written", flush=True)
    sys.stdin.readline()
"""


def process(path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", FIRST_RUN, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def finish(running: subprocess.Popen[str]) -> str:
    said, _ = running.communicate("\n\n")
    assert running.returncode == 0
    return said


def test_first_runs_at_once_all_work(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    running = [process(path) for _ in range(3)]
    for one in running:
        assert one.stdin
        one.stdin.write("\n")
        one.stdin.flush()
    assert [finish(one) for one in running] == ["written\n"] * 3
    with opened(path, Scheduling()) as reviews:
        assert [entry.id for entry in reviews.entries()] == [1_000, 1_001, 1_002]
        assert reviews._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert reviews.rebuild() == 0


def test_an_answer_survives_the_process(tmp_path: Path) -> None:
    path = tmp_path / "reviews.db"
    running = process(path)
    assert running.stdin and running.stdout
    running.stdin.write("\n")
    running.stdin.flush()
    assert running.stdout.readline() == "written\n"
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    with opened(path, Scheduling()) as reviews:
        assert len(reviews.entries()) == 1
        assert reviews.state("card").memory
