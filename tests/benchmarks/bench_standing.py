"""How long it takes to say where one stands: whole processes, and refolding beside fsrs alone.

    python tests/benchmarks/bench_standing.py [BIG_FOLDER]

BIG_FOLDER: a data folder of big.py with a million reviews, made if it is missing. The content of the program
itself is left out, so that the numbers of cards are those that are said.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import big
from bench_first_card import NOW, baseline
from bench_store import bench_refold

ROOT = Path(__file__).parents[2]
RUNS = 7
PROGRAM = """
import sys
from dataclasses import replace
from pathlib import Path
from dlquiz.cli import run
from dlquiz.environment import from_process
environment = from_process()
sys.exit(run(sys.argv[1:], replace(environment, content=environment.data / "no content")))
"""


def command(home: Path, *arguments: str) -> float:
    """Seconds of one process."""
    settings = {"DLQUIZ_HOME": str(home), "DLQUIZ_NOW": NOW, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begun


def report(name: str, home: Path, *arguments: str) -> None:
    """The first run may read the banks; the median of the others is printed, and what it is of the first card's."""
    command(home, *arguments)
    pairs = [(command(home, *arguments), baseline()) for _ in range(RUNS)]
    taken, base = (median(column) for column in zip(*pairs, strict=True))
    print(f"{name:52}{taken * 1000:8.0f} ms {taken / base:8.2f} x the baseline of bench_first_card", flush=True)


def main(folder: Path) -> None:
    with TemporaryDirectory() as temporary:
        small = Path(temporary)
        big.make(small, number=720, reviews=4_000)
        interview = date.fromisoformat(NOW[:10]) + timedelta(days=60)
        (small / "config.toml").write_text(f"interview = {interview}\nminutes = 15\n", "utf-8")
        report("plan: 720 cards, 60 days", small, "plan")
        report("due towards the interview, 720 cards", small, "due")
        (small / "config.toml").unlink()
        report("due, 720 cards", small, "due")
    if not (folder / "reviews.db").exists():
        big.make(folder)
    report("due: 100,000 cards, a million reviews", folder, "due")
    report("stats: 100,000 cards, a million reviews", folder, "stats")
    bench_refold(folder)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with TemporaryDirectory(dir="/var/tmp") as made:
            main(Path(made))
