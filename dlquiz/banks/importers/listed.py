"""JSON as `dlquiz bank export` writes it: a list of questions, each with all that a bank can say."""

from __future__ import annotations

import json
from typing import Any

from dlquiz.banks.importers.entry import Entry, Found
from dlquiz.banks.reader import one_line
from dlquiz.banks.writing import tidy
from dlquiz.core.plain import read_bank
from dlquiz.errors import BankError


def read_list(name: str, text: str) -> Found:
    """The questions of a list; BankError where it is none. The new bank has a topic of its own: theirs are dropped."""
    try:
        data = _tidied(json.loads(text))
    except json.JSONDecodeError as error:
        raise BankError(f"not valid JSON: {error.msg}", place=f"{name}:{error.lineno}:{error.colno}") from None
    except (RecursionError, ValueError) as error:
        raise BankError(f"cannot be read: {error}", place=name) from None
    if type(data) is not list:
        raise BankError("it is no list of questions", place=name, remedy="dlquiz bank export writes one")
    for entry in data:
        if type(entry) is dict:
            entry.pop("topic", None)
    bank, problems = read_bank({"topic": "list", "title": {"en": name, "zh": name}, "questions": data})
    wrong = [
        one_line(f"{name}: question {int(problem.path[1]) + 1}: {problem.problem}; {problem.remedy}")
        for problem in problems
        if problem.severity == "error"
    ]
    return Found([Entry(f"{name}: {one.id}", one) for one in (bank.questions if bank else ())], wrong)


def _tidied(data: Any) -> Any:
    """Plain data without the characters that no bank may hold."""
    match data:
        case str():
            return tidy(data)
        case list():
            return [_tidied(entry) for entry in data]
        case dict():
            return {key: _tidied(value) for key, value in data.items()}
        case _:
            return data
