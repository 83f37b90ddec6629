"""Where the trials of a learning-rate search lie: evenly spaced, log-spaced or random."""

from __future__ import annotations

from math import log10

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError


@demo(
    topic="optimization",
    title=Text("Which learning rates does a search try?", "学习率搜索试了哪些值？"),
    bounds={
        "low": between(1e-8, 10),
        "high": between(1e-8, 10),
        "trials": between(2, 64),
        "spacing": one_of("linear", "log", "random_linear", "random_log"),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("values", Text("rates tried, smallest first", "试的学习率（升序）")),
        Output("second", Text("second smallest rate", "第二小的学习率")),
        Output("decades", Text("decades between low and high", "上下限相差几个数量级")),
        Output("largest_ratio", Text("widest gap, as a ratio", "相邻两值的最大比值")),
        Output("top_decade", Text("trials in the top decade", "落在最高一个数量级的个数")),
        Output("top_decade_share", Text("share expected there", "落在那里的比例（期望）")),
    ],
)
def lr_grid(low: float = 1e-4, high: float = 1.0, trials: int = 9, spacing: str = "log", seed: int = 0) -> Result:
    """`trials` learning rates from `low` to `high`, both ends included unless they are drawn at random.

    log: equal ratios, exp(linspace(log low, log high)). The top decade is what is at least high / 10; the share is
    that of an even or log-even density on [low, high]. Source: Bergstra and Bengio 2012; Bengio 2012.
    """
    if low >= high:
        raise DemoError(f"low is {low:g} and high is {high:g}", remedy="choose low below high")
    even = spacing in ("linear", "random_linear")
    places = np.sort(np.random.default_rng(seed).random(trials)) if "random" in spacing else np.linspace(0, 1, trials)
    values = low + places * (high - low) if even else low * (high / low) ** places
    decades = log10(high / low)
    border = max(high / 10, low)
    share = (high - border) / (high - low) if even else min(1.0, 1 / decades)
    in_top = int((values >= border * (1 - 1e-9)).sum())
    rates = tuple(values.tolist())
    below = np.ceil(np.log10(high / values) - 1e-9).astype(int)
    counts = np.bincount(np.maximum(below, 1) - 1, minlength=int(np.ceil(decades - 1e-9)))
    return Result(
        outputs={
            "values": rates,
            "second": rates[1],
            "decades": decades,
            "largest_ratio": float((values[1:] / values[:-1]).max()),
            "top_decade": in_top,
            "top_decade_share": share,
        },
        steps=(
            Step(Text("decades", "数量级"), f"log10({high:g} / {low:g})", decades),
            spacing_step(low, high, trials, even),
            Step(
                Text("second smallest rate", "第二小的学习率"),
                f"{low:g} + {places[1]:.4g} · ({high:g} − {low:g})"
                if even
                else f"{low:g} · ({high:g} / {low:g})^{places[1]:.4g}",
                rates[1],
            ),
            Step(
                Text("share in the top decade", "最高一个数量级的比例"), share_working(low, border, high, even), share
            ),
            Step(Text("trials there", "实际落在那里的个数"), f"{trials} → ≥ {border:g}", in_top),
        ),
        pictures=(
            Bars(
                Text("Trials per decade, counted from the top", "每个数量级的试验数（自上而下）"),
                tuple((Text.same(f"≤ {high / 10**d:.3g}"), float(n)) for d, n in enumerate(counts)),
            ),
            Curves(
                Text("log10 of the rates tried", "所试学习率的 log10"),
                (Curve(Text.same(spacing), tuple(map(float, range(1, trials + 1))), tuple(map(log10, rates))),),
                Text("trial", "试验"),
            ),
        ),
    )


def spacing_step(low: float, high: float, trials: int, even: bool) -> Step:
    """The distance, or the ratio, of neighbours on a regular grid."""
    if even:
        return Step(
            Text("distance of neighbours", "相邻两值之差"),
            f"({high:g} − {low:g}) / ({trials} − 1)",
            (high - low) / (trials - 1),
        )
    return Step(
        Text("ratio of neighbours", "相邻两值之比"),
        f"({high:g} / {low:g})^(1/{trials - 1})",
        (high / low) ** (1 / (trials - 1)),
    )


def share_working(low: float, border: float, high: float, even: bool) -> str:
    """The numbers of the share that falls between `border` and `high`."""
    if even:
        return f"({high:g} − {border:g}) / ({high:g} − {low:g})"
    return f"log10({high:g} / {border:g}) / log10({high:g} / {low:g})"
