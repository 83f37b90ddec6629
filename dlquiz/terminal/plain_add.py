"""A new question line by line: the same fields in sentences, kept as they are typed."""

from __future__ import annotations

from random import Random

from dlquiz.core.exercise import draw
from dlquiz.core.memory import State
from dlquiz.core.questions import Question, cards
from dlquiz.core.session import Turn
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError, said
from dlquiz.terminal import theme
from dlquiz.terminal.add import REMEDY, WHAT, Shelf
from dlquiz.terminal.form import MOST, NAMES, Form, Name, filled, values
from dlquiz.terminal.plain import Talk
from dlquiz.terminal.views import sentences
from dlquiz.terminal.words import Say

SEVERAL_LINES = ("answer", *MOST)
"""Fields that an empty line ends; the others take one line."""


def run(form: Form, shelf: Shelf, environment: Environment, say: Say) -> str:
    """Ask for each field, read it all back, write it. What came of it, in one line; "" where the learner left."""
    theme.prepare(environment.stdout)
    try:
        return PlainAdding(form, shelf, environment, say).run()
    except EOFError:
        cause = f"the input ended before {WHAT} did"
        raise DlquizError(cause, place="standard input", remedy=REMEDY) from None


class PlainAdding(Talk):
    """One new question."""

    def __init__(self, form: Form, shelf: Shelf, environment: Environment, say: Say) -> None:
        super().__init__(environment)
        self._form, self._shelf, self._say = form, shelf, say

    def run(self) -> str:
        """Until it is written, or left."""
        self._take_up()
        for name in NAMES[NAMES.index(self._form.current.name) :]:
            self._fill(name)
        came = None
        while came is None:
            came = self._decide(self._read_back(), self._ask())
        return came

    def _decide(self, question: Question | None, line: str) -> str | None:
        """Write it, leave it, or type a field again; None while it goes on."""
        if line == ":q":
            return ""
        if line in map(str, range(1, len(NAMES) + 1)):
            self._fill(NAMES[int(line) - 1])
        elif line or question is None:
            self._print([self._say("p not understood")])
        else:
            try:
                written = self._shelf.write(question)
            except (DlquizError, OSError) as error:
                self._print([said(error)])
            else:
                self._shelf.keep({})
                return written
        return None

    def _take_up(self) -> None:
        """Offer what was typed the last time."""
        draft = filled(self._shelf.draft)
        if not values(draft):
            return
        self._print([*self._fields(draft), "", self._say("p draft")])
        if self._ask() == "n":
            self._shelf.keep({})
        else:
            self._form = draft

    def _fill(self, name: Name) -> None:
        """Ask for a field anew; each line is kept as it comes, Enter alone leaves what there is."""
        say, typed = self._say, values(self._form)
        what = say("p say topic", topics=", ".join(self._shelf.topics)) if name == "topic" else say(f"say {name}")
        self._print([say("p lines" if name in SEVERAL_LINES else "p line", field=say(f"f {name}"), what=what)])
        lines: list[str] = []
        while line := self._ask():
            lines.append(line)
            typed[name] = ("\n".join(lines),) if name == "answer" else tuple(lines)
            self._form = filled(typed)
            self._shelf.keep(typed)
            if name not in SEVERAL_LINES:
                break
        if name == "ask" and lines:
            self._print([say("p similar", text=sentences.flat(say.of(ask))) for _, ask in self._shelf.similar(line)])

    def _read_back(self) -> Question | None:
        """The question as it would be asked; None, and why, where something is missing or wrong."""
        self._print(self._fields(self._form))
        try:
            question = self._shelf.made(self._form)
        except DlquizError as error:
            self._print([f"{error}.", self._say("p retype", most=len(NAMES))])
            return None
        for card in cards(question):
            turn = Turn(card, State(card.id), draw(card, Random(0)), 0, revealed=True)
            self._print([*sentences.asked(turn, self._say), *sentences.revealed(turn, self._say)])
        self._print([self._say("p write", most=len(NAMES))])
        return question

    def _fields(self, form: Form) -> list[str]:
        return [
            f"{number}. {self._say(f'f {name}')}: {text}"
            for number, name in enumerate(NAMES, 1)
            for text in form.texts(name)
        ]
