"""LaTeX math as a small tree: what the terminal draws, and what the checker knows can be drawn.

Anything unknown raises TexError with its place; nothing is guessed. The nodes are named tuples, not dataclasses: those
take six times as long to define, on the way to the day's first card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple
from unicodedata import category

from dlquiz.errors import TexError

Kind = Literal["ord", "op", "bin", "rel", "open", "close", "punct"]
"""TeX's classes of atoms (The TeXbook, chapter 17); spaces follow from them."""


class Symbol(NamedTuple):
    """A character, or the name of a function. `limits`: its scripts stand above and below (a sum, max, lim)."""

    text: str
    kind: Kind = "ord"
    limits: bool = False


class Words(NamedTuple):
    """Text within a formula, spaces and all."""

    text: str


class Space(NamedTuple):
    cells: int


class Group(NamedTuple):
    body: Row


class Scripts(NamedTuple):
    """`limits`: drawn above and below where there is room."""

    base: Node
    sub: Row = ()
    sup: Row = ()
    limits: bool = False


class Fraction(NamedTuple):
    top: Row
    bottom: Row


class Binomial(NamedTuple):
    top: Row
    bottom: Row


class Root(NamedTuple):
    body: Row
    degree: Row = ()


class Accent(NamedTuple):
    """`mark` is a combining character."""

    mark: str
    body: Row


class Brace(NamedTuple):
    """A horizontal brace over or under its body."""

    body: Row
    over: bool


class Boxed(NamedTuple):
    body: Row


class Fenced(NamedTuple):
    """Delimiters as tall as their body; "" where there is none."""

    left: str
    body: Row
    right: str


class Table(NamedTuple):
    """An environment. `align` and `gaps` (blanks before a column) repeat over the columns."""

    rows: tuple[tuple[Row, ...], ...]
    align: str
    gaps: tuple[int, ...]
    left: str = ""
    right: str = ""


Node = Symbol | Words | Space | Group | Scripts | Fraction | Binomial | Root | Accent | Brace | Boxed | Fenced | Table
Row = tuple[Node, ...]


# ── what the commands mean ──


def _table(pairs: str) -> dict[str, str]:
    words = pairs.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LETTERS = _table(
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ "
    "mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω "
    "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω "
    "partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ forall ∀ exists ∃ nexists ∄ emptyset ∅ "
    "varnothing ∅ top ⊤ bot ⊥ prime ′ dagger † ldots … dots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ angle ∠ neg ¬ "
    "lnot ¬ degree ° square □ % % # # & & _ _ $ $"
)
_RELATIONS = _table(
    "le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ lt < gt > approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝ "
    "in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ "
    "longrightarrow ⟶ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⇔ implies ⇒ mapsto ↦ mid | parallel ∥ ll ≪ gg ≫ "
    "lesssim ≲ gtrsim ≳ perp ⊥ coloneqq ≔ triangleq ≜ succ ≻ prec ≺ succeq ⪰ preceq ⪯ colon :"
)
_BINARY = _table(
    "cdot · times × div ÷ pm ± mp ∓ odot ⊙ oplus ⊕ ominus ⊖ otimes ⊗ circ ∘ bullet ∙ cup ∪ cap ∩ ast ∗ star ⋆ "
    "wedge ∧ land ∧ vee ∨ lor ∨ setminus ∖ bmod mod"
)
_BIG = _table("sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigodot ⨀")
_INTEGRALS = _table("int ∫ iint ∬ iiint ∭ oint ∮")
_FUNCTIONS = frozenset(
    "log ln lg exp sin cos tan cot sec arcsin arccos arctan sinh cosh tanh coth det dim ker gcd arg deg Pr hom".split()
)
_LIMIT_FUNCTIONS = frozenset("max min sup inf lim limsup liminf argmax argmin".split())
_OPENING = _table("lfloor ⌊ lceil ⌈ langle ⟨ lVert ‖ lvert | lbrace { lbrack [ { {")
_CLOSING = _table("rfloor ⌋ rceil ⌉ rangle ⟩ rVert ‖ rvert | rbrace } rbrack ] } }")
_BARS = {"|": "‖", "Vert": "‖", "vert": "|"}
_DELIMITERS = {**_OPENING, **_CLOSING, **_BARS}
_ACCENTS = {
    **dict.fromkeys(("hat", "widehat"), "\N{COMBINING CIRCUMFLEX ACCENT}"),
    **dict.fromkeys(("tilde", "widetilde"), "\N{COMBINING TILDE}"),
    "bar": "\N{COMBINING MACRON}",
    "overline": "\N{COMBINING OVERLINE}",
    "underline": "\N{COMBINING LOW LINE}",
    "vec": "\N{COMBINING RIGHT ARROW ABOVE}",
    "dot": "\N{COMBINING DOT ABOVE}",
    "ddot": "\N{COMBINING DIAERESIS}",
    "check": "\N{COMBINING CARON}",
    "breve": "\N{COMBINING BREVE}",
}
_SPACES = {",": 1, ":": 1, ">": 1, ";": 1, " ": 1, "~": 1, "enspace": 1, "quad": 2, "qquad": 4, "!": 0}
_NOTHING = frozenset(("displaystyle", "textstyle", "scriptstyle", "nonumber", "notag"))
_SIZES = re.compile(r"(?:big|Big|bigg|Bigg)([lrm]?)$")
_CLASSES: dict[str, Kind] = {"mathrel": "rel", "mathbin": "bin", "mathop": "op", "mathord": "ord"}
_SIDES: dict[str, Kind] = {"l": "open", "r": "close", "m": "rel"}
_TEXT = frozenset(("text", "textrm", "textbf", "textit", "texttt", "textsf", "mbox", "textnormal"))
_UPRIGHT = frozenset(("mathrm", "mathit", "mathsf", "mathtt", "rm"))
_FONTS = frozenset(("mathbb", "mathcal", "mathscr", "mathbf", "boldsymbol", "bm", "mathfrak"))
_CHARACTERS: dict[str, tuple[str, Kind]] = {
    **{c: (c, "rel") for c in "=<>:"},
    **{c: (c, "open") for c in "(["},
    **{c: (c, "close") for c in ")]"},
    **{c: (c, "punct") for c in ",;"},
    **{c: (c, "rel") for c in _RELATIONS.values() if c not in "|⊥"},
    **{c: (c, "bin") for c in _BINARY.values() if len(c) == 1},
    **{c: (c, "open") for c in "⌊⌈⟨"},
    **{c: (c, "close") for c in "⌋⌉⟩"},
    "+": ("+", "bin"),
    "-": ("−", "bin"),
    "−": ("−", "bin"),
    "*": ("∗", "bin"),
}
_MATRICES = {
    **_table("pmatrix () bmatrix [] Bmatrix {} vmatrix || Vmatrix ‖‖"),
    **dict.fromkeys(("matrix", "smallmatrix", "array"), ""),
}
_ALIGNED = frozenset(("aligned", "align", "align*", "split", "alignat", "equation", "equation*"))
_GATHERED = frozenset(("gathered", "gather", "gather*"))
_CASES = frozenset(("cases", "dcases", "rcases"))


# ── the reader ──

_TOKEN = re.compile(r"\s*(\\operatorname\*|\\[A-Za-z]+|\\.|\S|$)", re.DOTALL)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9 ,.-]+")
_DEEPEST = 40


def parse(latex: str) -> Row:
    """The tree of a formula (without dollars). TexError on what is not known, or does not pair."""
    return _Reader(latex).row("")


class _Reader:
    """Recursive descent over the source; `at` is the next character."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = 0

    def error(self, cause: str) -> TexError:
        return TexError(f"{cause} at character {self.at + 1}")

    def peek(self) -> str:
        """The next token, "" at the end."""
        match = _TOKEN.match(self.source, self.at)
        return match[1] if match else ""

    def take(self) -> str:
        match = _TOKEN.match(self.source, self.at)
        if match is None:
            return ""
        self.at = match.end()
        return match[1]

    def expect(self, token: str) -> None:
        if self.peek() != token:
            raise self.error(f"missing {token}")
        self.take()

    def row(self, *stops: str) -> Row:
        """Everything up to one of `stops`, which is left for the caller."""
        nodes: list[Node] = []
        with self.deeper():
            while (token := self.peek()) not in stops:
                if not token:
                    raise self.error(f"missing {stops[0]}")
                nodes.append(self.scripted())
        return tuple(nodes)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level further in, unless that is too deep."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error("nested too deeply")
        yield
        self.depth -= 1

    def scripted(self) -> Node:
        """An atom with what hangs on it."""
        base = Group(()) if self.peek() in ("^", "_", "'") else self.atom()
        limits = isinstance(base, Brace) or (isinstance(base, Symbol) and base.limits)
        sub: Row = ()
        sup: Row = ()
        raised = False
        while (token := self.peek()) in ("^", "_", "'", "\\limits", "\\nolimits"):
            if (token == "_" and sub) or (token == "^" and raised):
                raise self.error(f"two {token} on one symbol")
            self.take()
            if token == "_":
                sub = self.argument("_")
            elif token == "^":
                sup, raised = sup + self.argument("^"), True
            elif token == "'":
                sup += (Symbol("′"),)
            else:
                limits = token == "\\limits"
        return Scripts(base, sub, sup, limits) if sub or sup else base

    def argument(self, of: str) -> Row:
        token = self.peek()
        if token in ("", "}", "&", "^", "_", "\\\\", "\\right", "\\end"):
            raise self.error(f"{of} needs an argument")
        if token != "{":
            with self.deeper():
                return (self.atom(),)
        self.take()
        row = self.row("}")
        self.expect("}")
        return row

    def raw(self, of: str) -> str:
        """The source between a pair of braces."""
        if self.peek() != "{":
            raise self.error(f"{of} needs {{…}}")
        self.take()
        start, open_braces = self.at, 1
        while open_braces:
            if self.at >= len(self.source):
                raise self.error("missing }")
            character = self.source[self.at]
            open_braces += (character == "{") - (character == "}")
            self.at += 2 if character == "\\" else 1
        return self.source[start : self.at - 1]

    def atom(self) -> Node:
        start = self.at
        token = self.peek()
        if token == "{":
            return Group(self.argument("{"))
        self.take()
        if token.startswith("\\") and len(token) > 1:
            node = self.symbol(token[1:]) or self.structure(token[1:])
        else:
            node = self.character(token)
        if node is None:
            self.at = start + len(self.source[start:]) - len(self.source[start:].lstrip())
            raise self.error(f"unknown command {token}" if token.startswith("\\") else f"unexpected {token!r}")
        return node

    def character(self, c: str) -> Node | None:
        if c in _CHARACTERS:
            return Symbol(*_CHARACTERS[c])
        if c == "~":
            return Space(1)
        known = c not in "}&%#$\\" and category(c)[0] in "LNPSM"
        return Symbol(c) if known else None

    def symbol(self, name: str) -> Node | None:
        """Commands that stand for one symbol, or for nothing but space."""
        kinds: tuple[tuple[dict[str, str], Kind], ...] = (
            (_LETTERS, "ord"),
            (_RELATIONS, "rel"),
            (_BINARY, "bin"),
            (_OPENING, "open"),
            (_CLOSING, "close"),
            (_BARS, "ord"),
            (_INTEGRALS, "op"),
        )
        for table, kind in kinds:
            if name in table:
                return Symbol(table[name], kind)
        if name in _BIG:
            return Symbol(_BIG[name], "op", limits=True)
        if name in _FUNCTIONS or name in _LIMIT_FUNCTIONS:
            return Symbol(name, "op", name in _LIMIT_FUNCTIONS)
        if name in _SPACES or name in _NOTHING:
            return Space(_SPACES.get(name, 0))
        return None

    def structure(self, name: str) -> Node | None:
        """Commands that take arguments."""
        command = f"\\{name}"
        if name in _TEXT:
            return Words(re.sub(r"\\([_%#&${} ])", r"\1", self.raw(command)))
        if name in _UPRIGHT:
            return self.upright(command)
        if name.startswith("operatorname"):
            word = re.sub(r"\\[,;: ]", " ", self.raw(command))
            return Symbol(word, "op", name.endswith("*") or word.replace(" ", "") in _LIMIT_FUNCTIONS)
        if name in _FONTS:
            return self.font(name)
        if name in _ACCENTS:
            return Accent(_ACCENTS[name], self.argument(command))
        if name in ("frac", "dfrac", "tfrac", "cfrac"):
            return Fraction(self.argument(command), self.argument(command))
        if name in ("binom", "dbinom", "tbinom"):
            return Binomial(self.argument(command), self.argument(command))
        if name == "sqrt":
            return self.root()
        if name in ("underbrace", "overbrace"):
            return Brace(self.argument(command), name == "overbrace")
        if name in ("overset", "underset", "stackrel"):
            script, base = self.argument(command), Group(self.argument(command))
            below = name == "underset"
            return Scripts(base, script if below else (), () if below else script, limits=True)
        if name in _CLASSES:
            texts = [node.text if isinstance(node, Symbol) else "" for node in self.argument(command)]
            return Symbol("".join(texts), _CLASSES[name]) if all(texts) else None
        if name == "boxed":
            return Boxed(self.argument(command))
        return self.delimited(name)

    def delimited(self, name: str) -> Node | None:
        if name == "left":
            left = self.delimiter()
            body = self.row("\\right")
            self.expect("\\right")
            return Fenced(left, body, self.delimiter())
        if name == "middle":
            return Symbol(self.delimiter(), "rel")
        if name == "begin":
            return self.environment()
        if size := _SIZES.match(name):
            fixed = self.delimiter()
            return Symbol(fixed, _SIDES.get(size[1]) or _kind_of(fixed))
        return None

    def delimiter(self) -> str:
        start = self.at
        token = self.take()
        if token == ".":
            return ""
        if token and (token in "()[]|/<>⌊⌋⌈⌉⟨⟩‖"):
            return {"<": "⟨", ">": "⟩"}.get(token, token)
        if token[1:] in _DELIMITERS:
            return _DELIMITERS[token[1:]]
        self.at = start
        raise self.error(f"{token or 'the end'} is no delimiter")

    def root(self) -> Node:
        index: Row = ()
        if self.peek() == "[":
            self.take()
            index = self.row("]")
            self.expect("]")
        return Root(self.argument("\\sqrt"), index)

    def upright(self, command: str) -> Node:
        """A word of several letters is the name of a function: softmax; a single one is a letter."""
        start = self.at
        if self.peek() == "{":
            word = re.sub(r"\\[,;: ]", " ", self.raw(command))
            if _WORD.fullmatch(word):
                return Symbol(word, "op")
            self.at = start
        return _unwrapped(self.argument(command))

    def font(self, name: str) -> Node:
        row = self.argument(f"\\{name}")
        return _unwrapped(tuple(n._replace(text=_styled(n.text, name)) if isinstance(n, Symbol) else n for n in row))

    def environment(self) -> Node:
        name = self.raw("\\begin")
        if name == "array":
            self.raw("\\begin{array}")
        rows = self.table_rows()
        self.take()
        ended = self.raw("\\end")
        if ended != name:
            raise self.error(f"\\begin{{{name}}} ended by \\end{{{ended}}}")
        if not rows:
            raise self.error(f"{name} is empty")
        if name in _CASES:
            return Table(rows, "l", (3,), *(("", "}") if name == "rcases" else ("{", "")))
        if name in _ALIGNED:
            return Table(rows, "rl", (3, 1))
        if name in _GATHERED:
            return Table(rows, "c", (2,))
        if name in _MATRICES:
            return Table(rows, "c", (2,), *_MATRICES[name])
        raise self.error(f"unknown environment {name}")

    def table_rows(self) -> tuple[tuple[Row, ...], ...]:
        rows: list[list[Row]] = [[]]
        while True:
            rows[-1].append(self.row("\\end", "&", "\\\\"))
            if self.peek() == "\\end":
                return tuple(tuple(row) for row in rows if any(row))
            if self.take() == "\\\\":
                rows.append([])
                if self.source.startswith("[", self.at):  # \\[2pt]
                    self.at = self.source.find("]", self.at) + 1 or self.at


def _unwrapped(row: Row) -> Node:
    return row[0] if len(row) == 1 else Group(row)


def _kind_of(delimiter: str) -> Kind:
    if delimiter in _CLOSING.values() or delimiter == ")":
        return "close"
    return "open" if delimiter in _OPENING.values() or delimiter == "(" else "ord"


_LETTERLIKE = {
    "mathbb": dict(zip("CHNPQRZ1", "ℂℍℕℙℚℝℤ𝟙", strict=True)),
    "mathcal": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
}
_ALPHABETS = {"mathbb": (0x1D538, 0x1D552), "mathcal": (0x1D49C, 0x1D4B6)}


def _styled(character: str, font: str) -> str:
    """Blackboard bold and script letters; bold is not told apart in plain text."""
    font = "mathcal" if font == "mathscr" else font
    if font not in _ALPHABETS:
        return character
    upper, lower = _ALPHABETS[font]
    if character in _LETTERLIKE[font]:
        return _LETTERLIKE[font][character]
    if len(character) == 1 and character.isascii() and character.isalpha():
        return chr(upper + ord(character) - ord("A") if character.isupper() else lower + ord(character) - ord("a"))
    return character
