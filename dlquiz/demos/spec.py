"""How a demo declares itself: one function, a decorator, and the bounds of its parameters.

    @demo(
        topic="cnn-basics",
        title=Text("What a convolution costs", "卷积的开销"),
        bounds={"in_channels": between(1, 65536), "padding_mode": one_of("zeros", "reflect")},
        outputs=[Output("params", Text("parameters", "参数量"))],
    )
    def conv_cost(in_channels: int = 3, ..., padding_mode: str = "zeros") -> Result: ...

Parameter names, kinds and defaults are read from the signature, so they are written once. A parameter is an
int, a float, a bool, a word (str) or a flat list of numbers (``tuple[int, ...]`` or ``tuple[float, ...]``).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from dlquiz.core.questions import Text, Value
from dlquiz.core.result import Description, Output, Parameter, ParameterKind, Result
from dlquiz.errors import DemoError, nearest

KINDS: dict[str, ParameterKind] = {
    "int": "int",
    "float": "float",
    "str": "word",
    "bool": "flag",
    "tuple[int, ...]": "ints",
    "tuple[float, ...]": "floats",
}
LONGEST_LIST = 64
SMALLEST = 1e-100
"""What is nearer to 0 counts as 0, so that squares and quotients stay within float64."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a parameter may be: a range for numbers (and for each number of a list), a choice of words."""

    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()


def between(low: float, high: float) -> Bound:
    """Both ends included."""
    return Bound(low, high)


def one_of(*words: str) -> Bound:
    """One of these words."""
    return Bound(words=words)


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo function with its description."""

    description: Description
    function: Callable[..., Result]

    def run(self, inputs: Mapping[str, Value]) -> Result:
        """Run with `inputs` over the defaults; raises DemoError for a name, type or value that cannot be."""
        values = {parameter.name: parameter.default for parameter in self.description.parameters}
        for name, given in inputs.items():
            values[name] = accepted(self.parameter(name), given)
        return self.function(**values)

    def parameter(self, name: str) -> Parameter:
        """The parameter called `name`, else DemoError with the nearest one."""
        known = {parameter.name: parameter for parameter in self.description.parameters}
        if name not in known:
            raise DemoError(f"{self.description.name} has no parameter {name}", remedy=nearest(name, list(known)))
        return known[name]


def demo(
    *, topic: str, title: Text, outputs: Sequence[Output], bounds: Mapping[str, Bound] | None = None
) -> Callable[[Callable[..., Result]], Demo]:
    """Declare a function as the demo of that name."""

    def declare(function: Callable[..., Result]) -> Demo:
        parameters = tuple(
            described(name, parameter, (bounds or {}).get(name, Bound()))
            for name, parameter in inspect.signature(function).parameters.items()
        )
        return Demo(Description(function.__name__, topic, title, parameters, tuple(outputs)), function)

    return declare


def described(name: str, parameter: inspect.Parameter, bound: Bound) -> Parameter:
    """A signature's parameter and its bound, as core knows them."""
    return Parameter(name, KINDS[parameter.annotation], parameter.default, bound.low, bound.high, bound.words)


def accepted(parameter: Parameter, given: object) -> Value:
    """`given` as the parameter's type, within its bounds; else DemoError."""
    if parameter.kind in ("ints", "floats"):
        items = given if isinstance(given, list | tuple) else (given,)
        if not 1 <= len(items) <= LONGEST_LIST:
            raise DemoError(f"{parameter.name} has {len(items)} numbers", remedy=f"give 1 to {LONGEST_LIST}")
        return tuple(_number(parameter, item) for item in items)
    if parameter.kind == "flag":
        if not isinstance(given, bool):
            raise DemoError(f"{parameter.name} is {given!r}", remedy="give true or false")
        return given
    if parameter.kind == "word":
        if parameter.words and given not in parameter.words:
            raise DemoError(f"{parameter.name} is {given!r}", remedy=nearest(str(given), parameter.words))
        return str(given)
    return _number(parameter, given)


def _number(parameter: Parameter, given: object) -> int | float:
    whole = parameter.kind in ("int", "ints")
    low, high = parameter.low, parameter.high
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise DemoError(f"{parameter.name} is {given!r}", remedy=f"give a {'whole ' if whole else ''}number")
    if (low is not None and given < low) or (high is not None and given > high) or isnan(given):
        raise DemoError(f"{parameter.name} is {given}", remedy=f"give {low:g} to {high:g}")
    if whole and given != int(given):
        raise DemoError(f"{parameter.name} is {given}", remedy="give a whole number")
    if whole:
        return int(given)
    return float(given) if abs(given) >= SMALLEST else 0.0


def parsed(parameter: Parameter, typed: str) -> Value:
    """A parameter's value from a command line's word: ``3``, ``0.1``, ``true``, ``3,5,7``. DemoError if it is none."""
    if parameter.kind == "word":
        return accepted(parameter, typed)
    if parameter.kind == "flag":
        return accepted(parameter, {"true": True, "false": False}.get(typed.lower(), typed))
    if parameter.kind in ("ints", "floats"):
        return accepted(parameter, [_typed_number(item) for item in typed.strip("[]()").split(",")])
    return accepted(parameter, _typed_number(typed))


def _typed_number(typed: str) -> object:
    try:
        return int(typed)
    except ValueError:
        try:
            return float(typed)
        except ValueError:
            return typed
