"""Writing a file in one step: whatever happens, a kill or a full disk, it is the old one or the new one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

LEGIBLE = 40
"""Letters of a file's name that its temporary one begins with: names end at 255 bytes, and a Chinese letter takes 3."""


def put(path: Path, content: str | bytes, lasting: bool = True) -> None:
    """Let the file hold this (text as UTF-8). Links are followed, its mode is kept.

    lasting: it is on the disk when this returns; else it outlives the process, but perhaps not a power cut. What is no
    plain file, /dev/stdout say, is written to as it is.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    path = path.resolve()
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    try:
        _replace(path, data, lasting)
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise
    if lasting:
        _sync_folder(path.parent)


def _replace(path: Path, data: bytes, lasting: bool) -> None:
    from tempfile import mkstemp

    handle, temporary = mkstemp(dir=path.parent, prefix=f".{path.name[:LEGIBLE]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        Path(temporary).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
