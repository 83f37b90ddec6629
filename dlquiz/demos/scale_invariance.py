"""A weight before a normalisation: its length does not reach the output, and turns into a learning rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLES, FEATURES = 16, 5


@demo(
    topic="normalization",
    title=Text("What if a normalised weight is rescaled?", "归一化前的权重放大会怎样？"),
    bounds={
        "kind": one_of("bn", "wn"),
        "scale": between(0.001, 1000),
        "lr": between(0, 100),
        "eps": between(0, 1),
        "seed": between(0, 2**32),
    },
    outputs=[
        Output("output_change", Text("largest change of an output", "输出的最大变化")),
        Output("grad_norm", Text("gradient norm at w", "w 处的梯度范数")),
        Output("grad_norm_scaled", Text("gradient norm at scale × w", "放大后的梯度范数")),
        Output("grad_ratio", Text("ratio of the gradients", "梯度之比")),
        Output("turn_ratio", Text("ratio of the turns per step", "每步转角之比")),
        Output("scale_given", Text("the scale itself", "放大倍数本身"), slip=True),
        Output("cosine", Text("cosine of w and gradient", "w 与梯度的夹角余弦")),
        Output("length", Text("length of w", "w 的长度")),
        Output("length_after", Text("length after one SGD step", "一步 SGD 后的长度")),
    ],
)
def scale_invariance(kind: str = "bn", scale: float = 10.0, lr: float = 0.1, eps: float = 0.0, seed: int = 0) -> Result:
    """Gradient at w and at scale · w of L = Σ t · z over 16 samples, for z = BN(X w), or z = X v/‖v‖ with v = w.

    z depends on the direction of w alone (exactly for eps = 0), so the gradient is orthogonal to w and falls as
    1/scale; a step turns the weight by lr ‖∇‖ / ‖w‖, which falls as 1/scale².
    Source: Ioffe and Szegedy 2015, section 3.3; Salimans and Kingma 2016.
    """
    rng = np.random.default_rng(seed)
    X, w, t = (rng.standard_normal(shape) for shape in ((SAMPLES, FEATURES), FEATURES, SAMPLES))

    def run(w: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return batch_normed(X, w, t, eps) if kind == "bn" else weight_normed(X, w, t)

    z, grad = run(w)
    z_scaled, grad_scaled = run(scale * w)
    length, norm, norm_scaled = (float(np.linalg.norm(a)) for a in (w, grad, grad_scaled))
    cosine = float(w @ grad) / (length * norm)
    after = float(np.linalg.norm(w - lr * grad))
    return Result(
        outputs={
            "output_change": float(abs(z_scaled - z).max()),
            "grad_norm": norm,
            "grad_norm_scaled": norm_scaled,
            "grad_ratio": norm_scaled / norm,
            "turn_ratio": norm_scaled / (scale * norm),
            "scale_given": scale,
            "cosine": cosine,
            "length": length,
            "length_after": after,
        },
        steps=(
            Step(Text("gradient at scale × w", "放大后的梯度"), f"{norm:.4g} / {scale:g}", norm_scaled),
            Step(Text("ratio of the gradients", "梯度之比"), f"{norm_scaled:.4g} / {norm:.4g}", norm_scaled / norm),
            Step(
                Text("ratio of the turns", "每步转角之比"),
                f"{norm_scaled:.4g} / ({scale:g} · {norm:.4g})",
                norm_scaled / (scale * norm),
            ),
            Step(Text("cosine of w and gradient", "w 与梯度的夹角余弦"), "w·∇ / (‖w‖ ‖∇‖)", cosine),
            Step(Text("length after one step", "一步后的长度"), f"√({length:.4g}² + ({lr:g} · {norm:.4g})²)", after),
        ),
    )


def batch_normed(
    X: NDArray[np.float64], w: NDArray[np.float64], t: NDArray[np.float64], eps: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """z = (u − mean u) / √(var u + eps) for u = X w, and the gradient of t · z with respect to w."""
    u = X @ w
    std = np.sqrt(u.var() + eps)
    z = (u - u.mean()) / std
    return z, X.T @ (t - t.mean() - z * (t * z).mean()) / std


def weight_normed(
    X: NDArray[np.float64], v: NDArray[np.float64], t: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """z = X v/‖v‖ (g = 1), and the gradient of t · z with respect to v: the part across v, over ‖v‖."""
    length = np.linalg.norm(v)
    direction = v / length
    full = X.T @ t
    return X @ direction, (full - direction * (direction @ full)) / length
