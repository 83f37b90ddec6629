"""A text with blanks that are typed in place."""

from __future__ import annotations

from difflib import SequenceMatcher

from rich.text import Text as Line

from dlquiz.core.questions import LANGS, Cloze
from dlquiz.core.text import Blank, hidden, parse_cloze, sanitise
from dlquiz.terminal.cells import width
from dlquiz.terminal.controls import next_empty
from dlquiz.terminal.lineedit import window
from dlquiz.terminal.page import Place, entries, entry
from dlquiz.terminal.prose import phrase
from dlquiz.terminal.views.scene import (
    Body,
    Scene,
    block,
    cells_of,
    field_cells,
    field_width,
    hints,
    mark,
    sections,
    summary,
)
from dlquiz.terminal.wrap import wrap

HELD = 0x2801
"""Braille patterns hold the cells of the blanks while the text is laid out: they are narrow and never parted."""
HELD_CELLS = 63


def body(scene: Scene) -> Body:
    """The text with its blanks being typed; then filled, with what was typed and the verdicts."""
    check = scene.turn.card.check
    assert isinstance(check, Cloze)
    source = scene.say.of(check.text)
    if scene.turn.revealed:
        return Body(sections([_shown(scene, source), _verdict(scene, source), _near(scene), summary(scene)]))
    lines, cursor = _typed(scene, source)
    return Body(sections([lines, hints(scene)]), cursor)


def keys(scene: Scene) -> list[str]:
    """The hints of the foot before the answer is shown."""
    if not scene.ui.typing:
        return ["answer", "type"]
    if next_empty(scene.ui) is not None:
        return ["to blank", "other"]
    enter = "check" if any(line.text for line in scene.ui.lines) else "give up"
    return [enter, *(["blank"] if len(scene.ui.lines) > 1 else []), "other"]


def _label(scene: Scene) -> str:
    return scene.say("cloze") if scene.grid.wide else ""


# the text, with its blanks laid out as boxes of cells

Cells = list[tuple[str, str]]


def _laid(scene: Scene, source: str, boxes: list[Cells]) -> list[Line]:
    """The text with a box of cells in each blank. Boxes are held by placeholders while the lines are broken."""
    held = [_held(number, len(box)) for number, box in enumerate(boxes)]
    shown = [rf"\text{{{text}}}" if blank.math else text for blank, text in zip(blanks(source), held, strict=True)]
    measure = scene.grid.measure
    return entry(scene.grid, wrap(phrase(hidden(source, shown), measure), measure), _label(scene))


def _held(box: int, cells: int) -> str:
    return "".join(chr(HELD + HELD_CELLS * box + cell) for cell in range(cells))


def _put(line: Line, boxes: list[Cells]) -> Line:
    """The line with the boxes in place of what held them."""
    parts: list[Line | tuple[str, str]] = []
    start = 0
    for at, char in enumerate(line.plain):
        box, cell = divmod(ord(char) - HELD, HELD_CELLS)
        if 0 <= box < len(boxes) and cell < len(boxes[box]):
            parts += [line[start:at], boxes[box][cell]]
            start = at + 1
    return Line.assemble(*parts, line[start:])


def _typed(scene: Scene, source: str) -> tuple[list[Line], Place | None]:
    """The text with what is being typed in its blanks."""
    sizes = [min(field_width(line), scene.grid.measure - 4, HELD_CELLS) for line in scene.ui.lines]
    boxes = [field_cells(line, size) for line, size in zip(scene.ui.lines, sizes, strict=True)]
    lines = _laid(scene, source, boxes)
    cursor = None
    if scene.ui.typing:
        at = window(scene.ui.lines[scene.ui.field], sizes[scene.ui.field])[1]
        cursor = _found(lines, chr(HELD + HELD_CELLS * scene.ui.field + at))
    return [_put(line, boxes) for line in lines], cursor


def _found(lines: list[Line], held: str) -> Place | None:
    for row, line in enumerate(lines):
        before, found, _ = line.plain.partition(held)
        if found:
            return row, width(before)
    return None


def _shown(scene: Scene, source: str) -> list[Line]:
    """The text with the first form in each blank."""
    forms = [_form(scene, blank) for blank in blanks(source)]
    boxes = [cells_of(form.plain, "bold")[:HELD_CELLS] for form in forms]
    return [_put(line, boxes) for line in _laid(scene, source, boxes)]


def _form(scene: Scene, blank: Blank) -> Line:
    return phrase(f"${blank.forms[0]}$" if blank.math else blank.forms[0], scene.grid.measure)


# the verdict


def _verdict(scene: Scene, source: str) -> list[Line]:
    typed = scene.turn.answer
    if not isinstance(typed, tuple) or not scene.turn.verdict:
        return []
    items: list[tuple[list[Line], Line]] = []
    for number, (blank, given, right) in enumerate(zip(blanks(source), typed, scene.turn.verdict.parts, strict=True)):
        said = wrap(Line(str(given)), scene.grid.measure)
        if not right and scene.turn.verdict.near:
            said = _near_miss(scene, str(given), number)
        elif not right:
            said = _beside(scene, Line(sanitise(str(given))), _form(scene, blank))
        items.append((said, mark(right)))
    return entries(scene.grid, items, scene.say("yours"))


def blanks(source: str) -> list[Blank]:
    return [piece for piece in parse_cloze(source) if isinstance(piece, Blank)]


def _beside(scene: Scene, typed: Line, form: Line) -> list[Line]:
    """What was typed, and what is right."""
    before, _, after = scene.say("right is", right="\0").partition("\0")
    said = Line.assemble(typed if typed.plain else "–", (f" · {before}", "quiet"), form, (after, "quiet"))
    return wrap(said, scene.grid.measure)


def _near_miss(scene: Scene, typed: str, number: int) -> list[Line]:
    """What was typed beside the form nearest to it in either language, coloured and with carets where they differ."""
    check = scene.turn.card.check
    assert isinstance(check, Cloze)
    forms = [form for lang in LANGS for form in blanks(check.text.in_(lang))[number].forms]
    nearest = sanitise(max(forms, key=lambda form: SequenceMatcher(None, typed.casefold(), form.casefold()).ratio()))
    typed = sanitise(typed)
    yours, right = Line(typed), Line(nearest)
    for _, start, end, other_start, other_end in _differing(typed, nearest):
        yours.stylize("wrong", start, end)
        right.stylize("right", other_start, other_end)
    lines = _beside(scene, yours, right)
    return [*lines, Line(differences(typed, nearest), "wrong")] if len(lines) == 1 else lines


def _differing(typed: str, right: str) -> list[tuple[str, int, int, int, int]]:
    matcher = SequenceMatcher(None, typed.casefold(), right.casefold())
    return [code for code in matcher.get_opcodes() if code[0] != "equal"]


def differences(typed: str, right: str) -> str:
    """A caret below each character typed that does not belong, or before which one is missing."""
    carets = [" "] * (len(typed) + 1)
    for _, start, end, _, _ in _differing(typed, right):
        carets[start : max(end, start + 1)] = "^" * max(end - start, 1)
    return "".join(caret + " " * (width(char) - 1) for caret, char in zip(carets, typed + " ", strict=True)).rstrip()


def _near(scene: Scene) -> list[Line]:
    if not scene.turn.verdict or not scene.turn.verdict.near:
        return []
    return block(scene, "", wrap(Line(scene.say("almost"), "quiet"), scene.grid.measure))
