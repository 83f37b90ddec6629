"""Files that are written in one step."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from dlquiz.files import put


def test_the_new_content_takes_the_place_of_the_old_and_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    put(path, "old")
    assert path.stat().st_mode & 0o777 == 0o666 & ~_umask()
    path.chmod(0o640)
    put(path, "新\r\n")
    assert path.read_bytes() == "新\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    put(path, b"\x00")
    assert path.read_bytes() == b"\x00"
    assert list(tmp_path.iterdir()) == [path]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "file", tmp_path / "link"
    path.write_bytes(b"old")
    link.symlink_to(path)
    put(link, "new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_name_may_be_as_long_as_the_system_takes(tmp_path: Path) -> None:
    path = tmp_path / f"{'题' * 84}.md"
    put(path, "all")
    assert path.read_text("utf-8") == "all"


def test_what_is_no_plain_file_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    put(pipe, "through")
    assert os.read(reading, 99) == b"through"
    os.close(reading)
    assert pipe.is_fifo()


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as raised:
        put(path, "new")
    assert raised.value.filename == str(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_does_not_exist_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "none" / "file"
    with pytest.raises(FileNotFoundError) as raised:
        put(path, "new")
    assert raised.value.filename == str(path)


DYING = """
import resource, signal, sys
from pathlib import Path
from dlquiz.files import put
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
put(Path(sys.argv[1]), "new" * 10**6)
"""


def test_a_process_that_dies_while_bytes_flow_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    ran = subprocess.run([sys.executable, "-c", DYING, str(path)], cwd=Path(__file__).parents[1], check=False)
    assert ran.returncode == -signal.SIGXFSZ
    assert path.read_bytes() == b"old"
