"""Questions, memories and the log -> one package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Literal, NamedTuple

from dlquiz import __version__
from dlquiz.anki.kept import Kept
from dlquiz.anki.notes import Note, Workshop, note
from dlquiz.anki.notetypes import SPARE
from dlquiz.anki.package import Head, written
from dlquiz.anki.schedule import Calendar, Logged, Schedule, history, new, schedule
from dlquiz.core.log import Entry
from dlquiz.core.memory import Scheduling, State
from dlquiz.core.questions import Card, Lang, Question, cards
from dlquiz.errors import DemoError

Shown = Lang | Literal["both"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of the cards, by oldest id. lengths: how much of the log is theirs (rows, number of the last)."""

    scheduling: Scheduling
    states: Mapping[str, State]
    lengths: Mapping[str, tuple[int, int]]
    entries: Callable[[str], Iterable[Entry]]


@dataclass(frozen=True, slots=True)
class Deck:
    """What goes into the package. order: card -> its place among new cards; oldest: of the renamed cards."""

    questions: Iterable[Question]
    order: Mapping[str, int]
    oldest: Mapping[str, str]
    lang: Shown
    progress: Progress | None


@dataclass(slots=True)
class Exported:
    """What a package holds. left_out: one line for each card that could not be made."""

    notes: int = 0
    reviews: int = 0
    topics: set[str] = field(default_factory=set)
    media: dict[str, bytes] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


class Made(NamedTuple):
    """A card, what it has always been called, and its note."""

    card: Card
    oldest: str
    note: Note


def export(target: Path, deck: Deck, workshop: Workshop, kept: Kept, now: datetime) -> Exported:
    """Write a package with a note for each card. AnkiError if it cannot be written; the old file then stays."""
    calendar, at_ms = Calendar.of(now), int(now.timestamp() * 1000)
    scheduling = deck.progress.scheduling if deck.progress else None
    exported = Exported()
    with written(target, Head(calendar, scheduling, at_ms)) as package:
        for made in _notes(deck, workshop, kept, exported):
            reviews = _history(made.oldest, deck.progress, kept) if deck.progress else []
            schedule = _schedule(made, deck, reviews, calendar)
            fields = (made.card.id, _lang(deck.lang, made.note.langs), *made.note.parts, *("" for _ in SPARE))
            changed_at = kept.changed_at(made.oldest, _digest(*fields, *made.note.tags), at_ms // 1000)
            package.add(made.oldest, made.card, fields, made.note.tags, changed_at, schedule, reviews)
            exported.notes += 1
            exported.reviews += len(reviews)
            exported.topics.add(made.card.question.topic)
            exported.media.update(made.note.media)
        package.finish(exported.media)
    kept.keep()
    return exported


def _notes(deck: Deck, workshop: Workshop, kept: Kept, exported: Exported) -> Iterator[Made]:
    """A note for each card: the kept one, where its question is still what it was."""
    for question in deck.questions:
        made_of = _digest(__version__, repr(question), str(workshop.draw is not None))
        for card in cards(question):
            oldest = deck.oldest.get(card.id, card.id)
            rendered = kept.note(oldest)
            if rendered and rendered.made_of == made_of:
                yield Made(card, oldest, rendered.note)
                continue
            try:
                made = note(card, oldest, workshop)
            except DemoError as error:
                exported.left_out.append(f"{card.id}: {error}")
                continue
            kept.put_note(oldest, made_of, made)
            yield Made(card, oldest, made)


def _history(oldest: str, progress: Progress, kept: Kept) -> list[Logged]:
    """The card's review log: the kept one, where nothing was added to it."""
    if oldest not in progress.lengths:
        return []
    made_of = _digest(__version__, repr(progress.scheduling), repr(progress.lengths[oldest]))
    rows = kept.history(oldest, made_of)
    if rows is None:
        rows = list(history(progress.entries(oldest), progress.scheduling, oldest))
        kept.put_history(oldest, made_of, rows)
    return rows


def _schedule(made: Made, deck: Deck, reviews: list[Logged], calendar: Calendar) -> Schedule:
    position = deck.order.get(made.card.id, 0)
    if deck.progress is None:
        return new(position)
    state = deck.progress.states.get(made.oldest) or State(made.oldest)
    last = reviews[-1].id if reviews else 0
    return schedule(state, position, last, deck.progress.scheduling, calendar)


def _lang(wanted: Shown, langs: tuple[Lang, ...]) -> Shown:
    """What is shown of a note: the language that is wanted, as far as the note has it."""
    if wanted == "both":
        return "both" if len(langs) > 1 else langs[0]
    return wanted if wanted in langs else langs[0]


def _digest(*texts: str) -> str:
    return blake2b("\0".join(texts).encode(), digest_size=12).hexdigest()
