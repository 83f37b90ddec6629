"""The outside world as it can be: streams that are closed or no text, a configuration from elsewhere, no such user."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from own_home import Home
from terminal.pty_terminal import ROOT, Terminal
from world import world

from dlquiz.cli import run
from dlquiz.errors import DlquizError


def ran(home: Path, line: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    """One line of a shell, in which $dlquiz is the program."""
    variables = {**os.environ, "DLQUIZ_HOME": str(home), "LC_ALL": "C.UTF-8", **more}
    variables["dlquiz"] = f"{sys.executable} -m dlquiz"
    return subprocess.run(["sh", "-c", line], input=given, capture_output=True, check=False, cwd=ROOT, env=variables)


@pytest.mark.parametrize("line", ["$dlquiz due <&-", "$dlquiz due >&-", "$dlquiz due 2>&-"])
def test_a_stream_that_is_closed_is_no_fault(tmp_path: Path, line: str) -> None:
    done = ran(tmp_path, line)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"new today" in done.stdout or ">&-" in line


def test_an_error_goes_nowhere_but_to_the_stream_for_errors(tmp_path: Path) -> None:
    done = ran(tmp_path, "$dlquiz show nothing 2>&-")
    assert (done.returncode, done.stdout) == (1, b"")


@pytest.mark.parametrize("encoding", ["utf-8:strict", "utf-8:surrogateescape"])
def test_bytes_that_are_no_text_end_no_drill(tmp_path: Path, encoding: str) -> None:
    done = ran(tmp_path, "$dlquiz drill --plain", b"t\n\xff ok\n3\nq\n", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Yours: \N{REPLACEMENT CHARACTER} ok" in done.stdout.decode()


def test_bytes_that_are_no_text_are_not_added(tmp_path: Path) -> None:
    done = ran(tmp_path, "$dlquiz add --topic optimization", b"Q: a\nA: \xff\n")
    assert done.returncode == 1
    assert done.stderr == b"dlquiz: standard input: there are bytes that are no UTF-8; send it as UTF-8\n"
    assert not (tmp_path / "banks").exists()


def test_an_argument_that_is_no_text_is_refused(tmp_path: Path) -> None:
    done = ran(tmp_path, "$dlquiz find $(printf '\\377')")
    assert done.returncode == 2
    assert done.stderr.startswith(b"dlquiz: '\\udcff' is no UTF-8; ")


def test_a_home_of_nobody_is_refused(tmp_path: Path) -> None:
    done = ran(tmp_path, "$dlquiz due", DLQUIZ_HOME="~no-such-user/x")
    assert done.returncode == 2
    assert done.stderr == b"dlquiz: DLQUIZ_HOME: there is no such user in ~no-such-user/x; give a folder\n"


def test_a_configuration_may_begin_with_a_mark_and_end_its_lines_as_windows_does(tmp_path: Path) -> None:
    environment = world(tmp_path)
    environment.config.write_bytes(b'\xef\xbb\xbflang = "zh"\r\nnew_per_day = 5\r\n')
    assert (environment.settings().lang, environment.settings().new_per_day) == ("zh", 5)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'lang = "\xff"', "the file is no UTF-8; save it as UTF-8, or delete it"),
        (b"interview = 2026-12-15T10:00:00", "give a date such as 2026-12-15"),
        (b"lang", "mend the line or delete the file"),
    ],
)
def test_a_configuration_that_cannot_be_read_is_said_in_its_place(tmp_path: Path, content: bytes, said: str) -> None:
    environment = world(tmp_path)
    environment.config.write_bytes(content)
    with pytest.raises(DlquizError) as caught:
        environment.settings()
    assert str(caught.value).startswith(f"{environment.config}: ")
    assert str(caught.value).endswith(said)


def test_an_error_stays_on_one_line_whatever_it_quotes(tmp_path: Path) -> None:
    said = Home(tmp_path).run("show", "a\nb\x1b[2J").err
    assert said == "dlquiz: there is no question a b�[2J; dlquiz find searches for words\n"


def test_a_narrow_terminal_gets_an_error_broken_between_words(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dlquiz", "config", "minutes", "many"]
    with Terminal(command, columns=30, variables={"DLQUIZ_HOME": str(tmp_path)}) as terminal:
        assert terminal.shows("give a whole number from 1 to 1440").ends() == 2
        assert [line for line in terminal.lines if line] == [
            "dlquiz: minutes cannot be",
            "'many'; give a whole number",
            "from 1 to 1440",
        ]


def test_a_fault_is_said_though_its_account_cannot_be_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").write_text("no folder")
    environment = replace(world(tmp_path), now=lambda: 1 // 0)  # type: ignore[arg-type, return-value]
    assert run(["config", "interview", "2026-12-15"], environment) == 1
    assert capsys.readouterr().err == (
        "dlquiz: a fault in dlquiz, ZeroDivisionError: integer division or modulo by zero;"
        " nothing answered is lost, please report it\n"
    )
