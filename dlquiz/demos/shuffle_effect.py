"""Two classes, one after the other in the file: what shuffling does to full batches and to mini-batches."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINTS = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train."""

    batch_size: int
    epochs: int
    lr: float
    seed: int


@demo(
    topic="optimization",
    title=Text("What does shuffling change?", "打乱样本改变了什么？"),
    bounds={
        "per_class": between(1, 512),
        "batch_size": between(1, 1024),
        "order": one_of("sorted", "shuffled_once", "reshuffled"),
        "epochs": between(1, 10),
        "lr": between(1e-5, 2),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("batches", Text("batches per epoch", "每个 epoch 的批数")),
        Output("one_class_batches", Text("of one class, if sorted", "按类排序时只含一类的批数")),
        Output("mixed_batches", Text("of both classes, if sorted", "按类排序时含两类的批数")),
        Output("chance_of_one_class", Text("chance after shuffling", "打乱后一批只含一类的概率")),
        Output("full_gradient", Text("full-batch gradient of w", "全批量时 w 的梯度")),
        Output("round_off", Text("its change by another order", "换个顺序后它的变化")),
        Output("loss", Text("loss at the end", "最终损失")),
        Output("bias", Text("bias at the end, best is 0", "最终的偏置（最优为 0）")),
        Output("bias_swing", Text("its range in the last epoch", "偏置在末轮的摆动范围")),
    ],
)
def shuffle_effect(
    per_class: int = 128, batch_size: int = 16, order: str = "sorted", epochs: int = 5, lr: float = 0.5, seed: int = 0
) -> Result:
    """Logistic regression σ(w x + b) from w = b = 0 on classes at −1 and 1, `per_class` points each, class 0 first.

    Each class spreads evenly over its centre ± 1.5, so the best bias is 0. reshuffled: a new order every epoch.
    Source: Bengio 2012, Bottou, Curtis and Nocedal 2018.
    """
    n = 2 * per_class
    if batch_size > n:
        raise DemoError(f"a batch of {batch_size} out of {n} samples", remedy="lower batch_size")
    x, y = two_classes(per_class)
    batches = [y[start : start + batch_size] for start in range(0, n, batch_size)]
    pure = sum(bool(batch.min() == batch.max()) for batch in batches)
    chance = 2 * comb(per_class, batch_size) / comb(n, batch_size)
    in_order = slope_gradient(x, y)
    other = np.random.default_rng(seed).permutation(n)
    plan = Plan(batch_size, epochs, lr, seed)
    losses, biases = train(x, y, order, plan)
    last_epoch = biases[-len(batches) :]
    return Result(
        outputs={
            "batches": len(batches),
            "one_class_batches": pure,
            "mixed_batches": len(batches) - pure,
            "chance_of_one_class": chance,
            "full_gradient": in_order,
            "round_off": abs(slope_gradient(x[other], y[other]) - in_order),
            "loss": losses[-1],
            "bias": biases[-1],
            "bias_swing": max(last_epoch) - min(last_epoch),
        },
        steps=(
            Step(Text("batches", "批数"), f"⌈{n} / {batch_size}⌉", len(batches)),
            Step(
                Text("of one class, if sorted", "排序时只含一类的批数"), f"{len(batches)} − {len(batches) - pure}", pure
            ),
            Step(
                Text("chance of one after shuffling", "打乱后只含一类的概率"),
                f"2 · C({per_class}, {batch_size}) / C({n}, {batch_size})",
                chance,
            ),
            Step(Text("full gradient, in order", "全批量梯度，原顺序"), "mean((σ(w x + b) − y) x)", in_order),
            Step(Text("full gradient, permuted", "全批量梯度，打乱后"), "", slope_gradient(x[other], y[other])),
        ),
        pictures=(biases_over_updates(x, y, plan),),
    )


def two_classes(per_class: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The points of class 0, then those of class 1."""
    spread = np.linspace(-1.5, 1.5, per_class) if per_class > 1 else np.zeros(1)
    return np.concatenate([spread - 1, spread + 1]), np.repeat([0.0, 1.0], per_class)


def slope_gradient(x: NDArray[np.float64], y: NDArray[np.float64], w: float = 0.3, b: float = 0.1) -> float:
    """The gradient of the mean cross-entropy with respect to w at w = 0.3, b = 0.1, added up one by one in float32."""
    terms = ((sigmoid(w * x + b) - y) * x).astype(np.float32)
    return float(np.cumsum(terms)[-1] / np.float32(len(x)))


def sigmoid(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Written with tanh, which does not overflow."""
    half: NDArray[np.float64] = (1 + np.tanh(z / 2)) / 2
    return half


def train(x: NDArray[np.float64], y: NDArray[np.float64], order: str, plan: Plan) -> tuple[list[float], list[float]]:
    """The loss over all samples after each epoch, and the bias after each update."""
    rng = np.random.default_rng(plan.seed)
    places = np.arange(len(x)) if order == "sorted" else rng.permutation(len(x))
    w = b = 0.0
    losses, biases = [], []
    for _ in range(plan.epochs):
        for start in range(0, len(x), plan.batch_size):
            batch = places[start : start + plan.batch_size]
            error = sigmoid(w * x[batch] + b) - y[batch]
            w -= plan.lr * float(error @ x[batch]) / len(batch)
            b -= plan.lr * float(error.sum()) / len(batch)
            biases.append(b)
        losses.append(float(np.logaddexp(0, np.where(y == 1, -1, 1) * (w * x + b)).mean()))
        if order == "reshuffled":
            places = rng.permutation(len(x))
    return losses, biases


def biases_over_updates(x: NDArray[np.float64], y: NDArray[np.float64], plan: Plan) -> Curves:
    """The bias of a sorted and of a reshuffled run, at most 200 points each."""
    curves = []
    for order, label in (("sorted", Text("sorted", "按类排序")), ("reshuffled", Text("reshuffled", "每轮打乱"))):
        biases = train(x, y, order, plan)[1]
        kept = range(0, len(biases), -(-len(biases) // POINTS))
        curves.append(Curve(label, tuple(float(i + 1) for i in kept), tuple(biases[i] for i in kept)))
    title = Text("Bias over the updates", "偏置随更新的变化")
    return Curves(title, tuple(curves), Text("update", "更新次数"), Text("bias", "偏置"))
