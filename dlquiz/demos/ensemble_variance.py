"""What averaging k models does to the variance of their error, and a vote to their accuracy."""

from __future__ import annotations

from math import comb, exp, log, log1p, sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

DRAWN = 30


@demo(
    topic="regularization",
    title=Text("What does averaging models gain?", "多个模型取平均能赚多少？"),
    bounds={
        "models": between(1, 1000),
        "variance": between(0, 10**6),
        "correlation": between(-1, 1),
        "accuracy": between(0, 1),
    },
    outputs=[
        Output("mean_variance", Text("variance of the average", "平均后的方差")),
        Output("ratio", Text("share of one model's", "占单个模型的比例")),
        Output("floor", Text("with ever more models", "模型数趋于无穷时")),
        Output("standard_error", Text("its standard deviation", "平均后的标准差")),
        Output("vote_accuracy", Text("majority, independent errors", "独立犯错时的投票准确率")),
        Output("vote_gain", Text("gained by the vote", "投票的提升")),
        Output("if_independent", Text("variance if independent", "若互相独立的方差"), slip=True),
        Output("all_right", Text("all models right at once", "所有模型同时正确"), slip=True),
    ],
)
def ensemble_variance(
    models: int = 5, variance: float = 1.0, correlation: float = 0.5, accuracy: float = 0.7
) -> Result:
    """k errors of equal variance σ² and pairwise correlation ρ: Var(mean) = ρ σ² + (1 − ρ) σ² / k.

    The vote assumes two classes and independent errors; a tie is decided by a coin. Raises DemoError where k
    variables cannot have the correlation: ρ ≥ −1/(k − 1). Source: Goodfellow et al. (2016), §7.11.
    """
    if correlation * (models - 1) < -1:
        raise DemoError(
            f"{models} errors cannot all be correlated by {correlation:g}",
            remedy=f"give a correlation of at least {-1 / (models - 1):.4g}",
        )
    mean = variance_of_mean(models, variance, correlation)
    vote = majority(models, accuracy)
    return Result(
        outputs={
            "mean_variance": mean,
            "ratio": variance_of_mean(models, 1.0, correlation),
            "floor": max(correlation, 0.0) * variance,
            "standard_error": sqrt(mean),
            "vote_accuracy": vote,
            "vote_gain": vote - accuracy,
            "if_independent": variance / models,
            "all_right": accuracy**models,
        },
        steps=(
            Step(Text("shared part", "共同部分"), f"{correlation:g} · {variance:g}", correlation * variance),
            Step(
                Text("averaged part", "可平均掉的部分"),
                f"(1 − {correlation:g}) · {variance:g} / {models}",
                (1 - correlation) * variance / models,
            ),
            Step(Text("variance of the average", "平均后的方差"), "shared + averaged", mean),
            Step(Text("majority right", "多数正确"), f"P(more than {models}/2 of {models} right)", vote),
        ),
        pictures=(over_models(variance, correlation), votes(accuracy)),
    )


def variance_of_mean(models: int, variance: float, correlation: float) -> float:
    """ρ σ² + (1 − ρ) σ² / k, never below zero by rounding."""
    return max(0.0, correlation * variance + (1 - correlation) * variance / models)


def majority(models: int, accuracy: float) -> float:
    """Chance that more than half of independent voters are right, plus half the chance of a tie."""
    if accuracy in (0, 1):
        return accuracy
    total = 0.0
    for right in range(-(-models // 2), models + 1):
        chance = exp(log(comb(models, right)) + right * log(accuracy) + (models - right) * log1p(-accuracy))
        total += chance / 2 if 2 * right == models else chance
    return min(total, 1.0)


def over_models(variance: float, correlation: float) -> Curves:
    """The variance of the average over k, for this correlation and for none."""
    counts = tuple(range(1, DRAWN + 1))
    lines = tuple(
        Curve(label, tuple(map(float, counts)), tuple(variance_of_mean(k, variance, rho) for k in counts))
        for label, rho in ((Text("correlated", "相关"), correlation), (Text("independent", "独立"), 0.0))
    )
    title = Text("Variance of the average", "平均后的方差")
    return Curves(title, lines, Text("models", "模型数"), Text("variance", "方差"))


def votes(accuracy: float) -> Curves:
    """The vote's accuracy over odd numbers of independent models."""
    counts = tuple(range(1, DRAWN + 1, 2))
    line = Curve(Text("vote", "投票"), tuple(map(float, counts)), tuple(majority(k, accuracy) for k in counts))
    return Curves(Text("Majority vote", "多数投票"), (line,), Text("models", "模型数"), Text("accuracy", "准确率"))
