"""Plain data and the classes of the format: there and back, and the paths of problems."""

from __future__ import annotations

import json
from typing import Any

from any_question import questions, read_back
from hypothesis import given, settings

from dlquiz.core.plain import read_bank, texts, write_question
from dlquiz.core.problems import Problem
from dlquiz.core.questions import Choice, DemoUse, Numeric, Option, Order, Question, Slip, Text, cards, combinations


@settings(max_examples=60)
@given(questions())
def test_read_of_written_is_the_question(question: Question) -> None:
    plain = write_question(question)
    assert read_back(plain) == question
    assert read_back(json.loads(json.dumps(plain, ensure_ascii=False))) == question


@settings(max_examples=30)
@given(questions())
def test_every_text_of_a_question_is_found_at_its_path(question: Question) -> None:
    plain = write_question(question)
    found = list(texts(question))
    assert len({path for path, _ in found}) == len(found)
    for path, text in found:
        held: Any = plain
        for step in path:
            held = held[step]
        assert held in ({lang: said for lang, said in (("en", text.en), ("zh", text.zh)) if said}, text.en)


def test_written_are_the_keys_of_a_bank_in_the_order_of_the_house_without_defaults() -> None:
    check = Numeric(
        "count",
        Text("How many?", "多少？"),
        demo="conv_cost",
        want="params",
        slips=(Slip(Text("No.", "不。"), {"groups": 1}),),
    )
    question = Question(
        "a", Text("Why?", "为何？"), Text.same("$x$"), topic="t", demo=DemoUse("conv_cost"), checks=(check,), was=("b",)
    )
    assert write_question(question) == {
        "id": "a",
        "was": ["b"],
        "level": "core",
        "ask": {"en": "Why?", "zh": "为何？"},
        "answer": "$x$",
        "demo": {"name": "conv_cost"},
        "checks": [
            {
                "id": "count",
                "kind": "numeric",
                "ask": {"en": "How many?", "zh": "多少？"},
                "demo": "conv_cost",
                "want": "params",
                "slips": [{"with": {"groups": 1}, "say": {"en": "No.", "zh": "不。"}}],
            }
        ],
    }
    assert list(write_question(question))[:3] == ["id", "was", "level"]
    assert read_back(write_question(question)) == question._replace(topic="")


def test_a_name_that_both_languages_share_needs_both_keys() -> None:
    question = Question("a", Text("Adam", "Adam"), Text.same("`Adam(lr)` $W$"))
    assert write_question(question)["ask"] == {"en": "Adam", "zh": "Adam"}
    assert write_question(question)["answer"] == "`Adam(lr)` $W$"


def test_problems_have_the_path_of_keys_and_indices_and_the_sound_questions_stay() -> None:
    good = {"id": "good", "ask": "$a$", "answer": "$b$"}
    bad = {"id": "bad", "ask": "$a$", "answer": {"en": "x", "fr": "y"}, "traps": [{"wrong": "$a$", "rigth": "$b$"}]}
    bank, problems = read_bank({"topic": "t", "title": "$t$", "questions": [bad, good, good]})
    assert bank is not None
    assert [(question.id, question.topic) for question in bank.questions] == [("good", "t")]
    assert problems == [
        Problem(
            ("questions", 0, "answer", "fr"), "answer has an unknown language fr", "write en: and zh:", at_key=True
        ),
        Problem(
            ("questions", 0, "traps", 0, "rigth"),
            "the trap has an unknown field rigth",
            "did you mean right?",
            at_key=True,
        ),
        Problem(("questions", 0, "traps", 0), "the trap has no right", 'add a "right:" line'),
        Problem(("questions", 2, "id"), "question good is here twice", "rename or remove one"),
    ]


def test_steps_and_options_have_their_shapes() -> None:
    plain = {
        "id": "a",
        "ask": "$a$",
        "answer": "$b$",
        "checks": [
            {"id": "o", "kind": "order", "ask": "$a$", "steps": ["$1$", {"any_order": ["$2$", "$3$"]}]},
            {"id": "c", "kind": "choice", "ask": "$a$", "options": [{"right": "$1$"}, {"wrong": 2}, {"wrong": "$3$"}]},
        ],
    }
    question = read_back(plain)
    order, choice = question.checks
    assert isinstance(order, Order)
    assert order.steps == ((Text.same("$1$"),), (Text.same("$2$"), Text.same("$3$")))
    assert isinstance(choice, Choice)
    assert choice.options[1] == Option(Text.same("2"), right=False)
    assert [card.id for card in cards(question)] == ["a", "a/o", "a/c"]


def test_combinations_are_the_grid_or_the_cases_over_the_fixed_values() -> None:
    grid = Numeric("a", Text(), vary={"x": (1, 2), "y": (3, 4)}, with_={"z": 0})
    assert list(combinations(grid)) == [{"z": 0, "x": x, "y": y} for x in (1, 2) for y in (3, 4)]
    cases = Numeric("a", Text(), vary=({"x": 1}, {"x": 2}), with_={"z": 0})
    assert list(combinations(cases)) == [{"z": 0, "x": 1}, {"z": 0, "x": 2}]
    assert list(combinations(Numeric("a", Text(), with_={"z": 0}))) == [{"z": 0}]
