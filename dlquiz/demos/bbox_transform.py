"""R-CNN's box regression: from proposal and truth to targets, from a prediction back to a box."""

from __future__ import annotations

from math import exp, log

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos._boxes import Numbers, as_corners, centred, iou
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError


@demo(
    topic="detection-segmentation",
    title=Text("How is a proposal moved onto the box?", "候选框怎样变成修正框？"),
    bounds={"proposal": between(-1e5, 1e5), "truth": between(-1e5, 1e5), "predicted": between(-8, 8)},
    outputs=[
        Output("targets", Text("targets tx, ty, tw, th", "目标 tx、ty、tw、th")),
        Output("t_x", Text("tx", "tx")),
        Output("t_y", Text("ty", "ty")),
        Output("t_w", Text("tw", "tw")),
        Output("t_h", Text("th", "th")),
        Output("move_x", Text("shift in x that d asks for", "预测的 x 方向平移"), Text("pixels", "像素")),
        Output("scale_w", Text("factor on the width", "宽度的缩放因子")),
        Output("decoded", Text("decoded box, centre and size", "解码后的框（中心、宽高）")),
        Output("decoded_x", Text("decoded centre x", "解码后的中心 x"), Text("pixels", "像素")),
        Output("decoded_w", Text("decoded width", "解码后的宽"), Text("pixels", "像素")),
        Output("iou_before", Text("IoU of the proposal", "候选框的 IoU")),
        Output("iou_after", Text("IoU of the decoded box", "修正框的 IoU")),
        Output("decoded_targets_differ_by", Text("decoded targets less truth", "目标解码后与真值之差")),
        Output("shift_in_pixels", Text("Gx − Px, not divided", "未除以宽的平移"), slip=True),
        Output("t_x_by_truth", Text("divided by the truth's width", "误除以真值框的宽"), slip=True),
        Output("t_w_linear", Text("Gw / Pw − 1, no logarithm", "未取对数的宽度变化"), slip=True),
        Output("t_w_inverted", Text("log of Pw / Gw", "比值写反"), slip=True),
        Output("decoded_x_unscaled", Text("Px + dx", "未乘宽的平移"), slip=True),
        Output("decoded_w_linear", Text("Pw (1 + dw)", "未取指数的宽"), slip=True),
    ],
)
def bbox_transform(
    proposal: tuple[float, ...] = (100.0, 100.0, 40.0, 80.0),
    truth: tuple[float, ...] = (110.0, 92.0, 60.0, 80.0),
    predicted: tuple[float, ...] = (0.2, -0.1, 0.4, 0.0),
) -> Result:
    """Boxes are centre x, centre y, width, height in pixels; `predicted` is dx, dy, dw, dh.

    tx = (Gx − Px) / Pw, tw = ln(Gw / Pw); decoding gives x = Pw dx + Px, w = Pw exp(dw); y and h alike.
    Source: Girshick et al. 2014, appendix C.
    """
    px, _, pw, ph = centred("proposal", proposal)
    gx, _, gw, _ = centred("truth", truth)
    if len(predicted) != 4:
        raise DemoError(f"predicted has {len(predicted)} numbers", remedy="give dx, dy, dw, dh")
    targets = encode(proposal, truth)
    box = decode(proposal, predicted)
    before, after = iou(as_corners(proposal), as_corners(truth)), iou(as_corners(box), as_corners(truth))
    dx, _, dw, _ = predicted
    return Result(
        outputs={
            "targets": targets,
            "t_x": targets[0],
            "t_y": targets[1],
            "t_w": targets[2],
            "t_h": targets[3],
            "move_x": pw * dx,
            "scale_w": exp(dw),
            "decoded": box,
            "decoded_x": box[0],
            "decoded_w": box[2],
            "iou_before": before,
            "iou_after": after,
            "decoded_targets_differ_by": max(abs(a - b) for a, b in zip(decode(proposal, targets), truth, strict=True)),
            "shift_in_pixels": gx - px,
            "t_x_by_truth": (gx - px) / gw,
            "t_w_linear": gw / pw - 1,
            "t_w_inverted": log(pw / gw),
            "decoded_x_unscaled": px + dx,
            "decoded_w_linear": pw * (1 + dw),
        },
        steps=(
            Step(Text("target tx", "目标 tx"), f"({gx:g} − {px:g}) / {pw:g}", targets[0]),
            Step(Text("target tw", "目标 tw"), f"ln({gw:g} / {pw:g})", targets[2]),
            Step(Text("move in x", "x 方向平移"), f"{pw:g} · {dx:g}", pw * dx),
            Step(Text("decoded x", "解码 x"), f"{pw:g} · {dx:g} + {px:g}", box[0]),
            Step(Text("decoded w", "解码 w"), f"{pw:g} · exp({dw:g})", box[2]),
            Step(Text("decoded h", "解码 h"), f"{ph:g} · exp({predicted[3]:g})", box[3]),
        ),
        pictures=(
            Bars(
                Text("IoU with the truth", "与真值框的 IoU"),
                ((Text("proposal", "候选框"), before), (Text("decoded box", "修正框"), after)),
            ),
        ),
    )


def encode(proposal: Numbers, truth: Numbers) -> Numbers:
    """The targets t that move the proposal onto the truth."""
    px, py, pw, ph = proposal
    gx, gy, gw, gh = truth
    return (gx - px) / pw, (gy - py) / ph, log(gw / pw), log(gh / ph)


def decode(proposal: Numbers, d: Numbers) -> Numbers:
    """The box that the prediction d makes of the proposal."""
    px, py, pw, ph = proposal
    return pw * d[0] + px, ph * d[1] + py, pw * exp(d[2]), ph * exp(d[3])
