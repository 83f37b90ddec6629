"""stats, plan, fit, backup, restore, doctor and config as they are typed."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from terminal.pty_terminal import DARK, Terminal
from world import SHANGHAI, Clock, world, write_bank
from written_log import write_log

from dlquiz.cli import run
from dlquiz.commands.stats import gather
from dlquiz.core.fitting import ENOUGH
from dlquiz.core.log import Entry, plain_entry
from dlquiz.core.memory import recall
from dlquiz.core.planner import DEFAULT_PARAMETERS
from dlquiz.core.questions import Text
from dlquiz.core.standing import is_due
from dlquiz.desk import StudyDesk
from dlquiz.environment import Environment
from dlquiz.store.backup import keep
from dlquiz.study import Selection, Study
from dlquiz.terminal.views.stats import Named
from dlquiz.terminal.web import document
from dlquiz.terminal.words import Say

TODAY = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
CORE, DEEP = [f"a{number}" for number in range(8)], [f"b{number}" for number in range(4)]


@pytest.fixture
def clock() -> Clock:
    return Clock(TODAY)


@pytest.fixture
def environment(tmp_path: Path, clock: Clock) -> Environment:
    return home(tmp_path, clock)


def home(root: Path, clock: Clock) -> Environment:
    root.mkdir(exist_ok=True)
    made = world(root, clock, EDITOR="true")
    write_bank(made.content, "alpha", *CORE)
    write_bank(made.content, "beta", *DEEP, level="deep")
    return made


def typed(environment: Environment, *arguments: str, given: str = "") -> tuple[int, str, str]:
    """The exit code, and what was printed to both streams. given: what comes through a pipe."""
    out, err = io.StringIO(), io.StringIO()
    code = run(arguments, replace(environment, stdin=io.StringIO(given), stdout=out, stderr=err))
    return int(code), out.getvalue(), err.getvalue()


def studied(environment: Environment, clock: Clock, days: int, seed: int = 3) -> None:
    """Reviews on most of the days before today."""
    draw = random.Random(seed)
    with Study(environment) as study:
        for ago in range(days, 0, -1):
            clock.time = TODAY - timedelta(days=ago)
            study.refresh()
            queue = study.queue()
            for card in (*queue.due, *queue.new)[: draw.randrange(9)]:
                clock.on(seconds=draw.randrange(10, 60))
                grade = draw.choice((1, 3, 3, 3, 4))
                thinking = draw.randrange(2_000, 9_000)
                study.append(replace(plain_entry("review", card, clock()), grade=grade, thinking_ms=thinking))
    clock.time = TODAY


def log(environment: Environment) -> list[Entry]:
    with Study(environment) as study:
        return study.reviews.entries()


# stats


def test_the_json_is_a_recount_of_the_log(environment: Environment, clock: Clock) -> None:
    studied(environment, clock, 40)
    code, out, _ = typed(environment, "stats", "--json")
    told = json.loads(out)
    assert code == 0
    entries = log(environment)
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.day.isoformat()] = counts.get(entry.day.isoformat(), 0) + 1
    assert {day["day"]: day["reviews"] for day in told["days"]} == counts
    yesterday, row = TODAY.date() - timedelta(days=1), 0
    while (yesterday - timedelta(days=row)).isoformat() in counts:
        row += 1
    assert told["streak"] == row
    with Study(environment) as study:
        states = {card: study.reviews.state(card).memory for card in CORE}
        due = [state.memory.due_day for state in study.reviews.all_states().values() if state.memory]
        awake = [state for state in study.reviews.all_states().values() if not state.suspended]
        assert told["due"] == sum(is_due(state, TODAY.date()) for state in awake)
        known = sum(recall(memory, TODAY.date(), study.scheduling) for memory in states.values() if memory)
    (alpha,) = [topic for topic in told["readiness"] if topic["topic"] == "alpha"]
    assert alpha["core"] == len(CORE)
    assert alpha["ready"] == pytest.approx(known / len(CORE), abs=1e-4)
    ahead = [TODAY.date() + timedelta(days=days) for days in range(1, 15)]
    assert [day["due"] for day in told["coming"]] == [due.count(day) for day in ahead]
    first: dict[str, date] = {}
    for entry in entries:
        first.setdefault(entry.card, entry.day)
    week = {card for card, day in first.items() if day > TODAY.date() - timedelta(days=7)}
    assert set(told["week"]["new"]) == week


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_has_every_part(environment: Environment, clock: Clock, lang: str) -> None:
    studied(environment, clock, 40)
    code, out, _ = typed(environment, "stats", "--lang", lang)
    assert code == 0
    assert f"{len(log(environment))}" in out
    labels = {
        "en": ["year", "week", "coming", "recall", "ready"],
        "zh": ["一年", "本周", "将到期", "记得", "把握"],
    }[lang]
    places = [next(number for number, line in enumerate(out.split("\n")) if line[2:].startswith(label))
              for label in labels]  # fmt: skip
    assert places == sorted(places)


def test_an_empty_log_says_what_to_do_first(environment: Environment) -> None:
    code, out, _ = typed(environment, "stats")
    assert code == 0
    assert "Type dlquiz" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80
    assert json.loads(typed(environment, "stats", "--json")[1])["days"] == []


def test_reviews_ahead_of_the_clock_are_left_out_and_said(
    environment: Environment, clock: Clock, tmp_path: Path
) -> None:
    studied(environment, clock, 10)
    before = typed(environment, "stats", "--json")[1]
    clock.time = datetime(2031, 3, 5, 9, tzinfo=SHANGHAI)
    with Study(environment) as study:
        for card in ("a0", "b3"):
            study.append(replace(plain_entry("review", card, clock()), grade=3))
    clock.time = TODAY
    told = json.loads(typed(environment, "stats", "--json")[1])
    for figure in ("days", "streak", "week"):
        assert told[figure] == json.loads(before)[figure]
    assert "2031-03-05" in typed(environment, "stats")[1]
    assert typed(environment, "stats", "--html", str(tmp_path / "page.html"))[0] == 0
    assert "2031-03-05" in (tmp_path / "page.html").read_text("utf-8")


class Page(HTMLParser):
    """Collects tags, the addresses a page names, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        assert tag not in ("script", "link", "img", "iframe")
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_web_page_stands_alone(environment: Environment, clock: Clock, tmp_path: Path, lang: str) -> None:
    path = write_bank(environment.content, "gamma", "g0")
    path.write_text(path.read_text("utf-8").replace("What is g0?", "Is 1 < 2 & 3 > 2?"), "utf-8")
    studied(environment, clock, 40)
    target = tmp_path / "stats.html"
    code, out, _ = typed(environment, "stats", "--html", str(target), "--lang", lang)
    assert (code, out.strip()) == (0, str(target))
    page = Page()
    page.feed(target.read_text("utf-8"))
    assert page.open == []
    assert page.addresses == []
    assert "url(" not in target.read_text("utf-8")
    assert str(len(log(environment))) in page.text


def test_a_web_page_of_nothing_says_what_to_do_first(environment: Environment, tmp_path: Path) -> None:
    target = tmp_path / "stats.html"
    assert typed(environment, "stats", "--html", str(target))[0] == 0
    assert "Nothing has been reviewed yet. Type dlquiz" in target.read_text("utf-8")


def test_the_web_page_draws_formulas(environment: Environment, clock: Clock) -> None:
    studied(environment, clock, 3)
    with Study(environment) as study:
        stats = gather(study)._replace(leeches=("f",))
    page = document(stats, Named({"f": Text.same(r"Is $\alpha_1 < 2$?")}, ()), Say("en"))
    assert "<td>Is <i>α₁ &lt; 2</i>?</td>" in page


# the plan


def test_without_a_date_there_is_no_plan_and_plain_fsrs(environment: Environment, clock: Clock) -> None:
    code, out, _ = typed(environment, "plan")
    assert code == 0
    assert "dlquiz config interview" in " ".join(out.split())
    assert json.loads(typed(environment, "plan", "--json")[1]) is None
    assert "dlquiz config interview 2026-12-11" in " ".join(out.split())
    typed(environment, "config", "interview", "2026-11-20")
    clock.on(days=1)  # over: as if none were set
    assert json.loads(typed(environment, "plan", "--json")[1]) is None
    assert typed(environment, "plan")[1].startswith("The interview of 20 Nov is over, so plain FSRS decides")
    assert typed(environment, "plan", "--lang", "zh")[1].startswith("11\xa0月 20\xa0日的面试已经过去，按 FSRS 安排")


def test_what_is_put_aside_is_known_all_the_same(environment: Environment, clock: Clock) -> None:
    studied(environment, clock, 10)
    typed(environment, "config", "interview", "2026-12-15")
    with Study(environment) as study:
        known = [card for card in CORE if study.reviews.state(card).memory]
        study.mark("suspend", known[0])
        study.mark("bury", known[1])
        assert not set(known[:2]) & set(study.queue().due)
    told = json.loads(typed(environment, "plan", "--json")[1])
    ready = {each["topic"]: each["ready"] for each in json.loads(typed(environment, "stats", "--json")[1])["readiness"]}
    for topic in told["topics"]:
        assert topic["now"] == pytest.approx(ready[topic["topic"]], abs=1e-4)
        assert topic["without_today"] > 0
    assert not {"a0", *known[:2]} & {each["question"] for each in told["left_out"]}
    assert not set(known[:2]) & {each["card"] for each in told["today"]}


def test_minutes_that_are_left_over_are_not_called_used(environment: Environment, clock: Clock) -> None:
    typed(environment, "config", "interview", "2026-12-15")
    with Study(environment) as study:
        for card in (*CORE, *DEEP):
            study.append(replace(plain_entry("review", card, clock()), grade=4))
    for lang, said in (("en", "Nothing: what gains today has been asked."), ("zh", "没有了：今天值得问的都问过了。")):
        assert said in typed(environment, "plan", "--lang", lang)[1]
    typed(environment, "config", "minutes", "1")
    clock.on(minutes=1)
    with Study(environment) as study:
        study.append(replace(plain_entry("review", "a0", clock()), grade=4, thinking_ms=60_000))
    assert "Today's 1 min is used." in " ".join(typed(environment, "plan")[1].replace("\xa0", " ").split())


def test_first_answers_count_when_they_are_few_among_many(environment: Environment) -> None:
    start, days = int(TODAY.timestamp() * 1000) - 90_000_000, [TODAY.date() - timedelta(days=ago) for ago in (40, 1)]
    entries = [
        Entry(start + 70_000 * number, "review", f"c{number % 60}", days[number >= 60], grade=3, thinking_ms=9_000)
        for number in range(1_200)
    ]
    with Study(environment) as study:
        write_log(study.reviews, entries)
    typed(environment, "config", "interview", "2026-12-15")
    assert json.loads(typed(environment, "plan", "--json")[1])["seconds"]["new"] == pytest.approx(70, abs=2)


def test_on_the_day_itself_todays_work_counts(environment: Environment) -> None:
    typed(environment, "config", "interview", "2026-11-20")
    typed(environment, "config", "minutes", "3")
    told = json.loads(typed(environment, "plan", "--json")[1])
    today = {each["card"] for each in told["today"]}
    (alpha,) = told["topics"]
    assert today
    assert not today & {each["question"] for each in told["left_out"]}
    assert alpha["with_today"] == alpha["with_all"] == pytest.approx(len(today & set(CORE)) / len(CORE))
    assert alpha["now"] == alpha["without_today"] == 0
    assert "day before" not in typed(environment, "plan")[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_plan_is_what_the_drill_asks(environment: Environment, clock: Clock, lang: str) -> None:
    studied(environment, clock, 10)
    typed(environment, "config", "interview", "2026-11-30")
    typed(environment, "config", "minutes", "3")
    told = json.loads(typed(environment, "plan", "--json")[1])
    with Study(environment) as study:
        queue = study.queue()
    assert [each["card"] for each in told["today"]] == list(queue.due)
    assert queue.once_more
    waiting = json.loads(typed(environment, "due", "--json")[1])
    assert (waiting["new"], waiting["due"]) == (told["days"][0]["new"], told["days"][0]["seen"])
    assert (waiting["learning"], waiting["next_due"]) == (len(queue.learning), "2026-11-21")
    assert len({card.partition("/")[0] for card in queue.due}) == len(queue.due)
    assert (told["days_left"], len(told["days"])) == (10, 10)
    day = told["days"][0]
    assert day["new"] + day["seen"] == len(queue.due)
    (alpha,) = told["topics"]
    assert 0 < alpha["without_today"] < alpha["now"] < alpha["with_all"] <= 1
    assert alpha["without_today"] <= alpha["with_today"] <= alpha["with_all"]
    assert told["worth"] > 0
    code, out, _ = typed(environment, "plan", "--lang", lang)
    assert code == 0
    assert f"{alpha['with_all']:.0%}" in out


def test_what_cannot_fit_is_named_deep_before_core(environment: Environment) -> None:
    typed(environment, "config", "interview", "2026-11-22")
    typed(environment, "config", "minutes", "2")
    told = json.loads(typed(environment, "plan", "--json")[1])
    left_out = [each["question"] for each in told["left_out"]]
    assert set(DEEP) < set(left_out)
    assert 0 < len(set(CORE) & set(left_out)) < len(CORE)
    assert "core" in typed(environment, "plan")[1]


def test_the_minutes_of_the_day_are_used_once(environment: Environment, clock: Clock) -> None:
    typed(environment, "config", "interview", "2026-12-15")
    typed(environment, "config", "minutes", "2")
    with Study(environment) as study:
        assert study.until_ms == study.now_ms + 120_000
        asked = study.queue().due
        assert 2 <= len(asked) <= 4
        for card in asked:
            clock.on(seconds=50)
            study.append(replace(plain_entry("review", card, clock()), grade=3, thinking_ms=30_000))
    with Study(environment) as study:
        assert study.until_ms == study.now_ms + max(0, 120_000 - 30_000 - 50_000 * (len(asked) - 1))
    clock.on(hours=2)
    with Study(environment, Selection(minutes=5)) as study:
        assert study.until_ms == study.now_ms + 300_000
        assert len(study.queue().due) > 3


@pytest.mark.parametrize("towards", ["an interview", "nothing"])
def test_when_the_minutes_are_used_it_is_said_and_more_is_offered(
    environment: Environment, clock: Clock, towards: str
) -> None:
    if towards == "an interview":
        typed(environment, "config", "interview", "2026-12-15")
    typed(environment, "config", "minutes", "2")
    with Study(environment) as study:
        queue = study.queue()
        asked = (*queue.due, *queue.new)[:4]
        for grade, card in enumerate(asked, 1):
            clock.on(seconds=60)
            study.append(replace(plain_entry("review", card, clock()), grade=grade, thinking_ms=60_000))
        assert not study.in_time
    code, out, _ = typed(environment, "drill", "--plain", given="g\nq\n")
    assert code == 0
    reached, card = out.split("> ")[:2]
    assert "Nothing is due" not in out
    n = len(asked)
    assert reached.startswith(
        f"Today's 2 min are used.\n{n} cards in {n} min, {n} of them new\n{n - 1} of {n} at once.\n"
    )
    waiting = int(reached.partition("more: ")[2].split()[0])
    assert f"Card 1 of {waiting}." in card
    with Study(environment) as study:
        study.go_on(5)
        assert waiting == len(study.queue())
    assert "今天的 2 分钟已用完。" in typed(environment, "drill", "--plain", "--lang", "zh", given="\n")[1]


def test_what_the_minutes_came_to_on_the_day_is_what_the_plan_says_of_no_more_work(
    environment: Environment, clock: Clock
) -> None:
    studied(environment, clock, 10)
    typed(environment, "config", "interview", "2026-12-15")
    typed(environment, "config", "minutes", "1")
    with Study(environment) as study:
        for card in study.queue().due[:3]:
            clock.on(seconds=60)
            study.append(replace(plain_entry("review", card, clock()), grade=3, thinking_ms=60_000))
    topics = json.loads(typed(environment, "plan", "--json")[1])["topics"]
    share = sum(topic["core"] * topic["without_today"] for topic in topics) / sum(topic["core"] for topic in topics)
    out = typed(environment, "drill", "--plain", given="\n")[1]
    assert f"\n{share:.0%} of the core questions recalled on 15 Dec, as it stands.\n" in out


def test_what_is_left_over_comes_tomorrow(environment: Environment, clock: Clock) -> None:
    studied(environment, clock, 20)
    tomorrow = TODAY.date() + timedelta(days=1)
    with Study(environment) as study:
        half_learned = [card for _, card in study.queue().learning]
        study.mark("bury", half_learned[0])
        states = study.reviews.all_states().values()
        waiting = sum(is_due(state, tomorrow) for state in states if not state.suspended)
        assert waiting >= len(half_learned) > 2
        assert StudyDesk(study).outlook().coming[0] == (tomorrow, waiting)


@pytest.mark.parametrize("left", [1, 2, 25])
def test_towards_an_interview_what_comes_tomorrow_is_what_is_asked_then(
    environment: Environment, clock: Clock, left: int
) -> None:
    studied(environment, clock, 10)
    typed(environment, "config", "interview", (TODAY.date() + timedelta(days=left)).isoformat())
    typed(environment, "config", "minutes", "3")
    with Study(environment) as study:
        coming = study.forecast()
        assert len(coming) == min(7, left)
    clock.on(days=1)
    with Study(environment) as study:
        assert coming[0] == (study.day, len(study.queue()))


def test_when_the_minutes_of_a_sitting_end_it_may_go_on(environment: Environment, clock: Clock) -> None:
    moments = iter(range(10**6))
    ticking = replace(environment, now=lambda: TODAY + timedelta(seconds=next(moments)))
    code, out, _ = typed(ticking, "drill", "--plain", "--minutes", "1", given="\n3\n" * 99)
    assert code == 0
    assert "The 1 min is used." in out
    once = out.count("Enter takes 3.")
    code, out, _ = typed(ticking, "drill", "--plain", "--minutes", "1", given="\n3\n" * once + "g\n" + "\n3\n" * 99)
    assert out.count("Enter takes 3.") > once


def test_when_nothing_waits_used_minutes_are_not_spoken_of(environment: Environment, clock: Clock) -> None:
    typed(environment, "config", "minutes", "1")
    with Study(environment) as study:
        for card in study.queue().new:
            clock.on(seconds=50)
            study.append(replace(plain_entry("review", card, clock()), grade=4, thinking_ms=50_000))
    assert typed(environment, "drill", "--plain", given="\n")[1].startswith("Nothing is due.\n")


def test_new_cards_are_no_more_than_wanted_and_others_fill_the_minutes(environment: Environment, clock: Clock) -> None:
    clock.on(days=-9)
    with Study(environment) as study:
        for card in CORE:
            study.append(replace(plain_entry("review", card, clock()), grade=4))
    clock.time = TODAY
    typed(environment, "config", "interview", "2026-11-24")
    with Study(environment, Selection(minutes=2)) as study:
        assert not set(study.queue().due) & set(CORE)  # what is new would be asked first
    with Study(environment, Selection(minutes=2, new=2)) as study:
        for left in (2, 1, 0):
            queue = study.queue().due
            new = [card for card in queue if card not in CORE]
            assert len(new) == left
            assert len(queue) - left >= 2
            for card in new[:1]:
                study.append(replace(plain_entry("review", card, clock()), grade=3))


def test_what_was_failed_comes_once_more_the_same_day_and_no_more(environment: Environment, clock: Clock) -> None:
    typed(environment, "config", "interview", "2026-12-15")
    with Study(environment) as study:
        card, other = study.queue().due[:2]
        study.append(replace(plain_entry("review", card, clock()), grade=1))
        study.append(replace(plain_entry("review", other, clock()), grade=3))
        assert [name for _, name in study.queue().learning] == [card]
        clock.on(minutes=2)
        study.append(replace(plain_entry("review", card, clock()), grade=1))
        queue = study.queue()
        assert not queue.learning
        assert not {card, other} & set(queue.due)


def test_a_drill_of_one_topic_shows_once_more_what_was_failed_in_it_alone(
    environment: Environment, clock: Clock
) -> None:
    typed(environment, "config", "interview", "2026-12-15")
    with Study(environment) as study:
        for card in ("a0", "b0"):
            study.append(replace(plain_entry("review", card, clock()), grade=1))
    for topic, card in (("alpha", "a0"), ("beta", "b0")):
        with Study(environment, Selection(topics=(topic,))) as study:
            assert [name for _, name in study.queue().learning] == [card]


class Slow(io.StringIO):
    """A learner who takes ten seconds for every line."""

    def __init__(self, given: str, clock: Clock) -> None:
        super().__init__(given)
        self._clock = clock

    def readline(self, *_: object) -> str:  # type: ignore[override]
        self._clock.on(seconds=10)
        return super().readline()


def test_what_was_failed_comes_once_more_before_the_minutes_are_used(environment: Environment, clock: Clock) -> None:
    typed(environment, "config", "interview", "2026-12-15")
    typed(environment, "config", "minutes", "4")
    clock.on(days=-15)
    with Study(environment) as study:
        for card in (*CORE, *DEEP):  # known well: once failed, FSRS would have them back in ten minutes
            study.append(replace(plain_entry("review", card, clock()), grade=4))
    clock.time = TODAY
    slow = Slow("\n1\n\n3\n\n3\n" * 20, clock)
    run(["drill", "--plain"], replace(environment, stdin=slow, stdout=io.StringIO()))
    rows = [entry for entry in log(environment) if entry.day == TODAY.date()]
    end = TODAY.timestamp() * 1000 + 4 * 60_000
    assert end <= rows[-1].id < end + 20_000
    first = {entry.card: entry for entry in reversed(rows)}
    failed = {card for card, entry in first.items() if entry.grade == 1 and entry.id < end - 20_000}
    assert len(failed) > 2
    assert failed <= {entry.card for entry in rows if entry is not first[entry.card]}


def test_towards_an_interview_no_grade_promises_a_step_that_does_not_come(
    environment: Environment, clock: Clock
) -> None:
    new = "1 Again, 1 min. 2 Hard, 6 min. 3 Good, 10 min."
    assert new in typed(environment, "drill", "--plain", given="\n")[1]
    typed(environment, "config", "interview", "2026-12-15")
    typed(environment, "config", "minutes", "1")
    slow = Slow("\n3\n\n1\n\n1\n\n", clock)
    out = io.StringIO()
    run(["drill", "--plain"], replace(environment, stdin=slow, stdout=out))
    assert new not in out.getvalue()
    assert out.getvalue().count("1 Again, 1 min. 2 Hard, 1 day. 3 Good, 1 day.") == 2
    assert "1 Again, 1 day. 2 Hard, 1 day. 3 Good, 1 day." in out.getvalue()
    assert [line for line in out.getvalue().splitlines() if "Next in" in line] == [
        "Good. Next in 1 day.", "Again. Next in 1 min.", "Again. Next in 1 day.",
    ]  # fmt: skip


def test_what_was_reviewed_on_a_day_to_come_waits_until_that_day(environment: Environment, clock: Clock) -> None:
    typed(environment, "config", "interview", "2026-12-15")
    with Study(environment) as study:
        clock.on(days=5)
        study.append(replace(plain_entry("review", "a0", clock()), grade=4))
        clock.time = TODAY
        assert "a0" not in study.queue().due
        assert "a1" in study.queue().due


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("interview", "2026-11-19", "is over"),
        ("interview", "2099-01-01", "check the year"),
        ("interview", "next week", "give a date"),
        ("minutes", "0", "whole number from 1"),
        ("minutes", "-5", "whole number from 1"),
    ],
)
def test_a_setting_that_cannot_be_changes_nothing(
    environment: Environment, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    arguments = ["config", name, "--", value] if value.startswith("-") else ["config", name, value]
    assert typed(environment, *arguments)[0] == 2
    assert said in capsys.readouterr().err
    assert not environment.config.exists()


def test_a_far_date_written_by_hand_is_not_planned_for(
    environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.config.write_text("interview = 2099-12-15\n")
    for command in ("plan", "due", "drill"):
        assert typed(environment, command)[0] == 2
        place = f"dlquiz: {environment.config}: an interview on "
        assert f"{place}2099-12-15 is more than two years ahead; check the year" in capsys.readouterr().err
    assert typed(environment, "config", "interview", "2026-12-15")[0] == 0
    assert typed(environment, "plan")[0] == 0


# fit


def long_log(environment: Environment, growth: float) -> None:
    """More than enough reviews of a learner who remembers by FSRS's formula, but for how a memory grows."""
    draw = random.Random(4)
    own = (*DEFAULT_PARAMETERS[:8], growth, *DEFAULT_PARAMETERS[9:])
    from dlquiz.core.memory import Memory, Scheduling, review

    truth, now = Scheduling(own, fuzz=False), Scheduling(fuzz=False)
    start = TODAY - timedelta(days=400)
    entries = []
    for number in range(420):
        card, day = f"card-{number}", start.date() + timedelta(days=draw.randrange(60))
        real: Memory | None = None
        believed: Memory | None = None
        for step in range(6):
            grade = 3 if real is None or draw.random() < recall(real, day, truth) else 1
            at = int(start.timestamp() * 1000) + (day - start.date()).days * 86_400_000 + number * 100 + step
            entries.append(Entry(at, "review", card, day, grade=grade))
            real = review(real, card, grade, day, at, truth)
            believed = review(believed, card, grade, day, at, now)
            day += timedelta(days=max(1, round(believed.stability * draw.uniform(0.6, 1.6))))
    with Study(environment) as study:
        write_log(study.reviews, (entry for entry in entries if entry.day < TODAY.date()))


def test_a_fit_that_foresees_better_is_taken_and_can_be_undone(environment: Environment) -> None:
    long_log(environment, growth=0.6)
    with Study(environment) as study:
        before = study.reviews.all_states()
    code, out, _ = typed(environment, "fit")
    assert code == 0
    assert "fitted ones are in force" in out
    with Study(environment) as study:
        assert study.scheduling.parameters == study.reviews.fitted() != ()
        assert study.reviews.stale() == 0
        assert study.reviews.all_states() != before
    assert typed(environment, "fit", "--undo")[0] == 0
    with Study(environment) as study:
        assert study.reviews.all_states() == before
    assert typed(environment, "fit", "--undo")[0] == 2


def test_a_fit_that_foresees_worse_is_not_taken(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    long_log(environment, growth=DEFAULT_PARAMETERS[8])
    odd = (*DEFAULT_PARAMETERS[:8], 4.0, *DEFAULT_PARAMETERS[9:])
    monkeypatch.setattr("dlquiz.commands.fit.train", lambda histories: odd)
    code, out, _ = typed(environment, "fit")
    assert code == 0
    assert "present parameters stay" in out
    with Study(environment) as study:
        assert study.reviews.fitted() == ()


def test_too_few_reviews_are_not_fitted_to(
    environment: Environment, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    studied(environment, clock, 10)
    assert typed(environment, "fit")[0] == 1
    assert str(ENOUGH) in capsys.readouterr().err


# backup and restore


def test_two_machines_take_over_each_others_backups(tmp_path: Path) -> None:
    homes, files = [], []
    for number, name in enumerate(("desk", "train")):
        clock = Clock(TODAY)
        made = home(tmp_path / name, clock)
        studied(made, clock, 20, seed=number)
        files.append(tmp_path / f"{name}.db")
        assert typed(made, "backup", str(files[-1]))[0] == 0
        homes.append(made)
    lengths = [len(log(made)) for made in homes]
    for made, file in zip(homes, reversed(files), strict=True):
        assert typed(made, "restore", str(file))[0] == 0
    states = []
    for made in homes:
        with Study(made) as study:
            states.append(study.reviews.all_states())
            assert study.reviews.length() == sum(lengths)
            assert study.reviews.stale() == 0
    assert states[0] == states[1]
    assert typed(homes[0], "restore", str(files[1]))[1].startswith("0 rows added")


def test_a_backup_is_never_overwritten(
    environment: Environment, clock: Clock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    studied(environment, clock, 5)
    target = tmp_path / "mine.db"
    target.write_text("precious")
    assert typed(environment, "backup", str(target))[0] == 2
    assert target.read_text() == "precious"
    assert "never overwritten" in capsys.readouterr().err
    assert typed(environment, "backup", str(target / "below"))[0] == 1
    assert f"{target / 'below'}: File exists; give another place" in capsys.readouterr().err
    code, out, _ = typed(environment, "backup")
    made = Path(out.partition(":")[0])
    assert code == 0
    assert made.parent == environment.data / "backups"


def from_ahead(path: Path) -> None:
    clock = Clock(TODAY + timedelta(days=40))
    made = home(path.parent / "ahead", clock)
    with Study(made) as study:
        study.append(replace(plain_entry("review", "a0", clock()), grade=3))
        study.reviews.copy(path)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_text("no database " * 60), "no database"),
        (lambda path: None, "no such file"),
        (from_ahead, "time to come"),
    ],
)
def test_a_file_that_cannot_be_taken_over_changes_nothing(
    environment: Environment,
    clock: Clock,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Path], Any],
    said: str,
) -> None:
    studied(environment, clock, 5)
    before = log(environment)
    make(tmp_path / "other.db")
    assert typed(environment, "restore", str(tmp_path / "other.db"))[0] == 1
    assert said in capsys.readouterr().err
    assert log(environment) == before


# doctor

TABLE_LEAF = 0x0D
"""The first byte of a page that holds rows of a table (SQLite's file format, section 1.6)."""


def scribbled(environment: Environment) -> None:
    path = environment.data / "reviews.db"
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_text("a ship's log, not this one\n" * 40)


def forgetful(environment: Environment) -> None:
    db = sqlite3.connect(environment.data / "reviews.db")
    db.execute("UPDATE memories SET stability = stability + 1")
    db.commit()
    db.close()


def emptied(environment: Environment) -> None:
    (environment.data / "reviews.db").write_bytes(b"")


@pytest.mark.parametrize(
    ("harm", "said"),
    [(scribbled, "no database"), (forgetful, "differ from the log"), (emptied, "the log has 0 rows, its backup ")],
)
def test_the_doctor_says_what_it_would_do_and_does_it(
    environment: Environment, clock: Clock, harm: Callable[[Environment], None], said: str
) -> None:
    studied(environment, clock, 12)
    with Study(environment) as study:
        keep(study.reviews, study.day)
        before = study.reviews.all_states()
    assert typed(environment, "doctor")[0] == 0
    harm(environment)
    for _ in range(2):  # only said, not done
        code, _, err = typed(environment, "doctor")
        assert code == 1
        assert said in err
        assert "dlquiz doctor --fix would" in err
    code, out, _ = typed(environment, "doctor", "--fix")
    assert code == 0
    assert "done:" in out
    assert typed(environment, "doctor")[0] == 0
    with Study(environment) as study:
        assert study.reviews.all_states() == before


def test_the_doctor_finds_what_was_lost_before_the_newest_backup(environment: Environment, clock: Clock) -> None:
    studied(environment, clock, 12)
    with Study(environment) as study:
        before = study.reviews.all_states()
        assert keep(study.reviews, study.day)
    emptied(environment)
    studied(environment, clock, 2, seed=4)
    clock.on(days=1)
    with Study(environment) as study:
        assert keep(study.reviews, study.day)
    assert "dlquiz doctor --fix would add what is missing" in typed(environment, "doctor")[2]
    assert typed(environment, "doctor", "--fix")[0] == 0
    assert typed(environment, "doctor")[0] == 0
    with Study(environment) as study:
        assert before.keys() <= study.reviews.all_states().keys()


def without_claims(db: sqlite3.Connection) -> None:
    db.execute("DROP TABLE claims")


def with_other_columns(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE strays ADD COLUMN mine TEXT")


@pytest.mark.parametrize(("harm", "named"), [(without_claims, "claims"), (with_other_columns, "strays")])
def test_the_doctor_has_a_catalogue_made_anew(
    environment: Environment, clock: Clock, harm: Callable[[sqlite3.Connection], None], named: str
) -> None:
    studied(environment, clock, 3)
    before = typed(environment, "due", "--json")
    with closing(sqlite3.connect(environment.data / "catalogue.db")) as db:
        harm(db)
        db.commit()
    code, _, err = typed(environment, "doctor")
    assert code == 1
    assert f"catalogue.db: not made as dlquiz makes it: {named}; dlquiz doctor --fix would make it anew" in err
    assert typed(environment, "doctor", "--fix")[0] == 0
    assert typed(environment, "doctor")[0] == 0
    assert typed(environment, "due", "--json") == before


def test_the_doctor_has_a_catalogue_made_anew_that_takes_in_no_bank(environment: Environment) -> None:
    before = typed(environment, "topics", "--json")
    with closing(sqlite3.connect(environment.data / "catalogue.db")) as db:
        db.execute("DELETE FROM questions")
        db.commit()
    for path in environment.content.glob("*.yaml"):
        path.write_text(path.read_text("utf-8") + "# read again\n", "utf-8")
    code, _, err = typed(environment, "doctor")
    assert code == 1
    assert "dlquiz doctor --fix would make it anew from the banks" in err
    assert typed(environment, "doctor", "--fix")[0] == 0
    assert typed(environment, "doctor")[0] == 0
    assert typed(environment, "topics", "--json") == before


def test_the_doctor_leaves_a_catalogue_alone_that_another_program_has_locked(
    environment: Environment, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(environment, "topics")
    monkeypatch.setattr("dlquiz.store.connection.BUSY_SECONDS", 0.1)
    for path in environment.content.glob("*.yaml"):
        path.write_text(path.read_text("utf-8") + "# read again\n", "utf-8")
    catalogue = environment.data / "catalogue.db"
    with closing(sqlite3.connect(catalogue, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = catalogue.stat().st_ino
        assert typed(environment, "doctor", "--fix")[0] == 1
    assert catalogue.stat().st_ino == before
    assert "keeps the database locked; close that program and try again" in capsys.readouterr().err


@pytest.mark.parametrize("kept", [True, False], ids=["a backup of before", "no backup"])
@pytest.mark.parametrize("statement", ["DROP INDEX log_card", "DROP TABLE memories", "DROP TRIGGER log_is_never_cut"])
def test_the_doctor_makes_a_log_with_other_tables_whole(
    environment: Environment, clock: Clock, statement: str, kept: bool
) -> None:
    studied(environment, clock, 3)
    with Study(environment) as study:
        if kept:
            keep(study.reviews, study.day)
    studied(environment, clock, 3, seed=4)
    with Study(environment) as study:
        before = study.reviews.all_states()
    with closing(sqlite3.connect(environment.data / "reviews.db")) as db:
        db.execute(statement)
    code, out, _ = typed(environment, "doctor", "--fix")
    assert code == 0
    assert "reviews.db: not made as dlquiz makes it: " in out
    assert typed(environment, "doctor")[0] == 0
    with Study(environment) as study:
        assert study.reviews.all_states() == before


def test_a_page_that_is_lost_takes_no_answer_with_it_that_can_be_read(environment: Environment, clock: Clock) -> None:
    with Study(environment) as study:
        for months in (2, 1):
            times = [TODAY - timedelta(days=30 * months) + timedelta(minutes=number) for number in range(400)]
            write_log(study.reviews, (replace(plain_entry("review", "a0", time), grade=3) for time in times))
            keep(study.reviews, study.day)
    path = environment.data / "reviews.db"
    before = log(environment)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = db.execute("PRAGMA page_size").fetchone()
    content = path.read_bytes()
    pages = [content[at : at + size] for at in range(0, len(content), size)]
    leaves = [number for number, page in enumerate(pages) if page[0] == TABLE_LEAF and page.count(b"drill") > 10]
    assert len(leaves) > 5
    with path.open("r+b") as file:
        file.seek(leaves[1] * size)
        file.write(b"\x55" * size)
    assert typed(environment, "doctor")[0] == 1
    assert typed(environment, "doctor", "--fix")[0] == 0
    assert log(environment) == before
    assert typed(environment, "doctor")[0] == 0


def test_the_doctor_finds_a_missing_editor_a_broken_bank_and_a_clock_behind(
    environment: Environment, clock: Clock
) -> None:
    clock.on(days=400)
    with Study(environment) as study:
        study.append(replace(plain_entry("review", "a0", clock()), grade=3))
    clock.time = TODAY
    path = environment.content / "alpha.yaml"
    path.write_text(path.read_text("utf-8").replace("level: core", "level: hard", 1), "utf-8")
    code, _, err = typed(replace(environment, variables={"EDITOR": "no-such-editor"}), "doctor", "--fix")
    assert code == 1
    assert "no-such-editor" in err
    assert "alpha.yaml:7:" in err
    assert "clock" in err


@pytest.mark.parametrize(("wide", "said"), [(True, "two cells: they are written in ASCII"), (False, "one cell")])
def test_the_doctor_asks_the_terminal_how_wide_its_marks_are(tmp_path: Path, wide: bool, said: str) -> None:
    kept = tmp_path / "terminal.json"
    kept.write_text(json.dumps({"xterm-256color": ["light", not wide]}))
    with doctor(tmp_path, background=DARK, wide_marks=wide) as terminal:
        assert terminal.ends() == 1
        assert f"marks take {said}" in terminal.text
        found = "dlquiz: this terminal draws marks in {}; dlquiz doctor --fix would remember it"
        assert found.format("two cells, not in one" if wide else "one cell, not in two") in terminal.text
        assert terminal.raw.count(b"\x1b[?1049h") == terminal.raw.count(b"\x1b[?1049l") == 1
    assert json.loads(kept.read_text()) == {"xterm-256color": ["light", not wide]}
    with doctor(tmp_path, "--fix", background=DARK, wide_marks=wide) as terminal:
        assert terminal.ends() == 0
        assert "; done: remember it" in terminal.text
    assert json.loads(kept.read_text()) == {"xterm-256color": ["dark", wide]}
    with doctor(tmp_path, background=DARK, wide_marks=wide) as terminal:
        assert terminal.ends() == 0
        assert "all is well" in terminal.text


def test_the_doctor_says_that_a_terminal_does_not_answer(tmp_path: Path) -> None:
    with doctor(tmp_path) as terminal:
        assert terminal.ends() == 0
        assert "terminal  it does not say how wide marks are; as remembered, marks take one cell" in terminal.text


def test_the_doctor_asks_nothing_where_no_page_can_be_painted(tmp_path: Path) -> None:
    with doctor(tmp_path, background=DARK, wide_marks=True, TERM="dumb") as terminal:
        assert terminal.ends() == 0
        assert b"\x1b" not in terminal.raw


def doctor(home: Path, *arguments: str, background: bytes = b"", wide_marks: bool = False, **more: str) -> Terminal:
    """The real program on a terminal that answers so."""
    command = [sys.executable, "-m", "dlquiz", "doctor", *arguments]
    variables = {"DLQUIZ_HOME": str(home), "EDITOR": "true", "LANG": "en_US.UTF-8", **more}
    return Terminal(command, columns=200, variables=variables, background=background, wide_marks=wide_marks)
