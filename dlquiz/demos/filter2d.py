"""Smoothing and sharpening a small picture: the kernel, its result, its effect on noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NOISE_SIDE = 96
EDGE = (10.0, 10.0, 10.0, 50.0, 50.0, 50.0)


@demo(
    topic="image-processing",
    title=Text("What do smoothing and sharpening do?", "平滑和锐化各做了什么？"),
    bounds={
        "values": between(-1e6, 1e6),
        "width": between(1, 64),
        "method": one_of("box", "gaussian", "median", "laplacian", "unsharp"),
        "kernel_size": between(1, 15),
        "sigma": between(0.05, 10),
        "amount": between(0, 10),
        "seed": between(0, 2**32 - 1),
    },
    outputs=[
        Output("kernel", Text("weights, row by row", "核的权重（逐行）")),
        Output("flat_gain", Text("gain of flat areas", "平坦区域的增益")),
        Output("output", Text("filtered picture", "滤波结果")),
        Output("centre", Text("centre pixel afterwards", "中心像素的结果")),
        Output("row", Text("middle row afterwards", "中间一行的结果")),
        Output("undershoot", Text("below the smallest pixel by", "低于最小像素")),
        Output("overshoot", Text("above the largest pixel by", "高于最大像素")),
        Output("steepest", Text("largest step along the row", "行内最大跳变")),
        Output("noise_gain", Text("noise after over before", "噪声标准差之比")),
        Output("variance_gain", Text("the same of its variance", "噪声方差之比")),
        Output("mean_of_window", Text("mean around the centre", "中心邻域的均值"), slip=True),
        Output("median_of_window", Text("median around the centre", "中心邻域的中位数"), slip=True),
        Output("laplacian_added", Text("Laplacian added, not taken", "拉普拉斯符号加反"), slip=True),
    ],
)
def filter2d(
    values: tuple[float, ...] = EDGE * 3,
    width: int = 6,
    method: str = "laplacian",
    kernel_size: int = 3,
    sigma: float = 1.0,
    amount: float = 1.0,
    diagonals: bool = False,
    seed: int = 0,
) -> Result:
    """`values` row by row, `width` to a row; the edge repeats beyond the border; results are not clipped to 0…255.

    box and gaussian average k × k pixels, median takes their middle. laplacian is f − amount · ∇²f with the centre
    −4, or −8 with `diagonals`; unsharp is f + amount · (f − gaussian). noise_gain is the standard deviation of white
    noise after over before: the root of the summed squared weights, for the median measured on Gaussian noise.
    Source: Gonzalez and Woods, Digital Image Processing, chapter 3.
    """
    if len(values) % width:
        raise DemoError(f"{len(values)} values do not fill rows of {width}", remedy="choose a width that divides them")
    if kernel_size % 2 == 0:
        raise DemoError(f"kernel_size {kernel_size} has no centre", remedy="give an odd one")
    image = np.array(values).reshape(-1, width)
    middle, centre = image.shape[0] // 2, width // 2
    kernel = kernel_of(method, kernel_size, sigma, amount, diagonals)
    window = windows(image, kernel_size)[middle, centre]
    output = filtered(image, kernel, kernel_size)
    opposite = 2 * image - filtered(image, laplacian(1.0, diagonals), 3)
    row = output[middle]
    flat = float(kernel.sum()) if kernel.size else 1.0
    gain = float(np.sqrt((kernel**2).sum())) if kernel.size else median_gain(kernel_size, seed)
    places = tuple(map(float, range(width)))
    steps = np.abs(np.diff(row)).max(initial=0.0)
    return Result(
        outputs={
            "kernel": tuple(kernel.ravel().tolist()),
            "flat_gain": flat,
            "output": tuple(output.ravel().tolist()),
            "centre": float(output[middle, centre]),
            "row": tuple(row.tolist()),
            "undershoot": max(0.0, float(image.min() - output.min())),
            "overshoot": max(0.0, float(output.max() - image.max())),
            "steepest": float(steps),
            "noise_gain": gain,
            "variance_gain": gain**2,
            "mean_of_window": float(window.mean()),
            "median_of_window": float(np.median(window)),
            "laplacian_added": float(opposite[middle, centre]),
        },
        steps=(
            Step(Text("gain of flat areas", "平坦区域的增益"), "Σ w" if kernel.size else "1", flat),
            Step(Text("noise after / before", "噪声放大倍数"), "√(Σ w²)" if kernel.size else "σ_out / σ_in", gain),
            Step(Text("centre pixel", "中心像素"), f"{image[middle, centre]:g} →", float(output[middle, centre])),
        ),
        pictures=(
            Curves(
                Text("Middle row", "中间一行"),
                (
                    Curve(Text("before", "滤波前"), places, tuple(image[middle].tolist())),
                    Curve(Text("after", "滤波后"), places, tuple(row.tolist())),
                ),
            ),
            *([shown(kernel)] if 1 < kernel.size <= 25 else []),
        ),
    )


def shown(kernel: Array) -> Grid:
    """The kernel in numbers."""
    return Grid(Text("Kernel", "卷积核"), tuple(tuple(row) for row in kernel.round(3).tolist()), numbers=True)


def kernel_of(method: str, size: int, sigma: float, amount: float, diagonals: bool) -> Array:
    """The weights of a linear filter; empty for the median, which has none."""
    if method == "median":
        return np.zeros((0, 0))
    if method == "box":
        return np.full((size, size), 1 / size**2)
    if method == "laplacian":
        return laplacian(amount, diagonals)
    bell: Array = np.exp(-((np.arange(size) - size // 2) ** 2) / (2 * sigma**2))
    gaussian: Array = np.outer(bell, bell) / bell.sum() ** 2
    if method == "gaussian":
        return gaussian
    kernel = -amount * gaussian
    kernel[size // 2, size // 2] += 1 + amount
    return kernel


def laplacian(amount: float, diagonals: bool) -> Array:
    """The picture less its Laplacian, as one 3 × 3 kernel."""
    neighbours = np.array([[diagonals, 1, diagonals], [1, 0, 1], [diagonals, 1, diagonals]], dtype=np.float64)
    kernel = 0 - amount * neighbours
    kernel[1, 1] = 1 + amount * neighbours.sum()
    return kernel


def windows(image: Array, size: int) -> Array:
    """The size × size neighbours of every pixel, the edge repeated: (rows, columns, size²)."""
    padded = np.pad(image, size // 2, mode="edge")
    view = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    return view.reshape(*image.shape, size * size)


def filtered(image: Array, kernel: Array, size: int) -> Array:
    """The picture after the kernel, or after the median where the kernel is empty."""
    if not kernel.size:
        return np.asarray(np.median(windows(image, size), axis=-1))
    return np.asarray(windows(image, len(kernel)) @ kernel.ravel())


def median_gain(size: int, seed: int) -> float:
    """The median's effect on Gaussian noise, measured on one picture of it."""
    noise = np.random.default_rng(seed).normal(size=(NOISE_SIDE, NOISE_SIDE))
    return float(filtered(noise, np.zeros((0, 0)), size).std() / noise.std())
