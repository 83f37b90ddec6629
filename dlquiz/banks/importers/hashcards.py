"""Markdown as hashcards writes it: ``Q:`` and ``A:``, or ``C:`` with ``[deletions]``; cards parted by blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dlquiz.banks.importers.entry import Entry, Found, basic, cloze
from dlquiz.core.questions import Lang

TAG = re.compile(r"(?P<tag>[QAC]):(?:[ \t]+|$)(?P<rest>.*)")
PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
KEPT = r"(?P<kept>\\.|`[^`]*`|\$[^$\n]+\$|!?\[[^\[\]\n]*\]\([^()\n]*\))"
BRACKETS = re.compile(rf"{KEPT}|\[(?P<form>[^\[\]]+)\]", re.DOTALL)
Part = tuple[int, str, str]
"""The line a part begins on, its tag, its text."""


def read_markdown(name: str, text: str, lang: Lang | None = None) -> Found:
    """The cards of a Markdown file; other text is passed over."""
    entries, notices = list[Entry](), list[str]()
    parts = list(_parts(text))
    for at, (line, tag, said) in enumerate(parts):
        place = f"{name}:{line}"
        shown, pictures = PICTURE.subn("", said)
        if pictures:
            notices.append(f"{place}: a picture was left out")
        if tag == "C":
            entry, more = cloze(place, _deletions(shown), lang=lang)
            if entry.question.checks or more:
                entries.append(entry)
                notices += more
            else:
                notices.append(f"{place}: there is no [blank] in it; left out")
        elif tag == "Q":
            answer = parts[at + 1][2] if at + 1 < len(parts) and parts[at + 1][1] == "A" else ""
            if shown.strip() and answer.strip():
                entries.append(basic(place, shown, PICTURE.sub("", answer), lang=lang))
            else:
                notices.append(f"{place}: there is no question or no answer; left out")
        elif at == 0 or parts[at - 1][1] != "Q":
            notices.append(f"{place}: an answer without a question; left out")
    return Found(entries, notices)


def _parts(text: str) -> Iterator[Part]:
    """Tagged parts in order; a fence keeps what looks like a tag, ``---`` on a line ends a card."""
    start, tag, lines, fenced = 0, "", list[str](), False
    for number, line in enumerate(text.split("\n"), 1):
        fenced ^= line.lstrip().startswith("```")
        found = None if fenced else TAG.match(line)
        ends = not fenced and line.strip() == "---"
        if (found or ends) and tag:
            yield start, tag, "\n".join(lines).strip()
            tag = ""
        if found:
            start, tag, lines = number, found["tag"], [found["rest"]]
        elif tag:
            lines.append(line)
    if tag:
        yield start, tag, "\n".join(lines).strip()


def _deletions(text: str) -> str:
    """Each bracket as a deletion of its own; links, code, formulas and escaped brackets are none."""
    number = 0

    def deletion(found: re.Match[str]) -> str:
        nonlocal number
        if found["kept"]:
            return found["kept"][1] if found["kept"] in (r"\[", r"\]") else found["kept"]
        number += 1
        return f"{{{{c{number}::{found['form']}}}}}"

    return BRACKETS.sub(deletion, text)
