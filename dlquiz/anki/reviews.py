"""Reviews back from Anki: those of notes that were written here, found by GUID."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from dlquiz.anki.archive import EXPORT_ANEW, opened
from dlquiz.anki.kept import GUID
from dlquiz.core.log import GRADES, Entry, study_day, utc_offset
from dlquiz.errors import AnkiError

OLDEST_MS = 1_000_000_000_000
"""September 2001: no flashcard program of today was there to write this log."""
AHEAD = timedelta(days=1)
"""How far another device's clock may be ahead."""

OURS = f"substr(guid, 1, {len(GUID)}) = '{GUID}'"
OLDEST = f"substr(guid, {len(GUID) + 1})"
REVIEWS = f"""
    SELECT revlog.id, {OLDEST}, ease, time, CASE odid WHEN 0 THEN did ELSE odid END
    FROM revlog JOIN cards ON cards.id = cid JOIN notes ON notes.id = nid
    WHERE {OURS} AND ease <> 0 AND revlog.type NOT IN (4, 5) AND NOT (revlog.type = 3 AND revlog.factor = 0)
    ORDER BY revlog.id
"""
"""Without what moves no memory: manual changes (ease 0, types 4 and 5) and cramming (type 3 without a factor)."""


class Review(NamedTuple):
    """A review in Anki. id: epoch ms. oldest: the oldest id of the card."""

    id: int
    oldest: str
    ease: int
    time: int
    deck: str


class Found(NamedTuple):
    """What is in a file. notes: the oldest ids of the cards whose notes it holds; foreign: how many other notes."""

    reviews: list[Review]
    notes: list[str]
    foreign: int


def read(path: Path) -> Found:
    """The reviews of our notes in an .apkg or .colpkg. AnkiError says what is wrong with the file."""
    with opened(path) as db:
        decks = _decks(db)
        reviews = [
            Review(number, oldest, ease, time, decks.get(deck, "?"))
            for number, oldest, ease, time, deck in db.execute(REVIEWS)
        ]
        notes = [oldest for (oldest,) in db.execute(f"SELECT {OLDEST} FROM notes WHERE {OURS}")]
        (foreign,) = db.execute(f"SELECT count(*) FROM notes WHERE NOT {OURS}").fetchone()
    return Found(reviews, notes, foreign)


def returned(
    found: Found, path: Path, cards: Mapping[str, str], known: Collection[int], now: datetime
) -> list[tuple[str, Entry]]:
    """What the log does not have yet, each with its deck.

    cards: oldest id -> present id. known: ids that are in the log. AnkiError for a review that cannot have been.
    """
    latest = int((now + AHEAD).timestamp() * 1000)
    fresh = []
    for review in found.reviews:
        if not OLDEST_MS <= review.id <= latest or review.ease not in GRADES:
            raise _impossible(review, path)
        if review.id not in known and review.oldest in cards:
            fresh.append((review.deck, _entry(review, cards[review.oldest], now)))
    return fresh


def _entry(review: Review, card: str, now: datetime) -> Entry:
    at = datetime.fromtimestamp(review.id / 1000, now.tzinfo)
    return Entry(
        review.id,
        "review",
        card,
        study_day(at),
        utc_offset(at),
        grade=review.ease,
        thinking_ms=review.time,
        mode="anki",
    )


def _impossible(review: Review, path: Path) -> AnkiError:
    cause = f"a review of {review.oldest} with the answer {review.ease} at {review.id} ms cannot have been"
    return AnkiError(cause, place=str(path), remedy=f"run Tools > Check Database in Anki, then {EXPORT_ANEW}")


def _decks(db: sqlite3.Connection) -> dict[int, str]:
    """The names of decks: a table since schema 15, JSON before."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'decks'").fetchone():
        return {number: name.replace("\x1f", "::") for number, name in db.execute("SELECT id, name FROM decks")}
    (decks,) = db.execute("SELECT decks FROM col").fetchone()
    return {int(number): deck["name"] for number, deck in json.loads(decks).items()}
