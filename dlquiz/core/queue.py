"""Which card next: learning cards that are due, then reviews, then new ones, then learning cards a little early."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace

from dlquiz.core.questions import question_id

EARLY_MS = 20 * 60 * 1000
"""A learning card may come this much before its time when nothing else is left (Anki's "learn ahead limit")."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What is left to ask. learning: (due at epoch ms, card), soonest first; asked: questions asked this study day.

    once_more: only what was failed comes back today, and once; there are no further learning steps.
    """

    learning: tuple[tuple[int, str], ...] = ()
    due: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    asked: frozenset[str] = frozenset()
    last: str = ""
    once_more: bool = False

    def __len__(self) -> int:
        return len(self.learning) + len(self.due) + len(self.new)

    def __contains__(self, card: str) -> bool:
        return card in self.due or card in self.new or any(card == other for _, other in self.learning)


def next_card(queue: Queue, now_ms: int) -> str | None:
    """The card to ask now, or None. Never the one asked last, unless it is the only one left."""
    ripe = [card for due_at, card in queue.learning if due_at <= now_ms]
    early = [card for due_at, card in queue.learning if now_ms < due_at <= now_ms + EARLY_MS]
    for card in (*ripe, *queue.due[:2], *queue.new[:2], *early):
        if card != queue.last:
            return card
    return queue.last if queue.last in (*ripe, *early) or queue.last in queue.due or queue.last in queue.new else None


def without(queue: Queue, card: str) -> Queue:
    """The queue with this card taken out."""
    return replace(
        queue,
        learning=tuple(entry for entry in queue.learning if entry[1] != card),
        due=_except(queue.due, card),
        new=_except(queue.new, card),
    )


def renamed(queue: Queue, card: str, name: str) -> Queue:
    """The queue with the card under its new id."""
    return replace(
        queue,
        learning=tuple((due_at, name if other == card else other) for due_at, other in queue.learning),
        due=tuple(name if other == card else other for other in queue.due),
        new=tuple(name if other == card else other for other in queue.new),
    )


def asked(queue: Queue, card: str, learning_due_at: int | None) -> Queue:
    """The queue after this card was answered: its siblings wait until tomorrow, it returns if it is still learning."""
    question = question_id(card)
    rest = without(queue, card)
    learning = rest.learning
    if learning_due_at is not None:
        learning = tuple(sorted((*learning, (learning_due_at, card))))
    return replace(
        rest,
        learning=learning,
        due=tuple(other for other in rest.due if question_id(other) != question),
        new=tuple(other for other in rest.new if question_id(other) != question),
        asked=rest.asked | {question},
        last=card,
    )


def one_per_question(cards: tuple[str, ...], taken: Container[str] = frozenset()) -> tuple[str, ...]:
    """The first card of each question, leaving out questions in `taken`: siblings are kept apart."""
    first: dict[str, str] = {}
    for card in cards:
        if question_id(card) not in taken:
            first.setdefault(question_id(card), card)
    return tuple(first.values())


def _except(cards: tuple[str, ...], card: str) -> tuple[str, ...]:
    return tuple(other for other in cards if other != card) if card in cards else cards
