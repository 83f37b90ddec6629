"""A question written as YAML is read back equal, by our reader and by PyYAML's."""

from __future__ import annotations

import yaml
from any_question import questions, read_back, scalars
from hypothesis import example, given, settings

from dlquiz.banks import strict
from dlquiz.banks.emitter import emit, scalar
from dlquiz.core.questions import Numeric, Question, Text, Value

TWO_LINES = Numeric("n", Text.same("1"), demo="conv_cost", vary={"groups": (("0\n1", "a"), 3)}, want="n", level="core")


@settings(max_examples=100)
@given(questions())
@example(Question("a", Text.same("1"), Text.same("2"), checks=(TWO_LINES,)))
def test_emitted_yaml_is_read_back_by_both_readers(question: Question) -> None:
    text = emit(question)
    data, faults = strict.parse(text)
    assert not faults
    assert read_back(data) == question
    assert read_back(yaml.load(text, yaml.SafeLoader)) == question


@settings(max_examples=300)
@given(scalars)
def test_a_scalar_keeps_its_type_in_both_contexts(value: Value) -> None:
    if isinstance(value, str) and "\n" in value:
        return
    for text in (f"[{scalar(value, flow=True)}]", f"- {scalar(value)}"):
        found, faults = strict.parse(text)
        assert not faults
        assert found == [value]
        assert type(found[0]) is type(value)
        assert yaml.load(text, yaml.SafeLoader) == [value]
