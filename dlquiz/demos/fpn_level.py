"""Which pyramid level a box is pooled from, and how large it is there."""

from __future__ import annotations

from math import floor, log2, sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="detection-segmentation",
    title=Text("Which pyramid level sees a box?", "一个框由金字塔哪一层负责？"),
    bounds={
        "width": between(1, 1e5),
        "height": between(1, 1e5),
        "k0": between(0, 8),
        "canonical": between(1, 1e4),
        "lowest": between(0, 8),
        "highest": between(0, 8),
    },
    outputs=[
        Output("level", Text("level k", "层 k")),
        Output("level_unclipped", Text("level before clipping", "截断前的层")),
        Output("exact", Text("before rounding down", "取整前的值")),
        Output("stride", Text("stride of that level", "该层步幅"), Text("pixels", "像素")),
        Output("cells", Text("box side in cells there", "框在该层的边长（格）")),
        Output("coarsest_cells", Text("its side on the coarsest", "框在最粗层的边长（格）")),
        Output("coarsest_stride", Text("stride of the coarsest", "最粗层的步幅"), Text("pixels", "像素")),
        Output("level_rounded", Text("if rounded to the nearest", "误用四舍五入"), slip=True),
        Output("level_by_area", Text("if the root is forgotten", "漏开平方"), slip=True),
    ],
)
def fpn_level(
    width: float = 64.0, height: float = 64.0, k0: int = 4, canonical: float = 224.0, lowest: int = 2, highest: int = 5
) -> Result:
    """k = floor(k0 + log2(sqrt(wh) / canonical)), held between the pyramid's lowest and highest level; sizes in pixels.

    Level k has stride 2^k. Source: Lin et al. 2017 (FPN), eq. 1: a box of 224 × 224 belongs to level k0 = 4.
    """
    if lowest > highest:
        raise DemoError(f"lowest level {lowest} is above {highest}", remedy="lower lowest or raise highest")
    side = sqrt(width * height)
    exact = k0 + log2(side / canonical)

    def held(level: int) -> int:
        return min(max(level, lowest), highest)

    level = held(floor(exact))
    levels = tuple((Text(f"P{k}", f"P{k}"), side / 2**k) for k in range(lowest, highest + 1))
    return Result(
        outputs={
            "level": level,
            "level_unclipped": floor(exact),
            "exact": exact,
            "stride": 2**level,
            "cells": side / 2**level,
            "coarsest_cells": side / 2**highest,
            "coarsest_stride": 2**highest,
            "level_rounded": held(round(exact)),
            "level_by_area": held(floor(k0 + 2 * log2(side / canonical))),
        },
        steps=(
            Step(Text("side √(wh)", "边长 √(wh)"), f"√({width:g} · {height:g})", side),
            Step(Text("before rounding down", "取整前"), f"{k0} + log2({side:.4g} / {canonical:g})", exact),
            Step(Text("level", "层"), f"⌊{exact:.4g}⌋ ∈ {lowest}…{highest}", level),
            Step(Text("side in cells", "边长（格）"), f"{side:.4g} / {2**level}", side / 2**level),
        ),
        pictures=(Bars(Text("Side of the box by level", "框在各层的边长"), levels, Text("cells", "格")),),
    )
