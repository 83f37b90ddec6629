"""MobileNetV2's block: expand, filter each channel, project without activation."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="efficient-compression",
    title=Text("What does an inverted residual block cost?", "倒残差块的开销是多少？"),
    bounds={
        "in_channels": between(1, 65536),
        "out_channels": between(1, 65536),
        "expand_ratio": between(1, 64),
        "kernel_size": between(1, 63),
        "stride": between(1, 8),
        "height": between(1, 4096),
        "width": between(1, 4096),
    },
    outputs=[
        Output("hidden_channels", Text("channels in the middle", "中间的通道数")),
        Output("channels", Text("channels along the block", "沿块的通道数")),
        Output("expand_params", Text("weights of the expansion", "扩张 1×1 的权重数")),
        Output("depthwise_params", Text("weights of the depthwise", "逐通道卷积的权重数")),
        Output("project_params", Text("weights of the projection", "投影 1×1 的权重数")),
        Output("params", Text("weights of the block", "整个块的权重数")),
        Output("params_with_norm", Text("with batch norm", "连 BN 在内")),
        Output("macs", Text("multiply-adds (MACs)", "乘加次数（MAC）")),
        Output("shortcut", Text("shortcut", "有捷径")),
        Output("shortcut_values", Text("values a shortcut holds", "捷径要存的数值个数")),
        Output("hidden_values", Text("values in the middle", "中间的数值个数")),
        Output("wide_shortcut_over_narrow", Text("shortcut between wide ends", "若捷径接在宽处（倍）")),
        Output("dense_params", Text("with a full middle layer", "中间用普通卷积"), slip=True),
        Output("two_layer_params", Text("without the expansion", "漏了扩张层"), slip=True),
        Output("strided_macs", Text("all at the output size", "全按输出尺寸算"), slip=True),
    ],
)
def inverted_residual(
    in_channels: int = 24,
    out_channels: int = 24,
    expand_ratio: int = 6,
    kernel_size: int = 3,
    stride: int = 1,
    height: int = 56,
    width: int = 56,
) -> Result:
    """Convolution weights (no biases) and MACs of 1×1 → depthwise k×k (with the stride) → linear 1×1.

    The middle has expand_ratio · in_channels channels; at ratio 1 there is no expansion layer. The map keeps its size
    but for the stride. The input is added to the output only at stride 1 and equal channels. Source: Sandler et al.
    2018, MobileNetV2, table 1 and figure 4.
    """
    hidden = expand_ratio * in_channels
    expand = in_channels * hidden if expand_ratio > 1 else 0
    depthwise, project = kernel_size**2 * hidden, hidden * out_channels
    params = expand + depthwise + project
    norm = 2 * (hidden * (2 if expand else 1) + out_channels)
    full, strided = height * width, -(-height // stride) * -(-width // stride)
    macs = expand * full + (depthwise + project) * strided
    return Result(
        outputs={
            "hidden_channels": hidden,
            "channels": (in_channels, hidden, hidden, out_channels),
            "expand_params": expand,
            "depthwise_params": depthwise,
            "project_params": project,
            "params": params,
            "params_with_norm": params + norm,
            "macs": macs,
            "shortcut": stride == 1 and in_channels == out_channels,
            "shortcut_values": in_channels * full,
            "hidden_values": hidden * full,
            "wide_shortcut_over_narrow": expand_ratio,
            "dense_params": params - depthwise + depthwise * hidden,
            "two_layer_params": depthwise + project,
            "strided_macs": params * strided,
        },
        steps=(
            Step(Text("channels in the middle", "中间的通道数"), f"{expand_ratio} · {in_channels}", hidden),
            Step(Text("expand, 1×1", "扩张 1×1"), f"{in_channels} · {hidden}" if expand else "identity", expand),
            Step(Text("depthwise", "逐通道"), f"{kernel_size}² · {hidden}", depthwise),
            Step(Text("project, 1×1", "投影 1×1"), f"{hidden} · {out_channels}", project),
            Step(Text("together", "合计"), f"{expand} + {depthwise} + {project}", params),
            Step(Text("multiply-adds", "乘加次数"), f"{expand}·{full} + ({depthwise} + {project})·{strided}", macs),
        ),
        pictures=(
            Bars(
                Text("Channels", "通道数"),
                (
                    (Text("input", "输入"), float(in_channels)),
                    (Text("expanded", "扩张后"), float(hidden)),
                    (Text("depthwise", "逐通道后"), float(hidden)),
                    (Text("projected", "投影后"), float(out_channels)),
                ),
            ),
            Bars(
                Text("Weights", "权重数"),
                (
                    (Text("expand", "扩张"), float(expand)),
                    (Text("depthwise", "逐通道"), float(depthwise)),
                    (Text("project", "投影"), float(project)),
                ),
            ),
        ),
    )
