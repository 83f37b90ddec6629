"""The mock interview under random events: the clock, the records, the walk, the scorecard."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.mock import (
    Answer,
    Back,
    Blueprint,
    Choose,
    Confirm,
    End,
    Event,
    Mock,
    Next,
    Note,
    Pause,
    Record,
    Resume,
    Slot,
    Tick,
    Toggle,
    begin,
    blueprint,
    missed,
    resumed,
    scorecard,
    shown_grade,
    step,
    suggested,
)
from dlquiz.core.questions import Question, Text

POINTS = (Text("a", "一"), Text("b", "二"), Text("c", "三"))


def question(number: int, topic: str = "") -> Question:
    follow = (f"q{number + 3}",) if number < 6 else ()
    return Question(
        f"q{number}",
        Text("ask", "问"),
        Text("answer", "答"),
        topic=topic or f"topic{number % 3}",
        points=POINTS[: number % 4],
        follow_ups=follow,
    )


QUESTIONS = [question(number) for number in range(12)]


def plan(minutes: int = 12, seed: int = 1) -> Blueprint:
    return blueprint(QUESTIONS, minutes, random.Random(seed))


EVENTS = st.one_of(
    st.sampled_from([Tick, Next, Pause, Resume, End, Confirm, Back]).map(lambda event: event()),
    st.sampled_from([Next(), Next(), Confirm()]),
    st.builds(Note, st.sampled_from(["", "mine", "more"])),
    st.builds(Toggle, st.integers(-1, 5)),
    st.builds(Choose, st.sampled_from([-1, 1])),
)


@settings(max_examples=300)
@given(st.lists(st.tuples(EVENTS, st.integers(-5_000, 200_000)), max_size=80), st.integers(0, 5))
def test_whatever_happens(events: list[tuple[Event, int]], seed: int) -> None:
    now = 1_000_000
    mock, records = begin(plan(seed=seed), now)
    kept: list[Record] = list(records)
    running = 0
    for event, later in events:
        now += later
        running += max(0, later) if mock.phase == "asking" else 0
        before = mock
        mock, records = step(mock, event, now)
        kept += records
        assert sum(answer.ms for answer in mock.answers) == running
        if before.phase != "asking":
            assert [answer.ms for answer in mock.answers] == [answer.ms for answer in before.answers]
    recounted(mock)
    again = resumed(json.loads(json.dumps(kept)))
    survives(again, mock)


def recounted(mock: Mock) -> None:
    """The scorecard against a plain recount of the answers."""
    rows = [pair for pair in zip(mock.blueprint.slots, mock.answers, strict=True) if pair[1].asked]
    card = scorecard(mock)
    assert (card.asked, card.points) == (len(rows), sum(slot.points for slot, _ in rows))
    assert card.hit == sum(len(answer.points) for _, answer in rows)
    assert card.passed == sum(answer.judged and (answer.grade or 0) >= 3 for _, answer in rows)
    assert card.budget == sum(slot.seconds for slot, _ in rows)
    by_topic = Counter[str]()
    for slot, answer in rows:
        by_topic[slot.topic] += len(answer.points)
    assert {topic.topic: topic.hit for topic in card.topics} == {slot.topic: by_topic[slot.topic] for slot, _ in rows}
    assert sum(topic.points for topic in card.topics) == card.points
    weak = [(slot, answer) for slot, answer in rows if answer.judged and slot.question in card.weak]
    strong = [(slot, answer) for slot, answer in rows if answer.judged and slot.question not in card.weak]
    assert len(weak) == len(card.weak) <= 3
    assert all(not answer.passed or len(answer.points) < slot.points for slot, answer in weak)
    assert len(weak) == 3 or all(answer.passed and len(answer.points) == slot.points for slot, answer in strong)
    assert not any(answer.passed for _, answer in weak) or all(answer.passed for _, answer in strong)
    assert len(card.weakest) <= 3
    worst = min((topic.share for topic in card.topics), default=1)
    assert not card.weakest or next(topic.share for topic in card.topics if topic.topic == card.weakest[0]) == worst
    if mock.phase == "over":
        assert all(answer.judged for _, answer in rows)
        assert len(missed(mock)) == card.asked - card.passed


def survives(again: Mock, mock: Mock) -> None:
    """A kill loses the seconds of the question being asked and ticks that were not confirmed, nothing else."""
    assert again.phase == ("paused" if mock.phase == "asking" else mock.phase)
    assert again.since_ms is None
    for index, (one, other) in enumerate(zip(again.answers, mock.answers, strict=True)):
        if mock.phase in ("asking", "paused"):
            assert again.at == mock.at
            assert (one.notes, one.asked) == (other.notes, other.asked)
            assert one.ms == other.ms or (index == mock.at and mock.phase == "asking" and one.ms <= other.ms)
        else:
            assert (one.ms, one.notes, one.asked, one.judged) == (other.ms, other.notes, other.asked, other.judged)
        if other.judged and mock.phase == "over":
            assert one == other


@given(st.integers(1, 120), st.integers(0, 50))
def test_the_plan_fits_the_minutes(minutes: int, seed: int) -> None:
    slots = plan(minutes, seed).slots
    assert slots
    assert sum(slot.seconds for slot in slots) <= max(60 * minutes, slots[0].seconds)
    assert len({slot.question for slot in slots}) == len(slots)
    follow_ups = {question.id: question.follow_ups for question in QUESTIONS}
    for before, slot in pairwise(slots):
        assert not slot.follow_up or slot.question in follow_ups[before.question]
    assert not slots[0].follow_up


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9), st.integers(2, 60), st.integers(0, 20))
def test_every_topic_gets_its_share(a: int, b: int, c: int, minutes: int, seed: int) -> None:
    sizes = {"a": a, "b": b, "c": c}
    pool = [
        question(100 * place + n, topic)._replace(follow_ups=())
        for place, (topic, size) in enumerate(sizes.items())
        for n in range(size)
    ]
    slots = blueprint(pool, minutes, random.Random(seed)).slots
    asked = Counter(slot.topic for slot in slots)
    for topic, size in sizes.items():
        assert abs(asked[topic] - len(slots) * size / len(pool)) < 3


@given(st.integers(0, 30))
def test_of_a_topic_the_weak_are_asked_first(seed: int) -> None:
    single = [question._replace(follow_ups=()) for question in QUESTIONS]
    weak = {"q4": 0.9, "q5": 0.8, "q9": 0.7, "q1": 0.6}
    slots = blueprint(single, 12, random.Random(seed), weak).slots
    for topic in {slot.topic for slot in slots}:
        chances = [weak.get(slot.question, 0.5) for slot in slots if slot.topic == topic]
        assert chances == sorted(chances, reverse=True)


@pytest.mark.parametrize(
    ("points", "grades"),
    [(0, [3]), (1, [1, 3]), (2, [1, 2, 3]), (3, [1, 1, 2, 3]), (4, [1, 1, 2, 3, 3]), (5, [1, 1, 1, 2, 3, 3])],
)
def test_the_share_of_points_suggests_the_grade(points: int, grades: list[int]) -> None:
    slot = Slot("q", "t", 120, points)
    assert [suggested(slot, Answer(points=frozenset(range(hit)))) for hit in range(points + 1)] == grades


def played(*events: Event, seconds: int = 5) -> Mock:
    slots = tuple(Slot(f"q{n}", f"t{n % 2}", 60, 3) for n in range(4))
    mock, _ = begin(Blueprint(4, slots), 0)
    for turn, event in enumerate(events, 1):
        mock, _ = step(mock, event, 1000 * seconds * turn)
    return mock


def test_the_candidate_may_change_the_grade_and_look_back() -> None:
    mock = played(Next(), Next(), End(), Toggle(0), Toggle(2), Choose(1))
    assert (mock.phase, mock.at, shown_grade(mock)) == ("walking", 0, 3)
    mock, _ = step(mock, Confirm(), 0)
    assert (mock.at, mock.answers[0].passed) == (1, True)
    mock, _ = step(mock, Back(), 0)
    assert mock.at == 0
    for event in (Choose(-1), Choose(-1), Choose(-1), Confirm()):
        mock, _ = step(mock, event, 0)
    assert (mock.at, mock.answers[0].grade, mock.answers[0].points) == (1, 1, frozenset({0, 2}))
    mock, _ = step(mock, Confirm(), 0)
    assert mock.phase == "over"
    assert [slot.question for slot, _ in missed(mock)] == ["q0", "q1"]


def test_what_was_right_but_slow_is_told_apart() -> None:
    mock = played(Next(), End(), Toggle(0), Toggle(1), Toggle(2), Confirm(), seconds=61)
    assert scorecard(mock).slow == ("q0",)
    mock = played(Next(), End(), Toggle(0), Toggle(1), Toggle(2), Confirm(), seconds=60)
    assert scorecard(mock).slow == ()


def test_ending_counts_the_question_only_if_something_was_noted() -> None:
    assert [answer.asked for answer in played(Next(), End()).answers] == [True, False, False, False]
    assert [answer.asked for answer in played(Next(), Note("x"), End()).answers] == [True, True, False, False]
    assert played(End()).phase == "over"
    assert played(Note("x"), Pause(), End()).phase == "walking"


def test_the_interview_ends_with_the_answer_during_which_the_time_was_up() -> None:
    assert played(Next(), seconds=239).phase == "asking"
    assert played(Next(), seconds=240).phase == "walking"
    assert played(Tick(), Tick(), seconds=300).phase == "asking"
