"""Answers, questions and formulas as lines of a given width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from rich.text import Text

from dlquiz.core.text import Block, Bullets, CodeBlock, Paragraph, Span, parse, sanitise
from dlquiz.errors import TexError
from dlquiz.terminal import formulas
from dlquiz.terminal.boxes import Box, beside, cells
from dlquiz.terminal.wrap import NBSP, wrap

INDENT = 3
"""Columns before formulas and code."""
GAP = 6
"""Columns between formulas that share a row."""
_NUMBER = re.compile(r"(?<=\d) (?=[\d\u4e00-\u9fff])")
"""The space within a row of numbers, or between a number and its Chinese unit: 0 0 1 1, 8 组."""


def phrase(markdown: str, measure: int) -> Text:
    """A question, a point, an option: text to be wrapped, or put into a larger one. Code blocks are run in."""
    runs: list[Text] = []
    for block in parse(markdown):
        if isinstance(block, CodeBlock):
            runs.append(Text(block.text))
        else:
            runs += [_run(spans, measure) for spans in _runs(block)]
    return Text(" ").join(runs)


def prose(blocks: Sequence[Block], measure: int) -> list[Text]:
    """Blocks one blank row apart; a list touches the sentence that announces it."""
    lines: list[Text] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before and not _announces(before, block):
            lines.append(Text())
        lines += _block(block, measure)
    return lines


def _announces(before: Block, block: Block) -> bool:
    if not isinstance(before, Paragraph) or not isinstance(block, Bullets) or not before.spans:
        return False
    return before.spans[-1].text.endswith((":", "："))


def _block(block: Block, measure: int) -> list[Text]:
    if isinstance(block, CodeBlock):
        return [Text(" " * INDENT + line, style="code") for line in block.text.split("\n")]
    if isinstance(block, Paragraph):
        return wrap(_run(block.spans, measure), measure)
    marks = [f"{n}. " if block.ordered else "• " for n in range(1, len(block.items) + 1)]
    room = max(map(cells, marks))
    return [
        Text(head.rjust(room)) + line
        for mark, item in zip(marks, block.items, strict=True)
        for head, line in zip_longest([mark], wrap(_run(item, measure - room), measure - room), fillvalue="")
    ]


def _runs(block: Paragraph | Bullets) -> Iterable[tuple[Span, ...]]:
    return [block.spans] if isinstance(block, Paragraph) else block.items


def _run(spans: Iterable[Span], measure: int) -> Text:
    return Text.assemble(*(_span(span, measure) for span in spans))


def _span(span: Span, measure: int) -> tuple[str, str]:
    if span.kind == "code":
        return span.text, "code"
    if span.kind != "math":
        return _NUMBER.sub(NBSP, span.text), "bold" if span.kind == "strong" else ""
    drawn = _inline(span.text)
    return drawn.replace(" ", NBSP) if cells(drawn) <= measure else drawn, ""


def _inline(latex: str) -> str:
    try:
        return formulas.inline(latex)
    except TexError:
        return f"${latex}$"


def formula_lines(sources: Sequence[str], measure: int) -> list[Text]:
    """Formulas in two dimensions, indented, a blank row above and below each; short ones share a row.

    One that is too wide is written on one line and wrapped; one that cannot be drawn, as its source.
    """
    lines: list[Text] = [Text()] if sources else []
    row: list[Box] = []
    for box in (_drawn(source, measure) for source in sources):
        if row and sum(b.width + GAP for b in row) + box.width > measure - INDENT:
            lines += _set_off(row, measure)
            row = []
        row.append(box)
    return lines + (_set_off(row, measure) if row else [])


def _drawn(source: str, measure: int) -> Box:
    """The formula, never wider than `measure`."""
    try:
        box = formulas.box(source)
        return box if box.width <= measure else _hanging(formulas.equations(source), measure)
    except TexError:
        return _hanging([" ".join(sanitise(source).split())], measure)


def _hanging(lines: Iterable[str], measure: int) -> Box:
    """Lines wrapped where they are too long, what follows the first row indented."""
    parts = (wrap(Text(line), measure - 2 * INDENT) for line in lines)
    return Box.of([" " * INDENT * (i > 0) + row.plain for rows in parts for i, row in enumerate(rows)])


def _set_off(row: Sequence[Box], measure: int) -> list[Text]:
    gap = Box((" " * GAP,))
    whole = beside([part for box in row for part in (gap, box)][1:])
    indent = " " * min(INDENT, measure - whole.width)
    return [*(Text((indent + line).rstrip(" ")) for line in whole.rows), Text()]
