"""A transposed convolution along one axis, in its two forms: transposed matrix, and zeros put between the inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST_DRAWN = 24


@demo(
    topic="convolution-variants",
    title=Text("What does a transposed convolution compute?", "转置卷积算的是什么？"),
    bounds={
        "in_size": between(1, 64),
        "kernel_size": between(1, 16),
        "stride": between(1, 8),
        "padding": between(0, 16),
        "output_padding": between(0, 7),
        "dilation": between(1, 8),
    },
    outputs=[
        Output("out_size", Text("output size", "输出尺寸")),
        Output("out_size_without_padding", Text("size if padding is ignored", "忽略填充时的尺寸"), slip=True),
        Output("out_size_of_convolution", Text("size by the other formula", "误用普通卷积公式"), slip=True),
        Output("size_times_stride", Text("input size times stride", "输入尺寸 × 步幅"), slip=True),
        Output("size_with_zeros", Text("input size with the zeros", "插零后的尺寸")),
        Output("padding_with_zeros", Text("padding of that convolution", "等价卷积的填充")),
        Output("output", Text("output values", "输出值")),
        Output("forms_differ_by", Text("largest gap of the two forms", "两种形式的最大差")),
        Output("size_after_both", Text("size after conv and back", "卷积再转置后的尺寸")),
        Output("values_after_both_differ_by", Text("largest change of a value", "数值的最大变化")),
        Output("contributions", Text("kernel taps per output phase", "各相位的叠加次数")),
        Output("even_overlap", Text("overlap is even", "叠加是否均匀")),
    ],
)
def transposed_conv(
    in_size: int = 3,
    kernel_size: int = 3,
    stride: int = 2,
    padding: int = 1,
    output_padding: int = 1,
    dilation: int = 1,
) -> Result:
    """ConvTranspose1d of the input 1, 2, 3, … with the kernel 1, 2, 3, …; each axis of a picture behaves alike.

    Size (i − 1)s − 2p + d(k − 1) + output_padding + 1. Raises DemoError where PyTorch refuses the output padding
    or nothing is left. Sources: torch.nn.ConvTranspose1d; Dumoulin & Visin 2016, chapter 4.
    """
    if output_padding >= max(stride, dilation):
        raise DemoError(
            f"output_padding {output_padding} is not below stride {stride} or dilation {dilation}",
            remedy="lower output_padding or raise stride",
        )
    span = dilation * (kernel_size - 1) + 1
    out_size = (in_size - 1) * stride - 2 * padding + span + output_padding
    if out_size < 1:
        raise DemoError(f"the output would have size {out_size}", remedy="lower padding or enlarge in_size")
    x, kernel = np.arange(1.0, in_size + 1), with_holes(np.arange(1.0, kernel_size + 1), dilation)
    matrix = convolution_matrix(kernel, in_size, out_size, stride, padding)
    output = matrix.T @ x
    gap = np.abs(output - zero_insertion(x, kernel, out_size, stride, padding)).max()
    original = np.arange(1.0, out_size + 1)
    there_and_back = matrix.T @ (matrix @ original)
    contributions = np.bincount(dilation * np.arange(kernel_size) % stride, minlength=stride)
    form = f"({in_size} − 1)·{stride} − 2·{padding} + {dilation}·({kernel_size} − 1) + {output_padding} + 1"
    drawn = Grid(
        Text("Transposed matrix: output × input", "转置矩阵：输出 × 输入"),
        tuple(tuple(row) for row in matrix.T.tolist()),
        numbers=True,
    )
    return Result(
        outputs={
            "out_size": out_size,
            "out_size_without_padding": out_size + 2 * padding,
            "out_size_of_convolution": max(0, (in_size + 2 * padding - span) // stride + 1),
            "size_times_stride": in_size * stride,
            "size_with_zeros": (in_size - 1) * stride + 1,
            "padding_with_zeros": span - 1 - padding,
            "output": tuple(output.tolist()),
            "forms_differ_by": float(gap),
            "size_after_both": len(there_and_back),
            "values_after_both_differ_by": float(np.abs(there_and_back - original).max()),
            "contributions": tuple(contributions.tolist()),
            "even_overlap": len(set(contributions.tolist())) == 1,
        },
        steps=(
            Step(Text("output size", "输出尺寸"), form, out_size),
            Step(Text("zeros between inputs", "输入之间插零"), f"{stride} − 1", stride - 1),
            Step(
                Text("size with the zeros", "插零后的尺寸"), f"({in_size} − 1)·{stride} + 1", (in_size - 1) * stride + 1
            ),
            Step(
                Text("padding of that convolution", "等价卷积的填充"),
                f"{dilation}·({kernel_size} − 1) − {padding}",
                span - 1 - padding,
            ),
            Step(
                Text("taps per output phase", "各相位的叠加次数"),
                f"{kernel_size} / {stride}",
                ", ".join(map(str, contributions.tolist())),
            ),
        ),
        pictures=(drawn,) if max(in_size, out_size) <= LARGEST_DRAWN else (),
    )


def with_holes(kernel: NDArray[np.float64], dilation: int) -> NDArray[np.float64]:
    """The kernel with dilation − 1 zeros between its weights."""
    spread = np.zeros((len(kernel) - 1) * dilation + 1)
    spread[::dilation] = kernel
    return spread


def convolution_matrix(
    kernel: NDArray[np.float64], in_size: int, out_size: int, stride: int, padding: int
) -> NDArray[np.float64]:
    """The convolution that maps out_size values to in_size values, as a matrix: its transpose goes the other way."""
    matrix = np.zeros((in_size, out_size))
    for row in range(in_size):
        for tap, weight in enumerate(kernel, row * stride - padding):
            if 0 <= tap < out_size:
                matrix[row, tap] = weight
    return matrix


def zero_insertion(
    x: NDArray[np.float64], kernel: NDArray[np.float64], out_size: int, stride: int, padding: int
) -> NDArray[np.float64]:
    """The same output as an ordinary stride-1 convolution over the input with stride − 1 zeros between its values."""
    spread = np.zeros((len(x) - 1) * stride + 1)
    spread[::stride] = x
    full = np.convolve(spread, kernel)
    return np.pad(full, (0, padding + out_size))[padding : padding + out_size]
