"""One question as it lies in an editor: judged inside its bank before anything is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from dlquiz.banks import checker, editor, marks, reader
from dlquiz.banks.checker import World
from dlquiz.banks.emitter import scalar
from dlquiz.banks.reader import Located, Reading
from dlquiz.core.problems import Problem
from dlquiz.core.questions import Check, Question

NOTE = "#: "
"""Lines that begin so, at the top of a draft, are ours and dropped."""


class Judged(NamedTuple):
    """What a draft came to. text: the whole bank with it; "" where there is an error.

    problems stand at their lines in the draft.
    """

    text: str
    question: Question | None
    problems: tuple[Located, ...]

    @property
    def errors(self) -> tuple[Located, ...]:
        return tuple(problem for problem in self.problems if problem.severity == "error")


def opened(yaml: str, notes: Iterable[str]) -> str:
    """The text that an editor is given: our notes, then the question."""
    lines = [line for note in notes for line in note.split("\n")]
    return "".join(f"{NOTE}{line}".rstrip() + "\n" for line in lines) + yaml


def closed(text: str) -> str:
    """The question's YAML out of what the editor left: without our notes, lines ending in LF."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    while lines and lines[0].startswith(NOTE.strip()):
        del lines[0]
    return "\n".join(lines)


def judge(
    file: str, text: str, question_id: str, draft: str, world: World, taken: Collection[str], replaces: str = ""
) -> Judged:
    """Put a draft into its bank's text in place of the question, in memory, and look at what that gives.

    taken: ids that a new one may not be. replaces: the hash of the original where this is an override.
    """
    data, faults, source = reader.parse("", draft)
    if faults:
        return Judged("", None, tuple(faults))
    if problem := _misshapen(data, question_id, taken, bool(replaces)):
        return Judged("", None, (source.place(problem),))
    before = reader.read(file, text)
    after = reader.read(file, editor.splice(text, question_id, draft))
    ours = _by_id(after).get(data["id"])
    problems = [*after.problems, *(_looked_at(after, ours, world) if ours else ())]
    own = _in_draft(problems, editor.span(text, question_id), draft)
    if any(problem.severity == "error" for problem in own):
        return Judged("", None, own)
    finished = _finished(draft, _by_id(before).get(question_id), ours, replaces)
    whole = editor.splice(text, question_id, finished)
    proved = _by_id(reader.read(file, whole))
    ours = proved.pop(data["id"], None)
    if ours is None or proved != {id_: one for id_, one in _by_id(before).items() if id_ != question_id}:
        spill = Located("", 1, 1, "this would change other questions of the file", "close what is open")
        return Judged("", None, (*own, spill))
    return Judged(whole, ours, own)


def _misshapen(data: Any, question_id: str, taken: Collection[str], override: bool) -> Problem | None:
    if not isinstance(data, dict):
        return Problem((), "this is no question", "keep id:, ask: and answer: at the left edge")
    if not isinstance(data.get("id"), str):
        return Problem(("id",), "the question has no id", f"write id: {question_id}")
    if data["id"] != question_id and override:
        return Problem(("id",), "the id of a question of the program is changed", f"write id: {question_id}")
    if data["id"] != question_id and data["id"] in taken:
        return Problem(("id",), f"there is a question {data['id']} already", "choose another id")
    return None


def _looked_at(reading: Reading, question: Question, world: World) -> list[Located]:
    """What the checker says of this one question."""
    assert reading.bank is not None
    return checker.check([replace(reading, bank=reading.bank._replace(questions=(question,)), problems=())], world)


def _in_draft(problems: Iterable[Located], place: editor.Span, draft: str) -> tuple[Located, ...]:
    """Those that stand in the question, at their lines and columns in the draft."""
    lines = draft.rstrip("\n").count("\n") + 1
    ours = (problem for problem in problems if 0 < problem.line - place.line <= lines)
    return tuple(
        replace(problem, file="", line=problem.line - place.line, column=max(problem.column - place.indent, 1))
        for problem in ours
    )


def _by_id(reading: Reading) -> dict[str, Question]:
    return {question.id: question for question in reading.bank.questions} if reading.bank else {}


# what the learner need not write


def _finished(draft: str, before: Question | None, after: Question | None, replaces: str) -> str:
    """The draft with the earlier ids that keep progress through a rename, and with the hash of what it replaces."""
    if before and after:
        if before.id not in (after.id, *after.was):
            draft = with_field(draft, (), "was", _flow([*after.was, before.id]))
        for old, new in _renamed_checks(before, after):
            draft = with_field(draft, ("checks", new.id), "was", _flow([*new.was, old.id]))
    return with_field(draft, (), "replaces", scalar(replaces)) if replaces else draft


def _renamed_checks(before: Question, after: Question) -> Iterator[tuple[Check, Check]]:
    """Checks that have a new id and are otherwise as they were."""
    gone = [old for old in before.checks if old.id not in {new.id for new in after.checks}]
    for new in after.checks:
        for old in gone:
            if type(new) is type(old) and old.id not in new.was and new._replace(id=old.id, was=old.was) == old:
                yield old, new


def _flow(ids: Sequence[str]) -> str:
    return f"[{', '.join(scalar(id_, flow=True) for id_ in ids)}]"


def with_field(yaml: str, path: Sequence[str], key: str, value: str) -> str:
    """YAML with a field of the mapping at a path on one line: in place of what it was, or after the id."""
    root = marks.tree(yaml)
    assert root is not None
    node = marks.find(root, path)
    if key in node.entries:
        name, held = node.entries[key]
        kept = len(yaml[name.start : held.end].rstrip())
        return yaml[: name.start] + f"{key}: {value}" + yaml[name.start + kept :]
    end = node.entries["id"][1].end
    if node.flow:
        return f"{yaml[:end]}, {key}: {value}{yaml[end:]}"
    end = yaml.find("\n", end) if "\n" in yaml[end:] else len(yaml)
    return f"{yaml[:end]}\n{' ' * node.column}{key}: {value}{yaml[end:]}"
