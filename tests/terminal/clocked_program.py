"""The real program by a clock that a test sets: ``python -m terminal.clocked_program CLOCK ARGUMENT…``.

CLOCK is a file with the seconds since 20 November 2026, 09:00 in Shanghai.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from world import SHANGHAI

from dlquiz.cli import run
from dlquiz.environment import from_process

BEGUN = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)


def main(clock: str, *arguments: str) -> int:
    def now() -> datetime:
        return BEGUN + timedelta(seconds=float(Path(clock).read_text()))

    return run(arguments, replace(from_process(), now=now))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
