"""Plain data, as YAML or JSON gives it, <-> the classes of questions.py, whose definitions drive both directions.

A codec reads one type and writes it back; `codec` makes it from a type hint. Reading collects every problem and
drops only the question that has one. Shape is judged here; what needs the world (demos, other banks) elsewhere.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin, get_type_hints

from dlquiz.core.questions import (
    LANGS,
    Bank,
    Check,
    Choice,
    Citation,
    Cloze,
    Count,
    DemoUse,
    Form,
    Lang,
    Locator,
    Numeric,
    Option,
    Order,
    Question,
    Scalar,
    Steps,
    Text,
    TrueFalse,
    Value,
    Vary,
    Wanted,
    combinations,
)
from dlquiz.core.text import Blank, parse_cloze, spans
from dlquiz.errors import BankError

Path = tuple[str | int, ...]
Severity = Literal["error", "warning"]
MOST_COMBINATIONS = 500
MOST_BLANKS = 5
STEPS = (3, 7)

WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}|[\u3400-\u9fff]")
PARAMETER = re.compile(r"[A-Za-z_]\w*")
PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")
LOST_PLACEHOLDER = r"(?<![\\_^}}A-Za-z]){{{name}}}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a path of keys and indices; `at_key` points at the last key itself instead of its value.

    A string in the place of an index means the entry whose id it is. `quote`: the very words, to be found in the value.
    """

    path: Path
    problem: str
    remedy: str = ""
    severity: Severity = "error"
    at_key: bool = False
    quote: str = ""


class Bad:
    """Stands for what could not be read; its problem is in the log."""


BAD = Bad()


class Log:
    """The problems found so far. strict: matters of style are errors too. lang: the language of plain strings."""

    def __init__(self, *, strict: bool = False, lang: Lang | None = None) -> None:
        self.problems: list[Problem] = []
        self.strict = strict
        self.lang = lang
        self.name = ""

    def refuse(self, problem: str, remedy: str = "", *path: str | int, at_key: bool = False, quote: str = "") -> Bad:
        """Note an error, and give what stands for the unreadable."""
        self.problems.append(Problem(path, problem, remedy, "error", at_key, quote))
        return BAD

    def style(self, problem: str, remedy: str = "", *path: str | int, quote: str = "") -> None:
        """Note what a shared bank must mend and an own bank should."""
        self.problems.append(Problem(path, problem, remedy, "error" if self.strict else "warning", quote=quote))

    def warn(self, problem: str, remedy: str = "", *path: str | int, quote: str = "") -> None:
        """Note what is worth a look."""
        self.problems.append(Problem(path, problem, remedy, "warning", quote=quote))

    def under(self, before: int, *steps: str | int) -> None:
        """Put `steps` in front of the paths of the problems since `before`."""
        for index in range(before, len(self.problems)):
            found = self.problems[index]
            self.problems[index] = replace(found, path=(*steps, *found.path))


class Codec(Protocol):
    """One type, read from plain data (BAD with the problem logged where it cannot be) and written back."""

    def read(self, data: Any, log: Log) -> Any: ...

    def write(self, value: Any) -> Any: ...


# leaves


@dataclass(frozen=True, slots=True)
class Str:
    """A string that is not blank; blank lines around it and spaces after it are dropped."""

    form: Form | None = None

    def read(self, data: Any, log: Log) -> Any:
        if type(data) is not str:
            return log.refuse(f"{log.name} is {kind_of(data)}, not a text", quoting(data))
        text = clean(data)
        if not text:
            return log.refuse(f"{log.name} is empty", "write it, or take the line out")
        if self.form and not re.fullmatch(self.form.pattern, text):
            return log.refuse(f"{log.name} is {text!r}", f"write {self.form.words}")
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class ToleranceText:
    """A tolerance; a bare 0 is a number in YAML."""

    form: Form

    def read(self, data: Any, log: Log) -> Any:
        return Str(self.form).read(str(data) if type(data) in (int, float) else data, log)

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    def read(self, data: Any, log: Log) -> Any:
        return data if type(data) is bool else log.refuse(f"{log.name} is {kind_of(data)}", "write true or false")

    def write(self, value: bool) -> bool:
        return value


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number."""

    def read(self, data: Any, log: Log) -> Any:
        if type(data) not in (int, float) or not math.isfinite(data):
            return log.refuse(f"{log.name} is {kind_of(data)}", "write one number")
        return data

    def write(self, value: float) -> float:
        return value


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, data: Any, log: Log) -> Any:
        if data in self.words:
            return data
        return log.refuse(f"{log.name} is {shown(data)}", f"write {' or '.join(self.words)}")

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Texts:
    """A Text: ``{en, zh}``, or a plain string where nothing is to translate or the bank has a language."""

    def read(self, data: Any, log: Log) -> Any:
        if type(data) is dict:
            return self._pair(data, log)
        if type(data) is int:
            data = str(data)
        if type(data) is not str:
            return log.refuse(f"{log.name} is {kind_of(data)}, not a text", quoting(data))
        text = clean(data)
        if not text:
            return log.refuse(f"{log.name} is empty", "write it, or take the line out")
        if not translatable(text):
            return Text(text, text)
        if log.lang:
            if log.strict:
                log.style(f"{log.name} is in one language", "write en: and zh: below it")
            return Text(**{log.lang: text})
        return log.refuse(f"{log.name} is in one language", "write en: and zh: below it, or give the bank a lang: line")

    def _pair(self, data: dict[str, Any], log: Log) -> Any:
        name, found = log.name, {}
        for key, value in data.items():
            if key not in LANGS:
                return log.refuse(f"{name} has an unknown language {key}", unknown_language(value), key, at_key=True)
            written = str(value) if type(value) is int else value
            if type(written) is not str:
                what = "is empty" if value is None else f"is {kind_of(value)}, not a text"
                remedy = "write it, or take the line out" if value is None else quoting(value)
                return log.refuse(f"{key} of {name} {what}", remedy, key, at_key=value is None)
            found[key] = clean(written)
            if not found[key]:
                return log.refuse(f"{key} of {name} is empty", "write it, or take the line out", key, at_key=True)
        if not found:
            return log.refuse(f"{name} is empty", "write en: and zh:")
        if len(found) == 1:
            missing = "zh" if "en" in found else "en"
            log.style(f"{name} has no {missing}", f'add a "{missing}:" line')
        return Text(**found)

    def write(self, value: Text) -> str | dict[str, str]:
        if value.en == value.zh and not translatable(value.en):
            return value.en
        return {lang: text for lang in LANGS if (text := getattr(value, lang))}


@dataclass(frozen=True, slots=True)
class Values:
    """A demo's parameter or output: a scalar, or a flat list of scalars where `lists` is set."""

    lists: bool = True

    def read(self, data: Any, log: Log) -> Any:
        if type(data) is str:
            return clean(data)
        if type(data) in (int, bool) or (type(data) is float and math.isfinite(data)):
            return data
        if self.lists and type(data) in (list, tuple):
            scalar = Values(lists=False)
            items = tuple(scalar.read(item, log) for item in data)
            return BAD if BAD in items else items
        return log.refuse(
            f"{log.name} is {kind_of(data)}", "write a number, a word, true, false or a flat list of them"
        )

    def write(self, value: Value) -> Any:
        return list(value) if isinstance(value, tuple) else value


# containers


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one kind of thing, kept as a tuple."""

    item: Codec
    count: Count | None = None

    def read(self, data: Any, log: Log) -> Any:
        name = log.name
        if type(data) not in (list, tuple):
            return log.refuse(f"{name} is {kind_of(data)}, not a list", "begin each entry with - on a line of its own")
        items, entry_name = [], f"an entry of {name}"
        for index, entry in enumerate(data):
            before, log.name = len(log.problems), entry_name
            items.append(self.item.read(entry, log))
            if len(log.problems) > before:
                log.under(before, index)
        if self.count and not self._counted(name, len(data), self.count, log):
            return BAD
        return BAD if BAD in items else tuple(items)

    def _counted(self, name: str, length: int, count: Count, log: Log) -> bool:
        if count.low <= length <= count.high or (length < count.low and not count.firm and not log.strict):
            return True
        said = (f"{name} has {entries(length)}", f"give {count.low} to {count.high}")
        if count.firm:
            log.refuse(*said)
        else:
            log.style(*said)
        return not count.firm

    def write(self, value: tuple[Any, ...]) -> list[Any]:
        return [self.item.write(entry) for entry in value]


@dataclass(frozen=True, slots=True)
class MapOf:
    """Names and values."""

    item: Codec

    def read(self, data: Any, log: Log) -> Any:
        name = log.name
        if type(data) is not dict:
            return log.refuse(f"{name} is {kind_of(data)}, not a mapping", "write {name: value}")
        found = {}
        for key, value in data.items():
            before, log.name = len(log.problems), key
            if PARAMETER.fullmatch(key):
                found[key] = self.item.read(value, log)
            else:
                found[key] = log.refuse(f"{key!r} is no name", "write letters, digits and _", at_key=True)
            if len(log.problems) > before:
                log.under(before, key)
        return BAD if BAD in found.values() else found

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self.item.write(entry) for key, entry in value.items()}


@dataclass(frozen=True, slots=True)
class Varied:
    """``vary``: a grid as a mapping of lists, or a list of cases."""

    grid: Codec
    cases: Codec

    def read(self, data: Any, log: Log) -> Any:
        return (self.grid if type(data) is dict else self.cases).read(data, log)

    def write(self, value: Any) -> Any:
        return (self.grid if isinstance(value, Mapping) else self.cases).write(value)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of an order: a Text, or ``any_order`` of several."""

    texts: Codec

    def read(self, data: Any, log: Log) -> Any:
        if type(data) is not dict or "any_order" not in data:
            text = TEXT.read(data, log)
            return text if text is BAD else (text,)
        if len(data) > 1:
            other = next(key for key in data if key != "any_order")
            return log.refuse(f"any_order stands beside {other}", "keep it alone", other, at_key=True)
        before, log.name = len(log.problems), "any_order"
        texts = self.texts.read(data["any_order"], log)
        log.under(before, "any_order")
        return texts

    def write(self, value: tuple[Text, ...]) -> Any:
        return TEXT.write(value[0]) if len(value) == 1 else {"any_order": self.texts.write(value)}


@dataclass(frozen=True, slots=True)
class Slot:
    """A field of a record: its attribute (None: fixed by the class), codec, default, and what is demanded of it."""

    attribute: str | None
    codec: Codec
    default: Any = None
    required: bool = False
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping that is one of our classes. fixed: attributes that the choice of this record already decides."""

    cls: type
    noun: str
    slots: Mapping[str, Slot]
    fixed: Mapping[str, Any]

    def read(self, data: Any, log: Log) -> Any:
        if type(data) is not dict:
            return log.refuse(f"{self.noun} is {kind_of(data)}, not a mapping", f"write {', '.join(self.slots)}")
        values, whole = dict(self.fixed), True
        for key, value in data.items():
            slot = self.slots.get(key)
            if slot is None:
                log.refuse(
                    f"{self.called(data)} has an unknown field {key}", nearest(key, self.slots), key, at_key=True
                )
                whole = False
                continue
            before, log.name = len(log.problems), key
            if value is None:
                read: Any = log.refuse(f"{key} is empty", "write it, or take the line out", at_key=True)
            else:
                read = slot.codec.read(value, log)
            if len(log.problems) > before:
                log.under(before, key)
            if read is BAD:
                whole = False
            elif slot.attribute:
                values[slot.attribute] = read
        whole = self._complete(data, log) and whole
        if not whole:
            return BAD
        made = self.cls(**values)
        rule = RULES.get(self.cls)
        return made if rule is None or rule(made, log) else BAD

    def _complete(self, data: dict[str, Any], log: Log) -> bool:
        """Whether every required field is there; notes each that is missing, at the record's id."""
        whole = True
        place = ("id",) if "id" in data else ()
        for key, slot in self.slots.items():
            if key in data or not (slot.required or (slot.wanted and log.strict)):
                continue
            said = (f"{self.called(data)} has no {key}", f'add {article(key)} "{key}:" line')
            if slot.required:
                log.refuse(*said, *place)
                whole = False
            else:
                log.style(*said, *place)
        return whole

    def called(self, data: dict[str, Any]) -> str:
        """How messages name the record: ``question adam-bias``."""
        name = data.get("id")
        return f"{self.noun} {name}" if isinstance(name, str) else f"the {self.noun}"

    def write(self, value: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {}
        for key, slot in self.slots.items():
            held = getattr(value, slot.attribute) if slot.attribute else value.kind
            if held != slot.default or (slot.wanted and held):
                plain[key] = slot.codec.write(held)
        return plain


@dataclass(frozen=True, slots=True)
class ByKey:
    """One of several records, told apart by which of these keys the mapping has (an option's right or wrong)."""

    records: Mapping[str, Record]
    chosen: Callable[[Any], str]

    def read(self, data: Any, log: Log) -> Any:
        keys = [key for key in self.records if type(data) is dict and key in data]
        if len(keys) != 1:
            names = f"both {' and '.join(keys)}" if keys else f"neither {' nor '.join(self.records)}"
            return log.refuse(f"{log.name} has {names}", "give one of them")
        return self.records[keys[0]].read(data, log)

    def write(self, value: Any) -> dict[str, Any]:
        return self.records[self.chosen(value)].write(value)


@dataclass(frozen=True, slots=True)
class ByKind:
    """One of several records, told apart by the value of ``kind``."""

    records: Mapping[str, Record]

    def read(self, data: Any, log: Log) -> Any:
        kinds = ", ".join(self.records)
        if type(data) is not dict:
            return log.refuse(f"a check is {kind_of(data)}, not a mapping", "write id:, kind: and its fields")
        if data.get("kind") is None:
            place = ("id",) if "id" in data else ()
            return log.refuse(
                f"check {data.get('id', '')} has no kind".replace("  ", " "), f"write kind: {kinds}", *place
            )
        kind = data["kind"]
        if not isinstance(kind, str) or kind not in self.records:
            return log.refuse(f"there is no kind {shown(kind)}", nearest(str(kind), self.records), "kind")
        return self.records[kind].read(data, log)

    def write(self, value: Check) -> dict[str, Any]:
        return self.records[value.kind].write(value)


# from a type hint to its codec

TEXT = Texts()
NOUNS: dict[type, str] = {
    DemoUse: "demo",
    Citation: "source",
    Locator: "document",
    **dict.fromkeys(get_args(Check), "check"),
}
FIRST = ("id", "kind", "was", "level")
LAST = ("say",)
SET_BY_BANK = "topic"


@cache
def codec(hint: Any) -> Codec:
    """The codec of a type hint of questions.py."""
    if hint in SPECIAL:
        return SPECIAL[hint]()
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(arguments[0], hint.__metadata__)
    if origin in (Union, UnionType) and NoneType in arguments:
        return codec(next(argument for argument in arguments if argument is not NoneType))
    if origin is Literal:
        return Word(arguments)
    if origin is tuple:
        return ListOf(codec(arguments[0]))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return MapOf(codec(arguments[1]))
    assert is_dataclass(hint), hint
    return record(hint)


def _annotated(hint: Any, notes: tuple[Any, ...]) -> Codec:
    form = next((note for note in notes if isinstance(note, Form)), None)
    count = next((note for note in notes if isinstance(note, Count)), None)
    if form:
        return ToleranceText(form) if form.pattern.startswith("0|") else Str(form)
    return ListOf(codec(get_args(hint)[0]), count) if count else codec(hint)


def record(cls: Any, renamed: Mapping[str, str] | None = None, **fixed: Any) -> Record:
    """The record codec of a class; `renamed`: keys unlike their attribute; `fixed`: attributes without key."""
    hints = get_type_hints(cls, include_extras=True)
    slots = {}
    for entry in fields(cls):
        if entry.name in fixed or (cls is Question and entry.name == SET_BY_BANK):
            continue
        default = entry.default_factory() if entry.default_factory is not MISSING else entry.default
        wanted = any(isinstance(note, Wanted) for note in getattr(hints[entry.name], "__metadata__", ()))
        key = (renamed or {}).get(entry.name, entry.name.rstrip("_"))
        slots[key] = Slot(entry.name, codec(hints[entry.name]), default, default is MISSING, wanted)
    if cls in get_args(Check):
        slots["kind"] = Slot(None, Word((cls.kind,)))
    order = sorted(slots, key=lambda key: FIRST.index(key) if key in FIRST else len(FIRST) + (key in LAST))
    return Record(cls, NOUNS.get(cls, cls.__name__.lower()), {key: slots[key] for key in order}, fixed)


def _option() -> Codec:
    right = record(Option, {"text": "right"}, right=True)
    wrong = record(Option, {"text": "wrong"}, right=False)
    return ByKey({"right": right, "wrong": wrong}, lambda option: "right" if option.right else "wrong")


SPECIAL: dict[Any, Callable[[], Codec]] = {
    str: Str,
    bool: Flag,
    int: Number,
    float: Number,
    Text: lambda: TEXT,
    Scalar: lambda: Values(lists=False),
    Value: Values,
    Vary: lambda: Varied(MapOf(ListOf(Values())), ListOf(MapOf(Values()))),
    Steps: lambda: ListOf(Step(ListOf(TEXT))),
    Option: _option,
    Check: lambda: ByKind({cls.kind: record(cls) for cls in get_args(Check)}),
}


# rules between fields: each notes its problems and says whether the thing can be kept


def _question_holds(question: Question, log: Log) -> bool:
    before = len(log.problems)
    seen: set[str] = set()
    for index, check in enumerate(question.checks):
        if check.id in seen:
            log.refuse(f"question {question.id} has two checks {check.id}", "rename one", "checks", index, "id")
        seen.add(check.id)
    if question.id in question.follow_ups:
        log.refuse(f"question {question.id} follows itself", "take it out of follow_ups", "follow_ups")
    return len(log.problems) == before


def _numeric_holds(check: Numeric, log: Log) -> bool:
    before = len(log.problems)
    name = f"check {check.id}"
    of_demo = {"vary": check.vary, "with": check.with_, "want": check.want, "slips": check.slips}
    idle = next((key for key, held in of_demo.items() if held), "")
    if check.demo and check.answer is not None:
        log.refuse(f"{name} has a demo and an answer", "keep one of them", "answer")
    elif check.demo and not check.want:
        log.refuse(f"{name} has no want", "name the output of the demo that is asked", "demo")
    elif not check.demo and check.answer is None:
        log.refuse(f"{name} has neither a demo nor an answer", 'add a "demo:" or an "answer:" line', "id")
    elif idle and not check.demo:
        log.refuse(f"{name} has {idle} but no demo", f'add a "demo:" line, or take {idle} out', idle, at_key=True)
    for index, slip in enumerate(check.slips):
        if not slip.with_ and not slip.want:
            log.refuse("the slip has neither with nor want", "say what is computed differently", "slips", index)
    if _variation_holds(check, log):
        _placeholders_hold(check, log)
    return not any(found.severity == "error" for found in log.problems[before:])


def _variation_holds(check: Numeric, log: Log) -> bool:
    vary = check.vary
    if isinstance(vary, Mapping):
        empty = next((key for key, values in vary.items() if not values), None)
        if empty is not None:
            log.refuse(f"vary has no values for {empty}", "give a list of one or more", "vary", empty)
            return False
        number = math.prod(map(len, vary.values()))
    else:
        odd = next((index for index, case in enumerate(vary) if not case or case.keys() != vary[0].keys()), None)
        if odd is not None:
            log.refuse("the case names other parameters than the first", "give every case the same names", "vary", odd)
            return False
        number = len(vary)
    if number > MOST_COMBINATIONS:
        log.refuse(f"vary spans {number:,} combinations", f"keep it to {MOST_COMBINATIONS}", "vary")
        return False
    twice = next((key for key in varied(check) if key in check.with_), None)
    if twice is not None:
        log.refuse(f"{twice} stands in vary and in with", "keep one of them", "with", twice, at_key=True)
    return twice is None


def _placeholders_hold(check: Numeric, log: Log) -> None:
    declared = {*varied(check), *check.with_}
    used: dict[str, set[str]] = {}
    for lang, text in languages(check.ask):
        used[lang] = set()
        for span in spans(text):
            if span.kind == "math":
                _math_is_free_of(declared, span.text, lang, log)
                continue
            named = PLACEHOLDER.findall(span.text)
            used[lang] |= declared.intersection(named)
            for name in named if span.kind != "code" else ():
                if name not in declared:
                    said = f"{{{name}}} is declared neither by vary nor by with"
                    log.refuse(said, nearest(name, declared), "ask", lang, quote=f"{{{name}}}")
    for tongue, names in used.items():
        lost = sorted(name for other in used.values() for name in other if name not in names)
        if lost:
            log.refuse(
                f"{tongue} of ask does not show {{{lost[0]}}}", "use the same names in both languages", "ask", tongue
            )
    _is_determined(check, set().union(*used.values()), log)


def _is_determined(check: Numeric, shown_names: set[str], log: Log) -> None:
    """The numbers that the question shows must settle those that it does not."""
    hidden = [name for name in varied(check) if name not in shown_names]
    cases: dict[tuple[Value, ...], dict[str, Value]] = {}
    for values in combinations(check) if hidden else ():
        seen = cases.setdefault(tuple(values[name] for name in sorted(shown_names)), values)
        if lost := next((name for name in hidden if values[name] != seen[name]), None):
            log.style(f"{lost} varies and the question does not show it", f"write {{{lost}}} in ask", "ask")
            return


def _math_is_free_of(declared: Iterable[str], tex: str, lang: str, log: Log) -> None:
    for name in declared:
        if found := re.search(LOST_PLACEHOLDER.format(name=name), tex):
            log.refuse(f"{found[0]} stands inside $…$", "close the formula before it", "ask", lang, quote=found[0])


def varied(check: Numeric) -> Iterable[str]:
    """The names of the parameters that `vary` draws."""
    return check.vary if isinstance(check.vary, Mapping) else (check.vary[0] if check.vary else ())


def _choice_holds(check: Choice, log: Log) -> bool:
    before = len(log.problems)
    right = sum(option.right for option in check.options)
    if right == 0:
        log.refuse(f"check {check.id} has no right option", "write right: for at least one", "options")
    if right == len(check.options):
        log.refuse(f"check {check.id} has no wrong option", "write wrong: for at least one", "options")
    said = [option.text for option in check.options]
    if same := next((index for index, text in enumerate(said) if text in said[:index]), None):
        log.refuse(f"two options of check {check.id} say the same", "change one", "options", same)
    return len(log.problems) == before


def _true_false_holds(check: TrueFalse, log: Log) -> bool:
    if check.right == check.wrong:
        log.refuse(f"both statements of check {check.id} are the same", "make wrong: false by one word", "wrong")
        return False
    return True


def _cloze_holds(check: Cloze, log: Log) -> bool:
    before = len(log.problems)
    counts = {}
    for lang, text in languages(check.text):
        try:
            counts[lang] = sum(isinstance(piece, Blank) for piece in parse_cloze(text))
        except BankError as error:
            log.refuse(error.cause, error.remedy, "text", lang)
            continue
        if not 1 <= counts[lang] <= MOST_BLANKS:
            log.refuse(f"the text has {counts[lang]} blanks", f"mark 1 to {MOST_BLANKS} with [[…]]", "text", lang)
    if len(set(counts.values())) > 1 and len(log.problems) == before:
        said = f"en has {counts['en']} and zh {counts['zh']} blanks"
        log.refuse(said, "hide the same things in both languages", "text", "zh")
    return len(log.problems) == before


def _order_holds(check: Order, log: Log) -> bool:
    steps = [step for group in check.steps for step in group]
    low, high = STEPS
    if not low <= len(steps) <= high:
        log.refuse(f"steps has {entries(len(steps))}", f"give {low} to {high}", "steps")
    elif len(check.steps) < 2:
        log.refuse("any order of the steps is right", "put at least one step outside any_order", "steps")
    elif len(set(steps)) < len(steps):
        log.refuse("two steps say the same", "change one", "steps")
    else:
        return True
    return False


RULES: dict[type, Callable[[Any, Log], bool]] = {
    Question: _question_holds,
    Numeric: _numeric_holds,
    Choice: _choice_holds,
    TrueFalse: _true_false_holds,
    Cloze: _cloze_holds,
    Order: _order_holds,
}


# in and out


def read_bank(data: Any, *, strict: bool = False) -> tuple[Bank | None, list[Problem]]:
    """A bank from what YAML gives, without the questions that have an error, and every problem found.

    strict: hold it to what a shared bank owes. None where there is no bank to speak of: no mapping, topic or questions.
    """
    log = Log(strict=strict)
    if type(data) is not dict:
        what = "the file is empty" if data is None else f"the file holds {kind_of(data)}, not a bank"
        log.refuse(what, "begin with topic:, title: and questions:")
        return None, log.problems
    if data.get("lang") is not None:
        log.name = "lang"
        lang = Word(LANGS).read(data["lang"], log)
        log.under(0, "lang")
        log.lang = None if lang is BAD else lang
    questions = _questions(data.get("questions"), log)
    head = bank_head().read({key: value for key, value in data.items() if key != "lang"} | {"questions": []}, log)
    if head is BAD or questions is None:
        return None, log.problems
    topic = head.topic
    return replace(head, lang=log.lang, questions=tuple(replace(q, topic=topic) for q in questions)), log.problems


@cache
def bank_head() -> Record:
    """The codec of a bank; its questions are read one by one instead, so that a bad one costs only itself."""
    hints = get_type_hints(Bank, include_extras=True)
    slots = {name: Slot(name, codec(hints[name]), MISSING, required=True) for name in ("topic", "title")}
    return Record(Bank, "bank", slots | {"questions": Slot("questions", ListOf(TEXT))}, {})


def _questions(data: Any, log: Log) -> list[Question] | None:
    before = len(log.problems)
    if type(data) is not list:
        what = "the bank has no questions" if data is None else f"questions is {kind_of(data)}, not a list"
        log.refuse(what, "list them under questions:")
        log.under(before, "questions")
        return None
    found: dict[str, Question] = {}
    for index, entry in enumerate(data):
        start = len(log.problems)
        question = codec(Question).read(entry, log)
        if question is not BAD and question.id in found:
            log.refuse(f"question {question.id} is here twice", "rename or remove one", "id")
        elif question is not BAD:
            found[question.id] = question
        if len(log.problems) > start:
            log.under(start, index)
    log.under(before, "questions")
    return list(found.values())


def read_question(data: Any, topic: str = "", lang: Lang | None = None) -> Question:
    """One question from the mapping that write_question gave. Raises BankError with the first problem."""
    log = Log(lang=lang)
    question = codec(Question).read(data, log)
    if not isinstance(question, Question):
        found = next(found for found in log.problems if found.severity == "error")
        raise BankError(found.problem, remedy=found.remedy)
    return replace(question, topic=topic) if topic else question


def write_question(question: Question) -> dict[str, Any]:
    """The mapping that a bank file holds for the question: defaults left out, keys in the order of the house."""
    plain: dict[str, Any] = codec(Question).write(question)
    return plain


def texts(question: Question) -> Iterator[tuple[Path, Text]]:
    """Every Text of a question that says something, with its path."""
    yield from _texts(codec(Question), question)


def _texts(part: Any, value: Any) -> Iterator[tuple[Path, Text]]:
    below: Iterable[tuple[str | int, Codec, Any]] = ()
    match part:
        case Texts():
            if value:
                yield (), value
        case ByKind():
            yield from _texts(part.records[value.kind], value)
        case ByKey():
            yield from _texts(part.records[part.chosen(value)], value)
        case Step():
            if len(value) == 1:
                yield (), value[0]
            else:
                below = (("any_order", part.texts, value),)
        case Record():
            below = (
                (key, slot.codec, getattr(value, slot.attribute)) for key, slot in part.slots.items() if slot.attribute
            )
        case ListOf():
            below = ((index, part.item, entry) for index, entry in enumerate(value))
    for step, inner, entry in below:
        if entry is not None:
            yield from (((step, *path), text) for path, text in _texts(inner, entry))


def clean(text: str) -> str:
    """A string without blank lines around it and blanks after it: what a block in YAML adds."""
    return text.rstrip().lstrip("\n")


# words for messages


def translatable(text: str) -> bool:
    """Whether a word stands outside ``$…$`` and backticks."""
    return any(WORD.search(span.text) for span in spans(text) if span.kind not in ("math", "code"))


def languages(text: Text) -> Iterator[tuple[Lang, str]]:
    """Each language that the text has, once where both are the same."""
    if text.en:
        yield "en", text.en
    if text.zh and text.zh != text.en:
        yield "zh", text.zh


def kind_of(data: Any) -> str:
    """What a piece of plain data is, for a message."""
    if data is None:
        return "empty"
    if isinstance(data, bool):
        return str(data).lower()
    if isinstance(data, str | int | float):
        return shown(data)
    return "a mapping" if isinstance(data, dict) else "a list" if isinstance(data, list | tuple) else "unreadable"


def shown(data: Any) -> str:
    """A scalar as a message shows it, cut after 40 characters."""
    if not isinstance(data, str):
        return kind_of(data) if isinstance(data, dict | list | bool | NoneType) else str(data)[:40]
    return data if len(data) <= 40 else data[:39] + "…"


def quoting(data: Any) -> str:
    """The remedy for a number or truth value where a text belongs."""
    if isinstance(data, bool | int | float):
        return f"put it in single quotes, as in '{str(data).lower()}'"
    return "write en: and zh:, or a plain string where nothing is to translate"


def unknown_language(value: Any) -> str:
    """The remedy for a key beside en and zh: often a comma that split an unquoted text."""
    return "a comma splits a text in {…}: write it in a block, en: above zh:" if value is None else "write en: and zh:"


def nearest(name: str, known: Iterable[str]) -> str:
    """The remedy for a name that does not exist."""
    from difflib import get_close_matches

    names = list(known)
    close = get_close_matches(name, names, n=2, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"there are {', '.join(names)}" if names else "take it out"


def entries(number: int) -> str:
    """A number of entries in words."""
    return "1 entry" if number == 1 else f"{number} entries"


def article(word: str) -> str:
    """The indefinite article of an English word."""
    return "an" if word[0] in "aeiou" else "a"
