"""Weights of a dense, a locally connected and a convolutional layer that make the same output map."""

from __future__ import annotations

from math import log10

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="cnn-basics",
    title=Text("What do locality and sharing save?", "局部连接和权重共享各省多少？"),
    bounds={
        "in_channels": between(1, 4096),
        "out_channels": between(1, 4096),
        "kernel_size": between(1, 63),
        "padding": between(0, 31),
        "height": between(1, 4096),
        "width": between(1, 4096),
    },
    outputs=[
        Output("dense_weights", Text("fully connected layer", "全连接层"), Text("weights", "个权重")),
        Output("local_weights", Text("local, not shared", "局部连接、不共享"), Text("weights", "个权重")),
        Output("shared_weights", Text("local and shared: conv", "局部连接且共享：卷积"), Text("weights", "个权重")),
        Output("weights_of_one_dense_unit", Text("one dense unit", "一个全连接单元"), Text("weights", "个权重")),
        Output("weights_of_one_filter", Text("one filter", "一个卷积核"), Text("weights", "个权重")),
        Output("positions", Text("positions that share", "共享一套权重的位置数")),
        Output("dense_over_local", Text("saved by locality", "局部连接省下的倍数")),
        Output("dense_over_shared", Text("saved by both", "两者合计省下的倍数")),
    ],
)
def dense_vs_conv(
    in_channels: int = 3,
    out_channels: int = 64,
    kernel_size: int = 3,
    padding: int = 1,
    height: int = 224,
    width: int = 224,
) -> Result:
    """Three layers from C_in × H × W to C_out × H' × W' (stride 1, no bias), from every connection to a shared few.

    dense: C_in H W · C_out H' W'; local: every position its own C_out kernels of C_in k²; shared: one set for all.
    Raises DemoError where the kernel is larger than the padded input. Source: Goodfellow et al. (2016), §9.2.
    """
    out_height, out_width = (side + 2 * padding - kernel_size + 1 for side in (height, width))
    if min(out_height, out_width) < 1:
        raise DemoError(
            f"a kernel of {kernel_size} does not fit into {height} × {width} with padding {padding}",
            remedy="enlarge height, width or padding",
        )
    inputs, positions = in_channels * height * width, out_height * out_width
    units, fan_in = out_channels * positions, in_channels * kernel_size**2
    dense, local, shared = inputs * units, units * fan_in, out_channels * fan_in
    named = (
        (Text("fully connected", "全连接"), f"{inputs} × {units}", dense),
        (Text("local, not shared", "局部连接、不共享"), f"{fan_in} × {units}", local),
        (Text("local and shared", "局部连接且共享"), f"{fan_in} × {out_channels}", shared),
    )
    return Result(
        outputs={
            "dense_weights": dense,
            "local_weights": local,
            "shared_weights": shared,
            "weights_of_one_dense_unit": inputs,
            "weights_of_one_filter": fan_in,
            "positions": positions,
            "dense_over_local": inputs / fan_in,
            "dense_over_shared": dense / shared,
        },
        steps=(
            Step(Text("one dense unit", "一个全连接单元"), f"{in_channels} × {height} × {width}", inputs),
            Step(Text("one filter", "一个卷积核"), f"{in_channels} × {kernel_size}²", fan_in),
            *(Step(label, working, weights) for label, working, weights in named),
        ),
        pictures=(
            Bars(
                Text("Weights, in powers of ten", "权重数（10 的幂次）"),
                tuple((label, log10(weights)) for label, _, weights in named),
            ),
        ),
    )
