"""Well-known image classifiers as lists of layers: enough to count parameters, multiply-adds and activations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["conv", "depthwise", "pointwise", "gate", "linear"]


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution, or a linear layer as a convolution over one position. `side`: not on the path counted as depth."""

    stage: str
    kind: Kind
    in_channels: int
    out_channels: int
    kernel_size: int
    groups: int
    bias: bool
    norm: bool
    out_size: int
    side: bool = False

    @property
    def weights(self) -> int:
        return self.in_channels // self.groups * self.kernel_size**2 * self.out_channels

    @property
    def biases(self) -> int:
        return self.out_channels if self.bias else 0

    @property
    def norm_params(self) -> int:
        """Scale and shift of the batch norm that follows."""
        return 2 * self.out_channels if self.norm else 0

    @property
    def params(self) -> int:
        return self.weights + self.biases + self.norm_params

    @property
    def macs(self) -> int:
        return self.weights * self.out_size**2

    @property
    def outputs(self) -> int:
        return self.out_channels * self.out_size**2


@dataclass(slots=True)
class Net:
    """A network in the making: the layers so far, and the width and side of the maps after them."""

    size: int
    channels: int = 3
    stage: str = ""
    norm: bool = True
    layers: list[Layer] = field(default_factory=list)
    pooled: int = 0

    @property
    def features(self) -> int:
        """Channels of the last maps."""
        return next(layer.out_channels for layer in reversed(self.layers) if layer.kind not in ("linear", "gate"))

    def conv(
        self, out_channels: int, kernel_size: int, stride: int = 1, groups: int = 1, padding: int | None = None
    ) -> None:
        """Add Conv2d, padded by k // 2 unless told otherwise; with batch norm or else with a bias."""
        self.size = (self.size + 2 * (kernel_size // 2 if padding is None else padding) - kernel_size) // stride + 1
        kind: Kind = "depthwise" if groups == self.channels else "pointwise" if kernel_size == 1 else "conv"
        self._add(kind, self.channels, out_channels, kernel_size, groups)
        self.channels = out_channels

    def project(self, in_channels: int) -> None:
        """Add the 1×1 convolution of a shortcut whose input had `in_channels`, if it needs one."""
        self._add("pointwise", in_channels, self.channels, 1, side=True)

    def gate(self, hidden: int) -> None:
        """Add squeeze-and-excitation: two biased layers on the averaged channels."""
        for wide, narrow in ((self.channels, hidden), (hidden, self.channels)):
            self.layers.append(Layer(self.stage, "gate", wide, narrow, 1, 1, True, False, 1, side=True))

    def pool(self, kernel_size: int, stride: int, padding: int = 0) -> None:
        """Add a pooling layer."""
        self.size = (self.size + 2 * padding - kernel_size) // stride + 1
        self.pooled += self.channels * self.size**2

    def average(self) -> None:
        """Add global average pooling."""
        self.pool(self.size, 1)

    def linear(self, stage: str, out_features: int) -> None:
        """Add a linear layer with bias on the flattened maps."""
        in_features = self.channels * self.size**2
        self.layers.append(Layer(stage, "linear", in_features, out_features, 1, 1, True, False, 1))
        self.channels, self.size = out_features, 1

    def _add(
        self, kind: Kind, in_channels: int, out_channels: int, kernel_size: int, groups: int = 1, side: bool = False
    ) -> None:
        bias = not self.norm
        self.layers.append(
            Layer(self.stage, kind, in_channels, out_channels, kernel_size, groups, bias, self.norm, self.size, side)
        )


def alexnet(net: Net, classes: int, widths: tuple[int, ...] = (96, 256, 384, 384, 256), groups: int = 2) -> None:
    """Krizhevsky, Sutskever, Hinton (2012), Figure 2: convolutions 2, 4 and 5 in two groups."""
    net.norm = False
    kernels = ((11, 4, 2), (5, 1, 2), (3, 1, 1), (3, 1, 1), (3, 1, 1))
    for number, (width, (kernel, stride, padding)) in enumerate(zip(widths, kernels, strict=True), 1):
        net.stage = f"conv{number}"
        net.conv(width, kernel, stride, groups if number in (2, 4, 5) else 1, padding)
        if number in (1, 2, 5):
            net.pool(3, 2)
    classifier(net, classes)


def classifier(net: Net, classes: int) -> None:
    """Two layers of 4096 units and the output layer."""
    for stage, width in (("fc6", 4096), ("fc7", 4096), ("fc8", classes)):
        net.linear(stage, width)


def vgg(net: Net, classes: int, repeats: tuple[int, ...], averaged: bool = False) -> None:
    """Simonyan, Zisserman (2015), Table 1; `averaged`: one linear layer after global average pooling."""
    net.norm = False
    for number, (width, times) in enumerate(zip((64, 128, 256, 512, 512), repeats, strict=True), 1):
        net.stage = f"conv{number}"
        for _ in range(times):
            net.conv(width, 3)
        net.pool(2, 2)
    if averaged:
        net.average()
        net.linear("fc", classes)
    else:
        classifier(net, classes)


def resnet(net: Net, classes: int, repeats: tuple[int, ...], bottleneck: bool = True) -> None:
    """He et al. (2016), Table 1, projections where shapes change; as in PyTorch, a bottleneck's 3×3 has the stride."""
    net.stage = "conv1"
    net.conv(64, 7, 2)
    net.pool(3, 2, 1)
    for number, (width, times) in enumerate(zip((64, 128, 256, 512), repeats, strict=True), 2):
        net.stage = f"conv{number}_x"
        for block in range(times):
            stride = 2 if block == 0 and number > 2 else 1
            entering, out = net.channels, width * 4 if bottleneck else width
            for out_channels, kernel, step in (
                ((width, 1, 1), (width, 3, stride), (out, 1, 1)) if bottleneck else ((out, 3, stride), (out, 3, 1))
            ):
                net.conv(out_channels, kernel, step)
            if entering != out:
                net.project(entering)
    net.average()
    net.linear("fc", classes)


def mobilenet_v1(net: Net, classes: int, alpha: float = 1.0) -> None:
    """Howard et al. (2017), Table 1: depthwise 3×3 and pointwise 1×1 by turns; `alpha` scales all widths."""
    enter(net, int(32 * alpha))
    for out_channels, stride in (
        ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)) + ((512, 1),) * 5 + ((1024, 2), (1024, 1))
    ):
        inverted_residual(net, net.channels, int(out_channels * alpha), 3, stride)
    net.average()
    net.linear("fc", classes)


def mobilenet_v2(net: Net, classes: int) -> None:
    """Sandler et al. (2018), Table 2: expansion, output channels, repeats, stride of the first."""
    enter(net, 32)
    for expansion, out_channels, times, first in (
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ):  # fmt: skip
        for repeat in range(times):
            inverted_residual(net, net.channels * expansion, out_channels, 3, first if repeat == 0 else 1)
    net.conv(1280, 1)
    net.average()
    net.linear("fc", classes)


# kernel, expanded channels, output channels, gated, stride: Howard et al. (2019), Tables 1 and 2
V3_LARGE = (
    (3, 16, 16, 0, 1), (3, 64, 24, 0, 2), (3, 72, 24, 0, 1), (5, 72, 40, 1, 2), (5, 120, 40, 1, 1),
    (5, 120, 40, 1, 1), (3, 240, 80, 0, 2), (3, 200, 80, 0, 1), (3, 184, 80, 0, 1), (3, 184, 80, 0, 1),
    (3, 480, 112, 1, 1), (3, 672, 112, 1, 1), (5, 672, 160, 1, 2), (5, 960, 160, 1, 1), (5, 960, 160, 1, 1),
)  # fmt: skip
V3_SMALL = (
    (3, 16, 16, 1, 2), (3, 72, 24, 0, 2), (3, 88, 24, 0, 1), (5, 96, 40, 1, 2), (5, 240, 40, 1, 1), (5, 240, 40, 1, 1),
    (5, 120, 48, 1, 1), (5, 144, 48, 1, 1), (5, 288, 96, 1, 2), (5, 576, 96, 1, 1), (5, 576, 96, 1, 1),
)  # fmt: skip


def mobilenet_v3(net: Net, classes: int, blocks: tuple[tuple[int, ...], ...], width: int) -> None:
    """Howard et al. (2019): V2's blocks, some gated, and a classifier behind the average; sizes as in PyTorch."""
    enter(net, 16)
    for kernel, expanded, out_channels, gated, stride in blocks:
        inverted_residual(net, expanded, out_channels, kernel, stride, bool(gated))
    net.conv(6 * net.channels, 1)
    net.average()
    net.linear("fc", width)
    net.linear("fc", classes)


def enter(net: Net, width: int) -> None:
    """The first convolution of a MobileNet, 3×3 with stride 2."""
    net.stage = f"{(net.size + 1) // 2}×{(net.size + 1) // 2}"
    net.conv(width, 3, 2)


def inverted_residual(
    net: Net, expanded: int, out_channels: int, kernel_size: int, stride: int, gated: bool = False
) -> None:
    """Expand with 1×1 (where there is something to expand), depthwise, gate, project with 1×1."""
    if expanded != net.channels:
        net.conv(expanded, 1)
    side = (net.size + stride - 1) // stride
    net.stage = f"{side}×{side}"
    net.conv(expanded, kernel_size, stride, groups=expanded)
    if gated:
        net.gate(in_eights(expanded / 4))
    net.conv(out_channels, 1)


def in_eights(width: float) -> int:
    """The nearest multiple of 8, but not more than a tenth below `width`."""
    rounded = int(width + 4) // 8 * 8
    return rounded if rounded >= 0.9 * width else rounded + 8


NETS: dict[str, Callable[[Net, int], None]] = {
    "alexnet": alexnet,
    "alexnet_ungrouped": lambda net, classes: alexnet(net, classes, groups=1),
    "alexnet_torchvision": lambda net, classes: alexnet(net, classes, (64, 192, 384, 256, 256), groups=1),
    "vgg11": lambda net, classes: vgg(net, classes, (1, 1, 2, 2, 2)),
    "vgg13": lambda net, classes: vgg(net, classes, (2, 2, 2, 2, 2)),
    "vgg16": lambda net, classes: vgg(net, classes, (2, 2, 3, 3, 3)),
    "vgg19": lambda net, classes: vgg(net, classes, (2, 2, 4, 4, 4)),
    "vgg16_gap": lambda net, classes: vgg(net, classes, (2, 2, 3, 3, 3), averaged=True),
    "resnet18": lambda net, classes: resnet(net, classes, (2, 2, 2, 2), bottleneck=False),
    "resnet34": lambda net, classes: resnet(net, classes, (3, 4, 6, 3), bottleneck=False),
    "resnet50": lambda net, classes: resnet(net, classes, (3, 4, 6, 3)),
    "resnet101": lambda net, classes: resnet(net, classes, (3, 4, 23, 3)),
    "resnet152": lambda net, classes: resnet(net, classes, (3, 8, 36, 3)),
    "mobilenet_v1": mobilenet_v1,
    "mobilenet_v2": mobilenet_v2,
    "mobilenet_v3_large": lambda net, classes: mobilenet_v3(net, classes, V3_LARGE, 1280),
    "mobilenet_v3_small": lambda net, classes: mobilenet_v3(net, classes, V3_SMALL, 1024),
}


def build(name: str, image_size: int, classes: int) -> Net:
    """The network called `name` for square colour images."""
    net = Net(image_size)
    NETS[name](net, classes)
    return net
