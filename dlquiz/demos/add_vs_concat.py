"""Fusing two feature maps by addition or by concatenation, and the convolution that follows."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

TRIED = 16


@demo(
    topic="architectures",
    title=Text("Add or concatenate?", "相加还是拼接？"),
    bounds={
        "first_channels": between(1, 65536),
        "second_channels": between(1, 65536),
        "out_channels": between(1, 65536),
        "kernel_size": between(1, 63),
        "height": between(1, 4096),
        "width": between(1, 4096),
        "seed": between(0, 2**32 - 1),
    },
    outputs=[
        Output("add_channels", Text("add: channels after fusion", "相加后的通道数")),
        Output("concat_channels", Text("concat: channels after fusion", "拼接后的通道数")),
        Output("lateral_params", Text("1×1 to match the channels", "对齐通道的 1×1 权重数")),
        Output("add_params", Text("add: weights that follow", "相加：后接卷积的权重数")),
        Output("concat_params", Text("concat: weights that follow", "拼接：后接卷积的权重数")),
        Output("ratio", Text("concat over add", "拼接与相加之比")),
        Output("add_macs", Text("add: MACs that follow", "相加：后接卷积的乘加")),
        Output("concat_macs", Text("concat: MACs that follow", "拼接：后接卷积的乘加")),
        Output("add_values", Text("add: values after fusion", "相加后的数值个数")),
        Output("concat_values", Text("concat: values after fusion", "拼接后的数值个数")),
        Output("tied_differs_by", Text("add against concat, tied", "相加与权重绑定的拼接之差")),
        Output("one_input_params", Text("if one map were forgotten", "漏掉一路输入"), slip=True),
        Output("summed_channels", Text("if adding summed channels", "误把通道数相加"), slip=True),
    ],
)
def add_vs_concat(
    first_channels: int = 256,
    second_channels: int = 256,
    out_channels: int = 256,
    kernel_size: int = 3,
    height: int = 32,
    width: int = 32,
    seed: int = 0,
) -> Result:
    """Two maps of one size are fused, then a k × k convolution follows (stride 1, "same" padding, no bias).

    Adding needs equal channels: where they differ, a 1×1 brings the second map to the first one's (`lateral_params`,
    part of `add_params`). `tied_differs_by` compares, at one pixel of random maps, W(a + b) with [W W] applied to the
    concatenation: addition is concatenation with tied weights. Sources: Ronneberger et al. 2015; Lin et al. 2017.
    """
    lateral = first_channels * second_channels if first_channels != second_channels else 0
    both = first_channels + second_channels
    kernel = kernel_size**2 * out_channels
    add, concat = kernel * first_channels + lateral, kernel * both
    positions = height * width
    return Result(
        outputs={
            "add_channels": first_channels,
            "concat_channels": both,
            "lateral_params": lateral,
            "add_params": add,
            "concat_params": concat,
            "ratio": concat / add,
            "add_macs": add * positions,
            "concat_macs": concat * positions,
            "add_values": first_channels * positions,
            "concat_values": both * positions,
            "tied_differs_by": tied_gap(min(first_channels, TRIED), min(out_channels, TRIED), seed),
            "one_input_params": kernel * second_channels,
            "summed_channels": both,
        },
        steps=(
            Step(Text("concatenated channels", "拼接后的通道数"), f"{first_channels} + {second_channels}", both),
            Step(
                Text("concat: weights", "拼接：权重数"),
                f"{kernel_size}² × {both} × {out_channels}",
                concat,
            ),
            Step(
                Text("add: weights", "相加：权重数"),
                f"{kernel_size}² × {first_channels} × {out_channels}" + (f" + {lateral}" if lateral else ""),
                add,
            ),
            Step(Text("concat over add", "两者之比"), f"{concat} / {add}", concat / add),
        ),
        pictures=(
            Bars(
                Text("Weights of the next layer", "后接卷积的权重数"),
                ((Text("add", "相加"), float(add)), (Text("concatenate", "拼接"), float(concat))),
            ),
        ),
    )


def tied_gap(channels: int, out_channels: int, seed: int) -> float:
    """Largest gap between W(a + b) and [W W][a; b]."""
    rng = np.random.default_rng(seed)
    weight = rng.normal(size=(out_channels, channels))
    a, b = rng.normal(size=(2, channels))
    return float(np.abs(weight @ (a + b) - np.hstack([weight, weight]) @ np.concatenate([a, b])).max())
