"""How long gradient descent, momentum and noisy descent stay near a saddle point."""

from __future__ import annotations

from collections.abc import Sequence
from math import log10
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHOWN = 199


@demo(
    topic="gradients-init",
    title=Text("How does descent leave a saddle?", "梯度下降怎样离开鞍点？"),
    bounds={
        "curvatures": between(-10, 10),
        "offset": between(0, 0.999),
        "lr": between(1e-3, 0.19),
        "momentum": between(0, 0.99),
        "noise": between(0, 0.1),
        "steps": between(1, 2000),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("kind", Text("the point at the origin", "原点的类型")),
        Output("negative", Text("directions of descent", "下降方向的个数")),
        Output("gd_steps", Text("steps to leave, GD", "GD 的逃离步数")),
        Output("momentum_steps", Text("steps to leave, momentum", "动量法的逃离步数")),
        Output("noisy_steps", Text("steps to leave, noisy GD", "加噪 GD 的逃离步数")),
        Output("grad_norm", Text("gradient norm at the start", "起点的梯度范数")),
        Output("minimum_chance", Text("all signs +, coin tossed", "抛硬币时全为正的概率")),
    ],
)
def saddle_escape(
    curvatures: tuple[float, ...] = (1.0, -1.0),
    offset: float = 1e-3,
    lr: float = 0.1,
    momentum: float = 0.9,
    noise: float = 1e-3,
    steps: int = 500,
    seed: int = 0,
) -> Result:
    """f(x) = ½ Σ λᵢ xᵢ², λ being the Hessian's eigenvalues; starts at xᵢ = `offset` and leaves once some |xᵢ| ≥ 1.

    Plain descent multiplies xᵢ by 1 − lr λᵢ; momentum is PyTorch's v ← μ v + g, x ← x − lr v; noisy descent adds
    N(0, noise²) to every gradient. −1 means not within `steps`. `minimum_chance` is 2^−n, as if each eigenvalue's
    sign were a fair coin. Sources: Dauphin et al. (2014); Ge et al. (2015); Lee et al. (2016).
    """
    lam = np.array(curvatures)
    rng = np.random.default_rng(seed)
    noises = noise * rng.standard_normal((steps, len(lam)))
    still = np.zeros_like(noises)
    runs = {
        "gd": escape(lam, offset, lr, 0.0, still),
        "momentum": escape(lam, offset, lr, momentum, still),
        "noisy": escape(lam, offset, lr, 0.0, noises),
    }
    left = {name: len(run) - 1 if run[-1] >= 1 else -1 for name, run in runs.items()}
    below, above = int((lam < 0).sum()), int((lam > 0).sum())
    grad_norm = float(np.linalg.norm(lam * offset))
    return Result(
        outputs={
            "kind": kind(below, above, len(lam)),
            "negative": below,
            "gd_steps": left["gd"],
            "momentum_steps": left["momentum"],
            "noisy_steps": left["noisy"],
            "grad_norm": grad_norm,
            "minimum_chance": 0.5 ** len(lam),
        },
        steps=(
            Step(
                Text("Hessian's eigenvalues", "Hessian 的特征值"),
                ", ".join(f"{c:g}" for c in curvatures),
                kind(below, above, len(lam)),
            ),
            Step(
                Text("fastest growth per step", "每步最快的增长倍数"),
                f"1 − {lr:g} × ({lam.min():g})",
                float(1 - lr * lam.min()),
            ),
            Step(Text("GD leaves after", "GD 逃离所需步数"), f"{offset:g} → 1", left["gd"]),
            Step(Text("momentum leaves after", "动量法逃离所需步数"), f"μ = {momentum:g}", left["momentum"]),
            Step(Text("noisy GD leaves after", "加噪 GD 逃离所需步数"), f"± {noise:g}", left["noisy"]),
        ),
        pictures=(
            Curves(
                Text("Distance from the saddle, log₁₀", "到鞍点的距离（log₁₀）"),
                tuple(decades(label, runs[name]) for name, label in LABELS.items()),
                Text("step", "步"),
                Text.same("log₁₀"),
            ),
        ),
    )


LABELS = {"gd": Text.same("GD"), "momentum": Text("momentum", "动量"), "noisy": Text("noisy GD", "加噪 GD")}


def kind(below: int, above: int, count: int) -> str:
    """What the signs of the eigenvalues say of a point without gradient."""
    if below and above:
        return "saddle"
    if below + above < count:
        return "undecided"
    return "maximum" if below else "minimum"


def escape(
    lam: NDArray[np.float64], offset: float, lr: float, momentum: float, noises: NDArray[np.float64]
) -> list[float]:
    """Largest |xᵢ| before and after each step, until it reaches 1."""
    x, velocity = np.full(len(lam), offset), np.zeros(len(lam))
    distances = [offset]
    for noise in noises:
        velocity = momentum * velocity + lam * x + noise
        x = x - lr * velocity
        distances.append(float(np.abs(x).max()))
        if distances[-1] >= 1:
            break
    return distances


def decades(label: Text, distances: Sequence[float]) -> Curve:
    """A run's first 200 points in powers of ten, broken where the distance is zero."""
    shown = distances[: SHOWN + 1]
    return Curve(label, tuple(map(float, range(len(shown)))), tuple(log10(d) if d else None for d in shown))
