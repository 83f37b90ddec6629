"""dlquiz restore: take over what another log holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dlquiz.core.text import counted
from dlquiz.environment import Environment
from dlquiz.errors import StoreError
from dlquiz.store import backup as backups
from dlquiz.study import Study

TOLERATED_MS = 10 * 60 * 1000
"""Two machines' clocks may be this far apart."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("restore")(restore)


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup, or the reviews.db of another machine.")],
) -> None:
    """Add the reviews of a backup to yours: rows go by id, so nothing of either side is lost and twice is as once."""
    environment: Environment = context.obj
    with backups.readable(file) as copy, Study(environment) as study:
        newest = backups.newest(copy)
        if newest > study.now_ms + TOLERATED_MS:
            raise StoreError(
                "the backup holds reviews of a time to come",
                place=str(file),
                remedy="set this machine's clock right, or wait until then",
            )
        added = study.reviews.merge(copy)
        rows = study.reviews.length()
    print(f"{counted(added, 'row')} added; the log has {rows:,}", file=environment.stdout)
