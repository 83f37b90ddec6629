"""Standard deviation and bound of the usual initialisations of a linear layer."""

from __future__ import annotations

from math import sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of

GAINS = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": sqrt(2)}


@demo(
    topic="gradients-init",
    title=Text("How large should the first weights be?", "初始权重该取多大？"),
    bounds={
        "fan_in": between(1, 10**6),
        "fan_out": between(1, 10**6),
        "nonlinearity": one_of(*GAINS),
    },
    outputs=[
        Output("xavier_var", Text("Xavier: variance", "Xavier：方差")),
        Output("xavier_std", Text("Xavier: standard deviation", "Xavier：标准差")),
        Output("xavier_bound", Text("Xavier: uniform bound", "Xavier：均匀分布边界")),
        Output("he_std", Text("He: standard deviation", "He：标准差")),
        Output("he_bound", Text("He: uniform bound", "He：均匀分布边界")),
        Output("lecun_std", Text("LeCun: standard deviation", "LeCun：标准差")),
        Output("gain", Text("PyTorch's gain", "PyTorch 的 gain")),
        Output("xavier_std_with_gain", Text("Xavier with that gain: std", "Xavier 乘 gain 后的标准差")),
    ],
)
def init_scale(fan_in: int = 256, fan_out: int = 256, nonlinearity: str = "relu") -> Result:
    """Xavier Var = 2/(fan_in + fan_out), He 2/fan_in, LeCun 1/fan_in; a uniform law on ±b has variance b²/3.

    `gain` is what PyTorch's calculate_gain recommends for `nonlinearity`; only `xavier_std_with_gain` uses it.
    For a convolution fan_in = in_channels · k². Sources: Glorot and Bengio (2010), §4.2.1; He et al. (2015), §2.2.
    """
    xavier, he, lecun = sqrt(2 / (fan_in + fan_out)), sqrt(2 / fan_in), sqrt(1 / fan_in)
    gain = GAINS[nonlinearity]
    return Result(
        outputs={
            "xavier_var": xavier**2,
            "xavier_std": xavier,
            "xavier_bound": sqrt(3) * xavier,
            "he_std": he,
            "he_bound": sqrt(3) * he,
            "lecun_std": lecun,
            "gain": gain,
            "xavier_std_with_gain": gain * xavier,
        },
        steps=(
            Step(Text("Xavier: standard deviation", "Xavier：标准差"), f"√(2 / ({fan_in} + {fan_out}))", xavier),
            Step(
                Text("Xavier: uniform bound", "Xavier：均匀分布边界"),
                f"√(6 / ({fan_in} + {fan_out}))",
                sqrt(3) * xavier,
            ),
            Step(Text("He: standard deviation", "He：标准差"), f"√(2 / {fan_in})", he),
            Step(Text("LeCun: standard deviation", "LeCun：标准差"), f"√(1 / {fan_in})", lecun),
        ),
        pictures=(
            Bars(
                Text("Standard deviation", "标准差"),
                ((Text.same("LeCun"), lecun), (Text.same("Xavier"), xavier), (Text.same("He"), he)),
            ),
        ),
    )
