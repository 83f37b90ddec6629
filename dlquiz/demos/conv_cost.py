"""Output size, parameters, multiply-adds and memory traffic of a 2-D convolution."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="cnn-basics",
    title=Text("What does a convolution cost?", "一层卷积的开销是多少？"),
    bounds={
        "in_channels": between(1, 65536),
        "out_channels": between(1, 65536),
        "kernel_size": between(1, 63),
        "stride": between(1, 64),
        "padding": between(0, 64),
        "dilation": between(1, 64),
        "groups": between(1, 65536),
        "height": between(1, 16384),
        "width": between(1, 16384),
    },
    outputs=[
        Output("out_height", Text("output height", "输出高度"), Text("pixels", "像素")),
        Output("out_width", Text("output width", "输出宽度"), Text("pixels", "像素")),
        Output("out_width_ceil", Text("output width, rounded up", "输出宽度（向上取整）"), Text("pixels", "像素")),
        Output("same_padding", Text("rows to pad to keep the size", "保持尺寸需补的总行数"), Text("pixels", "像素")),
        Output("output_values", Text("values in the output", "输出的数值个数")),
        Output("effective_kernel", Text("kernel with its holes", "等效核大小")),
        Output("params", Text("parameters", "参数量")),
        Output("weights_of_one_filter", Text("weights of one filter", "单个核的权重数")),
        Output("params_without_depth", Text("if filters had no depth", "若核没有深度"), slip=True),
        Output("ungrouped_params", Text("weights without groups", "不分组的权重数")),
        Output("share_of_ungrouped", Text("share of those left", "分组后保留的比例")),
        Output("params_of_one_group", Text("weights of one group", "单组权重数")),
        Output("macs", Text("multiply-adds (MACs)", "乘加次数（MAC）")),
        Output("flops", Text("FLOPs, 2 per MAC", "浮点运算数（每次乘加计 2）")),
        Output("traffic", Text("values read and written", "读写的数值个数")),
    ],
)
def conv_cost(
    in_channels: int = 3,
    out_channels: int = 64,
    kernel_size: int = 3,
    stride: int = 1,
    padding: int = 0,
    dilation: int = 1,
    groups: int = 1,
    bias: bool = False,
    height: int = 32,
    width: int = 32,
) -> Result:
    """Cost of Conv2d on one image (N = 1); a multiply-add counts once in `macs`, twice in `flops`.

    Input (C_in, H, W), weight (C_out, C_in / groups, k, k), output (C_out, H', W') with
    H' = floor((H + 2p - d(k - 1) - 1) / s) + 1. `same_padding` is the total of both sides at stride 1; where it is
    odd, the sides differ and the picture shifts by half a pixel. `out_width_ceil` is what pooling with ceil_mode
    gives, whose last window must start inside the input or its left padding. Raises DemoError where groups do not
    divide the channels or the kernel is larger than the padded input.
    Source: torch.nn.Conv2d, Shape and Variables.
    """
    if in_channels % groups or out_channels % groups:
        raise DemoError(
            f"{groups} groups do not divide {in_channels} input and {out_channels} output channels",
            remedy="choose groups that divide both",
        )
    span = dilation * (kernel_size - 1) + 1
    if span > min(height, width) + 2 * padding:
        raise DemoError(
            f"a kernel spanning {span} pixels does not fit into {height} × {width} with padding {padding}",
            remedy="enlarge height, width or padding",
        )
    out_height = (height + 2 * padding - span) // stride + 1
    out_width = (width + 2 * padding - span) // stride + 1
    fan_in = in_channels // groups * kernel_size**2
    weights = out_channels * fan_in
    biases = out_channels if bias else 0
    params = weights + biases
    positions = out_height * out_width
    macs = weights * positions
    read, written = in_channels * height * width, out_channels * positions
    slid = f"2·{padding} − {dilation}·({kernel_size} − 1) − 1) / {stride}⌋ + 1"
    return Result(
        outputs={
            "out_height": out_height,
            "out_width": out_width,
            "out_width_ceil": min(-(-(width + 2 * padding - span) // stride), (width + padding - 1) // stride) + 1,
            "same_padding": span - 1,
            "output_values": written,
            "effective_kernel": span,
            "params": params,
            "weights_of_one_filter": fan_in,
            "params_without_depth": out_channels * kernel_size**2 + biases,
            "ungrouped_params": weights * groups,
            "share_of_ungrouped": 1 / groups,
            "params_of_one_group": weights // groups,
            "macs": macs,
            "flops": 2 * macs,
            "traffic": read + params + written,
        },
        steps=(
            Step(Text("output height", "输出高度"), f"⌊({height} + {slid}", out_height),
            *([Step(Text("output width", "输出宽度"), f"⌊({width} + {slid}", out_width)] if width != height else []),
            *counted(in_channels, groups, kernel_size, out_channels, biases),
            Step(Text("multiply-adds", "乘加次数"), f"{weights} × {out_height} × {out_width}", macs),
            Step(Text("FLOPs", "浮点运算数"), f"2 × {macs}", 2 * macs),
            Step(Text("values moved", "读写的数值个数"), f"{read} + {params} + {written}", read + params + written),
        ),
        pictures=(
            Bars(
                Text("Values read and written", "读写的数值个数"),
                (
                    (Text("input", "输入"), float(read)),
                    (Text("parameters", "参数"), float(params)),
                    (Text("output", "输出"), float(written)),
                ),
            ),
        ),
    )


def counted(in_channels: int, groups: int, kernel_size: int, out_channels: int, biases: int) -> tuple[Step, ...]:
    """How the parameters are counted: the channels one filter reads, its weights, then all filters."""
    channels = in_channels // groups
    fan_in = kernel_size**2 * channels
    return (
        Step(Text("channels one filter reads", "每个核读取的通道数"), f"{in_channels} / {groups}", channels),
        Step(Text("weights of one filter", "单个核的权重数"), f"{kernel_size} × {kernel_size} × {channels}", fan_in),
        Step(
            Text("parameters", "参数量"),
            f"{fan_in} × {out_channels}" + (f" + {biases}" if biases else ""),
            fan_in * out_channels + biases,
        ),
    )
