"""What the demos about boxes share."""

from __future__ import annotations

from dlquiz.errors import DemoError

Numbers = tuple[float, ...]


def corners(name: str, box: Numbers) -> Numbers:
    """`box` if it is x1, y1, x2, y2 with an area; else DemoError."""
    if len(box) != 4 or box[2] <= box[0] or box[3] <= box[1]:
        raise DemoError(f"{name} is no box: {list(box)}", remedy="give x1, y1, x2, y2 with x1 < x2 and y1 < y2")
    return box


def centred(name: str, box: Numbers) -> Numbers:
    """`box` if it is centre x, centre y, width, height with an area; else DemoError."""
    if len(box) != 4 or min(box[2:]) <= 0:
        raise DemoError(f"{name} is no box: {list(box)}", remedy="give centre x, centre y, width, height, sizes over 0")
    return box


def as_corners(box: Numbers) -> Numbers:
    """Centre and size as corners."""
    x, y, w, h = box
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def area(box: Numbers) -> float:
    """Width times height of corners."""
    return (box[2] - box[0]) * (box[3] - box[1])


def intersection(a: Numbers, b: Numbers) -> float:
    """The area two boxes, given by corners, have in common."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(0.0, width) * max(0.0, height)


def iou(a: Numbers, b: Numbers) -> float:
    """Intersection over union of two boxes given by corners."""
    common = intersection(a, b)
    return common / (area(a) + area(b) - common)
