"""Which version of its tables a database has, and bringing it up to date."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from dlquiz.errors import StoreError
from dlquiz.store.connection import Kind, connect, explained, explaining, transaction

VERSIONS: dict[Kind, int] = {"reviews": 3, "catalogue": 2}
"""The number of migrations of each database; kept in its user_version."""


def prepare(db: sqlite3.Connection, kind: Kind, path: Path, read_only: bool = False) -> None:
    """Create or migrate the tables; StoreError if a newer program has written them."""
    version = _version(db)
    if version > VERSIONS[kind]:
        raise StoreError("a newer dlquiz has written this database", place=str(path), remedy="update dlquiz")
    if version < VERSIONS[kind]:
        if read_only:
            raise StoreError("the database has yet to be brought up to date", place=str(path), remedy="run dlquiz once")
        _migrate(db, kind)
    if not read_only and db.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        with suppress(sqlite3.OperationalError):  # another first run is at it; whoever opens next tries again
            db.execute("PRAGMA journal_mode = WAL")


def damage(path: Path) -> list[str]:
    """What SQLite finds wrong with a file; nothing if all is well or there is none. StoreError if unreadable."""
    if not path.exists():
        return []
    with explaining(path, ""):
        try:
            with closing(connect(path, "NORMAL", read_only=True)) as db:
                said = "\n".join(row[0] for row in db.execute("PRAGMA integrity_check")).split("\n")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            return [explained(error, path, "").cause]
    found = [line for line in said if line != "ok" and not line.startswith("***")]
    return [f"the database is damaged ({line})" for line in found]


def odd(path: Path, kind: Kind) -> list[str]:
    """The tables, indexes and triggers that are missing from a sound database of this version, or not as made here."""
    if not path.exists():
        return []
    with explaining(path, ""), closing(connect(path, "NORMAL", read_only=True)) as db:
        version, made = _version(db), _made(db)
    if version != VERSIONS[kind]:
        return []
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        _migrate(db, kind)
        return sorted(name for name, sql in _made(db).items() if made.get(name) != sql)


def _made(db: sqlite3.Connection) -> dict[str, str]:
    """The statement behind each table, index and trigger, apart from what SQLite and sqlite-utils keep beside them."""
    return dict(
        db.execute(
            "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> '_sqlite_migrations'"
            " AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
        )
    )


def _migrate(db: sqlite3.Connection, kind: Kind) -> None:
    from sqlite_utils import Database

    from dlquiz.store.migrations import MIGRATIONS

    with transaction(db):
        if _version(db) < VERSIONS[kind]:
            MIGRATIONS[kind].apply(Database(db, recursive_triggers=False))
            db.execute(f"PRAGMA user_version = {VERSIONS[kind]}")


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version
