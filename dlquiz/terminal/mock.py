"""A mock interview on the terminal: nothing is revealed while the clock runs; afterwards a walk, then the scorecard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Literal, Protocol

from dlquiz.core.log import study_day
from dlquiz.core.mock import (
    Back,
    Choose,
    Confirm,
    End,
    Event,
    Mock,
    Next,
    Note,
    Past,
    Pause,
    Record,
    Resume,
    Tick,
    Toggle,
    step,
)
from dlquiz.core.questions import Question, Text
from dlquiz.core.session import Session
from dlquiz.environment import Environment
from dlquiz.terminal.controls import Ui, scrolled
from dlquiz.terminal.desk import Desk
from dlquiz.terminal.keys import Event as Key
from dlquiz.terminal.keys import as_command
from dlquiz.terminal.lineedit import Line, edit
from dlquiz.terminal.loop import Drill, Stage, stage
from dlquiz.terminal.page import Grid, Page
from dlquiz.terminal.views import mock as views
from dlquiz.terminal.views import scorecard
from dlquiz.terminal.views.keys import IN_A_MOCK, Help
from dlquiz.terminal.words import Say

WHAT, REMEDY = "the interview", "all is kept: run dlquiz mock resume"
MOVES: dict[str, Event] = {
    "left": Choose(-1), "right": Choose(1), "u": Back(), "enter": Confirm(), " ": Confirm(),
}  # fmt: skip


class MockDesk(Protocol):
    """What an interview needs of the outside. mock: the state to begin with."""

    mock: Mock

    def keep(self, records: Iterable[Record]) -> None:
        """Write records for good."""
        ...

    def settle(self, mock: Mock) -> None:
        """Put what was missed into the schedule."""
        ...

    def question(self, id_: str) -> Question:
        """A question of the blueprint."""
        ...

    def title(self, topic: str) -> Text:
        """What a topic is called."""
        ...

    @property
    def day(self) -> date:
        """The study day on which it began."""
        ...

    def earlier(self) -> Sequence[Past]:
        """The finished mocks before this one, the oldest first."""
        ...


def run(
    desk: MockDesk, after: Desk, environment: Environment, wanted: str, say: Say, notices: Sequence[str] = ()
) -> None:
    """Sit the interview; drill what was weak, if the candidate wants to.

    after: where that drill gets its cards; wanted: the theme of the settings; notices: said with the first question.
    KeyboardInterrupt where the candidate leaves with ctrl-c, asked once; everything is kept by then.
    """
    with stage(environment, wanted, WHAT, REMEDY) as on:
        weak = MockLoop(desk, on, environment.now, say, notices).run()
        if chosen := after.these(weak):
            Drill(Session(chosen.queue, say.lang), after, environment, on, say.both).run()


def told(desk: MockDesk, mock: Mock) -> scorecard.Told:
    """The mock with everything that its scorecard shows."""
    questions = {slot.question: desk.question(slot.question) for slot in mock.blueprint.slots}
    return scorecard.Told(mock, desk.day, questions, desk.title, desk.earlier())


class MockLoop:
    """One sitting. The mock is the truth; here is only what is on the screen."""

    def __init__(
        self, desk: MockDesk, on: Stage, now: Callable[[], datetime], say: Say, notices: Sequence[str] = ()
    ) -> None:
        self._desk, self._on, self._now, self._say = desk, on, now, say
        self._mock = desk.mock
        self._notices = notices
        self._ui = Ui()
        self._typed: Line | None = None
        self._leaving: Literal["", "end", "leave"] = ""
        self._help: Help | None = None
        self._told: scorecard.Told | None = None
        self._over = False
        self._to_drill: Sequence[str] = ()

    def run(self) -> Sequence[str]:
        """Tick, paint, read a key, until the scorecard is closed; the questions that are to be drilled then."""
        try:
            with self._on.keyboard.interrupts():
                self._play()
        finally:
            self._desk.settle(self._mock)
        return self._to_drill

    def _play(self) -> None:
        self._send(Tick())
        while not self._over:
            self._ui = self._on.paint(self._page(), self._say, self._ui, self._notices)
            key = self._on.key(views.until_change(self._mock) if self._mock.phase == "asking" else None)
            self._send(Tick())
            if key is not None:
                self._press(key)

    # keys

    def _press(self, key: Key) -> None:
        self._notices = ()
        key = as_command(key) if self._typed is None else key
        if self._leaving:
            self._answer_leaving(key)
        elif key == "ctrl-c" and self._mock.phase != "over":
            self._leave("leave")
        elif self._typed is not None:
            self._note(self._typed, key)
        elif (ui := scrolled(self._ui, key)) is not None and self._mock.phase != "paused":
            self._ui = ui
        elif self._help is not None:
            self._help = self._help.press(key)
        elif key == "?" and self._mock.phase != "over":
            self._help = Help(IN_A_MOCK, "clock goes on")
        elif key == "l":
            self._say = Say(self._say.other, self._say.both)
        else:
            self._command(key)

    def _command(self, key: Key) -> None:
        match self._mock.phase, key:
            case "asking", " " | "enter":
                self._send(Next())
            case "asking", "t":
                self._typed = Line()
            case "asking", "p":
                self._send(Pause())
            case "paused", " " | "enter" | "p":
                self._send(Resume())
            case "asking" | "paused", "q":
                self._leave("end")
            case "walking", "q":
                self._leave("leave")
            case "walking", str(named) if named in MOVES:
                self._send(MOVES[named])
            case "walking", str(digit) if digit in "123456789":
                self._send(Toggle(int(digit) - 1))
            case "over", "w" if self._told and self._told.card.weak:
                self._to_drill, self._over = self._told.card.weak, True
            case "over", "enter" | "q" | "esc" | " " | "ctrl-c":
                self._over = True

    def _leave(self, how: Literal["end", "leave"]) -> None:
        """Ask once."""
        self._leaving = how
        self._notices = [self._say("end it" if how == "end" else "leave it")]

    def _answer_leaving(self, key: Key) -> None:
        how, self._leaving = self._leaving, ""
        if key not in ("q", "ctrl-c"):
            return
        if how == "end":
            self._send(End())
            return
        self._send(Pause())
        if key == "ctrl-c":
            raise KeyboardInterrupt
        self._over = True

    def _note(self, typed: Line, key: Key) -> None:
        """Notes grow line by line; backspace on an empty line takes the one before back."""
        notes = self._mock.answer.notes
        if key == "esc" or (key == "enter" and not typed.text.strip()):
            self._typed = None
        elif key == "enter":
            self._typed = Line()
        elif key == "backspace" and not typed.text and notes:
            earlier, _, last = notes.rpartition("\n")
            self._typed = Line(last, len(last))
            self._send(Note(earlier))
            return
        else:
            self._typed = edit(typed, key) or typed
            return
        if line := typed.text.strip():
            self._send(Note(f"{notes}\n{line}" if notes else line))

    def _send(self, event: Event) -> None:
        before = self._mock
        self._mock, records = step(before, event, int(self._now().timestamp() * 1000))
        self._desk.keep(records)
        if (self._mock.phase, self._mock.at) != (before.phase, before.at):
            self._ui, self._typed = Ui(), None

    # the page

    def _page(self) -> Page:
        grid, mock, say = Grid(*self._on.screen.size), self._mock, self._say
        if self._help is not None:
            return self._help.page(grid, say)
        match mock.phase:
            case "asking":
                return views.asking(mock, self._desk.question(mock.slot.question), self._typed, grid, say)
            case "paused":
                return views.paused(mock, grid, say)
            case "walking":
                return views.walking(mock, self._desk.question(mock.slot.question), grid, say)
        self._told = self._told or told(self._desk, mock)
        return scorecard.page(self._told, study_day(self._now()), grid, say)
