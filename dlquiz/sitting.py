"""A sitting: today's study as a session, on the terminal or line by line. What a bare ``dlquiz`` does."""

from __future__ import annotations

from dlquiz.core.session import Session
from dlquiz.desk import StudyDesk
from dlquiz.environment import Environment
from dlquiz.study import EVERYTHING, Selection, Study
from dlquiz.terminal.output import language


def sit(environment: Environment, selection: Selection = EVERYTHING, lang: str = "", plain: bool = False) -> None:
    """Drill what is due, then new cards. lang: en, zh, both, or "" for the setting, else the locale."""
    settings = environment.settings()
    wanted = lang or settings.lang
    spoken = language(environment, wanted)
    with Study(environment, selection) as study:
        session = Session(study.queue(), spoken, until_ms=study.until_ms)
        desk = StudyDesk(study)
        if plain or not environment.interactive:
            from dlquiz.terminal.plain import run as run_plain

            run_plain(session, desk, environment, both=wanted == "both")
        else:
            from dlquiz.terminal.loop import run

            run(session, desk, environment, settings.theme, both=wanted == "both")
