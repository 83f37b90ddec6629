"""Writes optimization.json: torch.optim step by step, torch's schedulers, loaders and autograd."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch
from torch import optim

torch.set_default_dtype(torch.float64)

SEQUENCES = [[1.0, -1.0, 1.0, -1.0], [0.02], [5.0, 5.0, 5.0], [100.0, 1.0, 0.01, -3.0, 0.0, 2.0]]
BETAS = {"betas": (0.9, 0.999)}
OPTIMIZERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "sgd": (optim.SGD, {}),
    "momentum": (optim.SGD, {"momentum": 0.9}),
    "nesterov": (optim.SGD, {"momentum": 0.9, "nesterov": True}),
    "adagrad": (optim.Adagrad, {"eps": 1e-8}),
    "adadelta": (optim.Adadelta, {"rho": 0.9, "eps": 1e-8}),
    "rmsprop": (optim.RMSprop, {"alpha": 0.99, "eps": 1e-8}),
    "adam": (optim.Adam, BETAS),
    "adamw": (optim.AdamW, BETAS | {"weight_decay": 0.01}),
    "adamax": (optim.Adamax, BETAS),
    "nadam": (optim.NAdam, BETAS | {"momentum_decay": 0.004}),
    "amsgrad": (optim.Adam, BETAS | {"amsgrad": True}),
}


def optimizer_steps(name: str, inputs: dict[str, Any], **settings: Any) -> dict[str, Any]:
    build, defaults = OPTIMIZERS[name]
    theta = torch.tensor([inputs.get("start", 1.0)], requires_grad=True)
    optimizer = build([theta], lr=inputs.get("lr", 1e-3), **(defaults | settings))
    path = [theta.item()]
    for grad in inputs["grads"]:
        optimizer.zero_grad()
        (grad * theta + inputs.get("curvature", 0.0) / 2 * theta**2).sum().backward()
        optimizer.step()
        path.append(theta.item())
    outputs = {"position": path[-1], "moved": path[-1] - path[0], "last_step": abs(path[-1] - path[-2])}
    return {
        "demo": "optimizer_steps",
        "inputs": {"name": name, **inputs},
        "outputs": outputs,
        "oracle": f"torch.optim.{build.__name__} {settings or defaults} on {len(inputs['grads'])} gradients",
    }


def optimizers() -> list[dict[str, Any]]:
    records = [optimizer_steps(name, {"grads": grads, "lr": 0.01}) for name in OPTIMIZERS for grads in SEQUENCES]
    bowl = {"grads": [0.0] * 40, "curvature": 5.0, "lr": 0.02, "start": 3.0}
    records += [optimizer_steps(name, bowl) for name in OPTIMIZERS]
    grads = SEQUENCES[3]
    changed: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("momentum", {"momentum": 0.5}, {"momentum": 0.5}),
        ("nesterov", {"momentum": 0.5}, {"momentum": 0.5}),
        ("rmsprop", {"alpha": 0.9}, {"alpha": 0.9}),
        ("adadelta", {"rho": 0.95, "eps": 1e-6}, {"rho": 0.95, "eps": 1e-6}),
        ("adam", {"beta1": 0.5, "beta2": 0.95, "eps": 0.1}, {"betas": (0.5, 0.95), "eps": 0.1}),
        ("adamax", {"beta1": 0.5, "beta2": 0.95}, {"betas": (0.5, 0.95)}),
        ("nadam", {"momentum_decay": 1e4}, {"momentum_decay": 1e4}),
        ("amsgrad", {"beta1": 0.0, "beta2": 0.1}, {"betas": (0.0, 0.1)}),
        ("adamw", {"weight_decay": 0.5}, {"weight_decay": 0.5}),
    ]
    for name, ours, torchs in changed:
        records.append(optimizer_steps(name, {"grads": grads, "lr": 0.01}, **torchs))
        records[-1]["inputs"] |= ours
    return records


def schedules() -> list[dict[str, Any]]:
    def rates(total: int, lr: float, build: Any) -> list[float]:
        optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr)
        scheduler, seen = build(optimizer), []
        for _ in range(total):
            seen.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return seen

    def warmup_cosine(optimizer: Any) -> Any:
        return S.SequentialLR(
            optimizer,
            [S.LinearLR(optimizer, 1 / 10, total_iters=9), S.CosineAnnealingLR(optimizer, 50, eta_min=0.001)],
            milestones=[10],
        )

    S = optim.lr_scheduler
    cases: list[tuple[str, str, dict[str, Any], int, Any]] = [
        ("step", "StepLR", {"step_size": 7, "gamma": 0.5}, 30, lambda o: S.StepLR(o, 7, 0.5)),
        ("exponential", "ExponentialLR", {"gamma": 0.9}, 30, lambda o: S.ExponentialLR(o, 0.9)),
        ("linear", "LinearLR", {}, 30, lambda o: S.LinearLR(o, 1.0, 0.0, 30)),
        ("cosine", "CosineAnnealingLR", {"eta_min": 0.01}, 30, lambda o: S.CosineAnnealingLR(o, 30, 0.01)),
        ("warmup_cosine", "SequentialLR", {"eta_min": 0.001}, 60, warmup_cosine),
        ("one_cycle", "OneCycleLR", {}, 50, lambda o: S.OneCycleLR(o, 0.1, 50, cycle_momentum=False)),
        (
            "one_cycle",
            "OneCycleLR",
            {"pct_start": 0.25, "div_factor": 10, "final_div_factor": 100},
            40,
            lambda o: S.OneCycleLR(
                o, 0.1, 40, pct_start=0.25, div_factor=10, final_div_factor=100, cycle_momentum=False
            ),
        ),
    ]
    records = []
    for kind, oracle, inputs, total, build in cases:
        seen = rates(total, 0.1, build)
        records += [
            {
                "demo": "lr_schedule",
                "inputs": {"kind": kind, "lr": 0.1, "step": step, "total_steps": total, **inputs},
                "outputs": {"lr_now": seen[step], "first": seen[0], "last": seen[-1]},
                "oracle": f"torch.optim.lr_scheduler.{oracle} at step {step} of {total}",
            }
            for step in (0, 3, 9, 10, 11, 14, 25, total - 1)
        ]
    return records


def grids() -> list[dict[str, Any]]:
    records = []
    for low, high, trials in [(1e-4, 1.0, 9), (1e-5, 0.1, 5), (0.1, 0.5, 5), (3e-4, 0.7, 12)]:
        for spacing, values in [
            ("linear", torch.linspace(low, high, trials)),
            ("log", torch.logspace(math.log10(low), math.log10(high), trials)),
        ]:
            records.append(
                {
                    "demo": "lr_grid",
                    "inputs": {"low": low, "high": high, "trials": trials, "spacing": spacing},
                    "outputs": {
                        "values": values.tolist(),
                        "largest_ratio": (values[1:] / values[:-1]).max().item(),
                        "top_decade": int((values > high / 10 * 0.999).sum()),
                    },
                    "oracle": f"torch.{'linspace' if spacing == 'linear' else 'logspace'} {low} to {high}",
                }
            )
    decades = torch.log10(torch.tensor(0.5 / 0.1)).item()
    inputs = {"low": 0.1, "high": 0.5, "trials": 5, "spacing": "linear"}
    figure = {"oracle": "torch.log10", "figure": True, "question": "lr-log-scale"}
    return [*records, {"demo": "lr_grid", "inputs": inputs, "outputs": {"decades": decades}, **figure}]


def batches() -> list[dict[str, Any]]:
    records = []
    for samples, batch_size, epochs in [(256, 32, 5), (1000, 128, 3), (100, 1, 2), (100, 100, 4), (7, 3, 1)]:
        for drop_last in (False, True):
            loader = torch.utils.data.DataLoader(range(samples), batch_size, drop_last=drop_last)
            sizes = [len(batch) for batch in loader]
            outputs = {
                "updates_per_epoch": len(sizes),
                "updates": epochs * len(sizes),
                "samples_seen": epochs * sum(sizes),
                "last_batch": sizes[-1],
            }
            inputs = {"samples": samples, "batch_size": batch_size, "epochs": epochs, "drop_last": drop_last}
            oracle = f"torch.utils.data.DataLoader, {samples} by {batch_size}, drop_last={drop_last}"
            records.append({"demo": "gd_variants", "inputs": inputs, "outputs": outputs, "oracle": oracle})
    return records


def sorted_classes() -> list[dict[str, Any]]:
    records = []
    for per_class, batch_size, epochs, lr in [(64, 16, 5, 0.5), (96, 64, 3, 0.1), (10, 20, 8, 1.0), (5, 1, 2, 0.3)]:
        spread = torch.linspace(-1.5, 1.5, per_class)
        x, y = torch.cat([spread - 1, spread + 1]), torch.arange(2.0).repeat_interleave(per_class)
        layer = torch.nn.Linear(1, 1)
        loss = torch.nn.BCEWithLogitsLoss()
        torch.nn.init.constant_(layer.weight, 0.3)
        torch.nn.init.constant_(layer.bias, 0.1)
        loss(layer(x[:, None])[:, 0], y).backward()
        assert layer.weight.grad is not None
        full_gradient = layer.weight.grad.item()
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
        optimizer, biases, pure = optim.SGD(layer.parameters(), lr=lr), [], []
        for _ in range(epochs):
            for xs, ys in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), batch_size):
                optimizer.zero_grad()
                loss(layer(xs[:, None])[:, 0], ys).backward()
                optimizer.step()
                biases.append(layer.bias.item())
                pure.append(len(ys.unique()) == 1)
        last = biases[-len(biases) // epochs :]
        outputs = {
            "batches": len(last),
            "one_class_batches": sum(pure) // epochs,
            "full_gradient": full_gradient,
            "loss": loss(layer(x[:, None])[:, 0], y).item(),
            "bias": biases[-1],
            "bias_swing": max(last) - min(last),
        }
        inputs = {"per_class": per_class, "batch_size": batch_size, "epochs": epochs, "lr": lr, "order": "sorted"}
        oracle = f"torch autograd, SGD and DataLoader, {per_class} a class by {batch_size}"
        records.append({"demo": "shuffle_effect", "inputs": inputs, "outputs": outputs, "oracle": oracle})
    return records


if __name__ == "__main__":
    records = optimizers() + schedules() + grids() + batches() + sorted_classes()
    Path(__file__).with_name("optimization.json").write_text(json.dumps(records, indent=1) + "\n", "utf-8")
