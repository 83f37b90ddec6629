"""The command line: which module holds which command, and the one place where an error becomes a message and a code."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from dlquiz.environment import Environment, from_process
from dlquiz.errors import DlquizError, Exit, UsageError, said

if TYPE_CHECKING:
    import typer

COMMANDS = {
    "drill": "drill",
    "quiz": "quiz",
    "mock": "mock",
    "demo": "demo",
    "topics": "topics",
    "show": "show",
    "find": "find",
    "due": "due",
    "stats": "stats",
    "plan": "plan",
    "check": "check",
    "card": "card",
    "anki": "anki",
    "add": "add",
    "edit": "edit",
    "bank": "bank",
    "import": "import_",
    "schema": "schema",
    "config": "config",
    "backup": "backup",
    "restore": "restore",
    "fit": "fit",
    "doctor": "doctor",
}
"""Command -> its module in dlquiz/commands/, in the order of the help. Each module has ``register(app)``."""
COMPLETION = "_DLQUIZ_COMPLETE"
"""Set by a shell that wants to complete a command line."""
TYPER_ON_BROKEN_PIPE = 1
"""The code with which typer leaves when nobody reads any more, whatever it is told about errors."""


def run(arguments: Sequence[str], environment: Environment | None = None) -> Exit | int:
    """Run one command line and return its exit code; every error a user can act on is one line on stderr."""
    try:
        environment = environment or from_process()
        if arguments or COMPLETION in environment.variables:
            return _command(arguments, environment)
        from dlquiz.sitting import sit

        sit(environment)
        return Exit.DONE
    except DlquizError as error:
        return _fail(said(error), error.exit_code)
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        sys.stdout = None
        return Exit.DONE
    except OSError as error:
        return _fail(said(error), Exit.DATA)
    except sqlite3.Error as error:
        return _fail(f"{error}; run dlquiz doctor", Exit.DATA)
    except Exception as error:
        return _fail(_fault(error, environment), Exit.DATA)


def build(wanted: str | None = None) -> typer.Typer:
    """The program with the one command that is `wanted`, or with all of them (help, completion, an unknown name)."""
    from dlquiz.commands.root import program

    app = program()
    modules = [COMMANDS[wanted]] if wanted in COMMANDS else dict.fromkeys(COMMANDS.values())
    for module in modules:
        import_module(f"dlquiz.commands.{module}").register(app)
    return app


def _command(arguments: Sequence[str], environment: Environment) -> Exit | int:
    """Run what typer makes of the arguments. typer itself is not needed for, and not imported by, a bare ``dlquiz``."""
    import typer

    for argument in arguments:
        if argument != argument.encode("utf-8", "replace").decode():
            raise UsageError(f"{argument!r} is no UTF-8", remedy="type it anew; rename a file that is called so")
    wanted = next((argument for argument in arguments if not argument.startswith("-")), None)
    try:
        code = build(wanted)(list(arguments), standalone_mode=False, obj=environment)
    except typer.TyperException as error:
        raise UsageError(error.format_message().rstrip("."), remedy="see dlquiz -h") from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as left:
        if left.code != TYPER_ON_BROKEN_PIPE:
            raise
        raise BrokenPipeError from None
    return code if isinstance(code, int) else Exit.DONE


def _fail(message: str, code: Exit) -> Exit:
    if sys.stderr:
        from dlquiz.terminal.output import tell

        tell(sys.stderr, f"dlquiz: {message}")
    return code


def _fault(error: Exception, environment: Environment | None) -> str:
    """A fault of the program itself: its traceback goes into a file to be sent along with a report."""
    import traceback

    fault = f"a fault in dlquiz, {type(error).__name__}: {error}"
    if environment is None:
        return f"{fault}; please report it"
    kept = environment.data / "fault.txt"
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(traceback.format_exc(), "utf-8", errors="backslashreplace")
    except OSError:
        return f"{fault}; nothing answered is lost, please report it"
    return f"{fault}; nothing answered is lost, please report it with {kept}"
