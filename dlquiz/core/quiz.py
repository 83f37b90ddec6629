"""A quiz: which checks are asked, and what the answers come to. The asking itself is a session in mode "quiz"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from dlquiz.core.exercise import Rng
from dlquiz.core.log import AGAIN
from dlquiz.core.questions import KINDS, Kind, question_id
from dlquiz.core.session import Session, Turn, graded

CHECKS: tuple[Kind, ...] = tuple(KINDS.values())
"""The kinds of card that a machine can judge."""
UNSEEN = 0.3
"""The part of a quiz that is kept for checks never asked."""


class Candidate(NamedTuple):
    """A check that may be asked. chance: the probability of recalling it now, None if it was never asked."""

    card: str
    topic: str
    chance: float | None


def pick(candidates: Sequence[Candidate], n: int, rng: Rng, cram: bool = False) -> tuple[str, ...]:
    """At most n checks in the order of asking: the weakest of each topic in turn, some of them never seen.

    Siblings wait until every question has been asked. cram: the weakest, whatever their topics; unseen ones only
    where there are too few others.
    """
    pool = list(candidates)
    rng.shuffle(pool)
    seen = sorted((one for one in pool if one.chance is not None), key=lambda one: one.chance or 0.0)
    unseen = [one for one in pool if one.chance is None]
    if cram:
        return tuple(one.card for one in [*_siblings_last(seen), *_siblings_last(unseen)][:n])
    kept = min(len(unseen), max(round(UNSEEN * n), n - len(seen)))
    chosen = [*_in_turn(_siblings_last(seen))[: n - kept], *_in_turn(_siblings_last(unseen))[:kept]]
    rng.shuffle(chosen)
    return tuple(one.card for one in _in_turn(chosen))


def _siblings_last(candidates: Iterable[Candidate]) -> list[Candidate]:
    """First one check of each question, then a second one of each, and so on; otherwise the order stays."""
    rounds: dict[str, int] = {}
    placed = []
    for one in candidates:
        question = question_id(one.card)
        rounds[question] = rounds.get(question, 0) + 1
        placed.append((rounds[question], one))
    return [one for _, one in sorted(placed, key=lambda pair: pair[0])]


def _in_turn(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The first of each topic, then the second of each, and so on."""
    by_topic: dict[str, list[Candidate]] = {}
    for one in candidates:
        by_topic.setdefault(one.topic, []).append(one)
    longest = max(map(len, by_topic.values()), default=0)
    return [own[nth] for nth in range(longest) for own in by_topic.values() if nth < len(own)]


class TopicScore(NamedTuple):
    """How many of a topic's checks were answered right."""

    topic: str
    right: int
    asked: int


class Result(NamedTuple):
    """What a quiz came to. misses: the turns that were graded Again, as they were shown. seconds: thinking time."""

    right: int
    asked: int
    seconds: float
    topics: tuple[TopicScore, ...]
    misses: tuple[Turn, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "right": self.right,
            "asked": self.asked,
            "seconds": round(self.seconds, 1),
            "topics": [topic._asdict() for topic in self.topics],
            "misses": [turn.card.id for turn in self.misses],
        }


def result(session: Session) -> Result:
    """Count the answers that were not taken back. An overruled grade counts as it was given."""
    rows = [(turn, (entry.grade or AGAIN) > AGAIN) for turn, entry in graded(session)]
    names = dict.fromkeys(turn.card.question.topic for turn, _ in rows)
    verdicts = {name: [right for turn, right in rows if turn.card.question.topic == name] for name in names}
    return Result(
        right=sum(right for _, right in rows),
        asked=len(rows),
        seconds=sum(turn.thinking_ms for turn, _ in rows) / 1000,
        topics=tuple(TopicScore(name, sum(own), len(own)) for name, own in verdicts.items()),
        misses=tuple(turn for turn, right in rows if not right),
    )
