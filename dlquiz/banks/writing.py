"""New questions and where they go: ids made from what is asked, texts that are proved before they are written."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from hashlib import blake2b
from itertools import count
from typing import NamedTuple
from unicodedata import normalize

from dlquiz.banks import editor
from dlquiz.banks.emitter import emit_bank
from dlquiz.banks.reader import Reading, read
from dlquiz.banks.strict import FORBIDDEN
from dlquiz.core.codecs import clean, codec, translatable
from dlquiz.core.plain import texts, write_question
from dlquiz.core.problems import Log
from dlquiz.core.questions import (
    Bank,
    Check,
    Choice,
    Lang,
    Level,
    Option,
    Question,
    Text,
    TrueFalse,
    languages,
)
from dlquiz.core.text import visible
from dlquiz.errors import BankError, UsageError

WORDS, LONGEST = 6, 48
SAY_LITTLE = frozenset(
    "a an the what which why how when where who is are was were be do does did can could would should will has have"
    " of in on at to for from by with and or as it its that this these there one you your we they i me".split()
)
SURROGATE = re.compile("[\ud800-\udfff]")
HAN = re.compile(r"[\u3400-\u9fff]")


def new_id(ask: Text, taken: Container[str]) -> str:
    """A permanent id from the words of the question, unlike those taken; Chinese alone gets ``q-`` and a hash."""
    ascii_ = normalize("NFKD", visible(ask.en)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", ascii_.replace("'", ""))
    said = [word for word in words if word not in SAY_LITTLE] or words
    name = "-".join(said[:WORDS])[:LONGEST].strip("-")
    if not name or (ask.zh and not ask.en):
        name = f"q-{blake2b((ask.zh or ask.en).encode(), digest_size=4).hexdigest()}"
    numbered = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(candidate for candidate in numbered if candidate not in taken)


def tidy(text: str) -> str:
    """A text without what no bank may hold: control characters, marks that turn the direction, halves of characters."""
    return clean(SURROGATE.sub("", FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))))


def one_language(said: str, lang: Lang | None = None) -> Text:
    """What was written in one language; which one, the characters tell unless it is given. "" gives an empty Text."""
    said = clean(said)
    if said and not translatable(said):
        return Text.same(said)
    zh = lang == "zh" or (lang is None and HAN.search(said) is not None)
    return Text(zh=said) if zh else Text(en=said)


class Given(NamedTuple):
    """A question as it is typed: plain texts in one language."""

    topic: str = ""
    ask: str = ""
    answer: str = ""
    points: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    asked: str = ""
    level: Level = "core"
    lang: Lang | None = None


def question_of(given: Given, taken: Container[str]) -> Question:
    """The question that was typed, with its check. UsageError where something is missing, BankError where it is wrong.

    One right and one wrong text are the two statements of a true-false, more are options.
    """

    def said(text: str) -> Text:
        return one_language(tidy(text), given.lang)

    for name in ("topic", "ask", "answer"):
        if not tidy(getattr(given, name)):
            raise UsageError(f"the {'question' if name == 'ask' else name} is missing", remedy="write it")
    ask = said(given.ask)
    right, wrong = ([said(text) for text in typed if tidy(text)] for typed in (given.right, given.wrong))
    question = Question(
        new_id(ask, taken),
        ask,
        said(given.answer),
        level=given.level,
        topic=given.topic.strip(),
        points=tuple(said(point) for point in given.points if tidy(point)),
        checks=(_check(ask, right, wrong),) if right or wrong else (),
        asked=" ".join(tidy(given.asked).split()),
    )
    if problem := problem_of(question):
        raise BankError(problem)
    return question


def _check(ask: Text, right: Sequence[Text], wrong: Sequence[Text]) -> Check:
    if not right or not wrong:
        missing = "wrong" if right else "right"
        raise UsageError(f"a check needs a {missing} text too", remedy=f"give a {missing} one, or none of both")
    if len(right) == len(wrong) == 1:
        return TrueFalse("true-or-false", right[0], wrong[0])
    return Choice("pick", ask, tuple(Option(text, text in right) for text in (*right, *wrong)))


def problem_of(question: Question) -> str:
    """Why it could not be read back; "" where it can."""
    log = Log()
    codec(Question).read(write_question(question), log)
    found = next((problem for problem in log.problems if problem.severity == "error"), None)
    return f"{found.problem}; {found.remedy}" if found else ""


def spoken(question: Question) -> set[Lang]:
    """The languages that its texts are written in, those aside that need no translation."""
    return {lang for _, text in texts(question) if text.en != text.zh for lang, _ in languages(text)}


def in_bank(topic: str, title: Text, questions: Sequence[Question]) -> Bank:
    """A new bank of these questions; it names its language where there is only one."""
    tongues = set().union(*map(spoken, questions))
    lang = next(iter(tongues)) if len(tongues) == 1 else None
    return Bank(topic, title, tuple(question._replace(topic=topic) for question in questions), lang)


def appended(file: str, text: str, question: Question) -> str:
    """The text of a bank with the question at its end. BankError where that cannot be, or would change another."""
    before = read(file, text)
    if before.bank is None:
        problem = before.problems[0]
        raise BankError(problem.problem, place=f"{file}:{problem.line}:{problem.column}", remedy=problem.remedy)
    if before.bank.topic != question.topic:
        raise BankError(f"the bank's topic is {before.bank.topic}", place=file)
    after = editor.append(text, question)
    if _questions(read(file, after)) != [*before.bank.questions, question]:
        raise BankError("the question would not be read back as it is", place=file)
    return after


def new_bank(file: str, bank: Bank) -> str:
    """The text of a new bank. BankError with the place in it where the reader would not give it back."""
    text = emit_bank(bank)
    reading = read(file, text)
    if reading.bank != bank:
        errors = [problem for problem in reading.problems if problem.severity == "error"]
        raise BankError(f"the bank would not be read back as it is: {errors[0] if errors else ''}", place=file)
    return text


def _questions(reading: Reading) -> list[Question]:
    return list(reading.bank.questions) if reading.bank else []
