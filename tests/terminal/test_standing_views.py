"""The pages of stats and plan fit every width, in both languages, and say their figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pytest
from rich.text import Text as Line

from dlquiz.core.planner import DEFAULT_PARAMETERS, Candidate, Day, Learner, Plan, Planned, Prospect
from dlquiz.core.questions import Lang, Text
from dlquiz.core.stats import Bin, Readiness, Slow, Stats, Week
from dlquiz.terminal.cells import use_ascii_marks, width, written
from dlquiz.terminal.page import Grid
from dlquiz.terminal.views import plan, stats
from dlquiz.terminal.views.stats import Named, columns
from dlquiz.terminal.words import Say

TODAY = date(2026, 11, 20)
TITLES = {"conv": Text("Convolution variants", "卷积变体"), "norm": Text("Normalisation", "归一化")}
WIDTHS = (40, 60, 79, 80, 120)


class Done(NamedTuple):
    day: date
    reviews: int
    ms: int


FULL = Stats(
    today=TODAY,
    days=tuple(Done(TODAY - timedelta(days=ago), 1 + ago % 40, 400_000) for ago in range(0, 365, 2)),
    streak=1,
    bins=(Bin(0, 0.7, 37, 0.62, 0.59), Bin(0.8, 0.9, 605, 0.86, 0.85), Bin(0.9, 1, 1946, 0.95, 0.95)),
    due=3,
    coming=tuple((TODAY + timedelta(days=ahead), 30 - 2 * ahead) for ahead in range(1, 15)),
    readiness=(Readiness("conv", TITLES["conv"], 12, 9, 0.41), Readiness("norm", TITLES["norm"], 8, 0, 0.0)),
    slow=tuple(Slow(f"slow-{number}", 31_000) for number in range(5)),
    leeches=("leech",),
    week=Week(120, 3_600_000, ("n1", "n2"), 1),
)
NAMED = Named(
    {f"slow-{number}": Text("What is " + "very " * 20 + "long?", "很长的问题" * 12) for number in range(5)},
    [(TITLES["conv"], 2)],
    date(2031, 3, 5),
)
EMPTY = Stats(TODAY, (), 0, (), 0, tuple((TODAY, 0) for _ in range(14)), (), (), (), Week(0, 0, (), 0))
SEEN, NEW = Candidate("a", 1.0, 3.0), Candidate("b", 1.0)
PLAN = Plan(
    date(2026, 12, 15),
    25,
    15,
    900.0,
    Learner(DEFAULT_PARAMETERS),
    (Planned(SEEN, 0.1, 400.0), Planned(NEW, 0.1, 500.0)),
    4.2,
    tuple(Day(left, left % 7, 12, 900.0) for left in range(25, 0, -1)),
    (
        Prospect("conv", TITLES["conv"], 12, 0.41, 0.3, 0.35, 0.84),
        Prospect("norm", TITLES["norm"], 8, 0.0, 0.0, 0.05, 0.66),
    ),
    (("q1", "conv", "deep"), ("q2", "norm", "core")),
)
LONG = PLAN._replace(left=300, days=tuple(Day(left, 3, 12, 900.0) for left in range(300, 0, -1)))


def pages(grid: Grid, lang: Lang) -> Iterator[list[Line]]:
    say = Say(lang)
    yield stats.page(FULL, NAMED, grid, say)
    yield stats.page(EMPTY, Named({}, []), grid, say)
    for planned in (PLAN, LONG, PLAN._replace(left=0, days=(), today=(), left_out=())):
        yield plan.page(planned, TODAY, TITLES, grid, say)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns_", WIDTHS)
@pytest.mark.parametrize("ascii_", [False, True])
def test_no_line_is_wider_than_the_page(lang: Lang, columns_: int, ascii_: bool) -> None:
    use_ascii_marks(ascii_)
    try:
        for page in pages(Grid(min(columns_, 80), 24), lang):
            for line in page:
                assert width(line.plain) <= min(columns_, 80), line.plain
                if ascii_ and lang == "en":
                    assert written(line.plain).isascii(), line.plain
    finally:
        use_ascii_marks(False)


def shown(page: list[Line]) -> str:
    return " ".join(" ".join(line.plain for line in page).split())


def test_every_figure_of_the_stats_is_on_the_page() -> None:
    said = shown(stats.page(FULL, NAMED, Grid(80, 24), Say("en")))
    total = sum(done.reviews for done in FULL.days)
    expected = (37 * 0.62 + 605 * 0.86 + 1946 * 0.95) / 2588
    for words in (
        f"{total} reviews in 20 h on {len(FULL.days)} days",
        "120 reviews in 1 h 00 min; 2 new cards, 1 known by now",
        "Convolution variants 2",
        f"3 due today, 28 cards tomorrow, {sum(range(28, 14, -2))} in the next 7 days",
        f"{expected:.0%} expected",
        "over 2588 reviews",
        "59% 37",
        "41%",
        "31 s",
        "and 2 more",
        "2031-03-05",
    ):
        assert words in said, words
    assert said.index("Normalisation") < said.index("Convolution variants ━")  # the weakest first


@pytest.mark.parametrize(("lang", "said"), [("en", "no reviews"), ("zh", "没有复习")])
def test_no_reviews_take_no_time(lang: Lang, said: str) -> None:
    for told in (stats.year_told(EMPTY, Say(lang)), stats.week_told(EMPTY, Say(lang))):
        assert told == said


def test_the_year_puts_each_day_in_its_row_and_column() -> None:
    one = FULL._replace(days=(Done(date(2026, 11, 11), 5, 0),))  # a Wednesday, the week before this one
    lines = [line.plain for line in stats.page(one, Named({}, []), Grid(80, 24), Say("en"))]
    monday = next(number for number, line in enumerate(lines) if line.strip().startswith("Mo "))
    rows = [line[12 + 3 :] for line in lines[monday : monday + 7]]
    assert [number for number, row in enumerate(rows) if "█" in row] == [2]
    assert rows[2].index("█") == len(rows[0]) - 2
    assert len(rows[4].rstrip()) == len(rows[0])  # today is a Friday
    assert len(rows[5].rstrip()) == len(rows[0]) - 1


def test_columns_are_as_high_as_their_counts() -> None:
    upper, lower = (line.plain for line in columns([0, 1, 8, 16], 2, 1))
    assert (upper, lower) == ("   █", " ▁██")
    (single,) = (line.plain for line in columns([1, 1000], 1, 2))
    assert single == " ▁ █"


@pytest.mark.parametrize("chance", [0.0, 0.5, 0.74, 0.86, 1.0])
def test_what_happened_stands_at_its_place_on_the_scale(chance: float) -> None:
    bins = (Bin(0.7, 0.8, 100, 0.75, chance),)
    page = stats.page(FULL._replace(bins=bins), NAMED, Grid(80, 24), Say("en"))
    line = next(line.plain for line in page if "70–80%" in line.plain)
    scale = next(
        line.plain for line in page if "100%" in line.plain and "50%" in line.plain and "70–80%" not in line.plain
    )
    left, right = scale.index("50%"), scale.index("100%") + 3
    assert line.index("●") == left + round((max(chance, 0.5) - 0.5) / 0.5 * (right - left))


def test_the_plan_says_its_figures_and_how_it_decides() -> None:
    said = shown(plan.page(PLAN, TODAY, TITLES, Grid(80, 24), Say("en")))
    for words in (
        "15 Dec, in 25 days; 15 min a day",
        "2 cards in about 15 min, 1 of them new",
        "worth 4.2",
        "41% 30% 35% 84%",
        "25% 18% 23% 77%",  # all: 12 and 8 questions
        "2 questions will not have been asked: 1 core, 1 deep",
    ):
        assert words in said, words
    lines = [line.plain for line in plan.page(PLAN, TODAY, TITLES, Grid(80, 24), Say("en"))]
    new, seen = (next(line for line in lines if f" {name} " in line) for name in ("new", "seen"))
    assert seen.count("█") == 25
    assert "█" not in new  # at most six beside twelve
    partly = Learner(DEFAULT_PARAMETERS, new_s=50.0)
    assert plan.how(partly, Say("en")) == plan.how(PLAN.learner, Say("en"))
    for lang in ("en", "zh"):
        told = plan.how(PLAN.learner, Say("zh" if lang == "zh" else "en"))
        assert told.count(". " if lang == "en" else "。") + (lang == "en") == 3
