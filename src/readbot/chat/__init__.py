"""The only room that knows discord.py: interactions in, messages out."""
