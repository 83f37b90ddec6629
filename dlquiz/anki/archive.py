"""Opening what Anki has exported, whatever is in the file: nothing is unpacked but the collection, within bounds."""

from __future__ import annotations

import errno
import sqlite3
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory, gettempdir
from typing import IO, cast

from dlquiz.errors import AnkiError

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""In the order of trust: a package of the latest kind has a stub under the older names."""
NEWEST_PACKAGE = 3
VERSIONS = (11, 18)
"""The schemas of a collection: the one of packages, the one Anki itself keeps."""
LARGEST = 2**31
SMALL = 2**26
MOST_PACKED = 100
"""A collection may unpack to 64 MB, and to a hundred times its packed size, but never to more than 2 GB."""
CHUNK = 1 << 20
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
WAL_FLAGS = 18
EXPORT_ANEW = "export it from Anki anew"


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The collection in an .apkg or .colpkg, to read. AnkiError says what is wrong with the file."""
    try:
        with TemporaryDirectory(prefix="dlquiz-") as folder:
            database = Path(folder) / "collection"
            _unpack(path, database)
            address = f"{database.as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(address, uri=True)) as db:
                db.create_collation("unicase", _unicase)
                _check_version(db, path)
                yield db
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise AnkiError("the collection in it is damaged", place=str(path), remedy=EXPORT_ANEW) from error
    except FileNotFoundError as error:
        raise AnkiError("there is no such file", place=str(path), remedy="name an .apkg or .colpkg") from error
    except OSError as error:
        if error.errno in NO_ROOM:
            cause, remedy = f"there is no room to unpack {path}", "make room, or let TMPDIR name another folder"
            raise AnkiError(cause, place=gettempdir(), remedy=remedy) from error
        raise AnkiError(f"cannot be read: {error.strerror or error}", place=str(path), remedy=EXPORT_ANEW) from error


def _unpack(path: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_entries(archive, path)
            _check_package(archive, path)
            name = next((name for name in COLLECTIONS if name in archive.namelist()), None)
            if name is None:
                raise AnkiError("holds no collection of Anki's", place=str(path), remedy="name an .apkg or .colpkg")
            allowed = _allowed(archive.getinfo(name), path)
            with archive.open(name) as packed, _plain(packed, name) as content, target.open("wb") as file:
                _copy(content, file, allowed, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, _zstd_error()) as error:
        if zipfile.is_zipfile(path):
            raise AnkiError("the archive is damaged", place=str(path), remedy=EXPORT_ANEW) from error
        raise AnkiError("is no Anki package", place=str(path), remedy="name an .apkg or .colpkg") from error
    with target.open("r+b") as file:
        file.seek(WAL_FLAGS)
        file.write(b"\1\1")  # Anki's own are in WAL mode, which cannot be read from a single file


def _check_entries(archive: zipfile.ZipFile, path: Path) -> None:
    for entry in archive.infolist():
        name, windows = entry.filename, PureWindowsPath(entry.filename)
        if ".." in windows.parts or windows.drive or windows.root or PurePosixPath(name).is_absolute():
            raise AnkiError(f"holds a path that leads out of it, {name!r}", place=str(path), remedy="do not trust it")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise AnkiError("is not packed as Anki does it", place=str(path), remedy=EXPORT_ANEW)


def _check_package(archive: zipfile.ZipFile, path: Path) -> None:
    """The entry `meta` is a protobuf message whose field 1 is the version of the package; old ones have none."""
    if "meta" in archive.namelist() and archive.getinfo("meta").file_size < CHUNK:
        meta = archive.read("meta")
        if meta[:1] == b"\x08" and meta[1:2] > bytes([NEWEST_PACKAGE]):
            raise _unknown_version(path, "package", meta[1])


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    (version,) = db.execute("SELECT ver FROM col").fetchone() or (0,)
    if version not in VERSIONS:
        raise _unknown_version(path, "collection", version)


def _unknown_version(path: Path, what: str, version: int) -> AnkiError:
    remedy = "update dlquiz, or export with “Support older Anki versions”"
    return AnkiError(f"a {what} of the unknown version {version}", place=str(path), remedy=remedy)


def _allowed(member: zipfile.ZipInfo, path: Path) -> int:
    """How many bytes the collection may have, once unpacked."""
    allowed = min(LARGEST, SMALL + MOST_PACKED * member.compress_size)
    if member.file_size > allowed:
        raise _too_large(path)
    return allowed


def _copy(source: IO[bytes], target: IO[bytes], allowed: int, path: Path) -> None:
    """The sizes that an archive declares may be lies: count."""
    while chunk := source.read(CHUNK):
        allowed -= len(chunk)
        if allowed < 0:
            raise _too_large(path)
        target.write(chunk)


def _too_large(path: Path) -> AnkiError:
    return AnkiError("unpacks to far more than a collection needs", place=str(path), remedy="do not trust it")


def _plain(packed: IO[bytes], name: str) -> IO[bytes]:
    """The latest packages compress the collection with zstd, within the zip."""
    if name != COLLECTIONS[0]:
        return packed
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdFile
    else:
        from backports.zstd import ZstdFile
    return cast("IO[bytes]", ZstdFile(packed))


def _zstd_error() -> type[Exception]:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError
    else:
        from backports.zstd import ZstdError
    return ZstdError


def _unicase(one: str, other: str) -> int:
    """Anki's collation: as good as case-insensitive."""
    a, b = one.casefold(), other.casefold()
    return (a > b) - (a < b)
