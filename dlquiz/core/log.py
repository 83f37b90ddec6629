"""The log: append-only rows that memories, due days and statistics are folded from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal, NamedTuple, Protocol, TypeVar
from zlib import crc32

Kind = Literal["review", "retract", "forget", "suspend", "resume", "bury", "flag", "mock"]
Mode = Literal["drill", "quiz", "mock", "anki"]

AGAIN = 1
HARD = 2
GOOD = 3
EASY = 4
GRADES = (AGAIN, HARD, GOOD, EASY)

NO_CARD = ""
"""The card of a mock interview's own rows, which are of no card."""
DAY_STARTS = timedelta(hours=4)
DAY_MS = 24 * 60 * 60 * 1000
THINKING_CAP_MS = 60_000
FURTHEST_MS = 10_000
"""By how much a row may move where two machines gave one id to different rows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log.

    id: epoch milliseconds (the store adds 1 on collision). day: the study day, computed once. offset: minutes east
    of UTC. drawn: the numbers an exercise was shown with. thinking_ms is capped at a minute. retracts: the id of
    the row that a retraction takes back.
    """

    id: int
    kind: Kind
    card: str
    day: date
    offset: int = 0
    grade: int | None = None
    proposed: int | None = None
    answer: str = ""
    drawn: Mapping[str, Any] | None = None
    thinking_ms: int = 0
    hints: int = 0
    mode: Mode = "drill"
    source: str = ""
    retracts: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "thinking_ms", min(max(self.thinking_ms, 0), THINKING_CAP_MS))


class Imported(NamedTuple):
    """A review that another program took. offset: minutes east of UTC."""

    id: int
    card: str
    day: date
    offset: int
    grade: int
    thinking_ms: int


class Row(Protocol):
    """The part of an entry that folding reads."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def card(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def grade(self) -> int | None: ...
    @property
    def mode(self) -> Mode: ...
    @property
    def retracts(self) -> int | None: ...


R = TypeVar("R", bound=Row)


def study_day(now: datetime) -> date:
    """The study day of an aware local time: it starts at 04:00 on the clock, as Anki's does."""
    return (now.replace(tzinfo=None) - DAY_STARTS).date()


def plain_entry(kind: Kind, card: str, now: datetime, mode: Mode = "drill") -> Entry:
    """A row of this moment, without particulars. now: an aware local time."""
    return Entry(int(now.timestamp() * 1000), kind, card, study_day(now), utc_offset(now), mode=mode)


def utc_offset(now: datetime) -> int:
    """Minutes east of UTC."""
    offset = now.utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 60)


def retraction(of: Entry, at_ms: int, day: date, offset: int) -> Entry:
    """The row that takes `of` back; its id comes after the one it retracts, whatever the clock says."""
    return Entry(max(at_ms, of.id + 1), "retract", of.card, day, offset, mode=of.mode, retracts=of.id)


def live(entries: Iterable[R]) -> list[R]:
    """What counts, ordered by (day, id): neither retractions nor what a live retraction takes back."""
    rows = sorted(entries, key=attrgetter("day", "id"))
    gone = retracted((row.id, row.retracts) for row in rows if row.retracts is not None)
    return [row for row in rows if row.kind != "retract" and row.id not in gone]


def retracted(retractions: Iterable[tuple[int, int]]) -> set[int]:
    """The ids taken back by (id, retracted id) pairs. A retraction can itself be retracted; ids only point back."""
    gone: set[int] = set()
    for own, target in sorted(retractions, reverse=True):
        if own not in gone:
            gone.add(target)
    return gone


def union(
    ours: Iterable[tuple[Any, ...]],
    theirs: Iterable[tuple[Any, ...]],
    imported: Callable[[tuple[Any, ...]], bool] = lambda row: False,
) -> list[tuple[Any, ...]]:
    """Two logs as one, of rows that begin with their id and end with the id they retract, if any.

    Different rows with the same id both stay: the first by what they say keeps it, the others move up by some
    milliseconds that follow from what they say, and retractions follow them. So the result depends on the rows alone,
    not on whose they are, and taking a log over twice is as once. Imported rows with the same id are one review, though
    the two sides may know its card by another name, or its day in another time zone.
    """
    placed: dict[int, tuple[Any, ...]] = {}
    moved: tuple[dict[int, int], dict[int, int]] = {}, {}
    sided = sorted(((row, side) for side, log in enumerate((ours, theirs)) for row in log), key=lambda pair: pair[0][0])
    for own, rows in groupby(sided, key=lambda pair: pair[0][0]):
        group = list(rows)
        if all(imported(row) for row, _ in group):
            one = min((row for row, _ in group), key=repr)
            group = [(one, side) for _, side in group]
        said = [((*row[1:-1], moved[side].get(row[-1], row[-1])), side) for row, side in group]
        for content, side in sorted(said, key=repr):
            at, shift = own, 1 + crc32(repr(content).encode()) % FURTHEST_MS
            while placed.get(at, content) != content or at <= (content[-1] or 0):
                at = max(at, content[-1] or 0) + shift
            placed[at] = content
            moved[side][own] = at
    return [(own, *content) for own, content in sorted(placed.items())]
