"""Hinge loss, binary and for several classes: margin, value and subgradient, beside cross-entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@demo(
    topic="losses-metrics",
    title=Text("Which scores does hinge loss punish?", "合页损失惩罚哪些打分？"),
    bounds={
        "scores": between(-1000, 1000),
        "target": between(-1, 63),
        "margin": between(0, 1000),
        "kind": one_of("binary", "crammer_singer", "weston_watkins"),
    },
    outputs=[
        Output("loss", Text("hinge loss", "合页损失")),
        Output("lead", Text("lead: y·f, or over the best rival", "领先量")),
        Output("gradient", Text("subgradient", "次梯度")),
        Output("gradient_first", Text("subgradient, first score", "第一个打分的次梯度")),
        Output("cross_entropy", Text("cross-entropy", "交叉熵")),
        Output("squared", Text("squared hinge", "平方合页"), slip=True),
        Output("perceptron", Text("without the margin", "没有间隔"), slip=True),
    ],
)
def hinge_loss(
    scores: tuple[float, ...] = (0.3,), target: int = 1, margin: float = 1.0, kind: str = "binary"
) -> Result:
    """binary: max(0, m − y f) for one score f and a target y = ±1. Several classes, target counting from 0:
    crammer_singer max(0, m + max_{j≠y} s_j − s_y), weston_watkins Σ_{j≠y} max(0, m + s_j − s_y), summed, not averaged.

    At the kink the subgradient 0 is taken. `squared` squares each term. Raises DemoError for a target that is none.
    Sources: Crammer and Singer 2001; torch.nn.MultiMarginLoss, which divides by the number of classes.
    """
    z = np.array(scores)
    if kind == "binary":
        if len(z) != 1 or target not in (-1, 1):
            raise DemoError("binary hinge takes one score and a target of 1 or −1", remedy="give scores=0.3 target=1")
        leads, directions = target * z, np.array([[float(target)]])
        logits = np.array([0.0, -leads[0]])
    else:
        if len(z) < 2 or not 0 <= target < len(z):
            raise DemoError(f"there is no class {target} among {len(z)}", remedy="classes count from 0, two at least")
        rivals = [j for j in range(len(z)) if j != target]
        if kind == "crammer_singer":
            rivals = [max(rivals, key=lambda j: scores[j])]
        leads, directions = z[target] - z[rivals], np.eye(len(z))[target] - np.eye(len(z))[rivals]
        logits = z - z[target]
    terms = np.maximum(0, margin - leads)
    gradient = -directions[leads < margin].sum(axis=0)
    lead = float(leads.min())
    loss = float(terms.sum())
    return Result(
        outputs={
            "loss": loss,
            "lead": lead,
            "gradient": tuple((gradient + 0.0).tolist()),
            "gradient_first": float(gradient[0]) + 0.0,
            "cross_entropy": log_sum_exp(logits),
            "squared": float((terms**2).sum()),
            "perceptron": float(np.maximum(0, -leads).sum()),
        },
        steps=(
            *(
                Step(Text("one comparison", "一次比较"), f"max(0, {margin:g} − ({one:g}))", float(term))
                for one, term in zip(leads.tolist()[:6], terms, strict=False)
            ),
            Step(Text("hinge loss", "合页损失"), " + ".join(f"{term:g}" for term in terms[:6]), loss),
            Step(Text("cross-entropy", "交叉熵"), "ln Σ e^(rival − right)", log_sum_exp(logits)),
        ),
        pictures=(losses_over_lead(margin),),
    )


def log_sum_exp(logits: NDArray[np.float64]) -> float:
    """ln Σ e^z: the cross-entropy when the right class has logit 0."""
    return float(np.logaddexp.reduce(logits))


def losses_over_lead(margin: float) -> Curves:
    """Binary hinge and logistic loss for leads from −3 to 3 (margins beyond that: as far as they reach)."""
    end = max(3.0, 1.5 * margin)
    leads = np.linspace(-end, end, 121)
    x = tuple(leads.tolist())
    return Curves(
        Text("Loss of two classes", "两类时的损失"),
        (
            Curve(Text("hinge", "合页"), x, tuple(np.maximum(0, margin - leads).tolist())),
            Curve(Text("cross-entropy", "交叉熵"), x, tuple(np.logaddexp(0, -leads).tolist())),
        ),
        Text("lead y·f", "领先量 y·f"),
        Text("loss", "损失"),
    )
