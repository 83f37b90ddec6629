"""Batch norm of one channel: forward in both modes, running statistics, backward."""

from __future__ import annotations

from math import sqrt
from typing import Any

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="normalization",
    title=Text("What does batch norm do to one channel?", "BN 对一个通道做了什么？"),
    bounds={
        "values": between(-1e6, 1e6),
        "grads": between(-1e6, 1e6),
        "gamma": between(-1000, 1000),
        "beta": between(-1e6, 1e6),
        "eps": between(1e-12, 1),
        "momentum": between(0, 1),
        "running_mean": between(-1e6, 1e6),
        "running_var": between(0, 1e12),
        "channels": between(1, 65536),
    },
    outputs=[
        Output("mean", Text("batch mean", "批均值")),
        Output("var", Text("batch variance (biased)", "批方差（有偏）")),
        Output("normalized", Text("normalised values", "归一化后的值")),
        Output("output", Text("outputs", "输出")),
        Output("output_last", Text("output of the last value", "最后一个值的输出")),
        Output("output_last_unbiased", Text("the same, variance over n − 1", "同上，方差除以 n − 1"), slip=True),
        Output("output_last_by_var", Text("the same, no square root", "同上，漏了开方"), slip=True),
        Output("normalized_last", Text("the same before γ and β", "同上，未乘 γ 加 β")),
        Output("running_mean_after", Text("running mean afterwards", "更新后的 running mean")),
        Output("running_var_after", Text("running variance afterwards", "更新后的 running var")),
        Output("running_mean_swapped", Text("running mean, weights swapped", "running mean（权重放反）"), slip=True),
        Output("running_var_swapped", Text("running var, weights swapped", "running var（权重放反）"), slip=True),
        Output("scale", Text("slope of the affine map", "等效仿射的斜率")),
        Output("shift", Text("offset of the affine map", "等效仿射的截距")),
        Output("grad_input", Text("gradients of the inputs", "输入的梯度")),
        Output("grad_input_first", Text("gradient of the first input", "第一个输入的梯度")),
        Output("grad_first_fixed", Text("the same, statistics constant", "同上，统计量当常数"), slip=True),
        Output("grad_gamma", Text("gradient of γ", "γ 的梯度")),
        Output("grad_beta", Text("gradient of β", "β 的梯度")),
        Output("learned", Text("learned parameters", "可学习参数")),
        Output("buffers", Text("running statistics", "滑动统计量")),
        Output("stored", Text("both together", "两者合计")),
    ],
)
def batchnorm(
    values: tuple[float, ...] = (1.0, 3.0, 5.0, 7.0),
    grads: tuple[float, ...] = (1.0,),
    gamma: float = 1.0,
    beta: float = 0.0,
    eps: float = 1e-5,
    momentum: float = 0.1,
    running_mean: float = 0.0,
    running_var: float = 1.0,
    training: bool = True,
    unbiased: bool = True,
    channels: int = 1,
) -> Result:
    """One channel's `values` (all of N, H, W), and `grads`, the loss gradients of its first outputs (the rest 0).

    Training uses the batch's mean and biased variance and updates the running ones, with the unbiased variance
    unless `unbiased` is off; evaluation uses the running ones and updates nothing. `channels` serves the counts only.
    Raises DemoError for a single value in training mode, as PyTorch does, or more gradients than values.
    Source: Ioffe and Szegedy 2015, Algorithm 1; torch.nn.BatchNorm2d.
    """
    n = len(values)
    if training and n < 2:
        raise DemoError("one value has no variance", remedy="give at least two values, or training=false")
    if len(grads) > n:
        raise DemoError(f"{len(grads)} gradients for {n} values", remedy="give at most one for each value")
    x = np.array(values)
    dy = np.pad(np.array(grads), (0, n - len(grads)))
    batch_mean, batch_var = x.mean(), x.var()
    seen = x.var(ddof=1) if training and unbiased else batch_var
    weight = momentum if training else 0.0

    mean, var = (batch_mean, batch_var) if training else (running_mean, running_var)
    std = sqrt(var + eps)
    xhat = (x - mean) / std
    y = gamma * xhat + beta

    dxhat = gamma * dy
    through_statistics = dxhat.mean() + xhat * (dxhat * xhat).mean() if training else 0.0
    dx = (dxhat - through_statistics) / std

    running_mean_after = (1 - weight) * running_mean + weight * batch_mean
    running_var_after = (1 - weight) * running_var + weight * seen
    return Result(
        outputs={
            "mean": float(batch_mean),
            "var": float(batch_var),
            "normalized": tuple(xhat.tolist()),
            "output": tuple(y.tolist()),
            "output_last": float(y[-1]),
            "output_last_unbiased": float(gamma * (x[-1] - mean) / sqrt((seen if training else var) + eps) + beta),
            "output_last_by_var": float(gamma * (x[-1] - mean) / (var + eps) + beta),
            "normalized_last": float(xhat[-1]),
            "running_mean_after": float(running_mean_after),
            "running_var_after": float(running_var_after),
            "running_mean_swapped": float(momentum * running_mean + (1 - momentum) * batch_mean),
            "running_var_swapped": float(momentum * running_var + (1 - momentum) * seen),
            "scale": gamma / std,
            "shift": float(beta - gamma * mean / std),
            "grad_input": tuple(dx.tolist()),
            "grad_input_first": float(dx[0]),
            "grad_first_fixed": float(dxhat[0] / std),
            "grad_gamma": float((dy * xhat).sum()),
            "grad_beta": float(dy.sum()),
            "learned": 2 * channels,
            "buffers": 2 * channels,
            "stored": 4 * channels,
        },
        steps=(
            *forward(n, (batch_mean, batch_var), (values[-1], mean, var, eps), (gamma, beta)),
            Step(Text("learned: γ and β", "可学习的：γ、β"), f"2 · {channels}", 2 * channels),
            averaged(Text("running mean", "running mean"), weight, running_mean, batch_mean),
            averaged(Text("running variance", "running var"), weight, running_var, seen),
            Step(
                Text("gradient of the first input", "第一个输入的梯度"),
                "(dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / σ" if training else "dx̂ / σ",
                float(dx[0]),
            ),
        ),
        pictures=(table(x, xhat, y, dx),),
    )


def table(*rows: Any) -> Grid:
    """x, x̂, y and dx, value by value."""
    return Grid(
        Text("The channel, value by value", "该通道的逐个数值"),
        tuple(tuple(row.tolist()) for row in rows),
        numbers=True,
        row_labels=("x", "x̂", "y", "dx"),
    )


def forward(
    n: int, batch: tuple[float, float], last: tuple[float, float, float, float], affine: tuple[float, float]
) -> tuple[Step, ...]:
    """Mean, variance, and what becomes of the last value: (x, mean, var, eps), then gamma and beta."""
    (batch_mean, batch_var), (x, mean, var, eps), (gamma, beta) = batch, last, affine
    xhat = (x - mean) / sqrt(var + eps)
    return (
        Step(Text("batch mean", "批均值"), f"sum of the values / {n}", float(batch_mean)),
        Step(Text("batch variance", "批方差"), f"sum of (x − {batch_mean:.4g})² / {n}", float(batch_var)),
        Step(
            Text("last value, normalised", "最后一个值归一化"),
            f"({x:.4g} − {mean:.4g}) / √({var:.4g} + {eps:g})",
            float(xhat),
        ),
        Step(
            Text("scaled and shifted", "缩放并平移"), f"{gamma:g} · {xhat:.4g} + {beta:g}", float(gamma * xhat + beta)
        ),
    )


def averaged(label: Text, weight: float, old: float, new: float) -> Step:
    """A running statistic: `weight` is that of the new batch."""
    return Step(label, f"{1 - weight:g} · {old:g} + {weight:g} · {new:.4g}", float((1 - weight) * old + weight * new))
