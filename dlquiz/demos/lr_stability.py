"""Gradient descent on a quadratic: which learning rates converge, oscillate, crawl or diverge."""

from __future__ import annotations

from math import ceil, log, log10

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

REACHED = 0.01
SHOWN = 199


@demo(
    topic="training-practice",
    title=Text("Which learning rates converge?", "哪些学习率能收敛？"),
    bounds={
        "curvatures": between(1e-3, 1e3),
        "lr": between(1e-6, 10),
        "start": between(-1e3, 1e3),
        "steps": between(1, 1000),
    },
    outputs=[
        Output("factors", Text("factor per step, per direction", "各方向每步的倍数")),
        Output("factor", Text("factor per step, direction 1", "第一方向每步的倍数")),
        Output("limit", Text("rate must stay below", "学习率的上限")),
        Output("limit_half", Text("half of the limit", "上限的一半"), slip=True),
        Output("verdict", Text("verdict", "结论")),
        Output("position", Text("position, direction 1", "第一方向的位置")),
        Output("moved", Text("distance moved, direction 1", "第一方向移动的距离"), slip=True),
        Output("loss", Text("loss at the end", "最终损失")),
        Output("steps_needed", Text("steps to 1 % of the distance", "距离降到 1% 的步数")),
        Output("condition_number", Text("condition number", "条件数")),
        Output("best_lr", Text("best constant rate", "最优常数学习率")),
        Output("best_factor", Text("factor per step at that rate", "该学习率下每步的倍数")),
    ],
)
def lr_stability(
    curvatures: tuple[float, ...] = (1.0, 10.0), lr: float = 0.1, start: float = 1.0, steps: int = 50
) -> Result:
    """Descent on ½ Σ λᵢ θᵢ², λ = `curvatures`, from θᵢ = start: θᵢ ← (1 − lr λᵢ) θᵢ, stable if lr < 2/λ_max.

    verdict: diverges, swings (a factor of −1), overshoots (a negative factor, converging) or converges.
    `steps_needed` is −1 if the slowest direction never gets there. best_lr = 2/(λ_min + λ_max), whose factor is
    (κ − 1)/(κ + 1). Source: Nesterov (2018), §2.1; Goodfellow et al. (2016), §4.3.
    """
    lowest, highest = min(curvatures), max(curvatures)
    factors = tuple(1 - lr * c for c in curvatures)
    worst = max(map(abs, factors))
    if steps * log10(max(worst, 1)) > 140:
        raise DemoError(f"{steps} steps of factor {worst:g} leave all bounds", remedy="lower lr or steps")
    limit, best = 2 / highest, 2 / (lowest + highest)
    position = start * factors[0] ** steps
    condition = highest / lowest
    best_factor = (condition - 1) / (condition + 1)
    return Result(
        outputs={
            "factors": factors,
            "factor": factors[0],
            "limit": limit,
            "limit_half": limit / 2,
            "verdict": verdict(lr / limit),
            "position": position,
            "moved": abs(position - start),
            "loss": loss(curvatures, lr, start, steps),
            "steps_needed": steps_to(worst),
            "condition_number": condition,
            "best_lr": best,
            "best_factor": best_factor,
        },
        steps=(
            Step(Text("rate must stay below", "学习率上限"), f"2 / {highest:g}", limit),
            Step(
                Text("factor per step, steepest", "最陡方向每步的倍数"), f"1 − {lr:g} × {highest:g}", 1 - lr * highest
            ),
            Step(Text("factor per step, flattest", "最平方向每步的倍数"), f"1 − {lr:g} × {lowest:g}", 1 - lr * lowest),
            Step(Text("position, direction 1", "第一方向的位置"), f"{start:g} × ({factors[0]:.4g})^{steps}", position),
            Step(Text("best constant rate", "最优常数学习率"), f"2 / ({lowest:g} + {highest:g})", best),
            Step(
                Text("factor per step at that rate", "该学习率下每步的倍数"),
                f"({condition:.4g} − 1) / ({condition:.4g} + 1)",
                best_factor,
            ),
        ),
        pictures=(
            Curves(
                Text("Loss over steps, log₁₀", "损失随步数的变化（log₁₀）"),
                tuple(
                    curve(curvatures, rate, start, steps)
                    for rate in sorted({lr, 0.05 * limit, 0.5 * limit, 1.05 * limit})
                ),
                Text("step", "步"),
                Text.same("log₁₀"),
            ),
        ),
    )


def verdict(share: float) -> str:
    """What a rate of `share` times the limit does; beyond one half the steepest direction overshoots."""
    if share > 1 + 1e-12:
        return "diverges"
    if share > 1 - 1e-12:
        return "swings"
    return "overshoots" if share > 0.5 + 1e-12 else "converges"


def steps_to(worst: float) -> int:
    """Steps until `worst`^k is at most 0.01, −1 if that never happens."""
    if worst > 1 - 1e-12:
        return -1
    return 1 if worst <= REACHED else ceil(log(REACHED) / log(worst) - 1e-9)


def loss(curvatures: tuple[float, ...], lr: float, start: float, step: int) -> float:
    """½ Σ λᵢ θᵢ² after `step` steps."""
    return sum(c * (start * (1 - lr * c) ** step) ** 2 for c in curvatures) / 2


def curve(curvatures: tuple[float, ...], lr: float, start: float, steps: int) -> Curve:
    """Up to 200 losses in powers of ten, broken where the loss is zero."""
    times = range(min(steps, SHOWN) + 1)
    losses = (loss(curvatures, lr, start, step) for step in times)
    return Curve(Text.same(f"{lr:.3g}"), tuple(map(float, times)), tuple(log10(f) if f else None for f in losses))
