"""Golden records of the demos on small networks and compression: PyTorch run and counted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import prune
from torch.utils.flop_counter import FlopCounterMode

Record = dict[str, Any]


def record(demo: str, oracle: str, inputs: Record, outputs: Record) -> Record:
    return {"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle}


def weights(layer: nn.Module) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def macs(layer: nn.Module, channels: int, height: int, width: int) -> int:
    with FlopCounterMode(display=False) as counter:
        layer.eval()(torch.zeros(1, channels, height, width))
    return int(counter.get_total_flops()) // 2


def stack(depth: int, channels: int) -> nn.Module:
    return nn.Sequential(*(nn.Conv2d(channels, channels, 3, padding=1, bias=False) for _ in range(depth)))


def compound_scaling() -> list[Record]:
    """A stack of equal layers, made deeper, wider and larger for real."""
    records = []
    depth, channels, size = 2, 3, 8
    for phi, alpha, beta, gamma in ((1, 2, 2, 2), (2, 2, 1, 2), (1, 3, 2, 1), (2, 1, 3, 2), (3, 2, 2, 1)):
        before, after = stack(depth, channels), stack(depth * alpha**phi, channels * beta**phi)
        side = size * gamma**phi
        factor = macs(after, channels * beta**phi, side, side) / macs(before, channels, size, size)
        outputs = {
            "depth": len(after) / len(before),
            "image_size": side,
            "flops_factor": factor,
            "params_factor": weights(after) / weights(before),
        }
        inputs = {"phi": phi, "alpha": alpha, "beta": beta, "gamma": gamma, "base_size": size}
        records.append(record("compound_scaling", "torch.nn.Conv2d and FlopCounterMode", inputs, outputs))
    return records


def conv_bn(c_in: int, c_out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> list[nn.Module]:
    conv = nn.Conv2d(c_in, c_out, kernel, stride, kernel // 2, groups=groups, bias=False)
    return [conv, nn.BatchNorm2d(c_out), nn.ReLU6()]


def mobilenet_v1(alpha: float, classes: int) -> nn.Module:
    widths = [int(alpha * c) for c in (32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)]
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    layers = conv_bn(3, widths[0], 3, 2)
    for c_in, c_out, stride in zip(widths, widths[1:], strides, strict=False):
        layers += conv_bn(c_in, c_in, 3, stride, c_in) + conv_bn(c_in, c_out)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1], classes))


def count_params() -> list[Record]:
    """The derived total of MobileNetV1 that a source document gives."""
    outputs = {"params": weights(mobilenet_v1(1, 1000)), "layers": 28}
    entry = record("count_params", "torch modules after the paper's Table 1", {"arch": "mobilenet_v1"}, outputs)
    return [{**entry, "figure": True, "question": "mobilenet-layer-param-counts"}]


def mobilenet_multipliers() -> list[Record]:
    records = []
    for alpha, size, classes in ((1, 224, 1000), (0.75, 224, 1000), (0.5, 160, 1000), (0.25, 128, 10), (0.6, 200, 7)):
        net = mobilenet_v1(alpha, classes)
        outputs = {"params": weights(net), "macs": macs(net, 3, size, size)}
        inputs = {"alpha": alpha, "image_size": size, "num_classes": classes}
        records.append(record("mobilenet_multipliers", "torch modules after the paper's Table 1", inputs, outputs))
    for alpha, size in ((0.5, 160), (0.75, 128), (0.25, 192)):
        full, layer = nn.Conv2d(512, 512, 1, bias=False), nn.Conv2d(*[int(512 * alpha)] * 2, 1, bias=False)
        full_dw = nn.Conv2d(512, 512, 3, padding=1, groups=512, bias=False)
        wide = int(512 * alpha)
        dw = nn.Conv2d(wide, wide, 3, padding=1, groups=wide, bias=False)
        side = size // 16
        shares = {
            "pointwise_share": macs(layer, wide, side, side) / macs(full, 512, 14, 14),
            "depthwise_share": macs(dw, wide, side, side) / macs(full_dw, 512, 14, 14),
            "pointwise_params_share": weights(layer) / weights(full),
        }
        inputs = {"alpha": alpha, "image_size": size}
        records.append(record("mobilenet_multipliers", "torch.nn.Conv2d and FlopCounterMode", inputs, shares))
    return records


class Residual(nn.Sequential):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + super().forward(x)


def inverted_residual() -> list[Record]:
    records = []
    for c_in, c_out, ratio, kernel, stride, height, width in (
        (24, 24, 6, 3, 1, 14, 14),
        (24, 32, 6, 3, 2, 15, 14),
        (16, 24, 4, 5, 2, 9, 12),
        (32, 16, 1, 3, 1, 8, 8),
        (160, 320, 6, 3, 1, 7, 7),
    ):
        hidden = c_in * ratio
        first = conv_bn(c_in, hidden) if ratio > 1 else []
        branch = [*first, *conv_bn(hidden, hidden, kernel, stride, hidden), *conv_bn(hidden, c_out)[:2]]
        kind = Residual if stride == 1 and c_in == c_out else nn.Sequential
        block = kind(*branch)
        block(torch.zeros(2, c_in, height, width))
        convs = [layer for layer in branch if isinstance(layer, nn.Conv2d)]
        full = nn.Conv2d(hidden, hidden, kernel, bias=False)
        inputs = {
            "in_channels": c_in,
            "out_channels": c_out,
            "expand_ratio": ratio,
            "kernel_size": kernel,
            "stride": stride,
            "height": height,
            "width": width,
        }
        outputs = {
            "channels": [c_in, hidden, convs[-2].out_channels, convs[-1].out_channels],
            "params": sum(map(weights, convs)),
            "params_with_norm": weights(block),
            "depthwise_params": weights(convs[-2]),
            "project_params": weights(convs[-1]),
            "macs": macs(block, c_in, height, width),
            "shortcut": kind is Residual,
            "dense_params": sum(map(weights, convs)) - weights(convs[-2]) + weights(full),
        }
        records.append(record("inverted_residual", "torch.nn.Conv2d and FlopCounterMode", inputs, outputs))
    return records


def distill_loss() -> list[Record]:
    records = []
    for teacher, student, label, temperature, alpha in (
        ([6, 3, 1, -2], [2, 1, 0, 0], 0, 4, 0.5),
        ([5, 2], [0, 0], 0, 1, 0.9),
        ([1, 4, -3.5], [2, 0.5, 1], 1, 2.5, 0.3),
        ([0, 8, 2, 1, 7], [3, 1, 0, -1, 2], 4, 20, 0.7),
    ):
        z = torch.tensor([student], dtype=torch.float64, requires_grad=True)
        p = torch.softmax(torch.tensor([teacher], dtype=torch.float64) / temperature, 1)
        log_q = functional.log_softmax(z / temperature, 1)
        soft = functional.kl_div(log_q, p, reduction="batchmean")
        hard = functional.cross_entropy(z, torch.tensor([label]))
        [gradient] = torch.autograd.grad(soft, z, retain_graph=True)
        outputs = {
            "teacher_probs": p[0].tolist(),
            "student_probs": log_q.exp()[0].tolist(),
            "soft_loss": soft.item(),
            "hard_loss": hard.item(),
            "loss": ((1 - alpha) * hard + alpha * temperature**2 * soft).item(),
            "soft_gradient": gradient[0].tolist(),
            "gradient_norm": gradient.norm().item(),
            "reversed_kl": functional.kl_div(p.log(), log_q.exp(), reduction="batchmean").item(),
        }
        inputs = {"teacher": teacher, "student": student, "label": label, "temperature": temperature, "alpha": alpha}
        records.append(record("distill_loss", "torch.nn.functional.kl_div, cross_entropy, autograd", inputs, outputs))
    return records


def quantize_int8() -> list[Record]:
    records = []
    cases = [
        ([-0.9, -0.423, -0.137, 0, 0.032, 0.254, 0.618, 1.65], 8),
        ([0.2, 0.7, 3.1, 1.57], 8),
        ([-6.4, 0.1, 2.27, -3.3, 0.52], 4),
        (np.random.default_rng(3).normal(size=40).round(4).tolist(), 6),
    ]
    for values, bits in cases:
        x = torch.tensor(values)
        top = 2 ** (bits - 1) - 1
        for scheme in ("affine", "symmetric"):
            observer = torch.ao.quantization.MinMaxObserver(
                dtype=torch.qint8,
                qscheme=torch.per_tensor_affine if scheme == "affine" else torch.per_tensor_symmetric,
                quant_min=-top - 1 if scheme == "affine" else -top,
                quant_max=top,
            )
            observer(x)
            scale, zero = observer.calculate_qparams()
            coded = torch.quantize_per_tensor(x, scale.item(), int(zero), torch.qint8)
            error = (coded.dequantize() - x).double()
            outputs = {
                "scale": scale.item(),
                "zero_point": int(zero),
                "quantized": coded.int_repr().tolist(),
                "first_quantized": int(coded.int_repr()[0]),
                "rms_error": round(error.square().mean().sqrt().item(), 12),
            }
            inputs = {"values": values, "scheme": scheme, "bits": bits}
            oracle = "torch.ao.quantization.MinMaxObserver, torch.quantize_per_tensor"
            records.append(record("quantize_int8", oracle, inputs, outputs))
        layer = nn.Linear(len(values), 1, bias=False)
        layer.weight.data = x[None].clone()
        prune.l1_unstructured(layer, "weight", amount=int(0.5 * len(values)))
        kept = int(layer.weight_mask.sum())
        outputs = {"kept": kept, "pruning_error": (layer.weight[0] - x).double().square().mean().sqrt().item()}
        inputs = {"values": values, "bits": bits, "sparsity": 0.5}
        records.append(record("quantize_int8", "torch.prune.l1_unstructured", inputs, outputs))
    return records


def main() -> None:
    demos = (compound_scaling, count_params, mobilenet_multipliers, inverted_residual, distill_loss, quantize_int8)
    records = [entry for demo in demos for entry in demo()]
    Path(__file__).with_name("efficient_compression.json").write_text(json.dumps(records, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
