"""What a command prints: lines in the theme and at the width of the terminal, or plain ones into a pipe."""

from __future__ import annotations

import os
from collections.abc import Iterable
from shutil import get_terminal_size
from typing import TextIO

from rich.text import Text

from dlquiz.core.questions import LANGS, Lang
from dlquiz.core.text import sanitise
from dlquiz.environment import Environment
from dlquiz.errors import UsageError
from dlquiz.terminal import theme
from dlquiz.terminal.page import PAGE, Grid
from dlquiz.terminal.words import Say
from dlquiz.terminal.wrap import wrap


class Output:
    """Standard output, as a command sees it. lang: the --lang option; "" follows the settings, then the locale."""

    def __init__(self, environment: Environment, lang: str = "") -> None:
        settings = environment.settings()
        self.lang = language(environment, lang or settings.lang)
        self.say = Say(self.lang)
        self.fancy = environment.stdout.isatty() and environment.variables.get("TERM", "dumb") != "dumb"
        columns = get_terminal_size().columns if self.fancy else PAGE
        self.grid = Grid(min(columns, PAGE), 24)
        name = theme.chosen(settings.theme, environment.variables, theme.recall(environment)) if self.fancy else "none"
        self._console = theme.console(environment.stdout, name, columns)

    def print(self, lines: Iterable[Text | str]) -> None:
        """Print lines that already fit."""
        for line in lines:
            self._console.print(line)


def tell(out: TextIO, message: str) -> None:
    """Say something on one line; a terminal that is narrower gets it broken between words."""
    lines = [" ".join(sanitise(message).split("\n"))]
    if out.isatty():
        lines = [line.plain for line in wrap(Text(lines[0]), os.get_terminal_size(out.fileno()).columns or PAGE)]
    print("\n".join(lines), file=out)


def language(environment: Environment, wanted: str) -> Lang:
    """en or zh; "" and "both" follow the locale. UsageError for another word."""
    if wanted in LANGS:
        return "zh" if wanted == "zh" else "en"
    if wanted not in ("", "both"):
        raise UsageError(f"there is no language {wanted}", remedy="give en, zh or both")
    return environment.lang
