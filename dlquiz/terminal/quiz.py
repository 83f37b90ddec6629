"""A quiz, on the terminal and line by line: a drill without grades and waits, with a score at its end."""

from __future__ import annotations

from dlquiz.core.queue import Queue
from dlquiz.core.quiz import Result, result
from dlquiz.core.session import Extended, Session, Turn
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError
from dlquiz.terminal import theme
from dlquiz.terminal.controls import Command
from dlquiz.terminal.desk import Desk
from dlquiz.terminal.loop import Drill, Stage, stage
from dlquiz.terminal.page import Grid, Page
from dlquiz.terminal.plain import PlainDrill
from dlquiz.terminal.views import quiz
from dlquiz.terminal.views.card import overruling
from dlquiz.terminal.views.scene import Scene

WHAT, REMEDY = "the quiz", "every answer is saved"


def run(session: Session, desk: Desk, environment: Environment, seed: int, wanted: str, both: bool) -> Result:
    """Ask the session's cards on the terminal. wanted: the theme of the settings."""
    with stage(environment, wanted, WHAT, REMEDY) as on:
        played = Quiz(session, desk, environment, on, both, seed)
        played.run()
    return played.result


def run_plain(session: Session, desk: Desk, environment: Environment, seed: int, both: bool) -> Result:
    """Ask them line by line. DlquizError where the input ends in the middle."""
    theme.prepare(environment.stdout)
    played = PlainQuiz(session, desk, environment, both, seed)
    try:
        played.run()
    except EOFError:
        if played.asking:
            cause = f"the input ended before {WHAT} did"
            raise DlquizError(cause, place="standard input", remedy=REMEDY) from None
    return played.result


class Quiz(Drill):
    """The same keys; `q` ends the asking and shows the score first."""

    def __init__(
        self, session: Session, desk: Desk, environment: Environment, on: Stage, both: bool, seed: int
    ) -> None:
        super().__init__(session, desk, environment, on, both)
        self._seed = seed

    @property
    def result(self) -> Result:
        return result(self._session)

    def _command(self, command: Command, turn: Turn) -> None:
        if command == "quit" and self.result.asked:
            self._step(Extended(Queue()))
        else:
            super()._command(command, turn)

    def _preview(self, turn: Turn) -> None:
        """There are no waits to be shown."""

    def _scene(self, turn: Turn, grid: Grid) -> Scene:
        return super()._scene(turn, grid)._replace(score=self.result.right)

    def _end_page(self, grid: Grid) -> Page:
        return quiz.page(self.result, self._seed, self._desk.title, grid, self._say)


class PlainQuiz(PlainDrill):
    """A quiz in sentences."""

    def __init__(self, session: Session, desk: Desk, environment: Environment, both: bool, seed: int) -> None:
        super().__init__(session, desk, environment, both)
        self._seed = seed

    @property
    def result(self) -> Result:
        return result(self._session)

    def _leave(self) -> None:
        if self.result.asked:
            self._step(Extended(Queue()))
        else:
            super()._leave()

    def _grades(self, turn: Turn) -> str:
        return self._say("p quiz guess" if overruling(turn) == "was a guess" else "p quiz goes on")

    def _say_graded(self) -> None:
        """There are no waits to be told."""

    def _show_end(self) -> None:
        self._print(quiz.told_plainly(self.result, self._seed, self._desk.title, self._say))
