"""Copies of reviews.db: one a day kept by itself, and others to be given or taken over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dlquiz.core.memory import Scheduling
from dlquiz.errors import StoreError
from dlquiz.store.connection import connect, explaining
from dlquiz.store.reviews import Reviews
from dlquiz.store.schema import damage

NEWEST = 7
NAME = "reviews-{day}.db"
DAY = "[0-9]" * 4 + "-" + "[0-9]" * 2 + "-" + "[0-9]" * 2


def folder(database: Path) -> Path:
    """Where the backups of a database are."""
    return database.parent / "backups"


def newest(backup: Path) -> int:
    """The highest id in a backup's log."""
    with closing(connect(backup, "NORMAL", read_only=True)) as db:
        highest: int = db.execute("SELECT coalesce(max(id), 0) FROM log").fetchone()[0]
    return highest


def length(backup: Path) -> int:
    """How many rows a backup's log has."""
    with closing(connect(backup, "NORMAL", read_only=True)) as db:
        rows: int = db.execute("SELECT count(*) FROM log").fetchone()[0]
    return rows


def take_over(reviews: Reviews, backup: Path) -> int:
    """Add the rows of a backup to a log; how many were new."""
    with readable(backup) as copy:
        return reviews.merge(copy)


def keep(reviews: Reviews, day: date) -> Path | None:
    """The day's copy, if there is none yet and anything to copy; older ones are thinned out."""
    place = folder(reviews.path)
    target = place / NAME.format(day=day)
    if target.exists() or not reviews.newest():
        return None
    write(reviews, target)
    for old in superfluous(sorted(place.glob(NAME.format(day=DAY)))):
        old.unlink()
    return target


def write(reviews: Reviews, target: Path) -> None:
    """A copy that is there whole or not at all. StoreError where it cannot be written."""
    with explaining(target, "give another place"):
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target.parent, prefix=".backup-") as beside:
            copied = Path(beside) / "reviews.db"
            reviews.copy(copied)
            copied.replace(target)


def superfluous(kept: Sequence[Path]) -> list[Path]:
    """Which of these copies, oldest first, may go: all but the newest seven and the first of each month."""
    firsts: dict[str, Path] = {}
    for path in kept:
        firsts.setdefault(path.stem[:-3], path)
    return [path for path in kept[:-NEWEST] if path not in firsts.values()]


@contextmanager
def readable(path: Path) -> Iterator[Path]:
    """A sound copy of a backup in this program's version; the file itself is left alone.

    StoreError for a file that is missing, no log of dlquiz's, damaged, or of a newer version.
    """
    with TemporaryDirectory(prefix="dlquiz-") as folder:
        copied = Path(folder) / "reviews.db"
        with explaining(path, "use another backup"):
            if not path.is_file():
                raise StoreError("there is no such file", place=str(path), remedy="give the path of a backup")
            with closing(connect(path, "NORMAL", read_only=True)) as source, closing(sqlite3.connect(copied)) as target:
                source.backup(target)
                known = target.execute("SELECT 1 FROM sqlite_master WHERE name = 'log'").fetchone()
                (version,) = target.execute("PRAGMA user_version").fetchone()
        if not known or not version:
            raise StoreError(
                "this is no backup of dlquiz", place=str(path), remedy="give a file that dlquiz backup made"
            )
        try:
            Reviews.open(copied, Scheduling()).close()
        except StoreError as error:
            raise StoreError(error.cause, place=str(path), remedy=error.remedy) from None
        if damage(copied):
            raise StoreError("the backup is damaged", place=str(path), remedy="use another one")
        yield copied
