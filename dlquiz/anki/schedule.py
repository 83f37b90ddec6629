"""Memories and the log, as Anki keeps them: rows of its cards and of its review log.

Sources: Anki's rslib (storage/schema11.sql, revlog/mod.rs, storage/card/data.rs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple, Protocol

from dlquiz.core.log import DAY_STARTS, Row, study_day, utc_offset
from dlquiz.core.memory import Memory, Scheduling, State, course

DAYS_BACK = 4000
"""How many days before today the package's collection begins: Anki counts due days from there."""
SECOND = timedelta(seconds=1)
NEW, LEARNING, REVIEW, RELEARNING = range(4)
SUSPENDED = -1
MANUAL = 4
EASE_FACTOR = 2500
TYPES = {"learning": LEARNING, "review": REVIEW, "relearning": RELEARNING}
LOGGED = {None: 0, "learning": 0, "review": 1, "relearning": 2}


class LogRow(Row, Protocol):
    """A row of the log, as far as Anki hears of it."""

    @property
    def thinking_ms(self) -> int: ...


class Calendar(NamedTuple):
    """The days of a package's collection. created: epoch seconds of its first morning."""

    today: date
    created: int
    minutes_west: int

    @classmethod
    def of(cls, now: datetime) -> Calendar:
        """now: an aware local time."""
        today, offset = study_day(now), timedelta(minutes=utc_offset(now))
        midnight = datetime.combine(today - timedelta(days=DAYS_BACK), time(), UTC)
        return cls(today, int((midnight + DAY_STARTS - offset).timestamp()), -utc_offset(now))

    def number(self, day: date) -> int:
        """What Anki calls a day."""
        return DAYS_BACK + (day - self.today).days


class Schedule(NamedTuple):
    """The scheduling columns of a row of Anki's cards, in its order."""

    type: int
    queue: int
    due: int
    ivl: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    left: int = 0
    data: str = ""


class Logged(NamedTuple):
    """A row of Anki's review log; card: its oldest id. ivl, last_ivl: days, or negative seconds of a learning step."""

    card: str
    id: int
    ease: int
    ivl: int
    last_ivl: int
    factor: int
    time: int
    type: int


def new(position: int) -> Schedule:
    """A card that was never asked. position: its place among those."""
    return Schedule(NEW, NEW, position)


def schedule(state: State, position: int, last_ms: int, scheduling: Scheduling, calendar: Calendar) -> Schedule:
    """Where a card stands. position: its place among new cards; last_ms: the id of its last review."""
    memory = state.memory
    if memory is None:
        row = new(position)
    else:
        type_ = TYPES[memory.state]
        row = Schedule(
            type=type_,
            queue=REVIEW if type_ == REVIEW else LEARNING,
            due=calendar.number(memory.due_day) if memory.due_day else (memory.due_at or 0) // 1000,
            ivl=_interval(memory),
            factor=EASE_FACTOR,
            reps=memory.reps,
            lapses=memory.lapses,
            left=_left(memory, scheduling),
            data=_data(memory, position, last_ms, scheduling),
        )
    return row._replace(queue=SUSPENDED) if state.suspended else row


def history(rows: Iterable[LogRow], scheduling: Scheduling, card: str) -> Iterator[Logged]:
    """What moved a card's memory, as Anki logs it. card: its oldest id.

    Reviews that do not count (a quiz on a new card, what was taken back) are left out; forgetting is Anki's reset.
    """
    before, last = None, 0
    for row, learner in course(rows, scheduling, card):
        if learner:
            assert row.grade
            state, wait = learner.state, learner.wait()
            ivl = wait.days if state == "review" else -wait // SECOND
            factor = round(((learner.difficulty - 1) / 9 + 0.1) * 1000)
            yield Logged(card, row.id, row.grade, ivl, last, factor, row.thinking_ms, LOGGED[before])
            before, last = state, ivl
        elif before:
            yield Logged(card, row.id, 0, 0, last, 0, 0, MANUAL)
            before, last = None, 0


def _interval(memory: Memory) -> int:
    """Days; for a card that is being relearned those it may expect to wait afterwards."""
    if memory.due_day:
        return (memory.due_day - memory.last_day).days
    return max(1, round(memory.stability)) if memory.state == "relearning" else 0


def _left(memory: Memory, scheduling: Scheduling) -> int:
    """How many steps are left, counting the present one."""
    if memory.step is None:
        return 0
    steps = scheduling.learning_steps if memory.state == "learning" else scheduling.relearning_steps
    return max(1, len(steps) - memory.step)


def _data(memory: Memory, position: int, last_ms: int, scheduling: Scheduling) -> str:
    """Place among new cards, stability, difficulty, desired retention, decay and last review, as JSON."""
    return (
        f'{{"pos":{position},"s":{memory.stability:.6f},"d":{memory.difficulty:.6f}'
        f',"dr":{scheduling.desired_retention},"decay":{scheduling.decay},"lrt":{last_ms // 1000}}}'
    )
