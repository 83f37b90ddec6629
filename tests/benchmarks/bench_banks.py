"""Reading 10,000 questions in 15 files, editing one, finding one problem: ratios to PyYAML's C loader, printed.

And how long it takes to find near-duplicates among so many wordings, and among twice as many.
"""

from __future__ import annotations

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import yaml

from dlquiz.banks import editor
from dlquiz.banks.checker import near_pairs, shingles
from dlquiz.banks.emitter import emit, indented
from dlquiz.banks.reader import read
from dlquiz.core.questions import Choice, Cloze, Option, Question, Text, Trap

FILES, QUESTIONS = 15, 10_000
CONTENT = Path(__file__).parents[2] / "content"


def question(number: int) -> Question:
    said = (
        f"Splitting into {number} groups divides the weights by exactly that number, because each output reads fewer."
    )
    both = Text(said, f"分成 {number} 组后，权重数恰好按组数下降，因为每个输出只看本组的输入通道。")
    options = tuple(Option(Text(f"{said} {n}", f"{both.zh}{n}"), n == 0, both) for n in range(3))
    checks = (Choice("why", both, options), Cloze("blank", Text("The [[reset|r]] gate.", "[[重置|r]]门。")))
    traps = (Trap(both, both),)
    return Question(
        f"question-{number}", both, both, formula=(r"N = \frac{C}{g}",), points=(both,) * 4, traps=traps, checks=checks
    )


def write_banks(folder: Path) -> list[Path]:
    paths = []
    for number in range(FILES):
        questions = (question(n) for n in range(number, QUESTIONS, FILES))
        items = ("\n".join(indented(emit(q).split("\n"), 2)).replace("  ", "- ", 1) for q in questions)
        path = folder / f"topic-{number}.yaml"
        path.write_text(
            f"topic: topic-{number}\ntitle: {{en: Topic, zh: 主题}}\nquestions:\n" + "\n\n".join(items) + "\n", "utf-8"
        )
        paths.append(path)
    return paths


def wordings(number: int) -> list[frozenset[str]]:
    """The shingles of so many questions, made of the words that the shipped ones are made of."""
    banks = [read(path).bank for path in sorted(CONTENT.glob("*.yaml"))]
    words = " ".join(question.ask.en for bank in banks if bank for question in bank.questions).split()
    draw = random.Random(1)
    return [shingles(Text.same(" ".join(draw.choices(words, k=draw.randint(8, 25))))) for _ in range(number)]


def median(run: Callable[[], object], repeats: int = 3) -> float:
    """Milliseconds, with the collector off."""
    times = []
    for _ in range(repeats):
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
        gc.enable()
    return statistics.median(times)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = write_banks(Path(folder))
        size = sum(path.stat().st_size for path in paths) / 2**20
        print(f"{QUESTIONS:,} questions in {FILES} files, {size:.1f} MB")
        loaded = median(lambda: [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in paths])
        ours = median(lambda: [read(path) for path in paths])
        print(f"reading all       {ours:8.0f} ms  {ours / loaded:5.2f} × CSafeLoader ({loaded:.0f} ms)")
        text = paths[0].read_text("utf-8")
        new = emit(question(0)._replace(ask=Text("New?", "新？")))
        spliced = median(lambda: editor.splice(text, "question-0", new))
        one = median(lambda: read(paths[0]))
        print(f"splicing one      {spliced:8.1f} ms  {spliced / one:5.2f} × reading its file ({one:.1f} ms)")
        broken = text.replace("question-0\n", "question-0\n  oops: 1\n", 1)
        marked = median(lambda: read(paths[0], broken))
        print(f"with one problem  {marked:8.1f} ms  {marked / one:5.2f} × reading its file")
        for number in (QUESTIONS, 2 * QUESTIONS):
            sets = wordings(number)
            alike = median(partial(list, near_pairs(sets)), repeats=1)
            print(f"near-duplicates   {alike:8.0f} ms  among {number:,}")


if __name__ == "__main__":
    main()
