"""Lists that are printed: the topics, and what a search found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from dlquiz.core.questions import Text as Both
from dlquiz.core.standing import TopicStanding
from dlquiz.terminal.cells import cut, pad, width
from dlquiz.terminal.page import BLANK, Grid, bar
from dlquiz.terminal.words import Say, number
from dlquiz.terminal.wrap import wrap


def topic_table(standings: Sequence[TopicStanding], grid: Grid, say: Say) -> list[Text]:
    """A line per topic: how much is learned, what is due, the recall expected now; a total below."""
    figures = 7, 5, 6
    most = min(grid.span // 2, grid.span - sum(figures) - 6)
    names = min(max((width(say.of(standing.title)) for standing in standings), default=5), most)
    room = grid.span - names - sum(figures) - 8
    heads = [say("topic"), "", say("learned"), say("due"), say("recalled")]
    widths = [names, max(0, room), *figures]
    return [
        BLANK,
        row([(head, "quiet") for head in heads], widths, grid),
        *(row(_cells(say.of(standing.title), standing, room), widths, grid) for standing in standings),
        BLANK,
        row(_cells(say("total"), total(standings), room), widths, grid),
        BLANK,
    ]


def total(standings: Sequence[TopicStanding]) -> TopicStanding:
    """All topics as one."""
    learned = sum(standing.learned for standing in standings)
    weighted = sum((standing.recall or 0) * standing.learned for standing in standings)
    return TopicStanding(
        id="",
        title=Both(),
        questions=sum(standing.questions for standing in standings),
        cards=sum(standing.cards for standing in standings),
        learned=learned,
        due=sum(standing.due for standing in standings),
        recall=weighted / learned if learned else None,
    )


def row(cells: Sequence[Text | tuple[str, str]], widths: Sequence[int], grid: Grid) -> Text:
    """One line of the table: the first two columns from the left, the figures on their right edges."""
    line = Text(" " * grid.margin)
    for index, (cell, room) in enumerate(zip(cells, widths, strict=True)):
        if room <= 0:
            continue
        text = Text(*cell) if isinstance(cell, tuple) else cell
        line = Text.assemble(line, pad(text, room, "left" if index < 2 else "right"), "  ")
    line.rstrip()
    return line


def _cells(name: str, standing: TopicStanding, room: int) -> list[Text]:
    share = Text.assemble(number(standing.learned), (f"/{number(standing.cards)}", "quiet"))
    recall = f"{standing.recall:.0%}" if standing.recall is not None else "–"
    progress = bar(standing.learned, standing.cards, max(0, room))
    return [Text(name), progress, share, Text(number(standing.due) if standing.due else "–"), Text(recall)]


def hit_list(hits: Sequence[tuple[str, str, Both]], grid: Grid, say: Say) -> list[Text]:
    """(id, topic, question) of each find: the question, below it where to find it."""
    lines: list[Text] = [BLANK]
    edge = " " * grid.margin
    for id_, topic, ask in hits:
        lines += [Text.assemble(edge, line) for line in wrap(Text(say.of(ask)), grid.span)]
        lines.append(Text.assemble(edge, cut(Text.assemble((id_, "accent"), (f" · {topic}", "quiet")), grid.span)))
        lines.append(BLANK)
    return lines if hits else [Text.assemble(edge, say("nothing found"))]
