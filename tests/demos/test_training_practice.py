"""Training practice: limits, counts and orderings that hold whatever the numbers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

CURVATURES = st.lists(st.floats(0.1, 50), min_size=1, max_size=5).map(tuple)


def outputs(demo: str, /, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(demo, inputs).outputs)


def number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)


@given(CURVATURES, st.floats(1e-3, 1))
def test_the_verdict_is_that_of_the_factors(curvatures: tuple[float, ...], lr: float) -> None:
    run = outputs("lr_stability", curvatures=curvatures, lr=lr, steps=1)
    factors = [1 - lr * c for c in curvatures]
    if run["verdict"] == "diverges":
        assert max(map(abs, factors)) > 1
    elif run["verdict"] == "swings":
        assert min(factors) == pytest.approx(-1)
    else:
        assert max(map(abs, factors)) < 1
        assert (min(factors) < 0) == (run["verdict"] == "overshoots") or min(factors) == pytest.approx(0)


@given(CURVATURES)
def test_no_constant_rate_beats_the_best_one(curvatures: tuple[float, ...]) -> None:
    run = outputs("lr_stability", curvatures=curvatures, lr=1e-3, steps=1)

    def worst(lr: float) -> float:
        return max(abs(1 - lr * c) for c in curvatures)

    best = number(run["best_lr"])
    assert worst(best) == pytest.approx(run["best_factor"], abs=1e-9)
    assert all(worst(best) <= worst(best * change) + 1e-12 for change in (0.5, 0.9, 0.99, 1.01, 1.1, 1.5))


def test_a_run_that_leaves_all_bounds_is_refused() -> None:
    with pytest.raises(DemoError, match="leave all bounds"):
        outputs("lr_stability", curvatures=(100.0,), lr=10.0, steps=1000)


@given(st.integers(1, 300), st.integers(1, 40), st.integers(1, 5), st.booleans())
def test_iterations_are_what_a_loop_counts(samples: int, batch_size: int, accumulation: int, drop_last: bool) -> None:
    batches = [min(batch_size, samples - start) for start in range(0, samples, batch_size)]
    if drop_last:
        batches = [size for size in batches if size == batch_size]
    updates = len({number // accumulation for number in range(len(batches))})
    run = outputs(
        "iterations_per_epoch", samples=samples, batch_size=batch_size, accumulation=accumulation, drop_last=drop_last
    )
    assert run["iterations"] == len(batches)
    assert run["updates"] == updates
    assert run["last_batch"] == (batches[-1] if batches else 0)
    assert number(run["dropped"]) == samples - sum(batches)


@settings(max_examples=30)
@given(st.integers(0, 50), st.integers(13, 60))
def test_a_higher_degree_never_fits_the_training_data_worse(seed: int, samples: int) -> None:
    errors = [number(outputs("fit_diagnosis", degree=n, samples=samples, seed=seed)["train_error"]) for n in range(8)]
    assert all(after <= before + 1e-9 for before, after in pairwise(errors))


@settings(max_examples=30)
@given(st.integers(0, 50), st.floats(0.001, 10))
def test_a_penalty_never_lowers_the_training_error(seed: int, weight_decay: float) -> None:
    free, held = (outputs("fit_diagnosis", degree=5, weight_decay=w, seed=seed) for w in (0.0, weight_decay))
    assert number(held["train_error"]) >= number(free["train_error"]) - 1e-12


@pytest.mark.parametrize(
    ("inputs", "diagnosis"),
    [
        ({"degree": 1, "samples": 200}, "underfit"),
        ({"degree": 3, "samples": 200}, "good"),
        ({"degree": 9, "samples": 15}, "overfit"),
        ({"degree": 9, "samples": 500}, "good"),
        ({"degree": 9, "samples": 200, "weight_decay": 100.0}, "underfit"),
    ],
)
def test_the_diagnosis_of_plain_cases(inputs: dict[str, Value], diagnosis: str) -> None:
    assert outputs("fit_diagnosis", **inputs)["diagnosis"] == diagnosis


@settings(max_examples=30)
@given(st.lists(st.integers(-50, 50), min_size=12, max_size=24).filter(lambda v: len(v) % 2 == 0))
def test_whitened_inputs_have_unit_covariance_and_condition_one(values: list[int]) -> None:
    table = np.array(values, float).reshape(-1, 2)
    if abs(np.linalg.det(np.cov(table.T))) < 1:
        return
    run = outputs("standardize", values=tuple(map(float, values)), kind="whiten")
    white = np.array(run["transformed"]).reshape(-1, 2)
    assert np.cov(white.T, bias=True) == pytest.approx(np.eye(2), abs=1e-6)
    assert run["condition_number"] == pytest.approx(1, rel=1e-6)


def test_features_on_a_line_are_refused() -> None:
    with pytest.raises(DemoError, match="do not spread"):
        outputs("standardize", values=(1.0, 2.0, 2.0, 4.0, 3.0, 6.0))
