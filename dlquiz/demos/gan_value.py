"""The value of the GAN game on a few cells, its best discriminator and what that one measures."""

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

POINTS = 99


@demo(
    topic="learning-paradigms",
    title=Text("What does the GAN game measure?", "GAN 的对抗博弈在度量什么？"),
    bounds={"p_data": between(0, 1e6), "p_g": between(0, 1e6), "d": between(0.000001, 0.999999)},
    outputs=[
        Output("value", Text("value at the given D", "给定 D 时的价值")),
        Output("optimal_d", Text("best D in each cell", "各格的最优 D")),
        Output("first_optimal_d", Text("best D in the first cell", "第一格的最优 D")),
        Output("optimal_value", Text("value at the best D", "最优 D 时的价值")),
        Output("js_divergence", Text("Jensen-Shannon divergence", "JS 散度"), Text("nats", "nat")),
        Output("lowest_value", Text("lowest of all: −ln 4", "全局最低：−ln 4")),
        Output("saturating_gradient", Text("slope of ln(1 − D) at fakes", "ln(1 − D) 的梯度大小")),
        Output("non_saturating_gradient", Text("slope of −ln D at fakes", "−ln D 的梯度大小")),
        Output("gradient_ratio", Text("the second over the first", "后者是前者的几倍")),
        Output("swapped_optimal_d", Text("p_g on top", "分子写成 p_g"), slip=True),
        Output("odds", Text("p_data over p_g", "p_data / p_g"), slip=True),
        Output("half_js", Text("one JS instead of two", "只算一倍 JS"), slip=True),
    ],
)
def gan_value(
    p_data: tuple[float, ...] = (4, 3, 2, 1), p_g: tuple[float, ...] = (1, 2, 3, 4), d: tuple[float, ...] = (0.5,)
) -> Result:
    """V(D, G) = Σ p_data ln D + Σ p_g ln(1 − D), natural log, with D the probability of "real" in each cell.

    The lists are shares, scaled to sum 1; one number in `d` holds for every cell. The best D is p_data / (p_data + p_g)
    and makes the value 2·JS − ln 4. Slopes are absolute derivatives by D's logit, averaged over the generator's
    samples. Raises DemoError where lists do not fit or are all zero. Source: Goodfellow et al. 2014, section 4.
    """
    if len(p_data) != len(p_g) or len(d) not in (1, len(p_g)) or not sum(p_data) or not sum(p_g):
        raise DemoError(
            f"{len(p_data)} and {len(p_g)} cells, {len(d)} numbers of D, sums {sum(p_data):g} and {sum(p_g):g}",
            remedy="give p_data and p_g equal lengths and something to share out, and D one number or one per cell",
        )
    real, fake = np.array(p_data, float) / sum(p_data), np.array(p_g, float) / sum(p_g)
    given = np.array(d * (len(p_g) // len(d)), float)
    both = real + fake
    best = np.divide(real, both, out=np.full_like(real, 0.5), where=both > 0)
    js = (divergence(real, both / 2) + divergence(fake, both / 2)) / 2
    value = float(real @ np.log(given) + fake @ np.log1p(-given))
    saturating, non_saturating = float(fake @ given), float(fake @ (1 - given))
    first_real, first_fake = float(real[0]), float(fake[0])
    return Result(
        outputs={
            "value": value,
            "optimal_d": tuple(best.tolist()),
            "first_optimal_d": float(best[0]),
            "optimal_value": 2 * js - float(np.log(4)),
            "js_divergence": js,
            "lowest_value": -float(np.log(4)),
            "saturating_gradient": saturating,
            "non_saturating_gradient": non_saturating,
            "gradient_ratio": non_saturating / saturating,
            "swapped_optimal_d": float(1 - best[0]),
            "odds": first_real / first_fake if first_fake else 0.0,
            "half_js": js - float(np.log(4)),
        },
        steps=(
            Step(
                Text("best D, first cell", "第一格的最优 D"),
                f"{first_real:.4g} / ({first_real:.4g} + {first_fake:.4g})",
                float(best[0]),
            ),
            Step(Text("value at the given D", "给定 D 的价值"), "Σ p_data·ln D + Σ p_g·ln(1 − D)", value),
            Step(Text("Jensen-Shannon", "JS 散度"), "½·KL(p_data ‖ m) + ½·KL(p_g ‖ m)", js),
            Step(Text("value at the best D", "最优 D 的价值"), f"2·{js:.4g} − ln 4", 2 * js - float(np.log(4))),
            Step(Text("slope of ln(1 − D)", "ln(1 − D) 的梯度"), "Σ p_g·D", saturating),
            Step(Text("slope of −ln D", "−ln D 的梯度"), "Σ p_g·(1 − D)", non_saturating),
        ),
        pictures=(
            Bars(
                Text("Best D", "最优 D"),
                tuple((Text(f"cell {i}", f"第 {i} 格"), float(b)) for i, b in enumerate(best[:16], 1)),
            ),
            generator_losses(),
        ),
    )


def divergence(p: Array, q: Array) -> float:
    """KL(p ‖ q) in nats; a cell without p adds nothing."""
    held = p > 0
    return float(p[held] @ np.log(p[held] / q[held]))


def generator_losses() -> Curves:
    """What the generator lowers, against the discriminator's verdict on a fake."""
    verdict = tuple((i + 1) / (POINTS + 1) for i in range(POINTS))
    return Curves(
        Text("Generator's loss at a fake", "生成器在一个假样本上的损失"),
        (
            Curve(Text("ln(1 − D)", "ln(1 − D)"), verdict, tuple(np.log1p(-np.array(verdict)).tolist())),
            Curve(Text("−ln D", "−ln D"), verdict, tuple((-np.log(verdict)).tolist())),
        ),
        Text("D", "D"),
    )
