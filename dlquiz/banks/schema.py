"""A JSON Schema of the bank format, so that editors complete and underline: from the same codecs that read a bank."""

from __future__ import annotations

from typing import Any

from dlquiz.core.codecs import (
    ByKey,
    ByKind,
    Codec,
    Flag,
    ListOf,
    MapOf,
    Number,
    Record,
    Step,
    Str,
    Texts,
    Values,
    Varied,
    Word,
    codec,
)
from dlquiz.core.plain import bank_head
from dlquiz.core.questions import Lang, Question

Schema = dict[str, Any]
TEXT: Schema = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "integer"},
        {
            "type": "object",
            "properties": {"en": {"type": ["string", "integer"]}, "zh": {"type": ["string", "integer"]}},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}


def bank_schema() -> Schema:
    """The schema of a bank file (draft 2020-12)."""
    head = _record(bank_head())
    head["properties"] |= {
        "lang": schema(codec(Lang)),
        "questions": {"type": "array", "items": schema(codec(Question))},
    }
    head["required"] = [*head["required"], "questions"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A question bank of dlquiz", **head}


def schema(part: Codec) -> Schema:
    """The schema of what a codec reads."""
    match part:
        case Record():
            return _record(part)
        case ListOf():
            return _list(part)
        case MapOf(item):
            return {"type": "object", "additionalProperties": schema(item)}
        case Varied(grid, cases):
            return {"anyOf": [schema(grid), schema(cases)]}
        case Step(texts):
            several = {"type": "object", "properties": {"any_order": schema(texts)}, "required": ["any_order"]}
            return {"anyOf": [TEXT, several | {"additionalProperties": False}]}
        case ByKey(records=records) | ByKind(records=records):
            return {"oneOf": [_record(record) for record in records.values()]}
    return _leaf(part)


def _leaf(part: Codec) -> Schema:
    match part:
        case Str(form):
            types = ["string", "number"] if form and form.bare_number else "string"
            return {"type": types, "pattern": f"^({form.pattern})$" if form else r"\S"}
        case Flag():
            return {"type": "boolean"}
        case Number():
            return {"type": "number"}
        case Word(words):
            return {"enum": list(words)}
        case Texts():
            return TEXT
        case Values(lists):
            return {"anyOf": [SCALAR, {"type": "array", "items": SCALAR}]} if lists else SCALAR
    raise TypeError(part)


def _list(part: ListOf) -> Schema:
    bounds = {"minItems": part.count.low, "maxItems": part.count.high} if part.count and part.count.firm else {}
    return {"type": "array", "items": schema(part.item), **bounds}


def _record(part: Record) -> Schema:
    required = [key for key, slot in part.slots.items() if slot.required or key == "kind"]
    properties = {key: schema(slot.codec) for key, slot in part.slots.items()}
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}
