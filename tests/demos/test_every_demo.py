"""What holds for all demos alike: they run at their defaults and at the edges, and return what they declare."""

from __future__ import annotations

import pytest

from dlquiz.core.questions import Value
from dlquiz.core.result import Curves, Grid, Parameter
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

NAMES = Registry().names()
PLAIN = (bool, int, float, str)


def edges(parameter: Parameter) -> list[Value]:
    if parameter.kind == "flag":
        return [False, True]
    if parameter.kind == "word":
        return list(parameter.words)
    ends = [end for end in (parameter.low, parameter.high) if end is not None]
    if parameter.kind in ("ints", "floats"):
        return [(end,) * n for end in ends for n in (1, len(tuple(parameter.default)))]  # type: ignore[arg-type]
    return list(ends)


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_the_declared_ones_in_plain_python(name: str) -> None:
    description = Registry().describe(name)
    result = Registry().run(name, {})
    assert set(result.outputs) == {output.name for output in description.outputs}
    for value in result.outputs.values():
        items = value if isinstance(value, tuple) else (value,)
        assert all(type(item) in PLAIN for item in items), value
    assert result.steps
    assert description.title.en
    assert description.title.zh


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_bounded(name: str) -> None:
    for parameter in Registry().describe(name).parameters:
        if parameter.kind == "word":
            assert parameter.words, parameter
        elif parameter.kind != "flag":
            assert parameter.low is not None, parameter
            assert parameter.high is not None, parameter


@pytest.mark.parametrize("name", NAMES)
def test_the_edges_of_the_domain_run_or_are_refused_in_words(name: str) -> None:
    for parameter in Registry().describe(name).parameters:
        for value in edges(parameter):
            try:
                outputs = Registry().run(name, {parameter.name: value}).outputs
            except DemoError as error:
                assert error.remedy, (parameter.name, value)
            else:
                assert outputs


@pytest.mark.parametrize("name", NAMES)
def test_pictures_can_be_drawn(name: str) -> None:
    for picture in Registry().run(name, {}).pictures:
        if isinstance(picture, Curves):
            for curve in picture.curves:
                assert len(curve.x) == len(curve.y) <= 200
        elif isinstance(picture, Grid):
            assert len({len(row) for row in picture.values}) == 1


WORKED = [
    ("conv_cost", "out_width", {"width": 50, "height": 30}), ("conv_cost", "flops", {}), ("conv_cost", "traffic", {}),
    ("separable_cost", "standard_params", {"bias": True}), ("separable_cost", "speedup", {}),
    ("group_conv", "chain_params", {}), ("dense_vs_conv", "weights_of_one_dense_unit", {}),
    ("dense_vs_conv", "weights_of_one_filter", {}), ("occlusion_map", "forward_passes", {}),
    ("focal_loss", "loss_positive", {}), ("scale_invariance", "grad_ratio", {}), ("scale_invariance", "turn_ratio", {}),
    ("bbox_transform", "move_x", {}), ("self_attention_cost", "attention_macs", {}), ("rnn_step", "probability", {}),
    ("frozen_params", "training_megabytes", {}), ("grad_clip", "norm_by_value", {}), ("weight_decay", "half_life", {}),
    ("lr_grid", "second", {}), ("lr_grid", "second", {"spacing": "linear"}), ("batchnorm", "learned", {}),
    ("gd_variants", "scaled_lr", {}), ("label_smoothing", "wrong_label_share", {}),
    ("bn_batch_noise", "spread_ratio", {}), ("weight_penalty", "step_threshold", {"penalty": "l1"}),
    ("count_params", "megabytes", {}), ("dropout_sim", "masks", {}), ("quantize_int8", "pruned_compression", {}),
    ("optimizer_steps", "position", {}), ("inception_cost", "out_channels", {}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "output", "given"), WORKED)
def test_the_working_comes_to_what_is_asked(name: str, output: str, given: dict[str, Value]) -> None:
    result = Registry().run(name, given)
    assert result.outputs[output] in [step.value for step in result.steps]
