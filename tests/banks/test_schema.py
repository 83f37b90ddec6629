"""The JSON Schema accepts what the reader accepts, and refuses what has no place in a bank."""

from __future__ import annotations

import re
from typing import Any

import pytest
from any_question import questions
from hypothesis import given, settings

from dlquiz.banks.schema import bank_schema
from dlquiz.core.plain import write_question
from dlquiz.core.questions import Question

TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "object": dict,
    "array": list,
}


def valid(data: Any, schema: dict[str, Any]) -> bool:
    """JSON Schema, as far as the bank's uses it."""
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(isinstance(data, TYPES[name]) and (name == "boolean" or data is not True) for name in types):
        return False
    if ("enum" in schema and data not in schema["enum"]) or ("const" in schema and data != schema["const"]):
        return False
    if isinstance(data, str) and not re.search(schema.get("pattern", ""), data):
        return False
    if isinstance(data, list):
        counted = schema.get("minItems", 0) <= len(data) <= schema.get("maxItems", len(data))
        return counted and all(valid(entry, schema.get("items", {})) for entry in data) and _combined(data, schema)
    if isinstance(data, dict):
        rest, properties = schema.get("additionalProperties", {}), schema.get("properties", {})
        if not set(schema.get("required", ())) <= set(data) or (rest is False and not set(data) <= set(properties)):
            return False
        inner = ((value, properties.get(key, rest or {})) for key, value in data.items())
        return all(valid(*pair) for pair in inner) and _combined(data, schema)
    return _combined(data, schema)


def _combined(data: Any, schema: dict[str, Any]) -> bool:
    any_of = "anyOf" not in schema or any(valid(data, part) for part in schema["anyOf"])
    return any_of and ("oneOf" not in schema or sum(valid(data, part) for part in schema["oneOf"]) == 1)


def bank(question: dict[str, Any]) -> dict[str, Any]:
    return {"topic": "t", "title": {"en": "T", "zh": "题"}, "questions": [question]}


@settings(max_examples=60)
@given(questions())
def test_what_is_written_fits_the_schema(question: Question) -> None:
    assert valid(bank(write_question(question)), bank_schema())


GOOD: dict[str, Any] = {"id": "a", "ask": "$x$", "answer": "$y$"}
BAD: list[dict[str, Any]] = [
    {"id": "A"},
    {"level": "hard"},
    {"oops": 1},
    {"ask": {"en": "x", "fr": "y"}},
    {"points": "one"},
    {"checks": [{"id": "a", "kind": "sort"}]},
    {"checks": [{"id": "a", "kind": "choice", "ask": "x", "options": [{"right": "a"}, {"wrong": "b"}]}]},
    {"checks": [{"id": "a", "kind": "numeric", "ask": "x", "answer": 1, "tolerance": "0.1"}]},
    {"demo": {"name": "x", "with": {"a": {"b": 1}}}},
]


@pytest.mark.parametrize("change", BAD, ids=str)
def test_what_has_no_place_in_a_bank_does_not(change: dict[str, Any]) -> None:
    assert valid(bank(GOOD), bank_schema())
    assert not valid(bank(GOOD | change), bank_schema())
