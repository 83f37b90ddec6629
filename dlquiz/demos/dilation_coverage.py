"""Which inputs a stack of dilated convolutions reads: extent, receptive field, holes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST_DRAWN = 41


@demo(
    topic="convolution-variants",
    title=Text("Which pixels do dilated convolutions read?", "空洞卷积读到哪些像素？"),
    bounds={"kernel_size": between(1, 15), "dilations": between(1, 64)},
    outputs=[
        Output("effective_kernels", Text("extent of each kernel", "各层等效核边长"), Text("pixels", "像素")),
        Output("effective_kernel", Text("extent of the last kernel", "末层等效核边长"), Text("pixels", "像素")),
        Output("kernel_times_dilation", Text("k·d", "k·d"), Text("pixels", "像素"), slip=True),
        Output(
            "kernel_if_holes", Text("extent if d counts zeros", "若 d 指零的个数"), Text("pixels", "像素"), slip=True
        ),
        Output("weights", Text("weights of a kernel, k²", "单个核的权重数 k²")),
        Output("field", Text("receptive field", "感受野"), Text("pixels", "像素")),
        Output(
            "field_without_the_one", Text("field without the 1", "漏加 1 的感受野"), Text("pixels", "像素"), slip=True
        ),
        Output("plain_field", Text("field without dilation", "不膨胀的感受野"), Text("pixels", "像素")),
        Output("touched", Text("inputs read along an axis", "一个方向上读到的输入")),
        Output("touched_in_square", Text("inputs read in the square", "方形区域内读到的输入")),
        Output("coverage", Text("share of the square read", "方形区域覆盖率")),
        Output("largest_gap", Text("spacing of inputs, at most", "相邻输入的最大间隔"), Text("pixels", "像素")),
    ],
)
def dilation_coverage(kernel_size: int = 3, dilations: tuple[int, ...] = (1, 2, 5)) -> Result:
    """Stack of k × k convolutions, stride 1, one dilation each, seen from one output: d = 1 is ordinary.

    A kernel spans d(k − 1) + 1 pixels and holds k² weights. The field is 1 + Σ dᵢ(k − 1). Both axes behave alike,
    so the square is the axis times itself. Sources: Yu & Koltun 2016; Wang et al. 2018 (gridding).
    """
    extents = tuple(d * (kernel_size - 1) + 1 for d in dilations)
    paths = paths_along_an_axis(kernel_size, dilations)
    read = np.flatnonzero(paths)
    field = len(paths)
    plain = 1 + len(dilations) * (kernel_size - 1)
    last = dilations[-1]
    terms = " + ".join(f"{d}·{kernel_size - 1}" for d in dilations)
    return Result(
        outputs={
            "effective_kernels": extents,
            "effective_kernel": extents[-1],
            "kernel_times_dilation": kernel_size * last,
            "kernel_if_holes": kernel_size + (kernel_size - 1) * last,
            "weights": kernel_size**2,
            "field": field,
            "field_without_the_one": field - 1,
            "plain_field": plain,
            "touched": len(read),
            "touched_in_square": len(read) ** 2,
            "coverage": (len(read) / field) ** 2,
            "largest_gap": int(np.diff(read).max(initial=1)),
        },
        steps=(
            Step(Text("extent, last layer", "末层等效核边长"), f"{last}·({kernel_size} − 1) + 1", extents[-1]),
            Step(Text("receptive field", "感受野"), f"1 + {terms}", field),
            Step(Text("without dilation", "不膨胀时"), f"1 + {len(dilations)}·{kernel_size - 1}", plain),
            Step(
                Text("inputs read along an axis", "一个方向上读到的输入"), f"{field} − {field - len(read)}", len(read)
            ),
            Step(Text("pixels read in the square", "方形区域内读到的像素"), f"{len(read)}² / {field}²", len(read) ** 2),
        ),
        pictures=(
            *([square(paths)] if field <= LARGEST_DRAWN else []),
            growth(kernel_size, dilations),
        ),
    )


def paths_along_an_axis(kernel_size: int, dilations: tuple[int, ...]) -> NDArray[np.float64]:
    """For every position of the receptive field, the number of ways from it through the stack."""
    paths = np.ones(1)
    for d in dilations:
        wider = np.zeros(len(paths) + d * (kernel_size - 1))
        for tap in range(kernel_size):
            wider[tap * d : tap * d + len(paths)] += paths
        paths = wider
    return paths


def square(paths: NDArray[np.float64]) -> Grid:
    """The receptive field in the plane: dark where a pixel is read, light where there is a hole."""
    read = np.outer(paths, paths) > 0
    return Grid(
        Text("Pixels read (light: holes)", "读到的像素（浅色为空洞）"),
        tuple(tuple(map(float, row)) for row in read.tolist()),
    )


def growth(kernel_size: int, dilations: tuple[int, ...]) -> Curves:
    """Receptive field after each layer, with and without dilation."""
    depth = tuple(float(layer) for layer in range(len(dilations) + 1))
    dilated = tuple(1.0 + sum(dilations[:layer]) * (kernel_size - 1) for layer in range(len(dilations) + 1))
    plain = tuple(1.0 + layer * (kernel_size - 1) for layer in depth)
    return Curves(
        Text("Receptive field by depth", "感受野随深度的增长"),
        (Curve(Text("dilated", "膨胀"), depth, dilated), Curve(Text("dilation 1", "膨胀率 1"), depth, plain)),
        Text("layers", "层数"),
        Text("pixels", "像素"),
    )
