"""The figures of `dlquiz stats` as one web page that stands alone: no script, no other file, fit to print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape

from dlquiz.core.stats import Bin, Readiness, Stats, shades, whole
from dlquiz.terminal.paper import inline
from dlquiz.terminal.views.stats import LISTED, WEEKDAYS, WEEKS, Named, coming_told, week_told, year_told
from dlquiz.terminal.words import MONTHS, Say, minutes, number, short_date

TITLE = "Where you stand", "学习概况"
STYLE = """
:root { color-scheme: light dark; --ink: #1e2329; --quiet: #5b6470; --paper: #fff; --hue: #005faf; --none: #e8ebef; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #d4d7dd; --quiet: #949494; --paper: #1e1e1e; --hue: #87afd7; --none: #33373d; }
}
@media print {
  :root { --ink: #000; --quiet: #444; --paper: #fff; --hue: #005faf; --none: #e8ebef; }
  body { margin: 0; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  section { break-inside: avoid; }
}
body { font: 15px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "PingFang SC", sans-serif; color: var(--ink);
  background: var(--paper); max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.35rem; margin: 0 0 .2rem; } h2 { font-size: 1rem; margin: 1.6rem 0 .3rem; }
h2::first-letter { text-transform: uppercase; } i { font-family: Georgia, "Songti SC", serif; }
p { margin: .2rem 0 .5rem; } .quiet { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; } th { font-weight: normal; color: var(--quiet); }
td, th { padding: .12rem .8rem .12rem 0; text-align: left; }
td.bin { white-space: nowrap; } td.n, th.n { white-space: nowrap; text-align: right; padding: .12rem 0 .12rem .8rem; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--quiet); font-size: 10px; }
.c0 { fill: var(--none); } .c1, .c2, .c3, .c4, .bar, .dot { fill: var(--hue); }
.c1 { opacity: .3; } .c2 { opacity: .5; } .c3 { opacity: .75; }
.ring { fill: var(--paper); stroke: var(--hue); stroke-width: 1.5; } .line { stroke: var(--quiet); stroke-width: 1; }
.back { fill: var(--none); }
.wide { overflow-x: auto; } .from-the-end { direction: rtl; } .wide svg { direction: ltr; }
@media screen { .wide svg { min-width: 40rem; } }
"""


def document(stats: Stats, named: Named, say: Say) -> str:
    """The whole page."""
    title = TITLE[say.lang == "zh"]
    figures = [
        _section(say("year"), _year(stats, say)),
        _section(say("week"), _week(stats, named, say)),
        _section(say("coming"), _coming(stats, say)),
        _section(say("recalled"), _foreseen(stats.bins, say)),
        _section(say("ready"), _ready(stats.readiness, say)),
        _cards(say("slow"), say("slow ones"), [(c, say("seconds", n=ms // 1000)) for c, ms in stats.slow], named, say),
        _cards(say("leeches"), say("leech ones"), [(card, "") for card in stats.leeches], named, say),
    ]
    parts = [f"<h1>{title}</h1>", f'<p class="quiet">{stats.today.isoformat()}</p>']
    if named.ahead:
        parts.append(f"<p>{escape(say('reviews ahead', day=named.ahead.isoformat()))}</p>")
    parts += figures if stats.days or named.ahead else [f"<p>{escape(say('nothing yet'))}</p>"]
    lang = "zh-CN" if say.lang == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>dlquiz · {title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _section(heading: str, inside: str) -> str:
    return f"<section>\n<h2>{escape(heading)}</h2>\n{inside}\n</section>"


def _svg(wide: float, high: float, parts: Iterable[str], label: str) -> str:
    return f'<svg viewBox="0 0 {wide:g} {high:g}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'


def _wide(picture: str, where: str = "") -> str:
    """A picture that scrolls by itself where the page is too narrow for its words; a year from its end."""
    return f'<div class="wide {where}">{picture}</div>'


def _year(stats: Stats, say: Say) -> str:
    done = {each.day: each for each in stats.days}
    shade = shades([each.reviews for each in stats.days])
    monday = stats.today - timedelta(days=stats.today.weekday() + 7 * (WEEKS - 1))
    cell, parts = 13, []
    for week in range(WEEKS):
        sunday = monday + timedelta(days=7 * week + 6)
        if sunday.day <= 7 and week < WEEKS - 2:
            name = f"{sunday.month}月" if say.lang == "zh" else MONTHS[sunday.month - 1][:3]
            parts.append(f'<text x="{24 + week * cell}" y="10">{name}</text>')
        for weekday in range(7):
            day = monday + timedelta(days=7 * week + weekday)
            if day <= stats.today:
                parts.append(_square(day, done.get(day), shade, 24 + week * cell, 16 + weekday * cell, say))
    zh = say.lang == "zh"
    parts += [f'<text x="0" y="{26 + weekday * cell}">{WEEKDAYS[weekday][zh]}</text>' for weekday in range(0, 7, 2)]
    said = year_told(stats, say)
    return f"<p>{escape(said)}</p>\n" + _wide(_svg(24 + WEEKS * cell, 16 + 7 * cell, parts, said), "from-the-end")


def _square(day: date, done: object, shade: dict[int, int], x: int, y: int, say: Say) -> str:
    reviews, ms = getattr(done, "reviews", 0), getattr(done, "ms", 0)
    told = f"{day.isoformat()}: " + (say("reviews in", n=reviews, time=minutes(say, ms / 1000)) if reviews else "0")
    place = f'x="{x}" y="{y}" width="11" height="11" rx="2"'
    return f'<rect {place} class="c{shade[reviews]}"><title>{escape(told)}</title></rect>'


def _week(stats: Stats, named: Named, say: Say) -> str:
    said = week_told(stats, say)
    topics = (", " if say.lang == "en" else "，").join(f"{say.of(title)} {count}" for title, count in named.topics)
    return f'<p>{escape(said)}</p>\n<p class="quiet">{escape(topics)}</p>'


def _coming(stats: Stats, say: Say) -> str:
    counts = [count for _, count in stats.coming]
    most, wide, high = max([1, *counts]), 48, 90
    parts = []
    for place, (day, count) in enumerate(stats.coming):
        middle, tall = place * wide + wide / 2, high * count / most
        parts.append(f'<rect x="{middle - 14}" y="{14 + high - tall:g}" width="28" height="{tall:g}" class="bar"/>')
        parts.append(f'<text x="{middle}" y="{10 + high - tall:g}" text-anchor="middle">{number(count)}</text>')
        blank = "" if say.lang == "zh" else "\u00a0"
        names = short_date(say, day, stats.today).replace(" ", blank), WEEKDAYS[day.weekday()][say.lang == "zh"]
        for line, name in enumerate(reversed(names)):
            parts.append(f'<text x="{middle}" y="{high + 28 + 12 * line}" text-anchor="middle">{name}</text>')
    said = coming_told(stats, say)
    return f"<p>{escape(said)}</p>\n" + _wide(_svg(len(counts) * wide, high + 46, parts, said))


def _foreseen(bins: Sequence[Bin], say: Say) -> str:
    total = whole(bins)
    if total is None:
        return f"<p>{escape(say('nothing foreseen'))}</p>"
    said = say("foreseen", expected=f"{total.expected:.0%}", recalled=f"{total.recalled:.0%}", n=total.reviews)
    heads = f'<th></th><th>50% … 100%</th><th class="n">{say("expected")}</th><th class="n">{say("actual")}</th>'
    rows = [f'<tr>{heads}<th class="n">{say("reviews")}</th></tr>']
    for each in bins:
        name = f"&lt; {each.high:.0%}" if each.low == 0 else f"{100 * each.low:.0f}–{each.high:.0%}"
        rows.append(
            f'<tr><td class="bin">{name}</td><td style="width:50%">{_track(each)}</td>'
            f'<td class="n">{each.expected:.0%}</td><td class="n">{each.recalled:.0%}</td>'
            f'<td class="n">{number(each.reviews)}</td></tr>'
        )
    return f"<p>{escape(said)}</p>\n<table>{''.join(rows)}</table>"


def _track(each: Bin) -> str:
    expected, recalled = (
        8 + 284 * (min(max(chance, 0.5), 1.0) - 0.5) / 0.5 for chance in (each.expected, each.recalled)
    )
    parts = [f'<line x1="{x}" y1="4" x2="{x}" y2="12" class="line" opacity=".4"/>' for x in range(8, 300, 57)]
    parts += [
        f'<line x1="{expected:.1f}" y1="8" x2="{recalled:.1f}" y2="8" class="line"/>',
        f'<circle cx="{expected:.1f}" cy="8" r="5" class="ring"/>',
        f'<circle cx="{recalled:.1f}" cy="8" r="4" class="dot"/>',
    ]
    return _svg(300, 16, parts, f"{each.expected:.0%} → {each.recalled:.0%}")


def _ready(topics: Sequence[Readiness], say: Say) -> str:
    core = sum(topic.core for topic in topics)
    ready = sum(topic.ready * topic.core for topic in topics) / max(1, core)
    rows = []
    for topic in sorted((topic for topic in topics if topic.core), key=lambda topic: (topic.ready, topic.topic)):
        widths = (("back", 300.0), ("bar", 300 * topic.ready))
        shapes = [f'<rect width="{wide:.1f}" height="8" y="4" class="{name}"/>' for name, wide in widths]
        picture = _svg(300, 16, shapes, f"{topic.ready:.0%}")
        rows.append(
            f'<tr><td>{escape(say.of(topic.title))}</td><td style="width:45%">{picture}</td>'
            f'<td class="n">{topic.seen}/{topic.core}</td><td class="n">{topic.ready:.0%}</td></tr>'
        )
    return f"<p>{escape(say('core ready', ready=f'{ready:.0%}'))}</p>\n<table>{''.join(rows)}</table>"


def _cards(label: str, heading: str, cards: Sequence[tuple[str, str]], named: Named, say: Say) -> str:
    if not cards:
        return ""
    rows = []
    for card, figure in cards[:LISTED]:
        ask = inline(named.asks[card], say) if card in named.asks else escape(card)
        rows.append(f'<tr><td>{ask}</td><td class="n">{escape(figure)}</td></tr>')
    more = f'<p class="quiet">{escape(say("and more", n=len(cards) - LISTED))}</p>' if len(cards) > LISTED else ""
    return _section(label, f"<p>{escape(heading)}</p>\n<table>{''.join(rows)}</table>{more}")
