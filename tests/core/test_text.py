from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.core.text import (
    Blank,
    Bullets,
    CodeBlock,
    Paragraph,
    Span,
    count_blanks,
    fill,
    filled,
    hidden,
    parse,
    parse_cloze,
    sanitise,
    typeset,
    visible,
    with_minus,
)
from dlquiz.errors import BankError


def spans(markdown: str) -> list[tuple[str, str]]:
    (block,) = parse(markdown)
    assert isinstance(block, Paragraph)
    return [(span.kind, span.text) for span in block.spans]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("plain text", [("text", "plain text")]),
        ("a $x^2$ b", [("text", "a "), ("math", "x^2"), ("text", " b")]),
        ("`x$y` and $z$", [("code", "x$y"), ("text", " and "), ("math", "z")]),
        ("``a`b``", [("code", "a`b")]),
        ("`` `a` ``", [("code", "`a`")]),
        ("**very $x$ much**", [("strong", "very "), ("math", "x"), ("strong", " much")]),
        ("*so* it is", [("emphasis", "so"), ("text", " it is")]),
        ("这是**重点**内容", [("text", "这是"), ("strong", "重点"), ("text", "内容")]),
        (r"costs \$5 and $n$", [("text", "costs $5 and "), ("math", "n")]),
        (r"$\$5$", [("math", r"\$5")]),
        (r"\*not\*", [("text", "*not*")]),
        (r"\`not\`", [("text", "`not`")]),
    ],
)
def test_marks(markdown: str, expected: list[tuple[str, str]]) -> None:
    assert spans(markdown) == expected


@pytest.mark.parametrize(
    "literal",
    [
        "between $5 and $6",
        "花费$5，再花$6",
        "an open $ sign",
        "$ x $",
        "$$x$$",
        "an open ` tick",
        "3 * 4 * 5",
        "2*3*4",
        "2**3**4",
        "** a **",
        "snake_case_name and __init__",
        "the ____ gate",
        "<b>bold</b> [a](b) # no heading",
        "C:\\path\\new",
        "3. is no first item",
        "-no item",
    ],
)
def test_everything_else_is_literal(literal: str) -> None:
    assert spans(literal) == [("text", literal)]


def test_math_never_reaches_into_the_next_paragraph() -> None:
    assert parse("a $x\n\ny$ b") == (
        Paragraph((Span("text", "a $x"),)),
        Paragraph((Span("text", "y$ b"),)),
    )


def test_math_may_go_over_a_line_break() -> None:
    assert spans("$a +\nb$") == [("math", "a + b")]


def test_a_line_break_is_a_space_but_not_between_han() -> None:
    assert spans("one\ntwo") == [("text", "one two")]
    assert spans("卷积\n网络") == [("text", "卷积网络")]
    assert spans("卷积\nReLU") == [("text", "卷积 ReLU")]


def test_lists() -> None:
    bulleted = "Two kinds:\n- one\n- two\n  goes on\n\nAfter."
    assert parse(bulleted) == (
        Paragraph((Span("text", "Two kinds:"),)),
        Bullets(((Span("text", "one"),), (Span("text", "two goes on"),)), ordered=False),
        Paragraph((Span("text", "After."),)),
    )
    assert parse("1. a\n\n2. b\n- c") == (
        Bullets(((Span("text", "a"),), (Span("text", "b"),)), ordered=True),
        Bullets(((Span("text", "c"),),), ordered=False),
    )


def test_code_blocks_are_verbatim() -> None:
    assert parse("Run\n```python\nx = $1  # **no**\n\n- y\n```\ndone") == (
        Paragraph((Span("text", "Run"),)),
        CodeBlock("x = $1  # **no**\n\n- y", "python"),
        Paragraph((Span("text", "done"),)),
    )
    assert parse("```\nnever closed") == (CodeBlock("never closed", ""),)


def test_visible_words() -> None:
    assert visible("A **big** `x` and $y$.\n\n- one\n- *two*") == "A big x and y.\none\ntwo"


@given(st.text(alphabet="ab $`*\\_-1.\n卷，", max_size=60).filter(lambda text: "```" not in text))
def test_nothing_but_marks_is_lost(markdown: str) -> None:
    def letters(text: str) -> list[str]:
        return [c for c in text if c in "ab卷，_"]

    assert letters(visible(markdown)) == letters(markdown)


@given(st.text(max_size=80))
def test_no_control_character_survives(text: str) -> None:
    forbidden = {*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0)), *"\u202a\u202b\u202c\u202d\u202e"} - {"\n"}
    forbidden |= {*"\u2066\u2067\u2068\u2069"}
    assert not forbidden & set(sanitise(text))
    assert not forbidden & set(visible(text))


def test_sanitise_keeps_what_is_readable() -> None:
    assert sanitise("a\tb\r\n卷积 x̂\x1b[31m\u202e") == "a   b\n卷积 x̂�[31m�"


# ── blanks ──


def test_blanks() -> None:
    assert parse_cloze("The [[reset]] gate, $c_t = [[f_t|f]] \\odot c$.") == (
        "The ",
        Blank(("reset",)),
        " gate, $c_t = ",
        Blank(("f_t", "f"), math=True),
        " \\odot c$.",
    )


def test_blanks_are_drawn_by_where_they_stand() -> None:
    text = "The [[reset|重置]] gate, $c_t = [[f_t|f]] \\odot c$, `[[32]]`."
    assert count_blanks(text) == 3
    assert hidden(text) == "The ____ gate, $c_t = \\text{____} \\odot c$, `____`."
    assert hidden(text, ["reset", None, "8"]) == "The reset gate, $c_t = \\text{____} \\odot c$, `8`."
    assert filled(text) == "The reset gate, $c_t = f_t \\odot c$, `32`."


def test_a_form_may_hold_brackets_that_pair() -> None:
    assert parse_cloze("[[x[0]|x_0]]") == (Blank(("x[0]", "x_0")),)
    assert parse_cloze("$[[k_l - 1|k-1]]$")[1] == Blank(("k_l - 1", "k-1"), math=True)
    assert parse_cloze("in [[[0, 1)]] always") == ("in ", Blank(("[0, 1)",)), " always")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("an [[open blank", "[[ without ]]"),
        ("a closed]] blank", "]] without [["),
        ("[[a [[b]] c", "blank inside"),
        ("[[a[b[0]]]", "holds ]]"),
        ("[[]]", "empty"),
        ("[[a|]]", "empty"),
        ("[[|x|]]", "empty"),
        ("$[[P(a|b)]]$", "broken"),
        (r"$[[\|w\|_2]]$", "broken"),
    ],
)
def test_misused_brackets_are_named(text: str, cause: str) -> None:
    with pytest.raises(BankError) as error:
        parse_cloze(text)
    assert cause in str(error.value)
    assert error.value.remedy


# ── placeholders ──


def test_placeholders_are_filled_outside_math() -> None:
    values: dict[str, Value] = {"a": 3, "k": (1, 3, 5), "bias": True}
    text = "{a}×{a}, {k}, bias={bias}, $\\frac{a}{b}$, {b}, `f({a}, $x)`, \\${a}"
    assert fill(text, values, "en") == "3×3, 1, 3, 5, bias=true, $\\frac{a}{b}$, {b}, `f(3, $x)`, \\$3"
    assert fill("核 {k}", values, "zh") == "核 1、3、5"
    assert fill("`f({x})`, $-1$ {x}", {"x": -1}, "en") == "`f(-1)`, $-1$ −1"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.001, "0.001"),
        (1e-3, "0.001"),
        (1.0e-5, "1e-5"),
        (1.5e-7, "1.5e-7"),
        (5.9e20, "5.9e20"),
        (1.0, "1.0"),
        (-2, "−2"),
        ((0.5, -0.1), "0.5, −0.1"),
        (-1.5e-7, "−1.5e-7"),
        (1000000, "1000000"),
        (False, "false"),
        ("same", "same"),
        ((0.1, True), "0.1, true"),
    ],
)
def test_values_are_printed_as_in_yaml_but_for_the_minus_sign(value: Value, expected: str) -> None:
    assert fill("{x}", {"x": value}, "en") == expected


@pytest.mark.parametrize(
    ("working", "shown"),
    [
        ("0.5·-0.2", "0.5·(−0.2)"), ("40 · -0.1 + 100", "40 · (−0.1) + 100"),
        ("round(-128 − -0.5 / 0.01) + -78", "round(−128 − (−0.5) / 0.01) + (−78)"),
        ("max(-1, -2), 3 + -1,000, -4", "max(−1, −2), 3 + (−1,000), −4"),
        ("(-3)² − 1", "(−3)² − 1"), ("-1 + 2", "−1 + 2"), ("1e-05", "1e-05"),
        ("one-hot", "one-hot"), ("2-.5", "2-.5"), ("1 − -5.2e-5", "1 − (−5.2e-5)"),
    ],
)  # fmt: skip
def test_a_hyphen_before_a_number_is_a_minus(working: str, shown: str) -> None:
    assert with_minus(working) == shown


@pytest.mark.parametrize(
    ("working", "shown"),
    [
        ("(1 − 0.2)^2", "(1 − 0.2)²"),
        ("Σ over 2^10 masks", "Σ over 2¹⁰ masks"), ("e^1.414 / Σ e^s", "e^1.414 / Σ e^s"),
        ("2^-3", "2^−3"), ("0.25^10", "0.25¹⁰"), ("10^5.5", "10^5.5"),
        ("100000 · −ln 0.99", "100,000 · −ln 0.99"), ("0.00012345 / 1024", "0.00012345 / 1024"),
        ("12345.5 + 1e10000", "12345.5 + 1e10000"), ("(10000, 20000)", "(10,000, 20,000)"), ("1,000,000", "1,000,000"),
        ("30000-20000", "30,000-20,000"), ("x12345", "x12345"),
        ("1 − -5.263e-05", "1 − (−5.263e−5)"), ("2e+10 · 3", "2e10 · 3"), ("size-05", "size-05"),
    ],
)  # fmt: skip
def test_a_line_of_working_is_printed_as_in_a_book(working: str, shown: str) -> None:
    assert typeset(working) == shown
