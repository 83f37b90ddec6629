"""Batch norm's gradient against finite differences, counting statistics by hand, noise against theory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.core.result import Grid
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

SPREAD_OUT = st.lists(st.integers(-50, 50), min_size=3, max_size=8, unique=True)
STEP = 1e-5


def run(demo: str, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(demo, inputs).outputs)


def numbers(value: Value) -> tuple[float, ...]:
    assert isinstance(value, tuple)
    return tuple(float(item) for item in value)


@given(SPREAD_OUT, st.sampled_from([0.5, 1.0, -2.0]), st.booleans())
def test_the_gradient_of_batch_norm_is_its_difference_quotient(values: list[int], gamma: float, training: bool) -> None:
    x = [float(value) for value in values]
    grads = tuple(0.5 * k - 1 for k in range(len(x)))

    def loss(inputs: list[float]) -> float:
        outputs = numbers(run("batchnorm", values=tuple(inputs), gamma=gamma, training=training)["output"])
        return sum(g * y for g, y in zip(grads, outputs, strict=True))

    found = numbers(run("batchnorm", values=tuple(x), grads=grads, gamma=gamma, training=training)["grad_input"])
    for k, gradient in enumerate(found):
        up, down = [[*x[:k], x[k] + step, *x[k + 1 :]] for step in (STEP, -STEP)]
        assert gradient == pytest.approx((loss(up) - loss(down)) / (2 * STEP), rel=1e-3, abs=1e-5)


@given(SPREAD_OUT, st.sampled_from([0.1, 7.0]), st.sampled_from([-3.0, 12.0]))
def test_scale_and_shift_before_batch_norm_vanish(values: list[int], factor: float, offset: float) -> None:
    x = tuple(float(value) for value in values)
    plain = numbers(run("batchnorm", values=x, eps=1e-12)["output"])
    moved = numbers(run("batchnorm", values=tuple(factor * v + offset for v in x), eps=1e-12)["output"])
    assert moved == pytest.approx(plain, abs=1e-6)


@given(SPREAD_OUT)
def test_a_gradient_that_is_the_same_for_all_values_does_not_pass(values: list[int]) -> None:
    x = tuple(float(value) for value in values)
    assert max(map(abs, numbers(run("batchnorm", values=x, grads=(1.0,) * len(x))["grad_input"]))) < 1e-9


def test_the_affine_map_is_the_layer() -> None:
    inputs: dict[str, Value] = {"values": (1.0, 2.0, 9.0), "gamma": 3.0, "beta": -1.0, "training": False}
    outputs = run("batchnorm", **inputs, running_mean=2.0, running_var=4.0)
    scale, shift = outputs["scale"], outputs["shift"]
    assert isinstance(scale, float)
    assert isinstance(shift, float)
    assert numbers(outputs["output"]) == pytest.approx((scale + shift, 2 * scale + shift, 9 * scale + shift))


@pytest.mark.parametrize("inputs", [{"values": (1.0,)}, {"values": (1.0, 2.0), "grads": (1.0, 1.0, 1.0)}])
def test_batch_norm_refuses_what_has_no_answer(inputs: dict[str, Value]) -> None:
    with pytest.raises(DemoError):
        run("batchnorm", **inputs)


@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 4), st.integers(1, 4))
def test_every_value_feeds_exactly_one_statistic(samples: int, groups: int, width: int, size: int) -> None:
    shape = {"batch_size": samples, "channels": groups * width, "height": size, "width": size, "groups": groups}
    for method in ("bn", "ln", "ln_last", "in", "gn"):
        outputs = run("norm_axes", method=method, **shape)
        assert outputs["statistics"] * outputs["values_per_statistic"] == samples * groups * width * size**2  # type: ignore[operator]


def test_the_picture_shows_as_many_shared_cells_as_there_are() -> None:
    shared = {"bn": 4, "ln": 6, "ln_last": 6, "in": 1, "gn": 2, "wn": 0}
    for method, count in shared.items():
        result = Registry().run("norm_axes", {"method": method, "batch_size": 4, "channels": 6, "groups": 3})
        picture = result.pictures[0]
        assert isinstance(picture, Grid)
        assert sum(sum(row) for row in picture.values) == count


@pytest.mark.parametrize("seed", range(3))
def test_measured_noise_agrees_with_theory(seed: int) -> None:
    outputs = run("bn_batch_noise", batch_sizes=(2, 16, 128), positions=4, seed=seed)
    for name in ("mean", "var"):
        expected = numbers(outputs[f"{name}_expected"])
        assert numbers(outputs[f"{name}_spread"]) == pytest.approx(expected, rel=0.12)


@given(st.sampled_from(["bn", "wn"]), st.floats(0.01, 100), st.integers(0, 50))
def test_only_the_direction_of_a_normalised_weight_counts(kind: str, scale: float, seed: int) -> None:
    outputs = run("scale_invariance", kind=kind, scale=scale, seed=seed)
    assert outputs["output_change"] == pytest.approx(0, abs=1e-9)
    assert outputs["cosine"] == pytest.approx(0, abs=1e-9)
    assert outputs["turn_ratio"] == pytest.approx(1 / scale**2)
    assert outputs["length_after"] >= outputs["length"]  # type: ignore[operator]
