"""What is exported for other programs comes back as it was, as far as the format can say it."""

from __future__ import annotations

import json
import re

import pytest
from any_question import questions
from hypothesis import given

from dlquiz.banks.exporters import to_csv, to_json
from dlquiz.banks.importers.listed import read_list
from dlquiz.banks.importers.tables import read_table
from dlquiz.core.questions import Question, Text
from dlquiz.errors import BankError


def one_line(text: Text) -> Text:
    """Points stand one to a line."""
    return Text(*(re.sub(r"\n", " ", said) for said in text))


@given(questions())
def test_a_table_keeps_both_languages_and_each_point_beside_its_translation(question: Question) -> None:
    (entry,) = read_table("q.csv", to_csv([question], "en")).entries
    came = entry.question
    assert (came.id, came.level, came.ask, came.answer) == (question.id, question.level, question.ask, question.answer)
    assert came.points == tuple(map(one_line, question.points))


@given(questions())
def test_json_keeps_all(question: Question) -> None:
    (entry,) = read_list("q.json", to_json([question._replace(topic="t")], "en")).entries
    assert entry.question == question._replace(topic="list")


def test_json_from_elsewhere_is_only_data() -> None:
    texts = {"ask": {"en": "Why \x1b[31mred\u202e?"}, "answer": {"en": "So\x00."}}
    found = read_list("q.json", json.dumps([{"id": "a", **texts}, {"id": "b", "run": 1, **texts}, 3]))
    (entry,) = found.entries
    assert (entry.question.ask.en, entry.question.answer.en) == ("Why [31mred?", "So.")
    assert found.notices[0].startswith("q.json: question 2: question b has an unknown field run; ")
    assert found.notices[1].startswith("q.json: question 3: question is 3, not a mapping; ")


@pytest.mark.parametrize("text", ["", "{", "{}", "[" * 100_000, '[{"id": NaN', "3", "[" + "9" * 10_000 + "]"])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(BankError, match=r"^q\.json"):
        read_list("q.json", text)
