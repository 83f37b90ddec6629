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

Path(__file__).with_name("cnn_basics.json").write_text(json.dumps(RECORDS, indent=1) + "\n", encoding="utf-8")
