"""Rows written into a log as another machine would have written them: ids and all, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from dlquiz.core.log import Entry
from dlquiz.store.connection import transaction
from dlquiz.store.reviews import Reviews


def write_log(reviews: Reviews, entries: Iterable[Entry]) -> list[Entry]:
    """An id already there is skipped. Gives the rows added."""
    with transaction(reviews._db):
        added = [entry for entry in entries if reviews._insert(entry)]
        for card in sorted({reviews._oldest(entry.card) for entry in added}):
            reviews._refold(card)
    return added
