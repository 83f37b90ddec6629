"""Good banks, mutated: whatever comes, every problem has a place inside the file, and nothing is raised or hangs."""

from __future__ import annotations

from any_question import questions
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.banks.checker import World, check
from dlquiz.banks.emitter import emit, indented
from dlquiz.banks.reader import Reading, read
from dlquiz.core.questions import Question
from dlquiz.demos import Registry
from dlquiz.terminal.formulas import draw

WORLD = World(Registry(), draw)
PIECES = [
    '"',
    "'",
    "|",
    ">",
    "&a ",
    "*a",
    "!!str ",
    "{",
    "}",
    "[",
    "]",
    ": ",
    ":",
    "- ",
    "#",
    " #",
    "$",
    "`",
    "[[",
    "]]",
    "\\",
]
PIECES += [
    "\n",
    "\r",
    "\r\n",
    "\t",
    "  ",
    "\x00",
    "\x1b",
    "\u202e",
    "\u2028",
    "\ufeff",
    "?",
    ",",
    "%",
    "---\n",
    "...",
    "~",
    "9" * 400,
]
PIECES += [
    "id",
    "kind: order",
    "en:",
    "1e999",
    "{width}",
    "$\\frac{",
    "中",
    "😀",
    "null",
    "<<: ",
    "any_order:",
    "[" * 30,
]


def bank_of(found: list[Question]) -> str:
    items = ("\n".join(indented(emit(question).split("\n"), 2)).replace("  ", "- ", 1) for question in found)
    return "topic: fuzz\ntitle: {en: Fuzz, zh: 测试}\nquestions:\n" + "\n\n".join(items) + "\n"


def assert_placed(reading: Reading, content: bytes) -> None:
    lines = content.decode("utf-8", errors="replace").removeprefix("\ufeff").split("\n")
    problems = check([reading], WORLD)
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.problem
        assert "\n" not in str(problem)
        assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in str(problem))
    assert reading.bank is not None or any(problem.severity == "error" for problem in problems)


@settings(max_examples=25)
@given(st.lists(questions(), min_size=1, max_size=2))
def test_any_question_the_format_allows_can_be_checked(found: list[Question]) -> None:
    content = bank_of(found).encode()
    reading = read("fuzz.yaml", content)
    assert reading.bank is not None
    assert reading.bank.questions
    assert_placed(reading, content)


@settings(max_examples=150)
@given(st.data())
def test_a_mutated_bank_is_read_or_refused_with_a_place(data: st.DataObject) -> None:
    text = data.draw(SOUND)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.sampled_from([0, 0, 1, 5, 80])))
        text = (
            text[:start] + data.draw(st.sampled_from(PIECES) | st.just(text[start:end] * 2) | st.just("")) + text[end:]
        )
    content = text.encode()
    assert_placed(read("fuzz.yaml", content), content)


@settings(max_examples=60)
@given(st.data())
def test_a_bank_with_broken_bytes_is_refused_with_a_place(data: st.DataObject) -> None:
    content = bytearray(data.draw(SOUND).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert_placed(read("fuzz.yaml", bytes(content)), bytes(content))


SOUND = st.lists(questions(), min_size=1, max_size=2).map(bank_of)
