"""One number on its way through residual blocks, with a ReLU on the skip path (v1) or off it (v2)."""

from __future__ import annotations

from itertools import accumulate

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.spec import between, demo

SHOWN = 6


@demo(
    topic="architectures",
    title=Text("What does a ReLU on the skip do?", "跳接路径上的 ReLU 有什么影响？"),
    bounds={"start": between(-1000, 1000), "branches": between(-1000, 1000)},
    outputs=[
        Output("v1", Text("ReLU after each addition (v1)", "每次相加后 ReLU（v1）")),
        Output("v2", Text("nothing after it (v2)", "相加后什么也不做（v2）")),
        Output("relu_in_branch", Text("ReLU ends each branch", "ReLU 放在支路末尾")),
        Output("v1_gradient", Text("v1: slope along the skip", "v1：沿跳接的导数")),
        Output("v2_gradient", Text("v2: slope along the skip", "v2：沿跳接的导数")),
        Output("relu_once", Text("one ReLU at the end", "只在最后做一次 ReLU"), slip=True),
        Output("branches_alone", Text("without the start", "漏了起点"), slip=True),
    ],
)
def skip_relu(start: float = 1, branches: tuple[float, ...] = (-2, 3)) -> Result:
    """x ← ReLU(x + F) in v1, x ← x + F in v2, with each block's F given; the third form is x ← x + ReLU(F).

    Slopes are ∂(end)/∂(start) with the branches held fixed: in v1 they are 0 as soon as one sum is not above 0.
    Source: He et al. (2016), Identity Mappings, §3 and §4.1.
    """
    v1 = list(accumulate(branches, lambda x, branch: max(x + branch, 0.0), initial=start))
    v2 = list(accumulate(branches, initial=start))
    total, last = sum(branches), len(branches)
    rectified = start + sum(max(branch, 0.0) for branch in branches)
    return Result(
        outputs={
            "v1": v1[-1],
            "v2": v2[-1],
            "relu_in_branch": rectified,
            "v1_gradient": float(min(v1[1:]) > 0),
            "v2_gradient": 1.0,
            "relu_once": max(start + total, 0.0),
            "branches_alone": total,
        },
        steps=(
            *(
                Step(Text(f"v1, block {i}", f"v1，第 {i} 块"), f"ReLU({before:g} + {branch:g})", after)
                for i, (before, branch, after) in enumerate(zip(v1, branches, v1[1:], strict=False), 1)
                if i <= SHOWN
            ),
            Step(Text("v2, all blocks", "v2，全部块"), f"{start:g} + ({total:g})", v2[-1]),
            Step(Text("ReLU ends each branch", "ReLU 放在支路末尾"), in_branch(start, branches), rectified),
        ),
        pictures=(
            Curves(
                Text("The signal, block by block", "信号逐块的变化"),
                (
                    Curve(Text("v1", "v1"), tuple(map(float, range(last + 1))), tuple(v1)),
                    Curve(Text("v2", "v2"), tuple(map(float, range(last + 1))), tuple(v2)),
                ),
                Text("block", "块"),
                Text("signal", "信号"),
            ),
        ),
    )


def in_branch(start: float, branches: tuple[float, ...]) -> str:
    """The start and all branches, each behind its ReLU."""
    added = "".join(f" + ReLU({branch:g})" for branch in branches[:SHOWN])
    return f"{start:g}{added}" + (" + …" if len(branches) > SHOWN else "")
