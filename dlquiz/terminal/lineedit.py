"""A line being typed: pure editing, whatever the script; combining marks stay with their letter."""

from __future__ import annotations

from typing import NamedTuple

from dlquiz.core.text import sanitise
from dlquiz.terminal.cells import width
from dlquiz.terminal.keys import Event, Paste

LONGEST = 400


class Line(NamedTuple):
    """What is typed, and the cursor: the index of the character it stands before."""

    text: str = ""
    at: int = 0

    @property
    def before(self) -> str:
        return self.text[: self.at]

    @property
    def after(self) -> str:
        return self.text[self.at :]


def edit(line: Line, event: Event, longest: int = LONGEST) -> Line | None:
    """The line after a key or a paste; None where it means nothing to a line."""
    if isinstance(event, Paste):
        return _insert(line, " ".join(event.text.split()), longest)
    if not isinstance(event, str):
        return None
    if len(event) == 1 and (event.isprintable() or event == "\u200d"):
        return _insert(line, event, longest)
    match event:
        case "backspace" | "ctrl-h":
            start = _left(line)
            return Line(line.text[:start] + line.after, start)
        case "delete" | "ctrl-d":
            return Line(line.before + line.text[_right(line) :], line.at)
        case "left" | "ctrl-b":
            return Line(line.text, _left(line))
        case "right" | "ctrl-f":
            return Line(line.text, _right(line))
        case "home" | "ctrl-a":
            return Line(line.text, 0)
        case "end" | "ctrl-e":
            return Line(line.text, len(line.text))
        case "ctrl-u":
            return Line(line.after, 0)
        case "ctrl-k":
            return Line(line.before, line.at)
        case "ctrl-w" | "alt-backspace":
            kept = line.before.rstrip(" ")
            kept = kept[: kept.rfind(" ") + 1]
            return Line(kept + line.after, len(kept))
    return None


def _insert(line: Line, text: str, longest: int) -> Line:
    text = sanitise(text)[: max(0, longest - len(line.text))]
    return Line(line.before + text + line.after, line.at + len(text))


def _left(line: Line) -> int:
    at = max(0, line.at - 1)
    while at > 0 and _joins(line.text[at]):
        at -= 1
    return at


def _right(line: Line) -> int:
    at = min(len(line.text), line.at + 1)
    while at < len(line.text) and _joins(line.text[at]):
        at += 1
    return at


def _joins(char: str) -> bool:
    return width(char) == 0


def window(line: Line, cells: int) -> tuple[str, int]:
    """The part of the line that is shown in `cells`, and the cursor's cell in it: it scrolls sideways to keep it in."""
    start = 0
    while width(line.text[start : line.at]) >= cells:
        start += 1
    end = len(line.text)
    while width(line.text[start:end]) > cells:
        end -= 1
    return line.text[start:end], width(line.text[start : line.at])
