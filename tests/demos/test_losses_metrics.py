"""Losses and curves: what holds for every input, and gradients by finite differences."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

MODEST = st.floats(-4, 4).map(lambda x: round(x, 3))
LOGITS = st.lists(MODEST, min_size=2, max_size=6)
SCORED = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1)), min_size=2, max_size=12)


def run(name: str, **inputs: Value | list[float]) -> Any:
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in inputs.items()}
    return Registry().run(name, plain).outputs


def slope(function: Callable[[float], float], at: float, step: float = 1e-5) -> float:
    return (function(at + step) - function(at - step)) / (2 * step)


def moved(numbers: list[float], place: int, by: float) -> list[float]:
    return [number + by * (i == place) for i, number in enumerate(numbers)]


@settings(max_examples=40)
@given(LOGITS, st.data())
def test_the_gradient_of_cross_entropy_is_its_slope_and_sums_to_zero(logits: list[float], data: st.DataObject) -> None:
    target, place = (data.draw(st.integers(0, len(logits) - 1)) for _ in range(2))
    outputs = run("cross_entropy", logits=logits, target=target)
    measured = slope(lambda by: run("cross_entropy", logits=moved(logits, place, by), target=target)["loss"], 0)
    assert outputs["gradient"][place] == pytest.approx(measured, abs=1e-6)
    assert sum(outputs["gradient"]) == pytest.approx(0, abs=1e-12)


@settings(max_examples=40)
@given(LOGITS, st.floats(-1000, 1000))
def test_cross_entropy_does_not_notice_a_shift_of_all_logits(logits: list[float], shift: float) -> None:
    shifted = [logit + shift for logit in logits]
    before, after = (run("cross_entropy", logits=z)["loss"] for z in (logits, shifted))
    assert after == pytest.approx(before, abs=1e-9)


@settings(max_examples=40)
@given(MODEST, st.integers(0, 1))
def test_gradients_behind_a_sigmoid_are_slopes(logit: float, target: int) -> None:
    outputs = run("ce_vs_mse", logit=logit, target=target)
    for loss in ("ce", "mse"):
        measured = slope(lambda z, loss=loss: run("ce_vs_mse", logit=z, target=target)[loss], logit)  # type: ignore[misc]
        assert outputs[f"{loss}_grad"] == pytest.approx(measured, abs=1e-7)


@settings(max_examples=40)
@given(LOGITS, st.data(), st.sampled_from(["crammer_singer", "weston_watkins"]))
def test_the_subgradient_of_hinge_is_its_slope_off_the_kinks(
    scores: list[float], data: st.DataObject, kind: str
) -> None:
    target, place = (data.draw(st.integers(0, len(scores) - 1)) for _ in range(2))
    spread = [score + 0.01 * i for i, score in enumerate(scores)]
    leads = [spread[target] - score for j, score in enumerate(spread) if j != target]
    gaps = sorted([1.0, *leads])
    assume(min(b - a for a, b in pairwise(gaps)) > 1e-3)
    outputs = run("hinge_loss", scores=spread, target=target, kind=kind)
    measured = slope(lambda by: run("hinge_loss", scores=moved(spread, place, by), target=target, kind=kind)["loss"], 0)
    assert outputs["gradient"][place] == pytest.approx(measured, abs=1e-6)


@settings(max_examples=60)
@given(SCORED)
def test_the_area_is_the_share_of_ordered_pairs(scored: list[tuple[int, int]]) -> None:
    scores, labels = [float(score) for score, _ in scored], tuple(label for _, label in scored)
    assume(0 < sum(labels) < len(labels))
    outputs = run("roc_auc", scores=scores, labels=labels)
    assert outputs["auc"] == pytest.approx(outputs["auc_rank"])
    stretched = run("roc_auc", scores=[score**3 + 7 for score in scores], labels=labels)
    assert stretched["auc"] == pytest.approx(outputs["auc"])
    flipped = run("roc_auc", scores=[-score for score in scores], labels=labels)
    assert flipped["auc"] == pytest.approx(1 - outputs["auc"])
    more = run("roc_auc", scores=scores, labels=labels, negative_copies=9)
    assert more["roc_tpr"] == outputs["roc_tpr"]
    assert more["average_precision"] <= outputs["average_precision"] + 1e-12


@settings(max_examples=40)
@given(st.floats(0.01, 0.99), st.floats(0, 8), st.floats(0.01, 0.99))
def test_focal_loss_never_exceeds_cross_entropy(p_t: float, gamma: float, alpha: float) -> None:
    outputs = run("focal_loss", p_t=p_t, gamma=gamma, alpha=alpha)
    assert outputs["loss"] <= outputs["cross_entropy"]
    assert outputs["loss_positive"] + outputs["loss_negative"] == pytest.approx(outputs["loss"])


def test_focal_loss_with_gamma_zero_is_cross_entropy() -> None:
    outputs = run("focal_loss", gamma=0)
    assert outputs["loss"] == outputs["cross_entropy"]
    assert outputs["share_gamma"] == outputs["share_ce"]


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("cross_entropy", {"target": 3}),
        ("hinge_loss", {"target": 0}),
        ("hinge_loss", {"scores": (1.0,), "target": 0, "kind": "crammer_singer"}),
        ("hinge_loss", {"scores": (1.0, 2.0), "target": 2, "kind": "weston_watkins"}),
        ("roc_auc", {"scores": (1.0, 2.0), "labels": (1,)}),
        ("roc_auc", {"scores": (1.0, 2.0), "labels": (1, 1)}),
        ("multilabel_bce", {"classes": 5}),
    ],
)
def test_what_cannot_be_is_refused_in_words(name: str, inputs: dict[str, Value]) -> None:
    with pytest.raises(DemoError) as refused:
        Registry().run(name, inputs)
    assert refused.value.remedy
