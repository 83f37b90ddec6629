"""What a key does on a card: a pure table from keys to the session's events and the page's own commands."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dlquiz.core.exercise import step_groups
from dlquiz.core.questions import Choice, Cloze, Numeric, Order, TrueFalse
from dlquiz.core.session import Answered, Graded, Hinted, Marked, Revealed, Switched, Turn, Undone
from dlquiz.core.session import Event as Move
from dlquiz.core.text import count_blanks
from dlquiz.terminal.keys import Event
from dlquiz.terminal.lineedit import Line, edit

Command = Literal["keys", "info", "demo", "edit", "quit"]

COMMANDS: dict[str, Command] = {"?": "keys", "i": "info", "e": "edit", "q": "quit"}
MOVES: dict[str, Move] = {
    "u": Undone(),
    "h": Hinted(),
    "l": Switched(),
    "s": Marked("suspend"),
    "b": Marked("bury"),
    "f": Marked("flag"),
}


class Ui(NamedTuple):
    """What a card shows that the session need not know.

    lines: what is being typed, one for each blank. picked: options or steps, by the place they were drawn in, as they
    were picked. standing: all steps, by the same places, as they stand now; at: the line that was chosen among them,
    held: it is carried along. hidden: rows below the page; step: rows that a page down goes.
    """

    lines: tuple[Line, ...] = ()
    field: int = 0
    typing: bool = False
    picked: tuple[int, ...] = ()
    standing: tuple[int, ...] = ()
    at: int | None = None
    held: bool = False
    scroll: int = 0
    hidden: int = 0
    step: int = 1


class Pressed(NamedTuple):
    """What a key came to: the page as it is now, and what else is to be done."""

    ui: Ui
    does: Move | Command | None = None


def fresh(turn: Turn) -> Ui:
    """The page of a card that was just asked (or brought back by undo)."""
    if turn.revealed:
        return Ui()
    match turn.card.check:
        case Numeric():
            return Ui(lines=(Line(),), typing=True)
        case Cloze(text=text):
            return Ui(lines=(Line(),) * count_blanks(text.in_("en")), typing=True)
        case Order() as check:
            return Ui(standing=tuple(range(len(step_groups(check)))))
        case None:
            return Ui(lines=(Line(),))
    return Ui()


def press(turn: Turn, ui: Ui, key: Event) -> Pressed:
    """One key on the card that is shown."""
    if isinstance(turn.card.check, Order) and not turn.revealed and (arranged := _arranged(ui, key)):
        return Pressed(arranged)
    if (moved := scrolled(ui, key)) is not None:
        return Pressed(moved)
    if turn.revealed:
        return _revealed(ui, key)
    if ui.typing:
        return _typing(turn, ui, key)
    return _asked(turn, ui, key) or _command(ui, key)


def scrolled(ui: Ui, key: Event) -> Ui | None:
    """The page scrolled by this key; None where the key does something else."""
    by = {"pgdn": ui.step, "pgup": -ui.step}.get(str(key))
    if by is None and not ui.typing:
        by = {"j": 1, "down": 1, "k": -1, "up": -1}.get(str(key))
        if key == " " and ui.hidden:
            by = ui.step
    return None if by is None else ui._replace(scroll=max(0, ui.scroll + min(by, ui.hidden)))


def _command(ui: Ui, key: Event) -> Pressed:
    return Pressed(ui, COMMANDS.get(str(key)) or MOVES.get(str(key)))


def _revealed(ui: Ui, key: Event) -> Pressed:
    if key in (" ", "enter"):
        return Pressed(ui, Graded())
    if key in ("1", "2", "3", "4"):
        return Pressed(ui, Graded(int(str(key))))
    if key == "d":  # only now: it gives the answer away
        return Pressed(ui, "demo")
    return _command(ui, key)


# before the answer


def _asked(turn: Turn, ui: Ui, key: Event) -> Pressed | None:
    """Keys that answer the card; None where the key is a command."""
    match turn.card.check:
        case Choice() as check:
            answered = _choosing(check, turn, ui, key)
        case TrueFalse() if key in ("y", "n"):
            answered = Pressed(ui, Answered(key == "y"))
        case Order() as check:
            answered = _ordering(check, turn, ui, key)
        case _ if key == "t" and ui.lines:
            answered = Pressed(ui._replace(typing=True))
        case _ if key == "enter" and any(line.text for line in ui.lines):
            answered = _entered(turn, ui)
        case _:
            answered = None
    if answered is None and key in (" ", "enter"):
        return Pressed(ui, Revealed())
    return answered


def _choosing(check: Choice, turn: Turn, ui: Ui, key: Event) -> Pressed | None:
    place = _place(key, len(check.options))
    if place is not None and not several(check):
        return Pressed(ui, Answered((turn.drawn.order[place],)))
    if place is not None:
        picked = tuple(other for other in ui.picked if other != place)
        return Pressed(ui._replace(picked=picked if place in ui.picked else (*picked, place)))
    if key in (" ", "enter") and ui.picked:
        return Pressed(ui, Answered(tuple(turn.drawn.order[place] for place in sorted(ui.picked))))
    return None


def _ordering(check: Order, turn: Turn, ui: Ui, key: Event) -> Pressed | None:
    """Digits place one step after the other; the last one falls into place."""
    steps = len(step_groups(check))
    place = _place(key, steps)
    if place is not None and place not in ui.picked:
        picked = (*ui.picked, place)
        left = tuple(other for other in ui.standing if other not in picked)
        picked += left if len(left) == 1 else ()
        return Pressed(ui._replace(picked=picked, standing=tuple(dict.fromkeys((*picked, *left))), at=None, held=False))
    if key == "backspace":
        last_by_itself = len(ui.picked) == steps
        return Pressed(ui._replace(picked=ui.picked[: -2 if last_by_itself else -1]))
    if key in (" ", "enter") and (len(ui.picked) == steps or ui.at is not None):
        return Pressed(ui, Answered(tuple(turn.drawn.order[place] for place in ui.standing)))
    return Pressed(ui) if key == "enter" and ui.picked else None


def _arranged(ui: Ui, key: Event) -> Ui | None:
    """Arrows choose a line, space takes it up and puts it down again; with shift they move it at once."""
    step = {"up": -1, "shift-up": -1, "down": 1, "shift-down": 1}.get(str(key))
    if step is None:
        if ui.at is None or key not in (" ", "esc"):
            return None
        return ui._replace(held=not ui.held) if key == " " else ui._replace(at=None, held=False)
    if ui.at is None:
        return ui._replace(at=0)
    to = min(max(ui.at + step, 0), len(ui.standing) - 1)
    if not ui.held and key in ("up", "down"):
        return ui._replace(at=to)
    standing = list(ui.standing)
    standing.insert(to, standing.pop(ui.at))
    return ui._replace(standing=tuple(standing), at=to, picked=())


def several(check: Choice) -> bool:
    """Whether more than one option is right."""
    return sum(option.right for option in check.options) > 1


def _place(key: Event, places: int) -> int | None:
    return int(key) - 1 if isinstance(key, str) and key in tuple("123456789")[:places] else None


def _typing(turn: Turn, ui: Ui, key: Event) -> Pressed:
    match key:
        case "esc":
            return Pressed(ui._replace(typing=False))
        case "enter":
            return _entered(turn, ui)
        case "tab" | "down":
            return Pressed(ui._replace(field=(ui.field + 1) % len(ui.lines)))
        case "shift-tab" | "up":
            return Pressed(ui._replace(field=(ui.field - 1) % len(ui.lines)))
    line = edit(ui.lines[ui.field], key)
    if line is None:
        return Pressed(ui)
    return Pressed(ui._replace(lines=(*ui.lines[: ui.field], line, *ui.lines[ui.field + 1 :])))


def _entered(turn: Turn, ui: Ui) -> Pressed:
    """Enter: go to a blank that is still empty, else answer; with nothing typed at all, show the answer."""
    typed = tuple(line.text.strip() for line in ui.lines)
    if not any(typed):
        return Pressed(ui, Revealed())
    if (empty := next_empty(ui)) is not None:
        return Pressed(ui._replace(field=empty, typing=True))
    return Pressed(ui, Answered(typed if isinstance(turn.card.check, Cloze) else typed[0]))


def next_empty(ui: Ui) -> int | None:
    """The blank after this one that has nothing in it, if this one has."""
    if not ui.lines[ui.field].text.strip():
        return None
    return next((n for n in range(ui.field + 1, len(ui.lines)) if not ui.lines[n].text.strip()), None)
