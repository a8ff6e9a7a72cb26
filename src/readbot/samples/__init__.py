"""Texts that readbot ships for its rehearsals: written by us, free to use."""
