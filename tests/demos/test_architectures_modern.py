"""The block demos, summed over whole networks: the published totals must come out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry

RUN = Registry().run
RESNET50 = ((256, 3), (512, 4), (1024, 6), (2048, 3))
RESNET_STEM = 7 * 7 * 3 * 64 + 2 * 64
CLASSIFIER = 1000


def counts(demo: str, inputs: dict[str, Value], *names: str) -> list[int]:
    outputs = RUN(demo, inputs).outputs
    return [int(str(outputs[name])) for name in names]


def resnet(groups: int, mid_per_out: int) -> int:
    """Parameters of ResNet-50 or ResNeXt-50 from its blocks, batch norm counted by hand."""
    total, channels = RESNET_STEM, 64
    for stage, (out, blocks) in enumerate(RESNET50):
        mid = out // mid_per_out
        for block in range(blocks):
            inputs: dict[str, Value] = {"in_channels": channels, "mid_channels": mid, "out_channels": out}
            inputs |= {"groups": groups, "stride": 2 if stage and not block else 1}
            [params] = counts("bottleneck_cost", inputs, "params")
            total += params + 2 * (mid + mid + out) + (0 if block else 2 * out)
            channels = out
    return total + CLASSIFIER * (channels + 1)


@pytest.mark.parametrize(
    ("groups", "mid_per_out", "published"), [(1, 4, 25_557_032), (32, 2, 25_028_904)], ids=["ResNet-50", "ResNeXt-50"]
)
def test_bottleneck_blocks_add_up_to_the_published_network(groups: int, mid_per_out: int, published: int) -> None:
    assert resnet(groups, mid_per_out) == published


def test_se_layers_turn_resnet50_into_the_published_se_resnet50() -> None:
    assert 25_557_032 + sum(counts("attention_cost", {}, "se_params", "se_biases")) == 28_088_024


def test_dense_blocks_add_up_to_the_published_densenet121() -> None:
    total, channels = RESNET_STEM, 64
    for stage, layers in enumerate((6, 12, 24, 16)):
        params, read, channels, halved = counts(
            "densenet_growth",
            {"num_init_features": channels, "layers": layers},
            *("params", "in_channels_sum", "out_channels", "transition_channels"),
        )
        total += params + 2 * (read + layers * 4 * 32) + 2 * channels
        if stage < 3:
            total += channels * halved
            channels = halved
    assert total + CLASSIFIER * (channels + 1) == 7_978_856


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=8), st.floats(-5, 5))
def test_softmax_attention_ignores_a_common_shift_and_stays_between_the_values(
    logits: list[float], shift: float
) -> None:
    values = tuple(float(i) for i in range(len(logits)))
    plain = RUN("branch_attention", {"logits": tuple(logits), "values": values}).outputs
    moved = RUN("branch_attention", {"logits": tuple(logit + shift for logit in logits), "values": values}).outputs
    assert moved["fused"] == pytest.approx(plain["fused"], abs=1e-9)
    assert sum(plain["weights"]) == pytest.approx(1)  # type: ignore[arg-type]
    assert -1e-9 <= plain["fused"] <= len(logits) - 1 + 1e-9  # type: ignore[operator]


@given(channels=st.integers(1, 64), out_channels=st.integers(1, 64), seed=st.integers(0, 99))
def test_addition_is_concatenation_with_tied_weights(channels: int, out_channels: int, seed: int) -> None:
    inputs = {"first_channels": channels, "second_channels": channels, "out_channels": out_channels, "seed": seed}
    outputs = RUN("add_vs_concat", inputs).outputs
    assert outputs["tied_differs_by"] == pytest.approx(0, abs=1e-9)
    assert outputs["ratio"] == 2
