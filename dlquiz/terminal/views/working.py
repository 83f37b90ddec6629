"""The working of a demo: what, how, and how much, the results on one edge."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text as Line

from dlquiz.core.result import Step
from dlquiz.core.text import sanitise, typeset, written_out
from dlquiz.terminal.cells import width
from dlquiz.terminal.page import Grid, entries, table
from dlquiz.terminal.words import Say
from dlquiz.terminal.wrap import wrap

MOST = 6
"""Numbers of a list that a step shows."""


def steps(worked: Sequence[Step], grid: Grid, say: Say) -> list[Line]:
    """Each step behind its number. One that is too wide takes two rows; a result that is, rows of its own."""
    room = len(str(len(worked))) - 1
    measure = grid.measure - room
    rows = [(say.of(step.label), typeset(sanitise(step.working)), written_out(step.value, MOST)) for step in worked]
    value = max((w for w in (width(result) for _, _, result in rows) if w <= measure // 2), default=0)
    fits = [row for row in rows if grid.wide and width(row[0]) + width(row[1]) + value + 6 <= measure]
    what = max((width(label) for label, _, _ in fits), default=0)
    how = max((w for w in (width(row[1]) for row in fits) if what + w + value + 6 <= measure), default=0)
    left = what + 3 + how if how else measure - value - 3
    items: list[tuple[list[Line], Line]] = []
    for place, (label, working, result) in enumerate(rows, 1):
        if how and width(label) <= what and width(working) <= how:
            above, last = [], table([[label, working]], [what + 2, how], "ll", gap=1)[0]
        else:
            *given, last = [Line.assemble("  ", line) for line in wrap(Line(working), measure - 2)]
            above = [*wrap(Line(label), measure), *given]
        final = Line(result, "bold" if place == len(rows) else "")
        if width(result) > value:
            below = [last, *wrap(Line.assemble("= ", final), measure)]
        elif not result:
            below = [last]
        elif width(last.plain) > left:
            below = [last, *table([["", "=", final]], [left, 1, value], "llr", gap=1)]
        else:
            below = table([[last, "=", final]], [left, 1, value], "llr", gap=1)
        items.append(([Line.assemble(" " * room, line) for line in (*above, *below)], Line(str(place), "quiet")))
    return entries(grid, items, say("steps"))
