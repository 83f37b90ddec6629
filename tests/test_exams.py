"""Quizzes and mocks over real stores: what may be asked, and what reaches the log."""

from __future__ import annotations

from pathlib import Path

from world import Clock, world, write_bank

from dlquiz.core.log import Entry
from dlquiz.core.mock import Confirm, Event, Next, Note, Toggle, resumed, step
from dlquiz.environment import Environment
from dlquiz.exams import MockDesk, blueprint, candidates, history, unfinished
from dlquiz.study import Selection, Study


def learner(root: Path) -> Environment:
    environment = world(root)
    write_bank(root / "content", "a", *(f"a{number}" for number in range(6)))
    write_bank(root / "content", "b", "b0", "b1", level="deep")
    return environment


def sat(study: Study, ticks: tuple[int, ...] = ()) -> MockDesk:
    """A mock of one question, with these points."""
    desk = MockDesk.begin(study, blueprint(study, 2, [], 1))
    events: list[Event] = [Next(), *map(Toggle, ticks), Confirm()]
    for event in events:
        desk.mock, records = step(desk.mock, event, study.now_ms)
        desk.keep(records)
    return desk


def test_what_rests_is_not_asked(tmp_path: Path) -> None:
    environment = learner(tmp_path)
    with Study(environment) as study:
        assert {one.card for one in candidates(study, [], [])} == {
            f"{q}/pick" for q in ("b0", "b1", *map("a{}".format, range(6)))
        }
        study.mark("suspend", "a1/pick")
        study.mark("bury", "a2/pick")
        study.mark("suspend", "a3")
        left = {one.card for one in candidates(study, ["true-false"], ["core"])}
        assert left == {"a0/pick", "a3/pick", "a4/pick", "a5/pick"}
        assert candidates(study, ["choice"], []) == []
        assert all(slot.question != "a3" for slot in blueprint(study, 60, [], 1).slots)
    with Study(environment, Selection(("b",))) as study:
        assert {one.card for one in candidates(study, [], [])} == {"b0/pick", "b1/pick"}


def test_a_candidate_has_the_chance_of_its_memory(tmp_path: Path) -> None:
    environment = learner(tmp_path)
    clock = environment.now
    assert isinstance(clock, Clock)
    with Study(environment) as study:
        row = Entry(study.now_ms, "review", "a0/pick", study.day, grade=4)
        study.append(row)
        assert {one.card: one.chance for one in candidates(study, [], [])}["a0/pick"] == 1
        clock.on(days=30)
        chances = {one.card: one.chance for one in candidates(study, [], [])}
    assert 0.3 < (chances.pop("a0/pick") or 0) < 0.95
    assert set(chances.values()) == {None}


def test_mocks_of_one_moment_stay_apart_and_come_back_from_the_log(tmp_path: Path) -> None:
    with Study(learner(tmp_path)) as study:
        first, second = sat(study), sat(study, (0, 1))
        third = MockDesk.begin(study, blueprint(study, 10, [], 3))
        mock, records = step(third.mock, Note("kept"), study.now_ms)
        third.keep(records)
        known = history(study)
        assert [past.number for past in known] == [1, 2, 3]
        assert [past.mock for past in known[:2]] == [first.mock, second.mock]
        assert known[2].mock == mock._replace(phase="paused", since_ms=None)
        assert unfinished(study) == known[2]
        assert [past.number for past in third.earlier()] == [1, 2]
        assert third.day == study.day


def test_a_miss_enters_the_schedule_once_with_its_grade(tmp_path: Path) -> None:
    environment = learner(tmp_path)
    with Study(environment) as study:
        desk = sat(study, (1,))
        question = desk.mock.blueprint.slots[0].question
        for _ in range(3):
            desk.settle(desk.mock)
        [row] = [row for row in study.reviews.entries(card=question) if row.kind == "review"]
        assert (row.grade, row.proposed, row.mode) == (2, 2, "mock")
        memory = study.reviews.state(question).memory
        assert memory
        assert memory.reps == 1
        assert study.reviews.stale() == 0
        passed = sat(study, (0, 1))
        passed.settle(passed.mock)
        assert len(study.reviews.entries(card=question)) == 1


def test_a_question_that_is_gone_is_still_told_of(tmp_path: Path) -> None:
    environment = learner(tmp_path)
    with Study(environment) as study:
        desk = sat(study)
        records = [dict(row.drawn or {}) for row in study.reviews.entries(card="")]
        assert resumed(records) == desk.mock
    (tmp_path / "content/a.yaml").unlink()
    (tmp_path / "content/b.yaml").unlink()
    write_bank(tmp_path / "content", "c", "c0")
    with Study(environment) as study:
        past = history(study)[0]
        again = MockDesk(study, past.source, past.mock)
        question = again.question(past.mock.blueprint.slots[0].question)
        assert question.ask.en == question.id
        again.settle(past.mock)
        assert study.reviews.entries(card=question.id) == []
