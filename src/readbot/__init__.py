"""readbot runs a reading group in a Discord server."""
