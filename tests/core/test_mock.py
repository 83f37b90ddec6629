"""The mock interview under random events: the clock, the records, the scorecard."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.core.mock import (
    PASSED,
    Blueprint,
    Confirm,
    End,
    Event,
    Mock,
    Next,
    Note,
    Pause,
    Record,
    Resume,
    Tick,
    Toggle,
    begin,
    blueprint,
    resume,
    scorecard,
    step,
    suggested,
)
from dlquiz.core.questions import Question, Text

POINTS = (Text("a", "一"), Text("b", "二"), Text("c", "三"))


def question(number: int) -> Question:
    topic = f"topic{number % 3}"
    follow = (f"q{number + 3}",) if number < 6 else ()
    return Question(
        f"q{number}",
        Text("ask", "问"),
        Text("answer", "答"),
        topic=topic,
        points=POINTS[: number % 4],
        follow_ups=follow,
    )


QUESTIONS = [question(number) for number in range(12)]


def plan(minutes: int = 12, seed: int = 1) -> Blueprint:
    return blueprint(QUESTIONS, minutes, random.Random(seed))


EVENTS: list[Event] = [
    Tick(), Next(), Next(), Note("mine"), Note("more"), Pause(), Resume(), End(),
    Toggle(0), Toggle(1), Toggle(9), Confirm(), Confirm(1), Confirm(4),
]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 200_000)), max_size=60), st.integers(0, 5))
def test_whatever_happens(events: list[tuple[Event, int]], seed: int) -> None:
    now = 1_000_000
    mock, records = begin(now, plan(seed=seed), now)
    kept: list[Record] = list(records)
    running = 0
    for event, later in events:
        now += later
        if mock.phase == "asking":
            running += later
        mock, records = step(mock, event, now)
        kept += records
        assert sum(answer.ms for answer in mock.answers) == running
    card = scorecard(mock)
    asked = [(slot, answer) for slot, answer in zip(mock.blueprint.slots, mock.answers, strict=True) if answer.asked]
    assert card.hit == sum(len(answer.points) for _, answer in asked)
    assert card.points == sum(slot.points for slot, _ in asked)
    assert card.passed == sum((answer.grade or 0) >= PASSED for _, answer in asked)
    assert sum(topic.points for topic in card.topics) == card.points
    resumed = resume(mock.id, [record.data for record in kept], now)
    assert same_but_for_what_was_not_kept(resumed, mock)


def same_but_for_what_was_not_kept(resumed: Mock, mock: Mock) -> bool:
    """A kill loses the seconds and notes of the question being asked and unconfirmed ticks, nothing else."""
    if mock.phase == "paused":
        return [answer.asked for answer in resumed.answers] == [answer.asked for answer in mock.answers]
    settled = [index for index, answer in enumerate(mock.answers) if index != mock.index or mock.phase == "over"]
    return (
        resumed.phase == mock.phase
        and resumed.index == mock.index
        and all(resumed.answers[index] == mock.answers[index] for index in settled)
    )


def test_topics_take_turns_and_a_follow_up_follows_its_question() -> None:
    slots = plan(30).slots
    mains = [slot for slot in slots if not slot.follow_up]
    assert {slot.topic for slot in mains[:3]} == {"topic0", "topic1", "topic2"}
    for before, slot in pairwise(slots):
        if slot.follow_up:
            assert slot.question in next(q for q in QUESTIONS if q.id == before.question).follow_ups
    assert len({slot.question for slot in slots}) == len(slots)


@given(st.integers(1, 120), st.integers(0, 50))
def test_the_plan_fits_the_minutes(minutes: int, seed: int) -> None:
    slots = plan(minutes, seed).slots
    assert slots
    assert sum(slot.seconds for slot in slots) <= max(60 * minutes, slots[0].seconds)


def test_the_weak_are_asked_first() -> None:
    weak = {"q4": 0.9, "q5": 0.8}
    slots = blueprint(QUESTIONS, 4, random.Random(3), weak).slots
    assert slots[0].question == "q4"


def test_the_share_of_points_suggests_the_grade() -> None:
    mock, _ = begin(1, plan(30), 0)
    slot = next(slot for slot in mock.blueprint.slots if slot.points == 3)
    answer = mock.answers[0]
    grades = [suggested(slot, answer.__class__(points=frozenset(range(hit)))) for hit in range(4)]
    assert grades == [1, 1, 2, 3]


def test_a_miss_is_marked_for_the_schedule() -> None:
    mock, _ = begin(1, plan(), 0)
    mock, _ = step(mock, Next(), 5000)
    mock, _ = step(mock, End(), 6000)
    assert mock.phase == "walking"
    _, records = step(mock, Confirm(1), 7000)
    assert [record.missed for record in records if record.question] == [True]


def test_ending_before_the_first_answer_is_an_end() -> None:
    mock, _ = begin(1, plan(), 0)
    mock, records = step(mock, End(), 1000)
    assert mock.phase == "over"
    assert records[-1].data == {"step": "ended"}


def test_the_last_question_ends_when_the_time_is_up() -> None:
    mock, _ = begin(1, plan(2), 0)
    mock, _ = step(mock, Next(), 121_000)
    assert mock.phase == "walking"
