"""Run a command on a pty, press keys, and draw the screen as SVG, or as PNG through rsvg-convert.

    python tests/terminal/screenshot.py out.svg --keys ' |3' --size 80x30 -- python -m dlquiz

`|` in the keys waits until the screen has stood still; \\\\r, \\\\x1b and so on are read as in Python.
"""

from __future__ import annotations

import argparse
import select
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

sys.path.insert(0, str(Path(__file__).parents[1]))

from terminal.pty_terminal import DARK, LIGHT, Terminal

CELL, ROW, EDGE = 9.0, 20.0, 14.0
FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', 'PingFang SC', monospace"
STILL = 0.6


@dataclass(frozen=True)
class Colours:
    """The two colours of a terminal."""

    ink: str
    paper: str


THEMES = {"dark": (Colours("#d4d7dd", "#1e1e1e"), DARK), "light": (Colours("#24292f", "#ffffff"), LIGHT)}
NAMED = {"cyan": "#56b6c2", "green": "#98c379", "red": "#e06c75", "brown": "#e5c07b"}


def svg(screen: Any, colours: Colours) -> str:
    """The screen as a picture; every run of text is stretched to its cells, so that all fonts line up."""
    wide, high = screen.columns * CELL + 2 * EDGE, screen.lines * ROW + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" '
        f'font-family="{escape(FONTS)}" font-size="15">',
        f'<rect width="100%" height="100%" rx="8" fill="{colours.paper}"/>',
    ]
    for y in range(screen.lines):
        for x, text, cells, char in runs(screen, y):
            fill = NAMED.get(char.fg) or (colours.ink if char.fg == "default" else f"#{char.fg}")
            weight = ' font-weight="bold"' if char.bold else ""
            parts.append(
                f'<text x="{EDGE + x * CELL:.1f}" y="{EDGE + y * ROW + 15:.1f}" fill="{fill}"{weight} '
                f'textLength="{cells * CELL:.1f}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">'
                f"{escape(text)}</text>"
            )
    if not screen.cursor.hidden:
        at, down = EDGE + screen.cursor.x * CELL, EDGE + screen.cursor.y * ROW
        parts.append(
            f'<rect x="{at:.1f}" y="{down:.1f}" width="{CELL}" height="{ROW}" fill="{colours.ink}" opacity=".6"/>'
        )
    return "\n".join([*parts, "</svg>"])


def runs(screen: Any, y: int) -> Iterator[tuple[int, str, int, Any]]:
    """Text of one look in a row: its column, itself, its cells, its look. What is not plain ASCII stands alone."""
    x = 0
    while x < screen.columns:
        char = screen.buffer[y][x]
        text, cells = char.data, 2 if x + 1 < screen.columns and not screen.buffer[y][x + 1].data else 1
        while cells == len(text) and text.isascii() and x + cells < screen.columns:
            other = screen.buffer[y][x + cells]
            if not other.data.isascii() or other._replace(data="") != char._replace(data=""):
                break
            text, cells = text + other.data, cells + 1
        if text.strip():
            yield x, text, cells, char
        x += cells


def settle(terminal: Terminal) -> None:
    """Read until nothing new has come for a while: by hand there is no text to wait for."""
    while select.select([terminal.process.child_fd], [], [], STILL)[0]:
        seen = len(terminal.raw)
        terminal.until(lambda: len(terminal.raw) != seen, "the screen did not change")  # noqa: B023


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", default="80x30")
    parser.add_argument("--keys", default="")
    parser.add_argument("--theme", choices=THEMES, default="dark")
    parser.add_argument("command", nargs="+")
    asked = parser.parse_args()
    columns, rows = map(int, asked.size.split("x"))
    colours, background = THEMES[asked.theme]
    with Terminal(asked.command, columns, rows, background=background) as terminal:
        terminal.until(lambda: bool(terminal.text.strip()), "nothing appeared")
        settle(terminal)
        for keys in asked.keys.split("|"):
            terminal.send(keys.encode("latin-1", "backslashreplace").decode("unicode_escape"))
            settle(terminal)
        drawn = svg(terminal.screen, colours)
    if asked.out.suffix == ".png":
        subprocess.run(["rsvg-convert", "-o", str(asked.out)], input=drawn.encode(), check=True)
    else:
        asked.out.write_text(drawn)


if __name__ == "__main__":
    main()
