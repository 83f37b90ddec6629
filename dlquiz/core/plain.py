"""Plain data, as YAML or JSON gives it, <-> banks and questions.

Reading collects every problem and drops only the question that has one. Shape is judged here; what needs the world
(demos, other banks) elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import MISSING
from functools import cache
from typing import Any, get_type_hints

from dlquiz.core.codecs import TEXT, ByKey, ByKind, Codec, ListOf, Record, Slot, Step, Texts, Word, codec
from dlquiz.core.problems import BAD, Log, Path, Problem, kind_of
from dlquiz.core.questions import KINDS, LANGS, Bank, Question, Text


def read_bank(data: Any, *, strict: bool = False) -> tuple[Bank | None, list[Problem]]:
    """A bank from what YAML gives, without the questions that have an error, and every problem found.

    strict: hold it to what a shared bank owes. None where there is no bank to speak of: no mapping, topic or questions.
    """
    log = Log(strict=strict)
    if type(data) is not dict:
        what = "the file is empty" if data is None else f"the file holds {kind_of(data)}, not a bank"
        log.refuse(what, "begin with topic:, title: and questions:")
        return None, log.problems
    if data.get("lang") is not None:
        log.name = "lang"
        lang = Word(LANGS).read(data["lang"], log)
        log.under(0, "lang")
        log.lang = None if lang is BAD else lang
    questions = _questions(data.get("questions"), log)
    head = bank_head().read({key: value for key, value in data.items() if key != "lang"} | {"questions": []}, log)
    if head is BAD or questions is None:
        return None, log.problems
    topic = head.topic
    return head._replace(lang=log.lang, questions=tuple(q._replace(topic=topic) for q in questions)), log.problems


@cache
def bank_head() -> Record:
    """The codec of a bank; its questions are read one by one instead, so that a bad one costs only itself."""
    hints = get_type_hints(Bank, include_extras=True)
    slots = {name: Slot(name, codec(hints[name]), MISSING, required=True) for name in ("topic", "title")}
    return Record(Bank, "bank", slots | {"questions": Slot("questions", ListOf(TEXT))}, {})


def _questions(data: Any, log: Log) -> list[Question] | None:
    before = len(log.problems)
    if type(data) is not list:
        what = "the bank has no questions" if data is None else f"questions is {kind_of(data)}, not a list"
        log.refuse(what, "list them under questions:")
        log.under(before, "questions")
        return None
    found: dict[str, Question] = {}
    for index, entry in enumerate(data):
        start = len(log.problems)
        question = codec(Question).read(entry, log)
        if question is not BAD and question.id in found:
            log.refuse(f"question {question.id} is here twice", "rename or remove one", "id")
        elif question is not BAD:
            found[question.id] = question
        if len(log.problems) > start:
            log.under(start, index)
    log.under(before, "questions")
    return list(found.values())


def write_question(question: Question) -> dict[str, Any]:
    """The mapping that a bank file holds for the question: defaults left out, keys in the order of the house."""
    plain: dict[str, Any] = codec(Question).write(question)
    return plain


def fingerprint(question: Question) -> str:
    """What `replaces` holds: a hash of all that a file says of the question, the same until a word of it changes."""
    from hashlib import blake2b

    said = repr(write_question(question._replace(replaces="")))
    return blake2b(said.encode(), digest_size=8).hexdigest()


def texts(question: Question) -> Iterator[tuple[Path, Text]]:
    """Every Text of a question that says something, with its path."""
    yield from _texts(codec(Question), question)


def _texts(part: Any, value: Any) -> Iterator[tuple[Path, Text]]:
    below: Iterable[tuple[str | int, Codec, Any]] = ()
    match part:
        case Texts():
            if value:
                yield (), value
        case ByKind():
            yield from _texts(part.records[KINDS[type(value)]], value)
        case ByKey():
            yield from _texts(part.records[part.chosen(value)], value)
        case Step():
            if len(value) == 1:
                yield (), value[0]
            else:
                below = (("any_order", part.texts, value),)
        case Record():
            below = (
                (key, slot.codec, getattr(value, slot.attribute)) for key, slot in part.slots.items() if slot.attribute
            )
        case ListOf():
            below = ((index, part.item, entry) for index, entry in enumerate(value))
    for step, inner, entry in below:
        if entry is not None:
            yield from (((step, *path), text) for path, text in _texts(inner, entry))
