"""The value between pixels by nearest, bilinear and bicubic interpolation, with the weights."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos._resampling import METHODS, matrix
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError


@demo(
    topic="image-processing",
    title=Text("What lies between four pixels?", "像素之间的值是多少？"),
    bounds={
        "values": between(-1e6, 1e6),
        "width": between(1, 64),
        "x": between(0, 63),
        "y": between(0, 63),
        "method": one_of(*METHODS),
        "a": between(-2, 0),
    },
    outputs=[
        Output("value", Text("interpolated value", "插值结果")),
        Output("row_values", Text("each row, interpolated in x", "每行沿 x 插值")),
        Output("upper", Text("row above, interpolated in x", "上一行沿 x 插值")),
        Output("lower", Text("row below, interpolated in x", "下一行沿 x 插值")),
        Output("weights", Text("weight of each pixel", "每个像素的权重")),
        Output("weight_sum", Text("sum of the weights", "权重之和")),
        Output("pixels_used", Text("pixels with a weight", "权重非零的像素数")),
        Output("negative_weights", Text("negative weights", "负权重个数")),
        Output("below_minimum", Text("below the smallest pixel by", "低于最小像素")),
        Output("above_maximum", Text("above the largest pixel by", "高于最大像素")),
        Output("value_swapped", Text("weights on the wrong side", "权重放反"), slip=True),
        Output("value_of_nearest", Text("nearest pixel", "最近的像素"), slip=True),
        Output("mean", Text("mean of all values", "全部取平均"), slip=True),
    ],
)
def interpolate(
    values: tuple[float, ...] = (10.0, 20.0, 30.0, 60.0),
    width: int = 2,
    x: float = 0.25,
    y: float = 0.5,
    method: str = "bilinear",
    a: float = -0.75,
) -> Result:
    """`values` row by row, `width` to a row; x and y count pixel centres from 0, beyond the border the edge repeats.

    a is the parameter of the bicubic kernel: −0.75 in PyTorch and OpenCV, −0.5 in Keys's paper and Pillow.
    Raises DemoError if the rows are not full or the point lies outside. Source: Keys 1981.
    """
    if len(values) % width:
        raise DemoError(f"{len(values)} values do not fill rows of {width}", remedy="choose a width that divides them")
    image = np.array(values).reshape(-1, width)
    height = image.shape[0]
    if x > width - 1 or y > height - 1:
        raise DemoError(f"({x:g}, {y:g}) lies outside", remedy=f"stay within x {width - 1}, y {height - 1}")
    across, down = matrix(np.array([x]), width, method, a)[0], matrix(np.array([y]), height, method, a)[0]
    rows = image @ across
    value = float(down @ rows)
    weights = np.outer(down, across)
    top, left = min(int(y), max(height - 2, 0)), min(int(x), max(width - 2, 0))
    mirrored = matrix(np.array([2 * left + 1 - x]), width, method, a)[0]
    mirrored_down = matrix(np.array([2 * top + 1 - y]), height, method, a)[0]
    below = min(top + 1, height - 1)
    return Result(
        outputs={
            "value": value,
            "row_values": tuple(rows.tolist()),
            "upper": float(rows[top]),
            "lower": float(rows[below]),
            "weights": tuple(weights.ravel().tolist()),
            "weight_sum": float(weights.sum()),
            "pixels_used": int((weights != 0).sum()),
            "negative_weights": int((weights < 0).sum()),
            "below_minimum": max(0.0, float(image.min()) - value),
            "above_maximum": max(0.0, value - float(image.max())),
            "value_swapped": float(mirrored_down @ image @ mirrored),
            "value_of_nearest": float(image[int(y + 0.5), int(x + 0.5)]),
            "mean": float(image.mean()),
        },
        steps=(
            Step(Text("along x, upper row", "上一行沿 x"), weighted(across, image[top].tolist()), float(rows[top])),
            Step(Text("along x, lower row", "下一行沿 x"), weighted(across, image[below].tolist()), float(rows[below])),
            Step(Text("then along y", "再沿 y"), weighted(down, rows.tolist()), value),
        ),
        pictures=(Grid(Text("Weights", "权重"), tuple(tuple(row) for row in weights.round(4).tolist()), numbers=True),),
    )


def weighted(weights: np.ndarray[tuple[int], np.dtype[np.float64]], values: list[float]) -> str:
    """The sum of products, zeros left out."""
    return " + ".join(f"{w:.4g}·{v:.4g}" for w, v in zip(weights.tolist(), values, strict=True) if w)
