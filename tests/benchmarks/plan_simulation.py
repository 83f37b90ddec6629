"""Simulated learners prepare for an interview: the planner against fixed schedules.

    python tests/benchmarks/plan_simulation.py [--learners 1000] [--seed 1]

Each learner has 245 recall cards (150 core of weight 1, 95 deep of 0.4: at most 188) and a memory of its own. What
counts is the weighted number recalled on the day after the last day of study. The programs see only grades and believe
in FSRS's default parameters; how memory truly works differs from learner to learner, and under the later truths from
FSRS altogether. A new card takes 45 s, a hit 18 s, a miss 35 s, each further showing on the same day 18 s.

The planner is core/planner.py as dlquiz calls it, `measured` on the answers so far and then `today`; a failed card is
shown once more. The fixed schedules are Anki's as it comes: what is due, the longest overdue first, mixed with new
cards in the order of the deck, where core and deep stand side by side, and learning steps (1 and 10 minutes, 10 after a
lapse): a new card comes twice more after Again and Hard, once after Good. `best` is the best pair of new cards a day
and retention in hindsight, for all learners of a setting together. The last two tables are against fixed schedules that
a careful hand has set up: with the core cards first, and also without learning steps.

65% given: what the planner reaches in 65 % of the minutes given a day, against Anki's defaults in all of them. used: in
65 % of the minutes that Anki's defaults used, which are fewer where it is soon through.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import fsrs
import numpy as np
from numpy.typing import NDArray

from dlquiz.core.planner import Answer, Candidate, measured, today

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DEFAULTS = tuple(fsrs.scheduler.DEFAULT_PARAMETERS)
WEIGHTS = np.random.default_rng(0).permutation([1.0] * 150 + [0.4] * 95)
"""In the order of the deck."""
CARDS = len(WEIGHTS)
CORE_FIRST = np.argsort(-WEIGHTS, kind="stable")
NEW_S, HIT_S, MISS_S = 45.0, 18.0, 35.0
FIRST_GRADES = (0.2, 0.15, 0.5, 0.15)
REMEMBERED = 500
"""Answers that the product measures its learner by."""
SETTINGS = tuple(product((10, 21, 45), (8, 15, 30)))
ANKI, TEN = (20, 0.9), (10, 0.9)
GRID = tuple(product((8, 12, 20, 30, 45), (0.7, 0.8, 0.9, 0.95)))
SCOUTS = 25
"""Learners by whom the grid is narrowed to the two pairs that all are tried with."""
TRUTHS = ("FSRS", "far off", "exponential", "SM-2", "30% skipped")
STEPS = ((2, 2, 1, 0), 1)
"""Further showings on the same day: by the first grade, and after a lapse. Anki's learning and relearning steps."""
NO_STEPS = ((1, 0, 0, 0), 1)
"""Only what was failed comes once more."""
CHUNK = 250
SHARE = 0.65
FEW = 50
"""Learners with fewer minutes."""
AWAY = -2
"""What stands in the order of a day that is skipped."""


# memories


@dataclass
class Belief:
    """FSRS's stability and difficulty of every card of every learner. w: parameters, one row a learner."""

    w: Floats
    S: Floats
    D: Floats

    @classmethod
    def fresh(cls, w: Floats) -> Belief:
        return cls(w, np.ones((len(w), CARDS)), np.ones((len(w), CARDS)))

    def chance(self, at: Any, elapsed: Floats) -> Floats:
        d = self.w[at[0], 20]
        return np.asarray((1 + (0.9 ** (-1 / d) - 1) * elapsed / self.S[at]) ** -d)

    def begin(self, at: Any, grade: Ints) -> None:
        w = self.w[at[0]]
        self.S[at] = w[np.arange(len(grade)), grade - 1]
        self.D[at] = np.clip(w[:, 4] - np.exp(w[:, 5] * (grade - 1)) + 1, 1, 10)

    def go_on(self, at: Any, grade: Ints, elapsed: Floats) -> None:
        w, S, D, R = self.w[at[0]], self.S[at], self.D[at], self.chance(at, elapsed)
        good = S * (1 + np.exp(w[:, 8]) * (11 - D) * S ** -w[:, 9] * (np.exp(w[:, 10] * (1 - R)) - 1))
        long = w[:, 11] * D ** -w[:, 12] * ((S + 1) ** w[:, 13] - 1) * np.exp(w[:, 14] * (1 - R))
        again = np.minimum(long, S / np.exp(w[:, 17] * w[:, 18]))
        self.S[at] = np.where(grade == 1, again, good)
        easiest = np.clip(w[:, 4] - np.exp(w[:, 5] * 3) + 1, None, None)
        moved = D - w[:, 6] * (grade - 3) * (10 - D) / 9
        self.D[at] = np.clip(w[:, 7] * easiest + (1 - w[:, 7]) * moved, 1, 10)

    def once_more(self, at: Any) -> None:
        w, S = self.w[at[0]], self.S[at]
        self.S[at] = S * np.maximum(1.0, np.exp(w[:, 17] * w[:, 18]) * S ** -w[:, 19])


class Exponential(Belief):
    """FSRS's growth, but what is left of a memory falls by the same share every day."""

    def chance(self, at: Any, elapsed: Floats) -> Floats:
        return np.asarray(0.9 ** (elapsed / self.S[at]))


class SM2(Belief):
    """Intervals of 1 and 6 days, then each success multiplies the stability by an ease; a failure starts anew."""

    def begin(self, at: Any, grade: Ints) -> None:
        self.S[at] = np.array([0.5, 1.0, 1.0, 4.0])[grade - 1]
        self.D[at] = 1.3 + 1.2 * self.w[at[0], 8] / DEFAULTS[8]

    def go_on(self, at: Any, grade: Ints, elapsed: Floats) -> None:
        S, ease = self.S[at], self.D[at]
        self.S[at] = np.where(grade == 1, 1.0, np.where(S <= 1, 6.0, S * ease))
        self.D[at] = np.where(grade == 1, np.maximum(1.3, ease - 0.2), ease)

    def once_more(self, at: Any) -> None:
        pass


def parameters(draw: np.random.Generator, learners: int, spread: float) -> Floats:
    """FSRS's parameters, each learner's own: how long a first memory lasts, how it grows, falls and is forgotten.

    The first learners are the same, however many there are.
    """
    w = np.tile(np.array(DEFAULTS), (learners, 1))
    all_firsts, firsts, growth, others, decay = np.split(draw.normal(size=(learners, 14)), [1, 5, 6, 13], axis=1)
    w[:, :4] *= np.exp(spread * all_firsts + spread / 2 * firsts)
    w[:, :4] = np.clip(np.sort(w[:, :4], axis=1), 0.01, 100)
    w[:, [8]] += spread * growth
    w[:, [4, 6, 9, 10, 11, 13, 14]] *= np.exp(spread / 2 * others)
    w[:, [20]] *= np.exp(0.6 * decay)
    w[:, 4], w[:, 20] = np.clip(w[:, 4], 1, 10), np.clip(w[:, 20], 0.1, 0.8)
    return w


def truth(kind: str, draw: np.random.Generator, learners: int) -> Belief:
    """How memory really is. Far off: stabilities and growth off by a factor of two or three."""
    w = parameters(draw, learners, 0.8 if kind == "far off" else 0.3)
    return {"exponential": Exponential, "SM-2": SM2}.get(kind, Belief).fresh(w)


# days


@dataclass
class Class:
    """Learners in step: what they truly remember, what the program believes, what was done."""

    truth: Belief
    belief: Belief
    draw: np.random.Generator
    further: tuple[tuple[int, ...], int] = NO_STEPS
    last: Floats = field(init=False)
    seconds: Floats = field(init=False)
    days: Ints = field(init=False)
    answers: list[list[Answer]] = field(init=False)

    def __post_init__(self) -> None:
        rows = len(self.truth.w)
        self.last = np.full((rows, CARDS), np.nan)
        self.seconds, self.days = np.zeros(rows), np.zeros(rows, dtype=np.int64)
        self.answers = [[] for _ in range(rows)]

    def study(self, order: Ints, day: int, budget: float, keep_answers: bool = False) -> None:
        """Ask each row's cards (-1: none) one after the other until its seconds are used."""
        spent = np.zeros(len(order))
        for cards in order.T:
            rows = np.flatnonzero((spent < budget) & (cards >= 0))
            if not len(rows):
                break
            at = (rows, cards[rows])
            new, elapsed = np.isnan(self.last[at]), np.nan_to_num(day - self.last[at])
            first = self.draw.choice(4, len(rows), p=FIRST_GRADES) + 1
            hit = self.draw.random(len(rows)) < self.truth.chance(at, elapsed)
            grade = np.where(new, first, np.where(hit, 3, 1))
            again = np.where(new, np.array(self.further[0])[grade - 1], np.where(grade == 1, self.further[1], 0))
            for memory in (self.truth, self.belief):
                memory.begin((rows[new], cards[rows][new]), grade[new])
                memory.go_on((rows[~new], cards[rows][~new]), grade[~new], elapsed[~new])
                for showing in range(2):
                    memory.once_more((rows[again > showing], cards[rows][again > showing]))
            taken = np.where(new, NEW_S, np.where(grade == 1, MISS_S, HIT_S))
            spent[rows] += taken + again * HIT_S
            self.last[at] = day
            if keep_answers:
                for row, is_new, given, second in zip(rows, new, grade, taken, strict=True):
                    self.answers[row].append(Answer(bool(is_new), int(given), float(second)))
        self.seconds += spent
        self.days += order[:, 0] != AWAY

    @property
    def minutes(self) -> Floats:
        """Minutes used on a day of study."""
        return self.seconds / 60 / np.maximum(self.days, 1)

    def recalled(self, day: int) -> Floats:
        """The weighted number recalled on a day, in expectation, of each row."""
        rows, cards = np.nonzero(~np.isnan(self.last))
        chance = self.truth.chance((rows, cards), day - self.last[rows, cards])
        return np.bincount(rows, WEIGHTS[cards] * chance, minlength=len(self.last)).astype(np.float64)


Order = Callable[[Class, int, int, float], Ints]


def planned(learners: Class, day: int, days: int, budget: float) -> Ints:
    """What the planner says, for each learner on its own."""
    longest = int(budget / HIT_S) + 2
    order = np.full((len(learners.last), longest), -1)
    for row, answers in enumerate(learners.answers):
        own = measured(DEFAULTS, answers[-REMEMBERED:])
        plans = today(own, _candidates(learners, row, day), days - day, budget)
        order[row, : len(plans)] = [int(plan.candidate.card) for plan in plans[:longest]]
    return order


def _candidates(learners: Class, row: int, day: int) -> Iterator[Candidate]:
    seen = ~np.isnan(learners.last[row])
    stability = np.where(seen, learners.belief.S[row], None)
    elapsed = np.where(seen, day - learners.last[row], 0).astype(np.int64)
    columns = WEIGHTS, stability, learners.belief.D[row], elapsed
    return map(Candidate, NAMES, *(np.asarray(column).tolist() for column in columns))


NAMES = [f"{card:03}" for card in range(CARDS)]


def fixed(new: Ints, retention: Floats, deck: Ints) -> Order:
    """What is due by its interval, the longest overdue first, and `new` cards of the deck by turns with it.

    One pair a row.
    """

    def order(learners: Class, day: int, days: int, budget: float) -> Ints:
        d = DEFAULTS[20]
        reach = (retention ** (-1 / d) - 1) / (0.9 ** (-1 / d) - 1)
        with np.errstate(invalid="ignore"):
            over = day - learners.last - np.maximum(1, np.round(learners.belief.S * reach[:, None]))
        seen = ~np.isnan(learners.last)
        due = seen & (over >= 0)
        first = np.argsort(np.where(due, -over, np.inf), axis=1, kind="stable")
        rank = np.empty_like(over)
        np.put_along_axis(rank, first, np.arange(CARDS, dtype=np.float64)[None].repeat(len(rank), 0), axis=1)
        of_new = np.empty_like(first)
        of_new[:, deck] = np.cumsum(~seen[:, deck], axis=1) - 1
        allowed = ~seen & (of_new < new[:, None])
        share = np.maximum(due.sum(axis=1), 1) / np.maximum(allowed.sum(axis=1), 1)
        key = np.where(due, rank, np.where(allowed, (of_new + 0.5) * share[:, None], np.inf))
        longest = int(budget / HIT_S) + 2
        chosen = np.argsort(key, axis=1, kind="stable")[:, :longest]
        return np.where(np.isfinite(np.take_along_axis(key, chosen, axis=1)), chosen, -1)

    return order


def prepare(task: Task, rows: Ints, order: Order) -> Class:
    """Days of study of these learners, by their numbers; a learner may stand in several rows."""
    number = task.first + task.number
    everyone = truth(task.kind, np.random.default_rng(task.seed), number)
    true = type(everyone).fresh(everyone.w[rows])
    belief = Belief.fresh(np.tile(np.array(DEFAULTS), (len(rows), 1)))
    chance = np.random.default_rng([task.seed, task.days, round(task.minutes), task.first])
    learners = Class(true, belief, chance, STEPS if task.steps else NO_STEPS)
    away = np.random.default_rng([task.seed, task.days]).random((number, task.days)) < 0.3
    for day in range(task.days):
        asked = order(learners, day, task.days, task.minutes * 60)
        if task.kind == "30% skipped":
            asked[away[rows, day]] = AWAY
        learners.study(asked, day, task.minutes * 60, keep_answers=not task.pairs)
    return learners


# results


@dataclass(frozen=True)
class Task:
    """Some learners, one setting. pairs: the fixed schedules to try; none of them: the planner."""

    kind: str
    seed: int
    first: int
    number: int
    days: int
    minutes: float
    pairs: tuple[tuple[int, float], ...] = ()
    steps: bool = True
    core_first: bool = False


def run(task: Task) -> tuple[Floats, Floats]:
    """The weighted number recalled and the minutes used a day: rows of learners, one a pair."""
    rows = np.arange(task.first, task.first + task.number)
    if not task.pairs:
        done = prepare(replace(task, steps=False), rows, planned)
        return done.recalled(task.days)[None], done.minutes[None]
    new, retention = (np.repeat(values, task.number) for values in zip(*task.pairs, strict=True))
    deck = CORE_FIRST if task.core_first else np.arange(CARDS)
    done = prepare(task, np.tile(rows, len(task.pairs)), fixed(new, retention, deck))
    shape = (len(task.pairs), task.number)
    return done.recalled(task.days).reshape(shape), done.minutes.reshape(shape)


class Runs:
    """Tasks on all processors; the means over the learners of each."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._found: dict[Task, list[Future[tuple[Floats, Floats]]]] = {}

    def start(self, task: Task) -> Task:
        """Begin the task, in chunks of learners, unless it has begun."""
        if task not in self._found:
            ends = range(0, task.number, CHUNK)
            parts = [replace(task, first=first, number=min(CHUNK, task.number - first)) for first in ends]
            self._found[task] = [self._pool.submit(run, part) for part in parts]
        return task

    def mean(self, task: Task, learners: int | None = None) -> tuple[Floats, Floats]:
        """Recalled and minutes a day, one of each a pair, of all or the first learners."""
        columns = zip(*(future.result() for future in self._found[task]), strict=True)
        recalled, minutes = (np.concatenate(column, axis=1)[:, :learners].mean(axis=1) for column in columns)
        return recalled, minutes


HEADS = "days × min   Anki  10 a day   best at (new, ret.)   planner   × Anki  × best  × 10   min/day   65% given  used"


class Setting:
    """One row of a table: days and minutes a day under one truth. plan: the planner's runs with these learners."""

    def __init__(self, runs: Runs, whole: Task, plan: Task, sparing: bool) -> None:
        self.runs, self.whole, self.sparing = runs, whole, sparing
        self.scouts = runs.start(replace(whole, number=min(SCOUTS, whole.number), pairs=GRID))
        self.usual = runs.start(replace(whole, pairs=(ANKI, TEN)))
        self.plan = runs.start(plan)

    def go_on(self) -> None:
        """Start what depends on the first results: the best pairs with all learners, fewer minutes for the planner."""
        means = self.runs.mean(self.scouts)[0]
        best = tuple(GRID[place] for place in np.argsort(means)[:-3:-1])
        self.best = self.runs.start(replace(self.whole, pairs=best))
        if self.sparing:
            used = min(self.whole.minutes, self.runs.mean(self.usual)[1][0])
            few = replace(self.plan, number=min(FEW, self.whole.number))
            self.less = [self.runs.start(replace(few, minutes=SHARE * most)) for most in (self.whole.minutes, used)]

    def row(self) -> str:
        (anki, ten), (spent, _) = self.runs.mean(self.usual)
        (planner,), (used,) = self.runs.mean(self.plan, self.whole.number)
        means = self.runs.mean(self.best)[0]
        best, pair = means.max(), self.best.pairs[int(means.argmax())]
        recalled = f"{anki:8.1f} {ten:9.1f} {best:6.1f} at {pair!s:<12} {planner:9.1f}"
        ratios = f"{planner / anki:8.2f} {planner / best:7.2f} {planner / ten:5.2f}"
        minutes = f"{spent:4.1f}/{used:<4.1f}{self._less()}"
        return f"{self.whole.days:>4} × {self.whole.minutes:<2} {recalled} {ratios}  {minutes}"

    def _less(self) -> str:
        if not self.sparing:
            return ""
        anki = self.runs.mean(self.usual, FEW)[0][0]
        return "".join(f"{self.runs.mean(less)[0][0] / anki:9.2f}" for less in self.less)


class Table:
    """Every setting under one truth. learners: those whose plans are there anyway, if more than `whole`."""

    def __init__(self, runs: Runs, title: str, whole: Task, learners: int, sparing: bool = False) -> None:
        self.title, self.learners = title, whole.number
        self.settings = []
        for days, minutes in SETTINGS:
            plan = Task(whole.kind, whole.seed, 0, learners, days, minutes)
            self.settings.append(Setting(runs, replace(whole, days=days, minutes=minutes), plan, sparing))

    def go_on(self) -> None:
        for setting in self.settings:
            setting.go_on()

    def print(self) -> None:
        print(f"\n{self.title}, {self.learners} learners\n{HEADS}")
        for setting in self.settings:
            print(setting.row(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--learners", type=int, default=1000, help="under FSRS; a twentieth of them under each other truth"
    )
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    begun = time.monotonic()
    some = max(1, asked.learners // 20)
    with ProcessPoolExecutor() as pool:
        runs = Runs(pool)
        tables = []
        for kind in TRUTHS:
            usual = kind == "FSRS"
            number = asked.learners if usual else some
            tables.append(Table(runs, kind, Task(kind, asked.seed, 0, number, 0, 0), number, sparing=usual))
        for title, steps in (("core cards first", True), ("core cards first, without learning steps", False)):
            fixed_up = Task("FSRS", asked.seed, 0, some, 0, 0, steps=steps, core_first=True)
            tables.append(Table(runs, f"FSRS, fixed schedules with {title}", fixed_up, asked.learners))
        for table in tables:
            table.go_on()
        for table in tables:
            table.print()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"\n{time.monotonic() - begun:.0f} s, {used.ru_utime + used.ru_stime:.0f} s of processor time")


if __name__ == "__main__":
    main()
