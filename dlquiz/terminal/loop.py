"""The drill on a terminal: keys in, events to the session, pages out. Every answer is written before the next page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from rich.text import Text as Line

from dlquiz.core.log import study_day
from dlquiz.core.questions import Card, Numeric
from dlquiz.core.session import (
    Answered,
    Event,
    Graded,
    Reloaded,
    Session,
    Solved,
    Start,
    Switched,
    Turn,
    Unavailable,
    Undone,
)
from dlquiz.environment import Environment
from dlquiz.errors import DemoError, DlquizError, Exit
from dlquiz.terminal import theme
from dlquiz.terminal.controls import Command, Ui, fresh, press, scrolled
from dlquiz.terminal.desk import Ahead, Desk, Outlook, Overlay, advance
from dlquiz.terminal.keys import Event as Key
from dlquiz.terminal.keys import Keyboard, as_command
from dlquiz.terminal.looks import Looks
from dlquiz.terminal.page import BLANK, Grid, Page, entry, lay, part_of
from dlquiz.terminal.screen import Screen
from dlquiz.terminal.views import card
from dlquiz.terminal.views.scene import Scene
from dlquiz.terminal.words import Say, waits
from dlquiz.terminal.wrap import wrap

REPAINTED = ("resize", "resume", "ctrl-l")
"""After these the page is painted anew, whatever it is."""
AHEAD: dict[Key, Ahead] = {"g": "more", "w": "weakest", "n": "new"}


def run(session: Session, desk: Desk, environment: Environment, wanted: str = "auto", both: bool = False) -> Exit:
    """Drill until the cards or the learner's patience end. wanted: the theme of the settings.

    KeyboardInterrupt leaves at once; DlquizError where the input ends in the middle. Whatever was answered is written.
    """
    with stage(environment, wanted, "the drill", "every answer is saved: run dlquiz to go on") as on:
        left = Drill(session, desk, environment, on, both).run()
    from dlquiz.terminal.output import tell
    from dlquiz.terminal.views.end import farewell

    for line in farewell(left, Say(left.lang, both)):
        tell(environment.stdout, line)
    return Exit.DONE


class Stage(NamedTuple):
    """The terminal while it is ours."""

    keyboard: Keyboard
    screen: Screen
    looks: Looks

    def key(self, timeout: float | None = None) -> Key | None:
        """The next key; None where nothing came within so many seconds, or only what concerns the terminal."""
        key = self.keyboard.get(timeout)
        if key in REPAINTED:
            self.screen.repaint()
            return None
        return None if key is None or self.looks.hears(key) else key

    def paint(self, page: Page, say: Say, ui: Ui, notices: Sequence[str] = ()) -> Ui:
        """Show a page, notices above its keys; the Ui with how far it scrolls."""
        grid = Grid(*self.screen.size)
        laid = lay(_noticed(page, grid, notices), grid, say, ui.scroll)
        self.screen.paint([self.looks.paint(row) for row in laid.rows], laid.cursor)
        return ui._replace(scroll=laid.scroll, hidden=laid.hidden, step=laid.step)


def _noticed(page: Page, grid: Grid, notices: Sequence[str]) -> Page:
    """Notices stand above the keys until the next key."""
    if not notices:
        return page
    lines = [line for notice in notices for line in wrap(Line(notice), grid.measure)]
    return page._replace(foot=[*entry(grid, lines, "", Line("!", "warm")), BLANK, *page.foot])


@contextmanager
def stage(environment: Environment, wanted: str, what: str, remedy: str) -> Iterator[Stage]:
    """Take the terminal, and give it back whatever happens. DlquizError where the input ends before `what` does."""
    theme.prepare(environment.stdout)
    screen = Screen(environment.stdout)
    with screen, Keyboard(environment.stdin.fileno(), screen.give, screen.take) as keyboard:
        looks = Looks(environment, wanted, screen)
        try:
            yield Stage(keyboard, screen, looks)
        except EOFError:
            cause = f"the input ended before {what} did"
            raise DlquizError(cause, place="standard input", remedy=remedy) from None
        finally:
            looks.settle(keyboard)


class Drill:
    """One sitting. The session is the truth; here is only what is on the screen."""

    def __init__(self, session: Session, desk: Desk, environment: Environment, on: Stage, both: bool) -> None:
        self._session, self._desk, self._now = session, desk, environment.now
        self._on, self._both = on, both
        self._ui = Ui()
        self._overlay: Overlay | None = None
        self._overlay_ui = Ui()
        self._notices: Sequence[str] = ()
        self._waits: tuple[float, ...] = ()
        self._outlook: Outlook | None = None
        self._leaving = False

    def run(self) -> Session:
        """Ask, paint, read a key, until the learner leaves; the session as it was left."""
        self._step(Start())
        while not self._leaving:
            self._paint()
            if not self._on.keyboard.typed_ahead:
                self._prepare()
            if (key := self._on.key()) is not None:
                self._press(key)
        return self._session

    # keys

    def _press(self, key: Key) -> None:
        self._notices = ()
        key = key if self._ui.typing else as_command(key)
        if self._overlay is not None:
            self._press_overlay(self._overlay, key)
        elif turn := self._session.turn:
            pressed = press(turn, self._ui, key)
            self._ui = pressed.ui
            if isinstance(pressed.does, str):
                self._command(pressed.does, turn)
            elif pressed.does is not None:
                self._answer(pressed.does)
        else:
            self._press_at_the_end(key)

    def _press_overlay(self, overlay: Overlay, key: Key) -> None:
        self._overlay = overlay.press(key)
        if self._overlay is not overlay:
            return
        if key == "l":
            self._step(Switched())
        elif (ui := scrolled(self._overlay_ui, key)) is not None:
            self._overlay_ui = ui

    def _press_at_the_end(self, key: Key) -> None:
        if (ui := scrolled(self._ui, key)) is not None:
            self._ui = ui
        elif key in ("enter", "q", "esc"):
            self._leaving = True
        elif key == "u":
            self._answer(Undone())
        elif key == "l":
            self._step(Switched())
        elif key == "?":
            self._help()
        elif key == "m":
            self._mock()
        elif isinstance(key, str) and key in AHEAD:
            if more := self._desk.ahead(AHEAD[key]):
                self._step(more)
            else:
                self._notices = [self._say("no cards")]

    def _mock(self) -> None:
        """An interview in between; then back to where we were."""
        desk = self._desk.mock()
        if desk is None:
            self._notices = [self._say("no cards")]
            return
        from dlquiz.terminal.mock import MockLoop

        weak = MockLoop(desk, self._on, self._now, self._say).run()
        self._ui, self._outlook = Ui(), None
        if chosen := self._desk.these(weak):
            self._step(chosen)

    def _command(self, command: Command, turn: Turn) -> None:
        match command:
            case "quit":
                self._leaving = True
            case "keys":
                self._help()
            case "info":
                self._info(turn)
            case "demo":
                if demo := self._desk.demo(turn):
                    self._open(demo)
            case "edit":
                self._edit(turn.card)

    def _help(self) -> None:
        from dlquiz.terminal.views.keys import Help

        self._open(Help())

    def _info(self, turn: Turn) -> None:
        from dlquiz.terminal.views.info import Info

        sources, history = self._desk.sources(turn.card.question), self._desk.history(turn.card.id)
        self._open(Info(turn.card, turn.state, sources, history, study_day(self._now())))

    def _open(self, overlay: Overlay) -> None:
        self._overlay, self._overlay_ui = overlay, Ui()

    def _edit(self, edited: Card) -> None:
        with self._on.keyboard.away():
            after = self._desk.edit(edited)
        if isinstance(after, str):
            self._notices = [after]
        else:
            self._step(Reloaded(after))

    def _answer(self, event: Event) -> None:
        """An event of the learner's, and what to say where it came to nothing."""
        if isinstance(event, Undone) and not self._session.entries:
            self._notices = [self._say("nothing to undo")]
            return
        if isinstance(event, Answered | Graded):
            self._solve()
        before, undone = self._session, card.last_done(self._session, self._say)
        self._step(event)
        if isinstance(event, Answered) and self._session.turn == before.turn:
            self._notices = [self._say("not a number")]
        elif isinstance(event, Undone):
            self._notices = [*self._notices, self._say("undone", what=undone)]

    def _step(self, event: Event) -> None:
        before = self._session.turn
        self._session, notices = advance(self._session, event, self._desk, self._now)
        self._notices = [*self._notices, *notices]
        turn = self._session.turn
        if turn is None or before is None or _another(before, turn):
            self._ui, self._waits, self._outlook = fresh(turn) if turn else Ui(), (), None
        elif turn.revealed and not before.revealed:
            self._ui = Ui()

    # what takes time: done after the paint, while the card is being read

    def _prepare(self) -> None:
        if self._session.turn:
            self._solve()
        if self._session.turn:
            self._preview(self._session.turn)

    def _solve(self) -> None:
        turn = self._session.turn
        if turn is None or turn.solution or not isinstance(turn.card.check, Numeric):
            return
        try:
            self._step(Solved(self._desk.solve(turn)))
        except DemoError as error:
            self._notices = [str(error)]
            self._step(Unavailable(turn.card.id))

    def _preview(self, turn: Turn) -> None:
        if not self._waits:
            now = self._now()  # before: the first preview takes a while
            self._waits = waits(self._desk.outcomes(turn), now)

    # the page

    @property
    def _say(self) -> Say:
        return Say(self._session.lang, self._both)

    def _paint(self) -> None:
        page = self._page(Grid(*self._on.screen.size))
        if self._overlay is not None:
            self._overlay_ui = self._on.paint(page, self._say, self._overlay_ui, self._notices)
        else:
            self._ui = self._on.paint(page, self._say, self._ui, self._notices)

    def _page(self, grid: Grid) -> Page:
        done, cards = self._session.progress
        if self._overlay is not None:
            place = part_of(min(done + 1, cards), cards) if cards else Line()
            return self._overlay.page(grid, self._say)._replace(right=place, part=done, whole=cards)
        turn = self._session.turn
        if turn is None:
            return self._end_page(grid)
        if turn.revealed:
            self._preview(turn)
        title = self._say.of(self._desk.title(turn.card.question.topic))
        return card.page(self._scene(turn, grid), title, done, cards)

    def _scene(self, turn: Turn, grid: Grid) -> Scene:
        undo = card.last_done(self._session, self._say)
        return Scene(turn, self._ui, grid, self._say, self._waits, undo, _has_demo(turn))

    def _end_page(self, grid: Grid) -> Page:
        from dlquiz.terminal.views import end, nothing

        now = self._now()
        today = study_day(now)
        self._outlook = self._outlook or self._desk.outlook()
        told = end.summary(self._session)
        if not told.cards:
            return nothing.page(told, self._outlook, today, now, grid, self._say)
        return end.done(told, self._outlook, today, self._desk.title, grid, self._say, bool(self._session.entries))


def _another(before: Turn, after: Turn) -> bool:
    """Whether a card was asked anew, or brought back by undo."""
    same = before.card.id == after.card.id and before.asked_ms == after.asked_ms
    return not same or (before.revealed and not after.revealed)


def _has_demo(turn: Turn) -> bool:
    return turn.card.question.demo is not None or (isinstance(turn.card.check, Numeric) and bool(turn.card.check.demo))
