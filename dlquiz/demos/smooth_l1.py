"""Squared, absolute and smooth L1 loss of one regression error, and how hard each pulls."""

from __future__ import annotations

from math import copysign

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo

DRAWN = 60


@demo(
    topic="detection-segmentation",
    title=Text("What does an outlier do to the loss?", "离群误差对损失影响多大？"),
    bounds={"error": between(-1000, 1000), "beta": between(0.001, 100)},
    outputs=[
        Output("loss", Text("smooth L1", "smooth L1 损失")),
        Output("gradient", Text("its gradient", "smooth L1 的梯度")),
        Output("squared", Text("½ error²", "½ 误差²")),
        Output("squared_gradient", Text("gradient of ½ error²", "½ 误差² 的梯度")),
        Output("absolute", Text("|error|", "|误差|")),
        Output("gradient_ratio", Text("squared over smooth, pull", "两者梯度之比")),
        Output("loss_without_half", Text("without the halves", "漏掉 ½"), slip=True),
    ],
)
def smooth_l1(error: float = 4.0, beta: float = 1.0) -> Result:
    """½ e² / β for |e| < β, else |e| − ½ β; error = prediction − target of one coordinate.

    Fast R-CNN has β = 1. Sources: Girshick 2015, eq. 3; torch.nn.SmoothL1Loss.
    """
    size = abs(error)
    loss, gradient = value(size, beta), error / beta if size < beta else copysign(1.0, error)
    working = f"½ · {size:g}² / {beta:g}" if size < beta else f"{size:g} − ½ · {beta:g}"
    errors = tuple(4 * beta * i / DRAWN for i in range(-DRAWN, DRAWN + 1))
    return Result(
        outputs={
            "loss": loss,
            "gradient": gradient,
            "squared": error**2 / 2,
            "squared_gradient": error,
            "absolute": size,
            "gradient_ratio": error / gradient if gradient else beta,
            "loss_without_half": error**2 / beta if size < beta else size - beta,
        },
        steps=(
            Step(Text("smooth L1", "smooth L1"), working, loss),
            Step(Text("its gradient", "其梯度"), f"{error:g} / {beta:g}" if size < beta else "± 1", gradient),
            Step(Text("squared, halved", "平方的一半"), f"½ · {size:g}²", error**2 / 2),
            Step(Text("its gradient", "其梯度"), f"{error:g}", error),
        ),
        pictures=(
            Curves(
                Text("Loss by error", "损失随误差的变化"),
                (
                    Curve(Text("smooth L1", "smooth L1"), errors, tuple(value(abs(e), beta) for e in errors)),
                    Curve(Text("½ error²", "½ 误差²"), errors, tuple(e**2 / 2 for e in errors)),
                ),
                Text("error", "误差"),
            ),
        ),
    )


def value(size: float, beta: float) -> float:
    """Smooth L1 of an error of this size."""
    return size**2 / 2 / beta if size < beta else size - beta / 2
