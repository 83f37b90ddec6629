"""Sizes and channels along the U: valid or same convolutions, cropped skips, tiles for a large image."""

from __future__ import annotations

from math import ceil

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

LOST = 4  # by two unpadded 3 × 3 convolutions


@demo(
    topic="detection-segmentation",
    title=Text("Which sizes run through a U-Net?", "U-Net 各层尺寸怎么变？"),
    bounds={
        "size": between(1, 8192),
        "depth": between(1, 8),
        "channels": between(1, 1024),
        "in_channels": between(1, 1024),
        "classes": between(1, 1024),
        "padding": one_of("valid", "same"),
        "image": between(1, 10**6),
    },
    outputs=[
        Output("output_size", Text("output size", "输出尺寸"), Text("pixels", "像素")),
        Output("margin", Text("lost on each side", "每边损失"), Text("pixels", "像素")),
        Output("encoder_sizes", Text("skips, from the top", "各级跳接的尺寸"), Text("pixels", "像素")),
        Output("bottom_size", Text("size at the bottom", "最底层尺寸"), Text("pixels", "像素")),
        Output("upsampled_sizes", Text("after upsampling, same order", "上采样后（同序）"), Text("pixels", "像素")),
        Output("skip_crops", Text("cut from each skip, per side", "各跳接每边裁掉"), Text("pixels", "像素")),
        Output("top_crop", Text("cut from the top skip", "最上层跳接每边裁掉"), Text("pixels", "像素")),
        Output("bottom_channels", Text("channels at the bottom", "最底层通道数")),
        Output("concat_channels", Text("channels after the last skip", "最后一次拼接后的通道数")),
        Output("layers", Text("convolutional layers", "卷积层数")),
        Output("params", Text("parameters, with biases", "参数量（含偏置）")),
        Output("tiles", Text("tiles for the image", "覆盖整图的切块数")),
        Output("output_one_side", Text("if one side's loss is taken", "只减一边的损失"), slip=True),
        Output("output_without_up", Text("if only the way down counted", "只算下行的损失"), slip=True),
        Output("tiles_by_input", Text("tiles if they did not overlap", "误按输入尺寸切块"), slip=True),
    ],
)
def unet_shapes(
    size: int = 572,
    depth: int = 4,
    channels: int = 64,
    in_channels: int = 1,
    classes: int = 2,
    padding: str = "valid",
    image: int = 512,
) -> Result:
    """A square tile through the U-Net: two 3 × 3 convolutions per level, `depth` poolings, 2 × 2 up-convolutions.

    Channels double at each pooling; a skip is cropped to the upsampled map and concatenated. `image` is the side of a
    square picture to be covered by outputs. Raises DemoError where a pooling meets an odd size, naming sizes that fit.
    Source: Ronneberger et al. 2015, figures 1 and 2.
    """
    lost = LOST if padding == "valid" else 0
    skips, bottom = way_down(size, depth, lost)
    upsampled = [2 * bottom]
    for _ in range(depth - 1):
        upsampled.append(2 * (upsampled[-1] - lost))
    output = upsampled[-1] - lost
    if output < 1:
        raise DemoError(f"nothing is left of {size} pixels", remedy=f"give a size from {fitting(size, depth, lost)}")
    upsampled.reverse()
    crops = tuple((skip - up) // 2 for skip, up in zip(skips, upsampled, strict=True))
    tiles = ceil(image / output)
    path = [*skips, bottom, *(n - lost for n in reversed(upsampled))]
    return Result(
        outputs={
            "output_size": output,
            "margin": (size - output) // 2,
            "encoder_sizes": tuple(skips),
            "bottom_size": bottom,
            "upsampled_sizes": tuple(upsampled),
            "skip_crops": crops,
            "top_crop": crops[0],
            "bottom_channels": channels * 2**depth,
            "concat_channels": 2 * channels,
            "layers": 5 * depth + 3,
            "params": parameters(depth, channels, in_channels, classes),
            "tiles": tiles**2,
            "output_one_side": size - (size - output) // 2,
            "output_without_up": bottom * 2**depth,
            "tiles_by_input": ceil(image / size) ** 2,
        },
        steps=(
            Step(Text("skips, way down", "下行各级（跳接）"), " → ".join(map(str, (size, *skips))), skips[-1]),
            Step(Text("bottom", "最底层"), f"{skips[-1]} / 2 − {lost}", bottom),
            Step(Text("way up", "上行各级"), " → ".join(f"{n}−{lost}" for n in reversed(upsampled)), output),
            Step(Text("lost per side", "每边损失"), f"({size} − {output}) / 2", (size - output) // 2),
            Step(Text("crop of the top skip", "最上层跳接每边裁掉"), f"({skips[0]} − {upsampled[0]}) / 2", crops[0]),
            Step(Text("tiles", "切块数"), f"⌈{image} / {output}⌉²", tiles**2),
        ),
        pictures=(
            Bars(
                Text("Size along the U", "沿 U 形的尺寸"),
                tuple(
                    (Text(f"level {at}", f"第 {at} 级"), float(n)) for at, n in zip(levels(depth), path, strict=True)
                ),
                Text("pixels", "像素"),
            ),
        ),
    )


def levels(depth: int) -> list[int]:
    """The levels passed, 1 at the top: down to the bottom and up again."""
    return [*range(1, depth + 2), *range(depth, 0, -1)]


def way_down(size: int, depth: int, lost: int) -> tuple[list[int], int]:
    """Sizes before each pooling, and at the bottom."""
    skips, now = [], size - lost
    for _ in range(depth):
        if now < 2 or now % 2:
            raise DemoError(
                f"a 2 × 2 pooling meets {now} pixels", remedy=f"give a size such as {fitting(size, depth, lost)}"
            )
        skips.append(now)
        now = now // 2 - lost
    if now < 1:
        raise DemoError(f"nothing is left of {size} pixels", remedy=f"give a size such as {fitting(size, depth, lost)}")
    return skips, now


def fitting(size: int, depth: int, lost: int) -> int:
    """The smallest input from `size` on that halves without remainder at every pooling and leaves an output."""
    bottom = 1
    while True:
        back = forth = bottom
        for _ in range(depth):
            back, forth = 2 * (back + lost), 2 * forth - lost
        if forth > 0 and back + lost >= size:
            return back + lost
        bottom += 1


def parameters(depth: int, channels: int, in_channels: int, classes: int) -> int:
    """Weights and biases of all convolutions."""

    def conv(inputs: int, outputs: int, kernel: int) -> int:
        return kernel**2 * inputs * outputs + outputs

    widths = [channels * 2**level for level in range(depth + 1)]
    down = sum(conv(a, b, 3) + conv(b, b, 3) for a, b in zip([in_channels, *widths], widths, strict=False))
    up = sum(conv(2 * w, w, 2) + conv(2 * w, w, 3) + conv(w, w, 3) for w in widths[:-1])
    return down + up + conv(channels, classes, 1)
