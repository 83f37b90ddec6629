"""How each type of questions.py is read from plain data and written back: a codec, made from its type hint."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin, get_type_hints

from dlquiz.core.problems import BAD, Log, article, entries, kind_of, nearest, quoting, shown, unknown_language
from dlquiz.core.questions import (
    KINDS,
    LANGS,
    Check,
    Citation,
    Count,
    DemoUse,
    Form,
    Locator,
    Option,
    Question,
    Scalar,
    Steps,
    Text,
    Value,
    Vary,
    Wanted,
)
from dlquiz.core.rules import RULES
from dlquiz.core.text import spans

WORD = re.compile(r"[A-Za-zÀ-ɏ]{2,}|[\u3400-\u9fff]")
PARAMETER = re.compile(r"[A-Za-z_]\w*")


class Codec(Protocol):
    """One type, read from plain data (BAD with the problem logged where it cannot be) and written back."""

    def read(self, data: Any, log: Log) -> Any: ...

    def write(self, value: Any) -> Any: ...


# leaves


def _said(data: Any, log: Log) -> Any:
    """A string without what is blank around it; BAD where it is none, or empty."""
    if type(data) is not str:
        return log.refuse(f"{log.name} is {kind_of(data)}, not a text", quoting(data))
    return clean(data) or log.refuse(f"{log.name} is empty", "write it, or take the line out")


@dataclass(frozen=True, slots=True)
class Str:
    """A string that is not blank; blank lines around it and spaces after it are dropped."""

    form: Form | None = None

    def read(self, data: Any, log: Log) -> Any:
        if self.form and self.form.bare_number and type(data) in (int, float):
            data = str(data)
        text = _said(data, log)
        if text is not BAD and self.form and not re.fullmatch(self.form.pattern, text):
            return log.refuse(f"{log.name} is {text!r}", f"write {self.form.words}")
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""

    def read(self, data: Any, log: Log) -> Any:
        return data if type(data) is bool else log.refuse(f"{log.name} is {kind_of(data)}", "write true or false")

    def write(self, value: bool) -> bool:
        return value


def _is_number(data: Any) -> bool:
    """Whether it is a number that a float can hold."""
    return type(data) in (int, float) and abs(data) <= sys.float_info.max


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number."""

    def read(self, data: Any, log: Log) -> Any:
        if not _is_number(data):
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
        text = _said(data, log)
        if text is BAD:
            return BAD
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
        if len(found) == 1 and (log.strict or log.lang not in found):
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
        if type(data) is bool or _is_number(data):
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
            held = getattr(value, slot.attribute) if slot.attribute else KINDS[type(value)]
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
        return self.records[KINDS[type(value)]].write(value)


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
    assert hasattr(hint, "_fields"), hint
    return record(hint)


def _annotated(hint: Any, notes: tuple[Any, ...]) -> Codec:
    form = next((note for note in notes if isinstance(note, Form)), None)
    count = next((note for note in notes if isinstance(note, Count)), None)
    if form:
        return Str(form)
    return ListOf(codec(get_args(hint)[0]), count) if count else codec(hint)


def record(cls: Any, renamed: Mapping[str, str] | None = None, **fixed: Any) -> Record:
    """The record codec of a class; `renamed`: keys unlike their attribute; `fixed`: attributes without key."""
    hints = get_type_hints(cls, include_extras=True)
    slots = {}
    for name in cls._fields:
        if name in fixed or (cls is Question and name == SET_BY_BANK):
            continue
        default = cls._field_defaults.get(name, MISSING)
        wanted = any(isinstance(note, Wanted) for note in getattr(hints[name], "__metadata__", ()))
        key = (renamed or {}).get(name, name.rstrip("_"))
        slots[key] = Slot(name, codec(hints[name]), default, default is MISSING, wanted)
    if cls in KINDS:
        slots["kind"] = Slot(None, Word((KINDS[cls],)))
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
    Check: lambda: ByKind({kind: record(cls) for cls, kind in KINDS.items()}),
}


# strings


def clean(text: str) -> str:
    """A string without blank lines around it and blanks after it: what a block in YAML adds."""
    return text.rstrip().lstrip("\n")


def translatable(text: str) -> bool:
    """Whether a word stands outside ``$…$`` and backticks."""
    return any(WORD.search(span.text) for span in spans(text) if span.kind not in ("math", "code"))
