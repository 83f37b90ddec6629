"""The real program on a real terminal, with a small bank of its own: what a learner would lose if it were wrong."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from terminal.pty_terminal import ROOT, Terminal
from world import write_bank

PROGRAM = [sys.executable, "-m", "dlquiz"]
NOW = "2026-11-20T09:00"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "banks").mkdir()
    write_bank(tmp_path / "banks", "mine", *(f"m{number}" for number in range(6)))
    return tmp_path


def variables(home: Path, **more: str) -> dict[str, str]:
    return {"DLQUIZ_HOME": str(home), "DLQUIZ_NOW": NOW, "TZ": "Asia/Shanghai", "LANG": "en_US.UTF-8", **more}


def drill(home: Path, *arguments: str, **more: str) -> Terminal:
    return Terminal([*PROGRAM, "drill", "mine", *arguments], variables=variables(home, **more))


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


def reviews(home: Path) -> list[tuple[str, int]]:
    with closing(sqlite3.connect(f"file:{home / 'reviews.db'}?mode=ro", uri=True)) as db:
        return list(db.execute("SELECT card, grade FROM log WHERE kind = 'review' ORDER BY seq"))


def test_a_kill_loses_nothing_that_was_answered(home: Path) -> None:
    with drill(home) as terminal:
        terminal.shows("What is m0?").send(" ").shows("1 Again").send("3").shows("What is m1?")
        terminal.send(" ").shows("1 Again").send("4").shows("What is m2?")
        terminal.signal(signal.SIGKILL)
        assert terminal.ends() == -signal.SIGKILL
    assert reviews(home) == [("m0", 3), ("m1", 4)]
    due = json.loads(run(home, "due", "--json").stdout)
    assert due["reviewed_today"] == 2


def test_two_drills_at_once_ask_different_cards(home: Path) -> None:
    with drill(home) as first:
        first.shows("What is m0?")
        with drill(home) as second:
            second.shows("What is m1?").send(" ").shows("1 Again").send("4").shows("What is m2?").send("q")
            assert second.ends() == 0
        first.send(" ").shows("1 Again").send("4").shows("What is m2?").send("q")
        assert first.ends() == 0
    assert sorted(reviews(home)) == [("m0", 4), ("m1", 4)]


def test_two_first_runs_at_once_both_work(home: Path) -> None:
    with drill(home) as first, drill(home) as second:
        for terminal in (first, second):
            terminal.shows("What is m").send("q")
            assert terminal.ends() == 0


def test_a_bank_edited_during_the_drill_is_picked_up_between_cards(home: Path) -> None:
    path = home / "banks/mine.yaml"
    with drill(home) as terminal:
        terminal.shows("What is m0?")
        path.write_text(path.read_text("utf-8").replace("What is m1?", "What has changed?"), "utf-8")
        terminal.send(" ").shows("1 Again").send("4").shows("What has changed?")
        path.write_text("topic: [", "utf-8")
        terminal.send(" ").shows("1 Again").send("4").shows("What is m2?", "mine.yaml:1:")
        terminal.send("q")
        assert terminal.ends() == 0


def test_line_by_line_the_same_drill(home: Path) -> None:
    done = run(home, "drill", "mine", "--plain", "--limit", "2", given="\n4\n\n4\n")
    assert done.returncode == 0, done.stderr
    assert "What is m0?" in done.stdout
    assert "\x1b" not in done.stdout
    assert reviews(home) == [("m0", 4), ("m1", 4)]


@pytest.mark.parametrize("typed", ["", "half a lin"], ids=["at the prompt", "in mid-line"])
@pytest.mark.parametrize("where", ["before the answer", "after it"])
def test_line_by_line_ctrl_c_leaves_and_keeps_every_answer(home: Path, where: str, typed: str) -> None:
    with drill(home, TERM="dumb") as terminal:
        terminal.asks("Enter shows the answer").send("\r").asks("Enter takes 3.").send("\r").asks(
            "Enter shows the answer"
        )
        terminal.send("\r").asks("Enter takes 3.").send("4\r").asks("Enter shows the answer")
        assert "What is m2?" in terminal.text
        if where == "after it":
            terminal.send("\r").asks("Enter takes 3.")
        terminal.send(typed).until(lambda: terminal.text.rstrip().endswith(f"> {typed}".rstrip()), "no echo")
        assert terminal.send("\x03").ends() == 130
        assert "Traceback" not in terminal.text
    assert reviews(home) == [("m0", 3), ("m1", 4)]
    with drill(home, TERM="dumb") as terminal:
        terminal.asks("Enter shows the answer")
        assert "What is m2?" in terminal.text


def test_an_input_that_closes_in_mid_card_is_said_and_loses_nothing(home: Path) -> None:
    done = run(home, "drill", "mine", "--plain", given="\n3\n")
    assert done.returncode == 1
    assert done.stderr.startswith("dlquiz: ")
    assert done.stderr.count("\n") == 1
    assert reviews(home) == [("m0", 3)]


def test_ctrl_c_leaves_at_once_and_gives_the_screen_back(home: Path) -> None:
    with drill(home) as terminal:
        terminal.shows("What is m0?").send(" ").shows("1 Again").send("2").shows("What is m1?").send("\x03")
        assert terminal.ends() == 130
        assert terminal.raw.rstrip().endswith(b"l") or b"\x1b[?1049l" in terminal.raw
    assert reviews(home) == [("m0", 2)]


def test_chinese_speaks_chinese(home: Path) -> None:
    with drill(home, LANG="zh_CN.UTF-8") as terminal:
        terminal.shows("什么是 m0？", "看答案").send(" ").shows("它就是 m0。", "1 重来").send("l").shows("It is m0.")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("drill", "mien"), 2, "did you mean mine"),
        (("show", "m9"), 1, "there is no question m9"),
        (("demo", "conv_cots"), 1, "did you mean conv_cost"),
        (("card", "suspend", "m0/nope"), 1, "m0 has m0, m0/pick"),
        (("config", "theme", "pink"), 2, "give auto, dark, light, terminal"),
        (("nonsense",), 2, "No such command"),
        (("drill", "--limit", "9" * 20), 2, "1000000"),
        (("find", "x", "--limit", "9" * 20), 2, "1000000"),
    ],
)
def test_an_error_is_one_line_with_a_remedy_and_a_code(
    home: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = run(home, *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stderr.startswith("dlquiz: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("damage", ["garbage", "newer"])
def test_a_database_that_cannot_be_used_is_said_and_left_alone(home: Path, damage: str) -> None:
    path = home / "reviews.db"
    if damage == "garbage":
        path.write_bytes(b"no database at all" * 100)
    else:
        run(home, "due")
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    done = run(home, "due")
    assert done.returncode == 1
    assert done.stderr.startswith(f"dlquiz: {path}: ")
    assert path.read_bytes() == before


def test_facts_as_json(home: Path) -> None:
    due = json.loads(run(home, "due", "--json").stdout)
    assert due.keys() == {"due", "learning", "new", "reviewed_today", "next_due"}
    topics = json.loads(run(home, "topics", "--json").stdout)
    assert {"topic", "title", "questions", "cards", "learned", "due", "recall"} == topics[0].keys()
    shown = json.loads(run(home, "show", "m0", "--json").stdout)
    assert shown["id"] == "m0"
    demo = json.loads(run(home, "demo", "conv_cost", "groups=1", "--json").stdout)
    assert demo.keys() == {"name", "inputs", "outputs"}
    assert "conv_cost" in json.loads(run(home, "demo", "--json").stdout)


def test_suspend_and_resume(home: Path) -> None:
    assert run(home, "card", "suspend", "m0").returncode == 0
    with drill(home) as terminal:
        terminal.shows("What is m1?").send("q")
        terminal.ends()
    assert run(home, "card", "resume", "m0").stdout == "m0 resumed\n"
    with drill(home) as terminal:
        terminal.shows("What is m0?")


def test_find_in_chinese_of_two_characters(home: Path) -> None:
    found = json.loads(run(home, "find", "卷积", "--json").stdout)
    assert found
    assert run(home, "find", "zzzzqqqq").returncode == 1


@pytest.mark.parametrize("arguments", [["find", "a"], ["topics"], ["due", "--json"]])
def test_a_reader_that_has_seen_enough_is_no_error(home: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    outside = {**os.environ, **variables(home)}
    ran = subprocess.run(
        [*PROGRAM, *arguments], stdout=writing, stderr=subprocess.PIPE, env=outside, check=False, cwd=ROOT
    )
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_due_names_a_bank_that_is_broken(home: Path) -> None:
    (home / "banks").mkdir(parents=True, exist_ok=True)
    (home / "banks" / "mine.yaml").write_text("topic: 'mine\n", "utf-8")
    ran = run(home, "due", "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)
    assert "mine.yaml:2:1: not valid YAML" in ran.stderr
