"""dlquiz due: how many cards wait, and when the next one does."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

import typer

from dlquiz.commands.root import AS_JSON
from dlquiz.environment import Environment
from dlquiz.study import Study


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("due")(due)


def due(
    context: typer.Context,
    as_json: AS_JSON = False,
) -> None:
    """Say how many cards are due today, and when the next one is."""
    environment: Environment = context.obj
    with Study(environment) as study:
        standing = study.standing()
        _warn(environment, study.notices)
    if as_json:
        next_due = standing.next_due.isoformat() if standing.next_due else None
        found = {
            "due": standing.due,
            "learning": standing.learning,
            "new": standing.new,
            "reviewed_today": standing.reviewed_today,
            "next_due": next_due,
        }
        print(json.dumps(found), file=environment.stdout)
        return
    from dlquiz.terminal.output import Output
    from dlquiz.terminal.words import day_ahead

    out = Output(environment)
    out.print([out.say("waiting", due=standing.due, learning=standing.learning, new=standing.new)])
    if standing.next_due and not standing.due + standing.learning + standing.new:
        when = standing.next_due
        said = f"{when:%H:%M}" if isinstance(when, datetime) else day_ahead(out.say, when, study.day)
        out.print([out.say("next waits", when=said)])


def _warn(environment: Environment, notices: Sequence[str]) -> None:
    if notices:
        from dlquiz.terminal.output import tell

        for notice in notices:
            tell(environment.stderr, notice)
