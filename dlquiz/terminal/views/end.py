"""When nothing is left to ask: what was done, how it went, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rich.text import Text as Line

from dlquiz.core.log import AGAIN
from dlquiz.core.questions import Question, Text
from dlquiz.core.session import Session, Turn, graded
from dlquiz.terminal.cells import pad, width
from dlquiz.terminal.desk import MORE_MINUTES, Outlook, Used
from dlquiz.terminal.page import Grid, Page, bar, entries, entry, keys, part_of, table
from dlquiz.terminal.prose import phrase
from dlquiz.terminal.views.scene import sections
from dlquiz.terminal.words import Say, day_ahead, long_date, minutes, short_date
from dlquiz.terminal.wrap import wrap

LONGEST_PAUSE_MS = 180_000
"""Time on one card beyond this was spent elsewhere."""
WEAK_SHOWN = 3


class Summary(NamedTuple):
    """A session in figures. recalled: for each topic, how many of its cards were known when first asked."""

    cards: int
    new: int
    seconds: float
    recalled: Mapping[str, tuple[int, int]]
    weak: Sequence[Question]

    @property
    def known(self) -> int:
        """How many cards were recalled at once."""
        return sum(known for known, _ in self.recalled.values())


def summary(session: Session) -> Summary:
    """What the session came to, from the states it went through."""
    first: dict[str, tuple[Turn, int]] = {}
    spent = 0.0
    for turn, review in graded(session):
        first.setdefault(turn.card.id, (turn, review.grade or AGAIN))
        spent += min(max(0, review.id - turn.asked_ms), LONGEST_PAUSE_MS)
    recalled: dict[str, tuple[int, int]] = {}
    for turn, grade in first.values():
        topic = turn.card.question.topic
        known, of = recalled.get(topic, (0, 0))
        recalled[topic] = known + (grade > AGAIN), of + 1
    return Summary(
        cards=len(first),
        new=sum(turn.state.memory is None for turn, _ in first.values()),
        seconds=spent / 1000,
        recalled=recalled,
        weak=list({turn.card.question.id: turn.card.question for turn, g in first.values() if g == AGAIN}.values()),
    )


def done(
    told: Summary, outlook: Outlook, today: date, title: Callable[[str], Text], grid: Grid, say: Say, undo: bool
) -> Page:
    """The page after the last card."""
    body = sections(
        [
            entry(grid, wrap(Line(heading(told, outlook, say), "bold"), grid.measure)),
            entry(grid, [amount(told, say), *prospect(outlook, today, say)], say("today")),
            _by_topic(told, title, grid, say),
            _weak(told, grid, say),
            _coming(outlook, today, grid, say),
        ]
    )
    ways = {"undo": undo, "more": outlook.used, "weakest": outlook.weakest}
    names = ["close", *(name for name, there in ways.items() if there), "language", "keys"]
    return Page(
        title=long_date(say, today),
        right=part_of(told.cards, told.cards),
        body=body,
        foot=keys(grid, say, names, n=MORE_MINUTES),
    )


def heading(told: Summary, outlook: Outlook, say: Say) -> str:
    """What ended it: the minutes, or that no card is left."""
    if used := outlook.used:
        name = "minutes used" if used.of_day else "these minutes used"
        return say(name, n=used.minutes, minutes=minutes(say, 60 * used.minutes))
    if not told.cards:
        return say("nothing due")
    return say("done so far" if outlook.next_at else "done for today")


def amount(told: Summary | Used, say: Say) -> str:
    """How many cards in how much time."""
    said = say("cards in minutes", n=told.cards, minutes=minutes(say, told.seconds))
    return said + (say("of them new", new=told.new) if told.new else "")


def farewell(session: Session, say: Say) -> list[str]:
    """What stays on the terminal when the drill is left: what was done, and what of today was not."""
    told = summary(session)
    if not told.cards:
        return []
    done, cards = session.progress
    recalled = say("and known", part=told.known, n=told.cards)
    return [amount(told, say) + recalled + say("stop"), *([say("left today", n=cards - done)] if cards > done else [])]


def prospect(outlook: Outlook, today: date, say: Say) -> list[str]:
    """Where an interview is set and the minutes are used: how it would go as it stands."""
    if not (outlook.used and outlook.used.prospect):
        return []
    day, share = outlook.used.prospect
    return [say("as it stands", ready=f"{share:.0%}", day=short_date(say, day, today))]


def _by_topic(told: Summary, title: Callable[[str], Text], grid: Grid, say: Say) -> list[Line]:
    if not told.cards:
        return []
    names = {topic: say.of(title(topic)) for topic in told.recalled}
    longest = max(map(width, names.values()))
    room = min(longest, grid.measure - 20) if grid.wide else grid.measure - 6
    length, gap = (grid.measure - room - 9, 2) if grid.wide else (0, 1)
    rows: list[list[Line | str]] = [
        [names[topic], bar(part, of, length), part_of(part, of)] for topic, (part, of) in told.recalled.items()
    ]
    heading = wrap(Line(say("at once", part=told.known, n=told.cards)), grid.measure)
    return entry(grid, [*heading, *table(rows, [room, length, 5 if grid.wide else 4], "llr", gap)], say("recalled"))


def _weak(told: Summary, grid: Grid, say: Say) -> list[Line]:
    asked = [wrap(phrase(say.of(question.ask), grid.measure), grid.measure) for question in told.weak[:WEAK_SHOWN]]
    return entries(grid, [(lines, Line("!", "warm")) for lines in asked], say("weak"))


def _coming(outlook: Outlook, today: date, grid: Grid, say: Say) -> list[Line]:
    """The next days that have cards, as bars."""
    days = [(day_ahead(say, day, today), count) for day, count in outlook.coming if count][:3]
    most = max((count for _, count in days), default=0)
    room = min(2 * most, grid.measure - 18)
    lines = [
        Line.assemble(
            pad(name, 10), pad(Line(str(count)), 4, "right"), "  ", bar(count, count, max(1, room * count // most))
        )
        for name, count in days
    ]
    return entry(grid, lines, say("next")) if lines else []
