"""The little world itself: guilds, channels, people and what they say; no network here."""
