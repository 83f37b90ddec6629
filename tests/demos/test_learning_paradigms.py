"""The GAN game against the theorems on it; fine-tuning against published totals."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.demos import Registry

RUN = Registry().run
SHARES = st.lists(st.tuples(st.floats(0.01, 10), st.floats(0.01, 10), st.floats(0.01, 0.99)), min_size=1, max_size=8)


@given(SHARES)
def test_no_discriminator_beats_the_optimal_one_and_equal_shares_are_the_generators_best(
    cells: list[tuple[float, float, float]],
) -> None:
    data, fake, d = map(tuple, zip(*cells, strict=True))
    game = RUN("gan_value", {"p_data": data, "p_g": fake, "d": d}).outputs
    assert float(str(game["value"])) <= float(str(game["optimal_value"])) + 1e-12
    assert -1e-12 <= float(str(game["js_divergence"])) <= log(2)
    won = RUN("gan_value", {"p_data": data, "p_g": data, "d": 0.5}).outputs
    assert won["value"] == pytest.approx(-log(4))
    assert won["js_divergence"] == pytest.approx(0, abs=1e-12)


def test_disjoint_shares_are_as_far_apart_as_can_be() -> None:
    game = RUN("gan_value", {"p_data": (1, 0), "p_g": (0, 1)}).outputs
    assert game["js_divergence"] == pytest.approx(log(2))
    assert game["optimal_value"] == pytest.approx(0, abs=1e-12)


@given(st.integers(0, 5), st.integers(1, 500), st.integers(1, 20))
def test_what_is_frozen_and_what_is_trained_make_the_network(frozen: int, classes: int, tasks: int) -> None:
    counts = RUN("frozen_params", {"frozen_stages": frozen, "num_classes": classes, "tasks": tasks}).outputs
    parts = {name: int(str(counts[name])) for name in ("frozen", "trainable", "params", "hard_params", "head_params")}
    assert parts["frozen"] + parts["trainable"] == parts["params"]
    assert parts["hard_params"] == 25_557_032 - 2_049_000 + tasks * parts["head_params"]
