"""Twelve optimisers on one parameter, step by step: gradients in, steps out."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos._optimizers import RULES, Memory, Settings, rate_bounds
from dlquiz.demos.spec import between, demo, one_of

SHOWN = 6


@demo(
    topic="optimization",
    title=Text("How far does each optimiser step?", "各种优化器每步走多远？"),
    bounds={
        "name": one_of(*RULES),
        "grads": between(-1e6, 1e6),
        "start": between(-1e6, 1e6),
        "curvature": between(0, 100),
        "lr": between(1e-8, 10),
        "momentum": between(0, 0.9999),
        "alpha": between(0, 0.999999),
        "rho": between(0, 0.999999),
        "beta1": between(0, 0.999999),
        "beta2": between(0, 0.999999),
        "eps": between(1e-16, 1),
        "weight_decay": between(0, 1),
        "momentum_decay": between(0, 1e4),
        "final_lr": between(1e-8, 10),
        "gamma": between(1e-12, 1e6),
    },
    outputs=[
        Output("steps", Text("steps, + is downwards", "每步的移动量（正为减小）")),
        Output("last_step", Text("length of the last step", "最后一步的步长")),
        Output("sgd_step", Text("the same with plain SGD", "同样梯度下 SGD 的步长")),
        Output("sgd_over_this", Text("SGD's step / this one", "SGD 的步长 ÷ 这一步")),
        Output("last_rate", Text("last step / last gradient", "最后一步 ÷ 最后的梯度")),
        Output("moved", Text("change of the parameter", "参数的总变化")),
        Output("distance", Text("the change without its sign", "参数总变化的绝对值")),
        Output("position", Text("parameter at the end", "参数的终值")),
        Output("first_moment", Text("memory of the gradients", "梯度的累积量")),
        Output("second_moment", Text("memory of their squares", "梯度平方的累积量")),
        Output("lower_bound", Text("AdaBound's lowest rate", "AdaBound 速率下界")),
        Output("upper_bound", Text("AdaBound's highest rate", "AdaBound 速率上界")),
        Output("uncorrected_over_corrected", Text("first step, uncorrected ÷ Adam", "首步：未修正 ÷ 修正")),
    ],
)
def optimizer_steps(
    name: str = "adam",
    grads: tuple[float, ...] = (1.0, -1.0, 1.0, -1.0),
    start: float = 1.0,
    curvature: float = 0.0,
    lr: float = 1e-3,
    momentum: float = 0.9,
    alpha: float = 0.99,
    rho: float = 0.9,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.01,
    momentum_decay: float = 0.004,
    final_lr: float = 0.1,
    gamma: float = 1e-3,
    bias_correction: bool = True,
) -> Result:
    """Steps of one parameter θ that begins at `start`; step t subtracts steps[t] and sees grads[t] + curvature · θ.

    The hyperparameters bear PyTorch's names and defaults; `weight_decay` belongs to AdamW, `momentum_decay` to
    Nadam, `final_lr` and `gamma` to AdaBound. Memories start at zero and are given uncorrected; for AdaMax the
    second one holds the fading maximum of |g|. Source: torch.optim; for AdaBound Luo et al. 2019.
    """
    settings = Settings(
        lr, momentum, alpha, rho, beta1, beta2, eps, weight_decay, momentum_decay, final_lr, gamma, bias_correction
    )
    runs = {rule: walk(rule, grads, start, curvature, settings) for rule in RULES}
    taken, path, memory, shown = runs[name]
    last_gradient = grads[-1] + curvature * path[-2]
    squares_before = walk(name, grads[:-1], start, curvature, settings)[2].v
    ratio = lr * abs(last_gradient / taken[-1]) if taken[-1] else 0.0
    lower, upper = rate_bounds(len(grads), settings)
    times = tuple(float(t) for t in range(len(path)))
    return Result(
        outputs={
            "steps": taken,
            "last_step": abs(taken[-1]),
            "sgd_step": lr * abs(last_gradient),
            "sgd_over_this": ratio,
            "last_rate": abs(taken[-1] / last_gradient) if last_gradient else 0.0,
            "moved": path[-1] - start,
            "distance": abs(path[-1] - start),
            "position": path[-1],
            "first_moment": memory.m,
            "second_moment": memory.v,
            "lower_bound": lower,
            "upper_bound": upper,
            "uncorrected_over_corrected": (1 - beta1) / sqrt(1 - beta2),
        },
        steps=(
            *shown,
            *([length(taken[-1])] if taken[-1] < 0 else []),
            Step(Text("where it stands then", "最后的参数值"), moved(start, taken), path[-1]),
            *of_squares(name, last_gradient, squares_before, memory.v, settings),
            *beside_sgd(taken[-1], lr * abs(last_gradient), ratio),
            *of_the_rule(name, len(grads), settings),
        ),
        pictures=(
            Curves(
                Text("The parameter after each step", "每一步之后的参数值"),
                tuple(Curve(Text.same(rule), times, runs[rule][1]) for rule in dict.fromkeys((name, "sgd"))),
                Text("step", "步"),
            ),
            Bars(
                Text("Last step of each optimiser", "各优化器最后一步的步长"),
                tuple((Text.same(rule), abs(run[0][-1])) for rule, run in runs.items()),
            ),
        ),
    )


def moved(start: float, taken: tuple[float, ...]) -> str:
    """The start less all steps."""
    less = "".join(f" − {step:.4g}" for step in taken[:SHOWN])
    return f"{start:g}{less}" + (" − …" if len(taken) > SHOWN else "")


def length(step: float) -> Step:
    """A step without its sign."""
    return Step(Text("length of the last step", "最后一步的步长"), f"|{step:.4g}|", abs(step))


def of_squares(name: str, g: float, before: float, after: float, h: Settings) -> Iterator[Step]:
    """How the memory of the squares, where the rule keeps one, takes in the last gradient."""
    label = Text("memory of the squares", "梯度平方的累积量")
    if name == "adamax":
        fading = f"max({h.beta2:g} × {before:.4g}, |{g:.4g}| + {h.eps:g})"
        yield Step(Text("fading maximum of |g|", "|g| 的衰减最大值"), fading, after)
    elif name == "adagrad":
        yield Step(label, f"{before:.4g} + ({g:.4g})²", after)
    elif name not in ("sgd", "momentum", "nesterov"):
        kept = {"rmsprop": h.alpha, "adadelta": h.rho}.get(name, h.beta2)
        yield Step(label, f"{kept:g} × {before:.4g} + (1 − {kept:g}) × ({g:.4g})²", after)


def beside_sgd(step: float, plain: float, ratio: float) -> Iterator[Step]:
    """How many times as far plain SGD steps, where there is a step at all."""
    if step:
        yield Step(Text("SGD's step / this one", "SGD 的步长 ÷ 这一步"), f"{plain:.4g} / {abs(step):.4g}", ratio)


def of_the_rule(name: str, t: int, h: Settings) -> Iterator[Step]:
    """What is worth knowing of Adam's first step, and the bounds of AdaBound's rate at step t."""
    if name == "adam":
        label = Text("first step, uncorrected ÷ Adam", "首步：未修正 ÷ 修正")
        yield Step(label, f"(1 − {h.beta1:g}) / √(1 − {h.beta2:g})", (1 - h.beta1) / sqrt(1 - h.beta2))
    if name == "adabound":
        lower, upper = rate_bounds(t, h)
        yield Step(Text("lowest rate", "速率下界"), f"{h.final_lr:g} × (1 − 1 / ({h.gamma:g} × {t} + 1))", lower)
        yield Step(Text("highest rate", "速率上界"), f"{h.final_lr:g} × (1 + 1 / ({h.gamma:g} × {t}))", upper)


Run = tuple[tuple[float, ...], tuple[float, ...], Memory, tuple[Step, ...]]


def walk(name: str, grads: tuple[float, ...], start: float, curvature: float, settings: Settings) -> Run:
    """The steps of one optimiser, the parameter before and after each, the memory left, the first steps' working."""
    decay = settings.lr * settings.weight_decay if name == "adamw" else 0.0
    memory, path, taken, shown = Memory(), [start], [], []
    for t, grad in enumerate(grads, 1):
        g = grad + curvature * path[-1]
        direction, scale = RULES[name](g, t, memory, settings)
        step = settings.lr * direction / scale + decay * path[-1]
        if t <= SHOWN:
            decayed = f" + {decay:g} × {path[-1]:.4g}" if decay else ""
            working = f"{settings.lr:g} × {direction:.4g} / {scale:.4g}{decayed}"
            seen = f"{g:.4g}".replace("-", "−")
            label = Text(f"step {t}, gradient {seen}", f"第 {t} 步，梯度 {seen}")
            shown.append(Step(label, working.replace("-", "−"), step))
        taken.append(step)
        path.append(path[-1] - step)
    return tuple(taken), tuple(path), memory, tuple(shown)
