"""Every screen at every size in both languages: nothing too wide, nothing that may not begin a line, nothing moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from terminal.samples import CARDS, MEMORY, NOW, TITLES, TODAY, FakeDesk, turn

from dlquiz.core.grading import Answer, grade
from dlquiz.core.memory import State
from dlquiz.core.queue import Queue
from dlquiz.core.session import Answered, Graded, Revealed, Session, Start, Turn
from dlquiz.terminal.cells import width
from dlquiz.terminal.controls import Ui, fresh
from dlquiz.terminal.desk import Outlook, Reference, Used, advance
from dlquiz.terminal.lineedit import Line
from dlquiz.terminal.page import Grid, Laid, Page, lay
from dlquiz.terminal.views import card, end, nothing
from dlquiz.terminal.views.info import Info
from dlquiz.terminal.views.keys import Help
from dlquiz.terminal.views.scene import Scene
from dlquiz.terminal.words import Say

COLUMNS, ROWS = (40, 60, 79, 80, 120, 200), (24, 30, 36, 50)
SAYS = [Say("en"), Say("zh"), Say("en", both=True), Say("zh", both=True)]
WAITS = (10 / 1440, 6.0, 15.0, 36.0)
FORBIDDEN = set("，。！？；：、）】》」,.!?;:)]}%")
ANSWERS: dict[str, list[Answer]] = {
    "batch-norm": ["one mean per channel, and the running averages at inference. " * 3],
    "batch-norm/neighbours": [True, False],
    "batch-norm/forward": [(0, 1, 3, 2, 4), (4, 3, 2, 1, 0)],
    "attention-scale/why": [(0,), (1,)],
    "attention-scale/after": [(0, 2), (0, 1)],
    "attention-scale/gates": [("reset", "update"), ("rset", "update"), ("", "x" * 50)],
    "attention-scale/cell": [("f", "i"), ("i", "f")],
    "group-conv-params/count": ["73728", "589824", "7.4万", "12"],
}


def judged(asked: Turn, answer: Answer) -> Turn:
    verdict = grade(asked.card, asked.drawn, answer, asked.solution) if asked.card.check else None
    return replace(asked, revealed=True, answer=answer, verdict=verdict)


def states(card_id: str) -> Iterator[tuple[Turn, Ui]]:
    """A card as it looks asked, hinted, half typed or picked, given up and answered."""
    asked = turn(card_id)
    ui = fresh(asked)
    yield asked, ui
    yield replace(asked, hints=len(asked.card.question.points)), ui._replace(typing=False)
    if ui.lines:
        typed = tuple(Line(text, len(text)) for text in ("卷积 weights" * 5, "gradient"))[: len(ui.lines)]
        yield asked, ui._replace(lines=typed, typing=True, field=len(ui.lines) - 1)
    elif asked.drawn.order:
        yield asked, ui._replace(picked=(1, 0))
        yield asked, ui._replace(at=1, held=True) if ui.standing else ui
    yield replace(asked, revealed=True), Ui()
    for answer in ANSWERS.get(card_id, []):
        yield judged(asked, answer), Ui()


def card_page(asked: Turn, ui: Ui, grid: Grid, say: Say) -> Page:
    scene = Scene(asked, ui, grid, say, WAITS if asked.revealed else (), say.grade(3), demo=True)
    return card.page(scene, say.of(TITLES[asked.card.question.topic]), 6, 15)


def sound(page: Page, columns: int, say: Say) -> None:
    """What holds of a page, however high the terminal."""
    for rows in ROWS:
        grid = Grid(columns, rows)
        sound_rows(lay(page, grid, say), grid)


def sound_rows(laid: Laid, grid: Grid) -> None:
    rows = [row.plain for row in laid.rows]
    assert len(rows) == min(grid.rows, 36)
    for row in rows:
        assert width(row.rstrip()) <= grid.left + grid.page - grid.margin + (1 if grid.wide else 0), row
        assert not set(row.strip()[:1]) & (FORBIDDEN - {"!", "?"}), row
        assert "\x1b" not in row
        assert "\n" not in row


@pytest.mark.parametrize("card_id", CARDS)
@pytest.mark.parametrize("say", SAYS, ids=str)
def test_cards(card_id: str, say: Say) -> None:
    for columns in COLUMNS:
        for asked, ui in states(card_id):
            sound(card_page(asked, ui, Grid(columns, 24), say), columns, say)


@pytest.mark.parametrize("card_id", CARDS)
def test_cards_where_ambiguous_characters_are_two_cells_wide(card_id: str, ascii_marks: None) -> None:
    for columns in (40, 80):
        for say in SAYS[:2]:
            for asked, ui in states(card_id):
                sound(card_page(asked, ui, Grid(columns, 24), say), columns, say)


@pytest.mark.parametrize("card_id", CARDS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_question_stays_where_it_is(card_id: str, lang: str) -> None:
    say = Say("zh" if lang == "zh" else "en")
    for columns in COLUMNS:
        grid = Grid(columns, 24)
        pages = [lay(card_page(asked, ui, grid, say), grid, say) for asked, ui in states(card_id)]
        first = {page.rows[4].plain for page in pages}
        if "cloze" not in CARDS[card_id].kind:
            assert len(first) == 1
        assert all(row.strip() for row in first)


@pytest.mark.parametrize("card_id", CARDS)
def test_without_colour_yours_can_be_told_from_right(card_id: str) -> None:
    for answer in ANSWERS.get(card_id, []):
        if card_id == "batch-norm":
            continue
        asked = judged(turn(card_id), answer)
        text = "\n".join(line.plain for line in card_page(asked, Ui(), Grid(80, 36), Say("en")).body)
        assert asked.verdict is not None
        assert ("✗" in text) == (not asked.verdict.right)
        assert "yours" in text


def played() -> Session:
    """A short session: three cards, one of them wrong."""
    clock = iter(NOW + timedelta(seconds=20 * n) for n in range(1000))
    desk = FakeDesk()
    session = Session(Queue(new=("batch-norm", "attention-scale/why", "group-conv-params")), "en")
    for event in (Start(), Revealed(), Graded(4), Answered((0,)), Graded(None), Revealed(), Graded(4)):
        session, _ = advance(session, event, desk, lambda: next(clock))
    return session


USED = Used(15, True, cards=18, new=4, known=14, seconds=910.0, waiting=7)
OUTLOOKS = [
    Outlook(),
    FakeDesk().outlook()._replace(next_at=NOW + timedelta(minutes=34)),
    FakeDesk().outlook(),
    FakeDesk().outlook()._replace(used=USED),
]


@pytest.mark.parametrize("say", SAYS[:2], ids=str)
@pytest.mark.parametrize("outlook", OUTLOOKS)
def test_the_other_pages(say: Say, outlook: Outlook) -> None:
    told = end.summary(played())
    state = State("batch-norm", MEMORY)
    sources = [
        Reference(
            "Batch Normalization: Accelerating Deep Network Training",
            "Ioffe",
            "2015",
            "§3",
            "https://x.org/" + "a" * 90,
        )
    ]
    for columns in COLUMNS:
        grid = Grid(columns, 24)
        pages = [
            end.done(told, outlook, TODAY, TITLES.__getitem__, grid, say, True),
            nothing.page(
                end.Summary(0, 0, 0.0, {}, ()), outlook, TODAY, datetime(2026, 11, 20, 9, 0, tzinfo=UTC), grid, say
            ),
            Help().page(grid, say),
            Info(CARDS["batch-norm"], state, sources, (), TODAY).page(grid, say),
            Info(CARDS["batch-norm"], State("batch-norm"), (), (), TODAY).page(grid, say),
        ]
        for page in pages:
            sound(page, columns, say)


def test_a_session_in_figures() -> None:
    told = end.summary(played())
    assert (told.cards, told.new) == (3, 3)
    assert told.recalled == {"normalization": (1, 1), "attention": (0, 1), "convolution": (1, 1)}
    assert [question.id for question in told.weak] == ["attention-scale"]
    assert told.seconds == pytest.approx(20 * 6, abs=41)
