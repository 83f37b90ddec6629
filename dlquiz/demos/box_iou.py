"""Overlap of two boxes, and what it counts for under different thresholds."""

from __future__ import annotations

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos._boxes import Numbers, area, corners, intersection
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo

COCO_THRESHOLDS = tuple(percent / 100 for percent in range(50, 100, 5))
ROWS, COLUMNS = 12, 24


@demo(
    topic="detection-segmentation",
    title=Text("How well do two boxes overlap?", "两个框重合得有多好？"),
    bounds={"box": between(-1e5, 1e5), "truth": between(-1e5, 1e5), "threshold": between(0, 1)},
    outputs=[
        Output("intersection", Text("intersection", "交集面积")),
        Output("box_area", Text("area of the box", "预测框面积")),
        Output("truth_area", Text("area of the truth", "真值框面积")),
        Output("union", Text("union", "并集面积")),
        Output("iou", Text("IoU", "IoU")),
        Output("detected", Text("match at the threshold", "达到阈值")),
        Output("coco_thresholds", Text("of COCO's ten thresholds met", "COCO 十个阈值中达到几个")),
        Output("giou", Text("generalised IoU", "GIoU")),
        Output("dice", Text("Dice coefficient", "Dice 系数")),
        Output("iou_inclusive", Text("IoU if x2 is a pixel index", "x2 为像素下标时的 IoU")),
        Output("share_of_truth", Text("intersection over the truth", "交集占真值框"), slip=True),
        Output("share_of_sum", Text("intersection over both areas", "交集占面积之和"), slip=True),
    ],
)
def box_iou(
    box: tuple[float, ...] = (5.0, 0.0, 15.0, 10.0),
    truth: tuple[float, ...] = (0.0, 0.0, 10.0, 10.0),
    threshold: float = 0.5,
) -> Result:
    """Boxes are x1, y1, x2, y2 with area (x2 − x1)(y2 − y1); `detected` is IoU ≥ threshold.

    GIoU = IoU − (hull − union) / hull, hull being the smallest box around both. `iou_inclusive` adds 1 to every side,
    as older code does, whose x2 is the last pixel. Sources: Everingham et al. 2010; Rezatofighi et al. 2019.
    """
    corners("box", box)
    corners("truth", truth)
    common = intersection(box, truth)
    both = area(box) + area(truth)
    union = both - common
    hull = hull_of(box, truth)
    last = tuple(end + 1 for end in box[2:]), tuple(end + 1 for end in truth[2:])
    wider = (*box[:2], *last[0]), (*truth[:2], *last[1])
    common_inclusive = intersection(*wider)
    value = common / union
    width, height = min(box[2], truth[2]) - max(box[0], truth[0]), min(box[3], truth[3]) - max(box[1], truth[1])
    return Result(
        outputs={
            "intersection": common,
            "box_area": area(box),
            "truth_area": area(truth),
            "union": union,
            "iou": value,
            "detected": value >= threshold,
            "coco_thresholds": sum(value >= least for least in COCO_THRESHOLDS),
            "giou": value - (area(hull) - union) / area(hull),
            "dice": 2 * common / both,
            "iou_inclusive": common_inclusive / (area(wider[0]) + area(wider[1]) - common_inclusive),
            "share_of_truth": common / area(truth),
            "share_of_sum": common / both,
        },
        steps=(
            Step(Text("overlap, width × height", "重叠的宽 × 高"), f"{max(0, width):g} × {max(0, height):g}", common),
            Step(Text("union", "并集"), f"{area(box):g} + {area(truth):g} − {common:g}", union),
            Step(Text("IoU", "IoU"), f"{common:g} / {union:g}", value),
        ),
        pictures=(drawn(box, truth, hull),),
    )


def hull_of(a: Numbers, b: Numbers) -> Numbers:
    """The smallest box around both."""
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def drawn(box: Numbers, truth: Numbers, hull: Numbers) -> Grid:
    """Cells of the hull: 0 outside, 1 in one box, 2 in both."""
    x = hull[0] + (np.arange(COLUMNS) + 0.5) * (hull[2] - hull[0]) / COLUMNS
    y = hull[1] + (np.arange(ROWS) + 0.5) * (hull[3] - hull[1]) / ROWS
    covered = sum(np.outer((b[1] <= y) & (y < b[3]), (b[0] <= x) & (x < b[2])).astype(np.float64) for b in (box, truth))
    return Grid(
        Text("Dark: both boxes; grey: one", "深色：两框重叠；浅色：只属一框"),
        tuple(tuple(row) for row in np.asarray(covered).tolist()),
    )
