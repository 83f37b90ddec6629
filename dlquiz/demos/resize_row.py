"""Resizing a row of pixels: where the new pixels lie among the old ones, and what they get."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos._resampling import METHODS, matrix, source
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError


@demo(
    topic="image-processing",
    title=Text("What does align_corners change?", "align_corners 改变了什么？"),
    bounds={
        "values": between(-1e6, 1e6),
        "out_size": between(1, 64),
        "index": between(0, 63),
        "method": one_of(*METHODS),
        "a": between(-2, 0),
    },
    outputs=[
        Output("positions", Text("where new pixels lie", "新像素落在原图何处")),
        Output("output", Text("new row", "新的一行")),
        Output("position", Text("where this pixel lies", "该像素落在何处")),
        Output("value", Text("value of this pixel", "该像素的值")),
        Output("spacing", Text("distance of new pixels", "新像素的间距")),
        Output("undershoot", Text("below the smallest value by", "低于最小值")),
        Output("overshoot", Text("above the largest value by", "高于最大值")),
        Output("position_of_corner", Text("if index 0 stays at 0", "误把下标直接缩放"), slip=True),
    ],
)
def resize_row(
    values: tuple[float, ...] = (0.0, 10.0, 20.0, 30.0),
    out_size: int = 8,
    index: int = 1,
    method: str = "bilinear",
    align_corners: bool = False,
    a: float = -0.75,
) -> Result:
    """One axis of torch.nn.functional.interpolate: position (i + ½)·in/out − ½, or i·(in − 1)/(out − 1) if aligned.

    `nearest` is PyTorch's nearest-exact, which knows no align_corners. No smoothing before shrinking. The edge
    repeats beyond the border. Source: torch.nn.functional.interpolate.
    """
    if method == "nearest" and align_corners:
        raise DemoError("nearest has no align_corners", remedy="choose bilinear, bicubic, or align_corners=false")
    if index >= out_size:
        raise DemoError(f"there is no output pixel {index}", remedy=f"give 0 to {out_size - 1}")
    in_size = len(values)
    positions = [source(i, in_size, out_size, align_corners) for i in range(out_size)]
    output = matrix(np.array(positions), in_size, method, a) @ np.array(values)
    ratio = f"{in_size - 1} / {max(1, out_size - 1)}" if align_corners else f"{in_size} / {out_size}"
    working = f"{index} · {ratio}" if align_corners else f"({index} + ½) · {ratio} − ½"
    return Result(
        outputs={
            "positions": tuple(positions),
            "output": tuple(output.tolist()),
            "position": positions[index],
            "value": float(output[index]),
            "spacing": positions[1] - positions[0] if out_size > 1 else 0.0,
            "undershoot": max(0.0, min(values) - float(output.min())),
            "overshoot": max(0.0, float(output.max()) - max(values)),
            "position_of_corner": index * in_size / out_size,
        },
        steps=(
            Step(Text("position in the old row", "在原行中的位置"), working, positions[index]),
            Step(Text("its value", "取值"), f"f({positions[index]:.4g})", float(output[index])),
        ),
        pictures=(
            Curves(
                Text("Old and new pixels", "原像素与新像素"),
                (
                    Curve(Text("old", "原"), tuple(map(float, range(in_size))), values),
                    Curve(Text("new", "新"), tuple(positions), tuple(output.tolist())),
                ),
                Text("position in pixels", "位置（像素）"),
            ),
        ),
    )
