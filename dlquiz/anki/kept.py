"""anki.db: what earlier exports made. Notes and review logs are made anew only where something changed, and a note's
time of change moves only with the note. The file can be deleted at any time: Anki then merely updates every note.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import NamedTuple, Self

from dlquiz.anki.notes import Note
from dlquiz.anki.schedule import Logged

VERSION = 1
TABLES = """
CREATE TABLE notes (card TEXT PRIMARY KEY, made_of TEXT NOT NULL, kind TEXT NOT NULL, parts TEXT NOT NULL,
    tags TEXT NOT NULL, media TEXT NOT NULL) STRICT;
CREATE TABLE changes (card TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE media (name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE histories (card TEXT PRIMARY KEY, made_of TEXT NOT NULL, rows TEXT NOT NULL) STRICT;
"""
BETWEEN = "\x1f"


class Rendered(NamedTuple):
    """A kept note, and what it was made of."""

    made_of: str
    note: Note


class Kept:
    """What exports remember, by each card's oldest id. Nothing is written before `keep`."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path, self._db = path, db

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or create; a file that cannot be used is replaced by an empty one."""
        try:
            return cls._opened(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            path.unlink(missing_ok=True)
            return cls._opened(path)

    @classmethod
    def _opened(cls, path: Path) -> Self:
        db = sqlite3.connect(path, timeout=10, isolation_level=None)
        try:
            db.execute("BEGIN IMMEDIATE")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version != VERSION:
                for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    db.execute(f'DROP TABLE "{table}"')
                for statement in filter(str.strip, TABLES.split(";")):
                    db.execute(statement)
                db.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            db.close()
            raise
        return cls(path, db)

    def close(self) -> None:
        """Forget what was not kept."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def keep(self) -> None:
        """Write down what was put."""
        self._db.execute("COMMIT")

    def note(self, card: str) -> Rendered | None:
        """The note as it was last made, with its pictures."""
        row = self._db.execute("SELECT made_of, kind, parts, tags, media FROM notes WHERE card = ?", [card]).fetchone()
        if row is None:
            return None
        made_of, kind, parts, tags, media = row
        contents = {name: self._media(name) for name in media.split()}
        return Rendered(made_of, Note(kind, tuple(parts.split(BETWEEN)), tuple(tags.split()), contents))

    def put_note(self, card: str, made_of: str, note: Note) -> None:
        """Remember a note."""
        self._db.executemany("INSERT OR IGNORE INTO media VALUES (?, ?)", note.media.items())
        self._db.execute(
            "INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?, ?)",
            [card, made_of, note.kind, BETWEEN.join(note.parts), " ".join(note.tags), " ".join(note.media)],
        )

    def changed_at(self, card: str, digest: str, now: int) -> int:
        """When the note became what it is (epoch seconds): now, unless it already was."""
        row = self._db.execute("SELECT at FROM changes WHERE card = ? AND digest = ?", [card, digest]).fetchone()
        if row is None:
            self._db.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, ?)", [card, digest, now])
        return int(row[0]) if row else now

    def history(self, card: str, made_of: str) -> list[Logged] | None:
        """The review log made of this much of a card's log."""
        row = self._db.execute("SELECT rows FROM histories WHERE card = ? AND made_of = ?", [card, made_of]).fetchone()
        return [Logged(*logged) for logged in json.loads(row[0])] if row else None

    def put_history(self, card: str, made_of: str, rows: list[Logged]) -> None:
        """Remember a review log."""
        packed = json.dumps(rows, separators=(",", ":"))
        self._db.execute("INSERT OR REPLACE INTO histories VALUES (?, ?, ?)", [card, made_of, packed])

    def _media(self, name: str) -> bytes:
        content: bytes = self._db.execute("SELECT content FROM media WHERE name = ?", [name]).fetchone()[0]
        return content
