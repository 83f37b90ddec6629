"""Anki's own backend as the oracle: the same reviews give the same memories and due days."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fsrs.scheduler import DEFAULT_PARAMETERS

from dlquiz.core.log import GRADES, Entry, study_day
from dlquiz.core.memory import Memory, Scheduling, fold, review

os.environ["ANKI_TEST_MODE"] = "1"  # Anki's switch for its own tests: no fuzz

HISTORIES = 500
PLAIN = Scheduling(fuzz=False)
TYPES = {"learning": 0, "review": 1, "relearning": 2}


@pytest.fixture(params=["America/New_York", "Europe/Berlin", "Asia/Shanghai"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def histories(now: datetime) -> list[list[Entry]]:
    """Random reviews over the last 400 days, and so over two changes of clocks where there are any."""
    draw = random.Random(7)
    return [_history(draw, f"card-{number}", now) for number in range(HISTORIES)]


def _history(draw: random.Random, card: str, now: datetime) -> list[Entry]:
    rows = list[Entry]()
    today = study_day(now.astimezone())
    day = today - timedelta(days=draw.randint(1, 400))
    while day < today and len(rows) < 12:
        moment = _moment(draw, day)
        for _ in range(draw.randint(1, 3)):
            moment += timedelta(minutes=draw.randint(1, 20))
            number = int(moment.timestamp() * 1000) + draw.randrange(60_000)
            rows.append(Entry(number, "review", card, study_day(moment), grade=draw.choices(GRADES, (2, 2, 5, 1))[0]))
        day += timedelta(days=1 + int(draw.expovariate(1 / 20)))
    return rows


def _moment(draw: random.Random, day: date) -> datetime:
    """Some time of the study day, from breakfast until after midnight."""
    naive = datetime(day.year, day.month, day.day, 6) + timedelta(minutes=draw.randint(0, 19 * 60))  # noqa: DTZ001
    return naive.astimezone()


def _revlog(rows: list[Entry]) -> Iterator[tuple[Any, ...]]:
    """A card's rows as Anki logs them: id, card, usn, ease, interval, last interval, factor, time, type."""
    memory: Memory | None = None
    for row in rows:
        assert row.grade is not None
        kind = TYPES[memory.state] if memory else 0
        memory = review(memory, row.card, row.grade, row.day, row.id, PLAIN)
        interval = (memory.due_day - row.day).days if memory.due_day else -600
        yield row.id, -1, row.grade, interval, 0, 500, 5_000, kind


def anki_says(folder: Path, logs: list[list[Entry]]) -> tuple[int, list[tuple[int, dict[str, Any]]]]:
    """Anki's number of today, and for each history the due day and memory it works out from the review log."""
    from anki.collection import Collection
    from anki.deck_config_pb2 import UpdateDeckConfigsRequest
    from anki.decks import DeckId

    col = Collection(str(folder / "collection.anki2"))
    model, deck, cards = col.models.by_name("Basic"), DeckId(1), list[int]()
    assert model is not None
    for number, _ in enumerate(logs):
        note = col.new_note(model)
        note.fields = [str(number), "back"]
        col.add_note(note, deck)
        cards.append(note.card_ids()[0])
    db = col.db
    assert db is not None
    for card, rows in zip(cards, logs, strict=True):
        for number, *rest in _revlog(rows):
            db.execute("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", number, card, *rest)
        db.execute("update cards set type = 2, queue = 2, ivl = 1, due = 0, reps = ? where id = ?", len(rows), card)
    configs = [entry.config for entry in col.decks.get_deck_configs_for_update(deck).all_config]
    configs[0].config.fsrs_params_6.extend(DEFAULT_PARAMETERS)
    configs[0].config.desired_retention = 0.9
    col.decks.update_deck_configs(
        UpdateDeckConfigsRequest(target_deck_id=deck, configs=configs, fsrs=True, fsrs_reschedule=True)
    )
    found = dict[int, tuple[int, dict[str, Any]]]()
    for card, due, data in db.all("select id, due, data from cards"):
        found[card] = (due, json.loads(data))
    today = col.sched.today
    col.close()
    return today, [found[card] for card in cards]


def test_memories_and_due_days_agree_with_anki(zone: str, tmp_path: Path) -> None:
    now = datetime.fromtimestamp(time.clock_gettime(time.CLOCK_REALTIME), UTC)
    logs = histories(now)
    today_number, found = anki_says(tmp_path, logs)
    today = study_day(now.astimezone())
    wrong, compared = list[tuple[list[Entry], Memory, object]](), 0
    for rows, (due, anki) in zip(logs, found, strict=True):
        memory = fold(rows, PLAIN).memory
        assert memory is not None
        near = abs(anki["s"] / memory.stability - 1) < 1e-4 or abs(anki["s"] - memory.stability) < 1e-4
        if not near or abs(anki["d"] - memory.difficulty) > 1e-3:
            wrong.append((rows, memory, anki))
        if memory.due_day:
            compared += 1
            if today + timedelta(days=due - today_number) != memory.due_day:
                wrong.append((rows, memory, due - today_number))
    assert wrong == []
    assert compared > HISTORIES / 2
