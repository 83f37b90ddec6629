"""The numbers of a question against its demos: `gives` recomputed, every combination run, slips told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

from dlquiz.banks import prose
from dlquiz.core.exercise import Drawn, Solution, solve
from dlquiz.core.grading import grade_numeric, within
from dlquiz.core.problems import Log, nearest
from dlquiz.core.questions import Numeric, Question, Scalar, Value, combinations, languages
from dlquiz.core.result import Demos, Description, Result
from dlquiz.core.rules import varied
from dlquiz.core.text import number, printed
from dlquiz.errors import DemoError

DEMO_BUGS = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError)


class Remembering:
    """Demos that run once for the same parameters: slips and combinations often meet."""

    def __init__(self, demos: Demos) -> None:
        self._demos = demos
        self._names = tuple(demos.names())
        self._results: dict[tuple[str, frozenset[tuple[str, Value]]], Result] = {}

    def names(self) -> Sequence[str]:
        """See core.result.Demos, as all three."""
        return self._names

    def describe(self, name: str) -> Description:
        return self._demos.describe(name)

    def run(self, name: str, inputs: Mapping[str, Value]) -> Result:
        key = name, frozenset(inputs.items())
        if key not in self._results:
            self._results[key] = self._demos.run(name, inputs)
        return self._results[key]


def check_gives(question: Question, demos: Demos, log: Log) -> None:
    """The question's demo runs, and each figure it gives, as printed, stands in both answers."""
    use = question.demo
    if use is None or not (description := described(use.name, demos, log, "demo", "name")):
        return
    if not parameters_exist(description, use.with_, log, "demo", "with"):
        return
    try:
        outputs = demos.run(use.name, use.with_).outputs
    except DemoError as error:
        log.refuse(error.cause, error.remedy, "demo", "with")
        return
    except DEMO_BUGS as error:
        log.refuse(f"the demo fails: {error!r}", "change the parameters", "demo", "with")
        return
    for name, figure in use.gives.items():
        if output_exists(description, name, log, "demo", "gives", name):
            _check_figure(question, name, figure, outputs[name], log)


def _check_figure(question: Question, name: str, figure: Scalar, output: Value, log: Log) -> None:
    place: float | None = None
    for lang, answer in languages(question.answer):
        printed_as = _place(answer, figure)
        if printed_as is None:
            shown = f"{figure:,}" if isinstance(figure, int) else str(figure)
            log.refuse(
                f"{lang} of answer does not print {name} = {shown}", "print it, or take it out", "demo", "gives", name
            )
        else:
            place = printed_as if place is None else min(place, printed_as)
    if not agrees(figure, output, place):
        said = f"the demo gives {name} = {printed(output, 'en')}, not {figure}"
        log.refuse(said, "correct it here and in the answer", "demo", "gives", name)


def _place(answer: str, figure: Scalar) -> float | None:
    if isinstance(figure, str | bool):
        return 0.0 if str(figure) in answer else None
    return prose.prints(answer, figure)


def agrees(figure: Scalar, output: Value, place: float | None) -> bool:
    """Whether an output, rounded to the place of the printed figure's last digit, is that figure."""
    if isinstance(figure, str | bool) or isinstance(output, str | bool | tuple):
        return str(figure) in (printed(output, "en"), printed(output, "zh"))
    if place is None:
        decimals = len(repr(figure).partition(".")[2]) if isinstance(figure, float) else 0
        place = 10.0**-decimals
    return abs(output - figure) <= place / 2 + 1e-9 * abs(output)


def check_numeric(check: Numeric, demos: Demos, log: Log) -> None:
    """The demo, its parameters and outputs exist; it runs for every combination; no slip is always right, or passes."""
    if not check.demo or not (description := described(check.demo, demos, log, "demo")):
        return
    sound = output_exists(description, check.want, log, "want")
    sound = parameters_exist(description, check.with_, log, "with") and sound
    sound = parameters_exist(description, dict.fromkeys(varied(check), 0), log, "vary") and sound
    for index, slip in enumerate(check.slips):
        sound = parameters_exist(description, slip.with_, log, "slips", index, "with") and sound
        if slip.want:
            sound = output_exists(description, slip.want, log, "slips", index, "want") and sound
    if not sound:
        return
    solutions = [solved for values in combinations(check) if (solved := _solved(check, values, demos, log))]
    for index in range(len(check.slips)):
        if solutions and all(_is_right(check, solution, index) for solution in solutions):
            log.refuse("the slip is the right answer in every combination", "take it out", "slips", index)
        elif passing := next((solution for solution in solutions if _passes(check, solution, index)), None):
            wrong, right = number(passing.slips[index][0]), number(passing.value)
            remedy = "choose numbers that lie further apart, or write exact: true"
            log.style(f"the slip {wrong} is graded as right where {right} is", remedy, "slips", index)


def _is_right(check: Numeric, solution: Solution, index: int) -> bool:
    return within(check.tolerance, solution.value, solution.slips[index][0])


def _passes(check: Numeric, solution: Solution, index: int) -> bool:
    """Whether the slip is another number, and yet right when it is typed: so near that it counts as rounded."""
    slip = solution.slips[index][0]
    return slip != solution.value and grade_numeric(check, solution, number(slip)).right


def _solved(check: Numeric, values: Mapping[str, Value], demos: Demos, log: Log) -> Solution | None:
    """The solution of one combination; a problem at `vary` where it has none (the first one only)."""
    failed = "no solution for "
    try:
        solution = solve(check._replace(slips=()), Drawn(values=values), demos)
        numbers = [solution.value]
        failed = "a slip has no number for "
        solution = solve(check, Drawn(values=values), demos)
        numbers += [value for value, _ in solution.slips]
        if all(map(isfinite, numbers)):
            return solution
        cause, remedy = "a number is not finite", "leave the combination out"
    except DemoError as error:
        cause, remedy = error.cause, error.remedy
    except DEMO_BUGS as error:
        cause, remedy = f"the demo fails: {error!r}", "leave the combination out"
    place = "vary" if check.vary else "with" if check.with_ else "demo"
    if not any(found.path == (place,) and found.problem.startswith(failed) for found in log.problems):
        log.refuse(f"{failed}{assigned(values)}: {cause}", remedy, place)
    return None


def assigned(values: Mapping[str, Value]) -> str:
    """Parameters for a message: ``groups=3, bias=false``."""
    return ", ".join(f"{name}={printed(value, 'en')}" for name, value in values.items()) or "the defaults"


# names


def described(name: str, demos: Demos, log: Log, *path: str | int) -> Description | None:
    """The demo's description; None, with the problem noted, where there is none."""
    if name not in demos.names():
        log.refuse(f"no demo is called {name}", _near(name, demos.names()), *path)
        return None
    return demos.describe(name)


def parameters_exist(description: Description, given: Mapping[str, Value], log: Log, *path: str | int) -> bool:
    """Whether the demo has these parameters; notes each that it does not."""
    known = [parameter.name for parameter in description.parameters]
    unknown = [name for name in given if name not in known]
    for name in unknown:
        log.refuse(f"{description.name} has no parameter {name}", nearest(name, known), *path, name, at_key=True)
    return not unknown


def output_exists(description: Description, name: str, log: Log, *path: str | int) -> bool:
    """Whether the demo has this output; notes it where not."""
    known = [output.name for output in description.outputs]
    if name not in known:
        log.refuse(f"{description.name} has no output {name}", nearest(name, known), *path)
    return name in known


def _near(name: str, known: Sequence[str]) -> str:
    remedy = nearest(name, known)
    return remedy if remedy.startswith("did you") else "dlquiz demo lists them"
