"""Recurrent steps and attention: what holds for every input, and derivatives by finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

MODEST = st.floats(-4, 4).map(lambda x: round(x, 3))
NUMBERS = st.lists(MODEST, min_size=1, max_size=6)


def run(name: str, **inputs: Value | list[float]) -> Any:
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in inputs.items()}
    return Registry().run(name, plain).outputs


def slope(function: Callable[[float], float], at: float, step: float = 1e-5) -> float:
    return (function(at + step) - function(at - step)) / (2 * step)


def moved(numbers: list[float], place: int, by: float) -> list[float]:
    return [number + by * (i == place) for i, number in enumerate(numbers)]


@settings(max_examples=40)
@given(NUMBERS, MODEST, MODEST)
def test_the_state_s_derivatives_are_slopes(inputs: list[float], weight_hh: float, bias: float) -> None:
    def last(hidden: float = 0.0, by: float = 0.0) -> float:
        changed = moved(inputs, 0, by)
        found = run("rnn_step", inputs=changed, weight_hh=weight_hh, bias=bias, hidden=hidden)
        return float(found["last_state"])

    outputs = run("rnn_step", inputs=inputs, weight_hh=weight_hh, bias=bias)
    start = slope(lambda h: last(hidden=h), 0)
    first = slope(lambda by: last(by=by), 0)
    assert outputs["gradient"] == pytest.approx(start, rel=1e-3, abs=1e-6)
    assert outputs["first_input_effect"] == pytest.approx(first, rel=1e-3, abs=1e-6)


@settings(max_examples=40)
@given(NUMBERS, MODEST)
def test_equal_values_make_the_attention_weights_irrelevant(keys: list[float], value: float) -> None:
    outputs = run("attention", queries=(1.0,), keys=keys, values=[value] * len(keys), size=1)
    assert outputs["output"] == pytest.approx(value)
    assert sum(outputs["weights"]) == pytest.approx(1)


def test_a_later_key_has_no_weight_however_large_its_score() -> None:
    asked: dict[str, Value] = {"queries": (1.0, 1.0), "keys": (0.0, 2.0), "values": (5.0, 7.0), "size": 1}
    quiet = run("attention", **asked, causal=True)
    loud = run("attention", **{**asked, "queries": (1000.0, 1.0), "keys": (0.0, 1000.0)}, causal=True)
    assert quiet["weights"] == loud["weights"] == (1.0, 0.0)
    assert quiet["output"] == loud["output"] == 5.0


def test_half_a_token_is_refused_in_words() -> None:
    with pytest.raises(DemoError) as refused:
        Registry().run("attention", {"size": 4})
    assert refused.value.remedy
