"""Writes gradients_init.json: torch's autograd, initialisers and clipping, scikit-learn's logistic regression."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from torch import nn
from torch.nn import functional

torch.set_default_dtype(torch.float64)

ACTIVATIONS: dict[str, Any] = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,
}
Record = dict[str, Any]


def mlp(sizes: list[int], inputs: list[float], weights: list[float], target: float, activation: str) -> Record:
    flat = torch.tensor(weights, requires_grad=True)
    h, used = torch.tensor(inputs), 0
    shapes = [(after, before) for before, after in pairwise(sizes)]
    for number, (after, before) in enumerate(shapes, 1):
        h = flat[used : used + after * before].view(after, before) @ h
        h = ACTIVATIONS[activation](h) if number < len(shapes) else h
        used += after * before
    loss = ((h - target) ** 2).sum() / 2
    loss.backward()
    assert flat.grad is not None
    return {
        "demo": "mlp_grad_check",
        "inputs": {"sizes": sizes, "inputs": inputs, "weights": weights, "target": target, "activation": activation},
        "outputs": {"output": h[0].item(), "loss": loss.item(), "weight_grads": flat.grad.tolist()},
        "oracle": f"torch.autograd {sizes} {activation}",
    }


def mlps() -> list[Record]:
    rng = np.random.default_rng(3)
    return [
        mlp(
            sizes,
            rng.normal(size=sizes[0]).tolist(),
            rng.normal(size=sum(a * b for a, b in pairwise(sizes))).tolist(),
            0.3,
            activation,
        )
        for sizes in ([1, 1], [2, 3, 1], [3, 4, 4, 2], [2, 2, 2, 2, 2])
        for activation in ACTIVATIONS
    ]


def weights(init: str, width: int, rng: np.random.Generator) -> torch.Tensor:
    w = torch.empty(width, width)
    if init == "orthogonal":
        return torch.linalg.qr(torch.tensor(rng.standard_normal((width, width))))[0]
    if init in ("zero", "constant"):
        return nn.init.constant_(w, 0 if init == "zero" else 1 / width)
    return torch.tensor(rng.standard_normal((width, width))) * deviation(init, width)


def deviation(init: str, width: int) -> float:
    """The standard deviation that torch draws with, seen by dividing its draw by a standard normal one."""
    w = torch.empty(width, width)
    torch.manual_seed(0)
    plain = torch.empty_like(w).normal_()
    torch.manual_seed(0)
    draw: dict[str, Any] = {
        "small": lambda: nn.init.normal_(w, std=0.01),
        "xavier": lambda: nn.init.xavier_normal_(w),
        "he": lambda: nn.init.kaiming_normal_(w, nonlinearity="relu"),
    }
    return float((draw[init]() / plain).median())


def flow(depth: int, width: int, activation: str, init: str, batch_norm: bool, residual: bool, seed: int) -> Record:
    rng = np.random.default_rng(seed)
    x = torch.tensor(rng.standard_normal((64, width)), requires_grad=True)
    top = torch.tensor(rng.standard_normal((64, width)))
    h, kept = x, [x]
    for _ in range(depth):
        z = h @ weights(init, width, rng).T
        z = functional.batch_norm(z, None, None, training=True) if batch_norm else z
        h = ACTIVATIONS[activation](z) + (h if residual else 0)
        h.retain_grad()
        kept.append(h)
    (h * top).sum().backward()
    norms = [float(value.grad.pow(2).mean().sqrt()) for value in kept if value.grad is not None]
    signals = [float(value.detach().pow(2).mean()) for value in kept]
    return {
        "demo": "gradient_flow",
        "inputs": {
            "depth": depth, "width": width, "activation": activation, "init": init,
            "batch_norm": batch_norm, "residual": residual, "seed": seed,
        },
        "outputs": {
            "grad_norms": norms, "signals": signals,
            "grad_ratio": norms[0] / norms[-1], "signal_ratio": signals[-1] / signals[0],
        },
        "oracle": f"torch.autograd {activation} {init}, norm {batch_norm}, skips {residual}",
    }  # fmt: skip


def flows() -> list[Record]:
    plain = [
        flow(6, 16, activation, init, False, False, 1)
        for activation in ACTIVATIONS
        for init in ("zero", "constant", "small", "xavier", "he", "orthogonal")
    ]
    helped = [
        flow(8, 16, activation, "xavier", batch_norm, residual, 2)
        for activation in ("sigmoid", "relu")
        for batch_norm, residual in ((True, False), (False, True), (True, True))
    ]
    return plain + helped


def scale(fan_in: int, fan_out: int, nonlinearity: str) -> Record:
    def ratio(draw: Any, base: Any) -> float:
        torch.manual_seed(1)
        drawn = draw(torch.empty(fan_out, fan_in))
        torch.manual_seed(1)
        return float((drawn / base(torch.empty(fan_out, fan_in))).median())

    def normal(w: torch.Tensor) -> torch.Tensor:
        return w.normal_()

    def uniform(w: torch.Tensor) -> torch.Tensor:
        return w.uniform_(-1, 1)

    gain = nn.init.calculate_gain(nonlinearity)
    xavier = ratio(nn.init.xavier_normal_, normal)
    return {
        "demo": "init_scale",
        "inputs": {"fan_in": fan_in, "fan_out": fan_out, "nonlinearity": nonlinearity},
        "outputs": {
            "xavier_var": xavier**2,
            "xavier_std": xavier,
            "xavier_bound": ratio(nn.init.xavier_uniform_, uniform),
            "he_std": ratio(lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"), normal),
            "he_bound": ratio(lambda w: nn.init.kaiming_uniform_(w, nonlinearity="relu"), uniform),
            "lecun_std": ratio(lambda w: nn.init.kaiming_normal_(w, nonlinearity="linear"), normal),
            "gain": gain,
            "xavier_std_with_gain": ratio(lambda w: nn.init.xavier_normal_(w, gain=gain), normal),
        },
        "oracle": f"torch.nn.init {fan_in}→{fan_out} {nonlinearity}",
    }


def clip(grads: list[float], max_norm: float, clip_value: float) -> Record:
    def clipped(method: Any, bound: float) -> torch.Tensor:
        parameters = [nn.Parameter(torch.zeros(1)) for _ in grads]
        for parameter, grad in zip(parameters, grads, strict=True):
            parameter.grad = torch.tensor([grad])
        method(parameters, bound)
        return torch.cat([p.grad for p in parameters if p.grad is not None])

    before = torch.tensor(grads)
    by_norm = clipped(nn.utils.clip_grad_norm_, max_norm)
    by_value = clipped(nn.utils.clip_grad_value_, clip_value)
    return {
        "demo": "grad_clip",
        "inputs": {"grads": grads, "max_norm": max_norm, "clip_value": clip_value},
        "outputs": {
            "norm": before.norm().item(),
            "by_norm": by_norm.tolist(),
            "by_value": by_value.tolist(),
            "norm_by_norm": by_norm.norm().item(),
            "norm_by_value": by_value.norm().item(),
            "cosine_by_norm": functional.cosine_similarity(before, by_norm, dim=0).item(),
            "cosine_by_value": functional.cosine_similarity(before, by_value, dim=0).item(),
        },
        "oracle": f"torch.nn.utils.clip_grad_norm_ {max_norm}, clip_grad_value_ {clip_value}",
    }


def recurrent(steps: int, radius: float, matrix: str, slope: float, updates: int) -> Record:
    drawn = torch.tensor(np.random.default_rng(0).standard_normal((32, 32)))
    w = torch.linalg.qr(drawn)[0] if matrix == "orthogonal" else drawn / torch.linalg.eigvals(drawn).abs().max()
    parameter = nn.Parameter(radius * w)
    before = parameter.detach().clone()
    optimizer = torch.optim.SGD([parameter], lr=0.1, weight_decay=0.01)
    for _ in range(updates):
        parameter.grad = torch.zeros_like(parameter)
        optimizer.step()

    def gradient(weight: torch.Tensor) -> float:
        def run(h: torch.Tensor) -> torch.Tensor:
            for _ in range(steps):
                h = slope * (weight @ h)
            return h

        jacobian: Any = torch.autograd.functional.jacobian(run, torch.zeros(32))
        return float(torch.linalg.matrix_norm(jacobian, ord=2))

    after = parameter.detach()
    return {
        "demo": "rnn_grad_norm",
        "inputs": {"steps": steps, "spectral_radius": radius, "matrix": matrix, "slope": slope, "updates": updates},
        "outputs": {
            "norm_before": gradient(before),
            "norm_after": gradient(after),
            "radius_after": float(torch.linalg.eigvals(after).abs().max()),
        },
        "oracle": f"torch Jacobian, SGD's weight_decay, {matrix} {radius} {steps}",
    }


def symmetry(constant: float, noise: float, task: str, steps: int) -> Record:
    x = torch.tensor(np.random.default_rng(0).standard_normal((64, 3)))
    if task == "xor":
        y = (x[:, :1] * x[:, 1:2] > 0).double()
    else:
        score = x @ torch.tensor([[1.0], [-1.0], [0.5]])
        y = (score > score.quantile(0.5)).double()
    rng = np.random.default_rng(1)
    net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1))
    with torch.no_grad():
        for layer in net[::2]:
            assert isinstance(layer, nn.Linear)
            layer.weight.copy_(constant + noise * torch.tensor(rng.standard_normal(tuple(layer.weight.shape))))
            layer.bias.zero_()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    criterion = nn.BCEWithLogitsLoss()
    first = criterion(net(x), y).item()
    for _ in range(steps):
        optimizer.zero_grad()
        criterion(net(x), y).backward()
        optimizer.step()
    units = torch.cat([net[0].weight, net[0].bias[:, None]], dim=1).detach()
    return {
        "demo": "symmetry_break",
        "inputs": {"constant": constant, "noise": noise, "task": task, "steps": steps, "lr": 0.5},
        "outputs": {
            "loss_before": first,
            "loss_after": criterion(net(x), y).item(),
            "accuracy": float(((net(x) > 0) == (y > 0)).double().mean()),
            "distinct_units": len(torch.unique((units * 1e7).round(), dim=0)),
        },
        "oracle": f"torch.nn, torch.optim.SGD {constant} {noise} {task}",
    }


def logistic(seed: int) -> Record:
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((40, 2))
    y = rng.random(40) < 1 / (1 + np.exp(x[:, 1] - 2 * x[:, 0]))
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000).fit(x, y)
    loss = log_loss(y, model.predict_proba(x))
    return {
        "demo": "logistic_convex",
        "inputs": {"seed": seed, "steps": 3000},
        "outputs": {"lowest_loss": loss, "highest_loss": loss, "weight_norm": float(np.linalg.norm(model.coef_))},
        "oracle": f"sklearn LogisticRegression without penalty, {seed}",
    }


def saddle(curvatures: list[float], offset: float, lr: float, momentum: float) -> Record:
    def escape(mu: float) -> int:
        x = torch.full((len(curvatures),), offset, requires_grad=True)
        optimizer = torch.optim.SGD([x], lr=lr, momentum=mu)
        for step in range(500):
            if x.abs().max() >= 1:
                return step
            optimizer.zero_grad()
            (torch.tensor(curvatures) * x**2).sum().div(2).backward()
            optimizer.step()
        return -1

    def loss(x: torch.Tensor) -> torch.Tensor:
        return (torch.tensor(curvatures) * x**2).sum() / 2

    hessian: Any = torch.autograd.functional.hessian(loss, torch.zeros(len(curvatures)))
    return {
        "demo": "saddle_escape",
        "inputs": {"curvatures": curvatures, "offset": offset, "lr": lr, "momentum": momentum},
        "outputs": {
            "negative": int((torch.linalg.eigvalsh(hessian) < 0).sum()),
            "gd_steps": escape(0.0),
            "momentum_steps": escape(momentum),
        },
        "oracle": f"torch.optim.SGD, torch Hessian {curvatures} {offset}",
    }


RECORDS = [
    *mlps(),
    *flows(),
    *(scale(fan_in, fan_out, n) for fan_in, fan_out in ((256, 256), (784, 100), (64, 512)) for n in ACTIVATIONS),
    clip([30.0, 4.0, 0.5], 1.0, 1.0),
    clip([3.0, -4.0], 1.0, 2.0),
    clip([0.3, -0.4], 1.0, 0.25),
    clip([100.0, 1.0, -1.0, 0.1], 5.0, 0.5),
    recurrent(50, 1.0, "orthogonal", 1.0, 100),
    recurrent(30, 0.9, "orthogonal", 1.0, 0),
    recurrent(20, 1.1, "random", 0.5, 50),
    symmetry(0.1, 0.0, "line", 200),
    symmetry(0.1, 0.0, "xor", 200),
    symmetry(0.0, 0.0, "line", 50),
    symmetry(0.0, 0.5, "xor", 100),
    *(logistic(seed) for seed in (0, 1, 2)),
    saddle([1.0, -1.0], 1e-3, 0.1, 0.9),
    saddle([1.0, -1.0], 0.0, 0.1, 0.9),
    saddle([2.0, -0.5, -3.0], 1e-6, 0.05, 0.5),
    saddle([2.0, 0.5], 0.5, 0.1, 0.9),
]

if __name__ == "__main__":
    Path(__file__).with_name("gradients_init.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
