"""Where a convolution is a fully connected layer: 1 × 1 at every pixel, or a kernel as large as the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Bars, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST_INPUT = 2**19
FILTERS_COMPARED = 8


@demo(
    topic="convolution-variants",
    title=Text("When is a convolution a fully connected layer?", "卷积何时就是全连接层？"),
    bounds={
        "in_channels": between(1, 4096),
        "out_channels": between(1, 65536),
        "height": between(1, 64),
        "width": between(1, 64),
        "seed": between(0, 2**32 - 1),
    },
    outputs=[
        Output("pointwise_params", Text("weights of the 1×1 layer", "1×1 卷积权重数")),
        Output("full_kernel_params", Text("weights of one H×W layer", "H×W 卷积权重数")),
        Output("dense_params", Text("weights, dense map to map", "整图到整图全连接权重数")),
        Output("pixel", Text("1×1 outputs at pixel (0, 0)", "1×1 卷积在 (0, 0) 的输出")),
        Output("pointwise_differs_by", Text("gap: 1×1 and matrix per pixel", "1×1 卷积与逐像素矩阵之差")),
        Output("scores", Text("outputs of the H×W kernels", "H×W 卷积的输出")),
        Output("full_kernel_differs_by", Text("gap: H×W and dense layer", "H×W 卷积与全连接之差")),
    ],
)
def pointwise_equiv(
    in_channels: int = 4, out_channels: int = 3, height: int = 5, width: int = 5, seed: int = 0
) -> Result:
    """Compares values on a random map, for at most eight filters; counts are for all, without bias.

    A 1×1 convolution is one C_out × C_in matrix at every pixel. An H×W convolution without padding has a single
    output position: it is the dense layer on the flattened map. Raises DemoError over 2¹⁹ inputs.
    Sources: Lin et al. 2014; Long et al. 2015, section 3.1.
    """
    inputs = in_channels * height * width
    if inputs > LARGEST_INPUT:
        raise DemoError(f"{inputs} input values are too many", remedy=f"stay below {LARGEST_INPUT}")
    filters = min(out_channels, FILTERS_COMPARED)
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(in_channels, height, width))
    matrix = rng.normal(size=(filters, in_channels))
    kernels = rng.normal(size=(filters, in_channels, height, width))

    pointwise = convolution(x, matrix[:, :, None, None])
    per_pixel = (matrix @ x.reshape(in_channels, -1)).reshape(filters, height, width)
    scores = convolution(x, kernels).ravel()
    dense = kernels.reshape(filters, -1) @ x.ravel()

    pointwise_params = in_channels * out_channels
    full_kernel_params = inputs * out_channels
    dense_params = full_kernel_params * height * width
    return Result(
        outputs={
            "pointwise_params": pointwise_params,
            "full_kernel_params": full_kernel_params,
            "dense_params": dense_params,
            "pixel": tuple(pointwise[:, 0, 0].tolist()),
            "pointwise_differs_by": float(np.abs(pointwise - per_pixel).max()),
            "scores": tuple(scores.tolist()),
            "full_kernel_differs_by": float(np.abs(scores - dense).max()),
        },
        steps=(
            Step(Text("1×1 convolution", "1×1 卷积"), f"{in_channels} × {out_channels}", pointwise_params),
            Step(
                Text("H×W convolution = dense", "H×W 卷积 = 全连接"),
                f"{height} × {width} × {in_channels} × {out_channels}",
                full_kernel_params,
            ),
            Step(
                Text("dense, whole map to whole map", "整图到整图的全连接"),
                f"{inputs} × {height * width * out_channels}",
                dense_params,
            ),
        ),
        pictures=(
            Bars(
                Text("Weights", "权重数"),
                (
                    (Text("1×1", "1×1"), float(pointwise_params)),
                    (Text("H×W, one output", "H×W，单个输出位置"), float(full_kernel_params)),
                    (Text("map to map", "整图到整图"), float(dense_params)),
                ),
            ),
        ),
    )


def convolution(x: NDArray[np.float64], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convolution of (C_in, H, W) with (C_out, C_in, kh, kw), stride 1, no padding."""
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(1, 2))
    output: NDArray[np.float64] = np.einsum("chwij,ocij->ohw", windows, weight, optimize=True)
    return output
