"""NumPy, imported at its first use: to list the demos costs nothing.

Its linear algebra is kept to one thread: on matrices as small as ours, threads cost more than they bring (the demo of
residual stacks took 746 ms with them on a busy machine, 60 ms without).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
else:

    class _LazyNumpy:
        def __getattr__(self, name: str) -> object:
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            import numpy

            return getattr(numpy, name)

    np = _LazyNumpy()

__all__ = ["np"]
