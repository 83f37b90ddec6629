"""Climb the input of a unit until it fires most, with and without an L2 prior on the image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Image = NDArray[np.float64]


@demo(
    topic="cnn-basics",
    title=Text("What does a unit want to see?", "一个单元最想看到什么？"),
    bounds={
        "weights": between(-100, 100),
        "width": between(1, 64),
        "lr": between(0, 1),
        "steps": between(1, 199),
        "l2": between(0, 0.9),
    },
    outputs=[
        Output("activation", Text("activation with the prior", "有先验时的激活值")),
        Output("activation_without_prior", Text("activation without prior", "无先验时的激活值")),
        Output("norm", Text("length of the image", "图像的范数")),
        Output("norm_without_prior", Text("length without prior", "无先验时的范数")),
        Output("limit", Text("activation in the end (l2 > 0)", "激活值的极限（l2 > 0）")),
        Output("cosine", Text("cosine to the weights", "与权重的余弦")),
    ],
)
def activation_max(
    weights: tuple[float, ...] = (-1, 0, 1, -2, 0, 2, -1, 0, 1),
    width: int = 3,
    lr: float = 0.1,
    steps: int = 100,
    l2: float = 0.1,
) -> Result:
    """Gradient ascent on the input x of a linear unit a(x) = w·x (before any activation), from a black image.

    x <- x + lr (w - 2 l2 x) climbs a(x) - l2 |x|²; its optimum is x = w / (2 l2), with activation |w|² / (2 l2).
    Without the prior (l2 = 0) the activation grows for ever. `limit` is 0 where there is none.
    Raises DemoError where the numbers make no rectangle or are all zero. Source: Erhan et al. (2009), Simonyan (2014).
    """
    if len(weights) % width or not any(weights):
        raise DemoError(
            f"{len(weights)} weights in rows of {width}: no rectangle, or all zero",
            remedy="choose a width that divides them, and at least one weight that is not 0",
        )
    w = np.array(weights, float)
    with_prior, without = ascend(w, lr, steps, l2), ascend(w, lr, steps, 0.0)
    x = with_prior[-1]
    norm, length, activation = float(np.linalg.norm(x)), float(np.linalg.norm(w)), float(w @ x)
    limit = length**2 / (2 * l2) if l2 else 0.0
    return Result(
        outputs={
            "activation": activation,
            "activation_without_prior": float(w @ without[-1]),
            "norm": norm,
            "norm_without_prior": float(np.linalg.norm(without[-1])),
            "limit": limit,
            "cosine": activation / (norm * length) if norm else 0.0,
        },
        steps=(
            Step(
                Text("first step from black", "从全黑出发的第一步"),
                f"{lr:g} · w · w = {lr:g} · {length**2:g}",
                lr * length**2,
            ),
            Step(Text("later steps", "之后的每一步"), f"x ← x + {lr:g}·(w − 2·{l2:g}·x)"),
            Step(Text("activation with the prior", "有先验时的激活值"), "w · x", activation),
            *([Step(Text("in the end", "极限"), f"{length**2:g} / (2 · {l2:g})", limit)] if l2 else []),
            Step(Text("without it", "无先验"), f"{steps} · {lr:g} · {length**2:g}", float(w @ without[-1])),
        ),
        pictures=(
            Curves(
                Text("Activation while climbing", "上升过程中的激活值"),
                (
                    Curve(Text("with the prior", "有先验"), tuple(map(float, range(steps + 1))), path(w, with_prior)),
                    Curve(Text("without", "无先验"), tuple(map(float, range(steps + 1))), path(w, without)),
                ),
                Text("step", "步"),
                Text("activation", "激活值"),
            ),
            Grid(Text("the image found", "得到的图像"), tuple(map(tuple, x.reshape(-1, width).tolist()))),
        ),
    )


def ascend(w: Image, lr: float, steps: int, l2: float) -> list[Image]:
    """All images on the way up, the black one first."""
    images = [np.zeros_like(w)]
    for _ in range(steps):
        x = images[-1]
        images.append(x + lr * (w - 2 * l2 * x))
    return images


def path(w: Image, images: list[Image]) -> tuple[float, ...]:
    """The unit's activation at each image."""
    return tuple(float(w @ x) for x in images)
