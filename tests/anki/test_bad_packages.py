"""Whatever the file is: one clear line, exit code 1, and nothing changed."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import real_anki
from anki_home import dlquiz, home, study

from dlquiz.anki.archive import opened
from dlquiz.anki.kept import Kept
from dlquiz.anki.package import Head, written
from dlquiz.anki.reviews import read
from dlquiz.anki.schedule import Calendar
from dlquiz.core.memory import Scheduling
from dlquiz.environment import Environment
from dlquiz.errors import AnkiError
from dlquiz.store.reviews import Reviews

if sys.version_info >= (3, 14):
    from compression.zstd import compress
else:
    from backports.zstd import compress


@pytest.fixture
def learner(tmp_path: Path) -> Environment:
    environment = home(tmp_path / "home", real_anki.now())
    study(environment)
    return environment


@pytest.fixture
def package(learner: Environment, tmp_path: Path) -> Path:
    path = tmp_path / "good.apkg"
    assert dlquiz(learner, "anki", "export", path)[0] == 0
    return path


Spoil = Callable[[dict[str, bytes]], dict[str, bytes]]


def respoiled(package: Path, spoil: Spoil) -> None:
    with zipfile.ZipFile(package) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in spoil(members).items():
            archive.writestr(name, content)


def changed(members: dict[str, bytes], statement: str) -> dict[str, bytes]:
    db = sqlite3.connect(":memory:")
    db.deserialize(members["collection.anki21"])
    db.execute(statement)
    db.commit()
    content = db.serialize()
    db.close()
    return {**members, "collection.anki21": content}


def climbing(members: dict[str, bytes]) -> dict[str, bytes]:
    return {**members, "../../evil": b"x"}


def climbing_on_windows(members: dict[str, bytes]) -> dict[str, bytes]:
    return {**members, "..\\evil": b"x"}


def absolute(members: dict[str, bytes]) -> dict[str, bytes]:
    return {**members, "/etc/evil": b"x"}


def empty(members: dict[str, bytes]) -> dict[str, bytes]:
    return {"media": members["media"]}


def unknown_collection(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "UPDATE col SET ver = 99")


def unknown_package(members: dict[str, bytes]) -> dict[str, bytes]:
    return {**members, "meta": b"\x08\x09"}


def truncated(members: dict[str, bytes]) -> dict[str, bytes]:
    content = members["collection.anki21"]
    return {**members, "collection.anki21": content[: len(content) // 2]}


def a_schema_that_is_no_text(members: dict[str, bytes]) -> dict[str, bytes]:
    content = members["collection.anki21"].replace(b"CREATE TABLE revlog", b"CREATE T\xd9BLE revlog")
    return {**members, "collection.anki21": content}


def no_database(members: dict[str, bytes]) -> dict[str, bytes]:
    return {**members, "collection.anki21": b"no database at all" * 100}


def without_tables(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "DROP TABLE revlog")


def zeros(members: dict[str, bytes]) -> dict[str, bytes]:
    return {"collection.anki21": bytes(80 << 20)}


def zeros_in_zstd(members: dict[str, bytes]) -> dict[str, bytes]:
    return {"collection.anki21b": compress(bytes(80 << 20))}


def truncated_zstd(members: dict[str, bytes]) -> dict[str, bytes]:
    content = compress(members["collection.anki21"])
    return {"collection.anki21b": content[: len(content) // 2]}


def no_zstd(members: dict[str, bytes]) -> dict[str, bytes]:
    return {"collection.anki21b": members["collection.anki21"]}


def in_the_future(members: dict[str, bytes]) -> dict[str, bytes]:
    year_2286 = 9_999_999_999_999
    return changed(members, f"UPDATE revlog SET id = {year_2286} WHERE id = (SELECT max(id) FROM revlog)")


def before_there_was_anki(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "UPDATE revlog SET id = -5 WHERE id = (SELECT min(id) FROM revlog)")


def seconds_for_milliseconds(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "UPDATE revlog SET id = id / 1000 WHERE id = (SELECT min(id) FROM revlog)")


def a_time_in_words(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "UPDATE revlog SET time = 'long' WHERE id = (SELECT max(id) FROM revlog)")


def half_a_millisecond(members: dict[str, bytes]) -> dict[str, bytes]:
    spoilt = changed(members, "CREATE TABLE spoilt AS SELECT id + 0.5 AS id, cid, ease, time, factor, type FROM revlog")
    return changed(changed(spoilt, "DROP TABLE revlog"), "ALTER TABLE spoilt RENAME TO revlog")


def decks_that_are_none(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "UPDATE col SET decks = 'none'")


def decks_in_a_list(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "UPDATE col SET decks = '[]'")


def a_deck_without_a_name(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, """UPDATE col SET decks = '{"1": {}}'""")


def a_fifth_answer(members: dict[str, bytes]) -> dict[str, bytes]:
    return changed(members, "UPDATE revlog SET ease = 5 WHERE id = (SELECT max(id) FROM revlog)")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (climbing, "leads out of it"),
        (climbing_on_windows, "leads out of it"),
        (absolute, "leads out of it"),
        (empty, "holds no collection"),
        (unknown_collection, "unknown version 99; update dlquiz"),
        (unknown_package, "unknown version 9; update dlquiz"),
        (truncated, "the collection in it is damaged"),
        (a_schema_that_is_no_text, "the collection in it is damaged"),
        (no_database, "the collection in it is damaged"),
        (without_tables, "the collection in it is damaged"),
        (zeros, "unpacks to far more"),
        (zeros_in_zstd, "unpacks to far more"),
        (truncated_zstd, "the archive is damaged"),
        (no_zstd, "the archive is damaged"),
        (in_the_future, "cannot have been"),
        (before_there_was_anki, "cannot have been"),
        (seconds_for_milliseconds, "cannot have been"),
        (a_fifth_answer, "cannot have been"),
        (a_time_in_words, "cannot have been"),
        (half_a_millisecond, "cannot have been"),
        (decks_that_are_none, "its decks cannot be read"),
        (decks_in_a_list, "its decks cannot be read"),
        (a_deck_without_a_name, "its decks cannot be read"),
    ],
)
def test_one_line_and_nothing_changed(
    spoil: Spoil, said: str, package: Path, learner: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    respoiled(package, spoil)
    before = log(learner)
    code, _ = dlquiz(learner, "anki", "import", package)
    error = capsys.readouterr().err
    assert code == 1
    assert error.count("\n") == 1
    assert str(package) in error
    assert said in error
    assert log(learner) == before


def log(environment: Environment) -> list[object]:
    with Reviews.open(environment.data / "reviews.db", Scheduling()) as reviews:
        return [*reviews.entries(), *sorted(reviews.all_states().items())]


def test_no_file_and_no_zip(learner: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.apkg").write_text("This is no zip.")
    for name, said in (("gone.apkg", "there is no such file"), ("text.apkg", "is no Anki package")):
        assert dlquiz(learner, "anki", "import", tmp_path / name)[0] == 1
        assert said in capsys.readouterr().err


def test_a_damaged_archive(package: Path, learner: Environment) -> None:
    content = bytearray(package.read_bytes())
    content[200:260] = bytes(60)
    package.write_bytes(content)
    with pytest.raises(AnkiError, match="damaged"):
        read(package)


IMPORT = """
import resource, sys
from dlquiz.cli import run

resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
sys.exit(run(["anki", "import", sys.argv[1]]))
"""


def test_no_room_to_unpack(package: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    (tmp_path / "temporary").mkdir()
    variables = {**os.environ, "TMPDIR": str(tmp_path / "temporary"), "DLQUIZ_HOME": str(tmp_path / "empty")}
    command = [sys.executable, "-c", IMPORT, str(package)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=variables)
    assert ran.returncode == 1
    assert ran.stderr.startswith(f"dlquiz: {tmp_path / 'temporary'}: there is no room to unpack {package}")
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compression_that_anki_does_not_use(method: int, tmp_path: Path) -> None:
    path = tmp_path / "odd.apkg"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("collection.anki21", bytes(5000))
    with pytest.raises(AnkiError, match="not packed as Anki does it"), opened(path):
        pass


def test_a_name_that_is_no_text(package: Path) -> None:
    respoiled(package, lambda members: {**members, "ü": b""})
    package.write_bytes(package.read_bytes().replace("ü".encode(), b"\xc3\xc3"))
    with pytest.raises(AnkiError, match="damaged"), opened(package):
        pass


def test_what_a_terminal_would_obey_is_not_printed(
    package: Path, learner: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    def red(members: dict[str, bytes]) -> dict[str, bytes]:
        coloured = changed(members, "UPDATE col SET decks = replace(decks, 'topic', 'topic\\u001b[31m')")
        return changed(coloured, "UPDATE revlog SET id = id - 1 WHERE id = (SELECT max(id) FROM revlog)")

    def red_and_impossible(members: dict[str, bytes]) -> dict[str, bytes]:
        coloured = changed(members, "UPDATE notes SET guid = guid || char(27) || '[31m'")
        return changed(coloured, "UPDATE revlog SET id = -id")

    respoiled(package, red)
    _, said = dlquiz(learner, "anki", "import", package)
    assert "dlquiz::topic" in said
    assert "\x1b" not in said
    respoiled(package, red_and_impossible)
    dlquiz(learner, "anki", "import", package)
    said = capsys.readouterr().err
    assert "cannot have been" in said
    assert "\x1b" not in said


def test_a_size_that_is_declared_falsely_is_not_believed(tmp_path: Path) -> None:
    """A bomb whose directory says 100 bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki21", bytes(80 << 20))
    content = bytearray(packed.getvalue())
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 100)
    path = tmp_path / "bomb.apkg"
    path.write_bytes(content)
    with pytest.raises(AnkiError, match="damaged"), opened(path):
        pass


def test_a_wrong_header_is_survived_anywhere(package: Path, tmp_path: Path) -> None:
    """Every byte of the database's header changed: an error or a reading, never anything else."""
    with zipfile.ZipFile(package) as archive:
        content = archive.read("collection.anki21")
    for place in range(100):
        spoilt = bytearray(content)
        spoilt[place] ^= 0xFF
        path = tmp_path / "spoilt.apkg"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("collection.anki21", bytes(spoilt))
        try:
            read(path)
        except AnkiError as error:
            assert error.remedy


def test_the_deck_of_a_package_may_have_no_name(package: Path) -> None:
    def nameless(members: dict[str, bytes]) -> dict[str, bytes]:
        return changed(members, f"UPDATE col SET decks = '{json.dumps({})}'")

    respoiled(package, nameless)
    assert {card.deck for card in read(package).cards.values()} == {"?"}


# writing


EXPORT = """
import random, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from dlquiz.anki.kept import Kept, Made
from dlquiz.anki.notes import Note
from dlquiz.anki.package import Head, Row, written
from dlquiz.anki.schedule import Calendar, new
from dlquiz.errors import AnkiError

target, full_at = Path(sys.argv[1]), sys.argv[2]
noise = random.Random(1).randbytes(256_000)
media, answer = ({}, noise.hex()) if full_at == "database" else ({"a.svg": noise}, "")
note = Note("recall", ("?", "", answer, "", "", "", "", "", "", ""), (), media)
with Kept.open(Path(sys.argv[3])) as kept:
    with kept.changing():
        kept.put({"x": ""}, [Made("x", "x", note)], 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (80_000, 80_000))
    try:
        head = Head(Calendar.of(datetime(2026, 11, 20, tzinfo=UTC)), None, 0)
        with written(target, head, kept) as package:
            with kept.changing():
                package.fill([Row(kept.cards()[0][0], "x", new(1))], "en")
            assert full_at == "archive"
            package.finish()
    except AnkiError as error:
        print(error)
"""


@pytest.mark.parametrize("full_at", ["database", "archive"])
def test_a_full_disk_leaves_the_old_file(full_at: str, package: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk: the export dies halfway."""
    before = package.read_bytes()
    command = [sys.executable, "-c", EXPORT, str(package), full_at, str(tmp_path / "kept.db")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"{package}: cannot be written" in ran.stdout
    assert package.read_bytes() == before
    assert [path for path in package.parent.iterdir() if path.name.startswith(".dlquiz")] == []


EXPORT_THAT_WAITS = """
import sys
from pathlib import Path
from dlquiz.anki.kept import Kept
from dlquiz.anki.package import Head, written
from dlquiz.anki.schedule import Calendar
from datetime import UTC, datetime

head = Head(Calendar.of(datetime(2026, 11, 20, tzinfo=UTC)), None, 0)
with Kept.open(Path(sys.argv[2])) as kept, written(Path(sys.argv[1]), head, kept) as package:
    package.fill([], "en")
    print("filled", flush=True)
    sys.stdin.readline()
    package.finish()
"""


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "alive"])
def test_the_next_export_clears_away_what_a_killed_one_left(killed: bool, learner: Environment, tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    folder.mkdir()
    (folder / ".dlquiz-mine").mkdir()
    slow = folder / "slow.apkg"
    command = [sys.executable, "-c", EXPORT_THAT_WAITS, str(slow), str(tmp_path / "kept.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdin and first.stdout
        assert first.stdout.readline() == "filled\n"
        if killed:
            first.kill()
            first.wait()
        assert dlquiz(learner, "anki", "export", folder / "deck.apkg")[0] == 0
        if not killed:
            first.communicate("\n")
    assert (first.returncode == 0) == slow.exists() == (not killed)
    assert {path.name for path in folder.iterdir()} - {"slow.apkg"} == {"deck.apkg", ".dlquiz-mine"}


@pytest.mark.parametrize("name", ["deck.zip", "deck"])
def test_a_package_is_named_apkg(name: str, learner: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    assert dlquiz(learner, "anki", "export", learner.data / name)[0] == 2
    assert "end it in .apkg" in capsys.readouterr().err


def test_a_link_is_followed(learner: Environment, package: Path, tmp_path: Path) -> None:
    link, before = tmp_path / "link.apkg", package.read_bytes()
    package.write_bytes(b"old")
    link.symlink_to(package)
    assert dlquiz(learner, "anki", "export", link)[0] == 0
    assert link.is_symlink()
    assert package.read_bytes() == before


def test_a_folder_that_does_not_exist(learner: Environment, capsys: pytest.CaptureFixture[str]) -> None:
    assert dlquiz(learner, "anki", "export", learner.data / "none" / "deck.apkg")[0] == 1
    assert "cannot be written" in capsys.readouterr().err


def test_a_damaged_memory_of_exports_is_made_anew(learner: Environment, package: Path) -> None:
    kept = learner.data / "anki.db"
    assert kept.exists()
    kept.write_bytes(b"no database" * 1000)
    before = package.read_bytes()
    assert dlquiz(learner, "anki", "export", package)[0] == 0
    assert package.read_bytes() == before


def in_the_middle(kept: Path) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[:8192] + b"U" * (len(content) - 8192))


def a_folder(kept: Path) -> None:
    kept.unlink()
    kept.mkdir()


@pytest.mark.parametrize("spoil", [in_the_middle, a_folder])
def test_a_memory_of_exports_that_cannot_be_used_is_named(
    spoil: Callable[[Path], None], learner: Environment, package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, before = learner.data / "anki.db", package.read_bytes()
    spoil(kept)
    assert dlquiz(learner, "anki", "export", package)[0] == 1
    said = capsys.readouterr().err
    assert said.startswith(f"dlquiz: {kept}: cannot be used")
    assert "delete it" in said
    assert package.read_bytes() == before


def test_an_export_that_began_while_another_one_writes_names_what_both_write(
    learner: Environment, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kept, "PATIENCE", 0.01)
    path, head = learner.data / "anki.db", Head(Calendar.of(learner.now()), None, 0)
    with Kept.open(path) as first, Kept.open(path) as second, first.changing():
        refused = pytest.raises(AnkiError, match=f"^{path}: another export is at work")
        with refused, written(package, head, second), second.changing():
            pass


def test_two_exports_at_once(learner: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Kept, "PATIENCE", 0.01)
    path = learner.data / "anki.db"
    with Kept.open(path) as kept, kept.changing(), pytest.raises(AnkiError, match="another export is at work"):
        Kept.open(path)


def test_a_review_of_tomorrow_is_another_zones_clock(package: Path, learner: Environment) -> None:
    soon = int((learner.now() + timedelta(hours=20)).timestamp() * 1000)

    def ahead(members: dict[str, bytes]) -> dict[str, bytes]:
        return changed(members, f"UPDATE revlog SET id = {soon} WHERE id = (SELECT max(id) FROM revlog)")

    respoiled(package, ahead)
    assert dlquiz(learner, "anki", "import", package)[1].splitlines()[-1] == "1 review added"
