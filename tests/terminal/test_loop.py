"""The drill as it is played: a real process on a real terminal."""

from __future__ import annotations

import re
import signal
import sys
from pathlib import Path

import pytest
from terminal.pty_terminal import DARK, LIGHT, Terminal

GROUPS, CHOICE, RECALL = "group-conv-params/count", "attention-scale/why", "batch-norm"
NOT_GIVEN_BACK = "the screen was not given back"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {"DLQUIZ_HOME": str(tmp_path)}


def drill(home: dict[str, str], *arguments: str, **settings: object) -> Terminal:
    variables = {**home, **settings.pop("variables", {})}  # type: ignore[dict-item]
    command = [sys.executable, "-m", "terminal.drill_samples", *arguments]
    return Terminal(command, variables=variables, **settings)  # type: ignore[arg-type]


def left_behind(terminal: Terminal) -> list[str]:
    """The lines on the terminal after the drill."""
    return [line for line in terminal.raw.rpartition(b"\x1b[?1049l")[2].decode().splitlines() if line]


def log(terminal: Terminal) -> list[str]:
    """What reached the log, as the process wrote it after the drill."""
    return [line for line in left_behind(terminal) if line.startswith("log ")]


def test_a_sitting(home: dict[str, str]) -> None:
    with drill(home, RECALL, CHOICE, GROUPS) as terminal:
        terminal.shows("What does batch normalisation compute", "1/3", "space answer", "h hint")
        terminal.send("h").shows("one mean and one variance", "h one more hint")
        terminal.send(" ").shows("√(σ² + ε)", "1 Again", "10 min", "8 days")
        terminal.send("4").shows("divides QKᵀ by √dₖ", "2/3", "1–4 choose")
        terminal.send("1").shows("yours   ✗ 1", "right   ✓ 2", "› 1 Again")
        terminal.send(" ").shows("How many weights does it have?", "enter answer", "esc other keys")
        terminal.send("589824").shows("› 589824__________", "enter check").send("\r")
        terminal.shows("✗ 589,824", "✓ 73,728", "4 parameters", "slip    ! That is the ungrouped layer")
        terminal.send("\r").shows("divides QKᵀ by √dₖ", "2/3")
        terminal.send("2").shows("✓ 2").send("4").shows("How many weights").send("73728\r").shows("✓ 73,728").send("4")
        terminal.shows(
            "Done for today.", "3 cards in 1 min, 3 of them new", "1 of 3 at once", "Convolution variants", "12"
        )
        terminal.send("\r")
        assert terminal.ends() == 0
        assert log(terminal) == [
            "log review batch-norm 4 ",
            "log review attention-scale/why 1 0",
            "log review group-conv-params/count 1 589824",
            "log review attention-scale/why 4 1",
            "log review group-conv-params/count 4 73728",
        ]


def test_what_was_done_and_what_is_left_stays_on_the_terminal(home: dict[str, str]) -> None:
    with drill(home, CHOICE, RECALL, GROUPS) as terminal:
        terminal.shows("1/3").send("1").shows("✗ 1").send(" ").shows("What does batch normalisation compute")
        terminal.send(" ").shows("4 Easy").send("4").shows("How many weights").send("1\r").shows("✗ 1").send("\r")
        terminal.shows("divides QKᵀ by √dₖ").send("q")
        assert terminal.ends() == 0
        assert left_behind(terminal)[:2] == [
            "3 cards in 1\N{NO-BREAK SPACE}min, 3 of them new; 1 of 3 at once.",
            "2 cards of today are left.",
        ]


def test_what_stays_on_a_narrow_terminal_is_broken_between_words(home: dict[str, str]) -> None:
    with drill(home, RECALL, columns=40) as terminal:
        terminal.shows("1/1").send(" ").shows("4 Easy").send("4").shows("Done for today.").send("q")
        assert terminal.ends() == 0
        said = [line for line in left_behind(terminal) if not line.startswith("log ")]
        assert max(map(len, said)) <= 40
        assert " ".join(said).replace("\N{NO-BREAK SPACE}", " ") == "1 card in 1 min, 1 of them new; 1 of 1 at once."


def test_nothing_is_said_of_a_drill_in_which_nothing_was_answered(home: dict[str, str]) -> None:
    with drill(home, RECALL) as terminal:
        terminal.shows("1/1").send("q")
        assert terminal.ends() == 0
        assert left_behind(terminal) == []


def test_undo_goes_back_as_far_as_the_session_goes_the_last_card_included(home: dict[str, str]) -> None:
    with drill(home, RECALL, CHOICE) as terminal:
        terminal.shows("1/2").send(" ").shows("3 Good").send("4").shows("2/2", "u undo Easy")
        terminal.send("2").shows("✓ 2").send("4").shows("Done for today.")
        terminal.send("u").shows("Taken back: Easy.", "yours   ✓ 2", "2/2")
        terminal.send("u").shows("Taken back: Easy.", "Each channel is normalised", "1/2")
        terminal.send("u").shows("Nothing to undo").send("q")
        assert terminal.ends() == 0
        assert [line.split()[1] for line in log(terminal)] == ["review", "review", "retract", "retract"]


def test_every_answer_is_written_before_the_next_card_is_painted(home: dict[str, str]) -> None:
    with drill(home, RECALL, CHOICE) as terminal:
        terminal.shows("1/2").send(" ").shows("4 Easy").send("4").shows("2/2").send("\x03")
        assert terminal.ends() == 130
        assert log(terminal) == ["log review batch-norm 4 "]
        assert b"\x1b[?1049l" in terminal.raw


def test_type_ahead_plays_on(home: dict[str, str]) -> None:
    with drill(home, RECALL, CHOICE, GROUPS) as terminal:
        terminal.send(" 4" + "24" + "73728\r4").shows("Done for today.").send("\r")
        assert terminal.ends() == 0
        assert [line.split()[2:4] for line in log(terminal)] == [[RECALL, "4"], [CHOICE, "4"], [GROUPS, "4"]]


def test_language_in_place_and_both_at_once(home: dict[str, str]) -> None:
    with drill(home, RECALL) as terminal:
        terminal.shows("What does batch").send("l").shows("训练与推理时有什么不同", "空格 看答案", "归一化")
        terminal.send(" ").shows("先逐通道归一化", "重来").send("l").shows("Each channel is normalised", "1 Again")
    with drill(home, RECALL, "--both") as terminal:
        terminal.shows("What does batch normalisation", "训练与推理时有什么不同", "space answer")


def test_cloze_is_typed_in_place_in_any_script(home: dict[str, str]) -> None:
    with drill(home, "attention-scale/gates", "--zh") as terminal:
        terminal.shows("________门控制旧状态").send("重置门").shows("重置门__门控制").send("\tupdaet").shows(
            "updaet__门决定"
        )
        assert terminal.screen.cursor.hidden is False
        terminal.send("\r").shows("✓ 重置门", "✗ updaet · 正解：update", "^^", "若只是笔误").send("4")
        terminal.shows("今天的都做完了。")


def test_steps_are_ordered_by_number(home: dict[str, str]) -> None:
    with drill(home, "batch-norm/forward") as terminal:
        terminal.shows("1–5 next step", "1  Normalise").send("45").shows("backspace take back")
        assert terminal.lines[6].startswith("            4  Take the mean")
        terminal.send("123").shows("enter check").send("\r").shows("yours   ✓ 4 5 1 2 3", "› 3 Good")


def test_steps_are_ordered_by_moving_their_lines(home: dict[str, str]) -> None:
    up, down, shift_up = "\x1b[A", "\x1b[B", "\x1b[1;2A"
    with drill(home, "batch-norm/forward") as terminal:
        terminal.shows("1–5 next step").send(4 * down).shows("› 4  Take the mean", "space take it up")
        terminal.send(" " + 3 * up).shows("space put it down")
        terminal.send(" ").shows("space take it up").send(4 * down + 3 * shift_up)
        terminal.until(lambda: [line[12:13] for line in terminal.lines[6:11]] == list("45123"), "it did not arrive")
        assert terminal.screen.cursor.y == 7
        terminal.send("\r").shows("yours   ✓ 4 5 1 2 3", "› 3 Good")


def test_what_is_no_number_is_said_and_nothing_is_lost(home: dict[str, str]) -> None:
    with drill(home, GROUPS) as terminal:
        terminal.shows("How many").send("many\r").shows("That is not a number", "› many").send("\x15")
        terminal.send("1e3\r").shows("✗ 1e3", "✓ 73,728")


def test_a_long_answer_scrolls_with_space_and_grades_stay_live(home: dict[str, str]) -> None:
    with drill(home, RECALL, columns=40, rows=24) as terminal:
        terminal.shows("What does batch").send(" ").shows("space ↓", "1 Again", "batch normalisation")
        terminal.send(" ").until(lambda: "batch normalisation" not in terminal.text, "it did not scroll")
        terminal.send("4").shows("Done for")


def test_resize(home: dict[str, str]) -> None:
    with drill(home, RECALL) as terminal:
        terminal.shows("recall    What").resize(40, 30).until(
            lambda: terminal.lines[4] == "   What does batch normalisation", "it was not laid out anew"
        )
        terminal.resize(200, 50).until(lambda: terminal.lines[4].startswith(" " * 62 + "recall"), "it was not centred")


def test_help_and_information_are_pages_with_a_way_back(home: dict[str, str]) -> None:
    with drill(home, RECALL) as terminal:
        terminal.shows("1/1").send("?").shows("undo, all the way", "esc back", "1/1").send("\x1b").shows("What does")
        terminal.send("i").shows("Batch Normalization, Ioffe, Szegedy, 2015, §3.1", "not asked yet").send("i")
        terminal.shows("What does batch").send("e").shows("! editing is not for the samples").send("?").shows("Keys")


def test_keys_of_a_chinese_input_method_are_keys(home: dict[str, str]) -> None:
    with drill(home, "batch-norm/forward", "group-conv-params") as terminal:
        terminal.shows("1–5 next step").send("？").shows("undo, all the way").send("？").shows("1–5 next step")
        terminal.send("４５１２３\u3000").shows("yours   ✓ 4 5 1 2 3").send("３").shows("How many weights")
        terminal.send("t１").shows("› １").send("\r").shows("yours     １")


def test_the_language_changes_on_every_page(home: dict[str, str]) -> None:
    with drill(home, RECALL) as terminal:
        terminal.shows("1/1").send("?").shows("esc back").send("l").shows("esc 返回", "关闭此页").send("\x1b")
        terminal.shows("空格 看答案").send(" ").shows("重来").send("4").shows("今天的都做完了。").send("l").shows(
            "Done for today."
        )


def test_editing_hands_the_terminal_over_and_shows_the_new_card(home: dict[str, str]) -> None:
    with drill(home, RECALL, "--editable") as terminal:
        terminal.shows("What does batch").send("e").shows("Why is scaled dot-product attention scaled?")
        assert terminal.raw.count(b"\x1b[?1049l") == 1
        assert terminal.raw.count(b"\x1b[?1049h") == 2


def test_suspend_bury_flag(home: dict[str, str]) -> None:
    with drill(home, RECALL, CHOICE, GROUPS) as terminal:
        terminal.shows("1/3").send("f").shows("u undo flagged").send("s").shows("QKᵀ").send("b").shows(
            "How many weights"
        )
        terminal.send("\x1b").shows("space answer").send("u").shows("Taken back: buried.", "QKᵀ").send("q")
        assert terminal.ends() == 0
        assert [line.split()[1:3] for line in log(terminal)] == [
            ["flag", RECALL], ["suspend", RECALL], ["bury", CHOICE], ["retract", CHOICE],
        ]  # fmt: skip


def test_nothing_due_offers_to_study_ahead(home: dict[str, str]) -> None:
    with drill(home) as terminal:
        terminal.shows("Nothing is due.", "12 cards tomorrow, from 04:00; 67 in the next 7 days", "15 done today")
        terminal.shows("w the 3 weakest cards", "recall now 71–83%", "n 5 more new cards", "253 not yet seen")
        terminal.send("w").shows("Why is scaled dot-product attention scaled?").send(" ").shows("4 Easy").send("4")
        terminal.shows("Done for today.").send("n").shows("There is nothing to study ahead.").send("\r")
        assert terminal.ends() == 0


def test_a_card_that_is_gone_is_passed_over_and_notices_are_shown_once(home: dict[str, str]) -> None:
    with drill(home, "gone", RECALL, "--broken") as terminal:
        terminal.shows("! content/x.yaml:3:1: no answer; add one", "What does batch", "1/1")
        terminal.send("l").until(lambda: "content/x.yaml" not in terminal.text, "the notice stayed")


def test_dark_and_light_are_found_out_and_remembered(home: dict[str, str]) -> None:
    for background, colour, other in ((DARK, b"38;5;110m", b"38;5;25m"), (LIGHT, b"38;5;25m", b"38;5;110m")):
        with drill(home, RECALL, background=background) as terminal:
            terminal.shows("What does").until(lambda: colour in terminal.raw, "the theme was not found")  # noqa: B023
            terminal.send("q")
            assert terminal.ends() == 0
        with drill(home, RECALL) as terminal:  # now it says nothing
            terminal.shows("? keys")
            assert colour in terminal.raw
            assert other not in terminal.raw


def test_no_reply_of_the_terminal_reaches_the_page_or_the_shell(home: dict[str, str]) -> None:
    with drill(home, GROUPS, background=DARK) as terminal:
        terminal.shows("How many").send("12").shows("› 12______________")
        assert "rgb" not in terminal.text


def test_no_color(home: dict[str, str]) -> None:
    with drill(home, CHOICE, variables={"NO_COLOR": "1"}, background=DARK) as terminal:
        terminal.shows("1–4 choose").send("1").shows("yours   ✗ 1", "right   ✓ 2")
        assert b"38;5;" not in terminal.raw
        assert set(re.findall(rb"\x1b\[[0-9;]*m", terminal.raw)) == {b"\x1b[0m", b"\x1b[1m"}


def test_where_marks_are_wide_they_are_written_in_ascii(home: dict[str, str]) -> None:
    with drill(home, CHOICE, background=DARK, wide_marks=True) as terminal:
        terminal.shows("RNN and attention - core", "-----").send("1").shows("yours   x 1", "right   + 2", "> 1 Again")


def test_an_ascii_stream_is_no_error(home: dict[str, str]) -> None:
    with drill(home, RECALL, variables={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}) as terminal:
        terminal.shows("Normalisation layers - core").send("l").shows("BN").send("q")
        assert terminal.ends() == 0


@pytest.mark.parametrize("moment", ["asked", "crash"])
def test_a_crash_gives_the_terminal_back(home: dict[str, str], moment: str) -> None:
    with drill(home, *([RECALL, "crash"] if moment == "asked" else ["crash"])) as terminal:
        if moment == "asked":
            terminal.shows("1/2").send(" ").shows("4 Easy").send("4")
        assert terminal.ends() == 1
        assert b"\x1b[?1049l" in terminal.raw
        assert "ZeroDivisionError" in terminal.text


def test_sigterm_and_a_closed_window_lose_nothing(home: dict[str, str]) -> None:
    for number in (signal.SIGTERM, signal.SIGHUP):
        with drill(home, RECALL, CHOICE) as terminal:
            terminal.shows("1/2").send(" ").shows("4 Easy").send("4").shows("2/2").signal(number)
            assert terminal.ends() == 128 + number
            assert log(terminal) == ["log review batch-norm 4 "]


def test_a_stdin_that_closes_is_an_error_of_one_line(home: dict[str, str]) -> None:
    code = (
        "import os, sys\nfrom terminal import drill_samples\nwindow, side = os.openpty()\n"
        "sys.stdin = os.fdopen(side)\n"
        "drill_samples.Crash.outcomes = lambda *_: os.close(window) or [None] * 0  # after the first paint\n"
        "sys.exit(drill_samples.main(['batch-norm']))"
    )
    with Terminal([sys.executable, "-c", code], variables=home) as terminal:
        assert terminal.ends() == 1
        assert b"What does batch" in terminal.raw
        said = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode().strip()
        assert said.startswith("standard input: the input ended before the drill did; every answer is saved")
        assert len(said.splitlines()) == 1


def test_no_control_character_of_a_bank_reaches_the_terminal(home: dict[str, str]) -> None:
    code = (
        "import sys\nfrom terminal import drill_samples, samples\n"
        "from dlquiz.core.questions import Text, cards\n"
        "evil = Text('ab\\x1b]0;owned\\x07\\x1b[2Jcd\\x9b31m', 'x')\n"
        "q = samples.ATTENTION._replace(ask=evil, answer=evil, points=(evil, evil))\n"
        "q = q._replace(formula=(evil.en,), sketch=evil.en)\n"
        "samples.CARDS.update({card.id: card for card in cards(q)})\n"
        "samples.TITLES['attention'] = evil\n"
        "sys.exit(drill_samples.main(['attention-scale']))"
    )
    with Terminal([sys.executable, "-c", code], variables=home) as terminal:
        terminal.shows("ab").send(" ").shows("1 Again").send("q")
        assert terminal.ends() == 0
        assert b"owned\x07" not in terminal.raw
        assert b"\x1b[2Jcd" not in terminal.raw
        assert "\x9b" not in terminal.raw.decode()
