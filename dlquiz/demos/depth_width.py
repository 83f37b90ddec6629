"""A plain stack of convolutions, made deeper or wider: what grows, and how fast."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="architectures",
    title=Text("Deeper or wider?", "加深还是加宽？"),
    bounds={
        "layers": between(1, 1000),
        "channels": between(1, 4096),
        "kernel_size": between(1, 31),
        "height": between(1, 1024),
        "width": between(1, 1024),
        "deeper": between(1, 100),
        "wider": between(1, 100),
    },
    outputs=[
        Output("params", Text("weights before", "原来的权重数")),
        Output("scaled_params", Text("weights after", "现在的权重数")),
        Output("params_factor", Text("times as many weights", "权重数的倍数")),
        Output("scaled_macs", Text("MACs after", "现在的乘加次数")),
        Output("activations_factor", Text("times as many activations", "激活值的倍数")),
        Output("field", Text("receptive field before", "原来的感受野"), Text("pixels", "像素")),
        Output("scaled_field", Text("receptive field after", "现在的感受野"), Text("pixels", "像素")),
        Output("sequential_layers", Text("layers one after the other", "依次执行的层数")),
        Output("linear_factor", Text("if width counted once", "误把宽度只算一次"), slip=True),
        Output("squared_factor", Text("if depth counted twice", "误把深度也平方"), slip=True),
    ],
)
def depth_width(
    layers: int = 8,
    channels: int = 64,
    kernel_size: int = 3,
    height: int = 32,
    width: int = 32,
    deeper: int = 1,
    wider: int = 2,
) -> Result:
    """L layers of k × k from C to C channels, stride 1, no biases, then d·L layers of w·C channels.

    Weights L·k²·C² grow as d·w², so do the MACs; activations L·C·H·W grow as d·w; the receptive field
    1 + L(k − 1) grows with d alone. Source: Zagoruyko, Komodakis (2016), §2.
    """
    total, scaled_layers, scaled_channels = layers * kernel_size**2 * channels**2, layers * deeper, channels * wider
    scaled = scaled_layers * kernel_size**2 * scaled_channels**2
    field, scaled_field = (1 + depth * (kernel_size - 1) for depth in (layers, scaled_layers))
    return Result(
        outputs={
            "params": total,
            "scaled_params": scaled,
            "params_factor": scaled // total,
            "scaled_macs": scaled * height * width,
            "activations_factor": deeper * wider,
            "field": field,
            "scaled_field": scaled_field,
            "sequential_layers": scaled_layers,
            "linear_factor": deeper * wider,
            "squared_factor": deeper**2 * wider**2,
        },
        steps=(
            Step(Text("weights before", "原来的权重数"), f"{layers} · {kernel_size}² · {channels}²", total),
            Step(
                Text("weights after", "现在的权重数"), f"{scaled_layers} · {kernel_size}² · {scaled_channels}²", scaled
            ),
            Step(Text("factor", "倍数"), f"{deeper} · {wider}²", scaled // total),
            Step(
                Text("receptive field after", "现在的感受野"), f"1 + {scaled_layers} · {kernel_size - 1}", scaled_field
            ),
        ),
        pictures=(
            Bars(
                Text("Times as much as before", "是原来的几倍"),
                (
                    (Text("weights, MACs", "权重、乘加"), float(scaled // total)),
                    (Text("activations", "激活值"), float(deeper * wider)),
                    (Text("layers in a row", "依次执行的层"), float(deeper)),
                ),
            ),
        ),
    )
