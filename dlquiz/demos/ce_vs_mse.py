"""Cross-entropy against squared error behind a sigmoid: which of them still has a gradient when the unit is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@demo(
    topic="losses-metrics",
    title=Text("Cross-entropy or squared error?", "交叉熵还是均方误差？"),
    bounds={"logit": between(-30, 30), "target": between(0, 1)},
    outputs=[
        Output("probability", Text("probability of class 1", "第 1 类的概率")),
        Output("ce", Text("cross-entropy", "交叉熵")),
        Output("mse", Text("squared error", "平方误差")),
        Output("ce_grad", Text("gradient, cross-entropy", "交叉熵的梯度")),
        Output("mse_grad", Text("gradient, squared error", "平方误差的梯度")),
        Output("ratio", Text("second over first", "后者与前者之比")),
        Output("mse_grad_without_slope", Text("without the sigmoid's slope", "漏乘 sigmoid 导数"), slip=True),
        Output("half_mse_grad", Text("of half the squared error", "半平方误差的梯度"), slip=True),
    ],
)
def ce_vs_mse(logit: float = -5.0, target: int = 1) -> Result:
    """p = sigmoid(z); CE = −y ln p − (1 − y) ln(1 − p), ∂CE/∂z = p − y; SE = (p − y)², ∂SE/∂z = 2(p − y) p (1 − p).

    ∂SE/∂z is at most 8/27 in size, where the target has probability 1/3. Source: Goodfellow et al. 2016, §6.2.
    """
    p = float(sigmoid(logit))
    error = p - target
    slope = float(sigmoid(logit) * sigmoid(-logit))
    z = np.linspace(-10, 10, 161)
    curve = sigmoid(z)
    ce_curve = np.abs(curve - target)
    mse_curve = 2 * ce_curve * curve * (1 - curve)
    return Result(
        outputs={
            "probability": p,
            "ce": float(np.logaddexp(0, logit) - target * logit),
            "mse": error**2,
            "ce_grad": error,
            "mse_grad": 2 * error * slope,
            "ratio": 2 * slope,
            "mse_grad_without_slope": 2 * error,
            "half_mse_grad": error * slope,
        },
        steps=(
            Step(Text("probability", "概率"), f"1 / (1 + e^({-logit:g}))", p),
            Step(Text("gradient, cross-entropy", "交叉熵的梯度"), f"{p:.4g} − {target}", error),
            Step(Text("sigmoid's slope", "sigmoid 的导数"), f"{p:.4g} · (1 − {p:.4g})", slope),
            Step(
                Text("gradient, squared error", "平方误差的梯度"),
                f"2 · ({error:.4g}) · {slope:.4g}",
                2 * error * slope,
            ),
        ),
        pictures=(
            Curves(
                Text("Size of the gradient", "梯度的大小"),
                (
                    Curve(Text("cross-entropy", "交叉熵"), tuple(z.tolist()), tuple(ce_curve.tolist())),
                    Curve(Text("squared error", "平方误差"), tuple(z.tolist()), tuple(mse_curve.tolist())),
                ),
                Text.same("logit"),
                Text("|gradient|", "|梯度|"),
            ),
        ),
    )


def sigmoid(z: ArrayLike) -> NDArray[np.float64]:
    """1 / (1 + e^{−z}), without overflow."""
    return np.asarray(np.exp(-np.logaddexp(0, -np.asarray(z))))
