"""Strict YAML, straight from libyaml's events: plain data without YAML's traps, or every fault with its place.

Only plain, single-quoted and block scalars, mappings and lists; no tags, anchors, aliases or second documents. ``no``,
``1:30`` and dates stay strings, ``1e-8`` is a number. No position is kept while all is well.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

LARGEST = 20 * 1024 * 1024
DEEPEST = 20
LONGEST_NUMBER = 300

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CONSTANTS = {"": None, "~": None, "null": None, "true": True, "false": False}
INT = re.compile(r"[-+]?[0-9]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\r(?!\n)"
)
COMMENT_AFTER_TEXT = re.compile(r"[ \t]+#")
ESCAPES = {
    "n": "a line feed",
    "t": "a tab",
    "f": "a form feed",
    "r": "a carriage return",
    "b": "a backspace",
    "a": "a bell",
    "v": "a vertical tab",
    "e": "an escape character",
    "0": "a null character",
    "N": "a next-line character",
    "_": "a no-break space",
    "L": "a line separator",
    "P": "a paragraph separator",
}
QUOTE_IT = "use single quotes, or a block that starts with |"
REMEDIES = {
    "mapping values are not allowed": f"if the text contains ': ', {QUOTE_IT}",
    "cannot start any token": f"if this begins a text, {QUOTE_IT}",
    "found unknown escape character": QUOTE_IT,
    "found a tab character": "indent with spaces",
    "while scanning a quoted scalar": "close the quotation, and double each ' inside it",
    "while scanning an alias": "if this begins a text, put it in single quotes",
    "while scanning an anchor": "if this begins a text, put it in single quotes",
    "expected <block end>": "line it up with the lines above, or put the text in single quotes",
    "did not find expected key": "line it up with the lines above, or put the text in single quotes",
    "did not find expected '-' indicator": "line it up with the lines above",
    "did not find expected ',' or": "close the bracket, or put the text in single quotes",
    "could not find expected ':'": "end the key with a colon and a space",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the YAML itself. line and column count from 0, in characters; width in characters."""

    line: int
    column: int
    problem: str
    remedy: str = ""
    width: int = 1


class Unreadable:
    """Stands for a value whose fault is already noted (an alias, too deep a nesting)."""


UNREADABLE = Unreadable()


class _TooDeepError(Exception):
    """The nesting goes past DEEPEST."""


def decode(content: bytes) -> tuple[str, list[Fault]]:
    """The text of a file: UTF-8 without its byte-order mark. Where it is too big or is no UTF-8, the fault instead."""
    if len(content) > LARGEST:
        return "", [Fault(0, 0, f"the file has more than {LARGEST // 2**20} MB", "split it into several banks")]
    try:
        return content.decode("utf-8").removeprefix("\ufeff"), []
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
        column = len(before) - (before.rfind("\n") + 1)
        problem = f"the byte {content[error.start]:#04x} is no UTF-8"
        return "", [Fault(before.count("\n"), column, problem, "save the file as UTF-8")]


def parse(text: str) -> tuple[Any, list[Fault]]:
    """The plain data of a YAML document (None where it is empty or cannot be read at all), and all its faults."""
    faults = _forbidden(text)
    if faults:
        return None, faults
    try:
        with events(text) as loader:
            return _Builder(text, loader, faults).document(), faults
    except yaml.YAMLError as error:
        faults.append(_syntax(text, error))
    except _TooDeepError:
        pass
    return None, faults


@contextmanager
def events(text: str) -> Iterator[Any]:
    """A loader over the text, with the garbage collector off: it would triple the time on a big file."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        loader = Loader(text)
        try:
            yield loader
        finally:
            loader.dispose()
    finally:
        if collecting:
            gc.enable()


def _forbidden(text: str) -> list[Fault]:
    """Control characters, other line ends than LF and CRLF, and marks that reverse the direction of text."""
    faults = []
    for found in FORBIDDEN.finditer(text):
        line, start = text.count("\n", 0, found.start()), text.rfind("\n", 0, found.start()) + 1
        faults.append(
            Fault(line, found.start() - start, f"the character U+{ord(found[0]):04X} is not allowed", "remove it")
        )
        if len(faults) == 20:
            break
    return faults


def scalar(value: str) -> Any:
    """A plain scalar by YAML 1.2's core rules, words in lower case only."""
    if value in CONSTANTS:
        return CONSTANTS[value]
    if value[0] in "-+.0123456789" and len(value) <= LONGEST_NUMBER:
        if INT.fullmatch(value):
            return int(value)
        if FLOAT.fullmatch(value):
            return float(value)
    return value


class _Builder:
    """One pass over the events of a document."""

    def __init__(self, text: str, loader: Any, faults: list[Fault]) -> None:
        self.text, self.next, self.faults = text, loader.get_event, faults
        self.commented = bool(COMMENT_AFTER_TEXT.search(text))
        self.lines: list[str] = []

    def document(self) -> Any:
        self.next()
        if type(self.next()) is StreamEndEvent:
            return None
        data = self.node(self.next(), 0)
        self.next()
        after = self.next()
        if type(after) is not StreamEndEvent:
            self.fault(after, "a second document begins", "keep one bank in one file")
        return data

    def node(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            if event.anchor or event.tag or event.style == '"' or self.commented:
                self.examine(event)
            return scalar(event.value) if event.implicit[0] else event.value
        if kind is AliasEvent:
            self.fault(event, f"*{event.anchor} is an alias", "write the thing out, or put the text in single quotes")
            return UNREADABLE
        if event.anchor or event.tag:
            self.examine(event)
        if depth >= DEEPEST:
            self.fault(event, f"the nesting is more than {DEEPEST} deep", "flatten it")
            raise _TooDeepError
        return self.mapping(depth + 1) if kind is MappingStartEvent else self.sequence(depth + 1)

    def mapping(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            event = self.next()
            kind = type(event)
            if kind is MappingEndEvent:
                return found
            if kind is not ScalarEvent:
                self.fault(event, "a key is a list, a mapping or an alias", "write a plain word before the colon")
                self.node(event, depth)
                self.node(self.next(), depth)
                continue
            if event.anchor or event.tag or event.style == '"':
                self.examine(event)
            key = event.value
            if key in found:
                self.fault(event, f"the key {key} is here twice", "keep one")
                self.node(self.next(), depth)
            else:
                found[key] = self.node(self.next(), depth)

    def sequence(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while True:
            event = self.next()
            if type(event) is SequenceEndEvent:
                return found
            found.append(self.node(event, depth))

    def fault(self, event: Any, problem: str, remedy: str) -> None:
        start, end = event.start_mark, event.end_mark
        width = end.column - start.column if end.line == start.line else 1
        self.faults.append(Fault(start.line, start.column, problem, remedy, max(width, 1)))

    def examine(self, event: Any) -> None:
        """Note an anchor, a tag, double quotes, or a comment that cuts a plain text."""
        if event.anchor:
            self.fault(event, f"&{event.anchor} is an anchor", "take it out")
        if event.tag:
            self.fault(event, f"{self.source(event).split()[0]} is a tag", "take it out")
        if type(event) is not ScalarEvent:
            return
        if event.style == '"':
            self.double_quoted(event)
        elif self.commented and event.implicit[0] and event.value:
            self.cut(event)

    def double_quoted(self, event: Any) -> None:
        source = self.source(event)
        at = source.find("\\")
        if at < 0 or "\n" in source[:at]:
            self.fault(event, "the text is in double quotes", QUOTE_IT)
            return
        name = ESCAPES.get(source[at + 1], "an escape")
        start = event.start_mark
        self.faults.append(
            Fault(start.line, start.column + at, f"{source[at : at + 2]} is {name} in double quotes", QUOTE_IT, 2)
        )

    def cut(self, event: Any) -> None:
        self.lines = self.lines or self.text.split("\n")
        end = event.end_mark
        if found := COMMENT_AFTER_TEXT.match(self.lines[end.line], end.column):
            problem = f"a comment cuts the line after {event.value[-30:]!r}"
            remedy = "put the text in single quotes, or the comment on a line of its own"
            self.faults.append(Fault(end.line, found.end() - 1, problem, remedy))

    def source(self, event: Any) -> str:
        return self.text[event.start_mark.index : event.end_mark.index]


def _syntax(text: str, error: yaml.YAMLError) -> Fault:
    """What libyaml says, with a remedy where its usual cause is known."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    whole = f"{getattr(error, 'context', '')} {said}"
    remedy = next((remedy for words, remedy in REMEDIES.items() if words in whole), "")
    if mark is None:
        return Fault(0, 0, said, remedy)
    problem = f"not valid YAML: {said}"
    last = text.count("\n")
    return Fault(min(mark.line, last), mark.column, problem, remedy)
