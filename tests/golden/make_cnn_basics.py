"""Writes cnn_basics.json: convolution, pooling, receptive fields and input optimisation as PyTorch computes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as nnf

torch.set_default_dtype(torch.float64)
RECORDS: list[dict[str, Any]] = []


def record(demo: str, inputs: dict[str, Any], outputs: dict[str, Any], oracle: str, **more: Any) -> None:
    RECORDS.append({"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle, **more})


def receptive_field(kernels: list[int], strides: list[int], dilations: list[int], **more: Any) -> None:
    """Send a gradient from one unit back through 1-D convolutions of equal weights: what it reaches is the field."""

    def through(x: torch.Tensor) -> torch.Tensor:
        for k, s, d in zip(kernels, strides, dilations, strict=True):
            x = nnf.conv1d(x, torch.full((1, 1, k), 1 / k), stride=s, dilation=d)
        return x

    x = torch.zeros(1, 1, 2000, requires_grad=True)
    y = through(x)
    pulled = [torch.autograd.grad(y[0, 0, unit], x, retain_graph=True)[0][0, 0] for unit in (0, 1)]
    reached = [grad.nonzero().flatten() for grad in pulled]
    share, offsets = pulled[0][reached[0]], reached[0].double()
    mean = (share * offsets).sum()
    outputs = {
        "field": int(reached[0].max() - reached[0].min()) + 1,
        "jump": int(reached[1].min() - reached[0].min()),
        "influence_std": float((share * (offsets - mean) ** 2).sum().sqrt()),
    }
    inputs = {"kernel_sizes": kernels, "strides": strides, "dilations": dilations}
    record("receptive_field", inputs, outputs, "torch.autograd through torch.nn.functional.conv1d", **more)


def pool(
    values: list[float], width: int, mode: str, window: tuple[int, int, int], upstream: list[float], include: bool
) -> None:
    k, s, p = window
    x = torch.tensor(values, requires_grad=True)
    one_row = len(values) == width
    image = x.reshape(1, 1, -1) if one_row else x.reshape(1, 1, -1, width)
    if mode == "max":
        y = (nnf.max_pool1d if one_row else nnf.max_pool2d)(image, k, s, p)
    else:
        y = (nnf.avg_pool1d if one_row else nnf.avg_pool2d)(image, k, s, p, count_include_pad=include)
    y.backward(torch.tensor(upstream * (y.numel() // len(upstream))).reshape(y.shape))
    assert x.grad is not None
    record(
        "pool_fwd_bwd",
        {
            "values": values, "width": width, "mode": mode, "kernel_size": k, "stride": s, "padding": p,
            "count_include_pad": include, "upstream": upstream,
        },
        {
            "output": y.flatten().tolist(),
            "input_grad": x.grad.tolist(),
            "largest_grad": float(x.grad.max()),
            "inputs_with_grad": int(x.grad.count_nonzero()),
            "input_grad_sum": float(x.grad.sum()),
        },
        f"torch.nn.functional.{mode}_pool{1 if one_row else 2}d and backward",
    )  # fmt: skip


def dense_vs_conv(c_in: int, c_out: int, k: int, padding: int, side: tuple[int, int]) -> None:
    """Count real parameters; the unshared layer is a kernel for each column of torch's unfolded image."""
    image = torch.empty(1, c_in, *side, device="meta")
    conv = torch.nn.Conv2d(c_in, c_out, k, padding=padding, bias=False, device="meta")
    y = conv(image)
    dense = torch.nn.Linear(image.numel(), y.numel(), bias=False, device="meta")
    columns = nnf.unfold(torch.empty(1, c_in, *side), k, padding=padding)
    record(
        "dense_vs_conv",
        {
            "in_channels": c_in, "out_channels": c_out, "kernel_size": k, "padding": padding,
            "height": side[0], "width": side[1],
        },
        {
            "dense_weights": dense.weight.numel(),
            "local_weights": columns.numel() * c_out,
            "shared_weights": conv.weight.numel(),
            "weights_of_one_dense_unit": dense.weight[0].numel(),
            "weights_of_one_filter": conv.weight[0].numel(),
            "positions": columns.shape[-1],
        },
        "numel() of torch.nn.Linear, Conv2d, unfold",
    )  # fmt: skip


def pooled_width(width: int, k: int, stride: int, padding: int) -> None:
    image = torch.empty(1, 1, width, width)
    up = nnf.max_pool2d(image, k, stride, padding, ceil_mode=True)
    record(
        "conv_cost",
        {"kernel_size": k, "stride": stride, "padding": padding, "height": width, "width": width},
        {"out_width": nnf.max_pool2d(image, k, stride, padding).shape[-1], "out_width_ceil": up.shape[-1]},
        "torch.nn.functional.max_pool2d with and without ceil_mode",
    )


def shift(values: list[float], by: int, kernel: list[float], stride: int) -> None:
    def layers(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        left = len(kernel) // 2
        ring = nnf.pad(x[None, None], (left, len(kernel) - 1 - left), mode="circular")
        return nnf.conv1d(ring, torch.tensor(kernel)[None, None])[0, 0], nnf.max_pool1d(x[None], stride)[0]

    x = torch.tensor(values)
    (conv, pooled), (conv_after, pooled_after) = layers(x), layers(x.roll(by))
    record(
        "shift_equivariance",
        {"values": values, "shift": by, "kernel": kernel, "stride": stride},
        {
            "convolved": conv.tolist(), "convolved_after_shift": conv_after.tolist(), "conv_follows": True,
            "pooled": pooled.tolist(), "pooled_after_shift": pooled_after.tolist(),
        },
        "torch.nn.functional.conv1d, max_pool1d, Tensor.roll",
    )  # fmt: skip


def conv_gradients(shape: tuple[int, int], kernel_shape: tuple[int, int], stride: int, padding: int) -> None:
    x, w = torch.randn(shape, requires_grad=True), torch.randn(kernel_shape, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    y = nnf.conv2d(x[None, None], w[None, None], b, stride, (padding if shape[0] > 1 else 0, padding))
    upstream = torch.randn_like(y)
    y.backward(upstream)
    assert x.grad is not None
    assert w.grad is not None
    assert b.grad is not None
    record(
        "conv2d_grad_check",
        {
            "values": x.flatten().tolist(), "width": shape[1], "kernel": w.flatten().tolist(),
            "kernel_width": kernel_shape[1], "stride": stride, "padding": padding,
            "upstream": upstream.flatten().tolist(),
        },
        {
            "output": y.flatten().tolist(), "input_grad": x.grad.flatten().tolist(),
            "kernel_grad": w.grad.flatten().tolist(), "bias_grad": float(b.grad),
        },
        "torch.autograd through torch.nn.functional.conv2d",
    )  # fmt: skip


def occlusion(size: int, patch: int, stride: int, fill: float, objects: int) -> None:
    cross = torch.tensor([[0.0, 1, 0], [1, 1, 1], [0, 1, 0]])
    image = torch.zeros(size, size)
    image[1:4, 1:4] = cross
    if objects == 2:
        image[-4:-1, -4:-1] = cross
    starts = range(0, size - patch + 1, stride)
    batch = image.repeat(len(starts) ** 2 + 1, 1, 1)
    for number, (top, left) in enumerate(((t, u) for t in starts for u in starts), 1):
        batch[number, top : top + patch, left : left + patch] = fill
    best = nnf.adaptive_max_pool2d(nnf.conv2d(batch[:, None], cross[None, None]), 1).flatten()
    scores = torch.sigmoid(2 * (best - 3))
    record(
        "occlusion_map",
        {"size": size, "patch": patch, "stride": stride, "fill": fill, "objects": objects},
        {
            "score": float(scores[0]), "lowest_score": float(scores.min()), "forward_passes": len(scores),
            "largest_drop": float(scores[0] - scores.min()),
        },
        "torch.nn.functional.conv2d, adaptive_max_pool2d, sigmoid on a batch of covered images",
    )  # fmt: skip


def activation_max(weights: list[float], width: int, lr: float, steps: int, l2: float) -> None:
    w = torch.tensor(weights)

    def climb(decay: float) -> torch.Tensor:
        x = torch.zeros_like(w, requires_grad=True)
        optimizer = torch.optim.SGD([x], lr=lr, weight_decay=2 * decay)
        for _ in range(steps):
            optimizer.zero_grad()
            (-(w @ x)).backward()
            optimizer.step()
        return x.detach()

    x, free = climb(l2), climb(0)
    record(
        "activation_max",
        {"weights": weights, "width": width, "lr": lr, "steps": steps, "l2": l2},
        {
            "activation": float(w @ x), "activation_without_prior": float(w @ free),
            "norm": float(x.norm()), "norm_without_prior": float(free.norm()),
            "cosine": float(torch.cosine_similarity(w, x, dim=0)),
        },
        "torch.optim.SGD on the negative activation, weight_decay = 2 * l2",
    )  # fmt: skip


torch.manual_seed(0)
receptive_field([3], [1], [1], figure=True, question="receptive-field-calculation")
for strides in ([1, 1, 1], [2, 1, 1], [1, 2, 2]):
    for dilations in ([1, 1, 1], [1, 2, 4]):
        receptive_field([5, 3, 4], strides, dilations)
receptive_field([3] * 10, [1] * 10, [1] * 10)
VGG16 = [3, 3, 2, 3, 3, 2, 3, 3, 3, 2, 3, 3, 3, 2, 3, 3, 3, 2]
receptive_field(VGG16, [2 if k == 2 else 1 for k in VGG16], [1] * len(VGG16))

MAP = [1.0, 3, 2, 0, 5, 2, 1, 4, 0, 1, 2, 2, 3, 1, 0, 6, -1, -2, -3, -4, 5, 5, 5, 5]
for mode in ("max", "avg"):
    for window in ((2, 2, 0), (2, 1, 0), (3, 2, 1), (3, 1, 0), (2, 1, 1)):
        pool(MAP, 4, mode, window, [1.5], True)
    pool(MAP, 6, mode, (2, 2, 0), [1.0, -2, 3, 4, 5, 6], True)
    pool([1.0, 3, 2, 2, 2, -1], 6, mode, (3, 1, 1), [1.0], False)
pool(MAP, 4, "avg", (3, 2, 1), [1.0], False)

for c_in, c_out, k, padding, side in ((3, 64, 3, 1, (224, 224)), (1, 8, 5, 0, (28, 20)), (16, 32, 1, 0, (7, 7))):
    dense_vs_conv(c_in, c_out, k, padding, side)
for settings in ((112, 3, 2, 0), (112, 3, 2, 1), (7, 2, 2, 1), (7, 2, 2, 0), (5, 2, 3, 1), (10, 4, 3, 2)):
    pooled_width(*settings)
for by, stride in ((1, 2), (2, 2), (-3, 3), (1, 1)):
    shift([0.0, 0, 1, 1, 0, 0], by, [-1.0, 2, -1], stride)
    shift([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8], by, [1.0, 0, 2, -1], stride)
for shape, kernel_shape, stride, padding in (
    ((5, 6), (3, 3), 1, 1), ((7, 5), (3, 2), 2, 0), ((6, 6), (2, 2), 2, 1), ((1, 9), (1, 3), 1, 0),
):  # fmt: skip
    conv_gradients(shape, kernel_shape, stride, padding)
for covering in ((12, 3, 1, 0.0, 1), (12, 3, 1, 0.0, 2), (16, 4, 2, 0.5, 1), (9, 1, 1, 0.0, 1), (20, 20, 1, 1.0, 2)):
    occlusion(*covering)
for lr, steps, l2 in ((0.1, 50, 0.1), (0.5, 20, 0.4), (0.05, 199, 0.0)):
    activation_max([-1.0, 0, 1, -2, 0, 2, -1, 0, 1], 3, lr, steps, l2)

Path(__file__).with_name("cnn_basics.json").write_text(json.dumps(RECORDS, indent=1) + "\n", encoding="utf-8")
