"""The tables, as steps that are never edited once released. Imported only where a step is missing."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from dlquiz.store.connection import Kind

reviews = Migrations("reviews")
catalogue = Migrations("catalogue")
MIGRATIONS: dict[Kind, Migrations] = {"reviews": reviews, "catalogue": catalogue}


@reviews(name="1 log, memories, names")
def _reviews(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE log (
            seq INTEGER PRIMARY KEY,
            id INTEGER NOT NULL UNIQUE CHECK (id > 0),
            kind TEXT NOT NULL
                CHECK (kind IN ('review', 'retract', 'forget', 'suspend', 'resume', 'bury', 'flag', 'mock')),
            card TEXT NOT NULL,
            day TEXT NOT NULL CHECK (day IS date(day)),
            offset INTEGER NOT NULL,
            grade INTEGER CHECK (grade BETWEEN 1 AND 4),
            proposed INTEGER CHECK (proposed BETWEEN 1 AND 4),
            answer TEXT NOT NULL,
            drawn TEXT,
            thinking_ms INTEGER NOT NULL CHECK (thinking_ms BETWEEN 0 AND 60000),
            hints INTEGER NOT NULL CHECK (hints >= 0),
            mode TEXT NOT NULL CHECK (mode IN ('drill', 'quiz', 'mock', 'anki')),
            source TEXT NOT NULL,
            retracts INTEGER CHECK (retracts < id),
            CHECK (kind <> 'review' OR grade IS NOT NULL),
            CHECK ((kind = 'retract') = (retracts IS NOT NULL))
        ) STRICT
        """,
        "CREATE INDEX log_card ON log (card, day, id)",
        "CREATE INDEX log_day ON log (day)",
        "CREATE INDEX log_retracts ON log (retracts, id) WHERE retracts IS NOT NULL",
        "CREATE TRIGGER log_is_never_changed BEFORE UPDATE ON log"
        " BEGIN SELECT raise(ABORT, 'the log is append-only'); END",
        "CREATE TRIGGER log_is_never_cut BEFORE DELETE ON log BEGIN SELECT raise(ABORT, 'the log is append-only'); END",
        """
        CREATE TABLE memories (
            card TEXT PRIMARY KEY,
            state TEXT CHECK (state IN ('learning', 'review', 'relearning')),
            step INTEGER,
            stability REAL,
            difficulty REAL,
            due_day TEXT,
            due_at INTEGER,
            first_day TEXT,
            last_day TEXT,
            reps INTEGER,
            lapses INTEGER,
            suspended INTEGER NOT NULL,
            buried_on TEXT,
            flagged INTEGER NOT NULL,
            shuffle INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX memories_due ON memories (due_day, shuffle, buried_on, suspended)"
        " WHERE due_day IS NOT NULL AND NOT suspended",
        "CREATE INDEX memories_learning ON memories (due_at, buried_on, suspended)"
        " WHERE due_at IS NOT NULL AND NOT suspended",
        "CREATE INDEX memories_buried ON memories (buried_on) WHERE buried_on IS NOT NULL",
        "CREATE TABLE names (card TEXT PRIMARY KEY, oldest TEXT NOT NULL, current TEXT NOT NULL) STRICT",
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    )


@reviews(name="2 what was foreseen, fitted parameters")
def _foreseen(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE foreseen (
            card TEXT NOT NULL,
            tenth INTEGER NOT NULL CHECK (tenth BETWEEN 0 AND 9),
            reviews INTEGER NOT NULL,
            recalled INTEGER NOT NULL,
            expected REAL NOT NULL,
            PRIMARY KEY (card, tenth)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE fits (
            id INTEGER PRIMARY KEY,
            day TEXT NOT NULL,
            parameters TEXT NOT NULL,
            retracts INTEGER CHECK (retracts < id)
        ) STRICT
        """,
        "DELETE FROM meta WHERE name = 'scheduling'",
    )


@reviews(name="3 an index that folding needs nothing beside")
def _covering(db: Database) -> None:
    _run(
        db,
        "DROP INDEX log_card",
        "CREATE INDEX log_card ON log (card, day, id, kind, grade, mode, retracts, thinking_ms)",
    )


@catalogue(name="1 files, questions, cards, search")
def _catalogue(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE files (
            path TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('bank', 'sources', 'documents')),
            own INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            ctime_ns INTEGER NOT NULL,
            size INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            reader TEXT NOT NULL,
            digest TEXT NOT NULL,
            topic TEXT NOT NULL,
            title_en TEXT NOT NULL,
            title_zh TEXT NOT NULL,
            problems TEXT NOT NULL,
            broken INTEGER NOT NULL,
            data TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE questions (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            path TEXT NOT NULL,
            own INTEGER NOT NULL,
            position INTEGER NOT NULL,
            topic TEXT NOT NULL,
            replaces INTEGER NOT NULL,
            renamed INTEGER NOT NULL,
            active INTEGER NOT NULL,
            json TEXT NOT NULL
        ) STRICT
        """,
        "CREATE INDEX questions_id ON questions (id)",
        "CREATE INDEX questions_path ON questions (path)",
        "CREATE INDEX questions_renamed ON questions (id) WHERE renamed",
        """
        CREATE TABLE cards (
            id TEXT PRIMARY KEY,
            question TEXT NOT NULL,
            topic TEXT NOT NULL,
            level TEXT NOT NULL,
            kind TEXT NOT NULL,
            oldest TEXT NOT NULL,
            tier INTEGER NOT NULL,
            nth INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            fresh INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    )
    _cards_and_search(db)


@catalogue(name="2 an index of what is left out")
def _left_out(db: Database) -> None:
    _run(db, "CREATE INDEX questions_left_out ON questions (id) WHERE NOT active")


def _cards_and_search(db: Database) -> None:
    _run(
        db,
        "CREATE INDEX cards_fresh ON cards (tier, turn, topic, question) WHERE fresh",
        "CREATE INDEX cards_question ON cards (question)",
        "CREATE INDEX cards_oldest ON cards (oldest)",
        "CREATE INDEX cards_topic ON cards (topic, level, nth)",
        "CREATE TABLE names (card TEXT PRIMARY KEY, oldest TEXT NOT NULL, current TEXT NOT NULL) STRICT",
        "CREATE TABLE strays (card TEXT PRIMARY KEY) STRICT",
        "CREATE TABLE claims (card TEXT PRIMARY KEY, holder INTEGER NOT NULL, until INTEGER NOT NULL) STRICT",
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
        "CREATE VIRTUAL TABLE search USING fts5(id, ask, answer, rest, tokenize = 'unicode61 remove_diacritics 2')",
    )


def _run(db: Database, *statements: str) -> None:
    for statement in statements:
        db.execute(statement)
