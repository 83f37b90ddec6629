"""What can be configured, once: names, types, defaults, and how each is read and written in config.toml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from dlquiz.core.questions import LANGS
from dlquiz.errors import UsageError, nearest

FURTHEST = timedelta(days=731)
THEMES = ("auto", "dark", "light", "terminal")
N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration. None or "" means: decide by yourself."""

    lang: str = ""
    """en, zh or both; "" follows the locale."""
    new_per_day: int = 10
    """New cards a day."""
    retention: float = 0.9
    """The probability of recall at which a card comes back (FSRS's desired retention)."""
    theme: str = "auto"
    """dark, light, terminal (its own sixteen colours), or auto."""
    interview: date | None = None
    """The day of the interview."""
    minutes: int | None = None
    """Minutes a day."""
    banks: tuple[str, ...] = ()
    """Files and folders with question banks of your own, beside the banks folder."""


DEFAULTS = Settings()
NAMES = tuple(field.name for field in fields(Settings))


def changed(settings: Settings, name: str, given: object) -> Settings:
    """The settings with one value changed, read from a TOML value or from a command line's word.

    Raises UsageError for a name that does not exist and for a value that cannot be.
    """
    if name not in NAMES:
        raise UsageError(f"there is no setting {name}", remedy=nearest(name, NAMES, most=1, cutoff=0.6))
    try:
        return replace(settings, **{name: _value(name, given)})
    except (ValueError, TypeError) as problem:
        raise UsageError(f"{name} cannot be {given!r}", remedy=str(problem)) from None


def check_interview(interview: date | None, today: date, place: str = "") -> None:
    """UsageError for an interview that is too far ahead to prepare for. place: the file that sets it."""
    if interview and interview > today + FURTHEST:
        cause = f"an interview on {interview} is more than two years ahead"
        raise UsageError(cause, place=place, remedy="check the year")


def read(table: Mapping[str, Any]) -> Settings:
    """The settings a TOML table holds, over the defaults."""
    settings = DEFAULTS
    for name, value in table.items():
        settings = changed(settings, name, value)
    return settings


def write(settings: Settings) -> str:
    """TOML with the values that differ from the defaults."""
    lines = [
        f"{name} = {_toml(getattr(settings, name))}\n"
        for name in NAMES
        if getattr(settings, name) != getattr(DEFAULTS, name)
    ]
    return "".join(lines)


def _value(name: str, given: object) -> Any:
    match name:
        case "lang":
            return _word(given, ("", *LANGS, "both"))
        case "theme":
            return _word(given, THEMES)
        case "new_per_day":
            return _number(int, given, 0, 1000)
        case "minutes":
            return _number(int, given, 1, 1440)
        case "retention":
            return _number(float, given, 0.7, 0.99)
        case "interview":
            return _date(str(given))
    items = given if isinstance(given, list | tuple) else [given]
    return tuple(str(item) for item in items)


def _word(given: object, words: tuple[str, ...]) -> str:
    if given not in words:
        raise ValueError(f"give {', '.join(word for word in words if word)}")
    return str(given)


def _number(kind: type[N], given: object, low: N, high: N) -> N:
    try:
        if low <= (number := kind(str(given))) <= high:
            return number
    except ValueError:
        pass
    raise ValueError(f"give a{' whole' if kind is int else ''} number from {low} to {high}")


def _date(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError("give a date such as 2026-12-15") from None


def _toml(value: object) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return value.isoformat() if isinstance(value, date) else str(value)
