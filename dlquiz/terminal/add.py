"""A new question, typed on the terminal: a form, its preview, and then it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from dlquiz.core.questions import Question, Text
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError, said
from dlquiz.terminal.controls import Ui, scrolled
from dlquiz.terminal.form import Form, filled, given, press, values
from dlquiz.terminal.keys import Event
from dlquiz.terminal.loop import Stage, stage
from dlquiz.terminal.page import Grid
from dlquiz.terminal.views.add import form_page, preview_page
from dlquiz.terminal.words import Say

Typed = Mapping[str, Sequence[str]]
"""What is in the fields, by their names."""
PAUSE = 0.25
"""Seconds without a key after which similar questions are looked for."""
WHAT, REMEDY = "the question", "what was typed is kept: run dlquiz add to go on"


class Shelf(Protocol):
    """Where questions are looked up and written."""

    @property
    def topics(self) -> Mapping[str, Text]:
        """Every topic with its title."""
        ...

    def similar(self, ask: str) -> Sequence[tuple[str, Text]]:
        """Id and wording of questions that ask much the same."""
        ...

    def made(self, form: Form) -> Question:
        """The question that was typed. DlquizError where something is missing or wrong."""
        ...

    def write(self, question: Question) -> str:
        """Write it; where it is now, in one line."""
        ...

    def edited(self, text: str) -> str:
        """The text after $EDITOR, on the terminal. DlquizError where that failed."""
        ...

    @property
    def draft(self) -> Typed:
        """What was typed the last time and not written."""
        ...

    def keep(self, typed: Typed) -> None:
        """Keep what is typed so far for the next time; {} forgets it."""
        ...


def run(form: Form, shelf: Shelf, environment: Environment, say: Say, theme: str) -> str:
    """Fill in the form, look at it, write it. What came of it, in one line; "" where the learner left."""
    with stage(environment, theme, WHAT, REMEDY) as on:
        return Adding(form, shelf, say, on).run()


class Adding:
    """One new question. preview is what is being looked at before it is written.

    What is typed is kept before it is painted, so that nothing which was on the screen is lost.
    """

    def __init__(self, form: Form, shelf: Shelf, say: Say, on: Stage) -> None:
        self._empty, self._shelf, self._say, self._on = form, shelf, say, on
        draft = filled(shelf.draft)
        self._draft = values(draft)
        self._form = draft if self._draft else form
        self._kept = values(self._form)
        self._preview: Question | None = None
        self._similar: Sequence[tuple[str, Text]] = ()
        self._looked_for = ""
        self._notices: Sequence[str] = [say("draft")] if self._draft else ()
        self._leaving = False
        self._ui = Ui()

    def run(self) -> str:
        """Until it is written, or left."""
        while True:
            self._keep()
            self._paint()
            key = self._on.key(None if self._form.text("ask") == self._looked_for else PAUSE)
            if key is None:
                self._look()
            elif self._preview is not None:
                if said := self._press_preview(self._preview, key):
                    self._shelf.keep({})
                    return said
            elif self._press_form(key):
                return ""

    def _press_form(self, key: Event) -> bool:
        """Whether the learner leaves."""
        leaving, self._leaving, self._notices = self._leaving, False, ()
        if key == "esc":
            if leaving or not any(field.line.text for field in self._form.fields):
                return True
            self._leaving, self._notices = True, [self._say("esc again")]
        elif key == "ctrl-n" and self._offered:
            self._form, self._draft = self._empty, {}
        elif key == "ctrl-o":
            self._edit()
        elif key == "ctrl-s":
            self._look_at_it()
        elif (form := press(self._form, key, self._shelf.topics)) is not None:
            self._form = form
        else:
            self._look_at_it()
        return False

    def _press_preview(self, question: Question, key: Event) -> str:
        """What came of writing it; "" while nothing did."""
        if (moved := scrolled(self._ui, key)) is not None:
            self._ui = moved
        elif key == "enter":
            try:
                return self._shelf.write(question)
            except (DlquizError, OSError) as error:
                self._preview, self._notices = None, [said(error)]
        elif key == "esc":
            self._preview = None
        return ""

    @property
    def _offered(self) -> bool:
        """What was typed the last time is there as it was."""
        return bool(self._draft) and self._kept == self._draft

    def _keep(self) -> None:
        typed = values(self._form)
        if typed != self._kept:
            self._shelf.keep(typed)
            self._kept = typed

    def _look(self) -> None:
        """Similar questions, once typing has paused."""
        self._looked_for = self._form.text("ask")
        self._similar = self._shelf.similar(self._looked_for) if self._looked_for else ()

    def _look_at_it(self) -> None:
        try:
            self._preview, self._ui = self._shelf.made(self._form), Ui()
        except DlquizError as error:
            self._notices = [str(error)]

    def _edit(self) -> None:
        with self._on.keyboard.away():
            try:
                text = self._shelf.edited(self._form.current.line.text)
            except DlquizError as error:
                self._notices = [str(error)]
                return
        self._form = given(self._form, text)

    def _paint(self) -> None:
        grid = Grid(*self._on.screen.size)
        if self._preview is None:
            page = form_page(self._form, self._shelf.topics, self._similar, self._offered, grid, self._say)
        else:
            page = preview_page(self._preview, self._shelf.topics.get(self._preview.topic, Text()), grid, self._say)
        self._ui = self._on.paint(page, self._say, self._ui, self._notices)
