"""How long the stores take: medians and ratios of one run.

    python tests/benchmarks/bench_store.py [FOLDER]

FOLDER should be on a disk. A folder that big.py has filled is used; an empty one is filled first.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import big
import fsrs

from dlquiz.core.log import Entry
from dlquiz.core.memory import Scheduling
from dlquiz.store.catalogue import Catalogue
from dlquiz.store.reviews import Reviews

NOW_MS = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)
ANSWERS = 400


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(name: str, taken: float, against: float | None = None, by: str = "") -> None:
    ratio = f"   {taken / against:5.2f} x {by} ({against * 1000:.2f} ms)" if against else ""
    print(f"{name:48}{taken * 1000:10.2f} ms{ratio}")


@contextmanager
def bare(path: Path) -> Iterator[sqlite3.Connection]:
    """What one insert and commit costs at least: the row's columns, one index, the same pragmas."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(
        "CREATE TABLE log (id INTEGER PRIMARY KEY, kind TEXT, card TEXT, day TEXT, zone INTEGER, grade INTEGER,"
        " proposed INTEGER, answer TEXT, drawn TEXT, thinking_ms INTEGER, hints INTEGER, mode TEXT, source TEXT)"
    )
    yield db
    db.close()


def bench_commit(folder: Path) -> None:
    """An answer in the big log beside a bare insert and commit, by turns."""
    values = ("review", "", "2026-11-20", 480, 3, 3, "", None, 7_000, 0, "drill", "")
    with Reviews.open(folder / "reviews.db", Scheduling()) as reviews, TemporaryDirectory(dir=folder) as beside:
        cards = reviews.due(big.TODAY, NOW_MS, limit=ANSWERS).review
        first = max(NOW_MS, reviews.newest()) + 1
        with bare(Path(beside) / "bare.db") as db:
            ours, theirs = [], []
            for number, card in enumerate(cards, first):
                entry = Entry(number, "review", card, big.TODAY, 480, 3, 3, thinking_ms=7_000)
                ours.append(seconds(lambda entry=entry: reviews.append(entry)))  # type: ignore[misc]

                def insert(number: int = number) -> None:
                    db.execute("BEGIN IMMEDIATE")
                    db.execute(f"INSERT INTO log VALUES (?, {', '.join('?' * 12)})", (number, *values))
                    db.execute("COMMIT")

                theirs.append(seconds(insert))
        ours, theirs = ours[20:], theirs[20:]
        report("an answer: row, refold, commit", median(ours), median(theirs), "a bare insert and commit")


def bench_queue(folder: Path) -> None:
    """What a drill asks of the stores before its first card, each on a fresh connection."""
    names = ("open both", "follow the log", "what happened today", "60 due cards", "count of due cards", "10 new cards")
    taken = defaultdict[str, list[float]](list)
    for _ in range(15):
        opened: list[tuple[Reviews, Catalogue]] = []

        def open_both(opened: list[tuple[Reviews, Catalogue]] = opened) -> None:
            path = folder / "reviews.db"
            opened.append((Reviews.open(path, Scheduling()), Catalogue.open(folder / "catalogue.db")))

        taken[names[0]].append(seconds(open_both))
        reviews, catalogue = opened[0]
        asks: list[Callable[[], object]] = [
            lambda: catalogue.follow(reviews),  # noqa: B023
            lambda: reviews.today(big.TODAY),  # noqa: B023
            lambda: reviews.due(big.TODAY, NOW_MS, limit=60),  # noqa: B023
            lambda: reviews.counts(big.TODAY, NOW_MS),  # noqa: B023
            lambda: catalogue.new_cards(10),  # noqa: B023
        ]
        for name, ask in zip(names[1:], asks, strict=True):
            taken[name].append(seconds(ask))
        reviews.close()
        catalogue.close()
    for name in names:
        report(name, median(taken[name]))


def bench_refold(folder: Path) -> None:
    """A rebuild of every memory between two runs of fsrs alone on the same grades and days, already in memory."""
    logs = defaultdict[str, list[tuple[fsrs.Rating, datetime]]](list)
    with Reviews.open(folder / "reviews.db", Scheduling()) as reviews:
        rows = reviews._db.execute("SELECT card, grade, day FROM log WHERE grade IS NOT NULL ORDER BY card, day, id")
        for card, grade, day in rows:
            noon = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=12)
            logs[card].append((fsrs.Rating(grade), noon))
    scheduler = fsrs.Scheduler(enable_fuzzing=False)

    def fsrs_alone() -> None:
        for log in logs.values():
            card = fsrs.Card(card_id=1, due=log[0][1])
            for rating, noon in log:
                card, _ = scheduler.review_card(card, rating, noon)

    wrong = list[int]()
    before = seconds(fsrs_alone)
    with Reviews.open(folder / "reviews.db", Scheduling()) as reviews:
        ours = seconds(lambda: wrong.append(reviews.rebuild()))
    alone = (before + seconds(fsrs_alone)) / 2
    number = sum(map(len, logs.values()))
    report(f"refolding {number:,} reviews ({wrong[0]} rows differ)", ours, alone, "fsrs alone")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "reviews.db").exists():
        big.make(folder)
    if not (folder / "catalogue.db").exists():
        files = sorted((folder / "banks").glob("*.yaml"))
        big.write_catalogue(folder / "catalogue.db", files, "benchmark", time.time_ns())
    with Reviews.open(folder / "reviews.db", Scheduling()) as reviews, Catalogue.open(folder / "catalogue.db") as known:
        report("following the log from its start", seconds(lambda: known.follow(reviews)))
    bench_queue(folder)
    bench_commit(folder)
    bench_refold(folder)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory(dir="/var/tmp") as temporary:
            main(Path(temporary))
