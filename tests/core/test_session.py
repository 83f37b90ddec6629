"""The session under random events, with an edge that keeps a real log and folds real memories."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.exercise import draw
from dlquiz.core.log import Entry, Mode, live
from dlquiz.core.memory import Scheduling, State, fold
from dlquiz.core.questions import Choice, Option, Question, Text, cards
from dlquiz.core.queue import Queue
from dlquiz.core.session import (
    Answered,
    Append,
    Ask,
    Event,
    Extended,
    Finish,
    Graded,
    Hinted,
    Marked,
    Presented,
    Recorded,
    Revealed,
    Session,
    Start,
    Switched,
    Undone,
    graded,
    step,
)

SCHEDULING = Scheduling()


def question(id_: str) -> Question:
    options = (Option(Text.same("yes"), True, Text()), Option(Text.same("no"), False, Text()))
    check = Choice("pick", Text("?", "?"), options)
    return Question(
        id_, Text("ask", "问"), Text("answer", "答"), points=(Text("a", "一"), Text("b", "二")), checks=(check,)
    )


CARDS = {card.id: card for number in range(6) for card in cards(question(f"q{number}"))}


class Edge:
    """What the terminal and the store do, without either."""

    def __init__(self, queue: Queue, mode: Mode = "drill") -> None:
        self.now = datetime(2026, 11, 20, 9, tzinfo=UTC)
        self.log: list[Entry] = []
        self.shown: list[str] = []
        self.rng = random.Random(1)
        self.session = Session(queue, "en", mode)
        self.over = False
        self.send(Start())

    def state(self, card: str) -> State:
        return fold([entry for entry in self.log if entry.card == card], SCHEDULING, card)

    def send(self, event: Event) -> None:
        self.session, effects = step(self.session, event, self.now)
        for effect in effects:
            match effect:
                case Ask(card):
                    self.shown.append(card)
                    self.send(Presented(CARDS[card], self.state(card), draw(CARDS[card], self.rng)))
                case Append(entry):
                    written = self.written(entry)
                    self.log.append(written)
                    self.send(Recorded(written, self.state(entry.card)))
                case Finish():
                    assert self.session.over

    def written(self, entry: Entry) -> Entry:
        return replace(entry, id=max([entry.id, *(other.id + 1 for other in self.log)]))


EVENTS: list[Event] = [
    Hinted(), Revealed(), Answered((0,)), Answered((1,)), Graded(), Graded(1), Graded(2), Graded(3), Graded(4),
    Undone(), Undone(), Switched(), Marked("suspend"), Marked("bury"), Marked("flag"),
]  # fmt: skip
QUEUES = st.builds(
    lambda due, new: Queue(due=tuple(due), new=tuple(card for card in new if card not in due)),
    st.lists(st.sampled_from(sorted(CARDS)), unique=True, max_size=6),
    st.lists(st.sampled_from(sorted(CARDS)), unique=True, max_size=6),
)


@settings(max_examples=150)
@given(QUEUES, st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 700)), max_size=60))
def test_whatever_happens(queue: Queue, events: list[tuple[Event, int]]) -> None:
    edge = Edge(queue)
    graded = 0
    for drawn, seconds in events:
        edge.now += timedelta(seconds=seconds)
        before, written, shown = edge.session, len(edge.log), len(edge.shown)
        typed = isinstance(drawn, Answered) and before.turn is not None and before.turn.card.check is None
        event = Answered("typed") if typed else drawn
        edge.send(event)
        after = edge.session
        if isinstance(event, Undone) and before.entries:
            assert before.before is not None
            assert replace(after, lang=before.before.lang) == before.before
            graded -= before.entries[-1].kind == "review"
        elif isinstance(event, Graded) and before.turn and before.turn.revealed:
            graded += 1
            assert edge.log[-1].kind == "review"
        assert len(edge.log) - written <= 1
        assert len([entry for entry in live(edge.log) if entry.kind == "review"]) == graded
        if len(edge.shown) > shown and before.turn and not isinstance(event, Undone):
            alone = len(edge.session.queue) == 1 and before.turn.card.id in edge.session.queue
            assert edge.shown[-1] != before.turn.card.id or alone
        done, total = after.progress
        assert 0 <= done <= total


@given(st.integers(1, 4))
def test_undo_restores_the_memory_too(grade: int) -> None:
    edge = Edge(Queue(new=("q0", "q1")))
    before = edge.state("q0")
    for event in (Revealed(), Graded(grade), Undone()):
        edge.now += timedelta(seconds=5)
        edge.send(event)
    assert edge.state("q0") == before
    assert edge.session.turn is not None
    assert edge.session.turn.card.id == "q0"
    assert edge.session.turn.revealed


def test_the_last_card_of_a_session_can_be_undone() -> None:
    edge = Edge(Queue(due=("q0",)))
    edge.send(Revealed())
    edge.send(Graded(4))
    assert edge.session.over
    edge.send(Undone())
    assert not edge.session.over
    assert edge.session.turn is not None


def test_minutes_that_were_added_stay_though_an_answer_before_them_is_taken_back() -> None:
    edge = Edge(Queue(due=("q0", "q1")))
    edge.session = replace(edge.session, until_ms=int(edge.now.timestamp() * 1000) + 60_000)
    edge.now += timedelta(minutes=2)
    edge.send(Revealed())
    edge.send(Graded(4))
    assert edge.session.over
    edge.send(Extended(Queue(due=("q1",)), int(edge.now.timestamp() * 1000) + 300_000))
    for event in (Undone(), Graded(3)):
        edge.send(event)
    assert edge.shown == ["q0", "q1", "q1"]
    assert not edge.session.over


def test_again_comes_back_in_the_same_session() -> None:
    edge = Edge(Queue(new=("q0", "q1", "q2")))
    edge.send(Revealed())
    edge.send(Graded(1))
    asked = [edge.shown[-1]]
    for _ in range(6):
        edge.now += timedelta(minutes=2)
        edge.send(Revealed())
        edge.send(Graded(3))
        asked.append(edge.shown[-1])
    assert "q0" in asked


def test_an_answer_is_judged_and_proposes_a_grade() -> None:
    edge = Edge(Queue(new=("q0/pick",)))
    edge.send(Answered((1,)))
    turn = edge.session.turn
    assert turn is not None
    assert turn.verdict is not None
    assert not turn.verdict.right
    assert turn.proposed == 1
    edge.send(Graded())
    assert edge.log[-1].grade == 1
    assert edge.log[-1].answer == "1"


def test_events_that_do_not_fit_the_moment_change_nothing() -> None:
    edge = Edge(Queue(new=("q0",)))
    before = edge.session
    early: tuple[Event, ...] = (Graded(3), Undone())
    late: tuple[Event, ...] = (Revealed(), Hinted(), Answered("late"))
    for event in early:
        edge.send(event)
        assert edge.session == before
    edge.send(Revealed())
    revealed = edge.session
    for event in late:
        edge.send(event)
        assert edge.session == revealed


def test_marking_takes_the_card_out() -> None:
    edge = Edge(Queue(new=("q0", "q1")))
    edge.send(Marked("suspend"))
    assert edge.shown == ["q0", "q1"]
    assert edge.state("q0").suspended
    edge.send(Marked("flag"))
    assert edge.shown[-1] == "q1"
    assert edge.session.turn is not None
    assert edge.session.turn.state.flagged


@settings(max_examples=150)
@given(QUEUES, st.lists(st.sampled_from(EVENTS), max_size=60))
def test_a_quiz_asks_each_card_once_siblings_too_and_starts_no_memory(queue: Queue, events: list[Event]) -> None:
    edge = Edge(queue, "quiz")
    for drawn in events:
        edge.now += timedelta(seconds=40)
        typed = isinstance(drawn, Answered) and edge.session.turn is not None and edge.session.turn.card.check is None
        edge.send(Answered("typed") if typed else drawn)
    taken_back = sum(entry.kind == "retract" for entry in edge.log)
    assert len(edge.shown) <= len(queue) + taken_back
    answered = [entry.card for entry in live(edge.log) if entry.kind == "review"]
    assert len(set(answered)) == len(answered)
    assert [(turn.card.id, entry) for turn, entry in graded(edge.session)] == [
        (entry.card, entry) for entry in edge.session.entries if entry.kind == "review"
    ]
    assert all(edge.state(card).memory is None for card in answered)
    assert all(turn.hints == 0 for turn, _ in graded(edge.session))
    marked = {entry.card for entry in live(edge.log) if entry.kind in ("suspend", "bury")}
    if edge.session.over:
        assert set(answered) | marked == {*queue.due, *queue.new}


def test_a_quiz_moves_a_memory_that_there_is() -> None:
    edge = Edge(Queue(new=("q0",)))
    edge.send(Revealed())
    edge.send(Graded(4))
    known = edge.state("q0").memory
    edge.now += timedelta(days=9)
    edge.session = Session(Queue(due=("q0",)), "en", "quiz")
    for event in (Start(), Revealed(), Graded(1)):
        edge.send(event)
    assert known
    assert edge.session.over
    after = edge.state("q0").memory
    assert after
    assert after.stability < known.stability
