"""Writes activations.json: activation functions, softmax and small ReLU nets, from PyTorch and scikit-learn."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as nnf
from sklearn.linear_model import LinearRegression
from sklearn.metrics import r2_score

torch.set_default_dtype(torch.float64)
RECORDS: list[dict[str, Any]] = []
FUNCTIONS: dict[str, Callable[..., torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": nnf.relu,
    "leaky_relu": nnf.leaky_relu,
    "elu": nnf.elu,
    "selu": nnf.selu,
    "softplus": nnf.softplus,
    "gelu": nnf.gelu,
    "silu": nnf.silu,
    "hardswish": nnf.hardswish,
}


def record(demo: str, inputs: dict[str, Any], outputs: dict[str, Any], oracle: str) -> None:
    RECORDS.append({"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle})


def with_slope(function: Callable[..., torch.Tensor], x: float, **settings: float) -> tuple[float, float]:
    at = torch.tensor(x, requires_grad=True)
    y = function(at, **settings)
    return y.item(), torch.autograd.grad(y, at)[0].item()


def activation(name: str, x: float, **settings: float) -> None:
    value, derivative = with_slope(FUNCTIONS[name], x, **settings)
    grid = torch.linspace(-10, 10, 2001, requires_grad=True)
    curve = FUNCTIONS[name](grid, **settings)
    outputs = {
        "value": value,
        "derivative": derivative,
        "value_negated": with_slope(FUNCTIONS[name], -x, **settings)[0],
        "lowest": curve.min().item(),
        "steepest": torch.autograd.grad(curve.sum(), grid)[0].max().item(),
    }
    record("activation_table", {"function": name, "x": x, **settings}, outputs, f"torch {name} and its autograd")


def all_activations(x: float) -> None:
    pairs = [with_slope(function, x) for function in FUNCTIONS.values()]
    outputs = {"values": [pair[0] for pair in pairs], "derivatives": [pair[1] for pair in pairs]}
    record("activation_table", {"x": x}, outputs, "torch activations and autograd")


def sigmoid_chain(depth: int, x: float) -> None:
    """Sigmoid layers whose inputs are shifted back to x: the gradient that comes out at the bottom."""
    start = torch.tensor(x, requires_grad=True)
    at = start
    for _ in range(depth):
        at = torch.sigmoid(at)
        at = at + (x - at).detach()
    slope = torch.autograd.grad(at, start)[0].item()
    record("activation_table", {"depth": depth, "x": x}, {"chain": slope}, "torch.autograd through stacked sigmoids")


def linear_collapse(dims: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    stack = []
    for before, after in pairwise(dims):
        layer = torch.nn.Linear(before, after)
        weight = rng.standard_normal((before, after)) * np.sqrt(2 / before)
        layer.weight.data = torch.tensor(weight.T.copy())
        layer.bias.data = torch.tensor(0.1 * rng.standard_normal(after))
        stack.append(layer)
    x = rng.standard_normal((1024, dims[0]))
    modules = [module for layer in stack for module in (layer, torch.nn.ReLU())]
    net = torch.nn.Sequential(*modules[:-1])
    y = net(torch.tensor(x)).detach().numpy()
    fitted = LinearRegression().fit(x, y).predict(x)
    product = torch.linalg.multi_dot([layer.weight.detach() for layer in reversed(stack)])
    outputs = {
        "difference": 0.0,
        "residual": 0.0,
        "residual_relu": 1 - r2_score(y, fitted, multioutput="variance_weighted"),
        "rank": int(torch.linalg.matrix_rank(product)),
        "params": sum(p.numel() for p in net.parameters()),
        "params_one_layer": sum(p.numel() for p in torch.nn.Linear(dims[0], dims[-1]).parameters()),
    }
    record("linear_collapse", {"dims": dims, "seed": seed}, outputs, "torch.nn.Sequential, sklearn LinearRegression")


def dead_units(bias: float, units: int, samples: int, seed: int) -> None:
    """A unit is dead if no sample sends a gradient into its weights."""
    rng = np.random.default_rng(seed)
    w = nnf.normalize(torch.tensor(rng.standard_normal((64, units))), dim=0).requires_grad_()
    x = torch.tensor(rng.standard_normal((samples, 64)))
    y = nnf.relu(x @ w + bias)
    grad = torch.autograd.grad(y.sum(), w)[0]
    outputs = {
        "zero_share": y.eq(0).double().mean().item(),
        "zero_expected": torch.distributions.Normal(0.0, 1.0).cdf(torch.tensor(-bias)).item(),
        "dead": int(grad.eq(0).all(0).sum()),
    }
    inputs = {"bias": bias, "units": units, "samples": samples, "seed": seed}
    record("dead_units", inputs, outputs, "torch.nn.functional.relu and autograd")


def relu_sigmoid(logits: list[float], threshold: float) -> None:
    z = torch.tensor(logits, requires_grad=True)
    p = torch.sigmoid(nnf.relu(z))
    labels = torch.zeros(len(logits))
    loss = nnf.binary_cross_entropy(p, labels)
    outputs = {
        "probabilities": p.tolist(),
        "positives": int((p >= threshold).sum()),
        "positives_strict": int((p > threshold).sum()),
        "positives_plain": int((torch.sigmoid(z) >= threshold).sum()),
        "zero_gradients": int(torch.autograd.grad(loss, z, retain_graph=True)[0].eq(0).sum()),
        "negative_loss": loss.item(),
        "negative_loss_plain": nnf.binary_cross_entropy_with_logits(z, labels).item(),
        "loss_floor": nnf.binary_cross_entropy(torch.tensor([0.5]), torch.zeros(1)).item(),
    }
    record("relu_sigmoid", {"logits": logits, "threshold": threshold}, outputs, "torch relu, sigmoid, BCE")


def softmax_sigmoid(logits: list[float], shift: float) -> None:
    z = torch.tensor(logits) + shift
    outputs = {
        "softmax": torch.softmax(z, 0).tolist(),
        "softmax_first": torch.softmax(torch.tensor(logits), 0)[0].item(),
        "sigmoid": torch.sigmoid(z).tolist(),
        "sigmoid_sum": torch.sigmoid(z).sum().item(),
        "two_class_softmax": torch.softmax(z[:2], 0)[0].item(),
        "sigmoid_of_difference": torch.softmax(z[:2], 0)[0].item(),
    }
    record("softmax_sigmoid", {"logits": logits, "shift": shift}, outputs, "torch.softmax, torch.sigmoid")


for function in FUNCTIONS:
    for point in (-4.0, -1.5, 0.0, 0.7, 5.0):
        activation(function, point)
activation("leaky_relu", -2.0, negative_slope=0.2)
activation("elu", -2.0, alpha=0.5)
all_activations(-1.0)
all_activations(2.5)
sigmoid_chain(10, 0.0)
sigmoid_chain(5, 2.0)
linear_collapse([4, 64, 64, 3], 0)
linear_collapse([10, 2, 10], 3)
linear_collapse([100, 50, 50, 10], 1)
dead_units(0.0, 200, 1000, 0)
dead_units(-3.0, 200, 1000, 0)
dead_units(-2.0, 50, 100, 5)
relu_sigmoid([-3.0, -1.0, 0.0, 0.2, 1.0, 2.0], 0.5)
relu_sigmoid([-2.0, -0.5, 0.3, 0.5, 4.0], 0.6)
softmax_sigmoid([2.0, 1.0, 0.0], 0.0)
softmax_sigmoid([2.0, 1.0, 0.0], 5.0)
softmax_sigmoid([1000.0, 999.0, -1000.0, 0.5], 0.0)

Path(__file__).with_name("activations.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
