"""catalogue.db: the banks as they were last read, their cards in the order of asking, and a search index.

Everything here can be made again from the files; a damaged or foreign catalogue is thrown away.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

from dlquiz.core.names import Name, names
from dlquiz.core.questions import Bank, Card, Kind, Level, Question, Text, cards, question_id
from dlquiz.core.text import half_width
from dlquiz.errors import StoreError
from dlquiz.store.connection import connect, explaining, guarded, transaction
from dlquiz.store.packing import SHAPE, pack, texts, unpack
from dlquiz.store.reviews import Reviews
from dlquiz.store.rows import Mark
from dlquiz.store.schema import prepare

Reference = Literal["sources", "documents"]

YOUNG_NS = 2_000_000_000
"""A file changed within two seconds of a look at it may change again without its stamp showing it."""
PACKED = f"+{SHAPE}"
"""Ends the reader's version in a stamp: questions that were packed in another shape cannot be unpacked."""
CLAIM_MS = 10 * 60 * 1000
"""How long a card is kept for the drill that shows it; a claim of twice that was made before the clock went back."""
CANDIDATES = 2000
"""How many hits of a search are ranked."""
HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
PIECE = rf"{HAN}+|(?:(?!{HAN})\S)+"

WINNER = (
    "SELECT seq FROM questions rival WHERE rival.id = questions.id"
    " ORDER BY rival.replaces = 0, rival.own, rival.path, rival.position LIMIT 1"
)
RANKED = """
    UPDATE cards SET turn = ranked.turn FROM (
        SELECT c.id AS id, row_number() OVER (PARTITION BY c.tier ORDER BY c.nth, q.own, q.path, q.position) AS turn
        FROM cards c JOIN questions q ON q.id = c.question AND q.active WHERE c.topic = ?
    ) AS ranked WHERE cards.id = ranked.id AND cards.turn <> ranked.turn
"""


class Stamp(NamedTuple):
    """What a file looked like when it was read, and by which version of the reader.

    digest: of its content if it was young then, else "": an old file with the same stamp has not changed.
    """

    path: str
    mtime_ns: int
    ctime_ns: int
    size: int
    inode: int
    reader: str
    digest: str = ""

    @classmethod
    def of(cls, path: Path, reader: str, now_ns: int) -> Stamp:
        """Take it before reading the file: a change in between then shows at the next look."""
        stat = path.stat()
        young = now_ns - max(stat.st_mtime_ns, stat.st_ctime_ns) < YOUNG_NS
        digest = _digest(path) if young else ""
        return cls(
            str(path), stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino, f"{reader}{PACKED}", digest
        )

    def same_file(self, other: Stamp) -> bool:
        """Nothing but the digest differs."""
        return self._replace(digest="") == other._replace(digest="")


class Changed(NamedTuple):
    """Files to read again, as they look now, and paths to forget."""

    files: list[Stamp]
    gone: list[str]


class File(NamedTuple):
    """What the catalogue knows of a file. broken: its last good state is in use, if there was one (`good`)."""

    path: str
    kind: Literal["bank", "sources", "documents"]
    own: bool
    topic: str
    problems: tuple[str, ...]
    broken: bool
    good: bool


class Topic(NamedTuple):
    """A topic and how much there is of it."""

    id: str
    title: Text
    questions: int
    cards: int


class Hit(NamedTuple):
    """A question that a search found."""

    id: str
    topic: str
    ask: Text


class Packed(NamedTuple):
    """A question that is read when it is needed. line: what it is packed as, another one after any change."""

    id: str
    topic: str
    line: str

    def question(self) -> Question:
        """The question itself."""
        return unpack(self.line)


class Catalogue:
    """What is in the banks. A card or question may be asked for by any id it ever had."""

    if_damaged = "delete it: it is made anew from the banks"

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path, self._db = path, db

    @classmethod
    def open(cls, path: Path) -> Catalogue:
        """Open or create; a catalogue that cannot be used is replaced by an empty one."""
        with explaining(path, cls.if_damaged):
            try:
                return cls._opened(path)
            except (sqlite3.DatabaseError, StoreError) as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                cls.discard(path)
                return cls._opened(path)

    @staticmethod
    def discard(path: Path) -> None:
        """Take a catalogue away, to be made anew from the banks."""
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)

    @classmethod
    def _opened(cls, path: Path) -> Catalogue:
        db = connect(path, "NORMAL")
        try:
            prepare(db, "catalogue", path)
            if db.execute("SELECT 1 FROM files WHERE reader NOT LIKE ? LIMIT 1", [f"%{PACKED}"]).fetchone():
                raise StoreError("another version has packed its questions", place=str(path), remedy=cls.if_damaged)
        except BaseException:
            db.close()
            raise
        return cls(path, db)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Catalogue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # files

    @guarded
    def stamps(self) -> dict[str, Stamp]:
        """The stamp of each file as it was last read."""
        rows = self._db.execute("SELECT path, mtime_ns, ctime_ns, size, inode, reader, digest FROM files")
        return {row[0]: Stamp(*row) for row in rows}

    @guarded
    def changed(self, paths: Iterable[Path], reader: str, now_ns: int) -> Changed:
        """Which of these files are not as they were last read, and which known ones are not among them any more."""
        known, files = self.stamps(), list[Stamp]()
        for path in paths:
            with suppress(FileNotFoundError):
                now = Stamp.of(path, reader, now_ns)
                before = known.pop(now.path, None)
                if before is None or not _unchanged(before, now):
                    files.append(now)
                elif before.digest and not now.digest:
                    self._db.execute("UPDATE files SET digest = '' WHERE path = ?", [now.path])
        return Changed(files, list(known))

    @guarded
    def files(self) -> list[File]:
        """Every file read, the program's own first."""
        rows = self._db.execute(
            "SELECT path, kind, own, topic, problems, broken, topic <> '' OR data <> '' FROM files"
            " ORDER BY kind, own, path"
        )
        return [
            File(path, kind, bool(own), topic, tuple(json.loads(problems)), bool(broken), bool(good))
            for path, kind, own, topic, problems, broken, good in rows
        ]

    @guarded
    def update(self, stamp: Stamp, bank: Bank | None, problems: Sequence[str] = (), own: bool = False) -> None:
        """Take over a bank as just read; with None its last good state stays, marked as broken."""
        with transaction(self._db):
            self._put_file(stamp, "bank", own, problems, broken=bank is None)
            if bank is not None:
                self._db.execute(
                    "UPDATE files SET topic = ?, title_en = ?, title_zh = ? WHERE path = ?",
                    [bank.topic, bank.title.en, bank.title.zh, stamp.path],
                )
                self._put_questions(stamp.path, own, bank.questions)

    @guarded
    def update_reference(
        self,
        stamp: Stamp,
        kind: Reference,
        data: Mapping[str, Any] | None,
        problems: Sequence[str] = (),
        own: bool = False,
    ) -> None:
        """Take over a sources or documents file; with None its last good state stays, marked as broken."""
        with transaction(self._db):
            self._put_file(stamp, kind, own, problems, broken=data is None)
            if data is not None:
                self._db.execute(
                    "UPDATE files SET data = ? WHERE path = ?", [json.dumps(data, ensure_ascii=False), stamp.path]
                )

    @guarded
    def remove(self, path: str) -> None:
        """Forget a file and its questions."""
        with transaction(self._db):
            self._put_questions(path, False, ())
            self._db.execute("DELETE FROM files WHERE path = ?", [path])

    # what is in them

    def question(self, any_id: str) -> Question | None:
        """The question of a question's or card's id, present or earlier."""
        return self.questions([any_id]).get(any_id)

    @guarded
    def questions(self, any_ids: Collection[str]) -> dict[str, Question]:
        """Many at once; ids that do not exist are left out."""
        wanted = {any_id: question_id(self.present_id(any_id)) for any_id in any_ids}
        rows = self._db.execute(
            "SELECT id, json FROM questions WHERE active AND id IN (SELECT value FROM json_each(?))",
            [json.dumps(list(wanted.values()))],
        )
        found = {question: unpack(packed) for question, packed in rows}
        return {any_id: found[question] for any_id, question in wanted.items() if question in found}

    @guarded
    def in_order(self, topics: Collection[str] = (), *, own: bool = False) -> list[Packed]:
        """The questions of these topics (all where none is named) as their files have them; only the user's own."""
        rows = self._db.execute(
            "SELECT id, topic, json FROM questions WHERE active AND own >= ?1"
            " AND (?2 = '[]' OR topic IN (SELECT value FROM json_each(?2))) ORDER BY topic, own, path, position",
            [own, json.dumps(list(topics))],
        )
        return [Packed(*row) for row in rows]

    @guarded
    def original(self, question: str) -> Question | None:
        """The program's own question of an id, whether it is overridden or not."""
        row = self._db.execute(
            "SELECT json FROM questions WHERE id = ? AND NOT own ORDER BY path, position LIMIT 1", [question]
        ).fetchone()
        return unpack(row[0]) if row else None

    def card(self, any_id: str) -> Card | None:
        """The card of an id, present or earlier."""
        present = self.present_id(any_id)
        question = self.question(present)
        return next((card for card in cards(question) if card.id == present), None) if question else None

    @guarded
    def present_id(self, any_id: str) -> str:
        """What a card is called now; an id that was never changed, or is not known, is its own."""
        row = self._db.execute("SELECT current FROM names WHERE card = ?", [any_id]).fetchone()
        return row[0] if row else any_id

    @guarded
    def names(self) -> dict[str, Name]:
        """Every id of every renamed card; hand them to Reviews.rename after a change of banks."""
        rows = self._db.execute("SELECT card, oldest, current FROM names")
        return {card: Name(oldest, current) for card, oldest, current in rows}

    def card_ids(self, topics: Collection[str] = ()) -> list[str]:
        """The cards of these topics (all where none is named), in the order of asking."""
        return [card for card, *_ in self.roster(topics)]

    @guarded
    def roster(self, topics: Collection[str] = ()) -> list[tuple[str, str, Level, Kind]]:
        """(id, topic, level, kind) of the cards of these topics (all where none is named), in the order of asking."""
        rows = self._db.execute(
            "SELECT id, topic, level, kind FROM cards WHERE ?1 = '[]' OR topic IN (SELECT value FROM json_each(?1))"
            " ORDER BY tier, turn, topic",
            [json.dumps(list(topics))],
        )
        return list(rows)

    @guarded
    def titles(self) -> dict[str, Text]:
        """Topic -> its title; the program's own come before others."""
        files = self._db.execute("SELECT topic, title_en, title_zh FROM files ORDER BY own DESC, path DESC")
        return {topic: Text(en, zh) for topic, en, zh in files}

    @guarded
    def topics(self) -> list[Topic]:
        """Every topic with its title and counts, by id."""
        titles = self.titles()
        rows = self._db.execute("SELECT topic, sum(nth = 0), count(*) FROM cards GROUP BY topic ORDER BY topic")
        return [Topic(topic, titles.get(topic, Text()), questions, number) for topic, questions, number in rows]

    def reference(self, kind: Reference) -> dict[str, Any]:
        """sources or documents by key; the program's own come before others."""
        return {key: value for data in reversed(self._references(kind)) for key, value in data.items()}

    @guarded
    def _references(self, kind: Reference) -> list[dict[str, Any]]:
        rows = self._db.execute("SELECT data FROM files WHERE kind = ? ORDER BY own, path", [kind])
        return [json.loads(data) for (data,) in rows if data]

    @guarded
    def origin(self, question: str) -> File | None:
        """The file a question comes from."""
        row = self._db.execute("SELECT path FROM questions WHERE active AND id = ?", [question]).fetchone()
        return next((file for file in self.files() if row and file.path == row[0]), None)

    @guarded
    def counts(self) -> dict[str, int]:
        """How many questions are taken from each file."""
        return dict(self._db.execute("SELECT path, count(*) FROM questions WHERE active GROUP BY path"))

    @guarded
    def duplicates(self) -> list[tuple[str, str, str]]:
        """(question, the file it is taken from, a file whose question of the same id is left out)."""
        rows = self._db.execute(
            "SELECT lost.id, kept.path, lost.path FROM questions lost INDEXED BY questions_left_out"
            " JOIN questions kept ON kept.id = lost.id AND kept.active AND NOT kept.replaces"
            " WHERE NOT lost.active ORDER BY 1, 3"
        )
        return list(rows)

    @guarded
    def find(self, words: str, limit: int = 20) -> list[Hit]:
        """Questions that contain all the words, the best first; Latin words may be cut short."""
        query = _query(words)
        if not query:
            return []
        rows = self._db.execute(
            "SELECT q.id, q.topic, q.json FROM (SELECT * FROM"
            f" (SELECT rowid, bm25(search, 8, 8, 2, 1) AS rank FROM search WHERE search MATCH ? LIMIT {CANDIDATES})"
            " ORDER BY rank LIMIT ?) hit JOIN questions q ON q.seq = hit.rowid ORDER BY hit.rank, q.id",
            [query, limit],
        )
        return [Hit(question, topic, unpack(packed).ask) for question, topic, packed in rows]

    @guarded
    def alike(self, words: str, limit: int = 30) -> list[Hit]:
        """Questions whose wording has any of the words, or two of the Han characters in a row; the best first."""
        runs = _pieces(words)
        phrases = [f'"{_quoted(piece)}"' for piece in runs if not re.match(HAN, piece)]
        phrases += [f'"{a} {b}"' for piece in runs if re.match(HAN, piece) for a, b in pairwise(piece)]
        if not phrases:
            return []
        rows = self._db.execute(
            "SELECT q.id, q.topic, q.json FROM"
            f" (SELECT rowid, rank FROM (SELECT rowid, rank FROM search WHERE search MATCH ? LIMIT {CANDIDATES})"
            " ORDER BY rank LIMIT ?) hit JOIN questions q ON q.seq = hit.rowid ORDER BY hit.rank, q.id",
            [f"ask : ({' OR '.join(phrases)})", limit],
        )
        return [Hit(question, topic, unpack(packed).ask) for question, topic, packed in rows]

    # new cards

    @guarded
    def follow(self, reviews: Reviews) -> None:
        """Note which cards are no longer new, from what the log has got since the last time."""
        mark = self._mark()
        changes = reviews.changes(mark)
        if changes.mark == mark:
            return
        with transaction(self._db):
            if changes.whole:
                self._db.execute("UPDATE cards SET fresh = 1 WHERE NOT fresh")
                self._db.execute("DELETE FROM strays")
            self._db.executemany(
                "UPDATE cards SET fresh = ?1 WHERE oldest = ?2 AND fresh <> ?1",
                ((fresh, card) for card, fresh in changes.fresh.items() if not (fresh and changes.whole)),
            )
            self._db.execute(
                "INSERT OR IGNORE INTO strays SELECT value FROM json_each(?)"
                " WHERE value NOT IN (SELECT oldest FROM cards)",
                [json.dumps(list(changes.fresh))],
            )
            self._set_mark(changes.mark)

    @guarded
    def strays(self) -> frozenset[str]:
        """Cards of the log (by their oldest id) that are in no bank now: hand them to Reviews.due as `without`."""
        return frozenset(card for (card,) in self._db.execute("SELECT card FROM strays"))

    @guarded
    def new_cards(
        self,
        limit: int,
        *,
        topics: Collection[str] = (),
        without_questions: Collection[str] = (),
        without_cards: Collection[str] = (),
    ) -> list[str]:
        """The next new cards, at most one of a question: asked at a real interview first, then core recall, core
        checks, deep recall, deep checks; topics take turns. Call `follow` before."""
        taken, found = set(without_questions), list[str]()
        rows = self._db.execute(
            "SELECT id, question FROM cards INDEXED BY cards_fresh WHERE fresh"
            " AND (?1 = '[]' OR topic IN (SELECT value FROM json_each(?1))) ORDER BY tier, turn, topic",
            [json.dumps(list(topics))],
        )
        while len(found) < limit and (row := rows.fetchone()):
            card, question = row
            if question not in taken and card not in without_cards:
                taken.add(question)
                found.append(card)
        return found

    @guarded
    def unseen(self, topics: Collection[str] = ()) -> int:
        """How many cards are new and not suspended. Call `follow` before."""
        rows = self._db.execute(
            "SELECT count(*) FROM cards WHERE fresh AND (?1 = '[]' OR topic IN (SELECT value FROM json_each(?1)))",
            [json.dumps(list(topics))],
        )
        number: int = rows.fetchone()[0]
        return number

    # two drills at once

    @guarded
    def claim(self, card: str, holder: int, now_ms: int) -> bool:
        """Take a card for one process, until it is released or the time is over; False if another one has it."""
        with transaction(self._db):
            taken = self._db.execute(
                "INSERT INTO claims VALUES (:card, :holder, :until) ON CONFLICT (card)"
                " DO UPDATE SET holder = :holder, until = :until"
                " WHERE holder = :holder OR NOT until BETWEEN :now + 1 AND :now + 2 * :span",
                {"card": card, "holder": holder, "until": now_ms + CLAIM_MS, "now": now_ms, "span": CLAIM_MS},
            )
        return taken.rowcount == 1

    @guarded
    def release(self, holder: int, card: str | None = None) -> None:
        """Give back one card, or all that a process holds."""
        with transaction(self._db):
            self._db.execute(
                "DELETE FROM claims WHERE holder = :holder AND (:card IS NULL OR card = :card)",
                {"holder": holder, "card": card},
            )

    @guarded
    def claimed(self, holder: int, now_ms: int) -> frozenset[str]:
        """The cards that other processes hold."""
        rows = self._db.execute(
            "SELECT card FROM claims WHERE holder <> ? AND until BETWEEN ? AND ?",
            [holder, now_ms + 1, now_ms + 2 * CLAIM_MS],
        )
        return frozenset(card for (card,) in rows)

    # inside

    def _put_file(self, stamp: Stamp, kind: str, own: bool, problems: Sequence[str], *, broken: bool) -> None:
        self._db.execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', ?, ?, '') ON CONFLICT (path) DO UPDATE"
            " SET kind = excluded.kind, own = excluded.own, mtime_ns = excluded.mtime_ns,"
            " ctime_ns = excluded.ctime_ns, size = excluded.size, inode = excluded.inode, reader = excluded.reader,"
            " digest = excluded.digest, problems = excluded.problems, broken = excluded.broken",
            [
                stamp.path, kind, own, stamp.mtime_ns, stamp.ctime_ns, stamp.size, stamp.inode, stamp.reader,
                stamp.digest, json.dumps(list(problems), ensure_ascii=False), broken,
            ],
        )  # fmt: skip

    def _put_questions(self, path: str, own: bool, questions: Sequence[Question]) -> None:
        """Take over the questions of a file; those that say what they said are left as they are, moved or not."""
        rows = self._db.execute("SELECT id, seq, position, own, topic, json FROM questions WHERE path = ?", [path])
        before = {id_: (seq, position, said) for id_, seq, position, *said in rows}
        now = {q.id: (position, q, [own, q.topic, pack(q)]) for position, q in enumerate(questions)}
        stay = {id_ for id_, (_, _, said) in now.items() if id_ in before and before[id_][2] == said}
        self._touch((before.keys() | now.keys()) - stay)
        moved = [(now[id_][0], before[id_][0]) for id_ in stay if now[id_][0] != before[id_][1]]
        self._db.executemany("UPDATE questions SET position = ? WHERE seq = ?", moved)
        self._db.execute("DELETE FROM search WHERE rowid IN (SELECT seq FROM questions WHERE active AND id IN touched)")
        self._db.execute("DELETE FROM questions WHERE path = ? AND id IN touched", [path])
        self._db.executemany(
            "INSERT INTO questions (id, path, own, position, topic, replaces, renamed, active, json)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)",
            (
                (id_, path, own, position, q.topic, bool(q.replaces), _renamed(q), said[-1])
                for id_, (position, q, said) in now.items()
                if id_ not in stay
            ),
        )
        self._db.execute(f"UPDATE questions SET active = (seq = ({WINNER})) WHERE id IN touched")
        rows = self._db.execute("SELECT seq, json FROM questions WHERE active AND id IN touched ORDER BY seq")
        winners = {seq: unpack(packed) for seq, packed in rows}
        self._db.executemany(
            "INSERT INTO search (rowid, id, ask, answer, rest) VALUES (?, ?, ?, ?, ?)",
            ((seq, *_searchable(question)) for seq, question in winners.items()),
        )
        self._put_cards(winners.values(), {now[id_][1].topic for id_ in stay} if moved else ())

    def _touch(self, ids: Iterable[str]) -> None:
        """Collect the ids of questions that have changed in a temporary table."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id TEXT PRIMARY KEY)")
        self._db.execute("DELETE FROM touched")
        self._db.executemany("INSERT INTO touched VALUES (?)", ((id_,) for id_ in ids))

    def _put_cards(self, questions: Iterable[Question], moved: Collection[str]) -> None:
        """Bring cards, names and ranks of the questions touched up to date; a card that stays, stays fresh or not.

        moved: topics in which questions stand in another order now.
        """
        before = self._cards_touched()
        self._db.execute("UPDATE cards SET tier = -1 WHERE question IN touched")
        self._db.executemany(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 1) ON CONFLICT (id) DO UPDATE SET"
            " topic = excluded.topic, level = excluded.level, kind = excluded.kind, tier = excluded.tier,"
            " nth = excluded.nth",
            (row for question in questions for row in _card_rows(question)),
        )
        self._db.execute("DELETE FROM cards WHERE tier = -1 AND question IN touched")
        after = self._cards_touched()
        renamed = self._put_names()
        if renamed or before.keys() != after.keys():
            self._set_mark(Mark(0, 0))
        for topic in sorted({*before.values(), *after.values(), *moved}):
            self._db.execute(RANKED, [topic])

    def _cards_touched(self) -> dict[str, str]:
        return dict(self._db.execute("SELECT id, topic FROM cards WHERE question IN touched"))

    def _put_names(self) -> bool:
        """Work out the names of all renamed cards; says whether any changed."""
        rows = self._db.execute("SELECT json FROM questions WHERE active AND renamed ORDER BY own, path, position")
        renamed = [card for (packed,) in rows for card in cards(unpack(packed))]
        before = self.names()
        if not renamed and not before:
            return False
        now = names(renamed, (card for (card,) in self._db.execute("SELECT id FROM cards")))
        if now == before:
            return False
        self._db.execute("DELETE FROM names")
        self._db.executemany("INSERT INTO names VALUES (?, ?, ?)", [(card, *name) for card, name in now.items()])
        self._db.execute("UPDATE cards SET oldest = id WHERE oldest <> id")
        self._db.execute("UPDATE cards SET oldest = names.oldest FROM names WHERE names.card = cards.id")
        return True

    def _mark(self) -> Mark:
        row = self._db.execute("SELECT value FROM meta WHERE name = 'followed'").fetchone()
        return Mark(*json.loads(row[0])) if row else Mark(0, 0)

    def _set_mark(self, mark: Mark) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('followed', ?)", [json.dumps(mark)])


def _digest(path: Path) -> str:
    from hashlib import blake2b

    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def _unchanged(before: Stamp, now: Stamp) -> bool:
    if not before.same_file(now):
        return False
    return not before.digest or before.digest == (now.digest or _digest(Path(now.path)))


def _renamed(question: Question) -> bool:
    return bool(question.was) or any(check.was for check in question.checks)


def _card_rows(question: Question) -> Iterator[tuple[Any, ...]]:
    for nth, card in enumerate(cards(question)):
        tier = 4 * (not question.asked) + 2 * (card.level == "deep") + (nth > 0)
        yield card.id, question.id, question.topic, card.level, card.kind, card.id, tier, nth


def _searchable(question: Question) -> tuple[str, str, str, str]:
    rest = " ".join(map(_both, texts((question.points, question.traps, question.checks))))
    return question.id, _spaced(_both(question.ask)), _spaced(_both(question.answer)), _spaced(rest)


def _both(text: Text) -> str:
    return text.en if text.en == text.zh else f"{text.en} {text.zh}"


def _spaced(text: str) -> str:
    """Each Han character as a word of its own."""
    return re.sub(f"({HAN})", r" \1 ", text)


def _pieces(words: str) -> list[str]:
    """Runs of Han characters, and Latin words, without what is no word."""
    return [piece for piece in re.findall(PIECE, half_width(words)) if any(map(str.isalnum, piece))]


def _query(words: str) -> str:
    """An FTS5 query: Chinese runs as phrases of characters, Latin words as prefixes; all must occur."""
    pieces = _pieces(words)
    return " ".join(f'"{_spaced(piece)}"' if re.match(HAN, piece) else f'"{_quoted(piece)}"*' for piece in pieces)


def _quoted(piece: str) -> str:
    return piece.replace('"', '""')
