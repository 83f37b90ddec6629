"""Change one question of a bank file and leave every other byte alone: its span is cut out by libyaml's marks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dlquiz.banks import marks
from dlquiz.banks.emitter import as_item, indented
from dlquiz.banks.marks import Node
from dlquiz.core.questions import Question
from dlquiz.errors import BankError
from dlquiz.files import put


@dataclass(frozen=True, slots=True)
class Span:
    """Where a question's mapping stands in a text: offsets in characters, its first line, and its column."""

    start: int
    end: int
    line: int
    indent: int


def span(text: str, question_id: str) -> Span:
    """The span of a question in a bank that strict.parse accepts. BankError where it has none or is in one line."""
    node = marks.by_id(_questions(text), question_id)
    if node is None:
        raise BankError(f"there is no question {question_id} in this file")
    if node.flow:
        raise BankError(f"question {question_id} is written in {{…}}", remedy="write each field on a line of its own")
    return Span(node.start, _end(text, node), node.line, node.column)


def extract(text: str, question_id: str) -> str:
    """The YAML of just that question, comments inside it included: unindented, lines ending in LF."""
    place = span(text, question_id)
    first, *rest = text[place.start : place.end].replace("\r\n", "\n").split("\n")
    return "\n".join([first, *(_unindented(line, place.indent) for line in rest)]) + "\n"


def splice(text: str, question_id: str, replacement: str) -> str:
    """The text with that question's mapping replaced (unindented YAML, such as `extract` or `emit` gives)."""
    place = span(text, question_id)
    return text[: place.start] + _placed(text, replacement, place.indent) + text[place.end :]


def append(text: str, question: Question) -> str:
    """The text with the question after the last one."""
    questions = _questions(text)
    if not questions.items:
        before = text[: questions.start].rstrip()
        return before + _placed(text, f"\n{as_item(question)}\n", 0) + text[questions.end :].lstrip("\r\n")
    last = questions.items[-1]
    if last.flow:
        raise BankError("the questions are written in {…}", remedy="write each field on a line of its own")
    end, dash = _end(text, last), _dash(text, last)
    indent = dash - (text.rfind("\n", 0, dash) + 1)
    item = "\n".join(["", "", *indented(as_item(question).split("\n"), indent)])
    return text[:end] + _placed(text, item, 0) + (text[end:] or _newline(text))


def remove(text: str, question_id: str) -> str:
    """The text without that question; its other lines, blank ones and comments included, stay."""
    place = span(text, question_id)
    start = text.rfind("\n", 0, _dash(text, place)) + 1
    end = text.find("\n", place.end) + 1 or len(text)
    if len(_questions(text).items) > 1:
        return text[:start] + text[end:].lstrip("\r\n")
    root = marks.tree(text)
    assert root is not None
    colon = text.index(":", root.entries["questions"][0].end) + 1
    return text[:colon] + " []" + text[colon:start] + text[end:]


def write(path: Path, text: str, seen: bytes | None) -> None:
    """Put `text` into the file in one step: whatever happens, the file is the old one or the new one.

    seen: the bytes that the text was made from; None for a new file. BankError where the file has changed since.
    """
    path = path.resolve()
    now = path.read_bytes() if path.exists() else None
    if now != seen:
        cause = "the file has changed since it was read" if seen is not None else "the file exists already"
        raise BankError(cause, place=str(path), remedy="run the command again")
    put(path, text)


def _questions(text: str) -> Node:
    root = marks.tree(text)
    if root is None or "questions" not in root.entries:
        raise BankError("the file has no questions:", remedy="add the line")
    return root.entries["questions"][1]


def _end(text: str, node: Node) -> int:
    """The end of a node without the line ends that a block text takes with it."""
    return node.start + len(text[node.start : node.end].rstrip())


def _dash(text: str, entry: Node | Span) -> int:
    """Where the dash before a list's entry stands; a comment may stand between."""
    at = text.rfind("-", 0, entry.start)
    while text[text.rfind("\n", 0, at) + 1 : at].strip():
        at = text.rfind("-", 0, at)
    return at


def _placed(text: str, new: str, indent: int) -> str:
    first, *rest = new.rstrip("\n").split("\n") if indent else new.split("\n")
    return _newline(text).join([first, *indented(rest, indent)])


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _unindented(line: str, indent: int) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(blanks, indent) :]
