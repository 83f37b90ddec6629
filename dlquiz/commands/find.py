"""dlquiz find: search the questions."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from dlquiz.commands.root import AS_JSON, LANG
from dlquiz.environment import Environment
from dlquiz.errors import Exit
from dlquiz.study import Study


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("find")(find)


def find(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Words, in either language; Latin ones may be cut short.")],
    limit: Annotated[int, typer.Option(min=1, max=10**6, help="How many at the most.")] = 20,
    lang: LANG = "",
    as_json: AS_JSON = False,
) -> None:
    """Find questions that contain all these words. Exit code 1 where there are none."""
    environment: Environment = context.obj
    with Study(environment) as study:
        hits = study.catalogue.find(" ".join(words), limit)
    if as_json:
        found = [{"id": hit.id, "topic": hit.topic, "ask": {"en": hit.ask.en, "zh": hit.ask.zh}} for hit in hits]
        print(json.dumps(found, ensure_ascii=False), file=environment.stdout)
    else:
        from dlquiz.terminal.output import Output
        from dlquiz.terminal.views.topics import hit_list

        out = Output(environment, lang)
        out.print(hit_list([(hit.id, hit.topic, hit.ask) for hit in hits], out.grid, out.say))
    if not hits:
        raise typer.Exit(Exit.DATA)
