"""Pictures of a demo in cells: curves in braille dots, grids in shades or numbers, bars in heavy lines.

Colour only repeats what a pattern, a shade or a label already says.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, isfinite, log10

from rich.text import Text

from dlquiz.core.result import Bars, Curves, Grid, Picture
from dlquiz.core.text import with_minus
from dlquiz.terminal.cells import cut, pad, width
from dlquiz.terminal.page import bar
from dlquiz.terminal.words import Say, number

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
BRAILLE = 0x2800
SHADES = "·░▒▓█"
STYLES = ("accent", "warm", "", "quiet")
PATTERNS = ((1, 0), (5, 3), (1, 2), (3, 2))
"""Dots on and off along the 1st, 2nd, 3rd, 4th curve: they can be told apart without colour."""
CURVE_ROWS = 10
TALLEST_GRID = 20
WIDEST_LABEL = 30


def picture(shown: Picture, say: Say, cells: int) -> list[Text]:
    """Any picture, its title above it, at most `cells` wide."""
    match shown:
        case Curves():
            drawn = curves(shown, say, cells)
        case Grid():
            drawn = grid(shown, cells)
        case Bars():
            drawn = bars(shown, say, cells)
    return [pad(Text(say.of(shown.title)), min(cells, width(say.of(shown.title)))), *drawn]


# curves


class Canvas:
    """Cells of 2 × 4 dots, each cell in the style of the last curve that touched it."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self._dots = [[0] * columns for _ in range(rows)]
        self._styles = [[""] * columns for _ in range(rows)]

    def dot(self, x: int, y: int, style: str) -> None:
        """Set one dot; (0, 0) is the upper left one, dots outside are left out."""
        if 0 <= x < 2 * self.columns and 0 <= y < 4 * self.rows:
            self._dots[y // 4][x // 2] |= DOTS[y % 4][x % 2]
            self._styles[y // 4][x // 2] = style

    def row(self, y: int, empty: str) -> Text:
        """One row of cells; `empty` stands where no dot is."""
        line = Text()
        for dots, style in zip(self._dots[y], self._styles[y], strict=True):
            line.append(chr(BRAILLE + dots) if dots else empty, style if dots else "quiet")
        return line


def curves(shown: Curves, say: Say, cells: int) -> list[Text]:
    """Lines over one pair of axes, each named at its right end."""
    xs = [x for curve in shown.curves for x in curve.x]
    ys = [y for curve in shown.curves for y in curve.y if y is not None and isfinite(y)]
    if not ys:
        return []
    ticks = nice(min(ys), max(ys), 4)
    gutter = max(width(number(tick)) for tick in ticks) + 1
    names = [with_minus(say.of(curve.label)) for curve in shown.curves]
    room = min(max(map(width, names)), cells // 4)
    columns = cells - gutter - room - 1
    across, down = Scale(min(xs), max(xs), 2 * columns - 1), Scale(ticks[-1], ticks[0], 4 * CURVE_ROWS - 1)
    canvas, labels = plotted(shown, names, across, down, columns)
    at = {down(tick) // 4: number(tick) for tick in ticks}
    zero = down(0.0) // 4 if ticks[0] <= 0 <= ticks[-1] else None
    lines = []
    for y in range(CURVE_ROWS):
        tick = (at.get(y, "").rjust(gutter - 1) + " ", "quiet")
        name = Text.assemble(" ", cut(Text(*labels[y]), room)) if y in labels else ""
        lines.append(Text.assemble(tick, canvas.row(y, "─" if y == zero else " "), name))
    lines.append(axis(across, min(xs), max(xs), gutter, columns))
    for label, arrow in ((shown.x_label, "→ "), (shown.y_label, "↑ ")):
        if label:
            lines.append(Text(" " * gutter + arrow + say.of(label), "quiet"))
    return lines


def plotted(
    shown: Curves, names: Sequence[str], across: Scale, down: Scale, columns: int
) -> tuple[Canvas, dict[int, tuple[str, str]]]:
    """The curves on a canvas, and the row at which each one's name stands, with its style."""
    canvas = Canvas(columns, CURVE_ROWS)
    ends = []
    for index, (curve, name) in enumerate(zip(shown.curves, names, strict=True)):
        style = STYLES[index % len(STYLES)]
        points = [
            (across(x), down(y)) if y is not None and isfinite(y) else None
            for x, y in zip(curve.x, curve.y, strict=True)
        ]
        trace(canvas, points, style, PATTERNS[index % len(PATTERNS)])
        last = next((point for point in reversed(points) if point), (0, 0))
        ends.append((last[1] // 4, name, style))
    return canvas, spread(ends, CURVE_ROWS)


class Scale:
    """A value -> a dot."""

    def __init__(self, first: float, last: float, dots: int) -> None:
        self.first, self.span, self.dots = first, (last - first) or 1.0, dots

    def __call__(self, value: float) -> int:
        return round((value - self.first) / self.span * self.dots)


def trace(canvas: Canvas, points: Sequence[tuple[int, int] | None], style: str, pattern: tuple[int, int]) -> None:
    """Join the points by straight lines, in a pattern of dots on and off; None breaks the line."""
    on, off = pattern
    count = 0
    for start, end in pairwise(points):
        if start is None or end is None:
            continue
        steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
        for step in range(steps):
            if count % (on + off) < on:
                x = start[0] + (end[0] - start[0]) * step / steps
                y = start[1] + (end[1] - start[1]) * step / steps
                canvas.dot(round(x), round(y), style)
            count += 1
    for point in points[-1:]:
        if point:
            canvas.dot(*point, style)


def spread(ends: Sequence[tuple[int, str, str]], rows: int) -> dict[int, tuple[str, str]]:
    """A row of its own for each name, as near as can be to its curve's end."""
    placed: dict[int, tuple[str, str]] = {}
    for row, name, style in ends:
        free = [y for y in range(rows) if y not in placed]
        if free:
            placed[min(free, key=lambda y: abs(y - row))] = (name, style)
    return placed


def nice(low: float, high: float, most: int) -> list[float]:
    """Round values that span low to high in at most about `most` steps of 1, 2 or 5."""
    span = (high - low) or abs(high) or 1.0
    power = 10.0 ** floor(log10(span / most))
    step = next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= most)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(step * index, 12) for index in range(first, max(last, first + 1) + 1)]


def axis(across: Scale, low: float, high: float, gutter: int, columns: int) -> Text:
    """The numbers under the curves, each centred below its place."""
    cells = [" "] * (gutter + columns + 2)
    free = 0
    for tick in nice(low, high, 5):
        if not low <= tick <= high:
            continue
        said = number(tick)
        at = max(free, min(gutter + across(tick) // 2 - len(said) // 2, gutter + columns - len(said)))
        if at + len(said) <= len(cells):
            cells[at : at + len(said)] = said
            free = at + len(said) + 1
    return Text("".join(cells).rstrip(), "quiet")


# grids


def grid(shown: Grid, cells: int) -> list[Text]:
    """Cells as shades from low to high, or as numbers."""
    if shown.numbers:
        return numbers(shown, cells)
    labels = max((width(label) for label in shown.row_labels), default=0)
    gutter = labels + 1 if labels else 0
    values = shrunk(shown.values, (cells - gutter), TALLEST_GRID)
    flat = [value for row in values for value in row]
    low, high = min(flat), max(flat)
    each = 2 if 2 * len(values[0]) <= cells - gutter else 1
    lines = []
    for index, row in enumerate(values):
        label = shown.row_labels[index] if index < len(shown.row_labels) and len(values) == len(shown.values) else ""
        line = Text(label.rjust(labels) + " " if gutter else "", "quiet")
        for value in row:
            shade = SHADES[round((value - low) / (high - low) * 4) if high > low else 4 * (high > 0)]
            line.append(shade * each, "quiet" if shade == SHADES[0] else "accent")
        lines.append(line)
    legend = f"{number(low)} {SHADES} {number(high)}" if high > low else number(low)
    lines.append(Text(" " * gutter + legend, "quiet"))
    return lines


def numbers(shown: Grid, cells: int) -> list[Text]:
    """A table of numbers; what does not fit is left out behind an ellipsis."""
    rows = [[number(float(f"{value:.4g}")) for value in row] for row in shown.values]
    labels = max((width(label) for label in shown.row_labels), default=0)
    each = max((len(cell) for row in (*rows, list(shown.column_labels)) for cell in row), default=1) + 2
    fit = max(1, (cells - labels) // each)
    lines = []
    if shown.column_labels:
        lines.append(Text(" " * labels + "".join(label.rjust(each) for label in shown.column_labels[:fit]), "quiet"))
    for index, row in enumerate(rows[:TALLEST_GRID]):
        label = shown.row_labels[index] if index < len(shown.row_labels) else ""
        more = " …" if len(row) > fit else ""
        lines.append(
            Text.assemble((label.rjust(labels), "quiet"), "".join(cell.rjust(each) for cell in row[:fit]) + more)
        )
    if len(rows) > TALLEST_GRID:
        lines.append(Text("…", "quiet"))
    return lines


def shrunk(values: Sequence[Sequence[float]], columns: int, rows: int) -> list[list[float]]:
    """The grid at no more than this size: blocks of cells become their mean."""
    down, across = ceil(len(values) / rows), ceil(len(values[0]) / columns)
    shrunken = []
    for top in range(0, len(values), down):
        block = values[top : top + down]
        line = []
        for left in range(0, len(values[0]), across):
            inside = [value for row in block for value in row[left : left + across]]
            line.append(sum(inside) / len(inside))
        shrunken.append(line)
    return shrunken


# bars


def bars(shown: Bars, say: Say, cells: int) -> list[Text]:
    """Labelled lengths from zero, the value at the right end."""
    values = [number(value if value == int(value) else float(f"{value:.4g}")) for _, value in shown.bars]
    names = [with_minus(say.of(label)) for label, _ in shown.bars]
    labels = min(max(map(width, names)), WIDEST_LABEL, cells // 2)
    figures = max(map(len, values))
    room = max(4, cells - labels - figures - 4)
    longest = max((value for _, value in shown.bars), default=0.0)
    lines = [
        Text.assemble(pad(Text(name), labels), "  ", bar(max(0.0, value), longest, room), "  ", figure.rjust(figures))
        for name, (_, value), figure in zip(names, shown.bars, values, strict=True)
    ]
    if shown.unit:
        lines.append(Text(say.of(shown.unit), "quiet"))
    return lines
