"""Writes regularization.json: torch's optimisers, losses and transforms, scikit-learn's Ridge and Lasso, all masks."""

from __future__ import annotations

import json
from itertools import product
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import Lasso, Ridge
from torch.nn import functional

torch.set_default_dtype(torch.float64)

Record = dict[str, Any]


def penalised(weights: list[float], penalty: str, strength: float, curvature: float, lr: float, steps: int) -> Record:
    target, n = np.array(weights), len(weights)
    if penalty == "l2":
        model = Ridge(alpha=strength, fit_intercept=False).fit(sqrt(curvature) * np.eye(n), sqrt(curvature) * target)
    else:
        x = sqrt(n * curvature) * np.eye(n)
        model = Lasso(alpha=strength, fit_intercept=False, tol=1e-12).fit(x, x @ target)
    best = torch.tensor(model.coef_, requires_grad=True)

    def omega(v: torch.Tensor) -> torch.Tensor:
        return strength * ((v**2).sum() / 2 if penalty == "l2" else v.abs().sum())

    w = torch.tensor(weights, requires_grad=True)
    (pull,) = torch.autograd.grad(omega(w), w)
    optimizer = torch.optim.SGD([w], lr=lr)
    for _ in range(steps):
        optimizer.zero_grad()
        (curvature / 2 * ((w - torch.tensor(weights)) ** 2).sum() + omega(w)).backward()
        optimizer.step()
    inputs = {
        "weights": weights, "penalty": penalty, "strength": strength, "curvature": curvature, "lr": lr, "steps": steps,
    }  # fmt: skip
    return {
        "demo": "weight_penalty",
        "inputs": inputs,
        "outputs": {
            "optimum": best.tolist(),
            "zeros": int((best == 0).sum()),
            "penalty_before": omega(torch.tensor(weights)).item(),
            "penalty_after": omega(best).item(),
            "data_loss": float(curvature / 2 * ((model.coef_ - target) ** 2).sum()),
            "first_pull": abs(pull[0].item()),
            "last_pull": abs(pull[-1].item()),
            "descent": w.tolist(),
            "descent_zeros": int((w == 0).sum()),
        },
        "oracle": f"sklearn {type(model).__name__}, torch.optim.SGD {strength} {curvature}",
    }


def decayed(
    weight: float, grads: list[float], lr: float, decay: float, optimizer: str, steps: int, half: bool
) -> Record:
    pull = decay if half else 2 * decay

    def end(make: Any, weight_decay: float) -> float:
        w = torch.tensor([weight], requires_grad=True)
        used = make([w], lr=lr, weight_decay=weight_decay)
        for step in range(steps):
            w.grad = torch.tensor([grads[step % len(grads)]])
            used.step()
        return float(w.item())

    outputs = {"plain": end(torch.optim.SGD, 0.0), "coupled": end(torch.optim.SGD, pull)}
    if optimizer == "adam":
        outputs = {
            "plain": end(torch.optim.Adam, 0.0),
            "coupled": end(torch.optim.Adam, pull),
            "decoupled": end(torch.optim.AdamW, pull),
        }
    w = torch.tensor(1.0, requires_grad=True)
    ((decay / 2 if half else decay) * w**2).backward()
    torch.optim.SGD([w], lr=lr).step()
    return {
        "demo": "weight_decay",
        "inputs": {
            "weight": weight, "grads": grads, "lr": lr, "weight_decay": decay,
            "optimizer": optimizer, "steps": steps, "half": half,
        },
        "outputs": {**outputs, "shrink_factor": w.item()},
        "oracle": f"torch.optim {optimizer} {lr} {decay} {half}",
    }  # fmt: skip


def smoothed(classes: int, smoothing: float, spread: str, gap: float) -> Record:
    z = torch.zeros(1, classes)
    z[0, 0] = gap
    z.requires_grad_()
    y = torch.tensor([0])
    if spread == "all":
        loss = functional.cross_entropy(z, y, label_smoothing=smoothing)
        q = -torch.autograd.grad(loss, z, retain_graph=True)[0][0] + torch.softmax(z.detach()[0], 0)
    else:
        q = torch.full((classes,), smoothing / (classes - 1))
        q[0] = 1 - smoothing
        loss = functional.cross_entropy(z, q[None])
    (grad,) = torch.autograd.grad(loss, z)
    plain = functional.cross_entropy(z, y)
    (plain_grad,) = torch.autograd.grad(plain, z)
    best = q.log()
    return {
        "demo": "label_smoothing",
        "inputs": {"classes": classes, "smoothing": smoothing, "spread": spread, "gap": gap},
        "outputs": {
            "target_right": q[0].item(),
            "target_wrong": q[1].item(),
            "wrong_label_share": q[1:].sum().item(),
            "optimal_gap": (best[0] - best[1]).item(),
            "loss_floor": torch.distributions.Categorical(probs=q).entropy().item(),
            "loss": loss.item(),
            "plain_loss": plain.item(),
            "right_gradient": grad[0, 0].item(),
            "plain_gradient": plain_grad[0, 0].item(),
        },
        "oracle": f"torch cross_entropy label_smoothing {classes} {smoothing} {spread}",
    }


def stopped(losses: list[float], patience: int, min_delta: float) -> Record:
    """The scheduler counts the epochs in a row that were not better; its own patience is out of reach."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    counter = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, patience=10**9, threshold=min_delta, threshold_mode="abs"
    )
    for loss in losses:
        counter.step(loss)
        if counter.num_bad_epochs >= patience:
            break
    epoch = counter.last_epoch
    return {
        "demo": "early_stopping",
        "inputs": {"val_losses": losses, "patience": patience, "min_delta": min_delta},
        "outputs": {
            "stop_epoch": epoch,
            "best_epoch": epoch - counter.num_bad_epochs,
            "best_loss": float(counter.best),
            "stopped": counter.num_bad_epochs >= patience,
        },
        "oracle": f"torch ReduceLROnPlateau's count of bad epochs {patience} {min_delta}",
    }


def ensemble(models: int, variance: float, correlation: float, accuracy: float) -> Record:
    covariance = variance * (correlation * np.ones((models, models)) + (1 - correlation) * np.eye(models))
    share = np.full(models, 1 / models)
    votes = torch.arange(models + 1.0)
    chances = torch.distributions.Binomial(models, torch.tensor(accuracy)).log_prob(votes).exp()
    vote = chances[votes > models / 2].sum() + chances[votes == models / 2].sum() / 2
    return {
        "demo": "ensemble_variance",
        "inputs": {"models": models, "variance": variance, "correlation": correlation, "accuracy": accuracy},
        "outputs": {"mean_variance": float(share @ covariance @ share), "vote_accuracy": vote.item()},
        "oracle": f"covariance matrix, torch Binomial {models} {correlation} {accuracy}",
    }


def noisy(inputs: list[float], targets: list[float], noise: float) -> Record:
    x, y = np.array(inputs)[:, None], np.array(targets)
    ridge = Ridge(alpha=len(x) * noise**2, fit_intercept=False).fit(x, y)
    plain = np.linalg.lstsq(x, y, rcond=None)[0]
    return {
        "demo": "noise_as_l2",
        "inputs": {"inputs": inputs, "targets": targets, "noise": noise},
        "outputs": {"plain_weight": float(plain[0]), "ridge_weight": float(ridge.coef_[0])},
        "oracle": f"sklearn Ridge(alpha=N σ²) {noise}",
    }


def dropped(values: list[float], weights: list[float], p: float, scaling: str) -> Record:
    """Masks one by one; what survives in torch's dropout shows the scale."""
    x, w = torch.tensor(values), torch.tensor(weights)
    torch.manual_seed(0)
    kept = functional.dropout(torch.ones(10000), p, training=True).max() if scaling == "inverted" else torch.tensor(1.0)
    at_test = functional.dropout(x, p, training=False) if scaling == "inverted" else (1 - p) * x
    sums, chances = [], []
    for mask in product((0.0, 1.0), repeat=len(values)):
        m = torch.tensor(mask)
        sums.append((w * x * m).sum() * kept)
        chances.append(torch.where(m == 1, 1 - p, p).prod())
    z, q = torch.stack(sums), torch.stack(chances)
    mean = (q * z).sum()
    two_classes = (q[:, None] * functional.log_softmax(torch.stack([z, torch.zeros_like(z)], 1), 1)).sum(0)
    return {
        "demo": "dropout_sim",
        "inputs": {"values": values, "weights": weights, "p": p, "scaling": scaling},
        "outputs": {
            "kept_value": (x[0] * kept).item(),
            "test_value": at_test[0].item(),
            "mean_sum": mean.item(),
            "test_sum": (w @ at_test).item(),
            "sum_deviation": (q * (z - mean) ** 2).sum().sqrt().item(),
            "mean_sigmoid": (q * torch.sigmoid(z)).sum().item(),
            "geometric_sigmoid": torch.softmax(two_classes, 0)[0].item(),
            "test_sigmoid": torch.sigmoid(w @ at_test).item(),
            "mean_relu": (q * torch.relu(z)).sum().item(),
            "test_relu": torch.relu(w @ at_test).item(),
            "masks": len(sums),
        },
        "oracle": f"torch dropout, masks one by one {p} {scaling}",
    }


def connected(values: list[float], weights: list[list[float]], p: float) -> Record:
    """All masks of the first unit's weights for its moments; of the inputs for what two units share."""
    x, w = torch.tensor(values), torch.tensor(weights)
    masks = torch.tensor(list(product((0.0, 1.0), repeat=len(values))))
    q = torch.where(masks == 1, 1 - p, p).prod(1)
    first = masks @ (w[0] * x)
    mean = (q * first).sum()
    variance = (q * (first - mean) ** 2).sum()
    together = torch.stack([masks @ (row * x) for row in w[:2]])
    pair = torch.cov(together, correction=0, aweights=q)
    deviation = variance.sqrt()
    z = mean + deviation * torch.linspace(-12, 12, 2_000_001)
    density = torch.distributions.Normal(mean, deviation).log_prob(z).exp()
    rectified = torch.trapezoid(torch.relu(z) * density, z).item()
    return {
        "demo": "dropconnect_sim",
        "inputs": {"values": values, "weights": [number for row in weights for number in row], "p": p},
        "outputs": {
            "mean": mean.item(),
            "variance": variance.item(),
            "dropout_correlation": (pair[0, 1] / (pair[0, 0] * pair[1, 1]).sqrt()).item(),
            "mean_relu": (q * torch.relu(first)).sum().item(),
            "gaussian_relu": rectified,
        },
        "oracle": f"masks one by one, torch.cov, torch.trapezoid {p}",
    }


def augmented(transform: str, changed: Any, image: str, looks_like: str, **more: float) -> Record:
    """Pictures copied out by hand; what they look like afterwards is read off a print of them."""
    before, other = PICTURES[image], PICTURES["ring"]
    after = changed(before, other)
    return {
        "demo": "augment_image",
        "inputs": {"image": image, "transform": transform, "partner": "ring", **more},
        "outputs": {
            "label_kept": looks_like == image,
            "pixels_changed": int(((after - before).abs() > 1e-12).sum()),
            "mean_before": before.mean().item(),
            "mean_after": after.mean().item(),
        },
        "oracle": f"torch {transform} {image}",
    }


def picture(*cells: tuple[int, int]) -> torch.Tensor:
    drawn = torch.zeros(8, 8)
    for row, column in cells:
        drawn[row, column] = 1
    return drawn


PICTURES = {
    "six": picture((1, 3), (1, 4), (2, 2), (3, 2), (3, 3), (3, 4), (4, 2), (4, 5), (5, 2), (5, 5), (6, 3), (6, 4)),
    "b": picture((1, 2), (2, 2), (3, 2), (3, 3), (3, 4), (4, 2), (4, 5), (5, 2), (5, 5), (6, 2), (6, 3), (6, 4)),
    "ring": picture(
        *((row, column) for row in range(2, 6) for column in (1, 6)), *((row, c) for row in (1, 6) for c in range(2, 6))
    ),
}


def pasted(before: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    after = before.clone()
    after[3:5, 3:5] = other[3:5, 3:5]
    return after


def blurred(before: torch.Tensor, _: torch.Tensor) -> torch.Tensor:
    kernel = torch.outer(torch.tensor([1.0, 2.0, 1.0]), torch.tensor([1.0, 2.0, 1.0])) / 16
    return functional.conv2d(before[None, None], kernel[None, None], padding=1)[0, 0]


FALLING = [1.0, 0.8, 0.7, 0.65, 0.66, 0.64, 0.67, 0.68, 0.645, 0.7, 0.63]
RECORDS = [
    *(
        penalised(weights, penalty, strength, curvature, lr, steps)
        for penalty in ("l1", "l2")
        for weights, strength, curvature, lr, steps in (
            ([3.0, 1.0, 0.4, -0.2], 0.5, 1.0, 0.1, 100),
            ([2.0, -1.5, 0.1], 1.0, 2.0, 0.05, 7),
            ([-5.0, 0.3], 0.2, 0.5, 0.3, 30),
            ([1.0], 0.01, 1.0, 0.1, 10),
        )
    ),
    *(
        decayed(weight, grads, lr, decay, optimizer, steps, half)
        for optimizer in ("sgd", "adam")
        for weight, grads, lr, decay, steps, half in (
            (1.0, [0.1], 0.1, 0.01, 1, True),
            (2.0, [0.5, -0.2], 0.05, 0.1, 20, True),
            (-3.0, [100.0], 0.01, 0.1, 50, False),
            (1.0, [1e-3, 1e-3, -1e-3], 0.01, 0.5, 100, True),
        )
    ),
    *(
        smoothed(classes, smoothing, spread, gap)
        for classes, smoothing, gap in (
            (2, 0.1, 1.0), (10, 0.1, 5.0), (10, 0.2, 2.0), (1000, 0.1, 12.0), (5, 0.05, -1.0)
        )
        for spread in ("all", "wrong")
    ),
    *(stopped(FALLING, patience, min_delta) for patience in (1, 2, 3, 5) for min_delta in (0.0, 0.02, 0.2)),
    stopped([0.5, 0.5, 0.5], 2, 0.0),
    stopped([0.5, 0.4, 0.3], 2, 0.0),
    *(
        ensemble(models, variance, correlation, accuracy)
        for models, variance, correlation, accuracy in (
            (1, 2.0, 0.3, 0.7), (5, 1.0, 0.0, 0.7), (5, 1.0, 0.5, 0.6), (10, 4.0, 1.0, 0.4), (3, 1.0, -0.5, 0.9),
            (101, 1.0, 0.1, 0.55),
        )
    ),
    *(noisy([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], noise) for noise in (0.0, 0.5, 1.0, 2.0)),
    noisy([-1.0, 0.5, 4.0, 2.0], [1.0, -2.0, 3.0, 0.3], 1.5),
    *(
        dropped(values, weights, p, scaling)
        for p in (0.0, 0.2, 0.5, 0.9)
        for scaling in ("inverted", "classic")
        for values, weights in (([4.0, 2.0, -1.0, 3.0], [0.5, -1.0, 1.0, 0.5]), ([1.0, -2.0, 0.5], [2.0, 1.0, -1.0]))
    ),
    *(
        connected(values, weights, p)
        for p in (0.2, 0.5, 0.75)
        for values, weights in (
            ([1.0, 2.0, 1.0], [[1.0, 1.0, -2.0], [1.0, 1.0, -2.0]]),
            ([1.0, 2.0, -1.0, 0.5], [[1.0, -1.0, 2.0, 3.0], [2.0, 1.0, -1.0, 0.0], [1.0, 1.0, 1.0, 1.0]]),
            ([1.0, 1.0], [[1.0, 0.0], [0.0, 1.0]]),
        )
    ),
    *(
        augmented(transform, changed, image, looks_like)
        for transform, changed, image, looks_like in (
            ("flip", lambda a, _: torch.flip(a, (1,)), "b", "d"),
            ("flip", lambda a, _: torch.flip(a, (1,)), "six", "none"),
            ("flip", lambda a, _: torch.flip(a, (1,)), "ring", "ring"),
            ("rotate180", lambda a, _: torch.rot90(a, 2), "six", "nine"),
            ("rotate180", lambda a, _: torch.rot90(a, 2), "b", "q"),
            ("shift", lambda a, _: torch.roll(a, (1, 2), (0, 1)), "six", "six"),
            ("blur", blurred, "six", "six"),
            ("blur", blurred, "b", "b"),
        )
    ),
    augmented("mixup", lambda a, b: torch.lerp(b, a, 0.8), "six", "six", mix=0.8),
    augmented("mixup", lambda a, b: torch.lerp(b, a, 0.1), "six", "ring", mix=0.1),
    augmented("cutmix", pasted, "b", "b", patch=2),
]  # fmt: skip

if __name__ == "__main__":
    Path(__file__).with_name("regularization.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
