"""Parameters, multiply-adds and activations of well-known networks, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos._nets import NETS, Layer, build
from dlquiz.demos.spec import between, demo, one_of

LONGEST_WORKING = 60
NUMBER_BYTES = 4


@demo(
    topic="architectures",
    title=Text("Where do a network's parameters sit?", "网络的参数都在哪里？"),
    bounds={"arch": one_of(*NETS), "num_classes": between(1, 100_000), "image_size": between(64, 512)},
    outputs=[
        Output("layers", Text("layers with weights", "带权重的层数")),
        Output("conv_layers", Text("convolutions", "卷积层数")),
        Output("linear_layers", Text("linear layers", "全连接层数")),
        Output("params", Text("parameters", "参数量")),
        Output("conv_params", Text("in convolutions", "卷积层参数")),
        Output("depthwise_params", Text("in depthwise convolutions", "逐通道卷积参数")),
        Output("pointwise_params", Text("in 1×1 convolutions", "1×1 卷积参数")),
        Output("linear_params", Text("in linear layers", "全连接层参数")),
        Output("norm_params", Text("in batch norm", "BN 参数")),
        Output("first_linear_params", Text("in the first linear layer", "第一个全连接层参数")),
        Output("last_linear_params", Text("in the last linear layer", "最后一个全连接层参数")),
        Output("first_linear_share", Text("share of the first linear", "第一个全连接层占比")),
        Output("linear_share", Text("share of linear layers", "全连接层参数占比")),
        Output("weights", Text("without biases, batch norm", "不计偏置与 BN"), slip=True),
        Output("first_linear_weights", Text("first linear, no biases", "第一个全连接层无偏置"), slip=True),
        Output("first_linear_averaged", Text("first linear, one position", "第一个全连接层只算一格"), slip=True),
        Output("macs", Text("multiply-adds (MACs)", "乘加次数（MAC）")),
        Output("flops", Text("FLOPs, 2 per MAC", "浮点运算数（每次乘加计 2）")),
        Output("conv_macs", Text("MACs in convolutions", "卷积层乘加次数")),
        Output("depthwise_macs", Text("MACs, depthwise", "逐通道卷积乘加次数")),
        Output("pointwise_macs", Text("MACs, 1×1", "1×1 卷积乘加次数")),
        Output("linear_macs", Text("MACs in linear layers", "全连接层乘加次数")),
        Output("linear_macs_share", Text("share of linear in MACs", "全连接层乘加占比")),
        Output("megabytes", Text("file, 4 bytes each", "文件大小（每数 4 字节）"), Text("MB", "MB")),
        Output("mebibytes", Text("the same in MiB", "同上，以 MiB 计"), Text("MiB", "MiB")),
        Output("neurons", Text("outputs of those layers", "各层输出的数值个数")),
        Output("stored_values", Text("with input and poolings", "连输入和池化在内")),
        Output("stored_megabytes", Text("of them, 4 bytes each", "其大小（每数 4 字节）"), Text("MB", "MB")),
    ],
)
def count_params(arch: str = "vgg16", num_classes: int = 1000, image_size: int = 224) -> Result:
    """Layer counts of one network for one square colour image (N = 1).

    A convolution with bias has out · (in / groups · k² + 1) parameters; one followed by batch norm has no bias and two
    numbers per channel more. MACs count weights times output positions; pooling, batch norm, biases and activations
    are left out. Depth counts convolutions and linear layers on the main path: neither projections nor
    squeeze-and-excitation. `stored_values` takes batch norm and ReLU as done in place.
    Sources: each network's paper (see _nets.py), with the details of torchvision where PyTorch differs.
    """
    net = build(arch, image_size, num_classes)
    total = summed(net.layers)
    linear = [layer for layer in net.layers if layer.kind == "linear"]
    main = sum(not layer.side for layer in net.layers)
    params, macs = total(lambda layer: layer.params), total(lambda layer: layer.macs)
    linear_params, linear_macs = sum(layer.params for layer in linear), sum(layer.macs for layer in linear)
    norm_params, neurons = total(lambda layer: layer.norm_params), total(lambda layer: layer.outputs)
    stored = 3 * image_size**2 + neurons + net.pooled
    return Result(
        outputs={
            "layers": main,
            "conv_layers": main - len(linear),
            "linear_layers": len(linear),
            "params": params,
            "conv_params": params - linear_params - norm_params,
            "depthwise_params": total(lambda layer: layer.weights if layer.kind == "depthwise" else 0),
            "pointwise_params": total(lambda layer: layer.weights if layer.kind == "pointwise" else 0),
            "linear_params": linear_params,
            "norm_params": norm_params,
            "first_linear_params": linear[0].params,
            "last_linear_params": linear[-1].params,
            "first_linear_share": linear[0].params / params,
            "linear_share": linear_params / params,
            "weights": total(lambda layer: layer.weights),
            "first_linear_weights": linear[0].weights,
            "first_linear_averaged": (net.features + 1) * linear[0].out_channels,
            "macs": macs,
            "flops": 2 * macs,
            "conv_macs": macs - linear_macs,
            "depthwise_macs": total(lambda layer: layer.macs if layer.kind == "depthwise" else 0),
            "pointwise_macs": total(lambda layer: layer.macs if layer.kind == "pointwise" else 0),
            "linear_macs": linear_macs,
            "linear_macs_share": linear_macs / macs,
            "megabytes": params * NUMBER_BYTES / 1e6,
            "mebibytes": params * NUMBER_BYTES / 2**20,
            "neurons": neurons,
            "stored_values": stored,
            "stored_megabytes": stored * NUMBER_BYTES / 1e6,
        },
        steps=steps(net.layers, params),
        pictures=(
            bars(Text("Parameters, millions", "参数量（百万）"), net.layers, lambda layer: layer.params),
            bars(Text("Multiply-adds, millions", "乘加次数（百万）"), net.layers, lambda layer: layer.macs),
        ),
    )


def steps(layers: Iterable[Layer], params: int) -> tuple[Step, ...]:
    """The layers of all stages, the parameters of each, and what they weigh in all."""
    stages = by_stage(layers)
    depths = [depth for _, inside in stages if (depth := sum(not layer.side for layer in inside))]
    counted_layers = Step(Text("layers with weights", "带权重的层数"), " + ".join(map(str, depths)), sum(depths))
    weighed = Step(
        Text("file size in MB", "文件大小（MB）"), f"{params} · {NUMBER_BYTES} / 10⁶", params * NUMBER_BYTES / 1e6
    )
    counted = (
        Step(Text(stage, stage), working(inside), sum(layer.params for layer in inside)) for stage, inside in stages
    )
    return (counted_layers, *counted, weighed)


def summed(layers: Iterable[Layer]) -> Callable[[Callable[[Layer], int]], int]:
    """A function that adds up one count over all layers."""
    return lambda count: sum(map(count, layers))


def by_stage(layers: Iterable[Layer]) -> list[tuple[str, list[Layer]]]:
    """The layers in their stages, in order."""
    stages: dict[str, list[Layer]] = {}
    for layer in layers:
        stages.setdefault(layer.stage, []).append(layer)
    return list(stages.items())


def working(layers: list[Layer]) -> str:
    """The sum behind a stage's parameters where it is short enough to be read, else what the stage consists of."""
    spelt = " + ".join(
        f"{times}·{term}" if (times := len(list(same))) > 1 else term for term, same in groupby(map(formula, layers))
    )
    last = layers[-1]
    return spelt if len(spelt) <= LONGEST_WORKING else f"{len(layers)} × (…) → {last.out_channels} × {last.out_size}²"


def formula(layer: Layer) -> str:
    """Per output channel: in / groups · k² weights, and a bias, or batch norm's scale and shift."""
    window = "" if layer.kind == "linear" else f"·{layer.kernel_size}²"
    extra = layer.bias + 2 * layer.norm
    return f"({layer.in_channels // layer.groups}{window} + {extra})·{layer.out_channels}"


def bars(title: Text, layers: Iterable[Layer], count: Callable[[Layer], int]) -> Bars:
    """One bar per stage."""
    return Bars(title, tuple((Text(stage, stage), sum(map(count, of)) / 1e6) for stage, of in by_stage(layers)))
