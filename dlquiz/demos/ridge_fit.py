"""Ridge regression with one feature, solved in closed form as R-CNN's box regressors are."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="detection-segmentation",
    title=Text("What does ridge regression fit?", "岭回归拟合出什么？"),
    bounds={"features": between(-1e4, 1e4), "targets": between(-1e4, 1e4), "weight_decay": between(0, 1e9)},
    outputs=[
        Output("weight", Text("fitted weight", "拟合的权重")),
        Output("plain_weight", Text("weight without the penalty", "无惩罚时的权重")),
        Output("shrinkage", Text("share of it left", "保留的比例")),
        Output("squared_error", Text("sum of squared errors", "误差平方和")),
        Output("plain_squared_error", Text("the same without penalty", "无惩罚时的误差平方和")),
        Output("penalty", Text("penalty λw²", "惩罚项 λw²")),
        Output("weight_if_averaged", Text("if the errors were averaged", "误差误取平均时"), slip=True),
    ],
)
def ridge_fit(
    features: tuple[float, ...] = (1.0, 2.0, 3.0),
    targets: tuple[float, ...] = (0.2, 0.4, 0.6),
    weight_decay: float = 14.0,
) -> Result:
    """Minimises Σ (t − w φ)² + λ w² over w, without an offset: w = Σ φt / (Σ φ² + λ), λ = `weight_decay`.

    Several features give w = (ΦᵀΦ + λI)⁻¹ Φᵀt. Source: Girshick et al. 2014, appendix C (λ = 1000).
    """
    if len(features) != len(targets):
        raise DemoError(f"{len(features)} features, {len(targets)} targets", remedy="give as many of each")
    phi, t = np.array(features), np.array(targets)
    power, product = float(phi @ phi), float(phi @ t)
    if not power:
        raise DemoError("all features are 0", remedy="give one that is not")
    weight, plain = product / (power + weight_decay), product / power
    return Result(
        outputs={
            "weight": weight,
            "plain_weight": plain,
            "shrinkage": power / (power + weight_decay),
            "squared_error": float(((t - weight * phi) ** 2).sum()),
            "plain_squared_error": float(((t - plain * phi) ** 2).sum()),
            "penalty": weight_decay * weight**2,
            "weight_if_averaged": product / (power + weight_decay * len(features)),
        },
        steps=(
            Step(
                Text("Σ φt", "Σ φt"),
                " + ".join(f"{a:g}·{b:g}" for a, b in zip(features, targets, strict=True)),
                product,
            ),
            Step(Text("Σ φ²", "Σ φ²"), " + ".join(f"{a:g}²" for a in features), power),
            Step(Text("weight", "权重"), f"{product:g} / ({power:g} + {weight_decay:g})", weight),
        ),
        pictures=(
            Bars(
                Text("Weight", "权重"),
                ((Text("without penalty", "无惩罚"), abs(plain)), (Text("ridge", "岭回归"), abs(weight))),
            ),
        ),
    )
