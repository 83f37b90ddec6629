"""Cross-entropy from logits, its gradient, and why the logits are shifted first."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="losses-metrics",
    title=Text("What does cross-entropy pull on?", "交叉熵如何推动 logit？"),
    bounds={"logits": between(-10000, 10000), "target": between(0, 63)},
    outputs=[
        Output("loss", Text("cross-entropy, natural log", "交叉熵（自然对数）")),
        Output("probability", Text("probability of the target", "目标类的概率")),
        Output("probabilities", Text("softmax", "softmax")),
        Output("gradient", Text("gradient, p − y", "梯度 p − y")),
        Output("gradient_target", Text("gradient at the target", "目标类的梯度")),
        Output("naive_overflows", Text("e^z overflows in float32", "float32 下 e^z 溢出")),
        Output("loss_bits", Text("in bits", "以 bit 计"), slip=True),
        Output("log_sum_exp", Text("without the target's logit", "漏减目标 logit"), slip=True),
        Output("gradient_without_target", Text("p alone", "只有 p"), slip=True),
    ],
)
def cross_entropy(logits: tuple[float, ...] = (2.0, 1.0, 0.0), target: int = 0) -> Result:
    """L = ln Σ e^{z_j} − z_y and ∂L/∂z = softmax(z) − onehot(y), for one sample; `target` counts from 0.

    The largest logit is subtracted first: softmax does not change, and no exponential exceeds 1. Raises DemoError
    for a target that is no class. Source: torch.nn.CrossEntropyLoss.
    """
    if target >= len(logits):
        raise DemoError(f"there is no class {target} among {len(logits)}", remedy="classes count from 0")
    z = np.array(logits)
    largest = float(z.max())
    e = np.exp(z - largest)
    p = e / e.sum()
    log_sum_exp = largest + float(np.log(e.sum()))
    gradient = p - np.eye(len(z))[target]
    loss = log_sum_exp - logits[target]
    return Result(
        outputs={
            "loss": loss,
            "probability": float(p[target]),
            "probabilities": tuple(p.tolist()),
            "gradient": tuple(gradient.tolist()),
            "gradient_target": float(gradient[target]),
            "naive_overflows": bool(largest > np.log(np.finfo(np.float32).max)),
            "loss_bits": loss / float(np.log(2)),
            "log_sum_exp": log_sum_exp,
            "gradient_without_target": float(p[target]),
        },
        steps=(
            Step(Text("subtract the largest logit", "先减去最大的 logit"), f"z − {largest:g}", largest),
            Step(Text("log of the sum", "指数和的对数"), f"{largest:g} + ln {e.sum():.4g}", log_sum_exp),
            Step(Text("loss", "损失"), f"{log_sum_exp:.4g} − ({logits[target]:g})", loss),
            Step(Text("probability of the target", "目标类的概率"), f"e^(−{loss:.4g})", float(p[target])),
            Step(Text("gradient at the target", "目标类的梯度"), f"{p[target]:.4g} − 1", float(gradient[target])),
        ),
        pictures=(
            Grid(
                Text("Class by class", "逐类对照"),
                (tuple(z.tolist()), tuple(p.tolist()), tuple(gradient.tolist())),
                numbers=True,
                row_labels=("logit", "p", "p − y"),
            ),
        ),
    )
