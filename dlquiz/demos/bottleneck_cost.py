"""A bottleneck block, grouped or not, against two plain 3×3 layers."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="architectures",
    title=Text("What does a bottleneck block save?", "瓶颈块能省多少？"),
    bounds={
        "in_channels": between(1, 65536),
        "mid_channels": between(1, 65536),
        "out_channels": between(1, 65536),
        "groups": between(1, 65536),
        "stride": between(1, 8),
        "height": between(1, 4096),
        "width": between(1, 4096),
    },
    outputs=[
        Output("params", Text("weights of the block", "整个块的权重数")),
        Output("reduce_params", Text("weights of the first 1×1", "第一个 1×1 的权重数")),
        Output("middle_params", Text("weights of the 3×3", "3×3 的权重数")),
        Output("expand_params", Text("weights of the second 1×1", "第二个 1×1 的权重数")),
        Output("projection_params", Text("weights of the shortcut", "捷径的权重数")),
        Output("group_width", Text("channels of one group", "每组通道数")),
        Output("basic_params", Text("weights of two 3×3 instead", "换成两个 3×3 的权重数")),
        Output("narrow_basic_params", Text("two 3×3 at the mid width", "中间宽度的两个 3×3")),
        Output("saving", Text("two 3×3, times as many", "两个 3×3 是它的几倍")),
        Output("macs", Text("multiply-adds (MACs)", "乘加次数（MAC）")),
        Output("basic_macs", Text("MACs of two 3×3 instead", "换成两个 3×3 的乘加次数")),
        Output("branch_params", Text("without the shortcut", "不算捷径"), slip=True),
        Output("ungrouped_params", Text("without groups", "不分组"), slip=True),
        Output("squared_groups_params", Text("3×3 divided by g²", "3×3 多除了一次 g"), slip=True),
    ],
)
def bottleneck_cost(
    in_channels: int = 256,
    mid_channels: int = 64,
    out_channels: int = 256,
    groups: int = 1,
    stride: int = 1,
    height: int = 56,
    width: int = 56,
) -> Result:
    """Convolution weights and MACs of 1×1 → 3×3 (in groups) → 1×1 with a shortcut; no biases, no batch norm.

    The stride is in the 3×3, as in torchvision; `height` and `width` are the block's input. The shortcut is free where
    shapes agree, else a 1×1 projection with the stride. Two 3×3 layers, in → out → out, have the same shortcut.
    Raises DemoError where groups do not divide mid_channels. Sources: He et al. 2016, fig. 5; Xie et al. 2017, fig. 1.
    """
    if mid_channels % groups:
        raise DemoError(f"{groups} groups do not divide {mid_channels} channels", remedy="choose groups that do")
    reduce, expand = in_channels * mid_channels, mid_channels * out_channels
    ungrouped = 9 * mid_channels**2
    middle = ungrouped // groups
    projected = stride > 1 or in_channels != out_channels
    projection = in_channels * out_channels if projected else 0
    params = reduce + middle + expand + projection
    basic = 9 * in_channels * out_channels + 9 * out_channels**2 + projection
    full, strided = height * width, -(-height // stride) * -(-width // stride)
    return Result(
        outputs={
            "params": params,
            "reduce_params": reduce,
            "middle_params": middle,
            "expand_params": expand,
            "projection_params": projection,
            "group_width": mid_channels // groups,
            "basic_params": basic,
            "narrow_basic_params": 2 * ungrouped,
            "saving": basic / params,
            "macs": reduce * full + (params - reduce) * strided,
            "basic_macs": basic * strided,
            "branch_params": params - projection,
            "ungrouped_params": params - middle + ungrouped,
            "squared_groups_params": params - middle + middle // groups,
        },
        steps=(
            Step(Text("1×1, reduce", "1×1 降维"), f"{in_channels} × {mid_channels}", reduce),
            Step(Text("3×3", "3×3"), f"9 × {mid_channels // groups} × {mid_channels}", middle),
            Step(Text("1×1, expand", "1×1 升维"), f"{mid_channels} × {out_channels}", expand),
            Step(Text("shortcut", "捷径"), f"{in_channels} × {out_channels}" if projected else "identity", projection),
            Step(Text("together", "合计"), f"{reduce} + {middle} + {expand} + {projection}", params),
            Step(
                Text("two 3×3 instead", "换成两个 3×3"),
                f"9·{in_channels}·{out_channels} + 9·{out_channels}² + {projection}",
                basic,
            ),
        ),
        pictures=(
            Bars(
                Text("Weights", "权重数"),
                (
                    (Text("1×1, reduce", "1×1 降维"), float(reduce)),
                    (Text("3×3", "3×3"), float(middle)),
                    (Text("1×1, expand", "1×1 升维"), float(expand)),
                    (Text("shortcut", "捷径"), float(projection)),
                    (Text("two 3×3 instead", "换成两个 3×3"), float(basic)),
                ),
            ),
        ),
    )
