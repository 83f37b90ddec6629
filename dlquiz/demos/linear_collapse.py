"""A stack of linear layers is one affine map; with ReLU in between it is not."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLES = 1024


@demo(
    topic="activations",
    title=Text("What is a deep linear network worth?", "没有激活函数的深层网络相当于什么？"),
    bounds={"dims": between(1, 128), "seed": between(0, 2**32)},
    outputs=[
        Output("difference", Text("stack against one affine map", "整栈与单层的最大差")),
        Output("params", Text("parameters of the stack", "整栈的参数量")),
        Output("params_one_layer", Text("parameters of the one map", "等效单层的参数量")),
        Output("rank", Text("rank of the product", "乘积矩阵的秩")),
        Output("residual", Text("unexplained by a map, linear", "线性网络的不可解释比例")),
        Output("residual_relu", Text("unexplained by a map, ReLU", "ReLU 网络的不可解释比例")),
    ],
)
def linear_collapse(dims: tuple[int, ...] = (4, 64, 64, 3), seed: int = 0) -> Result:
    """Layers dims[0] → dims[1] → … with biases, He-scaled normal weights, 1024 standard normal inputs.

    `residual` is the share of the outputs' variance that the best affine map of the inputs leaves over.
    Raises DemoError for fewer than two sizes. Source: Goodfellow et al. 2016, chapter 6.
    """
    if len(dims) < 2:
        raise DemoError("one size makes no layer", remedy="give at least an input and an output size")
    rng = np.random.default_rng(seed)
    layers = [(rng.standard_normal((i, o)) * np.sqrt(2 / i), 0.1 * rng.standard_normal(o)) for i, o in pairwise(dims)]
    x = rng.standard_normal((SAMPLES, dims[0]))

    linear = relu = x
    product, offset = np.eye(dims[0]), np.zeros(dims[0])
    for depth, (weight, bias) in enumerate(layers, 1):
        linear = linear @ weight + bias
        relu = relu @ weight + bias
        if depth < len(layers):
            relu = np.maximum(relu, 0)
        product, offset = product @ weight, offset @ weight + bias

    one = x @ product + offset
    difference = float(abs(linear - one).max() / max(1.0, abs(one).max()))
    params = sum((i + 1) * o for i, o in pairwise(dims))
    params_one = (dims[0] + 1) * dims[-1]
    rounding = np.finfo(float).eps * max(dims) * np.prod([np.linalg.norm(weight, 2) for weight, _ in layers])
    rank = int(np.linalg.matrix_rank(product, rounding))

    return Result(
        outputs={
            "difference": difference,
            "params": params,
            "params_one_layer": params_one,
            "rank": rank,
            "residual": unexplained(linear, x),
            "residual_relu": unexplained(relu, x),
        },
        steps=(
            Step(
                Text("parameters of the stack", "整栈的参数量"),
                " + ".join(f"({i} + 1)·{o}" for i, o in pairwise(dims[:5])) + (" + …" if len(dims) > 5 else ""),
                params,
            ),
            Step(Text("the same function in one layer", "等效单层"), f"({dims[0]} + 1)·{dims[-1]}", params_one),
            Step(Text("rank of the product", "乘积矩阵的秩"), f"≤ min{dims[:8]}", rank),
            Step(Text("left over by a map, with ReLU", "加 ReLU 后仿射拟合的剩余"), "1 − R²", unexplained(relu, x)),
        ),
    )


def unexplained(y: NDArray[np.float64], x: NDArray[np.float64]) -> float:
    """1 − R² of the least-squares affine map from x to y (0 where y does not vary)."""
    with_one = np.column_stack([x, np.ones(len(x))])
    left = y - with_one @ np.linalg.lstsq(with_one, y, rcond=None)[0]
    total = y.var(0).sum()
    return float(left.var(0).sum() / total) if total > 0 else 0.0
