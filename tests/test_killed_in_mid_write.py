"""Killed at every step of writing a file: what is there is the old file or the new one, never a part.

A process with the program loaded forks once for each step. The copy dies by SIGKILL right after that step; the parent
notes what it left, puts the old file back, and goes on until a copy comes through.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from own_home import Home
from scripted_editor import ScriptedEditor
from terminal.pty_terminal import ROOT
from world import write_bank

PROGRAM = """
import io, json, os, signal, sys
from itertools import count
from pathlib import Path
from dlquiz.cli import build, run

build(None)
target, *arguments = sys.argv[1:]
target = Path(target)
old = target.read_bytes() if target.exists() else None

def die_at(step):
    taken, moves = count(), (os.replace, os.rename)
    def dying(call):
        def called(*given, **named):
            at = given[1] if call in moves else given[0]
            done = call(*given, **named)
            if (isinstance(at, int) or target.parent in Path(at).parents) and next(taken) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return done
        return called
    for module, name in ((os, "fsync"), (os, "chmod"), (os, "replace"), (os, "rename"), (io, "open")):
        setattr(module, name, dying(getattr(module, name)))

for step in count():
    child = os.fork()
    if not child:
        die_at(step)
        os._exit(run(arguments))
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left = target.read_bytes() if target.exists() else None
    print("left", json.dumps([code, left.hex() if left is not None else None]), flush=True)
    if code >= 0:
        break
    target.unlink(missing_ok=True)
    if old is not None:
        target.write_bytes(old)
"""


def killed(target: Path, *arguments: str, **variables: str) -> tuple[list[bytes | None], bytes]:
    """What the killed runs of a command line left in a file, and what it holds when none kills it."""
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(target), *arguments],
        env={**os.environ, "DLQUIZ_NOW": "2026-11-20T09:00", "TZ": "UTC", "LANG": "en_US.UTF-8", **variables},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [json.loads(line.removeprefix("left")) for line in ran.stdout.splitlines() if line.startswith("left")]
    *before, (code, done) = lines
    assert code == 0, ran.stderr
    assert before
    assert {code for code, _ in before} == {-signal.SIGKILL}
    assert done is not None
    return [left if left is None else bytes.fromhex(left) for _, left in before], bytes.fromhex(done)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    write_bank(made.banks, "mine", "m1", "m2")
    return made


def test_adding_a_question(home: Home) -> None:
    bank = home.banks / "mine.yaml"
    old = bank.read_bytes()
    words = ("--topic", "mine", "--ask", "What is momentum?", "--answer", "An average.")
    left, new = killed(bank, "add", *words, DLQUIZ_HOME=str(home.root))
    assert old in left
    assert set(left) <= {old, new}
    assert new.startswith(old.rstrip(b"\n"))
    assert home.run("check", home.banks).code == 0


def test_beginning_a_bank(home: Home) -> None:
    bank = home.banks / "new.yaml"
    left, new = killed(bank, "bank", "new", "new", DLQUIZ_HOME=str(home.root))
    assert None in left
    assert set(left) <= {None, new}


def test_editing_and_deleting_a_question(home: Home) -> None:
    bank = home.banks / "mine.yaml"
    old = bank.read_bytes()
    editor = ScriptedEditor(home.root / "editor", *[{"replace": ["It is m1.", "It is changed."]}] * 99)
    left, new = killed(bank, "edit", "m1", DLQUIZ_HOME=str(home.root), EDITOR=editor.command, VISUAL="")
    assert old in left
    assert set(left) <= {old, new}
    assert new == old.replace(b"It is m1.", b"It is changed.")
    bank.write_bytes(old)
    left, new = killed(bank, "edit", "m2", "--delete", DLQUIZ_HOME=str(home.root))
    assert old in left
    assert set(left) <= {old, new}
    assert b"m2" not in new


@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        ("out.html", ("stats", "--html")),
        ("out.md", ("mock", "show", "--export")),
        ("out.html", ("mock", "show", "--export")),
        ("out.csv", ("bank", "export")),
        ("out.svg", ("demo", "lr_schedule", "--picture")),
    ],
)
def test_an_export(home: Home, file: str, arguments: tuple[str, ...]) -> None:
    home.run("mock", "--minutes", "2", "--topics", "mine", "--plain", given="\n1\n\n")
    target = home.root / "out" / file
    target.parent.mkdir()
    target.write_bytes(b"the old file")
    left, new = killed(target, *arguments, str(target), DLQUIZ_HOME=str(home.root))
    assert b"the old file" in left
    assert set(left) <= {b"the old file", new}


def test_an_export_to_anki(home: Home) -> None:
    target = home.root / "out" / "out.apkg"
    target.parent.mkdir()
    target.write_bytes(b"the old file")
    left, new = killed(target, "anki", "export", str(target), "mine", DLQUIZ_HOME=str(home.root))
    packages = [package for package in (*left, new) if package != b"the old file"]
    assert 1 < len(packages) <= len(left)
    for package in packages:
        assert ZipFile(BytesIO(package or b"")).testzip() is None


def test_setting_something(home: Home) -> None:
    config = home.root / "config.toml"
    config.write_text("minutes = 10\n", "utf-8")
    left, new = killed(config, "config", "minutes", "20", DLQUIZ_HOME=str(home.root))
    assert set(left) == {b"minutes = 10\n", new}
    assert b"20" in new
