"""The commands, one file per noun; each only takes an interaction apart and says the outcome."""

from typing import Any

from discord import app_commands

from readbot.chat.commands import (
    about,
    clubs,
    digests,
    finds,
    keeping,
    members,
    note_lists,
    notes,
    one_note,
    order,
    questions,
    readings,
)
from readbot.chat.deeds import Deeds

NOUNS = (
    clubs,
    readings,
    digests,
    notes,
    note_lists,
    one_note,
    questions,
    finds,
    keeping,
    order,
    members,
    about,
)


def join(tree: app_commands.CommandTree[Any], deeds: Deeds) -> None:
    """Give the tree every command and menu, and the deeds every button and form."""
    for noun in NOUNS:
        for command in noun.COMMANDS:
            tree.add_command(command)
        deeds.take_in(noun.DEEDS)
    deeds.button("reopen")(deeds.reopen)
