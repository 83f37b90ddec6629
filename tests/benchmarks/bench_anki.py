"""Export and import of 10,000 cards with 100,000 reviews, beside Anki's own: medians and ratios of one run.

python tests/benchmarks/bench_anki.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

import big
import real_anki

from dlquiz.anki.reviews import read, returned
from dlquiz.cli import run
from dlquiz.core.memory import Scheduling
from dlquiz.core.questions import cards
from dlquiz.environment import local_time
from dlquiz.store.reviews import Reviews

CARDS, REVIEWS = 10_000, 100_000
ROUNDS = 5
EXPORT = """
import sys
from pathlib import Path
from dlquiz.cli import run

assert run(["anki", "export", sys.argv[1], "--include", "own"]) == 0
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def report(name: str, ours: float, theirs: float, limit: float) -> None:
    print(f"{name:44}{ours:7.2f} s   {ours / theirs:5.2f} x Anki's {theirs:5.2f} s (at most {limit} x)")


def export(package: Path) -> float:
    """One export by the command, in this process: without the start of Python."""
    return seconds(lambda: run(["anki", "export", str(package), "--include", "own"]))


def bench_export(folder: Path) -> None:
    package, kept = folder / "deck.apkg", folder / "home" / "anki.db"
    first, again, theirs = [], [], []
    export(package)
    with real_anki.collection(folder / "anki") as col:
        log = real_anki.take(col, package)
        assert len(log.new) == CARDS
        for _ in range(ROUNDS):
            kept.unlink()
            first.append(export(package))
            again.append(export(package))
            theirs.append(seconds(lambda: real_anki.give(col, folder / "theirs.apkg")))
    report("export, the first time", median(first), median(theirs), 6.0)
    report("export, again", median(again), median(theirs), 2.0)


def bench_import(folder: Path) -> None:
    """Their import is that of the same file into an empty collection; ours goes into an empty log, refolding apart."""
    package = folder / "theirs.apkg"
    ours, folding, theirs = [], [], []
    ids = {card.id: card.id for bank in big.banks(CARDS) for question in bank.questions for card in cards(question)}
    for turn in range(ROUNDS):
        with Reviews.open(folder / f"empty-{turn}.db", Scheduling()) as reviews:

            def come(reviews: Reviews = reviews) -> None:
                found = read(package)
                known = reviews.known(review.id for review in found.reviews)
                fresh = returned(found, package, ids, known, real_anki.now(), local_time)
                reviews.append_imported((review for _, review in fresh), "anki")
                assert reviews.length() == len(found.reviews) > 0.9 * REVIEWS

            with patch.object(Reviews, "_refold", lambda self, card: None):
                ours.append(seconds(come))
            folding.append(seconds(reviews.rebuild))
        with real_anki.collection(folder / f"anki-{turn}") as col:
            theirs.append(seconds(lambda: real_anki.take(col, package)))
    report("import, refolding apart", median(ours), median(theirs), 2.0)
    print(f"{'refolding':44}{median(folding):7.2f} s")


def bench_memory(folder: Path) -> None:
    """The largest resident size of a process that exports for the first time."""
    (folder / "home" / "anki.db").unlink()
    ran = subprocess.run(
        [sys.executable, "-c", EXPORT, str(folder / "deck.apkg")], check=True, capture_output=True, text=True
    )
    print(f"{'memory of an export':44}{int(ran.stdout.split()[-2]) / 1024:7.0f} MB (at most 300 MB)")


def main() -> None:
    with TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        home = folder / "home"
        big.write_banks(home / "banks", CARDS)
        big.write_reviews(home / "reviews.db", CARDS, REVIEWS)
        os.environ["DLQUIZ_HOME"] = str(home)
        bench_export(folder)
        bench_import(folder)
        bench_memory(folder)


if __name__ == "__main__":
    main()
