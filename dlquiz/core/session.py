"""The drill as a state machine: step(state, event, now) -> (state, effects). The edge carries the effects out.

    Ask(card) ──edge loads the card, draws──> Presented ──Reveal/Answered──> revealed ──Graded──> Append(entry)
       ^                                                                                              │
       └───────────────────────── next card <── Recorded(entry, memory) <── edge writes the log <─────┘

Every recorded entry keeps the state before it, so undo goes back as far as the session goes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from dlquiz.core.exercise import Drawn, Solution, shape
from dlquiz.core.grading import Answer, Verdict, grade
from dlquiz.core.log import AGAIN, GOOD, Entry, Kind, Mode, plain_entry, retraction, study_day, utc_offset
from dlquiz.core.memory import State
from dlquiz.core.questions import Card, Lang
from dlquiz.core.queue import EARLY_MS, Queue, asked, next_card, renamed, without

ONCE_MORE_MS = 20_000
"""What showing a failed card once more takes."""

# what is


@dataclass(frozen=True, slots=True)
class Turn:
    """One card being asked. `answer` is None until something was answered; recall may carry typed text."""

    card: Card
    state: State
    drawn: Drawn
    asked_ms: int
    solution: Solution | None = None
    hints: int = 0
    revealed: bool = False
    answer: Answer | None = None
    verdict: Verdict | None = None
    thinking_ms: int = 0

    @property
    def proposed(self) -> int:
        """The grade that Space takes: Good where right or self-graded, Again where wrong or given up."""
        if self.card.check is None:
            return GOOD
        return GOOD if self.verdict and self.verdict.right else AGAIN


@dataclass(frozen=True, slots=True)
class Session:
    """The whole state. `turn` is None while the edge prepares a card, and at the end (`over`).

    until_ms: when the minutes are used; no further card is asked after that. In a quiz each card of the queue is asked
    once, whatever becomes of it and of its siblings, and there are no hints.
    """

    queue: Queue
    lang: Lang
    mode: Mode = "drill"
    turn: Turn | None = None
    finished: frozenset[str] = frozenset()
    entries: tuple[Entry, ...] = ()
    over: bool = False
    until_ms: int | None = None
    before: Session | None = None

    @property
    def progress(self) -> tuple[int, int]:
        """Cards done and cards in all: a card that comes back stays undone, so this never goes back."""
        done = len(self.finished)
        open_card = self.turn is not None and self.turn.card.id not in self.finished
        current = int(open_card and self.turn is not None and self.turn.card.id not in self.queue)
        return done, done + len(self.queue) + current


# what happens


class Start(NamedTuple):
    """Ask the first card."""


class Presented(NamedTuple):
    """The edge has loaded and drawn the card that was asked for."""

    card: Card
    state: State
    drawn: Drawn


class Unavailable(NamedTuple):
    """The card asked for is gone: deleted, answered or claimed by another drill."""

    card: str


class Solved(NamedTuple):
    """The edge has computed the solution of the numeric card shown."""

    solution: Solution


class Hinted(NamedTuple):
    """Show the next point."""


class Revealed(NamedTuple):
    """Show the answer without answering."""


class Answered(NamedTuple):
    """An answer was given: judged where a machine can, shown beside the points where not."""

    answer: Answer


class Graded(NamedTuple):
    """1 to 4, or None for the proposed grade."""

    grade: int | None = None


class Marked(NamedTuple):
    """Suspend, bury or flag the card shown."""

    kind: Kind


class Recorded(NamedTuple):
    """The edge has written an entry; `state` is the card's afterwards."""

    entry: Entry
    state: State


class Undone(NamedTuple):
    """Take the last entry back."""


class Switched(NamedTuple):
    """Change the language in place."""


class Reloaded(NamedTuple):
    """The card shown was edited: same card, new text, perhaps a new id."""

    card: Card


class Extended(NamedTuple):
    """More cards: the queue is empty and the edge found new ones (in time), or the learner wants to go on."""

    queue: Queue
    until_ms: int | None = None


Event = (
    Start | Presented | Unavailable | Solved | Hinted | Revealed | Answered | Graded | Marked | Recorded | Undone
    | Switched | Reloaded | Extended
)  # fmt: skip


# what is to be done


class Ask(NamedTuple):
    """Load the card, draw its exercise, answer with Presented or Unavailable."""

    card: str


class Append(NamedTuple):
    """Write the entry (its id may move on collision), answer with Recorded."""

    entry: Entry


class Finish(NamedTuple):
    """Nothing is left to ask."""


Effect = Ask | Append | Finish
Stepped = tuple[Session, tuple[Effect, ...]]


def step(session: Session, event: Event, now: datetime) -> Stepped:
    """Advance the session. An event that does not fit the moment changes nothing."""
    now_ms = int(now.timestamp() * 1000)
    match event:
        case Start():
            return _next(session, now_ms)
        case Presented(card, state, drawn):
            return replace(session, turn=Turn(card, state, drawn, now_ms)), ()
        case Unavailable(card):
            return _next(replace(session, queue=without(session.queue, card)), now_ms)
        case Recorded(entry, state):
            return _recorded(session, entry, state, now_ms)
        case Undone() if session.entries:
            last = session.entries[-1]
            return session, (Append(retraction(last, now_ms, study_day(now), utc_offset(now))),)
        case Switched():
            return replace(session, lang="en" if session.lang == "zh" else "zh"), ()
        case Extended(queue, until_ms):
            return _next(replace(session, queue=queue, over=False, until_ms=until_ms), now_ms)
    if session.turn is not None:
        return _turn_step(session, session.turn, event, now, now_ms)
    return session, ()


def _turn_step(session: Session, turn: Turn, event: Event, now: datetime, now_ms: int) -> Stepped:
    match event:
        case Solved(solution):
            return replace(session, turn=replace(turn, solution=solution)), ()
        case Hinted() if session.mode != "quiz" and not turn.revealed and turn.hints < len(turn.card.question.points):
            return replace(session, turn=replace(turn, hints=turn.hints + 1)), ()
        case Revealed() if not turn.revealed:
            return replace(session, turn=_reveal(turn, None, now_ms)), ()
        case Answered(answer) if not turn.revealed:
            return replace(session, turn=_reveal(turn, answer, now_ms)), ()
        case Graded(chosen) if turn.revealed:
            return session, (Append(_review(turn, chosen or turn.proposed, now, session.mode)),)
        case Marked(kind):
            return session, (Append(plain_entry(kind, turn.card.id, now, session.mode)),)
        case Reloaded(card):
            return _reloaded(session, turn, card)
    return session, ()


def _reloaded(session: Session, turn: Turn, card: Card) -> Stepped:
    """The same turn with the new words; asked anew where what was drawn does not fit any more."""
    session = replace(session, queue=renamed(session.queue, turn.card.id, card.id))
    if shape(card) == shape(turn.card):
        return replace(session, turn=replace(turn, card=card)), ()
    return replace(session, turn=None), (Ask(card.id),)


def _reveal(turn: Turn, answer: Answer | None, now_ms: int) -> Turn:
    verdict = None
    if answer is not None and turn.card.check is not None:
        verdict = grade(turn.card, turn.drawn, answer, turn.solution)
        if verdict.unread:
            return turn
    return replace(turn, revealed=True, answer=answer, verdict=verdict, thinking_ms=now_ms - turn.asked_ms)


def _recorded(session: Session, entry: Entry, state: State, now_ms: int) -> Stepped:
    if entry.kind == "retract":
        assert session.before is not None
        until_ms = session.until_ms or session.before.until_ms
        return replace(session.before, lang=session.lang, until_ms=until_ms), ()
    after = replace(session, entries=(*session.entries, entry), before=session)
    if entry.kind == "flag":
        assert session.turn is not None
        return replace(after, turn=replace(session.turn, state=state)), ()
    if entry.kind != "review":
        return _next(replace(after, queue=without(session.queue, entry.card)), now_ms)
    if session.mode == "quiz":
        rest = replace(without(session.queue, entry.card), last=entry.card)
        return _next(replace(after, queue=rest, finished=session.finished | {entry.card}), now_ms)
    returns = _returns(session, entry, state, now_ms)
    finished = session.finished if returns is not None else session.finished | {entry.card}
    return _next(replace(after, queue=asked(session.queue, entry.card, returns), finished=finished), now_ms)


def _returns(session: Session, entry: Entry, state: State, now_ms: int) -> int | None:
    """When the card just graded comes back in this session (epoch ms); None if it does not."""
    due_at = state.memory.due_at if state.memory else None
    if due_at is None or due_at > now_ms + EARLY_MS:
        return None
    again = entry.grade == AGAIN and entry.card not in (other.card for other in session.entries)
    return due_at if again or not session.queue.once_more else None


def _next(session: Session, now_ms: int) -> Stepped:
    in_time = session.until_ms is None or now_ms < session.until_ms
    card = next_card(_at_the_end(session, now_ms), now_ms) if in_time else None
    if card is None:
        return replace(session, turn=None, over=True), (Finish(),)
    return replace(session, turn=None, over=False), (Ask(card),)


def _at_the_end(session: Session, now_ms: int) -> Queue:
    """The queue; when the minutes have only room left for what was failed, that alone."""
    queue, until_ms = session.queue, session.until_ms
    if not queue.once_more or until_ms is None or now_ms + ONCE_MORE_MS * len(queue.learning) < until_ms:
        return queue
    return replace(queue, due=(), new=())


def _review(turn: Turn, grade_: int, now: datetime, mode: Mode) -> Entry:
    return replace(
        plain_entry("review", turn.card.id, now, mode),
        grade=grade_,
        proposed=turn.proposed,
        answer=_written(turn.answer),
        drawn=turn.drawn.plain() or None,
        thinking_ms=turn.thinking_ms,
        hints=turn.hints,
    )


def _written(answer: Answer | None) -> str:
    """An answer as the log keeps it."""
    if answer is None:
        return ""
    if isinstance(answer, tuple):
        return " | ".join(map(str, answer))
    return str(answer).lower() if isinstance(answer, bool) else answer


def graded(session: Session) -> list[tuple[Turn, Entry]]:
    """Each card that was graded in the session and not taken back, as it was then shown, in order."""
    found: list[tuple[Turn, Entry]] = []
    after: Session | None = session
    while after and after.before:
        entry, turn = after.entries[-1], after.before.turn
        if entry.kind == "review" and turn:
            found.append((turn, entry))
        after = after.before
    return found[::-1]
