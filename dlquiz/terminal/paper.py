"""A scorecard on paper, as Markdown and as an HTML page; and the sheet of a friend who asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape

from rich.text import Text as Line

from dlquiz.core.log import GOOD
from dlquiz.core.mock import Answer, Blueprint, Slot, is_slow
from dlquiz.core.questions import Question, Text
from dlquiz.core.text import Bullets, CodeBlock, Span, parse
from dlquiz.errors import TexError
from dlquiz.terminal import formulas
from dlquiz.terminal.page import PAGE
from dlquiz.terminal.views.scorecard import Told, change, points_in, short_ask
from dlquiz.terminal.views.sentences import flat
from dlquiz.terminal.words import Say, clock, long_date, short_date
from dlquiz.terminal.wrap import wrap

# Markdown


def markdown(told: Told, say: Say) -> str:
    """The scorecard as Markdown; formulas stay LaTeX between dollars."""
    card = told.card
    lines = [f"# {say('mock')} · {_day(say, told.day)}", ""]
    lines += [f"**{points_in(card, say)}** · {say('passed of', part=card.passed, n=card.asked)}", ""]
    lines += [f"| | {say('asked')} | {say('time')} | {say('points')} |", "|---|---|---:|---:|"]
    for slot, given in told.mock.asked:
        ask = _cell(say.of(told.questions[slot.question].ask))
        slow = f" · *{say('slow but right')}*" if is_slow(slot, given) else ""
        time = say("time of", clock=clock(given.seconds), budget=clock(slot.seconds))
        lines.append(f"| {_mark(given.passed)} | {ask}{slow} | {time} | {len(given.points)}/{slot.points} |")
    lines += ["", f"| {say('topics')} | {say('points')} | {say('time')} |", "|---|---:|---:|"]
    for topic in card.topics:
        time = say("time of", clock=clock(topic.seconds), budget=clock(topic.budget))
        lines.append(f"| {_cell(say.of(told.title(topic.topic)))} | {topic.hit}/{topic.points} | {time} |")
    if card.weakest:
        lines += ["", f"## {_heading(say('work on'))}", ""]
        lines += [f"- {say.of(told.title(topic))}" for topic in card.weakest]
    if len(told.course) > 1:
        lines += ["", f"## {_heading(say('so far'))}", ""]
        lines += [f"- {_day(say, day)}: {share:.0%}" for day, share in told.course]
        lines += ["", change(told, say)]
    for slot, given in told.mock.asked:
        lines += ["", *_answer_in_markdown(told.questions[slot.question], given, say)]
    return "\n".join(lines) + "\n"


def _answer_in_markdown(question: Question, given: Answer, say: Say) -> list[str]:
    lines = [f"## {' '.join(say.of(question.ask).split())}", ""]
    lines += [f"> {line}" for line in given.notes.split("\n") if line]
    lines += [""] if given.notes else []
    return lines + [
        f"- [{'x' if place in given.points else ' '}] {' '.join(say.of(point).split())}"
        for place, point in enumerate(question.points)
    ]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def _heading(word: str) -> str:
    return word[:1].upper() + word[1:]


def _day(say: Say, day: date) -> str:
    return f"{long_date(say, day)} {day.year}" if say.lang == "en" else f"{day.year} 年 {long_date(say, day)}"


def _mark(right: bool) -> str:
    return "✓" if right else "✗"


# HTML

STYLE = """
:root { color-scheme: light dark; --ink: #1d2126; --quiet: #5c656f; --line: #d5dae0; --accent: #005faf;
  --right: #1a6b1a; --wrong: #a3161c; --paper: #fff }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #d9dde3; --quiet: #98a1ab; --line: #3a4149;
  --accent: #87afd7; --right: #87af87; --wrong: #d78787; --paper: #1b1e22 } }
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Noto Sans CJK SC", sans-serif;
  color: var(--ink); background: var(--paper); max-width: 46rem; margin: 3rem auto; padding: 0 1.25rem }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 }
h2 { font-size: .8rem; font-weight: 600; color: var(--quiet); letter-spacing: .04em; margin: 2.2rem 0 .5rem;
  border-bottom: 1px solid var(--line); padding-bottom: .25rem; break-after: avoid }
h3 { font-size: 1rem; margin: 1.6rem 0 .3rem; break-after: avoid }
.quiet { color: var(--quiet) } .right { color: var(--right) } .wrong { color: var(--wrong) }
.score { display: flex; gap: 2.5rem; margin: 1.2rem 0 0; flex-wrap: wrap }
.score b { display: block; font-size: 1.9rem; line-height: 1.2; font-variant-numeric: tabular-nums }
table { border-collapse: collapse; width: 100% }
td { padding: .3rem .6rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line) }
td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; padding-right: 0;
  padding-left: 1rem }
td.bar { width: 34% ; vertical-align: middle } .bar div { background: var(--line); height: .5rem }
.bar div div { background: var(--accent) }
ol, ul { margin: .3rem 0; padding-left: 1.4rem } li { margin: .15rem 0 }
ul.points { list-style: none; padding: 0 } ul.points li { padding-left: 1.6rem; text-indent: -1.6rem }
ul.points span:first-child { display: inline-block; width: 1.6rem; text-indent: 0 }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid var(--line); white-space: pre-line;
  color: var(--quiet) }
section { break-inside: avoid } code { font-size: .92em } i { font-family: Georgia, "Songti SC", serif }
svg text { font-size: 12px; fill: var(--quiet) } svg .now { fill: var(--ink); font-weight: 600 }
@media print { @page { margin: 18mm 16mm } body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
"""


def html(told: Told, say: Say) -> str:
    """The scorecard as one HTML page without scripts or links, for the screen and for paper."""
    title = f"{say('mock')} · {_day(say, told.day)}"
    parts = [
        f"<h1>{escape(say('mock'))}</h1>\n<p class=quiet>{escape(_day(say, told.day))}</p>",
        _figures(told, say),
        _topic_table(told, say),
        _next_steps(told, say),
        _chart(told, say),
        _asked_table(told, say),
        f"<h2>{escape(_heading(say('answers')))}</h2>",
        *(_answer_in_html(told.questions[slot.question], slot, given, say) for slot, given in told.mock.asked),
    ]
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if say.lang == "zh" else "en"}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n<style>{STYLE}</style>\n'
        + "\n".join(filter(None, parts))
        + "\n</html>\n"
    )


def _figures(told: Told, say: Say) -> str:
    card = told.card
    figures = [
        (f"{card.passed}/{card.asked}", say("passed")),
        (f"{card.hit}/{card.points}", say("points")),
        (clock(card.seconds), f"{say('time')} ({clock(card.budget)})"),
    ]
    cells = "".join(f"<div><b>{figure}</b><span class=quiet>{escape(name)}</span></div>" for figure, name in figures)
    return f"<div class=score>{cells}</div>"


def _asked_table(told: Told, say: Say) -> str:
    rows = []
    for slot, given in told.mock.asked:
        slow = f" <span class=quiet>· {escape(say('slow but right'))}</span>" if is_slow(slot, given) else ""
        rows.append(
            f"<tr><td>{_html_mark(given.passed)}<td>{inline(told.questions[slot.question].ask, say)}{slow}"
            f"<td class=n>{clock(given.seconds)}<span class=quiet>/{clock(slot.seconds)}</span>"
            f"<td class=n>{len(given.points)}<span class=quiet>/{slot.points}</span>"
        )
    return _section(say("asked"), "<table>" + "\n".join(rows) + "</table>")


def _topic_table(told: Told, say: Say) -> str:
    rows = [
        f"<tr><td>{escape(say.of(told.title(topic.topic)))}"
        f"<td class=bar><div><div style='width:{100 * topic.share:.0f}%'></div></div>"
        f"<td class=n>{topic.hit}<span class=quiet>/{topic.points}</span>"
        f"<td class=n>{clock(topic.seconds)}<span class=quiet>/{clock(topic.budget)}</span>"
        for topic in told.card.topics
    ]
    return _section(say("topics"), "<table>" + "\n".join(rows) + "</table>")


def _next_steps(told: Told, say: Say) -> str:
    if not told.card.weakest:
        return ""
    items = "".join(f"<li>{escape(say.of(told.title(topic)))}" for topic in told.card.weakest)
    return _section(say("work on"), f"<ol>{items}</ol>")


def _chart(told: Told, say: Say) -> str:
    """The share of points in the latest mocks, a column each."""
    if len(told.course) < 2:
        return ""
    step, high = 76, 90
    columns = []
    for n, (day, share) in enumerate(told.course):
        x, top = n * step + 10, 18 + high * (1 - share)
        now = " class=now" if n == len(told.course) - 1 else ""
        columns.append(
            f"<rect x={x} y={top:.1f} width=40 height={high * share:.1f} fill='var(--accent)'/>"
            f"<text x={x + 20} y={top - 5:.1f} text-anchor=middle{now}>{share:.0%}</text>"
            f"<text x={x + 20} y={high + 36} text-anchor=middle>{escape(short_date(say, day, told.day))}</text>"
        )
    wide = len(told.course) * step
    axis = f"<line x1=0 x2={wide} y1={high + 18} y2={high + 18} stroke='var(--line)'/>"
    drawn = f"<svg width={wide} height={high + 44} role=img>{''.join(columns)}{axis}</svg>"
    return _section(say("so far"), f"{drawn}<p class=quiet>{escape(change(told, say))}</p>")


def _answer_in_html(question: Question, slot: Slot, given: Answer, say: Say) -> str:
    notes = f"<blockquote>{escape(given.notes)}</blockquote>" if given.notes else ""
    points = "".join(
        f"<li><span>{_html_mark(place in given.points)}</span>{inline(point, say)}"
        for place, point in enumerate(question.points)
    )
    time = say("time of", clock=clock(given.seconds), budget=clock(slot.seconds))
    grade = f"{say.grade(given.grade or GOOD)} · {time}"
    ask = f"<h3>{inline(question.ask, say)}</h3><p class=quiet style='margin:0'>{escape(grade)}</p>"
    return f"<section>{ask}{notes}<ul class=points>{points}</ul></section>"


def _section(name: str, body: str) -> str:
    return f"<section><h2>{escape(_heading(name))}</h2>\n{body}</section>"


def _html_mark(right: bool) -> str:
    return f"<span class={'right' if right else 'wrong'}>{_mark(right)}</span>"


def inline(text: Text, say: Say) -> str:
    """Markdown of a bank as HTML within a line; formulas as Unicode, as on the terminal."""
    found = []
    for block in parse(say.of(text)):
        if isinstance(block, CodeBlock):
            found.append(f"<code>{escape(block.text)}</code>")
        else:
            found += [
                "".join(map(_span, run)) for run in (block.items if isinstance(block, Bullets) else [block.spans])
            ]
    return " ".join(found)


def _span(span: Span) -> str:
    tags = {"code": "code", "strong": "b", "emphasis": "em", "math": "i"}
    text = _formula(span.text) if span.kind == "math" else span.text
    tag = tags.get(span.kind)
    return f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text)


def _formula(latex: str) -> str:
    try:
        return formulas.inline(latex)
    except TexError:
        return latex


# for the interviewer


def sheet(plan: Blueprint, questions: Sequence[Question], title: Callable[[str], Text], say: Say) -> str:
    """The interview for a friend who asks: questions, points to tick off, traps and follow-ups; Markdown."""
    lines = ["# " + say("for the interviewer", n=plan.minutes)]
    number = 0
    for slot, question in zip(plan.slots, questions, strict=True):
        number += not slot.follow_up
        head = f"### {_heading(say('further'))} ·" if slot.follow_up else f"## {number}."
        lines += ["", f"{head} {short_ask(question, say)}", ""]
        lines += [f"{say.of(title(slot.topic))} · {say(question.level)} · {clock(slot.seconds)}", ""]
        for point in question.points:
            lines += _hanging("- [ ] ", flat(say.of(point)))
        for trap in question.traps:
            lines += _hanging("- ! ", flat(f"{say('quoted', text=say.of(trap.wrong))} {say.of(trap.right)}"))
    return "\n".join(lines) + "\n"


def _hanging(mark: str, text: str) -> list[str]:
    """An item in lines of the page, those after the first indented."""
    first, *rest = (line.plain for line in wrap(Line(text), PAGE - len(mark)))
    return [mark + first, *(" " * len(mark) + line for line in rest)]
