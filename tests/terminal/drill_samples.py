"""A drill over the samples, to be run on a pty: ``python -m terminal.drill_samples CARD… [--lang zh] [--both]``.

Leaves with the drill's exit code and writes what reached the log below.
"""

from __future__ import annotations

import os
import sys

from terminal.samples import CARDS, NOW, FakeDesk

from dlquiz.core.queue import Queue
from dlquiz.core.session import Session
from dlquiz.environment import from_process
from dlquiz.errors import DlquizError
from dlquiz.terminal import loop, plain


class Crash(FakeDesk):
    """A desk with a card that cannot be presented for a reason nobody thought of."""

    def present(self, card_id: str):  # type: ignore[no-untyped-def]
        if card_id == "crash":
            raise ZeroDivisionError(card_id)
        return super().present(card_id)


def main(arguments: list[str]) -> int:
    desk = Crash(notices=["content/x.yaml:3:1: no answer; add one"] if "--broken" in arguments else [])
    wanted = tuple(argument for argument in arguments if not argument.startswith("--"))
    edited = CARDS["attention-scale"]
    desk.edited = edited if "--editable" in arguments else desk.edited
    desk.more = ["attention-scale"]
    session = Session(Queue(due=wanted), "zh" if "--zh" in arguments else "en")
    os.environ.setdefault("DLQUIZ_NOW", NOW.isoformat())
    environment = from_process()
    desk.now = environment.now
    environment.data.mkdir(parents=True, exist_ok=True)
    code = 0
    try:
        if "--plain" in arguments:
            code = plain.run(session, desk, environment)
        else:
            code = loop.run(session, desk, environment, both="--both" in arguments)
    except KeyboardInterrupt:
        code = 130
    except DlquizError as error:
        print(error)
        code = error.exit_code
    finally:
        if "--quiet" not in arguments:
            for entry in desk.log:
                print("log", entry.kind, entry.card, entry.grade, entry.answer)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
