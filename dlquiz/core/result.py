"""What a demo takes and returns: parameters and outputs with units, worked steps, pictures as plain tuples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from dlquiz.core.questions import Text, Value

ParameterKind = Literal["int", "float", "word", "flag", "ints", "floats"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One knob of a demo. `low` and `high` bound a number, or each number of a list; `words` are a word's choices."""

    name: str
    kind: ParameterKind
    default: Value
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Output:
    """A named output. `label` is what it says on screen; `unit` may be empty.

    slip: a wrong number that people arrive at, there for checks to recognise; not shown among the results.
    """

    name: str
    label: Text
    unit: Text = Text()
    slip: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """All that can be known of a demo without running it."""

    name: str
    topic: str
    title: Text
    parameters: tuple[Parameter, ...]
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A line of working: what is computed, the formula with its numbers put in, and its value ("" if none)."""

    label: Text
    working: str
    value: Value = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot; None breaks it."""

    label: Text
    x: tuple[float, ...]
    y: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines over one pair of axes."""

    title: Text
    curves: tuple[Curve, ...]
    x_label: Text = Text()
    y_label: Text = Text()


@dataclass(frozen=True, slots=True)
class Grid:
    """A picture of cells: values[row][column], drawn as shades (low: light), or as numbers where `numbers` is set."""

    title: Text
    values: tuple[tuple[float, ...], ...]
    numbers: bool = False
    row_labels: tuple[str, ...] = ()
    column_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """Labelled lengths from zero."""

    title: Text
    bars: tuple[tuple[Text, float], ...]
    unit: Text = Text()


Picture = Curves | Grid | Bars


@dataclass(frozen=True, slots=True)
class Result:
    """What running a demo gives. outputs: every name the description lists, plain Python values."""

    outputs: Mapping[str, Value]
    steps: tuple[Step, ...] = ()
    pictures: tuple[Picture, ...] = ()
    note: Text = Text()


class Demos(Protocol):
    """The demos, as the checker, the terminal and the exporter are handed them."""

    def names(self) -> Sequence[str]:
        """All demos, by topic and name."""
        ...

    def describe(self, name: str) -> Description:
        """Parameters, defaults and outputs, without NumPy. DemoError with the nearest name if there is none."""
        ...

    def run(self, name: str, inputs: Mapping[str, Value]) -> Result:
        """Run with `inputs` over the defaults. DemoError names the parameter that is wrong, and the remedy."""
        ...
