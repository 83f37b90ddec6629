"""Pages of quiz and mock at every size in both languages, and the look of those drawn by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from terminal.samples import ATTENTION, BATCH_NORM, GROUPS, NOW, QUESTIONS, TITLES, TODAY, FakeDesk, drawn
from terminal.test_views_all import COLUMNS, SAYS, sound

from dlquiz.core.grading import Answer
from dlquiz.core.mock import (
    Blueprint,
    Choose,
    Confirm,
    Event,
    Mock,
    Next,
    Note,
    Past,
    Pause,
    Slot,
    Tick,
    Toggle,
    begin,
    step,
)
from dlquiz.core.questions import Text
from dlquiz.core.queue import Queue
from dlquiz.core.quiz import result
from dlquiz.core.session import Answered, Graded, Session, Solved, Start
from dlquiz.terminal import paper
from dlquiz.terminal.desk import advance
from dlquiz.terminal.lineedit import Line
from dlquiz.terminal.page import Grid, Page
from dlquiz.terminal.views import mock as views
from dlquiz.terminal.views import quiz, scorecard
from dlquiz.terminal.views.keys import IN_A_MOCK, Help
from dlquiz.terminal.words import Say

KNOWN = {question.id: question for question in QUESTIONS}
SLOTS = (
    Slot("batch-norm", "normalization", 120, 3),
    Slot("attention-scale", "attention", 90, 1, follow_up=True),
    Slot("group-conv-params", "convolution", 150, 1),
)
NOTE = "逐通道归一化，再缩放和平移；训练时用小批的统计量，推理时用滑动平均。" * 3 + "\nfolded into the convolution"


def played(*events: Event, seconds: int = 70) -> Mock:
    """A mock after these events, so many seconds apart."""
    mock, _ = begin(Blueprint(6, SLOTS), 0)
    for turn, event in enumerate(events, 1):
        mock, _ = step(mock, event, 1000 * seconds * turn)
    return mock


WALK = (Next(), Note(NOTE), Next(), Next())
OVER = (*WALK, Toggle(0), Toggle(2), Choose(1), Confirm(), Toggle(0), Confirm(), Confirm())


def told(mock: Mock, earlier: int = 0) -> scorecard.Told:
    pasts = [
        Past(
            n,
            str(n),
            TODAY - timedelta(days=40 * (earlier - n)),
            played(*OVER[: 7 + 2 * (n % 2)], Confirm(), Confirm()),
        )
        for n in range(earlier)
    ]
    return scorecard.Told(mock, TODAY, KNOWN, TITLES.__getitem__, pasts)


def pages(grid: Grid, say: Say) -> list[Page]:
    asked = [
        played(Tick(), seconds=1),
        played(Tick(), seconds=130),
        played(Tick(), seconds=330),
        played(Tick(), seconds=400),
        played(Note(NOTE)),
    ]
    shown = [views.asking(mock, KNOWN[mock.slot.question], None, grid, say) for mock in asked]
    shown += [views.asking(mock, KNOWN[mock.slot.question], Line(NOTE, 90), grid, say) for mock in asked[-2:]]
    shown.append(Help(IN_A_MOCK, "clock goes on").page(grid, say))
    shown.append(views.paused(played(Pause()), grid, say))
    for mock in (played(*WALK), played(*WALK, Toggle(0)), played(*OVER[:9])):
        shown.append(views.walking(mock, KNOWN[mock.slot.question], grid, say))
    return shown + [scorecard.page(told(played(*OVER), earlier), TODAY, grid, say) for earlier in (0, 1, 9)]


@pytest.mark.parametrize("say", SAYS, ids=str)
def test_every_page_fits(say: Say) -> None:
    for columns in COLUMNS:
        for page in pages(Grid(columns, 24), say):
            sound(page, columns, say)


@pytest.mark.parametrize("say", SAYS[:2], ids=str)
def test_every_page_fits_where_ambiguous_characters_are_two_cells_wide(say: Say, ascii_marks: None) -> None:
    for columns in (40, 80):
        for page in pages(Grid(columns, 24), say):
            sound(page, columns, say)


def quizzed() -> Session:
    """A quiz of four questions, two of them wrong."""
    desk = FakeDesk()
    cards = ("attention-scale/why", "group-conv-params/count", "attention-scale/gates", "batch-norm/neighbours")
    session = Session(Queue(due=cards), "en", "quiz")
    answers: list[Answer] = [(0,), "589824", ("reset", "update"), False]
    session, _ = advance(session, Start(), desk, lambda: NOW)
    for answer in answers:
        if session.turn and session.turn.card.kind == "numeric":
            session, _ = advance(session, Solved(desk.solve(session.turn)), desk, lambda: NOW)
        for event in (Answered(answer), Graded()):
            session, _ = advance(session, event, desk, lambda: NOW)
    return session


@pytest.mark.parametrize("say", SAYS, ids=str)
def test_the_end_of_a_quiz_fits(say: Say) -> None:
    for columns in COLUMNS:
        sound(quiz.page(result(quizzed()), 7, TITLES.__getitem__, Grid(columns, 24), say), columns, say)


def test_the_end_of_a_quiz() -> None:
    shown = drawn(quiz.page(result(quizzed()), 7, TITLES.__getitem__, Grid(80, 60), Say("en")), Grid(80, 60), Say("en"))
    assert (
        """
  Quiz                                                                     2/4
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────

  score     2 of 4 right, in 1 min

  topics    RNN and attention     ━━━━━━━━━━━━━━━━━━━━───────────────────  1/2
            Convolution variants  ───────────────────────────────────────  0/1
            Normalisation layers  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  1/1

  choice    Scaled dot-product attention divides QKᵀ by √dₖ. Why?

  yours   ✗ 1  It makes every row of attention weights sum to 1.
               The softmax does that, with or without the scale.
"""
        in shown
    )


def test_a_scorecard() -> None:
    grid, say = Grid(80, 36), Say("en")
    assert (
        drawn(scorecard.page(told(played(*OVER), 1), TODAY, grid, say), grid, say)
        == """
  Mock interview · 20 Nov                                        2 of 3 passed
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━─────────────────────────

  score     3 of 5 points, in 4:40 of 6:00

  asked   ✓ What does batch normalisation compute, and what cha…   1:10    2/3
          ✓ Why is scaled dot-product attention scaled?            2:20 !  1/1
          ✗ How many weights does a grouped convolution have?      1:10    0/1
            ! right, but over its time

  topics    Normalisation layers  ━━━━━━━━━━━━━━━━────────    2/3    1:10/2:00
            RNN and attention     ━━━━━━━━━━━━━━━━━━━━━━━━    1/1    2:20/1:30
            Convolution variants  ────────────────────────    0/1    1:10/2:30

  work on • Convolution variants
          • Normalisation layers

  so far    11 Oct   40% ━━━━━━━━━━━━━━━━────────────────────────
            20 Nov   60% ━━━━━━━━━━━━━━━━━━━━━━━━────────────────
            +20% since the last one

  missed    How many weights does a grouped convolution have?
          • each filter reads C/g channels

            enter close   l 中文   w drill the weak 2

"""
    )


def test_a_narrow_scorecard_keeps_the_key_that_drills() -> None:
    grid, say = Grid(40, 24), Say("en")
    foot = scorecard.page(told(played(*OVER), 1), TODAY, grid, say).foot
    assert [row.plain.strip() for row in foot] == ["enter close  w drill the weak 2"]


class Tags(HTMLParser):
    """Counts tags that are opened and closed, and collects the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("say", SAYS[:2], ids=str)
def test_the_page_on_paper_holds_everything_and_no_markup_of_a_bank(say: Say) -> None:
    evil = Text.same('<script>alert("x")</script> & $a < b$')
    known = {**KNOWN, "batch-norm": BATCH_NORM._replace(ask=evil, points=(evil, evil, evil))}
    page = paper.html(told(played(*OVER), 2)._replace(questions=known), say)
    tags = Tags()
    tags.feed(page)
    assert not {"script", "link", "img", "iframe"} & set(tags.open)
    assert "http" not in page
    for text in ("2/3", "3/5", "4:40", "C/g", '<script>alert("x")</script> & a < b'):
        assert text in tags.text
    assert NOTE in tags.text
    assert tags.open.count("rect") == 3


@pytest.mark.parametrize("say", SAYS[:2], ids=str)
def test_markdown_has_a_row_for_each_question_and_a_box_for_each_point(say: Say) -> None:
    lines = paper.markdown(told(played(*OVER)), say).splitlines()
    assert sum(line.startswith(("| ✓", "| ✗")) for line in lines) == 3
    assert sum(line.startswith("- [x] ") for line in lines) == 3
    assert sum(line.startswith("- [ ] ") for line in lines) == 2
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in lines if line.startswith(("| ✓", "| ✗"))] == [5, 5, 5]


@pytest.mark.parametrize("say", SAYS[:2], ids=str)
def test_the_interviewers_sheet_fits_a_page(say: Say) -> None:
    sheet = paper.sheet(Blueprint(6, SLOTS), [BATCH_NORM, ATTENTION, GROUPS], TITLES.__getitem__, say)
    assert all(len(line) <= 80 for line in sheet.splitlines() if not line.startswith("#"))
    assert sheet.count("- [ ] ") == 5
    assert sheet.count("### ") == 1
    assert "$" not in sheet
