"""What is wrong with plain data, and where: problems, the log that gathers them, and the words of their messages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import NoneType
from typing import Any, Literal

from dlquiz import errors
from dlquiz.core.questions import Lang

Path = tuple[str | int, ...]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a path of keys and indices; `at_key` points at the last key itself instead of its value.

    A string in the place of an index means the entry whose id it is. `quote`: the very words, to be found in the value.
    """

    path: Path
    problem: str
    remedy: str = ""
    severity: Severity = "error"
    at_key: bool = False
    quote: str = ""


class Bad:
    """Stands for what could not be read; its problem is in the log."""


BAD = Bad()


class Log:
    """The problems found so far. strict: matters of style are errors too. lang: the language of plain strings."""

    def __init__(self, *, strict: bool = False, lang: Lang | None = None) -> None:
        self.problems: list[Problem] = []
        self.strict = strict
        self.lang = lang
        self.name = ""

    def refuse(self, problem: str, remedy: str = "", *path: str | int, at_key: bool = False, quote: str = "") -> Bad:
        """Note an error, and give what stands for the unreadable."""
        self.problems.append(Problem(path, problem, remedy, "error", at_key, quote))
        return BAD

    def style(self, problem: str, remedy: str = "", *path: str | int, quote: str = "") -> None:
        """Note what a shared bank must mend and an own bank should."""
        self.problems.append(Problem(path, problem, remedy, "error" if self.strict else "warning", quote=quote))

    def warn(self, problem: str, remedy: str = "", *path: str | int, quote: str = "") -> None:
        """Note what is worth a look."""
        self.problems.append(Problem(path, problem, remedy, "warning", quote=quote))

    def under(self, before: int, *steps: str | int) -> None:
        """Put `steps` in front of the paths of the problems since `before`."""
        for index in range(before, len(self.problems)):
            found = self.problems[index]
            self.problems[index] = replace(found, path=(*steps, *found.path))


def kind_of(data: Any) -> str:
    """What a piece of plain data is, for a message."""
    if data is None:
        return "empty"
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, str | int | float):
        return shown(data)
    return "a mapping" if isinstance(data, dict) else "a list" if isinstance(data, list | tuple) else "unreadable"


def shown(data: Any) -> str:
    """A scalar as a message shows it, cut after 40 characters."""
    if not isinstance(data, str):
        return kind_of(data) if isinstance(data, dict | list | bool | NoneType) else str(data)[:40]
    return data if len(data) <= 40 else data[:39] + "…"


def quoting(data: Any) -> str:
    """The remedy for a number or truth value where a text belongs."""
    if isinstance(data, bool | int | float):
        return f"put it in single quotes, as in '{str(data).lower()}'"
    return "write en: and zh:, or a plain string where nothing is to translate"


def unknown_language(value: Any) -> str:
    """The remedy for a key beside en and zh: often a comma that split an unquoted text."""
    return "a comma splits a text in {…}: write it in a block, en: above zh:" if value is None else "write en: and zh:"


def nearest(name: str, known: Iterable[str]) -> str:
    """The remedy for a name that does not exist."""
    names = list(known)
    return errors.nearest(name, names, "" if names else "take it out", most=2, cutoff=0.6)


def entries(number: int) -> str:
    """A number of entries in words."""
    return "1 entry" if number == 1 else f"{number} entries"


def article(word: str) -> str:
    """The indefinite article of an English word."""
    return "an" if word[0] in "aeiou" else "a"
