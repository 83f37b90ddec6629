"""Logistic regression from many starting points: one loss, unless a line separates the classes."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos._mlp import sigmoid
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

if TYPE_CHECKING:
    from dlquiz.demos._mlp import Map

SAMPLES, FEATURES = 40, 2
DRAWN = 5


@demo(
    topic="gradients-init",
    title=Text("Does logistic regression care where it starts?", "逻辑回归在乎初值吗？"),
    bounds={
        "starts": between(1, 64),
        "spread": between(0, 20),
        "lr": between(1e-4, 4),
        "steps": between(2, 5000),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("lowest_loss", Text("lowest final loss", "最小的最终损失")),
        Output("highest_loss", Text("highest final loss", "最大的最终损失")),
        Output("loss_gap", Text("highest minus lowest", "两者之差")),
        Output("start_gap", Text("the same before training", "训练前的损失之差")),
        Output("weight_gap", Text("largest distance of weights", "终点权重间的最大距离")),
        Output("weight_norm", Text("norm of the weights, mean", "权重的平均范数")),
        Output("norm_at_half", Text("the same after half the steps", "走完一半时的平均范数")),
    ],
)
def logistic_convex(
    starts: int = 8, spread: float = 3.0, lr: float = 1.0, steps: int = 1000, separable: bool = False, seed: int = 0
) -> Result:
    """Gradient descent on the mean cross-entropy (nats) of σ(w·x + b), 40 points, w and b from N(0, spread²).

    Labels are drawn with probability σ(2 x₁ − x₂), so the classes overlap; with `separable` the label is the sign of
    2 x₁ − x₂, pushed half a unit away from the line. The norm is that of w without b. Sources: Boyd and Vandenberghe
    (2004), §7.1; Soudry et al. (2018) for separable data.
    """
    rng = np.random.default_rng(seed)
    x, y = points(rng, separable)
    w = spread * rng.standard_normal((starts, FEATURES + 1))
    kept = {0, *(round(steps ** (i / 198)) for i in range(199))}
    losses, norm_at_half = {}, 0.0
    for step in range(steps + 1):
        z = w @ x.T
        if step in kept:
            losses[step] = np.logaddexp(0, np.where(y > 0, -z, z)).mean(axis=1)
        if step == steps // 2:
            norm_at_half = norm(w)
        if step < steps:
            w = w - lr * (sigmoid(z) - y) @ x / len(x)
    first, last = losses[0], losses[steps]
    distances = np.linalg.norm(w[:, None] - w[None], axis=2)
    lowest, highest = float(last.min()), float(last.max())
    return Result(
        outputs={
            "lowest_loss": lowest,
            "highest_loss": highest,
            "loss_gap": highest - lowest,
            "start_gap": float(np.ptp(first)),
            "weight_gap": float(distances.max()),
            "weight_norm": norm(w),
            "norm_at_half": norm_at_half,
        },
        steps=(
            Step(Text("losses before", "训练前的损失"), f"{first.min():.3g} … {first.max():.3g}", float(np.ptp(first))),
            Step(Text("losses after", "训练后的损失"), f"{lowest:.6g} … {highest:.6g}", highest - lowest),
            Step(Text("norm of the weights", "权重范数"), f"{norm_at_half:.4g} → {norm(w):.4g}", norm(w)),
        ),
        pictures=(
            Curves(
                Text("Loss from several starts", "不同初值的损失曲线"),
                tuple(
                    Curve(
                        Text.same(f"#{i + 1}"),
                        tuple(log10(1 + step) for step in losses),
                        tuple(float(v[i]) for v in losses.values()),
                    )
                    for i in range(min(starts, DRAWN))
                ),
                Text("step, log₁₀", "步数（log₁₀）"),
                Text("loss", "损失"),
            ),
        ),
    )


def points(rng: np.random.Generator, separable: bool) -> tuple[Map, Map]:
    """Points with a column of ones for the bias, and their labels 0 or 1."""
    x = rng.standard_normal((SAMPLES, FEATURES))
    score = 2 * x[:, 0] - x[:, 1]
    if separable:
        y = np.asarray(score > 0, dtype=float)
        x += 0.5 * np.outer(2 * y - 1, [2, -1]) / np.sqrt(5)
    else:
        y = np.asarray(rng.random(SAMPLES) < sigmoid(score), dtype=float)
    return np.column_stack([x, np.ones(SAMPLES)]), y


def norm(w: Map) -> float:
    """Mean length of the weights over the starts, biases aside."""
    return float(np.linalg.norm(w[:, :FEATURES], axis=1).mean())
