"""Boxes, pyramids and segmentation networks: what holds for all sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

sides = st.floats(1, 500)
places = st.floats(-500, 500)
centred = st.tuples(places, places, sides, sides)


def outputs(name: str, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(name, inputs).outputs)


def number(value: Value) -> float:
    assert isinstance(value, int | float)
    return float(value)


def numbers(value: Value) -> tuple[float, ...]:
    assert isinstance(value, tuple)
    return tuple(float(item) for item in value)


@given(st.tuples(places, places, sides, sides), st.tuples(places, places, sides, sides), st.floats(0.1, 10))
def test_iou_is_symmetric_and_knows_no_scale(first: tuple[float, ...], second: tuple[float, ...], scale: float) -> None:
    a, b = ((x, y, x + w, y + h) for x, y, w, h in (first, second))
    here, there = outputs("box_iou", box=a, truth=b), outputs("box_iou", box=b, truth=a)
    larger = outputs("box_iou", box=tuple(scale * v for v in a), truth=tuple(scale * v for v in b))
    assert number(here["iou"]) == pytest.approx(number(there["iou"]), abs=1e-9)
    assert number(here["iou"]) == pytest.approx(number(larger["iou"]), abs=1e-6)
    assert -1 <= number(here["giou"]) <= number(here["iou"]) + 1e-9 <= 1 + 2e-9
    dice = number(here["dice"])
    assert number(here["iou"]) == pytest.approx(dice / (2 - dice), abs=1e-9)


@given(centred, centred)
def test_targets_lead_to_the_truth_and_know_no_scale(proposal: tuple[float, ...], truth: tuple[float, ...]) -> None:
    result = outputs("bbox_transform", proposal=proposal, truth=truth)
    assert number(result["decoded_targets_differ_by"]) < 1e-6
    doubled = outputs("bbox_transform", proposal=tuple(2 * v for v in proposal), truth=tuple(2 * v for v in truth))
    assert numbers(doubled["targets"]) == pytest.approx(numbers(result["targets"]))


@given(st.floats(-50, 50), st.floats(0.1, 10))
def test_smooth_l1_pulls_as_its_slope_says(error: float, beta: float) -> None:
    step = 1e-5
    up, down = (number(outputs("smooth_l1", error=error + s, beta=beta)["loss"]) for s in (step, -step))
    slope = number(outputs("smooth_l1", error=error, beta=beta)["gradient"])
    assert (up - down) / (2 * step) == pytest.approx(slope, abs=1e-3)


@given(st.integers(1, 2000), st.integers(1, 2000))
def test_a_box_twice_as_large_moves_up_one_level_before_clipping(width: int, height: int) -> None:
    one, two = (outputs("fpn_level", width=s * width, height=s * height) for s in (1, 2))
    assert number(two["exact"]) == pytest.approx(number(one["exact"]) + 1)
    assert 2 <= number(one["level"]) <= 5


@given(st.integers(1, 1000), st.sampled_from([8, 16, 32]))
def test_a_padding_of_100_covers_every_input(size: int, stride: int) -> None:
    assert outputs("fcn_upsample", size=size, padding=100, stride=stride)["covers_input"]


@given(st.integers(1, 12), st.integers(1, 4))
def test_valid_and_same_u_nets_differ_by_the_margin_alone(bottom: int, depth: int) -> None:
    size = bottom + 4
    for _ in range(depth):
        size = 2 * size + 4
    try:
        valid = outputs("unet_shapes", size=size, depth=depth)
    except DemoError:
        assert bottom * 2**depth <= 4 * (2**depth - 1)
        return
    # every unpadded 3 × 3 layer at level l takes 2^l pixels from both sides together, twice that counting both layers
    lost = sum(2 * 4 * 2**level for level in range(depth)) + 4 * 2**depth
    assert valid["output_size"] == size - lost
    assert valid["margin"] == lost // 2


def test_a_size_that_does_not_halve_is_refused_with_one_that_does() -> None:
    with pytest.raises(DemoError, match="572") as refusal:
        outputs("unet_shapes", size=570)
    assert "572" in str(refusal.value)


def test_no_warp_moves_nothing() -> None:
    still = outputs("elastic_warp", sigma=0)
    assert still["iou_mask_left"] == 1
    assert still["invented_labels"] == 0
