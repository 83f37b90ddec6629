from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from world import SHANGHAI, Clock, world, write_bank

from dlquiz.core.log import plain_entry
from dlquiz.desk import StudyDesk
from dlquiz.environment import Environment
from dlquiz.errors import UsageError
from dlquiz.store.catalogue import Catalogue
from dlquiz.store.reviews import Reviews
from dlquiz.study import Selection, Study


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 20, 9, tzinfo=SHANGHAI))


@pytest.fixture
def environment(tmp_path: Path, clock: Clock) -> Environment:
    made = world(tmp_path, clock)
    write_bank(made.content, "alpha", *(f"a{number}" for number in range(8)))
    write_bank(made.content, "beta", *(f"b{number}" for number in range(8)))
    return made


@pytest.fixture
def study(environment: Environment) -> Iterator[Study]:
    with Study(environment) as opened:
        yield opened


def answer(study: Study, card: str, grade: int = 3) -> None:
    study.append(replace(plain_entry("review", card, study.now()), grade=grade, proposed=grade))


def test_a_first_run_offers_ten_new_cards_of_mixed_topics(study: Study) -> None:
    queue = study.queue()
    assert len(queue.new) == 10
    assert {card[0] for card in queue.new[:2]} == {"a", "b"}
    assert all("/" not in card for card in queue.new)


def test_new_cards_of_today_count_against_the_ten(study: Study) -> None:
    for card in study.queue().new[:4]:
        answer(study, card)
    assert len(study.queue().new) == 6


def test_new_and_limit_narrow_the_queue(environment: Environment) -> None:
    with Study(environment, Selection(("alpha",), new=3)) as study:
        assert len(study.queue().new) == 3
        assert all(card.startswith("a") for card in study.queue().new)
    with Study(environment, Selection(limit=2)) as study:
        assert len(study.queue()) == 2


def test_what_is_due_comes_before_what_is_new_and_siblings_wait(study: Study, clock: Clock) -> None:
    answer(study, "a0", 4)
    answer(study, "a1", 4)
    memory = study.reviews.state("a0").memory
    assert memory is not None
    assert memory.due_day is not None
    clock.on(days=(memory.due_day - study.day).days + 30)
    queue = study.queue()
    assert set(queue.due) == {"a0", "a1"}
    assert not {"a0/pick", "a1/pick"} & set(queue.new)
    answer(study, "a0")
    assert "a0/pick" not in study.queue().new


def test_nothing_due_says_when_next(study: Study, clock: Clock) -> None:
    for card in study.queue().new:
        answer(study, card, 4)
    standing = study.standing()
    assert (standing.due, standing.new, standing.reviewed_today) == (0, 0, 10)
    assert standing.next_due is not None
    clock.on(hours=19, minutes=1)  # 04:01 the next morning
    assert study.standing().new == 10
    assert study.standing().reviewed_today == 0


def test_a_changed_bank_is_picked_up_and_a_broken_one_keeps_its_last_good_state(
    study: Study, environment: Environment
) -> None:
    path = write_bank(environment.content, "alpha", "a0", "fresh")
    assert study.refresh()
    assert study.catalogue.question("fresh") is not None
    assert study.catalogue.question("a5") is None
    path.write_text(path.read_text("utf-8").replace("level: core", "level: hard", 1), "utf-8")
    study.refresh()
    assert study.catalogue.question("fresh") is not None
    (notice,) = study.notices
    assert "alpha.yaml:7:" in notice
    assert notice.endswith("; its last good state is in use")
    assert not study.refresh()


def test_a_bank_that_is_broken_in_one_way_after_another_keeps_its_last_good_state(
    study: Study, environment: Environment
) -> None:
    path = environment.content / "alpha.yaml"
    good = path.read_text("utf-8")
    for broken in (good.replace("level: core", "level: hard", 1), good.replace("level: core", "level: hard", 2)):
        path.write_text(broken, "utf-8")
        study.refresh()
        assert study.catalogue.question("a0") is not None
        assert study.notices[0].endswith("; its last good state is in use")


def test_a_bank_that_was_never_good_is_not_said_to_be_in_use(study: Study, environment: Environment) -> None:
    (environment.content / "new.yaml").write_text("topic: 'new\n", "utf-8")
    study.refresh()
    (notice,) = study.notices
    assert "new.yaml:" in notice
    assert notice.endswith("; nothing of it is in use yet")


def test_what_another_version_has_packed_is_not_read(environment: Environment) -> None:
    Study(environment).close()
    with closing(sqlite3.connect(environment.data / "catalogue.db")) as db:
        db.execute("UPDATE files SET reader = '0.0.1+1'")
        db.execute("""UPDATE questions SET json = '["Question","a0"]'""")
        db.commit()
    (environment.content / "alpha.yaml").write_text("topic: 'alpha\n", "utf-8")
    with Study(environment) as study:
        assert study.catalogue.question("a0") is None
        assert study.catalogue.question("b0") is not None
        assert study.notices[0].endswith("; nothing of it is in use yet")


def test_an_unchanged_bank_is_not_parsed_again(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    Study(environment).close()
    monkeypatch.setattr("dlquiz.banks.reader.read", None)
    with Study(environment) as study:
        assert study.catalogue.question("a0") is not None


def test_progress_kept_under_an_earlier_id_is_found_in_a_log_that_comes_back(environment: Environment) -> None:
    with Study(environment) as study:
        answer(study, "a0")
        before = study.reviews.state("a0").memory
    path = environment.content / "alpha.yaml"
    path.write_text(path.read_text("utf-8").replace("id: a0\n", "id: renamed\n  was: [a0]\n", 1), "utf-8")
    database, aside = environment.data / "reviews.db", environment.data / "aside.db"
    database.rename(aside)
    with Study(environment) as study:
        assert study.reviews.state("renamed").memory is None
    database.unlink()
    aside.rename(database)
    with Study(environment) as study:
        assert study.reviews.state("renamed").memory == before


def test_two_drills_do_not_ask_the_same_card(study: Study, environment: Environment) -> None:
    first = study.queue().new[0]
    assert study.claim(first)
    other = Catalogue.open(study.catalogue.path)
    assert not other.claim(first, holder=999_999, now_ms=study.now_ms)
    other.claim("a3", holder=999_999, now_ms=study.now_ms)
    assert study.claim("a3") is None
    assert "a3" not in study.queue().new
    other.close()


def test_a_card_that_a_dead_drill_held_is_free_again_though_the_clock_went_back(
    study: Study, clock: Clock, environment: Environment
) -> None:
    clock.on(days=400)
    assert study.claim("a0")
    clock.on(days=-400)
    with Catalogue.open(study.catalogue.path) as other:
        assert other.claimed(999_999, study.now_ms) == frozenset()
        assert other.claim("a0", holder=999_999, now_ms=study.now_ms)


def test_a_card_answered_elsewhere_or_deleted_is_not_asked(study: Study, environment: Environment) -> None:
    answer(study, "a0", 4)
    assert study.claim("a0") is None
    assert study.claim("gone") is None


def test_a_card_that_another_drill_has_begun_to_learn_is_not_asked_at_once(study: Study, clock: Clock) -> None:
    assert {"a0", "a1"} <= set(study.queue().new)
    with Reviews.open(study.reviews.path, study.scheduling) as other:
        other.append(replace(plain_entry("review", "a0", study.now()), grade=3))
    answer(study, "a1", 1)
    assert study.claim("a0") is None
    assert study.claim("a1")
    clock.on(minutes=10)
    assert {card for _, card in study.queue().learning} == {"a0", "a1"}
    assert study.claim("a0")


def test_a_planned_card_that_another_drill_has_begun_to_learn_is_not_asked_again(environment: Environment) -> None:
    environment.write_settings("interview = 2026-12-15\n")
    with Study(environment) as study:
        answer(study, "a1", 1)
        planned = study.queue()
        assert "a0" in planned.due
        assert {card for _, card in planned.learning} == {"a1"}
        with Reviews.open(study.reviews.path, study.scheduling) as other:
            other.append(replace(plain_entry("review", "a0", study.now()), grade=3))
        answer(study, "a2", 1)
        assert study.claim("a0") is None
        assert study.claim("a1")
        assert study.claim("a2")


def test_what_keeps_a_card_from_being_edited_is_said_with_a_remedy(study: Study, environment: Environment) -> None:
    edits = environment.data / "edits"
    edits.write_text("no folder")
    card = study.catalogue.card("a0")
    assert card is not None
    assert StudyDesk(study).edit(card) == f"{edits}: File exists; check that it exists and that you may use it"


def test_study_ahead_takes_the_weakest_first(study: Study, clock: Clock) -> None:
    for card, grade in (("a0", 1), ("a1", 4), ("a2", 2)):
        answer(study, card, grade)
    clock.on(days=1)
    queue = study.ahead("weakest")
    assert queue is not None
    assert queue.due == ("a0", "a2", "a1")
    assert study.claim("a1")


def test_an_unknown_topic_gets_the_nearest(environment: Environment) -> None:
    with pytest.raises(UsageError, match="did you mean alpha"):
        Study(environment, Selection(("alpa",)))


def test_a_clock_that_went_back_gives_one_notice(study: Study, clock: Clock) -> None:
    answer(study, "a0")
    clock.time -= timedelta(days=3)
    assert [notice for notice in study.notices if "clock" in notice] == study.notices != []
    answer(study, "a1")
    assert study.reviews.state("a1").memory is not None


def test_an_own_bank_and_a_bank_of_the_settings_count_as_well(environment: Environment, tmp_path: Path) -> None:
    write_bank(environment.banks, "mine", "m0")
    elsewhere = tmp_path / "team"
    elsewhere.mkdir()
    write_bank(elsewhere, "team", "t0")
    environment.write_settings(f'banks = ["{elsewhere}"]\n')
    with Study(environment) as study:
        assert study.catalogue.question("m0") is not None
        assert study.catalogue.question("t0") is not None
