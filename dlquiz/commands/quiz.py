"""dlquiz quiz: checks that a machine grades, with a score."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, TypeVar

import typer

from dlquiz.commands.root import LANG_OR_BOTH, PLAIN
from dlquiz.core.questions import LEVELS
from dlquiz.core.queue import Queue
from dlquiz.core.quiz import CHECKS
from dlquiz.core.session import Session
from dlquiz.desk import QuizDesk
from dlquiz.environment import Environment
from dlquiz.errors import UsageError, nearest
from dlquiz.study import Selection, Study
from dlquiz.terminal.output import language
from dlquiz.terminal.words import Say

SEEDS = 10**6
T = TypeVar("T", bound=str)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("quiz")(quiz)


def quiz(
    context: typer.Context,
    topics: Annotated[list[str] | None, typer.Argument(metavar="[TOPIC]...", help="Only these topics.")] = None,
    number: Annotated[int, typer.Option("--number", "-n", min=1, help="How many questions.")] = 10,
    seed: Annotated[
        int | None, typer.Option(help="Ask the same questions again, as long as the log is the same.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help=f"Only this kind: {', '.join(CHECKS)}.")] = None,
    level: Annotated[str, typer.Option(help="core or deep.")] = "",
    cram: Annotated[bool, typer.Option("--cram", help="The weakest cards, whenever they are due.")] = False,
    no_record: Annotated[bool, typer.Option("--no-record", help="Keep the answers out of the log.")] = False,
    lang: LANG_OR_BOTH = "",
    plain: PLAIN = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON at the end.")] = False,
) -> None:
    """Ask checks that are graded for you, the weakest of each topic first, and show the score."""
    from dlquiz.exams import candidates
    from dlquiz.exams import quiz as picked
    from dlquiz.terminal.quiz import run, run_plain

    environment: Environment = context.obj
    settings = environment.settings()
    wanted = lang or settings.lang
    spoken, both = language(environment, wanted), wanted == "both"
    kinds = [known("kind of check", word, CHECKS) for word in kind or ()]
    levels = [known("level", level, LEVELS)] if level else []
    seed = environment.random.randrange(SEEDS) if seed is None else seed
    with Study(environment, Selection(tuple(topics or ()))) as study:
        found = candidates(study, kinds, levels)
        if not found:
            raise UsageError("no check is of that topic, kind and level", remedy="ask for fewer conditions at once")
        few = Say(spoken)("only so many", n=len(found)) if number > len(found) else ""
        session = Session(Queue(due=picked(found, number, seed, cram)), spoken, "quiz")
        desk = QuizDesk(study, seed, not no_record, few)
        if plain or not environment.interactive:
            talk = replace(environment, stdout=environment.stderr) if as_json else environment
            told = run_plain(session, desk, talk, seed, both)
        else:
            told = run(session, desk, environment, seed, settings.theme, both)
    if as_json:
        print(json.dumps({"seed": seed, "recorded": not no_record, **told.plain()}), file=environment.stdout)


def known(what: str, word: str, words: Sequence[T]) -> T:
    """The word among `words`; UsageError with the nearest if it is none of them."""
    for one in words:
        if one == word:
            return one
    remedy = nearest(word, words, f"give {', '.join(words)}", most=1, cutoff=0.4)
    raise UsageError(f"there is no {what} {word}", remedy=remedy)
