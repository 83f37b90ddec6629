"""A learner's folder with a small content of its own, and the command line run on it in this process."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from world import world, write_bank

from dlquiz.cli import run
from dlquiz.environment import Environment

BUILT_IN = "b1"


class Ran(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


class Home:
    """data, banks and config in one folder, as DLQUIZ_HOME has them; content beside them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        made = world(root)
        write_bank(made.content, "built-in", BUILT_IN, "b2")
        self.environment: Environment = replace(made, data=root)
        self.banks = made.banks

    def run(self, *arguments: str | Path, given: str = "", **variables: str) -> Ran:
        """One command line; `given` comes through a pipe."""
        environment = replace(
            self.environment,
            stdin=io.StringIO(given),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            variables={**self.environment.variables, **variables},
        )
        caught = io.StringIO()
        with redirect_stderr(caught):
            code = run([str(argument) for argument in arguments], environment)
        assert isinstance(environment.stdout, io.StringIO)
        assert isinstance(environment.stderr, io.StringIO)
        return Ran(int(code), environment.stdout.getvalue(), environment.stderr.getvalue() + caught.getvalue())
