"""A damaged reviews.db made whole: its newest sound backup, and what can still be read of it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dlquiz.core.memory import Scheduling
from dlquiz.errors import StoreError
from dlquiz.store import backup as backups
from dlquiz.store.connection import connect, explaining, transaction
from dlquiz.store.reviews import Reviews
from dlquiz.store.rows import LOG

TABLES = {"log": LOG, "fits": "id, day, parameters, retracts"}


def sound_backup(path: Path, more_than: int = -1) -> Path | None:
    """The newest backup of a database that can be taken over and has more rows of the log than that."""
    for backup in sorted(backups.folder(path).glob("*.db"), key=lambda each: each.stat().st_mtime, reverse=True):
        with suppress(StoreError, sqlite3.Error):
            if backups.length(backup) > more_than:
                with backups.readable(backup):
                    return backup
    return None


def legible(path: Path) -> bool:
    """Whether any row of the log can still be read."""
    return next(_rows(path, "log"), None) is not None


def mend(path: Path, backup: Path | None) -> None:
    """Put a backup with all that can still be read of the old file in its place; that one is moved aside."""
    with explaining(path, ""), TemporaryDirectory(dir=path.parent, prefix=".mending-") as beside:
        read, whole = Path(beside) / "read.db", Path(beside) / "reviews.db"
        _take(path, read)
        if backup:
            shutil.copyfile(backup, whole)
        with Reviews.open(whole, Scheduling()) as reviews:
            reviews.merge(read)
        aside = next(
            place for number in range(1, 1000) if not (place := path.with_name(f"reviews-damaged-{number}.db")).exists()
        )
        for ending in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
        whole.replace(path)


def _take(path: Path, read: Path) -> None:
    """A sound log of the rows that can be read of a damaged one; what no log may hold is left out."""
    Reviews.open(read, Scheduling()).close()
    with closing(connect(read, "NORMAL")) as db, transaction(db):
        for table, columns in TABLES.items():
            row = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({', '.join('?' * len(columns.split(',')))})"
            for values in _rows(path, table):
                with suppress(sqlite3.IntegrityError):
                    db.execute(row, values)


def _rows(path: Path, table: str) -> Iterator[tuple[Any, ...]]:
    """The rows from the first up to the damage, and from the last back to it."""
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError), closing(connect(path, "NORMAL", read_only=True)) as db:
            yield from db.execute(f"SELECT {TABLES[table]} FROM {table} ORDER BY rowid {order}")
            return
