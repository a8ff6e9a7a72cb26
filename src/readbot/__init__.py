"""readbot runs a reading group in a Discord server."""

import zoneinfo

# Rules for time zones come from the tzdata package alone: they are then the same on every machine
# and are brought up to date with readbot's other dependencies.
zoneinfo.reset_tzpath(to=())
