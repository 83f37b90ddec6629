"""Full-batch, mini-batch and single-sample gradient descent: updates per epoch, gradient noise, loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINTS = 200
SLOPE, NOISE = 2.0, 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train."""

    epochs: int
    lr: float
    seed: int


@demo(
    topic="optimization",
    title=Text("What does the batch size change?", "批大小改变了什么？"),
    bounds={
        "samples": between(2, 2048),
        "batch_size": between(1, 2048),
        "epochs": between(1, 10),
        "lr": between(1e-5, 1),
        "base_batch_size": between(1, 65536),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("updates_per_epoch", Text("updates per epoch", "每个 epoch 的更新次数")),
        Output("updates", Text("updates in all", "更新总次数")),
        Output("samples_seen", Text("samples read in all", "读过的样本总数")),
        Output("last_batch", Text("size of the last batch", "最后一批的大小")),
        Output("relative_variance", Text("noise variance, 1 sample = 1", "噪声方差（单样本为 1）")),
        Output("relative_std", Text("noise deviation, 1 sample = 1", "噪声标准差（单样本为 1）")),
        Output("relative_variance_distinct", Text("variance without repeats", "噪声方差（不放回抽样）"), slip=True),
        Output("scaled_lr", Text("lr by the linear scaling rule", "线性缩放后的学习率")),
        Output("loss", Text("loss at the end", "最终损失")),
        Output("lowest_loss", Text("lowest possible loss", "可达的最低损失")),
    ],
)
def gd_variants(
    samples: int = 256,
    batch_size: int = 32,
    epochs: int = 5,
    lr: float = 0.1,
    drop_last: bool = False,
    base_batch_size: int = 256,
    seed: int = 0,
) -> Result:
    """Fits y = w x by w ← w − lr · mean gradient of ½(w x − y)², reshuffled every epoch, x uniform in [−1, 1].

    The variance of a mean of B gradients is σ²/B when they are drawn independently, and (N − B) / (N − 1) of that
    without repeats. `scaled_lr` is the rate for `batch_size` if `lr` suits `base_batch_size`; the run uses `lr`.
    Source: Bottou, Curtis and Nocedal 2018; Goyal et al. 2017 for the scaling rule.
    """
    if batch_size > samples:
        raise DemoError(f"a batch of {batch_size} out of {samples} samples", remedy="lower batch_size")
    x, y = line(samples, seed)
    per_epoch = samples // batch_size if drop_last else -(-samples // batch_size)
    seen = per_epoch * batch_size if drop_last else samples
    variance = 1 / batch_size
    distinct = variance * (samples - batch_size) / (samples - 1)
    plan = Plan(epochs, lr, seed)
    run = descend(x, y, batch_size, per_epoch, plan)
    best = float(x @ y / (x @ x))
    return Result(
        outputs={
            "updates_per_epoch": per_epoch,
            "updates": per_epoch * epochs,
            "samples_seen": seen * epochs,
            "last_batch": batch_size if drop_last else samples - (per_epoch - 1) * batch_size,
            "relative_variance": variance,
            "relative_std": variance**0.5,
            "relative_variance_distinct": distinct,
            "scaled_lr": lr * batch_size / base_batch_size,
            "loss": run[-1],
            "lowest_loss": loss(best, x, y),
        },
        steps=(
            Step(
                Text("updates per epoch", "每个 epoch 的更新次数"),
                f"⌊{samples} / {batch_size}⌋" if drop_last else f"⌈{samples} / {batch_size}⌉",
                per_epoch,
            ),
            Step(Text("updates", "更新次数"), f"{per_epoch} × {epochs}", per_epoch * epochs),
            Step(Text("variance, drawn independently", "方差（独立抽样）"), f"1 / {batch_size}", variance),
            Step(
                Text("variance, no repeats", "方差（不放回）"),
                f"1 / {batch_size} × ({samples} − {batch_size}) / ({samples} − 1)",
                distinct,
            ),
            Step(Text("deviation", "标准差"), f"1 / √{batch_size}", variance**0.5),
            Step(
                Text("lr by the linear scaling rule", "线性缩放后的学习率"),
                f"{lr:g} · {batch_size} / {base_batch_size}",
                lr * batch_size / base_batch_size,
            ),
        ),
        pictures=(
            Curves(
                Text("Loss over epochs", "损失随 epoch 的变化"),
                tuple(
                    thinned(size, descend(x, y, size, -(-samples // size), plan), epochs)
                    for size in sorted({1, batch_size, samples})
                ),
                Text("epoch", "轮"),
                Text("loss", "损失"),
            ),
        ),
    )


def line(samples: int, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points about the line y = 2x."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, samples)
    return x, SLOPE * x + NOISE * rng.standard_normal(samples)


def loss(w: float, x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Mean of ½(w x − y)²."""
    return float(((w * x - y) ** 2).mean() / 2)


def descend(x: NDArray[np.float64], y: NDArray[np.float64], batch_size: int, per_epoch: int, plan: Plan) -> list[float]:
    """The loss over all samples before the first and after each update, from w = 0."""
    # The mean over a batch is x·x and x·y of its samples, and the loss a parabola in w: no array is touched per update.
    a, b, c = float(x @ x / len(x)), float(x @ y / len(x)), float(y @ y / len(x))
    rng = np.random.default_rng(plan.seed)
    w, losses = 0.0, [c / 2]
    starts = np.arange(per_epoch) * batch_size
    for _ in range(plan.epochs):
        order = rng.permutation(len(x))[: per_epoch * batch_size]
        sizes = np.minimum(batch_size, len(order) - starts)
        squares = np.add.reduceat(x[order] ** 2, starts) / sizes
        products = np.add.reduceat(x[order] * y[order], starts) / sizes
        for square, product in zip(squares.tolist(), products.tolist(), strict=True):
            w -= plan.lr * (w * square - product)
            losses.append((a * w * w - 2 * b * w + c) / 2)
    return losses


def thinned(size: int, losses: list[float], epochs: int) -> Curve:
    """At most 200 points of a run, over the epochs it took."""
    kept = range(0, len(losses), -(-len(losses) // POINTS))
    times = tuple(epochs * i / (len(losses) - 1) for i in kept)
    return Curve(Text.same(f"B = {size}"), times, tuple(losses[i] for i in kept))
