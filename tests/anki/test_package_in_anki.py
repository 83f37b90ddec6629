"""What Anki's own backend makes of a package: notes, cards, the schedule, the log, updates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
import real_anki
from anki_home import dlquiz, home, study

from dlquiz.core.log import plain_entry, study_day
from dlquiz.core.memory import Scheduling, State
from dlquiz.environment import Environment
from dlquiz.store.reviews import Reviews

if TYPE_CHECKING:
    from anki.cards import Card
    from anki.collection import Collection

TYPES = {None: 0, "learning": 1, "review": 2, "relearning": 3}
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Shanghai", "Asia/Kolkata"]


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    with real_anki.zone(request.param):
        yield request.param


@pytest.fixture
def learner(tmp_path: Path) -> Environment:
    environment = home(tmp_path / "home", real_anki.now())
    study(environment)
    return environment


def exported(environment: Environment, *words: str) -> Path:
    path = environment.data.parent / "deck.apkg"
    code, _ = dlquiz(environment, "anki", "export", path, *words)
    assert code == 0
    return path


def states(environment: Environment) -> dict[str, State]:
    with Reviews.open(environment.data / "reviews.db", Scheduling()) as reviews:
        return reviews.all_states()


def cards(col: Collection) -> dict[str, Card]:
    found = [col.get_card(card) for card in col.find_cards("")]
    return {card.note()["Card"]: card for card in found}


def revlog(col: Collection) -> list[Any]:
    assert col.db
    return col.db.all("select id, cid, ease, ivl, lastIvl, factor, time, type from revlog order by id")


def test_everything_arrives_without_a_warning(learner: Environment, tmp_path: Path) -> None:
    package = exported(learner)
    counted = [entry for state in states(learner).values() for entry in counting(learner, state.card)]
    with real_anki.collection(tmp_path / "anki") as col:
        log = real_anki.take(col, package)
        assert real_anki.problems(log) == []
        assert (len(log.new), col.note_count(), col.card_count()) == (60, 60, 60)
        assert len([row for row in revlog(col) if row[2]]) == len(counted)
        decks = {deck.name for deck in col.decks.all_names_and_ids()}
        assert decks == {"Default", "dlquiz", "dlquiz::topic-a", "dlquiz::topic-b"}
        checked = col.media.check()
        assert not checked.missing and not checked.unused
        assert col.fix_integrity()[1]
        assert {kind.name for kind in col.models.all_names_and_ids() if kind.name.startswith("dlquiz")} == {
            "dlquiz recall",
            "dlquiz true-false",
        }


def counting(environment: Environment, card: str) -> list[int]:
    """The ids of the reviews behind a card's memory and its earlier ones, told from the log without the exporter."""
    with Reviews.open(environment.data / "reviews.db", Scheduling()) as reviews:
        entries = reviews.entries(card=card)
    gone = {entry.retracts for entry in entries}
    started, found = False, []
    for entry in sorted(entries, key=lambda entry: (entry.day, entry.id)):
        if entry.kind == "forget":
            started = False
        if entry.kind == "review" and entry.id not in gone and (started or entry.mode != "quiz"):
            started = True
            found.append(entry.id)
    return found


def test_due_days_and_memories_are_ours(zone: str, learner: Environment, tmp_path: Path) -> None:
    package, today = exported(learner), study_day(learner.now())
    known = states(learner)
    seen = set()
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, package)
        for name, card in cards(col).items():
            state = known.get(name, State(name))
            memory = state.memory
            seen.add((memory.state if memory else None, state.suspended))
            assert card.type == TYPES[memory.state if memory else None], name
            assert (card.queue == -1) == state.suspended, name
            if memory is None:
                assert card.memory_state is None
                continue
            assert card.memory_state is not None
            assert card.memory_state.stability == pytest.approx(memory.stability, rel=1e-3)
            assert card.memory_state.difficulty == pytest.approx(memory.difficulty, rel=1e-3)
            assert (card.reps, card.lapses) == (memory.reps, memory.lapses)
            if memory.due_day:
                assert today + timedelta(days=card.due - col.sched.today) == memory.due_day, name
            else:
                assert memory.due_at is not None
                assert card.due == memory.due_at // 1000
    assert {state for state, _ in seen} == {None, "learning", "review", "relearning"}
    assert {suspended for _, suspended in seen} == {True, False}


def test_anki_works_the_same_memories_out_of_the_log(zone: str, learner: Environment, tmp_path: Path) -> None:
    package, known, compared = exported(learner), states(learner), 0
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, package)
        for name, card in cards(col).items():
            memory = known[name].memory if name in known else None
            if memory is None:
                continue
            anew = col.compute_memory_state(card.id)
            assert anew.stability == pytest.approx(memory.stability, rel=0.01), name
            assert anew.difficulty == pytest.approx(memory.difficulty, rel=0.01), name
            compared += 1
    assert compared > 40


def test_the_preset_carries_parameters_and_retention(learner: Environment, tmp_path: Path) -> None:
    dlquiz(learner, "config", "retention", "0.85")
    package = exported(learner)
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, package)
        deck = col.decks.id_for_name("dlquiz::topic-a")
        assert deck
        preset = col.decks.config_dict_for_deck_id(deck)
        assert preset["name"] == "dlquiz"
        assert preset["desiredRetention"] == pytest.approx(0.85)
        assert len(preset["fsrsParams6"]) == 21
        assert preset["new"]["delays"] == [1.0, 10.0]


def test_without_the_schedule_all_cards_are_new(learner: Environment, tmp_path: Path) -> None:
    package = exported(learner, "--no-schedule")
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, package)
        assert {(card.type, card.queue) for card in cards(col).values()} == {(0, 0)}
        assert revlog(col) == []


def test_topics_and_own_questions_can_be_chosen(learner: Environment, tmp_path: Path) -> None:
    for words, number in ((("topic-a",), 40), (("--include", "own"), 20), (("topic-a", "--include", "own"), 0)):
        package = exported(learner, *words)
        with real_anki.collection(tmp_path / f"anki-{number}") as col:
            real_anki.take(col, package)
            assert col.note_count() == number


def test_a_second_export_updates_notes_and_keeps_what_was_studied(learner: Environment, tmp_path: Path) -> None:
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, exported(learner))
        real_anki.answer(col, 5)
        before = {name: (card.due, card.reps, card.memory_state) for name, card in cards(col).items()}
        log = revlog(col)
        bank = learner.content / "topic-a.yaml"
        bank.write_text(bank.read_text("utf-8").replace("It is q1.", "It is q1, edited."), "utf-8")
        dlquiz(learner, "card", "flag", "q0")
        later = replace(learner, now=lambda: learner.now() + timedelta(minutes=5))
        imported = real_anki.take(col, exported(later))
        assert len(imported.updated) == 2
        assert (len(imported.new), len(imported.duplicate)) == (0, 58)
        after = cards(col)
        assert {name: (card.due, card.reps, card.memory_state) for name, card in after.items()} == before
        assert revlog(col) == log
        assert "q1, edited" in after["q1"].note()["Answer en"]


def test_a_renamed_question_stays_the_same_note(learner: Environment, tmp_path: Path) -> None:
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, exported(learner))
        bank = learner.content / "topic-a.yaml"
        renamed = bank.read_text("utf-8").replace("- id: q1\n", "- id: better\n  was: [q1]\n")
        bank.write_text(renamed, "utf-8")
        later = replace(learner, now=lambda: learner.now() + timedelta(minutes=5))
        log = real_anki.take(col, exported(later))
        assert (len(log.new), len(log.updated), col.note_count()) == (0, 2, 60)
        assert {"better", "better/pick"} <= set(cards(col))


def test_a_rename_that_is_taken_back(learner: Environment, tmp_path: Path) -> None:
    bank = learner.content / "topic-a.yaml"
    before = bank.read_text("utf-8")
    exported(learner)
    bank.write_text(before.replace("- id: q1\n", "- id: better\n  was: [q1]\n"), "utf-8")
    exported(learner)
    bank.write_text(before, "utf-8")
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, exported(learner))
        assert {"q1", "q1/pick"} <= set(cards(col))
        assert col.note_count() == 60


def test_a_log_that_is_gone_is_not_exported(learner: Environment, tmp_path: Path) -> None:
    exported(learner)
    (learner.data / "reviews.db").unlink()
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, exported(learner))
        assert {card.type for card in cards(col).values()} == {0}
        assert revlog(col) == []


@pytest.mark.parametrize(("hours", "arrive"), [(20, 1), (30, 0)])
def test_reviews_of_a_clock_that_was_ahead_do_not_come_back_as_others(
    hours: int, arrive: int, learner: Environment, tmp_path: Path
) -> None:
    """Anki gives a review another id that lies more than a day ahead of its clock."""
    ahead = replace(plain_entry("review", "q0", learner.now() + timedelta(hours=hours)), grade=3)
    with Reviews.open(learner.data / "reviews.db", Scheduling()) as reviews:
        reviews.append(ahead)
        before = reviews.length()
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, exported(learner))
        assert cards(col)["q0"].type == 1
        assert [row[0] for row in revlog(col)].count(ahead.id) == arrive
        dlquiz(learner, "anki", "import", real_anki.give(col, tmp_path / "back.apkg"))
    with Reviews.open(learner.data / "reviews.db", Scheduling()) as reviews:
        assert reviews.length() == before


def test_a_check_of_another_kind_is_named_once(learner: Environment, tmp_path: Path) -> None:
    """Anki keeps the note of the old kind as it is."""
    bank = learner.banks / "topic-b.yaml"
    head, _, _ = bank.read_text("utf-8").rpartition("    kind: true-false\n")
    cloze = "    kind: cloze\n    text:\n      en: It is [[q29]].\n      zh: 它是 [[q29]]。\n"
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, exported(learner))
        bank.write_text(head + cloze, "utf-8")
        log = real_anki.take(col, exported(learner))
        exported(learner)
        assert len(log.conflicting) == 1
        assert cards(col)["q29/pick"].note_type()["name"] == "dlquiz true-false"
    said = learner.stderr.getvalue()  # type: ignore[attr-defined]
    assert said.count("q29/pick: its kind is cloze now, but Anki keeps the true-false") == 1


def test_the_same_input_and_clock_give_the_same_bytes(learner: Environment) -> None:
    first = exported(learner).read_bytes()
    assert exported(learner).read_bytes() == first
    (learner.data / "anki.db").unlink()
    assert exported(learner).read_bytes() == first
    with ZipFile(learner.data.parent / "deck.apkg") as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_note_is_as_old_as_its_last_change(learner: Environment, tmp_path: Path) -> None:
    exported(learner)
    later = replace(learner, now=lambda: learner.now() + timedelta(days=1))
    dlquiz(later, "config", "lang", "zh")
    with real_anki.collection(tmp_path / "zh") as col:
        real_anki.take(col, exported(later, "--lang", "en"))
        assert {card.note().mod for card in cards(col).values()} == {int(learner.now().timestamp())}
    with real_anki.collection(tmp_path / "en") as col:
        real_anki.take(col, exported(later))
        assert {card.note().mod for card in cards(col).values()} == {int(later.now().timestamp())}
