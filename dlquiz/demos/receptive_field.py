"""How far a unit sees: receptive field and jump, layer by layer."""

from __future__ import annotations

from math import sqrt

from dlquiz.core.questions import Text
from dlquiz.core.result import Curve, Curves, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

WIDEST_PICTURE = 200


@demo(
    topic="cnn-basics",
    title=Text("How far does a unit see?", "一个单元能看多远？"),
    bounds={"kernel_sizes": between(1, 63), "strides": between(1, 16), "dilations": between(1, 64)},
    outputs=[
        Output("field", Text("receptive field", "感受野"), Text("pixels", "像素")),
        Output("jump", Text("jump, spacing of the units", "步距，相邻单元的间隔"), Text("pixels", "像素")),
        Output("layers", Text("layers", "层数")),
        Output("influence_std", Text("spread of the influence", "影响的标准差"), Text("pixels", "像素")),
        Output("field_with_own_stride", Text("if a stride widened its layer", "误把本层步幅计入"), slip=True),
        Output("field_without_the_one", Text("if counted from 0", "误从 0 开始累加"), slip=True),
    ],
)
def receptive_field(
    kernel_sizes: tuple[int, ...] = (3, 3, 3),
    strides: tuple[int, ...] = (2, 1, 1),
    dilations: tuple[int, ...] = (1, 1, 1),
) -> Result:
    """Theoretical receptive field (one side, in input pixels) of a unit after the last of the layers.

    r_l = r_{l-1} + (k_l - 1) d_l j_{l-1},  j_l = j_{l-1} s_l,  r_0 = j_0 = 1; padding does not matter.
    A list of one number holds for all layers. `influence_std` is the standard deviation of a pixel's influence
    where all weights are equal: each layer adds the variance of its k taps, (j d)^2 (k^2 - 1) / 12.
    Raises DemoError where the lists have different lengths. Source: Araujo, Norris, Sim (2019).
    """
    layers = zip_layers(kernel_sizes, strides, dilations)
    field = jump = own = 1
    variance = 0.0
    fields = [field]
    steps = []
    for number, (kernel, stride, dilation) in enumerate(layers, 1):
        working = f"{field} + ({kernel} − 1)·{dilation}·{jump}"
        field += (kernel - 1) * dilation * jump
        variance += (jump * dilation) ** 2 * (kernel**2 - 1) / 12
        jump *= stride
        own += (kernel - 1) * dilation * jump
        fields.append(field)
        steps.append(Step(Text(f"field after layer {number}", f"第 {number} 层后的感受野"), working, field))
    shown = " · ".join(str(stride) for _, stride, _ in layers[:12]) + (" · …" if len(layers) > 12 else "")
    steps.append(Step(Text("jump, product of strides", "步距，步幅之积"), shown, jump))
    return Result(
        outputs={
            "field": field,
            "jump": jump,
            "layers": len(layers),
            "influence_std": sqrt(variance),
            "field_with_own_stride": own,
            "field_without_the_one": field - 1,
        },
        steps=tuple(steps),
        pictures=(growth(fields), *([influence(layers)] if field <= WIDEST_PICTURE else [])),
    )


def zip_layers(*lists: tuple[int, ...]) -> list[tuple[int, ...]]:
    """(kernel, stride, dilation) of each layer; a list of one number is repeated."""
    depth = max(map(len, lists))
    if any(len(numbers) not in (1, depth) for numbers in lists):
        raise DemoError(
            f"{' , '.join(str(len(numbers)) for numbers in lists)} kernel sizes, strides and dilations do not match",
            remedy="give one number per layer in each list, or one for all layers",
        )
    return list(zip(*(numbers * (depth // len(numbers)) for numbers in lists), strict=True))


def growth(fields: list[int]) -> Curves:
    """The field over depth."""
    curve = Curve(Text("receptive field", "感受野"), tuple(map(float, range(len(fields)))), tuple(map(float, fields)))
    return Curves(Text("Field over depth", "感受野随深度增长"), (curve,), Text("layer", "层"), Text("pixels", "像素"))


def influence(layers: list[tuple[int, ...]]) -> Curves:
    """Share of a unit's value that each pixel contributes (one axis, all weights equal): the effective field."""
    share, jump = np.ones(1), 1
    for kernel, stride, dilation in layers:
        taps = np.zeros((kernel - 1) * dilation * jump + 1)
        taps[:: dilation * jump] = 1 / kernel
        share = np.convolve(share, taps)
        jump *= stride
    offsets = np.arange(len(share)) - (len(share) - 1) / 2
    curve = Curve(Text("share of one pixel", "单个像素的占比"), tuple(offsets.tolist()), tuple(share.tolist()))
    title = Text("Influence, all weights equal", "各像素的影响（权重全相等）")
    return Curves(title, (curve,), Text("offset from the centre", "相对中心的偏移"), Text("share", "占比"))
