"""What a user can act on: place, cause, remedy. cli.py turns it into one line and an exit code."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    DATA = 1
    USAGE = 2
    INTERRUPTED = 130


class DlquizError(Exception):
    """Something the user can mend: ``place: cause; remedy`` on one line.

    place: a file (with line and column), a database or a command line; may be empty.
    """

    exit_code = Exit.DATA

    def __init__(self, cause: str, *, place: str = "", remedy: str = "") -> None:
        self.cause, self.place, self.remedy = cause, place, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        said = f"{self.cause}; {self.remedy}" if self.remedy else self.cause
        return f"{self.place}: {said}" if self.place else said


class UsageError(DlquizError):
    """The command line asks for what does not exist: exit code 2."""

    exit_code = Exit.USAGE


class BankError(DlquizError):
    """A question bank cannot be read."""


class StoreError(DlquizError):
    """A database is corrupt, read-only, too new or out of room."""


class DemoError(DlquizError):
    """A demo does not exist, or cannot take these parameters."""


class AnkiError(DlquizError):
    """An Anki package cannot be read or written."""


class TexError(ValueError):
    """LaTeX that dlquiz cannot draw; the caller shows the source instead."""


def said(error: DlquizError | OSError) -> str:
    """An error in one line; the system's own with a remedy too."""
    if isinstance(error, DlquizError):
        return str(error)
    cause = error.strerror or str(error)
    if error.filename:
        return f"{error.filename}: {cause}; check that it exists and that you may use it"
    return f"{cause}; run dlquiz doctor"


def nearest(name: str, known: Iterable[str], otherwise: str = "", *, most: int = 3, cutoff: float = 0.5) -> str:
    """The remedy for a name that does not exist: the nearest ones; where none is near, `otherwise` or all there are."""
    from difflib import get_close_matches

    names = list(known)
    if close := get_close_matches(name, names, n=most, cutoff=cutoff):
        return f"did you mean {' or '.join(close)}?"
    return otherwise or f"there are {', '.join(names)}"
