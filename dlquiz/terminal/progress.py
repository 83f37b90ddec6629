"""A bar for what takes longer than a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TextIO, TypeVar

from dlquiz.terminal.page import bar

T = TypeVar("T")
PATIENCE, EVERY = 1.0, 0.1
"""Seconds before the bar appears, and between its changes."""
CELLS = 40


def progress(items: Sequence[T], out: TextIO) -> Iterator[T]:
    """The items; on a terminal with a bar of how many were taken, once the patience is used up. It leaves no trace."""
    next_look = monotonic() + PATIENCE
    shown = False
    for number, item in enumerate(items, 1):
        yield item
        if monotonic() >= next_look and out.isatty():
            out.write(f"\r{bar(number, len(items), CELLS).plain} {100 * number // len(items):3}%")
            out.flush()
            shown, next_look = True, monotonic() + EVERY
    if shown:
        out.write("\r\x1b[K")
        out.flush()
