"""How FCN joins coarse and fine scores: upsample by two, add."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

BILINEAR = (0.25, 0.75, 0.75, 0.25)


@demo(
    topic="detection-segmentation",
    title=Text("How does FCN fuse two score maps?", "FCN 怎样融合两张得分图？"),
    bounds={"coarse": between(-1000, 1000), "skip": between(-1000, 1000), "position": between(0, 63)},
    outputs=[
        Output("upsampled", Text("coarse scores, twice as long", "上采样 2 倍的粗得分")),
        Output("fused", Text("sum with the skip's scores", "与跳接得分相加")),
        Output("upsampled_at", Text("upsampled at the position", "该位置的上采样值")),
        Output("fused_at", Text("sum at the position", "该位置的和")),
        Output("foreground", Text("positions with a sum over 0", "和大于 0 的位置数")),
        Output("foreground_coarse", Text("without the skip", "不加跳接时")),
        Output("repeated_at", Text("if values were just repeated", "若只是重复取值"), slip=True),
        Output("averaged_at", Text("if averaged, not summed", "若取平均而非相加"), slip=True),
    ],
)
def score_fusion(
    coarse: tuple[float, ...] = (-4.0, -4.0, 4.0, 4.0),
    skip: tuple[float, ...] = (0.0, 0.0, -1.0, -1.0, -3.0, 1.0, 0.0, 0.0),
    position: int = 4,
) -> Result:
    """One row of scores of one class: a transposed convolution (kernel 4, stride 2, padding 1, bilinear), then a sum.

    Next to the border one neighbour is missing, so the upsampled score is smaller there. `position` counts from 0.
    Source: Long et al. 2015, section 4.2.
    """
    if len(skip) != 2 * len(coarse):
        raise DemoError(f"{len(coarse)} coarse and {len(skip)} skip scores", remedy="give twice as many skip scores")
    if position >= len(skip):
        raise DemoError(f"there is no position {position}", remedy=f"give 0 to {len(skip) - 1}")
    spread = np.zeros(2 * len(coarse) + 2)
    for i, score in enumerate(coarse):
        spread[2 * i : 2 * i + 4] += score * np.array(BILINEAR)
    upsampled = spread[1:-1]
    fused = upsampled + np.array(skip)
    at = float(upsampled[position])
    nearer, other = position // 2, position // 2 + (1 if position % 2 else -1)
    far = coarse[other] if 0 <= other < len(coarse) else 0.0
    places = tuple(float(i) for i in range(len(skip)))
    return Result(
        outputs={
            "upsampled": tuple(upsampled.tolist()),
            "fused": tuple(fused.tolist()),
            "upsampled_at": at,
            "fused_at": at + skip[position],
            "foreground": int((fused > 0).sum()),
            "foreground_coarse": int((upsampled > 0).sum()),
            "repeated_at": coarse[nearer] + skip[position],
            "averaged_at": (at + skip[position]) / 2,
        },
        steps=(
            Step(Text("upsampled score", "上采样得分"), f"0.75 · {coarse[nearer]:g} + 0.25 · {far:g}", at),
            Step(Text("plus the skip's score", "加跳接得分"), f"{at:g} + {skip[position]:g}", at + skip[position]),
        ),
        pictures=(
            Curves(
                Text("Scores along the row", "一行上的得分"),
                (
                    Curve(Text("upsampled", "上采样"), places, tuple(upsampled.tolist())),
                    Curve(Text("fused", "融合后"), places, tuple(fused.tolist())),
                ),
                Text("position", "位置"),
            ),
        ),
    )
