"""Shared by the terminal's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dlquiz.terminal.cells import use_ascii_marks
from dlquiz.terminal.formulas import forget_widths


@pytest.fixture
def ascii_marks() -> Iterator[None]:
    """A terminal that draws ambiguous characters two cells wide."""
    use_ascii_marks(True)
    forget_widths()
    yield
    use_ascii_marks(False)
    forget_widths()
