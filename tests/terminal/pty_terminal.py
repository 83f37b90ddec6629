"""A real process on a real pty, its screen kept by pyte. Waiting is for what the screen shows, never for time."""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

import pexpect
import pyte

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
DARK = b"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\"
LIGHT = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"


class Terminal:
    """``with Terminal([sys.executable, …]) as terminal: terminal.send(" ").shows("answer")``.

    background: what the terminal answers to OSC 11, b"" for one that says nothing at all. wide_marks: it draws
    ambiguous characters two cells wide (and says so).
    """

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 80,
        rows: int = 30,
        variables: Mapping[str, str] = {},
        background: bytes = b"",
        wide_marks: bool = False,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self._background, self._wide_marks, self._asked = background, wide_marks, 0
        inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "LINES")}
        settings = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", **variables}
        self.process = pexpect.spawn(
            command[0], list(command[1:]), dimensions=(rows, columns), env={**inherited, **settings}, cwd=str(ROOT)
        )
        self.process.delaybeforesend = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.close(force=True)

    @property
    def lines(self) -> list[str]:
        """The rows of the screen without the blanks at their end."""
        return [row.rstrip() for row in self.screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def send(self, keys: str) -> Self:
        self.process.send(keys)
        return self

    def shows(self, *texts: str) -> Self:
        """Wait until every one of the texts is on the screen, wherever its lines are broken."""
        return self.until(lambda: all(map(self._shown, texts)), f"{texts} did not appear")

    def _shown(self, text: str) -> bool:
        lines = [line.strip() for line in self.lines]
        return text in self.text or text in " ".join(lines) or text in "".join(lines)

    def asks(self, told: str) -> Self:
        """Wait, where lines are read instead of keys, for an empty prompt below a paragraph that tells this."""

        def asked() -> bool:
            *_, paragraph, prompt = ["", "", *self.text.rstrip().replace("\n>", "\n\n>").split("\n\n")]
            return told in " ".join(paragraph.split()) and prompt.strip() == ">"

        return self.until(asked, f"nothing was asked below {told!r}")

    def until(self, holds: Callable[[], bool], otherwise: str) -> Self:
        """Read what the process writes until something holds of the screen."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if not self._read(end - time.monotonic()):
                raise AssertionError(f"{otherwise}; on the screen:\n{self.text}")
        return self

    def resize(self, columns: int, rows: int) -> Self:
        self.screen.resize(rows, columns)
        self.process.setwinsize(rows, columns)
        return self

    def signal(self, number: signal.Signals) -> Self:
        self.process.kill(number)
        return self

    def ends(self) -> int:
        """Read to the end of the process; its exit code, or minus the signal that ended it."""
        end = time.monotonic() + PATIENCE
        while self._read(end - time.monotonic()):
            pass
        if time.monotonic() >= end:
            raise AssertionError(f"it did not end\n{self.text}")
        self.process.wait()
        return -self.process.signalstatus if self.process.signalstatus else int(self.process.exitstatus or 0)

    def _read(self, seconds: float) -> bool:
        """Take in what is written within so many seconds; False when nothing came or all is over."""
        ready, _, _ = select.select([self.process.child_fd], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self.process.child_fd, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        self._reply()
        return bool(data)

    def _reply(self) -> None:
        """Answer what was asked, as terminals do."""
        questions = self.raw.count(b"\x1b]11;?\x1b\\")
        if self._background and questions > self._asked:
            self._asked = questions
            cursor = b"\x1b[1;3R" if self._wide_marks else b"\x1b[1;2R"
            os.write(self.process.child_fd, self._background + cursor + b"\x1b[?62;22c")
