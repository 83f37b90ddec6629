"""The form of a new question: pure editing."""

from __future__ import annotations

import pytest
from hypothesis import given as given_
from hypothesis import strategies as st

from dlquiz.core.questions import Lang, Text
from dlquiz.terminal.cells import width
from dlquiz.terminal.form import NAMES, Form, Name, candidates, filled, folded, given, press
from dlquiz.terminal.keys import Event, Paste
from dlquiz.terminal.lineedit import Line
from dlquiz.terminal.page import Grid, lay
from dlquiz.terminal.views.add import form_page
from dlquiz.terminal.words import Say

TOPICS = {"normalization": Text("Normalisation layers", "归一化"), "optimization": Text("Optimisers", "优化器")}


def typed(form: Form, *keys: Event) -> Form:
    for key in keys:
        after = press(form, key, TOPICS)
        assert after is not None
        form = after
    return form


def names(form: Form) -> list[str]:
    return [field.name for field in form.fields]


def test_enter_goes_from_field_to_field_and_off_the_end() -> None:
    form = filled({})
    assert names(form) == ["topic", "ask", "answer", "point", "right", "wrong", "asked"]
    seen = [form.current.name]
    while (after := press(form, "enter", TOPICS)) is not None:
        form = after
        seen.append(form.current.name)
    assert seen == names(form)


def test_there_is_always_one_more_point_up_to_six() -> None:
    form = typed(filled({"topic": ["x"], "ask": ["y"], "answer": ["z"]}))
    for letter in "abcdefg":
        form = typed(form, letter, "enter")
    assert form.texts("point") == ("a", "b", "c", "d", "e", "f")
    assert form.texts("right") == ("g",)
    assert names(form).count("point") == 6
    assert names(form).count("right") == 1


def test_an_emptied_point_goes_when_it_is_left() -> None:
    form = filled({"topic": ["x"], "ask": ["y"], "answer": ["z"], "point": ["a", "b"]})._replace(at=3)
    form = typed(form, "backspace", "down")
    assert form.texts("point") == ("b",)
    assert form.current.line.text == "b"


def test_tab_completes_a_topic_by_its_id_or_its_title() -> None:
    assert candidates("opt", TOPICS) == ["optimization"]
    assert candidates("归一", TOPICS) == ["normalization"]
    assert candidates("", TOPICS) == list(TOPICS)
    form = typed(filled({}), "o", "p", "tab")
    assert (form.text("topic"), form.current.name) == ("optimization", "topic")
    assert typed(form, "tab").current.name == "ask"
    assert typed(filled({}), "z", "z", "tab").current.name == "ask"


def test_a_paste_keeps_its_lines_where_there_may_be_several() -> None:
    text = "one\n\n- two 卷积\x1b[31m" + "x" * 600
    form = typed(filled({"topic": ["t"], "ask": ["q"]}), Paste(text))
    assert form.text("answer") == text.replace("\x1b", "�")
    assert typed(filled({}), Paste("a\nb")).text("topic") == "a b"


def test_a_text_from_an_editor_replaces_the_field() -> None:
    form = given(filled({"topic": ["t"], "ask": ["q"], "answer": ["a"]})._replace(at=2), "new\n\nlines\n")
    assert form.text("answer") == "new\n\nlines"


@given_(st.text("ab 中，\n", max_size=60), st.integers(4, 20), st.data())
def test_folding_loses_nothing_and_keeps_the_cursor_on_the_page(text: str, cells: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    rows, (row, column) = folded(Line(text, at), cells)
    assert "".join(rows) == text.replace("\n", "")
    assert all(width(shown.rstrip(" ")) <= cells for shown in rows)
    assert 0 <= row < len(rows)
    before = "".join(rows[:row])
    assert len(before) <= len(text[:at].replace("\n", ""))
    assert column == width(text[:at].replace("\n", "")[len(before) :])


def test_a_key_that_means_nothing_changes_nothing() -> None:
    form = typed(filled({"topic": ["x"]}), "a")
    assert press(form, "pgdn", TOPICS) == form


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(40, 15), (40, 24), (80, 30)])
@pytest.mark.parametrize("text", ["", "short", "a text that takes two lines on a narrow page", "two\nlines"])
@pytest.mark.parametrize("name", NAMES)
def test_the_cursor_stands_behind_what_is_typed_and_no_line_is_too_wide(
    name: Name, text: str, size: tuple[int, int], lang: Lang
) -> None:
    form = filled({name: [text]})
    form = form._replace(at=[field.name for field in form.fields].index(name))
    grid, say = Grid(*size), Say(lang)
    laid = lay(form_page(form, TOPICS, (), False, grid, say), grid, say)
    rows = [row.plain for row in laid.rows]
    assert max(map(width, rows)) <= size[0]
    assert laid.cursor is not None
    row, column = laid.cursor
    before = next(rows[row][:end] for end in range(len(rows[row]) + 1) if width(rows[row][:end]) == column)
    assert before.rstrip().endswith(text.rpartition("\n")[2][-9:] or "›")


def test_a_form_that_is_too_long_does_not_speak_of_space() -> None:
    laid = lay(form_page(filled({}), TOPICS, (), False, Grid(40, 15), Say("en")), Grid(40, 15), Say("en"))
    (said,) = [row.plain.strip() for row in laid.rows if "more line" in row.plain]
    assert said.startswith("↓")
