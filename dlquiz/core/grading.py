"""An answer given -> a verdict. Kind to form, strict in substance."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from fractions import Fraction
from typing import NamedTuple

from dlquiz.core.exercise import Drawn, Solution, in_order
from dlquiz.core.questions import Card, Choice, Cloze, Numeric, Order, Text, TrueFalse
from dlquiz.core.text import Blank, parse_cloze

Answer = str | bool | tuple[str, ...] | tuple[int, ...]
"""recall, numeric: what was typed; true-false: a bool; cloze: a string per blank; choice, order: the bank's indices."""

NEAR = 0.8


class Verdict(NamedTuple):
    """right: as judged. parts: each blank's verdict. near: close enough for the candidate to overrule.

    rounded: right, but the exact value should be shown beside it. slip: what the wrong number says went wrong.
    unread: the typed text is no number at all.
    """

    right: bool
    parts: tuple[bool, ...] = ()
    near: bool = False
    rounded: bool = False
    slip: Text = Text()
    unread: bool = False


class Typed(NamedTuple):
    """A number as typed: its value, the place of its last significant digit (0: exact), how many digits it has."""

    value: Fraction
    place: Fraction
    digits: int


def grade(card: Card, drawn: Drawn, answer: Answer, solution: Solution | None = None) -> Verdict:
    """Judge a machine-graded answer. `solution` is needed for a numeric check."""
    match card.check, answer:
        case Choice(options=options), tuple(chosen):
            return Verdict(set(chosen) == {index for index, option in enumerate(options) if option.right})
        case TrueFalse(), bool(said):
            return Verdict(said is drawn.statement)
        case Order() as check, tuple(order):
            return Verdict(in_order(check, [int(index) for index in order]))
        case Cloze(text=text), tuple(typed):
            return grade_cloze(text, [str(word) for word in typed])
        case Numeric() as check, str(typed_number) if solution:
            return grade_numeric(check, solution, typed_number)
    raise TypeError(f"{card.id} cannot take {answer!r}")


# numbers

SUFFIXES = {
    "": 0, "k": 3, "千": 3, "thousand": 3, "万": 4, "m": 6, "百万": 6, "million": 6, "千万": 7, "亿": 8,
    "g": 9, "b": 9, "十亿": 9, "billion": 9, "t": 12,
}  # fmt: skip
NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d{1,3}(?:[,_ ]\d{3})+|\d*)(?:\.(?P<decimals>\d*))?"
    r"(?:(?:e|[x*·]10\^?)(?P<exponent>[+-]?\d{1,3}))?"
    rf"\s*(?P<suffix>{'|'.join(filter(None, SUFFIXES))})?\s*(?P<percent>%?)"
)
FRACTION = re.compile(r"(?P<top>[^/]+)/(?P<bottom>[^/]+)")
POWER_OF_TEN = re.compile(r"([+-]?)10\^[({]?(-?\d{1,3})[)}]?")
MINUSES = str.maketrans("−–—", "---")
PRIMES = str.maketrans("′’", "''")
RAISED_FIGURE = re.compile(r"\^(?=[({]*\d)")
MOST_DIGITS = 150
"""Digits and zeros of a number that is read: so a float can hold it, and a quotient of two."""
NAMED = {
    **{word: Fraction(n) for n, word in enumerate("zero one two three four five six seven eight nine ten".split())},
    **{word: Fraction(n) for n, word in enumerate("零一二三四五六七八九十")},
    "两": Fraction(2), "half": Fraction(1, 2), "一半": Fraction(1, 2),
}  # fmt: skip


def parse_number(text: str) -> Typed | None:
    """Read a number as people type it, None if it is none.

    ``589,824`` ``5.9e5`` ``590k`` ``58.98万`` ``1/8`` ``12.5%`` ``−3`` ``２５６`` ``10^-8`` ``three`` ``三``
    """
    plain = _narrow(text).lower().translate(MINUSES).replace("×", "x").replace("⁄", "/")
    if plain in NAMED:
        return Typed(NAMED[plain], Fraction(1), 1)
    if split := FRACTION.fullmatch(plain):
        top, bottom = _decimal(split["top"].strip()), _decimal(split["bottom"].strip())
        if top is None or bottom is None or bottom.value == 0:
            return None
        return Typed(top.value / bottom.value, Fraction(0), 0)
    return _decimal(plain)


def _narrow(text: str) -> str:
    """Without what an input method adds: full-width signs, blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def _decimal(plain: str) -> Typed | None:
    match = NUMBER.fullmatch(POWER_OF_TEN.sub(r"\g<1>1e\2", plain) if POWER_OF_TEN.fullmatch(plain) else plain)
    if not match or not (match["whole"] or match["decimals"]):
        return None
    whole, decimals = re.sub(r"\D", "", match["whole"]), match["decimals"] or ""
    shift = int(match["exponent"] or 0) + SUFFIXES[match["suffix"] or ""] - (2 if match["percent"] else 0)
    if len(whole + decimals) + abs(shift) > MOST_DIGITS:
        return None
    scale = Fraction(10) ** (shift - len(decimals))
    digits = (whole + decimals).lstrip("0")
    if not decimals:
        kept = digits.rstrip("0")
        place = scale * 10 ** (len(digits) - len(kept))
        digits = kept
    else:
        place = scale
    value = int(whole + decimals or "0") * scale
    return Typed(-value if match["sign"] == "-" else value, place, len(digits))


def within(tolerance: str, truth: float, given: float) -> bool:
    """Whether `given` is right by a check's tolerance: ``0``, ``1%`` of the truth, or ``±0.01``."""
    if tolerance.endswith("%"):
        allowed = abs(truth) * float(tolerance[:-1]) / 100
    else:
        allowed = float(tolerance.removeprefix("±"))
    return abs(given - truth) <= allowed + 1e-9 * max(1.0, abs(truth))


def rounds(given: Typed, truth: float) -> bool:
    """Whether `given` has two or more significant digits and they are those of `truth`, rounded."""
    return given.digits >= 2 and 2 * abs(given.value - Fraction(truth)) <= given.place


def grade_numeric(check: Numeric, solution: Solution, typed: str) -> Verdict:
    """By tolerance, else by the rounding rule (`rounds`)."""
    for name in check.unit:
        typed = _narrow(typed).removesuffix(_narrow(name))
    given = parse_number(typed)
    if given is None:
        return Verdict(False, unread=True)
    if within(check.tolerance, solution.value, float(given.value)):
        return Verdict(True, rounded=float(given.value) != solution.value)
    if rounds(given, solution.value) and not check.exact:
        return Verdict(True, rounded=True)
    slip = next((say for value, say in solution.slips if _matches(check, value, given)), Text())
    return Verdict(False, slip=slip)


def _matches(check: Numeric, value: float, given: Typed) -> bool:
    return rounds(given, value) or within(check.tolerance, value, float(given.value))


# words


def grade_cloze(text: Text, typed: Sequence[str]) -> Verdict:
    """Each blank takes any form of either language."""
    accepted = [(*en, *zh) for en, zh in zip(_forms(text.in_("en")), _forms(text.in_("zh")), strict=True)]
    parts = tuple(any(same(form, word) for form in forms) for forms, word in zip(accepted, typed, strict=True))
    near = not all(parts) and all(
        right or any(alike(form, word) for form in forms)
        for forms, word, right in zip(accepted, typed, parts, strict=True)
    )
    return Verdict(all(parts), parts, near)


def _forms(cloze: str) -> list[tuple[str, ...]]:
    return [piece.forms for piece in parse_cloze(cloze) if isinstance(piece, Blank)]


def same(form: str, typed: str) -> bool:
    """Whether a typed word is this form: what `folded` overlooks aside; numbers by value."""
    expected, given = parse_number(form), parse_number(typed)
    if expected is not None and given is not None:
        return expected.value == given.value
    return folded(form) == folded(typed) != "" or _bare(form) == _bare(typed) != ""


def alike(form: str, typed: str) -> bool:
    """A near miss: a slip in the letters, not in the first one, in a digit or in a sign.

    Of Latin words four fifths of at least four letters are in order; of at least three Han characters one is another.
    """
    a, b = folded(form), folded(typed)
    signs, others = ("".join(char for char in word if not char.isalpha()) for word in (a, b))
    if a[:1] != b[:1] or signs != others:
        return False
    a, b = ("".join(filter(str.isalpha, word)) for word in (a, b))
    if _han(a):
        return len(a) == len(b) >= 3 and sum(x != y for x, y in zip(a, b, strict=True)) == 1
    return min(len(a), len(b)) >= 4 and SequenceMatcher(None, a, b).ratio() >= NEAR


LETTERS = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi"
    " omega"
).split()
GREEK = dict(zip(LETTERS, "αβγδεεζηθικλμνξπρστφχψω", strict=True))
SPELLED = {**GREEK, "sqrt": "√", "times": "x", "cdot": "x", "×": "x", "*": "x", "·": "x", "⋅": "x"}
TOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|'+|\S")
KEPT = frozenset("+^√<>=≤≥%\u0338")
"""Signs that make a difference; \u0338 is the stroke of ≠."""
ARTICLES = ("the", "a", "an")


def folded(word: str) -> str:
    """A word without what a kind reader overlooks: case, width, accents, spaces, brackets, hyphens, TeX's marks.

    Signs of a formula stay: ``1-p`` is not ``1+p``, ``f'`` neither ``f`` nor ``f''``, ``4^n`` not ``4n``; but ``k2``
    may stand for k². Greek letters may be spelled out.
    """
    plain = unicodedata.normalize("NFKD", _with_carets(word)).casefold().translate(MINUSES).translate(PRIMES)
    plain = RAISED_FIGURE.sub("", plain.replace("**", "^"))
    plain = "".join(char for char in plain if char == "\u0338" or not unicodedata.combining(char))
    tokens = [SPELLED.get(token, token) for token in TOKEN.findall(plain)]
    if len(tokens) > 1 and tokens[0] in ARTICLES and _is_word(tokens[1]):
        del tokens[0]
    around = ["", *tokens, ""]
    return "".join(
        token
        for before, token, after in zip(around, tokens, around[2:], strict=False)
        if token.isalnum()
        or token in KEPT
        or (token in "-/" and not _joins_words(before, after))
        or (token[0] == "'" and before.isalnum() and not _is_word(before))
    )


def _with_carets(word: str) -> str:
    """Raised characters with a caret before them: ``βᵗ`` as ``β^ᵗ``, ``C⁻¹`` as ``C^⁻¹``."""
    raised = [unicodedata.decomposition(char).startswith("<super>") for char in word]
    return "".join(
        f"^{char}" if above and not before else char
        for char, above, before in zip(word, raised, [False, *raised], strict=False)
    )


def _joins_words(before: str, after: str) -> bool:
    """Whether what stands between these is a hyphen or the stroke of and/or, rather than a sign of a formula."""
    return before.isalnum() and after.isalnum() and (_is_word(before) or _is_word(after))


def _is_word(token: str) -> bool:
    return token.isalpha() and (len(token) > 1 or _han(token))


def _han(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)


def _bare(word: str) -> str:
    return unicodedata.normalize("NFKC", word.strip().strip("$")).casefold().replace(" ", "")
