"""What the daily start does not import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("numpy", "sqlite_utils", "yaml", "rich.markdown", "pydantic", "pandas", "fsrs", "dlquiz.banks", "dlquiz.demos")
PROGRAM = """
import sys
from dlquiz.cli import run
code = run(sys.argv[1:])
print(*sorted(sys.modules), sep="\\n")
sys.exit(code)
"""


def modules(home: Path, *arguments: str) -> list[str]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, "DLQUIZ_HOME": str(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "dlquiz.cli" in ran.stdout, ran.stderr
    return ran.stdout.split("\n")


@pytest.mark.parametrize("arguments", [("due",), ()], ids=["due", "drill"])
def test_with_unchanged_banks_nothing_heavy_is_imported(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    modules(tmp_path, "due")
    warm = modules(tmp_path, *arguments)
    assert not [module for module in warm if module.startswith(HEAVY)]
    commands = {module for module in warm if module.startswith("dlquiz.commands.")}
    assert commands == {f"dlquiz.commands.{name}" for name in arguments and ("root", *arguments)}


def test_the_daily_drill_needs_no_option_parser(tmp_path: Path) -> None:
    modules(tmp_path, "due")
    assert not [module for module in modules(tmp_path) if module.startswith("typer")]


def test_what_is_due_is_counted_for_a_script_without_what_paints_pages(tmp_path: Path) -> None:
    modules(tmp_path, "due")
    assert not [module for module in modules(tmp_path, "due", "--json") if module.startswith("rich")]
