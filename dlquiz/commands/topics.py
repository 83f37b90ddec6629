"""dlquiz topics: the topics, and how far you are in each."""

from __future__ import annotations

import json

import typer

from dlquiz.commands.root import AS_JSON, LANG
from dlquiz.core.standing import TopicStanding
from dlquiz.environment import Environment
from dlquiz.study import Study


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("topics")(topics)


def topics(
    context: typer.Context,
    lang: LANG = "",
    as_json: AS_JSON = False,
) -> None:
    """List the topics: how many cards are learned, how many are due, and the recall expected right now."""
    environment: Environment = context.obj
    with Study(environment) as study:
        standings = study.by_topic()
    if as_json:
        print(json.dumps([_plain(standing) for standing in standings], ensure_ascii=False), file=environment.stdout)
        return
    from dlquiz.terminal.output import Output
    from dlquiz.terminal.views.topics import topic_table

    out = Output(environment, lang)
    out.print(topic_table(standings, out.grid, out.say))


def _plain(standing: TopicStanding) -> dict[str, object]:
    return {
        "topic": standing.id,
        "title": {"en": standing.title.en, "zh": standing.title.zh},
        "questions": standing.questions,
        "cards": standing.cards,
        "learned": standing.learned,
        "due": standing.due,
        "recall": None if standing.recall is None else round(standing.recall, 4),
    }
