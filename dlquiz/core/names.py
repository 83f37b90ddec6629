"""Renaming: `was` lists earlier ids, oldest first. Progress hangs on the oldest; the log keeps the id of its day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dlquiz.core.questions import Card


class Name(NamedTuple):
    """What an id of a renamed card stands for."""

    oldest: str
    current: str


def ids(card: Card) -> tuple[str, ...]:
    """Every id the card may have had, the oldest first, the present one last."""
    questions = (*card.question.was, card.question.id)
    if card.check is None:
        return questions
    checks = (*card.check.was, card.check.id)
    return tuple(f"{question}/{check}" for question in questions for check in checks)


def names(renamed: Iterable[Card], in_use: Iterable[str]) -> dict[str, Name]:
    """Each id of the renamed cards -> its name.

    An id still in use is nobody's earlier one; of two claims on an id the first counts.
    """
    taken = set(in_use)
    found: dict[str, Name] = {}
    for card in renamed:
        earlier = [old for old in ids(card)[:-1] if old not in taken]
        if earlier:
            taken.update(earlier)
            found.update({old: Name(earlier[0], card.id) for old in (*earlier, card.id)})
    return found
