"""Where the drill gets its cards and leaves its answers: what the terminal needs of the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from dlquiz.core.exercise import Solution
from dlquiz.core.log import Entry
from dlquiz.core.memory import Outcomes, State
from dlquiz.core.questions import Card, Question, Text
from dlquiz.core.queue import Queue, next_card
from dlquiz.core.session import (
    Append,
    Ask,
    Event,
    Extended,
    Finish,
    Presented,
    Recorded,
    Session,
    Turn,
    Unavailable,
    step,
)
from dlquiz.terminal.keys import Event as Key
from dlquiz.terminal.page import Grid, Page
from dlquiz.terminal.words import Say

if TYPE_CHECKING:
    from dlquiz.terminal.mock import MockDesk

Ahead = Literal["more", "weakest", "new"]
MORE_MINUTES = 5
"""How long it goes on when the minutes are used and the learner wants to."""
MOCK_MINUTES = 15
"""How long the mock interview is that can be sat when nothing is due."""


class Reference(NamedTuple):
    """A source as it is shown: what was said where."""

    title: str
    by: str = ""
    year: str = ""
    where: str = ""
    url: str = ""


class Used(NamedTuple):
    """Minutes that are used up while cards wait. of_day: they were the day's, not those of one sitting.

    cards, new, known, seconds: the cards of the day so far, those that were new, those recalled at once, and the time
    they took. waiting: what more minutes would go to. prospect: the day of the interview, and the share of the core
    questions recalled then, as it stands; None where no interview is set.
    """

    minutes: int
    of_day: bool
    cards: int
    new: int
    known: int
    seconds: float
    waiting: int
    prospect: tuple[date, float] | None = None


class Outlook(NamedTuple):
    """Where the learner stands. coming: cards of each of the next seven days, tomorrow first, not beyond an interview.

    next_at: when a card that is still being learned comes back today. weakest: how likely the weakest cards are
    recalled now, at most ten. unseen: cards never asked. last_mock: the day of the latest mock interview. used: where
    the minutes ended it, not the cards.
    """

    coming: Sequence[tuple[date, int]] = ()
    done_today: int = 0
    next_at: datetime | None = None
    weakest: Sequence[float] = ()
    unseen: int = 0
    last_mock: date | None = None
    used: Used | None = None


class Overlay(Protocol):
    """A page over the card: help, information, a demo."""

    def page(self, grid: Grid, say: Say) -> Page:
        """What it shows."""
        ...

    def press(self, key: Key) -> Overlay | None:
        """The page after a key; None when that closes it."""
        ...


class Desk(Protocol):
    """Everything that the drill asks of the outside."""

    def refresh(self) -> Sequence[str]:
        """Between cards: pick up changed banks. Gives one-line notices, of a bank that is broken, say."""
        ...

    def present(self, card_id: str) -> Presented | Unavailable:
        """Load the card and draw its exercise."""
        ...

    def solve(self, turn: Turn) -> Solution:
        """The solution of a numeric card. DemoError where there is none."""
        ...

    def outcomes(self, turn: Turn) -> Outcomes:
        """What each grade would make of the card."""
        ...

    def append(self, entry: Entry) -> tuple[Entry, State]:
        """Write an entry for good; it as written, and where its card stands afterwards."""
        ...

    def refill(self, session: Session) -> Queue | None:
        """The queue with what has become due in the meantime; None when there is nothing."""
        ...

    def ahead(self, kind: Ahead) -> Extended | None:
        """More minutes, the ten weakest cards, or five more new ones; None when there are none."""
        ...

    def these(self, cards: Sequence[str]) -> Extended | None:
        """These cards, whenever they are due; None when none of them is there."""
        ...

    def mock(self) -> MockDesk | None:
        """A mock interview of a quarter of an hour, begun now; None when there is nothing to ask."""
        ...

    def outlook(self) -> Outlook:
        """Where the learner stands now."""
        ...

    def title(self, topic: str) -> Text:
        """What a topic is called."""
        ...

    def sources(self, question: Question) -> Sequence[Reference]:
        """What a question cites."""
        ...

    def history(self, card_id: str) -> Sequence[Entry]:
        """The live rows of a card, oldest first."""
        ...

    def edit(self, card: Card) -> Card | str:
        """Open the card's place in an editor, on the terminal; the card as it is now, or why not in one line."""
        ...

    def demo(self, turn: Turn) -> Overlay | None:
        """The page of the card's demo, with the numbers of this turn."""
        ...


def advance(session: Session, event: Event, desk: Desk, now: Callable[[], datetime]) -> tuple[Session, list[str]]:
    """Step the session and carry out what it wants, until it waits for the learner; and notices on the way."""
    events = [event]
    notices: list[str] = []
    while events:
        session, effects = step(session, events.pop(), now())
        for effect in effects:
            match effect:
                case Ask(card):
                    notices += desk.refresh()
                    events.append(desk.present(card))
                case Append(entry):
                    events.append(Recorded(*desk.append(entry)))
                case Finish():
                    queue = desk.refill(session)
                    if queue and next_card(queue, int(now().timestamp() * 1000)):
                        events.append(Extended(queue, session.until_ms))
    return session, notices
