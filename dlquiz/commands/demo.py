"""dlquiz demo: list the demos, or run one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from dlquiz.commands.root import AS_JSON, LANG
from dlquiz.core.questions import Value
from dlquiz.core.result import Description, Result
from dlquiz.demos import Registry
from dlquiz.demos.spec import parsed
from dlquiz.environment import Environment
from dlquiz.errors import UsageError, nearest
from dlquiz.files import put


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The demo; without it all are listed.")] = "",
    parameters: Annotated[list[str] | None, typer.Argument(help="Parameters as key=value; a list as 3,5,7.")] = None,
    lang: LANG = "",
    as_json: AS_JSON = False,
    picture: Annotated[Path | None, typer.Option(help="Draw the picture into a file, .svg or .png.")] = None,
) -> None:
    """List the demos by topic, or run one and show its result, its steps and its picture."""
    environment: Environment = context.obj
    demos = Registry()
    if not name:
        _list(environment, demos, lang, as_json)
        return
    description = demos.describe(name)
    given = read_parameters(description, parameters or [])
    inputs = {parameter.name: given.get(parameter.name, parameter.default) for parameter in description.parameters}
    result = demos.run(name, inputs)
    if picture is not None:
        _draw(environment, name, result, picture, lang)
        return
    if as_json:
        found = {"name": name, "inputs": inputs, "outputs": dict(result.outputs)}
        print(json.dumps(found, ensure_ascii=False), file=environment.stdout)
        return
    from dlquiz.terminal.output import Output
    from dlquiz.terminal.views.demo import printed

    out = Output(environment, lang)
    out.print(printed(description, inputs, result, out.grid, out.say))


def read_parameters(description: Description, given: Sequence[str]) -> dict[str, Value]:
    """``key=value`` words as the demo's parameters. UsageError for a word without ``=``; DemoError for a wrong one."""
    known = {parameter.name: parameter for parameter in description.parameters}
    values: dict[str, Value] = {}
    for word in given:
        key, equals, value = word.partition("=")
        if not equals:
            raise UsageError(f"{word!r} is no parameter", remedy="write key=value")
        if key not in known:
            raise UsageError(f"{description.name} has no parameter {key}", remedy=nearest(key, list(known)))
        values[key] = parsed(known[key], value)
    return values


def _draw(environment: Environment, name: str, result: Result, path: Path, lang: str) -> None:
    """One file per picture: a second one gets -2 behind its name."""
    from dlquiz.pictures import FORMATS, render
    from dlquiz.terminal.output import language

    format_ = FORMATS.get(path.suffix.lower())
    if format_ is None:
        raise UsageError(f"{path} is no picture's name", remedy="end it in .svg or .png")
    if not result.pictures:
        raise UsageError(f"{name} has no picture", remedy="run it without --picture")
    shown = language(environment, lang or environment.settings().lang)
    for number, drawn in enumerate(result.pictures, 1):
        file = path if number == 1 else path.with_stem(f"{path.stem}-{number}")
        put(file, render(drawn, shown, format_))
        print(file, file=environment.stdout)


def _list(environment: Environment, demos: Registry, lang: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps(list(demos.names())), file=environment.stdout)
        return
    from dlquiz.terminal.output import Output
    from dlquiz.terminal.views.demo import listed

    out = Output(environment, lang)
    out.print(listed([demos.describe(name) for name in demos.names()], out.grid, out.say))
