"""The outside world, built once in main(): streams, paths, clock, random numbers. Tests build their own."""

from __future__ import annotations

import io
import os
import random
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

from dlquiz.core.questions import Lang
from dlquiz.core.settings import DEFAULTS, Settings, read
from dlquiz.errors import DlquizError, UsageError
from dlquiz.files import put


def local_time(seconds: float) -> datetime:
    """What the clock on the wall showed at a moment (epoch seconds): the zone's offset of that day, not of today."""
    return datetime.fromtimestamp(seconds, UTC).astimezone()


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything a command may touch."""

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    variables: Mapping[str, str]
    data: Path
    """reviews.db, catalogue.db and backups."""
    banks: Path
    """The user's own question banks."""
    config: Path
    """config.toml."""
    content: Path
    """The question banks that come with the program."""
    now: Callable[[], datetime]
    """The present moment, with the local time zone."""
    random: random.Random
    local: Callable[[float], datetime] = local_time
    """Another moment (epoch seconds) in the local time zone."""

    @property
    def interactive(self) -> bool:
        """Both ends are a terminal that can be painted on."""
        return self.stdin.isatty() and self.stdout.isatty() and self.variables.get("TERM", "dumb") != "dumb"

    @property
    def lang(self) -> Lang:
        """The language of the locale: Chinese for zh_*, else English."""
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            if value := self.variables.get(name):
                return "zh" if value.lower().startswith("zh") else "en"
        return "en"

    def settings(self) -> Settings:
        """The configuration, over the defaults. DlquizError where config.toml cannot be read."""
        try:
            content = self.config.read_bytes()
        except FileNotFoundError:
            return DEFAULTS
        import tomllib

        try:
            return read(tomllib.loads(content.decode("utf-8-sig")))
        except UnicodeDecodeError:
            cause, remedy = "the file is no UTF-8", "save it as UTF-8, or delete it"
        except tomllib.TOMLDecodeError as problem:
            cause, remedy = str(problem), "mend the line or delete the file"
        except DlquizError as problem:
            cause, remedy = problem.cause, problem.remedy
        raise DlquizError(cause, place=str(self.config), remedy=remedy)

    def write_settings(self, toml: str) -> None:
        """Replace config.toml in one move."""
        self.config.parent.mkdir(parents=True, exist_ok=True)
        put(self.config, toml)


def installing(library: str) -> str:
    """The command that puts a library beside this program, whichever Python runs it."""
    return f"{sys.executable} -m pip install {library}"


def from_process() -> Environment:
    """The environment of this process. DLQUIZ_HOME puts data, configuration and banks into one folder.

    DLQUIZ_NOW (an ISO time) sets the clock, which then runs on: for rehearsals and tests. A stream that is closed gives
    and takes nothing; bytes that are no text come in as �.
    """
    variables = dict(os.environ)
    data, config, banks = _folders(variables)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    return Environment(
        stdin=sys.stdin or io.StringIO(),
        stdout=sys.stdout or io.StringIO(),
        stderr=sys.stderr or io.StringIO(),
        variables=variables,
        data=data,
        banks=banks,
        config=config,
        content=_content(),
        now=_clock(variables.get("DLQUIZ_NOW", "")),
        random=random.Random(),
    )


def _folders(variables: Mapping[str, str]) -> tuple[Path, Path, Path]:
    if home := variables.get("DLQUIZ_HOME"):
        try:
            root = Path(home).expanduser().absolute()
        except RuntimeError:
            raise UsageError(f"there is no such user in {home}", place="DLQUIZ_HOME", remedy="give a folder") from None
        return root, root / "config.toml", root / "banks"
    from platformdirs import PlatformDirs

    folders = PlatformDirs("dlquiz", appauthor=False)
    data = Path(folders.user_data_dir)
    return data, Path(folders.user_config_dir) / "config.toml", data / "banks"


def _content() -> Path:
    package = Path(__file__).parent
    sibling = package.parent / "content"
    return package / "content" if (package / "content").is_dir() else sibling


def _clock(start: str) -> Callable[[], datetime]:
    if not start:
        return lambda: datetime.now().astimezone()
    try:
        first = datetime.fromisoformat(start).astimezone()
    except ValueError:
        raise UsageError(f"DLQUIZ_NOW is {start!r}", remedy="give an ISO time such as 2026-11-20T09:00") from None
    begun = datetime.now().astimezone()

    def now() -> datetime:
        elapsed: timedelta = datetime.now().astimezone() - begun
        return (first + elapsed).astimezone()

    return now
