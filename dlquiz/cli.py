"""The command line: which module holds which command, and the one place where an error becomes a message and a code."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated

import typer

from dlquiz import __version__
from dlquiz.environment import Environment, from_process
from dlquiz.errors import DlquizError, Exit

COMMANDS = {
    "drill": "drill",
    "demo": "demo",
    "topics": "topics",
    "show": "show",
    "find": "find",
    "due": "due",
    "check": "check",
    "card": "card",
    "anki": "anki",
    "config": "config",
    "doctor": "doctor",
}
"""Command -> its module in dlquiz/commands/, in the order of the help. Each module has ``register(app)``."""
COMPLETION = "_DLQUIZ_COMPLETE"
"""Set by a shell that wants to complete a command line."""


def build(wanted: str | None) -> typer.Typer:
    """The program with the one command that is `wanted`, or with all of them (help, completion, an unknown name)."""
    app = typer.Typer(
        name="dlquiz",
        no_args_is_help=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_no_command)
    modules = [COMMANDS[wanted]] if wanted in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(f"dlquiz.commands.{module}").register(app)
    return app


def run(arguments: Sequence[str], environment: Environment | None = None) -> Exit | int:
    """Run one command line and return its exit code; every error a user can act on is one line on stderr."""
    try:
        environment = environment or from_process()
        wanted = next((argument for argument in arguments if not argument.startswith("-")), None)
        if not arguments and COMPLETION not in environment.variables:
            wanted = "drill"
        code = build(wanted)(list(arguments), standalone_mode=False, obj=environment)
        return code if isinstance(code, int) else Exit.DONE
    except typer.TyperException as error:
        return _fail(f"{str(error).rstrip('.')}; see dlquiz -h", Exit.USAGE)
    except DlquizError as error:
        return _fail(str(error), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        return Exit.INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None
        return Exit.DONE
    except (OSError, sqlite3.Error) as error:
        return _fail(_system_error(error), Exit.DATA)
    except Exception as error:
        return _fail(_fault(error, environment), Exit.DATA)


def _fail(message: str, code: Exit) -> Exit:
    print(f"dlquiz: {message}", file=sys.stderr)
    return code


def _system_error(error: OSError | sqlite3.Error) -> str:
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}; check that it exists and that you may use it"
    return f"{error}; run dlquiz doctor"


def _fault(error: Exception, environment: Environment | None) -> str:
    """A fault of the program itself: its traceback goes into a file to be sent along with a report."""
    import traceback

    said = f"a fault in dlquiz, {type(error).__name__}: {error}"
    if environment is None:
        return f"{said}; please report it"
    environment.data.mkdir(parents=True, exist_ok=True)
    kept = environment.data / "fault.txt"
    kept.write_text(traceback.format_exc(), "utf-8")
    return f"{said}; nothing answered is lost, please report it with {kept}"


def _no_command(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Deep-learning interview questions, every day what you are about to forget. Alone: today's drill."""
    if version:
        print(__version__)
    elif context.invoked_subcommand is None:
        from dlquiz.commands.drill import drill

        drill(context)
    else:
        return
    raise typer.Exit
