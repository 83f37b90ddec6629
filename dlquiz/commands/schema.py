"""dlquiz schema: the JSON Schema of question banks."""

from __future__ import annotations

import typer

from dlquiz.authoring import schema_text
from dlquiz.environment import Environment


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("schema")(schema)


def schema(context: typer.Context) -> None:
    """Print the JSON Schema of question banks, by which editors complete and underline."""
    environment: Environment = context.obj
    environment.stdout.write(schema_text())
