"""The drill line by line, over pipes: sentences only, every answer kept, an end that is no accident."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from terminal.pty_terminal import ROOT, Terminal

RECALL, NUMBER, CLOZE, ORDER = "batch-norm", "group-conv-params/count", "attention-scale/gates", "batch-norm/forward"
CHOICE, CHOICES, TRUE = "attention-scale/why", "attention-scale/after", "batch-norm/neighbours"


def played(home: Path, typed: str, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}",
        "DLQUIZ_HOME": str(home),
        **variables,
    }
    return subprocess.run(
        [sys.executable, "-m", "terminal.drill_samples", "--plain", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8", **settings},
        check=False,
    )


def log(ran: subprocess.CompletedProcess[str]) -> list[str]:
    return [line.removeprefix("> ") for line in ran.stdout.splitlines() if "log " in line]


def test_a_sitting_as_it_is_read_aloud(tmp_path: Path) -> None:
    ran = played(tmp_path, "h\n\n4\n\n", RECALL)
    assert ran.returncode == 0
    assert ran.stderr == ""
    lines = [line.rstrip() for line in ran.stdout.splitlines() if not line.startswith("log ")]
    assert (
        "\n".join([*lines, ""])
        == """\
Card 1 of 1. Normalisation layers, core. Recall.

Question: What does batch normalisation compute, and what changes
between training and inference?

Enter shows the answer. t type an answer, h hint, q quit, ? help.

>
Hint 1: one mean and one variance per channel, over
batch and space

>
Answer: Each channel is normalised, then scaled and shifted by two
learned numbers:

    x̂ = (x − μ)/√(σ² + ε)
    y = γ x̂ + β

In training, μ and σ² come from the mini-batch: one pair per
channel, over N × H × W values. At inference they are running
averages kept in training, so the layer is a fixed affine map.

Point 1: one mean and one variance per channel, over
batch and space
Point 2: γ and β are learned; the running averages are not
Point 3: at inference it folds into the convolution before it
Trap 1: "PyTorch's momentum 0.1 keeps a tenth of the old average."
It keeps nine tenths and takes one tenth from the new batch.

1 Again, 1 min. 2 Hard, 6 min. 3 Good, 10 min. 4 Easy, 8 days.
Enter takes 3.

>
Easy. Next in 8 days.

Done for today.
1 card in 1 min, 1 of them new
1 of 1 at once.
tomorrow: 12 cards.
Sunday: 9 cards.
Monday: 4 cards.
Enter closes. u undo, w the weakest cards, n new cards, m a
mock interview.

>
"""
    )


@pytest.mark.parametrize(
    ("card", "typed", "logged", "said"),
    [
        (CHOICE, "1\n4\n\n", "4 0", "Wrong. Right is: 2"),
        (CHOICE, "2\n4\n\n", "4 1", "Right.\n1. The softmax does that"),
        (CHOICES, "1 3\n4\n\n", "4 0 | 2", "Right."),
        (CHOICES, "31\n4\n\n", "4 2 | 0", "Right."),
        (TRUE, "y\n4\n\n", "4 true", "Wrong. Right is: false\nWhy: Batch statistics"),
        (TRUE, "\n4\n\n", "4 ", "Right is: false"),
        (NUMBER, "589824\n4\n\n", "4 589824", "Slip: That is the ungrouped layer."),
        (NUMBER, "7.4万\n4\n\n", "4 7.4万", "Right.\nExactly: 73,728\nStep 1"),
        (NUMBER, "many\n73728\n4\n\n", "4 73728", "That is not a number"),
        (CLOZE, "reset\nupdate\n4\n\n", "4 reset | update", "Type what belongs in blank 2."),
        (CLOZE, "rset\n\n4\n\n", "4 rset | ", "Wrong. Right is: The reset gate controls"),
        (ORDER, "4 5 1 2 3\n4\n\n", "4 0 | 1 | 2 | 3 | 4", "Right.\n4. Take the mean"),
        (ORDER, "4 5\n45123\n4\n\n", "4 0 | 1 | 2 | 3 | 4", "That is none of the keys here."),
        (ORDER, "４ ５　１２３\n４\n\n", "4 0 | 1 | 2 | 3 | 4", "Right."),
        (RECALL, "t\nmean and variance\n4\n\n", "4 mean and variance", "Yours: mean and variance"),
    ],
)
def test_every_kind(tmp_path: Path, card: str, typed: str, logged: str, said: str) -> None:
    ran = played(tmp_path, typed, card)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert log(ran) == [f"log review {card} {logged}"]
    assert said in ran.stdout


def test_undo_commands_and_language(tmp_path: Path) -> None:
    ran = played(tmp_path, "?\ni\nl\nl\nf\n\n4\nu\n3\n:q\n", RECALL)
    assert ran.returncode == 0
    assert [line.split()[1] for line in log(ran)] == ["flag", "review", "retract", "review"]
    for said in (
        "l the other language",
        "Source: Batch Normalization",
        "问题：批归一化",
        "Taken back: Easy.",
        "Good. Next in",
    ):
        assert said in ran.stdout


def test_leaving_says_what_was_done_and_what_is_left(tmp_path: Path) -> None:
    ran = played(tmp_path, "\n4\nq\n", RECALL, CHOICE)
    assert "1 card in 1 min, 1 of them new; 1 of 1 at once.\n1 card of today is left.\n" in ran.stdout
    assert "left" not in played(tmp_path, "q\n", RECALL).stdout


def test_colons_tell_commands_from_words(tmp_path: Path) -> None:
    assert log(played(tmp_path, "q\n:s\n\n", CLOZE)) == [f"log suspend {CLOZE} None "]
    assert log(played(tmp_path, "ｑ\n：ｓ\n\n", CLOZE)) == [f"log suspend {CLOZE} None "]
    assert log(played(tmp_path, "b\n\n", NUMBER)) == [f"log bury {NUMBER} None "]


def test_input_that_ends_in_mid_card_is_an_error_of_one_line_and_loses_nothing(tmp_path: Path) -> None:
    ran = played(tmp_path, "\n4\n", RECALL, CHOICE)
    assert ran.returncode == 1
    assert (
        "standard input: the input ended before the drill did; every answer is saved: run dlquiz to go on" in ran.stdout
    )
    assert log(ran) == ["log review batch-norm 4 "]
    assert "Traceback" not in ran.stderr


def test_input_that_ends_at_the_end_is_none(tmp_path: Path) -> None:
    assert played(tmp_path, "\n4\n", RECALL).returncode == 0
    assert played(tmp_path, "").returncode == 0


def test_nothing_due_and_studying_ahead(tmp_path: Path) -> None:
    ran = played(tmp_path, "w\n\n4\nn\n\n")
    assert "Nothing is due." in ran.stdout
    assert "There is nothing to study ahead." in ran.stdout
    assert log(ran) == ["log review attention-scale 4 "]


def test_both_languages_and_chinese(tmp_path: Path) -> None:
    ran = played(tmp_path, "\n4\n\n", RECALL, "--zh")
    assert "第 1 张，共 1 张。归一化，核心。问答题。" in ran.stdout
    assert "答案：先逐通道归一化" in ran.stdout


def test_nothing_but_text(tmp_path: Path) -> None:
    ran = played(tmp_path, "\n4\n\n", RECALL)
    assert "\x1b" not in ran.stdout
    assert not set("━─│•✓✗›") & set(ran.stdout)
    ran = played(tmp_path, "\n4\n\n", RECALL, PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert ran.stdout.isascii()


def test_on_a_dumb_terminal_lines_are_edited(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "terminal.drill_samples", "--plain", NUMBER]
    with Terminal(command, variables={"TERM": "dumb", "DLQUIZ_HOME": str(tmp_path)}) as terminal:
        terminal.shows("\n>").send("7372\x7f28\r").shows("Right.", "Enter takes 3.\n\n>").send("\x04")
        assert terminal.ends() == 1
        assert "the input ended before the drill did" in terminal.text
        assert b"\x1b[?1049h" not in terminal.raw
