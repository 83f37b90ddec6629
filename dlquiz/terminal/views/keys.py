"""The help: every key on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from rich.text import Text as Line

from dlquiz.terminal.cells import pad
from dlquiz.terminal.keys import Event
from dlquiz.terminal.page import Grid, Page, entry, keys
from dlquiz.terminal.views.scene import sections
from dlquiz.terminal.words import Say
from dlquiz.terminal.wrap import wrap

GROUPS = {
    "answer": [
        ("space enter", "k show"), ("1 2 3 4", "k grade"), ("1 … 7", "k choose"), ("y n", "k true"),
        ("t", "k type"), ("h", "k hint"), ("u", "k undo"), ("↑ ↓", "k order"),
    ],
    "card": [
        ("d", "k demo"), ("i", "k info"), ("l", "k language"), ("e", "k edit"),
        ("f", "k flag"), ("b", "k bury"), ("s", "k suspend"),
    ],
    "screen": [("j k", "k scroll"), ("q", "k quit"), ("?", "k close"), ("ctrl-l", "k repaint")],
}  # fmt: skip
IN_A_MOCK = {
    "asked": [
        ("space", "k next"), ("t", "k note"), ("p", "k pause"), ("q", "k end"),
    ],
    "points": [
        ("1 … 6", "k tick"), ("← →", "k change"), ("enter", "k confirm"), ("u", "k back"), ("q", "k leave"),
    ],
    "screen": [("j k", "k scroll"), ("l", "k language"), ("?", "k close"), ("ctrl-l", "k repaint")],
}  # fmt: skip
CLOSING = ("esc", "?", "q", "enter")


class Help(NamedTuple):
    """An overlay with all the keys."""

    groups: Mapping[str, list[tuple[str, str]]] = GROUPS
    note: str = "graded for you"

    def page(self, grid: Grid, say: Say) -> Page:
        groups = [entry(grid, _group(grid, say, pairs), say(label)) for label, pairs in self.groups.items()]
        note = entry(grid, wrap(Line(say(self.note), "quiet"), grid.measure))
        return Page(title=say("keys"), body=sections([*groups, note]), foot=keys(grid, say, ["back"]))

    def press(self, key: Event) -> Help | None:
        return None if key in CLOSING else self


def _group(grid: Grid, say: Say, pairs: list[tuple[str, str]]) -> list[Line]:
    """Keys and what they do, in two columns where there is room."""
    if not grid.wide:
        return [_pair(say, pair, 13) for pair in pairs]
    half = (len(pairs) + 1) // 2
    left = [_pair(say, pair, 13) for pair in pairs[:half]]
    right = [_pair(say, pair, 8) for pair in pairs[half:]] + [Line()] * (2 * half - len(pairs))
    return [Line.assemble(pad(a, 33), b) for a, b in zip(left, right, strict=True)]


def _pair(say: Say, pair: tuple[str, str], cells: int) -> Line:
    key, does = pair
    return Line.assemble(pad(Line(say.key(key), "key"), cells), say(does))
