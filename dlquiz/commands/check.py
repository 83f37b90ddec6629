"""dlquiz check: everything wrong in question banks, at once, each at its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from dlquiz.banks.checker import World, check
from dlquiz.banks.prose import cells
from dlquiz.banks.reader import Located, Reading, read
from dlquiz.banks.references import DOCUMENTS, NOT_BANKS, SOURCES, read_documents, read_sources
from dlquiz.commands.root import AS_JSON
from dlquiz.core.text import counted, sanitise
from dlquiz.demos import Registry
from dlquiz.environment import Environment
from dlquiz.errors import Exit, UsageError
from dlquiz.places import bank_files, spelled
from dlquiz.terminal.formulas import draw
from dlquiz.terminal.output import Output

ROOM, CONTEXT = 66, 24
"""Columns of a line of source, and how many of them stay before the caret."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check_banks)


def check_banks(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Bank files, or folders of them.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Hold them to what a shared bank owes.")] = False,
    as_json: AS_JSON = False,
) -> None:
    """Check question banks: those named, else those of the program and your own. Exit code 1 on errors."""
    environment: Environment = context.obj
    shipped, refused = files([environment.content, environment.banks])
    wanted, refused = files(named(paths)) if paths else (shipped, refused)
    readings = [read(path, demanding=strict) for path in wanted if path.name not in NOT_BANKS]
    known = [
        path for path in shipped if path.name not in NOT_BANKS and path.resolve() not in {w.resolve() for w in wanted}
    ]
    world, problems = _world([*shipped, *wanted], wanted, known)
    found = sorted([*check(readings, world, demanding=strict), *problems, *refused])
    if as_json:
        print(json.dumps([as_plain(problem) for problem in found], ensure_ascii=False), file=environment.stdout)
    else:
        _show(environment, found, wanted, readings)
    if any(problem.severity == "error" for problem in found):
        raise typer.Exit(Exit.DATA)


def named(paths: Iterable[Path]) -> list[Path]:
    """The paths of the command line; UsageError for one that does not exist."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no file or folder {path}", remedy="name a bank, or leave it out for all")
    return list(paths)


def files(paths: Iterable[Path]) -> tuple[list[Path], list[Located]]:
    """The YAML files at these paths, folders opened, each once; and those that are refused, links that lead out say."""
    found: dict[Path, None] = {}
    refused: list[Located] = []
    for path in paths:
        if path.exists():
            inside, outside = bank_files(path)
            found.update(dict.fromkeys(inside))
            refused += [Located(spelled(odd.path), 1, 1, odd.cause, odd.remedy) for odd in outside]
    return list(found), refused


def _world(everywhere: Iterable[Path], wanted: Sequence[Path], known: Iterable[Path]) -> tuple[World, list[Located]]:
    """What the banks may refer to, and the problems of the sources and documents that are checked along with them."""
    sources: dict[str, object] = {}
    documents: dict[str, object] = {}
    problems: list[Located] = []
    beside = [path.parent / name for path in wanted for name in NOT_BANKS if (path.parent / name).exists()]
    for path in dict.fromkeys([*(path for path in everywhere if path.name in NOT_BANKS), *beside]):
        found: tuple[Located, ...] = ()
        if path.name == SOURCES:
            entries, found = read_sources(path)
            sources.update(entries)
        elif path.name == DOCUMENTS:
            listed, found = read_documents(path)
            documents.update(listed)
        problems += found if path in wanted else ()
    return World(Registry(), draw, sources, documents, [read(path) for path in known]), problems


def as_plain(problem: Located) -> dict[str, str | int]:
    """A problem as --json prints it."""
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "question": problem.question,
        "problem": f"{problem.problem}; {problem.remedy}" if problem.remedy else problem.problem,
        "severity": problem.severity,
    }


def _show(
    environment: Environment, found: Sequence[Located], wanted: Sequence[Path], readings: Sequence[Reading]
) -> None:
    out = Output(environment)
    if not out.fancy:
        for problem in found:
            mark = "warning: " if problem.severity == "warning" else ""
            place, said = str(problem).split(": ", 1)
            print(f"{place}: {mark}{said}", file=environment.stdout)
        return
    for problem in found:
        out.print([*_with_source(problem), ""])
    out.print([f"  {summary(found, len(wanted), readings)}"])


def _with_source(problem: Located) -> Iterator[Text]:
    """The place and the problem, the line of the file with a caret under it, and the remedy."""
    mark = "! " if problem.severity == "warning" else "  "
    place = (f"{problem.file}:{problem.line}:{problem.column}: ", "accent")
    yield Text.assemble((mark, "warm"), place, problem.problem)
    before, words, after = excerpt(problem)
    number = f"{problem.line:>6} │ "
    yield Text.assemble((number, "quiet"), before + words + after)
    yield Text.assemble((" " * 7 + "│ ", "quiet"), " " * cells(before), ("^" * max(cells(words), 1), "wrong"))
    if problem.remedy:
        yield Text.assemble(("  fix   ", "quiet"), problem.remedy)


def excerpt(problem: Located) -> tuple[str, str, str]:
    """The line a problem stands on, in three parts: before, under and after the caret, cut to the page."""
    path = Path(problem.file)
    text = path.read_bytes().decode("utf-8-sig", "replace") if path.is_file() else ""
    lines = text.split("\n")
    line = lines[problem.line - 1].rstrip("\r") if problem.line <= len(lines) else ""
    start, end = problem.column - 1, problem.column - 1 + problem.width
    before, words, after = (sanitise(part) for part in (line[:start], line[start:end], line[end:]))
    words, after = shortened(words, ROOM), shortened(after, max(ROOM - cells(before + words), 0))
    while cells(before + words) > ROOM and len(before) > CONTEXT:
        before = "…" + before[len(before) // 4 + 2 :]
    return before, words, after


def shortened(text: str, room: int) -> str:
    """The text, or as much of it as fits into `room` columns."""
    while cells(text) > room:
        text = text[:-1]
    return text


def summary(found: Sequence[Located], number_of_files: int, readings: Sequence[Reading]) -> str:
    """How many problems in how many files, and how many questions have none."""
    marred = {(problem.file, problem.question) for problem in found if problem.severity == "error"}
    names = [
        (reading.source.file, question.id)
        for reading in readings
        if reading.bank
        for question in reading.bank.questions
    ]
    sound = sum(name not in marred for name in names)
    errors = sum(problem.severity == "error" for problem in found)
    warnings = len(found) - errors
    if not found:
        return f"{counted(sound, 'question')} in {counted(number_of_files, 'file')}, all sound."
    said = " and ".join(counted(n, word) for n, word in ((errors, "problem"), (warnings, "warning")) if n)
    where = f"in {len({problem.file for problem in found})} of {counted(number_of_files, 'file')}"
    rest = f"; the other {counted(sound, 'question')} {'is' if sound == 1 else 'are'} sound" if sound else ""
    return f"{said} {where}{rest}."
