"""A demo: its parameters, its result, the working, and the picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from rich.text import Text

from dlquiz.core.questions import Value
from dlquiz.core.result import Description, Output, Result, Step
from dlquiz.core.text import with_minus
from dlquiz.terminal.cells import cut, pad, width
from dlquiz.terminal.charts import picture
from dlquiz.terminal.page import BLANK, Grid, entry
from dlquiz.terminal.words import Say, number
from dlquiz.terminal.wrap import wrap


def listed(descriptions: Sequence[Description], grid: Grid, say: Say) -> list[Text]:
    """All demos by topic, each with what it asks."""
    lines: list[Text] = []
    column = max(width(description.name) for description in descriptions) + 2
    ordered = sorted(descriptions, key=attrgetter("topic", "name"))
    for topic, group in groupby(ordered, key=attrgetter("topic")):
        lines += [BLANK, Text.assemble(" " * grid.margin, (topic, "quiet"))]
        for description in group:
            title = cut(Text(say.of(description.title)), max(10, grid.span - column))
            lines.append(Text.assemble(" " * grid.margin, (description.name.ljust(column), "bold"), title))
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
        entry(grid, steps(result.steps, grid.measure, say), say("steps")),
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
        pair = cut(Text.assemble((name, "quiet"), " ", said(value)), measure)
        if line and width(line.plain) + 3 + width(pair.plain) > measure:
            lines.append(line)
            line = Text()
        line = Text.assemble(line, "   ", pair) if line else pair
    return [*lines, line]


def results(outputs: Sequence[Output], result: Result, measure: int, say: Say) -> list[Text]:
    """Label, value and unit of each output that is no slip, the values on one right edge."""
    shown = [output for output in outputs if not output.slip]
    values = {output.name: said(result.outputs[output.name]) for output in shown}
    edge = max((width(value) for value in values.values() if width(value) <= measure // 3), default=1)
    labels = min(max((width(say.of(output.label)) for output in shown), default=1), measure - edge - 12)
    lines = []
    for output in shown:
        label = pad(Text(say.of(output.label), "quiet"), labels)
        value = cut(Text(values[output.name].rjust(edge)), max(edge, measure - labels - 2))
        unit = f" {say.of(output.unit)}" if output.unit else ""
        lines.append(cut(Text.assemble(label, "  ", value, (unit, "quiet")), measure))
    return lines


def steps(worked: Sequence[Step], measure: int, say: Say) -> list[Text]:
    """Each step with its number, what is put in, and its value; one that is too wide goes on below its label."""
    rows = [
        (say.of(step.label), with_minus(step.working), said(step.value) if step.value != "" else "") for step in worked
    ]
    values = max((width(value) for _, _, value in rows), default=0)
    narrow = [row for row in rows if 2 + width(row[0]) + 2 + width(row[1]) + 3 + values <= measure]
    labels = max((width(label) for label, _, _ in narrow), default=0)
    workings = min(max((width(working) for _, working, _ in narrow), default=0), measure - labels - values - 7)
    lines = []
    for index, (label, working, value) in enumerate(rows, 1):
        place, final = (f"{index} ", "quiet"), "bold" if index == len(rows) else ""
        if width(label) <= labels and width(working) <= workings:
            figures = (" = " + value.rjust(values), final) if value else ""
            lines.append(Text.assemble(place, pad(label, labels), "  ", pad(working, workings), figures))
        else:
            lines.append(cut(Text.assemble(place, label), measure))
            figures = (f" = {value}", final) if value else ""
            lines += wrap(Text.assemble("    ", working, figures), measure)
    return lines


def said(value: Value) -> str:
    """A value as it is shown: grouped figures, lists with commas."""
    if isinstance(value, tuple):
        return ", ".join(said(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number(value)
