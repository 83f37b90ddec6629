"""Formulas in Unicode: two-dimensional, or on one line with the parentheses that this needs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from dlquiz.core import tex
from dlquiz.core.tex import Node, Row
from dlquiz.terminal.boxes import Box, beside, cells, pad, resized, stack


def draw(latex: str) -> tuple[str, ...]:
    """The rows of a formula, without blanks at their ends. TexError on what cannot be drawn."""
    return tuple(row.rstrip(" ") for row in box(latex).rows)


@lru_cache(256)
def box(latex: str) -> Box:
    """The same as a box, whose baseline is the formula's."""
    return _Page().row(tex.parse(latex))


@lru_cache(1024)
def inline(latex: str) -> str:
    """A formula on one line: ``\\frac{x-\\mu}{\\sigma}`` is ``(x − μ)/σ``. TexError on what cannot be drawn."""
    return _Line().row(tex.parse(latex)).rows[0]


def forget_widths() -> None:
    """Draw anew: the terminal turned out to measure characters in another way."""
    box.cache_clear()
    inline.cache_clear()


def equations(latex: str) -> tuple[str, ...]:
    """Each row of aligned equations on one line; any other formula is one line."""
    match tex.parse(latex):
        case (tex.Table(rows, left="", right=""),):
            return tuple(_Line().table(tex.Table((row,), "l", (1,))).rows[0] for row in rows)
    return (inline(latex),)


def width(latex: str) -> int:
    """The cells that the drawn formula takes. TexError as `draw`."""
    return box(latex).width


# ── what stands next to what ──

_FACTORS = ("ord", "op", "open", "fence", "fraction")


def _kind(node: Node | None) -> str:
    """The class of a node among its neighbours: TeX's, or space, fence, fraction, edge."""
    match node:
        case None:
            return "edge"
        case tex.Symbol(text, kind):
            return "slash" if text == "/" else kind
        case tex.Scripts(base=base):
            return _kind(base)
        case tex.Space():
            return "space"
        case tex.Fenced(left=left, right=right):
            return "fence" if left and right else "ord"
        case tex.Fraction():
            return "fraction"
        case _:
            return "ord"


def _next(row: Row, at: int, step: int) -> Node | None:
    """The neighbour that is not a thin space."""
    at += step
    while 0 <= at < len(row):
        node = row[at]
        if not (isinstance(node, tex.Space) and node.cells < 2):
            return node
        at += step
    return None


def _is_sign(row: Row, at: int) -> bool:
    """A minus that belongs to what follows: ``-x``, ``= -x``, ``(-x)``."""
    node = row[at]
    before = _kind(_next(row, at, -1))
    return _kind(node) == "bin" and before in ("edge", "bin", "rel", "open", "punct", "op", "space", "slash")


def _runs_on(node: Node) -> bool:
    """Would swallow the letter after it: a script written with _ or ^, a root without parentheses."""
    if isinstance(node, tex.Scripts):
        return _small(node.sub, _SUBSCRIPTS) is None or _small(node.sup, _SUPERSCRIPTS) is None
    return isinstance(node, tex.Root) and _is_atom(node.body)


def _gap(row: Row, at: int, tight: bool) -> int:
    """Cells between row[at - 1] and row[at]."""
    left, right = _kind(row[at - 1]), _kind(row[at])
    if "space" in (left, right):
        return 0
    if left == right == "rel":
        return 0
    spread = [_kind(row[i]) in ("bin", "rel") and not _is_sign(row, i) for i in (at - 1, at)]
    if any(spread):
        return 0 if tight else 1
    if left == "punct":
        return 0 if tight or right in ("close", "punct") else 1
    if right == "op":
        return int(left in ("ord", "op", "close", "fence", "fraction"))
    if left == "op":
        return int(right in ("ord", "fraction") or (right in ("open", "fence") and _is_big(row[at - 1])))
    return int((_runs_on(row[at - 1]) and right == "ord") or (left in ("ord", "close") and right == "fraction"))


def _is_big(node: Node | None) -> bool:
    """A sum, product or integral: a sign, not a name."""
    symbol = _base(node)
    return symbol is not None and symbol.kind == "op" and not symbol.text.isascii()


def _is_function(node: Node | None) -> bool:
    """A name that takes the next factor: log, tanh; not max or lim."""
    symbol = _base(node)
    return symbol is not None and symbol.kind == "op" and symbol.text.isascii() and not symbol.limits


def _base(node: Node | None) -> tex.Symbol | None:
    base = node.base if isinstance(node, tex.Scripts) else node
    return base if isinstance(base, tex.Symbol) else None


# ── scripts in Unicode ──

_SUPERSCRIPTS = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW⊤′∗*†θβγδϕ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵀ′**†ᶿᵝᵞᵟᵠ",
        strict=True,
    )
)
_SUBSCRIPTS = dict(zip("0123456789+−=()aehijklmnoprstuvxβγρϕχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))


def _small(row: Row, letters: dict[str, str]) -> str | None:
    """The row in small letters, where it is characters alone and Unicode has all of them."""
    text = _characters(row)
    return "".join(map(letters.__getitem__, text)) if all(c in letters for c in text) else None


def _characters(row: Row) -> str:
    """The text of a row, with a blank for whatever is not a mere character."""
    texts: list[str] = []
    for node in row:
        match node:
            case tex.Symbol(text, kind) if kind != "op" or len(row) == 1:
                texts.append(text)
            case tex.Group(body):
                texts.append(_characters(body))
            case _:
                texts.append(node.text if isinstance(node, tex.Words) else " ")
    return "".join(texts)


def _flat(row: Row) -> str:
    """A row as a script: on one line, without spaces around signs."""
    return _Line(tight=True).row(row).rows[0]


def _marked(mark: str, row: Row) -> str:
    """A script that Unicode lacks: ``_model``, ``^(2/3)``."""
    text = _flat(row)
    simple = _is_word(row) if mark == "_" else _is_atom(row) and not any(c in text for c in "_^")
    return mark + (text if simple or _is_bracketed(row) else f"({text})")


def _is_word(row: Row) -> bool:
    """Letters and digits alone: ``model``, ``KL``."""
    return all(isinstance(node, tex.Symbol | tex.Words) and node.text.isalnum() for node in row)


def _is_bracketed(row: Row) -> bool:
    """One pair of parentheses around everything."""
    return len(row) > 1 and row[0] == tex.Symbol("(", "open") and _is_one_pair([_kind(node) for node in row])


def _script_text(node: tex.Scripts) -> str:
    """Both scripts on one line. What has Unicode letters comes first: σ²_B, not σ_B²."""
    sub, sup = _small(node.sub, _SUBSCRIPTS), _small(node.sup, _SUPERSCRIPTS)
    below = _marked("_", node.sub) if sub is None else sub
    above = _marked("^", node.sup) if sup is None else sup
    return above + below if sub is None and sup is not None else below + above


# ── precedence on one line ──


def _is_atom(row: Row) -> bool:
    """Needs no parentheses anywhere: a letter, a number, a root, something already fenced, a call like P(x)."""
    if len(row) == 1:
        match row[0]:
            case tex.Group(body):
                return _is_atom(body)
            case tex.Scripts(base=base, sub=sub, sup=sup):
                return _is_atom((base,)) and not any(isinstance(n, tex.Fraction) for n in (*sub, *sup))
            case tex.Words(text):
                return " " not in text
            case tex.Fraction() | tex.Table(left=""):
                return False
            case tex.Brace(body):
                return _is_atom(body)
            case tex.Fenced(left=left, right=right):
                return bool(left and right)
        return True
    return _is_number(row) or _is_call(row)


def _is_number(row: Row) -> bool:
    """Digits, the last of which may carry scripts: ``0.5``, ``10⁻³``."""
    if not row:
        return True
    last = row[-1].base if isinstance(row[-1], tex.Scripts) else row[-1]
    return all(isinstance(n, tex.Symbol) and (n.text.isdecimal() or n.text == ".") for n in (*row[:-1], last))


def _is_call(row: Row) -> bool:
    """``(…)``, ``f(…)``, ``‖w‖²``: one pair of delimiters around all but the name."""
    if len(row) < 2 or _between_bars(row):
        return len(row) > 1
    start = 0 if _kind(row[0]) == "open" else 1
    if start and not _is_atom(row[:1]):
        return False
    if len(row) == start + 1:
        return _kind(row[start]) == "fence"
    return _is_one_pair([_kind(node) for node in row[start:]])


def _is_one_pair(kinds: Sequence[str]) -> bool:
    """The first opening delimiter is closed by the last one."""
    depth = 0
    for at, kind in enumerate(kinds):
        depth += (kind == "open") - (kind == "close")
        if depth == 0:
            return at == len(kinds) - 1 and kind == "close"
    return False


def _between_bars(row: Row) -> bool:
    last = row[-1].base if isinstance(row[-1], tex.Scripts) else row[-1]
    return row[0] == last and row[0] in (tex.Symbol("|"), tex.Symbol("‖")) and row[0] not in row[1:-1]


def _is_product(row: Row) -> bool:
    """Safe before a slash: ``∂L``, ``QKᵀ``, ``-x``; not ``a + b``, ``log x``, ``a/b``."""
    signs = ("bin", "rel", "op", "punct", "fraction", "slash", "space")
    if _is_atom(row):
        return True
    if len(row) == 1 and isinstance(row[0], tex.Group):
        return _is_product(row[0].body)
    depth = 0
    for at, node in enumerate(row):
        kind = _kind(node)
        depth += (kind == "open") - (kind == "close")
        spaced = isinstance(node, tex.Words) and " " in node.text
        if depth == 0 and (spaced or (kind in signs and not (at == 0 and _is_sign(row, at)))):
            return False
    return True


def _is_differential(row: Row) -> bool:
    """``∂w``, ``dx``: read as one name."""
    return len(row) == 2 and row[0] in (tex.Symbol("∂"), tex.Symbol("d")) and _is_atom(row[1:])


# ── on one line ──


class _Line:
    """Every node as a box of one row. `tight`: within a script, no spaces around signs."""

    def __init__(self, tight: bool = False) -> None:
        self.tight = tight

    def row(self, row: Row) -> Box:
        boxes: list[Box] = []
        for at, node in enumerate(row):
            if at and (gap := self.gap(row, at)):
                boxes.append(Box((" " * gap,)))
            boxes.append(self.among(row, at, self.node(node)))
        return beside(boxes)

    def gap(self, row: Row, at: int) -> int:
        called = isinstance(row[at], tex.Fraction) and _is_function(row[at - 1])
        return 0 if called else _gap(row, at, self.tight)

    def among(self, row: Row, at: int, drawn: Box) -> Box:
        """A fraction that is a factor stands in parentheses: ``(1/N) ∑ x``, ``log(p/q)``."""
        if not isinstance(row[at], tex.Fraction):
            return drawn
        before = _next(row, at, -1)
        is_factor = _kind(_next(row, at, 1)) in _FACTORS or _is_function(before) or _kind(before) == "slash"
        return Box((f"({drawn.rows[0]})",)) if is_factor else drawn

    def node(self, node: Node) -> Box:
        match node:
            case tex.Symbol(text) | tex.Words(text):
                return Box((text,))
            case tex.Space(count):
                return Box((" " * count,))
            case tex.Group(body):
                return self.row(body)
            case tex.Scripts():
                return self.scripts(node)
            case tex.Fraction():
                return self.fraction(node)
            case tex.Binomial():
                return self.binomial(node)
            case tex.Root():
                return self.root(node)
            case tex.Accent():
                return self.accent(node)
            case tex.Fenced():
                return self.fenced(node)
            case tex.Table():
                return self.table(node)
            case tex.Brace():
                return self.brace(node)
            case tex.Boxed(body):
                return self.boxed(body)

    def scripts(self, node: tex.Scripts) -> Box:
        base = self.node(node.base).rows[0]
        if isinstance(node.base, tex.Fraction | tex.Brace) and not _is_atom((node.base,)):
            base = f"({base})"
        return Box((base + _script_text(node),))

    def fraction(self, node: tex.Fraction) -> Box:
        top, bottom = self.row(node.top).rows[0], self.row(node.bottom).rows[0]
        top = top if _is_product(node.top) else f"({top})"
        bottom = bottom if _is_atom(node.bottom) or _is_differential(node.bottom) else f"({bottom})"
        return Box((f"{top}/{bottom}",))

    def binomial(self, node: tex.Binomial) -> Box:
        return Box((f"C({self.row(node.top).rows[0]}, {self.row(node.bottom).rows[0]})",))

    def root(self, node: tex.Root) -> Box:
        return self.root_sign(node, self.row(node.body))

    def root_sign(self, node: tex.Root, body: Box) -> Box:
        """A root of what is drawn on one row."""
        index = _flat(node.degree)
        sign = {"": "√", "3": "∛", "4": "∜"}.get(index) or (_small(node.degree, _SUPERSCRIPTS) or f"{index} ") + "√"
        bare = _is_atom(node.body) and not _is_call(node.body)
        return Box((sign + (body.rows[0] if bare else f"({body.rows[0]})"),))

    def accent(self, node: tex.Accent) -> Box:
        """Of a letter with scripts, the letter carries it."""
        match node.body:
            case (tex.Scripts(base, sub, sup, limits),):
                return self.node(tex.Scripts(tex.Accent(node.mark, (base,)), sub, sup, limits))
        return self.accented(node, self.row(node.body))

    def accented(self, node: tex.Accent, body: Box) -> Box:
        text = body.rows[0]
        if body.width < 2 or node.mark in _LINES:
            return Box((normalize("NFC", "".join(c + node.mark if cells(c) else c for c in text)),))
        return Box((f"({text}){_ABOVE[node.mark]}",))

    def fenced(self, node: tex.Fenced) -> Box:
        return Box((node.left + self.row(node.body).rows[0] + node.right,))

    def table(self, node: tex.Table) -> Box:
        cases = "{" in node.left or "}" in node.right
        lines = [filter(None, (self.row(cell).rows[0].rstrip(", ") for cell in row)) for row in node.rows]
        text = "; ".join(map((", " if cases else " ").join, lines))
        return Box((f"{{{text}}}" if cases else node.left + text + node.right,))

    def brace(self, node: tex.Brace) -> Box:
        return self.row(node.body)

    def boxed(self, body: Row) -> Box:
        return Box((f"[{self.row(body).rows[0]}]",))


# ── on several ──

_LINES = {"\N{COMBINING OVERLINE}": "‾", "\N{COMBINING LOW LINE}": "_", "\N{COMBINING MACRON}": "‾"}
_ABOVE = {
    **_LINES,
    "\N{COMBINING CIRCUMFLEX ACCENT}": "^",
    "\N{COMBINING TILDE}": "~",
    "\N{COMBINING RIGHT ARROW ABOVE}": "→",
    "\N{COMBINING DOT ABOVE}": "·",
    "\N{COMBINING DIAERESIS}": "··",
    "\N{COMBINING CARON}": "ˇ",
    "\N{COMBINING BREVE}": "˘",
}
_TALL = {
    "(": "⎛⎜⎝",
    ")": "⎞⎟⎠",
    "[": "⎡⎢⎣",
    "]": "⎤⎥⎦",
    "{": "⎧⎪⎩",
    "}": "⎫⎪⎭",
    "⌊": "⎢⎢⎣",
    "⌋": "⎥⎥⎦",
    "⌈": "⎡⎢⎢",
    "⌉": "⎤⎥⎥",
    "|": "│││",
    "‖": "‖‖‖",
    "/": "╱╱╱",
}
_MIDDLE = {"{": "⎨", "}": "⎬"}


class _Page(_Line):
    """Every node as a box of as many rows as it needs. Within scripts one line has to do."""

    def gap(self, row: Row, at: int) -> int:
        barred = [_kind(row[i]) == "fraction" for i in (at - 1, at)]
        factors = ("ord", "op", "close", "fraction", "fence")
        if any(barred) and _kind(row[at - 1]) in factors and _kind(row[at]) in (*factors, "open"):
            return int(_kind(row[at]) != "close")
        return _gap(row, at, self.tight)

    def among(self, row: Row, at: int, drawn: Box) -> Box:
        return drawn

    def scripts(self, node: tex.Scripts) -> Box:
        base = self.node(node.base)
        if isinstance(node.base, tex.Fraction):
            base = _in_fence("(", base, ")")
        if node.limits:
            return self.limits(node, base)
        sub, sup = _small(node.sub, _SUBSCRIPTS), _small(node.sup, _SUPERSCRIPTS)
        if base.height > 1:
            return self.corners(node, base)
        short = sub is not None or _is_word(node.sub) or _is_bracketed(node.sub)
        if sup is not None and short:
            return beside([base, Box((_script_text(node),))])
        if sup is None and not node.sub:
            return beside([base, Box.of([_flat(node.sup), ""], 1)])
        if sup is None:
            return beside(
                [base, Box.of([_flat(node.sup), "", _flat(node.sub)] if sub is None else [_flat(node.sup), sub], 1)]
            )
        return beside([base, Box.of([sup, _flat(node.sub)])])

    def limits(self, node: tex.Scripts, base: Box) -> Box:
        above = [Box((_flat(node.sup),))] if node.sup else []
        below = [Box((_flat(node.sub),))] if node.sub else []
        return stack([*above, base, *below], len(above))

    def corners(self, node: tex.Scripts, base: Box) -> Box:
        """Scripts of something tall stand in the rows at its corners."""
        rows = [""] * base.height
        rows[0] = _small(node.sup, _SUPERSCRIPTS) or _flat(node.sup)
        rows[-1] = _small(node.sub, _SUBSCRIPTS) or _flat(node.sub)
        return beside([base, Box.of(rows, base.base)])

    def fraction(self, node: tex.Fraction) -> Box:
        top, bottom = self.row(node.top), self.row(node.bottom)
        bar = Box(("─" * (max(top.width, bottom.width) + 2),))
        return stack([top, bar, bottom], 1)

    def binomial(self, node: tex.Binomial) -> Box:
        return _in_fence("(", stack([self.row(node.top), Box(("",)), self.row(node.bottom)], 1), ")")

    def root(self, node: tex.Root) -> Box:
        body = self.row(node.body)
        if body.height == 1:
            return self.root_sign(node, body)
        rows = [" ┌" + "─" * body.width, *(f" │{row}" for row in body.rows)]
        rows[-1] = "╲" + rows[-1][1:]
        index = Box.of([_flat(node.degree)] + [""] * body.height, body.base + 1)
        return beside([index, Box(tuple(rows), body.base + 1)])

    def accented(self, node: tex.Accent, body: Box) -> Box:
        if body.height == 1 and body.width < 2:
            return super().accented(node, body)
        line = Box((_ABOVE[node.mark] * body.width if node.mark in _LINES else _ABOVE[node.mark],))
        return stack([body, line], 0) if node.mark == "\N{COMBINING LOW LINE}" else stack([line, body], 1)

    def fenced(self, node: tex.Fenced) -> Box:
        return _in_fence(node.left, self.row(node.body), node.right)

    def table(self, node: tex.Table) -> Box:
        cells_ = [[self.row(cell) for cell in row] for row in node.rows]
        columns = max(map(len, cells_))
        widths = [max((row[i].width for row in cells_ if i < len(row)), default=0) for i in range(columns)]
        lines = [_table_line(row, widths, node) for row in cells_]
        loose = any(line.height > 1 for line in lines) or (len(lines) == 2 and "{" in node.left)
        blank = [Box(("",))] if loose else []
        spaced = [part for line in lines for part in (*blank, line)][len(blank) :]
        body = stack(spaced, 0, "l")
        body = Box(body.rows, (body.height - 1) // 2)
        return _in_fence(node.left + " " * (node.left == "{"), body, node.right)

    def brace(self, node: tex.Brace) -> Box:
        body = self.row(node.body)
        left, middle, right = "╭┴╮" if node.over else "╰┬╯"
        half = (body.width - 3) // 2
        line = left + "─" * half + middle + "─" * (body.width - 3 - half) + right if body.width > 2 else middle
        return stack([Box((line,)), body], 1) if node.over else stack([body, Box((line,))], 0)

    def boxed(self, body: Row) -> Box:
        drawn = self.row(body)
        edge = "─" * (drawn.width + 2)
        return Box((f"┌{edge}┐", *(f"│ {row} │" for row in drawn.rows), f"└{edge}┘"), drawn.base + 1)


def _table_line(row: Sequence[Box], widths: Sequence[int], node: tex.Table) -> Box:
    parts: list[Box] = []
    for i, width in enumerate(widths):
        if width:
            cell = row[i] if i < len(row) else Box(("",))
            gap = Box((" " * node.gaps[i % len(node.gaps)],))
            parts += [gap, resized(cell, width, node.align[i % len(node.align)])]
    return beside(parts[1:])


def _in_fence(left: str, body: Box, right: str) -> Box:
    return beside([_fence(left, body), body, _fence(right, body)])


def _fence(delimiter: str, body: Box) -> Box:
    if body.height == 1 or not delimiter:
        return Box((delimiter,))
    sign = delimiter.strip()
    if sign not in _TALL:
        return Box.of([sign if at == body.base else "" for at in range(body.height)], body.base)
    top, side, bottom = tuple(_TALL[sign])
    rows = [top, *[side] * (body.height - 2), bottom]
    if sign in _MIDDLE and body.height > 2:
        rows[min(max(body.base, 1), body.height - 2)] = _MIDDLE[sign]
    return Box(tuple(pad(row, cells(delimiter)) for row in rows), body.base)
