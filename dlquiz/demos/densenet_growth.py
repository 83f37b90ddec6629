"""A dense block: how channels, links, weights and stored features grow with its layers."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo


@demo(
    topic="architectures",
    title=Text("How does a dense block grow?", "稠密块怎样增长？"),
    bounds={
        "num_init_features": between(1, 65536),
        "growth_rate": between(1, 4096),
        "layers": between(1, 199),
        "bn_size": between(1, 64),
        "compression": between(0.01, 1),
        "height": between(1, 4096),
        "width": between(1, 4096),
    },
    outputs=[
        Output("out_channels", Text("channels after the block", "块输出的通道数")),
        Output("last_in_channels", Text("channels the last layer reads", "最后一层的输入通道数")),
        Output("in_channels_sum", Text("inputs of all layers together", "各层输入通道数之和")),
        Output("transition_channels", Text("channels after the transition", "过渡层后的通道数")),
        Output("links", Text("direct links", "直接连接数")),
        Output("params", Text("weights of the block", "整个块的权重数")),
        Output("last_layer_params", Text("weights of the last layer", "最后一层的权重数")),
        Output("without_bottleneck", Text("last layer, a 3×3 alone", "最后一层（不用 1×1 降维）")),
        Output("full_width_params", Text("a 3×3 at the block's width", "整块宽度的一层 3×3")),
        Output("shared_values", Text("features stored once each", "每份特征只存一次的数值")),
        Output("naive_values", Text("copied for every layer", "逐层拼接各存一份的数值")),
        Output("naive_over_shared", Text("the second over the first", "后者是前者的几倍")),
        Output("links_between_layers", Text("links without the input's", "漏了块输入的连接"), slip=True),
        Output("chain_links", Text("links of a plain chain", "普通串联的连接数"), slip=True),
        Output("doubled_channels", Text("if every layer doubled them", "误作逐层翻倍"), slip=True),
    ],
)
def densenet_growth(
    num_init_features: int = 64,
    growth_rate: int = 32,
    layers: int = 6,
    bn_size: int = 4,
    compression: float = 0.5,
    height: int = 56,
    width: int = 56,
) -> Result:
    """Layer l reads k0 + k(l − 1) channels and adds k: L(L + 1)/2 links, as a layer is fed by all before and the input.

    A layer is BN, ReLU, 1×1 to bn_size·k, BN, ReLU, 3×3 to k; weights are those of the convolutions, no biases.
    Stored values (one image) count the inputs of each layer's first BN and 1×1: once in shared buffers, or a
    concatenated and a normalised copy for every layer. Sources: Huang et al. 2017, §3; Pleiss et al. 2017.
    """
    k0, k = num_init_features, growth_rate
    out_channels, last = k0 + k * layers, k0 + k * (layers - 1)
    read = layers * (k0 + last) // 2
    middle = 9 * bn_size * k * k
    params = read * bn_size * k + layers * middle
    positions = height * width
    shared, naive = out_channels * positions, 2 * read * positions
    return Result(
        outputs={
            "out_channels": out_channels,
            "last_in_channels": last,
            "in_channels_sum": read,
            "transition_channels": int(compression * out_channels),
            "links": layers * (layers + 1) // 2,
            "params": params,
            "last_layer_params": last * bn_size * k + middle,
            "without_bottleneck": 9 * last * k,
            "full_width_params": 9 * out_channels**2,
            "shared_values": shared,
            "naive_values": naive,
            "naive_over_shared": naive / shared,
            "links_between_layers": layers * (layers - 1) // 2,
            "chain_links": layers,
            "doubled_channels": k0 * 2**layers,
        },
        steps=(
            Step(Text("channels after the block", "块输出的通道数"), f"{k0} + {layers} × {k}", out_channels),
            Step(Text("channels the last layer reads", "最后一层的输入通道数"), f"{k0} + {layers - 1} × {k}", last),
            Step(Text("inputs of all layers together", "各层输入通道数之和"), f"{layers} × ({k0} + {last}) / 2", read),
            Step(Text("direct links", "直接连接数"), f"{layers} × {layers + 1} / 2", layers * (layers + 1) // 2),
            Step(
                Text("weights of the last layer", "最后一层的权重数"),
                f"{last} × {bn_size * k} + 9 × {bn_size * k} × {k}",
                last * bn_size * k + middle,
            ),
            Step(Text("features stored once each", "每份特征只存一次"), f"{out_channels} × {positions}", shared),
            Step(Text("copied for every layer", "逐层各存一份"), f"2 × {read} × {positions}", naive),
        ),
        pictures=(stored(k0, k, layers),),
    )


def stored(k0: int, k: int, layers: int) -> Curves:
    """Stored channels over depth: a line where each feature is kept once, a parabola where every layer copies."""
    depth = range(layers + 1)
    once = tuple(float(k0 + k * n) for n in depth)
    copied = tuple(float(n * (2 * k0 + k * (n - 1))) for n in depth)
    axis = tuple(map(float, depth))
    curves = (Curve(Text("stored once", "只存一次"), axis, once), Curve(Text("copied", "逐层复制"), axis, copied))
    return Curves(
        Text("Channels kept for backward", "为反向保存的通道数"),
        curves,
        Text("layers", "层数"),
        Text("channels", "通道"),
    )
