"""Opens the stores, brings the catalogue up to date, builds today's queue: what nearly every command needs."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from dlquiz import __version__
from dlquiz.core.log import DAY_MS, Entry, Kind, plain_entry, study_day
from dlquiz.core.memory import Memory, Outcomes, Scheduling, State, preview, recall
from dlquiz.core.questions import Card, Question, Text, cards, question_id
from dlquiz.core.queue import Queue, one_per_question
from dlquiz.core.settings import Settings, check_interview
from dlquiz.core.standing import Today, TopicStanding, is_due, mean_recall
from dlquiz.environment import Environment
from dlquiz.errors import UsageError, nearest
from dlquiz.places import OVERRIDES, places
from dlquiz.store.catalogue import Catalogue, Reference, Stamp, Topic
from dlquiz.store.reviews import Reviews

if TYPE_CHECKING:
    from dlquiz.core.planner import Plan
    from dlquiz.core.questions import Bank
    from dlquiz.core.result import Demos
    from dlquiz.interview import Preparation

MINUTES = 15
"""A day's work towards an interview where no other is configured."""
MUCH = 3_000_000
"""Bytes of banks that take longer to read than one waits without a word."""
PAGE = 500
"""Reviews fetched at a time."""
SOURCES, DOCUMENTS = "sources.yaml", "documents.yaml"


class Selection(NamedTuple):
    """What a drill is narrowed to. new: how many new cards, None for what is left of the day's."""

    topics: tuple[str, ...] = ()
    new: int | None = None
    limit: int | None = None
    minutes: int | None = None


EVERYTHING = Selection()


class Study:
    """The stores of one learner, opened for one command."""

    def __init__(self, environment: Environment, selection: Selection = EVERYTHING) -> None:
        self.environment, self.selection = environment, selection
        self.settings: Settings = environment.settings()
        self.scheduling = Scheduling(desired_retention=self.settings.retention)
        check_interview(self.settings.interview, self.day, place=str(environment.config))
        self._ahead: frozenset[str] = frozenset()
        self._planned: frozenset[str] = frozenset()
        self._steps: dict[str, int | None] = {}
        """When each learning card that is queued here is due; at another time once another drill has answered it."""
        environment.data.mkdir(parents=True, exist_ok=True)
        with ExitStack() as opened:
            self.reviews = opened.enter_context(Reviews.open(environment.data / "reviews.db", self.scheduling))
            self.scheduling = self.reviews.scheduling
            self.reviews.before_change = self._keep
            self.catalogue = opened.enter_context(Catalogue.open(environment.data / "catalogue.db"))
            self.refresh(aloud=True)
            for topic in selection.topics:
                self.known_topic(topic)
            opened.pop_all()

    def close(self) -> None:
        self.catalogue.release(os.getpid())
        self.reviews.close()
        self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # time

    def now(self) -> datetime:
        return self.environment.now()

    @property
    def now_ms(self) -> int:
        return int(self.now().timestamp() * 1000)

    @property
    def day(self) -> date:
        """Today's study day."""
        return study_day(self.now())

    @property
    def days_left(self) -> int | None:
        """Days to the interview; None if no date is set or it is over."""
        interview = self.settings.interview
        return (interview - self.day).days if interview and interview >= self.day else None

    @property
    def minutes(self) -> int | None:
        """Minutes a day: those configured, a quarter of an hour where only the interview is."""
        if self.settings.minutes is not None or self.days_left is None:
            return self.settings.minutes
        return MINUTES

    @cached_property
    def until_ms(self) -> int | None:
        """When the minutes are used: those of the command line, or what is left of the day's. None: never."""
        if self.selection.minutes is not None:
            return self.now_ms + self.selection.minutes * 60_000
        if self.minutes is None:
            return None
        spent = sum(figure.ms for figure in self.reviews.figures(self.day) if figure.day == self.day)
        return self.now_ms + max(0, self.minutes * 60_000 - spent)

    @property
    def in_time(self) -> bool:
        """The minutes are not used yet, or there is no end to them."""
        return self.until_ms is None or self.now_ms < self.until_ms

    def go_on(self, minutes: int) -> None:
        """Let the minutes end so much later than now."""
        self.until_ms = self.now_ms + 60_000 * minutes

    # banks

    def refresh(self, aloud: bool = False) -> bool:
        """Read the banks that changed; gives whether any did. aloud: where that takes long, the terminal says so."""
        self.places = places(self.environment, self.settings)
        files, now_ns = self.places.files, int(self.now().timestamp() * 1e9)
        changed = self.catalogue.changed(files, __version__, now_ns)
        gone = [path for path in changed.gone if not self.places.keeps(path)]
        if changed.files or gone:
            for path in gone:
                self.catalogue.remove(path)
            stamps = changed.files
            if self.overrides in files and (gone or any(not files[Path(stamp.path)] for stamp in stamps)):
                stamps = [stamp for stamp in stamps if stamp.path != str(self.overrides)]
                stamps.append(Stamp.of(self.overrides, __version__, now_ns))  # the originals may have changed
            self._read(stamps, files, aloud and sum(stamp.size for stamp in stamps) > MUCH)
        self.reviews.rename(self.catalogue.names())
        self.catalogue.follow(self.reviews)
        return bool(changed.files or gone)

    @property
    def overrides(self) -> Path:
        """The file with the learner's versions of the program's own questions."""
        return self.environment.banks / OVERRIDES

    def _read(self, stamps: Iterable[Stamp], own: Mapping[Path, bool], aloud: bool) -> None:
        good = {file.path for file in self.catalogue.files() if file.good}
        for stamp in stamps:
            with self._telling(stamp) if aloud else nullcontext():
                self._take(stamp, stamp.path in good, own[Path(stamp.path)])

    def _telling(self, stamp: Stamp) -> AbstractContextManager[None]:
        """Names a file on the terminal while it is read."""
        from dlquiz.terminal.output import language
        from dlquiz.terminal.progress import passing
        from dlquiz.terminal.words import Say

        say = Say(language(self.environment, self.settings.lang))
        return passing(say("reading", file=Path(stamp.path).name), self.environment.stderr)

    def _take(self, stamp: Stamp, good: bool, own: bool) -> None:
        """Read one file into the catalogue. good: there is a state of it that stays if this one is broken."""
        from dlquiz.banks.reader import parse, read

        path = Path(stamp.path)
        if path.name in (SOURCES, DOCUMENTS):
            data, faults, _ = parse(path, path.read_bytes())
            kept = data if isinstance(data, dict) and not faults else None
            kind: Reference = "sources" if path.name == SOURCES else "documents"
            self.catalogue.update_reference(stamp, kind, kept, [str(fault) for fault in faults], own)
            return
        reading = read(path)
        problems = [str(problem) for problem in reading.problems if problem.severity == "error"]
        bank = None if problems and good else reading.bank
        if bank is not None and own:
            bank, more = self._own(path, bank)
            problems += more
        self.catalogue.update(stamp, bank, problems, own)

    def _own(self, path: Path, bank: Bank) -> tuple[Bank, list[str]]:
        """One's own bank as it counts: only the overrides replace, each in its original's topic; those out of date."""
        from dlquiz.core.plain import fingerprint

        if path != self.overrides:
            return bank._replace(questions=tuple(one._replace(replaces="") for one in bank.questions)), []
        questions, stale = list[Question](), list[str]()
        for question in bank.questions:
            original = self.catalogue.original(question.id)
            questions.append(question._replace(topic=original.topic) if original else question)
            if original and question.replaces != fingerprint(original):
                remedy = f"look with dlquiz edit {question.id}, or take the new one: dlquiz edit --revert {question.id}"
                stale.append(f"{path}: the original of {question.id} has changed since you edited it; {remedy}")
            elif not original and question.replaces:
                remedy = f"it is yours alone now: take replaces: out of dlquiz edit {question.id}"
                stale.append(f"{path}: the original of {question.id} is gone; {remedy}")
        return bank._replace(questions=tuple(questions)), stale

    @property
    def notices(self) -> list[str]:
        """What the learner should know before the first card, one line each."""
        said = [str(refused) for refused in self.places.refused]
        said += [f"{lost}: {id_} is in {kept} too; rename it here" for id_, kept, lost in self.catalogue.duplicates()]
        for file in self.catalogue.files():
            if file.problems:
                more = f" (and {len(file.problems) - 1} more)" if len(file.problems) > 1 else ""
                used = "its last good state is in use" if file.good else "nothing of it is in use yet"
                said.append(f"{file.problems[0]}{more}{f'; {used}' if file.broken else ''}")
        if (ahead := self.reviews.newest()) and ahead > self.now_ms + 60_000:
            said.append("the clock is behind the last review; reviews go on, their days stay in order")
        return said

    def known_topic(self, topic: str) -> Topic:
        """The topic of this id; UsageError with the nearest ones if there is none."""
        topics = {known.id: known for known in self.catalogue.topics()}
        if topic in topics:
            return topics[topic]
        raise UsageError(f"there is no topic {topic}", remedy=nearest(topic, topics, cutoff=0.4))

    @cached_property
    def demos(self) -> Demos:
        from dlquiz.demos import Registry

        return Registry()

    # the queue

    def queue(self, more_s: float = 0) -> Queue:
        """Today's cards: towards an interview as planned; else what is due, then new ones. One of each question.

        more_s: seconds to be planned on top of what is left of the minutes.
        """
        if self.days_left is None:
            return self._due_queue()
        return self._planned_queue(self.preparation(self.days_left), self._left_s + more_s)

    @property
    def _left_s(self) -> float:
        """Seconds that are left of the minutes."""
        return max(0, (self.until_ms or 0) - self.now_ms) / 1000

    def preparation(self, left: int) -> Preparation:
        """The planner, with so many days left."""
        from dlquiz.interview import Preparation

        return Preparation(self.reviews, self.catalogue, self.scheduling, self.day, left)

    def plan(self) -> Plan | None:
        """The days until the interview; None if no date is set or it is over."""
        if self.days_left is None or self.settings.interview is None or self.minutes is None:
            return None
        asked = self.reviews.today(self.day).questions
        return self.preparation(self.days_left).plan(self.settings.interview, self.minutes, self._left_s, asked)

    def prospect(self) -> tuple[date, float] | None:
        """The day of the interview, and the share of the core questions recalled then, were no more done."""
        if self.days_left is None or self.settings.interview is None:
            return None
        return self.settings.interview, self.preparation(self.days_left).as_it_stands()

    def _planned_queue(self, preparation: Preparation, seconds: float) -> Queue:
        today = self.reviews.today(self.day)
        busy = self.catalogue.claimed(os.getpid(), self.now_ms)
        new = self.selection.new and max(0, self.selection.new - today.new + self._new_before)
        plans = preparation.today(seconds, today.questions, self.selection.topics, busy, new)
        cards = [plan.candidate.card for plan in plans][: self.selection.limit]
        failed = preparation.failed_once().intersection(self.catalogue.card_ids(self.selection.topics)) - busy
        learning = self.reviews.due(self.day, self.now_ms, limit=0, among=failed).learning
        self._steps |= {card: due_at for due_at, card in learning}
        self._planned |= failed.union(cards)
        return Queue(tuple(learning), due=tuple(cards), asked=today.questions, once_more=True)

    @cached_property
    def _new_before(self) -> int:
        """How many new cards today had before the first plan."""
        return self.reviews.today(self.day).new

    def _due_queue(self) -> Queue:
        day, now_ms = self.day, self.now_ms
        today = self.reviews.today(day)
        among = self.catalogue.card_ids(self.selection.topics) if self.selection.topics else None
        busy = self.catalogue.claimed(os.getpid(), now_ms)
        without = self.catalogue.strays() | busy
        limit = PAGE if self.selection.limit is None else self.selection.limit
        due = self.reviews.due(day, now_ms, limit=limit, among=among, without=without)
        self._steps |= {card: due_at for due_at, card in due.learning}
        reviews = one_per_question(tuple(due.review), today.questions)
        allowed = self.settings.new_per_day - today.new if self.selection.new is None else self.selection.new
        if self.selection.limit is not None:
            allowed = min(allowed, self.selection.limit - len(reviews) - len(due.learning))
        taken = today.questions | {question_id(card) for card in reviews}
        new = self._new_cards(allowed, taken, busy)
        return Queue(tuple(due.learning), reviews, new, today.questions)

    def _new_cards(self, number: int, taken: Collection[str], busy: Collection[str]) -> tuple[str, ...]:
        if number <= 0:
            return ()
        without = frozenset(busy) | self.reviews.buried(self.day)
        return tuple(
            self.catalogue.new_cards(
                number, topics=self.selection.topics, without_questions=taken, without_cards=without
            )
        )

    def ahead(self, kind: str) -> Queue | None:
        """Beyond today: `weakest`, the ten cards most likely forgotten; `new`, five more new ones."""
        today = self.reviews.today(self.day)
        busy = self.catalogue.claimed(os.getpid(), self.now_ms)
        if kind == "new":
            cards = self._new_cards(5, today.questions, busy)
            return Queue(new=cards, asked=today.questions) if cards else None
        weakest = [card for card, _ in self.weakest() if card not in busy]
        return self.these(one_per_question(tuple(weakest))[:10])

    def these(self, cards: Sequence[str]) -> Queue | None:
        """These cards, whenever they are due."""
        known = tuple(card for card in cards if self.catalogue.card(card))
        self._ahead = frozenset(known)
        return Queue(due=known) if known else None

    def weakest(self) -> list[tuple[str, float]]:
        """The cards that have a memory, with their probability of recall, the weakest first."""
        day = self.day
        among = set(self.catalogue.card_ids(self.selection.topics))
        found = [
            (card, recall(state.memory, day, self.scheduling))
            for card, state in self.reviews.all_states().items()
            if state.memory and card in among and not state.suspended and state.buried_on != day
        ]
        return sorted(found, key=lambda pair: (pair[1], pair[0]))

    # one card

    def claim(self, card_id: str) -> tuple[Card, State] | None:
        """Load and claim a card that is to be asked; None if it is gone, answered or claimed by another drill."""
        card = self.catalogue.card(card_id)
        if card is None or not self.catalogue.claim(card_id, os.getpid(), self.now_ms):
            return None
        state = self.reviews.state(card_id)
        if state.suspended or (card_id not in self._ahead and self._answered_elsewhere(card_id, state)):
            return None
        return card, state

    def _answered_elsewhere(self, card: str, state: State) -> bool:
        memory = state.memory
        if memory is None:
            return False
        planned, today = card in self._planned, memory.last_day >= self.day
        if memory.due_day is None:
            return (today or not planned) and self._steps.get(card) != memory.due_at
        return today if planned else memory.due_day > self.day

    def outcomes(self, card_id: str, state: State) -> Outcomes:
        """What each of the four grades would make of the card now. Of a plan, only what is failed comes again today."""
        before, day = state.memory, self.day
        found = preview(before, state.card, day, self.now_ms, self.scheduling)
        if card_id not in self._planned - self._ahead:
            return found
        today = found[:1] if before is None or before.last_day < day else ()
        return Outcomes(*today, *(_not_before(day + timedelta(days=1), memory) for memory in found[len(today) :]))

    def _keep(self) -> None:
        """One copy of the log a day, before its first change."""
        from dlquiz.store.backup import keep

        keep(self.reviews, self.day)

    def append(self, entry: Entry) -> tuple[Entry, State]:
        """Write an entry; when this returns it is on the disk."""
        written, state = self.reviews.append(entry)
        self._steps[entry.card] = state.memory and state.memory.due_at
        self.catalogue.release(os.getpid(), entry.card)
        return written, state

    def refill(self) -> Queue | None:
        """What has become due while the queue was worked through; no more new cards."""
        if self.selection.limit is not None:
            return None
        if self.days_left is not None:
            return self.queue() or None
        queue = replace(self.queue(), new=())
        return queue if queue.due or queue.learning else None

    # where the learner stands

    def standing(self) -> Today:
        """What waits today, and when the next card does: towards an interview as planned, each day anew."""
        queue, day, now_ms = self.queue(), self.day, self.now_ms
        reviewed = self.reviews.today(day).reviewed
        if self.days_left is not None:
            seen = sum(state.memory is not None for state in self.reviews.states(queue.due).values())
            unseen = len(queue.due) - seen
            return Today(seen, len(queue.learning), unseen, reviewed, next_day=day + timedelta(days=1))
        strays = self.catalogue.strays()
        counts = self.reviews.counts(day, now_ms, without=strays)
        following = self.reviews.next_due(day, now_ms, without=strays)
        at_ms = following.at_ms
        return Today(
            due=len(queue.due) if counts.review < PAGE else counts.review,
            learning=counts.learning,
            new=len(queue.new),
            reviewed_today=reviewed,
            next_at=None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, self.now().tzinfo),
            next_day=following.day,
        )

    def by_topic(self) -> list[TopicStanding]:
        """How far each topic is."""
        states = self.reviews.all_states()
        found = []
        for topic in self.catalogue.topics():
            own = [states[card] for card in self.catalogue.card_ids([topic.id]) if card in states]
            found.append(
                TopicStanding(
                    id=topic.id,
                    title=topic.title,
                    questions=topic.questions,
                    cards=topic.cards,
                    learned=sum(state.memory is not None for state in own),
                    due=sum(is_due(state, self.day) for state in own),
                    recall=mean_recall(own, self.day, self.scheduling),
                )
            )
        return found

    def states(self, question: Question) -> list[tuple[Card, State]]:
        """The question's cards and where they stand."""
        own = list(cards(question))
        known = self.reviews.states([card.id for card in own])
        return [(card, known[card.id]) for card in own]

    def mark(self, kind: Kind, card: str) -> State:
        """Suspend, resume, bury, forget or flag a card."""
        _, state = self.reviews.append(plain_entry(kind, card, self.now()))
        return state

    def sources(self, keys: Sequence[str]) -> dict[str, dict[str, object]]:
        """Entries of sources.yaml by key."""
        known = self.catalogue.reference("sources")
        return {key: known[key] for key in keys if isinstance(known.get(key), dict)}

    def forecast(self, days: int = 7) -> list[tuple[date, int]]:
        """How many cards come on each of the coming days, were no more done today; what is left over comes tomorrow."""
        if self.days_left:
            asked = self.reviews.today(self.day).questions
            return self.preparation(self.days_left).coming(days, 60 * (self.minutes or MINUTES), asked)
        tomorrow, strays = self.day + timedelta(days=1), self.catalogue.strays()
        waiting = sum(self.reviews.counts(tomorrow, self.now_ms + DAY_MS, without=strays))
        return [(tomorrow, waiting), *self.reviews.forecast(tomorrow, days, without=strays)[1:]]

    def unseen(self) -> int:
        """How many cards were never asked."""
        return self.catalogue.unseen(self.selection.topics)

    def title(self, topic: str) -> Text:
        """A topic's name."""
        return self._titles.get(topic) or Text.same(topic)

    @cached_property
    def _titles(self) -> dict[str, Text]:
        return self.catalogue.titles()


def _not_before(day: date, memory: Memory) -> Memory:
    """The memory without its learning step."""
    return memory if memory.due_day else memory._replace(due_at=None, due_day=day)
