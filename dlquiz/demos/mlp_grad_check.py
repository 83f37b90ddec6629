"""Backpropagation through a small MLP by hand, checked against finite differences."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dlquiz.core.questions import Text
from dlquiz.core.result import Grid, Output, Result, Step
from dlquiz.demos._mlp import backward, forward
from dlquiz.demos.lazy_numpy import np
from dlquiz.demos.spec import between, demo, one_of
from dlquiz.errors import DemoError

if TYPE_CHECKING:
    from dlquiz.demos._mlp import Map

STEP = 1e-5


@demo(
    topic="gradients-init",
    title=Text("What does backpropagation compute?", "反向传播算了什么？"),
    bounds={
        "sizes": between(1, 16),
        "inputs": between(-10, 10),
        "weights": between(-10, 10),
        "target": between(-100, 100),
        "activation": one_of("linear", "sigmoid", "tanh", "relu"),
    },
    outputs=[
        Output("output", Text("output of the net", "网络输出")),
        Output("loss", Text("loss", "损失")),
        Output("output_grad", Text("gradient of the output", "输出的梯度")),
        Output("weight_grads", Text("gradients of the weights", "各权重的梯度")),
        Output("first_grad", Text("gradient of the first weight", "第一个权重的梯度")),
        Output("last_grad", Text("gradient of the last weight", "最后一个权重的梯度")),
        Output("first_grad_without_slope", Text("without activation slopes", "漏乘激活导数"), slip=True),
        Output("cached", Text("values kept for the way back", "为反向缓存的数值个数")),
        Output("forward_macs", Text("multiply-adds forward", "前向乘加次数")),
        Output("backward_macs", Text("multiply-adds backward", "反向乘加次数")),
        Output("largest_error", Text("largest error of the check", "与数值梯度的最大误差")),
    ],
)
def mlp_grad_check(
    sizes: tuple[int, ...] = (2, 2, 1),
    inputs: tuple[float, ...] = (1.0, 2.0),
    weights: tuple[float, ...] = (0.5, 0.25, -1.0, 0.75, 1.0, -2.0),
    target: float = 1.0,
    activation: str = "tanh",
) -> Result:
    """One sample through layers of `sizes`, no biases, linear output, L = ½ Σ (y − target)².

    `weights` holds W₁ row by row, then W₂, and so on. Forward z_l = W_l h_{l−1}, h_l = f(z_l); backward
    δ_L = y − target, δ_l = (W_{l+1}ᵀ δ_{l+1}) ⊙ f'(z_l), dL/dW_l = δ_l h_{l−1}ᵀ. Cached are the input of every layer
    and the sums before each activation. `largest_error` is the distance to central differences; at a kink of ReLU
    the two differ. Source: Goodfellow et al. (2016), Algorithms 6.3 and 6.4.
    """
    shapes = [(after, before) for before, after in pairwise(sizes)]
    needed = sum(after * before for after, before in shapes)
    if not shapes or len(inputs) != sizes[0] or len(weights) != needed:
        raise DemoError(
            f"layers of {', '.join(map(str, sizes))} units with {len(inputs)} inputs and {len(weights)} weights",
            remedy=f"give two sizes or more, {sizes[0]} inputs and {needed} weights",
        )
    x = np.array([inputs])
    layers = unpacked(np.array(weights), shapes)
    biases = [np.zeros(after) for after, _ in shapes]
    values, sums = forward(x, layers, biases, activation)
    top = values[-1] - target
    deltas = backward(sums, layers, top, activation)
    grads = [delta.T @ value for delta, value in zip(deltas, values[:-1], strict=True)]
    straight = backward(sums, layers, top, "linear")
    flat = np.concatenate([grad.ravel() for grad in grads])

    def loss(flat_weights: Map) -> float:
        return float(((forward(x, unpacked(flat_weights, shapes), biases, activation)[0][-1] - target) ** 2).sum() / 2)

    steps = STEP * np.eye(needed)
    numeric = np.array([(loss(weights + step) - loss(weights - step)) / (2 * STEP) for step in steps])
    return Result(
        outputs={
            "output": float(values[-1][0, 0]),
            "loss": loss(np.array(weights)),
            "output_grad": float(top[0, 0]),
            "weight_grads": tuple(flat.tolist()),
            "first_grad": float(flat[0]),
            "last_grad": float(flat[-1]),
            "first_grad_without_slope": float(straight[0][0, 0] * inputs[0]),
            "cached": sum(sizes[:-1]) + sum(sizes[1:-1]),
            "forward_macs": needed,
            "backward_macs": 2 * needed - shapes[0][0] * shapes[0][1],
            "largest_error": float(np.abs(flat - numeric).max()),
        },
        steps=(
            Step(Text("forward: h = f(W x), y = W h", "前向：h = f(W x)，y = W h"), "y", float(values[-1][0, 0])),
            Step(Text("loss", "损失"), f"½ ({values[-1][0, 0]:.4g} − {target:g})²", loss(np.array(weights))),
            Step(Text("δ of the output", "输出层的 δ"), f"{values[-1][0, 0]:.4g} − {target:g}", float(top[0, 0])),
            Step(Text("δ of the first layer", "第一层的 δ"), "(Wᵀ δ) · f'(z)", float(deltas[0][0, 0])),
            Step(
                Text("gradient of the first weight", "第一个权重的梯度"),
                f"{deltas[0][0, 0]:.4g} × {inputs[0]:g}",
                float(flat[0]),
            ),
            Step(Text("against central differences", "与中心差分之差"), "max |Δ|", float(np.abs(flat - numeric).max())),
        ),
        pictures=(
            Grid(Text("gradients of the first layer", "第一层的梯度"), rows(grads[0]), numbers=True),
            Grid(Text("gradients of the last layer", "最后一层的梯度"), rows(grads[-1]), numbers=True),
        ),
    )


def unpacked(flat: Map, shapes: list[tuple[int, int]]) -> list[Map]:
    """The flat list as one matrix (outputs, inputs) per layer."""
    ends = np.cumsum([after * before for after, before in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(flat, ends[:-1]), shapes, strict=True)]


def rows(matrix: Map) -> tuple[tuple[float, ...], ...]:
    """A matrix as a picture's cells."""
    return tuple(map(tuple, matrix.tolist()))
