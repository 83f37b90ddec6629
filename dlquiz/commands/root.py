"""The program itself: its help, its version; alone it is today's drill."""

from __future__ import annotations

from typing import Annotated

import typer

from dlquiz import __version__

LANG = Annotated[str, typer.Option(help="en or zh.")]
LANG_OR_BOTH = Annotated[str, typer.Option(help="en, zh or both.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PLAIN = Annotated[bool, typer.Option("--plain", help="Line by line, without painting.")]
"""Options of several commands."""


def program() -> typer.Typer:
    """The program without its commands."""
    app = typer.Typer(
        name="dlquiz",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_dlquiz)
    return app


def _dlquiz(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Deep-learning interview questions, every day what you are about to forget. Alone: today's drill."""
    if version:
        print(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        from dlquiz.sitting import sit

        sit(context.obj)
