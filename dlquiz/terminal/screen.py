"""The alternate screen: rows are painted where they changed, and the screen is handed back as it was."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self, TextIO

TAKE = "\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[?25l\x1b[2J"
GIVE = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l"
BEGIN, END = "\x1b[?2026h", "\x1b[?2026l"
CURSOR_ON, CURSOR_OFF = "\x1b[?25h", "\x1b[?25l"
ASK = "\x1b]11;?\x1b\\\x1b[1;1H─\x1b[6n\x1b[1;1H\x1b[2K\x1b[c"
"""The background; where the cursor is after an ambiguous character; and what every terminal answers, last."""


class Screen:
    """``with Screen(stdout) as screen: screen.paint(rows)``. Lines are never wrapped: what is too long is clipped."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._shown: list[str] = []

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give()

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows; 80 × 24 where the terminal does not say."""
        columns, rows = os.get_terminal_size(self._out.fileno())
        return columns or 80, rows or 24

    def take(self) -> None:
        """Switch to the alternate screen."""
        self.repaint()
        self._write(TAKE)

    def give(self) -> None:
        """Hand the terminal back: its own screen, cursor and wrapping. A terminal that is gone is no error."""
        with suppress(OSError):
            self._write(GIVE)

    def ask(self) -> None:
        """Ask the terminal what it looks like; the answers arrive among the keys."""
        self._write(ASK)
        self.repaint()

    def repaint(self) -> None:
        """Forget what is shown, so that the next paint is complete."""
        self._shown = []

    def paint(self, rows: Sequence[str], cursor: tuple[int, int] | None = None) -> None:
        """Show these rows, painting those that differ. cursor: (row, column) from 0 where something is typed."""
        parts = [BEGIN, CURSOR_OFF]
        if not self._shown:
            parts.append("\x1b[2J")
        shown = self._shown + [""] * (len(rows) - len(self._shown))
        wanted = [*rows, *[""] * (len(shown) - len(rows))]
        for y, (before, after) in enumerate(zip(shown, wanted, strict=True), 1):
            if before != after:
                parts.append(f"\x1b[{y};1H\x1b[2K{after}")
        if cursor:
            parts.append(f"\x1b[{cursor[0] + 1};{cursor[1] + 1}H{CURSOR_ON}")
        self._write("".join([*parts, END]))
        self._shown = list(rows)

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
