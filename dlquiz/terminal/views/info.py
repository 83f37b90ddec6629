"""Where a card comes from and how it went so far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from rich.text import Text as Line

from dlquiz.core.log import Entry
from dlquiz.core.memory import State
from dlquiz.core.questions import Card
from dlquiz.core.text import sanitise
from dlquiz.terminal.desk import Reference
from dlquiz.terminal.keys import Event
from dlquiz.terminal.page import Grid, Page, entries, entry, keys, table
from dlquiz.terminal.views.scene import sections
from dlquiz.terminal.words import Say, interval, short_date
from dlquiz.terminal.wrap import wrap

SHOWN = 8
CLOSING = ("esc", "i", "q", "enter")


class Info(NamedTuple):
    """An overlay with a card's sources, its history and its memory."""

    card: Card
    state: State
    sources: Sequence[Reference]
    history: Sequence[Entry]
    today: date

    def page(self, grid: Grid, say: Say) -> Page:
        body = sections(
            [
                entry(grid, wrap(Line(self.card.id), grid.measure), say("card")),
                source_lines(self.sources, grid, say),
                self._history(grid, say),
                self._memory(grid, say),
            ]
        )
        return Page(title=say("sources and history"), body=body, foot=keys(grid, say, ["back"]))

    def press(self, key: Event) -> Info | None:
        return None if key in CLOSING else self

    def _history(self, grid: Grid, say: Say) -> list[Line]:
        reviews = [row for row in self.history if row.kind == "review" and row.grade]
        if not reviews:
            return entry(grid, [Line(say("never seen"), "quiet")], say("history"))
        rows: list[list[Line | str]] = [
            [short_date(say, row.day, self.today), say.grade(row.grade or 1), Line(row.mode, "quiet")]
            for row in reversed(reviews[-SHOWN:])
        ]
        return entry(grid, table(rows, [16, 8, 6], "lll", 1), say("history"))

    def _memory(self, grid: Grid, say: Say) -> list[Line]:
        memory = self.state.memory
        if memory is None:
            return []
        said = say("stability", wait=interval(say, memory.stability))
        if memory.lapses:
            said += ("，" if say.lang == "zh" else ", ") + say("lapses", n=memory.lapses)
        lines = entry(grid, wrap(Line(said), grid.measure), say("memory"))
        if self.state.leech:
            lines += entry(grid, wrap(Line(say("leech")), grid.measure), "", Line("!", "warm"))
        return lines


def source_lines(sources: Sequence[Reference], grid: Grid, say: Say) -> list[Line]:
    """What a question cites, each with its address on a line of its own."""
    if not sources:
        return entry(grid, [Line(say("no sources"), "quiet")], say("sources"))
    items: list[tuple[list[Line], Line]] = []
    for source in sources:
        said = ", ".join(filter(None, (source.title, source.by, source.year, source.where)))
        shown = wrap(Line(sanitise(said)), grid.measure)
        if source.url:
            shown += wrap(Line(sanitise(source.url), "accent"), grid.measure)
        items.append((shown, Line("•", "quiet")))
    return entries(grid, items, say("sources"))
