"""A card as a note: its fields in both languages, its tags, the pictures it shows."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from dlquiz.anki import html
from dlquiz.core.exercise import Drawn, draw, solve
from dlquiz.core.questions import (
    LANGS,
    Card,
    Choice,
    Cloze,
    DemoUse,
    Kind,
    Lang,
    Numeric,
    Option,
    Order,
    Question,
    Text,
    Trap,
    TrueFalse,
    Value,
    combinations,
)
from dlquiz.core.result import Demos, Picture, Step
from dlquiz.core.text import fill, number, typeset, written_out

EXERCISES = 3

Draw = Callable[[Picture, Lang], bytes]
"""Renders a picture as SVG."""

CHOOSE_ALL = Text("Choose all that are right.", "选出所有正确的。")
TRUE, FALSE = Text("True", "对"), Text("False", "错")
RIGHT_IS = Text("Right would be:", "正确的说法：")
EXERCISE = Text("Exercise", "练习")
STEPS = Text("Steps", "步骤")
SLIPS = Text("Slips", "错因")


class Note(NamedTuple):
    """What a card's note shows. parts: those of its note type, each in every language. media: name -> content."""

    kind: Kind
    parts: tuple[str, ...]
    tags: tuple[str, ...]
    media: dict[str, bytes]

    @property
    def langs(self) -> tuple[Lang, ...]:
        """The languages it has."""
        return tuple(lang for number, lang in enumerate(LANGS) if self.parts[number])


class Workshop(NamedTuple):
    """What making notes needs: the demos, and what draws their pictures (None: they are left out)."""

    demos: Demos
    draw: Draw | None


def note(card: Card, oldest: str, workshop: Workshop) -> Note:
    """The note of a card. oldest: its oldest id, the seed of what is drawn. DemoError where a demo cannot run."""
    media: dict[str, bytes] = {}
    maker = _Maker(card, oldest, workshop, media)
    sides = [maker.parts(lang) if _asked(card, lang) else None for lang in LANGS]
    width = len(next(side for side in sides if side is not None))
    filled = [side or ("",) * width for side in sides]
    return Note(card.kind, tuple(chain.from_iterable(zip(*filled, strict=True))), tags(card), media)


def tags(card: Card) -> tuple[str, ...]:
    """``level::core kind::choice topic::normalization document::interview-book``; a tag has no blanks."""
    question = card.question
    found = [f"level::{card.level}", f"kind::{card.kind}", f"topic::{question.topic}"]
    found += [f"document::{locator.doc}" for locator in question.documents]
    return tuple(dict.fromkeys("-".join(tag.split()) for tag in found))


def _asked(card: Card, lang: Lang) -> str:
    """What is asked, as far as the language has it."""
    match card.check:
        case None:
            text = card.question.ask
        case TrueFalse(right=text) | Cloze(text=text):
            pass
        case check:
            text = check.ask
    return text.zh if lang == "zh" else text.en


class _Maker:
    """One card on its way into a note."""

    def __init__(self, card: Card, oldest: str, workshop: Workshop, media: dict[str, bytes]) -> None:
        self.card, self.demos, self.draw, self.media = card, workshop.demos, workshop.draw, media
        self.seed = oldest
        self.drawn = draw(card, random.Random(oldest))

    def parts(self, lang: Lang) -> tuple[str, ...]:
        """The parts of the note type, in its order."""
        match self.card.check:
            case None:
                return self._recall(self.card.question, lang)
            case Choice() as check:
                return _choice(check, self.drawn, lang)
            case TrueFalse() as check:
                return _true_false(check, self.drawn, lang)
            case Cloze() as check:
                about = f'<div class="why">{html.line(self.card.question.ask.in_(lang))}</div>'
                return html.cloze(check.text.in_(lang)), about
            case Order() as check:
                return _order(check, self.drawn, lang)
            case check:
                return self._numeric(check, lang)

    def _recall(self, question: Question, lang: Lang) -> tuple[str, ...]:
        said = html.listed((html.line(point.in_(lang)) for point in question.points), "ol")
        traps = html.listed((_trap(trap, lang) for trap in question.traps), "ul", "marked")
        demo = self._demo(question.demo, lang) if question.demo else ""
        return html.blocks(question.ask.in_(lang)), _answer(question, lang), said, traps, demo

    def _demo(self, use: DemoUse, lang: Lang) -> str:
        title = self.demos.describe(use.name).title.in_(lang)
        result = self.demos.run(use.name, use.with_)
        pictures = "".join(self._picture(use.name, shown, lang) for shown in result.pictures) if self.draw else ""
        note_ = f'<p class="why">{html.line(result.note.in_(lang))}</p>' if result.note else ""
        return f"<p>{html.plain(title)}</p>{worked(result.steps, lang)}{pictures}{note_}"

    def _picture(self, demo: str, picture: Picture, lang: Lang) -> str:
        assert self.draw is not None
        content = self.draw(picture, lang)
        name = f"dlquiz-{demo}-{blake2b(content, digest_size=6).hexdigest()}.svg"
        self.media[name] = content
        return f'<img src="{name}" alt="{html.plain(picture.title.in_(lang))}">'

    def _numeric(self, check: Numeric, lang: Lang) -> tuple[str, ...]:
        asked, solved = [], []
        for values in self._exercises(check):
            ask = html.blocks(fill(check.ask.in_(lang), values, lang))
            asked.append(f'<div class="asked">{ask}</div>')
            solved.append(f'<div class="asked">{ask}</div>{self._solution(check, values, lang)}')
        return _exercises(asked, lang), _exercises(solved, lang)

    def _exercises(self, check: Numeric) -> list[dict[str, Value]]:
        """The same ones for the same card, in either language."""
        every = list(combinations(check))
        return random.Random(self.seed).sample(every, min(EXERCISES, len(every)))

    def _solution(self, check: Numeric, values: Mapping[str, Value], lang: Lang) -> str:
        solution = solve(check, Drawn(values=values), self.demos)
        unit = f' <span class="unit">{html.line(check.unit.in_(lang))}</span>' if check.unit else ""
        shown = f'<p class="value">{number(solution.value)}{unit}</p>'
        if solution.steps:
            shown += html.tap(STEPS.in_(lang), worked(solution.steps, lang))
        slips = html.listed(
            f"{number(value)}: {html.line(say.in_(lang))}" for value, say in solution.slips if value != solution.value
        )
        return shown + (html.tap(SLIPS.in_(lang), slips) if slips else "")


def worked(steps: Sequence[Step], lang: Lang) -> str:
    """The working of a demo, line by line."""
    return html.listed((_step(step, lang) for step in steps), "ol", "steps")


def _step(step: Step, lang: Lang) -> str:
    value = f" = <b>{html.plain(written_out(step.value))}</b>" if step.value != "" else ""
    working = html.plain(typeset(step.working))
    return f'{html.plain(step.label.in_(lang))}<br><span class="working">{working}</span>{value}'


def _answer(question: Question, lang: Lang) -> str:
    """Formulas and the sketch come after the first paragraph."""
    first, *rest = html.pieces(question.answer.in_(lang)) or [""]
    drawn = [html.drawing(question.sketch)] if question.sketch else []
    return "".join([first, *map(html.formula, question.formula), *drawn, *rest])


def _trap(trap: Trap, lang: Lang) -> str:
    wrong, right = html.line(trap.wrong.in_(lang)), html.line(trap.right.in_(lang))
    return f'<div class="wrong">{wrong}</div><div class="right">{right}</div>'


def _choice(check: Choice, drawn: Drawn, lang: Lang) -> tuple[str, ...]:
    options = [check.options[index] for index in drawn.order]
    ask = html.blocks(check.ask.in_(lang))
    if sum(option.right for option in options) > 1:
        ask += f'<p class="kind">{CHOOSE_ALL.in_(lang)}</p>'
    listed = html.listed((html.line(option.text.in_(lang)) for option in options), "ol", "options")
    return ask, listed, html.listed((_feedback(option, lang) for option in options), "ol", "options")


def _feedback(option: Option, lang: Lang) -> str:
    why = f'<div class="why">{html.line(option.why.in_(lang))}</div>' if option.why else ""
    return f'<div class="{"right" if option.right else "wrong"}">{html.line(option.text.in_(lang))}</div>{why}'


def _true_false(check: TrueFalse, drawn: Drawn, lang: Lang) -> tuple[str, ...]:
    """The seed picks the statement; after a wrong one comes what would be right."""
    statement = check.right if drawn.statement else check.wrong
    verdict = TRUE if drawn.statement else FALSE
    mark = "right" if drawn.statement else "wrong"
    shown = f'<p class="verdict {mark}">{verdict.in_(lang)}</p>'
    if not drawn.statement:
        shown += f'<p><span class="why">{RIGHT_IS.in_(lang)}</span> {html.line(check.right.in_(lang))}</p>'
    return html.blocks(statement.in_(lang)), shown + html.blocks(check.why.in_(lang))


def _order(check: Order, drawn: Drawn, lang: Lang) -> tuple[str, ...]:
    """Steps that may come in any order stand in one line of the solution."""
    steps = [step for group in check.steps for step in group]
    mixed = html.listed((html.line(steps[index].in_(lang)) for index in drawn.order), "ul", "mixed")
    solution = html.listed(("<br>".join(html.line(step.in_(lang)) for step in group) for group in check.steps), "ol")
    return html.blocks(check.ask.in_(lang)), mixed, solution


def _exercises(shown: Sequence[str], lang: Lang) -> str:
    """The first one openly, the others behind taps."""
    first, *others = shown
    return first + "".join(html.tap(f"{EXERCISE.in_(lang)} {place}", other) for place, other in enumerate(others, 2))
