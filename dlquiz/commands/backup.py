"""dlquiz backup: a copy of the log."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlquiz.core.text import counted
from dlquiz.environment import Environment
from dlquiz.errors import UsageError
from dlquiz.store import backup as backups
from dlquiz.study import Study


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backup")(backup)


def backup(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(help="Where to; without it, a file of this moment in the backups folder.")
    ] = None,
) -> None:
    """Copy all your reviews into one file. One copy a day is kept by itself, in the backups folder."""
    environment: Environment = context.obj
    with Study(environment) as study:
        folder = backups.folder(study.reviews.path)
        target = file or folder / f"reviews-{study.day}-{environment.now():%H%M%S}.db"
        if target.exists():
            raise UsageError(f"{target} is there already", remedy="give another name; backups are never overwritten")
        backups.write(study.reviews, target)
        rows = study.reviews.length()
    print(f"{target}: {counted(rows, 'row')} of the log", file=environment.stdout)
