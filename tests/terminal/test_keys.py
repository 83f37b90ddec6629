"""Keys: what bytes mean, however they are cut up; and a terminal that is given back."""

from __future__ import annotations

import shlex
import signal
import sys
import termios
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal.pty_terminal import Terminal

from dlquiz.terminal.keys import Attributes, Background, CursorAt, Decoder, Event, Paste

MEANINGS: list[tuple[str, list[Event]]] = [
    ("a", ["a"]),
    ("中文é", ["中", "文", "é"]),
    ("\r", ["enter"]),
    ("\n", ["enter"]),
    ("\t", ["tab"]),
    ("\x7f", ["backspace"]),
    ("\x0c", ["ctrl-l"]),
    ("\x01\x15", ["ctrl-a", "ctrl-u"]),
    ("\x1b[A\x1bOB", ["up", "down"]),
    ("\x1b[5~\x1b[6~", ["pgup", "pgdn"]),
    ("\x1b[H\x1b[4~", ["home", "end"]),
    ("\x1b[1;5C\x1b[3;5~", ["ctrl-right", "ctrl-delete"]),
    ("\x1b[Z", ["shift-tab"]),
    ("\x1bx", ["alt-x"]),
    ("\x1b[99~\x1b[I\x1b[<0;1;2Mz", ["z"]),
    ("\x1b[200~one\r\ntwo\rthree\x1b[201~q", [Paste("one\ntwo\nthree"), "q"]),
    ("\x1b[200~\x1b[A\x1b[201~", [Paste("\x1b[A")]),
    ("\x1b]11;rgb:ffff/8080/0000\x1b\\", [Background(1.0, 0x8080 / 0xFFFF, 0.0)]),
    ("\x1b]11;rgb:00/ff/00\x07", [Background(0.0, 1.0, 0.0)]),
    ("\x1b]4;1;rgb:00/ff/00\x07q", ["q"]),
    ("\x1b[1;3R", [CursorAt(3)]),
    ("\x1b[?62;22cq", [Attributes(), "q"]),
]


def events(*pieces: bytes) -> list[Event]:
    """What a decoder makes of bytes that arrive in these pieces."""
    decoder, found = Decoder(), []
    for piece in pieces:
        decoder.feed(piece)
        while (event := decoder.next()) is not None:
            found.append(event)
    return found


@pytest.mark.parametrize(("typed", "meaning"), MEANINGS)
def test_meaning(typed: str, meaning: list[Event]) -> None:
    assert events(typed.encode()) == meaning


@given(st.lists(st.sampled_from(MEANINGS), max_size=6), st.data())
def test_meaning_does_not_depend_on_how_bytes_arrive(
    chosen: list[tuple[str, list[Event]]], data: st.DataObject
) -> None:
    typed = "".join(text for text, _ in chosen).encode()
    cuts = data.draw(st.lists(st.integers(0, len(typed)), max_size=8).map(sorted))
    pieces = [typed[a:b] for a, b in pairwise([0, *cuts, len(typed)])]
    assert events(*pieces) == [event for _, meaning in chosen for event in meaning]


@given(st.binary(max_size=60))
def test_no_bytes_break_it_and_none_are_kept_but_a_beginning(noise: bytes) -> None:
    decoder = Decoder()
    decoder.feed(noise)
    while decoder.next(idle=True) is not None:
        pass
    assert not decoder.waiting or b"\x1b[200~" in noise


@pytest.mark.parametrize(
    ("typed", "meaning"),
    [("\x1b", ["esc"]), ("\x1b\x1b", ["esc", "esc"]), ("\x1b[", ["alt-["]), ("\x1b]", ["alt-]"]), ("\x1bO", ["alt-O"])],
)
def test_what_has_begun_and_does_not_go_on_was_a_key(typed: str, meaning: list[Event]) -> None:
    decoder, found = Decoder(), []
    decoder.feed(typed.encode())
    while (event := decoder.next() or decoder.next(idle=True)) is not None:
        found.append(event)
    assert found == meaning


PROGRAM = """
import sys
from dlquiz.terminal.keys import Keyboard, Paste
from dlquiz.terminal.screen import Screen
with Screen(sys.stdout) as screen, Keyboard(0, screen.give, screen.take) as keys:
    heard, crash = [], "crash" in sys.argv
    while True:
        screen.paint(["ready", *heard])
        event = keys.get()
        heard.append(event.text if isinstance(event, Paste) else str(event))
        if event == "!":
            screen.paint(["busy"])
            while not keys.typed_ahead: pass
            heard.append("ahead")
        if event == "q": break
        if event == "x": raise ZeroDivisionError
print("gone")
"""


def started() -> Terminal:
    return Terminal([sys.executable, "-c", PROGRAM]).shows("ready")


def echoes(terminal: Terminal) -> bool:
    """Whether the terminal is in its ordinary mode."""
    return bool(termios.tcgetattr(terminal.process.child_fd)[3] & termios.ECHO)


def test_type_ahead_is_neither_lost_nor_echoed() -> None:
    with started() as terminal:
        assert not echoes(terminal)
        terminal.send("!").shows("busy").send("ab").shows("ahead", "a", "b")
        assert terminal.lines[:6] == ["ready", "!", "ahead", "a", "b", ""]


def test_a_character_in_pieces_and_a_lone_escape() -> None:
    with started() as terminal:
        first, rest = "卷".encode()[:1], "卷".encode()[1:]
        terminal.process.send(first)
        terminal.process.send(rest)
        terminal.shows("卷").send("\x1b").shows("esc")


def test_a_paste_is_one_event() -> None:
    with started() as terminal:
        assert b"\x1b[?2004h" in terminal.raw
        terminal.send("\x1b[200~q x\x1b[201~").shows("q x").send("q")
        assert terminal.ends() == 0


def test_a_resize_is_an_event() -> None:
    with started() as terminal:
        terminal.resize(60, 20).shows("resize")


def test_ctrl_z_hands_the_terminal_back_and_fg_takes_it_again() -> None:
    with Terminal(["bash", "--norc", "--noprofile", "-i"], variables={"PS1": "shell> "}) as terminal:
        terminal.shows("shell>").send(shlex.join([sys.executable, "-c", PROGRAM]) + "\r")
        terminal.until(lambda: terminal.lines[0] == "ready", "it did not start")  # the shell shows its words too
        terminal.send("a").until(lambda: terminal.lines[:2] == ["ready", "a"], "the key was not heard")
        terminal.send("\x1a").until(lambda: b"Stopped" in terminal.raw, "it did not stop")
        assert b"\x1b[?1049l" in terminal.raw
        terminal.send("fg\r").until(lambda: terminal.lines[:3] == ["ready", "a", "resume"], "it did not go on")
        terminal.send("b").until(lambda: terminal.lines[3] == "b", "the terminal was not taken again")
        terminal.send("q").shows("gone", "shell>")


def test_ctrl_z_without_a_shell_stops_nothing() -> None:
    with started() as terminal:
        terminal.send("\x1a").shows("resume").send("a").shows("a")
        assert not echoes(terminal)


IN_MID_PAINT = """
import io, signal, sys
from dlquiz.terminal.keys import Keyboard
from dlquiz.terminal.screen import Screen

class Interrupted(io.FileIO):
    signals = [getattr(signal, sys.argv[1])]

    def write(self, data):
        written = super().write(data)
        if b"now" in bytes(data) and self.signals:
            signal.raise_signal(self.signals.pop())
        return written

out = io.TextIOWrapper(io.BufferedWriter(Interrupted(1, "w", closefd=False)), "utf-8")
with Screen(out) as screen, Keyboard(0, screen.give, screen.take) as keys:
    heard = []
    while "q" not in heard:
        screen.paint(["ready", *heard])
        heard.append(keys.get().replace("n", "now"))
"""


@pytest.mark.parametrize("name", ["SIGTSTP", "SIGCONT", "SIGWINCH"])
def test_a_signal_in_mid_paint_is_heard_after_it(name: str) -> None:
    with Terminal([sys.executable, "-c", IN_MID_PAINT, name]) as terminal:
        terminal.shows("ready").send("na")
        heard = ["ready", "now", "resize" if name == "SIGWINCH" else "resume", "a"]
        terminal.until(lambda: terminal.lines[:4] == heard, "it was not heard")
        assert terminal.send("q").ends() == 0


AWAY = """
import subprocess, sys
from dlquiz.terminal.keys import Keyboard
from dlquiz.terminal.screen import Screen
with Screen(sys.stdout) as screen, Keyboard(0, screen.give, screen.take) as keys:
    heard = []
    while "q" not in heard:
        screen.paint(["it is ready", *heard])
        heard.append(keys.get())
        if heard[-1] == "e":
            with keys.away():
                subprocess.run([sys.executable, "-c", "input('in the edi' + 'tor ')"])
"""


def test_ctrl_z_in_an_editor_stops_both_and_fg_goes_on_in_the_editor() -> None:
    with Terminal(["bash", "--norc", "--noprofile", "-i"], variables={"PS1": "shell> "}) as terminal:
        terminal.shows("shell>").send(shlex.join([sys.executable, "-c", AWAY]) + "\r")
        terminal.until(lambda: terminal.lines[0] == "it is ready", "it did not start").send("e").shows("in the editor")
        terminal.send("\x1a").until(lambda: terminal.text.rstrip().endswith("shell>"), "it did not stop")
        taken, told = (terminal.raw.count(text) for text in (b"\x1b[?1049h", b"subprocess.run"))
        terminal.send("fg\r").until(lambda: terminal.raw.count(b"subprocess.run") > told, "it did not go on")
        terminal.send("typed\r").until(
            lambda: terminal.lines[:3] == ["it is ready", "e", "resume"], "it did not return"
        )
        assert terminal.raw.count(b"\x1b[?1049h") == taken + 1
        terminal.send("q").until(lambda: terminal.text.rstrip().endswith("shell>"), "it did not leave")


@pytest.mark.parametrize(
    ("key", "code"), [("q", 0), ("x", 1), ("\x03", -signal.SIGINT)], ids=["leaving", "crash", "ctrl-c"]
)
def test_the_terminal_is_given_back(key: str, code: int) -> None:
    with started() as terminal:
        terminal.send(key)
        assert terminal.ends() == code
        assert terminal.raw.count(b"\x1b[?1049h") == terminal.raw.count(b"\x1b[?1049l") == 1
        assert terminal.raw.rfind(b"\x1b[?25h") > terminal.raw.rfind(b"\x1b[?25l")
        assert echoes(terminal)


def test_sigterm_gives_the_terminal_back() -> None:
    with started() as terminal:
        terminal.signal(signal.SIGTERM)
        assert terminal.ends() == 128 + signal.SIGTERM
        assert b"\x1b[?1049l" in terminal.raw


def test_the_end_of_the_input_is_an_error_to_catch() -> None:
    code = (
        "from dlquiz.terminal.keys import Keyboard\nimport os, pty\na, b = pty.openpty()\n"
        "with Keyboard(b) as keys:\n    os.close(a)\n    try: keys.get()\n    except EOFError: print('ended')"
    )
    with Terminal([sys.executable, "-c", code]) as terminal:
        terminal.shows("ended")
