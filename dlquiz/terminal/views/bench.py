"""A demo in place of the card: its parameters as knobs, the result below them, and a prediction to make first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Self

from rich.text import Text

from dlquiz.core import questions
from dlquiz.core.grading import parse_number, rounds, within
from dlquiz.core.knobs import Knob, knobs, turned
from dlquiz.core.questions import Value
from dlquiz.core.result import Demos, Description, Output, Result
from dlquiz.core.text import written_out
from dlquiz.errors import DemoError
from dlquiz.terminal.cells import pad, width
from dlquiz.terminal.keys import Event
from dlquiz.terminal.lineedit import Line, edit, window
from dlquiz.terminal.page import BLANK, Grid, Page, entry, keys
from dlquiz.terminal.views.demo import outcome
from dlquiz.terminal.words import Say
from dlquiz.terminal.wrap import wrap

FIELD = 16


@dataclass(frozen=True, slots=True)
class Bench:
    """A demo being played with (the Overlay protocol). guess: the number being typed before looking, guessed: typed."""

    demos: Demos
    description: Description
    start: Mapping[str, Value]
    wanted: str
    title: questions.Text
    inputs: Mapping[str, Value] = field(default_factory=dict)
    result: Result | None = None
    problem: str = ""
    at: int = 0
    guess: Line | None = None
    guessed: str = ""

    @classmethod
    def opened(cls, demos: Demos, name: str, given: Mapping[str, Value], wanted: str, title: questions.Text) -> Self:
        """The demo with these parameters over its defaults. wanted: the output that a prediction is about."""
        description = demos.describe(name)
        defaults = {parameter.name: parameter.default for parameter in description.parameters}
        start = {**defaults, **given}
        first = next((output.name for output in description.outputs if not output.slip), "")
        return cls(demos, description, start, wanted or first, title)._set(start)

    def press(self, key: Event) -> Bench | None:
        """The bench after a key; None when it closes."""
        if self.guess is not None:
            return self._typing(self.guess, key)
        match key:
            case "esc" | "q" | "d":
                return None
            case "left" | "right":
                return self._set(turned(self._knob, self.inputs, 1 if key == "right" else -1))
            case "up" | "down" | "tab" | "shift-tab":
                step = 1 if key in ("down", "tab") else -1
                return replace(self, at=(self.at + step) % len(self._knobs))
            case "r":
                return replace(self._set(self.start), guessed="")
            case "p":
                return replace(self, guess=Line(), guessed="")
        return self

    def page(self, grid: Grid, say: Say) -> Page:
        """Knobs, then the prediction where one is made, then the result (hidden while a number is typed)."""
        title = wrap(Text(say.of(self.description.title), "bold"), grid.measure, balanced=True)
        body = [*entry(grid, title, say("demo")), BLANK, *entry(grid, self._knob_lines(grid.measure), say("knobs"))]
        cursor = None
        if self.guess is not None or self.guessed:
            shown, column = self._prediction(grid, say)
            if self.guess is not None:
                cursor = len(body) + len(shown), grid.text_at + column
            body += [BLANK, *shown]
        if self.problem:
            body += [BLANK, *entry(grid, [self.problem], mark=Text("!", "warm"))]
        elif self.result and self.guess is None:
            body += [BLANK, *outcome(self.description, self.result, grid, say)]
        names = (
            ["check", "back"] if self.guess is not None else ["turn", "move", "predict", "reset", "language", "back"]
        )
        return Page(title=say.of(self.title), body=body, foot=keys(grid, say, names), cursor=cursor)

    # inside

    @property
    def _knobs(self) -> tuple[Knob, ...]:
        return knobs(self.description.parameters, self.inputs)

    @property
    def _knob(self) -> Knob:
        return self._knobs[min(self.at, len(self._knobs) - 1)]

    def _set(self, inputs: Mapping[str, Value]) -> Self:
        try:
            return replace(self, inputs=inputs, result=self.demos.run(self.description.name, inputs), problem="")
        except DemoError as problem:
            return replace(self, inputs=inputs, result=None, problem=str(problem))

    def _typing(self, guess: Line, key: Event) -> Bench | None:
        if key == "esc":
            return replace(self, guess=None)
        if key == "enter":
            return replace(self, guess=None, guessed=guess.text.strip())
        edited = edit(guess, key)
        return self if edited is None else replace(self, guess=edited)

    def _prediction(self, grid: Grid, say: Say) -> tuple[list[Text], int]:
        output = self._output
        label = say("guess of", label=say.of(output.label))
        if self.guess is not None:
            shown, column = window(self.guess, FIELD)
            line = Text.assemble(label, (shown, "accent"), ("_" * (FIELD - width(shown)), "quiet"))
            return entry(grid, [line], say("guess"), Text("›", "key")), width(label) + column
        truth = self.result.outputs[output.name] if self.result else ""
        typed = parse_number(self.guessed)
        exact = rounded = False
        if typed is not None and isinstance(truth, int | float):
            exact, rounded = within("0", truth, float(typed.value)), rounds(typed, truth)
        mark = Text("✓", "right") if exact or rounded else Text("✗", "wrong")
        right = "" if exact else f" · {say('right is', right=written_out(truth))}"
        line = Text.assemble(label, self.guessed, (right, "bold"))
        return entry(grid, wrap(line, grid.measure), say("guess"), mark), 0

    @property
    def _output(self) -> Output:
        return next(output for output in self.description.outputs if output.name == self.wanted)

    def _knob_lines(self, measure: int) -> list[Text]:
        """A row per parameter, a list's numbers beside each other; ‹ › around the one that turns."""
        chosen = self._knob
        names = min(max(width(parameter.name) for parameter in self.description.parameters), measure - 13)
        lines = []
        for name, group in groupby(self._knobs, key=lambda knob: knob.parameter.name):
            line = pad(Text(name, "quiet"), names + 1)
            for knob in group:
                value = written_out(knob.value(self.inputs))
                on = knob == chosen
                shown = Text.assemble(("‹ ", "key"), (value, "bold"), (" ›", "key")) if on else Text(f"  {value}  ")
                if width(line.plain) + width(shown.plain) > measure:
                    lines.append(line)
                    line = Text(" " * (names + 1))
                line = Text.assemble(line, shown)
            lines.append(line)
        return lines
