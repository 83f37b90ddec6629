"""Each rule of the format broken once: the message, the remedy, and the place, which ‹ marks in the broken text."""

from __future__ import annotations

import pytest

from dlquiz.banks.reader import read

BANK = """\
topic: cnn-basics
title:
  en: CNN basics
  zh: 卷积基础
questions:
- id: stride
  level: core
  ask:
    en: What does a stride of two do?
    zh: 步幅为 2 有什么作用？
  answer:
    en: |
      It halves the map.
    zh: 特征图缩小一半。
  points:
  - en: Every second position
    zh: 隔一个位置取一个
  - en: Half the size
    zh: 大小减半
  traps:
  - wrong: {en: It halves the channels., zh: 通道减半。}
    right: {en: It does not., zh: 并不会。}
  demo:
    name: conv_cost
    with: {stride: 2}
    gives: {params: 9}
  checks:
  - id: size
    kind: numeric
    ask:
      en: Input {width}, stride {stride}. How wide is the output?
      zh: 输入宽 {width}，步幅 {stride}。输出多宽？
    demo: conv_cost
    vary: {width: [8, 16], stride: [1, 2]}
    with: {kernel_size: 1}
    want: out_width
    tolerance: 0
    slips:
    - with: {padding: 1}
      say: {en: No padding here., zh: 这里没有填充。}
  - id: which
    kind: choice
    ask: {en: Which is largest?, zh: 哪个最大？}
    options:
    - right: $k$
      why: {en: It is., zh: 就是它。}
    - wrong: $s$
      why: {en: It is not., zh: 不是它。}
    - wrong: $p$
      why: {en: Nor this., zh: 也不是它。}
  - id: pair
    kind: true-false
    right: {en: It halves., zh: 它减半。}
    wrong: {en: It doubles., zh: 它加倍。}
    why: {en: Seen above., zh: 见上。}
  - id: words
    kind: cloze
    text:
      en: A stride of two [[halves|cuts]] the map.
      zh: 步幅为 2 使特征图[[减半]]。
  - id: steps
    kind: order
    ask: {en: Put them in order., zh: 排好顺序。}
    steps:
    - {en: Pad, zh: 填充}
    - any_order:
      - {en: Multiply, zh: 相乘}
      - {en: Copy, zh: 复制}
    - {en: Add, zh: 相加}
  follow_ups: [padding]
  sources:
  - {source: dumoulin2016, where: §2}
  documents:
  - {doc: interview-book, at: L7}
- id: padding
  level: deep
  ask: {en: Why pad?, zh: 为什么要填充？}
  answer: {en: To keep the size., zh: 为了保持大小。}
"""

# (what is replaced, by what, ..., the problem, the remedy): each begins with the words given

YAML = [
    ("en: CNN basics", 'en: ‹"CNN basics"', "the text is in double quotes", "use single quotes"),
    ("en: CNN basics", 'en: "the ‹\\nu"', "\\n is a line feed in double quotes", "use single quotes"),
    ("en: CNN basics", 'en: "a ‹\\frac"', "\\f is a form feed in double quotes", "use single quotes"),
    ("en: CNN basics", 'en: "a ‹\\sigma"', "not valid YAML: found unknown escape", "use single quotes"),
    ("en: CNN basics", "en: ‹&a CNN", "&a is an anchor", "take it out"),
    ("en: CNN basics", "en: ‹!!str CNN", "!!str is a tag", "take it out"),
    ("title:", "title: ‹!x", "!x is a tag", "take it out"),
    ("en: CNN basics", "en: ‹*a", "*a is an alias", "write the thing out"),
    ("  zh: 卷积基础", "  zh: 卷积基础\n  ‹en: Again", "the key en is here twice", "keep one"),
    ("en: CNN basics", "en: 3 ‹# of groups", "a comment cuts the line after '3'", "put the text in single quotes"),
    ("en: Half the size", "en: Half ‹# the size", "a comment cuts the line after 'Half'", "put the text in single"),
    ("en: CNN basics", "en: C‹\x1bNN", "the character U+001B is not allowed", "remove it"),
    ("en: CNN basics", "en: C‹\x7fNN", "the character U+007F is not allowed", "remove it"),
    ("en: CNN basics", "en: C‹\u202eNN", "the character U+202E is not allowed", "remove it"),
    ("en: CNN basics", "en: C‹\u2028NN", "the character U+2028 is not allowed", "remove it"),
    ("en: CNN basics", "en: C‹\rNN", "the character U+000D is not allowed", "remove it"),
    (
        "en: CNN basics",
        "en: CNN‹: basics",
        "not valid YAML: mapping values are not allowed",
        "if the text contains ': '",
    ),
    ("en: CNN basics", "en: ‹@home", "not valid YAML: found character that cannot start", "if this begins a text"),
    ("  level: deep", "‹\tlevel: deep", "not valid YAML: found a tab character", "indent with spaces"),
    ("  level: deep", "  ? ‹[a, b]\n  : c\n  level: deep", "a key is a list", "write a plain word"),
    ("大小。}\n", "大小。}\n‹---\ntopic: x\n", "a second document begins", "keep one bank in one file"),
    (
        "{stride: 2}",
        "{stride: " + "[" * 15 + "‹[[2]]" + "]" * 15 + "}",
        "the nesting is more than 20 deep",
        "flatten it",
    ),
]

BANKS = [
    ("topic: cnn-basics\n", "‹", "the bank has no topic", 'add a "topic:" line'),
    ("topic: cnn-basics", "topic: ‹CNN", "topic is 'CNN'", "write 1 to 64 of a-z"),
    ("topic: cnn-basics", "‹topic:", "topic is empty", "write it"),
    ("topic: cnn-basics", "topic: cnn-basics\n‹titel: x", "the bank has an unknown field titel", "did you mean title?"),
    ("topic: cnn-basics", "topic: cnn-basics\nlang: ‹fr", "lang is fr", "write en or zh"),
    ("questions:\n", "questions: ‹none\nrest:\n", "questions is none", "list them under questions:"),
]

QUESTIONS = [
    ("- id: stride", "- id: ‹Stride_1", "id is 'Stride_1'", "write 1 to 64 of a-z, 0-9 and -"),
    ("- id: stride", "- id: ‹7", "id is 7, not a text", "put it in single quotes, as in '7'"),
    ("- id: stride\n  level: core", "- ‹level: core", "the question has no id", 'add an "id:" line'),
    ("- id: padding", "- id: ‹stride", "question stride is here twice", "rename or remove one"),
    ("level: core", "level: ‹hard", "level is hard", "write core or deep"),
    ("  level: core", "  ‹leval: core", "question stride has an unknown field leval", "did you mean level?"),
    (
        "- id: padding",
        "- id: ‹padding",
        "  ask: {en: Why pad?, zh: 为什么要填充？}\n",
        "",
        "question padding has no ask",
        'add an "ask:" line',
    ),
    (
        "- id: padding",
        "- id: ‹padding",
        "  answer: {en: To keep the size., zh: 为了保持大小。}\n",
        "",
        "question padding has no answer",
        'add an "answer:" line',
    ),
    ("    zh: 特征图缩小一半。", "    ‹zh:", "zh of answer is empty", "write it, or take the line out"),
    ("    zh: 特征图缩小一半。", "    ‹zh: ''", "zh of answer is empty", "write it, or take the line out"),
    ("    zh: 特征图缩小一半。", "    ‹de: Hälfte", "answer has an unknown language de", "write en: and zh:"),
    (
        "{en: To keep the size.,",
        "{en: To keep, ‹the size,",
        "answer has an unknown language the size",
        "a comma splits a text",
    ),
    ("    zh: 特征图缩小一半。", "    zh: ‹[a]", "zh of answer is a list, not a text", "write en: and zh:"),
    ("    zh: 特征图缩小一半。", "    zh: ‹0.50", "zh of answer is 0.5, not a text", "put it in single quotes"),
    (
        "    zh: 特征图缩小一半。",
        "    zh: ‹true",
        "zh of answer is true, not a text",
        "put it in single quotes, as in 'true'",
    ),
    (
        "ask: {en: Why pad?, zh: 为什么要填充？}",
        "ask: ‹Why pad?",
        "ask is in one language",
        "write en: and zh: below it",
    ),
    ("follow_ups: [padding]", "follow_ups: ‹padding", "follow_ups is padding, not a list", "begin each entry with -"),
    ("follow_ups: [padding]", "follow_ups: ‹[stride]", "question stride follows itself", "take it out"),
    ("name: conv_cost", "name: conv_cost\n    ‹wiht: {}", "the demo has an unknown field wiht", "did you mean with?"),
    ("with: {stride: 2}", "with: ‹2", "with is 2, not a mapping", "write {name: value}"),
    ("with: {stride: 2}", "with: {stride: ‹{a: 1}}", "stride is a mapping", "write a number, a word"),
    ("with: {stride: 2}", "with: {stride: ‹[1, [2]]}", "stride is a list", "write a number, a word"),
    ("with: {stride: 2}", "with: {‹a b: 2}", "'a b' is no name", "write letters, digits and _"),
    ("with: {stride: 2}", "with: {stride: ‹1e999}", "stride is inf", "write a number, a word"),
    ("gives: {params: 9}", "gives: {params: ‹[9]}", "params is a list", "write a number, a word"),
    ("{source: dumoulin2016, where: §2}", "‹{where: §2}", "the source has no source", 'add a "source:" line'),
    ("{doc: interview-book, at: L7}", "‹{doc: interview-book}", "the document has no at", 'add an "at:" line'),
    (
        "wrong: {en: It halves the channels., zh: 通道减半。}\n    right",
        "‹right",
        "the trap has no wrong",
        'add a "wrong:"',
    ),
]

CHECKS = [
    (
        "- id: steps\n    kind: order",
        "- id: ‹steps",
        "check steps has no kind",
        "write kind: numeric, choice, true-false",
    ),
    ("kind: order", "kind: ‹sort", "there is no kind sort", "there are numeric, choice, true-false, cloze, order"),
    ("- id: which", "- id: ‹size", "question stride has two checks size", "rename one"),
    (
        "demo: conv_cost\n    vary",
        "demo: ‹conv_cost\n    vary",
        "    want: out_width\n",
        "",
        "check size has no want",
        "name the output",
    ),
    (
        "    demo: conv_cost\n    vary",
        "    answer: 4\n    ‹vary",
        "check size has vary but no demo",
        'add a "demo:" line',
    ),
    (
        "- id: size",
        "- id: ‹size",
        "    demo: conv_cost\n    vary",
        "    vary",
        "check size has neither a demo nor an answer",
        'add a "demo:"',
    ),
    ("    tolerance: 0", "    tolerance: 0\n    answer: ‹4", "check size has a demo and an answer", "keep one of them"),
    ("tolerance: 0", "tolerance: ‹0.1", "tolerance is '0.1'", "write 0, 1% or ±0.01"),
    ("tolerance: 0", "tolerance: ‹about 1", "tolerance is 'about 1'", "write 0, 1% or ±0.01"),
    ("stride: [1, 2]}\n", "stride: ‹[]}\n", "vary has no values for stride", "give a list of one or more"),
    ("{width: [8, 16],", f"‹{{width: {list(range(1, 252))},", "vary spans 502 combinations", "keep it to 500"),
    (
        "{width: [8, 16], stride: [1, 2]}",
        "\n    - {width: 8, stride: 1}\n    - ‹{width: 8}",
        "the case names other parameters",
        "give every",
    ),
    ("with: {kernel_size: 1}", "with: {‹stride: 1}", "stride stands in vary and in with", "keep one of them"),
    (
        "Input {width}, stride",
        "Input {width}, ‹{dtride}, stride",
        "{dtride} is declared neither",
        "did you mean stride?",
    ),
    (
        "zh: 输入宽 {width}，",
        "zh: ‹输入宽，",
        "zh of ask does not show {width}",
        "use the same names in both languages",
    ),
    ("Input {width},", "Input $w = ‹{width}$ and {width},", "{width} stands inside $…$", "close the formula before it"),
    (
        "    - with: {padding: 1}\n      say",
        "    - ‹say",
        "the slip has neither with nor want",
        "say what is computed differently",
    ),
    (
        "- with: {padding: 1}\n      say: {en: No padding here., zh: 这里没有填充。}",
        "- ‹with: {padding: 1}",
        "the slip has no say",
        "add",
    ),
    (
        "    options:\n    - right",
        "    options:\n    ‹- right",
        "    - wrong: $p$\n      why: {en: Nor this., zh: 也不是它。}\n",
        "",
        "options has 2",
        "give 3 to 5",
    ),
    (
        "    options:\n    - right",
        "    options:\n    ‹- right",
        "right: $k$",
        "wrong: $k$",
        "check which has no right option",
        "write right:",
    ),
    (
        "- wrong: $p$",
        "- ‹wrong: $p$\n      right: $q$",
        "an entry of options has both right and wrong",
        "give one of them",
    ),
    ("- wrong: $p$\n      why", "- ‹why", "an entry of options has neither right nor wrong", "give one of them"),
    ("- wrong: $p$", "- ‹wrong: $s$", "two options of check which say the same", "change one"),
    (
        "{en: It doubles., zh: 它加倍。}",
        "‹{en: It halves., zh: 它减半。}",
        "both statements of check pair are the same",
        "make",
    ),
    (
        "en: A stride of two [[halves|cuts]]",
        "en: ‹A stride of two halves",
        "the text has 0 blanks",
        "mark 1 to 5 with [[…]]",
    ),
    (
        "en: A stride of two [[halves|cuts]]",
        "en: ‹A stride of two [[halves|cuts",
        "[[ without ]]",
        "write [[shown|accepted]]",
    ),
    (
        "en: A stride of two [[halves|cuts]]",
        "en: ‹A stride [[halves|]]",
        "the blank [[halves|]] has an empty",
        "a form cannot hold |",
    ),
    (
        "步幅为 2 使特征图",
        "‹步幅为 2 使[[特征]]图",
        "en has 1 and zh 2 blanks",
        "hide the same things in both languages",
    ),
    ("A stride of two [[halves", "‹A [[a]] [[b]] [[c]] [[d]] [[e]] [[halves", "the text has 6 blanks", "mark 1 to 5"),
    (
        "    steps:\n    - {en: Pad",
        "    steps:\n    ‹- {en: Pad",
        "    - {en: Add, zh: 相加}\n",
        "    - {en: Add, zh: 相加}\n" * 5,
        "steps has 8 entries",
        "give 3 to 7",
    ),
    (
        "    steps:\n    - {en: Pad",
        "    steps:\n    ‹- {en: Pad",
        "{en: Add, zh: 相加}",
        "{en: Pad, zh: 填充}",
        "two steps say the same",
        "change one",
    ),
    (
        "- any_order:\n",
        "- any_order:\n",
        "- {en: Copy, zh: 复制}\n",
        "- {en: Copy, zh: 复制}\n      ‹odd: 1\n",
        "any_order stands beside odd",
        "keep it alone",
    ),
]


def broken(*pairs: str) -> tuple[str, int, int]:
    """The bank with each old text replaced by the new one beside it, and the line and column that ‹ marks."""
    text = BANK
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    at = text.index("‹")
    return text.replace("‹", ""), text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


@pytest.mark.parametrize("case", [*YAML, *BANKS, *QUESTIONS, *CHECKS], ids=lambda case: case[-2])
def test_a_broken_rule_is_reported_at_its_place(case: tuple[str, ...]) -> None:
    *pairs, problem, remedy = case
    text, line, column = broken(*pairs)
    errors = [found for found in read("bank.yaml", text).problems if found.severity == "error"]
    assert [(found.line, found.column) for found in errors if found.problem.startswith(problem)] == [(line, column)]
    assert next(found for found in errors if found.problem.startswith(problem)).remedy.startswith(remedy)


@pytest.mark.parametrize("case", [*QUESTIONS, *CHECKS], ids=lambda case: case[-2])
def test_a_broken_question_is_dropped_and_the_other_stays(case: tuple[str, ...]) -> None:
    text, _, _ = broken(*case[:-2])
    reading = read("bank.yaml", text)
    assert reading.bank is not None
    assert len(reading.bank.questions) == 1
    assert len([found for found in reading.problems if found.severity == "error"]) == 1


def test_the_unbroken_bank_has_no_problem() -> None:
    reading = read("bank.yaml", BANK)
    assert reading.problems == ()
    assert reading.bank is not None
    assert [question.id for question in reading.bank.questions] == ["stride", "padding"]


def test_all_problems_are_found_at_once() -> None:
    text, _, _ = broken("level: core", "level: ‹hard", "kind: order", "kind: sort", "level: deep", "lvl: deep")
    found = [problem.problem for problem in read("bank.yaml", text).problems]
    assert found == ["level is hard", "there is no kind sort", "question padding has an unknown field lvl"]
