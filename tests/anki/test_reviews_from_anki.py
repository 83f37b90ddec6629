"""Reviews made in Anki come back, each once; everything else in the file is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import real_anki
from anki_home import dlquiz, home, study
from world import SHANGHAI

from dlquiz.core.log import Entry, study_day, utc_offset
from dlquiz.core.memory import Scheduling
from dlquiz.environment import Environment
from dlquiz.store.reviews import Reviews

if TYPE_CHECKING:
    from anki.collection import Collection


@pytest.fixture
def learner(tmp_path: Path) -> Environment:
    environment = home(tmp_path / "home", real_anki.now() - timedelta(minutes=10))
    study(environment)
    return environment


@pytest.fixture
def col(learner: Environment, tmp_path: Path) -> Iterator[Collection]:
    with real_anki.collection(tmp_path / "anki") as collection:
        code, _ = dlquiz(learner, "anki", "export", tmp_path / "deck.apkg")
        assert code == 0
        real_anki.take(collection, tmp_path / "deck.apkg")
        yield collection


def log(environment: Environment) -> list[Entry]:
    with Reviews.open(environment.data / "reviews.db", Scheduling()) as reviews:
        return reviews.entries()


def colpkg(col: Collection, path: Path, legacy: bool) -> Path:
    col.export_collection_package(str(path), include_media=False, legacy=legacy)
    col.reopen(after_full_sync=False)
    return path


@pytest.mark.parametrize("legacy", [False, True], ids=["latest", "legacy"])
@pytest.mark.parametrize("kind", ["apkg", "colpkg"])
def test_25_answers_come_back_as_25_reviews(
    learner: Environment, col: Collection, tmp_path: Path, kind: str, legacy: bool
) -> None:
    before = {entry.id for entry in log(learner)}
    assert col.db
    known = set(col.db.list("select id from revlog"))
    real_anki.answer(col, 25, (1, 3, 2, 4))
    made = {row[0]: row for row in col.db.all("select id, ease, time from revlog") if row[0] not in known}
    path = tmp_path / f"back.{kind}"
    file = colpkg(col, path, legacy) if kind == "colpkg" else real_anki.give(col, path, legacy=legacy)
    code, said = dlquiz(learner, "anki", "import", file, "--dry-run")
    assert (code, said.splitlines()[-1]) == (0, "25 reviews would be added")
    assert {entry.id for entry in log(learner)} == before
    code, said = dlquiz(learner, "anki", "import", file)
    assert (code, said.splitlines()[-1]) == (0, "25 reviews added")
    added = [entry for entry in log(learner) if entry.id not in before]
    assert {entry.id: (entry.id, entry.grade, entry.thinking_ms) for entry in added} == {
        number: tuple(row) for number, row in made.items()
    }
    assert {(entry.mode, entry.kind, entry.day, entry.offset) for entry in added} == {
        ("anki", "review", study_day(learner.now()), utc_offset(learner.now()))
    }
    code, said = dlquiz(learner, "anki", "import", file)
    assert (code, said.splitlines()[-1]) == (0, "0 reviews added")


@pytest.mark.parametrize("month", [1, 7], ids=["winter", "summer"])
@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York"])
def test_a_review_has_the_study_day_and_offset_of_its_time_of_the_year(name: str, month: int, tmp_path: Path) -> None:
    """At half past four in the morning, an hour is a day."""
    at = datetime(2026, month, 5, 4, 30, tzinfo=ZoneInfo(name))
    with real_anki.zone(name):
        learner = home(tmp_path / "home", real_anki.now())
        code, _ = dlquiz(learner, "anki", "export", tmp_path / "deck.apkg")
        assert code == 0
        with real_anki.collection(tmp_path / "anki") as col:
            real_anki.take(col, tmp_path / "deck.apkg")
            real_anki.answer(col, 1)
            assert col.db
            col.db.execute("update revlog set id = ?", int(at.timestamp() * 1000))
            dlquiz(learner, "anki", "import", real_anki.give(col, tmp_path / "back.apkg"))
    (entry,) = log(learner)
    utcoffset = at.utcoffset()
    assert utcoffset is not None
    assert (entry.day, entry.offset) == (at.date(), utcoffset.total_seconds() / 60)


def test_two_machines_take_a_review_over_once(learner: Environment, col: Collection, tmp_path: Path) -> None:
    real_anki.answer(col, 5)
    file = real_anki.give(col, tmp_path / "back.apkg")
    desktop = home(tmp_path / "desktop", learner.now())
    desktop = replace(desktop, local=lambda seconds: datetime.fromtimestamp(seconds, SHANGHAI))
    study(desktop)
    for machine in (learner, desktop):
        assert dlquiz(machine, "anki", "import", file)[1].splitlines()[-1] == "5 reviews added"
    before, logs = len(log(learner)), []
    for machine, other in ((learner, desktop), (desktop, learner)):
        assert dlquiz(replace(machine, now=real_anki.now), "restore", other.data / "reviews.db")[0] == 0
        logs.append(log(machine))
    assert len(logs[0]) == before
    assert logs[0] == logs[1]


def test_memories_are_then_those_of_anki(learner: Environment, col: Collection, tmp_path: Path) -> None:
    real_anki.answer(col, 12, (3, 4))
    dlquiz(learner, "anki", "import", real_anki.give(col, tmp_path / "back.apkg"))
    with Reviews.open(learner.data / "reviews.db", Scheduling()) as reviews:
        states = reviews.all_states()
    compared = 0
    for card in map(col.get_card, col.find_cards("rated:1")):
        memory = states[card.note()["Card"]].memory
        assert memory and card.memory_state
        assert card.memory_state.stability == pytest.approx(memory.stability, rel=1e-3)
        compared += 1
    assert compared >= 12


def test_the_report_names_decks_and_foreign_notes(learner: Environment, col: Collection, tmp_path: Path) -> None:
    basic = col.models.by_name("Basic")
    assert basic
    for front in ("one", "two"):
        note = col.new_note(basic)
        note.fields = [front, "back"]
        col.add_note(note, col.decks.id("Elsewhere"))  # type: ignore[arg-type]
    real_anki.answer(col, 25)
    file = real_anki.give(col, tmp_path / "back.apkg")
    _, said = dlquiz(learner, "anki", "import", file)
    decks = [line.split() for line in said.splitlines() if line.startswith("dlquiz::")]
    assert {deck for deck, *_ in decks} <= {"dlquiz::topic-a", "dlquiz::topic-b"}
    assert sum(int(number) for _, number, _ in decks) == 25
    assert "left alone: 2 notes that dlquiz has not written" in said


def test_a_review_taken_back_here_stays_taken_back(learner: Environment, col: Collection, tmp_path: Path) -> None:
    last = [entry for entry in log(learner) if entry.kind == "review"][-1]
    with Reviews.open(learner.data / "reviews.db", Scheduling()) as reviews:
        retract = Entry(last.id + 1, "retract", last.card, last.day, last.offset, retracts=last.id)
        reviews.append(retract)
    _, said = dlquiz(learner, "anki", "import", real_anki.give(col, tmp_path / "back.apkg"))
    assert said.splitlines()[-1] == "0 reviews added"


def reset(scheduler: Any, col: Collection, cards: list[Any]) -> None:
    scheduler.schedule_cards_as_new(cards)


def set_due(scheduler: Any, col: Collection, cards: list[Any]) -> None:
    scheduler.set_due_date(cards, "5")


def cram(scheduler: Any, col: Collection, cards: list[Any]) -> None:
    """A filtered deck that does not reschedule."""
    deck = scheduler.get_or_create_filtered_deck(deck_id=0)
    deck.name = "Cram"
    deck.config.reschedule = False
    deck.config.search_terms[0].search = "is:review"
    deck.config.search_terms[0].limit = 5
    col.decks.set_current(scheduler.add_or_update_filtered_deck(deck).id)
    for _ in range(3):
        queued = scheduler.get_queued_cards().cards[0]
        card = col.get_card(queued.card.id)
        card.start_timer()
        scheduler.answer_card(scheduler.build_answer(card=card, states=queued.states, rating=2))


@pytest.mark.parametrize("change", [reset, set_due, cram])
def test_what_moves_no_memory_is_left_out(
    change: Callable[[Any, Collection, list[Any]], None], learner: Environment, col: Collection, tmp_path: Path
) -> None:
    assert col.db
    before = col.db.scalar("select count() from revlog")
    change(col.sched, col, list(col.find_cards("is:review"))[:5])
    assert col.db.scalar("select count() from revlog") > before
    _, said = dlquiz(learner, "anki", "import", real_anki.give(col, tmp_path / "back.apkg"))
    assert said.splitlines()[-1] == "0 reviews added"


def test_a_card_that_anki_made_of_our_note_is_not_ours(learner: Environment, col: Collection, tmp_path: Path) -> None:
    models = col.models
    recall = models.by_name("dlquiz recall")
    assert recall and col.db
    backwards = models.new_template("Backwards")
    backwards["qfmt"], backwards["afmt"] = "{{Answer en}}", "{{Question en}}"
    models.add_template(recall, backwards)
    models.update_dict(recall)
    backend: Any = col._backend
    asked = list(col.find_cards("card:Backwards"))[:3]
    backend.grade_now(card_ids=asked, rating=2)
    assert (
        col.db.scalar("select count() from revlog where cid in (select id from cards where ord = 1) and ease > 0") == 3
    )
    _, said = dlquiz(learner, "anki", "import", real_anki.give(col, tmp_path / "back.apkg"))
    assert said.splitlines()[-1] == "0 reviews added"


def test_notes_of_questions_that_are_gone_are_named(learner: Environment, col: Collection, tmp_path: Path) -> None:
    fresh = home(tmp_path / "other", learner.now())
    (fresh.banks / "topic-b.yaml").unlink()
    real_anki.answer(col, 25)
    file = real_anki.give(col, tmp_path / "back.apkg")
    code, said = dlquiz(fresh, "anki", "import", file)
    assert code == 0
    assert "left alone: 20 notes of questions that are in no bank now" in said


def test_a_renamed_card_is_found_by_its_oldest_id(learner: Environment, col: Collection, tmp_path: Path) -> None:
    real_anki.answer(col, 25)
    file = real_anki.give(col, tmp_path / "back.apkg")
    for bank in (learner.content / "topic-a.yaml", learner.banks / "topic-b.yaml"):
        text = bank.read_text("utf-8")
        for number in reversed(range(30)):
            text = text.replace(f"- id: q{number}\n", f"- id: new-q{number}\n  was: [q{number}]\n")
        bank.write_text(text, "utf-8")
    before = {entry.id for entry in log(learner)}
    _, said = dlquiz(learner, "anki", "import", file)
    assert said.splitlines()[-1] == "25 reviews added"
    assert all(entry.card.startswith("new-q") for entry in log(learner) if entry.id not in before)
