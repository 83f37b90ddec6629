"""Focal loss: what it leaves of one example, and what share of the total easy negatives keep."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo


@demo(
    topic="losses-metrics",
    title=Text("Whose loss counts in focal loss?", "focal loss 里谁的损失说了算？"),
    bounds={
        "p_t": between(0.001, 0.999),
        "gamma": between(0, 10),
        "alpha": between(0.001, 0.999),
        "positives": between(1, 10**9),
        "p_positive": between(0.001, 0.999),
        "negatives": between(1, 10**9),
        "p_negative": between(0.001, 0.999),
    },
    outputs=[
        Output("cross_entropy", Text("cross-entropy", "交叉熵")),
        Output("factor", Text("modulating factor", "调制因子")),
        Output("loss", Text("focal loss, no alpha", "focal loss（无 alpha）")),
        Output("loss_positive", Text("with alpha, a positive", "正样本（含 alpha）")),
        Output("loss_negative", Text("with alpha, a negative", "负样本（含 alpha）")),
        Output("reduction", Text("times smaller", "缩小倍数")),
        Output("share_ce", Text("negatives' share, CE", "负样本占比：交叉熵")),
        Output("share_alpha", Text("negatives' share, alpha only", "负样本占比：仅 alpha")),
        Output("share_gamma", Text("negatives' share, gamma only", "负样本占比：仅 gamma")),
        Output("share", Text("negatives' share, both", "负样本占比：两者")),
        Output("factor_swapped", Text("p_t in place of 1 − p_t", "误用 p_t 的幂"), slip=True),
    ],
)
def focal_loss(
    p_t: float = 0.9,
    gamma: float = 2.0,
    alpha: float = 0.25,
    positives: int = 100,
    p_positive: float = 0.5,
    negatives: int = 100_000,
    p_negative: float = 0.99,
) -> Result:
    """FL = −α_t (1 − p_t)^γ ln p_t, p_t being the probability given to the true class; α_t is α for positives, 1 − α
    for negatives. The shares: `positives` with p_t = p_positive against `negatives` with p_t = p_negative, losses
    summed. Source: Lin et al. 2017, §3.
    """
    cross_entropy = -float(np.log(p_t))
    factor = (1 - p_t) ** gamma
    loss = factor * cross_entropy
    ce_positive = -positives * float(np.log(p_positive))
    ce_negative = -negatives * float(np.log(p_negative))
    focal_positive = ce_positive * (1 - p_positive) ** gamma
    focal_negative = ce_negative * (1 - p_negative) ** gamma
    shares = {
        "share_ce": ce_negative / (ce_negative + ce_positive),
        "share_alpha": (1 - alpha) * ce_negative / ((1 - alpha) * ce_negative + alpha * ce_positive),
        "share_gamma": focal_negative / (focal_negative + focal_positive),
        "share": (1 - alpha) * focal_negative / ((1 - alpha) * focal_negative + alpha * focal_positive),
    }
    p = np.linspace(0.02, 1, 99)
    x = tuple(p.tolist())
    return Result(
        outputs={
            "cross_entropy": cross_entropy,
            "factor": factor,
            "loss": loss,
            "loss_positive": alpha * loss,
            "loss_negative": (1 - alpha) * loss,
            "reduction": 1 / factor,
            "factor_swapped": p_t**gamma,
            **shares,
        },
        steps=(
            Step(Text("cross-entropy", "交叉熵"), f"−ln {p_t:g}", cross_entropy),
            Step(Text("modulating factor", "调制因子"), f"(1 − {p_t:g})^{gamma:g}", factor),
            Step(Text("focal loss", "focal loss"), f"{factor:.4g} · {cross_entropy:.4g}", loss),
            Step(Text("with alpha, a positive", "正样本（含 alpha）"), f"{alpha:g} · {loss:.4g}", alpha * loss),
            Step(Text("all negatives, CE", "全部负样本：交叉熵"), f"{negatives} · −ln {p_negative:g}", ce_negative),
            Step(Text("all positives, CE", "全部正样本：交叉熵"), f"{positives} · −ln {p_positive:g}", ce_positive),
            Step(
                Text("negatives' share, gamma", "负样本占比：仅 gamma"),
                f"{focal_negative:.4g} / ({focal_negative:.4g} + {focal_positive:.4g})",
                shares["share_gamma"],
            ),
        ),
        pictures=(
            Curves(
                Text("Loss against p_t", "损失随 p_t 的变化"),
                (
                    Curve(Text("cross-entropy", "交叉熵"), x, tuple((-np.log(p)).tolist())),
                    Curve(Text("focal loss", "focal loss"), x, tuple((-((1 - p) ** gamma) * np.log(p)).tolist())),
                ),
                Text.same("p_t"),
                Text("loss", "损失"),
            ),
            Bars(
                Text("Share of the negatives", "负样本占总损失的比例"),
                (
                    (Text("cross-entropy", "交叉熵"), shares["share_ce"]),
                    (Text("alpha only", "仅 alpha"), shares["share_alpha"]),
                    (Text("gamma only", "仅 gamma"), shares["share_gamma"]),
                    (Text("both", "两者"), shares["share"]),
                ),
            ),
        ),
    )
