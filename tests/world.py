"""A world for tests: folders below one, a clock that is set, seeded random numbers, streams that can be read."""

from __future__ import annotations

import io
import random
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dlquiz.environment import Environment

SHANGHAI = ZoneInfo("Asia/Shanghai")

BANK = """\
topic: {topic}
title:
  en: {topic}
  zh: {topic}
questions:
"""
QUESTION = """\
- id: {id}
  level: {level}
  ask:
    en: What is {id}?
    zh: 什么是 {id}？
  answer:
    en: It is {id}.
    zh: 它就是 {id}。
  points:
  - en: The first point
    zh: 要点一
  - en: The second point
    zh: 要点二
  checks:
  - id: pick
    kind: true-false
    right:
      en: It is {id}.
      zh: 它是 {id}。
    wrong:
      en: It is not {id}.
      zh: 它不是 {id}。
    why:
      en: It says so.
      zh: 本来如此。
"""


class Clock:
    """The present, moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def __call__(self) -> datetime:
        return self.time

    def on(self, **ahead: float) -> None:
        self.time += timedelta(**ahead)


def world(root: Path, clock: Clock | None = None, **variables: str) -> Environment:
    """An environment below `root`; its content folder is empty."""
    for name in ("content", "banks"):
        (root / name).mkdir(exist_ok=True)
    return Environment(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        variables={"TERM": "dumb", "LANG": "en_US.UTF-8", **variables},
        data=root / "data",
        banks=root / "banks",
        config=root / "config.toml",
        content=root / "content",
        now=clock or Clock(datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)),
        random=random.Random(7),
    )


def write_bank(folder: Path, topic: str, *ids: str, level: str = "core") -> Path:
    """A bank of simple questions, each with a true-false check."""
    path = folder / f"{topic}.yaml"
    questions = "".join(QUESTION.format(id=id_, level=level) for id_ in ids)
    path.write_text(BANK.format(topic=topic) + questions, "utf-8")
    return path
