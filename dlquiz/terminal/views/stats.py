"""Where a learner stands, on one page: a year of days, what comes, what was foreseen, how ready each topic is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from rich.text import Text as Line

from dlquiz.core.questions import Text
from dlquiz.core.stats import Bin, Readiness, Stats, shades, whole
from dlquiz.terminal.cells import cut, pad, width
from dlquiz.terminal.charts import SHADES
from dlquiz.terminal.page import BLANK, Grid, bar, entry
from dlquiz.terminal.views.scene import sections
from dlquiz.terminal.words import MONTHS, Say, hours, minutes, number
from dlquiz.terminal.wrap import wrap

WEEKS = 53
BLOCKS = " ▁▂▃▄▅▆▇█"
LEVELS = 2
"""Rows of the forecast's columns."""
FROM, TO, EACH = 50, 100, 6
"""The scale of the calibration in per cents, and its cells for ten of them."""
SHOWN, LISTED = 3, 10
"""How many cards of a list the screen and the HTML page name."""
WEEKDAYS = (("Mo", "一"), ("Tu", "二"), ("We", "三"), ("Th", "四"), ("Fr", "五"), ("Sa", "六"), ("Su", "日"))


class Named(NamedTuple):
    """What the first `LISTED` cards of a list are called. topics: how many of the week's new cards each topic has."""

    asks: Mapping[str, Text]
    topics: Sequence[tuple[Text, int]]
    ahead: date | None = None
    """The last day of reviews that are ahead of the clock."""


def page(stats: Stats, named: Named, grid: Grid, say: Say) -> list[Line]:
    """The whole page."""
    slow = [(card, say("seconds", n=thinking_ms // 1000)) for card, thinking_ms in stats.slow]
    parts = [
        _ahead(named, grid, say),
        entry(grid, _year(stats, grid, say), say("year")),
        entry(grid, _week(stats, named, grid, say), say("week")),
        entry(grid, _coming(stats, grid, say), say("coming")),
        entry(grid, _foreseen(stats.bins, grid, say), say("recalled")),
        entry(grid, _ready(stats.readiness, grid, say), say("ready")),
        _cards(say("slow"), say("slow ones"), slow, named, grid, say),
        _cards(say("leeches"), say("leech ones"), [(card, "") for card in stats.leeches], named, grid, say),
    ]
    return [BLANK, *sections(parts), BLANK]


def _ahead(named: Named, grid: Grid, say: Say) -> list[Line]:
    if named.ahead is None:
        return []
    return entry(
        grid, wrap(Line(say("reviews ahead", day=named.ahead.isoformat())), grid.measure), "", Line("!", "warm")
    )


# the year


def _year(stats: Stats, grid: Grid, say: Say) -> list[Line]:
    counts = {done.day: done.reviews for done in stats.days}
    shade = shades(list(counts.values()))
    weeks = min(WEEKS, grid.measure - 3)
    monday = stats.today - timedelta(days=stats.today.weekday() + 7 * (weeks - 1))
    lines = [*_headline(stats, grid, say), Line(_months(monday, weeks, say), "quiet")]
    for weekday, names in enumerate(WEEKDAYS):
        line = Line.assemble((pad(names[say.lang == "zh"] if weekday % 2 == 0 else "", 3).plain, "quiet"))
        for week in range(weeks):
            day = monday + timedelta(days=7 * week + weekday)
            level = shade[counts.get(day, 0)]
            line.append(SHADES[level] if day <= stats.today else " ", "accent" if level else "quiet")
        lines.append(line)
    return lines


def year_told(stats: Stats, say: Say) -> str:
    """The year in a sentence."""
    if not stats.days:
        return say("no reviews")
    days = say("on days", n=len(stats.days))
    row = say("in a row", n=stats.streak) if stats.streak > 1 else ""
    time = hours(say, sum(done.ms for done in stats.days) / 1000)
    return say("reviewed", n=sum(done.reviews for done in stats.days), days=days, streak=row, time=time)


def _headline(stats: Stats, grid: Grid, say: Say) -> list[Line]:
    said, legend = year_told(stats, say), say("fewer more")
    room = grid.measure - width(said) - width(legend)
    if room >= 2:
        return [Line.assemble(said, " " * room, (legend, "quiet"))]
    return [*wrap(Line(said), grid.measure), Line(legend, "quiet")]


def _months(monday: date, weeks: int, say: Say) -> str:
    """The names of the months over the weeks they begin in, where there is room."""
    line = " " * 3
    for week in range(weeks):
        sunday = monday + timedelta(days=7 * week + 6)
        name = f"{sunday.month}月" if say.lang == "zh" else MONTHS[sunday.month - 1][:3]
        begins = sunday.day <= 7
        if begins and width(line) <= 3 + week and 3 + week + width(name) <= 3 + weeks:
            line += " " * (3 + week - width(line)) + name + " "
    return line.rstrip()


def week_told(stats: Stats, say: Say) -> str:
    """The week in a sentence."""
    done = stats.week
    if not done.reviews:
        return say("no reviews")
    said = say("reviews in", n=done.reviews, time=minutes(say, done.ms / 1000))
    if done.new:
        said += say("new known", n=len(done.new), known=done.known)
    return said


def _week(stats: Stats, named: Named, grid: Grid, say: Say) -> list[Line]:
    said = week_told(stats, say)
    topics = [f"{say.of(title)} {count}" for title, count in named.topics]
    gap = "，" if say.lang == "zh" else ", "
    lines = wrap(Line(said), grid.measure)
    return [*lines, *wrap(Line(gap.join(topics), "quiet"), grid.measure)] if topics else lines


# what comes


def coming_told(stats: Stats, say: Say) -> str:
    """What is due and what comes in a sentence."""
    due = say("due today", n=stats.due) if stats.due else ""
    tomorrow, seven = stats.coming[0][1], sum(count for _, count in stats.coming[:7])
    return due + say("coming cards", n=tomorrow, week=say("in a week", n=seven))


def _coming(stats: Stats, grid: Grid, say: Say) -> list[Line]:
    days = stats.coming[: grid.measure // 4]
    counts = [count for _, count in days]
    names = [WEEKDAYS[day.weekday()][say.lang == "zh"] for day, _ in days]
    return [
        *wrap(Line(coming_told(stats, say)), grid.measure),
        *columns(counts, LEVELS, 4),
        Line("".join(pad(number(count), 4, "right").plain for count in counts)),
        Line("".join(pad(name, 4, "right").plain for name in names), "quiet"),
    ]


def columns(counts: Sequence[int], rows: int, cells: int, highest: int = 0) -> list[Line]:
    """Columns of eighths, each at the right end of its cells; one card is seen as well. highest: of other columns."""
    most = max([1, highest, *counts])
    lines = []
    for row in range(rows - 1, -1, -1):
        line = Line()
        for count in counts:
            eighths = max(bool(count), round(8 * rows * count / most))
            line.append(" " * (cells - 1) + BLOCKS[max(0, min(8, eighths - 8 * row))], "accent")
        lines.append(line)
    return lines


# what was foreseen


def _foreseen(bins: Sequence[Bin], grid: Grid, say: Say) -> list[Line]:
    total = whole(bins)
    if total is None:
        return wrap(Line(say("nothing foreseen")), grid.measure)
    said = say("foreseen", expected=f"{total.expected:.0%}", recalled=f"{total.recalled:.0%}", n=total.reviews)
    lines = wrap(Line(said), grid.measure)
    track = EACH * (TO - FROM) // 10 + 1
    if grid.measure < track + 30:
        return [*lines, *(Line(_plain_bin(each)) for each in bins)]
    scale = f"{FROM}%".ljust(track - 4) + f"{TO}%"
    heads = ((say("expected"), 8), (scale, track), (say("actual"), 9), (say("reviews"), 12))
    lines.append(_row([(pad(head, cells, "left" if head == scale else "right"), "quiet") for head, cells in heads]))
    for each in bins:
        cells = [(pad(_range(each), 8, "right"), ""), (_track(each, track), "")]
        figures = ((f"{each.recalled:.0%}", 9), (number(each.reviews), 12))
        lines.append(_row([*cells, *((pad(figure, room, "right"), "") for figure, room in figures)]))
    return lines


def _row(cells: Sequence[tuple[Line, str]]) -> Line:
    line = Line()
    for cell, style in cells:
        cell.stylize(style or "none")
        line = Line.assemble(line, cell, "  ")
    line.rstrip()
    return line


def _range(each: Bin) -> str:
    return f"< {each.high:.0%}" if each.low == 0 else f"{100 * each.low:.0f}–{each.high:.0%}"


def _plain_bin(each: Bin) -> str:
    return f"{_range(each):>8} ○ {each.expected:.0%}  ● {each.recalled:.0%}  {number(each.reviews)}"


def _track(each: Bin, cells: int) -> Line:
    """○ where recall was expected, ● where it was."""
    expected, recalled = (_place(value, cells) for value in (each.expected, each.recalled))
    line = Line()
    for place in range(cells):
        if place == recalled:
            line.append("●", "accent")
        elif place == expected:
            line.append("○")
        elif min(expected, recalled) < place < max(expected, recalled):
            line.append("─", "quiet")
        else:
            line.append("·" if place % EACH == 0 else " ", "quiet")
    return line


def _place(chance: float, cells: int) -> int:
    return round((min(max(100 * chance, FROM), TO) - FROM) / (TO - FROM) * (cells - 1))


# topics and cards


def _ready(topics: Sequence[Readiness], grid: Grid, say: Say) -> list[Line]:
    core = sum(topic.core for topic in topics)
    ready = sum(topic.ready * topic.core for topic in topics) / max(1, core)
    lines = wrap(Line(say("core ready", ready=f"{ready:.0%}")), grid.measure)
    some = sorted((topic for topic in topics if topic.core), key=lambda topic: (topic.ready, topic.topic))
    names = min(max((width(say.of(topic.title)) for topic in some), default=0), grid.measure // 2)
    room = max(3, grid.measure - names - 8)
    for topic in some:
        figure = pad(f"{topic.ready:.0%}", 4, "right")
        lines.append(Line.assemble(pad(say.of(topic.title), names), "  ", bar(topic.ready, 1, room), "  ", figure))
    return lines


def _cards(
    label: str, heading: str, cards: Sequence[tuple[str, str]], named: Named, grid: Grid, say: Say
) -> list[Line]:
    """The first few of a list of cards, each with what it asks and a figure."""
    if not cards:
        return []
    lines = entry(grid, wrap(Line(heading), grid.measure), label)
    for card, figure in cards[:SHOWN]:
        ask = say.of(named.asks[card]) if card in named.asks else card
        room = grid.measure - (width(figure) + 2 if figure else 0)
        line = cut(Line(" ".join(ask.split())), room)
        lines += entry(grid, [Line.assemble(pad(line, room), "  ", figure) if figure else line], "", Line("!", "warm"))
    if len(cards) > SHOWN:
        lines += entry(grid, [Line(say("and more", n=len(cards) - SHOWN), "quiet")])
    return lines
