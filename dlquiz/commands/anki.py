"""dlquiz anki: a package for Anki with the whole schedule, and reviews back from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from dlquiz.core.questions import LANGS, Lang
from dlquiz.core.result import Picture
from dlquiz.core.text import counted
from dlquiz.environment import Environment, installing
from dlquiz.errors import UsageError
from dlquiz.study import Selection, Study
from dlquiz.terminal.cells import width
from dlquiz.terminal.output import tell

if TYPE_CHECKING:
    from dlquiz.anki.export import Deck
    from dlquiz.anki.kept import Shown
    from dlquiz.anki.notes import Draw

KEPT = "anki.db"
"""What exports remember, in the data folder."""


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(help="To Anki, and back.", no_args_is_help=True, rich_markup_mode=None)
    group.command("export")(export)
    group.command("import")(import_)
    app.add_typer(group, name="anki")


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The package to write, such as deck.apkg.")],
    topics: Annotated[list[str] | None, typer.Argument(help="Only these topics.")] = None,
    lang: Annotated[str, typer.Option(help="en, zh or both: what is shown; a tap shows the other.")] = "",
    no_schedule: Annotated[bool, typer.Option("--no-schedule", help="New cards only: no due days, no log.")] = False,
    include: Annotated[str, typer.Option(help="own: only your own questions; all.")] = "all",
) -> None:
    """Write a package for Anki: a deck per topic, with formulas, both languages and the whole schedule."""
    from dlquiz.anki.export import export as export_package
    from dlquiz.anki.kept import Kept
    from dlquiz.anki.notes import Workshop
    from dlquiz.pictures import available

    environment: Environment = context.obj
    if file.suffix != ".apkg":
        raise UsageError(f"{file} is no package's name", remedy="end it in .apkg")
    if include not in ("own", "all"):
        raise UsageError(f"--include cannot be {include}", remedy="give own or all")
    selection = Selection(tuple(topics or ()))
    with Study(environment, selection) as study, Kept.open(environment.data / KEPT) as kept:
        deck = _deck(study, _shown(environment, lang), own=include == "own", scheduled=not no_schedule)
        done = export_package(file, deck, Workshop(study.demos, _drawing(environment)), kept, study.now())
    for notice in done.notices:
        tell(environment.stderr, notice)
    pictures = counted(done.pictures, "picture") if available() else f"no pictures: {installing('matplotlib')}"
    cards = f"{counted(done.cards, 'card')} in {counted(done.decks, 'deck')}"
    print(f"{file}: {cards}, {counted(done.reviews, 'review')}, {pictures}", file=environment.stdout)


def _drawing(environment: Environment) -> Draw | None:
    """What draws pictures, and counts them on a terminal: the first export takes its time."""
    from dlquiz.pictures import available, render

    drawn = count(1)

    def draw(picture: Picture, lang: Lang) -> bytes:
        if environment.stderr.isatty():
            print(f"drawing pictures, this once: {next(drawn)}", end="\r", file=environment.stderr, flush=True)
        return render(picture, lang, "svg")

    return draw if available() else None


def _shown(environment: Environment, lang: str) -> Shown:
    """What notes show: the option, else the setting, else the language of the locale."""
    wanted = lang or environment.settings().lang or environment.lang
    if wanted not in (*LANGS, "both"):
        raise UsageError(f"there is no language {wanted}", remedy="give en, zh or both")
    return cast("Shown", wanted)


def _deck(study: Study, lang: Shown, *, own: bool, scheduled: bool) -> Deck:
    from dlquiz.anki.export import Deck, Progress

    progress = None
    if scheduled:
        states = {state.card: state for state in study.reviews.all_states().values()}
        progress = Progress(study.reviews.scheduling, states, study.reviews.extents(), study.reviews.logs)
    return Deck(
        sources=study.catalogue.in_order(study.selection.topics, own=own),
        order={card: place for place, card in enumerate(study.catalogue.card_ids(), 1)},
        oldest={card: name.oldest for card, name in study.catalogue.names().items()},
        lang=lang,
        progress=progress,
    )


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="An .apkg or .colpkg that Anki has exported, with scheduling.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be added, and add nothing.")] = False,
) -> None:
    """Take over the reviews made in Anki. What is known already is skipped, so that running it twice adds nothing."""
    from dlquiz.anki.reviews import read, returned

    environment: Environment = context.obj
    found = read(file)
    with Study(environment) as study:
        names = study.catalogue.names().values()
        cards = {card: card for card in (*study.catalogue.card_ids(), *study.reviews.all_states())}
        cards |= {name.oldest: name.current for name in names}
        known = study.reviews.known(review.id for review in found.reviews)
        fresh = returned(found, file, cards, known, study.now(), environment.local)
        if not dry_run:
            study.reviews.append_imported((review for _, review in fresh), "anki")
    for line in by_deck(deck for deck, _ in fresh):
        print(line, file=environment.stdout)
    print(f"{counted(len(fresh), 'review')} {'would be ' if dry_run else ''}added", file=environment.stdout)
    if found.notes and not found.reviews:
        said = "it holds no reviews; Anki exports them where “Include scheduling information” is ticked"
        tell(environment.stderr, f"{file}: {said}")
    strange = sum(oldest not in cards for oldest in found.notes)
    if strange:
        said = f"left alone: {counted(strange, 'note')} of questions that are in no bank now"
        print(said, file=environment.stdout)
    if found.foreign:
        print(f"left alone: {counted(found.foreign, 'note')} that dlquiz has not written", file=environment.stdout)


def by_deck(decks: Iterable[str]) -> list[str]:
    """A line per deck with the number of its reviews; `decks` names one for each review."""
    found = sorted(Counter(decks).items())
    return [f"{deck}{' ' * max(1, 41 - width(deck))}{counted(number, 'review')}" for deck, number in found]
