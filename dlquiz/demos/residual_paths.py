"""A product of many derivatives, with and without skips, and the paths that the skips open."""

from __future__ import annotations

from math import comb, log10

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo

WIDEST_PICTURE = 24


@demo(
    topic="architectures",
    title=Text("What do skips do to a product?", "跳接怎样改变连乘？"),
    bounds={"blocks": between(1, 200), "slope": between(-1, 1)},
    outputs=[
        Output("plain_factor", Text("gradient factor, no skips", "无跳接的梯度倍数")),
        Output("residual_factor", Text("gradient factor with skips", "有跳接的梯度倍数")),
        Output("paths", Text("paths through the blocks", "通路总数")),
        Output("mean_path_length", Text("blocks on a path, on average", "通路平均经过的块数")),
        Output("gradient_path_length", Text("same, weighted by gradient", "同上，按梯度加权")),
        Output("one_plus_factor", Text("1 plus the plain factor", "1 加无跳接的倍数"), slip=True),
        Output("summed_factor", Text("1 plus the sum of slopes", "1 加各斜率之和"), slip=True),
    ],
)
def residual_paths(blocks: int = 20, slope: float = 0.5) -> Result:
    """Derivative of a chain of scalar blocks that all have F'(x) = `slope`.

    Without skips it is slope^L; with y = x + F(x) it is (1 + slope)^L = Σ C(L, k) slope^k, one term for each of the
    2^L ways to take or pass by every branch, sorted by the number k of branches taken.
    `gradient_path_length` is the mean of k, each path weighted with |slope|^k.
    Source: Veit, Wilber, Belongie (2016), Sections 3 and 4.
    """
    plain, residual = slope**blocks, (1 + slope) ** blocks
    weight = abs(slope)
    return Result(
        outputs={
            "plain_factor": plain,
            "residual_factor": residual,
            "paths": 2**blocks,
            "mean_path_length": blocks / 2,
            "gradient_path_length": blocks * weight / (1 + weight),
            "one_plus_factor": 1 + plain,
            "summed_factor": 1 + blocks * slope,
        },
        steps=(
            Step(Text("no skips", "无跳接"), f"{slope}^{blocks}", plain),
            Step(Text("with skips", "有跳接"), f"(1 + {slope})^{blocks}", residual),
            Step(Text("paths", "通路数"), f"2^{blocks}", 2**blocks),
            Step(
                Text("branches on a path, by gradient", "按梯度加权的平均分支数"),
                f"{blocks} · {weight} / (1 + {weight})",
                blocks * weight / (1 + weight),
            ),
        ),
        pictures=(fading(blocks, slope), *([by_length(blocks, weight)] if blocks <= WIDEST_PICTURE else [])),
    )


def fading(blocks: int, slope: float) -> Curves:
    """Both factors over depth, in powers of ten."""
    depths = range(min(blocks, 199) + 1)
    plain, residual = (
        Curve(label, tuple(map(float, depths)), tuple(depth * log10(abs(base)) if base else None for depth in depths))
        for label, base in ((Text("no skips", "无跳接"), slope), (Text("with skips", "有跳接"), 1 + slope))
    )
    title = Text("Gradient factor, powers of ten", "梯度倍数（10 的幂）")
    return Curves(title, (plain, residual), Text("blocks", "块"), Text("log₁₀", "log₁₀"))


def by_length(blocks: int, weight: float) -> Bars:
    """The gradient's share that comes along paths of each length."""
    total = (1 + weight) ** blocks
    shares = [comb(blocks, taken) * weight**taken / total for taken in range(blocks + 1)]
    title = Text("Share of the gradient by branches taken", "梯度来自各长度通路的比例")
    return Bars(title, tuple((Text(str(taken), str(taken)), share) for taken, share in enumerate(shares)))
