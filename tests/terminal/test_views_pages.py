"""The end, nothing due, help and information, as drawn by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rich.text import Text as Line
from terminal.samples import CARDS, MEMORY, NOW, QUESTIONS, TITLES, TODAY, FakeDesk, drawn

from dlquiz.core.log import Entry
from dlquiz.core.memory import State
from dlquiz.core.questions import Lang, Text
from dlquiz.core.standing import TopicStanding
from dlquiz.terminal.desk import Reference, Used
from dlquiz.terminal.page import Grid, part_of
from dlquiz.terminal.views import end, nothing
from dlquiz.terminal.views.info import Info
from dlquiz.terminal.views.keys import Help
from dlquiz.terminal.views.topics import hit_list, topic_table
from dlquiz.terminal.words import Say

TOLD = end.Summary(
    cards=15,
    new=5,
    seconds=840,
    recalled={"convolution": (2, 4), "attention": (3, 4), "normalization": (6, 7)},
    weak=(QUESTIONS[2], QUESTIONS[1]),
)

NO_CARDS = end.Summary(0, 0, 0.0, {}, ())


def test_the_end() -> None:
    page = end.done(TOLD, FakeDesk().outlook(), TODAY, TITLES.__getitem__, Grid(80, 24), Say("en"), True)
    assert (
        drawn(page, Grid(80, 36), Say("en"))
        == """
  Friday 20 November                                                     15/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

            Done for today.

  today     15 cards in 14 min, 5 of them new

  recall    11 of 15 at once; by topic:
            Convolution variants  ━━━━━━━━━━━━━━━━━━───────────────────    2/4
            RNN and attention     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━─────────    3/4
            Normalisation layers  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━─────    6/7

  weak    ! How many weights does a grouped convolution have?
          ! Why is scaled dot-product attention scaled?

  next      tomorrow    12  ━━━━━━━━━━━━━━━━━━━━━━━━
            Sunday       9  ━━━━━━━━━━━━━━━━━━
            Monday       4  ━━━━━━━━

            enter close   u undo   w the ten weakest   l 中文   ? keys

"""
    )


def test_the_end_on_a_narrow_terminal_in_chinese() -> None:
    page = end.done(TOLD, FakeDesk().outlook(), TODAY, TITLES.__getitem__, Grid(40, 24), Say("zh"), True)
    assert (
        drawn(page, Grid(40, 36), Say("zh"))
        == """
 11 月 20 日 周五                 15/15
 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

   今天的都做完了。

 今天
   14 分钟做了 15 张卡片，其中
   5 张是新的

 记得
   15 张中 11 张一次想起；按主题：
   卷积变体                         2/4
   循环网络与注意力                 3/4
   归一化                           6/7

 薄弱
 ! 分组卷积有多少个权重？
 ! 缩放点积注意力为什么要缩放？

 接下来
   明天        12  ━━━━━━━━━━━━━━━━━━
   周日         9  ━━━━━━━━━━━━━
   周一         4  ━━━━━━

   回车 结束  u 撤销  ? 按键

"""
    )


def test_nothing_due() -> None:
    page = nothing.page(NO_CARDS, FakeDesk().outlook(), TODAY, NOW, Grid(80, 24), Say("en"))
    assert (
        drawn(page, Grid(80, 36), Say("en"))
        == """
  Friday 20 November                                             15 done today
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

            Nothing is due.

  next      12 cards tomorrow, from 04:00; 67 in the next 7 days

  ahead   w the 3 weakest cards              recall now 71–83%
          n 5 more new cards                 253 not yet seen
          m a mock interview of 15 minutes

            enter close   l 中文   ? keys

"""
    )


def test_nothing_due_tells_when_the_last_mock_was() -> None:
    page = nothing.page(
        NO_CARDS,
        FakeDesk().outlook()._replace(last_mock=TODAY - timedelta(days=13)),
        TODAY,
        NOW,
        Grid(80, 24),
        Say("en"),
    )
    assert "m a mock interview of 15 minutes   last one 7 Nov\n" in drawn(page, Grid(80, 36), Say("en"))


def test_the_minutes_are_used() -> None:
    interview = TODAY + timedelta(days=25)
    used = Used(15, True, cards=18, new=4, known=14, seconds=910, waiting=7, prospect=(interview, 0.584))
    outlook = FakeDesk().outlook()._replace(used=used)
    page = nothing.page(NO_CARDS, outlook, TODAY, NOW, Grid(80, 24), Say("en"))
    assert (
        drawn(page, Grid(80, 36), Say("en"))
        == """
  Friday 20 November                                             15 done today
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

            Today's 15 min are used.

  today     18 cards in 15 min, 4 of them new
            14 of 18 at once
            58% of the core questions recalled on 15 Dec, as it stands

  next      12 cards tomorrow, from 04:00; 67 in the next 7 days

  ahead   g 5 minutes more                   7 cards wait
          w the 3 weakest cards              recall now 71–83%
          n 5 more new cards                 253 not yet seen
          m a mock interview of 15 minutes

            enter close   l 中文   ? keys

"""
    )
    page = nothing.page(NO_CARDS, outlook, TODAY, NOW, Grid(40, 24), Say("zh"))
    chinese = drawn(page, Grid(40, 36), Say("zh"))
    assert "今天的 15 分钟已用完。" in chinese
    assert "   照现在这样，12 月 15 日能答出 58% 的\n   核心问题\n" in chinese
    assert " g 再学 5 分钟\n   还有 7 张等着\n" in chinese
    one = outlook._replace(used=used._replace(minutes=1, of_day=False, prospect=None))
    page = end.done(TOLD, one, TODAY, TITLES.__getitem__, Grid(80, 24), Say("en"), True)
    ended = drawn(page, Grid(80, 36), Say("en"))
    assert "            The 1 min is used.\n\n  today     15 cards in 14 min, 5 of them new\n" in ended
    assert "enter close   u undo   g 5 min more   w the ten weakest   ? keys\n" in ended


def test_a_card_that_comes_back_today() -> None:
    outlook = FakeDesk().outlook()._replace(next_at=NOW + timedelta(minutes=34))
    english = drawn(nothing.page(NO_CARDS, outlook, TODAY, NOW, Grid(80, 24), Say("en")), Grid(80, 36), Say("en"))
    assert "The next card comes back in 34 min; 12 cards tomorrow" in english
    chinese = drawn(nothing.page(NO_CARDS, outlook, TODAY, NOW, Grid(80, 24), Say("zh")), Grid(80, 36), Say("zh"))
    assert "下一张 34 分钟后再来；明天 04:00 起有 12 张" in chinese


def test_help() -> None:
    page = Help().page(Grid(80, 24), Say("en"))._replace(right=part_of(7, 15), part=6, whole=15)
    assert (
        drawn(page, Grid(80, 36), Say("en"))
        == """
  Keys                                                                    7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────────

  answer    space enter  show the answer     t       type an answer first
            1 2 3 4      grade it            h       hint
            1 … 7        choose              u       undo, all the way
            y n          true, false         ↑ ↓     put steps in order

  card      d            demo                f       flag to fix later
            i            sources, history    b       bury until tomorrow
            l            中文                s       suspend
            e            edit its file

  screen    j k          scroll; space too   ?       close this page
            q            quit, all is saved  ctrl-l  paint again

            Graded for you: space takes the grade, 1–4 overrule it.

            esc back

"""
    )


def test_information() -> None:
    history = [Entry(n, "review", "batch-norm", TODAY - timedelta(days=20 - n), grade=n, mode="drill") for n in (1, 3)]
    sources = [Reference("Batch Normalization", "Ioffe, Szegedy", "2015", "§3.1", "https://arxiv.org/abs/1502.03167")]
    page = Info(CARDS["batch-norm"], State("batch-norm", MEMORY), sources, history, TODAY).page(Grid(80, 24), Say("en"))
    assert (
        drawn(page._replace(right=Line("7/15")), Grid(80, 36), Say("en"))
        == """
  Sources and history                                                     7/15
  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

  card      batch-norm

  sources • Batch Normalization, Ioffe, Szegedy, 2015, §3.1
            https://arxiv.org/abs/1502.03167

  history   3 Nov            Good     drill
            1 Nov            Again    drill

  memory    recall falls to 90% in 15 days, forgotten once

            esc back

"""
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("columns", [30, 40, 80])
def test_the_table_of_topics_keeps_to_its_columns(lang: Lang, columns: int) -> None:
    name = Text("Convolution and its many variants", "卷积的各种变体与感受野")
    standing = TopicStanding("convolution", name, 20, 1000, 1000, 1000, 1.0)
    grid = Grid(columns, 24)
    lines = topic_table([standing], grid, Say(lang))
    assert all(line.cell_len <= columns for line in lines)
    assert sum("100%" in line.plain for line in lines) == 2


def test_what_was_found_is_asked_in_full() -> None:
    ask = Text("Why does a deep network need non-linear activations?", "深层网络为什么需要非线性激活函数？")
    found = hit_list([("why-nonlinearity", "activations", ask)], Grid(40, 24), Say("en"))
    assert [line.plain for line in found] == [
        "",
        " Why does a deep network need",
        " non-linear activations?",
        " why-nonlinearity · activations",
        "",
    ]
