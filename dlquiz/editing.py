"""One question in $EDITOR: what comes back is checked, reopened where it is wrong, and written in one step.

The text being edited lies in the data folder until it is saved, so that neither a crash nor giving up loses it.
"""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from dlquiz.authoring import EDITS, create, load, save, world
from dlquiz.banks import draft, editor, strict
from dlquiz.banks.draft import Judged
from dlquiz.banks.emitter import emit, emit_bank
from dlquiz.banks.reader import Located
from dlquiz.core.plain import fingerprint
from dlquiz.core.questions import Bank, Question, Text
from dlquiz.environment import Environment
from dlquiz.errors import BankError, DlquizError
from dlquiz.files import put
from dlquiz.study import Study

OVERRIDING = Bank("overrides", Text("Changed by me", "我改过的题目"), ())
BESIDE = {"code", "code-insiders", "codium", "cursor", "windsurf"}
"""Editors that are told a line with --goto file:line."""
AFTER = {"hx", "helix", "subl", "zed"}
"""Editors that are told a line as file:line."""
BEFORE = {"emacs", "emacsclient", "gvim", "jed", "joe", "kak", "mg", "micro", "nano", "ne", "nvim", "pico", "vi", "vim"}
"""Editors that are told a line as +line before the file; to any other, +line might be the name of a file."""

Again = Callable[[Located], bool]
"""Shows what is wrong, and says whether to open the editor again."""


class Edited(NamedTuple):
    """The question as it now is, where it stands, and what is worth a look. changed: something was written."""

    question: Question
    path: Path
    changed: bool = True
    warnings: tuple[Located, ...] = ()


class Task(NamedTuple):
    """What is to be edited. text: the bank, the question in it; yaml: the question; replaces: as in the format."""

    id: str
    path: Path
    seen: bytes | None
    text: str
    yaml: str
    replaces: str = ""
    notes: tuple[str, ...] = ()


def edit(study: Study, question: Question, again: Again) -> Edited:
    """Edit a question, one's own in its file, another in the overrides. DlquizError says why nothing was written."""
    task = begun(study, question)
    kept = _draft_path(study, task.id)
    yaml, notes = task.yaml, task.notes
    if kept.exists():
        yaml = draft.closed(_text(kept))
        notes = ("This was not saved the last time. In the file stands:", *task.yaml.split("\n"), *task.notes)
    judged, line = None, 1
    while judged is None or judged.errors:
        yaml = _through_editor(study, kept, draft.opened(yaml, notes), line, task.id)
        if yaml.strip() in ("", task.yaml.strip()):
            kept.unlink(missing_ok=True)
            return Edited(question, task.path, changed=False)
        judged = judged_in(study, task, yaml)
        if judged.errors:
            first = judged.errors[0]
            notes = (f"{first.line}:{first.column}: {first.problem}; {first.remedy}", *task.notes)
            line = first.line + len(draft.opened("", notes).split("\n")) - 1
            if not again(first):
                raise BankError(first.problem, place=str(kept), remedy=_kept(task.id))
    written = _written(study, question, task, yaml)
    kept.unlink()
    study.refresh()
    return Edited(written, task.path, warnings=judged.problems)


def begun(study: Study, question: Question) -> Task:
    """Where a question is edited and what the editor gets. BankError where its file cannot be edited."""
    origin = study.catalogue.origin(question.id)
    if origin is None:
        raise BankError(f"question {question.id} is in no file", remedy="dlquiz check says what is wrong")
    if origin.own and Path(origin.path) != study.overrides:
        seen, text = _loaded(Path(origin.path))
        return Task(question.id, Path(origin.path), seen, text, editor.extract(text, question.id))
    original = study.catalogue.original(question.id)
    replaces = fingerprint(original) if original else ""
    seen, text = _loaded(study.overrides) if study.overrides.exists() else (None, emit_bank(OVERRIDING))
    if not origin.own:
        _, content = _loaded(Path(origin.path))
        text = editor.append(text, question)
        return Task(question.id, study.overrides, seen, text, editor.extract(content, question.id), replaces)
    notes: tuple[str, ...] = ()
    if original and question.replaces != replaces:
        notes = ("The question that comes with the program has changed. It is now:", *emit(original).split("\n"))
    return Task(question.id, study.overrides, seen, text, editor.extract(text, question.id), replaces, notes)


def judged_in(study: Study, task: Task, yaml: str) -> Judged:
    """The draft inside its bank."""
    named = _named(yaml)
    taken = {id_ for id_, found in study.catalogue.questions(named).items() if found.id == id_}
    return draft.judge(str(task.path), task.text, task.id, yaml, world(study, named), taken, task.replaces)


def revert(study: Study, question_id: str) -> None:
    """Drop the learner's version of a question of the program. DlquizError where there is none."""
    origin = study.catalogue.origin(question_id)
    if origin is None or Path(origin.path) != study.overrides:
        raise DlquizError(f"question {question_id} is as it came", remedy="only what you have edited can be reverted")
    delete(study, question_id)


def delete(study: Study, question_id: str) -> str:
    """Take one's own question out of its file; gives its YAML. Its reviews stay in the log."""
    origin = study.catalogue.origin(question_id)
    if origin is None or not origin.own:
        remedy = f"put it out of the way: dlquiz card suspend --all {question_id}"
        raise DlquizError(f"question {question_id} comes with the program", remedy=remedy)
    path = Path(origin.path)
    seen, text = _loaded(path)
    yaml = editor.extract(text, question_id)
    save(path, editor.remove(text, question_id), seen)
    study.refresh()
    return yaml


# the editor


def ask_again(environment: Environment) -> Again:
    """Says what is wrong on the terminal and asks; without one, no."""

    def again(problem: Located) -> bool:
        said = f"line {problem.line}: {problem.problem}; {problem.remedy}".removesuffix("; ")
        environment.stdout.write(f"dlquiz: {said}\nenter edits on, q stops: ")
        environment.stdout.flush()
        answer = environment.stdin.readline()
        return answer.endswith("\n") and answer.strip().lower() != "q"

    return again if environment.stdin.isatty() else lambda _: False


def editor_of(variables: Mapping[str, str]) -> list[str]:
    """$VISUAL or $EDITOR, else vi: the program and its options."""
    named = variables.get("VISUAL") or variables.get("EDITOR") or ""
    try:
        return shlex.split(named) or ["vi"]
    except ValueError:  # a quote without its partner
        return [named]


def run_editor(variables: Mapping[str, str], path: Path, line: int = 1) -> None:
    """$VISUAL or $EDITOR on a file, at a line. DlquizError where it cannot be run or gives up."""
    command = editor_of(variables)
    try:
        done = subprocess.run([*command, *_at(Path(command[0]).name, path, line)], check=False)
    except OSError as error:
        raise DlquizError(f"{error.strerror}", place=command[0], remedy="set EDITOR to your editor") from None
    if done.returncode:
        raise DlquizError(f"{command[0]} ended with {done.returncode}", remedy="nothing was changed")


def _at(name: str, path: Path, line: int) -> Sequence[str]:
    if name in BESIDE:
        return ["--goto", f"{path}:{line}"]
    if name in AFTER:
        return [f"{path}:{line}"]
    return [f"+{line}", str(path)] if name in BEFORE else [str(path)]


def _through_editor(study: Study, path: Path, text: str, line: int, question_id: str) -> str:
    """The text after the editor. What it left stays in the file, also where the editor gives up."""
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, text)
    try:
        run_editor(study.environment.variables, path, line)
    except DlquizError as error:
        if _text(path) != text:
            raise DlquizError(error.cause, place=error.place, remedy=_kept(question_id)) from None
        path.unlink(missing_ok=True)
        raise
    return draft.closed(_text(path))


def _text(path: Path) -> str:
    """The text of a draft; what is no UTF-8 becomes �, which the learner sees in the editor."""
    return path.read_text("utf-8", errors="replace") if path.exists() else ""


def _draft_path(study: Study, question_id: str) -> Path:
    return study.environment.data / EDITS / f"{question_id}.yaml"


def _kept(question_id: str) -> str:
    return f"your text is kept: dlquiz edit {question_id} opens it again"


# files


def _loaded(path: Path) -> tuple[bytes | None, str]:
    """The text of a bank that can be edited: YAML, at least."""
    seen, text = load(path)
    data, faults = strict.parse(text)
    if data is None and faults:
        fault = faults[0]
        raise BankError(fault.problem, place=f"{path}:{fault.line + 1}:{fault.column + 1}", remedy=fault.remedy)
    return seen, text


def _written(study: Study, question: Question, task: Task, yaml: str) -> Question:
    """Write what was judged, into the file as it is now: another program may have changed it meanwhile."""
    now = begun(study, question)
    if now.yaml != task.yaml or now.path != task.path:
        cause = f"question {task.id} has been changed by another program in the meantime"
        raise BankError(cause, place=str(task.path), remedy=_kept(task.id))
    judged = judged_in(study, now, yaml)
    if judged.errors or judged.question is None:
        raise BankError(judged.errors[0].problem, place=str(task.path), remedy=_kept(task.id))
    if now.seen is None:
        create(now.path, judged.text)
    else:
        save(now.path, judged.text, now.seen)
    return judged.question


def _named(yaml: str) -> list[str]:
    """The ids of questions in a draft, as far as it can be read."""
    data, _ = strict.parse(yaml)
    if not isinstance(data, dict):
        return []
    follow_ups = data.get("follow_ups")
    listed = follow_ups if isinstance(follow_ups, list) else []
    return [name for name in (data.get("id"), *listed) if isinstance(name, str)]
