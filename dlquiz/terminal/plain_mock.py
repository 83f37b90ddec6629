"""A mock interview line by line: the same state machine in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from dlquiz.core.log import study_day
from dlquiz.core.mock import (
    Back,
    Choose,
    Confirm,
    End,
    Event,
    Next,
    Note,
    Pause,
    Resume,
    Tick,
    Toggle,
    shown_grade,
    step,
)
from dlquiz.core.session import Session
from dlquiz.core.text import half_width
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError
from dlquiz.terminal import theme
from dlquiz.terminal.desk import Desk
from dlquiz.terminal.mock import REMEDY, WHAT, MockDesk, told
from dlquiz.terminal.plain import Talk
from dlquiz.terminal.plain import run as run_drill
from dlquiz.terminal.views import scorecard, sentences
from dlquiz.terminal.views.mock import card_of, pace_said, time_left
from dlquiz.terminal.words import Say, clock, short_date


def run(desk: MockDesk, after: Desk, environment: Environment, say: Say, notices: Sequence[str] = ()) -> None:
    """Sit the interview in sentences; drill what was weak, with cards from `after`, if the candidate wants to.

    Ctrl-C is asked once; DlquizError where the input ends before the scorecard.
    """
    theme.prepare(environment.stdout)
    try:
        weak = PlainMock(desk, environment, say).run(notices)
    except EOFError:
        cause = f"the input ended before {WHAT} did"
        raise DlquizError(cause, place="standard input", remedy=REMEDY) from None
    if chosen := after.these(weak):
        run_drill(Session(chosen.queue, say.lang), after, environment, say.both)


class PlainMock(Talk):
    """One sitting."""

    def __init__(self, desk: MockDesk, environment: Environment, say: Say) -> None:
        super().__init__(environment)
        self._desk, self._say, self._mock = desk, say, desk.mock
        self._left = False

    def run(self, notices: Sequence[str]) -> Sequence[str]:
        """Ask, walk, tell the scorecard; the questions that are to be drilled then."""
        if notices:
            self._print(notices)
        try:
            while self._mock.phase != "over" and not self._left:
                self._attentive_turn()
        finally:
            self._desk.settle(self._mock)
        if self._mock.phase != "over":
            return ()
        self._print(self._scorecard())
        weak = told(self._desk, self._mock).card.weak
        if not weak:
            return ()
        self._print([self._say("p weak", n=len(weak))])
        try:
            return weak if self._ask() == "w" else ()
        except (EOFError, KeyboardInterrupt):
            return ()

    def _attentive_turn(self) -> None:
        try:
            self._turn()
        except KeyboardInterrupt:
            self._leave("p leave it")
            if self._left:
                raise

    def _turn(self) -> None:
        match self._mock.phase:
            case "asking":
                self._asking()
            case "paused":
                self._print([self._say("p paused")])
                self._paused(self._ask())
            case "walking":
                self._walking()

    # the interview

    def _asking(self) -> None:
        self._send(Tick())
        question, say = self._desk.question(self._mock.slot.question), self._say
        head = say(
            "p mock",
            n=self._mock.at + 1,
            whole=len(self._mock.answers),
            left=time_left(self._mock, say),
            budget=pace_said(self._mock, say),
        )
        self._print([head, *([say("p further")] if self._mock.slot.follow_up else [])])
        self._print([*sentences.said(say, "p question", question.ask), "", say("p mock keys")])
        at = self._mock.at
        while (self._mock.phase, self._mock.at) == ("asking", at):
            self._answer(self._ask())

    def _answer(self, line: str) -> None:
        notes = self._mock.answer.notes
        match line:
            case "":
                self._send(Next())
            case ":p":
                self._send(Pause())
            case ":q":
                self._leave("p end it")
            case ":l":
                self._say = Say(self._say.other, self._say.both)
                self._print(sentences.said(self._say, "p question", self._desk.question(self._mock.slot.question).ask))
            case _:
                self._send(Note(f"{notes}\n{line}" if notes else line))

    def _paused(self, line: str) -> None:
        if line == ":q":
            self._leave("p end it")
        elif not line:
            self._send(Resume())

    def _leave(self, words: str) -> None:
        """Ask once: to end the asking and go through the answers, or to leave the program."""
        self._print([self._say(words)])
        try:
            leaves = self._ask().removeprefix(":") == "q"
        except KeyboardInterrupt:
            leaves = True
        if not leaves:
            return
        if words == "p end it":
            self._send(End())
            return
        self._send(Pause())
        self._left = True

    # the walk

    def _walking(self) -> None:
        mock, say = self._mock, self._say
        question = self._desk.question(mock.slot.question)
        paragraphs = sentences.said(say, "p question", question.ask)
        paragraphs += [say("p notes", text=line) for line in mock.answer.notes.split("\n") if line]
        time = say("time of", clock=clock(mock.answer.seconds), budget=clock(mock.slot.seconds))
        self._print([*paragraphs, f"{say('time')}: {time}", "", *sentences.revealed(card_of(question), say)])
        self._print([say("p tick")])
        line = self._ask()
        if line == ":u":
            self._send(Back())
        elif line == ":q":
            self._leave("p leave it")
        else:
            self._judge({int(digit) - 1 for digit in half_width(line) if digit in "123456789"})

    def _judge(self, points: set[int]) -> None:
        for point in points ^ self._mock.answer.points:
            self._send(Toggle(point))
        said = self._say("suggests", n=self._mock.slot.points, hit=len(self._mock.answer.points))
        self._print([self._say("p judge", said=said, grade=self._say.grade(shown_grade(self._mock)))])
        line = half_width(self._ask())
        if line in ("1", "2", "3", "4"):
            self._send(Choose(int(line) - shown_grade(self._mock)))
        self._send(Confirm())

    def _send(self, event: Event) -> None:
        now_ms = int(self._environment.now().timestamp() * 1000)
        self._mock, records = step(self._mock, event, now_ms)
        self._desk.keep(records)

    # the scorecard

    def _scorecard(self) -> list[str]:
        say, known = self._say, told(self._desk, self._mock)
        if not known.mock.asked:
            return [say("nothing asked")]
        card, today = known.card, study_day(self._environment.now())
        lines = [scorecard.points_in(card, say), say("passed of", part=card.passed, n=card.asked), ""]
        lines += scorecard.told_rows(known, say)
        if card.weakest:
            names = ("、" if say.lang == "zh" else ", ").join(say.of(known.title(topic)) for topic in card.weakest)
            lines += ["", say("p work on", topics=names)]
        if len(known.course) > 1:
            shares = [(short_date(say, day, today), f"{share:.0%}") for day, share in known.course]
            lines += [
                "",
                *(say("p so far", day=day, share=share) for day, share in shares),
                scorecard.change(known, say),
            ]
        return lines
