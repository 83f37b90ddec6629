"""dlquiz import as it is typed: tables, Markdown, real packages of Anki's and genanki's, other banks."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import genanki
import pytest
from own_home import Home
from real_anki import collection, give, now

from dlquiz.banks.reader import read
from dlquiz.core.questions import Cloze, Question

CSV = "question,answer\nWhat is momentum?,A running average of gradients.\n什么是动量？,梯度的滑动平均。\n"
BASIC, CLOZE, REVERSED = 1_607_392_319, 1_607_392_320, 1_607_392_321


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def bank(home: Home, topic: str) -> dict[str, Question]:
    reading = read(home.banks / f"{topic}.yaml")
    assert reading.bank
    assert not [problem for problem in reading.problems if problem.severity == "error"]
    return {question.ask.in_("en"): question for question in reading.bank.questions}


def write(home: Home, name: str, text: str) -> Path:
    path = home.root / name
    path.write_text(text, "utf-8")
    return path


def test_a_table_becomes_a_bank_that_can_be_drilled(home: Home) -> None:
    done = home.run("import", write(home, "Opt talk.csv", CSV))
    assert done.code == 0, done.err
    assert "What is momentum?" in done.out
    assert done.out.endswith(f"2 questions written to {home.banks}/opt-talk.yaml\n")
    assert home.run("show", "momentum").code == 0
    text = (home.banks / "opt-talk.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\ntopic: opt-talk\n")
    drilled = home.run("drill", "opt-talk", "--plain", "--limit", "1", given="\n4\n")
    assert "What is momentum?" in drilled.out
    assert home.run("check", home.banks).code == 0


def test_a_second_time_there_is_nothing_new(home: Home) -> None:
    path = write(home, "opt.csv", CSV)
    home.run("import", path)
    again = home.run("import", path)
    assert again.code == 1
    assert "opt.csv:2: asks what momentum asks; left out\n" in again.err
    assert "there is nothing new in it; nothing was written" in again.err
    more = write(home, "opt.csv", CSV + "What is Nesterov's idea?,To look ahead.\n")
    assert home.run("import", more).code == 0
    assert list(bank(home, "opt-2")) == ["What is Nesterov's idea?"]


def test_a_dry_run_writes_nothing(home: Home) -> None:
    done = home.run("import", write(home, "opt.csv", CSV), "--dry-run", "--topic", "mine")
    assert done.code == 0
    assert f"2 questions would be written to {home.banks}/mine.yaml" in done.out
    assert not list(home.banks.iterdir())


def test_columns_can_be_said(home: Home) -> None:
    path = write(home, "q.tsv", "x\tBecause.\tWhy is it?\n")
    assert "--columns question,answer,-" in home.run("import", path).err
    assert home.run("import", path, "--columns", "-,answer,question").code == 0
    assert bank(home, "q")["Why is it?"].answer.en == "Because."


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        ("q.docx", "x", 2, "its name does not tell"),
        ("q.md", "no cards", 1, "nothing new"),
        ("q.csv", "question,answer\na,b\n", 2, "write 1 to 64"),
        ("q.apkg", "no zip", 1, "is no Anki package"),
        ("q.yaml", "topic: [", 1, "q.yaml:1:"),
    ],
)
def test_what_cannot_be_imported_says_why(home: Home, name: str, text: str, code: int, said: str) -> None:
    topic = ("--topic", "No topic") if code == 2 and name == "q.csv" else ()
    done = home.run("import", write(home, name, text), *topic)
    assert done.code == code
    assert said in done.err
    assert "Traceback" not in done.err
    assert not list(home.banks.iterdir())


def test_another_bank_keeps_its_ids_where_they_are_free(home: Home) -> None:
    theirs = """\
topic: theirs
title: {en: Theirs, zh: 他们的}
questions:
- {id: b1, ask: {en: Something else?, zh: 别的？}, answer: {en: So., zh: 是。}}
- {id: free, ask: {en: And this one?, zh: 这个呢？}, answer: {en: So., zh: 是。}}
- {id: bad, ask: {en: Broken?, zh: 坏的？}}
"""
    done = home.run("import", write(home, "theirs.yaml", theirs))
    assert done.code == 0
    assert "theirs.yaml:6:8: question bad has no answer" in done.err
    found = bank(home, "theirs")
    assert {found["Something else?"].id, found["And this one?"].id} == {"something-else", "free"}


# packages


def checked_deck(home: Home, path: Path) -> None:
    done = home.run("import", path, "--topic", "deck")
    assert done.code == 0, done.err
    found = bank(home, "deck")
    assert found["What is $\\frac{a}{b} < 1$?"].answer.en == "A **fraction**.\n\n- one\n- two"
    cloze = found["The ____ gate and the ____ gate."]
    assert [check.text.en for check in cloze.checks if isinstance(check, Cloze)] == [
        "The [[reset]] gate and the update gate.",
        "The reset gate and the [[update]] gate.",
    ]
    assert cloze.answer.en == "The reset gate and the update gate.\n\nOf a GRU."
    assert found["Front of both?"].answer.en == "Back of both."
    assert done.err.count("a picture or sound was left out") == 1
    assert home.run("check", home.banks).code == 0


FRACTION = (
    r"What is \( \frac{a}{b} &lt; 1 \)?",
    '<div>A <b>fraction</b>.</div><img src="x.png"><ul><li>one</li><li>two</li></ul>',
)
GATES = ("The {{c1::reset}} gate and the {{c2::update::which}} gate.", "Of a GRU.")


def test_a_deck_made_by_genanki(home: Home) -> None:
    sides = [{"name": "Card 1", "qfmt": "{{Question}}", "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}"}]
    basic = genanki.Model(BASIC, "Basic", fields=[{"name": "Answer"}, {"name": "Question"}], templates=sides)
    both = genanki.Model(
        REVERSED,
        "Both",
        fields=[{"name": "Question"}, {"name": "Answer"}],
        templates=[*sides, {"name": "Card 2", "qfmt": "{{Answer}}", "afmt": "{{Question}}"}],
    )
    cloze = genanki.Model(
        CLOZE,
        "Cloze",
        model_type=genanki.Model.CLOZE,
        fields=[{"name": "Text"}, {"name": "Extra"}],
        templates=[{"name": "Cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Extra}}"}],
    )
    deck = genanki.Deck(BASIC, "Deep learning")
    deck.add_note(genanki.Note(model=basic, fields=[*reversed(FRACTION)]))
    deck.add_note(genanki.Note(model=cloze, fields=[*GATES]))
    deck.add_note(genanki.Note(model=both, fields=["Front of both?", "Back of both."]))
    path = home.root / "genanki.apkg"
    genanki.Package(deck).write_to_file(str(path), timestamp=now().timestamp())
    checked_deck(home, path)


@pytest.mark.parametrize("legacy", [False, True])
def test_a_deck_made_by_anki(home: Home, legacy: bool) -> None:
    with collection(home.root / "anki") as col:
        deck = col.decks.id("Deep learning")
        assert deck
        for notetype, fields in (
            ("Basic", FRACTION),
            ("Cloze", GATES),
            ("Basic (and reversed card)", ("Front of both?", "Back of both.")),
        ):
            model = col.models.by_name(notetype)
            assert model
            note = col.new_note(model)
            note.fields = list(fields)
            col.add_note(note, deck)
        path = give(col, home.root / "anki.apkg", legacy=legacy)
    checked_deck(home, path)


def test_our_own_notes_are_left_alone(home: Home) -> None:
    package = home.root / "ours.apkg"
    assert home.run("anki", "export", package).code == 0
    done = home.run("import", package)
    assert done.code == 1
    assert "notes come from dlquiz: take their reviews with dlquiz anki import" in done.err


@pytest.mark.parametrize("models", ["[]", "{", '{"1": {"tmpls": [[]], "flds": [3]}}', '{"1": 7}', '{"x": {}}'])
def test_a_package_with_odd_notetypes_gives_no_traceback(home: Home, models: str) -> None:
    database = home.root / "collection.anki2"
    with sqlite3.connect(database) as db:
        db.execute("CREATE TABLE col (ver, models)")
        db.execute("INSERT INTO col VALUES (11, ?)", [models])
        db.execute("CREATE TABLE notes (id, guid, mid, flds)")
        db.execute("INSERT INTO notes VALUES (1, 'g', 1, 'What?\x1fThat.')")
    db.close()
    path = home.root / "odd.apkg"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(database, "collection.anki2")
    done = home.run("import", path)
    assert "fault" not in done.err
    assert done.code in (0, 1)
