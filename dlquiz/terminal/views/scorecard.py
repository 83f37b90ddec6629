"""What a mock interview came to: points, pace, what to work on next, and the change since earlier ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from rich.text import Text as Line

from dlquiz.core.mock import Mock, Past, Scorecard, is_slow, missed, scorecard
from dlquiz.core.questions import Question, Text
from dlquiz.terminal.cells import pad, width
from dlquiz.terminal.page import Grid, Page, bar, entries, entry, keys, part_of, table
from dlquiz.terminal.prose import phrase
from dlquiz.terminal.views.scene import mark, sections
from dlquiz.terminal.views.sentences import flat
from dlquiz.terminal.words import Say, clock, short_date
from dlquiz.terminal.wrap import wrap

SHOWN = 6
"""How many earlier mocks the chart has."""


class Told(NamedTuple):
    """A mock to be told of. questions: by id, those it asked; earlier: the mocks before it, the oldest first."""

    mock: Mock
    day: date
    questions: Mapping[str, Question]
    title: Callable[[str], Text]
    earlier: Sequence[Past] = ()

    @property
    def card(self) -> Scorecard:
        return scorecard(self.mock)

    @property
    def course(self) -> list[tuple[date, float]]:
        """The share of points in the mocks before this one, and in this one."""
        before = [(past.day, scorecard(past.mock).share) for past in self.earlier]
        return [*before, (self.day, self.card.share)][-SHOWN:]


def page(told: Told, today: date, grid: Grid, say: Say) -> Page:
    """The page after the walk."""
    card = told.card
    return Page(
        title=say("mock"),
        detail=short_date(say, told.day, today),
        right=Line(say("passed of", part=card.passed, n=card.asked)),
        part=card.passed,
        whole=card.asked,
        body=lines(told, today, grid, say),
        foot=keys(grid, say, ["close", "language", *(["weak"] if card.weak else [])], n=len(card.weak)),
    )


def lines(told: Told, today: date, grid: Grid, say: Say) -> list[Line]:
    """The scorecard from top to bottom."""
    if not told.mock.asked:
        return entry(grid, [Line(say("nothing asked"))])
    return sections(
        [
            entry(grid, wrap(Line(points_in(told.card, say), "bold"), grid.measure), say("score")),
            _asked(told, grid, say),
            _topics(told, grid, say),
            _work_on(told, grid, say),
            _so_far(told, today, grid, say),
            _missed(told, grid, say),
        ]
    )


def points_in(card: Scorecard, say: Say) -> str:
    """``25 of 35 points, in 25:30 of 28:00``."""
    return say("points in", n=card.points, hit=card.hit, clock=clock(card.seconds), budget=clock(card.budget))


def short_ask(question: Question, say: Say) -> str:
    """What is asked, on one line."""
    return flat(say.of(question.ask))


def _asked(told: Told, grid: Grid, say: Say) -> list[Line]:
    """A row for each question: time, points; a time that was exceeded is marked where the answer was right."""
    gap = 2 if grid.wide else 1
    room = grid.measure - 7 - 3 - 2 * gap
    items: list[tuple[list[Line], Line]] = []
    for slot, given in told.mock.asked:
        slow = is_slow(slot, given)
        time = Line.assemble(clock(given.seconds), (" !" if slow else "  ", "warm"))
        name = short_ask(told.questions[slot.question], say)
        row = table([[name, time, part_of(len(given.points), slot.points)]], [room, 7, 3], "lrr", gap)
        items.append((row, mark(given.passed)))
    rows = entries(grid, items, say("asked"))
    if told.card.slow:
        rows += entry(grid, [Line.assemble(("!", "warm"), " ", (say("slow but right"), "quiet"))])
    return rows


def _topics(told: Told, grid: Grid, say: Say) -> list[Line]:
    """Points and pace of each topic."""
    topics = told.card.topics
    names = [say.of(told.title(topic.topic)) for topic in topics]
    gap = 2 if grid.wide else 1
    room = min(max(map(width, names)), grid.measure - 5 - 11 - 2 * gap - (12 if grid.wide else 0))
    length = grid.measure - room - 5 - 11 - 3 * gap if grid.wide else 0
    rows: list[list[Line | str]] = []
    for name, topic in zip(names, topics, strict=True):
        time = Line.assemble(clock(topic.seconds), (f"/{clock(topic.budget)}", "quiet"))
        share = bar(topic.hit, topic.points, length)
        rows.append([name, *([share] if length else []), part_of(topic.hit, topic.points), time])
    widths = [room, *([length] if length else []), 5, 11]
    return entry(grid, table(rows, widths, "llrr" if length else "lrr", gap), say("topics"))


def _work_on(told: Told, grid: Grid, say: Say) -> list[Line]:
    names = [say.of(told.title(topic)) for topic in told.card.weakest]
    return entries(grid, [(wrap(Line(name), grid.measure), Line("•", "quiet")) for name in names], say("work on"))


def _so_far(told: Told, today: date, grid: Grid, say: Say) -> list[Line]:
    """The share of points in the latest mocks, as bars, and the change since the last one."""
    if len(told.course) < 2:
        return []
    days = [short_date(say, day, today) for day, _ in told.course]
    room = max(map(width, days))
    length = min(40, grid.measure - room - 7)
    rows = [
        Line.assemble(pad(day, room), f"  {share:4.0%} ", bar(share, 1, length))
        for day, (_, share) in zip(days, told.course, strict=True)
    ]
    return entry(grid, [*rows, Line(change(told, say), "quiet")], say("so far"))


def change(told: Told, say: Say) -> str:
    """``+9% since the last one``; "" for a first one."""
    if len(told.course) < 2:
        return ""
    (_, before), (_, now) = told.course[-2:]
    points = round(100 * now) - round(100 * before)
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return say("since last", change=f"{sign}{abs(points)}%")


def _missed(told: Told, grid: Grid, say: Say) -> list[Line]:
    """The points that were not said, of the questions that were not passed."""
    items: list[tuple[list[Line], Line | str]] = []
    for slot, given in missed(told.mock):
        question = told.questions[slot.question]
        items.append((wrap(Line(short_ask(question, say), "quiet"), grid.measure), ""))
        for place, point in enumerate(question.points):
            if place not in given.points:
                items.append((wrap(phrase(say.of(point), grid.measure), grid.measure), Line("•", "quiet")))
    return entries(grid, items, say("missed"))


def told_rows(told: Told, say: Say) -> list[str]:
    """A sentence for each question."""
    return [
        say(
            "p row",
            n=number,
            ask=short_ask(told.questions[slot.question], say),
            grade=say.grade(given.grade or 1),
            hit=len(given.points),
            points=slot.points,
            time=say("time of", clock=clock(given.seconds), budget=clock(slot.seconds)),
        )
        for number, (slot, given) in enumerate(told.mock.asked, 1)
    ]


# lists


def mock_list(pasts: Sequence[Past], today: date, grid: Grid, say: Say) -> list[Line]:
    """A line for each mock: number, day, minutes, questions passed, points."""
    heads = ["", "", say("time"), say("passed"), say("points"), ""]
    rows: list[list[Line | str]] = [[Line(head, "quiet") for head in heads]]
    for past in pasts:
        card = scorecard(past.mock)
        done = past.mock.phase == "over"
        rows.append(
            [
                Line(str(past.number), "key"),
                short_date(say, past.day, today),
                clock(past.mock.elapsed_s),
                part_of(card.passed, card.asked),
                Line(f"{card.share:.0%}" if done and card.asked else "–"),
                bar(card.share, 1, 20) if done and card.asked else Line(say("unfinished"), "quiet"),
            ]
        )
    cells = [4, 16, 7, 7, 7, 20] if grid.wide else [2, 11, 5, 6, 6, 0]
    lines = table(rows, cells, "rlrrrl", 2 if grid.wide else 1)
    return [Line.assemble(" " * grid.margin, line[: len(line.plain.rstrip())]) for line in lines]
