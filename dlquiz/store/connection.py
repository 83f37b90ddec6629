"""Opening a database, and saying what went wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import update_wrapper
from pathlib import Path
from typing import Concatenate, Literal, ParamSpec, Protocol, TypeVar

from dlquiz.errors import StoreError

Kind = Literal["reviews", "catalogue"]
"""Which of the two databases."""

BUSY_SECONDS = 10.0
OLDEST_SQLITE = (3, 37)
"""STRICT tables came with it."""

EXPLAINED: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_NOTADB: ("this is no database", ""),
    sqlite3.SQLITE_CORRUPT: ("the database is damaged", ""),
    sqlite3.SQLITE_READONLY: ("the database cannot be written", "make the file and its folder writable"),
    sqlite3.SQLITE_CANTOPEN: ("the database cannot be opened", "make the file and its folder readable and writable"),
    sqlite3.SQLITE_PERM: ("the database cannot be opened", "make the file and its folder readable and writable"),
    sqlite3.SQLITE_FULL: ("the disk is full", "make room; nothing already answered is lost"),
    sqlite3.SQLITE_IOERR: ("the disk cannot be read or written", "check the disk, then restore a backup"),
    sqlite3.SQLITE_BUSY: ("another program keeps the database locked", "close that program and try again"),
    sqlite3.SQLITE_LOCKED: ("another program keeps the database locked", "close that program and try again"),
}

P = ParamSpec("P")
T = TypeVar("T")


class Store(Protocol):
    """What an error message needs to know: the file, and what helps if it is damaged."""

    @property
    def path(self) -> Path: ...
    @property
    def if_damaged(self) -> str: ...


S = TypeVar("S", bound=Store)


def explained(error: Exception, path: Path, if_damaged: str) -> StoreError:
    """A StoreError with place, cause and remedy for what sqlite3 or the file system said."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, PermissionError):
        code = sqlite3.SQLITE_CANTOPEN
    other = (error.strerror or str(error), "") if isinstance(error, OSError) else (str(error), "run dlquiz doctor")
    cause, remedy = EXPLAINED.get(code, other)
    return StoreError(cause, place=str(path), remedy=remedy or if_damaged)


@contextmanager
def explaining(path: Path, if_damaged: str) -> Iterator[None]:
    """Turns errors of sqlite3 and the file system into StoreError."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise explained(error, path, if_damaged) from error


def guarded(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """A method whose sqlite3 errors become StoreError."""

    def call(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(self, *args, **kwargs)
        except sqlite3.Error as error:
            raise explained(error, self.path, self.if_damaged) from error

    update_wrapper(call, method)
    return call


def connect(path: Path, synchronous: Literal["FULL", "NORMAL"], read_only: bool = False) -> sqlite3.Connection:
    """A connection in which every transaction is begun by hand.

    read_only: where nothing can be written beside a lone file, it is taken as one that nobody changes.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(
            f"SQLite {sqlite3.sqlite_version} is too old", remedy="use a Python built with SQLite 3.37 or later"
        )
    if not read_only:
        path.parent.mkdir(parents=True, exist_ok=True)
    fixed = read_only and not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists()
    mode = "ro&immutable=1" if fixed else "ro" if read_only else "rwc"
    address = f"{path.absolute().as_uri()}?mode={mode}"
    db = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        db.execute(f"PRAGMA synchronous = {synchronous}")
    except sqlite3.Error:
        db.close()
        raise
    return db


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All or nothing, with the right to write from the start."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
