"""What an L1 or L2 penalty leaves of the weights: the exact optimum, and where two ways of descending end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

DRAWN = 50
SPELT = 6


@demo(
    topic="regularization",
    title=Text("What does a penalty do to weights?", "惩罚项把权重变成什么样？"),
    bounds={
        "weights": between(-1000, 1000),
        "penalty": one_of("l2", "l1"),
        "strength": between(0, 1000),
        "curvature": between(0.01, 100),
        "lr": between(1e-5, 1),
        "steps": between(0, 1000),
    },
    outputs=[
        Output("optimum", Text("weights at the optimum", "最优点的权重")),
        Output("zeros", Text("exact zeros among them", "其中严格为零的个数")),
        Output("first_weight", Text("first weight there", "其中第一个权重")),
        Output("last_weight", Text("last weight there", "其中最后一个权重")),
        Output("penalty_before", Text("penalty without training", "惩罚项的初值")),
        Output("penalty_after", Text("penalty at the optimum", "最优点的惩罚项")),
        Output("data_loss", Text("data loss at the optimum", "最优点的数据损失")),
        Output("first_pull", Text("pull on the first weight", "第一个权重受到的拉力")),
        Output("last_pull", Text("pull on the last weight", "最后一个权重受到的拉力")),
        Output("step_threshold", Text("an L1 proximal step takes off", "L1 近端步减去的量")),
        Output("descent", Text("after gradient descent", "梯度下降之后")),
        Output("descent_zeros", Text("zeros after descent", "梯度下降后的零")),
        Output("proximal", Text("after proximal steps", "近端梯度之后")),
        Output("proximal_zeros", Text("zeros after proximal steps", "近端梯度后的零")),
        Output("first_without_half", Text("first weight, without the ½", "漏掉 ½ 时的首个权重"), slip=True),
        Output("first_hard_threshold", Text("first weight, cut not moved", "只截断不平移的首个权重"), slip=True),
        Output("penalty_not_squared", Text("penalty of unsquared norm", "范数未平方的惩罚"), slip=True),
    ],
)
def weight_penalty(
    weights: tuple[float, ...] = (3.0, 1.0, 0.4, -0.2),
    penalty: str = "l1",
    strength: float = 0.5,
    curvature: float = 1.0,
    lr: float = 0.1,
    steps: int = 100,
) -> Result:
    """Minimises h/2 Σ (w − w*)² + λ Ω(w) with Ω = ½ Σ w² (l2) or Σ |w| (l1), from `weights` w*, the best without λ.

    h is the curvature of the data loss, the same for every weight. Optimum: h w* / (h + λ) for l2, and
    sign(w*) max(|w*| − λ/h, 0) for l1. Descent uses sign(w) as subgradient; a proximal step descends the data loss
    alone and then minimises the penalty exactly. Source: Goodfellow et al. (2016), §7.1; Parikh and Boyd (2014), §4.2.
    """
    start = np.array(weights)
    best = optimum(start, penalty, strength, curvature)
    paths = {
        name: path(start, penalty, strength, curvature, lr, steps, proximal=name == "proximal")
        for name in ("descent", "proximal")
    }
    ends = {name: run[-1] for name, run in paths.items()}
    data_loss = float(curvature / 2 * ((best - start) ** 2).sum())
    first, last = weights[0], weights[-1]
    before, after = (cost(w, penalty, strength) for w in (start, best))
    return Result(
        outputs={
            "optimum": tuple(best.tolist()),
            "zeros": zeros(best),
            "first_weight": float(best[0]),
            "last_weight": float(best[-1]),
            "penalty_before": before,
            "penalty_after": after,
            "data_loss": data_loss,
            "first_pull": abs(float(pull(start, penalty, strength)[0])),
            "last_pull": abs(float(pull(start, penalty, strength)[-1])),
            "step_threshold": lr * strength if penalty == "l1" else 0.0,
            **{name: tuple(end.tolist()) for name, end in ends.items()},
            **{f"{name}_zeros": zeros(end) for name, end in ends.items()},
            "first_without_half": curvature * first / (curvature + 2 * strength),
            "first_hard_threshold": first if abs(first) > strength / curvature else 0.0,
            "penalty_not_squared": float(strength * np.sqrt((start**2).sum())),
        },
        steps=(
            Step(Text("penalty without training", "惩罚项的初值"), formula(start, penalty, strength), before),
            Step(Text("first weight", "第一个权重"), working(first, penalty, strength, curvature), float(best[0])),
            Step(Text("last weight", "最后一个权重"), working(last, penalty, strength, curvature), float(best[-1])),
            *([taken_off(lr, strength)] if penalty == "l1" else []),
            Step(Text("data loss", "数据损失"), f"{curvature:g}/2 · Σ (w − w*)²", data_loss),
            Step(Text("penalty at the optimum", "最优点的惩罚项"), formula(best, penalty, strength), after),
            Step(Text("zeros after descent", "梯度下降后的零"), f"{steps} steps", zeros(ends["descent"])),
            Step(Text("zeros after proximal steps", "近端梯度后的零"), f"{steps} steps", zeros(ends["proximal"])),
        ),
        pictures=(over_strength(start, penalty, strength, curvature), over_steps(paths)),
    )


def optimum(start: Vector, penalty: str, strength: float, curvature: float) -> Vector:
    """Where data loss plus penalty is least."""
    if penalty == "l2":
        return curvature * start / (curvature + strength)
    return soft_threshold(start, strength / curvature)


def soft_threshold(w: Vector, amount: float) -> Vector:
    """Every weight moved towards zero by `amount`, and stopped there (+ 0.0 turns −0 into 0)."""
    return np.asarray(np.sign(w) * np.maximum(np.abs(w) - amount, 0)) + 0.0


def pull(w: Vector, penalty: str, strength: float) -> Vector:
    """The gradient of the penalty: proportional to the weight, or of constant size."""
    return strength * w if penalty == "l2" else np.asarray(strength * np.sign(w))


def path(
    start: Vector, penalty: str, strength: float, curvature: float, lr: float, steps: int, *, proximal: bool
) -> list[Vector]:
    """The weights before and after each step; those that run away are held at 1e12."""
    w, seen = start, [start]
    for _ in range(steps):
        data_step = w - lr * curvature * (w - start)
        if proximal:
            w = data_step / (1 + lr * strength) if penalty == "l2" else soft_threshold(data_step, lr * strength)
        else:
            w = data_step - lr * pull(w, penalty, strength)
        w = np.clip(w, -1e12, 1e12)
        seen.append(w)
    return seen


def cost(w: Vector, penalty: str, strength: float) -> float:
    """λ Ω(w)."""
    return float(strength * ((w**2).sum() / 2 if penalty == "l2" else np.abs(w).sum()))


def zeros(w: Vector) -> int:
    """How many weights are exactly zero."""
    return int((w == 0).sum())


def formula(w: Vector, penalty: str, strength: float) -> str:
    """λ Ω(w) with its numbers, the weights after the sixth left out."""
    weights = w[:SPELT].tolist()
    terms = [f"({weight:.4g})²" if penalty == "l2" else f"|{weight:.4g}|" for weight in weights]
    total = " + ".join(terms + ["…"] * (len(w) > SPELT))
    return f"{strength:g}/2 · ({total})" if penalty == "l2" else f"{strength:g} · ({total})"


def taken_off(lr: float, strength: float) -> Step:
    """By how much a proximal step of L1 shortens each weight."""
    return Step(Text("an L1 proximal step takes off", "L1 近端步减去的量"), f"{lr:g} · {strength:g}", lr * strength)


def working(weight: float, penalty: str, strength: float, curvature: float) -> str:
    """How the optimum of one weight is found."""
    if penalty == "l2":
        return f"{curvature:g} · {weight:g} / ({curvature:g} + {strength:g})"
    return f"sign({weight:g}) · max({abs(weight):g} − {strength:g}/{curvature:g}, 0)"


def over_strength(start: Vector, penalty: str, strength: float, curvature: float) -> Curves:
    """The optimum of up to four weights while the penalty grows to twice its strength."""
    strengths = np.linspace(0, 2 * strength or 1.0, DRAWN)
    points = np.array([optimum(start[:4], penalty, float(s), curvature) for s in strengths])
    lines = tuple(
        Curve(Text.same(f"w* = {weight:g}"), tuple(strengths.tolist()), tuple(points[:, i].tolist()))
        for i, weight in enumerate(start[:4].tolist())
    )
    return Curves(
        Text("Optimum over the strength λ", "最优权重随强度 λ 的变化"), lines, Text.same("λ"), Text("weight", "权重")
    )


def over_steps(paths: dict[str, list[Vector]]) -> Curves:
    """The last weight in the last steps of both paths."""
    labels = {"descent": Text("gradient descent", "梯度下降"), "proximal": Text("proximal steps", "近端梯度")}
    lines = []
    for name, run in paths.items():
        kept = range(max(0, len(run) - DRAWN), len(run))
        lines.append(Curve(labels[name], tuple(map(float, kept)), tuple(float(run[i][-1]) for i in kept)))
    title = Text("Last weight in the last steps", "最后一个权重在最后若干步")
    return Curves(title, tuple(lines), Text("step", "步"), Text("weight", "权重"))
