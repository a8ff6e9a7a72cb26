"""What a member was told is kept survives any kill."""

import os
import subprocess
import sys
from pathlib import Path


def test_no_note_that_was_answered_is_lost_when_the_process_is_killed() -> None:
    # In a process of its own: it forks, and this one has threads.
    words = ("-m", "benchmarks", "durability", "--count", "10")
    root = Path(__file__).parents[2]
    done = subprocess.run(  # noqa: S603  our own words
        (sys.executable, *words),
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root / "src")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "10 kills" in done.stdout
