"""The fields of a new question, as they are typed: pure editing, no painting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from dlquiz.core.questions import Text
from dlquiz.core.text import sanitise
from dlquiz.terminal.cells import char_width, width
from dlquiz.terminal.keys import Event, Paste
from dlquiz.terminal.lineedit import Line, edit

Name = Literal["topic", "ask", "answer", "point", "right", "wrong", "asked"]
NAMES: tuple[Name, ...] = ("topic", "ask", "answer", "point", "right", "wrong", "asked")
MOST: Mapping[Name, int] = {"point": 6, "wrong": 4}
"""Fields of which there is always an empty one more, up to so many."""
LONG = ("ask", "answer", "point", "right", "wrong")
"""Fields that may have several lines."""
LONGEST = 20_000


class Field(NamedTuple):
    """A field and what is in it."""

    name: Name
    line: Line = Line()


class Form(NamedTuple):
    """All fields in order, and the one that is typed in."""

    fields: tuple[Field, ...]
    at: int = 0

    @property
    def current(self) -> Field:
        return self.fields[self.at]

    def texts(self, name: Name) -> tuple[str, ...]:
        """What is typed in the fields of a name, empty ones left out."""
        return tuple(field.line.text for field in self.fields if field.name == name and field.line.text.strip())

    def text(self, name: Name) -> str:
        """What is typed in the one field of a name; "" for nothing."""
        return next(iter(self.texts(name)), "")


def filled(values: Mapping[str, Sequence[str]]) -> Form:
    """A form with some of its fields filled in; the first empty one is typed in."""
    fields = [Field(name, _line(sanitise(text))) for name in NAMES for text in values.get(name) or ("",)]
    form = _completed(Form(tuple(fields)))
    return form._replace(at=next((at for at, field in enumerate(form.fields) if not field.line.text), 0))


def values(form: Form) -> dict[str, tuple[str, ...]]:
    """What is typed, by field; `filled` takes it back."""
    return {name: texts for name in NAMES if (texts := form.texts(name))}


def press(form: Form, key: Event, topics: Mapping[str, Text]) -> Form | None:
    """The form after a key, the same where the key means nothing here; None where the last field is left forwards."""
    match key:
        case "enter" | "down" | "tab":
            if key == "tab" and (completed := _topic_completed(form, topics)):
                return completed
            return form._replace(at=form.at + 1) if form.at + 1 < len(form.fields) else None
        case "up" | "shift-tab":
            return form._replace(at=max(0, form.at - 1))
        case Paste(text):
            return replaced(form, _pasted(form.current, text))
    line = edit(form.current.line, key, LONGEST)
    return form if line is None else replaced(form, line)


def replaced(form: Form, line: Line) -> Form:
    """The form with another text in the field that is typed in."""
    fields = list(form.fields)
    fields[form.at] = form.current._replace(line=line)
    return _completed(form._replace(fields=tuple(fields)))


def given(form: Form, text: str) -> Form:
    """The form with a text from elsewhere, an editor say, in the field that is typed in."""
    return replaced(form, _line(sanitise(text).strip("\n")))


def candidates(typed: str, topics: Mapping[str, Text]) -> list[str]:
    """Topics that what is typed may mean: those that begin so first."""
    wanted = typed.strip().casefold()
    begins = [topic for topic in topics if topic.startswith(wanted)]
    holds = [topic for topic, title in topics.items() if wanted in f"{topic} {title.en} {title.zh}".casefold()]
    return list(dict.fromkeys([*begins, *holds]))


def _topic_completed(form: Form, topics: Mapping[str, Text]) -> Form | None:
    field = form.current
    if field.name != "topic" or field.line.text in topics:
        return None
    found = candidates(field.line.text, topics)
    return replaced(form, _line(found[0])) if found else None


def _completed(form: Form) -> Form:
    """One empty field after the filled ones, where there may be several; the cursor stays with its field."""
    fields: list[Field] = []
    at = form.at
    for name in NAMES:
        own = [(place, field) for place, field in enumerate(form.fields) if field.name == name]
        kept = [(place, field) for place, field in own if field.line.text or place == form.at or name not in MOST]
        for place, field in kept:
            if place == form.at:
                at = len(fields)
            fields.append(field)
        if not kept or (kept[-1][1].line.text and len(kept) < MOST.get(name, 1)):
            fields.append(Field(name))
    return Form(tuple(fields), at)


def _line(text: str) -> Line:
    return Line(text, len(text))


def _pasted(field: Field, text: str) -> Line:
    text = sanitise(text) if field.name in LONG else " ".join(sanitise(text).split())
    line = field.line
    room = max(0, LONGEST - len(line.text))
    return Line(line.before + text[:room] + line.after, line.at + len(text[:room]))


def folded(line: Line, cells: int) -> tuple[list[str], tuple[int, int]]:
    """The rows that a text takes, broken at spaces where there are any, and the cursor's row and cell in them."""
    rows: list[tuple[int, str]] = []
    start = 0
    for part in line.text.split("\n"):
        rest = part
        while rest or not rows or rows[-1][0] != start:
            cut = _cut(rest, cells)
            rows.append((start, rest[:cut]))
            start, rest = start + cut, rest[cut:]
            if not rest:
                break
        start += 1
    row = max(number for number, (begins, _) in enumerate(rows) if begins <= line.at)
    return [text for _, text in rows], (row, width(line.text[rows[row][0] : line.at]))


def _cut(text: str, cells: int) -> int:
    """How many characters of a text go on a row."""
    end = 0
    for char in text:
        cells -= char_width(char)
        if cells < 0:
            break
        end += 1
    else:
        return end
    space = text.rfind(" ", 0, end + 1)
    return space + 1 if space > 0 else max(end, 1)
