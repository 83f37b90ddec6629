"""Every demo at its defaults, and one knob turned and painted; after a first run that is not counted.

python tests/benchmarks/bench_demos.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median

from dlquiz.core.questions import Text
from dlquiz.demos import Registry
from dlquiz.terminal.page import Grid, lay
from dlquiz.terminal.theme import Paint
from dlquiz.terminal.views.bench import Bench
from dlquiz.terminal.words import Say

RUNS = 5


def milliseconds(work: Callable[[], object]) -> float:
    """The median of a few runs, after one that is not counted."""
    work()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def turned(demos: Registry, name: str) -> None:
    """The demo opened, one knob turned, the page drawn."""
    after = Bench.opened(demos, name, {}, "", Text()).press("right")
    grid, say, paint = Grid(80, 36), Say("en"), Paint("dark")
    assert after is not None
    assert all(paint(row) is not None for row in lay(after.page(grid, say), grid, say).rows)


def main() -> None:
    """Print the slowest, and how many stay within 100 ms and 50 ms."""
    demos = Registry()
    runs = {name: milliseconds(partial(demos.run, name, {})) for name in demos.names()}
    knobs = {name: milliseconds(partial(turned, demos, name)) for name in demos.names()}
    print(f"{len(runs)} demos")
    for title, taken, limit in (("at defaults", runs, 100), ("open, turn a knob, paint", knobs, 50)):
        slowest = sorted(taken, key=taken.__getitem__, reverse=True)[:3]
        within = sum(value <= limit for value in taken.values())
        print(f"{title}: median {median(taken.values()):.1f} ms, {within} of {len(taken)} within {limit} ms; slowest")
        print("  " + ", ".join(f"{name} {taken[name]:.0f} ms" for name in slowest))


if __name__ == "__main__":
    main()
