from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from written_log import write_log

from dlquiz.core.log import Entry
from dlquiz.core.memory import Scheduling
from dlquiz.errors import StoreError
from dlquiz.store import connection
from dlquiz.store.catalogue import Catalogue
from dlquiz.store.reviews import Reviews
from dlquiz.store.schema import damage

DAY = date(2026, 3, 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.db"
    with Reviews.open(path, Scheduling()) as reviews:
        reviews.append(graded(1))
    return path


def graded(number: int, answer: str = "") -> Entry:
    return Entry(number, "review", f"card-{number}", DAY, grade=3, answer=answer)


def refused(path: Path, read_only: bool = False) -> StoreError:
    with pytest.raises(StoreError) as caught, Reviews.open(path, Scheduling(), read_only) as reviews:
        reviews.append(graded(2))
    assert caught.value.place == str(path)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_text("the log of a ship, and not a short one\n" * 40)
    assert refused(path).cause == "this is no database"
    assert path.read_text().startswith("the log of a ship")


def test_a_damaged_database(path: Path) -> None:
    with Reviews.open(path, Scheduling()) as reviews:
        write_log(reviews, (graded(number, "x" * 900) for number in range(2, 200)))
    content = bytearray(path.read_bytes())
    content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    path.write_bytes(content)
    assert refused(path).cause == "the database is damaged"


def test_a_database_of_a_newer_program(path: Path) -> None:
    run(path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    assert "newer" in refused(path).cause
    assert path.read_bytes() == before


def test_a_database_that_cannot_be_written(path: Path) -> None:
    assert "written" in refused(path, read_only=True).cause
    with Reviews.open(path, Scheduling(), read_only=True) as reviews:
        assert len(reviews.entries()) == 1


def test_a_missing_database_is_not_made_for_reading(tmp_path: Path) -> None:
    refused(tmp_path / "reviews.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    refused(tmp_path / "data" / "reviews.db")


def test_a_full_disk_leaves_what_was_there(path: Path) -> None:
    with Reviews.open(path, Scheduling()) as reviews:
        (pages,) = reviews._db.execute("PRAGMA page_count").fetchone()
        reviews._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        written = 1
        with pytest.raises(StoreError, match="disk is full"):
            for number in range(2, 500):
                reviews.append(graded(number, "x" * 900))
                written = number
        assert [entry.id for entry in reviews.entries()] == list(range(1, written + 1))
        assert len(reviews.all_states()) == written
        reviews._db.execute("PRAGMA max_page_count = 100000")
        reviews.append(graded(written + 1))
        assert reviews.rebuild() == 0
        assert damage(path) == []


def test_a_database_that_another_program_keeps(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.01)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "locked" in refused(path).cause
    other.close()


def test_an_old_sqlite(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(StoreError, match="too old"):
        Reviews.open(path, Scheduling())


def scribble(path: Path) -> None:
    path.write_text("no catalogue\n" * 1000)


def from_the_future(path: Path) -> None:
    run(path, "PRAGMA user_version = 99")


@pytest.mark.parametrize("damage", [scribble, from_the_future])
def test_a_catalogue_that_cannot_be_used_is_made_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = tmp_path / "catalogue.db"
    Catalogue.open(path).close()
    damage(path)
    with Catalogue.open(path) as catalogue:
        assert catalogue.topics() == []


def run(path: Path, statement: str) -> None:
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()
