"""What every importer gives: questions without an id, each with the place it was found at."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from dlquiz.banks.strict import decode
from dlquiz.banks.writing import one_language, tidy
from dlquiz.core.questions import Cloze, Lang, Question, Text
from dlquiz.core.rules import MOST_BLANKS
from dlquiz.core.text import count_blanks, filled, hidden
from dlquiz.errors import BankError

DELETION = re.compile(
    r"\{\{c(?P<number>\d{1,3})::(?P<form>(?:(?!\{\{c\d|\}\}|::).)*)(?:::(?:(?!\{\{c\d|\}\}).)*)?\}\}", re.DOTALL
)
"""Anki's notation of a blank, the innermost of those that lie in one another; hashcards' brackets become it too."""
OPENING = re.compile(r"\{\{c(\d{1,3})::")
DEEPEST = 8
"""How deep blanks may lie in one another."""


class Entry(NamedTuple):
    """A question as it was found, and where: ``file:line``, ``file: note 7``. Its id is "" where the file gave none."""

    place: str
    question: Question


class Found(NamedTuple):
    """What a file gave, and what of it could not be taken over, one line each."""

    entries: list[Entry]
    notices: list[str]


def text_of(name: str, content: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark; lines end in LF. BankError with the line otherwise."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise BankError(f"it is no UTF-16: {error.reason}", place=name, remedy="save it as UTF-8") from None
    text, faults = decode(content)
    if faults:
        fault = faults[0]
        raise BankError(fault.problem, place=f"{name}:{fault.line + 1}:{fault.column + 1}", remedy=fault.remedy)
    return text.replace("\r\n", "\n")


def basic(place: str, ask: str, answer: str, points: Sequence[str] = (), lang: Lang | None = None) -> Entry:
    """A question and its answer, each in the language that its characters tell."""
    said = tuple(one_language(tidy(point), lang) for point in points if tidy(point))
    return Entry(place, Question("", one_language(tidy(ask), lang), one_language(tidy(answer), lang), points=said))


def cloze(place: str, text: str, extra: str = "", lang: Lang | None = None) -> tuple[Entry, list[str]]:
    """A text with deletions: asked as a whole, and a check for each number, as Anki makes a card for each.

    A deletion that our own notation cannot hold is left out of the checks, with a notice.
    """
    text, notices = tidy(text), list[str]()
    plain = _written(text, lambda deletion: deletion["form"])
    checks: list[Cloze] = []
    for number in sorted({int(number) for number in OPENING.findall(text)}):
        blanks = _blanks(text, number)
        try:
            blank_count = count_blanks(blanks)
            if not 1 <= blank_count <= MOST_BLANKS or filled(blanks) != plain:
                raise BankError(f"{blank_count} blanks")
        except BankError:
            notices.append(f"{place}: blank {number} cannot be a cloze here; the question has it all the same")
            continue
        checks.append(Cloze(f"c{number}", one_language(blanks, lang)))
    try:
        asked = hidden(_blanks(text, None))
    except BankError:
        asked = _written(text, lambda deletion: "____")
    answer = f"{plain}\n\n{tidy(extra)}" if tidy(extra) else plain
    question = Question("", one_language(asked, lang), one_language(answer, lang), checks=tuple(checks))
    return Entry(place, question), notices


def _blanks(text: str, number: int | None) -> str:
    """The text with the deletions of this number (of all) in our notation, the others filled in."""

    def written(deletion: re.Match[str]) -> str:
        if number is not None and int(deletion["number"]) != number:
            return deletion["form"]
        return f"[[{deletion['form']}]]"

    return _written(text, written)


def _written(text: str, written: Callable[[re.Match[str]], str]) -> str:
    """The text with each deletion as the function gives it, from the innermost outwards."""
    for _ in range(DEEPEST):
        text, count = DELETION.subn(written, text)
        if not count:
            break
    return text


def empty(question: Question) -> bool:
    """Whether nothing is asked, or nothing answered."""
    return question.ask == Text() or question.answer == Text()
