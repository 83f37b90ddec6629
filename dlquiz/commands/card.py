"""dlquiz card: suspend, resume, bury, forget or flag a card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from dlquiz.core.log import Kind
from dlquiz.core.questions import cards
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError
from dlquiz.study import Study

ACTIONS: dict[Kind, tuple[str, str]] = {
    "suspend": ("Never ask these cards until they are resumed.", "suspended"),
    "resume": ("Ask suspended cards again.", "resumed"),
    "bury": ("Do not ask these cards before tomorrow.", "buried until tomorrow"),
    "forget": ("Treat these cards as never seen; their reviews stay in the log.", "forgotten"),
    "flag": ("Mark these cards to be mended.", "flagged"),
}


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help="Suspend, resume, bury, forget or flag cards.", no_args_is_help=True, rich_markup_mode=None
    )
    for kind, (help_, done) in ACTIONS.items():
        group.command(kind, help=help_)(_command(kind, done))
    app.add_typer(group, name="card")


def _command(kind: Kind, done: str) -> Callable[..., None]:
    def command(
        context: typer.Context,
        ids: Annotated[list[str], typer.Argument(help="Ids of cards or questions.")],
        every: Annotated[bool, typer.Option("--all", help="All cards of the question.")] = False,
    ) -> None:
        environment: Environment = context.obj
        with Study(environment) as study:
            chosen = [card for id_ in ids for card in _cards(study, id_, every)]
            for card in chosen:
                study.mark(kind, card)
                print(f"{card} {done}", file=environment.stdout)

    return command


def _cards(study: Study, id_: str, every: bool) -> list[str]:
    from dlquiz.commands.show import known_question

    question = known_question(study, id_)
    if every:
        return [card.id for card in cards(question)]
    card = study.catalogue.card(id_)
    if card is None:
        known = ", ".join(card.id for card in cards(question))
        raise DlquizError(f"there is no card {id_}", remedy=f"{question.id} has {known}")
    return [card.id]
