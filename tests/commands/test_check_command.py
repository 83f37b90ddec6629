"""dlquiz check as it is typed: messages into a pipe, JSON, the page on a terminal, and the exit code."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dlquiz.cli import run
from dlquiz.environment import Environment

GOOD = """\
topic: mine
title: {en: Mine, zh: 我的}
questions:
- id: group-size
  ask: {en: How large is a group?, zh: 一组有多大？}
  answer: {en: 'Half of it, $n/2$.', zh: '一半，即 $n/2$。'}
"""
BAD = GOOD.replace("ask:", "askk:").replace("- id: group-size", "- id: group-size\n  level: hard")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    content, banks = tmp_path / "content", tmp_path / "banks"
    content.mkdir()
    banks.mkdir()
    (content / "sources.yaml").write_text("he2016: {title: Deep residual learning, year: 2016}\n", "utf-8")
    return Environment(
        stdin=io.StringIO(),
        stdout=io.StringIO(),
        stderr=io.StringIO(),
        variables={"LANG": "en_GB.UTF-8"},
        data=tmp_path,
        banks=banks,
        config=tmp_path / "config.toml",
        content=content,
        now=lambda: datetime(2026, 11, 20, tzinfo=UTC),
        random=random.Random(1),
    )


Said = Callable[..., tuple[int, str]]


@pytest.fixture
def said(environment: Environment) -> Said:
    def check(*arguments: str | Path, terminal: bool = False) -> tuple[int, str]:
        out = Terminal() if terminal else io.StringIO()
        variables = dict(environment.variables) | (
            {"TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "80"} if terminal else {}
        )
        code = run(["check", *map(str, arguments)], replace(environment, stdout=out, variables=variables))
        return int(code), out.getvalue()

    return check


def test_a_sound_bank_says_so_and_exits_with_0(said: Said, environment: Environment) -> None:
    (environment.banks / "mine.yaml").write_text(GOOD, "utf-8")
    assert said() == (0, "")
    assert said("--json") == (0, "[]\n")
    assert said(terminal=True)[1].strip() == "1 question in 2 files, all sound."


def test_each_problem_is_one_line_in_a_pipe(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(BAD, "utf-8")
    code, out = said(path)
    assert code == 1
    assert out.splitlines() == [
        f'{path}:4:7: question group-size has no ask; add an "ask:" line',
        f"{path}:5:10: level is hard; write core or deep",
        f"{path}:6:3: question group-size has an unknown field askk; did you mean ask or asked?",
    ]


def test_json_has_the_six_fields(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("一半，", "一半,"), "utf-8")
    code, out = said(path, "--json")
    assert code == 1
    assert json.loads(out) == [
        {
            "file": str(path),
            "line": 6,
            "column": 44,
            "question": "group-size",
            "problem": "half-width punctuation beside a Chinese character: 半,; use ，。；：？！（）",
            "severity": "error",
        }
    ]


def test_a_terminal_shows_the_line_with_a_caret(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("  ask:", "  level: hard\n  ask:"), "utf-8")
    code, out = said(path, terminal=True)
    assert code == 1
    assert [line.rstrip() for line in out.splitlines()] == [
        f"  {path}:5:10: level is hard",
        "     5 │   level: hard",
        "       │          ^^^^",
        "  fix   write core or deep",
        "",
        "  1 problem in 1 of 1 file.",
    ]


def test_a_caret_stands_under_wide_characters(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("zh: 我的}", "zh: 我的, 'x': 1}"), "utf-8")
    line, caret = said(path, terminal=True)[1].splitlines()[1:3]
    assert line == "     2 │ title: {en: Mine, zh: 我的, 'x': 1}"
    before = line[: line.index("'x'")]
    assert caret.index("^") == len(before) + 2  # two characters of two columns


def test_warnings_alone_exit_with_0(said: Said, tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(GOOD.replace("How large is a group?", "How " + "very " * 30 + "large?"), "utf-8")
    code, out = said(path)
    assert (code, out) == (0, f"{path}:5:13: warning: ask has 32 words; write 8 to 25\n")
    assert said("--strict", path)[0] == 1


def test_a_folder_is_searched_and_its_sources_are_checked(said: Said, tmp_path: Path) -> None:
    folder = tmp_path / "team"
    (folder / "deep").mkdir(parents=True)
    cited = GOOD.replace("- id: group-size", "- id: group-size\n  sources: [{source: he2016}, {source: vaswani}]")
    (folder / "deep" / "mine.yaml").write_text(cited, "utf-8")
    (folder / "sources.yaml").write_text("vaswani: {title: GRU, year: soon}\n", "utf-8")
    code, out = said(folder)
    assert code == 1
    assert out.splitlines() == [
        f"{folder}/deep/mine.yaml:5:40: there is no source vaswani; add it to sources.yaml",
        f"{folder}/sources.yaml:1:29: year is soon; write one number",
    ]


def test_a_file_stands_in_for_the_built_in_of_the_same_id(said: Said, environment: Environment, tmp_path: Path) -> None:
    (environment.content / "mine.yaml").write_text(GOOD, "utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD, "utf-8")
    assert said(path) == (0, "")


def test_a_path_that_does_not_exist_is_wrong_usage(
    said: Said, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(tmp_path / "none.yaml")[0] == 2
    assert "there is no file or folder" in capsys.readouterr().err
