"""Reviews back from Anki: those of notes that were written here, found by GUID."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from dlquiz.anki.archive import EXPORT_ANEW, opened
from dlquiz.anki.kept import GUID
from dlquiz.core.log import GRADES, Imported, study_day, utc_offset
from dlquiz.core.text import sanitise
from dlquiz.errors import AnkiError

OLDEST_MS = 1_000_000_000_000
"""September 2001: no flashcard program of today was there to write this log."""
QUARTER_MS = 15 * 60 * 1000
AHEAD = timedelta(days=1)
"""How far another device's clock may be ahead."""

Local = Callable[[float], datetime]

OURS = f"substr(guid, 1, {len(GUID)}) = '{GUID}'"
OLDEST = f"substr(guid, {len(GUID) + 1})"
CARDS = f"""
    SELECT cards.id, {OLDEST}, CASE odid WHEN 0 THEN did ELSE odid END
    FROM cards JOIN notes ON notes.id = nid WHERE {OURS} AND ord = 0
"""
"""Our notes have one card each; others come from card templates that were added in Anki."""
REVIEWS = """
    SELECT id, cid, ease, time FROM revlog
    WHERE ease <> 0 AND type NOT IN (4, 5) AND NOT (type = 3 AND factor = 0) ORDER BY id
"""
"""Without what moves no memory: manual changes (ease 0, types 4 and 5) and cramming (type 3 without a factor)."""


class Review(NamedTuple):
    """A review in Anki. id: epoch ms."""

    id: int
    card: int
    ease: int
    time: int


class AnkiCard(NamedTuple):
    """A card in Anki. oldest: its oldest id here. deck: the name of its deck there."""

    oldest: str
    deck: str


class Found(NamedTuple):
    """What is in a file. notes: the oldest ids of the cards whose notes it holds; foreign: how many other notes."""

    reviews: list[Review]
    cards: dict[int, AnkiCard]
    notes: list[str]
    foreign: int


def read(path: Path) -> Found:
    """The reviews of our notes in an .apkg or .colpkg. AnkiError says what is wrong with the file."""
    with opened(path) as db:
        decks = _decks(db, path)
        cards = {card: AnkiCard(oldest, decks.get(deck, "?")) for card, oldest, deck in db.execute(CARDS)}
        reviews = [review for review in map(Review._make, db.execute(REVIEWS)) if review.card in cards]
        notes = [oldest for (oldest,) in db.execute(f"SELECT {OLDEST} FROM notes WHERE {OURS}")]
        (foreign,) = db.execute(f"SELECT count(*) FROM notes WHERE NOT {OURS}").fetchone()
    return Found(reviews, cards, notes, foreign)


def returned(
    found: Found, path: Path, cards: Mapping[str, str], known: Collection[int], now: datetime, local: Local
) -> list[tuple[str, Imported]]:
    """What the log does not have yet, each with its deck.

    cards: oldest id -> present id. known: ids that are in the log. local: epoch seconds -> local time. AnkiError for a
    review that cannot have been.
    """
    latest = int((now + AHEAD).timestamp() * 1000)
    day_of = _days(local)
    fresh = []
    for number, card, ease, time in found.reviews:
        oldest, deck = found.cards[card]
        whole = type(number) is type(ease) is type(time) is int
        if not whole or not OLDEST_MS <= number <= latest or ease not in GRADES:
            raise _impossible(number, oldest, ease, path)
        if number not in known and oldest in cards:
            day, offset = day_of(number // QUARTER_MS)
            fresh.append((deck, Imported(number, cards[oldest], day, offset, ease, time)))
    return fresh


def _days(local: Local) -> Callable[[int], tuple[date, int]]:
    """The study day and the offset of a quarter of an hour: no zone changes, and no day begins, in between."""

    @cache
    def day_of(quarter: int) -> tuple[date, int]:
        at = local(quarter * QUARTER_MS / 1000)
        return study_day(at), utc_offset(at)

    return day_of


def _impossible(number: int, oldest: str, ease: int, path: Path) -> AnkiError:
    cause = f"a review of {oldest!r} with the answer {ease!r} at {number!r} ms cannot have been"
    return AnkiError(cause, place=str(path), remedy=f"run Tools > Check Database in Anki, then {EXPORT_ANEW}")


def _decks(db: sqlite3.Connection, path: Path) -> dict[int, str]:
    """The names of decks: a table since schema 15, JSON before."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'decks'").fetchone():
        named = db.execute("SELECT id, name FROM decks").fetchall()
        return {number: sanitise(str(name).replace("\x1f", "::")) for number, name in named}
    (decks,) = db.execute("SELECT decks FROM col").fetchone()
    try:
        return {int(number): sanitise(deck["name"]) for number, deck in json.loads(decks).items()}
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise AnkiError("its decks cannot be read", place=str(path), remedy=EXPORT_ANEW) from error
