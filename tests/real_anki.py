"""Anki's own backend as an oracle: a fresh collection that imports packages, answers cards and exports."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["ANKI_TEST_MODE"] = "1"  # Anki's switch for its own tests: no fuzz

from anki.collection import (
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)


def now() -> datetime:
    """The present in the zone that TZ names: Anki takes no other clock."""
    return datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), UTC).astimezone()


@contextmanager
def zone(name: str) -> Iterator[None]:
    """The time zone of this process, Anki's backend included."""
    before = os.environ.get("TZ")
    _set_zone(name)
    yield
    _set_zone(before)


def _set_zone(name: str | None) -> None:
    if name is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = name
    time.tzset()


@contextmanager
def collection(folder: Path) -> Iterator[Collection]:
    """A new collection in this folder, with FSRS on. Anki's backend looks at TZ once a second: ask until it has."""
    offset = now().utcoffset()
    assert offset is not None
    path = folder / "collection.anki2"
    folder.mkdir()
    col = Collection(str(path))
    while col.get_config("creationOffset") != -offset.total_seconds() // 60:
        col.close()
        path.unlink()
        col = Collection(str(path))
    col.set_config("fsrs", True)
    yield col
    col.close()


def take(col: Collection, package: Path) -> Any:
    """Import as the guide says: with learning progress and presets. Gives Anki's log of the import."""
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    return col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log


def give(col: Collection, package: Path, *, legacy: bool = False, deck: str = "") -> Path:
    """Export with scheduling: the whole collection, or one deck."""
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=False, legacy=legacy)
    chosen = col.decks.id_for_name(deck) if deck else None
    limit = DeckIdLimit(chosen) if chosen else None
    col.export_anki_package(out_path=str(package), options=options, limit=limit)
    return package


def answer(col: Collection, number: int, grades: tuple[int, ...] = (3,)) -> None:
    """Let Anki's scheduler ask and take this many answers, the grades in turn."""
    scheduler: Any = col.sched
    deck = col.decks.id("dlquiz")
    assert deck
    col.decks.set_current(deck)
    for turn in range(number):
        queued = scheduler.get_queued_cards().cards[0]
        card = col.get_card(queued.card.id)
        card.start_timer()
        rating = grades[turn % len(grades)] - 1
        scheduler.answer_card(scheduler.build_answer(card=card, states=queued.states, rating=rating))


def problems(log: Any) -> list[str]:
    """What Anki's import complains of."""
    kinds = ("conflicting", "first_field_match", "missing_notetype", "missing_deck", "empty_first_field")
    return [kind for kind in kinds if len(getattr(log, kind))]
