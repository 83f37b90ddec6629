"""Writes training_practice.json: torch's loaders and optimiser, scikit-learn's scalers, PCA and ridge regression."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, PolynomialFeatures, StandardScaler
from torch.utils.data import DataLoader, DistributedSampler

torch.set_default_dtype(torch.float64)
Record = dict[str, Any]


def loader(
    samples: int, batch_size: int, devices: int = 1, accumulation: int = 1, epochs: int = 1, drop_last: bool = False
) -> Record:
    """Counts what one of the devices goes through."""
    data: Any = list(range(samples))
    sampler: Any = DistributedSampler(data, num_replicas=devices, rank=0, shuffle=False)
    batches = DataLoader(data, batch_size=batch_size, sampler=sampler, drop_last=drop_last)
    iterations = updates = total = last = 0
    for _ in range(epochs):
        iterations = updates = last = 0
        for number, batch in enumerate(batches, 1):
            iterations, last = iterations + 1, len(batch)
            updates += number % accumulation == 0 or number == len(batches)
        total += updates
    return {
        "demo": "iterations_per_epoch",
        "inputs": {
            "samples": samples, "batch_size": batch_size, "devices": devices,
            "accumulation": accumulation, "epochs": epochs, "drop_last": drop_last,
        },
        "outputs": {
            "iterations": iterations, "updates": updates, "total_iterations": iterations * epochs,
            "total_updates": total, "last_batch": last,
        },
        "oracle": f"torch DataLoader, DistributedSampler {samples} {batch_size} {devices} {accumulation}",
    }  # fmt: skip


def polynomial(degree: int, weight_decay: float, samples: int, noise: float, seed: int) -> Record:
    rng = np.random.default_rng(seed)

    def draw(count: int) -> tuple[Any, Any]:
        x = rng.uniform(-1, 1, count)
        return x[:, None], np.sin(np.pi * x) + noise * rng.standard_normal(count)

    x, y = draw(samples)
    x_val, y_val = draw(500)
    model = make_pipeline(PolynomialFeatures(degree, include_bias=False), Ridge(weight_decay, solver="svd"))
    model.fit(x, y)
    return {
        "demo": "fit_diagnosis",
        "inputs": {
            "degree": degree, "weight_decay": weight_decay, "samples": samples, "noise": noise, "seed": seed,
        },
        "outputs": {
            "train_error": mean_squared_error(y, model.predict(x)),
            "val_error": mean_squared_error(y_val, model.predict(x_val)),
        },
        "oracle": f"sklearn PolynomialFeatures, Ridge {degree} {weight_decay} {samples}",
    }  # fmt: skip


def scaler(rows: list[list[float]], kind: str, new_value: float) -> Record:
    x = np.array(rows)
    n = len(x)
    transform: Any = {
        "none": FunctionTransformer(),
        "center": StandardScaler(with_std=False),
        "standardize": StandardScaler(),
        "minmax": MinMaxScaler(),
        "whiten": PCA(whiten=True),
    }[kind]
    out = transform.fit_transform(x)
    new = x.mean(axis=0, keepdims=True)
    new[0, 0] = new_value
    design = torch.tensor(np.column_stack([out * (np.sqrt(n / (n - 1)) if kind == "whiten" else 1), np.ones(n)]))
    hessian = design.T @ design / n
    outputs = {
        "means": x.mean(axis=0).tolist(),
        "stds": StandardScaler().fit(x).scale_.tolist(),
        "condition_number": torch.linalg.cond(hessian).item(),
        "largest_lr": 2 / torch.linalg.matrix_norm(hessian, ord=2).item(),
    }
    if kind != "whiten":
        outputs |= {"transformed": out.ravel().tolist(), "new_transformed": float(transform.transform(new)[0, 0])}
    return {
        "demo": "standardize",
        "inputs": {"values": x.ravel().tolist(), "features": x.shape[1], "kind": kind, "new_value": new_value},
        "outputs": outputs,
        "oracle": f"sklearn {type(transform).__name__}, torch.linalg.cond, {n} samples",
    }


def quadratic(curvatures: list[float], lr: float, start: float, steps: int) -> Record:
    theta = torch.full((len(curvatures),), start, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=lr)

    def loss() -> torch.Tensor:
        return (torch.tensor(curvatures) * theta**2).sum() / 2

    reached = -1
    for step in range(1, max(steps, 1000) + 1):
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()
        if reached < 0 and float(theta.detach().abs().max()) <= 0.01 * abs(start):
            reached = step
        if step == steps:
            position, final = theta[0].item(), loss().item()
    return {
        "demo": "lr_stability",
        "inputs": {"curvatures": curvatures, "lr": lr, "start": start, "steps": steps},
        "outputs": {
            "position": position,
            "loss": final,
            "steps_needed": reached,
            "condition_number": torch.linalg.cond(torch.diag(torch.tensor(curvatures))).item(),
        },
        "oracle": f"torch.optim.SGD on a quadratic {curvatures} {lr}",
    }


TABLES = [
    [[1.0, 200.0], [2.0, 100.0], [3.0, 400.0], [4.0, 300.0]],
    [[50.0, 1.0, -2.0], [60.0, 0.5, 4.0], [40.0, 0.25, 1.0], [70.0, 2.0, 0.0], [55.0, 1.5, 3.0]],
]
RECORDS = [
    loader(1000, 10) | {"figure": True, "question": "iterations-per-epoch"},
    loader(1000, 128),
    loader(1000, 128, drop_last=True),
    loader(1000, 32, devices=8),
    loader(1003, 32, devices=8, accumulation=3, epochs=3, drop_last=True),
    loader(50000, 128, accumulation=4, epochs=2),
    loader(7, 4, devices=2, drop_last=True),
    *(polynomial(d, w, n, 0.2, 0) for d in (1, 3, 6) for w in (0.0, 0.01, 10.0) for n in (30, 200)),
    polynomial(9, 0.01, 15, 0.3, 4),
    *(scaler(t, k, 5.0) for t in TABLES for k in ("none", "center", "standardize", "minmax", "whiten")),
    quadratic([5.0], 0.3, 1.0, 3),
    quadratic([1.0, 10.0], 0.1, 1.0, 50),
    quadratic([1.0, 10.0], 0.19, -2.0, 20),
    quadratic([1.0, 10.0], 0.21, 1.0, 20),
    quadratic([4.0], 0.6, 1.0, 10),
    quadratic([0.5, 2.0, 8.0], 0.02, 3.0, 100),
]

if __name__ == "__main__":
    Path(__file__).with_name("training_practice.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
