"""One question is changed; every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from any_question import questions
from hypothesis import given, settings
from hypothesis import strategies as st

from dlquiz.banks import editor
from dlquiz.banks.emitter import emit
from dlquiz.banks.reader import read
from dlquiz.core.questions import Question, Text
from dlquiz.errors import BankError

BANK = """\
# yaml-language-server: $schema=schema.json
topic: 'mine'   # mine alone
title: {en: Mine, zh: 我的}
questions:

# ---- first
- id: 'first'    # permanent
  ask: {en: What is 😀?, zh: 什么是 😀？}
  answer:
    en: |
      One.

        Two.

    zh: 一。
# ---- second
-   id: second
    # inside the second
    ask:   {en: Why?,   zh: 为什么？}
    answer:
      en: 'It''s so,
        folded over two lines.'
      zh: |+
        就这样。


- ask: {en: How?, zh: 怎么做？}
  id: third
  answer: {en: So., zh: 这样。}
# the end
"""
NEW = Question(
    "second", Text("New?", "新？"), Text("Line one.\n\nLine two.", "第一行。\n\n  第二行。"), formula=("a = b",)
)
ENDS = ["\n", "\r\n"]


def found(text: str) -> dict[str, Question]:
    reading = read("bank.yaml", text)
    assert reading.bank is not None
    assert not reading.problems
    return {question.id: question for question in reading.bank.questions}


def test_the_sample_is_a_sound_bank() -> None:
    assert list(found(BANK)) == ["first", "second", "third"]


@pytest.mark.parametrize("line_end", ENDS)
@pytest.mark.parametrize("name", ["first", "second", "third"])
def test_splicing_what_was_extracted_changes_no_byte(name: str, line_end: str) -> None:
    text = BANK.replace("\n", line_end)
    assert editor.splice(text, name, editor.extract(text, name)) == text


def test_extract_gives_an_unindented_question_with_its_comments() -> None:
    assert editor.extract(BANK, "second") == (
        "id: second\n# inside the second\nask:   {en: Why?,   zh: 为什么？}\nanswer:\n"
        "  en: 'It''s so,\n    folded over two lines.'\n  zh: |+\n    就这样。\n"
    )


@pytest.mark.parametrize("line_end", ENDS)
def test_splice_replaces_the_question_and_nothing_else(line_end: str) -> None:
    text = BANK.replace("\n", line_end)
    old = found(text)
    new = editor.splice(text, "second", emit(NEW))
    before, rest = text.split("id: second", 1)
    after = line_end * 3 + "- ask: {en: How?" + rest.split("- ask: {en: How?", 1)[1]
    assert new.startswith(before)
    assert new.endswith(after)
    assert new.count("\r") == (new.count("\n") if line_end == "\r\n" else 0)
    assert found(new) == old | {"second": NEW._replace(topic="mine")}


@settings(max_examples=40)
@given(question=questions(), name=st.sampled_from(["first", "second", "third"]), line_end=st.sampled_from(ENDS))
def test_any_question_spliced_in_is_read_back_and_the_others_stay(question: Question, name: str, line_end: str) -> None:
    text = BANK.replace("\n", line_end)
    question = question._replace(id=name, follow_ups=())
    old = found(text)
    new = editor.splice(text, name, emit(question))
    reading = read("bank.yaml", new)
    assert reading.bank is not None
    assert {q.id: q for q in reading.bank.questions} == old | {name: question._replace(topic="mine")}
    place = editor.span(text, name)
    assert new[: place.start] == text[: place.start]
    assert new[len(new) - (len(text) - place.end) :] == text[place.end :]


@pytest.mark.parametrize("line_end", ENDS)
def test_append_puts_a_question_after_the_last_one(line_end: str) -> None:
    text = BANK.replace("\n", line_end)
    new = editor.append(text, NEW._replace(id="fourth"))
    assert found(new) == found(text) | {"fourth": NEW._replace(id="fourth", topic="mine")}
    kept, comment = text.split("# the end", 1)
    assert new.startswith(kept.rstrip())
    assert new.endswith("# the end" + comment)
    assert new.count("\r") == (new.count("\n") if line_end == "\r\n" else 0)


@pytest.mark.parametrize("empty", ["questions: []\n", "questions: []", "questions: [] # none yet\n"])
def test_append_begins_an_empty_list(empty: str) -> None:
    text = "topic: mine\ntitle: {en: Mine, zh: 我的}\n" + empty
    new = editor.append(text, NEW)
    assert found(new) == {"second": NEW._replace(topic="mine")}


def test_append_to_a_file_without_a_last_line_end() -> None:
    new = editor.append(BANK.split("\n# the end", maxsplit=1)[0], NEW._replace(id="fourth"))
    assert list(found(new)) == ["first", "second", "third", "fourth"]
    assert new.endswith("\n")


def test_remove_takes_out_one_question_after_the_other() -> None:
    text = BANK
    for name in ("second", "first"):
        text = editor.remove(text, name)
        assert name not in found(text)
    assert "# ---- second\n" in text
    assert text.endswith("# the end\n")
    text = editor.remove(text, "third")
    assert "questions: []" in text
    assert list(found(editor.append(text, NEW))) == ["second"]


def test_a_question_in_one_line_is_refused_with_a_remedy() -> None:
    text = "questions: [{id: a, ask: $x$, answer: $y$}]\n"
    with pytest.raises(BankError, match="write each field on a line of its own"):
        editor.splice(text, "a", emit(NEW))
    with pytest.raises(BankError, match="there is no question b"):
        editor.extract(text, "b")


def test_write_replaces_the_file_in_one_step_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    editor.write(path, "old", None)
    path.chmod(0o640)
    editor.write(path, "新\r\n", b"old")
    assert path.read_bytes() == "新\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_write_refuses_where_another_program_was_faster(tmp_path: Path) -> None:
    path = tmp_path / "bank.yaml"
    path.write_bytes(b"theirs")
    with pytest.raises(BankError, match="has changed since it was read"):
        editor.write(path, "ours", b"before")
    with pytest.raises(BankError, match="exists already"):
        editor.write(path, "ours", None)
    assert path.read_bytes() == b"theirs"
