"""Centring, scaling and whitening of inputs, and what they do to gradient descent on a linear model."""

from __future__ import annotations

from math import ceil, log, log10
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Grid, Output, Result, Step
from dlquiz.demos._maps import rectangle
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dlquiz.demos._maps import Map

SMALLEST = 1e-12


@demo(
    topic="training-practice",
    title=Text("What does scaling the inputs do?", "输入缩放有什么用？"),
    bounds={
        "values": between(-1e4, 1e4),
        "features": between(1, 8),
        "kind": one_of("none", "center", "standardize", "minmax", "whiten"),
        "new_value": between(-1e6, 1e6),
    },
    outputs=[
        Output("transformed", Text("transformed values, row by row", "变换后的数值（逐行）")),
        Output("first", Text("first value, transformed", "第一个值变换后")),
        Output("new_transformed", Text("new value of feature 1", "新样本的第一个特征")),
        Output("means", Text("means of the features", "各特征的均值")),
        Output("stds", Text("deviations of the features", "各特征的标准差")),
        Output("condition_number", Text("condition number of the loss", "损失的条件数")),
        Output("largest_lr", Text("largest stable rate", "最大稳定学习率")),
        Output("steps_needed", Text("GD steps to 1 % of the error", "误差降到 1% 的 GD 步数")),
    ],
)
def standardize(
    values: tuple[float, ...] = (1.0, 200.0, 2.0, 100.0, 3.0, 400.0, 4.0, 300.0),
    features: int = 2,
    kind: str = "standardize",
    new_value: float = 5.0,
) -> Result:
    """`values` are samples in rows of `features`; deviations divide by n. `new_value` gets the training statistics.

    standardize: (x − μ)/s; minmax: to [0, 1]; whiten: the principal axes of the centred data, each over its deviation
    (for it `new_value` is moved along feature 1 from the mean, and the first axis is told). The loss is that of linear
    regression with a bias, whose Hessian is XᵀX/n with a column of ones; descent at the best constant rate has the
    factor (κ − 1)/(κ + 1) per step. Source: LeCun et al. (1998), Efficient BackProp, §4.3.
    """
    x = rectangle(values, features)
    if len(x) <= features or np.linalg.matrix_rank(x - x.mean(axis=0)) < features:
        raise DemoError(f"{len(x)} samples do not spread along {features} features", remedy="give more, or others")
    transform = TRANSFORMS[kind](x)
    out = transform(x)
    new = x.mean(axis=0, keepdims=True)
    new[0, 0] = new_value
    design = np.column_stack([out, np.ones(len(x))])
    curvatures = np.linalg.eigvalsh(design.T @ design / len(x))
    if curvatures[0] <= np.finfo(float).eps * len(x) * curvatures[-1]:
        raise DemoError("along one direction the loss is flat in float64", remedy="give values that spread more")
    condition = float(curvatures[-1] / curvatures[0])
    factor = (condition - 1) / (condition + 1)
    needed = ceil(log(0.01) / log(factor) - 1e-9) if factor > 0.01 else 1
    return Result(
        outputs={
            "transformed": tuple(out.ravel().tolist()),
            "first": float(out[0, 0]),
            "new_transformed": float(transform(new)[0, 0]),
            "means": tuple(x.mean(axis=0).tolist()),
            "stds": tuple(x.std(axis=0).tolist()),
            "condition_number": condition,
            "largest_lr": float(2 / curvatures[-1]),
            "steps_needed": needed,
        },
        steps=(
            Step(Text("mean of feature 1", "第一个特征的均值"), f"Σ x / {len(x)}", float(x[:, 0].mean())),
            Step(Text("deviation of feature 1", "第一个特征的标准差"), "√(Σ (x − μ)² / n)", float(x[:, 0].std())),
            Step(Text("new value, transformed", "新值变换后"), f"{new_value:g} →", float(transform(new)[0, 0])),
            Step(Text("condition number", "条件数"), f"{curvatures[-1]:.4g} / {curvatures[0]:.4g}", condition),
            Step(Text("GD steps to 1 %", "降到 1% 的步数"), f"ln 0.01 / ln {factor:.4g}", needed),
        ),
        pictures=(
            Grid(
                Text("transformed, a row per sample", "变换后，每行一个样本"),
                tuple(map(tuple, out.tolist())),
                numbers=True,
            ),
            Curves(
                Text("Error over GD steps, log₁₀", "误差随 GD 步数的变化（log₁₀）"),
                (Curve(Text.same(kind), *decades(factor)),),
                Text("step", "步"),
                Text.same("log₁₀"),
            ),
        ),
    )


def whitening(x: Map) -> Callable[[Map], Map]:
    """Rotate onto the principal axes and divide by their deviations; an axis points where its largest entry does."""
    mean = x.mean(axis=0)
    spreads, axes = np.linalg.eigh((x - mean).T @ (x - mean) / len(x))
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), range(len(axes))])
    matrix = (axes * signs / np.sqrt(spreads))[:, ::-1]
    return lambda new: np.asarray((new - mean) @ matrix)


# kind: from the training samples to the map that is applied to any sample
TRANSFORMS: dict[str, Callable[[Map], Callable[[Map], Map]]] = {
    "none": lambda x: lambda new: new,
    "center": lambda x: lambda new: new - x.mean(axis=0),
    "standardize": lambda x: lambda new: (new - x.mean(axis=0)) / x.std(axis=0),
    "minmax": lambda x: lambda new: (new - x.min(axis=0)) / np.ptp(x, axis=0),
    "whiten": whitening,
}


def decades(factor: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """100 steps at this factor, in powers of ten."""
    times = tuple(float(t) for t in range(101))
    return times, tuple(t * log10(max(factor, SMALLEST)) for t in times)
