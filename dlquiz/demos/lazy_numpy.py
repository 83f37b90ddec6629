"""NumPy, imported at its first use: to list the demos costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
else:

    class _LazyNumpy:
        def __getattr__(self, name: str) -> object:
            import numpy

            return getattr(numpy, name)

    np = _LazyNumpy()

__all__ = ["np"]
