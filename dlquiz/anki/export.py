"""Questions, memories and the log -> one package."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar

from dlquiz import __version__
from dlquiz.anki.kept import Kept, Made, Shown
from dlquiz.anki.notes import Workshop, note
from dlquiz.anki.package import Head, Row, written
from dlquiz.anki.schedule import Calendar, LogRow, Schedule, history, new, schedule
from dlquiz.core.memory import Scheduling, State
from dlquiz.core.questions import Question, cards, question_id
from dlquiz.errors import DemoError

BATCH = 500
T = TypeVar("T")


class Source(Protocol):
    """A question that need not be read if it is what it was. line: it says all of it."""

    @property
    def id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def line(self) -> str: ...
    def question(self) -> Question: ...


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of the cards, by oldest id. extents: their rows in the log, and the sum of the rows' ids."""

    scheduling: Scheduling
    states: Mapping[str, State]
    extents: Mapping[str, tuple[int, int]]
    logs: Callable[[Collection[str]], Iterable[tuple[str, Sequence[LogRow]]]]


@dataclass(frozen=True, slots=True)
class Deck:
    """What goes into the package. order: card -> its place among new cards; oldest: of the renamed cards."""

    sources: Iterable[Source]
    order: Mapping[str, int]
    oldest: Mapping[str, str]
    lang: Shown
    progress: Progress | None


class Exported(NamedTuple):
    """What a package holds. notices: a line for each card that could not be made, or that Anki will not take."""

    cards: int
    reviews: int
    decks: int
    pictures: int
    notices: list[str]


def export(target: Path, deck: Deck, workshop: Workshop, kept: Kept, now: datetime) -> Exported:
    """Write a package with a note for each card. AnkiError if it cannot be written; the old file then stays."""
    calendar, at_ms = Calendar.of(now), int(now.timestamp() * 1000)
    scheduling = deck.progress.scheduling if deck.progress else None
    notices: list[str] = []
    with written(target, Head(calendar, scheduling, at_ms), kept) as package:
        with kept.changing():
            topics = _make_notes(deck, workshop, kept, at_ms // 1000, notices)
            if deck.progress:
                _make_histories(deck.progress, kept)
            package.fill(_rows(deck, topics, kept, calendar), deck.lang)
        pictures = package.finish()
        return Exported(
            package.count("cards"), package.count("revlog WHERE ease > 0"), package.decks, pictures, notices
        )


def _make_notes(deck: Deck, workshop: Workshop, kept: Kept, now: int, notices: list[str]) -> dict[str, str]:
    """Bring the kept notes up to date; gives each question's topic."""
    known, topics = kept.questions(), dict[str, str]()
    renamed = {question_id(card): "" for card in deck.oldest}
    for card, oldest in sorted(deck.oldest.items()):
        renamed[question_id(card)] += f"{card} {oldest} "
    for sources in _batches(deck.sources):
        made_of, made = dict[str, str](), list[Made]()
        for source in sources:
            topics[source.id] = source.topic
            digest = _digest(__version__, source.line, renamed.get(source.id, ""), str(workshop.draw is not None))
            if known.get(source.id) != digest:
                failed = len(notices)
                made += _notes(source.question(), deck.oldest, workshop, notices)
                made_of[source.id] = digest if len(notices) == failed else ""
        notices += _of_another_kind(made, kept)
        kept.put(made_of, made, now)
    return topics


def _notes(question: Question, oldest: Mapping[str, str], workshop: Workshop, notices: list[str]) -> Iterator[Made]:
    for card in cards(question):
        name = oldest.get(card.id, card.id)
        try:
            yield Made(card.id, name, note(card, name, workshop))
        except DemoError as error:
            notices.append(f"left out: {card.id}: {error}")


def _of_another_kind(made: Sequence[Made], kept: Kept) -> Iterator[str]:
    """A note's type is settled in Anki when the note arrives; it takes no other of the same GUID."""
    before = kept.kinds(oldest for _, oldest, _ in made)
    for card, oldest, note_ in made:
        if (kind := before.get(oldest, note_.kind)) != note_.kind:
            remedy = "delete its note there first, or give the check a new id"
            yield f"{card}: its kind is {note_.kind} now, but Anki keeps the {kind}; {remedy}"


def _make_histories(progress: Progress, kept: Kept) -> None:
    """Bring the kept review logs up to date with the log."""
    known, scheduled = kept.histories(), _digest(__version__, repr(progress.scheduling))
    made_of = dict.fromkeys(known, "")  # of a card that is no longer in the log nothing is kept
    made_of |= {oldest: f"{scheduled} {rows} {total}" for oldest, (rows, total) in progress.extents.items()}
    for stale in _batches(oldest for oldest in made_of if known.get(oldest) != made_of[oldest]):
        logs = progress.logs(stale)
        reviews = [review for oldest, rows in logs for review in history(rows, progress.scheduling, oldest)]
        kept.put_histories({oldest: made_of[oldest] for oldest in stale}, reviews)


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    """Some at a time: to make many things and then to write many is quicker than by turns, and memory stays small."""
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch


def _rows(deck: Deck, topics: Mapping[str, str], kept: Kept, calendar: Calendar) -> Iterator[Row]:
    answered = kept.last_reviews()
    for number, oldest, card, question in kept.cards():
        if question in topics:
            place = deck.order.get(card, 0)
            scheduled = _schedule(oldest, place, answered.get(oldest, 0), deck.progress, calendar)
            yield Row(number, topics[question], scheduled)


def _schedule(oldest: str, place: int, last_ms: int, progress: Progress | None, calendar: Calendar) -> Schedule:
    state = progress.states.get(oldest) if progress else None
    if progress is None or state is None:
        return new(place)
    return schedule(state, place, last_ms, progress.scheduling, calendar)


def _digest(*texts: str) -> str:
    return blake2b("\0".join(texts).encode(), digest_size=12).hexdigest()
