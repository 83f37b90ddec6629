from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.tex import Accent, Fenced, Fraction, Group, Root, Row, Scripts, Space, Symbol, Table, Words, parse
from dlquiz.errors import TexError


def letters(text: str) -> Row:
    return tuple(Symbol(c) for c in text)


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x", letters("x")),
        (r"\frac12", (Fraction(letters("1"), letters("2")),)),
        (r"\frac{a}{b c}", (Fraction(letters("a"), letters("bc")),)),
        ("x_i^2", (Scripts(Symbol("x"), letters("i"), letters("2")),)),
        ("x^2_i", (Scripts(Symbol("x"), letters("i"), letters("2")),)),
        ("f''", (Scripts(Symbol("f"), (), letters("′′")),)),
        (r"\sqrt[3]{x}", (Root(letters("x"), letters("3")),)),
        (r"\hat\mu", (Accent("\u0302", letters("μ")),)),
        (r"\left(x\right.", (Fenced("(", letters("x"), ""),)),
        (r"\text{if } x", (Words("if "), Symbol("x"))),
        (r"\text{a\_b}", (Words("a_b"),)),
        (r"\text{准确率}", (Words("准确率"),)),
        (r"\mathrm{softmax}", (Symbol("softmax", "op"),)),
        (r"\mathrm{d}", letters("d")),
        (r"\operatorname*{arg\,max}", (Symbol("arg max", "op", limits=True),)),
        (r"\mathbb{R}\mathcal{L}", letters("ℝℒ")),
        (r"\mathbb{B}", letters("𝔹")),
        ("a-b", (Symbol("a"), Symbol("−", "bin"), Symbol("b"))),
        (r"a \le b", (Symbol("a"), Symbol("≤", "rel"), Symbol("b"))),
        ("α≤b", (Symbol("α"), Symbol("≤", "rel"), Symbol("b"))),
        (r"10{,}000", (*letters("10"), Group((Symbol(",", "punct"),)), *letters("000"))),
        (r"a\,b", (Symbol("a"), Space(1), Symbol("b"))),
        (r"\sum_i", (Scripts(Symbol("∑", "op", True), letters("i"), (), True),)),
        (r"\sum\nolimits_i", (Scripts(Symbol("∑", "op", True), letters("i"), (), False),)),
        (r"a \mathrel{+}= b", (Symbol("a"), Symbol("+", "rel"), Symbol("=", "rel"), Symbol("b"))),
        (r"\bigl(x\bigr)", (Symbol("(", "open"), Symbol("x"), Symbol(")", "close"))),
        (
            r"\begin{cases} a & b \\[2pt] c \end{cases}",
            (Table(((letters("a"), letters("b")), (letters("c"),)), "l", (3,), "{", ""),),
        ),
    ],
)
def test_trees(latex: str, expected: Row) -> None:
    assert repr(parse(latex)) == repr(expected)  # tuples of two classes can be equal


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"a + \foo{x}", r"unknown command \foo at character 5"),
        ("a}", "unexpected '}' at character 2"),
        ("{a", "missing }"),
        (r"\frac{a}", r"\frac needs an argument"),
        (r"\left(x", r"missing \right"),
        (r"\left\foo x\right)", r"\foo is no delimiter"),
        ("x^a^b", "two ^"),
        ("x_", "_ needs an argument"),
        ("a & b", "unexpected '&' at character 3"),
        ("a % b", "unexpected '%'"),
        ("$a$", "unexpected '$'"),
        ("a \x1b[2J", r"unexpected '\x1b' at character 3"),
        (r"\begin{tikz}x\end{tikz}", "unknown environment tikz"),
        (r"\begin{cases}x\end{matrix}", r"ended by \end{matrix}"),
        (r"\begin{cases}x", r"missing \end"),
        (r"\begin{cases} & \end{cases}", "cases is empty"),
        (r"\text{a", "missing }"),
        ("\\", "unknown command \\"),
        ("{" * 1000 + "x" + "}" * 1000, "nested too deeply"),
        ("x^{" * 1000 + "x" + "}" * 1000, "nested too deeply"),
        (r"\hat" * 1000 + "x", "nested too deeply"),
        (r"\frac" * 1000 + "x", "nested too deeply"),
    ],
)
def test_what_is_not_known_is_named_with_its_place(latex: str, message: str) -> None:
    with pytest.raises(TexError) as error:
        parse(latex)
    assert message in str(error.value)
    assert "at character" in str(error.value)


TOKENS = [
    *"{}[]()^_&'$%~|ab1+=,/ \\\x1b卷",
    *(r"\frac", r"\left", r"\right", r"\sqrt", r"\text", r"\begin{cases}", r"\end{cases}", r"\\", r"\ "),
    *(r"\sum", r"\limits", r"\hat", r"\mathrm", r"\big"),
]


@given(st.lists(st.sampled_from(TOKENS), max_size=25))
def test_any_source_is_read_or_refused(tokens: list[str]) -> None:
    try:
        parse("".join(tokens))
    except TexError as error:
        assert "at character" in str(error)
