"""Where question banks lie: the program's own, the banks folder, and the files and folders of the settings.

A folder may be a stranger's: hidden files, links that lead out of it, and what is no ordinary file are not read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from dlquiz.core.settings import Settings
from dlquiz.environment import Environment

SUFFIXES = (".yaml", ".yml")
OVERRIDES = "overrides.yaml"
"""In the banks folder: the learner's versions of the program's own questions."""


class Refused(NamedTuple):
    """What was expected to be read and is not."""

    path: Path
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{spelled(self.path)}: {self.cause}; {self.remedy}"


def spelled(path: Path) -> str:
    """The path as it can be printed: bytes in it that are no UTF-8 are spelled out."""
    return str(path).encode("utf-8", "backslashreplace").decode()


class Places(NamedTuple):
    """Every bank file, and whether it is the user's own; and what is not read."""

    files: dict[Path, bool]
    refused: list[Refused]

    def keeps(self, path: str) -> bool:
        """Whether a file that is not among the files is only out of reach: what it last held stays in use."""
        return any(Path(path).is_relative_to(refused.path) for refused in self.refused)


def places(environment: Environment, settings: Settings) -> Places:
    """Content first, then the banks folder, then the banks of the settings."""
    found = Places({}, [])
    roots = [(root, own) for root, own in ((environment.content, False), (environment.banks, True)) if root.exists()]
    for root, own in [*roots, *((place_of(bank), True) for bank in settings.banks)]:
        files, refused = bank_files(root)
        found.files.update((path, own) for path in files if path not in found.files)
        found.refused.extend(refused)
    return found


def place_of(bank: str) -> Path:
    """Where a bank of the settings lies; ~ is the home of a user, if there is such a user."""
    with suppress(RuntimeError):
        return Path(bank).expanduser()
    return Path(bank)


def bank_files(place: Path) -> tuple[list[Path], list[Refused]]:
    """The YAML files of a folder, or a file alone; and what of it is refused."""
    remedy = f"dlquiz bank remove {place.stem}"
    try:
        if not place.exists():
            return [], [Refused(place, "there is no such file or folder", f"put it back, or {remedy}")]
    except OSError as error:
        return [], [Refused(place, f"cannot be read: {error.strerror}", f"allow reading it, or {remedy}")]
    files, refused = list[Path](), list[Refused]()
    root = place.resolve()
    for path in sorted(_inside(place, refused)) if place.is_dir() else [place]:
        problem = _problem(path, root)
        if problem:
            refused.append(problem)
        elif not path.is_dir():
            files.append(path)
    return files, refused


def _inside(folder: Path, refused: list[Refused]) -> Iterator[Path]:
    """YAML files and links to folders; links are not followed, hidden folders not entered."""

    def fails(error: OSError) -> None:
        refused.append(Refused(Path(error.filename), f"cannot be read: {error.strerror}", "allow reading it"))

    for inner, folders, names in os.walk(folder, onerror=fails):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(inner, name) for name in folders if Path(inner, name).is_symlink())
        yield from (Path(inner, name) for name in names if name.endswith(SUFFIXES) and not name.startswith("."))


def _problem(path: Path, root: Path) -> Refused | None:
    if spelled(path) != str(path):
        return Refused(path, "the name is no UTF-8", "rename it")
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return Refused(path, "the link points outside its folder", f"dlquiz bank add {path.resolve()}, or remove it")
    if not path.exists():
        return Refused(path, "the link points to nothing", "remove it")
    if not (path.is_file() or path.is_dir()):
        return Refused(path, "this is no ordinary file", "remove it")
    if not os.access(path, os.R_OK):
        return Refused(path, "the file may not be read", "allow reading it")
    return None
