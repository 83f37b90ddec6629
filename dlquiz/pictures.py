"""A demo's picture as a file, SVG or PNG, drawn by matplotlib (the extra `pictures`)."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal
from warnings import catch_warnings, filterwarnings

from dlquiz.core.questions import Lang, Text
from dlquiz.core.result import Bars, Curves, Grid, Picture
from dlquiz.core.text import number
from dlquiz.environment import installing
from dlquiz.errors import DlquizError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Format = Literal["svg", "png"]
FORMATS: dict[str, Format] = {".svg": "svg", ".png": "png"}
WIDTH = 4.2
"""Inches; a point of text is then about as large as on the page."""
COLOURS = ("#005faf", "#b35900", "#1a6b1a", "#7a3ea1")
LINES = ("-", "--", ":", "-.")
INK, RULE, PAPER = "#333333", "#cccccc", "#ffffff"
CJK_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "SimHei")
STYLE: dict[str, Any] = {
    "font.size": 10,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.unicode_minus": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "dlquiz",
}
"""SVG keeps text as text, in the reader's fonts, and is the same on every run."""


def available() -> bool:
    """Whether matplotlib is installed."""
    return find_spec("matplotlib") is not None


def render(picture: Picture, lang: Lang, format_: Format) -> bytes:
    """The picture as a file on a transparent ground. DlquizError where matplotlib is missing.

    A PNG is in English where no font with Chinese characters is installed.
    """
    if not available():
        raise DlquizError("pictures need matplotlib", remedy=installing("matplotlib"))
    import matplotlib
    from matplotlib.figure import Figure

    shown: Lang = "en" if format_ == "png" and not _cjk_fonts() else lang
    style: Any = {**STYLE, "font.family": _family(shown)}
    with matplotlib.rc_context(style), catch_warnings():
        filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        figure = Figure(figsize=(WIDTH, _height(picture)), layout="constrained")
        axes = figure.add_subplot()
        _draw(axes, picture, shown)
        axes.set_title(picture.title.in_(shown))
        drawn = BytesIO()
        metadata = {"Date": None} if format_ == "svg" else {"Software": None}
        figure.savefig(drawn, format=format_, metadata=metadata, transparent=True, dpi=200)
    return drawn.getvalue()


def _family(lang: Lang) -> list[str]:
    """The fonts to try, in this order. matplotlib measures with those that are here, a reader of SVG has others."""
    chinese, latin = [*_cjk_fonts()[:1]], ["DejaVu Sans"]
    return [*chinese, *latin] if lang == "zh" else [*latin, *chinese]


@cache
def _cjk_fonts() -> tuple[str, ...]:
    from matplotlib.font_manager import get_font_names

    installed = set(get_font_names())
    return tuple(font for font in CJK_FONTS if font in installed)


def _height(picture: Picture) -> float:
    match picture:
        case Bars(bars=bars):
            return 0.9 + 0.32 * len(bars)
        case Grid(values=values, numbers=numbers):
            return 0.8 + (0.36 * len(values) if numbers else min(WIDTH, WIDTH * len(values) / len(values[0])))
        case Curves():
            return 3.2


def _draw(axes: Axes, picture: Picture, lang: Lang) -> None:
    match picture:
        case Curves():
            _curves(axes, picture, lang)
        case Grid():
            _grid(axes, picture)
        case Bars():
            _bars(axes, picture, lang)


def _curves(axes: Axes, picture: Curves, lang: Lang) -> None:
    from matplotlib.ticker import MaxNLocator

    for place, curve in enumerate(picture.curves):
        y = [float("nan") if value is None else value for value in curve.y]
        colour, line = COLOURS[place % len(COLOURS)], LINES[place % len(LINES)]
        axes.plot(curve.x, y, label=curve.label.in_(lang), linewidth=1.8, color=colour, linestyle=line)
    if all(x.is_integer() for curve in picture.curves for x in map(float, curve.x)):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel(picture.x_label.in_(lang))
    axes.set_ylabel(picture.y_label.in_(lang))
    axes.grid(color=RULE, linewidth=0.5)
    if len(picture.curves) > 1:
        axes.legend()


def _grid(axes: Axes, picture: Grid) -> None:
    """Low values are light; numbers stand in the cells where the picture wants them."""
    cells = [value for row in picture.values for value in row]
    low, high = min(cells), max(cells)
    deep = high + (high - low) / 3 if high > low else high + 1
    lightest = low if high > low else low - 1
    aspect: Literal["auto", "equal"] = "auto" if picture.numbers else "equal"
    axes.imshow(picture.values, cmap="Blues", aspect=aspect, vmin=lightest, vmax=deep, interpolation="nearest")
    axes.set_xticks(range(len(picture.column_labels)), picture.column_labels)
    axes.set_yticks(range(len(picture.row_labels)), picture.row_labels)
    axes.set_xticks([column - 0.5 for column in range(1, len(picture.values[0]))], minor=True)
    axes.set_yticks([row - 0.5 for row in range(1, len(picture.values))], minor=True)
    axes.grid(which="minor", color=PAPER, linewidth=0.8)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    if picture.numbers:
        for row, values in enumerate(picture.values):
            for column, value in enumerate(values):
                colour = PAPER if value > (lightest + deep) / 2 else INK
                axes.text(column, row, number(round(value, 4)), ha="center", va="center", fontsize=9, color=colour)


def _bars(axes: Axes, picture: Bars, lang: Lang) -> None:
    labels = [_unique(label, place, picture, lang) for place, (label, _) in enumerate(picture.bars)]
    drawn = axes.barh(labels, [value for _, value in picture.bars], color=COLOURS[0], height=0.6)
    axes.bar_label(drawn, [number(value) for _, value in picture.bars], padding=4)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set_xlabel(picture.unit.in_(lang))
    axes.tick_params(left=False)


def _unique(label: Text, place: int, picture: Bars, lang: Lang) -> str:
    """matplotlib takes bars with one label for one bar: a repeated label gets its place."""
    said = label.in_(lang)
    return f"{said} ({place + 1})" if sum(other.in_(lang) == said for other, _ in picture.bars) > 1 else said
