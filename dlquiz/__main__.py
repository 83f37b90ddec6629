"""``python -m dlquiz`` and the ``dlquiz`` script."""

from __future__ import annotations

import sys


def main() -> None:
    """Build the outside world, run the command line, leave with its exit code."""
    from dlquiz.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
