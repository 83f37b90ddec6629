"""Smoothed targets, the lowest loss they allow, and what loss and gradient are at a given logit gap."""

from __future__ import annotations

from math import exp, log, log1p

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of

DRAWN = 100


@demo(
    topic="regularization",
    title=Text("What does label smoothing ask for?", "标签平滑要求模型输出什么？"),
    bounds={
        "classes": between(2, 10**6),
        "smoothing": between(0.0001, 0.99),
        "spread": one_of("all", "wrong"),
        "gap": between(-50, 50),
    },
    outputs=[
        Output("target_right", Text("target of the right class", "正确类的目标")),
        Output("target_wrong", Text("target of each wrong class", "每个错误类的目标")),
        Output("wrong_label_share", Text("wrong labels in noisy data", "等价噪声数据的错标比例")),
        Output("optimal_gap", Text("best logit gap", "最优 logit 差")),
        Output("loss_floor", Text("lowest possible loss", "损失的下限"), Text("nats", "nat")),
        Output("loss", Text("loss at this gap", "当前差下的损失"), Text("nats", "nat")),
        Output("plain_loss", Text("loss without smoothing", "不平滑时的损失"), Text("nats", "nat")),
        Output("right_gradient", Text("gradient, right logit", "正确类 logit 的梯度")),
        Output("plain_gradient", Text("the same without smoothing", "不平滑时的该梯度")),
    ],
)
def label_smoothing(classes: int = 10, smoothing: float = 0.1, spread: str = "all", gap: float = 5.0) -> Result:
    """Targets q for K classes, all wrong logits equal and the right one `gap` above them; natural logarithm.

    spread all: (1 − ε) · one-hot + ε/K on every class, as torch.nn.CrossEntropyLoss; wrong: ε/(K − 1) on the wrong
    classes only. The same q is the mean of hard labels redrawn with probability ε, from all classes or from the
    wrong ones. Source: Szegedy et al. (2016), §7; Müller et al. (2019).
    """
    share = smoothing / classes if spread == "all" else smoothing / (classes - 1)
    right = 1 - share * (classes - 1)
    floor = -(right * log(right) + (classes - 1) * share * log(share))
    best = log(right / share)
    loss = cross_entropy(right, classes, gap)
    predicted = exp(-cross_entropy(1.0, classes, gap))
    return Result(
        outputs={
            "target_right": right,
            "target_wrong": share,
            "wrong_label_share": (classes - 1) * share,
            "optimal_gap": best,
            "loss_floor": floor,
            "loss": loss,
            "plain_loss": cross_entropy(1.0, classes, gap),
            "right_gradient": predicted - right,
            "plain_gradient": predicted - 1,
        },
        steps=(
            Step(
                Text("each wrong class", "每个错误类"),
                f"{smoothing:g} / {classes if spread == 'all' else classes - 1}",
                share,
            ),
            Step(Text("all wrong classes", "错误类之和"), f"{classes - 1} · {share:.4g}", (classes - 1) * share),
            Step(Text("right class", "正确类"), f"1 − {classes - 1} · {share:.4g}", right),
            Step(Text("best logit gap", "最优 logit 差"), f"ln({right:.4g} / {share:.4g})", best),
            Step(Text("lowest loss", "损失的下限"), "−Σ q ln q", floor),
            Step(
                Text("gradient, right logit", "正确类 logit 的梯度"),
                f"{predicted:.4g} − {right:.4g}",
                predicted - right,
            ),
        ),
        pictures=(
            Bars(
                Text("Target", "目标"),
                ((Text("right class", "正确类"), right), (Text("each wrong", "每个错误类"), share)),
            ),
            over_gap(right, classes, best),
        ),
    )


def cross_entropy(right: float, classes: int, gap: float) -> float:
    """−Σ q ln p with ln p = −ln(1 + (K − 1) e^−gap) for the right class, and `gap` less for each wrong one."""
    log_sum = log1p((classes - 1) * exp(-gap))
    return log_sum + (1 - right) * gap


def over_gap(right: float, classes: int, best: float) -> Curves:
    """Both losses around the best gap."""
    gaps = tuple((best + 4) * i / (DRAWN - 1) for i in range(DRAWN))
    lines = tuple(
        Curve(label, gaps, tuple(cross_entropy(target, classes, gap) for gap in gaps))
        for label, target in ((Text("smoothed", "平滑"), right), (Text("one-hot", "one-hot"), 1.0))
    )
    return Curves(
        Text("Loss over the logit gap", "损失随 logit 差的变化"), lines, Text("gap", "差"), Text("loss", "损失")
    )
