"""A mock interview as a state machine: a blueprint, a clock that only events move, a walk through the answers.

    asking ──Next──> asking … ──Next on the last or when the time is up, End──> walking ──Confirm…──> over
      └─Pause─> paused ─Resume─┘

Every step that must survive a kill is a record for the log; `resumed` folds the records back into the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from dlquiz.core.exercise import Rng
from dlquiz.core.log import AGAIN, EASY, GOOD, HARD
from dlquiz.core.questions import Level, Question

Phase = Literal["asking", "paused", "walking", "over"]
BUDGET_S: dict[Level, int] = {"core": 120, "deep": 150}
"""Seconds for a main question: 60 to 90 of speaking, the rest for thinking."""
FOLLOW_UP_S = 90
PASSED = GOOD
WEAKEST = 3

# what is


class Slot(NamedTuple):
    """One question of the interview: its time, how many points it has, whether it follows the one before it."""

    question: str
    topic: str
    seconds: int
    points: int
    follow_up: bool = False


class Blueprint(NamedTuple):
    """What an interviewer would bring along."""

    minutes: int
    slots: tuple[Slot, ...]


class Answer(NamedTuple):
    """What became of one slot. points: those that were said; grade: None as long as the suggested one holds."""

    ms: int = 0
    notes: str = ""
    asked: bool = False
    points: frozenset[int] = frozenset()
    grade: int | None = None
    judged: bool = False

    @property
    def seconds(self) -> int:
        return self.ms // 1000

    @property
    def passed(self) -> bool:
        return self.judged and (self.grade or 0) >= PASSED


class Mock(NamedTuple):
    """The whole state. `at` is the slot being asked or walked through; `since_ms` is None while the clock stands."""

    blueprint: Blueprint
    answers: tuple[Answer, ...]
    phase: Phase = "asking"
    at: int = 0
    since_ms: int | None = None

    @property
    def slot(self) -> Slot:
        return self.blueprint.slots[self.at]

    @property
    def answer(self) -> Answer:
        return self.answers[self.at]

    @property
    def elapsed_s(self) -> int:
        """Seconds used in all, as of the last event."""
        return sum(answer.ms for answer in self.answers) // 1000

    @property
    def left_s(self) -> int:
        """Seconds that are left, as of the last event; not below 0."""
        return max(0, 60 * self.blueprint.minutes - self.elapsed_s)

    @property
    def asked(self) -> list[tuple[Slot, Answer]]:
        """The slots that were answered, in order."""
        return [(slot, answer) for slot, answer in zip(self.blueprint.slots, self.answers, strict=True) if answer.asked]


# the blueprint


def blueprint(
    questions: Sequence[Question], minutes: int, rng: Rng, weakness: Mapping[str, float] | None = None
) -> Blueprint:
    """Pick questions until the minutes are full, each main one with a follow-up where it has one and there is time.

    A topic's share of the main questions is its share of `questions`, from a random start; the topics alternate.
    weakness: question id -> how likely it would fail (0 to 1); of a topic the weaker come first, ties at random.
    """
    known = {question.id: question for question in questions}
    left, slots = 60 * minutes, list[Slot]()
    taken: set[str] = set()
    for main in _mains(questions, rng, weakness or {}):
        if main.id in taken:
            continue
        if slots and BUDGET_S[main.level] > left:
            break
        follow = next((known[id_] for id_ in main.follow_ups if id_ in known and id_ not in taken), None)
        slots.append(Slot(main.id, main.topic, BUDGET_S[main.level], len(main.points)))
        left -= slots[-1].seconds
        taken.add(main.id)
        if follow and left >= FOLLOW_UP_S:
            slots.append(Slot(follow.id, follow.topic, FOLLOW_UP_S, len(follow.points), follow_up=True))
            left -= FOLLOW_UP_S
            taken.add(follow.id)
    return Blueprint(minutes, tuple(slots))


def _mains(questions: Sequence[Question], rng: Rng, weakness: Mapping[str, float]) -> list[Question]:
    """All questions: a topic's k-th one stands at (k + start) / size, so that every stretch has its share of each."""
    pool = list(questions)
    rng.shuffle(pool)
    pool.sort(key=lambda question: -weakness.get(question.id, 0.5))
    by_topic: dict[str, list[Question]] = {}
    for question in pool:
        by_topic.setdefault(question.topic, []).append(question)
    placed: list[tuple[float, Question]] = []
    for own in by_topic.values():
        start = rng.random()
        placed += [((nth + start) / len(own), question) for nth, question in enumerate(own)]
    return [question for _, question in sorted(placed, key=lambda pair: pair[0])]


# what happens


class Tick(NamedTuple):
    """Time has passed."""


class Next(NamedTuple):
    """The answer is given; on to the next question."""


class Note(NamedTuple):
    """The notes to the question shown are now this text."""

    text: str


class Pause(NamedTuple):
    """Stop the clock and hide the question."""


class Resume(NamedTuple):
    """Go on."""


class End(NamedTuple):
    """End the interview now. The question being asked counts if something was noted."""


class Toggle(NamedTuple):
    """Tick a point off, or take the tick back."""

    point: int


class Choose(NamedTuple):
    """A better or a worse grade than the one that is shown."""

    by: int


class Confirm(NamedTuple):
    """Take points and grade as they are shown."""


class Back(NamedTuple):
    """Look at the answer before once more."""


Event = Tick | Next | Note | Pause | Resume | End | Toggle | Choose | Confirm | Back
Record = dict[str, Any]
"""A step for the log, of plain values."""
Stepped = tuple[Mock, tuple[Record, ...]]


def begin(plan: Blueprint, now_ms: int) -> Stepped:
    """The first question, with the clock running."""
    record = {"step": "begin", "minutes": plan.minutes, "slots": [list(slot) for slot in plan.slots]}
    return Mock(plan, tuple(Answer() for _ in plan.slots), since_ms=now_ms), (record,)


def step(mock: Mock, event: Event, now_ms: int) -> Stepped:
    """Advance. An event that does not fit the phase changes nothing but the clock."""
    mock = _clocked(mock, now_ms)
    match mock.phase, event:
        case "asking", Note(text):
            mock = _with(mock, notes=text)
            return mock, (_kept(mock),)
        case "asking", Next():
            mock = _with(mock, asked=True)
            return _answered(mock), (_kept(mock),)
        case "asking", Pause():
            return mock._replace(phase="paused", since_ms=None), (_kept(mock),)
        case "paused", Resume():
            return mock._replace(phase="asking", since_ms=now_ms), ()
        case "asking" | "paused", End():
            mock = _with(mock, asked=bool(mock.answer.notes))
            return _walking(mock), (_kept(mock), {"step": "ended"})
        case "walking", (Toggle() | Choose() | Confirm() | Back()):
            return _walked(mock, event)
    return mock, ()


def _walked(mock: Mock, event: Event) -> Stepped:
    answer = mock.answer
    match event:
        case Toggle(point) if 0 <= point < mock.slot.points:
            return _with(mock, points=answer.points ^ {point}), ()
        case Choose(by):
            return _with(mock, grade=min(max(shown_grade(mock) + by, AGAIN), EASY)), ()
        case Confirm():
            mock = _with(mock, grade=shown_grade(mock), judged=True)
            data = {"step": "judged", "at": mock.at, "points": sorted(answer.points), "grade": mock.answer.grade}
            return _onwards(mock), (data,)
        case Back():
            earlier = [index for index in range(mock.at) if mock.answers[index].asked]
            return mock._replace(at=earlier[-1] if earlier else mock.at), ()
    return mock, ()


def shown_grade(mock: Mock) -> int:
    """The grade that Confirm takes: the candidate's, else the suggested one."""
    return mock.answer.grade or suggested(mock.slot, mock.answer)


def suggested(slot: Slot, answer: Answer) -> int:
    """By the share of points: under half Again, under three quarters Hard, else Good."""
    share = len(answer.points) / slot.points if slot.points else 1.0
    return AGAIN if share < 0.5 else HARD if share < 0.75 else GOOD


def resumed(records: Iterable[Mapping[str, Any]]) -> Mock:
    """The state that the records of one mock lead to, paused where it was being asked."""
    mock: Mock | None = None
    for data in records:
        if data["step"] == "begin":
            mock, _ = begin(Blueprint(data["minutes"], tuple(Slot(*slot) for slot in data["slots"])), 0)
        elif mock is not None:
            mock = _replayed(mock, data)
    assert mock is not None, "a mock begins with its blueprint"
    return mock._replace(phase="paused" if mock.phase == "asking" else mock.phase, since_ms=None)


def _replayed(mock: Mock, data: Mapping[str, Any]) -> Mock:
    mock = mock._replace(at=data.get("at", mock.at), since_ms=None)
    match data["step"]:
        case "kept" | "answered":
            mock = _with(mock, ms=data["ms"], notes=data["notes"], asked=data["step"] == "answered")
            return _answered(mock) if mock.answer.asked else mock
        case "ended":
            return _walking(mock)
        case "judged":
            return _onwards(_with(mock, points=frozenset(data["points"]), grade=data["grade"], judged=True))
    return mock


def _clocked(mock: Mock, now_ms: int) -> Mock:
    if mock.phase != "asking" or mock.since_ms is None:
        return mock
    return _with(mock, ms=mock.answer.ms + max(0, now_ms - mock.since_ms))._replace(since_ms=now_ms)


def _answered(mock: Mock) -> Mock:
    if mock.left_s == 0 or mock.at + 1 == len(mock.answers):
        return _walking(mock)
    return mock._replace(at=mock.at + 1)


def _walking(mock: Mock) -> Mock:
    return _onwards(mock._replace(phase="walking", at=-1, since_ms=None))


def _onwards(mock: Mock) -> Mock:
    """To the next answer that has not been judged, else to the first such, else to the end."""
    open_ = [index for index, answer in enumerate(mock.answers) if answer.asked and not answer.judged]
    if not open_:
        return mock._replace(phase="over", at=max(0, mock.at))
    return mock._replace(at=next((index for index in open_ if index > mock.at), open_[0]))


def _kept(mock: Mock) -> Record:
    answer = mock.answer
    kept = "answered" if answer.asked else "kept"
    return {"step": kept, "at": mock.at, "ms": answer.ms, "notes": answer.notes}


def _with(mock: Mock, **changes: Any) -> Mock:
    answers = list(mock.answers)
    answers[mock.at] = mock.answer._replace(**changes)
    return mock._replace(answers=tuple(answers))


# the scorecard


class TopicScore(NamedTuple):
    """Points said and asked for in one topic, and the time for them."""

    topic: str
    hit: int
    points: int
    seconds: int
    budget: int

    @property
    def share(self) -> float:
        return self.hit / self.points if self.points else 1.0


class Scorecard(NamedTuple):
    """How it went. slow: questions passed, but over their time. weakest: the topics to work on next.

    weak: the questions of which the least was said, missed ones first.
    """

    hit: int
    points: int
    passed: int
    asked: int
    seconds: int
    budget: int
    topics: tuple[TopicScore, ...]
    slow: tuple[str, ...]
    weakest: tuple[str, ...]
    weak: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.hit / self.points if self.points else 1.0


class Past(NamedTuple):
    """A mock as the log has it. source: what its rows are known by; number: counted from 1."""

    number: int
    source: str
    day: date
    mock: Mock


def scorecard(mock: Mock) -> Scorecard:
    """Count the answers that were asked; a plain sum, so that anyone can check it."""
    topics = tuple(_topic_score(mock, name) for name in dict.fromkeys(slot.topic for slot, _ in mock.asked))
    by_share = sorted(topics, key=lambda topic: (topic.share, topic.hit - topic.points))
    return Scorecard(
        hit=sum(topic.hit for topic in topics),
        points=sum(topic.points for topic in topics),
        passed=sum(answer.passed for _, answer in mock.asked),
        asked=len(mock.asked),
        seconds=sum(topic.seconds for topic in topics),
        budget=sum(topic.budget for topic in topics),
        topics=topics,
        slow=tuple(slot.question for slot, answer in mock.asked if is_slow(slot, answer)),
        weakest=tuple(topic.topic for topic in by_share if topic.share < 1)[:WEAKEST],
        weak=_weak(mock),
    )


def _weak(mock: Mock) -> tuple[str, ...]:
    said = {
        slot.question: (answer.passed, len(answer.points) / max(1, slot.points))
        for slot, answer in mock.asked
        if answer.judged and not (answer.passed and len(answer.points) == slot.points)
    }
    return tuple(sorted(said, key=said.__getitem__)[:WEAKEST])


def is_slow(slot: Slot, answer: Answer) -> bool:
    """Right, but over its time."""
    return answer.passed and answer.ms > 1000 * slot.seconds


def missed(mock: Mock) -> list[tuple[Slot, Answer]]:
    """What was judged and not passed: it goes into the schedule."""
    return [(slot, answer) for slot, answer in mock.asked if answer.judged and not answer.passed]


def _topic_score(mock: Mock, topic: str) -> TopicScore:
    own = [(slot, answer) for slot, answer in mock.asked if slot.topic == topic]
    return TopicScore(
        topic,
        hit=sum(len(answer.points) for _, answer in own),
        points=sum(slot.points for slot, _ in own),
        seconds=sum(answer.ms for _, answer in own) // 1000,
        budget=sum(slot.seconds for slot, _ in own),
    )
