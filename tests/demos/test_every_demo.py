"""What holds for all demos alike: they run at their defaults and at the edges, and return what they declare."""

from __future__ import annotations

import pytest

from dlquiz.core.questions import Value
from dlquiz.core.result import Curves, Grid, Parameter
from dlquiz.demos import Registry
from dlquiz.errors import DemoError

NAMES = Registry().names()
PLAIN = (bool, int, float, str)


def edges(parameter: Parameter) -> list[Value]:
    if parameter.kind == "flag":
        return [False, True]
    if parameter.kind == "word":
        return list(parameter.words)
    ends = [end for end in (parameter.low, parameter.high) if end is not None]
    if parameter.kind in ("ints", "floats"):
        return [(end,) * n for end in ends for n in (1, len(tuple(parameter.default)))]  # type: ignore[arg-type]
    return list(ends)


@pytest.mark.parametrize("name", NAMES)
def test_outputs_are_the_declared_ones_in_plain_python(name: str) -> None:
    description = Registry().describe(name)
    result = Registry().run(name, {})
    assert set(result.outputs) == {output.name for output in description.outputs}
    for value in result.outputs.values():
        items = value if isinstance(value, tuple) else (value,)
        assert all(type(item) in PLAIN for item in items), value
    assert result.steps
    assert description.title.en
    assert description.title.zh


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_bounded(name: str) -> None:
    for parameter in Registry().describe(name).parameters:
        if parameter.kind == "word":
            assert parameter.words, parameter
        elif parameter.kind != "flag":
            assert parameter.low is not None, parameter
            assert parameter.high is not None, parameter


@pytest.mark.parametrize("name", NAMES)
def test_the_edges_of_the_domain_run_or_are_refused_in_words(name: str) -> None:
    for parameter in Registry().describe(name).parameters:
        for value in edges(parameter):
            try:
                outputs = Registry().run(name, {parameter.name: value}).outputs
            except DemoError as error:
                assert error.remedy, (parameter.name, value)
            else:
                assert outputs


@pytest.mark.parametrize("name", NAMES)
def test_pictures_can_be_drawn(name: str) -> None:
    for picture in Registry().run(name, {}).pictures:
        if isinstance(picture, Curves):
            for curve in picture.curves:
                assert len(curve.x) == len(curve.y) <= 200
        elif isinstance(picture, Grid):
            assert len({len(row) for row in picture.values}) == 1
