"""Rectangles of characters that know their baseline: what two-dimensional formulas are built of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from dlquiz.terminal.cells import width as cell_len

cells = cell_len
"""The cells that a text takes: the one place where this is measured."""


@dataclass(frozen=True)
class Box:
    """Rows, all `width` cells wide; row number `base` stands on the line."""

    rows: tuple[str, ...]
    base: int = 0

    @classmethod
    def of(cls, rows: Sequence[str], base: int = 0) -> Box:
        """Rows of any width, filled with blanks."""
        width = max(map(cells, rows))
        return cls(tuple(pad(row, width) for row in rows), base)

    @cached_property
    def width(self) -> int:
        return cells(self.rows[0])

    @property
    def height(self) -> int:
        return len(self.rows)


def pad(row: str, width: int, align: str = "l") -> str:
    """Fill to `width` cells; `align` is l, c or r."""
    room = width - cells(row)
    before = {"l": 0, "c": room // 2, "r": room}[align]
    return " " * before + row + " " * (room - before)


def resized(box: Box, width: int, align: str) -> Box:
    return Box(tuple(pad(row, width, align) for row in box.rows), box.base)


def beside(boxes: Iterable[Box]) -> Box:
    """From left to right, all baselines on one row."""
    parts = [box for box in boxes if box.width]
    if not parts:
        return Box(("",))
    above = max(box.base for box in parts)
    below = max(box.height - box.base for box in parts)
    columns = [_extended(box, above - box.base, below - box.height + box.base) for box in parts]
    return Box(tuple(map("".join, zip(*columns, strict=True))), above)


def _extended(box: Box, above: int, below: int) -> tuple[str, ...]:
    blank = " " * box.width
    return (blank,) * above + box.rows + (blank,) * below


def stack(boxes: Sequence[Box], base: int, align: str = "c") -> Box:
    """From top to bottom; the baseline is that of box number `base`."""
    width = max(box.width for box in boxes)
    rows = tuple(pad(row, width, align) for box in boxes for row in box.rows)
    return Box(rows, sum(box.height for box in boxes[:base]) + boxes[base].base)
