"""Which values share a mean and a variance: BN, LN, IN, GN, WN by axes and counts."""

from __future__ import annotations

from dataclasses import dataclass

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

SHOWN_SAMPLES, SHOWN_CHANNELS = 8, 32


@dataclass(frozen=True)
class Sharing:
    """The axes averaged over, how many statistics that leaves, of how many values each, and what is stored."""

    axes: str
    statistics: int
    values: int
    params: int
    buffers: int = 0


def sharing(method: str, N: int, C: int, H: int, W: int, groups: int, kernel_size: int) -> Sharing:
    """What `method` shares on an (N, C, H, W) tensor; weight norm on the (C, C, k, k) weight before it."""
    match method:
        case "bn":
            return Sharing("N,H,W", C, N * H * W, 2 * C, buffers=2 * C)
        case "ln":
            return Sharing("C,H,W", N, C * H * W, 2 * C * H * W)
        case "ln_last":
            return Sharing("C", N * H * W, C, 2 * C)
        case "in":
            return Sharing("H,W", N * C, H * W, 2 * C)
        case "gn":
            return Sharing("C/G,H,W", N * groups, C // groups * H * W, 2 * C)
        case _:
            return Sharing("C_in,k,k", C, C * kernel_size**2, C)


@demo(
    topic="normalization",
    title=Text("Which values share a mean and a variance?", "哪些值共用一组均值和方差？"),
    bounds={
        "method": one_of("bn", "ln", "ln_last", "in", "gn", "wn"),
        "batch_size": between(1, 65536),
        "channels": between(1, 65536),
        "height": between(1, 4096),
        "width": between(1, 4096),
        "groups": between(1, 65536),
        "kernel_size": between(1, 63),
    },
    outputs=[
        Output("axes", Text("averaged over", "在哪些维度上统计")),
        Output("statistics", Text("means (and variances)", "均值（方差）的个数")),
        Output("values_per_statistic", Text("values behind each", "每个统计量用到的值")),
        Output("params", Text("learned parameters", "可学习参数")),
        Output("params_per_channel", Text("the same, γ and β per channel", "同上，γ、β 按通道")),
        Output("buffers", Text("running statistics", "滑动统计量")),
        Output("depends_on_batch", Text("tied to the batch in training", "训练时依赖同批样本")),
    ],
)
def norm_axes(
    method: str = "bn",
    batch_size: int = 8,
    channels: int = 32,
    height: int = 14,
    width: int = 14,
    groups: int = 8,
    kernel_size: int = 3,
) -> Result:
    """Counts for an input (N, C, H, W). `ln`: over C, H, W, γ and β per element, as torch.nn.LayerNorm((C, H, W));
    `ln_last`: over C at each position, as in a Transformer; `in` with affine=True; `wn`: one length g for each
    filter of a C-to-C convolution, no activation statistics. Raises DemoError where groups do not divide C.
    Source: Wu and He 2018, Figure 2; Salimans and Kingma 2016.
    """
    if channels % groups:
        raise DemoError(f"{groups} groups do not divide {channels} channels", remedy="choose groups that divide them")
    methods = ("bn", "ln", "ln_last", "in", "gn", "wn")
    table = {name: sharing(name, batch_size, channels, height, width, groups, kernel_size) for name in methods}
    this = table[method]
    whole = channels**2 * kernel_size**2 if method == "wn" else batch_size * channels * height * width
    return Result(
        outputs={
            "axes": this.axes,
            "statistics": this.statistics,
            "values_per_statistic": this.values,
            "params": this.params,
            "params_per_channel": 2 * channels,
            "buffers": this.buffers,
            "depends_on_batch": method == "bn",
        },
        steps=(
            Step(
                Text("values in all", "数值总数"),
                f"{channels} × {channels} × {kernel_size} × {kernel_size}"
                if method == "wn"
                else f"{batch_size} × {channels} × {height} × {width}",
                whole,
            ),
            Step(Text("values behind one statistic", "每个统计量用到的值"), f"over {this.axes}", this.values),
            Step(Text("statistics", "统计量个数"), f"{whole} / {this.values}", this.statistics),
        ),
        pictures=(
            Grid(
                Text("Cells (n, c) that share with the first", "与首格共用统计量的 (n, c)"),
                shared_with_the_first(method, min(batch_size, SHOWN_SAMPLES), channels, groups),
            ),
            Grid(
                Text("All methods", "各方法对照"),
                tuple((row.statistics, row.values, row.params, row.buffers) for row in table.values()),
                numbers=True,
                row_labels=methods,
                column_labels=("statistics", "values", "params", "buffers"),
            ),
        ),
    )


def shared_with_the_first(method: str, samples: int, channels: int, groups: int) -> tuple[tuple[float, ...], ...]:
    """1 where sample n, channel c feeds the same statistic as sample 0, channel 0 (for wn: none does)."""
    over_samples = {"bn": samples, "wn": 0}.get(method, 1)
    over_channels = {"ln": channels, "ln_last": channels, "gn": channels // groups}.get(method, 1)
    return tuple(
        tuple(float(n < over_samples and c < over_channels) for c in range(min(channels, SHOWN_CHANNELS)))
        for n in range(samples)
    )
