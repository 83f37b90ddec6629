"""What is installed finds its question banks, from any folder: as a wheel, and from a checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, unpacked as pip would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def topics(package: Path, elsewhere: Path) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-m", "dlquiz", "topics", "--json"],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(package), "DLQUIZ_HOME": str(elsewhere)},
        capture_output=True,
        text=True,
        check=True,
    )
    return {topic["topic"] for topic in json.loads(ran.stdout)}


def test_a_wheel_carries_the_banks(unpacked: Path, tmp_path: Path) -> None:
    assert (unpacked / "dlquiz/content/cnn-basics.yaml").is_file()
    assert len(topics(unpacked, tmp_path)) == 15


def test_a_checkout_finds_them_beside_the_package(tmp_path: Path) -> None:
    assert len(topics(ROOT, tmp_path)) == 15
