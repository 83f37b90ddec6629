"""An .apkg of schema 11, written with the standard library: every Anki reads it, and it carries the schedule."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, NamedTuple
from zlib import crc32

from dlquiz.anki.kept import GUID, Kept, Shown, unusable
from dlquiz.anki.notetypes import FROZEN_AT, IDS, notetype
from dlquiz.anki.schedule import Calendar, Schedule
from dlquiz.core.log import DAY_MS
from dlquiz.core.memory import Scheduling
from dlquiz.errors import AnkiError

ROOT = "dlquiz"
DEFAULT, PRESET = 1, FROZEN_AT * 1000
"""The ids of Anki's own deck and preset, and of our preset."""
WORKSHOP, DATABASE, PACKAGE = ".dlquiz-export-", "collection", "package.apkg"
"""The hidden folder in which a package comes about, and what is in it."""
FAST = 1
"""zlib's level: three times as quick as the default for a file a fifth larger."""

TABLES = """
CREATE TABLE package.col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
    ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
    models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE package.notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
    usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
    flags integer NOT NULL, data text NOT NULL);
CREATE TABLE package.cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
    mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
    ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL,
    left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE package.revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
    ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
    type integer NOT NULL);
CREATE TABLE package.graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
"""
INDEXES = """
CREATE INDEX package.ix_notes_usn ON notes (usn);
CREATE INDEX package.ix_cards_usn ON cards (usn);
CREATE INDEX package.ix_revlog_usn ON revlog (usn);
CREATE INDEX package.ix_cards_nid ON cards (nid);
CREATE INDEX package.ix_cards_sched ON cards (did, queue, due);
CREATE INDEX package.ix_revlog_cid ON revlog (cid);
CREATE INDEX package.ix_notes_csum ON notes (csum);
"""


class Head(NamedTuple):
    """What a package says of itself. scheduling: None leaves the preset out. at_ms: now."""

    calendar: Calendar
    scheduling: Scheduling | None
    at_ms: int


class Row(NamedTuple):
    """A card to go into the package. number: its note's."""

    number: int
    topic: str
    schedule: Schedule


class Package:
    """A package being written, as a database attached to anki.db: `fill`, then `finish`."""

    def __init__(self, folder: Path, head: Head, kept: Kept) -> None:
        self.path, self._head, self._kept, self._db = folder / PACKAGE, head, kept, kept.db
        self._database = folder / DATABASE
        self._decks: dict[str, int] = {}
        self._db.execute("ATTACH ? AS package", [str(self._database)])
        for setting in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF"):
            self._db.execute(f"PRAGMA package.{setting}")
        self._db.executescript(TABLES)

    def close(self) -> None:
        self._db.execute("DETACH package")

    def fill(self, cards: Iterable[Row], wanted: Shown) -> None:
        """Everything but the pictures. wanted: the language to show.

        Reviews of a clock that was a day ahead stay here: Anki gives them other ids, so they would come back as new.
        """
        seconds = self._head.at_ms // 1000
        self._db.executemany(
            "INSERT INTO package.cards VALUES (?, ?, ?, 0, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)",
            ((card.number, card.number, self._deck(card.topic), seconds, *card.schedule) for card in cards),
        )
        self._kept.show(wanted, "SELECT id FROM package.cards", seconds)
        self._db.execute(
            "INSERT INTO package.notes SELECT number, ? || oldest, notetype, changed, -1, tags,"
            " card || x || shown || x || parts || x || x, card, checksum, 0, ''"
            " FROM package.cards JOIN notes ON number = id, (SELECT char(31) AS x) ORDER BY number",
            [GUID],
        )
        if self._head.scheduling:
            self._db.execute(
                "INSERT INTO package.revlog SELECT r.id, number, -1, ease, r.ivl, last_ivl, r.factor, time, r.type"
                " FROM package.cards c JOIN notes ON number = c.id JOIN reviews r USING (oldest)"
                " WHERE r.id < ? ORDER BY r.id",
                [self._head.at_ms + DAY_MS],
            )
        self._put_head()
        for index in filter(str.strip, INDEXES.split(";")):
            self._db.execute(index)

    def finish(self) -> int:
        """Zip it all; gives the number of pictures."""
        media = self._kept.media("SELECT id FROM package.cards")
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
            with self._database.open("rb") as database:
                _put(archive, "collection.anki21", database)
            listed = {str(number): name for number, name in enumerate(sorted(media))}
            _put(archive, "media", BytesIO(json.dumps(listed).encode()))
            for number, name in listed.items():
                _put(archive, number, BytesIO(media[name]))
        return len(media)

    def count(self, rows: str) -> int:
        """How many there are of these rows: a table, and what they must be."""
        number: int = self._db.execute(f"SELECT count(*) FROM package.{rows}").fetchone()[0]
        return number

    @property
    def decks(self) -> int:
        """How many decks have cards."""
        return len(self._decks)

    def _deck(self, topic: str) -> int:
        return self._decks.setdefault(f"{ROOT}::{topic}", PRESET + crc32(topic.encode()))

    def _put_head(self) -> None:
        head, at = self._head, self._head.at_ms
        used = {number for (number,) in self._db.execute("SELECT DISTINCT mid FROM package.notes")}
        preset = PRESET if head.scheduling else DEFAULT
        decks = [_deck(DEFAULT, "Default", DEFAULT, at), _deck(PRESET - 1, ROOT, preset, at)]
        decks += [_deck(number, name, preset, at) for name, number in sorted(self._decks.items())]
        presets = [_preset(DEFAULT, "Default", Scheduling())]
        if head.scheduling:
            presets.append(_preset(PRESET, ROOT, head.scheduling) | _fsrs(head.scheduling))
        self._db.execute(
            "INSERT INTO package.col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')",
            [
                head.calendar.created,
                at,
                at,
                json.dumps(_settings(head.calendar)),
                json.dumps({str(IDS[kind]): notetype(kind) for kind in IDS if IDS[kind] in used}),
                json.dumps({str(deck["id"]): deck for deck in decks}),
                json.dumps({str(preset["id"]): preset for preset in presets}),
            ],
        )


@contextmanager
def written(target: Path, head: Head, kept: Kept) -> Iterator[Package]:
    """A package that takes the target's place once all went well; else the old file stays as it is. Follows links."""
    try:
        target = target.resolve()
        with _beside(target) as folder:
            package = Package(folder, head, kept)
            try:
                yield package
            finally:
                package.close()
            package.path.replace(target)
    except OSError as error:
        raise _not_written(error, target) from error
    except sqlite3.DatabaseError as error:
        outside = isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode != sqlite3.SQLITE_BUSY
        raise (_not_written(error, target) if outside else unusable(error, kept.path)) from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """A hidden folder for one export; those that killed ones have left there go. One at work keeps its own locked."""
    for left in target.parent.glob(f"{WORKSHOP}*"):
        with suppress(OSError), _locked(left):
            for name in (DATABASE, PACKAGE):
                (left / name).unlink(missing_ok=True)
            left.rmdir()
    with TemporaryDirectory(prefix=WORKSHOP, dir=target.parent) as name, ExitStack() as lock:
        with suppress(OSError):  # a file system may have no locks
            lock.enter_context(_locked(Path(name)))
        yield Path(name)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """OSError if another process has it locked."""
    handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        flock(handle, LOCK_EX | LOCK_NB)
        yield
    finally:
        os.close(handle)


def _not_written(error: OSError | sqlite3.DatabaseError, target: Path) -> AnkiError:
    if getattr(error, "errno", None) == errno.ENOSPC or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
        return AnkiError("the disk is full", place=str(target), remedy="make room; what was there is untouched")
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return AnkiError(f"cannot be written: {cause}", place=str(target), remedy="choose a folder you may write to")


def _put(archive: zipfile.ZipFile, name: str, source: IO[bytes]) -> None:
    """An entry that says nothing of the machine or the hour: `writestr` would put the present time."""
    with archive.open(name, "w") as member:
        shutil.copyfileobj(source, member, 1 << 20)


def _settings(calendar: Calendar) -> dict[str, Any]:
    """schedVer 2: without it Anki rewrites the answers of learning steps."""
    return {
        "schedVer": 2,
        "sched2021": True,
        "creationOffset": calendar.minutes_west,
        "rollover": 4,
        "nextPos": 1,
        "curDeck": DEFAULT,
        "activeDecks": [DEFAULT],
        "newSpread": 0,
        "collapseTime": 1200,
        "timeLim": 0,
        "estTimes": True,
        "dueCounts": True,
        "curModel": None,
        "sortType": "noteFld",
        "sortBackwards": False,
        "addToCur": True,
        "dayLearnFirst": False,
    }


def _deck(number: int, name: str, preset: int, at_ms: int) -> dict[str, Any]:
    days = {f"{what}Today": [0, 0] for what in ("lrn", "rev", "new", "time")}
    return {
        "id": number,
        "name": name,
        "mod": at_ms // 1000,
        "usn": -1,
        **days,
        "collapsed": False,
        "browserCollapsed": False,
        "desc": "",
        "dyn": 0,
        "conf": preset,
        "extendNew": 0,
        "extendRev": 0,
    }


def _preset(number: int, name: str, scheduling: Scheduling) -> dict[str, Any]:
    return {
        "id": number,
        "mod": FROZEN_AT,
        "name": name,
        "usn": -1,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "dyn": False,
        "new": {
            "bury": False,
            "delays": list(map(float, scheduling.learning_steps)),
            "initialFactor": 2500,
            "ints": [1, 4, 0],
            "order": 1,
            "perDay": 10,
        },
        "rev": {
            "bury": False,
            "ease4": 1.3,
            "ivlFct": 1.0,
            "maxIvl": scheduling.maximum_interval,
            "perDay": 9999,
            "hardFactor": 1.2,
        },
        "lapse": {
            "delays": list(map(float, scheduling.relearning_steps)),
            "leechAction": 1,
            "leechFails": 8,
            "minInt": 1,
            "mult": 0.0,
        },
    }


def _fsrs(scheduling: Scheduling) -> dict[str, Any]:
    from fsrs.scheduler import DEFAULT_PARAMETERS

    parameters = scheduling.parameters or DEFAULT_PARAMETERS
    return {"fsrsParams6": list(parameters), "desiredRetention": scheduling.desired_retention}
