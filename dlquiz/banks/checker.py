"""What a bank promises beyond its shape: references that exist, numbers that demos give, texts that fit and draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from math import ceil

from dlquiz.banks import figures, prose
from dlquiz.banks.reader import Located, Reading
from dlquiz.core.plain import texts
from dlquiz.core.problems import Log, Path, nearest
from dlquiz.core.questions import Choice, Numeric, Question, Text, languages
from dlquiz.core.result import Demos
from dlquiz.core.text import filled, hidden
from dlquiz.errors import TexError

Draw = Callable[[str], Sequence[str]]
"""LaTeX -> the lines that show it; TexError where it cannot be drawn."""

COLUMNS, ROWS = 60, 16
ASK_WORDS, ASK_HAN = (8, 25), (0, 40)
ANSWER_WORDS, ANSWER_HAN = (60, 150), (100, 260)
POINT_WORDS, POINT_HAN = (0, 16), (0, 30)
STANDS_OUT = 1.2
NEAR, SHINGLE = 0.75, 3
SEVERAL = 8
"""Shared rare shingles from which on two questions are compared."""


@dataclass(frozen=True, slots=True)
class World:
    """What a bank may refer to. known: files that are not being checked; a checked question stands in for theirs."""

    demos: Demos
    draw: Draw
    sources: Collection[str] = ()
    documents: Collection[str] = ()
    known: Sequence[Reading] = ()


def check(readings: Sequence[Reading], world: World, *, demanding: bool = False) -> list[Located]:
    """Every problem of the banks, those found in reading included, sorted by file and place."""
    located = [problem for reading in readings for problem in reading.problems]
    by_id: dict[str, Reading] = {}
    ids = {name for reading in (*readings, *world.known) for name in names(reading)}
    world = replace(world, demos=figures.Remembering(world.demos))
    drawable = Drawable(world.draw)
    for reading in readings:
        log = Log(strict=demanding)
        for question in asked(reading):
            before = len(log.problems)
            if question.id in by_id and not question.replaces:
                file = by_id[question.id].source.file
                log.refuse(f"question {question.id} is in {file} too", "rename or remove one", "id")
            by_id.setdefault(question.id, reading)
            _question(question, world, ids, drawable, log)
            log.under(before, "questions", question.id)
        faulty = {problem.line for problem in reading.problems if problem.severity == "error"}
        located += (place for place in map(reading.source.place, log.problems) if place.line not in faulty)
    located += _alike(readings, world.known)
    return sorted(set(located))


def asked(reading: Reading) -> tuple[Question, ...]:
    """The questions that a file gave."""
    return reading.bank.questions if reading.bank else ()


def names(reading: Reading) -> set[str]:
    """The ids of its questions, those that have an error included."""
    return {question.id for question in asked(reading)} | {problem.question for problem in reading.problems}


def _question(question: Question, world: World, ids: Collection[str], drawable: Drawable, log: Log) -> None:
    _references(question, world, ids, log)
    figures.check_gives(question, world.demos, log)
    for number, check in enumerate(question.checks):
        before = len(log.problems)
        if isinstance(check, Choice):
            _stands_out(check, log)
        elif isinstance(check, Numeric):
            figures.check_numeric(check, world.demos, log)
        log.under(before, "checks", number)
    _lengths(question, log)
    _formulas(question, drawable, log)
    for path, text in texts(question):
        _chinese(text, path, log)
    _same_figures(question.answer, log)


# references


def _references(question: Question, world: World, ids: Collection[str], log: Log) -> None:
    for index, follow_up in enumerate(question.follow_ups):
        if follow_up not in ids:
            log.refuse(f"there is no question {follow_up}", suggestion(follow_up, ids), "follow_ups", index)
    for index, citation in enumerate(question.sources):
        if citation.source not in world.sources:
            remedy = suggestion(citation.source, world.sources, "add it to sources.yaml")
            log.refuse(f"there is no source {citation.source}", remedy, "sources", index, "source")
    for index, locator in enumerate(question.documents):
        if locator.doc not in world.documents:
            remedy = suggestion(locator.doc, world.documents, "add it to documents.yaml")
            log.refuse(f"there is no document {locator.doc}", remedy, "documents", index, "doc")


def suggestion(name: str, known: Iterable[str], otherwise: str = "write it, or take the line out") -> str:
    """The nearest names, else what to do."""
    remedy = nearest(name, known)
    return remedy if remedy.startswith("did you") else otherwise


# lengths


def _lengths(question: Question, log: Log) -> None:
    measure = partial(_length, log=log)
    measure(question.ask, ("ask",), ASK_WORDS, ASK_HAN)
    measure(question.answer, ("answer",), ANSWER_WORDS, ANSWER_HAN)
    for index, point in enumerate(question.points):
        measure(point, ("points", index), POINT_WORDS, POINT_HAN)
    rows = question.sketch.split("\n")
    if len(rows) > ROWS:
        log.style(f"the sketch has {len(rows)} lines", f"keep it to {ROWS}", "sketch")
    if (widest := max(map(len, rows))) > COLUMNS:
        log.style(f"the sketch is {widest} columns wide", f"keep it to {COLUMNS}", "sketch")
    if not question.sketch.isascii():
        odd = next(character for character in question.sketch if not character.isascii())
        log.style(f"the sketch has {odd}", "draw it in ASCII", "sketch", quote=odd)


def _length(text: Text, path: Path, in_words: tuple[int, int], in_han: tuple[int, int], log: Log) -> None:
    name = path[0] if len(path) == 1 else "the point"
    for lang, said in languages(text):
        count, unit = (prose.words(said), "words") if lang == "en" else (prose.han(said), "Han characters")
        low, high = in_words if lang == "en" else in_han
        if count > high or (count < low and log.strict):
            asked_for = f"{low} to {high}" if low else f"at most {high}"
            log.style(f"{name} has {count} {unit}", f"write {asked_for}", *path, lang)


# formulas


@dataclass(frozen=True, slots=True)
class Drawable:
    """Whether a piece of LaTeX can be drawn, each piece tried once. "" where it can."""

    draw: Draw
    seen: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __call__(self, tex: str) -> tuple[str, int]:
        """What is wrong ("" if nothing), and the columns the drawing takes."""
        if tex not in self.seen:
            try:
                self.seen[tex] = "", max(map(prose.cells, self.draw(tex)), default=0)
            except TexError as error:
                self.seen[tex] = str(error) or "it cannot be drawn", 0
        return self.seen[tex]


def _formulas(question: Question, drawable: Drawable, log: Log) -> None:
    for index, tex in enumerate(question.formula):
        wrong, width = drawable(tex)
        if wrong:
            log.style(
                f"the formula cannot be drawn: {wrong}", "write it with commands that dlquiz knows", "formula", index
            )
        elif width > COLUMNS:
            log.style(
                f"the formula is {width} columns wide", f"keep it to {COLUMNS}, in several lines", "formula", index
            )
    for path, text in texts(question):
        for lang, said in languages(text):
            if prose.lone_dollar(said):
                log.style("a $ has no partner", r"close the formula, or write \$", *path, lang, quote="$")
            for shown in (hidden(said), filled(said)) if is_cloze(path) else (said,):
                for tex in dict.fromkeys(prose.formulas(shown)):
                    if wrong := drawable(tex)[0]:
                        remedy = "write it with commands that dlquiz knows"
                        log.style(f"${tex}$ cannot be drawn: {wrong}", remedy, *path, lang, quote=tex)


def is_cloze(path: Path) -> bool:
    """Whether a text has blanks: that of a cloze, the only field of this name."""
    return path[-1] == "text"


# style


def _chinese(text: Text, path: Path, log: Log) -> None:
    if not text.zh or text.en == text.zh:
        return
    zh = filled(text.zh) if is_cloze(path) else text.zh
    for found, times in Counter(prose.half_width_signs(zh)).items():
        said = f"half-width punctuation beside a Chinese character: {found}{_times(times)}"
        log.refuse(said, "use ，。；：？！（）", *path, "zh", quote=found)
    for found, times in Counter(prose.unspaced(zh)).items():
        log.warn(f"no space in {found}{_times(times)}", "put one between Chinese and Latin", *path, "zh", quote=found)


def _times(times: int) -> str:
    return f", {times} times" if times > 1 else ""


def _same_figures(answer: Text, log: Log) -> None:
    if not (answer.en and answer.zh) or answer.en == answer.zh:
        return
    en, zh = prose.figures(answer.en), prose.figures(answer.zh)
    for lang, own, other in (("en", en, zh), ("zh", zh, en)):
        if lost := [words for value, words in other.items() if value not in own]:
            log.style(f"{lang} of answer lacks {', '.join(lost)}", "print the same numbers in both", "answer", lang)


def _stands_out(choice: Choice, log: Log) -> None:
    for lang in ("en", "zh"):
        lengths = {
            right: [prose.cells(option.text.in_(lang)) for option in choice.options if option.right is right]
            for right in (True, False)
        }
        longest, rest = max(lengths[True]), max(lengths[False])
        if longest > STANDS_OUT * rest and longest - rest >= 4:
            index = next(i for i, option in enumerate(choice.options) if prose.cells(option.text.in_(lang)) == longest)
            said = f"the right option is the longest: {longest} columns, the next {rest}"
            log.warn(said, "cut it, or make a wrong one as long", "options", index, "right", lang)


# near-duplicates


def _alike(readings: Sequence[Reading], known: Sequence[Reading]) -> Iterator[Located]:
    """A warning at each question whose wording is nearly that of an earlier one."""
    everything = [(question, reading) for reading in (*known, *readings) for question in asked(reading)]
    unchecked = sum(len(asked(reading)) for reading in known)
    for later, earlier in near_pairs([shingles(question.ask) for question, _ in everything]):
        question, reading = everything[later]
        twin = everything[earlier][0]
        if later >= unchecked and twin.id != question.id:
            log = Log()
            said = f"question {question.id} asks nearly what {twin.id} asks"
            log.warn(said, "ask something else, or merge them", "questions", question.id, "ask")
            yield reading.source.place(log.problems[0])


def shingles(text: Text) -> frozenset[str]:
    """The runs of three characters in a text, by which near-duplicates are told."""
    plain = "".join(filter(str.isalnum, text.in_("en").casefold()))
    return frozenset(plain[at : at + SHINGLE] for at in range(max(len(plain) - SHINGLE + 1, 1)))


def near_pairs(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """(later, earlier) for each set with a Jaccard similarity of NEAR or more to an earlier one, the earliest of them.

    A near set lacks few of its members, so that it holds several of the rarest, whichever it lacks: only sets that do
    are compared (prefix filtering: Chaudhuri, Ganti, Kaushik 2006).
    """
    frequency = Counter(chain.from_iterable(sets))
    holders = _holders(sets)
    for later, members in enumerate(sets):
        held = ceil(NEAR * len(members))
        several = min(SEVERAL, held)
        rarest = sorted(members, key=frequency.__getitem__)[: len(members) - held + several]
        before = (1 << later) - 1
        for earlier in _places(_in_several((holders[member] & before for member in rarest), several)):
            if len(members & sets[earlier]) >= NEAR * len(members | sets[earlier]):
                yield later, earlier
                break


def _holders(sets: Sequence[frozenset[str]]) -> dict[str, int]:
    """For each member the sets that hold it, one bit a set: so whole machine words of sets are counted at once."""
    rows: dict[str, bytearray] = {}
    for place, members in enumerate(sets):
        for member in members:
            row = rows.setdefault(member, bytearray())
            row += bytes(place // 8 + 1 - len(row))
            row[-1] |= 1 << place % 8
    return {member: int.from_bytes(row, "little") for member, row in rows.items()}


def _in_several(rows: Iterable[int], several: int) -> int:
    """The bits that are set in `several` of the rows, SEVERAL (8) at most: each is counted in three digits up to 8."""
    ones, twos, fours = (-(SEVERAL - several >> digit & 1) for digit in range(3))
    found = 0
    for row in rows:
        ones, carry = ones ^ row, ones & row
        twos, carry = twos ^ carry, twos & carry
        fours, carry = fours ^ carry, fours & carry
        found |= carry
    return found


def _places(bits: int) -> Iterator[int]:
    """Where a bit is set, from the lowest up."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
