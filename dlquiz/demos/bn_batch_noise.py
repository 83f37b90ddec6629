"""How far a batch's mean and variance stray from the true ones, by batch size."""

from __future__ import annotations

from math import log2, sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

TRIALS = 1000
MOST_VALUES = 10_000


@demo(
    topic="normalization",
    title=Text("How noisy are batch statistics?", "批统计量的噪声有多大？"),
    bounds={
        "batch_sizes": between(2, 4096),
        "positions": between(1, 64),
        "group_values": between(2, 4096),
        "seed": between(0, 2**32),
    },
    outputs=[
        Output("mean_spread", Text("spread of the mean, measured", "均值的波动（实测）"), Text("σ", "σ")),
        Output("var_spread", Text("spread of variance, measured", "方差的波动（实测）"), Text("σ²", "σ²")),
        Output("mean_expected", Text("spread of the mean, exact", "均值的波动（理论）"), Text("σ", "σ")),
        Output("var_expected", Text("spread of the variance, exact", "方差的波动（理论）"), Text("σ²", "σ²")),
        Output("mean_smallest", Text("the mean's, smallest batch", "最小批的均值波动"), Text("σ", "σ")),
        Output("var_smallest", Text("the variance's, smallest batch", "最小批的方差波动"), Text("σ²", "σ²")),
        Output("mean_largest", Text("the mean's, largest batch", "最大批的均值波动"), Text("σ", "σ")),
        Output("spread_ratio", Text("the mean's, largest : smallest", "均值波动，最大批比最小批")),
        Output("size_ratio", Text("smallest batch : largest", "最小批比最大批"), slip=True),
        Output("mean_one_over_n", Text("1/n of the smallest batch", "最小批的 1/n"), slip=True),
        Output("group_spread", Text("GN: spread of a group's mean", "GN：组均值的波动"), Text("σ", "σ")),
    ],
)
def bn_batch_noise(
    batch_sizes: tuple[int, ...] = (2, 8, 32, 256),
    positions: int = 1,
    group_values: int = 64,
    seed: int = 0,
) -> Result:
    """Standard deviation, over 1000 batches, of a channel's batch mean and biased batch variance.

    Activations are independent N(0, σ² = 1), `positions` of them per image (neighbouring pixels correlate, so a
    real image counts for fewer). With n values: 1/√n for the mean, √(2(n − 1))/n for the variance. Group norm takes
    `group_values` values of one sample, whatever the batch. Raises DemoError for more than 10,000 values in all.
    """
    counts = [size * positions for size in batch_sizes]
    if sum(counts) > MOST_VALUES:
        raise DemoError(f"{sum(counts)} values in all", remedy=f"keep sum × positions at {MOST_VALUES} or less")
    rng = np.random.default_rng(seed)
    batches = [rng.standard_normal((TRIALS, n)) for n in counts]
    mean_spread = [float(x.mean(1).std()) for x in batches]
    var_spread = [float(x.var(1).std()) for x in batches]
    mean_expected = [1 / sqrt(n) for n in counts]
    var_expected = [sqrt(2 * (n - 1)) / n for n in counts]
    smallest, group_spread = min(counts), 1 / sqrt(group_values)

    order = sorted(range(len(counts)), key=counts.__getitem__)
    sizes = tuple(log2(batch_sizes[i]) for i in order)
    return Result(
        outputs={
            "mean_spread": tuple(mean_spread),
            "var_spread": tuple(var_spread),
            "mean_expected": tuple(mean_expected),
            "var_expected": tuple(var_expected),
            "mean_smallest": 1 / sqrt(smallest),
            "var_smallest": sqrt(2 * (smallest - 1)) / smallest,
            "mean_largest": 1 / sqrt(max(counts)),
            "spread_ratio": sqrt(smallest / max(counts)),
            "size_ratio": smallest / max(counts),
            "mean_one_over_n": 1 / smallest,
            "group_spread": group_spread,
        },
        steps=(
            *(
                Step(Text(f"batch mean, {size} samples", f"批均值，{size} 个样本"), f"1/√{n}", expected)
                for size, n, expected in zip(batch_sizes[:4], counts[:4], mean_expected[:4], strict=True)
            ),
            Step(
                Text("largest batch : smallest", "最大批比最小批"),
                f"√({smallest} / {max(counts)})",
                sqrt(smallest / max(counts)),
            ),
            Step(Text("group mean, any batch", "组均值，与批大小无关"), f"1/√{group_values}", group_spread),
        ),
        pictures=(
            Curves(
                Text("Spread of the statistics", "统计量的波动"),
                (
                    Curve(Text("mean", "均值"), sizes, tuple(mean_spread[i] for i in order)),
                    Curve(Text("variance", "方差"), sizes, tuple(var_spread[i] for i in order)),
                    Curve(Text("mean, group norm", "均值（GN）"), sizes, (group_spread,) * len(sizes)),
                ),
                x_label=Text("log2 of the batch size", "批大小的 log2"),
                y_label=Text("standard deviation", "标准差"),
            ),
        ),
    )
