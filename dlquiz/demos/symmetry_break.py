"""A ReLU network started from one shared value: its units stay copies of each other, yet its loss may fall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Grid, Output, Result, Step
from dlquiz.demos._mlp import backward, forward, sigmoid
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from dlquiz.demos._mlp import Map

SAMPLES, FEATURES = 64, 3
SAME = 1e-9


@demo(
    topic="gradients-init",
    title=Text("What if all weights start equal?", "所有权重初值相同会怎样？"),
    bounds={
        "constant": between(-1, 1),
        "noise": between(0, 1),
        "hidden": between(1, 32),
        "lr": between(1e-4, 1),
        "steps": between(1, 1000),
        "task": one_of("line", "xor"),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("distinct_units", Text("different units, layer 1", "第一层不同的单元数")),
        Output("unit_distance", Text("largest distance of two units", "单元间的最大距离")),
        Output("loss_before", Text("loss before", "训练前的损失")),
        Output("loss_after", Text("loss after", "训练后的损失")),
        Output("accuracy", Text("training accuracy after", "训练后的训练准确率")),
        Output("weights_moved", Text("largest change of a weight", "权重的最大变化")),
    ],
)
def symmetry_break(
    constant: float = 0.1,
    noise: float = 0.0,
    hidden: int = 8,
    lr: float = 0.5,
    steps: int = 200,
    task: str = "line",
    seed: int = 0,
) -> Result:
    """Trains 3–hidden–hidden–1 with ReLU and biases 0 on 64 points, full batch, mean binary cross-entropy (nats).

    Weights start at constant + noise · N(0, 1). task: half the points lie on each side of a plane through (line), or
    the label is the sign of x₁ x₂ (xor), which no network with one distinct unit per layer can separate. Two units
    are the same if their incoming weights and bias differ by less than 10⁻⁹. Source: Goodfellow et al. (2016), §8.4.
    """
    x, y = points(task, seed)
    rng = np.random.default_rng(seed + 1)
    sizes = (FEATURES, hidden, hidden, 1)
    shapes = list(zip(sizes[1:], sizes[:-1], strict=True))
    start = [constant + noise * rng.standard_normal(shape) for shape in shapes]
    weights, biases, losses = trained(x, y, start, lr, steps)
    units = np.column_stack([weights[0], biases[0]])
    distances = np.abs(units[:, None] - units[None]).max(axis=2)
    distinct = hidden - sum(bool((distances[i, :i] < SAME).any()) for i in range(hidden))
    logits = forward(x, weights, biases, "relu")[0][-1]
    accuracy = float(((logits > 0) == (y > 0)).mean())
    moved = max(float(np.abs(after - before).max()) for before, after in zip(start, weights, strict=True))
    return Result(
        outputs={
            "distinct_units": distinct,
            "unit_distance": float(distances.max()),
            "loss_before": losses[0],
            "loss_after": losses[-1],
            "accuracy": accuracy,
            "weights_moved": moved,
        },
        steps=(
            Step(Text("different units", "不同的单元"), f"{hidden} → {distinct}", distinct),
            Step(Text("loss", "损失"), f"{losses[0]:.4g} → {losses[-1]:.4g}", losses[-1]),
            Step(Text("training accuracy", "训练准确率"), f"{round(accuracy * SAMPLES)} / {SAMPLES}", accuracy),
        ),
        pictures=(
            Grid(
                Text("weights of layer 1, a row per unit", "第一层权重，每行一个单元"),
                tuple(map(tuple, weights[0].tolist())),
            ),
            loss_curve(losses),
        ),
    )


def points(task: str, seed: int) -> tuple[Map, Map]:
    """Points in three dimensions and labels 0 or 1."""
    x = np.random.default_rng(seed).standard_normal((SAMPLES, FEATURES))
    score = x[:, 0] * x[:, 1] if task == "xor" else x @ np.array([1.0, -1.0, 0.5])
    border = 0 if task == "xor" else np.median(score)
    return x, np.asarray(score > border, dtype=float)[:, None]


def trained(x: Map, y: Map, start: list[Map], lr: float, steps: int) -> tuple[list[Map], list[Map], list[float]]:
    """(weights, biases, the loss before and after every step)."""
    weights = [w.copy() for w in start]
    biases = [np.zeros(len(w)) for w in weights]
    losses = []
    for step in range(steps + 1):
        values, sums = forward(x, weights, biases, "relu")
        losses.append(cross_entropy(values[-1], y))
        if step < steps:
            deltas = backward(sums, weights, (sigmoid(values[-1]) - y) / len(x), "relu")
            for layer, delta in enumerate(deltas):
                weights[layer] -= lr * delta.T @ values[layer]
                biases[layer] -= lr * delta.sum(axis=0)
    return weights, biases, losses


def cross_entropy(logits: Map, y: Map) -> float:
    """Mean of −ln of the probability given to the label."""
    return float(np.logaddexp(0, np.where(y > 0, -logits, logits)).mean())


def loss_curve(losses: list[float]) -> Curves:
    """The loss at 200 steps at most."""
    kept = range(0, len(losses), -(-len(losses) // 200))
    curve = Curve(Text("loss", "损失"), tuple(map(float, kept)), tuple(losses[i] for i in kept))
    return Curves(Text("Loss over steps", "损失随步数的变化"), (curve,), Text("step", "步"), Text("loss", "损失"))
