"""An $EDITOR that does as it was told: one step each time it is opened."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

PROGRAM = """
import json, sys
from pathlib import Path

steps, path = Path(sys.argv[1]), Path(sys.argv[-1].removesuffix(":1"))
todo = json.loads(steps.read_text("utf-8"))
step = todo["steps"].pop(0)
text = path.read_bytes().decode("utf-8")
todo["seen"].append([sys.argv[2], text])
if "replace" in step:
    old, new = step["replace"]
    assert old in text, (old, text)
    path.write_bytes(text.replace(old, new).encode("utf-8"))
if "write" in step:
    path.write_bytes(step["write"].encode("utf-8"))
for other, content in step.get("meanwhile", {}).items():
    Path(other).write_bytes(content.encode("utf-8"))
steps.write_text(json.dumps(todo), "utf-8")
sys.exit(step.get("exit", 0))
"""


class ScriptedEditor:
    """Steps: ``{"replace": [old, new]}`` or ``{"write": text}``, with ``meanwhile`` other files, then ``exit``.

    name: which editor it passes for.
    """

    def __init__(self, folder: Path, *steps: dict[str, Any], name: str = "vi") -> None:
        folder.mkdir(exist_ok=True)
        self._program, self._steps = folder / name, folder / "steps.json"
        self._program.write_text(f"#!{sys.executable}\n{PROGRAM}", "utf-8")
        self._program.chmod(0o755)
        self._steps.write_text(json.dumps({"steps": steps, "seen": []}), "utf-8")

    @property
    def command(self) -> str:
        """What EDITOR is set to."""
        return f"{self._program} {self._steps}"

    @property
    def seen(self) -> list[tuple[str, str]]:
        """For each time it was opened: the place it was told to go to, and the text it was given."""
        return [(place, text) for place, text in json.loads(self._steps.read_text("utf-8"))["seen"]]
