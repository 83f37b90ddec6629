"""Signal and gradient through a deep stack of blocks, plain or with skip connections."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from math import log10
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Map = NDArray[np.float64]
    Pullback = Callable[[Map], Map]
    Operation = Callable[[Map], tuple[Map, Pullback]]

POINTS = 256
WIDTH = 64
LAGS = 40
EPS = 1e-5


@demo(
    topic="architectures",
    title=Text("What does the gradient meet on its way?", "梯度一路上会遇到什么？"),
    bounds={
        "kind": one_of("plain", "post", "pre"),
        "blocks": between(1, 100),
        "scale": between(0, 2),
        "seed": between(0, 10**6),
    },
    outputs=[
        Output("grad_ratio", Text("gradient, first over last block", "梯度：首块比末块")),
        Output("signal_ratio", Text("signal, last over first", "信号：末端比起点")),
        Output("change", Text("distance moved, relative", "输出偏离输入的相对量")),
        Output("neighbour_correlation", Text("gradients 1 point apart", "相隔 1 点的梯度相关")),
        Output("far_correlation", Text("gradients 10 points apart", "相隔 10 点的梯度相关")),
        Output("grad_norms", Text("gradient before each block", "各块之前的梯度范数")),
    ],
)
def residual_flow(
    kind: str = "plain", blocks: int = 24, scale: float = 1.0, batch_norm: bool = True, seed: int = 0
) -> Result:
    """A random network of `blocks` blocks with two layers of 64 units each, fed with 256 random inputs.

    F(x) = scale · BN(W₂ ReLU(BN(W₁ x))), He's initialisation;
    plain: x ← ReLU(F(x)); post (ResNet v1): x ← ReLU(x + F(x)); pre (v2): x ← x + F(x), where
    F(x) = scale · W₂ ReLU(BN(W₁ ReLU(BN(x)))). Gradients are those of the network's output, a random projection of
    the last block, with batch norm's statistics held fixed as at inference; norms are root mean squares.
    `scale` = 0 pushes F to zero. Correlations are those of the output's slope along an arc of 256 points from one
    input to another, 1 and 10 points apart; the arc passes the network without touching the batch statistics.
    Sources: He et al. (2016a, 2016b); Balduzzi et al. (2017), who look at gradients over a line of inputs.
    """
    rng = np.random.default_rng(seed)
    sample = rng.standard_normal((POINTS, WIDTH))
    angles = np.linspace(0, np.pi / 2, POINTS)[:, None]
    arc = np.cos(angles) * sample[0] + np.sin(angles) * sample[1]
    start = x = np.concatenate([sample, arc])
    pullbacks = []
    for _ in range(blocks):
        x, pullback = block(kind, rng.standard_normal((2, WIDTH, WIDTH)), scale, batch_norm)(x)
        pullbacks.append(pullback)
    top = np.tile(rng.standard_normal(WIDTH), (2 * POINTS, 1))
    gradients = list(accumulate(reversed(pullbacks), lambda gradient, pull: pull(gradient), initial=top))[::-1]
    norms = [rms(gradient) for gradient in gradients]
    tangent = np.cos(angles) * sample[1] - np.sin(angles) * sample[0]
    correlations = autocorrelation((gradients[0][POINTS:] * tangent).sum(axis=1))
    signal, moved, ratio = rms(x) / rms(start), rms(x - start) / rms(start), norms[0] / norms[-1]
    return Result(
        outputs={
            "grad_ratio": ratio,
            "signal_ratio": signal,
            "change": moved,
            "neighbour_correlation": correlations[1],
            "far_correlation": correlations[10],
            "grad_norms": tuple(norms),
        },
        steps=(
            Step(Text("signal at the end", "末端信号"), f"{rms(x):.4g} / {rms(start):.4g}", signal),
            Step(Text("gradient at the start", "起点梯度"), f"{norms[0]:.4g} / {norms[-1]:.4g}", ratio),
            Step(Text("factor per block", "平均每块的倍数"), f"{ratio:.4g}^(1/{blocks})", ratio ** (1 / blocks)),
        ),
        pictures=(decades(norms), correlogram(correlations)),
    )


def block(kind: str, weights: Map, scale: float, batch_norm: bool) -> Operation:
    """One block as a function that gives its value and the way back for gradients."""
    first, second = (linear(w * np.sqrt(2 / WIDTH)) for w in weights)
    normalize = standardize if batch_norm else identity
    if kind == "pre":
        return skip(chain(normalize, relu, first, normalize, relu, second, scaled(scale)))
    branch = chain(first, normalize, relu, second, normalize, scaled(scale))
    return chain(branch if kind == "plain" else skip(branch), relu)


def chain(*operations: Operation) -> Operation:
    """The operations one after the other; gradients go back in reverse."""

    def run(x: Map) -> tuple[Map, Pullback]:
        pullbacks = []
        for operation in operations:
            x, pullback = operation(x)
            pullbacks.append(pullback)

        def back(gradient: Map) -> Map:
            for pullback in reversed(pullbacks):
                gradient = pullback(gradient)
            return gradient

        return x, back

    return run


def skip(branch: Operation) -> Operation:
    """y = x + F(x): the gradient reaches x unchanged, and once more through F."""

    def run(x: Map) -> tuple[Map, Pullback]:
        y, back = branch(x)
        return x + y, lambda gradient: gradient + back(gradient)

    return run


def linear(weights: Map) -> Operation:
    """y = W x for every point."""
    return lambda x: (x @ weights.T, lambda gradient: gradient @ weights)


def scaled(factor: float) -> Operation:
    """y = a x."""
    return lambda x: (factor * x, lambda gradient: factor * gradient)


def relu(x: Map) -> tuple[Map, Pullback]:
    """max(x, 0)."""
    passed = x > 0
    return x * passed, lambda gradient: gradient * passed


def standardize(x: Map) -> tuple[Map, Pullback]:
    """Batch norm with the statistics of the sample; on the way back they are constants."""
    factor = 1 / np.sqrt(x[:POINTS].var(axis=0) + EPS)
    return (x - x[:POINTS].mean(axis=0)) * factor, lambda gradient: gradient * factor


def identity(x: Map) -> tuple[Map, Pullback]:
    """Nothing."""
    return x, lambda gradient: gradient


def rms(x: Map) -> float:
    """Root of the mean squared length over the sample."""
    return float(np.sqrt((x[:POINTS] ** 2).sum(axis=1).mean()))


def autocorrelation(slopes: Map) -> list[float]:
    """Correlation of a sequence with itself, shifted by 0, 1, 2, …; zeros for a constant one."""
    centred = slopes - slopes.mean()
    total = float(centred @ centred)
    return [float(centred[lag:] @ centred[: len(centred) - lag]) / total if total else 0.0 for lag in range(LAGS)]


def decades(norms: list[float]) -> Curves:
    """The gradient before each block, in powers of ten."""
    heights = tuple(log10(norm / norms[-1]) if norm else None for norm in norms)
    curve = Curve(Text("gradient", "梯度"), tuple(map(float, range(len(norms)))), heights)
    title = Text("Gradient relative to the last block, powers of ten", "相对末块的梯度（10 的幂）")
    return Curves(title, (curve,), Text("block", "块"), Text("log₁₀", "log₁₀"))


def correlogram(correlations: list[float]) -> Curves:
    """How fast the gradients of nearby inputs lose their likeness."""
    curve = Curve(Text("correlation", "相关系数"), tuple(map(float, range(LAGS))), tuple(correlations))
    title = Text("Correlation of gradients at two inputs", "两个输入处梯度的相关系数")
    return Curves(title, (curve,), Text("points apart", "相隔点数"), Text("correlation", "相关系数"))
