"""Least squares on noisy copies of the inputs, and ridge regression: the same weight."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

DRAWN = 50


@demo(
    topic="regularization",
    title=Text("Is input noise an L2 penalty?", "输入加噪声等于 L2 正则吗？"),
    bounds={
        "inputs": between(-1000, 1000),
        "targets": between(-1000, 1000),
        "noise": between(0, 100),
        "copies": between(1, 10000),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("plain_weight", Text("weight without noise", "不加噪声的权重")),
        Output("ridge_weight", Text("ridge, no noise", "岭回归（无噪声）")),
        Output("noisy_weight", Text("fitted to noisy copies", "用加噪副本拟合")),
        Output("strength", Text("the noise as λ of the sum", "噪声对应的 λ（求和）")),
        Output("strength_per_sample", Text("the same for the mean", "同上（取平均）")),
        Output("kept", Text("share of the weight kept", "权重保留的比例")),
        Output("weight_noise_cost", Text("added by noise on the weight", "权重加噪增加的损失")),
        Output("weight_without_count", Text("weight, λ without the count", "λ 漏乘样本数的权重"), slip=True),
        Output("weight_not_squared", Text("weight, σ not squared", "σ 未平方的权重"), slip=True),
    ],
)
def noise_as_l2(
    inputs: tuple[float, ...] = (1.0, 2.0, 3.0),
    targets: tuple[float, ...] = (2.0, 4.0, 6.0),
    noise: float = 1.0,
    copies: int = 2000,
    seed: int = 0,
) -> Result:
    """y = w x without intercept. E Σ (y − w (x + σ n))² = Σ (y − w x)² + N σ² w², so w = Σ x y / (Σ x² + N σ²).

    noisy_weight fits `copies` noisy versions of every sample and comes close to ridge_weight as they grow.
    weight_noise_cost is what N(0, σ²) on w itself adds to the mean squared error: σ² mean(x²), whatever w is.
    Raises DemoError where inputs and targets differ in number or all inputs are 0. Source: Bishop (1995).
    """
    if len(inputs) != len(targets) or not any(inputs):
        raise DemoError(f"{len(inputs)} inputs for {len(targets)} targets", remedy="pair them, not all inputs 0")
    x, y = np.array(inputs), np.array(targets)
    xy, xx = float(x @ y), float(x @ x)
    strength = len(x) * noise**2
    plain, ridge = xy / xx, xy / (xx + strength)
    seen = x + noise * np.random.default_rng(seed).standard_normal((copies, len(x)))
    noisy = float((seen @ y).sum() / (seen**2).sum())
    return Result(
        outputs={
            "plain_weight": plain,
            "ridge_weight": ridge,
            "noisy_weight": noisy,
            "strength": strength,
            "strength_per_sample": noise**2,
            "kept": xx / (xx + strength),
            "weight_noise_cost": noise**2 * xx / len(x),
            "weight_without_count": xy / (xx + noise**2),
            "weight_not_squared": xy / (xx + len(x) * noise),
        },
        steps=(
            Step(Text("without noise", "不加噪声"), f"Σxy / Σx² = {xy:g} / {xx:g}", plain),
            Step(Text("strength λ", "强度 λ"), f"{len(x)} · {noise:g}²", strength),
            Step(Text("ridge", "岭回归"), f"{xy:g} / ({xx:g} + {strength:g})", ridge),
            Step(Text("noisy copies", "加噪副本"), f"{copies} × {len(x)}", noisy),
        ),
        pictures=(over_noise(xy, xx, len(x), noise),),
    )


def over_noise(xy: float, xx: float, count: int, noise: float) -> Curves:
    """The weight while the noise grows to twice its size."""
    levels = tuple((2 * noise or 1.0) * i / (DRAWN - 1) for i in range(DRAWN))
    line = Curve(Text("weight", "权重"), levels, tuple(xy / (xx + count * level**2) for level in levels))
    return Curves(
        Text("Weight over the noise σ", "权重随噪声 σ 的变化"), (line,), Text.same("σ"), Text("weight", "权重")
    )
