"""Regularisation: identities that hold whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

WEIGHTS = st.lists(st.floats(-10, 10), min_size=1, max_size=6).map(tuple)
STRENGTH = st.floats(0, 5)
SOME = settings(max_examples=40)


def outputs(demo: str, /, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(demo, inputs).outputs)


def number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)


def numbers(value: Value) -> list[float]:
    assert isinstance(value, tuple)
    return [float(item) for item in value]


@SOME
@given(WEIGHTS, st.sampled_from(["l1", "l2"]), STRENGTH, st.floats(0.1, 5), st.floats(-0.1, 0.1))
def test_no_neighbour_beats_the_optimum(
    weights: tuple[float, ...], penalty: str, strength: float, curvature: float, step: float
) -> None:
    def objective(w: list[float]) -> float:
        omega = sum(v * v / 2 if penalty == "l2" else abs(v) for v in w)
        loss = sum((v - target) ** 2 for v, target in zip(w, weights, strict=True))
        return curvature / 2 * loss + strength * omega

    run = outputs("weight_penalty", weights=weights, penalty=penalty, strength=strength, curvature=curvature)
    best = numbers(run["optimum"])
    assert objective(best) == pytest.approx(number(run["data_loss"]) + number(run["penalty_after"]))
    for place in range(len(best)):
        moved = [v + step * (i == place) for i, v in enumerate(best)]
        assert objective(best) <= objective(moved) + 1e-9


@SOME
@given(WEIGHTS, st.sampled_from(["l1", "l2"]), st.floats(0.01, 2))
def test_proximal_steps_end_at_the_optimum(weights: tuple[float, ...], penalty: str, strength: float) -> None:
    run = outputs("weight_penalty", weights=weights, penalty=penalty, strength=strength, steps=400)
    assert run["proximal"] == pytest.approx(run["optimum"], abs=1e-6)
    assert number(run["descent_zeros"]) <= number(run["proximal_zeros"]) or 0 in weights


@SOME
@given(st.floats(-10, 10), st.floats(-5, 5), st.floats(1e-4, 1), st.floats(0, 0.5), st.integers(1, 50))
def test_for_sgd_penalty_and_decay_are_one(w: float, grad: float, lr: float, decay: float, steps: int) -> None:
    run = outputs("weight_decay", weight=w, grads=(grad,), lr=lr, weight_decay=decay, steps=steps)
    assert run["coupled"] == pytest.approx(run["decoupled"], rel=1e-9, abs=1e-9)


def test_half_of_the_weight_is_left_after_the_half_life() -> None:
    half_life = number(outputs("weight_decay", lr=0.1, weight_decay=0.01)["half_life"])
    run = outputs("weight_decay", grads=(0.0,), lr=0.1, weight_decay=0.01, steps=round(half_life))
    assert run["decoupled"] == pytest.approx(0.5, abs=1e-3)


@SOME
@given(st.integers(2, 1000), st.floats(0.001, 0.9), st.sampled_from(["all", "wrong"]))
def test_the_loss_is_least_at_the_best_gap(classes: int, smoothing: float, spread: str) -> None:
    inputs: dict[str, Value] = {"classes": classes, "smoothing": smoothing, "spread": spread}
    best = number(outputs("label_smoothing", **inputs)["optimal_gap"])
    at, before, after = (outputs("label_smoothing", **inputs, gap=best + d) for d in (0, -0.1, 0.1))
    assert at["loss"] == pytest.approx(at["loss_floor"], abs=1e-9)
    assert at["right_gradient"] == pytest.approx(0, abs=1e-9)
    assert number(at["loss"]) < min(number(before["loss"]), number(after["loss"]))


@SOME
@given(
    st.lists(st.floats(-5, 5), min_size=1, max_size=6),
    st.floats(0, 0.95),
    st.sampled_from(["inverted", "classic"]),
)
def test_scaling_keeps_the_mean_and_one_softmax_layer_its_geometric_mean(
    values: list[float], p: float, scaling: str
) -> None:
    run = outputs("dropout_sim", values=tuple(values), weights=(1.0,) * len(values), p=p, scaling=scaling)
    assert run["mean_sum"] == pytest.approx(run["test_sum"], abs=1e-9)
    assert run["expected_value"] == pytest.approx(run["test_value"])
    assert run["geometric_sigmoid"] == pytest.approx(run["test_sigmoid"])
    assert number(run["mean_relu"]) >= number(run["test_relu"]) - 1e-9


@SOME
@given(st.floats(0, 0.95), st.sampled_from(["inverted", "classic"]))
def test_the_second_moment_grows_as_said(p: float, scaling: str) -> None:
    run = outputs("dropout_sim", values=(1.0,), weights=(1.0,), p=p, scaling=scaling)
    second_moment = number(run["sum_deviation"]) ** 2 + number(run["mean_sum"]) ** 2
    assert second_moment / number(run["test_sum"]) ** 2 == pytest.approx(run["variance_growth"])
    assert number(run["deviation_at_test"]) ** 2 == pytest.approx(1 / number(run["variance_growth"]))


def test_random_passes_scatter_as_the_masks_say() -> None:
    run = outputs("dropout_sim", passes=10000)
    assert run["sampled_mean"] == pytest.approx(run["mean_sum"], abs=0.15)
    assert run["sampled_deviation"] == pytest.approx(run["sum_deviation"], rel=0.05)


def test_weight_masks_leave_units_uncorrelated_where_input_masks_tie_them() -> None:
    run = outputs("dropconnect_sim", passes=5000, weights=(1.0, 1.0, -2.0, 2.0, 0.5, -1.0))
    assert run["sampled_dropconnect"] == pytest.approx(0, abs=0.05)
    assert run["sampled_dropout"] == pytest.approx(run["dropout_correlation"], abs=0.05)


@pytest.mark.parametrize("weights", [(3.0, -2.0), (0.0, 0.0)])
def test_a_single_unit_is_enough(weights: tuple[float, ...]) -> None:
    run = outputs("dropconnect_sim", values=(1.0, 1.0), weights=weights)
    assert run["dropout_correlation"] == pytest.approx(float(any(weights)))
    assert run["variance"] == pytest.approx(sum(w * w for w in weights) / 4)


@SOME
@given(st.integers(1, 60), st.floats(0, 1), st.floats(0.5, 1))
def test_averaging_never_hurts_and_stops_at_the_shared_part(models: int, correlation: float, accuracy: float) -> None:
    run = outputs("ensemble_variance", models=models, correlation=correlation, accuracy=accuracy)
    assert number(run["floor"]) - 1e-12 <= number(run["mean_variance"]) <= 1 + 1e-12
    assert number(run["vote_accuracy"]) >= accuracy - 1e-9


def test_errors_cannot_be_more_opposed_than_their_number_allows() -> None:
    with pytest.raises(DemoError, match="cannot all be correlated"):
        outputs("ensemble_variance", models=5, correlation=-0.5)


@SOME
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=8), st.floats(0.1, 2), st.floats(-3, 3))
def test_noisy_copies_approach_ridge(inputs: list[float], noise: float, slope: float) -> None:
    assume(sum(x * x for x in inputs) > 1)
    targets = tuple(slope * x for x in inputs)
    run = outputs("noise_as_l2", inputs=tuple(inputs), targets=targets, noise=noise, copies=10000)
    assert run["noisy_weight"] == pytest.approx(run["ridge_weight"], abs=0.05 * (1 + abs(slope)))


@SOME
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30), st.integers(1, 6))
def test_a_stop_means_patience_used_up_and_not_before(losses: list[int], patience: int) -> None:
    run = outputs("early_stopping", val_losses=tuple(map(float, losses)), patience=patience)
    stop, best = int(number(run["stop_epoch"])), int(number(run["best_epoch"]))
    seen = losses[:stop]
    assert losses[best - 1] == min(seen)
    assert min(seen) not in seen[: best - 1]
    assert run["stopped"] == (stop - best == patience)
    assert run["stopped"] or stop == len(losses)


@pytest.mark.parametrize(
    ("image", "transform", "seen"),
    [
        ("b", "flip", "d"),
        ("six", "flip", "none"),
        ("six", "rotate180", "nine"),
        ("right", "flip", "left"),
        ("right", "rotate90", "up"),
        ("ring", "rotate90", "ring"),
        ("six", "shift", "six"),
        ("b", "blur", "b"),
        ("six", "noise", "six"),
    ],
)
def test_some_transforms_change_what_the_picture_is(image: str, transform: str, seen: str) -> None:
    run = outputs("augment_image", image=image, transform=transform)
    assert run["looks_like"] == seen
    assert run["label_kept"] == (seen == image)


@pytest.mark.parametrize("transform", ["mixup", "cutmix"])
def test_mixed_targets_follow_the_pixels(transform: str) -> None:
    run = outputs("augment_image", image="six", partner="ring", transform=transform, patch=8, mix=0.0)
    assert run["target_image"] == 0
    assert run["target_partner"] == 1
    assert run["looks_like"] == "ring"
