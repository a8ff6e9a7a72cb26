"""Files that are broken, or made to harm, end in an article or in a refusal."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.hostile.straining import FORMATS, book_with

from readbot.text.article import UnreadableError
from readbot.text.importers import read_file

ROOT = Path(__file__).parents[2]


def test_files_that_are_broken_at_random_are_read_or_refused() -> None:
    # In a process of its own: it forks, and this one has threads.
    words = ("-m", "benchmarks", "strain", "--count", "20", "--no-bombs")
    done = subprocess.run(  # noqa: S603  our own words
        (sys.executable, *words),
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in FORMATS)
    assert "broke its process" not in done.stdout


@pytest.mark.parametrize("name", ["a.html", "a.epub"])
def test_an_entity_brings_no_file_of_this_machine(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("nobody may read this", encoding="utf-8")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1>The Lamp</h1><p>The keeper lights '
        "the lamp each evening, and nobody asks him why. &x; It burns.</p></body></html>"
    ).encode()
    try:
        text = read_file(name, book_with(page) if name.endswith("epub") else page).text
    except UnreadableError:
        return
    assert "nobody may read this" not in text
