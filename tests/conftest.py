"""Shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from dlquiz.terminal.cells import use_ascii_marks

# The same examples in every run, so that a red run is a change's doing; `--hypothesis-profile search` looks further.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def marks_as_in_a_new_process() -> Iterator[None]:
    """How marks are drawn is one setting for the whole process: none of a test's choosing outlives it."""
    yield
    use_ascii_marks(False)
