"""Sizes through FCN on VGG16: padding, five poolings, bilinear upsampling, cropping."""

from __future__ import annotations

from math import ceil

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

POOLINGS = 5
FC6_KERNEL = 7


@demo(
    topic="detection-segmentation",
    title=Text("How does FCN get back to input size?", "FCN 怎样回到输入尺寸？"),
    bounds={"size": between(1, 4096), "padding": between(0, 512), "stride": between(8, 32)},
    outputs=[
        Output("pool_sizes", Text("after each pooling", "各次池化后"), Text("pixels", "像素")),
        Output("pool_strides", Text("stride after each pooling", "各次池化后的总步幅")),
        Output("score_size", Text("coarsest score map", "最粗的得分图"), Text("pixels", "像素")),
        Output("score_sizes", Text("score maps, coarse to fine", "各级得分图，从粗到细"), Text("pixels", "像素")),
        Output("crop_offsets", Text("crops: skips, then scores", "裁剪偏移：跳接、得分"), Text("pixels", "像素")),
        Output("upsampled_size", Text("after the last upsampling", "最后一次上采样后"), Text("pixels", "像素")),
        Output("crop_offset", Text("cut off at top and left", "左上角裁掉"), Text("pixels", "像素")),
        Output("covers_input", Text("every input pixel is covered", "能否覆盖整个输入")),
        Output("kernel_size", Text("last upsampling kernel", "最后一次上采样的核")),
        Output("kernel", Text("a row of bilinear weights", "双线性核的一行")),
        Output("kernel_of_two", Text("the same for factor 2", "2 倍上采样的一行")),
        Output("score_times_stride", Text("score size times stride", "得分图尺寸 × 步幅"), slip=True),
        Output("size_by_stride", Text("input size over 32", "输入尺寸 / 32"), slip=True),
    ],
)
def fcn_upsample(size: int = 500, padding: int = 100, stride: int = 32) -> Result:
    """FCN-32s, 16s or 8s on a square input; `padding` is that of the first 3 × 3 convolution, all others keep the size.

    Poolings halve and round up (Caffe), fc6 is 7 × 7 unpadded, factor f is upsampled by a bilinear transposed
    convolution with kernel 2f, stride f, no padding: (n − 1) f + 2f. Skips are cropped where they are summed.
    Sources: Long et al. 2015, section 4; the authors' reference implementation for PASCAL VOC.
    """
    if stride not in (8, 16, 32):
        raise DemoError(f"there is no FCN-{stride}s", remedy="give stride 8, 16 or 32")
    pools = way_down(size, padding)
    score = pools[-1] - FC6_KERNEL + 1
    sizes, offsets = way_back(score, padding, stride)
    upsampled, crop = (sizes[-1] - 1) * stride + 2 * stride, offsets[-1]
    return Result(
        outputs={
            "pool_sizes": tuple(pools[1:]),
            "pool_strides": tuple(2**i for i in range(1, POOLINGS + 1)),
            "score_size": score,
            "score_sizes": tuple(sizes),
            "crop_offsets": tuple(offsets),
            "upsampled_size": upsampled,
            "crop_offset": crop,
            "covers_input": crop >= 0 and crop + size <= upsampled,
            "kernel_size": 2 * stride,
            "kernel": bilinear_kernel(stride),
            "kernel_of_two": bilinear_kernel(2),
            "score_times_stride": score * stride,
            "size_by_stride": size // 32,
        },
        steps=(
            Step(Text("after the first convolution", "首个卷积后"), f"{size} + 2·{padding} − 2", pools[0]),
            Step(Text("after five poolings", "五次池化后"), " → ".join(map(str, pools)), pools[-1]),
            Step(Text("score map after fc6", "fc6 之后的得分图"), f"{pools[-1]} − {FC6_KERNEL} + 1", score),
            *(
                Step(Text("upsampled 2×, skip added", "上采样 2 倍，加跳接"), f"({n // 2 - 1} − 1)·2 + 4", n)
                for n in sizes[1:]
            ),
            Step(
                Text("last upsampling", "最后一次上采样"),
                f"({sizes[-1]} − 1)·{stride} + {2 * stride}",
                upsampled,
            ),
            Step(Text("crop from", "裁剪起点"), f"{crop} … {crop + size - 1}", size),
        ),
        pictures=(
            Bars(
                Text("Side of the map", "特征图边长"),
                (
                    (Text("input", "输入"), float(size)),
                    *((Text(f"pool{i}", f"pool{i}"), float(n)) for i, n in enumerate(pools[1:], 1)),
                    (Text("scores", "得分图"), float(score)),
                    (Text("upsampled", "上采样后"), float(upsampled)),
                ),
                Text("pixels", "像素"),
            ),
        ),
    )


def way_down(size: int, padding: int) -> list[int]:
    """Sizes after the first convolution and each pooling; DemoError if fc6 does not fit."""
    sizes = [size + 2 * padding - 2]
    for _ in range(POOLINGS):
        sizes.append(ceil(sizes[-1] / 2))
    if sizes[-1] < FC6_KERNEL:
        raise DemoError(
            f"pool5 is {sizes[-1]} pixels, smaller than the {FC6_KERNEL} × {FC6_KERNEL} kernel of fc6",
            remedy="raise size or padding",
        )
    return sizes


def way_back(score: int, padding: int, stride: int) -> tuple[list[int], list[int]]:
    """Sizes of the score maps down to `stride`, and offsets of the crops: pool4, pool3 as needed, the final one.

    Pixel i of a map lies at scale · i + origin of the input; a crop is the whole number of pixels between two origins.
    """
    sizes, offsets = [score], []
    scale = 32
    origin = 1 - padding + (scale - 1) / 2 + scale * (FC6_KERNEL - 1) / 2
    while scale > stride:
        scale //= 2
        origin -= scale * 1.5
        sizes.append((sizes[-1] - 1) * 2 + 4)
        pool_origin = 1 - padding + (scale - 1) / 2
        offsets.append(round((origin - pool_origin) / scale))
    return sizes, [*offsets, round((2 * stride - 1) / 2 - origin)]


def bilinear_kernel(factor: int) -> tuple[float, ...]:
    """The 2f weights along one axis with which a transposed convolution of stride f interpolates linearly."""
    distance = np.abs(np.arange(2 * factor) - (factor - 0.5))
    return tuple((1 - distance / factor).tolist())
