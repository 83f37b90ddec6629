"""Entries -> one bank: ids made, what is asked already left out, what cannot be a question refused with its place."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from dlquiz.banks.importers.entry import Entry
from dlquiz.banks.writing import in_bank, new_id, problem_of
from dlquiz.core.questions import Bank, Question, Text, languages
from dlquiz.core.text import half_width, visible

IGNORED = re.compile(r"\b(?:an?|the)\b|[\s?!.,;:'\"“”‘’()\-，。？！；：、（）《》]+")


class Gathered(NamedTuple):
    """The bank to be written, and what is left out of it, one line each."""

    bank: Bank
    left_out: list[str]


def gather(
    entries: Iterable[Entry], topic: str, title: Text, taken: Collection[str], existing: Sequence[tuple[str, Text]]
) -> Gathered:
    """taken: ids that are in use. existing: id and wording of the questions there are."""
    sound, left_out = list[tuple[Entry, Question]](), list[str]()
    used = set(taken)
    for entry in entries:
        question = _named(entry.question, used)._replace(topic=topic)
        if problem := problem_of(question):
            left_out.append(f"{entry.place}: {problem}; left out")
        else:
            used.add(question.id)
            sound.append((entry, question))
    kept = []
    asked = {wording: id_ for id_, ask in existing for wording in _wordings(ask)}
    for entry, question in sound:
        twin = next((asked[wording] for wording in _wordings(question.ask) if wording in asked), None)
        if twin:
            left_out.append(f"{entry.place}: asks what {twin} asks; left out")
        else:
            kept.append(question)
            asked |= dict.fromkeys(_wordings(question.ask), question.id)
    return Gathered(in_bank(topic, title, kept), left_out)


def _named(question: Question, used: Collection[str]) -> Question:
    """With an id: its own where it has a free one, else one made of its words."""
    if question.id and question.id not in used:
        return question
    return question._replace(id=new_id(question.ask, used))


def _wordings(ask: Text) -> Iterator[str]:
    """What is asked in each language, whatever its punctuation, case, width, markup, articles and accents' writing."""
    for _, said in languages(ask):
        yield IGNORED.sub("", normalize("NFC", half_width(visible(said))).casefold()) or said
