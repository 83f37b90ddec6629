"""A card that is edited while it is shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dlquiz.core.exercise import Drawn
from dlquiz.core.memory import State
from dlquiz.core.questions import Card, Check, Choice, Cloze, Numeric, Option, Order, Question, Text, TrueFalse
from dlquiz.core.queue import Queue
from dlquiz.core.session import Ask, Presented, Reloaded, Revealed, Session, step

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
A, B, C = (Text.same(name) for name in "abc")


def card(check: Check | None, id_: str = "q") -> Card:
    question = Question(id_, A, B, checks=(check,) if check else ())
    return Card(f"{id_}/c" if check else id_, question, check)


def choice(*rights: bool) -> Choice:
    return Choice("c", A, tuple(Option(Text.same(f"{n}"), right) for n, right in enumerate(rights)))


def reloaded(before: Card, after: Card) -> tuple[Session, tuple[object, ...]]:
    session = Session(Queue(new=(before.id, "other")), "en")
    session, _ = step(session, Presented(before, State(before.id), Drawn(order=(0, 1, 2))), NOW)
    session, _ = step(session, Revealed(), NOW)
    return step(session, Reloaded(after), NOW)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, None),
        (choice(True, False, False), choice(True, False, False)._replace(ask=B)),
        (TrueFalse("c", A, B), TrueFalse("c", A, C)),
        (Cloze("c", Text("x [[a]]")), Cloze("c", Text("y [[b|c]]"))),
        (Numeric("c", A, answer=1), Numeric("c", B, answer=1)),
        (Order("c", A, ((A,), (B,), (C,))), Order("c", B, ((C,), (B,), (A,)))),
    ],
)
def test_new_words_stand_in_the_same_turn(before: Check | None, after: Check | None) -> None:
    session, effects = reloaded(card(before), card(after))
    assert effects == ()
    assert session.turn
    assert session.turn.revealed
    assert session.turn.card.check == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (choice(True, False, False), choice(True, False, False, False)),
        (choice(True, False, False), choice(False, True, False)),
        (choice(True, False, False), TrueFalse("c", A, B)),
        (Cloze("c", Text("x [[a]]")), Cloze("c", Text("[[y]] [[b|c]]"))),
        (Numeric("c", A, answer=1), Numeric("c", A, answer=2)),
        (Order("c", A, ((A,), (B,), (C,))), Order("c", A, ((A, B), (C,)))),
    ],
)
def test_what_does_not_fit_what_was_drawn_is_asked_anew(before: Check, after: Check) -> None:
    session, effects = reloaded(card(before), card(after))
    assert effects == (Ask("q/c"),)
    assert session.turn is None


def test_a_new_id_takes_the_place_of_the_old_one() -> None:
    session, _ = reloaded(card(None), card(None, "new-id"))
    assert session.queue.new == ("new-id", "other")
    assert session.progress == (0, 2)
