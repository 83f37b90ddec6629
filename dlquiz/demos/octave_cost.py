"""Octave convolution: channels split by frequency, the low ones kept at half the resolution."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="convolution-variants",
    title=Text("What does octave convolution save?", "Octave 卷积能省多少？"),
    bounds={
        "alpha_in": between(0, 1),
        "alpha_out": between(0, 1),
        "in_channels": between(1, 65536),
        "out_channels": between(1, 65536),
        "kernel_size": between(1, 63),
        "height": between(2, 16384),
        "width": between(2, 16384),
    },
    outputs=[
        Output("params", Text("weights, as in the plain layer", "权重数（与普通卷积相同）")),
        Output("macs", Text("octave MACs", "Octave 乘加次数")),
        Output("standard_macs", Text("standard MACs", "标准卷积乘加次数")),
        Output("macs_ratio", Text("MACs, octave over standard", "乘加次数之比")),
        Output("memory_ratio", Text("output memory, same ratio", "输出特征图内存之比")),
        Output("one_minus_alpha", Text("1 − α", "1 − α"), slip=True),
        Output("high_to_high", Text("MACs high to high", "高频→高频乘加次数")),
        Output("high_to_low", Text("MACs high to low", "高频→低频乘加次数")),
        Output("low_to_high", Text("MACs low to high", "低频→高频乘加次数")),
        Output("low_to_low", Text("MACs low to low", "低频→低频乘加次数")),
    ],
)
def octave_cost(
    alpha_in: float = 0.5,
    alpha_out: float = 0.5,
    in_channels: int = 64,
    out_channels: int = 64,
    kernel_size: int = 3,
    height: int = 32,
    width: int = 32,
) -> Result:
    """Costs of one layer; `alpha` is the share of low-frequency channels, kept at half height and width.

    Only high to high runs at full resolution; the other three paths have a quarter of the positions. With equal
    alphas MACs fall to 1 − ¾·α(2 − α), feature memory to 1 − ¾·α. Pooling and upsampling are not counted.
    Raises DemoError unless the map halves evenly and alpha gives whole channels. Source: Chen et al. 2019.
    """
    if height % 2 or width % 2:
        raise DemoError(f"a map of {height} × {width} cannot be halved", remedy="give an even height and width")
    low_in, low_out = alpha_in * in_channels, alpha_out * out_channels
    if low_in % 1 or low_out % 1:
        raise DemoError(
            f"alpha leaves {low_in:g} and {low_out:g} low-frequency channels",
            remedy="choose alphas that give whole ones",
        )
    low_in, low_out = int(low_in), int(low_out)
    high_in, high_out = in_channels - low_in, out_channels - low_out
    full, quarter = height * width, height * width // 4
    paths = {
        "high_to_high": kernel_size**2 * high_in * high_out * full,
        "high_to_low": kernel_size**2 * high_in * low_out * quarter,
        "low_to_high": kernel_size**2 * low_in * high_out * quarter,
        "low_to_low": kernel_size**2 * low_in * low_out * quarter,
    }
    macs, standard = sum(paths.values()), kernel_size**2 * in_channels * out_channels * full
    memory = (high_out * full + low_out * quarter) / (out_channels * full)
    return Result(
        outputs={
            "params": kernel_size**2 * in_channels * out_channels,
            "macs": macs,
            "standard_macs": standard,
            "macs_ratio": macs / standard,
            "memory_ratio": memory,
            "one_minus_alpha": 1 - alpha_out,
            **paths,
        },
        steps=(
            Step(Text("low channels, in and out", "低频通道：输入、输出"), f"{low_in}, {low_out}"),
            Step(
                Text("full resolution", "全分辨率"),
                f"{high_in}·{high_out} / {in_channels}·{out_channels}",
                paths["high_to_high"] / standard,
            ),
            Step(
                Text("the rest, a quarter each", "其余三路，各 1/4"),
                f"(1 − {paths['high_to_high'] / standard:g}) / 4",
                (macs - paths["high_to_high"]) / standard,
            ),
            Step(Text("MACs", "乘加次数之比"), f"{macs} / {standard}", macs / standard),
            Step(Text("output memory", "输出内存之比"), f"1 − ¾·{alpha_out:g}", memory),
        ),
        pictures=(
            Bars(
                Text("Multiply-adds by path", "各路乘加次数"),
                (
                    (Text("high to high", "高→高"), float(paths["high_to_high"])),
                    (Text("high to low", "高→低"), float(paths["high_to_low"])),
                    (Text("low to high", "低→高"), float(paths["low_to_high"])),
                    (Text("low to low", "低→低"), float(paths["low_to_low"])),
                ),
            ),
            cost_by_alpha(),
        ),
    )


def cost_by_alpha() -> Curves:
    """MACs and memory against α, the same share at both ends."""
    alphas = tuple(step / 50 for step in range(51))
    return Curves(
        Text("Cost against α", "开销随 α 的变化"),
        (
            Curve(Text("MACs", "乘加次数"), alphas, tuple(1 - 0.75 * a * (2 - a) for a in alphas)),
            Curve(Text("feature memory", "特征图内存"), alphas, tuple(1 - 0.75 * a for a in alphas)),
        ),
        Text("α", "α"),
        Text("share of standard", "相对标准卷积"),
    )
