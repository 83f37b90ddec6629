"""reviews.db: the log, and the memories that fold from it, written in one transaction. The one file to back up.

Cards are named by their present ids on the way in and out; inside, memories hang on the oldest id (core/names.py).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from dlquiz.core.log import THINKING_CAP_MS, Entry, Imported, Mode, live, retracted, union
from dlquiz.core.memory import Scheduling, State, advance, fold
from dlquiz.core.names import Name
from dlquiz.core.questions import question_id
from dlquiz.core.queue import EARLY_MS
from dlquiz.store.connection import connect, explaining, guarded, transaction
from dlquiz.store.rows import (
    LOG,
    MEMORIES,
    Answered,
    Changes,
    Counts,
    Due,
    Figure,
    Foreseen,
    Foresight,
    LogRow,
    Mark,
    Next,
    StateRow,
    Today,
    day_of,
    day_or_none,
    entry_of,
    entry_row,
    log_row,
    state_of,
    state_row,
    text_or_none,
)
from dlquiz.store.schema import prepare

INSERT = f"INSERT INTO log ({LOG}) VALUES ({', '.join('?' * 14)}) ON CONFLICT (id) DO NOTHING"
TAKE = """
INSERT INTO log (id, kind, card, day, offset, grade, answer, thinking_ms, hints, mode, source)
SELECT id, 'review', card, day, offset, grade, '', thinking_ms, 0, mode, '' FROM came WHERE true
ON CONFLICT (id) DO NOTHING
"""
"""In one statement: SQLite builds what the log's checks compare with once a statement, not once a row."""
REPLACE = f"INSERT OR REPLACE INTO memories ({MEMORIES}) VALUES ({', '.join('?' * 15)})"
LIVE = "id NOT IN (SELECT value FROM json_each(?))"
SPENT = (
    "CASE WHEN id - lag(id) OVER (ORDER BY id) BETWEEN thinking_ms AND 180000"
    " THEN id - lag(id) OVER (ORDER BY id) ELSE thinking_ms END"
)
"""Milliseconds from the answer before to this one; the time to think alone where that was a pause."""
MODE = LOG.split(", ").index("mode")
DIFFERS = f"({', '.join(f'log.{name}' for name in LOG.split(', ')[1:])}) IS NOT" + (
    f" ({', '.join(f'o.{name}' for name in LOG.split(', ')[1:])})"
)
FORESEEN = "card, tenth, reviews, recalled, expected"
AWAKE = "NOT suspended AND buried_on IS NOT :day"
CHOSEN = (
    "(:among IS NULL OR card IN (SELECT value FROM json_each(:among)))"
    " AND card NOT IN (SELECT value FROM json_each(:without))"
)
REVIEW_DUE = f"due_day <= :day AND {AWAKE} AND {CHOSEN}"
LEARNING_DUE = f"due_at <= :until AND {AWAKE} AND {CHOSEN}"


class Reviews:
    """The log and the memories. Every time and day comes in as a value; StoreError says what is wrong."""

    if_damaged = "run dlquiz doctor"

    def __init__(self, path: Path, db: sqlite3.Connection, scheduling: Scheduling) -> None:
        self.path, self.scheduling, self._db = path, scheduling, db
        self.before_change: Callable[[], object] = lambda: None
        self._names: dict[str, Name] = {}
        self._current: dict[str, str] = {}
        self._take_names()

    @classmethod
    def open(cls, path: Path, scheduling: Scheduling, read_only: bool = False) -> Reviews:
        """Open or create. Memories that another scheduling has folded are folded anew.

        Parameters that were fitted to this log take the place of the scheduling's. before_change is called once, before
        the first row is written.
        """
        with explaining(path, cls.if_damaged):
            db = connect(path, "FULL", read_only)
            try:
                prepare(db, "reviews", path, read_only)
                reviews = cls(path, db, scheduling)
                reviews._take_parameters()
                if not read_only and reviews._folded_by() != _plain(reviews.scheduling):
                    reviews.rebuild()
            except BaseException:
                db.close()
                raise
        return reviews

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Reviews:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # the log

    @guarded
    def append(self, entry: Entry) -> tuple[Entry, State]:
        """Write a row and refold its card in one commit.

        The id moves up until it is free and comes after the card's other rows of that day, whatever the clock says.
        """
        self._about_to_change()
        with transaction(self._db):
            entry = replace(entry, id=max(entry.id, (entry.retracts or 0) + 1, self._last_id(entry) + 1))
            while not self._insert(entry):
                entry = replace(entry, id=entry.id + 1)
            state = self._advance(entry) or self._refold(self._oldest(entry.card))
        return entry, state

    @guarded
    def append_imported(self, reviews: Iterable[Imported], mode: Mode) -> None:
        """Write reviews of another program, in one transaction; an id already here is skipped."""
        rows = [
            (number, card, text_or_none(day), offset, grade, min(max(thinking, 0), THINKING_CAP_MS), mode)
            for number, card, day, offset, grade, thinking in reviews
        ]
        if not rows:
            return
        self._about_to_change()
        with transaction(self._db):
            indexes = self._drop_indexes() if len(rows) > self.length() else []
            self._db.execute("CREATE TEMP TABLE came (id, card, day, offset, grade, thinking_ms, mode)")
            self._db.executemany("INSERT INTO came VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._db.execute(TAKE)
            self._db.execute("DROP TABLE came")
            for index in indexes:
                self._db.execute(index)
            for card in sorted({self._oldest(row[1]) for row in rows}):
                self._refold(card)

    @guarded
    def entries(
        self, card: str | None = None, since: int | None = None, days: tuple[date, date] | None = None
    ) -> list[Entry]:
        """Rows in the order of their ids: of one card, with ids after `since`, of study days (both ends included)."""
        wanted, values = ["1"], list[object]()
        if card is not None:
            wanted.append("card IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(self._ids(self._oldest(card))))
        if since is not None:
            wanted.append("id > ?")
            values.append(since)
        if days is not None:
            wanted.append("day BETWEEN ? AND ?")
            values += [day.isoformat() for day in days]
        rows = self._db.execute(f"SELECT {LOG} FROM log WHERE {' AND '.join(wanted)} ORDER BY id", values)
        return [entry_of(row) for row in rows]

    @guarded
    def newest(self) -> int:
        """The highest id in the log; 0 if it is empty."""
        newest: int = self._db.execute("SELECT coalesce(max(id), 0) FROM log").fetchone()[0]
        return newest

    @guarded
    def length(self) -> int:
        """How many rows the log has."""
        length: int = self._db.execute("SELECT count(*) FROM log").fetchone()[0]
        return length

    @guarded
    def known(self, ids: Iterable[int]) -> frozenset[int]:
        """Those of these row ids that are in the log, taken back or not."""
        rows = self._db.execute(
            "SELECT id FROM log WHERE id IN (SELECT value FROM json_each(?))", [json.dumps(list(ids))]
        )
        return frozenset(number for (number,) in rows)

    @guarded
    def extents(self) -> dict[str, tuple[int, int]]:
        """The number of rows of each card, by oldest id, and the sum of their ids: others as soon as the rows are."""
        found: dict[str, tuple[int, int]] = {}
        for card, rows, total in self._db.execute("SELECT card, count(*), sum(id) FROM log GROUP BY card"):
            before = found.get(self._oldest(card), (0, 0))
            found[self._oldest(card)] = before[0] + rows, before[1] + total
        return found

    # memories

    def state(self, card: str) -> State:
        """Where one card stands."""
        return self.states([card])[card]

    @guarded
    def states(self, cards: Collection[str]) -> dict[str, State]:
        """Where each of these cards stands; a card without rows is new."""
        oldest = {card: self._oldest(card) for card in cards}
        rows = self._db.execute(
            f"SELECT {MEMORIES} FROM memories WHERE card IN (SELECT value FROM json_each(?))",
            [json.dumps(list(oldest.values()))],
        )
        known = {row[0]: state_of(row) for row in rows}
        return {card: known.get(old) or State(old) for card, old in oldest.items()}

    @guarded
    def all_states(self) -> dict[str, State]:
        """Where every card with a row in the log stands, by its present id."""
        rows = self._db.execute(f"SELECT {MEMORIES} FROM memories")
        return {self._present(row[0]): state_of(row) for row in rows}

    @guarded
    def notable(self, since: date, lapses: int) -> dict[str, State]:
        """The states of the cards that were new on a day from `since` on, or were forgotten this often."""
        rows = self._db.execute(
            f"SELECT {MEMORIES} FROM memories WHERE first_day >= ? OR lapses >= ?", [since.isoformat(), lapses]
        )
        return {self._present(row[0]): state_of(row) for row in rows}

    @guarded
    def due(
        self,
        day: date,
        now_ms: int,
        *,
        limit: int = -1,
        among: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> Due:
        """What waits on `day`: learning steps, a little early even, and reviews (at most `limit`) by due day."""
        values = self._selection(day, now_ms, without, among)
        learning = self._db.execute(
            f"SELECT due_at, card FROM memories WHERE {LEARNING_DUE} ORDER BY due_at, card", values
        )
        review = self._db.execute(
            f"SELECT card FROM memories WHERE {REVIEW_DUE} ORDER BY due_day, shuffle LIMIT :limit",
            {**values, "limit": limit},
        )
        return Due(
            [(due_at, self._present(card)) for due_at, card in learning], [self._present(card) for (card,) in review]
        )

    @guarded
    def counts(self, day: date, now_ms: int, *, without: Collection[str] = ()) -> Counts:
        """How much `due` would give without a limit."""
        values = self._selection(day, now_ms, without)
        return Counts(
            *(
                self._db.execute(f"SELECT count(*) FROM memories WHERE {waiting}", values).fetchone()[0]
                for waiting in (LEARNING_DUE, REVIEW_DUE)
            )
        )

    @guarded
    def next_due(self, day: date, now_ms: int, *, without: Collection[str] = ()) -> Next:
        """What comes after all that `due` gives: the next learning step, and the next study day with a review."""
        values = self._selection(day, now_ms, without)
        tomorrow = day + timedelta(days=1)
        (at_ms,) = self._db.execute(
            f"SELECT min(due_at) FROM memories WHERE due_at > :until AND {AWAKE} AND {CHOSEN}", values
        ).fetchone()
        (later,) = self._db.execute(
            f"SELECT min(due_day) FROM memories WHERE due_day > :day AND NOT suspended AND {CHOSEN}", values
        ).fetchone()
        (buried,) = self._db.execute(
            "SELECT count(*) FROM memories WHERE buried_on = :day AND NOT suspended"
            f" AND (due_day <= :day OR due_at IS NOT NULL) AND {CHOSEN}",
            values,
        ).fetchone()
        return Next(at_ms, tomorrow if buried else day_or_none(later))

    @guarded
    def forecast(self, first: date, days: int, *, without: Collection[str] = ()) -> list[tuple[date, int]]:
        """How many cards are due on each of these study days."""
        span = [first + timedelta(days=ahead) for ahead in range(days)]
        values = {**self._selection(first, 0, without), "last": span[-1].isoformat()}
        rows = self._db.execute(
            "SELECT due_day, count(*) FROM memories WHERE due_day BETWEEN :day AND :last AND NOT suspended"
            f" AND {CHOSEN} GROUP BY due_day",
            values,
        )
        found = dict(rows.fetchall())
        return [(day, found.get(day.isoformat(), 0)) for day in span]

    @guarded
    def today(self, day: date) -> Today:
        """What happened on a study day. A card forgotten and asked again is new again."""
        rows = self._db.execute(
            "WITH RECURSIVE touched (id, kind, card, day, grade, mode, retracts) AS ("
            " SELECT id, kind, card, day, grade, mode, retracts FROM log WHERE day = ?"
            " UNION SELECT r.id, r.kind, r.card, r.day, r.grade, r.mode, r.retracts"
            " FROM log r JOIN touched t ON r.retracts = t.id) SELECT * FROM touched",
            [day.isoformat()],
        )
        reviews = [row for row in live(map(log_row, rows)) if row.kind == "review" and row.day == day]
        cards = {self._present(self._oldest(row.card)) for row in reviews}
        memories = [state.memory for state in self.states(cards).values() if state.memory]
        new = sum(memory.first_day == day for memory in memories)
        return Today(len(reviews), new, frozenset(map(question_id, cards)))

    @guarded
    def buried(self, day: date) -> frozenset[str]:
        """The cards that rest until the next study day."""
        rows = self._db.execute("SELECT card FROM memories WHERE buried_on = ?", [day.isoformat()])
        return frozenset(self._present(card) for (card,) in rows)

    # figures

    @guarded
    def figures(self, since: date) -> list[Figure]:
        """Reviews and time of each study day from `since` on that has any."""
        rows = self._db.execute(
            "SELECT day, count(*), sum(ms) FROM"
            f" (SELECT day, {SPENT} AS ms FROM log INDEXED BY log_day WHERE day >= ? AND kind = 'review' AND {LIVE})"
            " GROUP BY day",
            [since.isoformat(), self._gone()],
        )
        return [Figure(date.fromisoformat(day), number, ms) for day, number, ms in rows]

    @guarded
    def streak(self, today: date) -> int:
        """Study days with reviews in a row up to today; a today without any does not yet break it."""
        in_a_row = (
            "WITH RECURSIVE back (day) AS (SELECT ?1 UNION ALL SELECT date(day, '-1 day') FROM back WHERE EXISTS"
            " (SELECT 1 FROM log WHERE log.day = back.day AND kind = 'review'"
            " AND id NOT IN (SELECT value FROM json_each(?2)))) SELECT count(*) - 1 FROM back"
        )
        for day in (today, today - timedelta(days=1)):
            length: int = self._db.execute(in_a_row, [day.isoformat(), self._gone()]).fetchone()[0]
            if length:
                break
        return length

    @guarded
    def foreseen(self) -> list[Foreseen]:
        """What FSRS foresaw of the reviews a day or more after the last, by tenths of probability."""
        rows = self._db.execute(
            "SELECT tenth, sum(reviews), sum(recalled), sum(expected) FROM foreseen GROUP BY tenth ORDER BY tenth"
        )
        return [Foreseen(*row) for row in rows]

    @guarded
    def answered(self, limit: int = -1, since: date | None = None) -> list[Answered]:
        """The newest live reviews, of days from `since` on, by present ids, oldest first."""
        recent = "INDEXED BY log_day WHERE day >= ?" if since else "WHERE ? IS NULL"
        rows = self._db.execute(
            f"SELECT id, card, day, grade, thinking_ms, {SPENT}, NOT EXISTS (SELECT 1 FROM log e WHERE e.card = l.card"
            " AND (e.day, e.id) < (l.day, l.id) AND e.kind = 'review') FROM"
            f" (SELECT id, card, day, grade, thinking_ms FROM log {recent} AND kind = 'review'"
            f" AND {LIVE} ORDER BY id DESC LIMIT ?) l ORDER BY id",
            [text_or_none(since), self._gone(), limit],
        )
        return [
            Answered(entry, self._present(self._oldest(card)), day_of(day), grade, thinking_ms, ms, bool(first))
            for entry, card, day, grade, thinking_ms, ms, first in rows
        ]

    def _gone(self) -> str:
        """The ids taken back, as JSON."""
        rows = self._db.execute("SELECT id, retracts FROM log WHERE retracts IS NOT NULL")
        return json.dumps(sorted(retracted(rows)))

    # fitted parameters

    @guarded
    def logs(self, among: Collection[str] | None = None) -> list[tuple[str, list[LogRow]]]:
        """The log card by card, by oldest id: the whole of it, or that of some cards."""
        return list(self._logs(among))

    @guarded
    def fitted(self) -> tuple[float, ...]:
        """The parameters in force that were fitted to this log; () if there are none."""
        fit = self._fit_in_force()
        return tuple(json.loads(fit[1])) if fit else ()

    @guarded
    def adopt(self, parameters: tuple[float, ...], now_ms: int, day: date) -> int:
        """Take fitted parameters, or with () the ones before them, and fold all anew; the number of rows changed."""
        self._about_to_change()
        with transaction(self._db):
            (newest,) = self._db.execute("SELECT coalesce(max(id), 0) FROM fits").fetchone()
            last = None if parameters else self._fit_in_force()
            self._db.execute(
                "INSERT INTO fits VALUES (?, ?, ?, ?)",
                [max(now_ms, newest + 1), day.isoformat(), json.dumps(parameters), last and last[0]],
            )
            self.scheduling = self.scheduling._replace(parameters=self.fitted())
            return self._rebuild()

    def _fit_in_force(self) -> tuple[int, str] | None:
        rows = self._db.execute("SELECT id, parameters, retracts FROM fits ORDER BY id").fetchall()
        gone = retracted((own, target) for own, _, target in rows if target is not None)
        return next(((own, plain) for own, plain, target in reversed(rows) if target is None and own not in gone), None)

    # backups

    @guarded
    def copy(self, target: Path) -> None:
        """A whole copy in one file, made while others may go on writing."""
        with closing(connect(target, "FULL")) as other:
            self._db.backup(other)
            other.execute("PRAGMA journal_mode = DELETE")

    @guarded
    def merge(self, other: Path) -> int:
        """Take over the rows of another log of this version, so that nothing of either is lost; the number added.

        Rows go by id. Where two machines have given one id to different rows, both stay (core/log.py, `union`), in
        the same places on both machines, whichever takes over the other first.
        """
        self._about_to_change()
        self._db.execute("ATTACH ? AS other", [str(other)])
        try:
            with transaction(self._db):
                before: int = self._db.execute("SELECT count(*) FROM log").fetchone()[0]
                clash = self._db.execute(f"SELECT 1 FROM log JOIN other.log o USING (id) WHERE {DIFFERS} LIMIT 1")
                touched = self._unite() if clash.fetchone() else self._add()
                self._db.execute("INSERT OR IGNORE INTO fits SELECT * FROM other.fits")
                for card in sorted({self._oldest(card) for card in touched}):
                    self._refold(card)
                if (own := self.fitted()) != self.scheduling.parameters:
                    self.scheduling = self.scheduling._replace(parameters=own)
                    self._rebuild()
                after: int = self._db.execute("SELECT count(*) FROM log").fetchone()[0]
        finally:
            self._db.execute("DETACH other")
        return after - before

    def _add(self) -> set[str]:
        """Copy the rows whose ids are not here; the cards they belong to."""
        new = "FROM other.log WHERE id NOT IN (SELECT id FROM log)"
        touched = {card for (card,) in self._db.execute(f"SELECT DISTINCT card {new}")}
        self._db.execute(f"INSERT INTO log ({LOG}) SELECT {LOG} {new} ORDER BY id")
        return touched

    def _unite(self) -> set[str]:
        """Give every row of both logs its place; the cards of those that moved or came. The one change to old rows."""
        ours, theirs = (self._db.execute(f"SELECT {LOG} FROM {log}").fetchall() for log in ("main.log", "other.log"))
        united, known = union(ours, theirs, lambda row: row[MODE] == "anki"), set(ours)
        wrong, new = known.difference(united), [row for row in united if row not in known]
        rules = [sql for (sql,) in self._db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
        for name in ("log_is_never_changed", "log_is_never_cut"):
            self._db.execute(f"DROP TRIGGER {name}")
        self._db.executemany("DELETE FROM log WHERE id = ?", [(row[0],) for row in wrong])
        self._db.executemany(INSERT, new)
        for rule in rules:
            self._db.execute(rule)
        return {row[2] for row in (*wrong, *new)}

    # care

    @guarded
    def rename(self, names: Mapping[str, Name]) -> None:
        """Take over what renamed cards are called, and refold those whose name changed."""
        if dict(names) == self._names:
            return
        with transaction(self._db):
            touched = {card for card, _ in names.items() ^ self._names.items()}
            touched |= {self._oldest(card) for card in touched}
            self._db.execute("DELETE FROM names")
            self._db.executemany("INSERT INTO names VALUES (?, ?, ?)", [(card, *name) for card, name in names.items()])
            self._take_names()
            for table in ("memories", "foreseen"):
                self._db.executemany(f"DELETE FROM {table} WHERE card = ?", [(card,) for card in touched])
            for oldest in sorted({self._oldest(card) for card in touched}):
                self._refold(oldest)

    @guarded
    def rebuild(self) -> int:
        """Fold every memory anew from the log; gives the number of rows that were not as they should be."""
        with transaction(self._db):
            return self._rebuild()

    @guarded
    def stale(self) -> int:
        """How many rows a rebuild would change."""
        self._db.execute("BEGIN")
        try:
            return self._rebuild()
        finally:
            self._db.execute("ROLLBACK")

    def _rebuild(self) -> int:
        stored = {row[0]: row for row in self._db.execute(f"SELECT {MEMORIES} FROM memories")}
        seen = set(self._db.execute(f"SELECT {FORESEEN} FROM foreseen"))
        wrong, missed = list[StateRow](), list[tuple[Any, ...]]()
        for state, foresight in self._folded():
            row = state_row(state)
            if stored.pop(state.card, None) != row:
                wrong.append(row)
            for foreseen in foresight.rows(state.card):
                if foreseen in seen:
                    seen.remove(foreseen)
                else:
                    missed.append(foreseen)
        self._db.executemany("DELETE FROM foreseen WHERE card = ? AND tenth = ?", [row[:2] for row in seen])
        self._db.executemany(f"INSERT OR REPLACE INTO foreseen ({FORESEEN}) VALUES (?, ?, ?, ?, ?)", missed)
        self._db.executemany(REPLACE, wrong)
        self._db.executemany("DELETE FROM memories WHERE card = ?", [(card,) for card in stored])
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('scheduling', ?)", [_plain(self.scheduling)])
        return len(wrong) + len(stored) + len({row[0] for row in (*missed, *seen)} - {row[0] for row in wrong})

    @guarded
    def changes(self, since: Mark) -> Changes:
        """Which cards became new or ceased to be since a mark of this log (all of them if it is of another one)."""
        newest = Mark(*self._db.execute("SELECT seq, id FROM log ORDER BY seq DESC LIMIT 1").fetchone() or (0, 0))
        if newest == since:
            return Changes(since, False, {})
        whole = self._db.execute("SELECT 1 FROM log WHERE seq = ? AND id = ?", since).fetchone() is None
        columns = "card, state IS NULL AND NOT suspended FROM memories"
        if whole:
            rows = self._db.execute(f"SELECT {columns}")
        else:
            cards = {
                self._oldest(card) for (card,) in self._db.execute("SELECT card FROM log WHERE seq > ?", [since.seq])
            }
            touched = json.dumps(sorted(cards))
            rows = self._db.execute(f"SELECT {columns} WHERE card IN (SELECT value FROM json_each(?))", [touched])
        return Changes(newest, whole, {card: bool(fresh) for card, fresh in rows})

    # inside

    def _about_to_change(self) -> None:
        act, self.before_change = self.before_change, lambda: None
        act()

    def _take_parameters(self) -> None:
        if own := self.fitted():
            self.scheduling = self.scheduling._replace(parameters=own)

    def _last_id(self, entry: Entry) -> int:
        """The newest row of the entry's card on its day, 0 if there is none."""
        card = self._oldest(entry.card)
        row = self._db.execute(
            f"SELECT max(id) FROM log WHERE card IN ({self._marks(card)}) AND day = ?",
            [*self._ids(card), entry.day.isoformat()],
        ).fetchone()
        return row[0] or 0

    def _drop_indexes(self) -> list[str]:
        """Drop the log's indexes, which are sooner made anew than kept for many rows; gives what makes them."""
        found = self._db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'log' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in found:
            self._db.execute(f"DROP INDEX {name}")
        return [sql for _, sql in found]

    def _insert(self, entry: Entry) -> bool:
        return self._db.execute(INSERT, entry_row(entry)).rowcount == 1

    def _advance(self, entry: Entry) -> State | None:
        """What a refold would give, one step on from the stored state; None unless the row is its card's last."""
        card = self._oldest(entry.card)
        later = self._db.execute(
            f"SELECT 1 FROM log WHERE card IN ({self._marks(card)}) AND (day, id) > (?, ?) LIMIT 1",
            [*self._ids(card), entry.day.isoformat(), entry.id],
        )
        if entry.kind in ("retract", "mock") or later.fetchone():
            return None
        row = self._db.execute(f"SELECT {MEMORIES} FROM memories WHERE card = ?", [card]).fetchone()
        foresight = Foresight()
        state = advance(state_of(row) if row else State(card), entry, self.scheduling, foresight)
        self._db.execute(REPLACE, state_row(state))
        self._db.executemany(
            f"INSERT INTO foreseen ({FORESEEN}) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
            " reviews = reviews + excluded.reviews, recalled = recalled + excluded.recalled,"
            " expected = expected + excluded.expected",
            foresight.rows(card),
        )
        return state

    def _refold(self, card: str) -> State:
        rows = self._db.execute(
            f"SELECT {', '.join(LogRow._fields)} FROM log WHERE card IN ({self._marks(card)})", self._ids(card)
        )
        entries = [log_row(row) for row in rows]
        foresight = Foresight()
        state = fold(entries, self.scheduling, card, foresight)
        self._db.execute("DELETE FROM foreseen WHERE card = ?", [card])
        self._db.executemany(f"INSERT INTO foreseen ({FORESEEN}) VALUES (?, ?, ?, ?, ?)", foresight.rows(card))
        if any(entry.kind != "mock" for entry in entries):
            self._db.execute(REPLACE, state_row(state))
        else:
            self._db.execute("DELETE FROM memories WHERE card = ?", [card])
        return state

    def _folded(self) -> Iterator[tuple[State, Foresight]]:
        for card, rows in self._logs():
            foresight = Foresight()
            yield fold(rows, self.scheduling, card, foresight), foresight

    def _logs(self, among: Collection[str] | None = None) -> Iterator[tuple[str, list[LogRow]]]:
        """The rows of each card, by its oldest id."""
        chosen, names = "", list[object]()
        if among is not None:
            chosen = " AND card IN (SELECT value FROM json_each(?))"
            names = [json.dumps([name for card in among for name in self._ids(card)])]
        rows = self._db.execute(
            f"SELECT {', '.join(LogRow._fields)} FROM log WHERE kind <> 'mock'{chosen} ORDER BY card, day, id", names
        )
        renamed: dict[str, list[LogRow]] = {}
        for card, own in groupby(map(log_row, rows), key=attrgetter("card")):
            if card in self._names:
                renamed.setdefault(self._oldest(card), []).extend(own)
            else:
                yield card, list(own)
        yield from renamed.items()

    def _selection(
        self, day: date, now_ms: int, without: Collection[str], among: Collection[str] | None = None
    ) -> dict[str, object]:
        return {
            "day": day.isoformat(),
            "until": now_ms + EARLY_MS,
            "among": None if among is None else json.dumps([self._oldest(card) for card in among]),
            "without": json.dumps([self._oldest(card) for card in without]),
        }

    def _take_names(self) -> None:
        rows = self._db.execute("SELECT card, oldest, current FROM names")
        self._names = {card: Name(oldest, current) for card, oldest, current in rows}
        self._current = {name.oldest: name.current for name in self._names.values()}
        self._ever: dict[str, list[str]] = {}
        for card, name in self._names.items():
            self._ever.setdefault(name.oldest, []).append(card)

    def _oldest(self, card: str) -> str:
        return self._names[card].oldest if card in self._names else card

    def _present(self, oldest: str) -> str:
        return self._current.get(oldest, oldest)

    def _ids(self, oldest: str) -> list[str]:
        return self._ever.get(oldest, [oldest])

    def _marks(self, oldest: str) -> str:
        return ", ".join("?" * len(self._ids(oldest)))

    def _folded_by(self) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = 'scheduling'").fetchone()
        return row[0] if row else ""


def _plain(scheduling: Scheduling) -> str:
    return json.dumps(scheduling._asdict())
