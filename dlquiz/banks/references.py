"""content/sources.yaml and content/documents.yaml: what questions cite, and the documents they answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from dlquiz.banks import reader
from dlquiz.banks.reader import Located
from dlquiz.banks.strict import Unreadable
from dlquiz.core.codecs import Codec, codec
from dlquiz.core.problems import BAD, Log, kind_of
from dlquiz.core.questions import Text

SOURCES, DOCUMENTS = "sources.yaml", "documents.yaml"
NOT_BANKS = (SOURCES, DOCUMENTS)


class Source(NamedTuple):
    """A paper, book or page that questions cite."""

    title: str
    by: str = ""
    year: int | None = None
    url: str = ""


class Document(NamedTuple):
    """A document whose items questions answer. furniture: its places that ask nothing."""

    title: Text
    furniture: tuple[str, ...] = ()


def read_sources(path: Path, content: bytes | str | None = None) -> tuple[dict[str, Source], tuple[Located, ...]]:
    """The sources by key, without those that have a problem, and the problems."""
    return _read(path, content, codec(Source))


def read_documents(path: Path, content: bytes | str | None = None) -> tuple[dict[str, Document], tuple[Located, ...]]:
    """The documents by key, without those that have a problem, and the problems."""
    return _read(path, content, codec(Document))


def _read(path: Path, content: bytes | str | None, entry: Codec) -> tuple[dict[str, Any], tuple[Located, ...]]:
    data, located, source = reader.parse(path, path.read_bytes() if content is None else content)
    log = Log()
    found: dict[str, Any] = {}
    if isinstance(data, dict):
        for key, value in data.items():
            before = len(log.problems)
            log.name = key
            read = entry.read(value, log)
            if read is not BAD:
                found[key] = read
            log.under(before, key)
    elif not isinstance(data, Unreadable):
        log.refuse(f"the file is {kind_of(data)}, not a mapping", "give each entry a key")
    return found, tuple(sorted([*located, *map(source.place, log.problems)]))
