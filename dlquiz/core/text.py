"""The Markdown that banks are written in, as a tree; blanks and placeholders in it.

Known are ``$math$``, ```code```, ``**strong**``, ``*emphasis*``, lists with ``- `` or ``1. ``, and fenced code.
A backslash before ``$``, ``*`` or a backtick makes it literal. Everything else means itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

from dlquiz.core.questions import Lang, Scalar, Value
from dlquiz.errors import BankError

SpanKind = Literal["text", "strong", "emphasis", "code", "math"]


class Span(NamedTuple):
    """A run of one kind. `text` is without its marks; math is LaTeX."""

    kind: SpanKind
    text: str


class Paragraph(NamedTuple):
    spans: tuple[Span, ...]


class Bullets(NamedTuple):
    """A list; the items of an ordered one count from 1."""

    items: tuple[tuple[Span, ...], ...]
    ordered: bool


class CodeBlock(NamedTuple):
    text: str
    language: str


Block = Paragraph | Bullets | CodeBlock


# ── inline ──

_ESCAPE = r"\\[$*`]"
_CODE = r"(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
_MATH = r"(?<!\$)\$(?=[^\s$])(?:\\.|[^\\$\n]|\n(?!\s*\n))+(?<!\s)\$(?![\d$])"  # pandoc's rule: $5 and $6 are prices
_STARRED = rf"(?=[^\s*])(?:(?>`[^`]+`|{_MATH}|\\.|[^*]))+(?<!\s)"
_WORD = "[0-9A-Za-z*]"  # stars within a word, and the third of three, are stars
_INLINE = re.compile(
    rf"(?P<escape>{_ESCAPE})|(?P<code>{_CODE})|(?P<math>{_MATH})"
    rf"|(?<!{_WORD})\*\*(?P<strong>{_STARRED})\*\*(?!{_WORD})"
    rf"|(?<!{_WORD})\*(?P<emphasis>{_STARRED})\*(?!{_WORD})",
    re.DOTALL,
)


def spans(source: str, plain: SpanKind = "text") -> tuple[Span, ...]:
    """One run of text without blocks. What carries no mark of its own is of the kind `plain`."""
    found: list[Span] = []
    at = 0
    for match in _INLINE.finditer(source):
        found.append(Span(plain, source[at : match.start()]))
        found += _marked(match, plain)
        at = match.end()
    return _merged([*found, Span(plain, source[at:])])


def _marked(match: re.Match[str], plain: SpanKind) -> Sequence[Span]:
    if match["escape"]:
        return [Span(plain, match[0][1])]
    if match["math"]:
        return [Span("math", match[0][1:-1])]
    if match["code"]:
        ticks = len(match["ticks"])
        code = match[0][ticks:-ticks]
        padded = code.startswith(" ") and code.endswith(" ") and not code.isspace()
        return [Span("code", code[1:-1] if padded else code)]
    return spans(match["strong"], "strong") if match["strong"] else spans(match["emphasis"], "emphasis")


def _merged(found: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in found:
        if merged and span.kind == merged[-1].kind and span.kind in ("text", "strong", "emphasis"):
            merged[-1] = Span(span.kind, merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return tuple(merged)


# ── blocks ──

_FENCE = re.compile(r" {0,3}```\s*(?P<language>[^`\s]*)[^`]*$")
_ITEM = re.compile(r" {0,3}(?:-|(?P<number>\d{1,3})\.) +(?P<text>\S.*)")


def parse(markdown: str) -> tuple[Block, ...]:
    """The blocks of a text, free of control characters. Never fails: what is no markup is text."""
    lines = sanitise(markdown).split("\n")
    blocks: list[Block] = []
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        read = _code_block if _FENCE.match(lines[at]) else _bullets if _starts_list(lines[at]) else _paragraph
        block, at = read(lines, at)
        blocks.append(block)
    return tuple(blocks)


def _starts_list(line: str) -> bool:
    item = _ITEM.match(line)
    return item is not None and item["number"] in (None, "1")


def _code_block(lines: Sequence[str], at: int) -> tuple[Block, int]:
    fence = _FENCE.match(lines[at])
    end = next((i for i in range(at + 1, len(lines)) if lines[i].strip() == "```"), len(lines))
    return CodeBlock("\n".join(lines[at + 1 : end]), fence["language"] if fence else ""), end + 1


def _paragraph(lines: Sequence[str], at: int) -> tuple[Block, int]:
    end = at + 1
    while end < len(lines) and lines[end].strip() and not _FENCE.match(lines[end]) and not _starts_list(lines[end]):
        end += 1
    return Paragraph(spans(_joined(lines[at:end]))), end


def _bullets(lines: Sequence[str], at: int) -> tuple[Block, int]:
    """Items may have blank lines between them, and go on over several lines."""
    first = _ITEM.match(lines[at])
    ordered = bool(first and first["number"])
    items: list[list[str]] = []
    while at < len(lines) and not _FENCE.match(lines[at]):
        item = _ITEM.match(lines[at])
        if item and bool(item["number"]) == ordered:
            items.append([item["text"]])
        elif item or (lines[at].strip() and not lines[at - 1].strip()):
            break
        elif lines[at].strip():
            items[-1].append(lines[at])
        at += 1
    return Bullets(tuple(spans(_joined(item)) for item in items), ordered), at


def _joined(lines: Iterable[str]) -> str:
    """One line of several. A line break is a space, but not between two Han characters."""
    text = ""
    for line in map(str.strip, lines):
        han = text and line and _is_wide(text[-1]) and _is_wide(line[0])
        text += line if han or not text else f" {line}"
    return text


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def visible(text: str) -> str:
    """The words without markup, a block a line: for counting and searching. Math stays as LaTeX without dollars."""
    return "\n".join(_words(block) for block in parse(text))


def _words(block: Block) -> str:
    if isinstance(block, CodeBlock):
        return block.text
    runs = [block.spans] if isinstance(block, Paragraph) else block.items
    return "\n".join("".join(span.text for span in run) for run in runs)


_CONTROLS = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
    if chr(code) != "\n"
}


def sanitise(text: str) -> str:
    """Safe for a terminal: tabs become blanks, other control characters (not ``\\n``) and bidi controls �."""
    return text.replace("\r\n", "\n").expandtabs(4).translate(_CONTROLS)


_HALF_WIDTH = {0x3000: 0x20, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}


def half_width(text: str) -> str:
    """Letters, digits and signs that a Chinese input method gives in full width, as on any keyboard."""
    return text.translate(_HALF_WIDTH)


# ── blanks ──

_BLANK = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_HOLE = "____"


class Blank(NamedTuple):
    """``[[shown|also accepted]]``. `math`: it stands inside ``$…$``, and its first form is LaTeX."""

    forms: tuple[str, ...]
    math: bool = False


def parse_cloze(text: str) -> tuple[str | Blank, ...]:
    """The pieces of a cloze text in order, no empty strings.

    BankError: brackets that do not pair, a form that is empty or holds ``]]`` or ``|``.
    """
    masked = _BLANK.sub(lambda hole: "x" * len(hole[0]), text)
    formulas = [match.span() for match in _FILLABLE.finditer(masked) if match["math"]]
    pieces: list[str | Blank] = []
    at = 0
    for hole in _BLANK.finditer(text):
        math = any(start < hole.start() < end for start, end in formulas)
        pieces += [_outside(text[at : hole.start()]), Blank(_forms(hole), math)]
        at = hole.end()
    return tuple(piece for piece in [*pieces, _outside(text[at:])] if piece)


def _outside(text: str) -> str:
    for bracket, missing in (("[[", "]]"), ("]]", "[[")):
        if bracket in text:
            at = text.index(bracket)
            raise BankError(f"{bracket} without {missing} at “{text[at : at + 20]}”", remedy="write [[shown|accepted]]")
    return text


def _forms(hole: re.Match[str]) -> tuple[str, ...]:
    if "[[" in hole[1]:
        raise BankError(f"a blank inside the blank {hole[0]}", remedy="close the first with ]]")
    if hole.string.startswith("]", hole.end()):
        raise BankError(f"the blank {hole[0]}] holds ]]", remedy="write the form without ]]")
    forms = tuple(form.strip() for form in hole[1].split("|"))
    split = _balanced(hole[1]) and not all(map(_balanced, forms))
    if not all(forms) or split or any(form.endswith("\\") for form in forms):
        raise BankError(f"the blank {hole[0]} has an empty or broken form", remedy="a form cannot hold |; use \\mid")
    return forms


def _balanced(form: str) -> bool:
    return all(form.count(left) == form.count(right) for left, right in ("()", "[]", "{}"))


def count_blanks(text: str) -> int:
    return sum(isinstance(piece, Blank) for piece in parse_cloze(text))


def hidden(text: str, shown: Sequence[str | None] = ()) -> str:
    """Markdown of a cloze text with its blanks drawn as ``____``, or as ``shown[i]`` where that is given."""
    pieces = parse_cloze(text)
    given = iter(shown)
    return "".join(piece if isinstance(piece, str) else _drawn(piece, next(given, None)) for piece in pieces)


def _drawn(blank: Blank, shown: str | None) -> str:
    if shown is not None:
        return shown
    return rf"\text{{{_HOLE}}}" if blank.math else _HOLE


def filled(text: str) -> str:
    """Markdown of a cloze text with the first form in each blank."""
    return "".join(piece if isinstance(piece, str) else piece.forms[0] for piece in parse_cloze(text))


# ── placeholders ──

_PLACEHOLDER = re.compile(r"\{(?P<name>[A-Za-z_]\w*)\}")
_FILLABLE = re.compile(rf"{_ESCAPE}|(?P<code>{_CODE})|(?P<math>{_MATH})|{_PLACEHOLDER.pattern}", re.DOTALL)


def fill(text: str, values: Mapping[str, Value], lang: Lang) -> str:
    """Replace ``{name}`` where `values` has the name, never inside ``$…$``: ``\\frac{a}{b}`` is safe.

    Numbers below zero get a minus sign, in code a hyphen.
    """

    def value(match: re.Match[str]) -> str:
        name = match["name"]
        return printed(values[name], lang) if name in values else match[0]

    def part(match: re.Match[str]) -> str:
        if match["code"]:
            return _PLACEHOLDER.sub(value, match[0])
        return with_minus(value(match)) if match["name"] in values else match[0]

    return _FILLABLE.sub(part, text)


def printed(value: Value, lang: Lang) -> str:
    """As YAML writes it (0.001, 1e-5, true); a list with commas: ``1, 3, 5``, in Chinese ``1、3、5``."""
    if isinstance(value, tuple):
        return ("、" if lang == "zh" else ", ").join(map(_scalar, value))
    return _scalar(value)


def _scalar(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return re.sub(r"e\+?(-?)0*", r"e\1", repr(value)) if isinstance(value, float) else str(value)


# ── figures ──


def number(value: float | int) -> str:
    """``1024`` ``73,728`` ``−0.17`` ``1.5e−7``: grouped from five digits on, a fraction to six significant ones."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int):
        said = f"{value:,}" if abs(value) >= 10_000 else str(value)
    else:
        said = f"{value:.6g}"
        if "e" in said:
            digits, _, exponent = said.partition("e")
            said = f"{digits}e{int(exponent)}"
    return said.replace("-", "−")


def written_out(value: Value, most: int | None = None) -> str:
    """A value of a demo as it is shown: grouped figures, lists with commas; of a list so many numbers at most."""
    if isinstance(value, tuple):
        return ", ".join(map(written_out, value[:most])) + (" …" if len(value[:most]) < len(value) else "")
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number(value)


_POWER = re.compile(r"\^(\d+)(?![\d.]*[\w.])")
_UNGROUPED = re.compile(r"(?<![\w.,])\d{5,}(?![\w.,]*\w)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HYPHEN_AS_SIGN = re.compile(r"(?<!\w)-(?=[\d.])")
_TWO_SIGNS = re.compile(r"(?<=[−+·×/]) ?(−[\d.]+(?:,\d+)*(?:e[-−]?\d+)?)")
_EXPONENT = re.compile(r"(?<=\d)e([+-])0*(\d+)\b")


def with_minus(working: str) -> str:
    """A line of working with minus signs where hyphens stand before numbers, in brackets after another sign."""
    return _TWO_SIGNS.sub(_bracketed, _HYPHEN_AS_SIGN.sub("−", working))


def _bracketed(match: re.Match[str]) -> str:
    return match[0].replace(match[1], f"({match[1]})")


def typeset(working: str) -> str:
    """A line of working as it is printed: minus signs, whole powers raised, figures grouped from five digits on."""
    short = _EXPONENT.sub(lambda exponent: f"e{'−' * (exponent[1] == '-')}{exponent[2]}", working)
    raised = _POWER.sub(lambda power: power[1].translate(_RAISED), short)
    return with_minus(_UNGROUPED.sub(lambda figures: f"{int(figures[0]):,}", raised))


def counted(number: int, word: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
