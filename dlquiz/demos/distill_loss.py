"""A student's loss on a teacher's softened probabilities and on the label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

TEMPERATURES = 60


@demo(
    topic="efficient-compression",
    title=Text("What does a student learn from soft targets?", "学生从软目标里学到什么？"),
    bounds={
        "teacher": between(-50, 50),
        "student": between(-50, 50),
        "label": between(0, 63),
        "temperature": between(0.1, 100),
        "alpha": between(0, 1),
    },
    outputs=[
        Output("teacher_probs", Text("teacher at T", "教师（温度 T）")),
        Output("student_probs", Text("student at T", "学生（温度 T）")),
        Output("teacher_top", Text("teacher's largest at T", "教师最大概率（T）")),
        Output("teacher_top_plain", Text("the same at T = 1", "同上（T = 1）")),
        Output("soft_loss", Text("KL(teacher ‖ student) at T", "KL(教师 ‖ 学生)（T）")),
        Output("scaled_soft_loss", Text("T² times that", "再乘 T²")),
        Output("hard_loss", Text("cross-entropy with the label", "与标签的交叉熵")),
        Output("loss", Text("(1 − α)·hard + α·T²·soft", "(1 − α)·硬 + α·T²·软")),
        Output("soft_gradient", Text("gradient of KL by the logits", "KL 对 logit 的梯度")),
        Output("gradient_norm", Text("its length", "其长度")),
        Output("scaled_gradient_norm", Text("its length with T²", "乘 T² 后的长度")),
        Output("unscaled_loss", Text("without T²", "漏了 T²"), slip=True),
        Output("swapped_loss", Text("alpha on the other side", "α 放反"), slip=True),
        Output("reversed_kl", Text("KL(student ‖ teacher)", "KL 方向反了"), slip=True),
    ],
)
def distill_loss(
    teacher: tuple[float, ...] = (6, 3, 1, -2),
    student: tuple[float, ...] = (2, 1, 0, 0),
    label: int = 0,
    temperature: float = 4,
    alpha: float = 0.5,
) -> Result:
    """L = (1 − α)·CE(student, label) + α·T²·KL(p_T ‖ q_T), natural log, with p_T = softmax(teacher / T), q_T likewise.

    The gradient of KL by the student's logits is (q_T − p_T) / T, which falls like 1 / T²; T² makes up for it. Raises
    DemoError where the logits or the label do not fit. Source: Hinton, Vinyals, Dean 2015, section 2.
    """
    if len(teacher) != len(student) or label >= len(teacher):
        raise DemoError(
            f"{len(teacher)} teacher and {len(student)} student logits, label {label}",
            remedy="give equally many logits, and a label below their number",
        )
    p, q = log_softmax(teacher, temperature), log_softmax(student, temperature)
    soft = float(np.exp(p) @ (p - q))
    top = float(np.exp(p.max()))
    hard = -float(log_softmax(student, 1)[label])
    gradient = (np.exp(q) - np.exp(p)) / temperature
    length = float(np.linalg.norm(gradient))
    scaled = temperature**2 * soft
    loss = (1 - alpha) * hard + alpha * scaled
    return Result(
        outputs={
            "teacher_probs": tuple(np.exp(p).tolist()),
            "student_probs": tuple(np.exp(q).tolist()),
            "teacher_top": top,
            "teacher_top_plain": float(np.exp(log_softmax(teacher, 1).max())),
            "soft_loss": soft,
            "scaled_soft_loss": scaled,
            "hard_loss": hard,
            "loss": loss,
            "soft_gradient": tuple(gradient.tolist()),
            "gradient_norm": length,
            "scaled_gradient_norm": temperature**2 * length,
            "unscaled_loss": (1 - alpha) * hard + alpha * soft,
            "swapped_loss": alpha * hard + (1 - alpha) * scaled,
            "reversed_kl": float(np.exp(q) @ (q - p)),
        },
        steps=(
            Step(Text("teacher's largest", "教师最大概率"), f"e^({max(teacher):g}/{temperature:g}) / Σ", top),
            Step(Text("KL at T", "温度 T 下的 KL"), "Σ p·ln(p/q)", soft),
            Step(Text("scaled", "乘 T²"), f"{temperature:g}² · {soft:.4g}", scaled),
            Step(Text("cross-entropy", "交叉熵"), f"−ln {np.exp(-hard):.4g}", hard),
            Step(Text("loss", "总损失"), f"{1 - alpha:g}·{hard:.4g} + {alpha:g}·{scaled:.4g}", loss),
        ),
        pictures=(probabilities(teacher, temperature), gradient_lengths(teacher, student)),
    )


def log_softmax(logits: tuple[float, ...], temperature: float) -> Array:
    """Logarithms of softmax(logits / T)."""
    z = np.array(logits, float) / temperature
    shifted: Array = z - z.max()
    shifted -= np.log(np.exp(shifted).sum())
    return shifted


def probabilities(teacher: tuple[float, ...], temperature: float) -> Bars:
    """The teacher's first classes at T = 1 and at the chosen T."""
    pairs = zip(np.exp(log_softmax(teacher, 1))[:8], np.exp(log_softmax(teacher, temperature))[:8], strict=True)
    bars = (
        (Text(f"class {k}, T = {t:g}", f"类 {k}，T = {t:g}"), float(value))
        for k, pair in enumerate(pairs)
        for t, value in zip((1, temperature), pair, strict=True)
    )
    return Bars(Text("Teacher's probabilities", "教师的概率"), tuple(bars))


def gradient_lengths(teacher: tuple[float, ...], student: tuple[float, ...]) -> Curves:
    """How long the gradient is at each temperature, with T² and without."""
    at = tuple(np.linspace(0.5, 12, TEMPERATURES).tolist())
    plain = tuple(
        float(np.linalg.norm(np.exp(log_softmax(student, t)) - np.exp(log_softmax(teacher, t))) / t) for t in at
    )
    return Curves(
        Text("Length of the soft gradient", "软损失梯度的长度"),
        (
            Curve(Text("KL", "KL"), at, plain),
            Curve(Text("T²·KL", "T²·KL"), at, tuple(t**2 * length for t, length in zip(at, plain, strict=True))),
        ),
        Text("T", "T"),
    )
