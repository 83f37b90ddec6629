"""Gradients and initialisation: identities that hold whatever the numbers."""

from __future__ import annotations

from itertools import pairwise
from math import ceil, hypot, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

WEIGHTS = st.lists(st.floats(-2, 2), min_size=9, max_size=9).map(tuple)
GRADIENTS = st.lists(st.floats(-100, 100), min_size=1, max_size=10).map(tuple).filter(lambda g: hypot(*g) > 1e-3)


def outputs(demo: str, /, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(demo, inputs).outputs)


def number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)


def numbers(value: Value) -> list[float]:
    assert isinstance(value, tuple)
    return [float(item) for item in value]


@settings(max_examples=30)
@given(WEIGHTS, st.sampled_from(["linear", "sigmoid", "tanh"]))
def test_backpropagation_agrees_with_finite_differences(weights: tuple[float, ...], activation: str) -> None:
    run = outputs("mlp_grad_check", sizes=(2, 3, 1), weights=weights, activation=activation, target=0.5)
    scale = max(1.0, *map(abs, numbers(run["weight_grads"])))
    assert number(run["largest_error"]) < 1e-6 * scale


def test_backward_takes_two_products_where_forward_takes_one_but_for_the_input() -> None:
    run = outputs("mlp_grad_check", sizes=(4, 5, 3), inputs=(1.0,) * 4, weights=(0.1,) * 35)
    assert run["forward_macs"] == 4 * 5 + 5 * 3
    assert run["backward_macs"] == (4 * 5 + 5 * 3) + 5 * 3


def test_a_wrong_number_of_weights_is_refused() -> None:
    with pytest.raises(DemoError, match="2, 2, 1"):
        outputs("mlp_grad_check", weights=(1.0,))


@given(GRADIENTS, st.floats(0.01, 50), st.floats(0.01, 50))
def test_clipping_keeps_its_promises(grads: tuple[float, ...], max_norm: float, clip_value: float) -> None:
    run = outputs("grad_clip", grads=grads, max_norm=max_norm, clip_value=clip_value)
    by_norm, by_value = numbers(run["by_norm"]), numbers(run["by_value"])
    assert hypot(*by_norm) <= max_norm * (1 + 1e-9)
    assert max(map(abs, by_value)) <= clip_value
    assert all(g * grads[0] == pytest.approx(grads[i] * by_norm[0]) for i, g in enumerate(by_norm))
    assert number(run["cosine_by_value"]) <= 1 + 1e-9


def test_orthogonal_linear_layers_keep_signal_and_gradient() -> None:
    run = outputs("gradient_flow", depth=40, activation="linear", init="orthogonal")
    assert run["grad_ratio"] == pytest.approx(1)
    assert run["signal_ratio"] == pytest.approx(1)


@pytest.mark.parametrize(("init", "factor"), [("xavier", 0.5), ("he", 1.0)])
def test_relu_halves_the_power_that_xavier_would_keep(init: str, factor: float) -> None:
    runs = [outputs("gradient_flow", depth=8, width=64, activation="relu", init=init, seed=s) for s in range(20)]
    mean = sum(number(run["signal_ratio"]) for run in runs) / len(runs)
    assert mean == pytest.approx(factor**8, rel=0.15)


@pytest.mark.parametrize("seed", range(5))
def test_a_sigmoid_layer_passes_on_at_most_a_quarter_of_an_orthogonal_gradient(seed: int) -> None:
    run = outputs("gradient_flow", depth=10, activation="sigmoid", init="orthogonal", seed=seed)
    assert number(run["grad_ratio"]) <= 0.25**10


@settings(max_examples=30)
@given(st.floats(0.01, 1.2), st.integers(1, 60), st.floats(0.1, 1))
def test_an_orthogonal_recurrence_is_a_power(radius: float, steps: int, slope: float) -> None:
    run = outputs("rnn_grad_norm", spectral_radius=radius, steps=steps, slope=slope, updates=0)
    assert run["norm_before"] == pytest.approx((radius * slope) ** steps)
    assert run["norm_after"] == pytest.approx(run["norm_before"])


@settings(max_examples=30)
@given(st.floats(-0.3, 0.3), st.integers(1, 50))
def test_equal_units_stay_equal(constant: float, steps: int) -> None:
    run = outputs("symmetry_break", constant=constant, steps=steps)
    assert run["distinct_units"] == 1
    assert run["unit_distance"] == 0


def test_separable_classes_have_no_finite_optimum() -> None:
    norms = [
        number(outputs("logistic_convex", separable=True, steps=n)["weight_norm"]) for n in (500, 1000, 2000, 4000)
    ]
    growth = [after - before for before, after in pairwise(norms)]
    # Soudry et al. 2018: the norm grows like the logarithm of the steps, so every doubling adds about as much.
    assert all(step > 0.3 for step in growth)
    assert max(growth) < 2 * min(growth)


@settings(max_examples=30)
@given(st.floats(1e-6, 0.5), st.floats(0.01, 0.19), st.floats(0.5, 5))
def test_descent_leaves_a_saddle_geometrically(offset: float, lr: float, curvature: float) -> None:
    exact = log(1 / offset) / log(1 + lr * curvature)
    run = outputs("saddle_escape", curvatures=(1.0, -curvature), offset=offset, lr=lr, steps=2000, noise=0.0)
    assert run["gd_steps"] in ((ceil(exact - 1e-6), ceil(exact + 1e-6)) if exact <= 1999 else (-1, ceil(exact)))


def test_without_noise_nothing_leaves_the_saddle_itself() -> None:
    run = outputs("saddle_escape", offset=0.0)
    assert run["gd_steps"] == run["momentum_steps"] == -1
    assert number(run["noisy_steps"]) > 0


@pytest.mark.parametrize(
    ("curvatures", "kind"),
    [((1.0, 2.0), "minimum"), ((-1.0, -2.0), "maximum"), ((1.0, -1.0), "saddle"), ((0.0, 1.0), "undecided")],
)
def test_the_signs_of_the_curvatures_name_the_point(curvatures: tuple[float, ...], kind: str) -> None:
    assert outputs("saddle_escape", curvatures=curvatures)["kind"] == kind
