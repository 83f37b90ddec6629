"""Hypothesis strategies: any question that the format allows, as a bank gives it (no blanks around a text)."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dlquiz.core.codecs import translatable
from dlquiz.core.plain import read_bank
from dlquiz.core.questions import (
    LEVELS,
    Check,
    Choice,
    Citation,
    Cloze,
    DemoUse,
    Level,
    Locator,
    Numeric,
    Option,
    Order,
    Question,
    Slip,
    Text,
    Trap,
    TrueFalse,
)

AWKWARD = [
    "no",
    "true",
    "null",
    "~",
    "1:30",
    "2026-11-20",
    "1e-8",
    "0x1F",
    "1_000",
    "=",
    "<<",
    "---",
    "...",
    "- a",
    "a: b",
    "a #b",
    "#a",
    "[a",
    "{a}",
    "'a'",
    '"a"',
    "a'",
    "`a`",
    "*a*",
    "&a",
    "!a",
    "%a",
    "@a",
    "|",
    ">",
    "?",
    "$\\frac{a}{b}$",
    "\\nu",
    "a\n\nb",
    "a\n  b\n c",
    "  a",
    "\ta",
    "  a\nb",
    "a\n\t\nb",
    "a,b",
    "a\n#b",
    "a\n- b",
    "中文：好",
    "😀",
    "a:",
    "128",
    "0.50",
]
SIGNS = "aZ09 \n\t.,:;#-?!'\"$\\{}[]()&*%@|>`~=_/+中文，。😀é−×"


def canonical(text: str) -> str:
    return text.rstrip().lstrip("\n")


def strings(signs: str = SIGNS) -> st.SearchStrategy[str]:
    """Texts a reader keeps as they are: not empty, no line end before, no blank after them."""
    return st.one_of(st.text(signs, min_size=1, max_size=30), st.sampled_from(AWKWARD)).map(canonical).filter(bool)


def texts(signs: str = SIGNS) -> st.SearchStrategy[Text]:
    words = strings(signs).filter(lambda text: signs == SIGNS or set(text) <= set(signs))
    both = st.builds(Text, words, words)
    one = st.one_of(words.map(lambda text: Text(en=text)), words.map(lambda text: Text(zh=text)))
    same = words.filter(lambda text: not translatable(text)).map(Text.same)
    return st.one_of(both, one, same)


ids = st.from_regex(r"\A[a-z0-9][a-z0-9-]{0,20}\Z")
names = st.sampled_from(["groups", "kernel_size", "values", "lr", "bias"])
numbers = st.one_of(st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(numbers, st.booleans(), st.just("") | strings())
values = st.one_of(scalars, st.lists(scalars, max_size=4).map(tuple))
assignments = st.dictionaries(names, values, max_size=3)
levels: st.SearchStrategy[Level | None] = st.sampled_from(LEVELS) | st.none()
was = st.lists(ids, max_size=2).map(tuple)
PLAIN = "abc 中文，\n"


@st.composite
def numerics(draw: st.DrawFn) -> Numeric:
    ask, unit, level, former = draw(texts(PLAIN)), draw(st.just(Text()) | texts()), draw(levels), draw(was)
    tolerance = draw(st.sampled_from(["0", "1%", "0.5%", "±0.01"]))
    if draw(st.booleans()):
        return Numeric(draw(ids), ask, answer=draw(numbers), tolerance=tolerance, unit=unit, level=level, was=former)
    grid = st.dictionaries(names, st.lists(values, min_size=1, max_size=3).map(tuple), max_size=3)
    keys = draw(st.lists(names, min_size=1, max_size=2, unique=True))
    cases = st.lists(st.fixed_dictionaries(dict.fromkeys(keys, values)), max_size=4).map(tuple)
    vary = draw(st.one_of(grid.filter(bool), cases))
    varied = set(vary) if isinstance(vary, dict) else {name for case in vary for name in case}
    fixed = {name: value for name, value in draw(assignments).items() if name not in varied}
    slips = draw(
        st.lists(st.builds(Slip, texts(), assignments.filter(bool), st.sampled_from(["", "params"])), max_size=2)
    )
    return Numeric(
        draw(ids),
        ask,
        demo="conv_cost",
        vary=vary,
        with_=fixed,
        want="params",
        tolerance=tolerance,
        unit=unit,
        exact=draw(st.booleans()),
        slips=tuple(slips),
        level=level,
        was=former,
    )


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    said = draw(st.lists(texts(), min_size=3, max_size=5, unique=True))
    right = draw(st.integers(1, len(said) - 1))
    whys = st.just(Text()) | texts()
    options = draw(st.permutations([Option(text, index < right, draw(whys)) for index, text in enumerate(said)]))
    return Choice(draw(ids), draw(texts()), tuple(options), draw(st.booleans()), draw(levels), draw(was))


def pairs() -> st.SearchStrategy[TrueFalse]:
    two = st.lists(texts(), min_size=2, max_size=2, unique=True)
    return st.builds(lambda id_, said, why: TrueFalse(id_, said[0], said[1], why), ids, two, st.just(Text()) | texts())


@st.composite
def clozes(draw: st.DrawFn) -> Cloze:
    number = draw(st.integers(1, 5))
    forms = st.lists(st.text("abc中文 ", min_size=1).filter(str.strip), min_size=1, max_size=3).map("|".join)

    def text() -> str:
        pieces = draw(st.lists(st.text("ab 中，.$\n", max_size=8), min_size=number + 1, max_size=number + 1))
        return canonical("".join(piece + f"[[{draw(forms)}]]" for piece in pieces[:-1]) + pieces[-1])

    return Cloze(draw(ids), Text(text(), text()), draw(levels), draw(was))


@st.composite
def orders(draw: st.DrawFn) -> Order:
    said = draw(st.lists(texts(), min_size=3, max_size=7, unique=True))
    cut = draw(st.integers(1, len(said) - 1))
    groups = (tuple(said[:cut]), *((text,) for text in said[cut:]))
    return Order(draw(ids), draw(texts()), groups, draw(levels), draw(was))


checks: st.SearchStrategy[Check] = st.one_of(numerics(), choices(), pairs(), clozes(), orders())


@st.composite
def questions(draw: st.DrawFn) -> Question:
    own = draw(ids)
    lines = st.lists(strings(), max_size=3).map(tuple)
    return Question(
        own,
        draw(texts()),
        draw(texts()),
        level=draw(st.sampled_from(LEVELS)),
        formula=draw(lines),
        sketch=draw(st.just("") | strings()),
        points=tuple(draw(st.lists(texts(), max_size=3))),
        traps=tuple(draw(st.lists(st.builds(Trap, texts(), texts()), max_size=2))),
        demo=draw(st.none() | st.builds(DemoUse, strings(), assignments, st.dictionaries(names, scalars, max_size=2))),
        checks=tuple(draw(st.lists(checks, max_size=3, unique_by=lambda check: check.id))),
        follow_ups=tuple(draw(st.lists(ids.filter(lambda name: name != own), max_size=2))),
        sources=tuple(draw(st.lists(st.builds(Citation, strings(), st.just("") | strings()), max_size=2))),
        documents=tuple(draw(st.lists(st.builds(Locator, strings(), strings()), max_size=2))),
        was=draw(was),
        asked=draw(st.just("") | strings()),
        replaces=draw(st.just("") | strings()),
    )


def read_back(plain: Any) -> Question:
    """The question that a bank with just this mapping holds; its topic is ""."""
    bank, problems = read_bank({"topic": "t", "title": "$t$", "questions": [plain]})
    assert bank is not None, problems
    (question,) = bank.questions
    return question._replace(topic="")
