"""readbot runs a reading group in a Discord server."""

import zoneinfo

__version__ = "0.1.0"

# Rules for time zones come from the tzdata package alone: they are then the same on every machine
# and are brought up to date with readbot's other dependencies.
zoneinfo.reset_tzpath(to=())
