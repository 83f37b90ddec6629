"""What the terminal looks like: remembered from the last run, asked again, corrected when it answers."""

from __future__ import annotations

from contextlib import suppress

from dlquiz.environment import Environment
from dlquiz.terminal import theme
from dlquiz.terminal.cells import use_ascii_marks
from dlquiz.terminal.formulas import forget_widths
from dlquiz.terminal.keys import Attributes, Background, CursorAt, Event, Keyboard
from dlquiz.terminal.screen import Screen
from dlquiz.terminal.theme import Appearance

LAST_REPLY = 0.1
"""Seconds to wait on leaving for what the terminal was asked, so that its answer does not reach the shell."""
ANY_REPLY = 1.0
"""Seconds after which a terminal that was asked and nothing else is silent."""


def told(environment: Environment) -> Appearance | None:
    """What the terminal says of itself when asked now; None where it stays silent. What is typed meanwhile is lost."""
    known, screen = theme.recall(environment), Screen(environment.stdout)
    with suppress(EOFError), screen, Keyboard(environment.stdin.fileno(), screen.give, screen.take) as keyboard:
        screen.ask()
        while (reply := keyboard.get(ANY_REPLY)) is not None:
            if isinstance(reply, Attributes):
                return known
            known = _learnt(known, reply)
    return None


def _learnt(known: Appearance, reply: Event) -> Appearance:
    """What is known after a reply; the same after anything else."""
    match reply:
        case Background():
            return known._replace(theme=theme.by_background(reply))
        case CursorAt(column):
            return known._replace(wide_marks=column == 3)
    return known


class Looks:
    """How pages are painted on this terminal, which is asked in passing."""

    def __init__(self, environment: Environment, wanted: str, screen: Screen) -> None:
        self._environment, self._wanted, self._screen = environment, wanted, screen
        self._known = self._remembered = theme.recall(environment)
        self._answered = False
        self._apply()
        screen.ask()

    def _apply(self) -> None:
        if self._known.wide_marks:
            use_ascii_marks(True)
            forget_widths()
        self.paint = theme.Paint(theme.chosen(self._wanted, self._environment.variables, self._known))

    def hears(self, reply: Event) -> bool:
        """Whether this was an answer of the terminal's rather than a key."""
        self._known = _learnt(self._known, reply)
        if isinstance(reply, Attributes):
            self._answered = True
            if self._known != self._remembered:
                theme.remember(self._environment, self._known)
                self._apply()
                self._screen.repaint()
        return isinstance(reply, Attributes | Background | CursorAt)

    def settle(self, keyboard: Keyboard) -> None:
        """Before leaving: read what the terminal still has to say."""
        while not self._answered:
            try:
                reply = keyboard.get(LAST_REPLY)
            except EOFError:
                return
            if reply is None:
                return
            self.hears(reply)
