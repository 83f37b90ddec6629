"""Pictures of demos as files."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from world import world

from dlquiz.cli import run
from dlquiz.core.questions import Lang, Text
from dlquiz.core.result import Bars, Curve, Curves, Grid, Picture
from dlquiz.pictures import FORMATS, Format, render

CURVES = Curves(
    Text("Two curves", "两条曲线"),
    (Curve(Text("up", "上升"), (0, 1, 2), (0.0, 1.0, 2.0)), Curve(Text("down", "下降"), (0, 1, 2), (2.0, None, -1.0))),
    Text("step", "步"),
    Text("value", "值"),
)
PICTURES: list[Picture] = [
    CURVES,
    Grid(Text("Numbers", "数字"), ((0.0, 0.5), (1.0, -12345.0)), True, ("a", "b"), ("c", "d")),
    Grid(Text("Shades", "深浅"), ((1.0, 1.0, 1.0), (1.0, 1.0, 1.0))),
    Grid(Text("One cell", "一格"), ((3.0,),)),
    Bars(Text("Lengths", "长度"), ((Text("a", "甲"), 20_000.0), (Text("a", "甲"), -0.5), (Text("b", "乙"), 0.0))),
]


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.title.en)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_svg_holds_the_title_as_text_in_its_language(picture: Picture, lang: Lang) -> None:
    drawn = render(picture, lang, "svg")
    root = ET.fromstring(drawn)
    assert root.tag.endswith("svg")
    words = {"".join(node.itertext()).strip() for node in root.iter() if node.tag.endswith("}text")}
    assert picture.title.in_(lang) in words
    assert render(picture, lang, "svg") == drawn


def test_the_figures_stand_beside_bars_and_in_cells() -> None:
    said = render(PICTURES[4], "en", "svg").decode() + render(PICTURES[1], "en", "svg").decode()
    for words in ("20,000", "−0.5", "a (1)", "a (2)", "−12345".replace("12345", "12,345"), "0.5"):
        assert f">{words}<" in said


def test_both_curves_are_named_and_broken_where_there_is_no_value() -> None:
    said = render(CURVES, "zh", "svg").decode()
    assert all(f">{words}<" in said for words in ("上升", "下降", "步", "值"))


@pytest.mark.parametrize(("format_", "magic"), [("svg", b"<?xml"), ("png", b"\x89PNG\r\n\x1a\n")])
def test_formats(format_: Format, magic: bytes) -> None:
    assert render(CURVES, "zh", format_).startswith(magic)
    assert FORMATS[f".{format_}"] == format_


def test_the_demo_command_draws_each_picture(tmp_path: Path) -> None:
    environment = world(tmp_path)
    assert run(["demo", "activation_table", "--picture", str(tmp_path / "out.svg")], environment) == 0
    names = environment.stdout.getvalue().split()  # type: ignore[attr-defined]
    assert names == [str(tmp_path / name) for name in ("out.svg", "out-2.svg")]
    assert all(re.match(rb"<\?xml", Path(name).read_bytes()) for name in names)


@pytest.mark.parametrize("name", ["out.gif", "out"])
def test_the_demo_command_refuses_other_formats(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", "activation_table", "--picture", str(tmp_path / name)], world(tmp_path)) == 2
    assert "end it in .svg or .png" in capsys.readouterr().err
