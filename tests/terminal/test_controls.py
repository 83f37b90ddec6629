"""Keys on a card: what each does, by kind and before or after the answer."""

from __future__ import annotations

import pytest
from terminal.samples import CARDS, turn

from dlquiz.core.session import Answered, Graded, Hinted, Marked, Revealed, Switched, Turn, Undone
from dlquiz.core.session import Event as Move
from dlquiz.terminal.controls import Command, Ui, fresh, press
from dlquiz.terminal.keys import Event, Paste

RECALL, NUMBER, CHOICE = "batch-norm", "group-conv-params/count", "attention-scale/why"
CHOICES, TRUE, CLOZE, ORDER = (
    "attention-scale/after",
    "batch-norm/neighbours",
    "attention-scale/gates",
    "batch-norm/forward",
)


def after(asked: Turn, keys: list[Event], ui: Ui | None = None) -> tuple[Ui, Move | Command | None]:
    """The page after these keys, and what the last one did."""
    ui, does = ui or fresh(asked), None
    for key in keys:
        pressed = press(asked, ui, key)
        ui, does = pressed.ui, pressed.does
    return ui, does


def same(does: Move | Command | None, expected: Move | Command | None) -> bool:
    """Whether it is the same event: events of one shape are equal as tuples."""
    return type(does) is type(expected) and does == expected


@pytest.mark.parametrize(
    ("card", "keys", "does"),
    [
        (RECALL, [" "], Revealed()),
        (RECALL, ["enter"], Revealed()),
        (RECALL, ["t", *"a channel", "enter"], Answered("a channel")),
        (RECALL, ["t", *"hi", "esc", "enter"], Answered("hi")),
        (RECALL, ["t", "enter"], Revealed()),
        (RECALL, ["h"], Hinted()),
        (RECALL, ["l"], Switched()),
        (RECALL, ["u"], Undone()),
        (RECALL, ["s"], Marked("suspend")),
        (RECALL, ["b"], Marked("bury")),
        (RECALL, ["f"], Marked("flag")),
        (RECALL, ["q"], "quit"),
        (RECALL, ["?"], "keys"),
        (RECALL, ["i"], "info"),
        (RECALL, ["e"], "edit"),
        (RECALL, ["d"], None),
        (RECALL, ["3"], None),
        (RECALL, ["x"], None),
        (NUMBER, [*"589824", "enter"], Answered("589824")),
        (NUMBER, [Paste("5.9e5\n"), "enter"], Answered("5.9e5")),
        (NUMBER, ["q"], None),
        (NUMBER, ["enter"], Revealed()),
        (NUMBER, ["esc", "q"], "quit"),
        (NUMBER, ["esc", " "], Revealed()),
        (NUMBER, [*"12", "esc", "t", "3", "enter"], Answered("123")),
        (NUMBER, [*"12", "ctrl-l", "enter"], Answered("12")),
        (CHOICE, ["1"], Answered((0,))),
        (CHOICE, ["4"], Answered((3,))),
        (CHOICE, ["5"], None),
        (CHOICE, [" "], Revealed()),
        (CHOICES, ["1", "3", "enter"], Answered((0, 2))),
        (CHOICES, ["3", "1", "2", "2", "enter"], Answered((0, 2))),
        (CHOICES, ["1", "1", "enter"], Revealed()),
        (TRUE, ["y"], Answered(True)),
        (TRUE, ["n"], Answered(False)),
        (CLOZE, [*"reset", "tab", *"update", "enter"], Answered(("reset", "update"))),
        (CLOZE, [*"reset", "enter", *"update", "enter"], Answered(("reset", "update"))),
        (CLOZE, ["tab", *"update", "enter"], Answered(("", "update"))),
        (CLOZE, [*"a", "tab", *"b", "shift-tab", "c", "enter"], Answered(("ac", "b"))),
        (CLOZE, ["enter"], Revealed()),
        (ORDER, ["enter"], Revealed()),
        (ORDER, ["1", "enter"], None),
        (ORDER, ["1", " "], Revealed()),
        (ORDER, ["9"], None),
    ],
)
def test_before_the_answer(card: str, keys: list[Event], does: Move | Command | None) -> None:
    assert same(after(turn(card), keys)[1], does)


def test_steps_are_placed_by_their_shown_numbers_and_the_last_falls_into_place() -> None:
    asked = turn(ORDER)
    ui, does = after(asked, ["4", "5", "4", "1", "2", "enter"])
    assert ui.picked == (3, 4, 0, 1, 2)
    assert does == Answered(tuple(asked.drawn.order[place] for place in ui.picked))
    assert after(asked, ["4", "5", "backspace"])[0].picked == (3,)
    assert after(asked, ["4", "5", "1", "2", "backspace"])[0].picked == (3, 4, 0)
    assert after(asked, ["backspace"])[0].picked == ()


@pytest.mark.parametrize(
    ("keys", "standing", "at"),
    [
        (["down"], (0, 1, 2, 3, 4), 0),
        (["down", "down"], (0, 1, 2, 3, 4), 1),
        (["up", "up"], (0, 1, 2, 3, 4), 0),
        (["down", " ", "down", "down", " ", "down"], (1, 2, 0, 3, 4), 3),
        (["down", "shift-down"], (1, 0, 2, 3, 4), 1),
        (["down", *["down"] * 9, "shift-up"], (0, 1, 2, 4, 3), 3),
        (["4", "2", "down", "shift-down"], (1, 3, 0, 2, 4), 1),
        (["down", " ", "down", "esc"], (1, 0, 2, 3, 4), None),
        (["down", "shift-down", "5"], (4, 1, 0, 2, 3), None),
    ],
)
def test_lines_are_moved_with_arrows(keys: list[Event], standing: tuple[int, ...], at: int | None) -> None:
    asked = turn(ORDER)
    ui, does = after(asked, keys)
    assert (ui.standing, ui.at, does) == (standing, at, None)
    if at is not None:
        assert after(asked, [*keys, "enter"])[1] == Answered(tuple(asked.drawn.order[place] for place in standing))
    else:
        assert not isinstance(after(asked, [*keys, "enter"])[1], Answered)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    ("key", "does"),
    [(" ", Graded()), ("enter", Graded()), *((str(n), Graded(n)) for n in range(1, 5)), ("5", None), ("u", Undone()),
     ("d", "demo"), ("i", "info"), ("h", Hinted()), ("q", "quit"), ("y", None), ("esc", None)],
)  # fmt: skip
def test_after_the_answer(card: str, key: str, does: Move | Command | None) -> None:
    assert same(after(turn(card, revealed=True), [key])[1], does)


def test_space_goes_on_through_a_page_that_is_too_long_and_grades_stay_live() -> None:
    shown = turn(RECALL, revealed=True)
    ui = Ui(hidden=9, step=5)
    assert after(shown, [" "], ui) == (ui._replace(scroll=5), None)
    assert after(shown, ["pgdn"], ui._replace(hidden=3))[0].scroll == 3
    assert after(shown, ["j"], ui)[0].scroll == 1
    assert after(shown, ["k"], ui._replace(scroll=4))[0].scroll == 3
    assert after(shown, ["pgup"], ui._replace(scroll=4))[0].scroll == 0
    assert after(shown, ["3"], ui)[1] == Graded(3)
    assert after(shown, ["enter"], ui)[1] == Graded()


def test_while_typing_only_the_page_keys_scroll() -> None:
    ui = fresh(turn(NUMBER))._replace(hidden=9, step=5)
    assert after(turn(NUMBER), ["j"], ui)[0].lines[0].text == "j"
    assert after(turn(NUMBER), [" "], ui)[0].lines[0].text == " "
    assert after(turn(NUMBER), ["pgdn"], ui)[0].scroll == 5
