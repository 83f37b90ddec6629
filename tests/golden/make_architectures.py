"""Writes architectures.json: well-known networks as PyTorch modules, counted by PyTorch; gradients by autograd."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

RECORDS: list[dict[str, Any]] = []


def record(demo: str, inputs: dict[str, Any], outputs: dict[str, Any], oracle: str, question: str = "") -> None:
    figure = {"figure": True, "question": question} if question else {}
    RECORDS.append({"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle, **figure})


def conv_bn(c_in: int, c_out: int, k: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    conv = nn.Conv2d(c_in, c_out, k, stride, k // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(c_out), nn.ReLU())


def head(features: int) -> list[nn.Module]:
    return [
        nn.Flatten(), nn.Linear(features, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000),
    ]  # fmt: skip


def alexnet(groups: int, a: int = 96, b: int = 256, c: int = 384, d: int = 384) -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, a, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(a, b, 5, padding=2, groups=groups), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(b, c, 3, padding=1), nn.ReLU(), nn.Conv2d(c, d, 3, padding=1, groups=groups), nn.ReLU(),
        nn.Conv2d(d, 256, 3, padding=1, groups=groups), nn.ReLU(), nn.MaxPool2d(3, 2), *head(256 * 36),
    )  # fmt: skip


def vgg(layout: str, averaged: bool = False) -> nn.Module:
    """The layout as in Table 1 of the paper: a width per convolution, M for max pooling."""
    modules: list[nn.Module] = []
    channels = 3
    for item in layout.split():
        if item == "M":
            modules.append(nn.MaxPool2d(2))
        else:
            modules += [nn.Conv2d(channels, int(item), 3, padding=1), nn.ReLU()]
            channels = int(item)
    end = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 1000)] if averaged else head(512 * 49)
    return nn.Sequential(*modules, *end)


class Shortcut(nn.Module):
    def __init__(self, branch: nn.Module, projection: nn.Module | None) -> None:
        super().__init__()
        self.branch, self.projection = branch, projection

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.branch(x) + (x if self.projection is None else self.projection(x))
        return y


def resnet(depths: list[int], expansion: int) -> nn.Module:
    modules: list[nn.Module] = [conv_bn(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for stage, depth in enumerate(depths):
        width = 64 << stage
        for index in range(depth):
            stride, out = 2 if stage and not index else 1, width * expansion
            if expansion == 1:
                branch = nn.Sequential(conv_bn(channels, width, 3, stride), conv_bn(width, width, 3))
            else:
                branch = nn.Sequential(
                    conv_bn(channels, width, 1), conv_bn(width, width, 3, stride), conv_bn(width, out, 1)
                )
            projection = None
            if channels != out:
                projection = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))
            modules.append(Shortcut(branch, projection))
            channels = out
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


def mobilenet_v1() -> nn.Module:
    modules: list[nn.Module] = [conv_bn(3, 32, 3, 2)]
    widths = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024]
    for c_in, c_out, stride in zip(widths, widths[1:], [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1], strict=False):
        modules += [conv_bn(c_in, c_in, 3, stride, c_in), conv_bn(c_in, c_out, 1)]
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000))


def mobilenet_v2() -> nn.Module:
    modules: list[nn.Module] = [conv_bn(3, 32, 3, 2), conv_bn(32, 32, 3, 1, 32), conv_bn(32, 16, 1)]
    channels = 16
    for out, depth, stride in [(24, 2, 2), (32, 3, 2), (64, 4, 2), (96, 3, 1), (160, 3, 2), (320, 1, 1)]:
        for index in range(depth):
            inner = 6 * channels
            modules += [conv_bn(channels, inner, 1), conv_bn(inner, inner, 3, 1 if index else stride, inner)]
            modules += [conv_bn(inner, out, 1)]
            channels = out
    modules.append(conv_bn(320, 1280, 1))
    return nn.Sequential(*modules, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 1000))


def count(arch: str, net: nn.Module, oracle: str, size: int = 224, published: int = 0, question: str = "") -> None:
    net = net.to("meta").eval()
    outputs: list[int] = []
    for module in net.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            module.register_forward_hook(lambda _module, _inputs, y: outputs.append(y.numel()))
    with FlopCounterMode(display=False) as counter:
        net(torch.empty(1, 3, size, size, device="meta"))
    linears = [module for module in net.modules() if isinstance(module, nn.Linear)]
    convs = [module for module in net.modules() if isinstance(module, nn.Conv2d)]
    params = sum(p.numel() for p in net.parameters())
    assert published in (0, params), (arch, params)
    first, last = (sum(p.numel() for p in linear.parameters()) for linear in (linears[0], linears[-1]))
    counts = {
        "params": params,
        "conv_params": sum(p.numel() for conv in convs for p in conv.parameters()),
        "depthwise_params": sum(conv.weight.numel() for conv in convs if conv.groups == conv.in_channels > 1),
        "pointwise_params": sum(conv.weight.numel() for conv in convs if conv.kernel_size == (1, 1)),
        "linear_params": sum(p.numel() for linear in linears for p in linear.parameters()),
        "norm_params": sum(p.numel() for m in net.modules() if isinstance(m, nn.BatchNorm2d) for p in m.parameters()),
        "first_linear_params": first,
        "last_linear_params": last,
        "first_linear_share": first / params,
        "weights": sum(module.weight.numel() for module in (*convs, *linears)),
        "flops": counter.get_total_flops(),
        "macs": counter.get_total_flops() // 2,
        "linear_macs": sum(linear.weight.numel() for linear in linears),
        "linear_layers": len(linears),
        "neurons": sum(outputs),
        "megabytes": params * torch.float32.itemsize / 1e6,
    }
    record("count_params", {"arch": arch, "image_size": size}, counts, f"{oracle}; torch FlopCounterMode", question)


def residual_flow(kind: str, blocks: int, scale: float, batch_norm: bool, seed: int) -> None:
    """The network written with torch.nn.functional; only the random numbers have the demo's order."""
    rng = np.random.default_rng(seed)
    sample = rng.standard_normal((256, 64))
    weights = [torch.tensor(rng.standard_normal((2, 64, 64))) * (2 / 64) ** 0.5 for _ in range(blocks)]
    direction = torch.tensor(rng.standard_normal(64))

    def normalize(x: torch.Tensor) -> torch.Tensor:
        if not batch_norm:
            return x
        seen = x[:256].detach()
        return nn.functional.batch_norm(x, seen.mean(0), seen.var(0, unbiased=False), eps=1e-5)

    def block(x: torch.Tensor, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        relu, linear = torch.relu, nn.functional.linear
        if kind == "pre":
            return x + scale * linear(relu(normalize(linear(relu(normalize(x)), first))), second)
        branch = scale * normalize(linear(relu(normalize(linear(x, first))), second))
        return relu(branch if kind == "plain" else x + branch)

    angle = torch.linspace(0, torch.pi / 2, 256, dtype=torch.float64)[:, None].requires_grad_()
    u, v = torch.tensor(sample[0]), torch.tensor(sample[1])
    start = torch.cat([torch.tensor(sample), torch.cos(angle) * u + torch.sin(angle) * v])
    states = [start]
    for first, second in weights:
        states.append(block(states[-1], first, second))
    gradients = torch.autograd.grad((states[-1] @ direction).sum(), [*states, angle])
    norms = [gradient[:256].norm().item() / 16 for gradient in gradients[:-1]]
    slopes = gradients[-1].flatten() - gradients[-1].mean()
    correlation = nn.functional.conv1d(slopes[None, None], slopes[None, None], padding=255)[0, 0, 255:]
    first_state, last_state = start[:256], states[-1][:256]
    outputs = {
        "grad_ratio": norms[0] / norms[-1],
        "signal_ratio": (last_state.norm() / first_state.norm()).item(),
        "change": ((last_state - first_state).norm() / first_state.norm()).item(),
        "neighbour_correlation": (correlation[1] / correlation[0]).item(),
        "far_correlation": (correlation[10] / correlation[0]).item(),
        "grad_norms": norms,
    }
    inputs = {"kind": kind, "blocks": blocks, "scale": scale, "batch_norm": batch_norm, "seed": seed}
    record("residual_flow", inputs, outputs, f"torch.autograd through {kind}, {blocks} blocks")


def residual_paths(blocks: int, slope: float) -> None:
    """By automatic differentiation, and by walking every path."""
    gradients = []
    for skip in (False, True):
        x = y = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
        for _ in range(blocks):
            y = slope * y + (y if skip else 0)
        gradients.append(torch.autograd.grad(y, x)[0].item())
    lengths = [sum(path) for path in product((0, 1), repeat=blocks)]
    weights = [abs(slope) ** length for length in lengths]
    outputs = {
        "plain_factor": gradients[0],
        "residual_factor": gradients[1],
        "paths": len(lengths),
        "mean_path_length": sum(lengths) / len(lengths),
        "gradient_path_length": sum(n * w for n, w in zip(lengths, weights, strict=True)) / sum(weights),
    }
    record("residual_paths", {"blocks": blocks, "slope": slope}, outputs, "torch.autograd; paths one by one")


def counted(net: nn.Module, channels: int, height: int, width: int) -> tuple[int, int]:
    net = net.to("meta")
    with FlopCounterMode(display=False) as counter:
        net(torch.empty(1, channels, height, width, device="meta"))
    return sum(p.numel() for p in net.parameters()), counter.get_total_flops() // 2


def factorized_conv(channels: int, n: int, height: int, width: int, question: str = "") -> None:
    def conv(*size: int) -> nn.Conv2d:
        kernel = (size * 2)[:2]
        return nn.Conv2d(channels, channels, kernel, padding=tuple(k // 2 for k in kernel), bias=False)

    ways: dict[str, list[nn.Module]] = {
        "whole": [conv(n)],
        "stack": [conv(3) for _ in range(n // 2)],
        "pair": [conv(1, n), conv(n, 1)],
    }
    outputs: dict[str, Any] = {"stack_layers": n // 2}
    for way, modules in ways.items():
        params, macs = counted(nn.Sequential(*modules), channels, height, width)
        outputs |= {f"{way}_params": params, f"{way}_macs": macs}
    for way in ("stack", "pair"):
        outputs[f"{way}_share"] = outputs[f"{way}_params"] / outputs["whole_params"]
    inputs = {"channels": channels, "kernel_size": n, "height": height, "width": width}
    record("factorized_conv", inputs, outputs, "torch.nn.Conv2d parameters, FlopCounterMode", question)


def inception(inputs: dict[str, int], oracle: str) -> None:
    c = inputs["in_channels"]

    def one(c_in: int, c_out: int, k: int) -> nn.Conv2d:
        return nn.Conv2d(c_in, c_out, k, padding=k // 2, bias=False)

    a, r3, b, r5, d, e = (
        inputs[name] for name in ("out_1x1", "reduce_3x3", "out_3x3", "reduce_5x5", "out_5x5", "out_pool")
    )
    branches: list[Callable[[], nn.Module]] = [
        lambda: one(c, a, 1),
        lambda: nn.Sequential(one(c, r3, 1), one(r3, b, 3)),
        lambda: nn.Sequential(one(c, r5, 1), one(r5, d, 5)),
        lambda: nn.Sequential(nn.MaxPool2d(3, 1, 1), one(c, e, 1)),
    ]
    naive: list[Callable[[], nn.Module]] = [lambda: one(c, a, 1), lambda: one(c, b, 3), lambda: one(c, d, 5)]
    where = (c, inputs["height"], inputs["width"])
    costs, naive_costs = ([counted(branch(), *where) for branch in group] for group in (branches, naive))
    twice_3x3, _ = counted(nn.Sequential(one(c, r5, 1), one(r5, d, 3), one(d, d, 3)), *where)
    x = torch.empty(1, *where, device="meta")
    joined = torch.cat([branch().to("meta")(x) for branch in branches], dim=1)
    outputs = {
        "out_channels": joined.shape[1],
        "params": sum(params for params, _ in costs),
        "macs": sum(macs for _, macs in costs),
        "branch_params": [params for params, _ in costs],
        "naive_params": sum(params for params, _ in naive_costs),
        "naive_macs": sum(macs for _, macs in naive_costs),
        "naive_out_channels": torch.cat([*(branch().to("meta")(x) for branch in naive), x], dim=1).shape[1],
        "params_5x5_as_3x3": twice_3x3,
    }
    record("inception_cost", inputs, outputs, oracle)


VGG11 = "64 M 128 M 256 256 M 512 512 M 512 512 M"
VGG13 = "64 64 M 128 128 M 256 256 M 512 512 M 512 512 M"
VGG16 = "64 64 M 128 128 M 256 256 256 M 512 512 512 M 512 512 512 M"
VGG19 = "64 64 M 128 128 M 256 256 256 256 M 512 512 512 512 M 512 512 512 512 M"
count("alexnet", alexnet(2), "torch modules after the paper's Figure 2", published=60_965_224, question="alexnet-size")
count("alexnet_ungrouped", alexnet(1), "torch modules, one group")
count("alexnet_torchvision", alexnet(1, 64, 192, 384, 256), "torchvision's published total", published=61_100_840)
count("vgg11", vgg(VGG11), "torchvision's published total", published=132_863_336)
count("vgg13", vgg(VGG13), "torchvision's published total", published=133_047_848)
count("vgg16", vgg(VGG16), "published total", published=138_357_544, question="vgg-parameters-memory")
count("vgg19", vgg(VGG19), "torchvision's published total", published=143_667_240)
count("vgg16_gap", vgg(VGG16, averaged=True), "torch modules", published=15_227_688, question="vgg-fc-removal")
count("vgg16_gap", vgg(VGG16, averaged=True), "torch modules, larger image", size=320)
count("resnet18", resnet([2, 2, 2, 2], 1), "torchvision's published total", published=11_689_512)
count("resnet34", resnet([3, 4, 6, 3], 1), "torchvision's published total", published=21_797_672)
count("resnet50", resnet([3, 4, 6, 3], 4), "torchvision's published total", published=25_557_032)
count("resnet101", resnet([3, 4, 23, 3], 4), "torchvision's published total", published=44_549_160)
count("resnet152", resnet([3, 8, 36, 3], 4), "torchvision's published total", published=60_192_808)
count("mobilenet_v1", mobilenet_v1(), "torch modules after the paper's Table 1", published=4_231_976)
count("mobilenet_v2", mobilenet_v2(), "torchvision's published total", published=3_504_872)
count("mobilenet_v2", mobilenet_v2(), "torch modules, smaller image", size=160)
for arch, total in (("mobilenet_v3_large", 5_483_032), ("mobilenet_v3_small", 2_542_856)):
    record("count_params", {"arch": arch}, {"params": total}, "torchvision's published total")
for arch, convs, linears in (("alexnet", 5, 3), ("vgg16", 13, 3), ("vgg19", 16, 3)):
    depth = {"conv_layers": convs, "linear_layers": linears, "layers": convs + linears}
    row = "alexnet-size" if arch == "alexnet" else "vgg16-vs-vgg19"
    record("count_params", {"arch": arch}, depth, "counts of the papers", row)
record("count_params", {"arch": "alexnet"}, {"neurons": 659_272}, "sum over the paper's maps", "alexnet-size")
record("count_params", {"arch": "alexnet"}, {"megabytes": 243.860896}, "4 bytes a number", "vgg-parameters-memory")
sizes = {"first_linear_share": 102_764_544 / 138_357_544, "megabytes": 553.430176}
record("count_params", {"arch": "vgg16"}, sizes, "bytes of the paper's layers", "vgg-parameters-memory")

for which, with_norm in product(("plain", "post", "pre"), (True, False)):
    residual_flow(which, 6, 0.7, with_norm, 3)
    residual_flow(which, 24, 1.0, with_norm, 0)
for depth_of, slope_of in ((4, 0.5), (10, -0.25), (12, 0.1), (1, 1.0)):
    residual_paths(depth_of, slope_of)

factorized_conv(64, 7, 56, 56, "vgg-small-kernels")
factorized_conv(16, 5, 9, 12, "vgg-two-3x3-vs-5x5")
for n, layers in ((7, 3), (5, 2)):
    products = {"whole_params": n * n, "stack_params": 9 * layers, "stack_share": 9 * layers / (n * n)}
    record("factorized_conv", {"channels": 1, "kernel_size": n}, products, "multiples of C²", "vgg-small-kernels")
factorized_conv(8, 3, 5, 5)
factorized_conv(4, 31, 20, 40)
for depth_of in (1, 2, 3):
    stack = nn.Sequential(*(nn.Conv2d(1, 1, 3, bias=False) for _ in range(depth_of)))
    for parameter in stack.parameters():
        nn.init.ones_(parameter)
    pixels = torch.zeros(1, 1, 2 * depth_of + 9, 2 * depth_of + 9, requires_grad=True)
    reached = torch.autograd.grad(stack(pixels)[0, 0, 4, 4], pixels)[0].ne(0).sum()
    layers_of = {name: [value] * depth_of for name, value in (("kernel_sizes", 3), ("strides", 1), ("dilations", 1))}
    field = {"field": round(reached.item() ** 0.5)}
    record("receptive_field", layers_of, field, "pixels that torch.autograd reaches", "vgg-receptive-field")
stem_cost = {"params": 9408, "macs": counted(nn.Conv2d(3, 64, 7, 2, 3, bias=False), 3, 224, 224)[1]}
stem = {"in_channels": 3, "out_channels": 64, "kernel_size": 7, "stride": 2, "padding": 3, "height": 224, "width": 224}
record("conv_cost", stem, stem_cost, "torch FlopCounterMode", "resnet-7x7-stem")

GOOGLENET_3A = {
    "in_channels": 192, "out_1x1": 64, "reduce_3x3": 96, "out_3x3": 128, "reduce_5x5": 16, "out_5x5": 32,
    "out_pool": 32, "height": 28, "width": 28,
}  # fmt: skip
inception(GOOGLENET_3A, "torch.nn.Conv2d; GoogLeNet 3a, 128 million operations")
inception({name: 5 + index for index, name in enumerate(GOOGLENET_3A)}, "torch.nn.Conv2d, odd sizes")

Path(__file__).with_name("architectures.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
