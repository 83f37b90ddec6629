"""content/sources.yaml and content/documents.yaml: what questions cite, and the documents they answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from dlquiz.banks import reader
from dlquiz.banks.reader import Located
from dlquiz.banks.strict import Unreadable
from dlquiz.core.plain import Problem, kind_of, nearest

T = TypeVar("T")
SOURCES, DOCUMENTS = "sources.yaml", "documents.yaml"
NOT_BANKS = (SOURCES, DOCUMENTS)


@dataclass(frozen=True, slots=True)
class Source:
    """A paper, book or page that questions cite."""

    title: str
    by: str = ""
    year: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document whose items questions answer. items: its locators (empty: any); furniture: what asks nothing."""

    title: str
    by: str = ""
    url: str = ""
    items: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()


def read_sources(path: Path, content: bytes | str | None = None) -> tuple[dict[str, Source], tuple[Located, ...]]:
    """The sources by key, without those that have a problem, and the problems."""
    return _read(path, content, _source)


def read_documents(path: Path, content: bytes | str | None = None) -> tuple[dict[str, Document], tuple[Located, ...]]:
    """The documents by key, without those that have a problem, and the problems."""
    return _read(path, content, _document)


def _read(
    path: Path, content: bytes | str | None, entry: Callable[[Any], T | Problem]
) -> tuple[dict[str, T], tuple[Located, ...]]:
    data, located, source = reader.parse(path, path.read_bytes() if content is None else content)
    found: dict[str, T] = {}
    if isinstance(data, Unreadable):
        return found, tuple(located)
    if not isinstance(data, dict):
        return found, (*located, source.place(Problem((), f"the file holds {kind_of(data)}", "give each entry a key")))
    for key, value in data.items():
        read = entry(value)
        if isinstance(read, Problem):
            said = f"{key}: {read.problem}"
            located.append(source.place(Problem((key, *read.path), said, read.remedy, at_key=read.at_key)))
        else:
            found[key] = read
    return found, tuple(sorted(located))


def _source(data: Any) -> Source | Problem:
    return _fields(data, {"title": str, "by": str, "year": int, "url": str}) or Source(**data)


def _document(data: Any) -> Document | Problem:
    problem = _fields(data, {"title": str, "by": str, "url": str, "items": list, "furniture": list})
    if problem:
        return problem
    for key in ("items", "furniture"):
        for index, item in enumerate(data.get(key, [])):
            if not isinstance(item, str):
                return Problem((key, index), f"the locator is {kind_of(item)}, not a text", "put it in single quotes")
    lists = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    return Document(**{**data, **lists})


def _fields(data: Any, known: Mapping[str, type]) -> Problem | None:
    if not isinstance(data, dict):
        return Problem((), f"this is {kind_of(data)}, not a mapping", f"write {', '.join(known)}")
    for key, value in data.items():
        if key not in known:
            return Problem((key,), f"there is no field {key}", nearest(key, known), at_key=True)
        if type(value) is not known[key]:
            return Problem((key,), f"{key} is {kind_of(value)}", f"write a {known[key].__name__}")
    return None if data.get("title") else Problem((), "there is no title", 'add a "title:" line')
