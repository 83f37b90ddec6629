"""Small networks against what their papers report; quantisation and distillation against their definitions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry

RUN = Registry().run


def numbers(demo: str, inputs: dict[str, Value], *names: str) -> list[float]:
    outputs = RUN(demo, inputs).outputs
    return [float(str(outputs[name])) for name in names]


@pytest.mark.parametrize(
    ("alpha", "image_size", "millions", "mult_adds"),
    [
        (1, 224, 4.2, 569),
        (0.75, 224, 2.6, 325),
        (0.5, 224, 1.3, 149),
        (0.25, 224, 0.5, 41),
        (1, 192, 4.2, 418),
        (1, 160, 4.2, 290),
        (1, 128, 4.2, 186),
    ],
)
def test_thinner_and_smaller_mobilenets_are_those_of_the_paper(
    alpha: float, image_size: int, millions: float, mult_adds: int
) -> None:
    params, macs = numbers("mobilenet_multipliers", {"alpha": alpha, "image_size": image_size}, "params", "macs")
    assert params / 1e6 == pytest.approx(millions, abs=0.05)
    assert macs / 1e6 == pytest.approx(mult_adds, abs=1)


def test_inverted_residuals_add_up_to_the_published_mobilenet_v2() -> None:
    total, channels = 3 * 3 * 3 * 32 + 2 * 32, 32
    for ratio, out, times in ((1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)):
        for _ in range(times):
            inputs: dict[str, Value] = {"in_channels": channels, "out_channels": out, "expand_ratio": ratio}
            [params] = numbers("inverted_residual", inputs, "params_with_norm")
            total += int(params)
            channels = out
    total += 320 * 1280 + 2 * 1280 + 1281 * 1000
    assert total == 3_504_872


@given(
    st.lists(st.floats(-1000, 1000), min_size=1, max_size=20),
    st.integers(2, 16),
    st.sampled_from(["affine", "symmetric"]),
)
def test_rounding_stays_within_half_a_step_and_zero_stays_zero(values: list[float], bits: int, scheme: str) -> None:
    inputs: dict[str, Value] = {"values": (0.0, *values), "bits": bits, "scheme": scheme}
    outputs = RUN("quantize_int8", inputs).outputs
    scale = float(str(outputs["scale"]))
    restored = outputs["dequantized"]
    assert isinstance(restored, tuple)
    assert restored[0] == 0
    inside = 1.0 if scheme == "affine" else 0.5
    assert float(str(outputs["max_error"])) <= inside * scale * (1 + 1e-9)


@given(st.lists(st.floats(-8, 8), min_size=2, max_size=6), st.floats(0.5, 20))
def test_the_soft_gradient_is_the_slope_of_the_soft_loss(logits: list[float], temperature: float) -> None:
    teacher = tuple(reversed(logits))

    def soft(student: tuple[float, ...]) -> float:
        inputs: dict[str, Value] = {"teacher": teacher, "student": student, "temperature": temperature}
        return numbers("distill_loss", inputs, "soft_loss")[0]

    gradient = RUN("distill_loss", {"teacher": teacher, "student": tuple(logits), "temperature": temperature}).outputs
    slopes = gradient["soft_gradient"]
    assert isinstance(slopes, tuple)
    step = 1e-4
    for k, slope in enumerate(slopes):
        up, down = list(logits), list(logits)
        up[k] += step
        down[k] -= step
        assert (soft(tuple(up)) - soft(tuple(down))) / (2 * step) == pytest.approx(slope, abs=1e-6)


def test_at_high_temperature_only_the_squared_temperature_keeps_the_gradient() -> None:
    [at_10, scaled_10] = numbers("distill_loss", {"temperature": 10}, "gradient_norm", "scaled_gradient_norm")
    [at_100, scaled_100] = numbers("distill_loss", {"temperature": 100}, "gradient_norm", "scaled_gradient_norm")
    assert at_10 / at_100 == pytest.approx(100, rel=0.1)
    assert scaled_10 / scaled_100 == pytest.approx(1, rel=0.1)
