"""A demo: its parameters, its result, the working, and the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from rich.text import Text

from dlquiz.core.questions import Value
from dlquiz.core.result import Description, Output, Result
from dlquiz.core.text import written_out
from dlquiz.terminal.cells import cut, pad, width
from dlquiz.terminal.charts import picture
from dlquiz.terminal.page import BLANK, Grid, entry
from dlquiz.terminal.views.working import steps
from dlquiz.terminal.words import Say
from dlquiz.terminal.wrap import wrap

MOST = 25
"""Numbers of a list that a result shows."""


def listed(descriptions: Sequence[Description], grid: Grid, say: Say) -> list[Text]:
    """All demos by topic, each with what it asks."""
    lines: list[Text] = []
    column = max(width(description.name) for description in descriptions) + 2
    ordered = sorted(descriptions, key=attrgetter("topic", "name"))
    for topic, group in groupby(ordered, key=attrgetter("topic")):
        lines += [BLANK, Text.assemble(" " * grid.margin, (topic, "quiet"))]
        for description in group:
            name, title = Text(description.name, "bold"), Text(say.of(description.title))
            if grid.wide:
                rows = [Text.assemble(pad(name, column), cut(title, grid.span - column))]
            else:
                rows = [name, *(Text.assemble("  ", line) for line in wrap(title, grid.span - 2))]
            lines += [Text.assemble(" " * grid.margin, row) for row in rows]
    return [*lines[1:], BLANK]


def printed(description: Description, inputs: Mapping[str, Value], result: Result, grid: Grid, say: Say) -> list[Text]:
    """A demo that was run, from top to bottom."""
    title = wrap(Text(say.of(description.title), "bold"), grid.measure, balanced=True)
    return [
        BLANK,
        *entry(grid, title, "demo"),
        BLANK,
        *entry(grid, parameters(inputs, grid.measure), say("with")),
        BLANK,
        *outcome(description, result, grid, say),
    ]


def outcome(description: Description, result: Result, grid: Grid, say: Say) -> list[Text]:
    """Result, steps, pictures and note."""
    blocks = [
        entry(grid, results(description.outputs, result, grid.measure, say), say("result")),
        steps(result.steps, grid, say),
    ]
    for number_, shown in enumerate(result.pictures):
        blocks.append(entry(grid, picture(shown, say, grid.measure), say("picture") if number_ == 0 else ""))
    if result.note:
        blocks.append(entry(grid, wrap(Text(say.of(result.note), "quiet"), grid.measure)))
    return [line for block in blocks if block for line in (*block, BLANK)]


def parameters(inputs: Mapping[str, Value], measure: int) -> list[Text]:
    """``name value`` pairs, as many to a line as fit."""
    lines, line = [], Text()
    for name, value in inputs.items():
        pair = Text.assemble((name, "quiet"), " ", written_out(value))
        if line and width(line.plain) + 3 + width(pair.plain) > measure:
            lines += wrap(line, measure)
            line = Text()
        line = Text.assemble(line, "   ", pair) if line else pair
    return [*lines, *wrap(line, measure)]


def results(outputs: Sequence[Output], result: Result, measure: int, say: Say) -> list[Text]:
    """Label, value and unit of each output that is no slip, the values on one right edge; what is too long wraps."""
    shown = [
        (say.of(output.label), written_out(result.outputs[output.name], MOST), say.of(output.unit))
        for output in outputs
        if not output.slip
    ]
    edge = max((width(value) for _, value, _ in shown if width(value) <= measure // 3), default=1)
    units = max((width(unit) + 1 for _, value, unit in shown if unit and width(value) <= edge), default=0)
    labels = min(max((width(label) for label, _, _ in shown), default=1), measure - edge - units - 2)
    lines = []
    for label, value, unit in shown:
        *above, last = wrap(Text(label, "quiet"), labels)
        figures = Text.assemble(value.rjust(edge), (f" {unit}" if unit else "", "quiet"))
        room = measure - labels - 2
        if width(figures.plain) <= room:
            lines += [*above, Text.assemble(pad(last, labels), "  ", figures)]
        elif room >= measure // 2:
            column = wrap(figures, room)
            lines += [*above, Text.assemble(pad(last, labels), "  ", column[0])]
            lines += [Text.assemble(" " * (labels + 2), line) for line in column[1:]]
        else:
            lines += [
                *wrap(Text(label, "quiet"), measure),
                *(Text.assemble("  ", line) for line in wrap(figures, measure - 2)),
            ]
    return lines
