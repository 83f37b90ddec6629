"""A multilayer perceptron: values forward, gradients backward. Rows are samples; the last layer is linear."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dlquiz.demos.lazy_numpy import np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Map = NDArray[np.float64]
    Function = Callable[[Map], Map]


def sigmoid(z: Map) -> Map:
    """1 / (1 + e^−z), without overflow."""
    return np.asarray((1 + np.tanh(z / 2)) / 2)


# activation: (function, its slope at z)
ACTIVATIONS: dict[str, tuple[Function, Function]] = {
    "linear": (lambda z: z, lambda z: 0 * z + 1),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (lambda z: np.asarray(np.tanh(z)), lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: np.asarray(z > 0, dtype=float)),
}


def forward(x: Map, weights: Sequence[Map], biases: Sequence[Map], activation: str) -> tuple[list[Map], list[Map]]:
    """(x and the output of every layer, the sums z = W h + b of every layer): what the way back will need."""
    function, _ = ACTIVATIONS[activation]
    values, sums = [x], []
    for number, (w, b) in enumerate(zip(weights, biases, strict=True), 1):
        sums.append(values[-1] @ w.T + b)
        values.append(function(sums[-1]) if number < len(weights) else sums[-1])
    return values, sums


def backward(sums: Sequence[Map], weights: Sequence[Map], top: Map, activation: str) -> list[Map]:
    """dL/dz of every layer, `top` being that of the last: δ_l = (δ_{l+1} W_{l+1}) ⊙ f'(z_l)."""
    _, slope = ACTIVATIONS[activation]
    deltas = [top]
    for w, z in zip(weights[:0:-1], sums[-2::-1], strict=True):
        deltas.append((deltas[-1] @ w) * slope(z))
    return deltas[::-1]
