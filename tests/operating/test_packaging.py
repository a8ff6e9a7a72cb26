"""What ``pip install`` gives: the command, and with it every file that the code reads."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.operating.process import environment

from readbot import __version__

ROOT = Path(__file__).parents[2]
# What is read by its path or by importlib.resources, and so is easily left out of a package.
READ_FROM_FILES = {
    "migrations": "readbot/migrations",
    "src/readbot/samples": "readbot/samples",
    "src/readbot/export/templates": "readbot/export/templates",
    "src/readbot/rehearsal/static": "readbot/rehearsal/static",
    "src/readbot/locale": "readbot/locale",
}


def pip(*words: str) -> None:
    """pip of this environment, which asks no network."""
    told = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *words]
    subprocess.run([*told, "--no-deps", "--no-index"], check=True, cwd=ROOT)  # noqa: S603


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel, built from this checkout, was installed into."""
    folder = tmp_path_factory.mktemp("package")
    pip("wheel", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("readbot-*.whl")
    assert wheel.name.startswith(f"readbot-{__version__}-")
    target = folder / "installed"
    pip("install", "--target", str(target), str(wheel))
    return target


def readbot(installed: Path, *words: str, cwd: Path, **variables: str) -> tuple[int, str]:
    """The installed command, with the checkout out of sight: its exit code, and what it said."""
    env = environment(PYTHONPATH=str(installed), **variables)
    command = [sys.executable, str(installed / "bin" / "readbot"), *words]
    told = subprocess.run(  # noqa: S603
        command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=120
    )
    return told.returncode, told.stdout + told.stderr


def test_it_gives_the_command_with_its_version(installed: Path, tmp_path: Path) -> None:
    code, said = readbot(installed, "--help", cwd=tmp_path)
    assert code == 0
    assert "Usage: readbot" in said
    assert readbot(installed, "--version", cwd=tmp_path) == (0, f"readbot {__version__}\n")


@pytest.mark.parametrize("folder", READ_FROM_FILES)
def test_every_file_that_the_code_reads_is_in_it(installed: Path, folder: str) -> None:
    ours = {
        file.relative_to(ROOT / folder)
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    theirs = installed / READ_FROM_FILES[folder]
    assert [str(file) for file in sorted(ours) if not (theirs / file).is_file()] == []


def test_it_makes_a_database_and_a_whole_rehearsal_by_itself(
    installed: Path, tmp_path: Path
) -> None:
    code, said = readbot(installed, "rehearse", "--story", "--out", "out", cwd=tmp_path)
    assert code == 0, said
    assert any((tmp_path / "out").iterdir())
    make = "import asyncio; from readbot.store.database import open_store as o; "
    make += "asyncio.run(asyncio.wait_for(o('sqlite:///made.db'), 30))"
    env = {**os.environ, "PYTHONPATH": str(installed)}
    subprocess.run([sys.executable, "-c", make], cwd=tmp_path, env=env, check=True)  # noqa: S603
    with sqlite3.connect(tmp_path / "made.db") as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    newest = max(file.stem for file in (ROOT / "migrations" / "versions").glob("0*.py"))
    assert newest.startswith(revision)
