"""Three weeks before an interview through the real program, a process a day, by a set clock."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from world import write_bank

ROOT = Path(__file__).parents[1]
FIRST = datetime(2026, 11, 20, 9)  # noqa: DTZ001 - the zone is TZ's
INTERVIEW = date(2026, 12, 11)
DAYS_OFF = {5, 6, 13}
LATE = {9: 17, 16: 16}
"""Days on which the drill is done hours later: at two and at one in the morning."""
TOPICS = ("mine", "theirs")


class Machine:
    """One home, and the program run in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "banks").mkdir(parents=True)
        write_bank(home / "banks", "mine", *(f"m{number}" for number in range(14)))
        write_bank(home / "banks", "theirs", *(f"t{number}" for number in range(10)), level="deep")

    def run(self, now: datetime, *arguments: str, given: str = "") -> str:
        ran = subprocess.run(
            [sys.executable, "-m", "dlquiz", *arguments],
            input=given,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={
                **os.environ,
                "DLQUIZ_HOME": str(self.home),
                "DLQUIZ_NOW": now.isoformat(),
                "TZ": "Europe/Berlin",
                "LANG": "en_US.UTF-8",
                "EDITOR": "true",
            },
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def told(self, now: datetime, *arguments: str) -> Any:
        return json.loads(self.run(now, *arguments, "--json"))

    def log(self) -> list[tuple[str, str, int]]:
        """Card, study day and grade of each review."""
        with closing(sqlite3.connect(self.home / "reviews.db")) as db:
            return db.execute("SELECT card, day, grade FROM log WHERE kind = 'review' ORDER BY seq").fetchall()

    def memories(self) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.home / "reviews.db")) as db:
            return db.execute("SELECT * FROM memories ORDER BY card").fetchall()


def answers(draw: random.Random) -> str:
    """Enter shows the answer, a number grades it; more than there are cards, for Enter closes the end as well."""
    return "".join(f"\n{draw.choice((1, 3, 3, 3, 4))}\n" for _ in range(80)) + "\n\n"


def test_three_weeks(tmp_path: Path) -> None:
    machine, draw = Machine(tmp_path / "desk"), random.Random(11)
    machine.run(FIRST, "config", "interview", INTERVIEW.isoformat())
    machine.run(FIRST, "config", "minutes", "6")
    ready = []
    for number in range(21):
        now = FIRST + timedelta(days=number, hours=LATE.get(number, 0))
        day = FIRST.date() + timedelta(days=number)
        if number in DAYS_OFF:
            continue
        plan = machine.told(now, "plan")
        assert plan["days_left"] == len(plan["days"]) == 21 - number
        ready.append(next(topic["with_all"] for topic in plan["topics"] if topic["topic"] == "mine"))
        before = len(machine.log())
        machine.run(now, "drill", *TOPICS, "--plain", given=answers(draw))
        check_day(machine.log()[before:], day)
        if number % 3 == 0:
            check_stats(machine, now, day)
        if number == 0:
            assert not list(machine.home.glob("backups/*"))  # there was nothing to copy
    assert all(0.5 < each <= 1 for each in ready)
    assert "all is well" in machine.run(FIRST + timedelta(days=21), "doctor")
    kept = sorted(path.name for path in machine.home.glob("backups/*"))
    studied = [FIRST.date() + timedelta(days=number) for number in range(1, 21) if number not in DAYS_OFF]
    firsts = {min(day for day in studied if day.month == month) for month in (11, 12)}
    assert kept == sorted(f"reviews-{day}.db" for day in {*studied[-7:], *firsts})
    after_the_interview(machine)
    on_another_machine(machine, tmp_path)


def check_day(asked: list[tuple[str, str, int]], day: date) -> None:
    """All on its study day; one card of a question; only what was failed comes again, and once."""
    assert asked
    assert {each for _, each, _ in asked} == {day.isoformat()}
    counts = Counter(card for card, _, _ in asked)
    assert len({card.partition("/")[0] for card in counts}) == len(counts)
    first = {card: grade for card, _, grade in reversed(asked)}
    assert counts == {card: 2 if grade == 1 else 1 for card, grade in first.items()}


def check_stats(machine: Machine, now: datetime, day: date) -> None:
    """The figures of the day are those of the log."""
    told, log = machine.told(now, "stats"), machine.log()
    assert {each["day"]: each["reviews"] for each in told["days"]} == Counter(each for _, each, _ in log)
    days = {date.fromisoformat(each) for _, each, _ in log}
    row = 0
    while day - timedelta(days=row) in days:
        row += 1
    assert told["streak"] == row
    first_days = {card: each for card, each, _ in reversed(log)}
    recent = {card for card, each in first_days.items() if date.fromisoformat(each) > day - timedelta(days=7)}
    assert set(told["week"]["new"]) == recent


def after_the_interview(machine: Machine) -> None:
    """The date is over: no plan, and plain FSRS with its new cards of the day."""
    now = FIRST + timedelta(days=22)
    assert machine.told(now, "plan") is None
    assert machine.told(now, "due")["new"] > 0


def on_another_machine(machine: Machine, folder: Path) -> None:
    """Each takes over what the other did: both remember the same."""
    now = FIRST + timedelta(days=23)
    other = Machine(folder / "train")
    other.run(now, "drill", *TOPICS, "--plain", given=answers(random.Random(5)))
    machine.run(now, "drill", *TOPICS, "--plain", given=answers(random.Random(6)))
    for number, (one, two) in enumerate(((machine, other), (other, machine), (machine, other))):
        one.run(now, "backup", str(folder / f"{number}.db"))
        two.run(now, "restore", str(folder / f"{number}.db"))
        two.run(now, "doctor")
    assert machine.memories() == other.memories()
    assert len(machine.log()) == len(other.log())
