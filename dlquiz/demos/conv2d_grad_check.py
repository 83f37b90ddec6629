"""The three gradients of a convolution, checked against finite differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos._maps import rectangle, spread
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from dlquiz.demos._maps import Map

STEP = 1e-4


@demo(
    topic="cnn-basics",
    title=Text("Are the gradients of a convolution right?", "卷积的梯度算对了吗？"),
    bounds={
        "values": between(-1e3, 1e3),
        "width": between(1, 64),
        "kernel": between(-1e3, 1e3),
        "kernel_width": between(1, 64),
        "stride": between(1, 16),
        "padding": between(0, 8),
        "upstream": between(-1e3, 1e3),
    },
    outputs=[
        Output("output", Text("output map", "输出")),
        Output("input_grad", Text("gradient of the input", "输入的梯度")),
        Output("kernel_grad", Text("gradient of the kernel", "卷积核的梯度")),
        Output("bias_grad", Text("gradient of the bias", "偏置的梯度")),
        Output("first_kernel_grad", Text("gradient of the first weight", "第一个权重的梯度")),
        Output("first_input_grad", Text("gradient of the first input", "第一个输入的梯度")),
        Output("unflipped_input_grad", Text("first input, unflipped kernel", "核未翻转时的第一个输入"), slip=True),
        Output("largest_error", Text("largest error of the check", "与数值梯度的最大误差")),
    ],
)
def conv2d_grad_check(
    values: tuple[float, ...] = (3, 2, 0, 2, 0, 1, 3, 2, 2, 1, 1, 0, 1, 0, 2, 4),
    width: int = 4,
    kernel: tuple[float, ...] = (1, 0, -1, 2),
    kernel_width: int = 2,
    stride: int = 1,
    padding: int = 0,
    upstream: tuple[float, ...] = (1,),
) -> Result:
    """One channel: y = x * w + b (cross-correlation), L = sum of upstream · y, with rows of `width` and `kernel_width`.

    dL/db = sum_i g_i;  dL/dw_a = sum_i g_i x_{s i + a};  dL/dx_{s i + a} += g_i w_a, that is a full
    convolution of g (spread out by the stride) with the flipped kernel. A single row has no rows of padding.
    `largest_error` is the distance to central differences. Source: Goodfellow et al. (2016), §9.5.
    """
    image, weights = rectangle(values, width), rectangle(kernel, kernel_width)
    top = padding if len(image) > 1 else 0
    padded = np.pad(image, ((top, top), (padding, padding)))
    if any(side < k for side, k in zip(padded.shape, weights.shape, strict=True)):
        raise DemoError("the kernel does not fit into the padded input", remedy="give more values or more padding")
    output = correlate(padded, weights, stride)
    grads = spread(upstream, (len(output), output.shape[1]))
    padded_grad, kernel_grad = backward(padded, weights, grads, stride)
    unflipped, _ = backward(padded, weights[::-1, ::-1], grads, stride)
    error = max(
        np.abs(padded_grad - differences(lambda x: float((grads * correlate(x, weights, stride)).sum()), padded)).max(),
        np.abs(kernel_grad - differences(lambda w: float((grads * correlate(padded, w, stride)).sum()), weights)).max(),
    )
    input_grad = padded_grad[top : top + len(image), padding : padding + width]
    return Result(
        outputs={
            "output": tuple(output.ravel().tolist()),
            "input_grad": tuple(input_grad.ravel().tolist()),
            "kernel_grad": tuple(kernel_grad.ravel().tolist()),
            "bias_grad": float(grads.sum()),
            "first_kernel_grad": float(kernel_grad[0, 0]),
            "first_input_grad": float(input_grad[0, 0]),
            "unflipped_input_grad": float(unflipped[top, padding]),
            "largest_error": float(error),
        },
        steps=(
            Step(Text("bias: sum of upstream", "偏置：上游梯度求和"), "∑ gᵢ", float(grads.sum())),
            Step(Text("first weight", "第一个权重"), "∑ gᵢ · x₍ₛᵢ₎", float(kernel_grad[0, 0])),
            Step(Text("first input", "第一个输入"), "∑ gᵢ · w₍₀₋ₛᵢ₎", float(input_grad[0, 0])),
            Step(Text("against central differences", "与中心差分之差"), "max |Δ|", float(error)),
        ),
        pictures=(
            Grid(Text("gradient of the kernel", "卷积核的梯度"), tuple(map(tuple, kernel_grad.tolist())), numbers=True),
            Grid(Text("gradient of the input", "输入的梯度"), tuple(map(tuple, input_grad.tolist())), numbers=True),
        ),
    )


def correlate(padded: Map, weights: Map, stride: int) -> Map:
    """y_i = sum_a w_a x_{s i + a}."""
    windows = np.lib.stride_tricks.sliding_window_view(padded, weights.shape)[::stride, ::stride]
    return np.asarray(np.einsum("ijab,ab->ij", windows, weights))


def backward(padded: Map, weights: Map, grads: Map, stride: int) -> tuple[Map, Map]:
    """(gradient of the padded input, gradient of the kernel): every output hands g·w to its window and takes g·x."""
    input_grad, kernel_grad = np.zeros_like(padded), np.zeros_like(weights)
    high, wide = weights.shape
    for (i, j), grad in np.ndenumerate(grads):
        window = np.s_[i * stride : i * stride + high, j * stride : j * stride + wide]
        input_grad[window] += grad * weights
        kernel_grad += grad * padded[window]
    return input_grad, kernel_grad


def differences(loss: Callable[[Map], float], at: Map) -> Map:
    """Central differences of `loss` at `at`, one entry after the other."""
    slopes = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = STEP
        slopes[place] = (loss(at + step) - loss(at - step)) / (2 * STEP)
    return slopes
