"""Dropout on one layer: what is kept in training, what runs at test time, and the average of all thinned networks."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Map = NDArray[np.float64]

MOST_UNITS = 12
DRAWN = 8
SPELT = 6


@demo(
    topic="regularization",
    title=Text("What does dropout compute?", "Dropout 到底算了什么？"),
    bounds={
        "values": between(-1000, 1000),
        "weights": between(-1000, 1000),
        "p": between(0, 0.99),
        "scaling": one_of("inverted", "classic"),
        "passes": between(2, 10000),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("kept_value", Text("first value if it is kept", "首个值（保留时）")),
        Output("expected_value", Text("its mean in training", "首个值的训练期望")),
        Output("test_value", Text("first value at test time", "首个值（推理时）")),
        Output("kept_units", Text("units kept on average", "平均保留的单元数")),
        Output("masks", Text("thinned networks", "子网络个数")),
        Output("variance_growth", Text("variance, training / test", "方差之比（训练/推理）")),
        Output("deviation_at_test", Text("deviation, test / training", "标准差之比（推理/训练）")),
        Output("mean_sum", Text("weighted sum, mean of all masks", "加权和，全部掩码平均")),
        Output("test_sum", Text("weighted sum, one test pass", "加权和，单次推理")),
        Output("sum_deviation", Text("its deviation over masks", "加权和的标准差")),
        Output("sampled_mean", Text("mean of random passes", "随机前向的均值")),
        Output("sampled_deviation", Text("their deviation", "随机前向的标准差")),
        Output("mean_sigmoid", Text("sigmoid, mean of all masks", "sigmoid，掩码算术平均")),
        Output("geometric_sigmoid", Text("the same, geometric mean", "同上，归一化几何平均")),
        Output("test_sigmoid", Text("sigmoid, one test pass", "sigmoid，单次推理")),
        Output("mean_relu", Text("ReLU, mean of all masks", "ReLU，掩码平均")),
        Output("test_relu", Text("ReLU, one test pass", "ReLU，单次推理")),
        Output("p_as_keep", Text("scaled by 1/p", "按 1/p 缩放"), slip=True),
        Output("growth_squared", Text("variance of survivors only", "只看保留值的方差"), slip=True),
        Output("times_p", Text("multiplied by p", "乘以 p"), slip=True),
        Output("scaled_down", Text("multiplied by 1 − p", "乘以 1 − p"), slip=True),
        Output("unscaled", Text("not scaled at all", "完全不缩放"), slip=True),
        Output("dropped_units", Text("units dropped on average", "平均丢弃的单元数"), slip=True),
    ],
)
def dropout_sim(
    values: tuple[float, ...] = (4.0, 2.0, -1.0, 3.0),
    weights: tuple[float, ...] = (0.5, -1.0, 1.0, 0.5),
    p: float = 0.5,
    scaling: str = "inverted",
    passes: int = 1000,
    seed: int = 0,
) -> Result:
    """Each value is zeroed with probability p on its own; a next unit sums them with `weights`.

    inverted (PyTorch): survivors are divided by 1 − p, the test pass changes nothing; classic: survivors stay as they
    are, the test pass multiplies by 1 − p. "All masks" are the 2^n masks weighted by their probability; the geometric
    mean is renormalised over the two classes of the sigmoid. variance_growth is for values of mean 0. Raises
    DemoError for more than 12 values or a different number of weights. Source: Srivastava et al. (2014), §4.
    """
    if len(values) != len(weights) or len(values) > MOST_UNITS:
        raise DemoError(f"{len(values)} values, {len(weights)} weights", remedy=f"pair them, at most {MOST_UNITS}")
    x, w, keep = np.array(values), np.array(weights), 1 - p
    train_scale, test_scale = (1 / keep, 1.0) if scaling == "inverted" else (1.0, keep)
    masks = np.arange(2 ** len(x))[:, None] >> np.arange(len(x)) & 1
    chance = (keep**masks * p ** (1 - masks)).prod(axis=1)
    sums = masks @ (w * x) * train_scale
    mean, test = float(chance @ sums), float(w @ x) * test_scale
    deviation = sqrt(max(float(chance @ (sums - mean) ** 2), 0.0))
    drawn = np.random.default_rng(seed).random((passes, len(x))) < keep
    sampled = drawn @ (w * x) * train_scale
    sigmoids, relus = log_sigmoid(sums), np.maximum(sums, 0)
    odds = float(chance @ (sigmoids - log_sigmoid(-sums)))
    kept = values[0] * train_scale
    outputs = {
        "kept_value": kept,
        "expected_value": values[0] * train_scale * keep,
        "test_value": values[0] * test_scale,
        "kept_units": len(x) * keep,
        "masks": len(masks),
        "variance_growth": 1 / keep,
        "deviation_at_test": sqrt(keep),
        "mean_sum": mean,
        "test_sum": test,
        "sum_deviation": deviation,
        "sampled_mean": float(sampled.mean()),
        "sampled_deviation": float(sampled.std(ddof=1)),
        "mean_sigmoid": float(chance @ np.exp(sigmoids)),
        "geometric_sigmoid": float(np.exp(log_sigmoid(np.array(odds)))),
        "test_sigmoid": float(np.exp(log_sigmoid(np.array(test)))),
        "mean_relu": float(chance @ relus),
        "test_relu": max(test, 0.0),
        "p_as_keep": values[0] / p if p else values[0],
        "growth_squared": 1 / keep**2,
        "times_p": values[0] * p,
        "scaled_down": values[0] * keep,
        "unscaled": values[0],
        "dropped_units": len(x) * p,
    }
    return Result(
        outputs=outputs,
        steps=(
            Step(Text("kept in training", "训练时保留"), f"{values[0]:g} · {train_scale:.4g}", kept),
            Step(Text("mean in training", "训练时的期望"), f"{keep:g} · {kept:g}", kept * keep),
            Step(Text("at test time", "推理时"), f"{values[0]:g} · {test_scale:.4g}", outputs["test_value"]),
            Step(Text("masks", "掩码个数"), f"2^{len(x)}", len(masks)),
            Step(Text("mean over all masks", "全部掩码平均"), f"Σ over 2^{len(x)} masks", mean),
            over_masks(train_scale, p, w * x, deviation),
            Step(Text("one test pass", "单次推理"), f"Σ w x · {test_scale:.4g}", test),
        ),
        pictures=(
            Grid(
                Text("Values in some training passes", "几次训练前向中的值"),
                tuple(map(tuple, (drawn[:DRAWN] * x * train_scale).tolist())),
                numbers=True,
            ),
            averages(outputs),
        ),
    )


def log_sigmoid(z: Map) -> Map:
    """ln(1 / (1 + e^−z)), without overflow."""
    return np.asarray(-np.logaddexp(0, -z))


def over_masks(scale: float, p: float, terms: Map, deviation: float) -> Step:
    """How the deviation of the weighted sum comes from the squares of its terms, the first of them spelt out."""
    squares = " + ".join([f"({term:.4g})²" for term in terms[:SPELT].tolist()] + ["…"] * (len(terms) > SPELT))
    return Step(
        Text("deviation over masks", "加权和的标准差"), f"{scale:.4g} · √({p:g} · {1 - p:g} · ({squares}))", deviation
    )


def averages(outputs: dict[str, float]) -> Bars:
    """Averaging the thinned networks beside the one pass that stands for it."""
    return Bars(
        Text("Average of all masks, one pass", "全部掩码平均与单次推理"),
        (
            (Text("sigmoid, arithmetic mean", "sigmoid 算术平均"), outputs["mean_sigmoid"]),
            (Text("sigmoid, geometric mean", "sigmoid 几何平均"), outputs["geometric_sigmoid"]),
            (Text("sigmoid, one test pass", "sigmoid 单次推理"), outputs["test_sigmoid"]),
            (Text("ReLU, mean", "ReLU 平均"), outputs["mean_relu"]),
            (Text("ReLU, one test pass", "ReLU 单次推理"), outputs["test_relu"]),
        ),
    )
