"""How many terminal cells text takes, and fitting it into a number of them.

Some terminals draw the East Asian *ambiguous* characters (Greek, ●, ─) two cells wide. There, and on a stream that
cannot encode them, the marks of the page are written in ASCII, and what is left is measured as two cells.
"""

from __future__ import annotations

from typing import Literal
from unicodedata import east_asian_width

from rich.cells import cell_len, get_character_cell_size
from rich.text import Text

Align = Literal["left", "right", "centre"]

ASCII_MARKS = str.maketrans("•·━─│×–○●▒▓█←↑→↓░✓✗›‹−▁▂▃▄▅▆▇", "*-=-|x-o#:+#<^>v.+x><-__--==#")


class _Marks:
    """How this terminal shows marks: one setting for the whole process, as the locale is."""

    ascii = False


def use_ascii_marks(wanted: bool) -> None:
    """Write marks in ASCII, and measure the other ambiguous characters as two cells."""
    _Marks.ascii = wanted


def written(text: str) -> str:
    """The text as this terminal is sent it; the number of cells stays the same."""
    text = text.replace("\u00a0", " ")
    return text.translate(ASCII_MARKS) if _Marks.ascii else text


def width(text: str) -> int:
    """Cells that `text` takes on this terminal."""
    if not _Marks.ascii or text.isascii():
        return cell_len(text)
    return sum(map(char_width, text))


def char_width(char: str) -> int:
    """Cells that one character takes on this terminal."""
    cells = get_character_cell_size(char)
    if cells == 1 and _Marks.ascii and ord(char) not in ASCII_MARKS and east_asian_width(char) == "A":
        return 2
    return cells


def cut(text: Text, cells: int) -> Text:
    """The text in at most `cells`; what is too long ends in an ellipsis."""
    if width(text.plain) <= cells:
        return text
    ellipsis = "..." if _Marks.ascii else "…"
    room, kept = cells - len(ellipsis), 0
    if room < 0:
        return Text("." * cells)
    for char in text.plain:
        room -= char_width(char)
        if room < 0:
            break
        kept += 1
    shortened = text[: len(text.plain[:kept].rstrip(" "))]
    shortened.append(ellipsis)
    return shortened


def pad(text: Text | str, cells: int, align: Align = "left") -> Text:
    """The text filled with spaces to exactly `cells`, or cut to it. A style at its end does not reach the filling."""
    text = cut(Text(text) if isinstance(text, str) else text, cells)
    room = cells - width(text.plain)
    before = {"left": 0, "right": room, "centre": room // 2}[align]
    return Text.assemble(" " * before, text, " " * (room - before))
