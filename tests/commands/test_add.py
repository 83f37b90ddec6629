"""dlquiz add: on one line, through a pipe, and as a dialogue on a real terminal."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from own_home import Home
from scripted_editor import ScriptedEditor
from terminal.pty_terminal import Terminal
from world import write_bank

from dlquiz.banks.reader import read
from dlquiz.core.questions import Question

PROGRAM = [sys.executable, "-m", "dlquiz"]
MOMENTUM = ("--topic", "built-in", "--ask", "What is momentum?", "--answer", "A running average of gradients.")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def bank(path: Path) -> list[Question]:
    reading = read(path)
    assert reading.bank
    assert not [problem for problem in reading.problems if problem.severity == "error"]
    return list(reading.bank.questions)


def test_one_line_adds_a_question_that_is_drilled_at_once(home: Home) -> None:
    path = home.banks / "built-in.yaml"
    done = home.run("add", *MOMENTUM, "--point", "one", "--point", "two", "--asked", "Acme, 2026-11-20")
    assert done == (0, f"momentum is written to {path}\n", "")
    (question,) = bank(path)
    assert (question.ask.en, question.asked) == ("What is momentum?", "Acme, 2026-11-20")
    assert [point.en for point in question.points] == ["one", "two"]
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\ntopic: built-in\n")
    assert "\nlang: en\n" in text
    drilled = home.run("drill", "--plain", "--limit", "1", given="\n4\n")
    assert "What is momentum?" in drilled.out
    assert home.run("check", home.banks) == (0, "", "")


def test_the_next_one_goes_below_and_leaves_the_rest_alone(home: Home) -> None:
    home.run("add", *MOMENTUM)
    path = home.banks / "built-in.yaml"
    before = path.read_text("utf-8").replace("\nquestions:\n", "\n# mine\nquestions:\n")
    path.write_text(before, "utf-8")
    assert home.run("add", "--topic", "built-in", "--ask", "Why?", "--answer", "So.").code == 0
    assert path.read_text("utf-8").startswith(before.rstrip("\n"))
    assert [question.id for question in bank(path)] == ["momentum", "why"]


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (("--right", "It averages.", "--wrong", "It adds."), "true-false"),
        (("--right", "a1", "--wrong", "b1", "--wrong", "c1"), "choice"),
        ((), None),
    ],
)
def test_right_and_wrong_make_a_check(home: Home, given: tuple[str, ...], kind: str | None) -> None:
    assert home.run("add", *MOMENTUM, *given).code == 0
    shown = json.loads(home.run("show", "momentum", "--json").out)
    assert [check["kind"] for check in shown.get("checks", [])] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--ask", "What?", "--answer", "That."), 2, "--topic is missing; give one of built-in"),
        (("--topic", "bulit-in", "--ask", "What?", "--answer", "That."), 2, "did you mean built-in"),
        (("--topic", "rl", "--ask", "What?", "--answer", "That."), 2, "begin it: dlquiz bank new rl"),
        (("--topic", "built-in", "--ask", "What?"), 2, "the answer is missing"),
        ((*MOMENTUM, "--right", "yes"), 2, "a check needs a wrong text too"),
        ((*MOMENTUM, "--level", "hard"), 2, "there is no level hard"),
        ((*MOMENTUM, "--right", "a1", "--wrong", "a1"), 1, "are the same"),
        ((*MOMENTUM, "--right", "a", "--right", "b", "--wrong", "c", "--wrong", "d", "--wrong", "e", "--wrong", "f"), 1,
         "give 3 to 5"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_said(home: Home, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = home.run("add", *arguments)
    assert done.code == code
    assert said in done.err
    assert not list(home.banks.iterdir())


def test_the_answer_may_come_through_a_pipe(home: Home) -> None:
    text = "A running average.\n\n- of gradients: $v_t = \\beta v_{t-1} + g_t$\n- “not” of weights: no\n"
    done = home.run("add", "--topic", "built-in", "--ask", "What is momentum?", given=text)
    assert done.code == 0
    assert bank(home.banks / "built-in.yaml")[0].answer.en == text.rstrip("\n")


def test_cards_may_come_through_a_pipe(home: Home) -> None:
    cards = "Q: What is momentum?\nA: An average.\n\nQ: 什么是动量？\nA: 平均。\n\nC: The [reset] gate.\n"
    done = home.run("add", "--topic", "built-in", "--asked", "Acme", given=cards)
    assert done.code == 0, done.err
    found = bank(home.banks / "built-in.yaml")
    assert [question.asked for question in found] == ["Acme"] * 3
    assert [len(question.checks) for question in found] == [0, 0, 1]
    assert found[1].id.startswith("q-")
    assert home.run("add", "--topic", "built-in", given="Q: alone\n").code == 1
    assert home.run("add", "--topic", "built-in", given="").code == 1


def test_similar_questions_are_shown(home: Home) -> None:
    home.run("add", *MOMENTUM)
    done = home.run(
        "add", "--topic", "built-in", "--ask", "And what is Nesterov momentum?", "--answer", "It looks ahead."
    )
    assert done.err == "similar: momentum: What is momentum?\n"
    zh = home.run("add", "--topic", "built-in", "--ask", "批归一化是什么？", "--answer", "是。")
    assert zh.err == ""
    again = home.run("add", "--topic", "built-in", "--ask", "什么是批归一化？", "--answer", "是。")
    assert again.err.startswith("similar: q-")


def test_ids_are_unique_and_those_of_deleted_questions_stay_taken(home: Home) -> None:
    home.run("add", *MOMENTUM, "--asked", "Acme")
    home.run("add", *MOMENTUM)
    assert "What is momentum?" in home.run("drill", "--plain", "--limit", "1", given="\n4\n").out
    assert home.run("edit", "momentum", "--delete").code == 0
    home.run("add", *MOMENTUM)
    assert [question.id for question in bank(home.banks / "built-in.yaml")] == ["momentum-2", "momentum-3"]


@pytest.mark.parametrize(
    "broken",
    ["topic: [", "topic: other\ntitle: x1\nquestions: []\n", "topic: built-in\ntitle: x1\nquestions: [{id: a1}]\n"],
)
def test_a_bank_that_cannot_be_written_to_stays_as_it_is(home: Home, broken: str) -> None:
    path = home.banks / "built-in.yaml"
    path.write_text(broken, "utf-8")
    done = home.run("add", *MOMENTUM)
    assert done.code == 0
    assert path.read_text("utf-8") == broken
    assert [question.id for question in bank(home.banks / "built-in-2.yaml")] == ["momentum"]


# the dialogue


def dialogue(home: Home, *steps: dict[str, Any], lang: str = "en_US.UTF-8", **more: str) -> Terminal:
    if not (home.banks / "mine.yaml").exists():
        write_bank(home.banks, "mine", "m1", "m2")
    editor = ScriptedEditor(home.root / "editor", *steps)
    variables = {"DLQUIZ_HOME": str(home.root), "DLQUIZ_NOW": "2026-11-20T09:00", "TZ": "UTC", "LANG": lang, **more}
    return Terminal([*PROGRAM, "add"], variables={**variables, "EDITOR": editor.command, "VISUAL": ""})


def test_the_dialogue_completes_shows_similar_ones_previews_and_writes(home: Home) -> None:
    long = "It averages the gradients:\n\n- first\n- second"
    with dialogue(home, {"write": long}) as terminal:
        terminal.shows("topic", "which topic").send("min\t").shows("› mine").send("\r")
        terminal.send("What is m1, really?").shows("similar", "What is m1?").send("\r")
        terminal.shows("› the answer").send("\x0f").shows("It averages the gradients:", "- second").send("\r")
        terminal.send("a point\r\ranswer 1\rwrong 2\rwrong 3\r\rAcme, 2026-11-20\r")
        terminal.shows("What is m1, really?", "• first", "a point", "choice", "answer 1", "write it").send("\x1b")
        terminal.shows("A new question", "Acme, 2026-11-20").send("\x13").shows("write it").send("\r")
        assert terminal.ends() == 0
        assert b"m1-really is written to" in terminal.raw
    question = bank(home.banks / "mine.yaml")[-1]
    assert (question.id, question.answer.en, question.asked) == ("m1-really", long, "Acme, 2026-11-20")
    assert [check.id for check in question.checks] == ["pick"]


def test_what_is_missing_is_said_and_leaving_writes_nothing(home: Home) -> None:
    with dialogue(home) as terminal:
        before = (home.banks / "mine.yaml").read_bytes()
        terminal.shows("which topic").send("mine\r卷积是什么？\x13").shows("the answer is missing", "卷积是什么？")
        terminal.send("\x1b").shows("esc again").send("x").shows("卷积是什么？x").send("\x1b").shows("esc again")
        terminal.send("\x1b")
        assert terminal.ends() == 0
    assert (home.banks / "mine.yaml").read_bytes() == before


def test_the_dialogue_speaks_chinese_and_takes_wide_characters(home: Home) -> None:
    with dialogue(home, lang="zh_CN.UTF-8") as terminal:
        terminal.shows("新题目", "哪个主题").send("mine\r什么是感受野？\r输出能看到的输入范围。\x13")
        terminal.shows("输出能看到的输入范围。", "保存").send("\r")
        assert terminal.ends() == 0
    assert bank(home.banks / "mine.yaml")[-1].ask.zh == "什么是感受野？"


def test_an_editor_that_fails_leaves_the_text(home: Home) -> None:
    with dialogue(home, {"write": "lost", "exit": 1}) as terminal:
        terminal.shows("which topic").send("mine\rwhy so?\x0f").shows("ended with 1", "why so?").send("\x03")
        assert terminal.ends() == 130


# what is typed and not written


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_what_was_on_the_screen_is_there_the_next_time(home: Home, end: signal.Signals) -> None:
    with dialogue(home) as terminal:
        terminal.shows("which topic").send("mine\rWhat is momentum?\r").shows("› the answer")
        terminal.send("An average").shows("An average").signal(end)
        terminal.ends()
    with dialogue(home) as terminal:
        terminal.shows("not saved the last time", "ctrl-n a new one", "What is momentum?", "An average")
        terminal.send("\x1b[A").until(lambda: "not saved" not in terminal.text, "the notice stays")
        terminal.send(" of gradients").shows("An average of gradients", "ctrl-s preview")
        assert "ctrl-n" not in terminal.text
        terminal.send("\x13").shows("write it").send("\r")
        assert terminal.ends() == 0
    assert bank(home.banks / "mine.yaml")[-1].answer.en == "An average of gradients"
    with dialogue(home) as terminal:
        terminal.shows("which topic", "› which topic", "the answer, in Markdown")
        assert "not saved" not in terminal.text


def test_a_new_one_may_be_begun_instead(home: Home) -> None:
    with dialogue(home, lang="zh_CN.UTF-8") as terminal:
        terminal.shows("哪个主题").send("mine\r什么是动量？").shows("什么是动量？").send("\x1b").shows("写下的留到下次")
        terminal.send("\x1b")
        assert terminal.ends() == 0
    with dialogue(home, lang="zh_CN.UTF-8") as terminal:
        terminal.shows("上次这道题没有保存", "什么是动量？", "另写一道").send("\x0e").shows("› 哪个主题")
        assert "什么是动量？" not in terminal.text
        terminal.send("\x1b")
        assert terminal.ends() == 0
    with dialogue(home) as terminal:
        terminal.shows("› which topic")
        assert "not saved" not in terminal.text


@pytest.mark.parametrize("damaged", [b"{", b"[1]", b'{"ask": 3}', b'{"other": ["x"]}', b"\xff"])
def test_a_draft_that_cannot_be_read_is_none(home: Home, damaged: bytes) -> None:
    (home.root / "edits").mkdir()
    (home.root / "edits/new.json").write_bytes(damaged)
    with dialogue(home) as terminal:
        terminal.shows("› which topic")
        assert "not saved" not in terminal.text


# the dialogue line by line


def test_line_by_line_the_same_fields(home: Home) -> None:
    write_bank(home.banks, "mine", "m1", "m2")
    given = "mine\nWhat is m1, really?\nIt averages.\nAlways.\n\none\ntwo\n\na1\nb1\nc1\n\nAcme\n7\nAcme, 2026\n\n"
    done = home.run("add", "--plain", given=given)
    assert done.code == 0, done.err
    for said in (
        "topic: one of built-in, mine, or a new one.", "Similar: What is m1?", "answer: the answer, in Markdown",
        "An empty line ends it.", "7. asked: Acme", "Question: What is m1, really?", "Point 2: two", "Enter writes it.",
    ):  # fmt: skip
        assert said in done.out
    assert done.out.endswith("m1-really is written to " + str(home.banks / "mine.yaml") + "\n")
    question = bank(home.banks / "mine.yaml")[-1]
    assert (question.ask.en, question.answer.en) == ("What is m1, really?", "It averages.\nAlways.")
    assert ([point.en for point in question.points], question.asked) == (["one", "two"], "Acme, 2026")
    assert [check.id for check in question.checks] == ["pick"]


def test_line_by_line_what_is_missing_is_said_and_a_field_typed_again(home: Home) -> None:
    done = home.run("add", "--plain", given="rl\nWhat is a return?\n\n\n\n\n\n\n3\nA sum.\n\nx\n\n")
    assert done.code == 0, done.err
    assert "the answer is missing" in done.out
    assert "That is none of the keys here." in done.out
    assert bank(home.banks / "rl.yaml")[0].answer.en == "A sum."


def test_line_by_line_what_is_typed_is_kept_until_it_is_written(home: Home) -> None:
    done = home.run("add", "--plain", given="built-in\nWhat is momentum?\nAn average.\n")
    assert done.code == 1
    assert done.err.endswith(
        "the input ended before the question did; what was typed is kept: run dlquiz add to go on\n"
    )
    again = home.run("add", "--plain", given="\n\n\n\n\n:q\n", LANG="zh_CN.UTF-8")
    assert again.code == 0
    for said in ("2. 问题: What is momentum?", "3. 答案: An average.", "上次这道题没有保存。回车接着写，n 另写一道。"):
        assert said in again.out
    done = home.run("add", "--plain", given="\n\n\n\n\n\n")
    assert done.code == 0, done.err
    assert bank(home.banks / "built-in.yaml")[0].answer.en == "An average."
    assert "not saved" not in home.run("add", "--plain", given="").out


def test_line_by_line_a_new_one_may_be_begun(home: Home) -> None:
    home.run("add", "--plain", given="built-in\nWhat is momentum?\n")
    home.run("add", "--plain", given="n\n")
    assert "not saved" not in home.run("add", "--plain", given="").out


@pytest.mark.parametrize("end", ["\x03", "kill"])
def test_where_nothing_can_be_painted_ctrl_c_and_a_kill_keep_the_lines(home: Home, end: str) -> None:
    with dialogue(home, TERM="dumb") as terminal:
        terminal.asks("topic: ").send("mine\r")
        terminal.asks("question: ").send("Why so?\r")
        terminal.asks("answer: ").send("Because.\r")
        terminal.asks("> Because.")
        if end == "kill":
            terminal.signal(signal.SIGKILL)
        assert terminal.send(end).ends() == (-signal.SIGKILL if end == "kill" else 130)
    with dialogue(home, TERM="dumb") as terminal:
        terminal.shows("2. question: Why so?", "3. answer: Because.", "Enter goes on with it,")
