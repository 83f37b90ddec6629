"""A quiz as it is taken: the real program on a real terminal and over pipes."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from terminal.pty_terminal import ROOT, Terminal
from world import write_bank

PROGRAM = [sys.executable, "-m", "dlquiz"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "banks").mkdir()
    write_bank(tmp_path / "banks", "mine", *(f"m{number}" for number in range(4)))
    write_bank(tmp_path / "banks", "yours", "y0", "y1", level="deep")
    return tmp_path


def variables(home: Path, **more: str) -> dict[str, str]:
    settings = {"DLQUIZ_HOME": str(home), "DLQUIZ_NOW": "2026-11-20T09:00", "TZ": "Asia/Shanghai"}
    return {**settings, "LANG": "en_US.UTF-8", **more}


def run(home: Path, *arguments: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **variables(home, **more)},
    )


def log(home: Path) -> list[tuple[str, int, str]]:
    with closing(sqlite3.connect(f"file:{home / 'reviews.db'}?mode=ro", uri=True)) as db:
        return list(db.execute("SELECT card, grade, mode FROM log WHERE kind = 'review' ORDER BY seq"))


def asked(said: str) -> list[str]:
    """The statements shown, in order."""
    return [line for line in said.splitlines() if line.startswith("True or false")]


def test_a_quiz_with_its_score_and_its_misses(home: Path) -> None:
    command = [*PROGRAM, "quiz", "mine", "-n", "3", "--seed", "5"]
    with Terminal(command, variables=variables(home)) as terminal:
        terminal.shows("mine · core", "0 right   1/3", "y true   n false   space answer")
        assert "hint" not in terminal.text
        terminal.send("y").shows("yours   ", "space next card", "why       It says so.")
        assert "10 min" not in terminal.text
        terminal.send("3").shows("1 right   2/3").send("n").shows("space next card").send("1").shows("1 right   3/3")
        terminal.send("y").shows("space next card").send("u").shows("Taken back", "2/3").send("3")
        terminal.shows("2 right   3/3").send("y").shows("space next card").send("1")
        terminal.shows("2 of 3 right, in 1 min", "Drawn with --seed 5.", "2/3", "It says so.").send("\r")
        assert terminal.ends() == 0
    assert [(grade, mode) for _, grade, mode in log(home)] == [(3, "quiz"), (1, "quiz"), (3, "quiz"), (1, "quiz")]
    due = json.loads(run(home, "due", "--json").stdout)
    assert (due["due"], due["learning"]) == (0, 0)


def test_the_end_comes_with_q_and_what_was_answered_counts(home: Path) -> None:
    with Terminal([*PROGRAM, "quiz", "mine", "--no-record"], variables=variables(home)) as terminal:
        terminal.shows("! There are only 4 such checks: the quiz has 4 questions.", "1/4").send("y")
        terminal.shows("space next card").send("3").shows("2/4").send("q").shows("1 of 1 right").send("q")
        assert terminal.ends() == 0
    assert log(home) == []


def test_the_same_seed_asks_the_same_and_json_tells_the_result(home: Path) -> None:
    given = "y\n3\nn\n1\ny\n3\n\n"
    runs = [
        run(home, "quiz", "mine", "-n", "3", "--seed", seed, "--json", "--no-record", given=given) for seed in "112"
    ]
    assert [ran.returncode for ran in runs] == [0, 0, 0], runs[0].stderr
    told = json.loads(runs[0].stdout)
    assert (told["right"], told["asked"], told["seed"], told["recorded"]) == (2, 3, 1, False)
    assert sum(topic["asked"] for topic in told["topics"]) == 3
    assert len(told["misses"]) == 1
    assert asked(runs[0].stderr) == asked(runs[1].stderr) != asked(runs[2].stderr)
    assert len(asked(runs[0].stderr)) == 4  # the miss is shown again
    assert "2 of 3 right" in runs[0].stderr


def test_a_quiz_moves_a_memory_that_there_is_and_starts_none(home: Path) -> None:
    (home / "banks/yours.yaml").unlink()
    run(home, "drill", "mine", "--plain", "--limit", "1", given="\n4\n\n")
    first = log(home)[0][0]
    assert first == "m0"
    run(home, "quiz", "mine", "-n", "9", "--plain", given="y\n1\n" * 4 + "\n")
    assert len(log(home)) == 5
    with closing(sqlite3.connect(f"file:{home / 'reviews.db'}?mode=ro", uri=True)) as db:
        memories = db.execute("SELECT card FROM memories WHERE state IS NOT NULL").fetchall()
    assert memories == [("m0",)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-n", "0"), "-n': 0 is not in the range"),
        (("mien",), "did you mean mine"),
        (("--kind", "chioce"), "did you mean choice"),
        (("--kind", "recall"), "there is no kind of check recall"),
        (("--level", "depe"), "did you mean deep"),
        (("mine", "--level", "deep"), "no check is of that topic, kind and level"),
        (("--lang", "fr"), "there is no language fr"),
    ],
)
def test_bad_input_is_a_usage_error_of_one_line(home: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run(home, "quiz", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_line_by_line_in_chinese(home: Path) -> None:
    done = run(home, "quiz", "yours", "--plain", given="y\n\nn\n\n\n", LANG="zh_CN.UTF-8")
    assert done.returncode == 0, done.stderr
    for text in ("这样的题只有 2 道，本次测验就出 2 道。", "第 1 张，共 2 张。", "2 题答对", "用时 1 分钟"):
        assert text in done.stdout
    assert "\x1b" not in done.stdout


def test_an_input_that_ends_in_mid_quiz_is_said_and_loses_nothing(home: Path) -> None:
    done = run(home, "quiz", "mine", "--plain", given="y\n3\n")
    assert done.returncode == 1
    assert "the input ended before the quiz did; every answer is saved" in done.stderr
    assert len(log(home)) == 1
