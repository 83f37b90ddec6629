"""The banks that come with the program: complete, sound by the strictest rules, their figures reproduced."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dlquiz.banks.reader import read
from dlquiz.banks.references import NOT_BANKS, read_documents
from dlquiz.core.questions import KINDS, Numeric, Question, combinations
from dlquiz.demos import Registry

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content"
HERE = Path(__file__).parent
FLOORS = {"numeric": 120, "choice": 120, "true-false": 60, "cloze": 50, "order": 25}
FIGURES: list[dict[str, Any]] = json.loads((HERE / "figures.json").read_text("utf-8"))
ITEMS: dict[str, list[str]] = json.loads((HERE / "items.json").read_text("utf-8"))


@cache
def questions() -> dict[str, Question]:
    found: dict[str, Question] = {}
    for path in sorted(CONTENT.glob("*.yaml")):
        if path.name not in NOT_BANKS:
            bank = read(path).bank
            assert bank is not None, path
            found.update({question.id: question for question in bank.questions})
    return found


def test_the_strictest_check_finds_nothing() -> None:
    command = [sys.executable, "-m", "dlquiz", "check", "--strict", "--json", str(CONTENT)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    errors = [problem for problem in json.loads(ran.stdout) if problem["severity"] == "error"]
    assert errors == []
    assert ran.returncode == 0


def test_there_are_as_many_questions_and_checks_as_promised() -> None:
    kinds = Counter(KINDS[type(check)] for question in questions().values() for check in question.checks)
    assert len(questions()) == 245
    assert {kind: kinds[kind] for kind, floor in FLOORS.items() if kinds[kind] < floor} == {}  # type: ignore[index]


def claims() -> Iterator[tuple[str, str]]:
    for question in questions().values():
        yield from ((place.doc, place.at) for place in question.documents)


@pytest.mark.parametrize("document", ITEMS)
def test_every_item_of_a_document_is_claimed_by_a_question(document: str) -> None:
    claimed = {at for doc, at in claims() if doc == document}
    assert set(ITEMS[document]) - claimed == set()


def test_no_question_claims_what_no_document_has() -> None:
    documents, problems = read_documents(CONTENT / "documents.yaml")
    assert not problems
    assert set(documents) == set(ITEMS)
    assert {(doc, at) for doc, at in claims() if at not in ITEMS[doc]} == set()


@cache
def records() -> list[dict[str, Any]]:
    return [
        record
        for path in sorted((ROOT / "tests/golden").glob("*.json"))
        for record in json.loads(path.read_text("utf-8"))
        if record.get("figure")
    ]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure['question']}-{figure['value']}")
def test_every_figure_of_the_documents_is_reproduced_by_a_demo(figure: dict[str, Any]) -> None:
    """Each with a record in tests/golden for its question; the documents round to two digits at least."""
    given = figure["value"] if isinstance(figure["value"], list) else [figure["value"]]
    shown: list[float] = []
    for record in records():
        if record["question"] == figure["question"]:
            inputs = {name: tuple(v) if isinstance(v, list) else v for name, v in record["inputs"].items()}
            outputs = Registry().run(record["demo"], inputs).outputs
            for name in record["outputs"]:
                value = outputs[name]
                shown += [float(v) for v in (value if isinstance(value, tuple) else [value]) if not isinstance(v, str)]
    for value in given:
        assert any(output == pytest.approx(value, rel=0.005) for output in shown), (value, shown)


def computed() -> Iterator[Any]:
    for question in questions().values():
        for check in question.checks:
            if isinstance(check, Numeric) and check.demo:
                yield pytest.param(check, id=f"{question.id}-{check.id}")


@pytest.mark.parametrize("check", list(computed()))
def test_the_working_comes_to_what_is_asked(check: Numeric) -> None:
    for drawn in combinations(check):
        result = Registry().run(check.demo, drawn)
        assert result.outputs[check.want] in [step.value for step in result.steps], drawn
