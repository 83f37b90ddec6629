"""Optimisers and learning rates: the limits and identities that no library call gives."""

from __future__ import annotations

from itertools import combinations, pairwise, product
from statistics import fmean, pvariance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.demos.gd_variants import line

GRADIENTS = st.lists(st.floats(-100, 100).filter(lambda g: abs(g) > 1e-3), min_size=1, max_size=20).map(tuple)


def outputs(demo: str, /, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(demo, inputs).outputs)


def steps(name: str, /, **inputs: Value) -> list[float]:
    taken = outputs("optimizer_steps", name=name, **inputs)["steps"]
    assert isinstance(taken, tuple)
    return [float(step) for step in taken]


@given(GRADIENTS)
def test_adabound_with_wide_bounds_is_adam(grads: tuple[float, ...]) -> None:
    assert steps("adabound", grads=grads, gamma=1e-12) == pytest.approx(steps("adam", grads=grads))


@given(GRADIENTS, st.floats(0.001, 1))
def test_adabound_with_closed_bounds_is_sgd_on_the_averaged_gradient(grads: tuple[float, ...], rate: float) -> None:
    averages = [sum(0.1 * 0.9 ** (t - i) * g for i, g in enumerate(grads[: t + 1])) for t in range(len(grads))]
    expected = [rate * average for average in averages]
    assert steps("adabound", grads=grads, gamma=1e6, final_lr=rate) == pytest.approx(expected, rel=1e-4, abs=1e-9)


@given(GRADIENTS, st.floats(0.01, 100))
def test_adam_does_not_see_the_scale_of_the_gradients(grads: tuple[float, ...], scale: float) -> None:
    scaled = tuple(g * scale for g in grads)
    assert steps("adam", grads=scaled, eps=1e-16) == pytest.approx(steps("adam", grads=grads, eps=1e-16))


def test_amsgrad_goes_the_right_way_where_adam_does_not() -> None:
    # Reddi et al. 2018, Theorem 1: the gradients of a period sum to C − 2 > 0, so θ should fall.
    c = 4.0
    adam, amsgrad = (
        sum(steps(name, grads=(c, -1.0, -1.0) * 20, beta1=0.0, beta2=1 / (1 + c * c), bias_correction=False))
        for name in ("adam", "amsgrad")
    )
    assert adam < 0 < amsgrad


def test_nesterov_is_the_gradient_at_the_point_ahead() -> None:
    # The same method written with the look-ahead: φ = θ − lr·momentum·v is what PyTorch's parameter tracks.
    lr, momentum, curvature = 0.05, 0.9, 2.0
    theta, velocity = 1.0, 0.0
    ahead = [theta]
    for _ in range(10):
        velocity = momentum * velocity + curvature * (theta - lr * momentum * velocity)
        theta -= lr * velocity
        ahead.append(theta - lr * momentum * velocity)
    taken = steps("nesterov", grads=(0.0,) * 10, curvature=curvature, lr=lr, momentum=momentum)
    assert taken == pytest.approx([before - after for before, after in pairwise(ahead)])


@pytest.mark.parametrize(("samples", "batch_size"), [(6, 1), (6, 2), (7, 3), (8, 8)])
def test_the_variance_of_a_batch_without_repeats(samples: int, batch_size: int) -> None:
    gradients = [float(i * i) for i in range(samples)]
    means = [fmean(batch) for batch in combinations(gradients, batch_size)]
    given_ = outputs("gd_variants", samples=samples, batch_size=batch_size)["relative_variance_distinct"]
    assert pvariance(means) / pvariance(gradients) == pytest.approx(given_)


@pytest.mark.parametrize("batch_size", [1, 2, 3])
def test_the_variance_of_a_batch_drawn_independently(batch_size: int) -> None:
    gradients = [0.0, 1.0, 5.0, 9.0]
    means = [fmean(batch) for batch in product(gradients, repeat=batch_size)]
    given_ = outputs("gd_variants", batch_size=batch_size)["relative_variance"]
    assert pvariance(means) / pvariance(gradients) == pytest.approx(given_)


def test_full_batches_reach_the_least_squares_loss() -> None:
    found = outputs("gd_variants", samples=20, batch_size=20, epochs=10, lr=1.0)
    x, y = line(20, 0)
    _, squares, _, _ = np.linalg.lstsq(x[:, None], y, rcond=None)
    assert found["lowest_loss"] == pytest.approx(squares[0] / 40)
    assert found["loss"] == pytest.approx(found["lowest_loss"], rel=0.05)


@pytest.mark.parametrize(("per_class", "batch_size"), [(2, 1), (2, 2), (3, 2), (4, 3), (4, 5)])
def test_the_chance_of_a_one_class_batch(per_class: int, batch_size: int) -> None:
    batches = list(combinations([0] * per_class + [1] * per_class, batch_size))
    share = sum(len(set(batch)) == 1 for batch in batches) / len(batches)
    assert outputs("shuffle_effect", per_class=per_class, batch_size=batch_size)["chance_of_one_class"] == share


@given(st.integers(0, 1000), st.integers(2, 64), st.sampled_from(["random_linear", "random_log"]))
def test_random_rates_lie_between_the_bounds(seed: int, trials: int, spacing: str) -> None:
    values = outputs("lr_grid", low=1e-3, high=0.5, trials=trials, spacing=spacing, seed=seed)["values"]
    assert isinstance(values, tuple)
    assert list(values) == sorted(values, key=float)
    assert all(1e-3 <= float(value) <= 0.5 for value in values)
    assert len(values) == trials


@pytest.mark.parametrize("spacing", ["random_linear", "random_log"])
def test_the_expected_share_of_the_top_decade_is_met(spacing: str) -> None:
    found = [outputs("lr_grid", low=1e-4, high=1.0, trials=64, spacing=spacing, seed=seed) for seed in range(100)]
    counted = sum(int(str(run["top_decade"])) for run in found) / 6400
    assert counted == pytest.approx(float(str(found[0]["top_decade_share"])), abs=0.02)
