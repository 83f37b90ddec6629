"""Words: both languages complete, numbers and times as the page writes them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlquiz import terminal
from dlquiz.terminal.cells import width
from dlquiz.terminal.words import (
    HINTS,
    WORDS,
    Say,
    day_ahead,
    interval,
    long_date,
    minutes,
    number,
    short_date,
)  # fmt: skip

EN, ZH = Say("en"), Say("zh")
HAN = re.compile("[\u4e00-\u9fff]")
LABELS = (
    "recall choice true-false numeric cloze order answer points traps hint yours right steps slip why "
    "today weak next ahead sources history memory"
).split()


def fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_say_the_same_things(name: str) -> None:
    english, chinese = WORDS[name]
    assert english and chinese
    assert fields(chinese) <= fields(english)
    if name != "k language":
        assert not HAN.search(english)
        assert "!" not in english + chinese


@pytest.mark.parametrize("label", LABELS)
def test_labels_fit_the_gutter(label: str) -> None:
    assert all(width(word) <= 8 for word in WORDS[label])


@pytest.mark.parametrize("name", WORDS)
def test_a_space_stands_between_han_and_latin_but_not_before_a_full_width_mark(name: str) -> None:
    chinese = WORDS[name][1]
    assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]", chinese)
    assert not re.search(r"\s[，。！？；：、）]", chinese)


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (1024, "1024"), (9999, "9999"), (10_000, "10,000"), (73_728, "73,728"), (-5, "−5"),
     (-12_345, "−12,345"), (2.0**40, "1,099,511,627,776"),
     (1.567, "1.567"), (0.1 + 0.2, "0.3"), (-0.17, "−0.17"), (1.5e-7, "1.5e−7"), (64.0, "64"),
     (1 / 3, "0.333333")],
)  # fmt: skip
def test_numbers(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [(0, "1 min", "1 分钟"), (1 / 1440, "1 min", "1 分钟"), (10 / 1440, "10 min", "10 分钟"), (3 / 24, "3 h", "3 小时"),
     (59.7 / 1440, "1 h", "1 小时"), (1, "1 day", "1 天"), (6, "6 days", "6 天"), (99, "99 days", "99 天"),
     (120, "4 mo", "4 个月"), (364, "12 mo", "12 个月"), (511, "1.4 yr", "1.4 年"), (36500, "100 yr", "100 年")],
)  # fmt: skip
def test_waits(days: float, english: str, chinese: str) -> None:
    assert (interval(EN, days), interval(ZH, days)) == (english, chinese)


@given(st.floats(0, 36500))
def test_waits_take_at_most_seven_cells(days: float) -> None:
    assert width(interval(EN, days)) <= 7
    assert width(interval(ZH, days)) <= 7


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [(date(2026, 11, 20), "today", "今天"), (date(2026, 11, 21), "tomorrow", "明天"),
     (date(2026, 11, 22), "Sunday", "周日"),
     (date(2026, 11, 26), "Thursday", "周四"), (date(2026, 11, 28), "28 Nov", "11 月 28 日"),
     (date(2027, 1, 2), "2 Jan 2027", "2027 年 1 月 2 日")],
)  # fmt: skip
def test_days_ahead(day: date, english: str, chinese: str) -> None:
    today = date(2026, 11, 20)
    assert (day_ahead(EN, day, today), day_ahead(ZH, day, today)) == (english, chinese)


def test_dates() -> None:
    friday = date(2026, 11, 20)
    assert (long_date(EN, friday), long_date(ZH, friday)) == ("Friday 20 November", "11 月 20 日 周五")
    assert short_date(EN, friday, friday) == "20 Nov"


def test_time_spent() -> None:
    assert (minutes(EN, 845), minutes(ZH, 845), minutes(EN, 3 * 3600 + 300)) == ("14 min", "14 分钟", "3 h 05 min")


def test_one_is_singular() -> None:
    assert EN("more lines", n=1) == "↓ 1 more line"
    assert EN("more lines", n=9) == "↓ 9 more lines"
    assert ZH("more lines", n=1) == "↓ 还有 1\u00a0行"


def test_no_word_is_left_over() -> None:
    package = Path(terminal.__path__[0]).parent
    used = "\n".join(path.read_text() for path in package.rglob("*.py") if path.name != "words.py")
    by_kind = {
        "grade",
        "did",
        "p",
        "f",
        "say",
        "core",
        "deep",
        "recall",
        "choice",
        "true-false",
        "numeric",
        "cloze",
        "order",
    }
    left = [name for name in (*WORDS, *HINTS) if f'"{name}"' not in used and name.split()[0] not in by_kind]
    assert not left
