from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.exercise import Drawn, Solution
from dlquiz.core.grading import grade, grade_cloze, grade_numeric, parse_number, same
from dlquiz.core.questions import Card, Choice, Numeric, Option, Order, Question, Text, TrueFalse

NUMBERS = {
    "589,824": 589824, "589824": 589824, "5.9e5": 590000, "5.9E5": 590000, "590k": 590000, "590 K": 590000,
    "0.59M": 590000, "58.98万": 589800, "1.2亿": 120000000, "1/8": Fraction(1, 8), "12.5%": Fraction(1, 8),
    "−3": -3, "-3": -3, "－３": -3, "２５６": 256, "1，024": 1024, "0.5": Fraction(1, 2), ".5": Fraction(1, 2), "5.": 5,
    "1 024": 1024, "5.9×10^5": 590000, "５．５％": Fraction(55, 1000), "+7": 7, "3G": 3 * 10**9, "2百万": 2000000,
    "94 million": 94_000_000, "5.9 Billion": 5_900_000_000, "2 thousand": 2000, "3千万": 30_000_000,
    "1e-3": Fraction(1, 1000), "-1/4": Fraction(-1, 4), "１／８": Fraction(1, 8),
}  # fmt: skip


@pytest.mark.parametrize(("typed", "value"), NUMBERS.items())
def test_a_number_is_read_as_people_write_it(typed: str, value: Fraction) -> None:
    number = parse_number(typed)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize(
    "typed",
    ["", "abc", "1,5", "1/0", "1/2/3", "--3", "1e9999", "1,2345", "٣٤x", "e5", "%", "12 monkeys", "1e999", "9" * 5000],
)
def test_what_is_no_number_is_said_to_be_none(typed: str) -> None:
    assert parse_number(typed) is None


@given(st.integers(-(10**12), 10**12))
def test_any_integer_is_read_back_with_and_without_separators(value: int) -> None:
    for typed in (str(value), f"{value:,}", f"{value}".replace("-", "−")):
        number = parse_number(typed)
        assert number is not None
        assert number.value == value


def numeric(tolerance: str = "0", exact: bool = False, unit: Text = Text()) -> Numeric:
    return Numeric("n", Text("?", "?"), answer=1.0, tolerance=tolerance, exact=exact, unit=unit)


@pytest.mark.parametrize(
    ("truth", "typed", "right", "rounded"),
    [
        (589824, "589824", True, False),
        (589824, "590k", True, True),
        (589824, "5.9e5", True, True),
        (589824, "0.59M", True, True),
        (589824, "58.98万", True, True),
        (589824, "600k", False, False),
        (589824, "6e5", False, False),
        (589824, "589k", False, False),
        (589824, "590,000", True, True),
        (0.125, "1/8", True, False),
        (0.125, "12.5%", True, False),
        (0.125, "13%", True, True),
        (0.125, "0.1", False, False),
        (7, "7.4", False, False),
        (7, "7.0", True, False),
        (6.67, "6.7", True, True),
        (-0.4, "−0.4", True, False),
        (0, "0", True, False),
    ],
)
def test_rounding_counts_from_two_digits_on(truth: float, typed: str, right: bool, rounded: bool) -> None:
    verdict = grade_numeric(numeric(), Solution(truth), typed)
    assert (verdict.right, verdict.rounded) == (right, rounded)


def test_exact_means_exact() -> None:
    assert not grade_numeric(numeric(exact=True), Solution(589824), "590k").right


@pytest.mark.parametrize(
    ("tolerance", "typed", "right"),
    [("1%", "100.9", True), ("1%", "101.1", False), ("±0.5", "100.5", True), ("±0.5", "100.6", False)],
)
def test_the_tolerance_is_the_checks(tolerance: str, typed: str, right: bool) -> None:
    assert grade_numeric(numeric(tolerance, exact=True), Solution(100), typed).right is right


def test_a_unit_may_be_typed_along() -> None:
    assert grade_numeric(numeric(unit=Text("pixels", "像素")), Solution(11), "11 pixels").right
    assert grade_numeric(numeric(unit=Text("pixels", "像素")), Solution(11), "11像素").right
    assert grade_numeric(numeric(unit=Text("%", "%")), Solution(12.5), "12.5%").right
    assert grade_numeric(numeric(unit=Text("%", "%")), Solution(12.5), "１２．５％").right
    assert grade_numeric(numeric(unit=Text("MB", "MB")), Solution(64), "64 ＭＢ").right


def test_a_slip_says_what_went_wrong() -> None:
    solution = Solution(73728, slips=((589824, Text("ungrouped", "未分组")),))
    assert grade_numeric(numeric(), solution, "589,824").slip.en == "ungrouped"
    assert not grade_numeric(numeric(), solution, "5").slip


def test_text_that_is_no_number_is_not_judged() -> None:
    assert grade_numeric(numeric(), Solution(1), "many").unread
    assert grade_numeric(numeric(), Solution(1), "1e999").unread
    assert not grade_numeric(numeric(), Solution(1), "1e140/1e-140").right


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("reset", "Reset"), ("reset gate", "reset-gate"), ("重置门", " 重置门 "), ("F1", "Ｆ１"), ("naïve", "naive"),
        ("0.01", "0.010"), ("1%", "0.01"), ("σ", "σ"), ("softmax", "soft max"), ("32", "３２"), ("+", "+"),
        ("weight decay", "weight  decay."), ("batch norm", "BatchNorm"), ("f'", "f′"), ("C’", "C'"), ("f''", "f″"),
        ("0.25^n", "0.25ⁿ"), ("4^{-2n}", "4⁻²ⁿ"), ("C^{-1}", "C⁻¹"), ("C^T", "Cᵀ"), ("k^{2}", "k²"),
        ("k^2", "k2"), ("4^{-n}", "4^(-n)"),
        ("children's", "childrens"),
    ],
)  # fmt: skip
def test_words_are_compared_kindly(form: str, typed: str) -> None:
    assert same(form, typed)


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("reset", "update"),
        ("0.9", "0.09"),
        ("32", "23"),
        ("σ", "τ"),
        ("+", "-"),
        ("a", ""),
        ("C'", "C"),
        ("f′(x)", "f(x)"), ("f″(x)", "f′(x)"), ("0.25^n", "0.25n"), ("C^{-1}", "C-1"), ("β2^t", "β2t"),
    ],
)  # fmt: skip
def test_another_word_is_another_word(form: str, typed: str) -> None:
    assert not same(form, typed)


CLOZE = Text("The [[reset]] gate and the [[update]] gate.", "[[重置|重置门]]门和[[更新|更新门]]门。")


def test_each_blank_takes_any_form_of_either_language() -> None:
    assert grade_cloze(CLOZE, ["reset", "更新"]).right
    wrong = grade_cloze(CLOZE, ["reset", "output"])
    assert (wrong.right, wrong.parts, wrong.near) == (False, (True, False), False)


def test_a_near_miss_is_marked_as_such() -> None:
    near = grade_cloze(CLOZE, ["reset", "updaet"])
    assert not near.right
    assert near.near


def card(check: Choice | TrueFalse | Order) -> Card:
    return Card("q/c", Question("q", Text("?", "?"), Text("!", "!"), checks=(check,)), check)


def test_a_choice_needs_all_right_options_and_no_other() -> None:
    options = tuple(Option(Text.same(word), right, Text()) for word, right in [("a", True), ("b", False), ("c", True)])
    choice = card(Choice("c", Text("?", "?"), options))
    assert grade(choice, Drawn(), (2, 0)).right
    assert not grade(choice, Drawn(), (0,)).right
    assert not grade(choice, Drawn(), (0, 1, 2)).right


def test_true_and_false_are_of_the_statement_shown() -> None:
    twins = card(TrueFalse("c", Text("t", "t"), Text("f", "f"), Text()))
    assert grade(twins, Drawn(statement=True), True).right
    assert grade(twins, Drawn(statement=False), False).right
    assert not grade(twins, Drawn(statement=False), True).right


def test_steps_of_one_group_may_swap() -> None:
    steps = ((Text.same("a"),), (Text.same("b"), Text.same("c")), (Text.same("d"),))
    order = card(Order("c", Text("?", "?"), steps))
    assert grade(order, Drawn(), (0, 1, 2, 3)).right
    assert grade(order, Drawn(), (0, 2, 1, 3)).right
    assert not grade(order, Drawn(), (1, 0, 2, 3)).right
