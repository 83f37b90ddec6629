"""Writes losses_metrics.json: losses and gradients from PyTorch, curves and scores from scikit-learn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as nnf
from sklearn import metrics

torch.set_default_dtype(torch.float64)
RECORDS: list[dict[str, Any]] = []


def record(demo: str, inputs: dict[str, Any], outputs: dict[str, Any], oracle: str) -> None:
    RECORDS.append({"demo": demo, "inputs": inputs, "outputs": outputs, "oracle": oracle})


def cross_entropy(logits: list[float], target: int) -> None:
    z = torch.tensor(logits, requires_grad=True)
    loss = nnf.cross_entropy(z[None], torch.tensor([target]))
    (gradient,) = torch.autograd.grad(loss, z)
    naive = torch.exp(torch.tensor(logits, dtype=torch.float32))
    outputs = {
        "loss": loss.item(),
        "probability": torch.exp(-loss).item(),
        "probabilities": z.softmax(0).tolist(),
        "gradient": gradient.tolist(),
        "gradient_target": gradient[target].item(),
        "naive_overflows": bool(naive.isinf().any()),
    }
    record("cross_entropy", {"logits": logits, "target": target}, outputs, f"torch cross_entropy {logits} {target}")


def ce_vs_mse(logit: float, target: int) -> None:
    z, y = torch.tensor(logit, requires_grad=True), torch.tensor(float(target))
    ce = nnf.binary_cross_entropy_with_logits(z, y)
    mse = nnf.mse_loss(torch.sigmoid(z), y)
    ce_grad, mse_grad = (torch.autograd.grad(loss, z)[0].item() for loss in (ce, mse))
    half = torch.autograd.grad(nnf.mse_loss(torch.sigmoid(z), y) / 2, z)[0].item()
    outputs = {
        "probability": torch.sigmoid(z).item(),
        "ce": ce.item(),
        "mse": mse.item(),
        "ce_grad": ce_grad,
        "mse_grad": mse_grad,
        "ratio": mse_grad / ce_grad,
        "half_mse_grad": half,
    }
    record("ce_vs_mse", {"logit": logit, "target": target}, outputs, f"torch bce and mse_loss {logit} {target}")


def binary_hinge(score: float, target: int) -> None:
    f = torch.tensor([score], requires_grad=True)
    loss = nnf.margin_ranking_loss(f, torch.zeros(1), torch.tensor([float(target)]), margin=1.0)
    assert abs(loss.item() - metrics.hinge_loss([target, -target], [score, -score])) < 1e-12
    outputs = {
        "loss": loss.item(),
        "gradient": torch.autograd.grad(loss, f)[0].tolist(),
        "cross_entropy": nnf.soft_margin_loss(f, torch.tensor([float(target)])).item(),
        "perceptron": nnf.margin_ranking_loss(f, torch.zeros(1), torch.tensor([float(target)])).item(),
    }
    record("hinge_loss", {"scores": [score], "target": target}, outputs, f"torch margin_ranking_loss {score} {target}")


def multiclass_hinge(scores: list[float], target: int, margin: float) -> None:
    s, y = torch.tensor(scores, requires_grad=True), torch.tensor(target)
    total = nnf.multi_margin_loss(s, y, margin=margin) * len(scores)
    outputs = {
        "loss": total.item(),
        "gradient": torch.autograd.grad(total, s)[0].tolist(),
        "cross_entropy": nnf.cross_entropy(s[None], y[None]).item(),
        "squared": (nnf.multi_margin_loss(s, y, p=2, margin=margin) * len(scores)).item(),
    }
    inputs = {"scores": scores, "target": target, "margin": margin, "kind": "weston_watkins"}
    record("hinge_loss", inputs, outputs, f"torch multi_margin_loss times classes {scores} {target} {margin}")
    if margin == 1:
        loss = metrics.hinge_loss([target], [scores], labels=list(range(len(scores))))
        inputs = {"scores": scores, "target": target, "kind": "crammer_singer"}
        record("hinge_loss", inputs, {"loss": loss}, f"sklearn hinge_loss {scores} {target}")


def focal(p: torch.Tensor, positive: bool, gamma: float, alpha: float | None) -> torch.Tensor:
    """From binary_cross_entropy on sigmoids, weighed element by element, as detection libraries write it."""
    y = torch.full_like(p, float(positive))
    p_t = p if positive else 1 - p
    weight = (1 - p_t) ** gamma
    if alpha is not None:
        weight = weight * (alpha if positive else 1 - alpha)
    return nnf.binary_cross_entropy(p, y, weight=weight, reduction="sum")


def focal_loss(p_t: float, gamma: float, alpha: float, counts: tuple[int, int], p: tuple[float, float]) -> None:
    one = torch.tensor([p_t])
    objects, background = torch.full((counts[0],), p[0]), torch.full((counts[1],), 1 - p[1])

    def share(gamma: float, alpha: float | None) -> float:
        negative = focal(background, False, gamma, alpha)
        return float(negative / (negative + focal(objects, True, gamma, alpha)))

    ce, plain = focal(one, True, 0, None).item(), focal(one, True, gamma, None).item()
    outputs = {
        "cross_entropy": ce,
        "loss": plain,
        "reduction": ce / plain,
        "loss_positive": focal(one, True, gamma, alpha).item(),
        "loss_negative": focal(1 - one, False, gamma, alpha).item(),
        "share_ce": share(0, None),
        "share_alpha": share(0, alpha),
        "share_gamma": share(gamma, None),
        "share": share(gamma, alpha),
    }
    inputs = {
        "p_t": p_t, "gamma": gamma, "alpha": alpha, "positives": counts[0],
        "p_positive": p[0], "negatives": counts[1], "p_negative": p[1],
    }  # fmt: skip
    record("focal_loss", inputs, outputs, f"torch weighted binary_cross_entropy {p_t} {gamma} {alpha}")


def roc_auc(scores: list[float], labels: list[int], threshold: float, negative_copies: int) -> None:
    y = np.repeat(labels, [1 if label else negative_copies for label in labels])
    s = np.repeat(scores, [1 if label else negative_copies for label in labels])
    called = (s >= threshold).astype(int)
    fpr, tpr, _ = metrics.roc_curve(y, s, drop_intermediate=False)
    outputs = {
        "auc": metrics.roc_auc_score(y, s),
        "auc_rank": metrics.auc(fpr, tpr),
        "tpr": metrics.recall_score(y, called),
        "fpr": 1 - metrics.recall_score(y, called, pos_label=0),
        "precision": metrics.precision_score(y, called, zero_division=0),
        "average_precision": metrics.average_precision_score(y, s),
        "roc_fpr": fpr.tolist(),
        "roc_tpr": tpr.tolist(),
    }
    inputs = {"scores": scores, "labels": labels, "threshold": threshold, "negative_copies": negative_copies}
    record("roc_auc", inputs, outputs, f"sklearn roc_curve {scores[:3]} {threshold} {negative_copies}")


def multilabel(rows: list[list[float]], labels: list[list[int]], threshold: float) -> None:
    z, y = torch.tensor(rows, dtype=torch.float64), torch.tensor(labels)
    called = (z.sigmoid() >= threshold).long().numpy()
    outputs = {
        "loss": nnf.binary_cross_entropy_with_logits(z, y.double()).item(),
        "summed_loss": nnf.binary_cross_entropy_with_logits(z, y.double(), reduction="sum").item(),
        "micro_f1": metrics.f1_score(y, called, average="micro", zero_division=0),
        "macro_f1": metrics.f1_score(y, called, average="macro", zero_division=0),
        "subset_accuracy": metrics.accuracy_score(y, called),
        "hamming_loss": metrics.hamming_loss(y, called),
        "softmax_found": int((z.softmax(1) >= threshold).sum()),
    }
    inputs = {"logits": z.ravel().tolist(), "labels": y.ravel().tolist(), "classes": z.shape[1], "threshold": threshold}
    record("multilabel_bce", inputs, outputs, f"torch BCE with logits, sklearn f1_score {z.shape[1]} {threshold}")


if __name__ == "__main__":
    for logits in ([2.0, 1.0, 0.0], [-3.0, 0.5, 0.5, 4.0], [100.0, 0.0], [1000.0, 999.0, -1000.0]):
        for target in (0, 1):
            cross_entropy(logits, target)
    for logit in (-12.0, -5.0, 0.0, 0.7, 6.0):
        for target in (0, 1):
            ce_vs_mse(logit, target)
    for score in (-2.0, 0.3, 3.0):
        for target in (-1, 1):
            binary_hinge(score, target)
    for scores in ([2.0, 1.5, -1.0], [0.2, 3.0, 2.5, -4.0]):
        for target in range(3):
            for margin in (1.0, 0.25):
                multiclass_hinge(scores, target, margin)
    focal_loss(0.9, 2.0, 0.25, (100, 100_000), (0.5, 0.99))
    focal_loss(0.968, 2.0, 0.75, (10, 5000), (0.3, 0.9))
    focal_loss(0.2, 0.5, 0.25, (3, 77), (0.05, 0.6))
    focal_loss(0.5, 5.0, 0.5, (20, 1000), (0.8, 0.95))
    table = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4], [1, 1, 0, 1, 0, 0]
    tied = [0.5, 0.5, 0.1, 0.9, 0.9, 0.9, 0.3, 0.5], [1, 0, 0, 1, 0, 1, 1, 1]
    worst = [0.1, 0.2, 0.7], [1, 1, 0]
    for scores, found in (table, tied, worst):
        for threshold in (0.5, 0.65, 0.95):
            for copies in (1, 10):
                roc_auc(scores, found, threshold, copies)
    for threshold in (0.3, 0.5, 0.8):
        multilabel(
            [[2, 1, -3], [3, -1, -2], [1, -2, -1], [2, -1, -2]], [[1, 1, 0], [1, 0, 0], [0, 0, 1], [1, 1, 0]], threshold
        )
        multilabel([[0.4, -0.3], [5.0, 6.0], [-2.0, 0.1]], [[0, 1], [1, 1], [0, 0]], threshold)
    Path(__file__).with_name("losses_metrics.json").write_text(json.dumps(RECORDS, indent=1) + "\n", "utf-8")
