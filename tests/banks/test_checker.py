"""The checker against demos of its own, whose numbers are known by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz.banks.checker import COLUMNS, World, check, near_pairs, shingles
from dlquiz.banks.reader import Located, read
from dlquiz.core.plain import texts
from dlquiz.core.questions import Text, Value
from dlquiz.core.result import Description, Output, Parameter, Result
from dlquiz.errors import DemoError, TexError

ROOT = Path(__file__).parents[2]
BANK = """\
topic: cnn-basics
title: {en: CNN basics, zh: 卷积基础}
questions:
- id: area
  ask: {en: How large is it?, zh: 它有多大？}
  answer:
    en: It has 1,200 cells at a side of 34.64, that is 12 rows.
    zh: 边长 34.64，共 1,200 格，即 12 行。
  demo:
    name: rectangle
    with: {width: 100, height: 12}
    gives: {area: 1200}
  checks:
  - id: size
    kind: numeric
    ask: {en: 'A {width} by {height} grid. How many cells?', zh: '{width} 乘 {height} 的网格有几格？'}
    demo: rectangle
    vary: {width: [2, 3], height: [4, 5]}
    want: area
    slips:
    - with: {height: 1}
      say: {en: That is one row., zh: 那是一行。}
  - id: which
    kind: choice
    ask: {en: Which is it?, zh: 是哪个？}
    options:
    - right: {en: The product, zh: 乘积}
    - wrong: {en: The larger, zh: 较大者}
    - wrong: {en: The quotient, zh: 商}
"""


class Rectangles:
    """Demos: `rectangle` gives area, perimeter and, where height is not 0, aspect."""

    def names(self) -> Sequence[str]:
        return ["rectangle"]

    def describe(self, name: str) -> Description:
        parameters = tuple(Parameter(name, "int", 1) for name in ("width", "height"))
        outputs = tuple(Output(name, Text.same(name)) for name in ("area", "perimeter", "aspect", "sides"))
        return Description(name, "cnn-basics", Text.same("rectangle"), parameters, outputs)

    def run(self, name: str, inputs: Mapping[str, Value]) -> Result:
        width, height = inputs.get("width", 1), inputs.get("height", 1)
        assert isinstance(width, int)
        assert isinstance(height, int)
        if width > 1000:
            raise DemoError(f"width is {width}", remedy="give 0 to 1000")
        outputs: dict[str, Value] = {
            "area": width * height,
            "perimeter": 2 * (width + height),
            "aspect": width / height,
            "sides": (width, height),
        }
        return Result(outputs)


def draw(tex: str) -> Sequence[str]:
    if "\\odd" in tex:
        raise TexError("\\odd is unknown")
    return [tex]


WORLD = World(Rectangles(), draw, sources=("he2016",), documents=("book",))


def problems(*changes: tuple[str, str], demanding: bool = False) -> list[Located]:
    text = BANK
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return check([read("bank.yaml", text, demanding=demanding)], WORLD, demanding=demanding)


def only(old: str, new: str) -> Located:
    (found,) = problems((old, new))
    return found


def test_the_sample_is_sound() -> None:
    assert problems() == []


NAMES = [
    ("name: rectangle", "name: rectangel", 10, "no demo is called rectangel", "did you mean rectangle?"),
    ("    demo: rectangle", "    demo: circle", 17, "no demo is called circle", "dlquiz demo lists them"),
    (
        "with: {width: 100, height: 12}",
        "with: {widht: 100}",
        11,
        "rectangle has no parameter widht",
        "did you mean width?",
    ),
    ("gives: {area: 1200}", "gives: {erea: 1200}", 12, "rectangle has no output erea", "did you mean area?"),
    ("want: area", "want: arae", 19, "rectangle has no output arae", "did you mean area?"),
    ("with: {height: 1}\n", "want: pi\n", 21, "rectangle has no output pi", "there are area, perimeter, aspect, sides"),
    ("with: {height: 1}\n", "with: {colour: 1}\n", 21, "rectangle has no parameter colour", "there are width, height"),
    ("  checks:", "  follow_ups: [aera]\n  checks:", 13, "there is no question aera", "did you mean area?"),
    (
        "  checks:",
        "  sources: [{source: hee2016}]\n  checks:",
        13,
        "there is no source hee2016",
        "did you mean he2016?",
    ),
    (
        "  checks:",
        "  documents: [{doc: x, at: y}]\n  checks:",
        13,
        "there is no document x",
        "add it to documents.yaml",
    ),
]


@pytest.mark.parametrize(("old", "new", "line", "problem", "remedy"), NAMES)
def test_names_that_do_not_exist(old: str, new: str, line: int, problem: str, remedy: str) -> None:
    found = only(old, new)
    assert (found.line, found.problem, found.remedy, found.severity) == (line, problem, remedy, "error")
    assert found.question == "area"


def test_references_into_other_banks_are_known() -> None:
    linked = read("bank.yaml", BANK.replace("  checks:", "  follow_ups: [other, broken]\n  checks:"))
    other = "topic: t\ntitle: $t$\nquestions:\n- {id: other, ask: $a$, answer: $b$}\n- {id: broken, ask: $a$}\n"
    world = World(Rectangles(), draw, known=[read("other.yaml", other)])
    assert check([linked], world) == []


@pytest.mark.parametrize("printed", ["1,200", "1200", "1{,}200", "1.2 thousand", "0.12 万"])
def test_a_given_figure_may_be_printed_in_several_ways(printed: str) -> None:
    change = ("It has 1,200", f"It has {printed}"), ("共 1,200", f"共 {printed}")
    assert problems(*change) == []


def test_a_given_figure_stands_in_both_answers() -> None:
    found = problems(("共 1,200 格", "共很多格"))
    assert [(problem.line, problem.problem) for problem in found] == [
        (8, "zh of answer lacks 1,200"),
        (12, "zh of answer does not print area = 1,200"),
    ]


@pytest.mark.parametrize(
    ("figure", "printed", "right"),
    [(34.6, "34.6", False), (8.33, "8.33", True), (8.3, "8.3", True), (8.34, "8.34", False)],
)
def test_a_given_figure_is_recomputed_and_rounded_as_printed(figure: float, printed: str, right: bool) -> None:
    found = problems(
        ("gives: {area: 1200}", f"gives: {{aspect: {figure}}}"),
        ("It has 1,200", f"It has {printed}"),
        ("共 1,200", f"共 {printed}"),
    )
    wrong = [] if right else [f"the demo gives aspect = 8.333333333333334, not {figure}"]
    assert [problem.problem for problem in found] == wrong


def test_zeros_at_the_end_count_as_printed() -> None:
    changes = ("gives: {area: 1200}", "gives: {aspect: 8.30}"), ("It has 1,200", "It has 8.30"), ("共 1,200", "共 8.30")
    assert [found.problem for found in problems(*changes)] == ["the demo gives aspect = 8.333333333333334, not 8.3"]


def test_a_demo_out_of_its_domain_is_reported_with_its_remedy() -> None:
    found = only("with: {width: 100, height: 12}\n    gives: {area: 1200}", "with: {width: 2000}")
    assert (found.line, found.problem, found.remedy) == (11, "width is 2000", "give 0 to 1000")


def test_a_combination_out_of_the_domain_is_named() -> None:
    found = only("{width: [2, 3], height: [4, 5]}", "{width: [2, 3000], height: [4, 5]}")
    assert found.line == 18
    assert found.problem == "no solution for width=3000, height=4: width is 3000"


def test_a_demo_that_crashes_is_a_problem_and_no_traceback() -> None:
    found = only("with: {width: 100, height: 12}\n    gives: {area: 1200}", "with: {height: 0}")
    assert found.problem == "the demo fails: ZeroDivisionError('division by zero')"


def test_an_output_that_is_no_number_cannot_be_asked() -> None:
    assert only("want: area", "want: sides").problem.startswith("no solution for width=2, height=4: ")


def test_a_slip_that_is_always_right_is_an_error() -> None:
    found = only("with: {height: 1}\n", "want: area\n")
    assert (found.line, found.problem) == (21, "the slip is the right answer in every combination")


@pytest.mark.parametrize(
    ("exact", "found"), [("", ["the slip 120 is graded as right where 124 is"]), ("exact: true", [])]
)
def test_a_slip_so_near_that_it_counts_as_rounded_is_pointed_out(exact: str, found: list[str]) -> None:
    changes = [
        ("vary: {width: [2, 3], height: [4, 5]}", "vary: {width: [31], height: [4]}"),
        ("with: {height: 1}\n", "with: {width: 30}\n"),
        ("    want: area\n", f"    want: area\n    {exact}\n"),
    ]
    assert [problem.problem for problem in problems(*changes)] == found


def test_a_slip_that_is_right_sometimes_is_none() -> None:
    assert problems(("height: [4, 5]}", "height: [1, 5]}")) == []


LENGTHS = [
    ("How large is it?", "How " + "very " * 24 + "large?", "ask has 26 words"),
    ("它有多大？", "它" + "很" * 38 + "大吗？", "ask has 41 Han characters"),
    ("that is 12 rows.", "that is" + " 12 rows" * 71, "answer has 153 words"),
    ("即 12 行。", "即" + "很" * 260 + "。", "answer has 265 Han characters"),
]


@pytest.mark.parametrize(("old", "new", "problem"), LENGTHS)
def test_lengths(old: str, new: str, problem: str) -> None:
    found = only(old, new)
    assert (found.problem, found.severity) == (problem, "warning")


def test_strict_makes_errors_of_lengths_and_minds_the_lower_limits_too() -> None:
    found = {problem.problem: problem.severity for problem in problems(demanding=True)}
    assert found["ask has 4 words"] == "error"
    assert found["answer has 13 words"] == "error"
    assert found["answer has 6 Han characters"] == "error"


def test_words_of_formulas_do_not_count() -> None:
    assert problems(("How large is it?", "How large is $" + "x " * 30 + "x$?")) == []


def extra(lines: str) -> tuple[str, str]:
    return ("  checks:", f"  {lines}\n  checks:")


FORMULAS = [
    (extra("formula: ['\\odd']"), "the formula cannot be drawn: \\odd is unknown"),
    (extra(f"formula: [{'x' * (COLUMNS + 1)}]"), "the formula is 61 columns wide"),
    (extra(f"formula: [{'中' * 31}]"), "the formula is 62 columns wide"),
    (extra(f"sketch: {'-' * 61}"), "the sketch is 61 columns wide"),
    (extra("sketch: 'a → b'"), "the sketch has →"),
    (extra("sketch: |\n" + "    a\n" * 17), "the sketch has 17 lines"),
    (("How large is it?", "How large is $\\odd$?"), "$\\odd$ cannot be drawn: \\odd is unknown"),
    (("How large is it?", "How large is $x_1?"), "a $ has no partner"),
]


@pytest.mark.parametrize(("change", "problem"), FORMULAS)
def test_what_cannot_be_drawn_is_a_warning_and_in_a_shared_bank_an_error(change: tuple[str, str], problem: str) -> None:
    (found,) = problems(change)
    assert (found.problem, found.severity) == (problem, "warning")
    strictly = [found for found in problems(change, demanding=True) if found.problem == problem]
    assert [found.severity for found in strictly] == ["error"]


def test_a_blank_is_drawn_both_hidden_and_shown() -> None:
    cloze = "  - {id: c, kind: cloze, text: '$a = [[\\odd|odd]]$'}\n  - id: which\n"
    assert [found.problem for found in problems(("  - id: which\n", cloze))] == [
        "$a = \\odd$ cannot be drawn: \\odd is unknown"
    ]


@pytest.mark.parametrize(
    "zh", ["它有多大?", "它,有多大？", "它(很)有多大？", "它有多大:", "BN, 它有多大？", "$n$,它有多大？"]
)
def test_half_width_punctuation_beside_chinese_is_an_error_at_its_place(zh: str) -> None:
    found = problems(("zh: 它有多大？", f"zh: '{zh}'"))
    assert found
    assert all(problem.problem.startswith("half-width punctuation") for problem in found)
    assert {problem.severity for problem in found} == {"error"}
    sign = next(index for index, character in enumerate(zh) if character in ",?:(")
    assert min(problem.column for problem in found) in (
        len("  ask: {en: How large is it?, zh: '") + sign + shift for shift in (0, 1)
    )


@pytest.mark.parametrize(
    "zh", ["它有 (3, 3) 吗？", "用 `f(x)`，好。", "见 3.5 节。", "1. 先算", "**它**（BN）。", "占 37%，是。"]
)
def test_punctuation_that_is_in_order(zh: str) -> None:
    assert [found for found in problems(("zh: 它有多大？", f"zh: '{zh}'")) if found.severity == "error"] == []


@pytest.mark.parametrize("zh", ["BN有多大？", "有3个？", "$n$个？", "第{n}个"])
def test_a_missing_space_beside_chinese_is_a_warning(zh: str) -> None:
    found = problems(("zh: 它有多大？", f"zh: '{zh}'"))
    expected = 0 if "{" in zh else 1
    assert [problem.severity for problem in found][:1] == ["warning"] * expected


def test_the_numbers_of_both_answers_agree() -> None:
    found = problems(("边长 34.64", "边长 34.6"))
    assert [(problem.line, problem.problem) for problem in found] == [
        (7, "en of answer lacks 34.6"),
        (8, "zh of answer lacks 34.64"),
    ]


def test_small_whole_numbers_may_be_words_in_one_language() -> None:
    assert problems(("that is 12 rows", "that is twelve rows")) == []


def test_a_right_option_that_is_the_longest_is_a_warning() -> None:
    found = only("The product, zh", "The product of both sides, zh")
    assert (found.line, found.severity) == (27, "warning")
    assert found.problem == "the right option is the longest: 25 columns, the next 12"
    assert problems(("The product, zh", "The product it, zh"), ("The quotient", "The quotient a")) == []


def test_an_id_in_two_files_is_an_error_unless_it_replaces_the_other() -> None:
    first, second = read("a.yaml", BANK), read("b.yaml", BANK)
    (found,) = check([first, second], WORLD)
    assert (found.file, found.line, found.problem) == ("b.yaml", 4, "question area is in a.yaml too")
    override = read("b.yaml", BANK.replace("- id: area\n", "- id: area\n  replaces: abc\n"))
    assert check([first, override], WORLD) == []


def test_a_question_stands_in_for_the_known_one_of_its_id() -> None:
    known = World(Rectangles(), draw, known=[read("content.yaml", BANK)])
    assert check([read("bank.yaml", BANK)], known) == []


def test_a_line_that_is_no_sound_yaml_is_reported_once() -> None:
    (found,) = problems(
        ("en: It has 1,200 cells", 'en: "It \\fhas $1,200 cells'), ("that is 12 rows.", 'that is 12 rows."')
    )
    assert found.problem == "\\f is a form feed in double quotes"


def test_near_duplicates_are_a_warning() -> None:
    mine = "topic: t\ntitle: $t$\nquestions:\n- {id: a, ask: {en: 'How large is it now?', zh: 多大？}, answer: $b$}\n"
    (found,) = check([read("mine.yaml", mine)], World(Rectangles(), draw, known=[read("content.yaml", BANK)]))
    assert (found.line, found.severity) == (4, "warning")
    assert found.problem == "question a asks nearly what area asks"


def near_pairs_by_comparing_all(sets: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """For each set the earliest one before it with a Jaccard similarity of three quarters."""

    def near(a: frozenset[str], b: frozenset[str]) -> bool:
        return bool(a | b) and 4 * len(a & b) >= 3 * len(a | b)

    earliest = ((later, (e for e in range(later) if near(sets[e], sets[later]))) for later in range(len(sets)))
    return [(later, earlier) for later, found in earliest for earlier in islice(found, 1)]


@st.composite
def families(draw: st.DrawFn) -> list[frozenset[str]]:
    """Sets of many sizes, most of them a few members away from one of three: near, far, and just about near."""
    members = st.integers(33, 33 + draw(st.integers(0, 90))).map(chr)
    parents = draw(st.lists(st.frozensets(members, max_size=60), min_size=3, max_size=3))
    changes = st.lists(st.tuples(st.sampled_from(parents), st.frozensets(members, max_size=12)), max_size=25)
    return [parent ^ changed for parent, changed in draw(changes)]


@given(families())
def test_near_pairs_are_those_of_comparing_all(sets: list[frozenset[str]]) -> None:
    assert list(near_pairs(sets)) == near_pairs_by_comparing_all(sets)


def test_near_pairs_among_wordings_of_the_bank() -> None:
    banks = [read(path).bank for path in sorted((ROOT / "content").glob("*.yaml"))]
    questions = [question for bank in banks if bank for question in bank.questions]
    sets = [shingles(text) for question in questions[:20] for _, text in texts(question)]
    found = near_pairs_by_comparing_all(sets)
    assert found
    assert list(near_pairs(sets)) == found


def test_sets_that_only_share_what_is_common_are_not_compared() -> None:
    compared = []

    class Watched(frozenset[str]):
        def __and__(self, other: object) -> frozenset[str]:
            compared.append(other)
            return super().__and__(other)  # type: ignore[operator]

    rng = Random(1)
    sets = [Watched(map(str, rng.sample(range(800), 80))) for _ in range(400)]
    assert not list(near_pairs(sets))
    assert len(compared) < len(sets)
