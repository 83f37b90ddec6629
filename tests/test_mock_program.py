"""A mock interview as it is sat: the real program on a real terminal, by a clock that only the test moves."""

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

BUDGET = 120


class Place:
    """A learner's folder and clock."""

    def __init__(self, root: Path) -> None:
        self.root, self.clock = root, root / "clock"
        self.clock.write_text("0")
        (root / "banks").mkdir()
        write_bank(root / "banks", "mine", *(f"m{number}" for number in range(4)))

    def at(self, seconds: float) -> None:
        """Set the clock."""
        beside = self.root / "clock.new"
        beside.write_text(str(seconds))
        beside.replace(self.clock)

    @property
    def variables(self) -> dict[str, str]:
        paths = f"{ROOT}:{ROOT / 'tests'}"
        return {"DLQUIZ_HOME": str(self.root), "TZ": "Asia/Shanghai", "LANG": "en_US.UTF-8", "PYTHONPATH": paths}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "terminal.clocked_program", str(self.clock), *arguments]

    def sit(self, *arguments: str, **more: str) -> Terminal:
        given = arguments or ("mock", "--minutes", "5", "--topics", "mine", "--seed", "2")
        return Terminal(self.command(*given), variables={**self.variables, **more})

    def run(self, *arguments: str, given: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            input=given,
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, **self.variables, **more},
        )

    def show(self) -> dict[str, object]:
        """The latest mock."""
        told: dict[str, object] = json.loads(self.run("mock", "show", "--json").stdout)
        return told

    def reviews(self) -> list[tuple[str, int, str, str]]:
        with closing(sqlite3.connect(f"file:{self.root / 'reviews.db'}?mode=ro", uri=True)) as db:
            rows = db.execute("SELECT card, grade, mode, answer FROM log WHERE kind = 'review' ORDER BY seq")
            return list(rows)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_sitting(place: Place) -> None:
    with place.sit() as terminal:
        terminal.shows("Mock interview · 1 of 2", "5 min left", "About 2:00 for this one.", "What is m")
        first = asked_on(terminal)
        assert "It is m" not in terminal.text
        assert "The first point" not in terminal.text
        place.at(61)
        terminal.send("\x0c").shows("4 min left").send("t").shows("enter keep the line")
        terminal.send("the first q\r").shows("notes     the first q").send("second\x1b").shows(
            "space next question", "second"
        )
        terminal.send("p").shows("Paused: the clock stands").until(lambda: "What is" not in terminal.text, "it shows")
        assert "the first q" not in terminal.text
        place.at(1000)
        terminal.send("\x0c").shows("4 min left").send(" ").shows("What is m", "4 min left")
        place.at(1000 + BUDGET - 61)
        terminal.send("\x0c").shows("3 min left", "About 2:00 for this one.")
        place.at(1000 + BUDGET - 60)
        terminal.send("\x0c").shows("! Over its 2:00: come to the point.").send(" ").shows("2 of 2")
        place.at(1000 + BUDGET - 60 + 140)
        terminal.send("\x0c").shows("0:39 left").send(" ")
        terminal.shows("Answers · 1 of 2", "It is m", "yours     the first q", "second", "time      2:01 of 2:00")
        terminal.shows("1  The first point", "› Again").send("1").shows(
            "✓ 1  The first point", "› Hard", "1 of 2 points said"
        )
        terminal.send("2").shows("› Good").send("\r").shows("Answers · 2 of 2", "nothing noted", "› Again")
        terminal.send("1").shows("› Hard").send("\x1b[C").shows("› Good").send("\x1b[D\x1b[D").shows("› Again").send(
            "\r"
        )
        terminal.shows("1 of 2 passed", "3 of 4 points, in 4:21 of 4:00", "2:01 !  2/2", "right, but over its time")
        terminal.shows("work on • mine", "• The second point", "mine  ━").send("\r")
        assert terminal.ends() == 0
    told = place.show()
    assert (told["asked"], told["passed"], told["hit"], told["points"], told["seconds"]) == (2, 1, 3, 4, 261)
    assert (told["slow"], told["weakest"], told["finished"]) == ([first], ["mine"], True)
    [(card, grade, mode, answer)] = place.reviews()
    assert (grade, mode, answer) == (1, "mock", "")
    assert card != first
    due = json.loads(place.run("due", "--json").stdout)
    assert due["learning"] == 1


def test_w_drills_what_was_weak(place: Place) -> None:
    with place.sit() as terminal:
        first = asked_on(terminal.shows("1 of 2", "What is m"))
        terminal.send(" ").shows("2 of 2")
        second = asked_on(terminal)
        terminal.send(" ").shows("Answers · 1 of 2").send("1\r").shows("Answers · 2 of 2").send("\r")
        terminal.shows("0 of 2 passed", "w drill the weak 2").send("w")
        terminal.shows(f"What is {second}?", "recall").send(" ").shows("1 Again").send("4")
        terminal.shows(f"What is {first}?").send(" ").shows("1 Again").send("4")
        terminal.shows("Done for", "2 cards in").send("\r")
        assert terminal.ends() == 0
    assert [(card, grade, mode) for card, grade, mode, _ in place.reviews()] == [
        (first, 2, "mock"), (second, 1, "mock"), (second, 4, "drill"), (first, 4, "drill"),
    ]  # fmt: skip


def test_nothing_weak_nothing_to_drill(place: Place) -> None:
    with place.sit("mock", "--minutes", "2", "--topics", "mine") as terminal:
        terminal.shows("What is m").send(" ").shows("Answers · 1 of 1").send("12\r").shows("1 of 1 passed")
        assert "drill" not in terminal.text
        terminal.send("w\x0c").shows("1 of 1 passed").send("\r")
        assert terminal.ends() == 0


def test_line_by_line_w_drills_what_was_weak(place: Place) -> None:
    given = "\n\n1\n\n\n\nw\n\n4\n\n4\n\n"
    done = place.run("mock", "--minutes", "5", "--topics", "mine", "--seed", "2", "--plain", given=given)
    assert done.returncode == 0, done.stderr
    assert "Enter closes. w drills the 2 weakest questions." in done.stdout
    assert [(grade, mode) for _, grade, mode, _ in place.reviews()] == [
        (2, "mock"), (1, "mock"), (4, "drill"), (4, "drill"),
    ]  # fmt: skip
    due = json.loads(place.run("due", "--json").stdout)
    assert due["new"] > 0


def asked_on(terminal: Terminal) -> str:
    """The id of the question on the screen."""
    return next(line.split()[2].rstrip("?") for line in terminal.lines if "What is" in line)


def test_a_killed_mock_goes_on_where_it_stood_paused(place: Place) -> None:
    with place.sit() as terminal:
        terminal.shows("1 of 2").send("tmine\r\r").shows("mine", "space next question")
        place.at(30)
        terminal.send(" ").shows("2 of 2", "5 min left").signal(signal.SIGKILL)
        assert terminal.ends() == -signal.SIGKILL
    place.at(5000)
    with place.sit("mock", "resume") as terminal:
        terminal.shows("Paused", "2 of 2", "5 min left").send(" ").shows("What is").send("qx").shows(
            "space next question"
        )
        terminal.send("q").shows("q again ends it").send("q").shows("Answers · 1 of 1", "yours     mine")
        terminal.signal(signal.SIGKILL)
        terminal.ends()
    with place.sit("mock", "resume") as terminal:
        terminal.shows("Answers · 1 of 1").send("12\r").shows("1 of 1 passed", "in 0:30").send("q")
        assert terminal.ends() == 0
    assert place.run("mock", "resume").returncode == 1
    assert place.reviews() == []


def test_ctrl_c_asks_once_and_keeps_what_was_answered(place: Place) -> None:
    with place.sit() as terminal:
        terminal.shows("1 of 2").send("tkept\r\r").shows("kept", "space next").send("\x03").shows("Leave?").send("x")
        terminal.until(lambda: "Leave?" not in terminal.text, "the question stayed").send(" ").shows("2 of 2")
        terminal.send("\x03").shows("Leave?").send("\x03")
        assert terminal.ends() == 130
        assert b"\x1b[?1049l" in terminal.raw
    left = place.show()
    assert (left["asked"], left["finished"]) == (1, False)
    with place.sit() as terminal:
        terminal.shows("! The interview of today is unfinished: dlquiz mock resume.").send("qq")
        terminal.shows("Nothing was asked.").send("\r")
        assert terminal.ends() == 0


def test_misses_of_a_walk_that_was_left_are_kept_once(place: Place) -> None:
    with place.sit() as terminal:
        terminal.shows("1 of 2").send(" ").shows("2 of 2").send(" ").shows("Answers · 1 of 2").send("\r").shows(
            "2 of 2"
        )
        terminal.send("qq")
        assert terminal.ends() == 0
    assert [grade for _, grade, _, _ in place.reviews()] == [1]
    with place.sit("mock", "resume") as terminal:
        terminal.shows("Answers · 2 of 2").send("1\r").shows("0 of 2 passed").send("\r")
        assert terminal.ends() == 0
    assert [grade for _, grade, _, _ in place.reviews()] == [1, 2]


def test_on_the_smallest_screen_in_chinese_without_colour(place: Place) -> None:
    settings = {**place.variables, "LANG": "zh_CN.UTF-8", "NO_COLOR": "1"}
    command = place.command("mock", "--minutes", "3", "--topics", "mine")
    with Terminal(command, columns=40, rows=15, variables=settings) as terminal:
        terminal.shows("模拟面试 · 第 1/1 题", "还剩 3 分钟", "什么是 m").send("?").shows("暂停并隐藏").send("?")
        terminal.shows("什么是 m").send("t先说要点\r\r").shows("先说要点")
        terminal.send("p").shows("已暂停").send(" ").shows("什么是").send(" ").shows("逐题对照", "2 个要点说出 0 个")
        terminal.send("1").shows("说出 1 个").send("l").shows("1 of 2 points said").send("\r").shows(
            "0 of 1 passed"
        ).send("q")
        assert terminal.ends() == 0
        assert b"38;5;" not in terminal.raw


def test_line_by_line(place: Place) -> None:
    given = "a note\nsecond line\n\n:p\n\n\n1 2\n\n1\n3\n"
    done = place.run("mock", "--minutes", "5", "--topics", "mine", "--plain", given=given)
    assert done.returncode == 0, done.stderr
    for said in (
        "Question 1 of 2. 5 min left. About 2:00 for this one.", "Paused. Enter goes on", "Your notes: a note",
        "Your notes: second line", "2 of 2 points said: Good.", "1 of 2 points said: Hard.",
        "3 of 4 points, in 0:00 of 4:00", "2 of 2 passed",
    ):  # fmt: skip
        assert said in done.stdout
    assert "It is m" not in done.stdout.split("Your notes")[0]
    assert "\x1b" not in done.stdout
    assert place.show()["passed"] == 2


def test_line_by_line_ctrl_c_asks_once_and_keeps_what_was_answered(place: Place) -> None:
    with place.sit(TERM="dumb") as terminal:
        terminal.asks("Enter alone: next question.").send("kept\r").asks("> kept").send("\x03").asks("Leave? q leaves")
        terminal.send("\r").asks("Enter alone: next question.").send("\r").shows("Question 2 of 2")
        terminal.asks("Enter alone: next question.").send("\x03").asks("Leave? q leaves").send("\x03")
        assert terminal.ends() == 130
        assert "Traceback" not in terminal.text
    left = place.show()
    assert (left["asked"], left["finished"]) == (1, False)
    with place.sit("mock", "resume", TERM="dumb") as terminal:
        terminal.asks("Paused. Enter goes on").send(":q\r").asks("End the interview?").send("q\r")
        terminal.asks("Type the numbers of the points you said")
        assert "Your notes: kept" in terminal.text


def test_an_input_that_ends_is_said_and_all_is_kept(place: Place) -> None:
    done = place.run("mock", "--minutes", "5", "--topics", "mine", "--plain", given="note\n\n")
    assert done.returncode == 1
    assert done.stderr.endswith("the input ended before the interview did; all is kept: run dlquiz mock resume\n")
    again = place.run("mock", "resume", "--plain", "--lang", "zh", given="\n:q\nq\n12\n\n")
    assert again.returncode == 0, again.stderr
    assert "已暂停" in again.stdout
    assert "1 题通过 1 题" in again.stdout


def test_the_interviewer_gets_the_same_blueprint_and_nothing_is_logged(place: Place) -> None:
    printed = place.run("mock", "--minutes", "5", "--topics", "mine", "--seed", "2", "--interviewer").stdout
    assert printed.count("- [ ] The first point") == 2
    asked = [line.split()[-1].rstrip("?") for line in printed.splitlines() if line.startswith("## ")]
    assert place.run("mock", "history", "--json").stdout == "[]\n"
    with place.sit() as terminal:
        terminal.shows(f"What is {asked[0]}?").send(" ").shows(f"What is {asked[1]}?")


def test_history_and_change(place: Place) -> None:
    for day, ticks in enumerate(("1\n\n", "12\n\n")):
        place.at(86400 * day)
        assert place.run("mock", "--minutes", "2", "--topics", "mine", "--plain", given=f"\n{ticks}").returncode == 0
    listed = place.run("mock", "history").stdout
    assert "1  20 Nov" in listed
    assert "50%" in listed
    assert "100%" in listed
    shown = place.run("mock", "show").stdout
    assert "+50% since the last one" in shown
    first = place.run("mock", "show", "1").stdout
    assert "1 of 2 points" in first
    assert "since" not in first


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_a_scorecard_on_paper(place: Place, suffix: str) -> None:
    place.run("mock", "--minutes", "2", "--topics", "mine", "--plain", given="<b>\n\n1\n\n")
    path = place.root / f"card.{suffix}"
    done = place.run("mock", "show", "--export", str(path), "--lang", "zh")
    assert (done.returncode, done.stdout) == (0, f"{path}\n")
    text = path.read_text("utf-8")
    assert "模拟面试" in text
    assert "要点一" in text
    assert ("&lt;b&gt;" if suffix == "html" else "> <b>") in text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--topics", "mien"), 2, "did you mean mine"),
        (("--minutes", "0"), 2, "not in the range"),
        (("--minutes", "-5"), 2, "not in the range"),
        (("--level", "corr"), 2, "did you mean core"),
        (("--topics", "mine", "--level", "deep"), 2, "no question is of these topics and that level"),
        (("--lang", "fr"), 2, "there is no language fr"),
        (("show", "3"), 1, "there is no mock interview yet; sit one: dlquiz mock"),
        (("show", "--export", "card.pdf"), 2, "end it in .md or .html"),
        (("resume",), 1, "begin one: dlquiz mock"),
        (("history",), 1, "there is no mock interview yet"),
    ],
)
def test_bad_input(place: Place, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = place.run("mock", *arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_more_minutes_than_questions_says_how_many_there_are(place: Place) -> None:
    with place.sit("mock", "--minutes", "60", "--topics", "mine") as terminal:
        terminal.shows("! There are only 4 such questions: about 8 min.", "1 of 4", "60 min left")


def test_when_nothing_is_due_m_sits_one_and_comes_back(place: Place) -> None:
    with place.sit("drill", "mine", "--new", "0") as terminal:
        terminal.shows("Nothing is due.", "m a mock interview of 15 minutes").send("m").shows("1 of 4", "15 min left")
        terminal.send("tx\r\r").shows("space next").send("qq").shows("Answers · 1 of 1").send("12\r").shows(
            "1 of 1 passed"
        )
        terminal.send("\r").shows("Nothing is due.", "last one 20 Nov").send("m").shows("1 of 4")
        weak = asked_on(terminal)
        terminal.send(" ").shows("2 of 4").send("qq").shows("Answers · 1 of 1").send("\r").shows("w drill the weakest")
        terminal.send("w").shows(f"What is {weak}?").send(" ").shows("1 Again").send("4").shows("1 card in").send("q")
        assert terminal.ends() == 0
