"""Every demo against values that nobody here computed: tests/golden/*.json and the make_*.py beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dlquiz.core.questions import Value
from dlquiz.demos import Registry

GOLDEN = Path(__file__).parent.parent / "golden"
RECORDS: list[dict[str, Any]] = [
    record for path in sorted(GOLDEN.glob("*.json")) for record in json.loads(path.read_text("utf-8"))
]


def plain(value: Any) -> Value:
    return tuple(value) if isinstance(value, list) else value


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record['demo']}-{record['oracle'][:40]}")
def test_the_demo_agrees_with_its_oracle(record: dict[str, Any]) -> None:
    inputs = {name: plain(value) for name, value in record["inputs"].items()}
    outputs = Registry().run(record["demo"], inputs).outputs
    for name, expected in record["outputs"].items():
        assert outputs[name] == pytest.approx(plain(expected), rel=1e-5, abs=1e-8), name
