"""Strings in, values out: articles, sentences, excerpts and anchors. Imports nothing of readbot."""
