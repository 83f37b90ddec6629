"""Max and average pooling, forward and backward, on one small map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos._maps import rectangle, spread
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from dlquiz.demos._maps import Map

Sent = tuple[int, int, "Map", float]

MOST_TERMS = 9


@demo(
    topic="cnn-basics",
    title=Text("Where does a pooling gradient go?", "池化的梯度流向哪里？"),
    bounds={
        "values": between(-1e6, 1e6),
        "width": between(1, 64),
        "mode": one_of("max", "avg"),
        "kernel_size": between(1, 64),
        "stride": between(1, 64),
        "padding": between(0, 32),
        "upstream": between(-1e6, 1e6),
    },
    outputs=[
        Output("output", Text("pooled map", "池化结果")),
        Output("first_output", Text("first pooled value", "第一个池化值")),
        Output("input_grad", Text("gradient of the input", "输入的梯度")),
        Output("first_grad", Text("gradient of the first input", "第一个输入的梯度")),
        Output("largest_grad", Text("largest input gradient", "最大的输入梯度")),
        Output("inputs_with_grad", Text("inputs that get gradient", "得到梯度的输入个数")),
        Output("upstream_sum", Text("sum of upstream gradient", "上游梯度之和")),
        Output("input_grad_sum", Text("sum of input gradient", "输入梯度之和")),
    ],
)
def pool_fwd_bwd(
    values: tuple[float, ...] = (1, 3, 2, 0, 5, 2, 1, 4, 0, 1, 2, 2, 3, 1, 0, 6),
    width: int = 4,
    mode: str = "max",
    kernel_size: int = 2,
    stride: int = 2,
    padding: int = 0,
    count_include_pad: bool = True,
    upstream: tuple[float, ...] = (1,),
) -> Result:
    """Pool a map (rows of `width` numbers; a single row is pooled in 1-D) and send `upstream` back through it.

    max: y = max of the window, dL/dx goes to the winner, the first one in a tie.
    avg: y = mean of the window, dL/dx spreads evenly, over k^2 cells (over the real ones only where
    `count_include_pad` is false). Windows that overlap add up. One upstream number holds for every output.
    Raises DemoError where the numbers do not make a rectangle or the window does not fit.
    Source: torch.nn.MaxPool2d, AvgPool2d.
    """
    image = rectangle(values, width)
    check_fit(image, kernel_size, padding)
    high, pad_high = (1, 0) if len(image) == 1 else (kernel_size, padding)
    around = ((pad_high, pad_high), (padding, padding))
    padded, real = np.pad(image, around), np.pad(np.ones_like(image), around)
    rows = range(0, len(padded) - high + 1, stride)
    columns = range(0, padded.shape[1] - kernel_size + 1, stride)
    grads = spread(upstream, (len(rows), len(columns)))
    output, padded_grad = np.zeros_like(grads), np.zeros_like(padded)
    sent: list[Sent] = []
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            window = np.s_[top : top + high, left : left + kernel_size]
            share = shares(mode, padded[window], real[window], count_include_pad)
            output[i, j] = (share * padded[window]).sum()
            padded_grad[window] += share * grads[i, j]
            sent.append((top - pad_high, left - padding, share, float(grads[i, j])))
    grad = padded_grad[pad_high : pad_high + len(image), padding : padding + width]
    working = working_of(mode, padded[:high, :kernel_size])
    return report(working, image, output, grads, grad, sent)


def shares(mode: str, window: Map, real: Map, count_include_pad: bool) -> Map:
    """dy/dx of one window: 1 at the winner, or one fraction at every real cell. Both times y = sum of share * x."""
    if mode == "avg":
        return real / (real.size if count_include_pad else real.sum())
    share = np.zeros_like(window)
    share.flat[np.where(real > 0, window, -np.inf).argmax()] = 1
    return share


def check_fit(image: Map, kernel_size: int, padding: int) -> None:
    """PyTorch's limits: at most half a window of padding, and one whole window inside."""
    sides = image.shape[1:] if len(image) == 1 else image.shape
    if 2 * padding > kernel_size or kernel_size > min(sides) + 2 * padding:
        raise DemoError(
            f"a window of {kernel_size} with padding {padding} does not fit {image.shape[0]} × {image.shape[1]}",
            remedy="choose a window no larger than the map, and padding of at most half a window",
        )


def working_of(mode: str, window: Map) -> str:
    """The first window with its numbers, the long ones cut."""
    numbers = [f"{value:g}" for value in window.flat]
    return f"{mode}({', '.join(numbers[:MOST_TERMS])}{', …' if len(numbers) > MOST_TERMS else ''})"


def received(sent: list[Sent], row: int, column: int) -> str:
    """The sum of what the windows over a cell send it: the upstream gradient, or this over the cells that share it."""
    terms = []
    for top, left, share, upstream in sent:
        i, j = row - top, column - left
        if 0 <= i < len(share) and 0 <= j < share.shape[1] and share[i, j]:
            terms.append(f"{upstream:g}" if share[i, j] == 1 else f"{upstream:g} / {round(1 / share[i, j])}")
    return " + ".join(terms[:MOST_TERMS] + ["…"] * (len(terms) > MOST_TERMS)) or "–"


def report(working: str, image: Map, output: Map, grads: Map, grad: Map, sent: list[Sent]) -> Result:
    """Outputs, the first window's working, and the input beside its gradient."""
    upstream_sum, grad_sum = float(grads.sum()), float(grad.sum())
    row, column = divmod(int(grad.argmax()), grad.shape[1])
    first_grad, largest_grad, reached = float(grad[0, 0]), float(grad.max()), int((grad != 0).sum())
    return Result(
        outputs={
            "output": tuple(output.ravel().tolist()),
            "first_output": float(output[0, 0]),
            "input_grad": tuple(grad.ravel().tolist()),
            "first_grad": first_grad,
            "largest_grad": largest_grad,
            "inputs_with_grad": reached,
            "upstream_sum": upstream_sum,
            "input_grad_sum": grad_sum,
        },
        steps=(
            Step(Text("first window", "第一个窗口"), working, float(output[0, 0])),
            Step(Text("pooled size", "输出尺寸"), f"{output.shape[0]} × {output.shape[1]}"),
            Step(Text("gradient of the first input", "第一个输入的梯度"), received(sent, 0, 0), first_grad),
            Step(Text("largest input gradient", "最大的输入梯度"), received(sent, row, column), largest_grad),
            Step(
                Text("inputs that get gradient", "得到梯度的输入个数"), f"{grad.size} − {grad.size - reached}", reached
            ),
            Step(Text("upstream gradient, summed", "上游梯度求和"), "∑ dL/dy", upstream_sum),
            Step(Text("input gradient, summed", "输入梯度求和"), "∑ dL/dx", grad_sum),
        ),
        pictures=(
            Grid(Text("input", "输入"), tuple(map(tuple, image.tolist())), numbers=True),
            Grid(Text("gradient of the input", "输入的梯度"), tuple(map(tuple, grad.tolist())), numbers=True),
        ),
    )
