"""A word, or a bar, for what takes longer than a second."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TextIO, TypeVar

from rich.text import Text

from dlquiz.terminal.cells import cut, width
from dlquiz.terminal.page import bar

T = TypeVar("T")
PATIENCE, EVERY = 1.0, 0.1
"""Seconds before the bar appears, and between its changes."""
CELLS = 40


@contextmanager
def passing(said: str, out: TextIO) -> Iterator[None]:
    """Words on a terminal while something takes long. They leave no trace."""
    if not out.isatty():
        yield
        return
    shown = cut(Text(said), os.get_terminal_size(out.fileno()).columns - 1).plain
    out.write(f"\r{shown}")
    out.flush()
    try:
        yield
    finally:
        out.write(f"\r{' ' * width(shown)}\r")
        out.flush()


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
