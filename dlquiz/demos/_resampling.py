"""Interpolation along one axis, shared by the demos that resample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.demos.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

METHODS = ("nearest", "bilinear", "bicubic")


def taps(position: float, method: str, a: float) -> tuple[list[int], list[float]]:
    """The neighbours of `position` (in units of pixels, 0 the first one's centre), and their weights, which sum to 1.

    Bicubic is the convolution kernel of Keys 1981 with its free parameter a.
    """
    if method == "nearest":
        return [int(np.floor(position + 0.5))], [1.0]
    base = int(np.floor(position))
    t = position - base
    if method == "bilinear":
        return [base, base + 1], [1 - t, t]
    return list(range(base - 1, base + 3)), [cubic(abs(t - k), a) for k in (-1, 0, 1, 2)]


def cubic(x: float, a: float) -> float:
    """Keys' kernel at the distance x ≤ 2."""
    if x <= 1:
        return (a + 2) * x**3 - (a + 3) * x**2 + 1
    return a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a


def source(index: int, in_size: int, out_size: int, align_corners: bool) -> float:
    """Where the centre of output pixel `index` lies among the input pixels."""
    if align_corners:
        return index * (in_size - 1) / (out_size - 1) if out_size > 1 else 0.0
    return (index + 0.5) * in_size / out_size - 0.5


def matrix(positions: Array, in_size: int, method: str, a: float) -> Array:
    """Row i interpolates at positions[i]; neighbours beyond the border count as the border pixel."""
    rows = np.zeros((len(positions), in_size))
    for row, position in zip(rows, positions.tolist(), strict=True):
        for neighbour, weight in zip(*taps(position, method, a), strict=True):
            row[min(max(neighbour, 0), in_size - 1)] += weight
    return rows
