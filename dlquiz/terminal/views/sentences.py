"""A card in sentences, from top to bottom: for screen readers, pipes, and terminals that cannot be painted on.

A paragraph is a string; one that starts with spaces is a formula or code and is not wrapped.
"""

from __future__ import annotations

from collections.abc import Sequence

from dlquiz.core import text as markdown
from dlquiz.core.exercise import Solution
from dlquiz.core.questions import Choice, Cloze, Numeric, Order, Question, Text, TrueFalse
from dlquiz.core.session import Turn
from dlquiz.errors import TexError
from dlquiz.terminal import formulas
from dlquiz.terminal.controls import several
from dlquiz.terminal.prose import phrase, prose
from dlquiz.terminal.views.numeric import leading, question_text
from dlquiz.terminal.views.working import MOST
from dlquiz.terminal.words import Say, interval, number
from dlquiz.terminal.wrap import NBSP

UNBROKEN = 10**6
INDENT = "    "


def flat(source: str) -> str:
    """Markdown on one line without its marks."""
    return phrase(source, UNBROKEN).plain.replace(NBSP, " ")


def said(say: Say, name: str, text: Text, **values: object) -> list[str]:
    """A sentence with a text of the bank in it; with both languages, the other one after it."""
    lines = [say(name, text=flat(say.of(text)), **values)]
    other = text.in_(say.other)
    return [*lines, flat(other)] if say.both and other != say.of(text) else lines


# the question


def asked(turn: Turn, say: Say) -> list[str]:
    """What is asked, its options or steps behind their numbers."""
    match turn.card.check:
        case Choice(ask=ask, options=options):
            return [*said(say, "p question", ask), *_numbered(say, [options[index].text for index in turn.drawn.order])]
        case TrueFalse(right=right, wrong=wrong):
            return said(say, "p statement", right if turn.drawn.statement else wrong)
        case Numeric() as check:
            return said(say, "p question", question_text(check, turn))
        case Cloze(text=text):
            return said(say, "p question", Text(*(_with_numbers(text.in_(lang)) for lang in ("en", "zh"))))
        case Order(ask=ask) as check:
            steps = [step for group in check.steps for step in group]
            return [*said(say, "p question", ask), *_numbered(say, [steps[index] for index in turn.drawn.order])]
    return said(say, "p question", turn.card.question.ask)


def _numbered(say: Say, texts: Sequence[Text]) -> list[str]:
    return [line for n, text in enumerate(texts, 1) for line in said(say, "p option", text, n=n)]


def _with_numbers(source: str) -> str:
    """A cloze text with [1] [2] for its blanks."""
    blanks = [piece for piece in markdown.parse_cloze(source) if isinstance(piece, markdown.Blank)]
    return markdown.hidden(source, [rf"\text{{[{n}]}}" if b.math else f"[{n}]" for n, b in enumerate(blanks, 1)])


def prompt(turn: Turn, say: Say, typed: int) -> str:
    """What can be done now. typed: blanks filled so far."""
    check = turn.card.check
    if isinstance(check, Choice) and several(check):
        return say("p choices")
    return say(f"p {turn.card.kind}", n=typed + 1)


def kind(turn: Turn, say: Say) -> str:
    name = say(turn.card.kind).removesuffix("?")
    return name[:1].upper() + name[1:]


def blank_count(check: Cloze) -> int:
    return markdown.count_blanks(check.text.in_("en"))


def hint(question: Question, number_: int, say: Say) -> list[str]:
    return said(say, "p hint", question.points[number_ - 1], n=number_)


# the answer


def revealed(turn: Turn, say: Say) -> list[str]:
    """The verdict of a machine-graded card with its reasons, or the answer with its points and traps."""
    match turn.card.check:
        case None:
            return _recalled(turn, say)
        case Choice() as check:
            return _chosen(check, turn, say)
        case TrueFalse(why=why):
            right = say("true" if turn.drawn.statement else "false")
            return [_verdict(turn, say, right), *said(say, "p why", why)]
        case Numeric() as check:
            return _worked(check, turn, say)
        case Cloze(text=text):
            filled = Text(*(markdown.filled(text.in_(lang)) for lang in ("en", "zh")))
            near = [say("almost")] if turn.verdict and turn.verdict.near else []
            return [_verdict(turn, say, flat(say.of(filled))), *near]
        case Order() as check:
            return _ordered(check, turn, say)


def _verdict(turn: Turn, say: Say, right: str) -> str:
    if turn.verdict is None:
        return say("p right is", text=right)
    return say("p right") if turn.verdict.right else say("p wrong", text=right)


def _recalled(turn: Turn, say: Say) -> list[str]:
    question = turn.card.question
    lines = [say("p yours", text=markdown.sanitise(str(turn.answer)))] if turn.answer else []
    lines += [*_answer(question, say), ""]
    for n, point in enumerate(question.points, 1):
        lines += said(say, "p point", point, n=n)
    for n, trap in enumerate(question.traps, 1):
        both = Text(
            *(f"{Say(lang)('quoted', text=trap.wrong.in_(lang))} {trap.right.in_(lang)}" for lang in ("en", "zh"))
        )
        lines += said(say, "p trap", both, n=n)
    return lines


def _answer(question: Question, say: Say) -> list[str]:
    blocks = markdown.parse(say.of(question.answer))
    lines = [line for block in blocks[:1] for line in _block(block)]
    lines[:1] = [say("p answer", text=lines[0] if lines else "")]
    drawn = [INDENT + line for source in question.formula for line in _formula(source)]
    sketch = markdown.sanitise(question.sketch).strip("\n")
    parts = [drawn, *map(_block, blocks[1:]), [INDENT + line for line in sketch.split("\n") if sketch]]
    return lines + [line for part in parts if part for line in ("", *part)]


def _block(block: markdown.Block) -> list[str]:
    return [line.plain.replace(NBSP, " ") for line in prose([block], UNBROKEN)]


def _formula(source: str) -> Sequence[str]:
    try:
        return formulas.equations(source)
    except TexError:
        return [markdown.sanitise(source)]


def _chosen(check: Choice, turn: Turn, say: Say) -> list[str]:
    places = {index: place for place, index in enumerate(turn.drawn.order, 1)}
    right = ", ".join(str(places[index]) for index in turn.drawn.order if check.options[index].right)
    lines = [_verdict(turn, say, right)]
    for index in turn.drawn.order:
        lines += said(say, "p option", check.options[index].why, n=places[index])
    return lines


def _worked(check: Numeric, turn: Turn, say: Say) -> list[str]:
    solution, verdict = turn.solution or Solution(0), turn.verdict
    right = f"{number(solution.value)} {say.of(check.unit)}".strip()
    lines = [_verdict(turn, say, right)]
    if verdict and verdict.right and verdict.rounded:
        lines.append(say("p exactly", text=right))
    for n, step in enumerate(leading(solution), 1):
        result = f" = {markdown.written_out(step.value, MOST)}" if step.value != "" else ""
        lines.append(say("p step", n=n, text=f"{say.of(step.label)}: {markdown.typeset(step.working)}{result}"))
    return lines + (said(say, "p slip", verdict.slip) if verdict and verdict.slip else [])


def _ordered(check: Order, turn: Turn, say: Say) -> list[str]:
    """The steps in a right order, each with the number it was shown under."""
    steps = [step for group in check.steps for step in group]
    places = [turn.drawn.order.index(index) + 1 for index in range(len(steps))]
    lines = [_verdict(turn, say, " ".join(map(str, places)))]
    return lines + [line for n, step in zip(places, steps, strict=True) for line in said(say, "p option", step, n=n)]


# the grades


def grades(turn: Turn, waits: Sequence[float], say: Say) -> str:
    """What each grade would mean, and what Enter takes."""
    each = "".join(say("p grade", n=n, grade=say.grade(n), wait=interval(say, wait)) for n, wait in enumerate(waits, 1))
    return f"{each}{say('p takes', n=turn.proposed)}"
