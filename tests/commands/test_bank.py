"""dlquiz bank: list, add, remove, new, export; and dlquiz schema."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from own_home import Home
from world import write_bank

from dlquiz.banks.reader import read
from dlquiz.banks.schema import bank_schema


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    (tmp_path / "team/deep").mkdir(parents=True)
    write_bank(tmp_path / "team", "one", "o1", "o2")
    write_bank(tmp_path / "team/deep", "two", "t1")
    return tmp_path / "team"


def listed(home: Home) -> list[tuple[str, int]]:
    return [(bank["name"], bank["questions"]) for bank in json.loads(home.run("bank", "list", "--json").out)]


def test_a_bank_is_added_where_it_lies_and_removed_again(home: Home, team: Path) -> None:
    done = home.run("bank", "add", team)
    assert done == (0, "team: 3 questions in 2 files\n", "")
    assert listed(home) == [("dlquiz", 2), ("team", 3)]
    assert home.run("show", "t1").code == 0
    again = home.run("bank", "add", team)
    assert again.code == 2
    assert "is read already" in again.err
    assert home.run("bank", "remove", "team").out == f"{team} is not read any more; its files and your reviews stay\n"
    assert listed(home) == [("dlquiz", 2)]
    assert home.run("show", "t1").code == 1
    assert home.run("bank", "remove", "team").code == 2


def test_what_a_bank_has_wrong_is_said_and_the_others_work(home: Home, team: Path) -> None:
    (team / "broken.yaml").write_text("topic: [", "utf-8")
    write_bank(team, "three", "b1")
    done = home.run("bank", "add", team)
    assert done.code == 0
    assert f"{team}/broken.yaml:1:" in done.err
    assert f"{team}/three.yaml: b1 is in {home.environment.content}/built-in.yaml too" in done.err
    assert f"{team}/broken.yaml:1:" in home.run("bank", "list").out
    shutil.rmtree(team)
    assert f"{team}: there is no such file or folder" in home.run("bank", "list").out


@pytest.mark.parametrize(("text", "said"), [("topic: [", "one.yaml:1:"), (None, "there is no bank in it")])
def test_what_is_no_bank_is_not_added(home: Home, team: Path, text: str | None, said: str) -> None:
    shutil.rmtree(team)
    team.mkdir()
    if text:
        (team / "one.yaml").write_text(text, "utf-8")
    done = home.run("bank", "add", team)
    assert done.code == 1
    assert said in done.err
    assert listed(home) == [("dlquiz", 2)]
    assert home.run("bank", "add", team / "none").code == 2


def test_two_banks_of_a_name_are_told_apart_by_their_paths(home: Home, team: Path) -> None:
    home.run("bank", "add", team / "one.yaml")
    other = write_bank(team / "deep", "one", "o3")
    home.run("bank", "add", other)
    assert "2 banks are called one" in home.run("bank", "remove", "one").err
    assert home.run("bank", "remove", other).code == 0
    assert listed(home) == [("dlquiz", 2), ("one", 2)]


def test_a_file_in_the_banks_folder_is_not_removed_by_name(home: Home) -> None:
    path = write_bank(home.banks, "mine", "m1")
    done = home.run("bank", "remove", "mine")
    assert done.code == 2
    assert f"move {path} away" in done.err


def test_a_new_bank_names_its_schema_and_takes_questions(home: Home) -> None:
    path = home.banks / "rl.yaml"
    assert home.run("bank", "new", "rl", "--title", "Reinforcement learning").out == f"{path}\n"
    first, *_ = path.read_text("utf-8").split("\n")
    assert first == "# yaml-language-server: $schema=schema.json"
    assert json.loads((home.banks / "schema.json").read_text("utf-8")) == bank_schema()
    reading = read(path)
    assert reading.bank
    assert reading.bank.title.en == "Reinforcement learning"
    assert home.run("bank", "new", "rl").out == f"{home.banks / 'rl-2.yaml'}\n"
    assert home.run("bank", "new", "No topic").code == 2


def test_the_schema_is_printed(home: Home) -> None:
    done = home.run("schema")
    assert done.code == 0
    assert json.loads(done.out) == bank_schema()


def test_exports_are_read_back(home: Home) -> None:
    table, cards, plain = (home.root / f"out.{kind}" for kind in ("csv", "md", "json"))
    for path in (table, cards, plain):
        assert home.run("bank", "export", path).out == f"{path}: 2 questions\n"
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert [(row["id"], row["question_zh"]) for row in rows] == [("b1", "什么是 b1？"), ("b2", "什么是 b2？")]
    (home.environment.content / "built-in.yaml").unlink()
    assert [question["id"] for question in json.loads(plain.read_text("utf-8"))] == ["b1", "b2"]
    assert home.run("import", table, "--topic", "table").code == 0
    shown = json.loads(home.run("show", "b1", "--json").out)
    assert shown["ask"] == {"en": "What is b1?", "zh": "什么是 b1？"}
    assert shown["points"][1] == {"en": "The second point", "zh": "要点二"}
    assert "asks what b1 asks" in home.run("import", cards).err
    (home.banks / "table.yaml").unlink()
    assert home.run("import", cards, "--topic", "cards").code == 0
    assert "What is b1?" in home.run("find", "b1").out
    (home.banks / "cards.yaml").unlink()
    assert home.run("import", plain).code == 0
    assert home.run("bank", "export", home.root / "again.json").code == 0
    again = (home.root / "again.json").read_text("utf-8")
    assert json.loads(again) == [entry | {"topic": "out"} for entry in json.loads(plain.read_text("utf-8"))]


def test_an_export_is_of_a_known_kind(home: Home) -> None:
    assert home.run("bank", "export", home.root / "out.xml").code == 2
