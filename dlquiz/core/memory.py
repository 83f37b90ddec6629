"""Memories: what FSRS-6 makes of a card's log.

`preview`, `review` and `fold` share one step, so a grade shown, a grade given and a rebuild agree exactly.
The fsrs package is imported on the first call that needs it, not with this module: the first paint does without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple
from zlib import crc32

from dlquiz.core.log import AGAIN, GRADES, R, Row, live

if TYPE_CHECKING:
    import fsrs

MemoryState = Literal["learning", "review", "relearning"]
STATES: tuple[MemoryState, ...] = ("learning", "review", "relearning")
DEFAULT_DECAY = 0.1542
LEECH_LAPSES = 8
FUZZ_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, float("inf"), 0.05))


class Scheduling(NamedTuple):
    """How FSRS-6 is configured. parameters: 21 numbers, or () for its defaults. Steps are in minutes."""

    parameters: tuple[float, ...] = ()
    desired_retention: float = 0.9
    learning_steps: tuple[float, ...] = (1, 10)
    relearning_steps: tuple[float, ...] = (10,)
    maximum_interval: int = 36500
    fuzz: bool = True

    @property
    def decay(self) -> float:
        """The exponent of the forgetting curve."""
        return self.parameters[20] if self.parameters else DEFAULT_DECAY


class Memory(NamedTuple):
    """What is known of one reviewed card.

    stability: days until recall falls to 90 %. difficulty: 1 to 10. A card in review is due on `due_day`, one on a
    (re)learning step at `due_at` (epoch ms). first_day: when it was new.
    """

    card: str
    state: MemoryState
    step: int | None
    stability: float
    difficulty: float
    due_day: date | None
    due_at: int | None
    first_day: date
    last_day: date
    reps: int
    lapses: int


class State(NamedTuple):
    """Where a card stands: its memory (None while it is new) and what its owner said about it."""

    card: str
    memory: Memory | None = None
    suspended: bool = False
    buried_on: date | None = None
    flagged: bool = False

    @property
    def leech(self) -> bool:
        """Forgotten so often that the card itself may be at fault."""
        return self.memory is not None and self.memory.lapses >= LEECH_LAPSES


Foresight = Callable[[float, bool], object]
"""Told of each review after a day or more: the probability of recall FSRS gave it, and whether it was recalled."""


class Outcomes(NamedTuple):
    """What each grade would make of a card."""

    again: Memory
    hard: Memory
    good: Memory
    easy: Memory


def review(memory: Memory | None, card: str, grade: int, day: date, at_ms: int, scheduling: Scheduling) -> Memory:
    """The memory after a grade. card: the oldest id of the card, which seeds its fuzz."""
    learner = Learner(card, scheduling, memory)
    learner.answer(grade, day, at_ms)
    return learner.memory()


def preview(memory: Memory | None, card: str, day: date, at_ms: int, scheduling: Scheduling) -> Outcomes:
    """The four outcomes that `review` would give."""
    return Outcomes(*(review(memory, card, grade, day, at_ms, scheduling) for grade in GRADES))


def fold(entries: Iterable[Row], scheduling: Scheduling, card: str = "", foresight: Foresight | None = None) -> State:
    """The state that the rows of one card lead to, in the order of their (day, id).

    card: the oldest id of the card; by default the one its first row was written under.
    A quiz moves a memory but does not start one.
    """
    rows = list(entries)
    folding = _Folding(State(card or (rows[0].card if rows else "")), scheduling, foresight)
    for row in live(rows):
        folding.take(row)
    return folding.state()


def course(entries: Iterable[R], scheduling: Scheduling, card: str) -> Iterator[tuple[R, Learner | None]]:
    """Every review that counts and every forgetting, in order, with what then is known. card: the oldest id.

    The learner goes on with the next row; None after a forgetting.
    """
    folding = _Folding(State(card), scheduling)
    for row in live(entries):
        folding.take(row)
        if row.kind in ("review", "forget"):
            yield row, folding.learner


def advance(state: State, row: Row, scheduling: Scheduling, foresight: Foresight | None = None) -> State:
    """The state after one more row, which is no retraction and comes after all others of its card."""
    folding = _Folding(state, scheduling, foresight)
    folding.take(row)
    return folding.state()


def recall(memory: Memory, day: date, scheduling: Scheduling) -> float:
    """The probability of recalling the card on `day` (FSRS-6's forgetting curve)."""
    return _retrievability(memory.stability, max(0, (day - memory.last_day).days), scheduling.decay)


def _retrievability(stability: float, elapsed: int, decay: float) -> float:
    probability: float = (1 + _factor(decay) * elapsed / stability) ** -decay
    return probability


@lru_cache(maxsize=8)
def _factor(decay: float) -> float:
    """What makes recall 90 % after as many days as the stability."""
    factor: float = 0.9 ** (-1 / decay) - 1
    return factor


def fuzzed(interval: int, card: str, reps: int, maximum: int) -> int:
    """Days moved within Anki's fuzz range: always the same way for the same card and number of reviews."""
    low, high = _fuzz_range(interval, maximum)
    return low + crc32(f"{card}:{reps}".encode()) * (high - low + 1) // 2**32


@lru_cache(maxsize=4096)
def _fuzz_range(interval: int, maximum: int) -> tuple[int, int]:
    """Anki's: the days an interval may be moved to."""
    if interval < 2.5:
        return interval, interval
    spread = 0.0
    for start, end, factor in FUZZ_RANGES:
        if interval <= start:
            break
        spread += factor * ((end if end < interval else interval) - start)
    delta = 1 + spread
    low, high = max(2, round(interval - delta)), min(maximum, round(interval + delta))
    return min(low, high), high


class _Folding:
    """A state that takes one row after another."""

    __slots__ = ("buried_on", "card", "flagged", "foresight", "learner", "memory", "scheduling", "suspended")

    def __init__(self, state: State, scheduling: Scheduling, foresight: Foresight | None = None) -> None:
        self.card, self.memory, self.suspended, self.buried_on, self.flagged = state
        self.scheduling, self.foresight = scheduling, foresight
        self.learner: Learner | None = None

    def take(self, row: Row) -> None:
        match row.kind:
            case "review" if row.grade is not None and (self.learner or self.memory or row.mode != "quiz"):
                self.learner = self.learner or Learner(self.card, self.scheduling, self.memory)
                if self.foresight and (chance := self.learner.chance(row.day)) is not None:
                    self.foresight(chance, row.grade != AGAIN)
                self.learner.answer(row.grade, row.day, row.id)
            case "forget":
                self.learner = self.memory = None
            case "suspend" | "resume":
                self.suspended = row.kind == "suspend"
            case "bury":
                self.buried_on = row.day
            case "flag":
                self.flagged = True

    def state(self) -> State:
        memory = self.learner.memory() if self.learner else self.memory
        return State(self.card, memory, self.suspended, self.buried_on, self.flagged)


class Learner:
    """A card on its way through the log: fsrs's own card, and what fsrs does not count."""

    __slots__ = (
        "at_ms",
        "card",
        "day",
        "first_day",
        "fsrs",
        "lapses",
        "noon",
        "ratings",
        "reps",
        "scheduler",
        "scheduling",
    )

    def __init__(self, card: str, scheduling: Scheduling, memory: Memory | None) -> None:
        self.card, self.scheduling, self.scheduler = card, scheduling, _scheduler(scheduling)
        self.fsrs, self.ratings = _fsrs_card(memory), _ratings()
        self.day = memory.last_day if memory else date.min
        self.noon = _noon(self.day)
        self.first_day = memory.first_day if memory else None
        self.at_ms = 0
        self.reps, self.lapses = (memory.reps, memory.lapses) if memory else (0, 0)

    def chance(self, day: date) -> float | None:
        """The probability of recall on a later day than the last."""
        if self.fsrs.stability is None or day <= self.day:
            return None
        return _retrievability(self.fsrs.stability, (day - self.day).days, self.scheduling.decay)

    def answer(self, grade: int, day: date, at_ms: int) -> None:
        if day > self.day:
            self.day, self.noon = day, _noon(day)
        self.at_ms = at_ms
        self.first_day = self.first_day or day
        self.reps += 1
        if grade == AGAIN and self.fsrs.state == 2:
            self.lapses += 1
        self.fsrs, _ = self.scheduler.review_card(self.fsrs, self.ratings[grade], self.noon)

    @property
    def state(self) -> MemoryState:
        return STATES[self.fsrs.state - 1]

    @property
    def difficulty(self) -> float:
        assert self.fsrs.difficulty is not None
        return self.fsrs.difficulty

    def wait(self) -> timedelta:
        """From the last answer until the card is due: whole days in review, else the minutes of a step."""
        wait = self.fsrs.due - self.noon
        return timedelta(days=self._interval(wait.days)) if self.fsrs.state == 2 else wait

    def memory(self) -> Memory:
        assert self.fsrs.stability is not None and self.first_day is not None
        state, wait = self.state, self.wait()
        return Memory(
            card=self.card,
            state=state,
            step=self.fsrs.step,
            stability=self.fsrs.stability,
            difficulty=self.difficulty,
            due_day=self.day + wait if state == "review" else None,
            due_at=None if state == "review" else self.at_ms + wait // timedelta(milliseconds=1),
            first_day=self.first_day,
            last_day=self.day,
            reps=self.reps,
            lapses=self.lapses,
        )

    def _interval(self, days: int) -> int:
        scheduling = self.scheduling
        return fuzzed(days, self.card, self.reps, scheduling.maximum_interval) if scheduling.fuzz else days


def _fsrs_card(memory: Memory | None) -> fsrs.Card:
    import fsrs

    card = _own_card()
    if memory is None:
        return card(card_id=0, due=datetime.min)  # noqa: DTZ901 - replaced by the first review
    noon = _noon(memory.last_day)
    state = fsrs.State(STATES.index(memory.state) + 1)
    return card(0, state, memory.step, memory.stability, memory.difficulty, due=noon, last_review=noon)


@cache
def _own_card() -> type[fsrs.Card]:
    """fsrs copies a card before it reviews it, which takes a third of a fold; no one else holds ours."""
    import fsrs

    class OwnCard(fsrs.Card):
        def __copy__(self) -> OwnCard:
            return self

    return OwnCard


@cache
def _ratings() -> dict[int, fsrs.Rating]:
    import fsrs

    return {rating.value: rating for rating in fsrs.Rating}


@lru_cache(maxsize=8)
def _scheduler(scheduling: Scheduling) -> fsrs.Scheduler:
    import fsrs

    return fsrs.Scheduler(
        parameters=scheduling.parameters or fsrs.scheduler.DEFAULT_PARAMETERS,
        desired_retention=scheduling.desired_retention,
        learning_steps=[timedelta(minutes=minutes) for minutes in scheduling.learning_steps],
        relearning_steps=[timedelta(minutes=minutes) for minutes in scheduling.relearning_steps],
        maximum_interval=scheduling.maximum_interval,
        enable_fuzzing=False,
    )


@lru_cache(maxsize=4096)
def _noon(day: date) -> datetime:
    """12:00 UTC of the study day's date: what fsrs is fed, so that days are days over any change of clocks."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
