"""One weight under SGD or Adam: a penalty inside the gradient, or decay applied to the weight itself."""

from __future__ import annotations

from itertools import cycle, islice
from math import log, sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of

DRAWN = 200


@demo(
    topic="regularization",
    title=Text("Is L2 the same as weight decay?", "L2 正则等于权重衰减吗？"),
    bounds={
        "weight": between(-1000, 1000),
        "grads": between(-1e6, 1e6),
        "lr": between(1e-6, 10),
        "weight_decay": between(0, 10),
        "optimizer": one_of("sgd", "adam"),
        "steps": between(1, 5000),
        "beta1": between(0, 0.999),
        "beta2": between(0, 0.9999),
        "eps": between(1e-12, 1),
    },
    outputs=[
        Output("shrink_factor", Text("SGD keeps, per step", "SGD 每步保留的比例")),
        Output("half_life", Text("steps until half is left", "衰减到一半的步数")),
        Output("contracts", Text("shrinks without flipping", "只缩小、不变号")),
        Output("plain", Text("weight without decay", "不加衰减的权重")),
        Output("coupled", Text("penalty in the gradient", "惩罚放进梯度")),
        Output("decoupled", Text("decay of the weight itself", "直接衰减权重")),
        Output("coupled_decay", Text("moved by the penalty", "惩罚带来的变化")),
        Output("decoupled_decay", Text("moved by the decay", "衰减带来的变化")),
        Output("shrink_without_lr", Text("factor without the lr", "漏掉学习率的比例"), slip=True),
        Output("shrink_other_half", Text("factor, other form of penalty", "另一种写法的比例"), slip=True),
    ],
)
def weight_decay(
    weight: float = 1.0,
    grads: tuple[float, ...] = (0.1,),
    lr: float = 0.1,
    weight_decay: float = 0.01,
    optimizer: str = "sgd",
    steps: int = 1,
    half: bool = True,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> Result:
    """`grads` are those of the data loss, taken in turn. half: penalty λ/2 w², pull λ w (PyTorch); else c w², 2 c w.

    coupled adds the pull to the gradient before the optimiser sees it (torch's SGD and Adam); decoupled first
    multiplies the weight by 1 − lr · λ (torch's AdamW). half_life is −1 where the factor is outside (0, 1).
    Source: Loshchilov and Hutter (2019), Algorithms 1 and 2.
    """
    pull = weight_decay if half else 2 * weight_decay
    factor = 1 - lr * pull
    moments = (beta1, beta2, eps)
    given = tuple(islice(cycle(grads), steps))
    runs = {
        name: run(weight, given, lr, optimizer, moments, l2=l2, decay=decay)
        for name, l2, decay in (("plain", 0.0, 0.0), ("coupled", pull, 0.0), ("decoupled", 0.0, pull))
    }
    plain, coupled, decoupled = (seen[-1] for seen in runs.values())
    return Result(
        outputs={
            "shrink_factor": factor,
            "half_life": log(0.5) / log(factor) if 0 < factor < 1 else -1.0,
            "contracts": 0 < factor < 1,
            "plain": plain,
            "coupled": coupled,
            "decoupled": decoupled,
            "coupled_decay": abs(plain - coupled),
            "decoupled_decay": abs(plain - decoupled),
            "shrink_without_lr": 1 - pull,
            "shrink_other_half": 1 - lr * weight_decay * (2 if half else 1),
        },
        steps=(
            Step(Text("SGD keeps, per step", "SGD 每步保留"), f"1 − {lr:g} · {pull:g}", factor),
            *(
                [Step(Text("half is left after", "衰减到一半"), f"ln 0.5 / ln {factor:.6g}", log(0.5) / log(factor))]
                if 0 < factor < 1
                else []
            ),
            Step(Text("without decay", "不加衰减"), f"{steps} × {optimizer}", plain),
            Step(Text("penalty in the gradient", "惩罚放进梯度"), f"{optimizer}(g + {pull:g} w)", coupled),
            Step(Text("decay of the weight", "直接衰减权重"), f"w · {factor:g} − {optimizer}(g)", decoupled),
        ),
        pictures=(over_steps(runs),),
    )


def run(
    weight: float,
    grads: tuple[float, ...],
    lr: float,
    optimizer: str,
    moments: tuple[float, float, float],
    *,
    l2: float,
    decay: float,
) -> list[float]:
    """The weight before and after each step; one that runs away is held at ±1e12."""
    beta1, beta2, eps = moments
    m = v = 0.0
    seen = [weight]
    for t, data_grad in enumerate(grads, 1):
        g = data_grad + l2 * weight
        weight *= 1 - lr * decay
        if optimizer == "sgd":
            weight -= lr * g
        else:
            m = beta1 * m + (1 - beta1) * g
            v = beta2 * v + (1 - beta2) * g * g
            weight -= lr * (m / (1 - beta1**t)) / (sqrt(v / (1 - beta2**t)) + eps)
        weight = max(-1e12, min(1e12, weight))
        seen.append(weight)
    return seen


def over_steps(runs: dict[str, list[float]]) -> Curves:
    """All three weights, at most 200 points each."""
    labels = {
        "plain": Text("no decay", "不加衰减"),
        "coupled": Text("penalty in the gradient", "惩罚放进梯度"),
        "decoupled": Text("decay of the weight", "直接衰减权重"),
    }
    lines = []
    for name, seen in runs.items():
        kept = range(0, len(seen), -(-len(seen) // DRAWN))
        lines.append(Curve(labels[name], tuple(map(float, kept)), tuple(seen[i] for i in kept)))
    title = Text("The weight, step by step", "权重逐步的变化")
    return Curves(title, tuple(lines), Text("step", "步"), Text("weight", "权重"))
