"""Side by side with peers: ``python -m benchmarks --help``."""

import sys
from pathlib import Path

# From a checkout, as bot.py does it.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
