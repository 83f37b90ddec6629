"""Bringing 10,000 questions in 15 files up to date, after nothing and after one edit; searching 100,000 cards."""

from __future__ import annotations

import statistics
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench_banks import median, question, write_banks
from world import Clock, world

from dlquiz import authoring
from dlquiz.banks import editor
from dlquiz.banks.emitter import emit
from dlquiz.banks.reader import read
from dlquiz.core.questions import Bank, Text
from dlquiz.store.catalogue import Stamp
from dlquiz.study import Study

CARDS = 100_000
WORDS = "weights groups channels batch filter stride kernel dropout softmax gradient momentum entropy".split()


def main() -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        root = Path(folder)
        hours_on = datetime.fromtimestamp(Path(folder).stat().st_mtime + 3600, UTC)
        environment = world(root, Clock(hours_on))
        paths = write_banks(environment.banks)
        with Study(environment) as study:
            print(f"nothing changed    {median(study.refresh, 15):8.2f} ms")
            edits(study, paths[0])
            search(study)


def edits(study: Study, path: Path) -> None:
    """Reading a file after one question in it was edited, beside only reading it, in turn."""
    text = path.read_text("utf-8")
    refreshed, read_alone = list[float](), list[float]()
    for number in range(9):
        new = question(0)._replace(ask=Text(f"New {number}?", "新？"))
        path.write_text(editor.splice(text, "question-0", emit(new)), "utf-8")
        refreshed.append(median(study.refresh, 1))
        read_alone.append(median(lambda: read(path), 1))
    ours, alone = statistics.median(refreshed), statistics.median(read_alone)
    print(f"after one edit     {ours:8.1f} ms  {ours / alone:5.2f} × reading its file ({alone:.1f} ms)")


def search(study: Study) -> None:
    """25,000 questions of four cards more."""
    for part in range(10):
        asks = (Text(f"How do {WORDS[n % 12]} and {WORDS[n % 7]} {n} relate?", "卷积？") for n in range(CARDS // 40))
        made = tuple(question(n)._replace(id=f"{part}-{n}", ask=ask) for n, ask in enumerate(asks))
        stamp = Stamp(f"/none/{part}.yaml", 0, 0, 0, 0, "")
        study.catalogue.update(stamp, Bank(f"part-{part}", Text("Part", "部分"), made))
    print(f"{len(study.catalogue.card_ids()):,} cards")
    for words in ("softmax", "weights groups", "卷积", "gradient 17"):
        print(f"find {words:14} {median(partial(study.catalogue.find, words), 9):8.1f} ms")
    ask = "How do softmax and dropout 5 differ?"
    print(f"similar            {median(lambda: authoring.similar(study, ask), 9):8.1f} ms")


if __name__ == "__main__":
    main()
