"""The learner's own banks: where new questions go, what is asked already, and the files beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from dlquiz.banks import editor
from dlquiz.banks.checker import World, check, shingles
from dlquiz.banks.emitter import SCHEMA
from dlquiz.banks.reader import Located, Reading, Source, first_bytes, read
from dlquiz.banks.schema import bank_schema
from dlquiz.banks.strict import decode
from dlquiz.banks.writing import SAY_LITTLE, appended, in_bank, new_bank
from dlquiz.core.questions import Bank, Question, Text, languages
from dlquiz.errors import BankError
from dlquiz.files import put
from dlquiz.places import OVERRIDES
from dlquiz.store.catalogue import Hit
from dlquiz.study import DOCUMENTS, SOURCES, Study

ALIKE = 0.25
"""From which similarity on (shared runs of three characters) two questions are worth showing beside each other."""
EDITS = "edits"
"""Where in the data folder lies what is being written and not saved yet."""
RESERVED = (OVERRIDES, SOURCES, DOCUMENTS)


def load(path: Path) -> tuple[bytes | None, str]:
    """A bank file as it is, and its text; None and "" where there is none. BankError where it is no UTF-8."""
    if not path.exists():
        return None, ""
    seen = first_bytes(path)
    text, faults = decode(seen)
    if faults:
        fault = faults[0]
        raise BankError(fault.problem, place=f"{path}:{fault.line + 1}:{fault.column + 1}", remedy=fault.remedy)
    return seen, text


def save(path: Path, text: str, seen: bytes | None) -> None:
    """Put the text into the file that `load` gave, in one step; a byte-order mark stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    mark = "\ufeff" if seen and seen.startswith(b"\xef\xbb\xbf") else ""
    editor.write(path, mark + text, seen)


def add(study: Study, question: Question) -> Path:
    """Write a new question into the learner's bank of its topic, or into a new file where that cannot be written to.

    BankError where the question itself cannot be.
    """
    alone = new_bank("the new question", in_bank(question.topic, study.title(question.topic), [question]))
    for path in _places(study, question.topic):
        try:
            seen, text = load(path)
            if seen is None:
                create(path, alone)
            else:
                save(path, appended(str(path), text, question), seen)
        except BankError:
            continue
        return path
    raise AssertionError("there is always another name")


def similar(study: Study, ask: str, limit: int = 3) -> list[Hit]:
    """Questions that ask much the same, the most similar first."""
    telling = " ".join(word for word in re.findall(r"[\w-]+", ask) if word.lower() not in SAY_LITTLE)
    typed = shingles(Text.same(ask))

    def likeness(hit: Hit) -> float:
        others = [shingles(Text.same(said)) for _, said in languages(hit.ask)]
        return max((len(typed & other) / len(typed | other) for other in others), default=0)

    ranked = sorted(((likeness(hit), hit) for hit in study.catalogue.alike(telling)), key=lambda pair: -pair[0])
    return [hit for alike, hit in ranked if alike >= ALIKE][:limit]


def draft(study: Study) -> dict[str, list[str]]:
    """What was typed of a question that was not written, by field; {} where there is nothing."""
    try:
        found = json.loads(_draft_path(study).read_text("utf-8"))
        return {str(name): [str(text) for text in texts] for name, texts in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def keep_draft(study: Study, typed: Mapping[str, Sequence[str]]) -> None:
    """Keep what is typed so far; {} forgets it."""
    path = _draft_path(study)
    if typed:
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, json.dumps(typed, ensure_ascii=False), lasting=False)
    else:
        path.unlink(missing_ok=True)


def _draft_path(study: Study) -> Path:
    return study.environment.data / EDITS / "new.json"


def topics(study: Study) -> dict[str, Text]:
    """Every topic that there is a bank of, with its title."""
    files = sorted({file.topic for file in study.catalogue.files() if file.topic and Path(file.path).name != OVERRIDES})
    return {topic: study.title(topic) for topic in files}


def looked_at(study: Study, path: Path, question: Question) -> list[Located]:
    """What is worth a look in a question that is written to a file."""
    reading = read(path)
    if reading.bank is None:
        return []
    alone = replace(reading, bank=reading.bank._replace(questions=(question,)), problems=())
    return check([alone], world(study, question.follow_ups))


def world(study: Study, follow_ups: Collection[str]) -> World:
    """What a question may refer to."""
    from dlquiz.terminal.formulas import draw

    catalogue = study.catalogue
    known = Bank("known", Text(), tuple(catalogue.questions(follow_ups).values()))
    sources, documents = catalogue.reference("sources"), catalogue.reference("documents")
    return World(study.demos, draw, sources, documents, [Reading(known, (), Source("", ""))])


def create(path: Path, text: str) -> None:
    """A new bank file, and the schema beside it that its first line names."""
    save(path, text, None)
    schema = path.with_name(SCHEMA)
    wanted = schema_text()
    if not schema.exists() or schema.read_bytes() != wanted.encode():
        put(schema, wanted)


def schema_text() -> str:
    """The JSON Schema of bank files, as it lies in a file."""
    return json.dumps(bank_schema(), indent=1, ensure_ascii=False) + "\n"


def new_place(folder: Path, topic: str) -> Path:
    """A bank file that does not exist yet, named after its topic."""
    return next(path for path in _named(folder, topic) if not path.exists())


def _places(study: Study, topic: str) -> Iterator[Path]:
    folder = study.environment.banks
    for file in study.catalogue.files():
        path = Path(file.path)
        if file.own and file.topic == topic and path.parent == folder and path.name not in RESERVED:
            yield path
    yield from _named(folder, topic)


def _named(folder: Path, topic: str) -> Iterator[Path]:
    names = (f"{topic}.yaml" if number == 1 else f"{topic}-{number}.yaml" for number in count(1))
    return (folder / name for name in names if name not in RESERVED)
