"""Gradient of the last state with regard to the first, before and after L2 has shrunk the recurrent weights."""

from __future__ import annotations

from math import log, log10
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = 32


@demo(
    topic="gradients-init",
    title=Text("Does L2 save an RNN's gradient?", "L2 能保住 RNN 的梯度吗？"),
    bounds={
        "steps": between(1, 150),
        "spectral_radius": between(0.01, 2),
        "matrix": one_of("orthogonal", "random"),
        "slope": between(0.01, 1),
        "lr": between(0, 1),
        "weight_decay": between(0, 1),
        "updates": between(0, 10**4),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("norm_before", Text("gradient norm, without L2", "梯度范数（无 L2）")),
        Output("norm_after", Text("gradient norm, with L2", "梯度范数（有 L2）")),
        Output("radius_after", Text("spectral radius, with L2", "谱半径（有 L2）")),
        Output("shrinkage", Text("factor on the weights", "权重的收缩倍数")),
        Output("half_life", Text("steps to halve, with L2", "减半所需步数（有 L2）")),
    ],
)
def rnn_grad_norm(
    steps: int = 50,
    spectral_radius: float = 1.0,
    matrix: str = "orthogonal",
    slope: float = 1.0,
    lr: float = 0.1,
    weight_decay: float = 0.01,
    updates: int = 100,
    seed: int = 0,
) -> Result:
    """‖∂h_T/∂h_0‖₂ = ‖(slope · W)^T‖₂ over T = `steps`, W being 32×32 with the given spectral radius.

    A penalty ½ λ‖W‖² alone multiplies W by 1 − lr · λ at each of `updates`; the gradient of the data, which may push
    back, is left out. `slope` is the activation's slope, taken equal for all units: 1 for linear, at most 1 for tanh,
    0.25 for sigmoid. An orthogonal W has all singular values equal to the radius; a random one has larger ones, so
    the norm may grow at first. `half_life` is −1 if nothing decays. Source: Pascanu, Mikolov and Bengio (2013), §2.1.
    """
    shrinkage = (1 - lr * weight_decay) ** updates
    radius = spectral_radius * shrinkage
    w = recurrent(matrix, seed)
    before = norms(slope * spectral_radius * w, steps)
    after = norms(slope * radius * w, steps)
    rate = slope * radius
    return Result(
        outputs={
            "norm_before": before[-1],
            "norm_after": after[-1],
            "radius_after": radius,
            "shrinkage": shrinkage,
            "half_life": log(0.5) / log(rate) if 0 < rate < 1 else 0.0 if rate == 0 else -1.0,
        },
        steps=(
            Step(
                Text("L2 shrinks the weights by", "L2 使权重缩小到"),
                f"(1 − {lr:g}·{weight_decay:g})^{updates}",
                shrinkage,
            ),
            Step(Text("spectral radius", "谱半径"), f"{spectral_radius:g} × {shrinkage:.4g}", radius),
            Step(Text("gradient without L2", "无 L2 的梯度"), f"‖({slope:g} W)^{steps}‖", before[-1]),
            Step(Text("gradient with L2", "有 L2 的梯度"), f"‖({slope:g} · {shrinkage:.4g} W)^{steps}‖", after[-1]),
        ),
        pictures=(
            Curves(
                Text("Gradient over time steps, log₁₀", "梯度随时间步的变化（log₁₀）"),
                (decades(Text("without L2", "无 L2"), before), decades(Text("with L2", "有 L2"), after)),
                Text("steps back", "回传步数"),
                Text.same("log₁₀"),
            ),
        ),
    )


def recurrent(matrix: str, seed: int) -> NDArray[np.float64]:
    """A matrix of spectral radius 1."""
    w = np.random.default_rng(seed).standard_normal((SIZE, SIZE))
    if matrix == "orthogonal":
        return np.asarray(np.linalg.qr(w)[0])
    return np.asarray(w / np.abs(np.linalg.eigvals(w)).max())


def norms(w: NDArray[np.float64], steps: int) -> list[float]:
    """‖W^t‖₂ for t = 1 … steps."""
    power, found = np.eye(SIZE), []
    for _ in range(steps):
        power = power @ w
        found.append(float(np.linalg.norm(power, 2)))
    return found


def decades(label: Text, heights: list[float]) -> Curve:
    """Norms in powers of ten, broken where they are zero."""
    times = tuple(float(t) for t in range(1, len(heights) + 1))
    return Curve(label, times, tuple(log10(h) if h else None for h in heights))
