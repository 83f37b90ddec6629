"""A mock interview as a state machine: a blueprint, a clock that only events move, a walk through the answers.

    asking ──Next──> asking … ──Next on the last, End──> walking ──Confirm…──> over
      └─Pause─> paused ─Resume─┘

Every step that must survive a kill is a record in the log; `resume` folds the records back into the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from dlquiz.core.exercise import Rng
from dlquiz.core.log import AGAIN, GOOD, HARD
from dlquiz.core.questions import Level, Question

Phase = Literal["asking", "paused", "walking", "over"]
BUDGET_S: dict[Level, int] = {"core": 120, "deep": 150}
"""Seconds for a main question: 60 to 90 of speaking, the rest for thinking."""
FOLLOW_UP_S = 90
PASSED = GOOD


@dataclass(frozen=True, slots=True)
class Slot:
    """One question of the interview: its time, and whether it follows the one before it."""

    question: str
    topic: str
    seconds: int
    points: int
    follow_up: bool = False


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What an interviewer would bring along."""

    minutes: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one slot. points: those that were hit; grade: None until confirmed."""

    ms: int = 0
    notes: str = ""
    asked: bool = False
    points: frozenset[int] = frozenset()
    grade: int | None = None

    @property
    def seconds(self) -> int:
        return self.ms // 1000


@dataclass(frozen=True, slots=True)
class Mock:
    """The whole state. `index` is the slot being asked or walked through; `since_ms` is None while the clock stands."""

    id: int
    blueprint: Blueprint
    answers: tuple[Answer, ...]
    phase: Phase = "asking"
    index: int = 0
    since_ms: int | None = None

    @property
    def slot(self) -> Slot:
        return self.blueprint.slots[self.index]

    @property
    def answer(self) -> Answer:
        return self.answers[self.index]

    @property
    def elapsed_s(self) -> int:
        """Seconds used in all, as of the last event."""
        return sum(answer.ms for answer in self.answers) // 1000

    @property
    def time_is_up(self) -> bool:
        return self.elapsed_s >= 60 * self.blueprint.minutes


# the blueprint


def blueprint(
    questions: Sequence[Question], minutes: int, rng: Rng, weakness: Mapping[str, float] | None = None
) -> Blueprint:
    """Pick questions until the minutes are full: topics in turn, each main question with a follow-up where it has one.

    questions: those that may be asked. weakness: question id -> how likely it would fail (0 to 1); the weaker come
    first, ties in random order.
    """
    known = {question.id: question for question in questions}
    pool = list(questions)
    rng.shuffle(pool)
    pool.sort(key=lambda question: -(weakness or {}).get(question.id, 0.5))
    by_topic: dict[str, list[Question]] = {}
    for question in pool:
        by_topic.setdefault(question.topic, []).append(question)
    slots: list[Slot] = []
    left = 60 * minutes
    while any(by_topic.values()):
        for waiting in by_topic.values():
            main = next(
                (question for question in waiting if question.id not in {slot.question for slot in slots}), None
            )
            waiting[:] = waiting[waiting.index(main) + 1 :] if main else []
            if main is None:
                continue
            if slots and BUDGET_S[main.level] > left:
                return Blueprint(minutes, tuple(slots))
            slots.append(Slot(main.id, main.topic, BUDGET_S[main.level], len(main.points)))
            left -= slots[-1].seconds
            taken = {slot.question for slot in slots}
            follow = next((known[id_] for id_ in main.follow_ups if id_ in known and id_ not in taken), None)
            if follow and left >= FOLLOW_UP_S:
                slots.append(Slot(follow.id, follow.topic, FOLLOW_UP_S, len(follow.points), follow_up=True))
                left -= FOLLOW_UP_S
    return Blueprint(minutes, tuple(slots))


# events


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class Next:
    """The answer is given; on to the next question."""


@dataclass(frozen=True, slots=True)
class Note:
    """The notes to the question shown are now this text."""

    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop the clock and hide the question."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on."""


@dataclass(frozen=True, slots=True)
class End:
    """End the interview now; what was asked is kept."""


@dataclass(frozen=True, slots=True)
class Toggle:
    """Tick a point off, or take the tick back."""

    point: int


@dataclass(frozen=True, slots=True)
class Confirm:
    """Take the points as they are; grade 1 to 4, or None for the suggested one."""

    grade: int | None = None


Event = Tick | Next | Note | Pause | Resume | End | Toggle | Confirm


@dataclass(frozen=True, slots=True)
class Record:
    """To be kept in the log: a JSON-able step of this mock; `missed` also goes into the schedule as a review."""

    question: str
    data: dict[str, Any]
    missed: bool = False


Stepped = tuple[Mock, tuple[Record, ...]]


def begin(id_: int, plan: Blueprint, now_ms: int) -> Stepped:
    """The first question, with the clock running."""
    mock = Mock(id_, plan, tuple(Answer() for _ in plan.slots), since_ms=now_ms)
    return mock, (Record("", {"step": "begin", **_plain(plan)}),)


def step(mock: Mock, event: Event, now_ms: int) -> Stepped:
    """Advance. An event that does not fit the phase changes nothing but the clock."""
    mock = _clocked(mock, now_ms)
    match mock.phase, event:
        case "asking", Note(text):
            return _with(mock, notes=text), ()
        case "asking", Next():
            return _next(_with(mock, asked=True), now_ms)
        case "asking", Pause():
            return replace(mock, phase="paused", since_ms=None), (_kept(mock),)
        case "paused", Resume():
            return replace(mock, phase="asking", since_ms=now_ms), ()
        case "asking" | "paused", End():
            kept = mock if not mock.answer.notes else _with(mock, asked=True)
            return _walk(kept, (_kept(kept),))
        case "walking", Toggle(point) if 0 <= point < mock.slot.points:
            return _with(mock, points=mock.answer.points ^ {point}), ()
        case "walking", Confirm(grade):
            return _confirmed(_with(mock, grade=grade or suggested(mock.slot, mock.answer)))
    return mock, ()


def suggested(slot: Slot, answer: Answer) -> int:
    """By the share of points: under half Again, under three quarters Hard, else Good."""
    share = len(answer.points) / slot.points if slot.points else 1.0
    return AGAIN if share < 0.5 else HARD if share < 0.75 else GOOD


def resume(id_: int, records: Iterable[Mapping[str, Any]], now_ms: int) -> Mock:
    """The state that the records of one mock lead to; the clock starts again where it was last kept."""
    mock: Mock | None = None
    for data in records:
        if data["step"] == "begin":
            mock, _ = begin(id_, _planned(data), now_ms)
        elif mock is not None:
            mock = _replayed(mock, data)
    assert mock is not None, "a mock begins with its blueprint"
    if mock.phase == "asking":
        return replace(mock, since_ms=now_ms)
    return replace(mock, since_ms=None)


def _clocked(mock: Mock, now_ms: int) -> Mock:
    if mock.phase != "asking" or mock.since_ms is None:
        return mock
    return replace(_with(mock, ms=mock.answer.ms + max(0, now_ms - mock.since_ms)), since_ms=now_ms)


def _next(mock: Mock, now_ms: int) -> Stepped:
    kept = (_kept(mock),)
    if mock.time_is_up or mock.index + 1 == len(mock.answers):
        return _walk(mock, kept)
    return replace(mock, index=mock.index + 1, since_ms=now_ms), kept


def _walk(mock: Mock, kept: tuple[Record, ...]) -> Stepped:
    first = next((index for index, answer in enumerate(mock.answers) if answer.asked), None)
    records = (*kept, Record("", {"step": "ended"}))
    if first is None:
        return replace(mock, phase="over", since_ms=None), records
    return replace(mock, phase="walking", index=first, since_ms=None), records


def _confirmed(mock: Mock) -> Stepped:
    answer = mock.answer
    data = {"step": "judged", "index": mock.index, "points": sorted(answer.points), "grade": answer.grade}
    record = Record(mock.slot.question, data, missed=answer.grade == AGAIN)
    later = (index for index in range(mock.index + 1, len(mock.answers)) if mock.answers[index].asked)
    following = next(later, None)
    if following is None:
        return replace(mock, phase="over"), (record, Record("", {"step": "over"}))
    return replace(mock, index=following), (record,)


def _kept(mock: Mock) -> Record:
    answer = mock.answer
    data = {"step": "answered" if answer.asked else "kept", "index": mock.index, "ms": answer.ms}
    return Record(mock.slot.question, {**data, "notes": answer.notes})


def _replayed(mock: Mock, data: Mapping[str, Any]) -> Mock:
    if "index" in data:
        mock = replace(mock, index=data["index"])
    match data["step"]:
        case "answered" | "kept":
            asked = data["step"] == "answered"
            mock = _with(mock, ms=data["ms"], notes=data["notes"], asked=asked)
            last = mock.index + 1 == len(mock.answers)
            return mock if last or not asked else replace(mock, index=mock.index + 1)
        case "ended":
            return _walk(mock, ())[0]
        case "judged":
            return _confirmed(_with(mock, points=frozenset(data["points"]), grade=data["grade"]))[0]
    return mock


def _with(mock: Mock, **changes: Any) -> Mock:
    answers = list(mock.answers)
    answers[mock.index] = replace(mock.answer, **changes)
    return replace(mock, answers=tuple(answers))


def _plain(plan: Blueprint) -> dict[str, Any]:
    slots = [[slot.question, slot.topic, slot.seconds, slot.points, slot.follow_up] for slot in plan.slots]
    return {"minutes": plan.minutes, "slots": slots}


def _planned(data: Mapping[str, Any]) -> Blueprint:
    return Blueprint(data["minutes"], tuple(Slot(*slot) for slot in data["slots"]))


# the scorecard


@dataclass(frozen=True, slots=True)
class TopicScore:
    """Points hit and asked for in one topic."""

    topic: str
    hit: int
    points: int

    @property
    def share(self) -> float:
        return self.hit / self.points if self.points else 0.0


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How it went. slow: slots answered right, but over their time. weakest: the topics to work on next."""

    hit: int
    points: int
    passed: int
    asked: int
    seconds: int
    topics: tuple[TopicScore, ...]
    slow: tuple[int, ...]
    weakest: tuple[str, ...]


def scorecard(mock: Mock) -> Scorecard:
    """Count the answers that were asked; a plain sum, so that anyone can check it."""
    rows = [(slot, answer) for slot, answer in zip(mock.blueprint.slots, mock.answers, strict=True) if answer.asked]
    names = dict.fromkeys(slot.topic for slot, _ in rows)
    topics = tuple(
        TopicScore(
            name,
            sum(len(answer.points) for slot, answer in rows if slot.topic == name),
            sum(slot.points for slot, _ in rows if slot.topic == name),
        )
        for name in names
    )
    passed = [(answer.grade or 0) >= PASSED for _, answer in rows]
    return Scorecard(
        hit=sum(topic.hit for topic in topics),
        points=sum(topic.points for topic in topics),
        passed=sum(passed),
        asked=len(rows),
        seconds=mock.elapsed_s,
        topics=topics,
        slow=tuple(
            index
            for index, (slot, answer) in enumerate(zip(mock.blueprint.slots, mock.answers, strict=True))
            if answer.asked and (answer.grade or 0) >= PASSED and answer.seconds > slot.seconds
        ),
        weakest=tuple(topic.topic for topic in sorted(topics, key=lambda topic: topic.share)[:3] if topic.share < 1),
    )
