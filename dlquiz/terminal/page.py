"""The page: one column, a head over a rule that shows the progress, a body that scrolls, a foot with the keys.

From 80 columns on: margin 2, label 8, mark 2, text 66, margin 2. Below: margin 1, mark 2, text, margin 1, and a label
stands at the right end of a one-line entry, else above it. The page grows no further; it stands centred, at the top.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.text import Text

from dlquiz.terminal.cells import pad, width
from dlquiz.terminal.words import Say
from dlquiz.terminal.wrap import wrap

PAGE, TALL, MEASURE = 80, 36, 66
BLANK = Text()
Place = tuple[int, int]
"""A row and a column, from 0."""


class Grid(NamedTuple):
    """Where things stand on a terminal of this size."""

    columns: int
    rows: int

    @property
    def wide(self) -> bool:
        return self.columns >= PAGE

    @property
    def margin(self) -> int:
        return 2 if self.wide else 1

    @property
    def text_at(self) -> int:
        return self.margin + (10 if self.wide else 2)

    @property
    def page(self) -> int:
        """Cells across the page."""
        return min(self.columns, PAGE)

    @property
    def left(self) -> int:
        """Cells to the left of the page."""
        return (self.columns - self.page) // 2

    @property
    def height(self) -> int:
        return min(self.rows, TALL)

    @property
    def measure(self) -> int:
        """Cells of a line of text."""
        return max(10, self.page - self.text_at - self.margin)

    @property
    def span(self) -> int:
        """Cells between the margins."""
        return max(10, self.page - 2 * self.margin)


class Page(NamedTuple):
    """What is shown, from top to bottom. cursor: where in the body something is typed."""

    title: str
    body: Sequence[Text]
    foot: Sequence[Text]
    detail: str = ""
    right: Text = BLANK
    part: int = 1
    whole: int = 1
    cursor: Place | None = None


class Laid(NamedTuple):
    """A page on its grid: the rows of the screen, how far the body is scrolled, what is hidden below it."""

    rows: list[Text]
    scroll: int
    step: int
    hidden: int
    cursor: Place | None


def lay(page: Page, grid: Grid, say: Say, scroll: int = 0) -> Laid:
    """Head at the top, keys at the bottom, the body between them, scrolled as far as asked and as there is text."""
    head = _head(page, grid)
    foot = [BLANK, *page.foot, BLANK]
    room = max(1, grid.height - len(head) - len(foot))
    scroll = _scrolled(page, room, scroll)
    body = list(page.body[scroll : scroll + room])
    hidden = len(page.body) - scroll - len(body)
    if hidden > 0:
        hidden += 1
        body[-1:] = entry(grid, [_more(say, hidden, typing=page.cursor is not None)])
    body += [BLANK] * (room - len(body))
    cursor = None
    if page.cursor and 0 <= page.cursor[0] - scroll < room:
        cursor = len(head) + page.cursor[0] - scroll, grid.left + page.cursor[1]
    rows = [_indented(line, grid.left) for line in (*head, *body, *foot)][: grid.rows]
    return Laid(rows, scroll, max(1, room - 2), hidden, cursor)


def _scrolled(page: Page, room: int, wanted: int) -> int:
    """As far as wanted, but no further than the last line, and so that the cursor is in sight."""
    scroll = max(0, min(wanted, len(page.body) - room))
    if page.cursor:
        row = page.cursor[0]
        below = room - 1 if len(page.body) - scroll > room else room
        scroll = min(scroll, row) if row < scroll + below else row - below + 1
    return scroll


def _head(page: Page, grid: Grid) -> list[Text]:
    right = page.right
    room = grid.span - width(right.plain) - 1
    full = Text.assemble(page.title, (f" · {page.detail}" if page.detail else "", "quiet"))
    left = full if width(full.plain) <= room else Text(page.title)
    title = Text.assemble(pad(left, room), " ", right)
    edge = " " * grid.margin
    return [BLANK, Text.assemble(edge, title), Text.assemble(edge, bar(page.part, page.whole, grid.span)), BLANK]


def _more(say: Say, hidden: int, typing: bool) -> Text:
    """How many lines are below. While something is typed space is text, and the page follows the cursor."""
    said = Text(say("more lines", n=hidden), "quiet")
    return said if typing else Text.assemble((say.key("space"), "key"), " ", said)


def _indented(line: Text, cells: int) -> Text:
    return Text.assemble(" " * cells, line) if cells and line.plain else line


# pieces


def bar(part: float, whole: float, cells: int) -> Text:
    """Heavy for what is done, light for what is left: it reads without colour."""
    done = max(0, min(cells, round(cells * part / whole))) if whole else 0
    return Text.assemble(("━" * done, "accent"), ("─" * (cells - done), "quiet"))


def part_of(part: int, whole: int) -> Text:
    """``7/15``, the whole quiet."""
    return Text.assemble(str(part), (f"/{whole}", "quiet"))


def entry(grid: Grid, lines: Iterable[Text | str], label: str = "", mark: Text | str = "") -> list[Text]:
    """A block: its label in the gutter, its mark just left of the text, everything else on one edge.

    A string is wrapped; a Text is a line that fits already.
    """
    body: list[Text] = []
    for line in lines:
        body += wrap(Text(line), grid.measure) if isinstance(line, str) else [line]
    if not grid.wide:
        return _narrow_entry(grid, body, label, mark)
    first = Text.assemble(" " * grid.margin, pad(Text(label, "quiet"), 8), pad(mark, 2))
    rest = " " * grid.text_at
    return [_placed(first if number == 0 else rest, line) for number, line in enumerate(body)]


def _narrow_entry(grid: Grid, body: list[Text], label: str, mark: Text | str) -> list[Text]:
    head, above = Text(label, "quiet"), []
    if label and len(body) == 1 and width(body[0].plain) + width(label) < grid.measure:
        body = [Text.assemble(pad(body[0], grid.measure - width(label)), head)]
    elif label:
        above = [Text.assemble(" " * grid.margin, head)]
    first = Text.assemble(" " * grid.margin, pad(mark, 2))
    rest = " " * grid.text_at
    return [*above, *(_placed(first if number == 0 else rest, line) for number, line in enumerate(body))]


def entries(grid: Grid, items: Sequence[tuple[Sequence[Text], Text | str]], label: str = "") -> list[Text]:
    """Several entries, each with its mark, under one label. On a narrow page it stands above them."""
    lines: list[Text] = []
    if label and len(items) > 1 and not grid.wide:
        lines, label = [Text.assemble(" " * grid.margin, (label, "quiet"))], ""
    for number, (body, mark) in enumerate(items):
        lines += entry(grid, body, label if number == 0 else "", mark)
    return lines


def _placed(before: Text | str, line: Text) -> Text:
    if not line.plain and (isinstance(before, str) or not before.plain.strip()):
        return BLANK
    return Text.assemble(before, line)


def table(rows: Iterable[Sequence[Text | str]], widths: Sequence[int], aligns: str, gap: int = 2) -> list[Text]:
    """Columns without rules; `aligns` has l or r for each."""
    sides = ["right" if align == "r" else "left" for align in aligns]
    return [
        Text(" " * gap).join(
            pad(cell, cells, "right" if side == "right" else "left")
            for cell, cells, side in zip(row, widths, sides, strict=True)
        )
        for row in rows
    ]


def keys(grid: Grid, say: Say, names: Sequence[str], **values: object) -> list[Text]:
    """One line of key hints, in order of use. Those that do not fit are dropped from the end, but never the last."""
    hints = [hint(say, name, **values) for name in names]
    gap = "   " if grid.wide else "  "
    while width((line := Text(gap).join(hints)).plain) > grid.measure and len(hints) > 1:
        del hints[-2]
    return entry(grid, [line])


def hint(say: Say, name: str, **values: object) -> Text:
    """A key, and what it does."""
    key, does = say.hint(name, **values)
    return Text.assemble((key, "key"), " ", (does, "quiet"))
