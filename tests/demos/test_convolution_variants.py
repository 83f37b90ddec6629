"""Laws of the convolution demos that hold for all sizes."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dlquiz.demos import Registry
from dlquiz.errors import DemoError

RUN = Registry().run
SMALL = st.integers(1, 8)


@given(in_size=st.integers(1, 20), kernel_size=SMALL, stride=SMALL, dilation=SMALL, data=st.data())
def test_a_convolution_takes_the_transposed_output_back_to_the_input_size(
    in_size: int, kernel_size: int, stride: int, dilation: int, data: st.DataObject
) -> None:
    layer = {
        "kernel_size": kernel_size,
        "stride": stride,
        "dilation": dilation,
        "padding": data.draw(st.integers(0, 4)),
    }
    output_padding = data.draw(st.integers(0, stride - 1))
    try:
        up = RUN("transposed_conv", {**layer, "in_size": in_size, "output_padding": output_padding}).outputs
    except DemoError:
        assume(False)
        return
    down = RUN("conv_cost", {**layer, "height": up["out_size"], "width": up["out_size"]}).outputs
    assert down["out_height"] == in_size
    assert up["forms_differ_by"] == pytest.approx(0, abs=1e-9)
    assert up["even_overlap"] == (len(set(up["contributions"])) == 1)  # type: ignore[arg-type]


@given(kernel_size=st.integers(1, 16), stride=SMALL)
def test_the_overlap_is_even_exactly_where_the_stride_divides_the_kernel(kernel_size: int, stride: int) -> None:
    inputs = {"in_size": 9, "kernel_size": kernel_size, "stride": stride, "padding": 0, "output_padding": 0}
    assert RUN("transposed_conv", inputs).outputs["even_overlap"] == (kernel_size % stride == 0)


@given(partitions=st.integers(1, 12), width=st.integers(1, 12))
def test_interleaving_two_grouped_layers_connects_every_pair_of_channels_once(partitions: int, width: int) -> None:
    channels = partitions * width
    inputs = {
        "in_channels": channels,
        "out_channels": channels,
        "kernel_size": 1,
        "groups": partitions,
        "second_groups": width,
    }
    outputs = RUN("group_conv", inputs).outputs
    assert outputs["chain_share"] == 1
    assert outputs["block_diagonal_differs_by"] == pytest.approx(0, abs=1e-9)


@given(channels=st.integers(1, 64), out=st.integers(1, 64), kernel_size=st.integers(1, 9), first=st.booleans())
def test_the_separable_ratio_is_the_sum_of_two_reciprocals(
    channels: int, out: int, kernel_size: int, first: bool
) -> None:
    inputs = {"in_channels": channels, "out_channels": out, "kernel_size": kernel_size, "pointwise_first": first}
    assert RUN("separable_cost", inputs).outputs["ratio_error"] == pytest.approx(0, abs=1e-12)


@given(layers=st.integers(1, 7))
def test_doubling_rates_double_the_field_and_leave_no_hole(layers: int) -> None:
    outputs = RUN("dilation_coverage", {"dilations": tuple(2**layer for layer in range(layers))}).outputs
    assert outputs["field"] == 2 ** (layers + 1) - 1
    assert outputs["coverage"] == 1


@given(alpha=st.sampled_from([step / 16 for step in range(17)]))
def test_octave_cost_follows_the_closed_form(alpha: float) -> None:
    outputs = RUN("octave_cost", {"alpha_in": alpha, "alpha_out": alpha}).outputs
    assert outputs["macs_ratio"] == pytest.approx(1 - 0.75 * alpha * (2 - alpha))
    assert outputs["memory_ratio"] == pytest.approx(1 - 0.75 * alpha)


@pytest.mark.parametrize(
    ("demo", "inputs"),
    [
        ("transposed_conv", {"stride": 2, "output_padding": 2}),
        ("transposed_conv", {"in_size": 1, "kernel_size": 1, "padding": 3}),
        ("group_conv", {"in_channels": 6, "groups": 4}),
        ("octave_cost", {"alpha_in": 0.3}),
        ("octave_cost", {"height": 7}),
        ("pointwise_equiv", {"in_channels": 4096, "height": 64, "width": 64}),
    ],
)
def test_what_cannot_be_is_refused(demo: str, inputs: dict[str, float]) -> None:
    with pytest.raises(DemoError):
        RUN(demo, inputs)
