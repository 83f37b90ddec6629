"""The days until the interview: what is asked when, where it leads, and how that is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil

from rich.text import Text as Line

from dlquiz.core.planner import ENOUGH, Learner, Plan, Prospect
from dlquiz.core.questions import Text
from dlquiz.terminal.cells import pad, width
from dlquiz.terminal.page import BLANK, Grid, bar, entry
from dlquiz.terminal.views.scene import sections
from dlquiz.terminal.views.stats import columns
from dlquiz.terminal.words import Say, minutes, short_date
from dlquiz.terminal.wrap import wrap


def page(plan: Plan, today: date, titles: Mapping[str, Text], grid: Grid, say: Say) -> list[Line]:
    """The whole page."""
    parts = [
        entry(grid, wrap(Line(_when(plan, today, say)), grid.measure), say("interview")),
        entry(grid, wrap(Line(_today(plan, say)), grid.measure), say("today")),
        entry(grid, _days(plan, grid, say), say("days")),
        entry(grid, _ready(plan.topics, grid, say), say("ready")),
        entry(grid, _left_out(plan, titles, grid, say), say("left out"), Line("!", "warm") if plan.left_out else ""),
        entry(grid, wrap(Line(how(plan.learner, say)), grid.measure), say("how")),
    ]
    return [BLANK, *sections(parts), BLANK]


def how(learner: Learner, say: Say) -> str:
    """How the planner decides, in three sentences."""
    usual = Learner(learner.parameters)
    measured = ("new_s", "hit_s", "miss_s", "first_grades")
    own = all(getattr(learner, figure) != getattr(usual, figure) for figure in measured)
    return say("how it decides", figures=say("figures own") if own else say("figures usual", n=ENOUGH))


def _when(plan: Plan, today: date, say: Say) -> str:
    if not plan.left:
        return say("interview today")
    day = short_date(say, plan.interview, today)
    return say("interview in", day=day, n=plan.left, minutes=minutes(say, 60 * plan.minutes))


def _today(plan: Plan, say: Say) -> str:
    if not plan.seconds:
        return say("minutes used", n=plan.minutes, minutes=minutes(say, 60 * plan.minutes))
    if not plan.today:
        return say("nothing gains")
    new = sum(planned.candidate.stability is None for planned in plan.today)
    time = minutes(say, sum(planned.seconds for planned in plan.today))
    said = say("for today", n=len(plan.today), minutes=time) + (say("of them new", new=new) if new else "")
    return said + (say("worth", n=f"{plan.worth:.1f}") if plan.worth >= 0.05 else "")


def _days(plan: Plan, grid: Grid, say: Say) -> list[Line]:
    """New and seen cards of each day as two rows of columns; of several days together where there are too many."""
    if not plan.left:
        return []
    days = plan.days
    room = max(width(say("new")), width(say("seen"))) + 2
    together = ceil(len(days) / (grid.measure - room))
    cells = max(1, min(3, (grid.measure - room) * together // len(days)))
    sums = {
        name: [sum(counts[first : first + together]) for first in range(0, len(counts), together)]
        for name, counts in (("new", [day.new for day in days]), ("seen", [day.seen for day in days]))
    }
    highest = max(max(counts) for counts in sums.values())
    lines = []
    for name, counts in sums.items():
        (line,) = columns(counts, 1, cells, highest)
        lines.append(Line.assemble((pad(say(name), room).plain, "quiet"), line))
    most = max(day.new + day.seen for day in days)
    return [*lines, *wrap(Line(say("days ahead", most=most), "quiet"), grid.measure)]


def _ready(topics: Sequence[Prospect], grid: Grid, say: Say) -> list[Line]:
    heads = [say(name) for name in ("now", "without today", "with today", "with all")]
    each = max(4, *(width(head) for head in heads))
    rows = [*topics, _all(topics)]
    names = min(max(width(_name(topic, say)) for topic in rows), grid.measure - 4 * (each + 1) - 2)
    room = max(0, grid.measure - names - 4 * (each + 1) - 4)
    over = " " * (names + room + (4 if room else 2))
    lines = wrap(Line(say("on the day")), grid.measure)
    lines.append(Line(over + "".join(pad(head, each + 1, "right").plain for head in heads), "quiet"))
    for topic in rows:
        shares = (topic.now, topic.without_today, topic.with_today, topic.with_all)
        line = Line.assemble(pad(_name(topic, say), names), "  ")
        if room:
            line = Line.assemble(line, bar(topic.with_all, 1, room), "  ")
        lines.append(Line.assemble(line, *(pad(f"{share:.0%}", each + 1, "right") for share in shares)))
    return lines


def _name(topic: Prospect, say: Say) -> str:
    return say.of(topic.title) if topic.topic else say("all topics")


def _all(topics: Sequence[Prospect]) -> Prospect:
    core = sum(topic.core for topic in topics)
    means = [
        sum(getattr(topic, name) * topic.core for topic in topics) / max(1, core)
        for name in ("now", "without_today", "with_today", "with_all")
    ]
    return Prospect("", Text(), core, *means)


def _left_out(plan: Plan, titles: Mapping[str, Text], grid: Grid, say: Say) -> list[Line]:
    if not plan.left_out:
        return wrap(Line(say("all fits")), grid.measure)
    core = sum(level == "core" for _, _, level in plan.left_out)
    said = say("does not fit", n=len(plan.left_out), core=core, deep=len(plan.left_out) - core)
    counts = Counter(topic for _, topic, _ in plan.left_out).most_common()
    topics = ("，" if say.lang == "zh" else ", ").join(f"{say.of(titles[topic])} {count}" for topic, count in counts)
    return [*wrap(Line(said), grid.measure), *wrap(Line(topics, "quiet"), grid.measure)]
