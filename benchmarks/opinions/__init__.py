"""Twelve sets of short opinions with people's summaries; ways of choosing are tried on nine."""

from benchmarks.opinions.places import PLACES
from benchmarks.opinions.said import Opinions
from benchmarks.opinions.texts import TEXTS
from benchmarks.opinions.things import THINGS

SETS: tuple[Opinions, ...] = (*THINGS, *PLACES, *TEXTS)
TRIED_ON = frozenset(
    (
        "a lantern's battery",
        "the rooms of an inn",
        "the first chapter of a novel",
        "a walking map",
        "an essay on working at night",
        "ein Fahrradkorb",
        "a laptop's battery",
        "a library's opening hours",
        "a novel's ending",
    )
)
"""The sets on which ways of choosing were tried; the others only said whether they were right."""
