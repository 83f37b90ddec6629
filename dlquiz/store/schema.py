"""Which version of its tables a database has, and bringing it up to date."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from dlquiz.errors import StoreError
from dlquiz.store.connection import Kind, transaction

VERSIONS: dict[Kind, int] = {"reviews": 2, "catalogue": 1}
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
