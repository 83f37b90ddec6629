"""Turning a demo's knobs: which values an arrow key steps through."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from dlquiz.core.questions import Value
from dlquiz.core.result import Parameter

FINE = 16
"""Whole numbers go by ones up to here, then by doubling, as channels do."""
LADDER = tuple(digit * 10.0**power for power in range(-9, 10) for digit in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that can be turned: a parameter, or one number of a list."""

    parameter: Parameter
    index: int | None = None

    def value(self, inputs: Mapping[str, Value]) -> Value:
        """Where the knob stands."""
        value = inputs[self.parameter.name]
        return value if self.index is None or not isinstance(value, tuple) else value[self.index]


def knobs(parameters: tuple[Parameter, ...], inputs: Mapping[str, Value]) -> tuple[Knob, ...]:
    """All knobs of a demo, a list's numbers one by one."""
    found: list[Knob] = []
    for parameter in parameters:
        value = inputs[parameter.name]
        indices = range(len(value)) if isinstance(value, tuple) else (None,)
        found += [Knob(parameter, index) for index in indices]
    return tuple(found)


def turned(knob: Knob, inputs: Mapping[str, Value], by: int) -> dict[str, Value]:
    """The inputs with this knob turned one step up (by = 1) or down (by = -1), within its bounds."""
    name, old = knob.parameter.name, inputs[knob.parameter.name]
    new = stepped(knob.parameter, knob.value(inputs), by)
    if knob.index is None or not isinstance(old, tuple):
        return {**inputs, name: new}
    assert not isinstance(new, tuple)
    return {**inputs, name: (*old[: knob.index], new, *old[knob.index + 1 :])}


def stepped(parameter: Parameter, value: Value, by: int) -> Value:
    """The next value of a parameter."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        place = parameter.words.index(value) if value in parameter.words else 0
        return parameter.words[(place + by) % len(parameter.words)]
    assert not isinstance(value, tuple)
    if parameter.kind in ("int", "ints"):
        return int(_bounded(parameter, _whole(int(value), by)))
    return float(_bounded(parameter, _real(parameter, value, by)))


def _whole(value: int, by: int) -> int:
    if by > 0:
        return value * 2 if value >= FINE else value + 1
    return value // 2 if value > FINE else value - 1


def _real(parameter: Parameter, value: float, by: int) -> float:
    low, high = parameter.low or 0.0, parameter.high or 1.0
    if low < 0:
        return round(value + 0.5 * by, 6)
    if high <= 1:
        return round(value + 0.05 * by, 6)
    if value <= LADDER[0]:
        return LADDER[0] if by > 0 else 0.0
    place = bisect_right(LADDER, value * 1.000001) if by > 0 else bisect_left(LADDER, value * 0.999999) - 1
    return LADDER[max(0, min(place, len(LADDER) - 1))]


def _bounded(parameter: Parameter, value: float) -> float:
    if parameter.low is not None:
        value = max(parameter.low, value)
    return value if parameter.high is None else min(parameter.high, value)
