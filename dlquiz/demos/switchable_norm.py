"""Switchable normalisation: a learned softmax mixes the statistics of IN, LN and BN."""

from __future__ import annotations

from math import sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

KINDS = (Text.same("IN"), Text.same("LN"), Text.same("BN"))


@demo(
    topic="normalization",
    title=Text("How does switchable norm mix statistics?", "可切换归一化怎样混合统计量？"),
    bounds={
        "value": between(-1e6, 1e6),
        "means": between(-1e6, 1e6),
        "variances": between(0, 1e12),
        "mean_logits": between(-1000, 1000),
        "var_logits": between(-1000, 1000),
        "eps": between(1e-12, 1),
    },
    outputs=[
        Output("mean_weights", Text("weights of the means", "均值的权重")),
        Output("var_weights", Text("weights of the variances", "方差的权重")),
        Output("mean", Text("mixed mean", "混合均值")),
        Output("var", Text("mixed variance", "混合方差")),
        Output("output", Text("normalised value", "归一化后的值")),
        Output("mean_unweighted", Text("plain average of the means", "均值的简单平均"), slip=True),
    ],
)
def switchable_norm(
    value: float = 3.0,
    means: tuple[float, ...] = (2.0, 1.0, 0.0),
    variances: tuple[float, ...] = (4.0, 2.0, 1.0),
    mean_logits: tuple[float, ...] = (0.0, 0.0, 0.0),
    var_logits: tuple[float, ...] = (0.0, 0.0, 0.0),
    eps: float = 1e-5,
) -> Result:
    """One activation, given its IN, LN and BN statistics in this order; γ = 1, β = 0.

    w = softmax(logits), separately for means and variances; (value − Σ w μ) / √(Σ w' σ² + ε).
    Raises DemoError unless each list has three numbers. Source: Luo et al. 2019.
    """
    if {len(means), len(variances), len(mean_logits), len(var_logits)} != {3}:
        raise DemoError("a list has not three numbers", remedy="give one each for IN, LN and BN")
    mean_weights, var_weights = softmax(mean_logits), softmax(var_logits)
    mean = sum(w * m for w, m in zip(mean_weights, means, strict=True))
    var = sum(w * v for w, v in zip(var_weights, variances, strict=True))
    output = (value - mean) / sqrt(var + eps)
    return Result(
        outputs={
            "mean_weights": mean_weights,
            "var_weights": var_weights,
            "mean": mean,
            "var": var,
            "output": output,
            "mean_unweighted": sum(means) / 3,
        },
        steps=(
            Step(Text("mixed mean", "混合均值"), mixture(mean_weights, means), mean),
            Step(Text("mixed variance", "混合方差"), mixture(var_weights, variances), var),
            Step(Text("normalised", "归一化"), f"({value:g} − {mean:.4g}) / √({var:.4g} + {eps:g})", output),
        ),
        pictures=(Bars(Text("Weights of the means", "均值的权重"), tuple(zip(KINDS, mean_weights, strict=True))),),
    )


def softmax(logits: tuple[float, ...]) -> tuple[float, ...]:
    e = np.exp(np.array(logits) - max(logits))
    return tuple((e / e.sum()).tolist())


def mixture(weights: tuple[float, ...], numbers: tuple[float, ...]) -> str:
    return " + ".join(f"{w:.3g} · {x:g}" for w, x in zip(weights, numbers, strict=True))
