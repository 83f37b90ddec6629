"""Small maps as demos are given them: flat lists of numbers with a width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.demos.lazy_numpy import np
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Map = NDArray[np.float64]


def rectangle(values: tuple[float, ...], width: int) -> Map:
    """The numbers as rows of `width`; DemoError where they fill no rectangle."""
    if len(values) % width:
        raise DemoError(f"{len(values)} numbers do not fill rows of {width}", remedy="choose a width that divides them")
    return np.array(values, float).reshape(-1, width)


def spread(upstream: tuple[float, ...], shape: tuple[int, int]) -> Map:
    """An upstream gradient in the output's shape; one number holds for every output."""
    height, width = shape
    if len(upstream) not in (1, height * width):
        raise DemoError(f"{len(upstream)} upstream numbers", remedy=f"give 1, or {height} × {width}")
    return np.array(upstream * (height * width // len(upstream)), float).reshape(height, width)
