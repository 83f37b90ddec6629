"""From spawn to the first painted card on a pty, against ``python -c "import typer, rich.console, sqlite3"``.

    python tests/benchmarks/bench_first_card.py [BIG_FOLDER]

BIG_FOLDER: a data folder of big.py, made if it is missing. Both commands run in turn; medians and ratios are printed.
"""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
RUNS = 15
BASELINE = [sys.executable, "-c", "import typer, rich.console, sqlite3"]
DRILL = [sys.executable, "-m", "dlquiz"]
NOW = (datetime.now().astimezone() + timedelta(days=1)).isoformat()  # noqa: TID251 - files must not look just written


def baseline() -> float:
    """Seconds until the baseline has ended."""
    started = time.perf_counter()
    subprocess.run(BASELINE, check=True)
    return time.perf_counter() - started


def first_card(home: Path) -> float:
    """Seconds from spawn until the first frame is complete; the process is ended by `q`."""
    started = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        settings = {"DLQUIZ_HOME": str(home), "DLQUIZ_NOW": NOW, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        os.execve(DRILL[0], DRILL, {**os.environ, **settings})
    seen = b""
    while b"\x1b[?2026l" not in seen:
        ready, _, _ = select.select([terminal], [], [], 20)
        assert ready, f"no first card: {seen!r}"
        seen += os.read(terminal, 65536)
    taken = time.perf_counter() - started
    os.write(terminal, b"q")
    while True:
        try:
            if not os.read(terminal, 65536):
                break
        except OSError:
            break
    os.waitpid(pid, 0)
    os.close(terminal)
    return taken


def report(name: str, home: Path) -> None:
    """Run both in turn and print the medians and their ratio."""
    first_card(home)
    pairs = [(first_card(home), baseline()) for _ in range(RUNS)]
    card, base = (median(column) for column in zip(*pairs, strict=True))
    print(f"{name}: first card {card * 1000:.0f} ms, baseline {base * 1000:.0f} ms, ratio {card / base:.2f}")


def main() -> None:
    """With the banks that come with the program, and with a big data folder where one is named."""
    with TemporaryDirectory() as folder:
        report("shipped bank", Path(folder))
    if len(sys.argv) > 1:
        big = Path(sys.argv[1])
        if not (big / "reviews.db").exists():
            subprocess.run([sys.executable, str(Path(__file__).with_name("big.py")), str(big)], check=True)
        report("100,000 cards, 1,000,000 reviews", big)


if __name__ == "__main__":
    main()
