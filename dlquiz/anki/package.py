"""An .apkg of schema 11, written with the standard library: every Anki reads it, and it carries the schedule."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b, sha1
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from zlib import crc32

from dlquiz.anki.notetypes import FROZEN_AT, IDS, notetype
from dlquiz.anki.schedule import Calendar, Logged, Schedule
from dlquiz.core.memory import Scheduling
from dlquiz.core.questions import Card, Kind
from dlquiz.errors import AnkiError

ROOT = "dlquiz"
GUID = "dlquiz:"
DEFAULT, PRESET = 1, FROZEN_AT * 1000
"""The ids of Anki's own deck and preset, and of our preset."""
EARLIEST = 1_400_000_000_000
"""Ids of notes and cards are made from their GUIDs, in the two years after this moment (epoch ms)."""
MIDNIGHT_1980 = (1980, 1, 1, 0, 0, 0)
FAST = 1
"""zlib's level: twice as quick as the default for a file a tenth larger."""

TABLES = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
    ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
    models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
    usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
    flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
    mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
    ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL,
    left integer NOT NULL, odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
    ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL,
    type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
"""
INDEXES = """
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);
"""


class Head(NamedTuple):
    """What a package says of itself. scheduling: None leaves the preset out. at_ms: now."""

    calendar: Calendar
    scheduling: Scheduling | None
    at_ms: int


def guid(oldest: str) -> str:
    """The GUID of a card's note, from its oldest id: a later export updates the note, whatever the card is called."""
    return GUID + oldest


class Package:
    """A package being written: `add` card by card, then `finish`."""

    def __init__(self, folder: Path, head: Head) -> None:
        self.path, self._head = folder / "package.apkg", head
        self._database = folder / "collection"
        self._db = sqlite3.connect(self._database, isolation_level=None)
        for setting in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            self._db.execute(f"PRAGMA {setting}")
        self._db.executescript(TABLES)
        self._db.execute("BEGIN")
        self._ids = set[int]()
        self._decks = dict[str, int]()
        self._kinds = set[Kind]()

    def close(self) -> None:
        self._db.close()

    def add(
        self,
        oldest: str,
        card: Card,
        fields: Sequence[str],
        tags: Iterable[str],
        changed_at: int,
        schedule: Schedule,
        reviews: Iterable[Logged],
    ) -> None:
        """A note with its one card and its review log. fields: the first is the card's id."""
        number, name = self._number(guid(oldest)), fields[0]
        checksum = int(sha1(name.encode(), usedforsecurity=False).hexdigest()[:8], 16)
        self._kinds.add(card.kind)
        self._db.execute(
            "INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')",
            (
                number,
                guid(oldest),
                IDS[card.kind],
                changed_at,
                f" {' '.join(tags)} ",
                "\x1f".join(fields),
                name,
                checksum,
            ),
        )
        *columns, data = schedule
        self._db.execute(
            "INSERT INTO cards VALUES (?, ?, ?, 0, ?, -1, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)",
            (number, number, self._deck(card.question.topic), self._head.at_ms // 1000, *columns, data),
        )
        self._db.executemany(
            "INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", ((row[0], number, *row[1:]) for row in reviews)
        )

    def finish(self, media: Mapping[str, bytes]) -> None:
        """Write the head and zip it all."""
        self._db.execute("INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, '{}')", self._col())
        self._db.executescript(INDEXES)
        self._db.close()
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED, compresslevel=FAST) as archive:
            with self._database.open("rb") as database, archive.open(_member("collection.anki21"), "w") as member:
                shutil.copyfileobj(database, member, 1 << 20)
            listed = {str(number): name for number, name in enumerate(sorted(media))}
            archive.writestr(_member("media"), json.dumps(listed))
            for number, name in listed.items():
                archive.writestr(_member(number), media[name])

    def _number(self, guid_: str) -> int:
        number = EARLIEST + int.from_bytes(blake2b(guid_.encode(), digest_size=8).digest()) % 2**36
        while number in self._ids:
            number += 1
        self._ids.add(number)
        return number

    def _deck(self, topic: str) -> int:
        return self._decks.setdefault(f"{ROOT}::{topic}", PRESET + crc32(topic.encode()))

    def _col(self) -> tuple[Any, ...]:
        head, at = self._head, self._head.at_ms
        preset = PRESET if head.scheduling else DEFAULT
        named = {"Default": (DEFAULT, DEFAULT), ROOT: (PRESET - 1, preset)}
        named |= {name: (number, preset) for name, number in sorted(self._decks.items())}
        presets = [
            _preset(DEFAULT, "Default", None),
            *([_preset(PRESET, ROOT, head.scheduling)] if head.scheduling else []),
        ]
        return (
            head.calendar.created,
            at,
            at,
            json.dumps(_settings(head.calendar)),
            json.dumps({str(IDS[kind]): notetype(kind) for kind in IDS if kind in self._kinds}),
            json.dumps({str(number): _deck(number, name, conf, at // 1000) for name, (number, conf) in named.items()}),
            json.dumps({str(preset["id"]): preset for preset in presets}),
        )


@contextmanager
def written(target: Path, head: Head) -> Iterator[Package]:
    """A package that takes the target's place once all went well; else the old file stays as it is."""
    try:
        with TemporaryDirectory(prefix=".dlquiz-", dir=target.absolute().parent) as folder:
            package = Package(Path(folder), head)
            try:
                yield package
            finally:
                package.close()
            package.path.replace(target)
    except (OSError, sqlite3.OperationalError) as error:
        raise _not_written(error, target) from error


def _not_written(error: OSError | sqlite3.OperationalError, target: Path) -> AnkiError:
    if getattr(error, "errno", None) == errno.ENOSPC or getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL:
        return AnkiError("the disk is full", place=str(target), remedy="make room; what was there is untouched")
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return AnkiError(f"cannot be written: {cause}", place=str(target), remedy="choose a folder you may write to")


def _member(name: str) -> zipfile.ZipInfo:
    """An entry that says nothing of the machine or the hour."""
    info = zipfile.ZipInfo(name, MIDNIGHT_1980)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


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


def _deck(number: int, name: str, preset: int, at: int) -> dict[str, Any]:
    days = {f"{what}Today": [0, 0] for what in ("lrn", "rev", "new", "time")}
    return {
        "id": number,
        "name": name,
        "mod": at,
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


def _preset(number: int, name: str, scheduling: Scheduling | None) -> dict[str, Any]:
    chosen = scheduling or Scheduling()
    preset: dict[str, Any] = {
        "id": number,
        "mod": FROZEN_AT if scheduling else 0,
        "name": name,
        "usn": -1,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "dyn": False,
        "new": {
            "bury": False,
            "delays": list(map(float, chosen.learning_steps)),
            "initialFactor": 2500,
            "ints": [1, 4, 0],
            "order": 1,
            "perDay": 10,
        },
        "rev": {
            "bury": False,
            "ease4": 1.3,
            "ivlFct": 1.0,
            "maxIvl": chosen.maximum_interval,
            "perDay": 9999,
            "hardFactor": 1.2,
        },
        "lapse": {
            "delays": list(map(float, chosen.relearning_steps)),
            "leechAction": 1,
            "leechFails": 8,
            "minInt": 1,
            "mult": 0.0,
        },
    }
    if scheduling:
        preset |= {"fsrsParams6": list(parameters(scheduling)), "desiredRetention": scheduling.desired_retention}
    return preset


def parameters(scheduling: Scheduling) -> tuple[float, ...]:
    """The 21 numbers of FSRS-6 that are in use."""
    from fsrs.scheduler import DEFAULT_PARAMETERS

    return scheduling.parameters or tuple(DEFAULT_PARAMETERS)
