"""Shared by the terminal's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dlquiz.terminal.cells import use_ascii_marks


@pytest.fixture
def ascii_marks() -> Iterator[None]:
    """A terminal that draws ambiguous characters two cells wide."""
    use_ascii_marks(True)
    yield
    use_ascii_marks(False)
