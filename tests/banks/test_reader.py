"""Files as they come: encodings, line ends, sizes, YAML's traps, and what only strict demands."""

from __future__ import annotations

from pathlib import Path

import pytest

from dlquiz.banks import strict
from dlquiz.banks.reader import Located, read
from dlquiz.core.questions import Bank, Text

BANK = """\
topic: cnn-basics
title: {en: CNN basics, zh: 卷积基础}
questions:
- id: stride
  ask: {en: What does a stride do?, zh: 步幅有什么作用？}
  answer: {en: It skips positions. 😀, zh: 跳过一些位置。}
  oops: 1
"""


def only(content: bytes | str) -> Located:
    (problem,) = read("bank.yaml", content).problems
    return problem


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_do_not_move_a_place(line_end: str, mark: str) -> None:
    problem = only((mark + BANK.replace("\n", line_end)).encode())
    assert (problem.line, problem.column) == (7, 3)
    assert problem.question == "stride"
    assert str(problem) == "bank.yaml:7:3: question stride has an unknown field oops; " + problem.remedy


def test_a_file_that_is_no_utf8_is_refused_with_the_line() -> None:
    problem = only(BANK.encode("utf-8").replace("卷积基础".encode(), "卷积基础".encode("gb18030")))
    assert (problem.line, problem.column) == (2, 29)
    assert problem.problem == "the byte 0xbe is no UTF-8"
    assert problem.remedy == "save the file as UTF-8"


def test_utf16_is_refused() -> None:
    assert only(BANK.encode("utf-16")).line == 1


def test_a_file_over_20_megabytes_is_refused() -> None:
    assert only(b"#" * (20 * 2**20 + 1)).problem == "the file has more than 20 MB"
    assert read("bank.yaml", b"#" * 20 * 2**20).problems[0].problem == "the file is empty"


@pytest.mark.parametrize("content", ["", "\n", "# nothing", "---"])
def test_an_empty_file_says_so(content: str) -> None:
    assert only(content).problem == "the file is empty"


def test_a_list_is_no_bank() -> None:
    assert only("- a").problem == "the file holds a list, not a bank"


def test_a_billion_laughs_are_refused() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    found = {problem.problem for problem in read("bank.yaml", "\n".join(lines)).problems}
    assert {"&a0 is an anchor", "*a38 is an alias"} <= found


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.yaml")


TRAPS = [
    ("no", "no"),
    ("On", "On"),
    ("1:30", "1:30"),
    ("2026-11-20", "2026-11-20"),
    ("1e-8", 1e-8),
    ("1.0e-8", 1e-8),
    ("-3", -3),
    ("+.5", 0.5),
    ("017", 17),
    ("0x1F", "0x1F"),
    ("1_000", "1_000"),
    (".nan", ".nan"),
    ("~", None),
    ("true", True),
    ("True", "True"),
    ("=", "="),
    ("'1'", "1"),
    ("9" * 5000, "9" * 5000),
]


@pytest.mark.parametrize(("written", "value"), TRAPS, ids=lambda value: str(value)[:20])
def test_plain_scalars_by_the_core_rules_of_yaml_1_2(written: str, value: object) -> None:
    data, faults = strict.parse(f"- {written}")
    assert not faults
    assert data == [value]
    assert type(data[0]) is type(value)


def test_a_hash_in_a_quoted_or_block_text_is_no_comment() -> None:
    data, faults = strict.parse("# top\na: '3 # of groups'  # fine\nb: |\n  3 # of groups\n# between\nc: a#b # cut\n")
    assert data == {"a": "3 # of groups", "b": "3 # of groups\n", "c": "a#b"}
    assert [(fault.line, fault.column) for fault in faults] == [(5, 7)]


def bank(content: str) -> Bank:
    reading = read("bank.yaml", content)
    assert reading.bank is not None
    return reading.bank


def test_an_own_bank_may_speak_one_language() -> None:
    text = "topic: mine\ntitle: Mine\nlang: en\nquestions:\n- {id: a, ask: Why?, answer: $x$}\n"
    (question,) = bank(text).questions
    assert question.ask == Text(en="Why?")
    assert question.answer == Text.same("$x$")
    assert question.topic == "mine"
    assert not read("bank.yaml", text).problems


def test_strict_demands_the_other_language_and_the_other_fields() -> None:
    text = "topic: mine\ntitle: Mine\nlang: en\nquestions:\n- {id: a, ask: Why?, answer: {en: So.}}\n"
    reading = read("bank.yaml", text, demanding=True)
    assert reading.bank is not None
    assert len(reading.bank.questions) == 1
    assert [problem.problem for problem in reading.problems] == [
        "title is in one language",
        "question a has no checks",
        "question a has no documents",
        "question a has no level",
        "question a has no points",
        "question a has no sources",
        "ask is in one language",
        "answer has no zh",
    ]
    assert {problem.severity for problem in reading.problems} == {"error"}


def test_too_many_points_are_a_warning_in_an_own_bank_and_an_error_in_a_shared_one() -> None:
    text = BANK.replace("  oops: 1", "  points: [$a$, $b$, $c$, $d$, $e$, $f$, $g$]")
    (problem,) = read("bank.yaml", text).problems
    assert (problem.problem, problem.remedy, problem.severity) == ("points has 7 entries", "give 2 to 6", "warning")
    strictly = read("bank.yaml", text, demanding=True)
    assert next(found for found in strictly.problems if found.problem == problem.problem).severity == "error"
    assert strictly.bank is not None
    assert len(strictly.bank.questions) == 1


def test_a_number_that_the_question_does_not_settle_is_noted() -> None:
    check = """
  checks:
  - id: a
    kind: numeric
    ask: {en: 'Width {w}?', zh: '宽 {w}？'}
    demo: d
    vary: VARY
    want: o
"""
    settled = BANK.replace("\n  oops: 1\n", check.replace("VARY", "[{w: 1, k: 1}, {w: 2, k: 2}]"))
    assert not read("bank.yaml", settled).problems
    problem = only(BANK.replace("\n  oops: 1\n", check.replace("VARY", "{w: [1, 2], k: [1, 2]}")))
    assert problem.problem == "k varies and the question does not show it"
