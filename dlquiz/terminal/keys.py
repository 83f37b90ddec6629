"""The keyboard: bytes -> events, and a terminal that is given back whatever happens.

The terminal stays in cbreak for the whole session, so what is typed while the program thinks is neither echoed nor
lost. Ctrl-C raises KeyboardInterrupt and Ctrl-Z suspends, as everywhere.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
import termios
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import NamedTuple, Self

from dlquiz.core.text import half_width

ESCAPE_WAIT = 0.03
"""Seconds after which a lone ESC byte was the Esc key, not the start of a sequence."""


class Paste(NamedTuple):
    """Text pasted in one go."""

    text: str


class Background(NamedTuple):
    """The terminal's background colour, each part from 0 to 1."""

    red: float
    green: float
    blue: float


class CursorAt(NamedTuple):
    """Where the cursor is; columns count from 1."""

    column: int


class Attributes(NamedTuple):
    """The terminal said what it is: it has answered everything it was asked before."""


Event = str | Paste | Background | CursorAt | Attributes
"""A key by name (``a`` ``中`` ``enter`` ``up`` ``ctrl-l`` ``alt-x``), ``resize``, ``resume``, a paste, or a reply."""


def as_command(key: Event) -> Event:
    """The key where it is no text: what an input method gives in full width is what stands on the key."""
    return half_width(key) if isinstance(key, str) else key


# bytes -> events

CONTROLS = {"\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\x08": "backspace", "\0": "ctrl-space"}
NAMES = {
    "A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "shift-tab",
    "1~": "home", "3~": "delete", "4~": "end", "5~": "pgup", "6~": "pgdn", "7~": "home", "8~": "end",
}  # fmt: skip
MODIFIERS = {"2": "shift-", "3": "alt-", "5": "ctrl-"}
PASTE = re.compile(r"\x1b\[200~(.*?)\x1b\[201~", re.DOTALL)
SEQUENCE = re.compile(r"\x1b(?:\[([0-?]*[ -/]*[@-~])|O([@-~]))")
COMMAND = re.compile(r"\x1b\](\d+;[^\x07\x1b]*)(?:\x07|\x1b\\)")
UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O|\](?:\d*|\d+;[^\x07\x1b]*\x1b?))?")
COLOUR = re.compile(r"11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")


class Decoder:
    """Bytes in, events out; a character or a sequence may arrive in pieces."""

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        self._text = ""

    def feed(self, data: bytes) -> None:
        self._text += self._utf8.decode(data)

    @property
    def waiting(self) -> bool:
        """Something has begun and may go on."""
        return bool(self._text)

    def next(self, idle: bool = False) -> Event | None:
        """The next event; None where more bytes are needed. idle: none came for a moment."""
        while self._text:
            if self._text.startswith("\x1b[200~"):
                return self._paste()
            if self._text[0] != "\x1b":
                return self._character()
            if found := SEQUENCE.match(self._text) or COMMAND.match(self._text):
                self._text = self._text[found.end() :]
                if (event := _sequence(found)) is not None:
                    return event
            elif UNFINISHED.fullmatch(self._text) and not idle:
                return None
            else:
                return self._escape()
        return None

    def _paste(self) -> Event | None:
        if not (found := PASTE.match(self._text)):
            return None
        self._text = self._text[found.end() :]
        return Paste(found[1].replace("\r\n", "\n").replace("\r", "\n"))

    def _character(self) -> Event:
        char, self._text = self._text[0], self._text[1:]
        if char in CONTROLS:
            return CONTROLS[char]
        return f"ctrl-{chr(ord(char) + 96)}" if char <= "\x1a" else char

    def _escape(self) -> Event:
        """Esc alone, or with the key that Alt was held with."""
        self._text = self._text[1:]
        if not self._text or self._text[0] == "\x1b":
            return "esc"
        return f"alt-{self._character()}"


def _sequence(found: re.Match[str]) -> Event | None:
    """What a complete sequence means; None for one that means nothing here."""
    if found.re is COMMAND:
        colour = COLOUR.match(found[1])
        return Background(*(int(part, 16) / (16 ** len(part) - 1) for part in colour.groups())) if colour else None
    body = found[1] or found[2]
    if body.endswith("R"):
        column = body[:-1].rpartition(";")[2]
        return CursorAt(int(column)) if column.isdigit() else None
    if body.startswith("?"):
        return Attributes() if body.endswith("c") else None
    if modified := re.fullmatch(r"(\d+);(\d+)(.)", body):
        key = modified[3] if modified[1] == "1" else modified[1] + modified[3]
        return MODIFIERS.get(modified[2], "") + NAMES[key] if key in NAMES else None
    return NAMES.get(body)


# the terminal

NOTED = {signal.SIGWINCH: "resize", signal.SIGTSTP: "suspend", signal.SIGCONT: "continue"}
LEAVING = (signal.SIGTERM, signal.SIGHUP)


class Keyboard:
    """``with Keyboard(fd) as keys: keys.get()``.

    `give` and `take` are called around a suspension (Ctrl-Z, fg), with the terminal in its ordinary mode between
    them. Signals are only noted, and acted on at the next `get`: they may come in the middle of a paint. SIGTERM and a
    lost terminal leave by SystemExit, so that every ``with`` on the way out restores its part.
    """

    def __init__(self, fd: int, give: Callable[[], None] = lambda: None, take: Callable[[], None] = lambda: None):
        self._fd, self._give, self._take = fd, give, take
        self._decoder = Decoder()
        self._signalled: deque[str] = deque()

    def __enter__(self) -> Self:
        self._ordinary = termios.tcgetattr(self._fd)
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        self._before = {number: signal.getsignal(number) for number in (*NOTED, *LEAVING)}
        for number in LEAVING:
            signal.signal(number, self._on_end)
        self._listen()
        self._cbreak()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._cooked()
        os.close(self._woken)
        os.close(self._wake)

    def get(self, timeout: float | None = None) -> Event | None:
        """The next event; None when `timeout` seconds pass without one. EOFError when the input has ended."""
        while True:
            if self._signalled:
                return self._acted_on(self._signalled.popleft())
            if (event := self._decoder.next()) is not None:
                return event
            begun = self._decoder.waiting
            if not self._read(ESCAPE_WAIT if begun else timeout):
                event = self._decoder.next(idle=True) if begun else None
                if event is not None or not begun:
                    return event

    @property
    def typed_ahead(self) -> bool:
        """Something has been typed that was not read yet."""
        return bool(self._signalled) or self._decoder.waiting or bool(select.select([self._fd], [], [], 0)[0])

    @contextmanager
    def away(self) -> Iterator[None]:
        """Hand the terminal to another program, an editor say, and take it back. Ctrl-Z is that program's meanwhile."""
        self._hand_back()
        try:
            yield
        finally:
            self._take_back()
            self._signalled.append("resume")

    @contextmanager
    def interrupts(self) -> Iterator[None]:
        """Meanwhile Ctrl-C is a key, ``ctrl-c``, and interrupts nothing."""
        before = signal.signal(signal.SIGINT, lambda *_: self._note("ctrl-c"))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _read(self, timeout: float | None) -> bool:
        ready, _, _ = select.select([self._fd, self._woken], [], [], timeout)
        if self._woken in ready:
            os.read(self._woken, 64)
        if self._fd in ready:
            try:
                data = os.read(self._fd, 4096)
            except OSError:  # the terminal is gone
                data = b""
            if not data:
                raise EOFError
            self._decoder.feed(data)
        return bool(ready)

    def _cbreak(self) -> None:
        mode = termios.tcgetattr(self._fd)
        mode[0] &= ~(termios.ICRNL | termios.IXON)  # Enter is \r; Ctrl-S and Ctrl-Q are free
        mode[3] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self._fd, termios.TCSADRAIN, mode)  # DRAIN keeps what was typed ahead

    def _cooked(self) -> None:
        with suppress(termios.error):
            termios.tcsetattr(self._fd, termios.TCSADRAIN, self._ordinary)

    def _hand_back(self) -> None:
        self._give()
        self._cooked()
        for number in NOTED:
            signal.signal(number, self._before[number])

    def _take_back(self) -> None:
        self._listen()
        self._cbreak()
        self._take()

    def _listen(self) -> None:
        for number in NOTED:
            signal.signal(number, self._on_noted)

    def _note(self, event: str) -> None:
        self._signalled.append(event)
        with suppress(BlockingIOError):
            os.write(self._wake, b"!")

    def _acted_on(self, event: str) -> str:
        """Stop here, if that is wanted, until the shell lets us go on; the event that the page is to know of."""
        if event == "suspend":
            self._hand_back()
            signal.raise_signal(signal.SIGTSTP)
            self._take_back()
            return "resume"
        if event == "continue":
            self._take_back()
            return "resume"
        return event

    def _on_noted(self, number: int, _frame: FrameType | None) -> None:
        self._note(NOTED[signal.Signals(number)])

    def _on_end(self, number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)
