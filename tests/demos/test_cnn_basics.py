"""Convolution, pooling and receptive fields, counted another way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.demos import Registry
from dlquiz.errors import DemoError

layer = st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(1, 3))
number = st.integers(-9, 9).map(float)


def run(name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    return dict(Registry().run(name, inputs).outputs)


@given(st.lists(layer, min_size=1, max_size=5))
def test_a_unit_depends_on_a_field_as_wide_as_the_recurrence_says(layers: list[tuple[int, int, int]]) -> None:
    reached = [{0}, {1}]
    for kernel, stride, dilation in reversed(layers):
        reached = [{stride * i + dilation * tap for i in units for tap in range(kernel)} for units in reached]
    kernels, strides, dilations = zip(*layers, strict=True)
    outputs = run("receptive_field", {"kernel_sizes": kernels, "strides": strides, "dilations": dilations})
    assert outputs["field"] == max(reached[0]) - min(reached[0]) + 1
    assert outputs["jump"] == min(reached[1]) - min(reached[0])


def test_one_number_holds_for_all_layers() -> None:
    outputs = run("receptive_field", {"kernel_sizes": [3, 5, 3], "strides": [2], "dilations": [1]})
    spelled = run("receptive_field", {"kernel_sizes": [3, 5, 3], "strides": [2, 2, 2], "dilations": [1, 1, 1]})
    assert outputs == spelled
    with pytest.raises(DemoError):
        run("receptive_field", {"kernel_sizes": [3, 5, 3], "strides": [2, 1], "dilations": [1]})


@given(st.integers(1, 12), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 3))
def test_the_output_size_is_the_number_of_windows_numpy_finds(side: int, k: int, s: int, d: int, p: int) -> None:
    span = d * (k - 1) + 1
    asked = {"height": side, "width": side, "kernel_size": k, "stride": s, "dilation": d, "padding": p}
    if span > side + 2 * p:
        with pytest.raises(DemoError):
            run("conv_cost", asked)
        return
    windows = np.lib.stride_tricks.sliding_window_view(np.zeros(side + 2 * p), span)[::s]
    assert run("conv_cost", asked)["out_width"] == len(windows)


@given(
    st.lists(number, min_size=16, max_size=16),
    st.sampled_from(["max", "avg"]),
    st.integers(1, 4),
    st.integers(1, 3),
    number,
)
def test_unpadded_pooling_keeps_the_sum_of_the_gradient(
    values: list[float], mode: str, k: int, stride: int, upstream: float
) -> None:
    asked = {"values": tuple(values), "width": 4, "mode": mode, "kernel_size": k, "stride": stride}
    outputs = run("pool_fwd_bwd", {**asked, "upstream": (upstream,)})
    assert outputs["input_grad_sum"] == pytest.approx(outputs["upstream_sum"])


@given(st.lists(number, min_size=20, max_size=20), st.lists(number, min_size=4, max_size=4), st.integers(1, 2))
def test_the_gradients_of_a_convolution_match_finite_differences(
    values: list[float], kernel: list[float], stride: int
) -> None:
    asked = {"values": tuple(values), "width": 5, "kernel": tuple(kernel), "kernel_width": 2, "stride": stride}
    outputs = run("conv2d_grad_check", {**asked, "padding": 1, "upstream": (2.0,)})
    assert outputs["largest_error"] < 1e-5


@given(st.lists(number, min_size=12, max_size=12), st.integers(-12, 12), st.integers(1, 3))
def test_convolution_always_follows_a_shift_and_pooling_follows_whole_strides(
    values: list[float], shift: int, stride: int
) -> None:
    outputs = run("shift_equivariance", {"values": tuple(values), "shift": shift * stride, "stride": stride})
    assert outputs["conv_follows"]
    assert outputs["pool_follows"]


def test_a_twin_hides_the_evidence_from_occlusion() -> None:
    assert run("occlusion_map", {"objects": 1})["largest_drop"] > 0.9
    assert run("occlusion_map", {"objects": 2})["largest_drop"] == 0


def test_the_prior_alone_bounds_the_activation() -> None:
    long, longer = (run("activation_max", {"steps": steps}) for steps in (150, 199))
    assert longer["activation"] == pytest.approx(longer["limit"], rel=0.02)
    assert longer["activation_without_prior"] == pytest.approx(199 / 150 * long["activation_without_prior"])


VGG16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
VGG19 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0)
HEAD = ((512, 4096, 7), (4096, 4096, 1), (4096, 1000, 1))


def whole_network(widths: tuple[int, ...]) -> dict[str, int]:
    """Parameters and multiply-adds of a VGG at 224 × 224; a width of 0 is a pooling, the head convolutions."""
    channels, side, layers = 3, 224, []
    for width in widths:
        if width:
            layers.append(
                {"in_channels": channels, "out_channels": width, "kernel_size": 3, "padding": 1, "height": side}
            )
        channels, side = width or channels, side if width else side // 2
    layers += [{"in_channels": i, "out_channels": o, "kernel_size": k, "height": k} for i, o, k in HEAD]
    costs = [run("conv_cost", {**layer, "width": layer["height"], "bias": True}) for layer in layers]
    return {name: sum(cost[name] for cost in costs) for name in ("params", "macs")}


def test_whole_networks_add_up_to_the_published_totals() -> None:
    """Parameters as in torchvision's table of models; multiply-adds as in He et al. (2016), who call them FLOPs."""
    assert whole_network(VGG16)["params"] == 138_357_544
    assert whole_network(VGG19)["params"] == 143_667_240
    assert round(whole_network(VGG19)["macs"] / 1e9, 1) == 19.6
