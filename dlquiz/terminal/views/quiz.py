"""What a quiz came to: the score, a row for each topic, and every miss as it was shown."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text as Line

from dlquiz.core.questions import Text
from dlquiz.core.quiz import Result
from dlquiz.terminal.cells import width
from dlquiz.terminal.controls import Ui
from dlquiz.terminal.page import Grid, Page, bar, entry, keys, part_of, table
from dlquiz.terminal.views import sentences
from dlquiz.terminal.views.card import BODIES
from dlquiz.terminal.views.scene import Scene, sections
from dlquiz.terminal.words import Say, minutes
from dlquiz.terminal.wrap import wrap

Title = Callable[[str], Text]


def page(told: Result, seed: int, title: Title, grid: Grid, say: Say) -> Page:
    """The page after the last question. title: what a topic is called."""
    misses = [BODIES[turn.card.kind](Scene(turn, Ui(), grid, say, score=told.right)).lines for turn in told.misses]
    body = [
        entry(grid, [Line(score(told, say), "bold")], say("score") if grid.wide else ""),
        topic_rows([(topic.topic, topic.right, topic.asked) for topic in told.topics], title, grid, say),
        *misses,
        entry(grid, wrap(Line(say("quiz again", seed=str(seed)), "quiet"), grid.measure)),
    ]
    return Page(
        title=say("quiz"),
        right=part_of(told.right, told.asked),
        part=told.right,
        whole=told.asked,
        body=sections(body),
        foot=keys(grid, say, ["close", "undo", "language", "keys"]),
    )


def score(told: Result, say: Say) -> str:
    """How many were right, in how much time."""
    return say("quiz score", part=told.right, n=told.asked, minutes=minutes(say, told.seconds))


def topic_rows(rows: list[tuple[str, int, int]], title: Title, grid: Grid, say: Say) -> list[Line]:
    """(topic, part, whole) as bars, under the label of topics."""
    if not rows:
        return []
    names = [say.of(title(topic)) for topic, _, _ in rows]
    figures = max(len(f"{part}/{whole}") for _, part, whole in rows)
    room = min(max(map(width, names)), grid.measure - 20) if grid.wide else grid.measure - figures - 2
    length, gap = (grid.measure - room - figures - 4, 2) if grid.wide else (0, 1)
    cells: list[list[Line | str]] = [
        [name, bar(part, whole, length), part_of(part, whole)]
        for name, (_, part, whole) in zip(names, rows, strict=True)
    ]
    return entry(grid, table(cells, [room, length, figures], "llr", gap), say("topics"))


def told_plainly(told: Result, seed: int, title: Title, say: Say) -> list[str]:
    """The same in sentences."""
    lines = [score(told, say)]
    for topic, right, asked in told.topics:
        lines.append(say("p topic score", topic=say.of(title(topic)), part=right, n=asked))
    for number, turn in enumerate(told.misses, 1):
        lines += ["", say("p missed", n=number), *sentences.asked(turn, say), *sentences.revealed(turn, say)]
    return [*lines, "", say("quiz again", seed=str(seed)), say("p close")]
