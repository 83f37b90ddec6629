"""CSV and TSV: a question in each row, its columns named by the first row or by the caller."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from dlquiz.banks.importers.entry import Entry, Found, empty
from dlquiz.banks.strict import LARGEST
from dlquiz.banks.writing import one_language, tidy
from dlquiz.core.questions import LEVELS, Lang, Question, Text
from dlquiz.errors import BankError

NAMES = {
    "ask": ("question", "ask", "front", "q", "prompt", "term", "问题", "题目", "正面"),
    "answer": ("answer", "back", "a", "response", "definition", "答案", "背面"),
    "points": ("points", "point", "要点"),
    "id": ("id",),
    "level": ("level", "难度"),
    "asked": ("asked", "公司"),
}
FIELDS = {name: field for field, names in NAMES.items() for name in names}
SEPARATORS = ",\t;|"
Reader = Callable[[str], Text]
Columns = Mapping[int, tuple[str, Reader]]
"""Which field a column holds, and how its cells are read."""
TONGUES: dict[str, Reader] = {"en": lambda said: Text(en=said), "zh": lambda said: Text(zh=said)}


def read_table(
    name: str, text: str, columns: Sequence[str] = (), lang: Lang | None = None, separator: str = ""
) -> Found:
    """The questions of a table. columns: what each column is, "-" for none; without them the first row says so.

    BankError where no column is the question or the answer, or where the table is broken.
    """
    separator = separator or _separator(text)
    csv.field_size_limit(LARGEST)
    rows = _rows(name, text, separator)
    first = next(rows, None)
    if first is None:
        raise BankError("the file is empty", place=name)
    known = _columns(columns or first[1], lang)
    if {"ask", "answer"} - {field for field, _ in known.values()}:
        remedy = f"say what the {len(first[1])} columns are, such as --columns question,answer,-"
        raise BankError("it is not clear which columns are question and answer", place=name, remedy=remedy)
    entries, notices = list[Entry](), list[str]()
    for line, cells in [first] if columns else []:
        _take(f"{name}:{line}", cells, known, entries, notices)
    for line, cells in rows:
        _take(f"{name}:{line}", cells, known, entries, notices)
    return Found(entries, notices)


def _separator(text: str) -> str:
    first = re.sub(r'"[^"]*"', "", text.split("\n", 1)[0])
    return max(SEPARATORS, key=first.count)


def _rows(name: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise BankError(f"this is no table: {error}", place=f"{name}:{start}", remedy="mend the quotes") from None


def _columns(names: Sequence[str], lang: Lang | None) -> Columns:
    """Which column holds what, and in which language: ``question_zh``."""
    found: dict[int, tuple[str, Reader]] = {}
    for place, name in enumerate(names):
        words = name.strip().lstrip("\ufeff").casefold().replace(" ", "_")
        stem, _, tail = words.rpartition("_")
        field = FIELDS.get(stem if tail in TONGUES else words)
        if field:
            found[place] = field, TONGUES.get(tail, partial(one_language, lang=lang))
    return found


def _take(place: str, cells: Sequence[str], columns: Columns, entries: list[Entry], notices: list[str]) -> None:
    question = Question("", Text(), Text())
    for at, (field, read) in columns.items():
        said = tidy(cells[at]) if at < len(cells) else ""
        if not said:
            continue
        match field:
            case "points":
                question = question._replace(points=_joined(question.points, _points(cells[at], read)))
            case "level":
                question = question._replace(level="deep" if said == LEVELS[1] else "core")
            case "id":
                question = question._replace(id=said)
            case "asked":
                question = question._replace(asked=said)
            case "ask":
                question = question._replace(ask=_both(question.ask, read(said)))
            case "answer":
                question = question._replace(answer=_both(question.answer, read(said)))
    question = question._replace(points=tuple(point for point in question.points if point != Text()))
    if empty(question):
        notices.append(f"{place}: there is no question or no answer; left out")
    else:
        entries.append(Entry(place, question))


def _points(cell: str, read: Reader) -> list[Text]:
    """One to a line, an empty one where only the other language has it; a cell of a single line is parted by "; "."""
    said = cell.split("\n") if "\n" in cell else re.split(r"(?<=\S); ", cell)
    return [read(tidy(point)) for point in said]


def _joined(held: Sequence[Text], more: Sequence[Text]) -> tuple[Text, ...]:
    """Points of one language beside those of the other, one by one."""
    pairs = list(zip(held, more, strict=False))
    return (*(_both(*pair) for pair in pairs), *held[len(pairs) :], *more[len(pairs) :])


def _both(one: Text, other: Text) -> Text:
    return Text(one.en or other.en, one.zh or other.zh)
