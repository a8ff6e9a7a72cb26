"""Options that several commands share: how they are typed, checked and completed."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from discord import ChannelType, app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread
from discord.enums import AppCommandOptionType

from readbot.chat.answers import complete
from readbot.chat.asked import Asked, Interaction
from readbot.club.clubs import WEEKDAYS, matching_zones
from readbot.club.readings import ReadingState
from readbot.services import readings

Pairs = Sequence[tuple[str, str]]
Completion = Callable[[Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]


AnyCommand = app_commands.Group | app_commands.ContextMenu | app_commands.Command[Any, ..., None]


class TextChannel(app_commands.Transformer):
    """A channel that one can write in, by its id: whether it is in our cache does not matter."""

    @property
    def type(self) -> AppCommandOptionType:
        """A channel, in Discord's words."""
        return AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[ChannelType]:
        """Text and announcement channels."""
        return [ChannelType.text, ChannelType.news]

    async def transform(
        self, interaction: Interaction, value: AppCommandChannel | AppCommandThread, /
    ) -> int:
        """The channel's id."""
        return value.id


def completion(choices: Callable[[Asked, str], Awaitable[Pairs]]) -> Completion:
    """A completion for discord.py out of a function that gives (value, label) pairs."""

    async def callback(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await complete(interaction, lambda ask: choices(ask, current))

    return callback


async def _zones(_: Asked, typed: str) -> Pairs:
    return [(zone, zone.replace("_", " ")) for zone in matching_zones(typed)]


async def _weekdays(ask: Asked, typed: str) -> Pairs:
    words = await ask.words()
    wanted = typed.strip().casefold()
    return [
        (day, words.weekday(number))
        for number, day in enumerate(WEEKDAYS)
        if day.startswith(wanted) or words.weekday(number).casefold().startswith(wanted)
    ]


async def _days(_: Asked, typed: str) -> Pairs:
    usual = ("daily", "weekdays", "mon,wed,fri", "tue,thu", "sat,sun", *WEEKDAYS)
    wanted = typed.strip()
    fitting = [days for days in usual if wanted.casefold() in days]
    return [(days, days) for days in dict.fromkeys(([wanted] if wanted else []) + fitting)]


complete_zone = completion(_zones)
complete_weekday = completion(_weekdays)
complete_days = completion(_days)


def complete_reading(*states: ReadingState) -> Completion:
    """Readings in one of ``states``, or in any, by title."""

    async def fitting(ask: Asked, typed: str) -> Pairs:
        found = await readings.matching(ask.store, ask.place, typed, states or tuple(ReadingState))
        return [(str(reading.id), reading.title) for reading in found]

    return completion(fitting)
