"""dlquiz mock: a timed interview, its scorecard, and those before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dlquiz.commands.quiz import SEEDS, known
from dlquiz.commands.root import AS_JSON, LANG, PLAIN
from dlquiz.core.mock import Past, scorecard
from dlquiz.core.questions import LEVELS
from dlquiz.core.text import half_width
from dlquiz.desk import ChosenDesk
from dlquiz.environment import Environment
from dlquiz.errors import DlquizError, UsageError
from dlquiz.files import put
from dlquiz.study import Selection, Study
from dlquiz.terminal.output import Output, language
from dlquiz.terminal.words import Say

if TYPE_CHECKING:
    from dlquiz.exams import MockDesk


def register(app: typer.Typer) -> None:
    """Add the group of commands; alone, it sits an interview."""
    group = typer.Typer(
        help="Sit a timed mock interview; look at those before it.", invoke_without_command=True, rich_markup_mode=None
    )
    group.callback()(mock)
    group.command("resume")(resume)
    group.command("history")(history)
    group.command("show")(show)
    app.add_typer(group, name="mock")


def mock(
    context: typer.Context,
    minutes: Annotated[int, typer.Option(min=1, max=480, help="How long.")] = 30,
    topics: Annotated[str, typer.Option(help="Only these topics, parted by commas.")] = "",
    level: Annotated[str, typer.Option(help="core or deep.")] = "",
    seed: Annotated[
        int | None, typer.Option(help="Plan the same interview again, as long as the log is the same.")
    ] = None,
    interviewer: Annotated[
        bool, typer.Option("--interviewer", help="Print the interview for a friend who asks.")
    ] = False,
    lang: LANG = "",
    plain: PLAIN = False,
) -> None:
    """Sit a timed interview: speak or take notes, then go through the answers and tick off the points."""
    if context.invoked_subcommand is not None:
        return
    from dlquiz import exams

    environment: Environment = context.obj
    say = _say(environment, lang)
    levels = [known("level", level, LEVELS)] if level else []
    wanted = tuple(topic.strip() for topic in half_width(topics).split(",") if topic.strip())
    seed = environment.random.randrange(SEEDS) if seed is None else seed
    with Study(environment, Selection(wanted)) as study:
        plan = exams.blueprint(study, minutes, levels, seed)
        if interviewer:
            from dlquiz.terminal.paper import sheet

            questions = study.catalogue.questions([slot.question for slot in plan.slots])
            asked = [questions[slot.question] for slot in plan.slots]
            print(sheet(plan, asked, study.title, say), end="", file=environment.stdout)
            return
        said = exams.notices(study, plan, say)
        _sit(study, exams.MockDesk.begin(study, plan), say, plain, said)


def resume(context: typer.Context, lang: LANG = "", plain: PLAIN = False) -> None:
    """Go on with the interview that was left, killed or lost."""
    from dlquiz import exams

    environment: Environment = context.obj
    with Study(environment) as study:
        left = exams.unfinished(study)
        if left is None:
            raise DlquizError("no interview was left before its end", remedy="begin one: dlquiz mock")
        _sit(study, exams.MockDesk(study, left.source, left.mock), _say(environment, lang), plain)


def history(context: typer.Context, lang: LANG = "", as_json: AS_JSON = False) -> None:
    """List the mock interviews, the oldest first."""
    from dlquiz import exams

    environment: Environment = context.obj
    with Study(environment) as study:
        pasts, today = exams.history(study), study.day
    if as_json:
        print(json.dumps([_plain(past) for past in pasts]), file=environment.stdout)
        return
    if not pasts:
        raise DlquizError("there is no mock interview yet", remedy="sit one: dlquiz mock")
    from dlquiz.terminal.views.scorecard import mock_list

    out = Output(environment, lang)
    out.print(["", *mock_list(pasts, today, out.grid, out.say), ""])


def show(
    context: typer.Context,
    number: Annotated[
        int | None, typer.Argument(help="Its number in the history; the latest if none is given.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="Write a file: .md for Markdown, .html for a page to print.")
    ] = None,
    lang: LANG = "",
    as_json: AS_JSON = False,
) -> None:
    """Show a scorecard again, or write it into a file."""
    from dlquiz import exams

    environment: Environment = context.obj
    if export is not None and export.suffix not in (".md", ".html"):
        raise UsageError(f"{export} is neither Markdown nor HTML", remedy="end it in .md or .html")
    with Study(environment) as study:
        past, today = exams.past(study, number), study.day
        if as_json:
            print(json.dumps(_plain(past), ensure_ascii=False), file=environment.stdout)
            return
        from dlquiz.terminal.mock import told

        card = told(exams.MockDesk(study, past.source, past.mock), past.mock)
        titles = {slot.topic: study.title(slot.topic) for slot in past.mock.blueprint.slots}
    card = card._replace(title=titles.__getitem__)
    out = Output(environment, lang)
    if export is not None:
        from dlquiz.terminal import paper

        write = paper.html if export.suffix == ".html" else paper.markdown
        put(export, write(card, out.say))
        print(export, file=environment.stdout)
        return
    from dlquiz.terminal.views.scorecard import lines

    out.print(["", *lines(card, today, out.grid, out.say), ""])


def _say(environment: Environment, lang: str) -> Say:
    wanted = lang or environment.settings().lang
    return Say(language(environment, wanted), wanted == "both")


def _sit(study: Study, desk: MockDesk, say: Say, plain: bool, notices: Sequence[str] = ()) -> None:
    environment, after = study.environment, ChosenDesk(study)
    if plain or not environment.interactive:
        from dlquiz.terminal.plain_mock import run as run_plain

        run_plain(desk, after, environment, say, notices)
    else:
        from dlquiz.terminal.mock import run

        run(desk, after, environment, environment.settings().theme, say, notices)


def _plain(past: Past) -> dict[str, Any]:
    card = scorecard(past.mock)
    return {
        "number": past.number,
        "day": past.day.isoformat(),
        "minutes": past.mock.blueprint.minutes,
        "finished": past.mock.phase == "over",
        **{name: getattr(card, name) for name in ("asked", "passed", "hit", "points", "seconds", "budget")},
        "topics": [topic._asdict() for topic in card.topics],
        "slow": card.slow,
        "weakest": card.weakest,
        "weak": card.weak,
        "questions": [
            {
                "question": slot.question,
                "seconds": answer.seconds,
                "budget": slot.seconds,
                "points": sorted(answer.points),
                "of": slot.points,
                "grade": answer.grade,
                "notes": answer.notes,
            }
            for slot, answer in past.mock.asked
        ],
    }
