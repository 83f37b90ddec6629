"""Themes: readable colours, the right one chosen, and none where none is wanted."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from rich.color import Color
from rich.text import Text
from world import world

from dlquiz.environment import Environment
from dlquiz.terminal import theme
from dlquiz.terminal.cells import use_ascii_marks
from dlquiz.terminal.keys import Background
from dlquiz.terminal.theme import Appearance, Paint, by_background, chosen

BACKGROUNDS = {
    "dark": ("#000000", "#1e1e1e", "#282c34", "#002b36"),
    "light": ("#ffffff", "#fafafa", "#eff1f5", "#fdf6e3"),
}
LINE = Text.assemble(("a", "quiet"), "b", ("c", "key"), ("d", "bold"))


def luminance(colour: Color) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [part / 255 for part in colour.get_truecolor()]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["dark", "light"])
@pytest.mark.parametrize("role", theme.ROLES)
def test_contrast(name: theme.ThemeName, role: str) -> None:
    for background in BACKGROUNDS[name]:
        pair = sorted((luminance(Color.parse(theme.ROLES[role][name])), luminance(Color.parse(background))))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5


def test_what_the_terminal_is_sent() -> None:
    assert Paint("dark")(LINE) == "\x1b[38;5;246ma\x1b[0mb\x1b[1;38;5;110mc\x1b[0m\x1b[1md\x1b[0m"
    assert Paint("terminal")(LINE) == "ab\x1b[1;36mc\x1b[0m\x1b[1md\x1b[0m"
    assert Paint("none")(LINE) == "ab\x1b[1mc\x1b[0m\x1b[1md\x1b[0m"


@pytest.mark.parametrize(
    ("wanted", "variables", "known", "name"),
    [
        ("auto", {"TERM": "xterm-256color"}, Appearance("light"), "light"),
        ("auto", {"TERM": "xterm-256color"}, Appearance(), "terminal"),
        ("auto", {"TERM": "linux"}, Appearance("light"), "terminal"),
        ("auto", {"TERM": "linux", "COLORTERM": "truecolor"}, Appearance("dark"), "dark"),
        ("dark", {"TERM": "xterm-256color"}, Appearance("light"), "dark"),
        ("dark", {"TERM": "xterm-256color", "NO_COLOR": "1"}, Appearance("light"), "none"),
        ("auto", {"TERM": "xterm-256color", "NO_COLOR": ""}, Appearance("light"), "light"),
    ],
)
def test_choosing(wanted: str, variables: dict[str, str], known: Appearance, name: str) -> None:
    assert chosen(wanted, variables, known) == name


def test_dark_and_light_backgrounds() -> None:
    for name, backgrounds in BACKGROUNDS.items():
        for background in backgrounds:
            red, green, blue = (part / 255 for part in Color.parse(background).get_truecolor())
            assert by_background(Background(red, green, blue)) == name


def on(root: Path, terminal: str) -> Environment:
    return replace(world(root, TERM=terminal), data=root)


def test_what_a_terminal_told_is_remembered_by_its_name(tmp_path: Path) -> None:
    xterm, foot = on(tmp_path, "xterm"), on(tmp_path, "foot")
    assert theme.recall(xterm) == Appearance()
    theme.remember(xterm, Appearance("light", True))
    theme.remember(foot, Appearance("dark", False))
    assert theme.recall(xterm) == Appearance("light", True)
    assert theme.recall(foot) == Appearance("dark", False)


@pytest.mark.parametrize("damaged", ["", "[]", '{"xterm": 1}', '{"xterm": ["pink", false]}'])
def test_a_damaged_memory_remembers_nothing(tmp_path: Path, damaged: str) -> None:
    xterm = on(tmp_path, "xterm")
    (tmp_path / "terminal.json").write_text(damaged)
    assert theme.recall(xterm) == Appearance()
    theme.remember(xterm, Appearance("dark"))
    assert theme.recall(xterm) == Appearance("dark")


def test_a_stream_that_cannot_encode_gets_ascii() -> None:
    out = TextIOWrapper(BytesIO(), encoding="ascii", write_through=True)
    try:
        theme.prepare(out)
        out.write(Paint("none")(Text("━ 3×3 卷积")))
    finally:
        use_ascii_marks(False)
    assert out.buffer.getvalue() == b"= 3x3 ??"
