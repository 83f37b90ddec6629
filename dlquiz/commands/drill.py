"""dlquiz drill: today's cards."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from dlquiz.core.session import Session
from dlquiz.desk import StudyDesk
from dlquiz.environment import Environment
from dlquiz.study import Selection, Study
from dlquiz.terminal.output import language


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("drill")(drill)


def drill(
    context: typer.Context,
    topics: Annotated[list[str] | None, typer.Argument(metavar="[TOPIC]...", help="Only these topics.")] = None,
    new: Annotated[int | None, typer.Option(min=0, help="How many new cards.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="How many cards in all.")] = None,
    minutes: Annotated[int | None, typer.Option(min=1, help="Stop asking after so many minutes.")] = None,
    lang: Annotated[str, typer.Option(help="en, zh or both.")] = "",
    plain: Annotated[bool, typer.Option("--plain", help="Line by line, without painting.")] = False,
) -> None:
    """Ask what is due today, then new cards."""
    environment: Environment = context.obj
    settings = environment.settings()
    wanted = lang or settings.lang
    spoken = language(environment, wanted)
    with Study(environment, Selection(tuple(topics or ()), new, limit)) as study:
        session = Session(study.queue(), spoken)
        if minutes is not None:
            session = replace(session, until_ms=study.now_ms + minutes * 60_000)
        desk = StudyDesk(study)
        if plain or not environment.interactive:
            from dlquiz.terminal.plain import run as run_plain

            run_plain(session, desk, environment, both=wanted == "both")
        else:
            from dlquiz.terminal.loop import run

            run(session, desk, environment, settings.theme, both=wanted == "both")
