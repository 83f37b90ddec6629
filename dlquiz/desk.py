"""The study as the drill sees it: loads cards, writes answers, looks ahead, opens editors and demos."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from dlquiz.core.exercise import Solution, draw, solve
from dlquiz.core.log import AGAIN, NO_CARD, Entry, live
from dlquiz.core.memory import Outcomes, State
from dlquiz.core.questions import Card, Numeric, Question, Text, Value
from dlquiz.core.queue import Queue
from dlquiz.core.session import Extended, Presented, Session, Turn, Unavailable
from dlquiz.errors import DemoError, DlquizError, UsageError, said
from dlquiz.study import Study
from dlquiz.terminal.desk import MOCK_MINUTES, MORE_MINUTES, Ahead, Outlook, Overlay, Reference, Used

if TYPE_CHECKING:
    from dlquiz.exams import MockDesk

WEAKEST = 10


class StudyDesk:
    """The Desk protocol of terminal/desk.py, over the stores of one learner."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._just_opened = True
        self._said: set[str] = set()

    def refresh(self) -> Sequence[str]:
        """Pick up changed banks; each notice is given once. The study has just done so when it opens."""
        if not self._just_opened:
            self._study.refresh()
        self._just_opened = False
        new = [notice for notice in self._study.notices if notice not in self._said]
        self._said.update(new)
        return new

    def present(self, card_id: str) -> Presented | Unavailable:
        """Load, claim and draw the card; Unavailable if it is not to be asked any more."""
        claimed = self._study.claim(card_id)
        if claimed is None:
            return Unavailable(card_id)
        card, state = claimed
        return Presented(card, state, draw(card, self._study.environment.random))

    def solve(self, turn: Turn) -> Solution:
        """The solution of a numeric card."""
        check = turn.card.check
        assert isinstance(check, Numeric)
        return solve(check, turn.drawn, self._study.demos)

    def outcomes(self, turn: Turn) -> Outcomes:
        """What each grade would make of the card."""
        return self._study.outcomes(turn.card.id, turn.state)

    def append(self, entry: Entry) -> tuple[Entry, State]:
        """Write an entry; when this returns it is on the disk."""
        return self._study.append(entry)

    def refill(self, session: Session) -> Queue | None:
        """What has become due in the meantime; nothing once the minutes are used."""
        used = session.until_ms is not None and self._study.now_ms >= session.until_ms
        return None if used else self._study.refill()

    def ahead(self, kind: Ahead) -> Extended | None:
        """More minutes, the ten weakest cards, or five more new ones."""
        if kind == "more":
            self._study.go_on(MORE_MINUTES)
            return Extended(self._study.queue(), self._study.until_ms)
        queue = self._study.ahead(kind)
        return Extended(queue) if queue else None

    def these(self, cards: Sequence[str]) -> Extended | None:
        """These cards, whenever they are due."""
        queue = self._study.these(cards)
        return Extended(queue) if queue else None

    def mock(self) -> MockDesk | None:
        """A mock interview over the drill's topics, begun now."""
        from dlquiz import exams

        try:
            plan = exams.blueprint(self._study, MOCK_MINUTES, (), self._study.environment.random.randrange(10**6))
        except UsageError:
            return None
        return exams.MockDesk.begin(self._study, plan)

    def outlook(self) -> Outlook:
        """Where the learner stands now."""
        study = self._study
        standing = study.standing()
        return Outlook(
            coming=study.forecast(),
            done_today=standing.reviewed_today,
            next_at=standing.next_at,
            weakest=[chance for _, chance in study.weakest()[:WEAKEST]],
            unseen=study.unseen(),
            last_mock=max((row.day for row in study.reviews.entries(card=NO_CARD)), default=None),
            used=self._used(),
        )

    def _used(self) -> Used | None:
        """What the minutes went to, where they are used up and something waits."""
        study, own = self._study, self._study.selection.minutes
        if study.in_time or not (waiting := len(study.queue(60 * MORE_MINUTES))):
            return None
        answered = study.reviews.answered(since=study.day)
        first = {each.card: each.grade for each in reversed(answered)}
        return Used(
            minutes=own or study.minutes or 0,
            of_day=own is None,
            cards=len(first),
            new=study.reviews.today(study.day).new,
            known=sum(grade > AGAIN for grade in first.values()),
            seconds=sum(each.ms for each in answered) / 1000,
            waiting=waiting,
            prospect=study.prospect(),
        )

    def title(self, topic: str) -> Text:
        """What a topic is called."""
        return self._study.title(topic)

    def sources(self, question: Question) -> Sequence[Reference]:
        """What a question cites, with the entries of sources.yaml."""
        known = self._study.sources([citation.source for citation in question.sources])
        return [_reference(citation.source, citation.where, known) for citation in question.sources]

    def history(self, card_id: str) -> Sequence[Entry]:
        """The live rows of a card."""
        return live(self._study.reviews.entries(card=card_id))

    def edit(self, card: Card) -> Card | str:
        """Open the card's question in $EDITOR; the card as it is afterwards, or why it is not to be asked."""
        from dlquiz.editing import ask_again, edit

        try:
            edit(self._study, card.question, ask_again(self._study.environment))
        except (DlquizError, OSError) as error:
            return said(error)
        return self._study.catalogue.card(card.id) or "the card is no longer in its file"

    def demo(self, turn: Turn) -> Overlay | None:
        """The page of the card's demo, with the numbers of this turn."""
        from dlquiz.terminal.views.bench import Bench

        use = turn.card.question.demo
        check = turn.card.check
        given: dict[str, Value] = dict(turn.drawn.values or {})
        if isinstance(check, Numeric) and check.demo:
            name, wanted = check.demo, check.want
        elif use is not None:
            name, wanted = use.name, next(iter(use.gives), "")
            given = dict(use.with_)
        else:
            return None
        try:
            return Bench.opened(self._study.demos, name, given, wanted, self.title(turn.card.question.topic))
        except DemoError:
            return None


class ChosenDesk(StudyDesk):
    """A drill of chosen cards alone: the day's do not come after them."""

    def refill(self, session: Session) -> Queue | None:
        """Nothing comes after the last card."""
        return None


class QuizDesk(ChosenDesk):
    """A quiz instead of a drill: the seed alone draws, no card waits for its day; unless `record`, nothing is written.

    notice: said before the first card.
    """

    def __init__(self, study: Study, seed: int, record: bool = True, notice: str = "") -> None:
        super().__init__(study)
        self._seed, self._record, self._notices = seed, record, [notice] if notice else []

    def refresh(self) -> Sequence[str]:
        """Pick up changed banks."""
        first, self._notices = self._notices, []
        return [*first, *super().refresh()]

    def present(self, card_id: str) -> Presented | Unavailable:
        """Load and draw the card."""
        card = self._study.catalogue.card(card_id)
        if card is None:
            return Unavailable(card_id)
        return Presented(card, self._study.reviews.state(card_id), draw(card, Random(f"{self._seed} {card_id}")))

    def append(self, entry: Entry) -> tuple[Entry, State]:
        """Write an entry, if the quiz is on record."""
        return super().append(entry) if self._record else (entry, self._study.reviews.state(entry.card))

    def ahead(self, kind: Ahead) -> Extended | None:
        """Nothing comes after the last question."""
        return None

    def mock(self) -> MockDesk | None:
        """Nothing comes after the last question."""
        return None


def _reference(key: str, where: str, known: dict[str, dict[str, object]]) -> Reference:
    entry = {name: str(value) for name, value in known.get(key, {}).items()}
    return Reference(
        title=entry.get("title", key),
        by=entry.get("by", ""),
        year=entry.get("year", ""),
        where=where,
        url=entry.get("url", ""),
    )
