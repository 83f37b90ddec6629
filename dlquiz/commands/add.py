"""dlquiz add: a question of your own, in a dialogue, on one line, or through a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from dlquiz import authoring
from dlquiz.banks.importers.hashcards import read_markdown
from dlquiz.banks.writing import Given, question_of
from dlquiz.core.questions import LANGS, LEVELS, Lang, Question, Text
from dlquiz.editing import run_editor
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError, UsageError
from dlquiz.study import Study
from dlquiz.terminal.form import Form, filled
from dlquiz.terminal.output import language, tell
from dlquiz.terminal.words import Say

PIPE = "standard input"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("add")(add)


def add(
    context: typer.Context,
    topic: Annotated[str, typer.Option(help="The topic's id.")] = "",
    ask: Annotated[str, typer.Option(help="The question.")] = "",
    answer: Annotated[str, typer.Option(help="The answer, in Markdown; else what comes through a pipe.")] = "",
    point: Annotated[list[str] | None, typer.Option(help="A point to be made; again for more.")] = None,
    right: Annotated[list[str] | None, typer.Option(help="A right option, or the true statement.")] = None,
    wrong: Annotated[list[str] | None, typer.Option(help="A wrong option, or the false statement.")] = None,
    asked: Annotated[str, typer.Option(help="Where it was asked: 'Company, 2026-11-20'; asked first then.")] = "",
    level: Annotated[str, typer.Option(help="core or deep.")] = "core",
    lang: Annotated[str, typer.Option(help="en or zh, where the characters do not tell.")] = "",
    plain: Annotated[bool, typer.Option("--plain", help="The dialogue line by line, without painting.")] = False,
) -> None:
    """Add a question to your own banks. Alone: a dialogue with similar questions and a preview.

    Through a pipe: the answer, or cards as "Q: … A: …" lines. The question is drilled from now on. What is typed in the
    dialogue and not written is offered the next time.
    """
    environment: Environment = context.obj
    if lang and lang not in LANGS:
        raise UsageError(f"there is no language {lang}", remedy="give en or zh")
    if level not in LEVELS:
        raise UsageError(f"there is no level {level}", remedy="give core or deep")
    typed = Given(
        topic, ask, answer, tuple(point or ()), tuple(right or ()), tuple(wrong or ()), asked,
        "deep" if level == "deep" else "core", _lang(lang),
    )  # fmt: skip
    with Study(environment) as study:
        shelf = StudyShelf(study, typed)
        at_terminal = environment.stdin.isatty() and environment.stdout.isatty()
        if plain or (at_terminal and not (topic and ask and answer)):
            if said := _dialogue(_form(typed), shelf, study, plain):
                print(said, file=environment.stdout)
            _warn(environment, shelf.warnings)
            return
        _known(topic, shelf.topics)
        piped = "" if answer or environment.stdin.isatty() else _read(environment)
        for question in _questions(study, typed, piped):
            for id_, wording in shelf.similar(question.ask.in_("en")):
                tell(environment.stderr, f"similar: {id_}: {wording.in_(environment.lang)}")
            print(shelf.write(question), file=environment.stdout)
        _warn(environment, shelf.warnings)


def _dialogue(form: Form, shelf: StudyShelf, study: Study, plain: bool) -> str:
    """What came of it, in one line; "" where the learner left."""
    from dlquiz.terminal import add as painted
    from dlquiz.terminal import plain_add

    environment, settings = study.environment, study.settings
    say = Say(language(environment, settings.lang))
    if plain or not environment.interactive:
        return plain_add.run(form, shelf, environment, say)
    return painted.run(form, shelf, environment, say, settings.theme)


def _read(environment: Environment) -> str:
    """What comes through the pipe. DlquizError where it is no text."""
    piped = environment.stdin.read().removeprefix("\ufeff")
    if "\N{REPLACEMENT CHARACTER}" in piped:
        raise DlquizError("there are bytes that are no UTF-8", place=PIPE, remedy="send it as UTF-8")
    return piped


def _lang(lang: str) -> Lang | None:
    return next((known for known in LANGS if known == lang), None)


def _known(topic: str, topics: Mapping[str, Text]) -> None:
    """On a command line a topic is easily mistyped: a new one is begun first."""
    if topic in topics:
        return
    if not topic:
        raise UsageError("--topic is missing", remedy=f"give one of {', '.join(topics)}")
    close = get_close_matches(topic, topics, n=2, cutoff=0.6)
    remedy = f"did you mean {' or '.join(close)}? A new one begins with dlquiz bank new {topic}"
    raise UsageError(f"there is no topic {topic}", remedy=remedy if close else f"begin it: dlquiz bank new {topic}")


def _questions(study: Study, typed: Given, piped: str) -> Iterable[Question]:
    """What the command line says; its answer, or all of it, may come through a pipe. One bad card refuses all."""
    if typed.ask:
        return [question_of(typed._replace(answer=typed.answer or piped), Taken(study))]
    found = read_markdown(PIPE, piped, typed.lang)
    if found.notices or not found.entries:
        place, cause = found.notices[0].split(": ", 1) if found.notices else (PIPE, "there is no question in it")
        remedy = "write Q: … and A: … lines, or give --ask"
        raise DlquizError(cause.removesuffix("; left out"), place=place, remedy=remedy)
    made: list[Question] = []
    for entry in found.entries:
        ask, answer = (text.in_("en") for text in (entry.question.ask, entry.question.answer))
        one = question_of(typed._replace(ask=ask, answer=answer), Taken(study, made))
        made.append(one._replace(checks=(*one.checks, *entry.question.checks)))
    return made


class Taken:
    """Ids that a new question may not have: those in use, and those that the log still knows."""

    def __init__(self, study: Study, made: Iterable[Question] = ()) -> None:
        self._study, self._made = study, {question.id for question in made}

    def __contains__(self, id_: object) -> bool:
        name = str(id_)
        catalogue, reviews = self._study.catalogue, self._study.reviews
        return name in self._made or catalogue.question(name) is not None or bool(reviews.entries(card=name))


class StudyShelf:
    """The Shelf protocol of terminal/add.py, over the banks of one learner."""

    def __init__(self, study: Study, typed: Given) -> None:
        self._study, self._typed = study, typed
        self.topics: Mapping[str, Text] = authoring.topics(study)
        self.warnings: list[str] = []

    def similar(self, ask: str) -> Sequence[tuple[str, Text]]:
        """Id and wording of questions that ask much the same."""
        return [(hit.id, hit.ask) for hit in authoring.similar(self._study, ask)]

    def made(self, form: Form) -> Question:
        """The question that was typed. DlquizError where something is missing or wrong."""
        typed = self._typed._replace(
            topic=form.text("topic"),
            ask=form.text("ask"),
            answer=form.text("answer"),
            points=form.texts("point"),
            right=form.texts("right"),
            wrong=form.texts("wrong"),
            asked=form.text("asked"),
        )
        return question_of(typed, Taken(self._study))

    def write(self, question: Question) -> str:
        """Write it; where it is now, in one line."""
        path = authoring.add(self._study, question)
        self._study.refresh()
        looked_at = authoring.looked_at(self._study, path, question)
        self.warnings += [str(problem) for problem in looked_at]
        return f"{question.id} is written to {path}"

    @property
    def draft(self) -> Mapping[str, Sequence[str]]:
        """What was typed the last time and not written."""
        return authoring.draft(self._study)

    def keep(self, typed: Mapping[str, Sequence[str]]) -> None:
        """Keep what is typed so far for the next time; {} forgets it."""
        authoring.keep_draft(self._study, typed)

    def edited(self, text: str) -> str:
        """The text after $EDITOR, on the terminal. DlquizError where that failed."""
        with TemporaryDirectory(prefix="dlquiz-") as folder:
            path = Path(folder) / "text.md"
            path.write_text(text, "utf-8")
            run_editor(self._study.environment.variables, path)
            return path.read_text("utf-8", errors="replace")


def _form(typed: Given) -> Form:
    return filled(
        {
            "topic": (typed.topic,),
            "ask": (typed.ask,),
            "answer": (typed.answer,),
            "point": typed.points,
            "right": typed.right,
            "wrong": typed.wrong,
            "asked": (typed.asked,),
        }
    )


def _warn(environment: Environment, warnings: Iterable[str]) -> None:
    for warning in warnings:
        tell(environment.stderr, warning)
