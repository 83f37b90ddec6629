"""dlquiz show: one question, all of it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dlquiz.commands.root import AS_JSON, LANG
from dlquiz.core.plain import write_question
from dlquiz.core.questions import Question
from dlquiz.desk import StudyDesk
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError, nearest
from dlquiz.study import Study


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show")(show)


def show(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id of a question or of a card.")],
    lang: LANG = "",
    as_json: AS_JSON = False,
) -> None:
    """Show a question: answer, formulas, points, traps, checks, sources and where it stands."""
    environment: Environment = context.obj
    with Study(environment) as study:
        question = known_question(study, id_)
        if as_json:
            print(json.dumps(write_question(question), ensure_ascii=False, indent=2), file=environment.stdout)
            return
        sources = StudyDesk(study).sources(question)
        states, title, today = study.states(question), study.title(question.topic), study.day
    from dlquiz.terminal.output import Output
    from dlquiz.terminal.views.question import whole_question

    out = Output(environment, lang)
    out.print(whole_question(question, title, sources, states, today, out.grid, out.say))


def known_question(study: Study, id_: str) -> Question:
    """The question of a question's or card's id; DlquizError with the nearest ids if there is none."""
    question = study.catalogue.question(id_)
    if question is None:
        known = {card.partition("/")[0] for card in study.catalogue.card_ids()}
        remedy = nearest(id_.partition("/")[0], known, "dlquiz find searches for words")
        raise DlquizError(f"there is no question {id_}", remedy=remedy)
    return question
