"""Shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from dlquiz.terminal.cells import use_ascii_marks

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def marks_as_in_a_new_process() -> Iterator[None]:
    """How marks are drawn is one setting for the whole process: none of a test's choosing outlives it."""
    yield
    use_ascii_marks(False)
