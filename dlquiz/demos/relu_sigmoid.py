"""Sigmoid of a ReLU as output layer: no probability below one half."""

from __future__ import annotations

from math import log, log1p

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo


@demo(
    topic="activations",
    title=Text("What if ReLU comes before the sigmoid?", "输出层先 ReLU 再 Sigmoid 会怎样？"),
    bounds={"logits": between(-100, 100), "threshold": between(0, 1)},
    outputs=[
        Output("probabilities", Text("σ(ReLU(z))", "σ(ReLU(z))")),
        Output("lowest", Text("lowest probability", "最小概率")),
        Output("positives", Text("positive if p ≥ threshold", "p ≥ 阈值判正的个数")),
        Output("positives_strict", Text("positive if p > threshold", "p > 阈值判正的个数")),
        Output("positives_plain", Text("p ≥ threshold without ReLU", "去掉 ReLU 时判正的个数")),
        Output("zero_gradients", Text("logits with zero gradient", "梯度为零的 logit 个数")),
        Output("zero_gradient_share", Text("their share", "所占比例")),
        Output("negative_loss", Text("mean loss if all are negatives", "全为负例时的平均损失")),
        Output("negative_loss_plain", Text("the same without ReLU", "同上，去掉 ReLU")),
        Output("loss_floor", Text("least loss of a negative", "负例损失的下限")),
    ],
)
def relu_sigmoid(logits: tuple[float, ...] = (-3.0, -1.0, 0.0, 0.2, 1.0, 2.0), threshold: float = 0.5) -> Result:
    """p = σ(max(z, 0)) for each logit z; binary cross-entropy in nats; ReLU'(0) = 0.

    p ≥ 0.5 always, so a negative costs at least −ln(1 − 0.5) = ln 2, and logits z ≤ 0 get no gradient.
    """
    z = np.array(logits)
    rectified = np.maximum(z, 0)
    p = 1 / (1 + np.exp(-rectified))
    plain = 1 / (1 + np.exp(-z))
    zero = int((z <= 0).sum())
    negative_loss = sum(r + log1p(np.exp(-r)) for r in rectified) / len(z)
    negative_loss_plain = sum(max(v, 0) + log1p(np.exp(-abs(v))) for v in z) / len(z)
    x = tuple(k / 20 for k in range(-99, 100))
    return Result(
        outputs={
            "probabilities": tuple(p.tolist()),
            "lowest": float(p.min()),
            "positives": int((p >= threshold).sum()),
            "positives_strict": int((p > threshold).sum()),
            "positives_plain": int((plain >= threshold).sum()),
            "zero_gradients": zero,
            "zero_gradient_share": zero / len(z),
            "negative_loss": float(negative_loss),
            "negative_loss_plain": float(negative_loss_plain),
            "loss_floor": log(2),
        },
        steps=(
            Step(Text("smallest logit", "最小的 logit"), f"σ(max({z.min():g}, 0))", float(p.min())),
            Step(Text("positives, p ≥ threshold", "p ≥ 阈值的个数"), f"≥ {threshold:g}", int((p >= threshold).sum())),
            Step(Text("positives, p > threshold", "p > 阈值的个数"), f"> {threshold:g}", int((p > threshold).sum())),
            Step(Text("least loss of a negative", "负例损失的下限"), "−ln(1 − 0.5)", log(2)),
            Step(Text("logits without a gradient", "没有梯度的 logit"), "z ≤ 0", zero),
        ),
        pictures=(
            Curves(
                Text("Output against logit", "输出随 logit 的变化"),
                (
                    Curve(Text("with ReLU", "有 ReLU"), x, tuple((1 / (1 + np.exp(-np.maximum(x, 0)))).tolist())),
                    Curve(Text("sigmoid alone", "只有 sigmoid"), x, tuple((1 / (1 + np.exp(-np.array(x)))).tolist())),
                ),
                x_label=Text("logit z", "logit z"),
                y_label=Text("p", "p"),
            ),
        ),
    )
