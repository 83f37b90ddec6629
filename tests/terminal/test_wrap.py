from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from dlquiz.terminal.wrap import wrap

OPENING = "（《「“([{"
CLOSING = "，。！？；：、）》」”…,.!?;:)]}%"
LETTERS = "卷积网络层ab1-"
WORDS = st.text(alphabet=LETTERS + OPENING + CLOSING, max_size=9).map(lambda word: f"a{word}网")
TEXTS = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
WIDTHS = st.integers(24, 70)


def lines_of(text: str, width: int, balanced: bool = False) -> list[str]:
    return [line.plain for line in wrap(Text(text), width, balanced)]


@given(TEXTS, WIDTHS, st.booleans())
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int, balanced: bool) -> None:
    lines = lines_of(text, width, balanced)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)
    assert all(line == line.rstrip(" ") for line in lines)


@given(TEXTS, WIDTHS, st.booleans())
def test_lines_begin_and_end_where_they_may(text: str, width: int, balanced: bool) -> None:
    lines = lines_of(text, width, balanced)
    at = 0
    for before, after in pairwise(lines):
        at = text.index(before, at) + len(before)
        spaced = text[at : at + 1] == " "
        assert after[0] not in CLOSING
        assert spaced or before[-1] not in OPENING
        assert spaced or cell_len(before[-1]) == 2 or cell_len(after[0]) == 2


@given(st.lists(st.sampled_from(["a", "bcd", "efghij", "klmnopqr"]), min_size=1, max_size=12), st.integers(8, 20))
def test_no_way_takes_fewer_lines(words: list[str], width: int) -> None:
    lines, filled = 1, 0
    for word in words:  # greedy filling is known to need the fewest lines
        room = cell_len(word) + (1 if filled else 0)
        if filled and filled + room > width:
            lines, filled = lines + 1, cell_len(word)
        else:
            filled += room
    assert len(lines_of(" ".join(words), width)) == lines


def test_a_paragraph_is_even_and_ends_in_no_orphan() -> None:
    assert lines_of("aaaa bbbb cccc dddd e", 19) == ["aaaa bbbb cccc", "dddd e"]
    assert lines_of("aaaa bbbb cccc dddd eeee", 19) == ["aaaa bbbb cccc dddd", "eeee"]


def test_balanced_lines_end_where_a_phrase_ends() -> None:
    ask = "Why do gradients vanish in a plain RNN, and what does the LSTM change about it?"
    assert lines_of(ask, 66, balanced=True) == [
        "Why do gradients vanish in a plain RNN,",
        "and what does the LSTM change about it?",
    ]
    assert lines_of("写出 LSTM 三个门、细胞状态和输出的公式。", 36, balanced=True) == [
        "写出 LSTM 三个门、",
        "细胞状态和输出的公式。",
    ]


@pytest.mark.parametrize(
    ("ask", "lines"),
    [
        ("R-CNN 的边框回归用什么损失训练？后来换成了什么？", ["R-CNN 的边框回归用什么损失训练？", "后来换成了什么？"]),
        ("下面哪一个是严格意义上的绑定，即软约束？", ["下面哪一个是严格意义上的绑定，", "即软约束？"]),
        ("哪个调用会让 PyTorch 模型的 dropout 层原样输出？", ["哪个调用会让 PyTorch", "模型的 dropout 层原样输出？"]),
        (
            "上游梯度 2、1、−1，候选框 100、100、40、80，修正后的宽是多少？",
            ["上游梯度 2、1、−1，候选框 100、", "100、40、80，修正后的宽是多少？"],
        ),
    ],
)
def test_balanced_lines_do_not_part_a_chinese_word_for_the_sake_of_evenness(ask: str, lines: list[str]) -> None:
    assert lines_of(ask, 36, balanced=True) == lines


def test_a_comma_in_a_list_or_in_brackets_ends_no_phrase() -> None:
    ask = "A box 1, 2, 3 (left, width, height) is moved by 0.5, 1, 0.25 of its size. How wide is it?"
    assert lines_of(ask, 50, balanced=True) == [
        "A box 1, 2, 3 (left, width, height) is moved",
        "by 0.5, 1, 0.25 of its size. How wide is it?",
    ]


def test_a_glued_space_never_breaks() -> None:
    assert lines_of("卷积网络第\u00a07\u00a0张图", 12) == ["卷积网络", "第\u00a07\u00a0张图"]


def test_words_longer_than_the_line_are_folded() -> None:
    assert lines_of("see abcdefghijklmnopqrstuvwxyz ok", 10) == ["see", "abcdefghij", "klmnopqrst", "uvwxyz ok"]
    assert lines_of("卷积", 1) == ["卷", "积"]


def test_combining_characters_stay_with_their_letter() -> None:
    assert lines_of("x\u0302" * 6, 4) == ["x\u0302" * 4, "x\u0302" * 2]
    assert lines_of("卷\u0302积\u0302网\u0302", 4) == ["卷\u0302积\u0302", "网\u0302"]


def test_line_breaks_and_styles_stay() -> None:
    text = Text.assemble("one two ", ("three four", "bold"), "\n\nfive")
    lines = wrap(text, 9)
    assert [line.plain for line in lines] == ["one two", "three", "four", "", "five"]
    assert [[(span.start, span.end, span.style) for span in line.spans] for line in lines] == [
        [],
        [(0, 5, "bold")],
        [(0, 4, "bold")],
        [],
        [],
    ]


@pytest.mark.parametrize("text", ["", " ", "a", "\n"])
def test_there_is_always_a_line(text: str) -> None:
    assert set(lines_of(text, 10)) <= {"", "a"}
    assert lines_of(text, 10)


@pytest.mark.parametrize("text", ["卷积，网络" * 4000, "word " * 4000, "x" * 20000, "，" * 20000, "a卷" * 7000])
def test_a_huge_paragraph_is_soon_divided(text: str) -> None:
    """Work grows with the text, not with its square: every window is at most a line wide."""
    assert all(cell_len(line) <= 66 for line in lines_of(text, 66))
