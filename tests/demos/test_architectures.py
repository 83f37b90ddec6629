"""What must hold for networks and residual stacks of any size."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.demos._nets import NETS
from dlquiz.errors import DemoError

SOME = settings(max_examples=25)


def run(demo: str, **inputs: Value) -> dict[str, Value]:
    return dict(Registry().run(demo, inputs).outputs)


def number(value: Value) -> float:
    assert isinstance(value, int | float)
    return value


@SOME
@given(st.sampled_from(sorted(NETS)), st.integers(64, 512), st.integers(1, 5000))
def test_only_the_last_layer_knows_the_number_of_classes(arch: str, image_size: int, classes: int) -> None:
    few, many = (run("count_params", arch=arch, image_size=image_size, num_classes=n) for n in (classes, classes + 1))
    per_class = number(many["last_linear_params"]) - number(few["last_linear_params"])
    assert number(many["params"]) - number(few["params"]) == per_class > 0
    assert few["conv_macs"] == many["conv_macs"]


@SOME
@given(st.sampled_from(["vgg16_gap", "resnet18", "resnet50", "mobilenet_v1", "mobilenet_v3_small"]), st.integers(2, 8))
def test_averaging_frees_the_parameters_from_the_image_size(arch: str, times: int) -> None:
    small, large = (run("count_params", arch=arch, image_size=64 * factor) for factor in (1, times))
    assert small["params"] == large["params"]
    # squeeze-and-excitation works on one position, whatever the size
    assert number(large["macs"]) <= times**2 * number(small["macs"])
    assert number(large["depthwise_macs"]) == times**2 * number(small["depthwise_macs"])


@pytest.mark.parametrize("arch", sorted(NETS))
def test_parts_add_up_to_the_whole(arch: str) -> None:
    found = run("count_params", arch=arch)
    parts = ("conv_params", "linear_params", "norm_params")
    assert sum(number(found[part]) for part in parts) == found["params"]
    assert number(found["conv_macs"]) + number(found["linear_macs"]) == found["macs"]


@SOME
@given(st.integers(1, 20), st.booleans(), st.integers(0, 99))
def test_a_branch_pushed_to_zero_leaves_the_identity_only_before_activation(
    blocks: int, batch_norm: bool, seed: int
) -> None:
    pre, post, plain = (
        run("residual_flow", kind=kind, blocks=blocks, scale=0.0, batch_norm=batch_norm, seed=seed)
        for kind in ("pre", "post", "plain")
    )
    assert (pre["change"], pre["signal_ratio"], pre["grad_ratio"]) == (0.0, 1.0, 1.0)
    assert plain["signal_ratio"] == plain["grad_ratio"] == 0.0
    # ReLU halves the squared length of a symmetric input, once and not again
    assert number(post["signal_ratio"]) ** 2 == pytest.approx(0.5, abs=0.05)
    once = run("residual_flow", kind="post", blocks=1, scale=0.0, batch_norm=batch_norm, seed=seed)
    assert post["signal_ratio"] == pytest.approx(once["signal_ratio"])


@given(st.integers(1, 15).map(lambda half: 2 * half))
def test_an_even_kernel_has_no_stack(kernel_size: int) -> None:
    with pytest.raises(DemoError):
        run("factorized_conv", kernel_size=max(kernel_size, 4))
