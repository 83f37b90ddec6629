"""A mask on every weight, or on every input: what the units of the next layer make of it."""

from __future__ import annotations

from math import erf, exp, pi, sqrt
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Map = NDArray[np.float64]

MOST_INPUTS = 12


@demo(
    topic="regularization",
    title=Text("Masking weights or inputs?", "掩掉权重还是掩掉输入？"),
    bounds={
        "values": between(-1000, 1000),
        "weights": between(-1000, 1000),
        "p": between(0, 1),
        "passes": between(2, 5000),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("mean", Text("first unit, mean", "首个单元的均值")),
        Output("variance", Text("first unit, variance", "首个单元的方差")),
        Output("dropout_correlation", Text("two units, inputs masked", "两单元相关（掩输入）")),
        Output("dropconnect_correlation", Text("two units, weights masked", "两单元相关（掩权重）")),
        Output("sampled_dropout", Text("the former, sampled", "前者的抽样值")),
        Output("sampled_dropconnect", Text("the latter, sampled", "后者的抽样值")),
        Output("mean_relu", Text("ReLU, mean of all masks", "ReLU，全部掩码平均")),
        Output("scaled_relu", Text("ReLU of the mean", "对均值取 ReLU")),
        Output("gaussian_relu", Text("ReLU, Gaussian moments", "ReLU，高斯矩匹配")),
        Output("dropout_bits", Text("mask bits, inputs", "掩码位数（掩输入）")),
        Output("dropconnect_bits", Text("mask bits, weights", "掩码位数（掩权重）")),
        Output("mean_unscaled", Text("mean, not scaled", "未缩放的均值"), slip=True),
        Output("mean_by_p", Text("mean, multiplied by p", "乘以 p 的均值"), slip=True),
        Output("variance_without_keep", Text("variance, p instead of p(1 − p)", "方差，少乘 1 − p"), slip=True),
    ],
)
def dropconnect_sim(
    values: tuple[float, ...] = (1.0, 2.0, 1.0),
    weights: tuple[float, ...] = (1.0, 1.0, -2.0, 1.0, 1.0, -2.0),
    p: float = 0.5,
    passes: int = 2000,
    seed: int = 0,
) -> Result:
    """r = a((M ⊙ W) v), each bit of M zero with probability p; `weights` lists the rows of W, one unit after another.

    Nothing is rescaled in training, as in the paper (whose p is the probability to keep). The correlations are those
    of the first two units' sums (a single unit is its own neighbour); masking an input removes a column of W for all
    units at once. gaussian_relu is E[max(z, 0)] for a Gaussian of the exact mean and variance. Raises DemoError where
    the weights do not fill whole rows, or for more than 12 inputs. Source: Wan et al. (2013), §3.
    """
    if len(weights) % len(values) or len(values) > MOST_INPUTS:
        raise DemoError(
            f"{len(weights)} weights for {len(values)} inputs",
            remedy=f"give whole rows of weights, {MOST_INPUTS} inputs at most",
        )
    terms: Map = np.array(weights).reshape(-1, len(values)) * np.array(values)
    keep = 1 - p
    first, second = terms[0], terms[min(1, len(terms) - 1)]
    pair = np.stack([first, second])
    mean, variance = keep * float(first.sum()), p * keep * float((first**2).sum())
    rng = np.random.default_rng(seed)
    masked_inputs = (rng.random((passes, 1, len(values))) < keep) * pair
    masked_weights = (rng.random((passes, 2, len(values))) < keep) * pair
    masks = np.arange(2 ** len(values))[:, None] >> np.arange(len(values)) & 1
    chance = (keep**masks * p ** (1 - masks)).prod(axis=1)
    shared = correlation(first, second) if p * keep else 0.0
    return Result(
        outputs={
            "mean": mean,
            "variance": variance,
            "dropout_correlation": shared,
            "dropconnect_correlation": 0.0,
            "sampled_dropout": sampled(masked_inputs.sum(axis=2)),
            "sampled_dropconnect": sampled(masked_weights.sum(axis=2)),
            "mean_relu": float(chance @ np.maximum(masks @ first, 0)),
            "scaled_relu": max(mean, 0.0),
            "gaussian_relu": gaussian_relu(mean, sqrt(variance)),
            "dropout_bits": len(values),
            "dropconnect_bits": len(weights),
            "mean_unscaled": float(first.sum()),
            "mean_by_p": p * float(first.sum()),
            "variance_without_keep": p * float((first**2).sum()),
        },
        steps=(
            Step(Text("mean", "均值"), f"(1 − {p:g}) · Σ w v = {keep:g} · {first.sum():g}", mean),
            Step(
                Text("variance", "方差"), f"{p:g} · {keep:g} · Σ (w v)² = {p * keep:g} · {(first**2).sum():g}", variance
            ),
            Step(Text("correlation, inputs masked", "相关（掩输入）"), "Σ w₁w₂v² / √(Σ (w₁v)² Σ (w₂v)²)", shared),
            Step(Text("correlation, weights masked", "相关（掩权重）"), "independent masks", 0.0),
            Step(Text("ReLU of the mean", "对均值取 ReLU"), f"max({mean:g}, 0)", max(mean, 0.0)),
        ),
        pictures=(
            Grid(Text("W with masked weights", "掩掉权重后的 W"), rows(terms, rng, keep, len(terms)), numbers=True),
            Grid(Text("W with masked inputs", "掩掉输入后的 W"), rows(terms, rng, keep, 1), numbers=True),
        ),
    )


def correlation(one: Map, two: Map) -> float:
    """Of two sums whose terms come and go together; 0 where a sum never changes."""
    size = sqrt(float((one**2).sum() * (two**2).sum()))
    return max(-1.0, min(1.0, float(one @ two) / size)) if size else 0.0


def sampled(sums: Map) -> float:
    """Correlation of the two columns; 0 where one never changes."""
    return float(np.asarray(np.corrcoef(sums.T))[0, 1]) if sums.std(axis=0).all() else 0.0


def gaussian_relu(mean: float, deviation: float) -> float:
    """E[max(z, 0)] of a Gaussian: μ Φ(μ/σ) + σ φ(μ/σ)."""
    if not deviation:
        return max(mean, 0.0)
    z = mean / deviation
    return mean * (1 + erf(z / sqrt(2))) / 2 + deviation * exp(-z * z / 2) / sqrt(2 * pi)


def rows(terms: Map, rng: np.random.Generator, keep: float, masks: int) -> tuple[tuple[float, ...], ...]:
    """Every weight times its input, under `masks` rows of random bits."""
    return tuple(map(tuple, (terms * (rng.random((masks, terms.shape[1])) < keep)).tolist()))
