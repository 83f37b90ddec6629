"""Where banks are looked for, in folders that may be a stranger's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from world import world, write_bank

from dlquiz.core.plain import fingerprint
from dlquiz.core.settings import changed, write
from dlquiz.environment import Environment
from dlquiz.places import bank_files
from dlquiz.study import Study


@pytest.fixture
def team(tmp_path: Path) -> Path:
    folder = tmp_path / "team"
    (folder / "deep").mkdir(parents=True)
    write_bank(folder, "one", "o1")
    write_bank(folder / "deep", "two", "t1").rename(folder / "deep/two.yml")
    return folder


@pytest.fixture
def environment(tmp_path: Path, team: Path) -> Environment:
    made = world(tmp_path)
    made.write_settings(write(changed(made.settings(), "banks", str(team))))
    return made


def names(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in bank_files(folder)[0]]


def refusals(folder: Path) -> list[str]:
    return [f"{refused.path.relative_to(folder)}: {refused.cause}" for refused in bank_files(folder)[1]]


def test_a_folder_is_searched_but_for_what_is_hidden(team: Path) -> None:
    (team / ".github").mkdir()
    write_bank(team / ".github", "workflow")
    write_bank(team, "one").rename(team / ".pre-commit-config.yaml")
    write_bank(team, "one", "o1")
    assert names(team) == ["deep/two.yml", "one.yaml"]
    assert refusals(team) == []


def test_links_may_lead_about_inside_a_folder_but_not_out_of_it(team: Path, tmp_path: Path) -> None:
    outside = write_bank(tmp_path, "secret", "s1")
    (team / "in.yaml").symlink_to(team / "one.yaml")
    (team / "out.yaml").symlink_to(outside)
    (team / "deep/up.yaml").symlink_to(Path("../../secret.yaml"))
    (team / "folder").symlink_to(tmp_path)
    (team / "round").symlink_to(team)
    (team / "lost.yaml").symlink_to(team / "none.yaml")
    assert names(team) == ["deep/two.yml", "in.yaml", "one.yaml"]
    assert refusals(team) == [
        "deep/up.yaml: the link points outside its folder",
        "folder: the link points outside its folder",
        "lost.yaml: the link points to nothing",
        "out.yaml: the link points outside its folder",
    ]


def test_what_would_never_end_is_not_opened(team: Path) -> None:
    os.mkfifo(team / "pipe.yaml")
    assert names(team) == ["deep/two.yml", "one.yaml"]
    assert refusals(team) == ["pipe.yaml: this is no ordinary file"]


def test_what_has_a_name_that_is_no_utf_8_is_refused_in_letters_that_can_be_printed(
    environment: Environment, team: Path
) -> None:
    unpacked = os.fsdecode("测试.yaml".encode("gbk"))
    write_bank(team, "one", "o1").rename(team / unpacked)
    with Study(environment) as study:
        assert study.catalogue.question("t1")
        assert not study.catalogue.question("o1")
        (said,) = study.notices
    assert said.encode().endswith(rb"\udcb2\udce2\udcca\udcd4.yaml: the name is no UTF-8; rename it")


@pytest.mark.parametrize(
    ("bank", "cause"),
    [("/" + "x" * 300, "cannot be read: File name too long"), ("~no-such-user/x", "there is no such file or folder")],
)
def test_a_bank_that_cannot_be_got_at_does_not_keep_the_others(environment: Environment, bank: str, cause: str) -> None:
    environment.write_settings(write(changed(environment.settings(), "banks", [*environment.settings().banks, bank])))
    with Study(environment) as study:
        assert study.catalogue.question("o1")
        assert [refused.cause for refused in study.places.refused] == [cause]


def test_a_bank_that_is_gone_is_said_and_its_last_good_state_stays(environment: Environment, team: Path) -> None:
    with Study(environment) as study:
        assert study.catalogue.question("o1")
        assert not study.notices
    shutil.rmtree(team)
    with Study(environment) as study:
        assert study.catalogue.question("o1")
        assert study.notices == [f"{team}: there is no such file or folder; put it back, or dlquiz bank remove team"]
    environment.write_settings("")
    with Study(environment) as study:
        assert study.catalogue.question("o1") is None
        assert not study.notices


def test_a_second_question_of_an_id_is_left_out_and_reported(environment: Environment, team: Path) -> None:
    write_bank(environment.content, "own", "o1", "o2")
    notice = f"{team}/one.yaml: o1 is in {environment.content}/own.yaml too; rename it here"
    with Study(environment) as study:
        assert study.notices == [notice]
    with Study(environment) as study:
        assert study.notices == [notice]  # each time, though nothing has changed
        assert study.catalogue.question("o1") == study.catalogue.original("o1")


def override(environment: Environment, replaces: str) -> Path:
    path = write_bank(environment.banks, "overrides", "c1")
    path.write_text(path.read_text("utf-8").replace("- id: c1", f"- id: c1\n  replaces: '{replaces}'"), "utf-8")
    return path


def test_an_override_stands_in_its_originals_topic_until_the_original_changes(environment: Environment) -> None:
    content = write_bank(environment.content, "ours", "c1")
    content.write_text(content.read_text("utf-8").replace("It is c1.", "It was c1."), "utf-8")
    with Study(environment) as study:
        original = study.catalogue.original("c1")
    assert original
    override(environment, fingerprint(original))
    with Study(environment) as study:
        question = study.catalogue.question("c1")
        assert question and (question.topic, question.answer.en) == ("ours", "It is c1.")
        assert not study.notices
    content.write_text(content.read_text("utf-8").replace("It was c1.", "It had been c1."), "utf-8")
    with Study(environment) as study:
        assert ["the original of c1 has changed since you edited it" in said for said in study.notices] == [True]
    with Study(environment) as study:
        assert len(study.notices) == 1
    content.unlink()
    with Study(environment) as study:
        assert study.catalogue.question("c1")
        assert ["the original of c1 is gone" in said for said in study.notices] == [True]


def test_only_ones_own_overrides_replace_what_comes_with_the_program(environment: Environment, team: Path) -> None:
    write_bank(environment.content, "ours", "c1")
    hostile = override(environment, "0123456789abcdef")
    shutil.move(hostile, team / "overrides.yaml")
    with Study(environment) as study:
        assert study.catalogue.question("c1") == study.catalogue.original("c1")
        assert len(study.notices) == 1
