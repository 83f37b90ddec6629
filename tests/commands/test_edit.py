"""dlquiz edit and `e` in the drill, with an editor that follows a script."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from own_home import BUILT_IN, Home, Ran
from scripted_editor import ScriptedEditor
from terminal.pty_terminal import Terminal
from world import write_bank

PROGRAM = [sys.executable, "-m", "dlquiz"]
MINE = """\
# my own questions\r
topic: mine\r
title: {en: Mine, zh: 我的}\r
questions:\r
- id: 'first'   # the first\r
  ask: {en: What is first?, zh: 什么是第一？}\r
  answer: {en: It is first., zh: 它是第一。}\r
\r
- id: second\r
  ask: {en: What is second?, zh: 什么是第二？}\r
  # a remark\r
  answer: {en: It is second., zh: 它是第二。}\r
  checks:\r
  - {id: pick, kind: true-false, right: {en: It is., zh: 是。}, wrong: {en: It is not., zh: 不是。}}\r
# the end\r
"""

ORDERED = """\
id: m1
ask: {en: What is m1?, zh: 什么是 m1？}
answer: {en: It is m1., zh: 它就是 m1。}
checks:
- id: pick
  kind: order
  ask: {en: Which comes when?, zh: 先后次序如何？}
  steps: ['1', '2', '3']
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path)
    (made.banks / "mine.yaml").write_bytes(MINE.encode())
    return made


def edit(home: Home, id_: str, *steps: dict[str, Any]) -> tuple[Ran, list[tuple[str, str]]]:
    """`dlquiz edit ID` with an editor that takes these steps; what it came to, and what the editor was given."""
    editor = ScriptedEditor(home.root / "editor", *steps)
    return home.run("edit", id_, EDITOR=editor.command, VISUAL=""), editor.seen


def at_terminal(home: Home, editor: ScriptedEditor, *arguments: str) -> Terminal:
    variables = {"DLQUIZ_HOME": str(home.root), "DLQUIZ_NOW": "2026-11-20T09:00", "TZ": "UTC", "LANG": "en_US.UTF-8"}
    return Terminal([*PROGRAM, *arguments], variables={**variables, "EDITOR": editor.command, "VISUAL": ""})


def mine(home: Home) -> str:
    return (home.banks / "mine.yaml").read_bytes().decode()


def changed(old: str, new: str) -> dict[str, Any]:
    return {"replace": [old, new]}


def test_editing_one_question_leaves_every_other_byte_alone(home: Home) -> None:
    done, seen = edit(home, "second", changed("It is second.", "It comes second."))
    assert done == (0, f"second is written to {home.banks}/mine.yaml\n", "")
    assert mine(home) == MINE.replace("It is second.", "It comes second.")
    ((place, text),) = seen
    assert place == "+1"
    assert text.startswith("id: second\nask: {en: What is second?")
    assert "# a remark\n" in text
    assert not list((home.root / "edits").iterdir())


@pytest.mark.parametrize(("name", "told"), [("nano", "+1"), ("code", "--goto"), ("hx", "{}:1"), ("my-editor", "{}")])
def test_each_editor_is_told_the_line_in_its_own_way(home: Home, name: str, told: str) -> None:
    editor = ScriptedEditor(home.root / "editor", {"exit": 1}, name=name)
    home.run("edit", "first", EDITOR=editor.command, VISUAL="")
    ((place, _),) = editor.seen
    assert place == told.format(home.root / "edits" / "first.yaml")


def test_a_wrong_question_is_shown_and_reopened_at_its_line(home: Home) -> None:
    editor = ScriptedEditor(
        home.root / "editor",
        changed("answer:", "answr:"),
        changed("answr:", "level: hard\nanswer:"),
        changed("level: hard", "level: deep"),
    )
    with at_terminal(home, editor, "edit", "first") as terminal:
        terminal.shows('question first has no answer; add an "answer:" line', "q stops").send("\n")
        terminal.shows("line 3: level is hard; write core or deep").send("\n")
        assert terminal.ends() == 0
    assert [place for place, _ in editor.seen] == ["+1", "+2", "+4"]
    assert editor.seen[1][1].split("\n")[1] == "id: 'first'   # the first"
    assert editor.seen[2][1].split("\n")[3] == "level: hard"
    before, after = "第一？}\r\n  answer:", "第一？}\r\n  level: deep\r\n  answer:"
    assert mine(home) == MINE.replace(before, after)


def test_what_is_given_up_is_kept_and_taken_up_again(home: Home) -> None:
    done, _ = edit(home, "first", changed("answer: {en: It is first.", "answer: {en: It is not, yet."))
    assert done.code == 1
    assert "your text is kept: dlquiz edit first opens it again" in done.err
    assert done.err.count("\n") == 1
    assert mine(home) == MINE
    done, seen = edit(home, "first", changed("It is not, yet.", "It is not."))
    assert done.code == 0
    assert "#: This was not saved the last time. In the file stands:\n#: id: 'first'" in seen[0][1]
    assert mine(home) == MINE.replace("It is first.", "It is not.")


@pytest.mark.parametrize("code", [1, 130])
def test_an_editor_that_fails_changes_nothing(home: Home, code: int) -> None:
    done, _ = edit(home, "first", {**changed("first.", "1st."), "exit": code})
    assert done.code == 1
    assert f"ended with {code}" in done.err
    assert mine(home) == MINE
    assert "1st." in (home.root / "edits/first.yaml").read_text("utf-8")


def test_an_editor_that_does_not_exist_is_said(home: Home) -> None:
    done = home.run("edit", "first", EDITOR="/none/vi", VISUAL="")
    assert done == (1, "", "dlquiz: /none/vi: No such file or directory; set EDITOR to your editor\n")
    done = home.run("edit", "first", EDITOR="'", VISUAL="")
    assert done == (1, "", "dlquiz: ': No such file or directory; set EDITOR to your editor\n")


@pytest.mark.parametrize("step", [{"write": ""}, {"write": "\n\n"}, {}])
def test_nothing_left_or_nothing_changed_changes_nothing(home: Home, step: dict[str, Any]) -> None:
    done, _ = edit(home, "first", step)
    assert done == (0, "nothing was changed\n", "")
    assert mine(home) == MINE


def test_another_question_changed_meanwhile_is_kept_too(home: Home) -> None:
    meanwhile = MINE.replace("It is second.", "It is last.")
    step = changed("It is first.", "It leads.") | {"meanwhile": {str(home.banks / "mine.yaml"): meanwhile}}
    assert edit(home, "first", step)[0].code == 0
    assert mine(home) == meanwhile.replace("It is first.", "It leads.")


def test_the_same_question_changed_meanwhile_is_not_overwritten(home: Home) -> None:
    meanwhile = MINE.replace("It is first.", "It was first.")
    step = changed("It is first.", "It leads.") | {"meanwhile": {str(home.banks / "mine.yaml"): meanwhile}}
    done, _ = edit(home, "first", step)
    assert done.code == 1
    assert "has been changed by another program" in done.err
    assert mine(home) == meanwhile
    assert "It leads." in (home.root / "edits/first.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: 'first'", "id: 'second'", "there is a question second already"),
        ("id: 'first'", "id: 'First'", "id is 'First'"),
        ("id: 'first'   # the first\n", "", "the question has no id"),
        ("ask:", "- ask:", "not valid YAML"),
        ("answer:", "checks: [{id: n, kind: numeric, ask: a $1$, demo: nope, want: x}]\nanswer:", "no demo"),
        ("answer:", "follow_ups: [third]\nanswer:", "there is no question third"),
        ("It is first.", "It is\x07first.", "U+0007"),
    ],
)
def test_a_broken_question_is_never_written(home: Home, old: str, new: str, said: str) -> None:
    done, _ = edit(home, "first", changed(old, new))
    assert done.code == 1
    assert said in done.err
    assert mine(home) == MINE


def test_a_bank_that_is_no_yaml_cannot_be_edited_and_says_where(home: Home) -> None:
    home.run("due")
    (home.banks / "mine.yaml").write_text("topic: [", "utf-8")
    done, _ = edit(home, "first", {})
    assert done.code == 1
    assert f"{home.banks}/mine.yaml:1:" in done.err


def standing(home: Home, card: str) -> list[str]:
    shown = home.run("show", card.partition("/")[0]).out
    line = next(line for line in shown.split("\n") if f" {card} " in line)
    return line.partition(card)[2].split()


def test_progress_is_kept_through_an_edit_and_a_rename(home: Home) -> None:
    assert home.run("drill", "mine", "--plain", "--limit", "2", given="\n4\n\n4\n").code == 0
    before = standing(home, "second")
    assert before[-1] != "new"
    assert edit(home, "second", changed("id: second", "id: runner-up"))[0].code == 0
    assert "- id: runner-up\r\n  was: [second]\r\n" in mine(home)
    assert standing(home, "runner-up") == before
    assert edit(home, "second", changed("id: runner-up", "id: silver"))[0].code == 0
    assert "- id: silver\r\n  was: [second, runner-up]\r\n" in mine(home)
    assert standing(home, "silver") == before


def test_a_check_that_is_only_renamed_keeps_its_progress(home: Home) -> None:
    assert edit(home, "second", changed("id: pick", "id: choose"))[0].code == 0
    assert "- {id: choose, was: [pick], kind: true-false," in mine(home)


def test_deleting_a_question_prints_it_and_keeps_its_reviews(home: Home) -> None:
    home.run("drill", "mine", "--plain", "--limit", "1", given="\n4\n")
    done = home.run("edit", "first", "--delete")
    assert done.code == 0
    assert done.out.startswith("id: 'first'   # the first\nask:")
    assert "What is first" not in mine(home)
    assert home.run("show", "first").code == 1
    (home.banks / "mine.yaml").write_bytes(MINE.encode())
    assert standing(home, "first")[-1] != "new"
    assert home.run("edit", BUILT_IN, "--delete").code == 1


# questions of the program


def test_editing_one_of_the_programs_writes_an_override_and_reverts(home: Home) -> None:
    before = home.run("show", BUILT_IN).out
    assert edit(home, BUILT_IN, changed("level: core", "level: deep"))[0].code == 0
    written = (home.banks / "overrides.yaml").read_text("utf-8")
    assert written.startswith("# yaml-language-server: $schema=schema.json\n")
    assert f"- id: {BUILT_IN}\n  replaces: " in written
    assert (home.banks / "schema.json").exists()
    assert home.run("show", BUILT_IN).out == before.replace("built-in · core", "built-in · deep")
    assert home.run("check").code == 0
    assert edit(home, BUILT_IN, changed("level: deep", "level: core"))[0].code == 0
    assert edit(home, "b2", changed("level: core", "level: deep"))[0].code == 0
    assert home.run("edit", BUILT_IN, "--revert").out == f"{BUILT_IN} is again as it came\n"
    assert home.run("show", BUILT_IN).out == before
    assert home.run("edit", BUILT_IN, "--revert").code == 1
    assert BUILT_IN not in (home.banks / "overrides.yaml").read_text("utf-8")
    assert "built-in · deep" in home.run("show", "b2").out
    assert home.run("edit", "b2", "--revert").code == 0


def test_an_original_that_has_changed_is_said_and_shown(home: Home) -> None:
    edit(home, BUILT_IN, changed("level: core", "level: deep"))
    content = home.environment.content / "built-in.yaml"
    content.write_text(content.read_text("utf-8").replace("The first point", "Point one"), "utf-8")
    said = f"the original of {BUILT_IN} has changed since you edited it"
    assert said in home.run("doctor").err
    done, seen = edit(home, BUILT_IN, changed("\nlevel: deep", "\nlevel: core"))
    assert done.code == 0
    assert "#: The question that comes with the program has changed. It is now:\n#: id:" in seen[0][1]
    assert "#: - en: Point one\n" in seen[0][1]
    assert said not in home.run("doctor").err


def test_a_question_of_the_program_keeps_its_id(home: Home) -> None:
    done, _ = edit(home, BUILT_IN, changed(f"id: {BUILT_IN}", "id: other"))
    assert done.code == 1
    assert "the id of a question of the program is changed" in done.err
    assert not (home.banks / "overrides.yaml").exists()


def test_without_a_terminal_no_editor_is_waited_for(home: Home) -> None:
    ran = home.run("edit", "b1", EDITOR="", VISUAL="")
    assert ran.code == 2
    assert "no terminal to edit on" in ran.err


# in the drill


def test_e_in_the_drill_comes_back_to_the_card(home: Home) -> None:
    editor = ScriptedEditor(home.root / "editor", changed("What is first?", "Who is first?"))
    with at_terminal(home, editor, "drill", "mine") as terminal:
        terminal.shows("What is first?").send(" ").shows("1 Again").send("e").shows("Who is first?", "1 Again")
        terminal.send("4").shows("What is second?").send("q")
        assert terminal.ends() == 0
    assert mine(home) == MINE.replace("What is first?", "Who is first?")


def test_e_shows_what_is_wrong_and_giving_up_goes_on_drilling(home: Home) -> None:
    editor = ScriptedEditor(home.root / "editor", changed("answer:", "answr:"))
    with at_terminal(home, editor, "drill", "mine") as terminal:
        terminal.shows("What is first?").send("e").shows("has no answer", "q stops").send("q\n")
        terminal.shows("What is first?", "your text is kept").send(" ").shows("It is first.").send("q")
        assert terminal.ends() == 0
    assert mine(home) == MINE


def test_a_check_that_changes_shape_is_asked_anew(home: Home) -> None:
    path = write_bank(home.banks, "more", "m1")
    home.run("card", "suspend", "m1")
    editor = ScriptedEditor(home.root / "editor", changed("It says so.", "It really says so."), {"write": ORDERED})
    with at_terminal(home, editor, "drill", "more") as terminal:
        terminal.shows("true", "false").send("y").shows("1 Again").send("e").shows("It really says so.", "1 Again")
        terminal.send("e").shows("Which comes when?").send("q")
        assert terminal.ends() == 0
    assert "kind: order" in path.read_text("utf-8")
