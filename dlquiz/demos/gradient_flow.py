"""Signal forward and gradient backward through a deep MLP: activation, initialisation, batch norm, skips."""

from __future__ import annotations

from math import log10, sqrt
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos._mlp import ACTIVATIONS
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dlquiz.demos._mlp import Map

SAMPLES = 64
EPS = 1e-5
SMALL = 0.01


@demo(
    topic="gradients-init",
    title=Text("Does the gradient reach the first layer?", "梯度能传到第一层吗？"),
    bounds={
        "depth": between(1, 50),
        "width": between(1, 128),
        "activation": one_of("sigmoid", "tanh", "relu", "linear"),
        "init": one_of("zero", "constant", "small", "xavier", "he", "orthogonal"),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("grad_ratio", Text("gradient, first over last", "梯度：输入端比输出端")),
        Output("grad_factor", Text("gradient's factor per layer", "梯度平均每层的倍数")),
        Output("signal_ratio", Text("signal power, end over start", "信号功率：末层比输入")),
        Output("signal_factor", Text("its factor per layer", "信号功率平均每层的倍数")),
        Output("unit_spread", Text("spread among units, at the end", "末层单元间的差异")),
        Output("grad_norms", Text("gradient before each layer", "各层之前的梯度范数")),
        Output("signals", Text("signal power after each layer", "各层之后的信号功率")),
    ],
)
def gradient_flow(
    depth: int = 20,
    width: int = 64,
    activation: str = "sigmoid",
    init: str = "xavier",
    batch_norm: bool = False,
    residual: bool = False,
    seed: int = 0,
) -> Result:
    """h ← f(BN(W h)), or h ← h + f(BN(W h)) with skips, from 64 standard normal inputs; all layers `width` wide.

    init: zero; constant 1/width; small, N(0, 0.01²); xavier, N(0, 1/width), as both fans are `width`;
    he, N(0, 2/width); orthogonal. Signals are mean squares of h; gradients are root mean squares of dL/dh, started by
    random numbers at the last layer; batch norm uses and differentiates the statistics of the batch. `unit_spread` is
    the largest distance of two units' outputs over a sample. Sources: Glorot and Bengio (2010); He et al. (2015), §2.2.
    """
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((SAMPLES, width))
    top = rng.standard_normal((SAMPLES, width))
    function, slope = ACTIVATIONS[activation]
    values, pullbacks = [x], []
    for _ in range(depth):
        w = INITS[init](rng, width)
        z, normalizer = standardized(values[-1] @ w.T) if batch_norm else (values[-1] @ w.T, None)
        pullbacks.append((w, slope(z), normalizer))
        values.append(function(z) + values[-1] if residual else function(z))
    grads = [top]
    for w, slopes, normalizer in reversed(pullbacks):
        delta = grads[-1] * slopes
        grad = (normalizer(delta) if normalizer else delta) @ w
        grads.append(grad + grads[-1] if residual else grad)
    signals = [float((value**2).mean()) for value in values]
    norms = [sqrt(float((grad**2).mean())) for grad in reversed(grads)]
    grad_ratio, signal_ratio = norms[0] / norms[-1], signals[-1] / signals[0]
    return Result(
        outputs={
            "grad_ratio": grad_ratio,
            "grad_factor": grad_ratio ** (1 / depth),
            "signal_ratio": signal_ratio,
            "signal_factor": signal_ratio ** (1 / depth),
            "unit_spread": float(np.ptp(values[-1], axis=1).max()),
            "grad_norms": tuple(norms),
            "signals": tuple(signals),
        },
        steps=(
            Step(Text("gradient at the input", "输入处的梯度"), f"{norms[0]:.3g} / {norms[-1]:.3g}", grad_ratio),
            Step(
                Text("factor per layer", "平均每层的倍数"), f"{grad_ratio:.3g}^(1/{depth})", grad_ratio ** (1 / depth)
            ),
            Step(Text("signal at the end", "末层信号"), f"{signals[-1]:.3g} / {signals[0]:.3g}", signal_ratio),
        ),
        pictures=(
            decades(Text("Gradient before each layer, log₁₀", "各层之前的梯度（log₁₀）"), norms),
            decades(Text("Signal power after each layer, log₁₀", "各层之后的信号功率（log₁₀）"), signals),
        ),
    )


# name: weights (width, width)
INITS: dict[str, Callable[[np.random.Generator, int], Map]] = {
    "zero": lambda rng, width: np.zeros((width, width)),
    "constant": lambda rng, width: np.full((width, width), 1 / width),
    "small": lambda rng, width: SMALL * rng.standard_normal((width, width)),
    "xavier": lambda rng, width: np.sqrt(1 / width) * rng.standard_normal((width, width)),
    "he": lambda rng, width: np.sqrt(2 / width) * rng.standard_normal((width, width)),
    "orthogonal": lambda rng, width: np.linalg.qr(rng.standard_normal((width, width)))[0],
}


def standardized(z: Map) -> tuple[Map, Callable[[Map], Map]]:
    """Batch norm over the samples, and its gradient, which has neither mean nor a part along the output."""
    scale = 1 / np.sqrt(z.var(axis=0) + EPS)
    out = (z - z.mean(axis=0)) * scale
    return out, lambda grad: scale * (grad - grad.mean(axis=0) - out * (grad * out).mean(axis=0))


def decades(title: Text, heights: Sequence[float]) -> Curves:
    """A curve over the layers in powers of ten, broken where the value is zero."""
    curve = Curve(Text(), tuple(map(float, range(len(heights)))), tuple(log10(h) if h else None for h in heights))
    return Curves(title, (curve,), Text("layer", "层"), Text.same("log₁₀"))
