"""Questions <-> JSON for the catalogue: exact, and quick to read back. People's files are core/plain.py's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast
from zlib import crc32

from dlquiz.core import questions
from dlquiz.core.questions import Question, Text

CLASSES: dict[str, type[Any]] = {
    name: value for name, value in vars(questions).items() if isinstance(value, type) and hasattr(value, "_fields")
}
FIELDS: dict[str, tuple[str, ...]] = {name: class_._fields for name, class_ in CLASSES.items()}
SHAPE = crc32(repr(FIELDS).encode())
"""Another number where a class has other fields: what was packed before is of no use then."""


def pack(question: Question) -> str:
    """A question as a line of JSON."""
    return json.dumps(_packed(question), ensure_ascii=False, separators=(",", ":"))


def unpack(line: str) -> Question:
    """The question that was packed."""
    return cast(Question, _unpacked(json.loads(line)))


def texts(value: object) -> Iterator[Text]:
    """Every Text in a question, or in a part of one."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from texts(item)


def _packed(value: Any) -> Any:
    name = type(value).__name__
    if name in CLASSES:
        return [name, *map(_packed, value)]
    if isinstance(value, tuple):
        return ["", *map(_packed, value)]
    return {key: _packed(item) for key, item in value.items()} if isinstance(value, dict) else value


def _unpacked(data: Any) -> Any:
    if isinstance(data, list):
        parts = map(_unpacked, data[1:])
        return CLASSES[data[0]](*parts) if data[0] else tuple(parts)
    return {key: _unpacked(item) for key, item in data.items()} if isinstance(data, dict) else data
