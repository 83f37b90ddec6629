"""dlquiz doctor: what is wrong with the data or the surroundings, and mending it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from dlquiz.core.text import counted
from dlquiz.editing import editor_of
from dlquiz.environment import Environment
from dlquiz.errors import Exit, StoreError
from dlquiz.store import backup as backups
from dlquiz.store import mending
from dlquiz.store.catalogue import Catalogue
from dlquiz.store.connection import Kind
from dlquiz.store.schema import damage, odd
from dlquiz.study import Study
from dlquiz.terminal import theme
from dlquiz.terminal.looks import told
from dlquiz.terminal.output import tell
from dlquiz.terminal.theme import Appearance

MARKS = "━●○"


class Finding(NamedTuple):
    """What is wrong, what would help, and the deed that does it, if the program can."""

    wrong: str
    remedy: str
    mend: Callable[[], object] | None = None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    context: typer.Context,
    fix: Annotated[bool, typer.Option("--fix", help="Do what it would do.")] = False,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Fold all memories anew from the log.")] = False,
) -> None:
    """Check databases, clock, terminal, editor and banks; say what is wrong and what to do. Exit code 1 if anything."""
    environment: Environment = context.obj
    left = _mended(environment, list(_databases(environment)), fix)
    if not left:
        with Study(environment) as study:
            if rebuild:
                differed = study.reviews.rebuild()
                print(f"{differed} memories differed from the log and were folded anew", file=environment.stdout)
            remembered = theme.recall(environment)
            said = told(environment) if environment.interactive else None
            for line in _told(study, _terminal(environment, remembered, said)):
                print(line, file=environment.stdout)
            left = _mended(
                environment, [*_log(study), *_surroundings(study), *_marks(environment, remembered, said)], fix
            )
    if left:
        raise typer.Exit(Exit.DATA)
    print("all is well", file=environment.stdout)


def _mended(environment: Environment, findings: list[Finding], fix: bool) -> list[Finding]:
    """Say what was found, mend what can be mended if that is wanted; what is left."""
    left = []
    for finding in findings:
        if fix and finding.mend:
            finding.mend()
            print(f"{finding.wrong}; done: {finding.remedy}", file=environment.stdout)
        else:
            would = "dlquiz doctor --fix would " if finding.mend else ""
            tell(environment.stderr, f"dlquiz: {finding.wrong}; {would}{finding.remedy}")
            left.append(finding)
    return left


def _databases(environment: Environment) -> Iterator[Finding]:
    """Whether both are sound: a catalogue can be made anew, the newest sound backup put in place of reviews.db."""
    catalogue, reviews = environment.data / "catalogue.db", environment.data / "reviews.db"
    if found := damage(catalogue) or _unlike(catalogue, "catalogue") or _useless(environment, catalogue):
        again = "make it anew from the banks"
        yield Finding(f"{catalogue}: {found[0]}", again, lambda: Catalogue.discard(catalogue))
    if found := damage(reviews) or _unlike(reviews, "reviews"):
        yield _unsound(reviews, found[0])


def _unsound(reviews: Path, found: str) -> Finding:
    """A log that is to be made whole of its newest backup and of itself, as far as there are any."""
    backup = mending.sound_backup(reviews)
    deeds = [f"put {backup.name} in its place"] if backup else []
    deeds += ["take over what can still be read of it"] if mending.legible(reviews) else []
    if not deeds:
        return Finding(f"{reviews}: {found}", "move it away; there is no backup to take its place")
    return Finding(f"{reviews}: {found}", ", ".join(["move it aside", *deeds]), lambda: mending.mend(reviews, backup))


def _unlike(path: Path, kind: Kind) -> list[str]:
    names = odd(path, kind)
    return [f"not made as dlquiz makes it: {', '.join(names)}"] if names else []


def _useless(environment: Environment, catalogue: Path) -> list[str]:
    """Why a sound catalogue cannot take in the banks all the same; locked or out of room it is not useless."""
    try:
        Study(environment).close()
    except StoreError as error:
        outside = isinstance(error.__cause__, sqlite3.OperationalError | OSError)
        return [error.cause] if error.place == str(catalogue) and not outside else []
    return []


def _log(study: Study) -> Iterator[Finding]:
    """Whether the log holds all that its backups do, the memories are its own, and it is not ahead of the clock."""
    reviews, rows = study.reviews, study.reviews.length()
    if backup := mending.sound_backup(reviews.path, more_than=rows):
        short = f"the log has {counted(rows, 'row')}, its backup {backup.name} {backups.length(backup):,}"
        yield Finding(short, "add what is missing", lambda: backups.take_over(reviews, backup))
    if stale := reviews.stale():
        wrong = "1 memory differs" if stale == 1 else f"{stale:,} memories differ"
        yield Finding(f"{wrong} from the log", "fold anew from the log", reviews.rebuild)
    for notice in study.notices:
        wrong, _, remedy = notice.partition("; ")
        yield Finding(wrong, remedy or "mend the file")


def _surroundings(study: Study) -> Iterator[Finding]:
    """Whether there is an editor to edit with."""
    name = editor_of(study.environment.variables)[0]
    if shutil.which(name, path=study.environment.variables.get("PATH")) is None:
        yield Finding(f"there is no editor {name}", "set EDITOR to one that is installed")


def _marks(environment: Environment, remembered: Appearance, said: Appearance | None) -> Iterator[Finding]:
    """Whether the terminal draws marks as wide as it is remembered to."""
    if said and said.wide_marks != remembered.wide_marks:
        wrong = "two cells, not in one" if said.wide_marks else "one cell, not in two"
        yield Finding(f"this terminal draws marks in {wrong}", "remember it", lambda: theme.remember(environment, said))


def _told(study: Study, terminal: str) -> Iterator[str]:
    environment, folder = study.environment, backups.folder(study.reviews.path)
    kept = len(list(folder.glob("*.db")))
    yield f"reviews   {study.reviews.path}, {study.reviews.length()} rows"
    yield f"backups   {folder}, {kept} kept"
    yield f"catalogue {study.catalogue.path}"
    yield f"banks     {len(study.catalogue.files())} files"
    yield f"clock     {environment.now():%Y-%m-%d %H:%M %Z}, study day {study.day}"
    yield f"terminal  {terminal}"
    yield f"editor    {editor_of(environment.variables)[0]}"


def _terminal(environment: Environment, remembered: Appearance, said: Appearance | None) -> str:
    """How marks are drawn. said: what the terminal answered; None where it did not, or was not asked."""
    try:
        MARKS.encode(environment.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return f"cannot show {len(MARKS)} of the marks: they are written in ASCII"
    wide = (said or remembered).wide_marks
    silent = "" if said or not environment.interactive else "it does not say how wide marks are; as remembered, "
    return f"{silent}marks take two cells: they are written in ASCII" if wide else f"{silent}marks take one cell"
