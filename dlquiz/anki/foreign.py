"""The notes of other people's decks: what each asks and what it answers, as its first card template says."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dlquiz.anki.archive import EXPORT_ANEW, opened
from dlquiz.anki.kept import GUID
from dlquiz.errors import AnkiError

FIELD = re.compile(r"\{\{(?![#^/!])(?:[^{}:]*:)*(?P<name>[^{}:]*)\}\}")
QUESTION, ANSWER = 1, 2
"""The numbers of a template's protobuf message that hold its two sides."""
LENGTH_DELIMITED = 2


class Found(NamedTuple):
    """notes: for each its sides, the question first. ours: how many came from dlquiz and are left alone."""

    notes: list[list[str]]
    ours: int


class Layout(NamedTuple):
    """Which fields (by place) a notetype asks and answers with."""

    asks: tuple[int, ...]
    answers: tuple[int, ...]


def read(path: Path) -> Found:
    """The notes of an .apkg or .colpkg. AnkiError says what is wrong with the file."""
    with opened(path) as db:
        try:
            layouts = dict(_layouts(db))
        except (ValueError, TypeError, AttributeError) as error:
            raise AnkiError("its notetypes cannot be read", place=str(path), remedy=EXPORT_ANEW) from error
        rows = db.execute("SELECT guid, mid, flds FROM notes ORDER BY id")
        found = Found([], 0)
        for guid, notetype, fields in rows:
            if str(guid).startswith(GUID):
                found = found._replace(ours=found.ours + 1)
            else:
                found.notes.append(_sides(str(fields).split("\x1f"), layouts.get(notetype)))
    return found


def _sides(fields: Sequence[str], layout: Layout | None) -> list[str]:
    """The question's fields as one, then the answer's one by one."""
    layout = layout or Layout((0,), tuple(range(1, len(fields))))
    asked = "<br>".join(fields[place] for place in layout.asks if place < len(fields) and fields[place].strip())
    return [asked, *(fields[place] for place in layout.answers if place < len(fields))]


def _layouts(db: sqlite3.Connection) -> Iterator[tuple[int, Layout]]:
    """By notetype: tables since schema 15, JSON before."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'notetypes'").fetchone():
        for (notetype,) in db.execute("SELECT id FROM notetypes").fetchall():
            named = db.execute("SELECT name FROM fields WHERE ntid = ? ORDER BY ord", [notetype])
            template = db.execute("SELECT config FROM templates WHERE ntid = ? ORDER BY ord", [notetype]).fetchone()
            sides = _texts(template[0]) if template else {}
            yield notetype, _layout([name for (name,) in named], sides.get(QUESTION, ""), sides.get(ANSWER, ""))
        return
    (models,) = db.execute("SELECT models FROM col").fetchone()
    for notetype, model in json.loads(models).items():
        template = _first(model.get("tmpls"))
        fields = [str(field.get("name", "")) for field in model.get("flds", [])]
        yield int(notetype), _layout(fields, str(template.get("qfmt", "")), str(template.get("afmt", "")))


def _first(templates: Any) -> Mapping[str, Any]:
    return templates[0] if isinstance(templates, list) and templates and isinstance(templates[0], dict) else {}


def _layout(fields: Sequence[str], question: str, answer: str) -> Layout:
    """A field that both sides show is asked; where the templates name none, the first asks and the rest answer."""
    asks = _used(fields, question)
    answers = tuple(place for place in _used(fields, answer) if place not in asks)
    if not asks:
        return Layout((0,), tuple(range(1, len(fields))))
    return Layout(asks, answers)


def _used(fields: Sequence[str], template: str) -> tuple[int, ...]:
    names = (found["name"].strip() for found in FIELD.finditer(template))
    return tuple(dict.fromkeys(fields.index(name) for name in names if name in fields))


def _texts(message: bytes) -> dict[int, str]:
    """The strings of a protobuf message by field number; what is no message gives what could be read of it."""
    found: dict[int, str] = {}
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value, at = _varint(message, at)
        if key & 7 == LENGTH_DELIMITED:
            found.setdefault(key >> 3, message[at : at + value].decode("utf-8", "replace"))
            at += value
        elif key & 7:
            break
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message):
        byte, at = message[at], at + 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80 or shift > 63:
            break
    return value, at
