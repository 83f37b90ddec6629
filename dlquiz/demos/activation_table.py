"""Activation functions and their derivatives, at a point and as curves."""

from __future__ import annotations

from collections.abc import Callable
from math import erf, exp, log1p, pi, sqrt, tanh

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Grid, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
Pair = tuple[float, float]


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def relu_like(x: float, slope: float) -> Pair:
    return max(x, 0.0) + slope * min(x, 0.0), 1.0 if x > 0 else slope


def elu(x: float, alpha: float) -> Pair:
    return (x, 1.0) if x > 0 else (alpha * (exp(x) - 1), alpha * exp(x))


def selu(x: float) -> Pair:
    value, slope = elu(x, SELU_ALPHA)
    return SELU_SCALE * value, SELU_SCALE * slope


def gelu(x: float) -> Pair:
    cdf, pdf = (1 + erf(x / sqrt(2))) / 2, exp(-x * x / 2) / sqrt(2 * pi)
    return x * cdf, cdf + x * pdf


def silu(x: float) -> Pair:
    s = sigmoid(x)
    return x * s, s * (1 + x * (1 - s))


def hardswish(x: float) -> Pair:
    if abs(x) >= 3:
        return (x, 1.0) if x > 0 else (0.0, 0.0)
    return x * (x + 3) / 6, (2 * x + 3) / 6


def functions(negative_slope: float, alpha: float) -> dict[str, Callable[[float], Pair]]:
    """Each name's x -> (value, derivative); at a kink the derivative PyTorch takes."""
    return {
        "sigmoid": lambda x: (sigmoid(x), sigmoid(x) * sigmoid(-x)),
        "tanh": lambda x: (tanh(x), 1 - tanh(x) ** 2),
        "relu": lambda x: relu_like(x, 0.0),
        "leaky_relu": lambda x: relu_like(x, negative_slope),
        "elu": lambda x: elu(x, alpha),
        "selu": selu,
        "softplus": lambda x: (max(x, 0) + log1p(exp(-abs(x))), sigmoid(x)),
        "gelu": gelu,
        "silu": silu,
        "hardswish": hardswish,
    }


NAMES = tuple(functions(0.0, 0.0))


@demo(
    topic="activations",
    title=Text("How do activation functions and slopes look?", "各种激活函数及其导数长什么样？"),
    bounds={
        "function": one_of(*NAMES),
        "x": between(-100, 100),
        "depth": between(1, 300),
        "negative_slope": between(0, 1),
        "alpha": between(0, 10),
    },
    outputs=[
        Output("value", Text("value at x", "x 处的值")),
        Output("derivative", Text("derivative at x", "x 处的导数")),
        Output("value_negated", Text("value at −x", "−x 处的值")),
        Output("steepest", Text("largest derivative, |x| ≤ 10", "|x| ≤ 10 内最大导数")),
        Output("lowest", Text("lowest value, |x| ≤ 10", "|x| ≤ 10 内最小值")),
        Output("chain", Text("product of the slopes", "逐层导数之积")),
        Output("chain_added", Text("derivative times depth", "导数乘层数"), slip=True),
        Output("values", Text("value of every function", "所有函数的值")),
        Output("derivatives", Text("derivative of every function", "所有函数的导数")),
    ],
)
def activation_table(
    function: str = "sigmoid", x: float = 0.0, depth: int = 10, negative_slope: float = 0.01, alpha: float = 1.0
) -> Result:
    """`function` at x, its derivative, and that derivative to the power `depth` (what `depth` such layers
    multiply a gradient by, weights aside). GELU is the exact x Φ(x); PReLU is leaky_relu with a learned slope.
    Sources: torch.nn; Clevert 2016 (ELU), Klambauer 2017 (SELU), Hendrycks and Gimpel 2016 (GELU).
    """
    table = {name: f(x) for name, f in functions(negative_slope, alpha).items()}
    value, derivative = table[function]
    f = functions(negative_slope, alpha)[function]
    fine = [f(k / 100) for k in range(-1000, 1001)]
    grid = tuple(k / 20 for k in range(-99, 100))
    chain = derivative**depth
    return Result(
        outputs={
            "value": value,
            "derivative": derivative,
            "value_negated": f(-x)[0],
            "steepest": max(slope for _, slope in fine),
            "lowest": min(low for low, _ in fine),
            "chain": chain,
            "chain_added": derivative * depth,
            "values": tuple(pair[0] for pair in table.values()),
            "derivatives": tuple(pair[1] for pair in table.values()),
        },
        steps=(
            Step(Text("value", "值"), f"{function}({x:g})", value),
            Step(Text("derivative", "导数"), f"{function}'({x:g})", derivative),
            Step(Text(f"through {depth} layers", f"经过 {depth} 层"), f"{derivative:.4g}^{depth}", chain),
        ),
        pictures=(
            Curves(
                Text(f"{function} and its derivative", f"{function} 及其导数"),
                (
                    Curve(Text("value", "值"), grid, tuple(f(k)[0] for k in grid)),
                    Curve(Text("derivative", "导数"), grid, tuple(f(k)[1] for k in grid)),
                ),
                x_label=Text.same("x"),
            ),
            Grid(
                Text(f"All of them at x = {x:g}", f"各函数在 x = {x:g} 处"),
                tuple(table.values()),
                numbers=True,
                row_labels=NAMES,
                column_labels=("value", "slope"),
            ),
        ),
    )
