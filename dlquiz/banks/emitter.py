"""A question as YAML in the style of the house: texts in blocks, ``en:`` above ``zh:``, quotes only where needed.

What is written is read back equal, here and by any YAML 1.1 reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import yaml

from dlquiz.banks import strict
from dlquiz.core.codecs import TEXT
from dlquiz.core.plain import write_question
from dlquiz.core.questions import Bank, Question

SCHEMA = "schema.json"
"""Lies beside new banks, as `dlquiz schema` prints it."""
MODELINE = f"# yaml-language-server: $schema={SCHEMA}"
WIDEST = 110
IN_ONE_LINE = ("with", "gives", "vary", "was", "follow_ups")
ENTRIES_IN_ONE_LINE = ("sources", "documents", "vary")
ALWAYS_A_BLOCK = "answer"
FIRST_NEEDS_QUOTES = frozenset("-?:,[]{}#&*!|>'\"%@`=<~ \t")
FLOW_NEEDS_QUOTES = frozenset(",[]{}:#?")

_resolver: Any = yaml.SafeLoader("")


def emit(question: Question) -> str:
    """The mapping of the question, unindented, without the dash before it and without a line end after it."""
    return "\n".join(_mapping(write_question(question)))


def emit_bank(bank: Bank) -> str:
    """A whole bank file; its first line tells editors which schema to complete and underline by."""
    head = {"topic": bank.topic, "title": TEXT.write(bank.title), **({"lang": bank.lang} if bank.lang else {})}
    lines = [MODELINE, *_mapping(head), "questions:" if bank.questions else "questions: []"]
    for number, question in enumerate(bank.questions):
        lines += ["", as_item(question)] if number else [as_item(question)]
    return "\n".join(lines) + "\n"


def as_item(question: Question) -> str:
    """The question as an entry of a list, without a line end after it."""
    first, *rest = emit(question).split("\n")
    return "\n".join([f"- {first}", *indented(rest, 2)])


def indented(lines: Iterable[str], indent: int) -> Iterator[str]:
    """The lines pushed right; blank ones stay empty."""
    return (" " * indent + line if line else "" for line in lines)


def _mapping(data: dict[str, Any], *, block: bool = False, flow: bool = False) -> Iterator[str]:
    for key, value in data.items():
        yield from _entry(key, value, block=block, flow=flow)


def _entry(key: str, value: Any, *, block: bool, flow: bool) -> Iterator[str]:
    name = scalar(key)
    if isinstance(value, str) and (block or "\n" in value):
        yield f"{name}: {_header(value)}"
        yield from indented(value.split("\n"), 2)
    elif not isinstance(value, dict | list):
        yield f"{name}: {scalar(value)}"
    elif (flow or key in IN_ONE_LINE) and _fits(line := f"{name}: {_flow(value)}"):
        yield line
    else:
        yield f"{name}:"
        if isinstance(value, dict):
            yield from indented(_mapping(value, block=key == ALWAYS_A_BLOCK, flow=key in IN_ONE_LINE), 2)
        else:
            for entry in value:
                yield from _item(entry, flow=key in ENTRIES_IN_ONE_LINE)


def _item(entry: Any, *, flow: bool) -> Iterator[str]:
    if isinstance(entry, str) and "\n" in entry:
        yield f"- {_header(entry)}"
        yield from indented(entry.split("\n"), 2)
    elif not isinstance(entry, dict | list):
        yield f"- {scalar(entry)}"
    elif "\n" not in (line := _flow(entry)) and (isinstance(entry, list) or (flow and _fits(line))):
        yield f"- {line}"
    else:
        first, *rest = _mapping(entry) if isinstance(entry, dict) else chain(*(_item(one, flow=flow) for one in entry))
        yield f"- {first}"
        yield from indented(rest, 2)


def _header(text: str) -> str:
    """How a block begins: with its indentation where the first line itself begins with a blank."""
    return "|2" if text[0] in " \t" else "|"


def _fits(line: str) -> bool:
    return len(line) <= WIDEST and "\n" not in line


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value, flow=True)


def scalar(value: Any, *, flow: bool = False) -> str:
    """A scalar on one line; a string in single quotes where it would otherwise be read as something else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        written = repr(value)
        return written if "e" not in written or "." in written else written.replace("e", ".0e")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _is_plain(text, flow) else "'" + text.replace("'", "''") + "'"


def _is_plain(text: str, flow: bool) -> bool:
    if not text or text[0] in FIRST_NEEDS_QUOTES or text[-1] in ": \t" or text.startswith(("---", "...")):
        return False
    if any(sign in text for sign in (": ", " #", "\t")) or (flow and not FLOW_NEEDS_QUOTES.isdisjoint(text)):
        return False
    tag = _resolver.resolve(yaml.ScalarNode, text, (True, False))
    return bool(tag == "tag:yaml.org,2002:str") and isinstance(strict.scalar(text), str)
