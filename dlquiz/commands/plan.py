"""dlquiz plan: the days until the interview, and where they lead."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import typer
from rich.text import Text as Line

from dlquiz.commands.root import AS_JSON, LANG
from dlquiz.core.planner import Plan
from dlquiz.core.settings import Settings
from dlquiz.environment import Environment
from dlquiz.study import Study
from dlquiz.terminal.output import Output
from dlquiz.terminal.views.plan import page
from dlquiz.terminal.words import Say, short_date
from dlquiz.terminal.wrap import wrap

EXAMPLE = timedelta(weeks=3)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plan")(plan)


def plan(
    context: typer.Context,
    lang: LANG = "",
    as_json: AS_JSON = False,
) -> None:
    """Show the days until the interview: cards a day, readiness per topic on the day, and what is left out."""
    environment: Environment = context.obj
    with Study(environment) as study:
        made, today = study.plan(), study.day
        titles = study.catalogue.titles()
    out = Output(environment, lang)
    if as_json:
        print(json.dumps(None if made is None else plain(made), ensure_ascii=False), file=environment.stdout)
    elif made is None:
        out.print(wrap(Line(_without(environment.settings(), today, out.say)), out.grid.span))
    else:
        out.print(page(made, today, titles, out.grid, out.say))


def _without(settings: Settings, today: date, say: Say) -> str:
    """What decides while no interview lies ahead."""
    over = settings.interview
    why = say("interview over", day=short_date(say, over, today)) if over else say("none set")
    return say("no interview", why=why, retention=f"{settings.retention:.0%}", day=today + EXAMPLE)


def plain(made: Plan) -> dict[str, Any]:
    """The plan as JSON has it."""
    learner = made.learner
    return {
        "interview": made.interview.isoformat(),
        "days_left": made.left,
        "minutes": made.minutes,
        "seconds": {"new": learner.new_s, "hit": learner.hit_s, "miss": learner.miss_s},
        "first_grades": list(learner.first_grades),
        "today": [
            {"card": each.candidate.card, "new": each.candidate.stability is None, "gain_per_second": each.gain}
            for each in made.today
        ],
        "worth": made.worth,
        "days": [
            {"left": day.left, "new": day.new, "seen": day.seen, "minutes": day.seconds / 60} for day in made.days
        ],
        "topics": [{**topic._asdict(), "title": {"en": topic.title.en, "zh": topic.title.zh}} for topic in made.topics],
        "left_out": [{"question": card, "topic": topic, "level": level} for card, topic, level in made.left_out],
    }
