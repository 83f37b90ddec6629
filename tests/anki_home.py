"""A learner whose cards stand in every state, for exports: banks, a log, and the command line over them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import real_anki
from world import world, write_bank
from written_log import write_log

from dlquiz.cli import run
from dlquiz.core.log import Entry, plain_entry, study_day
from dlquiz.core.memory import Scheduling
from dlquiz.environment import Environment
from dlquiz.store.reviews import Reviews

QUESTIONS = [f"q{number}" for number in range(30)]
CARDS = [card for question in QUESTIONS for card in (question, f"{question}/pick")]


def home(root: Path, now: datetime) -> Environment:
    """Thirty questions, sixty cards, nothing reviewed. now: the clock's only time."""
    root.mkdir(exist_ok=True)
    environment = replace(world(root), now=lambda: now)
    write_bank(environment.content, "topic-a", *QUESTIONS[:20])
    write_bank(environment.banks, "topic-b", *QUESTIONS[20:])
    return environment


def study(environment: Environment, seed: int = 1) -> None:
    """Fill the log: a sixth of the cards stays new, others are learning, in review, relearning, some overdue for
    months, some suspended, forgotten or suspended and resumed, some with rows that do not count.
    """
    environment.data.mkdir(exist_ok=True)
    with Reviews.open(environment.data / "reviews.db", Scheduling()) as reviews:
        write_log(reviews, sorted(_log(environment.now(), seed), key=lambda entry: entry.id))


def dlquiz(environment: Environment, *words: object) -> tuple[int, str]:
    """Run a command line; its exit code and what it printed."""
    environment.stdout.truncate(environment.stdout.seek(0))
    code = run([str(word) for word in words], environment)
    return int(code), environment.stdout.getvalue()  # type: ignore[attr-defined]


def _log(now: datetime, seed: int) -> Iterator[Entry]:
    draw = random.Random(seed)
    today = study_day(now)
    for number, card in enumerate(CARDS):
        if number % 6 == 0:
            continue
        moments = list(_moments(draw, now, today))
        for moment in moments:
            grade = draw.choices((1, 2, 3, 4), (2, 2, 6, 1))[0]
            yield _entry(card, moment, number, grade=grade, thinking_ms=draw.randint(1_000, 90_000))
        last = moments[-1] + timedelta(minutes=1)
        if number % 6 == 1:
            for minute in range(1, 1 + number % 3):
                yield _entry(card, now - timedelta(minutes=minute), number, grade=1)
        if number % 10 in (2, 3):
            yield _entry(card, last, number, kind="suspend")
        if number % 20 == 3:
            yield _entry(card, last + timedelta(minutes=1), number, kind="resume")
        if number % 15 == 4:
            yield _entry(card, last, number, kind="forget")
            if number % 2:
                yield _entry(card, last + timedelta(minutes=2), number, grade=3)
        if number % 7 == 5:
            taken_back = _entry(card, last + timedelta(minutes=3), number, grade=1)
            yield taken_back
            yield _entry(card, last + timedelta(minutes=4), number, kind="retract", retracts=taken_back.id)
        if number % 7 == 6:
            yield _entry(card, last + timedelta(minutes=5), number, grade=4, mode="quiz")
    yield _entry(CARDS[0], now - timedelta(days=3), 0, grade=3, mode="quiz")


def _moments(draw: random.Random, now: datetime, today: date) -> Iterator[datetime]:
    """Some reviews, the first up to a year ago, at waking hours of the learner's zone."""
    day = today - timedelta(days=draw.randint(3, 365))
    for _ in range(draw.randint(1, 8)):
        if day >= today:
            return
        at = datetime(day.year, day.month, day.day, 6) + timedelta(minutes=draw.randint(0, 19 * 60))  # noqa: DTZ001
        yield at.astimezone(now.tzinfo)
        day += timedelta(days=1 + int(draw.expovariate(1 / 12)))


def _entry(card: str, at: datetime, salt: int, **particulars: object) -> Entry:
    """A row whose id no other card has."""
    entry = plain_entry("review", card, at)
    return replace(entry, id=entry.id // 1000 * 1000 + salt, **particulars)  # type: ignore[arg-type]


def now() -> datetime:
    return real_anki.now()
