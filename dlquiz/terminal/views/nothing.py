"""Nothing is due, or the day's minutes are used: when there will be more, and what can be studied now."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from rich.text import Text as Line

from dlquiz.terminal.cells import pad, width
from dlquiz.terminal.desk import MOCK_MINUTES, MORE_MINUTES, Outlook
from dlquiz.terminal.page import Grid, Page, entry, keys
from dlquiz.terminal.views.end import Summary, amount, heading, prospect
from dlquiz.terminal.views.scene import sections
from dlquiz.terminal.words import Say, interval, long_date, short_date
from dlquiz.terminal.wrap import wrap

NEW_AHEAD = 5


def page(told: Summary, outlook: Outlook, today: date, now: datetime, grid: Grid, say: Say) -> Page:
    """The page of a sitting without a card: nothing is left of the day, or none of its minutes."""
    used = outlook.used
    so_far = [amount(used, say), say("known", part=used.known, n=used.cards)] if used and used.cards else []
    body = sections(
        [
            entry(grid, wrap(Line(heading(told, outlook, say), "bold"), grid.measure)),
            entry(grid, [*so_far, *prospect(outlook, today, say)], say("today")),
            entry(grid, wrap(Line(_next(outlook, now, say)), grid.measure), say("next")),
            _ways(outlook, today, grid, say),
        ]
    )
    right = Line(say("done today", n=outlook.done_today), "quiet")
    return Page(
        title=long_date(say, today), right=right, body=body, foot=keys(grid, say, ["close", "language", "keys"])
    )


def _next(outlook: Outlook, now: datetime, say: Say) -> str:
    week = sum(count for _, count in outlook.coming)
    tomorrow = outlook.coming[0][1] if outlook.coming else 0
    said = say("cards tomorrow", n=tomorrow, week=say("this week", n=week))
    if outlook.next_at is None:
        return said
    wait = max(outlook.next_at - now, timedelta(minutes=1)) / timedelta(days=1)
    back = say("comes back", wait=interval(say, wait))
    return f"{back}；{said}" if say.lang == "zh" else f"{back[0].upper()}{back[1:]}; {said}"


def _ways(outlook: Outlook, today: date, grid: Grid, say: Say) -> list[Line]:
    """What can be studied ahead, each behind its key."""
    ways = []
    if outlook.used:
        ways.append(("g", say("more minutes", n=MORE_MINUTES), say("cards wait", n=outlook.used.waiting)))
    if outlook.weakest:
        low, high = (round(100 * chance) for chance in (min(outlook.weakest), max(outlook.weakest)))
        ways.append(("w", say("weakest cards", n=len(outlook.weakest)), say("recall now", low=low, high=high)))
    if outlook.unseen:
        new = min(NEW_AHEAD, outlook.unseen)
        ways.append(("n", say("more new", n=new), say("not yet seen", n=outlook.unseen)))
    if outlook.weakest or outlook.unseen:
        last = say("last mock", day=short_date(say, outlook.last_mock, today)) if outlook.last_mock else ""
        ways.append(("m", say("mock of", n=MOCK_MINUTES), last))
    room = max((width(what) for _, what, _ in ways), default=0) + 3
    lines: list[Line] = []
    for number, (key, what, note) in enumerate(ways):
        quiet = Line(note, "quiet")
        below = [quiet] if note else []
        shown = [Line.assemble(pad(what, room), quiet)] if grid.wide and note else [Line(what), *below]
        lines += entry(grid, shown, say("ahead") if number == 0 else "", Line(key, "key"))
    return lines
