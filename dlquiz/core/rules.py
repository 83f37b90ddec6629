"""Rules between the fields of one thing. Each notes what is wrong and says whether the thing can be kept."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dlquiz.core.problems import Log, entries, nearest
from dlquiz.core.questions import Choice, Cloze, Numeric, Order, Question, TrueFalse, Value, combinations, languages
from dlquiz.core.text import count_blanks, spans
from dlquiz.errors import BankError

MOST_COMBINATIONS = 500
MOST_BLANKS = 5
STEPS = (3, 7)

PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)\}")
LOST_PLACEHOLDER = r"(?<![\\_^}}A-Za-z]){{{name}}}"


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
            counts[lang] = count_blanks(text)
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
