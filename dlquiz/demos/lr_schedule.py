"""The learning rate at every step under the usual schedules."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

POINTS = 200


@demo(
    topic="optimization",
    title=Text("What is the learning rate now?", "此刻的学习率是多少？"),
    bounds={
        "kind": one_of("constant", "step", "exponential", "linear", "cosine", "warmup_cosine", "one_cycle"),
        "lr": between(1e-8, 10),
        "step": between(0, 100000),
        "total_steps": between(2, 100000),
        "step_size": between(1, 100000),
        "gamma": between(0.001, 1),
        "eta_min": between(0, 10),
        "warmup_steps": between(1, 99999),
        "pct_start": between(0.01, 0.99),
        "div_factor": between(1, 1e4),
        "final_div_factor": between(1, 1e8),
    },
    outputs=[
        Output("lr_now", Text("learning rate at this step", "这一步的学习率")),
        Output("share_of_peak", Text("as a share of lr", "与峰值 lr 之比")),
        Output("first", Text("learning rate at step 0", "第 0 步的学习率")),
        Output("last", Text("learning rate at the last step", "最后一步的学习率")),
        Output("linear_now", Text("linear decay at this step", "线性衰减在这一步的值"), slip=True),
    ],
)
def lr_schedule(
    kind: str = "cosine",
    lr: float = 0.1,
    step: int = 50,
    total_steps: int = 100,
    step_size: int = 30,
    gamma: float = 0.1,
    eta_min: float = 0.0,
    warmup_steps: int = 10,
    pct_start: float = 0.3,
    div_factor: float = 25.0,
    final_div_factor: float = 10000.0,
) -> Result:
    """The rate at `step` of `total_steps`, counted from 0; `lr` is the peak, which one_cycle calls max_lr.

    A step may be an update or an epoch: the schedule does not care. The warm-up gives lr · (step + 1) / warmup_steps,
    then the cosine starts at lr. Source: torch.optim.lr_scheduler; Loshchilov and Hutter 2017; Smith and Topin 2018.
    """
    if step >= total_steps:
        raise DemoError(f"step {step} lies past the last, {total_steps - 1}", remedy="raise total_steps")
    if kind == "warmup_cosine" and warmup_steps >= total_steps:
        raise DemoError(f"{warmup_steps} warm-up steps of {total_steps}", remedy="lower warmup_steps")
    if kind == "one_cycle" and pct_start * total_steps <= 1:
        raise DemoError(f"no step is left to warm up in {total_steps}", remedy="raise pct_start or total_steps")
    if eta_min > lr:
        raise DemoError(f"eta_min {eta_min:g} is above lr {lr:g}", remedy="lower eta_min")

    def at(t: int) -> tuple[float, str]:
        if kind == "one_cycle":
            return one_cycle(t, total_steps, lr, pct_start, div_factor, final_div_factor)
        if kind == "warmup_cosine" and t < warmup_steps:
            return lr * (t + 1) / warmup_steps, f"{lr:g} × ({t} + 1) / {warmup_steps}"
        if kind == "warmup_cosine":
            return cosine(lr, eta_min, t - warmup_steps, total_steps - warmup_steps)
        return simple[kind](t)

    simple: dict[str, Callable[[int], tuple[float, str]]] = {
        "constant": lambda t: (lr, f"{lr:g}"),
        "step": lambda t: (lr * gamma ** (t // step_size), f"{lr:g} × {gamma:g}^⌊{t} / {step_size}⌋"),
        "exponential": lambda t: (lr * gamma**t, f"{lr:g} × {gamma:g}^{t}"),
        "linear": lambda t: linear(lr, eta_min, t, total_steps),
        "cosine": lambda t: cosine(lr, eta_min, t, total_steps),
    }
    now, working = at(step)
    every = max(1, -(-total_steps // POINTS))
    times = range(0, total_steps, every)
    return Result(
        outputs={
            "lr_now": now,
            "share_of_peak": now / lr,
            "first": at(0)[0],
            "last": at(total_steps - 1)[0],
            "linear_now": linear(lr, eta_min, step, total_steps)[0],
        },
        steps=(
            Step(Text("at step 0", "第 0 步"), at(0)[1], at(0)[0]),
            Step(Text(f"at step {step}", f"第 {step} 步"), working, now),
            Step(
                Text(f"at step {total_steps - 1}", f"第 {total_steps - 1} 步"),
                at(total_steps - 1)[1],
                at(total_steps - 1)[0],
            ),
        ),
        pictures=(
            Curves(
                Text("Learning rate over the steps", "学习率随步数的变化"),
                (Curve(Text.same(kind), tuple(map(float, times)), tuple(at(t)[0] for t in times)),),
                Text("step", "步"),
            ),
        ),
    )


def linear(start: float, end: float, t: float, total: float) -> tuple[float, str]:
    """The straight way from `start` at t = 0 to `end` at t = total, and its working."""
    return start + (end - start) * t / total, f"{start:g} + ({end:g} − {start:g}) × {t:g} / {total:g}"


def cosine(start: float, end: float, t: float, total: float) -> tuple[float, str]:
    """Half a cosine wave from `start` to `end`, and its working."""
    working = f"{end:g} + ({start:g} − {end:g}) × (1 + cos(π·{t:g}/{total:g})) / 2"
    return end + (start - end) * (1 + cos(pi * t / total)) / 2, working


def one_cycle(
    t: int, total: int, peak: float, pct_start: float, div_factor: float, final_div_factor: float
) -> tuple[float, str]:
    """Up from peak / div_factor in the first part, then down to 1 / final_div_factor of that start."""
    bottom, top = peak / div_factor, pct_start * total - 1
    if t <= top:
        return cosine(bottom, peak, t, top)
    return cosine(peak, bottom / final_div_factor, t - top, total - 1 - top)
