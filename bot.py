"""Start readbot from a checkout: ``python bot.py --help``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from readbot.cli import main

if __name__ == "__main__":
    main()
