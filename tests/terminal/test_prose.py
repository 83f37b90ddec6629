from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from dlquiz.core.text import parse
from dlquiz.terminal.prose import formula_lines, phrase, prose


def plain(lines: list[Text]) -> list[str]:
    return [line.plain.replace("\u00a0", " ") for line in lines]


def test_paragraphs_lists_and_code() -> None:
    markdown = """The **gates** of `LSTMCell`, with $c_t$ between them:
- forget
- input, which admits part of the candidate

1. first

```python
x = "a line of code that is longer than the measure"
y
```
"""
    assert plain(prose(parse(markdown), 24)) == [
        "The gates of LSTMCell,",
        "with cₜ between them:",
        "• forget",
        "• input, which admits",
        "  part of the candidate",
        "",
        "1. first",
        "",
        '   x = "a line of code that is longer than the measure"',
        "   y",
    ]


def test_paragraphs_stand_one_blank_row_apart() -> None:
    assert plain(prose(parse("one\n\ntwo\n\n- three"), 24)) == ["one", "", "two", "", "• three"]


def test_styles() -> None:
    line = phrase("a **b** `c` *d*", 66)
    assert line.plain == "a b c d"
    assert [(line.plain[span.start : span.end], span.style) for span in line.spans] == [("b", "bold"), ("c", "code")]


def test_inline_math_is_drawn_and_stays_on_one_line() -> None:
    assert plain(prose(parse(r"when $\alpha = 10^{-3}$ it is"), 12)) == ["when", "α = 10⁻³", "it is"]


def test_inline_math_wider_than_the_measure_is_broken() -> None:
    assert plain(prose(parse("$a + b + c + d + e$"), 9)) == ["a + b + c", "+ d + e"]


def test_what_cannot_be_drawn_is_shown_as_written() -> None:
    assert phrase(r"a $\foo{x}$ b", 66).plain == r"a $\foo{x}$ b"
    assert plain(formula_lines([r"\foo{x} +" + "\n  y"], 66)) == ["", r"   \foo{x} + y", ""]


def test_a_number_stays_with_its_chinese_unit_and_its_row() -> None:
    assert plain(prose(parse("一共分成 8 组来计算"), 12)) == ["一共分成", "8 组来计算"]
    assert plain(prose(parse("pairs turn 0 0 1 1 0 0 into"), 19)) == ["pairs turn", "0 0 1 1 0 0 into"]


def test_two_short_formulas_share_a_row_on_one_baseline() -> None:
    sources = [r"\hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}", r"y = \gamma \hat x + \beta"]
    assert plain(formula_lines(sources, 66)) == [
        "",
        "          x − μ",
        "   x̂ = ───────────      y = γx̂ + β",
        "        √(σ² + ε)",
        "",
    ]
    assert plain(formula_lines(sources, 32)) == [
        "",
        "          x − μ",
        "   x̂ = ───────────",
        "        √(σ² + ε)",
        "",
        "   y = γx̂ + β",
        "",
    ]


def test_a_formula_gives_up_its_indent_before_its_form() -> None:
    assert plain(formula_lines(["a = b + c"], 10)) == ["", " a = b + c", ""]
    assert plain(formula_lines([r"a = \frac{b + c + d + e}{f}"], 16)) == [
        "",
        "   a = (b + c",
        "      + d + e)/f",
        "",
    ]
    aligned = r"\begin{aligned} a &= b + c + d + g \\ e &= f \end{aligned}"
    assert plain(formula_lines([aligned], 16)) == ["", "   a = b + c", "      + d + g", "   e = f", ""]


def test_no_formulas_take_no_rows() -> None:
    assert formula_lines([], 66) == []


TEXTS = st.lists(
    st.sampled_from(
        [
            "word",
            "$x_i^2$",
            "`f(x)`",
            "**strong** one",
            "卷积神经网络",
            "，",
            "\n\n",
            "\n- item",
            "$\\frac{a+b}{c}$",
            "$\\foo$",
        ]
    ),
    max_size=30,
).map(" ".join)


@given(TEXTS, st.integers(20, 70))
def test_no_line_is_wider_than_the_measure(markdown: str, measure: int) -> None:
    assert all(line.cell_len <= measure for line in prose(parse(markdown), measure))


@given(
    st.lists(st.sampled_from([r"\frac{a}{b}", "x = y", r"\foo", r"\sum_{i=1}^{N} x_i + y_i + z_i"]), max_size=4),
    st.integers(20, 70),
)
def test_no_formula_is_wider_than_the_measure(sources: list[str], measure: int) -> None:
    assert all(line.cell_len <= measure for line in formula_lines(sources, measure))
