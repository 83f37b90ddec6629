"""One large kernel, or small ones in a row that see as far: 3×3 stacks, and 1×n after n×1."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="architectures",
    title=Text("What replaces a large kernel?", "大卷积核可以换成什么？"),
    bounds={
        "channels": between(1, 4096),
        "kernel_size": between(3, 31),
        "height": between(1, 1024),
        "width": between(1, 1024),
    },
    outputs=[
        Output("whole_params", Text("one large kernel", "一个大核")),
        Output("stack_params", Text("stack of 3×3", "3×3 堆叠")),
        Output("pair_params", Text("1×n and n×1", "1×n 加 n×1")),
        Output("stack_layers", Text("3×3 layers in the stack", "堆叠的 3×3 层数")),
        Output("stack_share", Text("stack relative to one", "堆叠与单层之比")),
        Output("pair_share", Text("pair relative to one", "成对与单层之比")),
        Output("whole_macs", Text("MACs, one large kernel", "乘加：一个大核")),
        Output("stack_macs", Text("MACs, stack of 3×3", "乘加：3×3 堆叠")),
        Output("pair_macs", Text("MACs, 1×n and n×1", "乘加：1×n 加 n×1")),
        Output("whole_activations", Text("outputs, one large kernel", "输出值：一个大核")),
        Output("stack_activations", Text("outputs, stack of 3×3", "输出值：3×3 堆叠")),
        Output("single_small_params", Text("a single 3×3 layer", "单层 3×3"), slip=True),
        Output("whole_without_depth", Text("if kernels had no depth", "若核没有深度"), slip=True),
        Output("stack_with_one_more", Text("one 3×3 layer too many", "多算一层 3×3"), slip=True),
    ],
)
def factorized_conv(channels: int = 64, kernel_size: int = 7, height: int = 56, width: int = 56) -> Result:
    """Weights, multiply-adds and outputs of three ways to see n × n pixels: C channels throughout, stride 1, no bias.

    One n×n layer n²C²; (n − 1) / 2 layers of 3×3, each 9C²; a 1×n layer and an n×1 layer 2nC². The receptive field is
    the same, the functions are not. Raises DemoError for an even n.
    Sources: Simonyan, Zisserman (2015), Section 2.3; Szegedy et al. (2016), Section 3.
    """
    if kernel_size % 2 == 0:
        raise DemoError(f"no stack of 3×3 sees {kernel_size} × {kernel_size}", remedy="choose an odd kernel_size")
    layers, square, positions = (kernel_size - 1) // 2, channels**2, height * width
    whole, stack, pair = kernel_size**2 * square, layers * 9 * square, 2 * kernel_size * square
    return Result(
        outputs={
            "whole_params": whole,
            "stack_params": stack,
            "pair_params": pair,
            "stack_layers": layers,
            "stack_share": stack / whole,
            "pair_share": pair / whole,
            "whole_macs": whole * positions,
            "stack_macs": stack * positions,
            "pair_macs": pair * positions,
            "whole_activations": channels * positions,
            "stack_activations": layers * channels * positions,
            "single_small_params": 9 * square,
            "whole_without_depth": kernel_size**2 * channels,
            "stack_with_one_more": (layers + 1) * 9 * square,
        },
        steps=(
            Step(Text("one large kernel", "一个大核"), f"{kernel_size}² · {channels}²", whole),
            Step(Text("3×3 layers needed", "需要的 3×3 层数"), f"({kernel_size} − 1) / 2", layers),
            Step(Text("stack of 3×3", "3×3 堆叠"), f"{layers} · 9 · {channels}²", stack),
            Step(
                Text("outputs, stack of 3×3", "输出值：3×3 堆叠"),
                f"{layers} · {channels} · {height} · {width}",
                layers * channels * positions,
            ),
            Step(Text("1×n and n×1", "1×n 加 n×1"), f"2 · {kernel_size} · {channels}²", pair),
        ),
        pictures=(
            Bars(
                Text("Weights", "权重数"),
                (
                    (Text(f"one {kernel_size}×{kernel_size}", f"一个 {kernel_size}×{kernel_size}"), float(whole)),
                    (Text(f"{layers} of 3×3", f"{layers} 层 3×3"), float(stack)),
                    (Text(f"1×{kernel_size} and {kernel_size}×1", f"1×{kernel_size} 加 {kernel_size}×1"), float(pair)),
                ),
            ),
        ),
    )
