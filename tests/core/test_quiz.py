"""What a quiz asks, and what it comes to: against plain recounts."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dlquiz.core.exercise import draw
from dlquiz.core.memory import State
from dlquiz.core.questions import Card, Choice, Option, Question, Text, question_id
from dlquiz.core.queue import Queue
from dlquiz.core.quiz import Candidate, pick, result
from dlquiz.core.session import Answered, Append, Ask, Event, Graded, Presented, Recorded, Session, Start, Undone, step

CANDIDATES = st.builds(
    lambda rows: [Candidate(f"q{n // 2}/c{n % 2}", f"topic{n // 2 % topics}", chance) for n, topics, chance in rows],
    st.lists(
        st.tuples(st.integers(0, 40), st.just(3), st.none() | st.floats(0.05, 0.99)),
        unique_by=lambda row: row[0],
        max_size=30,
    ),
)


@given(CANDIDATES, st.integers(1, 40), st.integers(0, 9), st.booleans())
def test_a_pick_is_as_large_as_can_be_without_repeats_and_depends_on_the_seed_alone(
    candidates: list[Candidate], n: int, seed: int, cram: bool
) -> None:
    picked = pick(candidates, n, random.Random(seed), cram)
    assert len(picked) == min(n, len(candidates))
    assert len(set(picked)) == len(picked)
    assert set(picked) <= {one.card for one in candidates}
    assert picked == pick(candidates, n, random.Random(seed), cram)


@given(CANDIDATES, st.integers(1, 20), st.integers(0, 9))
def test_a_sibling_is_asked_only_when_every_question_of_its_topic_has_been(
    candidates: list[Candidate], n: int, seed: int
) -> None:
    unseen = [one._replace(chance=None) for one in candidates]
    picked = pick(unseen, n, random.Random(seed))
    topics = {one.card: one.topic for one in unseen}
    for topic in set(topics.values()):
        asked = Counter(question_id(card) for card in picked if topics[card] == topic)
        known = {question_id(card) for card in topics if topics[card] == topic}
        assert max(asked.values(), default=0) < 2 or set(asked) == known


@given(CANDIDATES, st.integers(1, 20), st.integers(0, 9))
def test_of_a_topic_the_weakest_questions_are_taken(candidates: list[Candidate], n: int, seed: int) -> None:
    single = [one for one in candidates if one.card.endswith("c0")]
    picked = set(pick(single, n, random.Random(seed)))
    for topic in {one.topic for one in single}:
        seen = [one for one in single if one.topic == topic and one.chance is not None]
        taken = [one.chance or 0 for one in seen if one.card in picked]
        left = [one.chance or 0 for one in seen if one.card not in picked]
        assert not taken or not left or max(taken) <= min(left)


@given(CANDIDATES, st.integers(1, 20))
def test_cramming_takes_the_weakest_of_all(candidates: list[Candidate], n: int) -> None:
    single = [one for one in candidates if one.card.endswith("c0")]
    picked = pick(single, n, random.Random(1), cram=True)
    chances = {one.card: 2.0 if one.chance is None else one.chance for one in single}
    assert [chances[card] for card in picked] == sorted(chances.values())[:n]


def test_topics_are_mixed_and_some_were_never_seen() -> None:
    topics = ("a", "b", "c", "d")
    seen = [Candidate(f"s{n}/c", topics[n % 4], n / 100) for n in range(40)]
    unseen = [Candidate(f"u{n}/c", topics[n % 4], None) for n in range(40)]
    picked = pick([*seen, *unseen], 12, random.Random(3))
    assert sum(card.startswith("u") for card in picked) == 4
    where = {one.card: one.topic for one in (*seen, *unseen)}
    assert Counter(where[card] for card in picked) == dict.fromkeys(topics, 3)
    assert all(where[before] != where[after] for before, after in pairwise(picked))


OPTIONS = (Option(Text.same("yes"), True, Text()), Option(Text.same("no"), False, Text()))
CARDS = [
    Card(f"q{n}/c", Question(f"q{n}", Text.same("?"), Text.same("!"), topic=f"topic{n % 3}"), check)
    for n in range(7)
    for check in [Choice("c", Text.same("?"), OPTIONS)]
]


@given(
    st.lists(st.sampled_from([Answered((0,)), Answered((1,)), Graded(), Graded(1), Graded(3), Undone()]), max_size=60)
)
def test_the_score_is_a_plain_recount_of_the_answers(events: list[Event]) -> None:
    known = {card.id: card for card in CARDS}
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    session = Session(Queue(due=tuple(known)), "en", "quiz")
    counted: list[tuple[str, bool]] = []
    waiting: list[Event] = [*reversed(events), Start()]
    while waiting:
        event = waiting.pop()
        now += timedelta(seconds=3)
        session, effects = step(session, event, now)
        for effect in effects:
            match effect:
                case Ask(card):
                    waiting.append(Presented(known[card], State(card), draw(known[card], random.Random(1))))
                case Append(entry):
                    waiting.append(Recorded(entry, State(entry.card)))
                    if entry.kind == "retract":
                        counted.pop()
                    else:
                        counted.append((known[entry.card].question.topic, (entry.grade or 0) > 1))
    told = result(session)
    assert (told.right, told.asked) == (sum(right for _, right in counted), len(counted))
    by_topic = Counter(topic for topic, _ in counted)
    assert {topic.topic: topic.asked for topic in told.topics} == by_topic
    assert {topic.topic: topic.right for topic in told.topics if topic.right} == Counter(
        topic for topic, right in counted if right
    )
    assert len(told.misses) == told.asked - told.right
    assert told.plain()["misses"] == [turn.card.id for turn in told.misses]
