"""What a view of a card is made from, and the pieces that all kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.text import Text as Line

from dlquiz.core import text as markdown
from dlquiz.core.questions import Question, Text
from dlquiz.core.session import Turn
from dlquiz.terminal.cells import char_width, pad, width
from dlquiz.terminal.controls import Ui
from dlquiz.terminal.lineedit import Line as Typed
from dlquiz.terminal.lineedit import window
from dlquiz.terminal.page import BLANK, Grid, Place, entries, entry
from dlquiz.terminal.prose import formula_lines, phrase, prose
from dlquiz.terminal.words import Say, interval
from dlquiz.terminal.wrap import wrap


class Scene(NamedTuple):
    """A card as it is to be shown. waits: the days each grade would wait, () while they are not known.

    undo: what `u` would take back, "" where nothing. demo: the card has one. score: in a quiz, how many answers were
    right so far.
    """

    turn: Turn
    ui: Ui
    grid: Grid
    say: Say
    waits: Sequence[float] = ()
    undo: str = ""
    demo: bool = False
    score: int | None = None

    @property
    def question(self) -> Question:
        return self.turn.card.question


class Body(NamedTuple):
    """Lines of the page, and where in them the cursor stands."""

    lines: list[Line]
    cursor: Place | None = None


MARKS = {True: ("✓", "right"), False: ("✗", "wrong")}


def mark(right: bool) -> Line:
    """✓ or ✗."""
    return Line.assemble(MARKS[right])


# texts of a bank


def flowing(scene: Scene, text: Text, measure: int = 0, style: str = "", balanced: bool = False) -> list[Line]:
    """A short text, wrapped; where both languages are wanted, the other one quiet below."""
    measure = measure or scene.grid.measure
    lines = [_styled(line, style) for line in wrap(phrase(scene.say.of(text), measure), measure, balanced)]
    if other := second(scene, text):
        lines += [_styled(line, "quiet") for line in wrap(phrase(other, measure), measure, balanced)]
    return lines


def second(scene: Scene, text: Text) -> str:
    """The text in the other language, where that is wanted and not the same."""
    other = text.in_(scene.say.other)
    return other if scene.say.both and other != scene.say.of(text) else ""


def _styled(line: Line, style: str) -> Line:
    if style:
        line.stylize(style)
    return line


def asked(scene: Scene, text: Text) -> list[Line]:
    """The question, bold, its kind as the label. On a narrow page the card shows its kind well enough."""
    label = scene.say(scene.turn.card.kind) if scene.grid.wide else ""
    return entry(scene.grid, flowing(scene, text, style="bold", balanced=True), label)


def block(scene: Scene, label: str, lines: Iterable[Line], mark: Line | str = "") -> list[Line]:
    """An entry with a word of the interface as its label."""
    return entry(scene.grid, lines, scene.say(label) if label else "", mark)


def listed(scene: Scene, label: str, items: Iterable[Text], mark: Line) -> list[Line]:
    """Items under one label, each with the mark."""
    return entries(scene.grid, [(flowing(scene, item), mark) for item in items], scene.say(label))


def sections(parts: Iterable[Sequence[Line]]) -> list[Line]:
    """Sections one blank row apart; empty ones are left out."""
    lines: list[Line] = []
    for part in parts:
        if part:
            lines += [BLANK, *part] if lines else part
    return lines


# what answers show


def hints(scene: Scene) -> list[Line]:
    """The points that were given away so far."""
    return listed(scene, "hint", scene.question.points[: scene.turn.hints], Line("•", "quiet"))


def answer(scene: Scene) -> list[Line]:
    """The answer: its first paragraph, the formulas, the rest, the sketch."""
    measure, texts = scene.grid.measure, [scene.say.of(scene.question.answer), second(scene, scene.question.answer)]
    lines: list[Line] = []
    for number, text in enumerate(texts):
        blocks = markdown.parse(text)
        formulas = formula_lines(scene.question.formula, measure) if scene.question.formula and number == 0 else []
        parts = [prose(blocks[:1], measure), formulas[1:-1], prose(blocks[1:], measure)]
        if number:
            parts = [[_styled(line, "quiet") for line in part] for part in parts]
        lines = sections([lines, *parts])
    return block(scene, "answer", lines)


def summary(scene: Scene) -> list[Line]:
    """The first paragraph of the answer, which stands alone, and the formulas."""
    measure, formulas = scene.grid.measure, scene.question.formula
    first = prose(markdown.parse(scene.say.of(scene.question.answer))[:1], measure)
    return block(scene, "answer", sections([first, formula_lines(formulas, measure)[1:-1] if formulas else []]))


def sketch(scene: Scene) -> list[Line]:
    rows = markdown.sanitise(scene.question.sketch).strip("\n")
    return block(scene, "sketch", map(Line, rows.split("\n"))) if rows else []


def points(scene: Scene) -> list[Line]:
    return listed(scene, "points", scene.question.points, Line("•", "quiet"))


def traps(scene: Scene) -> list[Line]:
    """What people say, in quotation marks, and below it what is right."""
    items: list[tuple[list[Line], Line]] = []
    for trap in scene.question.traps:
        wrong = Text(*(Say(lang)("quoted", text=trap.wrong.in_(lang)) for lang in ("en", "zh")))
        said = [*flowing(scene, wrong, style="quiet"), *flowing(scene, trap.right)]
        items.append((said, Line("!", "warm")))
    return entries(scene.grid, items, scene.say("traps"))


# what is typed

FIELD = 8
"""Cells of an empty field: always as wide, so as not to tell the length of what belongs there."""
WIDEST_FIELD = 32


def field_width(line: Typed, least: int = FIELD) -> int:
    return max(least, min(width(line.text) + 1, WIDEST_FIELD))


def cells_of(text: str, style: str) -> list[tuple[str, str]]:
    """The cells that text takes, each with the style; the second one of a wide character is empty."""
    cells: list[tuple[str, str]] = []
    for char in text:
        size = char_width(char)
        if size:
            cells += [(char, style), *[("", "")] * (size - 1)]
        elif cells:
            cells[-1] = (cells[-1][0] + char, style)
    return cells


def field_cells(line: Typed, size: int) -> list[tuple[str, str]]:
    """The cells of a field: what is typed, over a line of so many cells."""
    typed = cells_of(window(line, size)[0], "accent")
    return typed + [("_", "quiet")] * (size - len(typed))


def field(line: Typed, cells: int) -> Line:
    """The same as text."""
    return Line.assemble(*field_cells(line, cells))


def typed_entry(scene: Scene, after: str = "") -> Body:
    """The one line of a card whose answer is typed; after: what stands behind the field, a unit say."""
    line, room = scene.ui.lines[0], scene.grid.measure - width(after) - 1
    cells = min(room, scene.grid.measure if scene.turn.card.check is None else field_width(line, 2 * FIELD))
    shown = Line.assemble(field(line, cells), (f" {after}" if after else "", "quiet"))
    lines = entry(scene.grid, [shown], scene.say("yours") if scene.grid.wide else "", Line("›", "key"))
    column = scene.grid.text_at + window(line, cells)[1]
    return Body(lines, (0, column) if scene.ui.typing else None)


# the foot


def grades(scene: Scene) -> list[Line]:
    """Four equal columns: the grade above, below it how long it would wait; › at a machine's own grade."""
    column = (scene.grid.measure + 2) // 4
    machine = scene.turn.card.check is not None
    above, below = Line(" " * (scene.grid.text_at - 2)), Line(" " * (scene.grid.text_at - 2))
    for grade in range(1, 5):
        proposed = machine and grade == scene.turn.proposed
        name = Line.assemble((str(grade), "key"), " ", (scene.say.grade(grade), "bold" if proposed else ""))
        wait = interval(scene.say, scene.waits[grade - 1]) if scene.waits else ""
        above.append_text(Line.assemble(("› " if proposed else "  ", "key"), pad(name, column - 2)))
        below.append_text(Line.assemble("  ", pad(Line(wait, "quiet"), column - 2)))
    return [above, below]
