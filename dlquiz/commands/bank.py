"""dlquiz bank: which question banks are read; add, remove, begin and export them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from dlquiz import authoring
from dlquiz.banks.exporters import FORMATS
from dlquiz.banks.reader import read
from dlquiz.banks.writing import in_bank, new_bank
from dlquiz.commands.import_ import checked_topic
from dlquiz.commands.root import AS_JSON
from dlquiz.core.questions import Text
from dlquiz.core.settings import changed, write
from dlquiz.core.text import counted
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError, UsageError
from dlquiz.files import put
from dlquiz.places import bank_files, place_of
from dlquiz.study import DOCUMENTS, SOURCES, Selection, Study
from dlquiz.terminal.cells import pad, width
from dlquiz.terminal.output import language, tell

BUILT_IN = "dlquiz"
NOT_BANKS = (SOURCES, DOCUMENTS)


class Listed(NamedTuple):
    """A bank as it is listed: a file, or a folder with all that is in it."""

    name: str
    path: str
    questions: int
    problems: tuple[str, ...]


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="Your question banks.", no_args_is_help=True, rich_markup_mode=None)
    for name, command in (("list", list_), ("add", add), ("remove", remove), ("new", new), ("export", export)):
        group.command(name)(command)
    app.add_typer(group, name="bank")


def list_(context: typer.Context, as_json: AS_JSON = False) -> None:
    """List the banks that are read, and what is wrong in them."""
    environment: Environment = context.obj
    with Study(environment) as study:
        banks = listed(study)
    if as_json:
        print(json.dumps([bank._asdict() for bank in banks], ensure_ascii=False), file=environment.stdout)
        return
    widest = max(width(bank.name) for bank in banks)
    for bank in banks:
        print(f"{pad(bank.name, widest).plain}  {bank.questions:6,}  {bank.path}", file=environment.stdout)
        for problem in bank.problems:
            print(f"{'':{widest}}  {'!':>6}  {problem}", file=environment.stdout)


def listed(study: Study) -> list[Listed]:
    """The program's own as one, each file of the banks folder, each file or folder of the settings."""
    environment, counts = study.environment, study.catalogue.counts()
    problems = {file.path: file.problems for file in study.catalogue.files()}
    for id_, kept, lost in study.catalogue.duplicates():
        problems[lost] = (*problems.get(lost, ()), f"{lost}: {id_} is in {kept} too; rename it here")

    def row(name: str, place: Path) -> Listed:
        files = [path for path in problems if Path(path).is_relative_to(place)]
        refused = [str(refused) for refused in study.places.refused if refused.path.is_relative_to(place)]
        wrong = (*refused, *(problem for path in files for problem in problems[path]))
        return Listed(name, str(place), sum(counts.get(path, 0) for path in files), wrong)

    own = [path for path in study.places.files if path.is_relative_to(environment.banks) and path.name not in NOT_BANKS]
    added = [place_of(bank) for bank in study.settings.banks]
    return [
        row(BUILT_IN, environment.content),
        *(row(path.stem, path) for path in own),
        *(row(path.stem, path) for path in added),
    ]


def add(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A bank, or a folder of them: a clone of your team's, say.")],
) -> None:
    """Read a file or folder of questions from now on, where it lies."""
    environment: Environment = context.obj
    path = path.expanduser().absolute()
    if not path.exists():
        raise UsageError(f"there is no file or folder {path}", remedy="name a bank")
    settings = environment.settings()
    if path.is_relative_to(environment.banks) or str(path) in settings.banks:
        raise UsageError(f"{path} is read already", remedy="dlquiz bank list shows all")
    inside, refused = bank_files(path)
    files = [file for file in inside if file.name not in NOT_BANKS]
    readings = [read(file) for file in files]
    if not any(reading.bank for reading in readings):
        problems = (problem for reading in readings for problem in reading.problems)
        first = next(map(str, (*problems, *refused)), "")
        raise DlquizError(
            first or "there is no bank in it", place="" if first else str(path), remedy="it was not added"
        )
    environment.write_settings(write(changed(settings, "banks", [*settings.banks, str(path)])))
    with Study(environment) as study:
        bank = listed(study)[-1]
    for problem in bank.problems:
        tell(environment.stderr, problem)
    print(
        f"{bank.name}: {counted(bank.questions, 'question')} in {counted(len(files), 'file')}", file=environment.stdout
    )


def remove(
    context: typer.Context, name: Annotated[str, typer.Argument(help="Its name as listed, or its path.")]
) -> None:
    """Read a bank no longer. Its files stay where they are, and your reviews stay in the log."""
    environment: Environment = context.obj
    settings = environment.settings()
    named = [bank for bank in settings.banks if name in (bank, Path(bank).stem, Path(bank).name)]
    if not named:
        inside = next((path for path in bank_files(environment.banks)[0] if path.stem == name), None)
        if inside:
            raise UsageError(f"{name} lies in your banks folder", remedy=f"move {inside} away, or delete it")
        added = ", ".join(Path(bank).stem for bank in settings.banks)
        raise UsageError(f"no bank {name} was added", remedy=f"there are {added}" if added else "there is none")
    if len(named) > 1:
        raise UsageError(f"{len(named)} banks are called {name}", remedy=f"give one of {', '.join(named)}")
    rest = [bank for bank in settings.banks if bank != named[0]]
    environment.write_settings(write(changed(settings, "banks", rest)))
    print(f"{named[0]} is not read any more; its files and your reviews stay", file=environment.stdout)


def new(
    context: typer.Context,
    topic: Annotated[str, typer.Argument(help="The topic's id: small letters, digits and -.")],
    title: Annotated[str, typer.Option(help="What the topic is called; else what it is called already.")] = "",
) -> None:
    """Begin a bank in your banks folder, with the line by which editors complete and underline."""
    environment: Environment = context.obj
    topic = checked_topic(topic)
    with Study(environment) as study:
        called = Text.same(title) if title else study.title(topic)
    path = authoring.new_place(environment.banks, topic)
    authoring.create(path, new_bank(str(path), in_bank(topic, called, ())))
    print(path, file=environment.stdout)


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What to write: a .csv, .md or .json.")],
    topics: Annotated[list[str] | None, typer.Argument(help="Only these topics.")] = None,
    lang: Annotated[str, typer.Option(help="en or zh, for Markdown.")] = "",
    own: Annotated[bool, typer.Option("--own", help="Only your own questions.")] = False,
) -> None:
    """Write questions as CSV, Markdown (Q: and A:) or JSON; only JSON holds all of them, checks too."""
    environment: Environment = context.obj
    if file.suffix.lower() not in FORMATS:
        raise UsageError(f"{file} is of no known kind", remedy=f"end it in {', '.join(FORMATS)}")
    chosen: Sequence[str] = topics or ()
    with Study(environment, Selection(tuple(chosen))) as study:
        questions = [packed.question() for packed in study.catalogue.in_order(chosen, own=own)]
    text = FORMATS[file.suffix.lower()](questions, language(environment, lang))
    put(file, text)
    print(f"{file}: {counted(len(questions), 'question')}", file=environment.stdout)
