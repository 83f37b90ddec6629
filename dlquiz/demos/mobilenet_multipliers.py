"""MobileNetV1 made thinner (width multiplier) and fed smaller images (resolution multiplier)."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos._nets import Net, mobilenet_v1
from dlquiz.demos.spec import between, demo

FULL_SIZE = 224
WIDTHS = (0.25, 0.5, 0.75, 1.0)
SIZES = (128, 160, 192, 224)


@demo(
    topic="efficient-compression",
    title=Text("What do MobileNet's two multipliers save?", "MobileNet 的两个因子能省多少？"),
    bounds={"alpha": between(0.05, 2), "image_size": between(32, 512), "num_classes": between(1, 100_000)},
    outputs=[
        Output("rho", Text("resolution multiplier ρ", "分辨率因子 ρ")),
        Output("params", Text("parameters", "参数量")),
        Output("params_share", Text("parameters over full net's", "参数量与完整网络之比")),
        Output("macs", Text("multiply-adds (MACs)", "乘加次数（MAC）")),
        Output("macs_share", Text("MACs over full net's", "乘加次数与完整网络之比")),
        Output("depthwise_share", Text("depthwise layer: α·ρ²", "逐通道层：α·ρ²")),
        Output("pointwise_share", Text("pointwise layer: α²·ρ²", "逐点层：α²·ρ²")),
        Output("pointwise_params_share", Text("its weights: α²", "逐点层权重：α²")),
        Output("unsquared_share", Text("if α counted once", "α 只算一次"), slip=True),
        Output("one_side_share", Text("if ρ counted once", "ρ 只算一次"), slip=True),
    ],
)
def mobilenet_multipliers(alpha: float = 0.5, image_size: int = 224, num_classes: int = 1000) -> Result:
    """Width multiplier α scales all channel counts (rounded down), ρ = image_size / 224 the side of every map.

    A separable layer, M → N channels on F × F: k²·αM·(ρF)² + αM·αN·(ρF)² multiply-adds. The parameters include batch
    norm's scale and shift. Source: Howard et al. 2017, MobileNets, sections 3.3 and 3.4, tables 6 and 7.
    """
    params, macs = cost(alpha, image_size, num_classes)
    full_params, full_macs = cost(1, FULL_SIZE, num_classes)
    rho = image_size / FULL_SIZE
    return Result(
        outputs={
            "rho": rho,
            "params": params,
            "params_share": params / full_params,
            "macs": macs,
            "macs_share": macs / full_macs,
            "depthwise_share": alpha * rho**2,
            "pointwise_share": alpha**2 * rho**2,
            "pointwise_params_share": alpha**2,
            "unsquared_share": alpha * rho,
            "one_side_share": alpha**2 * rho,
        },
        steps=(
            Step(Text("resolution multiplier", "分辨率因子"), f"{image_size} / {FULL_SIZE}", rho),
            Step(Text("MACs, depthwise", "逐通道层乘加"), f"{alpha:g} · {rho:.4g}²", alpha * rho**2),
            Step(Text("MACs, pointwise", "逐点层乘加"), f"{alpha:g}² · {rho:.4g}²", alpha**2 * rho**2),
            Step(Text("MACs of the net", "全网乘加"), f"{macs} / {full_macs}", macs / full_macs),
            Step(Text("its parameters", "全网参数量"), f"{params} / {full_params}", params / full_params),
        ),
        pictures=(
            Curves(
                Text("Multiply-adds, millions", "乘加次数（百万）"),
                tuple(
                    Curve(
                        Text(f"{size} px", f"{size} 像素"),
                        WIDTHS,
                        tuple(cost(width, size, num_classes)[1] / 1e6 for width in WIDTHS),
                    )
                    for size in SIZES
                ),
                Text("α", "α"),
            ),
        ),
    )


def cost(alpha: float, image_size: int, num_classes: int) -> tuple[int, int]:
    """Parameters and multiply-adds of the whole network."""
    net = Net(image_size)
    mobilenet_v1(net, num_classes, alpha)
    return sum(layer.params for layer in net.layers), sum(layer.macs for layer in net.layers)
