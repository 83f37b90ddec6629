"""dlquiz drill: today's cards."""

from __future__ import annotations

from typing import Annotated

import typer

from dlquiz.commands.root import LANG_OR_BOTH, PLAIN
from dlquiz.sitting import sit
from dlquiz.study import Selection


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("drill")(drill)


def drill(
    context: typer.Context,
    topics: Annotated[list[str] | None, typer.Argument(metavar="[TOPIC]...", help="Only these topics.")] = None,
    new: Annotated[int | None, typer.Option(min=0, help="How many new cards.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, max=10**6, help="How many cards in all.")] = None,
    minutes: Annotated[int | None, typer.Option(min=1, help="Stop asking after so many minutes.")] = None,
    lang: LANG_OR_BOTH = "",
    plain: PLAIN = False,
) -> None:
    """Ask what is due today, then new cards."""
    sit(context.obj, Selection(tuple(topics or ()), new, limit, minutes), lang, plain)
