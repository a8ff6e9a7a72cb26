"""What a book is divided into."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a book that can be read alone: its number from 1, and its length in code points."""

    number: int
    title: str | None
    characters: int
