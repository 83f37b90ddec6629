"""Standard convolution against a depthwise and a pointwise one: weights, multiply-adds, memory traffic."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="convolution-variants",
    title=Text("What does a depthwise separable convolution save?", "深度可分离卷积能省多少？"),
    bounds={
        "in_channels": between(1, 65536),
        "out_channels": between(1, 65536),
        "kernel_size": between(1, 63),
        "height": between(1, 16384),
        "width": between(1, 16384),
    },
    outputs=[
        Output("standard_params", Text("standard weights", "标准卷积权重数")),
        Output("depthwise_params", Text("depthwise weights", "逐通道部分权重数")),
        Output("pointwise_params", Text("pointwise weights", "逐点部分权重数")),
        Output("separable_params", Text("separable weights", "可分离卷积权重数")),
        Output("multiplied_params", Text("product of the two parts", "两部分相乘"), slip=True),
        Output("standard_macs", Text("standard MACs", "标准卷积乘加次数")),
        Output("depthwise_macs", Text("depthwise MACs", "逐通道部分乘加次数")),
        Output("pointwise_macs", Text("pointwise MACs", "逐点部分乘加次数")),
        Output("separable_macs", Text("separable MACs", "可分离卷积乘加次数")),
        Output("ratio", Text("separable over standard", "可分离 / 标准")),
        Output("closed_form", Text("1/C_out + 1/k²", "1/C_out + 1/k²")),
        Output("ratio_error", Text("ratio minus that sum", "比值与该式之差")),
        Output("speedup", Text("MACs saved, times", "乘加次数缩减倍数")),
        Output("pointwise_share", Text("pointwise share of MACs", "逐点部分占比")),
        Output("standard_traffic", Text("standard: values moved", "标准卷积读写数值数")),
        Output("separable_traffic", Text("separable: values moved", "可分离卷积读写数值数")),
        Output("standard_macs_per_value", Text("standard: MACs per value", "标准卷积每数乘加次数")),
        Output("depthwise_macs_per_value", Text("depthwise: MACs per value", "逐通道每数乘加次数")),
    ],
)
def separable_cost(
    in_channels: int = 16,
    out_channels: int = 32,
    kernel_size: int = 3,
    height: int = 14,
    width: int = 14,
    bias: bool = False,
    pointwise_first: bool = False,
) -> Result:
    """Costs on one image, stride 1, output as large as the input; `bias` counts in the weights only.

    Standard: k²·C_in·C_out weights. Separable: k²·C_in + C_in·C_out, a fraction 1/C_out + 1/k² of it. With
    `pointwise_first` (Xception) the spatial step runs on C_out channels: 1/C_in + 1/k². Traffic counts every
    weight, input and output of each step once. Source: Howard et al. 2017, MobileNets, section 3.1.
    """
    positions = height * width
    depthwise_channels = out_channels if pointwise_first else in_channels
    standard = kernel_size**2 * in_channels * out_channels
    depthwise = kernel_size**2 * depthwise_channels
    pointwise = in_channels * out_channels
    separable = depthwise + pointwise
    other = in_channels if pointwise_first else out_channels
    closed_form = 1 / other + 1 / kernel_size**2
    standard_bias, depthwise_bias = (out_channels, depthwise_channels) if bias else (0, 0)
    standard_traffic = standard + positions * (in_channels + out_channels)
    depthwise_traffic = depthwise + positions * 2 * depthwise_channels
    return Result(
        outputs={
            "standard_params": standard + standard_bias,
            "depthwise_params": depthwise + depthwise_bias,
            "pointwise_params": pointwise + standard_bias,
            "separable_params": separable + depthwise_bias + standard_bias,
            "multiplied_params": depthwise * pointwise,
            "standard_macs": standard * positions,
            "depthwise_macs": depthwise * positions,
            "pointwise_macs": pointwise * positions,
            "separable_macs": separable * positions,
            "ratio": separable / standard,
            "closed_form": closed_form,
            "ratio_error": separable / standard - closed_form,
            "speedup": standard / separable,
            "pointwise_share": pointwise / separable,
            "standard_traffic": standard_traffic,
            "separable_traffic": depthwise_traffic + pointwise + positions * (in_channels + out_channels),
            "standard_macs_per_value": standard * positions / standard_traffic,
            "depthwise_macs_per_value": depthwise * positions / depthwise_traffic,
        },
        steps=(
            Step(Text("standard", "标准卷积"), f"{kernel_size}² × {in_channels} × {out_channels}", standard),
            *(
                [Step(Text("with its biases", "加上偏置"), f"{standard} + {standard_bias}", standard + standard_bias)]
                if bias
                else []
            ),
            Step(Text("depthwise", "逐通道"), f"{kernel_size}² × {depthwise_channels}", depthwise),
            Step(Text("pointwise", "逐点"), f"{in_channels} × {out_channels}", pointwise),
            Step(Text("separable", "可分离卷积"), f"{depthwise} + {pointwise}", separable),
            Step(Text("ratio", "比值"), f"{separable} / {standard} = 1/{other} + 1/{kernel_size}²", closed_form),
            Step(Text("times fewer", "缩减倍数"), f"{standard} / {separable}", standard / separable),
        ),
        pictures=(
            Bars(
                Text("Multiply-adds", "乘加次数"),
                (
                    (Text("standard", "标准卷积"), float(standard * positions)),
                    (Text("depthwise", "逐通道"), float(depthwise * positions)),
                    (Text("pointwise", "逐点"), float(pointwise * positions)),
                ),
            ),
            ratio_by_channels(),
        ),
    )


def ratio_by_channels() -> Curves:
    """1/C_out + 1/k² for 4 to 256 channels: it flattens towards 1/k²."""
    channels = tuple(range(4, 257, 4))
    return Curves(
        Text("MACs, separable over standard", "乘加次数之比：可分离 / 标准"),
        tuple(
            Curve(Text(f"k = {k}", f"k = {k}"), tuple(map(float, channels)), tuple(1 / c + 1 / k**2 for c in channels))
            for k in (3, 5, 7)
        ),
        Text("output channels", "输出通道数"),
        Text("ratio", "比值"),
    )
