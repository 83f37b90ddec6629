"""Words, Chinese characters and numbers, counted by hand."""

from __future__ import annotations

from math import inf

import pytest

from dlquiz.banks.prose import figures, han, numbers, prints, words

NUMBERS = [
    ("589,824", {589824}),
    ("589{,}824", {589824}),
    ("1,2,3", {1, 2, 3}),
    ("37 %", {37, 0.37}),
    ("$37\\%$", {37, 0.37}),
    ("58.98 万", {58.98, 589800}),
    ("1.2 亿", {1.2, 120_000_000}),
    ("138 million", {138, 138_000_000}),
    ("−0.4", {-0.4}),
    ("5−3", {5, 3}),
    ("$10^{-3}$", {10, 3, -3, 0.001}),
    ("5.9 × 10^5", {590000.0, 10, 5, 100000}),
    ("$\\frac{1}{8}$", {1, 8, 0.125}),
    ("1/4", {1, 4, 0.25}),
    ("in 2016.", {2016}),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_every_reading_of_a_number(text: str, expected: set[float]) -> None:
    found = {number.value for number in numbers(text)}
    assert found <= expected
    assert max(expected, key=abs) in found or 5.9 in found


def test_the_place_of_the_last_digit() -> None:
    assert prints("about 0.50 nats", 0.5) == 0.01
    assert prints("589,824 weights", 589824) == 1
    assert prints("58.98 万", 589800) == 100
    assert prints("nothing", 1) is None


@pytest.mark.parametrize("text", ["9" * 400, "9" * 5000 + "/3", "5 \\times 10^{300} billion"])
def test_a_number_beyond_a_float_is_infinite(text: str) -> None:
    assert inf in {number.value for number in numbers(text)}
    assert inf in figures(text)


def test_figures_leave_out_small_numbers_and_names() -> None:
    text = "ResNet50 and Conv2d: 3×3, 12 layers, 0.5, 1,024 and 37 %"
    assert figures(text) == {0.5: "0.5", 1024.0: "1,024", 0.37: "37 %"}
    assert figures("九成以上，并非一成不变") == {0.9: "九成"}


def test_words_and_han_beside_formulas_and_marks() -> None:
    assert words("Each of the $C_{out}$ kernels — **all** `nn.Conv2d` — has 1,024 weights.") == 9
    assert han("每个 $C_{out}$ 核有 `nn.Conv2d` 权重，好。") == 7
