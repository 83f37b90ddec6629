"""What holds for all demos alike: they run at their defaults and at the edges, and return what they declare."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dlquiz.core.questions import Value
from dlquiz.core.result import Curves, Grid, Parameter
from dlquiz.demos import Registry
from dlquiz.demos.spec import parsed
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


@pytest.mark.parametrize(
    ("name", "parameter", "typed"),
    [("conv_cost", "in_channels", "inf"), ("conv_cost", "in_channels", "nan"), ("conv_cost", "in_channels", "2.5")]
    + [("activation_table", "x", typed) for typed in ("inf", "-inf", "nan", "ten")],
)
def test_a_number_that_cannot_be_computed_with_is_refused(name: str, parameter: str, typed: str) -> None:
    [known] = [known for known in Registry().describe(name).parameters if known.name == parameter]
    with pytest.raises(DemoError, match=parameter):
        parsed(known, typed)


def inside(parameter: Parameter) -> st.SearchStrategy[Value]:
    """Values of the parameter's kind within its bounds, those where arithmetic is delicate included."""
    low, high = parameter.low or 0, parameter.high or 0
    if parameter.kind == "flag":
        return st.booleans()
    if parameter.kind == "word":
        return st.sampled_from(parameter.words)
    number: st.SearchStrategy[int | float] = st.floats(low, high)
    if parameter.kind in ("int", "ints"):
        number = st.integers(int(low), int(high)) | st.integers(int(low), min(int(high), int(low) + 8))
    if parameter.kind in ("int", "float"):
        return number
    length = st.sampled_from([1, 2, 3, len(tuple(parameter.default))])  # type: ignore[arg-type]
    return length.flatmap(lambda n: st.tuples(*[number] * n))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
def test_any_point_of_the_domain_runs_or_is_refused_in_words(name: str, data: st.DataObject) -> None:
    parameters = Registry().describe(name).parameters
    chosen = data.draw(st.fixed_dictionaries({}, optional={p.name: inside(p) for p in parameters}))
    try:
        outputs = Registry().run(name, chosen).outputs
    except DemoError as error:
        assert error.remedy, chosen
    else:
        numbers = [x for value in outputs.values() for x in (value if isinstance(value, tuple) else (value,))]
        assert not any(isinstance(x, float) and isnan(x) for x in numbers)


@pytest.mark.parametrize("name", NAMES)
def test_pictures_can_be_drawn(name: str) -> None:
    for picture in Registry().run(name, {}).pictures:
        if isinstance(picture, Curves):
            for curve in picture.curves:
                assert len(curve.x) == len(curve.y) <= 200
        elif isinstance(picture, Grid):
            assert len({len(row) for row in picture.values}) == 1
