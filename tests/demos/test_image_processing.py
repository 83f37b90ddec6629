"""Interpolation and filters: what holds for all pictures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

pixels = st.floats(0, 255)
methods = st.sampled_from(["nearest", "bilinear", "bicubic"])
filters = st.sampled_from(["box", "gaussian", "median", "laplacian", "unsharp"])


def outputs(name: str, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(name, inputs).outputs)


@given(st.tuples(*[pixels] * 4), st.floats(0, 1), st.floats(0, 1))
def test_bilinear_weighs_by_the_opposite_area(values: tuple[float, ...], x: float, y: float) -> None:
    q11, q21, q12, q22 = values
    by_area = q11 * (1 - x) * (1 - y) + q21 * x * (1 - y) + q12 * (1 - x) * y + q22 * x * y
    assert outputs("interpolate", values=values, width=2, x=x, y=y)["value"] == pytest.approx(by_area, abs=1e-9)


@given(methods, st.floats(0, 3), st.floats(0, 3), st.floats(-1, 0))
def test_weights_sum_to_one(method: str, x: float, y: float, a: float) -> None:
    values = tuple(float(v) for v in range(16))
    total = outputs("interpolate", values=values, width=4, x=x, y=y, method=method, a=a)["weight_sum"]
    assert total == pytest.approx(1)


@given(st.integers(0, 3), st.integers(0, 3), methods)
def test_on_a_pixel_its_own_value_comes_back(x: int, y: int, method: str) -> None:
    values = tuple(float(v * v) for v in range(16))
    assert outputs("interpolate", values=values, width=4, x=x, y=y, method=method)["value"] == values[4 * y + x]


@given(st.lists(pixels, min_size=2, max_size=9), st.integers(2, 20))
def test_aligned_corners_keep_the_ends(values: list[float], out_size: int) -> None:
    row = outputs("resize_row", values=tuple(values), out_size=out_size, index=0, align_corners=True)["output"]
    assert isinstance(row, tuple)
    assert (row[0], row[-1]) == pytest.approx((values[0], values[-1]))


@given(filters, st.floats(0, 255), st.sampled_from([1, 3, 5, 7]))
def test_a_flat_picture_stays_flat(method: str, grey: float, kernel_size: int) -> None:
    result = outputs("filter2d", values=(grey,) * 25, width=5, method=method, kernel_size=kernel_size)["output"]
    assert result == pytest.approx((grey,) * 25, abs=1e-6)


@given(st.lists(pixels, min_size=25, max_size=25), st.sampled_from(["box", "gaussian", "median"]))
def test_smoothing_stays_within_the_picture(values: list[float], method: str) -> None:
    result = outputs("filter2d", values=tuple(values), width=5, method=method)
    assert (result["undershoot"], result["overshoot"]) == pytest.approx((0, 0), abs=1e-9)


def test_an_even_kernel_is_refused() -> None:
    with pytest.raises(DemoError, match="no centre"):
        outputs("filter2d", kernel_size=4)
