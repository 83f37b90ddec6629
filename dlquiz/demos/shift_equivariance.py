"""Shift a signal and see which layers shift along: convolution, pooling with a stride, global pooling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Signal = NDArray[np.float64]


@demo(
    topic="cnn-basics",
    title=Text("Does the output shift along?", "输出会跟着平移吗？"),
    bounds={
        "values": between(-1e6, 1e6),
        "shift": between(-64, 64),
        "kernel": between(-1e3, 1e3),
        "stride": between(1, 64),
    },
    outputs=[
        Output("convolved", Text("convolved", "卷积")),
        Output("convolved_after_shift", Text("convolved, input shifted", "平移后再卷积")),
        Output("conv_follows", Text("the convolution shifts along", "卷积结果跟着平移")),
        Output("pooled", Text("max pooled", "最大池化")),
        Output("pooled_after_shift", Text("max pooled, input shifted", "平移后再最大池化")),
        Output("pool_follows", Text("the pooling shifts along", "池化结果跟着平移")),
        Output("ones_after_shift", Text("ones after the shift", "平移后 1 的个数")),
        Output("global_mean", Text("global average", "全局平均")),
        Output("global_mean_after_shift", Text("global average, shifted", "平移后的全局平均")),
    ],
)
def shift_equivariance(
    values: tuple[float, ...] = (0, 0, 1, 1, 0, 0),
    shift: int = 1,
    kernel: tuple[float, ...] = (-1, 2, -1),
    stride: int = 2,
) -> Result:
    """Shift `values` to the right in a circle and compare f(T x) with T f(x).

    Convolution (stride 1, circular) always follows. Max pooling in windows of `stride` follows only where the
    output is its old self moved by some whole step. The global average never changes.
    Raises DemoError where the stride does not divide the signal. Source: Goodfellow et al. (2016), §9.2; Zhang (2019).
    """
    if len(values) % stride or len(kernel) > len(values):
        raise DemoError(
            f"{len(values)} values, windows of {stride} and a kernel of {len(kernel)} do not match",
            remedy="choose a stride that divides the number of values, and a kernel no longer than them",
        )
    signal = np.array(values, float)
    shifted = np.roll(signal, shift)
    convolved, convolved_after = circular(signal, kernel), circular(shifted, kernel)
    pooled, pooled_after = (each.reshape(-1, stride).max(axis=1) for each in (signal, shifted))
    rows = (signal, shifted, convolved, convolved_after)
    return Result(
        outputs={
            "convolved": tuple(convolved.tolist()),
            "convolved_after_shift": tuple(convolved_after.tolist()),
            "conv_follows": bool(np.allclose(convolved_after, np.roll(convolved, shift))),
            "pooled": tuple(pooled.tolist()),
            "pooled_after_shift": tuple(pooled_after.tolist()),
            "pool_follows": any(np.array_equal(pooled_after, np.roll(pooled, step)) for step in range(len(pooled))),
            "ones_after_shift": int((pooled_after == 1).sum()),
            "global_mean": float(signal.mean()),
            "global_mean_after_shift": float(shifted.mean()),
        },
        steps=(
            Step(Text("convolved", "卷积"), shown(convolved)),
            Step(Text("convolved, input shifted", "平移后再卷积"), shown(convolved_after)),
            Step(Text("max pooled", "最大池化"), shown(pooled)),
            Step(Text("max pooled, input shifted", "平移后再最大池化"), shown(pooled_after)),
        ),
        pictures=(
            Grid(
                Text("The convolution moves with its input", "卷积结果随输入移动"),
                tuple(tuple(row.tolist()) for row in rows),
                numbers=True,
                row_labels=("x", "Tx", "f(x)", "f(Tx)"),
            ),
            Grid(
                Text("The pooled signal need not", "池化结果不一定"),
                (tuple(pooled.tolist()), tuple(pooled_after.tolist())),
                numbers=True,
                row_labels=("f(x)", "f(Tx)"),
            ),
        ),
    )


def circular(signal: Signal, kernel: tuple[float, ...]) -> Signal:
    """y_i = sum_a w_a x_{i+a-c}, indices around the circle, c the kernel's middle (cross-correlation, as layers do)."""
    middle = len(kernel) // 2
    return np.asarray(sum(weight * np.roll(signal, middle - tap) for tap, weight in enumerate(kernel)))


def shown(signal: Signal) -> str:
    """The first numbers of a signal."""
    return " ".join(f"{value:g}" for value in signal[:16]) + (" …" if len(signal) > 16 else "")
