"""A card made concrete: which order, which statement, which numbers; and the solution of a numeric one.

What was drawn is stored with the review, so that an exercise can be shown again exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from dlquiz.core.questions import Card, Choice, Cloze, Numeric, Order, Text, TrueFalse, Value
from dlquiz.core.text import count_blanks

if TYPE_CHECKING:
    from dlquiz.core.result import Demos, Result, Step

T = TypeVar("T")


class Rng(Protocol):
    """The part of random.Random that drawing needs."""

    def choice(self, seq: Sequence[T], /) -> T: ...
    def shuffle(self, x: MutableSequence[Any], /) -> None: ...
    def random(self) -> float: ...


class Drawn(NamedTuple):
    """What was drawn for a card: the order of options or steps, the statement shown, or the numbers."""

    order: tuple[int, ...] = ()
    statement: bool = True
    values: Mapping[str, Value] | None = None

    def plain(self) -> dict[str, Any]:
        """As JSON for the log; {} where nothing was drawn."""
        plain: dict[str, Any] = {}
        if self.order:
            plain["order"] = list(self.order)
        if not self.statement:
            plain["statement"] = False
        if self.values:
            plain["values"] = {k: list(v) if isinstance(v, tuple) else v for k, v in self.values.items()}
        return plain


class Solution(NamedTuple):
    """The right number, how it is worked out, and the slips: wrong numbers that say what went wrong."""

    value: float
    steps: tuple[Step, ...] = ()
    slips: tuple[tuple[float, Text], ...] = ()


def draw(card: Card, rng: Rng) -> Drawn:
    """Draw an exercise for the card. The steps of an order never come in the right order."""
    match card.check:
        case Choice(options=options, shuffle=shuffle):
            order = list(range(len(options)))
            if shuffle:
                rng.shuffle(order)
            return Drawn(order=tuple(order))
        case TrueFalse():
            return Drawn(statement=rng.random() < 0.5)
        case Order(steps=steps) as check:
            order = list(range(sum(map(len, steps))))
            while in_order(check, order):
                rng.shuffle(order)
            return Drawn(order=tuple(order))
        case Numeric() as check:
            return Drawn(values={**drawn_values(check, rng), **(check.with_ or {})})
    return Drawn()


def shape(card: Card) -> tuple[object, ...]:
    """What the drawing and judging of a card rest on: while this stays, its words may change in mid-air."""
    match card.check:
        case Choice(options=options, shuffle=shuffle):
            return Choice, tuple(option.right for option in options), shuffle
        case Order(steps=steps):
            return Order, tuple(map(len, steps))
        case Numeric() as check:
            return Numeric, check._replace(id="", ask=Text(), unit=Text(), level=None, was=())
        case Cloze(text=text):
            return Cloze, count_blanks(text.in_("en"))
    return (type(card.check),)


def drawn_values(check: Numeric, rng: Rng) -> dict[str, Value]:
    """One combination of `vary`."""
    if isinstance(check.vary, Mapping):
        return {name: rng.choice(choices) for name, choices in check.vary.items()}
    return dict(rng.choice(check.vary)) if check.vary else {}


def step_groups(check: Order) -> tuple[int, ...]:
    """For each step, flattened, the group it belongs to; groups come in order, their members in any."""
    return tuple(number for number, group in enumerate(check.steps) for _ in group)


def in_order(check: Order, order: Sequence[int]) -> bool:
    """Whether these steps (indices into the flattened steps) stand in a right order."""
    groups = step_groups(check)
    placed = [groups[index] for index in order]
    return placed == sorted(placed)


def solve(check: Numeric, drawn: Drawn, demos: Demos) -> Solution:
    """Compute the right number and the slips. Raises DemoError where the demo cannot take the numbers."""
    if check.answer is not None:
        return Solution(check.answer)
    values = drawn.values or {}
    result = demos.run(check.demo, values)
    slips = []
    for slip in check.slips:
        other = demos.run(check.demo, {**values, **slip.with_}) if slip.with_ else result
        slips.append((number(other, slip.want or check.want), slip.say))
    return Solution(number(result, check.want), result.steps, tuple(slips))


def number(result: Result, output: str) -> float:
    """An output that is one number."""
    value = result.outputs[output]
    assert isinstance(value, int | float), output
    return value
