"""Questions as CSV, Markdown and JSON, for other programs; `dlquiz import` reads them back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence

from dlquiz.core.plain import write_question
from dlquiz.core.questions import LANGS, Lang, Question

COLUMNS = ("id", "topic", "level", *(f"{name}_{lang}" for name in ("question", "answer", "points") for lang in LANGS))
LIKE_A_TAG = re.compile(r"^(?=[QAC]:|---\s*$)", re.MULTILINE)


def to_csv(questions: Iterable[Question], lang: Lang) -> str:
    """A row per question, both languages beside each other; points one to a line. Checks stay behind."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([*COLUMNS, "asked"])
    for one in questions:
        texts = [getattr(text, tongue) for text in (one.ask, one.answer) for tongue in LANGS]
        points = [_lines([getattr(point, tongue) for point in one.points]) for tongue in LANGS]
        rows.writerow([one.id, one.topic, one.level, *texts, *points, one.asked])
    return out.getvalue()


def _lines(points: Sequence[str]) -> str:
    """One to a line, an empty one where only the other language has it; a lone one with its line end, for its "; "."""
    if not any(points):
        return ""
    return "\n".join(" ".join(point.split("\n")) for point in points) + "\n" * (len(points) == 1)


def to_markdown(questions: Iterable[Question], lang: Lang) -> str:
    """``Q:`` and ``A:`` as hashcards has them, in one language; the points as a list below the answer."""
    return "\n".join(_card(question, lang) for question in questions)


def _card(question: Question, lang: Lang) -> str:
    points = "".join(f"- {point.in_(lang)}\n" for point in question.points)
    ask, answer = (LIKE_A_TAG.sub(" ", text.in_(lang)) for text in (question.ask, question.answer))
    return f"Q: {ask}\nA: {answer}\n" + (f"\n{points}" if points else "")


def to_json(questions: Iterable[Question], lang: Lang) -> str:
    """A list of all that the banks say, by the keys of the format, with the topic."""
    plain = [{"topic": question.topic, **write_question(question)} for question in questions]
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


FORMATS: dict[str, Callable[[Iterable[Question], Lang], str]] = {
    ".csv": to_csv,
    ".md": to_markdown,
    ".markdown": to_markdown,
    ".json": to_json,
}
"""By the end of a file's name."""
