"""A data folder as it may look after years: 100,000 cards in banks, a million reviews in the log.

    python tests/benchmarks/big.py FOLDER

makes FOLDER usable as DLQUIZ_HOME.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from dlquiz.core.memory import Scheduling
from dlquiz.core.plain import write_question
from dlquiz.core.questions import Bank, Choice, Option, Question, Text, TrueFalse, cards
from dlquiz.store.catalogue import Catalogue, Stamp
from dlquiz.store.reviews import Reviews

CARDS = 100_000
REVIEWS = 1_000_000
CARDS_A_QUESTION = 4
TOPICS = 20
SEEN = 0.9
TODAY = date(2026, 11, 20)
GAPS = (0, 0, 1, 3, 6, 12, 25, 50, 90, 150, 240, 330, 420, 500)
WORDS = (
    "gradient kernel stride padding channel momentum warmup dropout batch norm cell gate state logit entropy".split()
)
HAN = "卷积 步幅 填充 通道 动量 预热 归一化 门控 状态 交叉熵 梯度 损失 正则 感受野".split()


def banks(number: int = CARDS, seed: int = 1) -> Iterator[Bank]:
    """Banks with this many cards in all: one recall, two choices and a true-false a question."""
    draw = random.Random(seed)
    questions = number // CARDS_A_QUESTION // TOPICS
    for topic in range(TOPICS):
        yield Bank(
            f"topic-{topic:02}",
            Text(f"Topic {topic}", f"主题 {topic}"),
            tuple(_question(draw, f"topic-{topic:02}", number) for number in range(questions)),
        )


def write_banks(folder: Path, number: int = CARDS) -> list[Path]:
    """The banks as YAML files (JSON values are YAML too)."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for bank in banks(number):
        path = folder / f"{bank.topic}.yaml"
        path.write_text(_yaml(bank), "utf-8")
        written.append(path)
    return written


def write_catalogue(path: Path, files: list[Path], reader: str, now_ns: int, number: int = CARDS) -> None:
    """The catalogue as it is after reading the files."""
    with Catalogue.open(path) as catalogue:
        for file, bank in zip(files, banks(number), strict=True):
            catalogue.update(Stamp.of(file, reader, now_ns), bank, own=True)


def write_reviews(path: Path, number: int = CARDS, reviews: int = REVIEWS, seed: int = 2) -> None:
    """A log in which nine cards of ten were seen, most of them not due today."""
    draw = random.Random(seed)
    ids = [card.id for bank in banks(number) for question in bank.questions for card in cards(question)]
    seen = draw.sample(ids, int(SEEN * len(ids)))
    Reviews.open(path, Scheduling()).close()
    db = sqlite3.connect(path)
    db.executemany(
        "INSERT INTO log (id, kind, card, day, offset, grade, proposed, answer, thinking_ms, hints, mode, source)"
        " VALUES (?, 'review', ?, ?, 480, ?, 3, '', ?, 0, 'drill', '')",
        _log(draw, seen, reviews),
    )
    db.commit()
    db.close()
    with Reviews.open(path, Scheduling()) as store:
        store.rebuild()


def _log(draw: random.Random, seen: list[str], reviews: int) -> Iterator[tuple[int, str, str, int, int]]:
    rows = list[tuple[int, str, int, int]]()
    for card in seen:
        length = min(len(GAPS), max(1, round(draw.gauss(reviews / len(seen), 1))))
        day = TODAY.toordinal() - int(draw.expovariate(1 / (2 * GAPS[length - 1] + 2)) + 1)
        for place, gap in enumerate(reversed(GAPS[:length])):
            grade = draw.choices((1, 2, 3, 4), (8, 10, 70, 12))[0] if place > 1 else 3
            rows.append((day, card, grade, draw.randrange(2_000, 60_000)))
            day -= gap
    rows.sort(key=lambda row: row[0])
    moment = 1_000_000_000_000
    for ordinal, card, grade, thinking in rows:
        moment += 40_000
        yield moment, card, date.fromordinal(ordinal).isoformat(), grade, thinking


def _question(draw: random.Random, topic: str, number: int) -> Question:
    def text(length: int) -> Text:
        return Text(" ".join(draw.choices(WORDS, k=length)), "".join(draw.choices(HAN, k=length)))

    def choice(name: str) -> Choice:
        return Choice(name, text(8), tuple(Option(text(4), right, text(6)) for right in (True, False, False)))

    return Question(
        id=f"{topic}-q{number}",
        ask=text(12),
        answer=text(60),
        level="core" if number % 3 else "deep",
        topic=topic,
        points=(text(6), text(6), text(6)),
        checks=(choice("first"), choice("second"), TrueFalse("third", text(8), text(8), text(8))),
    )


def _yaml(bank: Bank) -> str:
    lines = [f"topic: {bank.topic}", "title:", f"  en: {bank.title.en}", f"  zh: {bank.title.zh}", "questions:"]
    for question in bank.questions:
        plain = write_question(question)
        lines += ["- " + _block(plain, 2).lstrip()]
    return "\n".join(lines) + "\n"


def _block(value: object, indent: int) -> str:
    """Block-style YAML of mappings, lists and words that need no quotes."""
    pad = " " * indent
    if isinstance(value, dict):
        return "\n".join(f"{pad}{key}:{_inline(inner, indent)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(f"{pad}- {_block(inner, indent + 2).lstrip()}" for inner in value)
    return f"{pad}{value if isinstance(value, str) else json.dumps(value)}"


def _inline(value: object, indent: int) -> str:
    return "\n" + _block(value, indent + 2) if isinstance(value, dict | list) else " " + _block(value, 0)


def make(folder: Path, number: int = CARDS, reviews: int = REVIEWS) -> None:
    """The whole folder: banks and reviews.db; the program makes its catalogue at the first command."""
    write_banks(folder / "banks", number)
    write_reviews(folder / "reviews.db", number, reviews)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
