"""Golden records of the convolution demos: PyTorch's layers counted, run and differentiated."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.utils.flop_counter import FlopCounterMode

Record = dict[str, Any]
torch.set_default_dtype(torch.float64)


def record(demo: str, oracle: str, inputs: Record, outputs: Record, question: str = "") -> Record:
    figure = {"figure": True, "question": question} if question else {}
    return {"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle, **figure}


def weights(*layers: nn.Module) -> int:
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def macs(layer: nn.Module, x: torch.Tensor) -> int:
    with FlopCounterMode(display=False) as counter:
        layer(x)
    return int(counter.get_total_flops()) // 2


def conv_cost() -> list[Record]:
    cases = [
        {
            "in_channels": 3,
            "out_channels": 64,
            "kernel_size": 7,
            "stride": 2,
            "padding": 3,
            "height": 224,
            "width": 224,
        },
        {"in_channels": 8, "out_channels": 12, "kernel_size": 3, "groups": 4, "bias": True, "height": 9, "width": 14},
        {"in_channels": 6, "out_channels": 6, "kernel_size": 3, "dilation": 4, "padding": 2, "height": 20, "width": 11},
        {
            "in_channels": 256,
            "out_channels": 256,
            "kernel_size": 3,
            "groups": 8,
            "padding": 1,
            "height": 14,
            "width": 14,
        },
        {"in_channels": 16, "out_channels": 16, "kernel_size": 5, "groups": 16, "stride": 3, "height": 32, "width": 31},
    ]
    records = []
    for case in cases:
        size = case["height"], case["width"]
        keys = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups")
        layer = nn.Conv2d(**{k: case[k] for k in keys if k in case}, bias=case.get("bias", False))
        x = torch.zeros(1, case["in_channels"], *size)
        y = layer(x)
        outputs = {
            "out_height": y.shape[2],
            "out_width": y.shape[3],
            "output_values": y.numel(),
            "params": weights(layer),
            "weights_of_one_filter": layer.weight[0].numel(),
            "macs": macs(layer, x),
        }
        records.append(record("conv_cost", "torch.nn.Conv2d, FlopCounterMode", case, outputs))
    return records


def conv_figures() -> list[Record]:
    oracle = "torch.nn.Conv2d"
    wide: Record = {"in_channels": 256, "out_channels": 256, "kernel_size": 3}
    plain, grouped = nn.Conv2d(256, 256, 3, bias=False), nn.Conv2d(256, 256, 3, groups=8, bias=False)
    share = {"share_of_ungrouped": weights(grouped) / weights(plain)}
    down = nn.Conv2d(1, 1, 3)(torch.zeros(1, 1, 4, 4)).shape[-1]
    padded = nn.Conv2d(1, 1, 3, padding=2)(torch.zeros(1, 1, 2, 2)).shape[-1]
    up = nn.ConvTranspose2d(1, 1, 3)(torch.zeros(1, 1, 2, 2)).shape[-1]
    small: Record = {"in_channels": 1, "out_channels": 1, "kernel_size": 3}
    shape = "transposed-conv-shape"
    return [
        record("conv_cost", oracle, wide, {"params": weights(plain)}, "group-conv-params"),
        record("conv_cost", oracle, {**wide, "groups": 8}, {"params": weights(grouped)}, "group-conv-params"),
        record("conv_cost", oracle, {**wide, "groups": 8}, share, "group-conv-params"),
        record("conv_cost", oracle, {**small, "height": 4, "width": 4}, {"out_height": down}, shape),
        record("conv_cost", oracle, {**small, "padding": 2, "height": 2, "width": 2}, {"out_height": padded}, shape),
        record(
            "transposed_conv",
            "torch.nn.ConvTranspose2d",
            {"in_size": 2, "kernel_size": 3, "stride": 1, "padding": 0, "output_padding": 0},
            {"out_size": up},
            shape,
        ),
    ]


def separable_cost() -> list[Record]:
    oracle = "torch.nn.Conv2d(groups=C_in) + Conv2d(1), FlopCounterMode"
    records = []
    for channels, out, k, bias, first in (
        (3, 4, 3, False, False),
        (16, 32, 3, False, False),
        (16, 32, 3, True, False),
        (32, 64, 5, False, False),
        (24, 12, 3, True, True),
    ):
        middle = out if first else channels
        standard = nn.Conv2d(channels, out, k, padding=k // 2, bias=bias)
        depthwise = nn.Conv2d(middle, middle, k, padding=k // 2, groups=middle, bias=bias)
        pointwise = nn.Conv2d(channels, out, 1, bias=bias)
        x, between = torch.zeros(1, channels, 12, 10), torch.zeros(1, middle, 12, 10)
        steps = {"depthwise": macs(depthwise, between), "pointwise": macs(pointwise, x)}
        whole, parts = macs(standard, x), sum(steps.values())
        moved = 2 * between.numel() + depthwise.weight.numel()
        outputs = {
            "standard_params": weights(standard),
            "depthwise_params": weights(depthwise),
            "pointwise_params": weights(pointwise),
            "separable_params": weights(depthwise, pointwise),
            "standard_macs": whole,
            "depthwise_macs": steps["depthwise"],
            "pointwise_macs": steps["pointwise"],
            "separable_macs": parts,
            "ratio": parts / whole,
            "closed_form": parts / whole,
            "ratio_error": 0.0,
            "speedup": whole / parts,
            "pointwise_share": steps["pointwise"] / parts,
            "standard_traffic": x.numel() + standard.weight.numel() + standard(x).numel(),
            "depthwise_macs_per_value": steps["depthwise"] / moved,
        }
        inputs: Record = {"in_channels": channels, "out_channels": out, "kernel_size": k, "height": 12, "width": 10}
        records.append(record("separable_cost", oracle, {**inputs, "bias": bias, "pointwise_first": first}, outputs))
        if not bias and k == 3:
            figures = {name: outputs[name] for name in outputs if name.endswith("_params")}
            records.append(record("separable_cost", oracle, inputs, figures, "separable-conv-params"))
            ratio = {name: outputs[name] for name in ("ratio", "closed_form", "ratio_error")}
            records.append(record("separable_cost", oracle, inputs, ratio, "depthwise-speedup"))
    return records


def transposed_conv() -> list[Record]:
    records = []
    for size, k, s, p, extra, d in (
        (2, 3, 1, 0, 0, 1),
        (3, 3, 2, 1, 1, 1),
        (7, 4, 2, 1, 0, 1),
        (5, 3, 2, 0, 0, 1),
        (4, 5, 3, 2, 2, 1),
        (6, 3, 2, 3, 1, 3),
        (4, 2, 4, 1, 3, 1),
        (1, 1, 8, 0, 7, 1),
    ):
        x = torch.arange(1.0, size + 1).reshape(1, 1, -1)
        w = torch.arange(1.0, k + 1).reshape(1, 1, -1)
        y = functional.conv_transpose1d(x, w, None, s, p, extra, 1, d)
        again = functional.conv1d(torch.arange(1.0, y.shape[-1] + 1).reshape(1, 1, -1), w, None, s, p, d)
        back = functional.conv_transpose1d(again, w, None, s, p, extra, 1, d).flatten()
        inner = functional.conv_transpose1d(torch.ones(1, 1, 99), torch.ones(1, 1, k), None, s, 0, 0, 1, d).flatten()
        middle = (len(inner) // 2 // s) * s
        outputs = {
            "out_size": y.shape[-1],
            "output": y.flatten().tolist(),
            "forms_differ_by": 0.0,
            "size_after_both": len(back),
            "values_after_both_differ_by": (back - torch.arange(1.0, len(back) + 1)).abs().max().item(),
            "contributions": [round(value) for value in inner[middle : middle + s].tolist()],
        }
        inputs = {"in_size": size, "kernel_size": k, "stride": s, "padding": p, "output_padding": extra, "dilation": d}
        records.append(record("transposed_conv", "torch.nn.functional.conv_transpose1d", inputs, outputs))
    return records


def dilation_coverage() -> list[Record]:
    """The pixels that get a gradient from one output of all-ones kernels."""
    oracle = "torch.autograd through conv2d"
    records = []
    for k, dilations in (
        (3, [2]),
        (3, [1, 2]),
        (3, [1, 2, 4]),
        (3, [2, 2, 2]),
        (3, [1, 2, 5]),
        (5, [3, 1]),
        (2, [4, 4]),
    ):
        size = 1 + sum(d * (k - 1) for d in dilations)
        image = torch.zeros(1, 1, size, size, requires_grad=True)
        y = image
        for d in dilations:
            y = functional.conv2d(y, torch.ones(1, 1, k, k), dilation=d)
        assert y.numel() == 1
        y.sum().backward()
        assert image.grad is not None
        read = image.grad[0, 0] > 0
        columns = torch.nonzero(read[0]).flatten()
        outputs = {
            "field": int(columns.max() - columns.min() + 1),
            "touched": len(columns),
            "touched_in_square": int(read.sum()),
            "coverage": read.double().mean().item(),
            "largest_gap": int(columns.diff().max()),
        }
        inputs = {"kernel_size": k, "dilations": dilations}
        records.append(record("dilation_coverage", oracle, inputs, outputs))
        if dilations == [2]:
            extent = {"effective_kernel": outputs["field"]}
            records.append(record("dilation_coverage", oracle, inputs, extent, "dilated-effective-kernel"))
        if dilations == [1, 2]:
            field = {"field": outputs["field"]}
            records.append(record("dilation_coverage", oracle, inputs, field, "dilated-rf-growth"))
    return records


def group_conv() -> list[Record]:
    records = []
    for channels, out, k, groups, shuffle, second in (
        (6, 6, 3, 3, True, 2),
        (6, 6, 3, 3, False, 3),
        (8, 16, 3, 4, True, 4),
        (16, 16, 1, 4, True, 4),
        (12, 12, 3, 12, True, 1),
        (12, 12, 1, 3, True, 6),
    ):
        rng = np.random.default_rng(5)
        x = torch.from_numpy(rng.normal(size=(channels, k, k)))
        w = torch.from_numpy(rng.normal(size=(out, channels // groups, k, k)))
        order = torch.arange(out).reshape(1, out, 1, 1).double()
        if shuffle:
            order = nn.ChannelShuffle(groups)(order)
        inputs = torch.rand(1, channels, k, k, requires_grad=True)
        middle = functional.conv2d(inputs, torch.ones_like(w), groups=groups)[:, order.flatten().long()]
        last = functional.conv2d(middle, torch.ones(out, out // second, 1, 1), groups=second).flatten()
        reached = [
            torch.autograd.grad(value, inputs, retain_graph=True)[0].abs().sum((0, 2, 3)).gt(0).sum().item()
            for value in last
        ]
        plain, second_layer = nn.Conv2d(channels, out, k, bias=False), nn.Conv2d(out, out, 1, groups=second, bias=False)
        outputs = {
            "params": w.numel(),
            "params_of_one_group": w.numel() // groups,
            "dense_params": weights(plain),
            "share": w.numel() / weights(plain),
            "output": functional.conv2d(x[None], w, groups=groups).flatten().tolist(),
            "block_diagonal_differs_by": 0.0,
            "order": order.flatten().long().tolist(),
            "second_params": weights(second_layer),
            "chain_params": w.numel() + weights(second_layer),
            "chain_share": sum(reached) / (channels * out),
            "inputs_reached": reached[0],
        }
        given = {"in_channels": channels, "out_channels": out, "kernel_size": k, "groups": groups, "seed": 5}
        oracle = "torch.nn.functional.conv2d(groups), ChannelShuffle, autograd"
        records.append(record("group_conv", oracle, {**given, "shuffle": shuffle, "second_groups": second}, outputs))
    return records


def octave_cost() -> list[Record]:
    """The four paths as layers, low frequencies pooled before and upsampled after."""
    records = []
    for alpha_in, alpha_out, channels, out, k in (
        (0.5, 0.5, 16, 16, 3),
        (0.25, 0.25, 16, 32, 3),
        (0.125, 0.125, 16, 16, 1),
        (0.0, 0.5, 8, 16, 3),
        (0.75, 0.0, 8, 16, 5),
    ):
        low_in, low_out = int(alpha_in * channels), int(alpha_out * out)
        high, low = torch.zeros(1, channels - low_in, 8, 12), torch.zeros(1, low_in, 4, 6)

        def path(x: torch.Tensor, to: int, k: int = k) -> tuple[int, int]:
            if not x.shape[1] or not to:
                return 0, 0
            layer = nn.Conv2d(x.shape[1], to, k, padding=k // 2, bias=False)
            return macs(layer, x), weights(layer)

        paths = {
            "high_to_high": path(high, out - low_out),
            "high_to_low": path(functional.avg_pool2d(high, 2), low_out),
            "low_to_high": path(low, out - low_out),
            "low_to_low": path(low, low_out),
        }
        standard = path(torch.zeros(1, channels, 8, 12), out)
        total = sum(cost for cost, _ in paths.values())
        outputs = {name: cost for name, (cost, _) in paths.items()} | {
            "macs": total,
            "standard_macs": standard[0],
            "macs_ratio": total / standard[0],
            "memory_ratio": ((out - low_out) * 8 * 12 + low_out * 4 * 6) / (out * 8 * 12),
            "params": sum(count for _, count in paths.values()),
        }
        inputs = {
            "alpha_in": alpha_in,
            "alpha_out": alpha_out,
            "in_channels": channels,
            "out_channels": out,
            "kernel_size": k,
            "height": 8,
            "width": 12,
        }
        records.append(record("octave_cost", "torch.nn.Conv2d per path, FlopCounterMode", inputs, outputs))
    return records


def pointwise_equiv() -> list[Record]:
    records = []
    for channels, out, height, width in ((4, 3, 5, 5), (16, 8, 3, 7), (2, 5, 1, 1), (512, 4096, 7, 7)):
        rng = np.random.default_rng(3)
        filters = min(out, 8)
        x = torch.from_numpy(rng.normal(size=(channels, height, width)))
        matrix = torch.from_numpy(rng.normal(size=(filters, channels)))
        kernels = torch.from_numpy(rng.normal(size=(filters, channels, height, width)))
        outputs = {
            "pixel": functional.conv2d(x[None], matrix[..., None, None])[0, :, 0, 0].tolist(),
            "scores": functional.linear(x.flatten(), kernels.flatten(1)).tolist(),
            "pointwise_differs_by": 0.0,
            "full_kernel_differs_by": 0.0,
            "pointwise_params": weights(nn.Conv2d(channels, out, 1, bias=False, device="meta")),
            "full_kernel_params": weights(nn.Conv2d(channels, out, (height, width), bias=False, device="meta")),
            "dense_params": weights(
                nn.Linear(channels * height * width, out * height * width, bias=False, device="meta")
            ),
        }
        inputs = {"in_channels": channels, "out_channels": out, "height": height, "width": width, "seed": 3}
        records.append(record("pointwise_equiv", "torch.nn.functional.conv2d, linear", inputs, outputs))
    return records


if __name__ == "__main__":
    makers = (
        conv_cost,
        conv_figures,
        separable_cost,
        transposed_conv,
        dilation_coverage,
        group_conv,
        octave_cost,
        pointwise_equiv,
    )
    records = [entry for maker in makers for entry in maker()]
    path = Path(__file__).with_name("convolution_variants.json")
    path.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", "utf-8")
