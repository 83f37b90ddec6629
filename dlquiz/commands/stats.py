"""dlquiz stats: what was done, what comes, how ready each topic is."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text as Line

from dlquiz.commands.root import AS_JSON, LANG
from dlquiz.core import stats as figures
from dlquiz.core.log import DAY_MS
from dlquiz.core.memory import LEECH_LAPSES
from dlquiz.core.questions import Text
from dlquiz.core.stats import Stats
from dlquiz.environment import Environment
from dlquiz.files import put
from dlquiz.study import Study
from dlquiz.terminal.output import Output
from dlquiz.terminal.views.stats import LISTED, Named, page
from dlquiz.terminal.wrap import wrap


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("stats")(stats)


def stats(
    context: typer.Context,
    html: Annotated[Path | None, typer.Option("--html", help="Write a page that stands alone and prints well.")] = None,
    lang: LANG = "",
    as_json: AS_JSON = False,
) -> None:
    """Show your year, the coming cards, foreseen against actual recall, and how ready each topic is."""
    environment: Environment = context.obj
    with Study(environment) as study:
        gathered = gather(study)
        named = names(study, gathered)
    out = Output(environment, lang)
    if html is not None:
        from dlquiz.terminal.web import document

        put(html, document(gathered, named, out.say))
    if as_json:
        print(json.dumps(plain(gathered), ensure_ascii=False), file=environment.stdout)
    elif html is not None:
        print(html, file=environment.stdout)
    elif not gathered.days and named.ahead is None:
        out.print(wrap(Line(out.say("nothing yet")), out.grid.columns))
    else:
        out.print(page(gathered, named, out.grid, out.say))


def gather(study: Study) -> Stats:
    """All figures, as of today."""
    today, catalogue, reviews = study.day, study.catalogue, study.reviews
    done = [each for each in reviews.figures(today - timedelta(days=figures.YEAR - 1)) if each.day <= today]
    notable = reviews.notable(today - timedelta(days=figures.WEEK - 1), LEECH_LAPSES)
    strays = catalogue.strays()
    core: dict[str, list[str]] = {}
    for card, topic, level, kind in catalogue.roster():
        if (level, kind) == ("core", "recall"):
            core.setdefault(topic, []).append(card)
    states = reviews.states([card for cards in core.values() for card in cards])
    return Stats(
        today,
        tuple(done),
        reviews.streak(today),
        figures.calibration(reviews.foreseen()),
        sum(reviews.counts(today, study.now_ms + DAY_MS, without=strays)),
        tuple(reviews.forecast(today + timedelta(days=1), figures.COMING, without=strays)),
        tuple(
            figures.readiness(topic.id, topic.title, core.get(topic.id, ()), states, today, study.scheduling)
            for topic in catalogue.topics()
        ),
        figures.slow(reviews.answered(since=today - timedelta(days=figures.RECENT))),
        figures.leeches(notable),
        figures.week(done, notable, today),
    )


def names(study: Study, gathered: Stats) -> Named:
    """What the cards that a page names are called."""
    shown = [*(each.card for each in gathered.slow[:LISTED]), *gathered.leeches[:LISTED]]
    asks = {card: question.ask for card, question in study.catalogue.questions(shown).items()}
    topic_of = {card: topic for card, topic, _, _ in study.catalogue.roster()} if gathered.week.new else {}
    counts = Counter(topic_of[card] for card in gathered.week.new if card in topic_of)
    topics: list[tuple[Text, int]] = [(study.title(topic), count) for topic, count in counts.most_common()]
    newest = study.reviews.newest()
    return Named(asks, topics, _day(newest) if newest > study.now_ms + 60_000 else None)


def _day(ms: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + ms // DAY_MS)


def plain(gathered: Stats) -> dict[str, Any]:
    """The figures as JSON has them."""
    return {
        "today": gathered.today.isoformat(),
        "days": [
            {"day": each.day.isoformat(), "reviews": each.reviews, "minutes": round(each.ms / 60_000, 1)}
            for each in gathered.days
        ],
        "streak": gathered.streak,
        "calibration": [_rounded(each) for each in gathered.bins],
        "due": gathered.due,
        "coming": [{"day": day.isoformat(), "due": due} for day, due in gathered.coming],
        "readiness": [
            {**_rounded(each), "title": {"en": each.title.en, "zh": each.title.zh}} for each in gathered.readiness
        ],
        "slow": [_rounded(each) for each in gathered.slow],
        "leeches": list(gathered.leeches),
        "week": _rounded(gathered.week),
    }


def _rounded(record: Any) -> dict[str, Any]:
    values: dict[str, Any] = record._asdict()
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()}
