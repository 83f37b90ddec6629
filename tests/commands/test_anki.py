"""The command line of `dlquiz anki`: what it says, what it refuses, and that a broken demo is named."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import real_anki
from anki.collection import ExportAnkiPackageOptions
from anki_home import dlquiz, home, study

from dlquiz.commands.anki import by_deck
from dlquiz.environment import Environment
from dlquiz.terminal.cells import width

BROKEN = """\
topic: broken
title:
  en: Broken
  zh: 坏
questions:
- id: too-large
  level: core
  ask:
    en: How many?
    zh: 多少？
  answer:
    en: Many.
    zh: 很多。
  checks:
  - id: count
    kind: numeric
    ask:
      en: "How many?"
      zh: 多少？
    demo: conv_cost
    with: {groups: 7, in_channels: 64}
    want: params
"""


@pytest.fixture
def learner(tmp_path: Path) -> Environment:
    environment = home(tmp_path / "home", real_anki.now())
    study(environment)
    return environment


def test_the_export_says_what_it_wrote(learner: Environment, tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    code, said = dlquiz(learner, "anki", "export", file, "topic-a")
    assert code == 0
    assert said.startswith(f"{file}: 40 cards in 1 deck, ")
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["collection.anki21", "media"]


def test_a_card_whose_demo_cannot_run_is_named_each_time(
    learner: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (learner.banks / "broken.yaml").write_text(BROKEN.replace('"How many?"', "How many?"), "utf-8")
    for _ in range(2):
        code, said = dlquiz(learner, "anki", "export", tmp_path / "deck.apkg", "broken")
        assert code == 0
        assert ": 1 card in 1 deck" in said
        assert "left out: too-large/count: 7 groups do not divide" in learner.stderr.getvalue()  # type: ignore[attr-defined]
        learner.stderr.truncate(learner.stderr.seek(0))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lang", "fr"), "there is no language fr; give en, zh or both"),
        (("--include", "mine"), "--include cannot be mine; give own or all"),
        (("topic-x",), "there is no topic topic-x; did you mean"),
    ],
)
def test_wrong_usage(
    words: tuple[str, ...], said: str, learner: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = dlquiz(learner, "anki", "export", tmp_path / "deck.apkg", *words)
    assert code == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "deck.apkg").exists()


def test_what_is_exported_is_known_when_it_comes_back(learner: Environment, tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    dlquiz(learner, "anki", "export", file)
    assert dlquiz(learner, "anki", "import", file) == (0, "0 reviews added\n")


def test_a_package_without_scheduling_says_what_to_tick(learner: Environment, tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    dlquiz(learner, "anki", "export", file)
    with real_anki.collection(tmp_path / "anki") as col:
        real_anki.take(col, file)
        col.export_anki_package(out_path=str(file), options=ExportAnkiPackageOptions(with_scheduling=False), limit=None)
    assert dlquiz(learner, "anki", "import", file) == (0, "0 reviews added\n")
    said = f"{file}: it holds no reviews; Anki exports them where “Include scheduling information” is ticked\n"
    learner.stderr.seek(0)
    assert learner.stderr.read().endswith(said)


def test_a_lost_log_comes_back_from_anki(learner: Environment, tmp_path: Path) -> None:
    file = tmp_path / "deck.apkg"
    _, said = dlquiz(learner, "anki", "export", file)
    number = said.split(", ")[1].split()[0]
    for path in learner.data.glob("reviews.db*"):
        path.unlink()
    code, said = dlquiz(learner, "anki", "import", file)
    assert (code, said.splitlines()[-1]) == (0, f"{number} reviews added")


def test_decks_stand_in_columns_of_cells() -> None:
    lines = by_deck(["我的::归一化", "dlquiz::Normalisation", "我的::归一化"])
    assert [(line.split()[0], " ".join(line.split()[1:])) for line in lines] == [
        ("dlquiz::Normalisation", "1 review"),
        ("我的::归一化", "2 reviews"),
    ]
    assert {width(line.partition(" ")[0]) + line.count(" ") for line in lines} == {42}
