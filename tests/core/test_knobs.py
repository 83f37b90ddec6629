from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.knobs import Knob, knobs, stepped, turned
from dlquiz.core.questions import Value
from dlquiz.core.result import Parameter

CHANNELS = Parameter("in_channels", "int", 3, 1, 1024)
RATE = Parameter("lr", "float", 0.1, 0, 10)
SHARE = Parameter("p", "float", 0.5, 0, 1)
WORD = Parameter("mode", "word", "max", words=("max", "avg"))
FLAG = Parameter("bias", "flag", False)
LIST = Parameter("strides", "ints", (1, 2), 1, 8)


@pytest.mark.parametrize(
    ("parameter", "value", "by", "expected"),
    [
        (CHANNELS, 3, 1, 4), (CHANNELS, 64, 1, 128), (CHANNELS, 64, -1, 32),
        (CHANNELS, 1, -1, 1), (CHANNELS, 1024, 1, 1024),
        (RATE, 0.1, 1, 0.2), (RATE, 0.1, -1, 0.05), (RATE, 0.003, 1, 0.005), (RATE, 0.003, -1, 0.002),
        (SHARE, 0.5, 1, 0.55), (SHARE, 1.0, 1, 1.0), (WORD, "avg", 1, "max"), (WORD, "max", -1, "avg"),
        (FLAG, False, 1, True),
    ],
)  # fmt: skip
def test_a_step(parameter: Parameter, value: Value, by: int, expected: Value) -> None:
    assert stepped(parameter, value, by) == pytest.approx(expected)


def test_each_number_of_a_list_is_a_knob() -> None:
    inputs: dict[str, Value] = {"in_channels": 3, "strides": (1, 2)}
    found = knobs((CHANNELS, LIST), inputs)
    assert [(knob.parameter.name, knob.index) for knob in found] == [
        ("in_channels", None),
        ("strides", 0),
        ("strides", 1),
    ]
    assert turned(found[2], inputs, 1) == {"in_channels": 3, "strides": (1, 3)}


@given(st.sampled_from([CHANNELS, RATE, SHARE]), st.lists(st.sampled_from([1, -1]), max_size=60))
def test_a_knob_never_leaves_its_bounds(parameter: Parameter, steps: list[int]) -> None:
    inputs: dict[str, Value] = {parameter.name: parameter.default}
    for by in steps:
        inputs = turned(Knob(parameter), inputs, by)
        value = inputs[parameter.name]
        assert isinstance(value, int | float)
        assert parameter.low is not None
        assert parameter.high is not None
        assert parameter.low <= value <= parameter.high
