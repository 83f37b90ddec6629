"""Slopes of activation functions against finite differences, and identities between functions."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry

NAMES = next(p.words for p in Registry().describe("activation_table").parameters if p.name == "function")
POINTS = st.floats(-20, 20)
STEP = 1e-6


def run(demo: str, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(demo, inputs).outputs)


def number(value: Value) -> float:
    assert isinstance(value, float)
    return value


@given(st.sampled_from(NAMES), POINTS)
def test_a_slope_is_the_difference_quotient(function: str, x: float) -> None:
    assume(min(abs(x - kink) for kink in (-3, 0, 3)) > 10 * STEP)
    up, down = (number(run("activation_table", function=function, x=x + step)["value"]) for step in (STEP, -STEP))
    slope = number(run("activation_table", function=function, x=x)["derivative"])
    assert slope == pytest.approx((up - down) / (2 * STEP), rel=1e-4, abs=1e-6)


@given(POINTS)
def test_tanh_is_a_stretched_sigmoid(x: float) -> None:
    sigmoid = number(run("activation_table", function="sigmoid", x=2 * x)["value"])
    assert number(run("activation_table", function="tanh", x=x)["value"]) == pytest.approx(2 * sigmoid - 1, abs=1e-12)


@given(st.lists(st.integers(1, 12), min_size=2, max_size=5), st.integers(0, 20))
def test_a_linear_stack_is_one_affine_map(dims: list[int], seed: int) -> None:
    outputs = run("linear_collapse", dims=tuple(dims), seed=seed)
    assert number(outputs["difference"]) < 1e-9
    assert number(outputs["residual"]) < 1e-9
    assert outputs["rank"] in range(min(dims) + 1)


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=12), st.floats(0, 1))
def test_a_rectified_sigmoid_stays_above_one_half(logits: list[float], threshold: float) -> None:
    outputs = run("relu_sigmoid", logits=tuple(logits), threshold=threshold)
    assert number(outputs["lowest"]) >= 0.5
    assert number(outputs["negative_loss"]) >= log(2) - 1e-12
    if threshold <= 0.5:
        assert outputs["positives"] == len(logits)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=8), st.floats(-100, 100))
def test_softmax_ignores_a_shift_and_sums_to_one(logits: list[float], shift: float) -> None:
    plain, moved = (run("softmax_sigmoid", logits=tuple(logits), shift=by)["softmax"] for by in (0.0, shift))
    assert moved == pytest.approx(plain, abs=1e-12)
    assert sum(plain) == pytest.approx(1)  # type: ignore[arg-type]


@pytest.mark.parametrize("bias", [-2.0, -1.0, 0.0, 1.5])
def test_zeros_are_as_frequent_as_expected(bias: float) -> None:
    outputs = run("dead_units", bias=bias)
    assert number(outputs["zero_share"]) == pytest.approx(number(outputs["zero_expected"]), abs=0.02)
