"""dlquiz doctor: check the databases, and fold the memories anew."""

from __future__ import annotations

from typing import Annotated

import typer

from dlquiz.environment import Environment
from dlquiz.errors import Exit
from dlquiz.study import Study


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Fold all memories anew from the log.")] = False,
) -> None:
    """Check the databases and the banks; say what is wrong and what to do. Exit code 1 where something is."""
    environment: Environment = context.obj
    with Study(environment) as study:
        found = [f"{study.reviews.path}: {problem}; restore a backup" for problem in study.reviews.integrity()]
        found += study.notices
        if rebuild:
            differed = study.reviews.rebuild()
            print(f"{differed} memories differed from the log and were folded anew", file=environment.stdout)
        print(f"reviews   {study.reviews.path}", file=environment.stdout)
        print(f"catalogue {study.catalogue.path}", file=environment.stdout)
        print(f"banks     {len(study.catalogue.files())} files", file=environment.stdout)
    for problem in found:
        print(f"dlquiz: {problem}", file=environment.stderr)
    if found:
        raise typer.Exit(Exit.DATA)
    print("all is well", file=environment.stdout)
