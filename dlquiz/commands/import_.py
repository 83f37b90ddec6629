"""dlquiz import: questions out of other programs' files, as one new bank."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text as Line

from dlquiz import authoring
from dlquiz.banks.importers import anki, hashcards, listed, tables
from dlquiz.banks.importers.entry import Entry, Found, text_of
from dlquiz.banks.importers.gather import Gathered, gather
from dlquiz.banks.reader import first_bytes, read
from dlquiz.banks.writing import new_bank
from dlquiz.core.codecs import codec
from dlquiz.core.problems import Log
from dlquiz.core.questions import LANGS, Id, Lang, Question
from dlquiz.core.text import counted, half_width, parse
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError, UsageError
from dlquiz.study import Study
from dlquiz.terminal.output import Output, tell
from dlquiz.terminal.page import entry
from dlquiz.terminal.progress import progress
from dlquiz.terminal.prose import phrase, prose
from dlquiz.terminal.wrap import wrap

SHOWN = 3
"""How many cards the preview shows."""
PACKAGES = (".apkg", ".colpkg")
BANKS = (".yaml", ".yml")
TABLES = (".csv", ".tsv")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_)


def import_(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A .csv, .tsv, .md, .json, Anki's .txt, .apkg or .colpkg, or another bank's .yaml.")
    ],
    topic: Annotated[str, typer.Option(help="The topic of the new bank; else the file's name.")] = "",
    columns: Annotated[str, typer.Option(help="What a table's columns are: question,answer,-,points.")] = "",
    lang: Annotated[str, typer.Option(help="en or zh, where the characters do not tell.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would come of it, and write nothing.")] = False,
) -> None:
    """Write the questions of a file into a new bank of your own; what you are asked already is left out."""
    environment: Environment = context.obj
    if not file.is_file():
        raise UsageError(f"there is no file {file}", remedy="name the file to import")
    if lang and lang not in LANGS:
        raise UsageError(f"there is no language {lang}", remedy="give en or zh")
    topic = checked_topic(topic or slug(file.stem))
    with Study(environment) as study:
        found = _found(file, columns, lang or None, environment)
        existing = [(packed.id, packed.question().ask) for packed in study.catalogue.in_order()]
        taken = {id_ for id_, _ in existing} | {name.partition("/")[0] for name in study.catalogue.names()}
        entries = progress(found.entries, environment.stderr)
        gathered = gather(entries, topic, study.title(topic), taken, existing)
        path = authoring.new_place(environment.banks, topic)
        if gathered.bank.questions:
            text = new_bank(str(path), gathered.bank)
            if not dry_run:
                authoring.create(path, text)
    _report(environment, gathered, found.notices, path, dry_run)
    if not gathered.bank.questions:
        raise DlquizError("there is nothing new in it", place=str(file), remedy="nothing was written")


def _found(file: Path, columns: str, lang: Lang | None, environment: Environment) -> Found:
    """What the file holds, by the end of its name."""
    kind, name = file.suffix.lower(), file.name
    if columns and kind not in TABLES:
        raise UsageError(f"{name} has no columns", remedy="--columns goes with a .csv or .tsv")
    if kind in PACKAGES:
        return _package(file, lang, environment)
    if kind in BANKS:
        return _bank(file)
    readers: dict[str, Callable[[str], Found]] = {
        ".csv": lambda text: tables.read_table(name, text, _names(columns), lang),
        ".tsv": lambda text: tables.read_table(name, text, _names(columns), lang, "\t"),
        ".md": lambda text: hashcards.read_markdown(name, text, lang),
        ".markdown": lambda text: hashcards.read_markdown(name, text, lang),
        ".json": lambda text: listed.read_list(name, text),
        ".txt": lambda text: anki.read_export(name, text, lang),
    }
    if kind not in readers:
        raise UsageError(f"what is in {name} its name does not tell", remedy=f"end it in {', '.join(readers)} or .apkg")
    return readers[kind](text_of(str(file), first_bytes(file)))


def _names(columns: str) -> list[str]:
    return half_width(columns).split(",") if columns else []


def _package(file: Path, lang: Lang | None, environment: Environment) -> Found:
    from dlquiz.anki.foreign import read as read_package

    package = read_package(file)
    found = anki.read_notes(file.name, progress(package.notes, environment.stderr), lang)
    if package.ours:
        said = f"{package.ours} notes come from dlquiz: take their reviews with dlquiz anki import {file}"
        found.notices.append(f"{file.name}: {said}")
    return found


def _bank(file: Path) -> Found:
    """Another bank's questions, and what is wrong in it."""
    reading = read(file)
    questions = reading.bank.questions if reading.bank else ()
    wrong = [str(problem) for problem in reading.problems if problem.severity == "error"]
    return Found([Entry(f"{file.name}: {question.id}", question) for question in questions], wrong)


def slug(name: str) -> str:
    """A topic's id out of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "imported"


def checked_topic(topic: str) -> str:
    """The topic, if it can be one."""
    log = Log()
    log.name = "the topic"
    if not isinstance(codec(Id).read(topic, log), str):
        raise UsageError(f"{topic!r} cannot be a topic", remedy=log.problems[0].remedy)
    return topic


def _report(environment: Environment, gathered: Gathered, notices: Sequence[str], path: Path, dry_run: bool) -> None:
    out, questions = Output(environment), gathered.bank.questions
    for notice in [*notices, *gathered.left_out]:
        tell(environment.stderr, notice)
    out.print(preview(questions[:SHOWN], out))
    if questions:
        more = f" and {len(questions) - SHOWN:,} more" if len(questions) > SHOWN else ""
        done = "would be written" if dry_run else "written"
        said = f"{counted(len(questions), 'question')} {done} to {path}{more and ': those above' + more}"
        print(said, file=environment.stdout)


def preview(questions: Iterable[Question], out: Output) -> Iterable[Line]:
    """Each question, and the answer below it."""
    for question in questions:
        asked = wrap(phrase(out.say.of(question.ask), out.grid.measure), out.grid.measure)
        yield from entry(out.grid, asked, mark="•")
        yield from entry(out.grid, prose(parse(out.say.of(question.answer)), out.grid.measure))
        yield Line()
