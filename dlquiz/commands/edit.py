"""dlquiz edit: one question in $EDITOR."""

from __future__ import annotations

from typing import Annotated

import typer

from dlquiz import editing
from dlquiz.banks.reader import Located
from dlquiz.commands.show import known_question
from dlquiz.environment import Environment
from dlquiz.errors import UsageError
from dlquiz.study import Study
from dlquiz.terminal.output import tell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("edit")(edit)


def edit(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID", help="The id of a question or of a card.")],
    revert: Annotated[bool, typer.Option("--revert", help="Back to the question that came with the program.")] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Take it out of its file, and print it.")] = False,
) -> None:
    """Open a question in $EDITOR, check it, and write it back; one of the program's own into your overrides.

    Progress is kept, through a new id too.
    """
    environment: Environment = context.obj
    if revert and delete:
        raise UsageError("--revert and --delete say two things", remedy="give one of them")
    with Study(environment) as study:
        question = known_question(study, id_)
        if revert:
            editing.revert(study, question.id)
            print(f"{question.id} is again as it came", file=environment.stdout)
        elif delete:
            environment.stdout.write(editing.delete(study, question.id))
            print(f"{question.id} is deleted; its reviews are kept", file=environment.stderr)
        else:
            named = environment.variables.get("VISUAL") or environment.variables.get("EDITOR")
            if not named and not environment.stdin.isatty():
                raise UsageError("there is no terminal to edit on", remedy="run it in one, or set EDITOR")
            done = editing.edit(study, question, editing.ask_again(environment))
            said = f"{done.question.id} is written to {done.path}" if done.changed else "nothing was changed"
            print(said, file=environment.stdout)
            warn(environment, done.warnings)


def warn(environment: Environment, warnings: tuple[Located, ...]) -> None:
    """What is worth a look in a question that was written all the same."""
    for problem in warnings:
        tell(environment.stderr, f"line {problem.line}: {problem.problem}; {problem.remedy}")
