"""Elastic deformation of a picture and its mask by a few random vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos._resampling import matrix, source
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

A = -0.75


@demo(
    topic="detection-segmentation",
    title=Text("What does an elastic warp do?", "弹性形变做了什么？"),
    bounds={
        "size": between(8, 64),
        "grid": between(2, 8),
        "sigma": between(0, 20),
        "seed": between(0, 2**32 - 1),
    },
    outputs=[
        Output("random_numbers", Text("random numbers drawn", "抽取的随机数个数")),
        Output("mean_shift", Text("mean length of a shift", "平均位移"), Text("pixels", "像素")),
        Output("largest_shift", Text("longest shift", "最大位移"), Text("pixels", "像素")),
        Output("iou_mask_left", Text("IoU if the mask stays", "掩码不跟着变时的 IoU")),
        Output("label_values", Text("labels, nearest sampling", "最近邻采样后的标签种数")),
        Output("invented_labels", Text("in-between labels, bilinear", "双线性采样造出的中间值像素")),
        Output("area_before", Text("mask before", "变形前掩码面积"), Text("pixels", "像素")),
        Output("area_after", Text("mask after", "变形后掩码面积"), Text("pixels", "像素")),
    ],
)
def elastic_warp(size: int = 32, grid: int = 3, sigma: float = 3.0, seed: int = 0) -> Result:
    """A disc, its label 1 on 0, warped: vectors of N(0, sigma²) on a grid × grid net, bicubic in between.

    The warped mask takes at each pixel the nearest mask value at pixel + shift, the edge repeated; bilinear sampling of
    a mask makes values that are no label. Source: Ronneberger et al. 2015, section 3.1 (3 × 3 net, 10 pixels).
    """
    nodes = np.random.default_rng(seed).normal(scale=sigma, size=(2, grid, grid))
    between_nodes = matrix(np.array([source(i, grid, size, True) for i in range(size)]), grid, "bicubic", A)
    shift = between_nodes @ nodes @ between_nodes.T
    mask = disc(size)
    rows, columns = np.indices((size, size)) + shift
    warped = sampled(mask, np.rint(rows), np.rint(columns))
    soft = sampled(mask, rows, columns)
    lengths = np.hypot(*shift)
    common = float(np.minimum(mask, warped).sum())
    union = float(np.maximum(mask, warped).sum())
    overlap = common / union
    return Result(
        outputs={
            "random_numbers": 2 * grid**2,
            "mean_shift": float(lengths.mean()),
            "largest_shift": float(lengths.max()),
            "iou_mask_left": overlap,
            "label_values": len(set(warped.ravel().tolist())),
            "invented_labels": int(((soft > 0) & (soft < 1)).sum()),
            "area_before": int(mask.sum()),
            "area_after": int(warped.sum()),
        },
        steps=(
            Step(Text("random numbers", "随机数"), f"2 · {grid}²", 2 * grid**2),
            Step(Text("mean shift", "平均位移"), f"σ = {sigma:g}", float(lengths.mean())),
            Step(Text("IoU, old and new mask", "新旧掩码的 IoU"), f"{common:g} / {union:g}", overlap),
        ),
        pictures=(
            Grid(Text("Mask before", "变形前的掩码"), tuple(tuple(row) for row in mask.tolist())),
            Grid(Text("Mask after", "变形后的掩码"), tuple(tuple(row) for row in warped.tolist())),
        ),
    )


def disc(size: int) -> Array:
    """A mask of ones within three tenths of the side from the middle."""
    offset = np.arange(size) - (size - 1) / 2
    return np.asarray(np.hypot(offset[:, None], offset) < 0.3 * size, dtype=np.float64)


def sampled(image: Array, rows: Array, columns: Array) -> Array:
    """Bilinear values of the picture at these places, held inside it."""
    rows, columns = np.clip(rows, 0, len(image) - 1), np.clip(columns, 0, len(image) - 1)
    top, left = np.floor(rows).astype(np.intp), np.floor(columns).astype(np.intp)
    bottom, right = np.minimum(top + 1, len(image) - 1), np.minimum(left + 1, len(image) - 1)
    down, across = rows - top, columns - left
    upper = image[top, left] * (1 - across) + image[top, right] * across
    lower = image[bottom, left] * (1 - across) + image[bottom, right] * across
    return np.asarray(upper * (1 - down) + lower * down)
