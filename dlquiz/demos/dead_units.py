"""Zeros of a ReLU layer: inactive on some samples (sparse), or on all of them (dead)."""

from __future__ import annotations

from math import erf, sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

FEATURES = 64


@demo(
    topic="activations",
    title=Text("Which ReLU units are sparse, which dead?", "ReLU 单元是稀疏还是死亡？"),
    bounds={
        "bias": between(-20, 20),
        "units": between(1, 1000),
        "samples": between(1, 2000),
        "seed": between(0, 2**32),
    },
    outputs=[
        Output("zero_share", Text("share of zero activations", "零激活的比例")),
        Output("zero_expected", Text("the same, expected", "同上，理论值")),
        Output("active_expected", Text("active share, expected", "激活比例（理论值）")),
        Output("dead", Text("units zero on every sample", "对所有样本都为零的单元")),
        Output("dead_share", Text("share of dead units", "死亡单元的比例")),
    ],
)
def dead_units(bias: float = 0.0, units: int = 200, samples: int = 1000, seed: int = 0) -> Result:
    """ReLU(w·x + bias) for standard normal inputs x and random w of length 1, so w·x has standard deviation 1.

    A unit is zero on a share Φ(−bias) of the inputs; where it is zero, its weights get no gradient. It counts as
    dead if it is zero on all `samples`. Source: Glorot et al. 2011 (sparsity); Maas et al. 2013 (dead units).
    """
    rng = np.random.default_rng(seed)
    w = rng.standard_normal((FEATURES, units))
    x = rng.standard_normal((samples, FEATURES))
    zero = x @ (w / np.linalg.norm(w, axis=0)) + bias <= 0
    per_unit = zero.mean(0)
    dead = int((per_unit == 1).sum())
    expected = (1 + erf(-bias / sqrt(2))) / 2
    ranked = np.sort(per_unit)[:: max(1, units // 100)]
    return Result(
        outputs={
            "zero_share": float(zero.mean()),
            "zero_expected": expected,
            "active_expected": 1 - expected,
            "dead": dead,
            "dead_share": dead / units,
        },
        steps=(
            Step(Text("zeros expected", "零激活的理论比例"), f"Φ(−({bias:g}))", expected),
            Step(Text("zeros counted", "实际零激活比例"), f"of {units} × {samples} activations", float(zero.mean())),
            Step(Text("dead units", "死亡单元"), f"zero on all {samples} samples", dead),
        ),
        pictures=(
            Curves(
                Text("Share of zeros, unit by unit", "各单元的零激活比例"),
                (Curve(Text("zeros", "零激活"), tuple(map(float, range(len(ranked)))), tuple(ranked.tolist())),),
                x_label=Text("units, ranked", "单元（排序后）"),
            ),
        ),
    )
