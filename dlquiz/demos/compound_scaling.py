"""Depth, width and resolution scaled together."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo

STEPS = 8


@demo(
    topic="efficient-compression",
    title=Text("What does compound scaling multiply?", "复合缩放各乘多少？"),
    bounds={
        "phi": between(0, 20),
        "alpha": between(1, 4),
        "beta": between(1, 4),
        "gamma": between(1, 4),
        "base_size": between(1, 4096),
    },
    outputs=[
        Output("depth", Text("layers, times", "层数的倍数")),
        Output("width", Text("channels, times", "通道数的倍数")),
        Output("resolution", Text("image side, times", "图像边长的倍数")),
        Output("image_size", Text("image side", "图像边长"), Text("pixels", "像素")),
        Output("params_factor", Text("conv. weights, times", "卷积权重的倍数")),
        Output("flops_per_step", Text("FLOPs factor of one step", "每步 FLOPs 的倍数")),
        Output("flops_factor", Text("FLOPs, times", "FLOPs 的倍数")),
        Output("doubled", Text("if each step doubled them", "若每步正好翻倍")),
        Output("depth_alone", Text("depth for the same FLOPs", "只加深需要的倍数")),
        Output("width_alone", Text("width for the same FLOPs", "只加宽需要的倍数")),
        Output("resolution_alone", Text("side for the same FLOPs", "只放大需要的倍数")),
        Output("unsquared", Text("without the squares", "漏了平方"), slip=True),
        Output("multiplied", Text("step times phi", "乘 φ 而不是乘方"), slip=True),
    ],
)
def compound_scaling(
    phi: float = 1, alpha: float = 1.2, beta: float = 1.1, gamma: float = 1.15, base_size: int = 224
) -> Result:
    """Depth α^φ, width β^φ, resolution γ^φ; a convolution's FLOPs grow by (α·β²·γ²)^φ, its weights by (α·β²)^φ.

    Widths count twice (input and output channels), the side of the map twice (height and width). The published
    networks round these sizes. Source: Tan, Le 2019, EfficientNet, equation 3 and step 1 (α = 1.2, β = 1.1, γ = 1.15).
    """
    step = alpha * beta**2 * gamma**2
    flops = step**phi
    side = base_size * gamma**phi
    return Result(
        outputs={
            "depth": alpha**phi,
            "width": beta**phi,
            "resolution": gamma**phi,
            "image_size": side,
            "params_factor": (alpha * beta**2) ** phi,
            "flops_per_step": step,
            "flops_factor": flops,
            "doubled": 2.0**phi,
            "depth_alone": flops,
            "width_alone": flops**0.5,
            "resolution_alone": flops**0.5,
            "unsquared": (alpha * beta * gamma) ** phi,
            "multiplied": step * phi,
        },
        steps=(
            Step(Text("depth", "深度"), f"{alpha:g}^{phi:g}", alpha**phi),
            Step(Text("width", "宽度"), f"{beta:g}^{phi:g}", beta**phi),
            Step(Text("resolution", "分辨率"), f"{gamma:g}^{phi:g}", gamma**phi),
            Step(Text("FLOPs of one step", "每步的 FLOPs"), f"{alpha:g} · {beta:g}² · {gamma:g}²", step),
            Step(Text("FLOPs, times", "FLOPs 的倍数"), f"{step:.4g}^{phi:g}", flops),
        ),
        pictures=(
            Curves(
                Text("FLOPs, times", "FLOPs 的倍数"),
                tuple(
                    Curve(Text(name, name), tuple(map(float, range(STEPS))), tuple(each**i for i in range(STEPS)))
                    for name, each in (("α·β²·γ²", step), ("2", 2.0))
                ),
                Text("φ", "φ"),
            ),
        ),
    )
