"""Writes image_processing.json: interpolation from PyTorch, filters from PyTorch and SciPy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy import ndimage
from torch.nn import functional

torch.set_default_dtype(torch.float64)
Record = dict[str, Any]
TORCH_MODES = {"nearest": "nearest-exact", "bilinear": "linear"}
PICTURE = [12, 10, 11, 50, 52, 13, 9, 40, 51, 49, 10, 12, 48, 255, 50, 11, 0, 47, 52, 51]


def record(demo: str, oracle: str, inputs: Record, outputs: Record) -> Record:
    return {"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle}


def interpolate() -> list[Record]:
    """grid_sample counts −1 … 1 from the first to the last pixel centre."""
    records = []
    for values, width, x, y in (
        ([10, 20, 30, 60], 2, 0.25, 0.4),
        ([10, 20, 30, 60], 2, 0.8, 0.1),
        (PICTURE, 5, 1.3, 2.6),
        (PICTURE, 5, 3.9, 0.2),
        (PICTURE, 5, 2.0, 1.0),
    ):
        image = torch.tensor(values, dtype=torch.float64).reshape(1, 1, -1, width)
        height = image.shape[2]
        pixels = torch.eye(len(values)).reshape(len(values), 1, height, width)
        place = torch.tensor([[[[2 * x / (width - 1) - 1, 2 * y / (height - 1) - 1]]]])
        for method in ("nearest", "bilinear", "bicubic"):
            each = functional.grid_sample(
                pixels, place.expand(len(values), 1, 1, 2), mode=method, padding_mode="border", align_corners=True
            ).flatten()
            value = functional.grid_sample(image, place, mode=method, padding_mode="border", align_corners=True).item()
            outputs = {
                "value": value,
                "weights": [round(weight, 12) for weight in each.tolist()],
                "weight_sum": 1.0,
                "pixels_used": int((each.abs() > 1e-12).sum()),
                "negative_weights": int((each < -1e-12).sum()),
                "below_minimum": max(0.0, min(values) - value),
                "above_maximum": max(0.0, value - max(values)),
            }
            inputs = {"values": values, "width": width, "x": x, "y": y, "method": method}
            records.append(record("interpolate", "torch.nn.functional.grid_sample", inputs, outputs))
    return records


def resize_row() -> list[Record]:
    records = []
    for values, out_size, index in (([0, 10, 20, 30], 8, 1), ([0, 0, 0, 90, 90, 90], 13, 6), ([5, 1, 9, 4, 7], 3, 2)):
        for method in ("nearest", "bilinear", "bicubic"):
            for aligned in (False, True) if method != "nearest" else (False,):
                row = torch.tensor(values, dtype=torch.float64).reshape(1, 1, -1)
                corners = aligned if method != "nearest" else None
                if method == "bicubic":
                    tall = row[:, :, None].expand(1, 1, len(values), -1)
                    y = functional.interpolate(tall, (len(values), out_size), mode="bicubic", align_corners=aligned)
                    output = y[0, 0, 0]
                else:
                    y = functional.interpolate(row, out_size, mode=TORCH_MODES[method], align_corners=corners)
                    output = y.flatten()
                outputs = {
                    "output": output.tolist(),
                    "value": output[index].item(),
                    "undershoot": max(0.0, min(values) - output.min().item()),
                    "overshoot": max(0.0, output.max().item() - max(values)),
                }
                inputs = {"values": values, "out_size": out_size, "index": index, "method": method}
                inputs |= {"align_corners": aligned}
                records.append(record("resize_row", "torch.nn.functional.interpolate", inputs, outputs))
    return records


def kernel_response(filtered: Any) -> float:
    """Root of the summed squared response to a single white pixel: what a linear filter does to white noise."""
    impulse = np.zeros((41, 41))
    impulse[20, 20] = 1
    return float(np.linalg.norm(filtered(impulse)))


def filter2d() -> list[Record]:
    image = np.array(PICTURE, float).reshape(4, 5)

    def box(x: np.ndarray, size: int) -> np.ndarray:
        padded = functional.pad(torch.from_numpy(x)[None, None], [size // 2] * 4, mode="replicate")
        return functional.avg_pool2d(padded, size, 1)[0, 0].numpy()

    def gaussian(x: np.ndarray, sigma: float, size: int) -> np.ndarray:
        return ndimage.gaussian_filter(x, sigma, mode="nearest", radius=size // 2)

    cross = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]], float)
    square = np.array([[1, 1, 1], [1, -8, 1], [1, 1, 1]], float)
    filters: list[tuple[Record, Any]] = [
        ({"method": "box", "kernel_size": 3}, lambda x: box(x, 3)),
        ({"method": "box", "kernel_size": 5}, lambda x: box(x, 5)),
        ({"method": "gaussian", "kernel_size": 5, "sigma": 1.0}, lambda x: gaussian(x, 1.0, 5)),
        ({"method": "gaussian", "kernel_size": 3, "sigma": 0.8}, lambda x: gaussian(x, 0.8, 3)),
        ({"method": "laplacian"}, lambda x: x - ndimage.convolve(x, cross, mode="nearest")),
        ({"method": "laplacian"}, lambda x: x - ndimage.laplace(x, mode="nearest")),
        (
            {"method": "laplacian", "diagonals": True, "amount": 0.5},
            lambda x: x - 0.5 * ndimage.convolve(x, square, mode="nearest"),
        ),
        (
            {"method": "unsharp", "kernel_size": 5, "sigma": 1.0, "amount": 1.5},
            lambda x: x + 1.5 * (x - gaussian(x, 1.0, 5)),
        ),
        ({"method": "median", "kernel_size": 3}, lambda x: ndimage.median_filter(x, 3, mode="nearest")),
        ({"method": "median", "kernel_size": 5}, lambda x: ndimage.median_filter(x, 5, mode="nearest")),
    ]
    records = []
    for inputs, apply in filters:
        after = apply(image)
        noise = np.random.default_rng(0).normal(size=(96, 96))
        linear = inputs["method"] != "median"
        outputs = {
            "output": after.ravel().tolist(),
            "centre": float(after[2, 2]),
            "row": after[2].tolist(),
            "undershoot": float(max(0.0, image.min() - after.min())),
            "overshoot": float(max(0.0, after.max() - image.max())),
            "noise_gain": kernel_response(apply) if linear else float(apply(noise).std() / noise.std()),
        }
        outputs["variance_gain"] = outputs["noise_gain"] ** 2
        outputs["flat_gain"] = float(apply(np.ones((9, 9)))[4, 4])
        oracle = "scipy.ndimage, torch.nn.functional.avg_pool2d"
        records.append(record("filter2d", oracle, {"values": PICTURE, "width": 5, **inputs}, outputs))
    return records


if __name__ == "__main__":
    records = [entry for maker in (interpolate, resize_row, filter2d) for entry in maker()]
    path = Path(__file__).with_name("image_processing.json")
    path.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", "utf-8")
