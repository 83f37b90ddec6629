"""dlquiz config: show or change a setting."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from typing import Annotated

import typer

from dlquiz.commands.root import AS_JSON
from dlquiz.core.log import study_day
from dlquiz.core.settings import DEFAULTS, NAMES, changed, check_interview, write
from dlquiz.environment import Environment
from dlquiz.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("config")(config)


def _check(interview: date, today: date) -> None:
    """UsageError for a day that no one prepares for."""
    if interview < today:
        raise UsageError(f"{interview} is over", remedy=f"today is {today}: give a day to come")
    check_interview(interview, today)


def config(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The setting; without it all are shown.")] = "",
    value: Annotated[str, typer.Argument(help="Its new value; without it the present one is shown.")] = "",
    unset: Annotated[bool, typer.Option("--unset", help="Back to the default.")] = False,
    as_json: AS_JSON = False,
) -> None:
    """Show or change a setting: lang, new_per_day, retention, theme, interview, minutes, banks."""
    environment: Environment = context.obj
    settings = environment.settings()
    if unset and not name:
        raise UsageError("--unset needs the name of a setting", remedy=f"there are {', '.join(NAMES)}")
    if name and name not in NAMES:
        changed(settings, name, value)
    if value or unset:
        settings = replace(settings, **{name: getattr(DEFAULTS, name)}) if unset else changed(settings, name, value)
        if name == "interview" and settings.interview:
            _check(settings.interview, study_day(environment.now()))
        environment.write_settings(write(settings))
    shown = {key: item for key, item in asdict(settings).items() if name in ("", key)}
    if as_json:
        print(json.dumps(shown, default=str, ensure_ascii=False), file=environment.stdout)
        return
    for key, item in shown.items():
        text = ", ".join(item) if isinstance(item, tuple) else item
        print(f"{key:12} {'–' if text in (None, '') else text}", file=environment.stdout)
