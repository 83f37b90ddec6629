"""A bank file -> its questions and every problem, each at file, line and column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlquiz.banks import marks, strict
from dlquiz.core import plain, problems
from dlquiz.core.problems import Problem, Severity
from dlquiz.core.questions import Bank


@dataclass(frozen=True, slots=True, order=True)
class Located:
    """A problem at its place. line and column count from 1, in characters; width is what a caret underlines."""

    file: str
    line: int
    column: int
    problem: str
    remedy: str = ""
    severity: Severity = "error"
    question: str = ""
    width: int = 1

    def __str__(self) -> str:
        said = f"{self.problem}; {self.remedy}" if self.remedy else self.problem
        return f"{self.file}:{self.line}:{self.column}: {said}"


@dataclass(slots=True)
class Source:
    """A file's text; knows the line and column of a path in it, by a tree of marks made when first asked for."""

    file: str
    text: str
    _root: marks.Node | None = field(default=None, repr=False)
    _lines: list[int] = field(default_factory=list, repr=False)

    def place(self, problem: Problem) -> Located:
        """The problem at its place; the words it quotes are looked for inside the value."""
        self._root = self._root or marks.tree(self.text) or marks.Node(0, 0, 0, 0)
        node = marks.find(self._root, problem.path, at_key=problem.at_key)
        start = self.text.find(problem.quote, node.start, node.end) if problem.quote else -1
        if start < 0:
            start, end = node.start, node.end
        else:
            end = start + len(problem.quote)
        self._lines = self._lines or [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._lines, start) - 1
        column = start - self._lines[line]
        first = self.text[start:end].split("\n", 1)[0].rstrip()
        question = self._question(problem.path)
        said = (one_line(problem.problem), one_line(problem.remedy), problem.severity, question)
        return Located(self.file, line + 1, column + 1, *said, width=max(len(first), 1))

    def _question(self, path: problems.Path) -> str:
        """The id of the question that a path leads into."""
        if len(path) < 2 or path[0] != "questions" or self._root is None:
            return ""
        entry = marks.find(self._root, path[:2]).entries.get("id")
        return (entry[1].value or "") if entry else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a file gave: the bank without its bad questions (None: nothing to read) and the problems, sorted."""

    bank: Bank | None
    problems: tuple[Located, ...]
    source: Source


def read(path: Path | str, content: bytes | str | None = None, *, demanding: bool = False) -> Reading:
    """Read a bank file, or `content` in its name. OSError where the file cannot be opened.

    demanding: hold it to what a shared bank owes.
    """
    data, faults, source = parse(path, first_bytes(Path(path)) if content is None else content)
    bank, problems = plain.read_bank(data, strict=demanding) if not isinstance(data, strict.Unreadable) else (None, [])
    located = {(fault.line, fault.column): fault for fault in faults}
    placed = [*faults, *(place for place in map(source.place, problems) if (place.line, place.column) not in located)]
    return Reading(bank, tuple(sorted(placed)), source)


def first_bytes(path: Path) -> bytes:
    """The content of a file; of one that is too big, just enough to show that it is."""
    with path.open("rb") as file:
        return file.read(strict.LARGEST + 1)


def parse(path: Path | str, content: bytes | str) -> tuple[Any, list[Located], Source]:
    """The plain data of a file (UNREADABLE where it is no YAML at all), its located faults and its source."""
    text, faults = strict.decode(content) if isinstance(content, bytes) else (content, [])
    data: Any = strict.UNREADABLE
    if not faults:
        data, faults = strict.parse(text)
        if data is None and faults:
            data = strict.UNREADABLE
    return data, list(_located(str(path), faults)), Source(str(path), text)


def one_line(words: str) -> str:
    """A message that quotes a bank, with each line end or tab in it as a blank."""
    return " ".join(words.splitlines()).replace("\t", " ")


def _located(file: str, faults: Iterable[strict.Fault]) -> Iterable[Located]:
    for fault in faults:
        said = (one_line(fault.problem), fault.remedy)
        yield Located(file, fault.line + 1, fault.column + 1, *said, width=fault.width)
