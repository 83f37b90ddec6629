"""What a terminal shows while one has to wait."""

from __future__ import annotations

import os
import termios
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

import pytest
from world import world, write_bank

from dlquiz.study import MUCH, Study
from dlquiz.terminal.progress import passing

Pty = tuple[int, TextIO]


@pytest.fixture
def pty() -> Iterator[Pty]:
    """A terminal of 20 columns: where it can be read what it was sent, and the stream of the program."""
    shown, own = os.openpty()
    termios.tcsetwinsize(own, (10, 20))
    os.set_blocking(shown, False)
    with os.fdopen(own, "w") as out:
        yield shown, out
    os.close(shown)


def sent(shown: int) -> str:
    try:
        return os.read(shown, 4096).decode()
    except BlockingIOError:
        return ""


def test_words_in_passing_fit_on_a_row_and_leave_no_trace(pty: Pty) -> None:
    shown, out = pty
    with pytest.raises(ZeroDivisionError), passing("a long word about 评分 and more", out):
        assert sent(shown) == "\ra long word about…"
        1 // 0  # noqa: B018
    assert sent(shown) == f"\r{' ' * 18}\r"


def test_reading_much_is_said_once_and_reading_nothing_never(tmp_path: Path, pty: Pty) -> None:
    shown, out = pty
    environment = replace(world(tmp_path), stderr=out)
    bank = write_bank(environment.content, "alpha", "a0")
    Study(environment).close()
    assert sent(shown) == ""
    with bank.open("a", encoding="utf-8") as file:
        file.write("# \n" * (MUCH // 3))
    Study(environment).close()
    assert sent(shown).startswith("\rreading alpha.yaml…\r")
    with Study(environment) as study:
        bank.write_text(bank.read_text("utf-8") + "#", "utf-8")
        assert study.refresh()
    assert sent(shown) == ""
