"""Cover an image patch by patch and see where the classifier's score falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Map = NDArray[np.float64]

PATTERN = ((0, 1, 0), (1, 1, 1), (0, 1, 0))
SHARPNESS, THRESHOLD = 2.0, 3.0


@demo(
    topic="cnn-basics",
    title=Text("Which region does the score rest on?", "分数靠的是哪块区域？"),
    bounds={
        "size": between(8, 32),
        "patch": between(1, 32),
        "stride": between(1, 32),
        "fill": between(0, 1),
        "objects": between(1, 2),
    },
    outputs=[
        Output("score", Text("score of the whole image", "原图得分")),
        Output("lowest_score", Text("lowest score when covered", "遮挡后的最低得分")),
        Output("largest_drop", Text("largest drop", "最大降幅")),
        Output("row", Text("row of the largest drop", "降幅最大处的行")),
        Output("column", Text("column of the largest drop", "降幅最大处的列")),
        Output("patches", Text("covered images", "遮挡图的张数")),
        Output("forward_passes", Text("forward passes", "前向次数")),
    ],
)
def occlusion_map(size: int = 12, patch: int = 3, stride: int = 1, fill: float = 0.0, objects: int = 1) -> Result:
    """Occlusion sensitivity of a toy classifier: drop(i, j) = score(image) - score(image with patch (i, j) = fill).

    The image holds one or two 3 × 3 crosses; the score is sigmoid(2 (m - 3)) with m the best match of the cross
    anywhere (a convolution and a global maximum). With two crosses, covering one leaves the other, and no drop.
    The patch always lies inside the image. Raises DemoError where it is larger. Source: Zeiler, Fergus (2014).
    """
    if patch > size:
        raise DemoError(f"a patch of {patch} does not fit into an image of {size}", remedy="choose a smaller patch")
    image = drawn(size, objects)
    score = score_of(image)
    steps = range(0, size - patch + 1, stride)
    scores = np.array([[score_of(covered(image, top, left, patch, fill)) for left in steps] for top in steps])
    drops = score - scores
    row, column = divmod(int(drops.argmax()), len(steps))
    return Result(
        outputs={
            "score": score,
            "lowest_score": float(scores.min()),
            "largest_drop": float(drops.max()),
            "row": row * stride,
            "column": column * stride,
            "patches": drops.size,
            "forward_passes": drops.size + 1,
        },
        steps=(
            Step(Text("whole image", "原图"), f"σ({SHARPNESS:g}·(m − {THRESHOLD:g}))", score),
            Step(Text("positions per side", "每边的位置数"), f"⌊({size} − {patch}) / {stride}⌋ + 1", len(steps)),
            Step(Text("covered images", "遮挡图的张数"), f"{len(steps)} × {len(steps)}", drops.size),
            Step(Text("forward passes", "前向次数"), f"{drops.size} + 1", drops.size + 1),
            Step(Text("largest drop", "最大降幅"), f"{score:.3f} − {scores.min():.3f}", float(drops.max())),
        ),
        pictures=(
            Grid(Text("image", "图像"), tuple(map(tuple, image.tolist()))),
            Grid(
                Text("drop of the score by patch position", "各遮挡位置的得分降幅"), tuple(map(tuple, drops.tolist()))
            ),
        ),
    )


def drawn(size: int, objects: int) -> Map:
    """A dark image with one cross, or two in opposite corners."""
    image = np.zeros((size, size))
    for corner in (1, size - 4)[:objects]:
        image[corner : corner + 3, corner : corner + 3] = PATTERN
    return image


def score_of(image: Map) -> float:
    """Probability of "there is a cross": correlate with the cross, take the maximum, squash."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    match = np.einsum("ijab,ab->ij", windows, np.array(PATTERN, float)).max()
    return float(1 / (1 + np.exp(-SHARPNESS * (match - THRESHOLD))))


def covered(image: Map, top: int, left: int, patch: int, fill: float) -> Map:
    """A copy with one square painted over."""
    copy = image.copy()
    copy[top : top + patch, left : left + patch] = fill
    return copy
