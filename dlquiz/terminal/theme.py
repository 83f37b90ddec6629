"""Five roles of colour, for dark and light backgrounds, the terminal's own sixteen colours, and none.

Colour only repeats what a word, a mark, a place or a weight already says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from rich.color import ColorSystem
from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from dlquiz.environment import Environment
from dlquiz.files import put
from dlquiz.terminal.cells import ASCII_MARKS, use_ascii_marks, written

if TYPE_CHECKING:
    from dlquiz.terminal.keys import Background

ThemeName = Literal["dark", "light", "terminal", "none"]

ROLES: dict[str, dict[ThemeName, str]] = {
    "quiet": {"dark": "color(246)", "light": "color(242)", "terminal": "none", "none": "none"},
    "accent": {"dark": "color(110)", "light": "color(25)", "terminal": "cyan", "none": "none"},
    "right": {"dark": "color(108)", "light": "color(22)", "terminal": "green", "none": "none"},
    "wrong": {"dark": "color(174)", "light": "color(124)", "terminal": "red", "none": "none"},
    "warm": {"dark": "color(179)", "light": "color(94)", "terminal": "yellow", "none": "none"},
}
"""From the fixed part of the 256 colours, so that every terminal shows the same; contrast is 4.6:1 or better."""


class Appearance(NamedTuple):
    """What is known of a terminal, or what suits any. wide_marks: ambiguous characters take two cells."""

    theme: ThemeName = "terminal"
    wide_marks: bool = False


def styles(name: ThemeName) -> Theme:
    """The roles as rich styles, and `key`: what can be pressed now."""
    roles = {role: colours[name] for role, colours in ROLES.items()}
    key = "bold" if name == "none" else f"bold {roles['accent']}"
    return Theme({**roles, "key": key}, inherit=False)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the program's one place for errors: a reader that has seen enough is none."""
        raise BrokenPipeError


def console(out: TextIO, name: ThemeName, columns: int | None = None) -> Console:
    """A console in this theme. It never fails on a stream that cannot encode: marks become ASCII, the rest `?`."""
    prepare(out)
    return _Console(
        file=out,
        theme=styles(name),
        width=columns,
        force_terminal=name != "none",
        color_system=None if name == "none" else "256",
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=True,
    )


def prepare(out: TextIO) -> None:
    """Make a stream safe to write to; one that cannot encode the marks of the page gets them in ASCII."""
    try:
        "".join(map(chr, ASCII_MARKS)).encode(out.encoding or "utf-8")
    except UnicodeEncodeError:
        use_ascii_marks(True)
    if reconfigure := getattr(out, "reconfigure", None):
        reconfigure(errors="replace")


class Paint:
    """Lines of rich Text -> what the terminal is sent."""

    def __init__(self, name: ThemeName) -> None:
        self._console = Console(theme=styles(name), width=80, color_system=None, legacy_windows=False, _environ={})

    def __call__(self, line: Text) -> str:
        segments = (segment for segment in line.render(self._console) if segment.text != "\n")
        return "".join(
            segment.style.render(written(segment.text), color_system=ColorSystem.EIGHT_BIT)
            if segment.style
            else written(segment.text)
            for segment in segments
        )


# which theme


def chosen(wanted: str, variables: Mapping[str, str], known: Appearance) -> ThemeName:
    """The theme for this terminal. wanted: the setting; `auto` goes by what is known of the background."""
    if variables.get("NO_COLOR"):
        return "none"
    if wanted in ("dark", "light", "terminal"):
        return wanted  # type: ignore[return-value]
    return known.theme if has_256_colours(variables) else "terminal"


def has_256_colours(variables: Mapping[str, str]) -> bool:
    term = variables.get("TERM", "")
    return bool(variables.get("COLORTERM")) or "256" in term or term.startswith(("xterm-", "alacritty", "foot", "tmux"))


def by_background(colour: Background) -> ThemeName:
    """Dark or light, by the luminance of the background (ITU-R BT.709)."""
    luminance = 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue
    return "light" if luminance > 0.5 else "dark"


# what is remembered between runs


def recall(environment: Environment) -> Appearance:
    """What was remembered of this terminal; a file that is missing or damaged remembers nothing."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        theme, wide_marks = json.loads(_file(environment).read_text())[_name(environment)]
        if theme in ("dark", "light", "terminal"):
            return Appearance(theme, bool(wide_marks))
    return Appearance()


def remember(environment: Environment, appearance: Appearance) -> None:
    """Keep it for the next run; a place that cannot be written to is no error."""
    known: dict[str, object] = {}
    with suppress(OSError, ValueError, TypeError):
        known.update(json.loads(_file(environment).read_text()))
    told = {**known, _name(environment): [appearance.theme, appearance.wide_marks]}
    with suppress(OSError):
        put(_file(environment), json.dumps(told), lasting=False)


def _file(environment: Environment) -> Path:
    return environment.data / "terminal.json"


def _name(environment: Environment) -> str:
    """What tells one terminal from another."""
    return " ".join(filter(None, map(environment.variables.get, ("TERM", "TERM_PROGRAM"))))
