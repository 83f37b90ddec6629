"""What can be measured in a text: words, Chinese punctuation and spacing, the numbers it prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from unicodedata import east_asian_width

from dlquiz.core.text import Paragraph, Span, parse, spans

HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
HAN_CHARACTER = re.compile(HAN)
HALF_WIDTH = re.compile(rf"{HAN}[,.;:?!()]|(?:[,;:?!]|(?<![\d.])\.) ?{HAN}|[()]{HAN}")
UNSPACED = re.compile(rf"{HAN}[A-Za-z0-9Α-ω]|[A-Za-z0-9Α-ω%]{HAN}")
STANDS_FOR_SPAN = "x"

SCALES = {
    "%": -2,
    "\\%": -2,
    "％": -2,
    "thousand": 3,
    "k": 3,
    "万": 4,
    "million": 6,
    "M": 6,
    "亿": 8,
    "billion": 9,
    "B": 9,
}
NUMBER = re.compile(
    r"(?P<sign>(?<![\w)}\]])[-−])?(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.(?P<decimals>\d+))?"
    r"(?:\s*(?:\\times|×|\\cdot|·)\s*10\^\{?(?P<power>[-−]?\d+)\}?)?"
    r"(?:\s*(?P<scale>\\?%|％|万|亿|million|billion|thousand|[MBk]\b))?"
)
POWER = re.compile(r"(?<![\d.])10\^\{?([-−]?\d+)\}?")
FRACTION = re.compile(r"(?<![\d.])(\d+)/(\d+)(?![\d.])|\\[dt]?frac\{(\d+)\}\{(\d+)\}")
IDENTIFIER = re.compile(r"[A-Za-z]\d|\d[A-Za-z]")
TENTHS = "零一二三四五六七八九"
IN_TENTHS = re.compile(f"([{TENTHS}])成(?!为|了|功|不变)")
SMALL = 20
"""Whole numbers up to this one are often written in words."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as a text prints it: its value, and the place of its last digit (0: exact)."""

    value: float
    place: float


def words(text: str) -> int:
    """English words beside the formulas."""
    return sum(any(map(str.isalnum, word)) for word in _prose(text, math="").split())


def han(text: str) -> int:
    """Chinese characters beside the formulas."""
    return len(HAN_CHARACTER.findall(_prose(text, math="")))


def half_width_signs(text: str) -> Iterator[str]:
    """Half-width punctuation beside a Chinese character, each with its neighbour."""
    return (found[0] for found in HALF_WIDTH.finditer(_prose(text, math=STANDS_FOR_SPAN)))


def unspaced(text: str) -> Iterator[str]:
    """A Chinese character that touches a Latin letter, a digit or a formula (``x`` stands for a formula)."""
    return (found[0] for found in UNSPACED.finditer(_prose(text, math=STANDS_FOR_SPAN)))


def formulas(text: str) -> Iterator[str]:
    """The LaTeX between dollars."""
    for line in _runs(text):
        yield from (span.text for span in line if span.kind == "math")


def lone_dollar(text: str) -> bool:
    """Whether a dollar has no partner: a formula that was meant would be shown as source."""
    return "$" in text and any(
        "$" in span.text for run in _runs(text.replace(r"\$", "")) for span in run if span.kind != "code"
    )


def numbers(text: str) -> list[Printed]:
    """Every reading of every number: ``589,824``, ``37 %`` (37 and 0.37), ``58.98 万``, ``10^{-3}``, ``1/8``."""
    plain = _digits(text)
    found = [reading for match in NUMBER.finditer(plain) for reading in _readings(match)]
    found += [Printed(10.0 ** _whole(match[1]), 0) for match in POWER.finditer(plain)]
    for match in FRACTION.finditer(plain):
        top, bottom = (float(part) for part in match.groups() if part)
        if bottom:
            found.append(Printed(top / bottom, 0))
    return found


def figures(text: str) -> dict[float, str]:
    """The numbers that both languages of a text must share, as printed: all but small whole ones and parts of names."""
    found = {}
    for match in NUMBER.finditer(_digits(text)):
        around = match.string[max(match.start() - 1, 0) : match.end() + 1]
        value = abs(_readings(match)[0].value)
        if not IDENTIFIER.search(around) and not (value <= SMALL and value == int(value)):
            found[float(f"{value:.9g}")] = match[0]
    tenths = {TENTHS.index(tenths[1]) / 10: tenths[0] for tenths in IN_TENTHS.finditer(text)}
    return tenths | found


def prints(text: str, figure: float) -> float | None:
    """The place of the last digit with which the text prints the figure; None where it does not print it."""
    places = [number.place for number in numbers(text) if isclose(number.value, figure, rel_tol=1e-9, abs_tol=1e-12)]
    return min(places, default=None)


def cells(text: str) -> int:
    """Columns of a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _readings(match: re.Match[str]) -> list[Printed]:
    power = _whole(match["power"] or "0")
    plain = _printed(match, power)
    return [_printed(match, power + SCALES[match["scale"]]), plain] if match["scale"] else [plain]


def _printed(match: re.Match[str], power: int) -> Printed:
    """The number times a power of ten; infinite where a float cannot hold it."""
    sign, digits, decimals = "-" if match["sign"] else "", match["digits"].replace(",", ""), match["decimals"] or ""
    return Printed(float(f"{sign}{digits}.{decimals}e{power}"), float(f"1e{power - len(decimals)}"))


def _whole(digits: str) -> int:
    return max(-300, min(300, int(digits.replace("−", "-")[:4])))


def _digits(text: str) -> str:
    return text.replace("{,}", ",").replace("，", " ").replace(r"\,", " ")


def _prose(text: str, math: str) -> str:
    """The words of a text; code blocks left out, inline code and math as `math` stands for them."""
    lines = ("".join(_shown(span, math) for span in run) for run in _runs(text))
    return "\n".join(lines)


def _shown(span: Span, math: str) -> str:
    if span.kind == "math":
        return math
    return (math or span.text) if span.kind == "code" else span.text


def _runs(text: str) -> Iterator[tuple[Span, ...]]:
    if "\n" not in text:
        yield spans(text)
        return
    for block in parse(text):
        if isinstance(block, Paragraph):
            yield block.spans
        elif not hasattr(block, "language"):
            yield from block.items
