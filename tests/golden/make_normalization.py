"""Writes normalization.json: normalisation layers and their gradients as PyTorch computes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
RECORDS: list[dict[str, Any]] = []


def record(demo: str, inputs: dict[str, Any], outputs: dict[str, Any], oracle: str) -> None:
    RECORDS.append({"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle})


def batchnorm(values: list[float], grads: list[float], *, training: bool = True, **settings: float) -> None:
    layer = nn.BatchNorm1d(1, eps=settings.get("eps", 1e-5), momentum=settings.get("momentum", 0.1))
    for name in ("running_mean", "running_var"):
        if name in settings:
            layer.get_buffer(name).fill_(settings[name])
    nn.init.constant_(layer.weight, settings.get("gamma", 1.0))
    nn.init.constant_(layer.bias, settings.get("beta", 0.0))
    x = torch.tensor(values).reshape(-1, 1).requires_grad_()
    y = layer.train(training)(x)
    dy = torch.zeros(len(values))
    dy[: len(grads)] = torch.tensor(grads)
    y.backward(dy.reshape(-1, 1))
    assert x.grad is not None and layer.weight.grad is not None and layer.bias.grad is not None
    outputs = {
        "output": y.flatten().tolist(),
        "output_last": y[-1].item(),
        "running_mean_after": layer.get_buffer("running_mean").item(),
        "running_var_after": layer.get_buffer("running_var").item(),
        "grad_input": x.grad.flatten().tolist(),
        "grad_gamma": layer.weight.grad.item(),
        "grad_beta": layer.bias.grad.item(),
    }
    inputs = {"values": values, "grads": grads, "training": training, **settings}
    record("batchnorm", inputs, outputs, f"torch.nn.BatchNorm1d, {'train' if training else 'eval'} mode")


def counts(channels: int) -> None:
    layer = nn.BatchNorm2d(channels)
    buffers = [buffer for name, buffer in layer.named_buffers() if name.startswith("running")]
    sizes = {"learned": sum(p.numel() for p in layer.parameters()), "buffers": sum(b.numel() for b in buffers)}
    record("batchnorm", {"channels": channels}, sizes, "parameters() and buffers() of torch.nn.BatchNorm2d")


def norm_axes(method: str, shape: tuple[int, int, int, int], groups: int) -> None:
    """Values behind one statistic: those that one output's gradient reaches. Statistics: all values over these."""
    channels = shape[1]
    layer = {
        "bn": nn.BatchNorm2d(channels),
        "ln": nn.LayerNorm(shape[1:]),
        "ln_last": nn.LayerNorm(channels),
        "in": nn.InstanceNorm2d(channels, affine=True),
        "gn": nn.GroupNorm(groups, channels),
    }[method]
    x = torch.randn(shape, requires_grad=True)
    y = layer(x.movedim(1, -1)).movedim(-1, 1) if method == "ln_last" else layer(x)
    reached = torch.autograd.grad(y[0, 0, 0, 0], x)[0].ne(0)
    values = int(reached.sum())
    outputs = {
        "values_per_statistic": values,
        "statistics": x.numel() // values,
        "params": sum(p.numel() for p in layer.parameters()),
        "buffers": sum(b.numel() for name, b in layer.named_buffers() if name.startswith("running")),
        "depends_on_batch": bool(reached[1:].any()),
    }
    names = ("batch_size", "channels", "height", "width")
    inputs = {"method": method, "groups": groups, **dict(zip(names, shape, strict=True))}
    record("norm_axes", inputs, outputs, f"gradients and parameters of torch.nn layers, {method}")


def weight_norm(channels: int, kernel_size: int) -> None:
    conv = nn.utils.parametrizations.weight_norm(nn.Conv2d(channels, channels, kernel_size, bias=False))
    lengths, directions = conv.parametrizations.weight.original0, conv.parametrizations.weight.original1
    reached = torch.autograd.grad(conv.weight[0, 0, 0, 0], directions)[0].ne(0)
    outputs = {
        "statistics": lengths.numel(),
        "values_per_statistic": int(reached.sum()),
        "params": sum(p.numel() for p in conv.parameters()) - directions.numel(),
    }
    inputs = {"method": "wn", "channels": channels, "kernel_size": kernel_size, "groups": 1}
    record("norm_axes", inputs, outputs, "torch.nn.utils.parametrizations.weight_norm")


def switchable_norm(value: float, means: list[float], variances: list[float], logits: list[list[float]]) -> None:
    weights = torch.softmax(torch.tensor(logits), dim=1)
    mean, var = weights[0] @ torch.tensor(means), weights[1] @ torch.tensor(variances)
    output = nn.functional.batch_norm(torch.tensor([[value]]), mean.reshape(1), var.reshape(1)).item()
    inputs = {
        "value": value,
        "means": means,
        "variances": variances,
        "mean_logits": logits[0],
        "var_logits": logits[1],
    }
    outputs = {"mean_weights": weights[0].tolist(), "mean": mean.item(), "var": var.item(), "output": output}
    record("switchable_norm", inputs, outputs, "torch.softmax, torch.nn.functional.batch_norm")


def bn_batch_noise(batch_sizes: list[int], positions: int) -> None:
    """The mean of n values is Normal(0, 1/√n), n times their biased variance Chi2(n - 1)."""
    counts = [size * positions for size in batch_sizes]
    normals = [torch.distributions.Normal(torch.zeros(n), 1.0) for n in counts]
    means = [(normal.variance.sum().sqrt() / n).item() for normal, n in zip(normals, counts, strict=True)]
    variances = [(torch.distributions.Chi2(torch.tensor(n - 1.0)).stddev / n).item() for n in counts]
    outputs = {"mean_expected": means, "var_expected": variances}
    inputs = {"batch_sizes": batch_sizes, "positions": positions}
    record("bn_batch_noise", inputs, outputs, "torch.distributions Normal and Chi2")


def scale_invariance(kind: str, scale: float, lr: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, start, t = (torch.tensor(rng.standard_normal(shape)) for shape in ((16, 5), 5, 16))

    def loss(w: torch.Tensor) -> torch.Tensor:
        if kind == "bn":
            return t @ nn.functional.batch_norm((x @ w)[:, None], None, None, training=True, eps=1e-30).flatten()
        return t @ (x @ nn.functional.normalize(w, dim=0))

    def gradient(w: torch.Tensor) -> torch.Tensor:
        w = w.clone().requires_grad_()
        return torch.autograd.grad(loss(w), w)[0]

    near, far = gradient(start), gradient(scale * start)
    outputs = {
        "output_change": 0.0,
        "grad_norm": near.norm().item(),
        "grad_norm_scaled": far.norm().item(),
        "grad_ratio": (far.norm() / near.norm()).item(),
        "cosine": nn.functional.cosine_similarity(start, near, dim=0).item(),
        "length_after": (start - lr * near).norm().item(),
    }
    inputs = {"kind": kind, "scale": scale, "lr": lr, "seed": seed}
    record("scale_invariance", inputs, outputs, f"torch.autograd, {kind}")


torch.manual_seed(0)
batchnorm([1.0, 3.0, 5.0, 7.0], [1.0])
batchnorm([1.0, 3.0, 5.0, 7.0], [1.0, -2.0, 0.5, 3.0], gamma=2.0, beta=-1.0, momentum=0.2, running_var=2.0)
batchnorm([2.0, 2.0, 4.0, 8.0, -3.0], [0.3, 0.0, 1.0], gamma=0.5, eps=0.01, running_mean=4.0)
batchnorm([0.0, 6.0, 12.0], [1.0, 1.0, 1.0], running_mean=2.0, running_var=4.0, training=False, gamma=3.0, beta=0.5)
batchnorm([5.0], [2.0], running_mean=1.0, running_var=4.0, training=False)
for count in (1, 64, 256):
    counts(count)
for name in ("bn", "ln", "ln_last", "in", "gn"):
    norm_axes(name, (4, 6, 3, 5), 3)
    norm_axes(name, (2, 8, 4, 4), 2)
norm_axes("gn", (3, 6, 2, 2), 1)
norm_axes("gn", (3, 6, 2, 2), 6)
weight_norm(8, 3)
weight_norm(16, 1)
switchable_norm(3.0, [2.0, 1.0, 0.0], [4.0, 2.0, 1.0], [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
switchable_norm(-1.0, [0.5, 1.5, -2.0], [0.3, 2.0, 5.0], [[1.0, -1.0, 0.5], [0.0, 2.0, -3.0]])
bn_batch_noise([2, 8, 32, 256], 1)
bn_batch_noise([4, 3], 49)
for which in ("bn", "wn"):
    scale_invariance(which, 10.0, 0.1, 0)
    scale_invariance(which, 0.25, 0.5, 7)

Path(__file__).with_name("normalization.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
