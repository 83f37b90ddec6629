"""Anki's notes: those of a text export, and those that were read out of a package."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from dlquiz.banks.importers.entry import DELETION, Found, basic, cloze
from dlquiz.banks.importers.html import Converted, to_markdown
from dlquiz.banks.strict import LARGEST
from dlquiz.core.questions import Lang
from dlquiz.errors import BankError

HEADER = re.compile(r"#(?P<name>[a-z ]+):(?P<value>.*)")
SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "colon": ":", "pipe": "|", "space": " "}
NOT_FIELDS = ("guid column", "notetype column", "deck column", "tags column")
LONE_LINE = re.compile(r"^(?!- |\d+\. )(.*\S)\n(?!\n|- |\d+\. )", re.MULTILINE)
LONGEST_FIELD = 50_000
"""Characters; a question has a few hundred."""


def read_notes(name: str, notes: Iterable[Sequence[str]], lang: Lang | None = None, *, is_html: bool = True) -> Found:
    """Notes as fields of HTML, the front first, the rest behind; deletions make a cloze."""
    found = Found([], [])
    for number, fields in enumerate(notes, 1):
        _take(f"{name}: note {number}", fields, lang, is_html, found)
    return found


def read_export(name: str, text: str, lang: Lang | None = None) -> Found:
    """“Notes in plain text” or “Cards in plain text”, with its #header lines or, from older versions, without."""
    head, body = _header(text)
    separator = SEPARATORS.get(head.get("separator", "tab").lower(), head.get("separator", "tab"))
    if len(separator) != 1 or separator == '"':
        raise BankError(f"the separator is {separator!r}", place=name, remedy="export it from Anki anew")
    aside = {head.get(key) for key in NOT_FIELDS}
    is_html = head.get("html", "true").lower() != "false"
    found = Found([], [])
    line = 1 + text[: len(text) - len(body)].count("\n")
    csv.field_size_limit(LARGEST)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    try:
        start = 0
        for cells in reader:
            fields = [cell for column, cell in enumerate(cells, 1) if str(column) not in aside]
            if any(field.strip() for field in fields):
                _take(f"{name}:{line + start}", fields, lang, is_html, found)
            start = reader.line_num
    except csv.Error as error:
        raise BankError(str(error), place=f"{name}:{line + start}", remedy="export it from Anki anew") from None
    return found


def _header(text: str) -> tuple[dict[str, str], str]:
    head: dict[str, str] = {}
    while line := HEADER.match(text):
        head[line["name"]] = line["value"].strip("\r")
        _, _, text = text.partition("\n")
    return head, text


def counted(media: int) -> str:
    """How much media, in words."""
    return "a picture or sound was" if media == 1 else f"{media} pictures or sounds were"


def _spread(text: str) -> str:
    """Lines that Anki shows below each other, as paragraphs: Markdown would run them together. Lists and code stay."""
    pieces = text.split("```")
    pieces[::2] = [LONE_LINE.sub(r"\1\n\n", piece) for piece in pieces[::2]]
    return "```".join(pieces)


def _take(place: str, fields: Sequence[str], lang: Lang | None, is_html: bool, found: Found) -> None:
    if any(len(field) > LONGEST_FIELD for field in fields):
        found.notices.append(f"{place}: a field has more than {LONGEST_FIELD:,} characters; left out")
        return
    converted = [to_markdown(field) if is_html else Converted(field, 0) for field in fields]
    if media := sum(one.media for one in converted):
        found.notices.append(f"{place}: {counted(media)} left out")
    texts = [one.markdown.strip() for one in converted]
    blanked = next((text for text in texts if DELETION.search(text)), None)
    if blanked is not None:
        extra = "\n\n".join(text for text in texts if text and text != blanked)
        entry, notices = cloze(place, blanked, extra, lang)
        found.entries.append(entry)
        found.notices.extend(notices)
        return
    front, back = next(iter(texts), ""), _spread("\n\n".join(filter(None, texts[1:])))
    if front and back:
        found.entries.append(basic(place, front, back, lang=lang))
    else:
        found.notices.append(f"{place}: its {'back' if front else 'front'} is empty; left out")
