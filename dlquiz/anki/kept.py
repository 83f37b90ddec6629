"""anki.db: notes and review logs as packages hold them, made anew only where something changed.

A note's time of change moves only with the note. The file can be deleted at any time: Anki then updates every note.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b, sha1
from pathlib import Path
from typing import Literal, NamedTuple, Self

from dlquiz.anki.notes import Note
from dlquiz.anki.notetypes import IDS, KINDS
from dlquiz.anki.schedule import Logged
from dlquiz.core.questions import LANGS, Kind, Lang, question_id
from dlquiz.errors import AnkiError

VERSION = 1
EARLIEST = 1_400_000_000_000
"""Ids of notes and cards are made from their GUIDs, in the two years after this moment (epoch ms)."""
GUID = "dlquiz:"
BETWEEN = "\x1f"
TABLES = """
CREATE TABLE notes (oldest TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, question TEXT NOT NULL,
    card TEXT NOT NULL, checksum INTEGER NOT NULL, notetype INTEGER NOT NULL, langs TEXT NOT NULL,
    shown TEXT NOT NULL, parts TEXT NOT NULL, tags TEXT NOT NULL, changed INTEGER NOT NULL) STRICT;
CREATE INDEX notes_question ON notes (question);
CREATE TABLE questions (id TEXT PRIMARY KEY, made_of TEXT NOT NULL) STRICT;
CREATE TABLE media (question TEXT NOT NULL, name TEXT NOT NULL, content BLOB NOT NULL,
    PRIMARY KEY (question, name)) STRICT;
CREATE TABLE histories (oldest TEXT PRIMARY KEY, made_of TEXT NOT NULL) STRICT;
CREATE TABLE reviews (oldest TEXT NOT NULL, id INTEGER NOT NULL, ease INTEGER NOT NULL, ivl INTEGER NOT NULL,
    last_ivl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL, type INTEGER NOT NULL,
    PRIMARY KEY (oldest, id)) STRICT, WITHOUT ROWID;
"""
LISTED = "(SELECT value FROM json_each(?))"
PUT = """
INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
SET (question, card, checksum, notetype, langs, shown, parts, tags, changed) = (excluded.question, excluded.card,
    excluded.checksum, excluded.notetype, excluded.langs, '', excluded.parts, excluded.tags, excluded.changed)
WHERE (card, notetype, parts, tags) IS NOT (excluded.card, excluded.notetype, excluded.parts, excluded.tags)
"""

Shown = Lang | Literal["both"]


class Made(NamedTuple):
    """A card's present id, its oldest, and its note."""

    card: str
    oldest: str
    note: Note


class Kept:
    """Notes and review logs by each card's oldest id. Nothing is kept of a `with changing()` that fails."""

    PATIENCE = 10.0
    """Seconds to wait for another export."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path, self.db = path, db

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or create; a file that is no database is replaced by an empty one. AnkiError if that cannot be."""
        try:
            return cls._opened(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise unusable(error, path) from error
            path.unlink(missing_ok=True)
            return cls._opened(path)

    @classmethod
    def _opened(cls, path: Path) -> Self:
        db = sqlite3.connect(path, timeout=cls.PATIENCE, isolation_level=None)
        kept = cls(path, db)
        try:
            with kept.changing():
                if db.execute("PRAGMA user_version").fetchone() != (VERSION,):
                    kept._begin_anew()
        except BaseException:
            db.close()
            raise
        return kept

    def _begin_anew(self) -> None:
        for (table,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            self.db.execute(f'DROP TABLE "{table}"')
        for statement in filter(str.strip, TABLES.split(";")):
            self.db.execute(statement)
        self.db.execute(f"PRAGMA user_version = {VERSION}")

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """All or nothing."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    # notes

    def questions(self) -> dict[str, str]:
        """What the notes of each question were made of."""
        return dict(self.db.execute("SELECT id, made_of FROM questions"))

    def kinds(self, oldest: Iterable[str]) -> dict[str, Kind]:
        """Which kinds the kept notes of these cards are of."""
        listed = json.dumps(list(oldest))
        rows = self.db.execute(f"SELECT oldest, notetype FROM notes WHERE oldest IN {LISTED}", [listed])
        return {card: KINDS[notetype] for card, notetype in rows}

    def put(self, made_of: Mapping[str, str], notes: Sequence[Made], now: int) -> None:
        """Keep the notes of questions; those that are as they were keep their time of change.

        made_of: what each question's notes were made of; now: epoch seconds. A question whose notes are another's now
        is forgotten: if it comes back, so do they.
        """
        questions, wanted = json.dumps(list(made_of)), json.dumps([made.oldest for made in notes])
        pictures = ((question_id(made.card), *picture) for made in notes for picture in made.note.media.items())
        self.db.execute(
            f"DELETE FROM questions WHERE id IN (SELECT question FROM notes WHERE oldest IN {LISTED})", [wanted]
        )
        self.db.executemany("INSERT OR REPLACE INTO questions VALUES (?, ?)", made_of.items())
        self.db.execute(f"DELETE FROM notes WHERE question IN {LISTED} AND oldest NOT IN {LISTED}", [questions, wanted])
        taken = dict(self.db.execute("SELECT number, oldest FROM notes"))
        self.db.executemany(PUT, [_row(made, _number(made.oldest, taken), now) for made in notes])
        self.db.execute(f"DELETE FROM media WHERE question IN {LISTED}", [questions])
        self.db.executemany("INSERT OR IGNORE INTO media VALUES (?, ?, ?)", pictures)

    def show(self, wanted: Shown, numbers: str, now: int) -> None:
        """Set the language some notes show: the one wanted, as far as a note has it. numbers: a query for which."""
        self.db.execute(
            "UPDATE notes SET shown = wanted, changed = CASE shown WHEN '' THEN changed ELSE :now END FROM"
            " (SELECT number AS same, CASE WHEN langs = :both THEN :wanted ELSE langs END AS wanted FROM notes)"
            f" WHERE number = same AND shown <> wanted AND number IN ({numbers})",
            {"both": " ".join(LANGS), "wanted": wanted, "now": now},
        )

    def cards(self) -> list[tuple[int, str, str, str]]:
        """Every note's number, oldest id, present id and question."""
        return self.db.execute("SELECT number, oldest, card, question FROM notes ORDER BY number").fetchall()

    def media(self, numbers: str) -> dict[str, bytes]:
        """The pictures of some notes. numbers: a query for which."""
        return dict(
            self.db.execute(
                "SELECT name, content FROM media WHERE question IN"
                f" (SELECT question FROM notes WHERE number IN ({numbers}))"
            )
        )

    # review logs

    def histories(self) -> dict[str, str]:
        """What the review log of each card was made of."""
        return dict(self.db.execute("SELECT oldest, made_of FROM histories"))

    def last_reviews(self) -> dict[str, int]:
        """When each card was last answered (epoch ms)."""
        return dict(self.db.execute("SELECT oldest, max(id) FROM reviews WHERE ease > 0 GROUP BY oldest"))

    def put_histories(self, made_of: Mapping[str, str], reviews: Sequence[Logged]) -> None:
        """Keep the review logs of cards, by oldest id. made_of: what each of them was made of."""
        self.db.executemany("INSERT OR REPLACE INTO histories VALUES (?, ?)", made_of.items())
        self.db.execute(f"DELETE FROM reviews WHERE oldest IN {LISTED}", [json.dumps(list(made_of))])
        self.db.executemany("INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?)", reviews)


def unusable(error: sqlite3.DatabaseError, path: Path) -> AnkiError:
    """What is wrong with the file."""
    if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        return AnkiError("another export is at work", place=str(path), remedy="wait until it has ended")
    remedy = "make room and let it be written, or delete it: the next export makes it anew"
    return AnkiError(f"cannot be used: {error}", place=str(path), remedy=remedy)


def _row(made: Made, number: int, now: int) -> tuple[object, ...]:
    """A row of the table `notes`."""
    card, oldest, note = made
    checksum = int(sha1(card.encode(), usedforsecurity=False).hexdigest()[:8], 16)
    content = " ".join(note.langs), "", BETWEEN.join(note.parts), f" {' '.join(note.tags)} "
    return oldest, number, question_id(card), card, checksum, IDS[note.kind], *content, now


def _number(oldest: str, taken: dict[int, str]) -> int:
    """The id of a note: from its GUID, or the next one that is free. taken: whose id a number is."""
    guid = (GUID + oldest).encode()
    number = EARLIEST + int.from_bytes(blake2b(guid, digest_size=8).digest()) % 2**36
    while taken.setdefault(number, oldest) != oldest:
        number += 1
    return number
