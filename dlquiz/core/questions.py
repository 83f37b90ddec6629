"""The question format, once: reader, checker, editor, JSON Schema and cache are made from these classes.

A field's name is its key in YAML (a trailing underscore is dropped: ``with_`` is ``with``). What a type cannot say
stands beside it: ``Annotated[tuple[Text, ...], Count(2, 6), WANTED]``. Named tuples, not dataclasses: every start
imports them, and they cost an eighth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Annotated, Any, Literal, NamedTuple


class Count(NamedTuple):
    """How many entries a list has, if it is there. firm: more or fewer cannot be asked; else a matter of style."""

    low: int
    high: int
    firm: bool = False


class Form(NamedTuple):
    """What a string must look like: a regular expression, and the same in words. bare_number: it needs no quotes."""

    pattern: str
    words: str
    bare_number: bool = False


class Wanted(NamedTuple):
    """A field that a shared bank has to give (``dlquiz check --strict``)."""


WANTED = Wanted()
NOTHING: Mapping[str, Any] = {}
Id = Annotated[str, Form(r"[a-z0-9][a-z0-9-]{0,63}", "1 to 64 of a-z, 0-9 and -, not beginning with -")]
Tolerance = Annotated[str, Form(r"0|(\d+(\.\d*)?|\.\d+)%|±(\d+(\.\d*)?|\.\d+)", "0, 1% or ±0.01", bare_number=True)]

Lang = Literal["en", "zh"]
Level = Literal["core", "deep"]
Kind = Literal["recall", "numeric", "choice", "true-false", "cloze", "order"]
Scalar = bool | int | float | str
Value = Scalar | tuple[Scalar, ...]
"""What a demo's parameter or output can be: what YAML, ``key=value``, a placeholder and a knob can all carry."""

Vary = Mapping[str, tuple[Value, ...]] | tuple[Mapping[str, Value], ...]
"""A grid (every combination of the values), or a list of cases (for values that belong together)."""

LANGS: tuple[Lang, ...] = ("en", "zh")
LEVELS: tuple[Level, ...] = ("core", "deep")


class Text(NamedTuple):
    """One text in both languages; "" where a language is missing (a user's own bank may use one)."""

    en: str = ""
    zh: str = ""

    @classmethod
    def same(cls, plain: str) -> Text:
        """What needs no translation: a formula, a number, code."""
        return cls(plain, plain)

    def in_(self, lang: Lang) -> str:
        """The text in `lang`, else in the other language."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)


class Trap(NamedTuple):
    """A mistake people really make, and what is right."""

    wrong: Text
    right: Text


class DemoUse(NamedTuple):
    """The demo that ``d`` opens. `gives`: output name -> the figure as printed in both answers."""

    name: str
    with_: Mapping[str, Value] = NOTHING
    gives: Mapping[str, Scalar] = NOTHING


class Slip(NamedTuple):
    """A likely wrong number: the same demo with a parameter changed, or another of its outputs."""

    say: Text
    with_: Mapping[str, Value] = NOTHING
    want: str = ""


class Numeric(NamedTuple):
    """One number is asked: computed by `demo` from drawn parameters, or a plain `answer`."""

    id: Id
    ask: Text
    demo: str = ""
    vary: Vary = ()
    with_: Mapping[str, Value] = NOTHING
    want: str = ""
    answer: float | None = None
    tolerance: Tolerance = "0"
    unit: Text = Text()
    exact: bool = False
    slips: tuple[Slip, ...] = ()
    level: Level | None = None
    was: tuple[Id, ...] = ()


class Option(NamedTuple):
    """An option of a choice."""

    text: Text
    right: bool
    why: Annotated[Text, WANTED] = Text()


class Choice(NamedTuple):
    """One or several right options; `shuffle` is off where they are a ladder of numbers."""

    id: Id
    ask: Text
    options: Annotated[tuple[Option, ...], Count(3, 5, firm=True)]
    shuffle: bool = True
    level: Level | None = None
    was: tuple[Id, ...] = ()


class TrueFalse(NamedTuple):
    """Two statements, a word apart; the seed picks which is shown."""

    id: Id
    right: Text
    wrong: Text
    why: Annotated[Text, WANTED] = Text()
    level: Level | None = None
    was: tuple[Id, ...] = ()


class Cloze(NamedTuple):
    """A text with ``[[shown|also accepted]]`` blanks, as many in each language."""

    id: Id
    text: Text
    level: Level | None = None
    was: tuple[Id, ...] = ()


Steps = tuple[tuple[Text, ...], ...]


class Order(NamedTuple):
    """Steps in order; a step that is a tuple of several may come in any order among themselves."""

    id: Id
    ask: Text
    steps: Steps
    level: Level | None = None
    was: tuple[Id, ...] = ()


Check = Numeric | Choice | TrueFalse | Cloze | Order
KINDS: dict[type[Check], Kind] = {
    Numeric: "numeric",
    Choice: "choice",
    TrueFalse: "true-false",
    Cloze: "cloze",
    Order: "order",
}


class Citation(NamedTuple):
    """A key of sources.yaml, and where in it the claim was seen."""

    source: str
    where: str = ""


class Locator(NamedTuple):
    """A place in one of documents.yaml's documents."""

    doc: str
    at: str


class Question(NamedTuple):
    """One thing an interviewer asks. The id is permanent: progress hangs on it."""

    id: Id
    ask: Text
    answer: Text
    level: Annotated[Level, WANTED] = "core"
    topic: str = ""
    formula: Annotated[tuple[str, ...], Count(1, 4)] = ()
    sketch: str = ""
    points: Annotated[tuple[Text, ...], Count(2, 6), WANTED] = ()
    traps: Annotated[tuple[Trap, ...], Count(0, 4)] = ()
    demo: DemoUse | None = None
    checks: Annotated[tuple[Check, ...], Count(1, 6), WANTED] = ()
    follow_ups: Annotated[tuple[str, ...], Count(0, 4)] = ()
    sources: Annotated[tuple[Citation, ...], Count(1, 3), WANTED] = ()
    documents: Annotated[tuple[Locator, ...], WANTED] = ()
    was: tuple[Id, ...] = ()
    asked: str = ""
    replaces: str = ""


class Bank(NamedTuple):
    """The questions of one file."""

    topic: Id
    title: Text
    questions: tuple[Question, ...]
    lang: Lang | None = None


class Card(NamedTuple):
    """One thing the scheduler tracks: a question's recall, or one of its checks. Cards of one question are siblings."""

    id: str
    question: Question
    check: Check | None = None

    @property
    def kind(self) -> Kind:
        return KINDS[type(self.check)] if self.check else "recall"

    @property
    def level(self) -> Level:
        return (self.check.level if self.check else None) or self.question.level


def cards(question: Question) -> Iterator[Card]:
    """The recall card (id = the question's), then one card per check (``question-id/check-id``)."""
    yield Card(question.id, question)
    for check in question.checks:
        yield Card(f"{question.id}/{check.id}", question, check)


def languages(text: Text) -> Iterator[tuple[Lang, str]]:
    """Each language that the text has, once where both are the same."""
    if text.en:
        yield "en", text.en
    if text.zh and text.zh != text.en:
        yield "zh", text.zh


def combinations(check: Numeric) -> Iterator[dict[str, Value]]:
    """Every set of numbers that `vary` can draw, over the fixed ones; the fixed ones alone where nothing varies."""
    if isinstance(check.vary, Mapping):
        for values in product(*check.vary.values()):
            yield {**check.with_, **dict(zip(check.vary, values, strict=True))}
    else:
        for case in check.vary or ({},):
            yield {**check.with_, **case}


def question_id(card_id: str) -> str:
    """The question a card belongs to."""
    return card_id.partition("/")[0]
