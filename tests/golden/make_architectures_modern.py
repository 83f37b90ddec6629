"""Golden records of the demos on blocks after ResNet: PyTorch's layers counted and run."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

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


def macs(layer: nn.Module, *inputs: torch.Tensor) -> int:
    with FlopCounterMode(display=False) as counter:
        layer(*inputs)
    return int(counter.get_total_flops()) // 2


class Block(nn.Module):
    """A branch and a shortcut, added."""

    def __init__(self, branch: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.branch, self.shortcut = branch, shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.relu(self.branch(x) + self.shortcut(x))


def bottleneck_cost() -> list[Record]:
    records = []
    cases = [
        (256, 64, 256, 1, 1, 14, 14, "bottleneck-layer"),
        (256, 128, 256, 32, 1, 14, 14, ""),
        (256, 128, 512, 1, 2, 15, 12, ""),
        (12, 6, 24, 3, 2, 9, 8, ""),
    ]
    for c_in, mid, out, groups, stride, height, width, question in cases:
        shortcut: nn.Module = nn.Identity()
        if stride > 1 or c_in != out:
            shortcut = nn.Conv2d(c_in, out, 1, stride, bias=False)
        branch = nn.Sequential(
            nn.Conv2d(c_in, mid, 1, bias=False),
            nn.Conv2d(mid, mid, 3, stride, padding=1, groups=groups, bias=False),
            nn.Conv2d(mid, out, 1, bias=False),
        )
        basic = Block(
            nn.Sequential(
                nn.Conv2d(c_in, out, 3, stride, padding=1, bias=False), nn.Conv2d(out, out, 3, padding=1, bias=False)
            ),
            shortcut,
        )
        narrow = nn.Sequential(*(nn.Conv2d(mid, mid, 3, bias=False) for _ in range(2)))
        block = Block(branch, shortcut)
        x = torch.zeros(1, c_in, height, width)
        inputs = {
            "in_channels": c_in,
            "mid_channels": mid,
            "out_channels": out,
            "groups": groups,
            "stride": stride,
            "height": height,
            "width": width,
        }
        outputs = {
            "params": weights(block),
            "reduce_params": weights(branch[0]),
            "middle_params": weights(branch[1]),
            "expand_params": weights(branch[2]),
            "projection_params": weights(shortcut),
            "basic_params": weights(basic),
            "narrow_basic_params": weights(narrow),
            "macs": macs(block, x),
            "basic_macs": macs(basic, x),
        }
        records.append(record("bottleneck_cost", "torch.nn.Conv2d and FlopCounterMode", inputs, outputs, question))
    return records


class Dense(nn.Module):
    """A dense block that keeps what every layer is given."""

    def __init__(self, k0: int, k: int, layers: int, bn_size: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(k0 + k * i, bn_size * k, 1, bias=False), nn.Conv2d(bn_size * k, k, 3, padding=1, bias=False)
            )
            for i in range(layers)
        )

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, list[torch.Tensor]]:
        features, given = [x], []
        for layer in self.layers:
            given.append(torch.cat(features, 1))
            features.append(layer(given[-1]))
        return torch.cat(features, 1), given


def densenet_growth() -> list[Record]:
    records = []
    for k0, k, layers, bn_size, height, width in ((64, 32, 6, 4, 7, 7), (24, 12, 16, 4, 4, 6), (16, 8, 1, 2, 5, 5)):
        block = Dense(k0, k, layers, bn_size)
        out, given = block(torch.zeros(1, k0, height, width))
        channels = [x.shape[1] for x in given]
        nodes = range(layers + 1)
        links = sum(source < target for source in nodes for target in nodes)
        inputs = {
            "num_init_features": k0,
            "growth_rate": k,
            "layers": layers,
            "bn_size": bn_size,
            "height": height,
            "width": width,
        }
        outputs = {
            "out_channels": out.shape[1],
            "last_in_channels": channels[-1],
            "in_channels_sum": sum(channels),
            "links": links,
            "links_between_layers": links - layers,
            "chain_links": len(list(pairwise(nodes))),
            "params": weights(block),
            "last_layer_params": weights(block.layers[-1]),
            "without_bottleneck": weights(nn.Conv2d(channels[-1], k, 3, bias=False)),
            "full_width_params": weights(nn.Conv2d(out.shape[1], out.shape[1], 3, bias=False)),
            "shared_values": out.numel(),
            "naive_values": sum(x.numel() + torch.relu(x).numel() for x in given),
        }
        records.append(record("densenet_growth", "torch.cat and torch.nn.Conv2d", inputs, outputs))
    return records


def se_block() -> list[Record]:
    records = []
    cases = [
        (
            [4, 2, 2, 0, 1, 1, 0, 2, 0, 0, 1, 3, 5, 3, 4, 4],
            4,
            [1, 0, -1, 0, -1, 1, 0, 1],
            [1, 0, 0, -1, -2, 0, 0, 1],
            1,
        ),
        ([1.5, -2, 0.25, 3, 1, -1], 2, [0.5, -1], [2, -0.5], 0),
        ([1, 2, 3, -4, 0.5, 6], 3, [1, -1, 0.5, 0.2, 0.3, -0.7], [1, -1, 0.5, 2, -2, 0.1], 2),
    ]
    for values, channels, fc1, fc2, channel in cases:
        x = torch.tensor(values, dtype=torch.float64).reshape(1, channels, 1, -1)
        first, second = (
            torch.tensor(fc1).reshape(-1, channels).double(),
            torch.tensor(fc2).reshape(channels, -1).double(),
        )
        squeeze = functional.adaptive_avg_pool2d(x, 1).flatten(1)
        before = functional.linear(squeeze, first)
        logits = functional.linear(torch.relu(before), second)
        gates = torch.sigmoid(logits)
        scaled = x * gates[:, :, None, None]
        inputs = {"values": values, "in_channels": channels, "fc1": fc1, "fc2": fc2, "channel": channel}
        outputs = {
            "squeeze": squeeze.flatten().tolist(),
            "hidden": torch.relu(before).flatten().tolist(),
            "gates": gates.flatten().tolist(),
            "output": scaled.flatten().tolist(),
            "gate": gates[0, channel].item(),
            "first_output": scaled[0, channel, 0, 0].item(),
            "gate_sum": gates.sum().item(),
            "softmax_gate": torch.softmax(logits, 1)[0, channel].item(),
            "gate_without_relu": torch.sigmoid(functional.linear(before, second))[0, channel].item(),
        }
        records.append(record("se_block", "adaptive_avg_pool2d, linear, relu, sigmoid", inputs, outputs))
    return records


def attention_cost() -> list[Record]:
    records = []
    for channels, blocks, reduction, height, width in (
        ((256, 512, 1024, 2048), (3, 4, 6, 3), 16, 14, 14),
        ((1024,), (1,), 4, 5, 6),
    ):
        se = gc = non_local = biases = last = 0
        for c, number in zip(channels, blocks, strict=True):
            hidden = c // reduction
            layers = [nn.Linear(c, hidden), nn.Linear(hidden, c)]
            last = number * sum(layer.weight.numel() for layer in layers)
            se += last
            biases += number * sum(layer.bias.numel() for layer in layers)
            context = [nn.Conv2d(c, 1, 1, bias=False), nn.Conv2d(c, hidden, 1, bias=False)]
            context += [nn.LayerNorm([hidden, 1, 1]), nn.Conv2d(hidden, c, 1, bias=False)]
            gc += number * weights(*context)
            embeddings = [nn.Conv2d(c, c // 2, 1, bias=False) for _ in range(3)]
            non_local += number * weights(*embeddings, nn.Conv2d(c // 2, c, 1, bias=False))
        x = torch.zeros(2, height * width)
        inputs = {"in_channels": channels, "blocks": blocks, "reduction": reduction, "height": height, "width": width}
        outputs = {
            "se_params": se,
            "se_biases": biases,
            "last_stage_params": last,
            "gc_params": gc,
            "gc_map": torch.softmax(x[:1], 1).numel(),
            "nonlocal_params": non_local,
            "nonlocal_map": torch.softmax(x.T @ x, 1).numel(),
        }
        records.append(record("attention_cost", "torch.nn.Linear, Conv2d, LayerNorm", inputs, outputs))
    return records


def branch_attention() -> list[Record]:
    records = []
    for kind, logits, values in (
        ("sk", [0, 1.0986], [2, 6]),
        ("sk", [0.3, -1.2, 2], [1, 5, -2]),
        ("gc", [0, 1, 2, 3], [4, 0, -1, 2]),
    ):
        weight, v = torch.softmax(torch.tensor(logits).double(), 0), torch.tensor(values).double()
        fused = (weight * v).sum()
        outputs = {
            "weights": weight.tolist(),
            "largest_weight": weight.max().item(),
            "fused": fused.item(),
            "output": (v + fused).tolist() if kind == "gc" else [fused.item()],
            "mean": v.mean().item(),
            "sigmoid_sum": (torch.sigmoid(torch.tensor(logits).double()) * v).sum().item(),
        }
        records.append(
            record("branch_attention", "torch.softmax", {"kind": kind, "logits": logits, "values": values}, outputs)
        )
    return records


def add_vs_concat() -> list[Record]:
    records = []
    for first, second, out, kernel, height, width in (
        (16, 16, 8, 3, 6, 5),
        (256, 512, 64, 1, 4, 4),
        (3, 5, 2, 5, 7, 7),
    ):
        a, b = torch.randn(1, first, height, width), torch.randn(1, second, height, width)
        lateral: nn.Module = nn.Identity() if first == second else nn.Conv2d(second, first, 1, bias=False)
        after_add = nn.Conv2d(first, out, kernel, padding="same", bias=False)
        joined = torch.cat([a, b], 1)
        after_concat = nn.Conv2d(joined.shape[1], out, kernel, padding="same", bias=False)
        summed = a + lateral(b)
        tied = torch.cat([after_add.weight] * 2, 1)
        both = torch.cat([a, lateral(b)], 1)
        gap = (after_add(summed) - functional.conv2d(both, tied, padding="same")).abs().max()
        inputs = {
            "first_channels": first,
            "second_channels": second,
            "out_channels": out,
            "kernel_size": kernel,
            "height": height,
            "width": width,
        }
        outputs = {
            "add_channels": summed.shape[1],
            "concat_channels": joined.shape[1],
            "lateral_params": weights(lateral),
            "add_params": weights(lateral, after_add),
            "concat_params": weights(after_concat),
            "add_macs": macs(after_add, summed) + (macs(lateral, b) if first != second else 0),
            "concat_macs": macs(after_concat, joined),
            "add_values": summed.numel(),
            "concat_values": joined.numel(),
            "tied_differs_by": round(gap.item(), 9),
        }
        records.append(record("add_vs_concat", "torch.cat, torch.add and torch.nn.Conv2d", inputs, outputs))
    return records


def skip_relu() -> list[Record]:
    records = []
    for start, branches in ((1.0, [-2.0, 3.0]), (2.0, [1.0, -0.5, 2.0]), (-1.0, [0.5, -3.0, 2.0, 1.5]), (4.0, [-4.0])):
        x = torch.tensor([start], requires_grad=True)
        v1 = v2 = in_branch = x
        for branch in map(torch.tensor, branches):
            v1 = torch.relu(v1 + branch)
            v2 = v2 + branch
            in_branch = in_branch + torch.relu(branch)
        outputs = {
            "v1": v1.item(),
            "v2": v2.item(),
            "relu_in_branch": in_branch.item(),
            "v1_gradient": torch.autograd.grad(v1, x)[0].item(),
            "v2_gradient": torch.autograd.grad(v2, x)[0].item(),
        }
        records.append(record("skip_relu", "torch.relu and autograd", {"start": start, "branches": branches}, outputs))
    return records


def depth_width() -> list[Record]:
    records = []
    for layers, channels, kernel, deeper, wider in ((8, 64, 3, 1, 2), (3, 5, 5, 2, 3), (4, 8, 3, 3, 1)):
        size = 48
        before, after = (
            nn.Sequential(*(nn.Conv2d(c, c, kernel, padding=kernel // 2, bias=False) for _ in range(depth)))
            for depth, c in ((layers, channels), (layers * deeper, channels * wider))
        )
        x = torch.zeros(1, channels * wider, size, size)
        inputs = {
            "layers": layers,
            "channels": channels,
            "kernel_size": kernel,
            "height": size,
            "width": size,
            "deeper": deeper,
            "wider": wider,
        }
        outputs = {
            "params": weights(before),
            "scaled_params": weights(after),
            "params_factor": weights(after) / weights(before),
            "scaled_macs": macs(after, x),
            "field": seen(before, channels),
            "scaled_field": seen(after, channels * wider),
            "sequential_layers": len(after),
        }
        records.append(record("depth_width", "torch.nn.Conv2d, FlopCounterMode, autograd", inputs, outputs))
    return records


def seen(stack: nn.Module, channels: int) -> int:
    """Pixels of one row that reach the central output, by the gradient (all weights 1)."""
    for parameter in stack.parameters():
        nn.init.ones_(parameter)
    x = torch.zeros(1, channels, 65, 65, requires_grad=True)
    stack(x)[0, 0, 32, 32].backward()
    assert x.grad is not None
    return int((x.grad[0, 0, 32] != 0).sum())


def main() -> None:
    demos = (
        depth_width,
        skip_relu,
        bottleneck_cost,
        densenet_growth,
        se_block,
        attention_cost,
        branch_attention,
        add_vs_concat,
    )
    records = [entry for demo in demos for entry in demo()]
    Path(__file__).with_name("architectures_modern.json").write_text(json.dumps(records, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
