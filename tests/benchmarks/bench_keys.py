"""From a key to the next card ready to be sent to the terminal: graded, written, loaded, drawn; the pty left out.

    python tests/benchmarks/bench_keys.py BIG_FOLDER

BIG_FOLDER: a data folder of big.py. Prints medians of cards answered one after the other, and of the commit in them.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from dlquiz.core.session import Graded, Revealed, Session, Start
from dlquiz.desk import StudyDesk
from dlquiz.environment import Environment, from_process
from dlquiz.study import Study
from dlquiz.terminal.controls import fresh
from dlquiz.terminal.desk import advance
from dlquiz.terminal.page import Grid, lay
from dlquiz.terminal.theme import Paint
from dlquiz.terminal.views import card
from dlquiz.terminal.views.scene import Scene
from dlquiz.terminal.words import Say

CARDS = 60


def painted(session: Session, desk: StudyDesk) -> None:
    """The page of the card that is asked, as the lines a terminal is sent."""
    turn, grid, say, paint = session.turn, Grid(80, 30), Say("en"), Paint("dark")
    assert turn is not None
    page = card.page(Scene(turn, fresh(turn), grid, say), say.of(desk.title(turn.card.question.topic)), 0, CARDS)
    assert all(paint(row) is not None for row in lay(page, grid, say).rows)


def answers(environment: Environment) -> tuple[list[float], list[float]]:
    """Milliseconds from each grade to the next card, and of its commit alone."""
    whole, commits = [], []
    with Study(environment) as study:
        desk = StudyDesk(study)
        append = desk.append

        def timed(entry: object) -> object:
            started = time.perf_counter()
            written = append(entry)  # type: ignore[arg-type]
            commits.append((time.perf_counter() - started) * 1000)
            return written

        desk.append = timed  # type: ignore[method-assign,assignment]
        session, _ = advance(Session(study.queue(), "en"), Start(), desk, study.now)
        for _ in range(CARDS):
            session, _ = advance(session, Revealed(), desk, study.now)
            started = time.perf_counter()
            session, _ = advance(session, Graded(3), desk, study.now)
            painted(session, desk)
            whole.append((time.perf_counter() - started) * 1000)
    return whole[1:], commits[1:]


def main() -> None:
    """Play on a copy of the clock that runs a day ahead of the files."""
    os.environ["DLQUIZ_HOME"] = str(Path(sys.argv[1]).absolute())
    environment = from_process()
    ahead = lambda: datetime.now().astimezone() + timedelta(days=1)  # noqa: E731, TID251
    whole, commits = answers(replace(environment, now=ahead))
    print(f"key to next card: median {median(whole):.1f} ms, 90% under {quantiles(whole, n=10)[-1]:.1f} ms")
    print(f"of it the commit: median {median(commits):.1f} ms")


if __name__ == "__main__":
    main()
