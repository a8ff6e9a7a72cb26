"""Short opinions on one subject each, and how a person would sum them up in a few words.

All of it is written for this benchmark: opinions as people give them in a row, briefly and without
care, some of them beside the point or at length; of what was said most, the summaries tell first.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Opinions:
    """What people said of ``subject``, one opinion a line, and some persons' summaries of it."""

    subject: str
    said: tuple[str, ...]
    summaries: tuple[str, ...]


def opinions(subject: str, said: str, *summaries: str) -> Opinions:
    """The opinions in ``said``, a line each."""
    return Opinions(subject, tuple(line for line in said.strip().split("\n") if line), summaries)
