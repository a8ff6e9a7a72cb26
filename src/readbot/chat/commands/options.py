"""Options that several commands share: how they are typed, checked and completed."""

from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from discord import ChannelType, app_commands
from discord.app_commands import AppCommandChannel, AppCommandThread
from discord.app_commands import locale_str as wording
from discord.enums import AppCommandOptionType

from readbot.chat.answers import complete
from readbot.chat.asked import Asked, Interaction
from readbot.chat.render import language_of
from readbot.chat.views import shorten
from readbot.club.clubs import WEEKDAYS, matching_zones
from readbot.club.mistakes import Mistake
from readbot.club.notes import NoteKind, QuestionState, ShowTo
from readbot.club.readings import Reading, ReadingState, Rights
from readbot.services import clubs, passages, questions, readings

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
        """The channel's id; a Mistake where Discord let a channel of another kind be chosen."""
        if value.type not in self.channel_types:
            raise Mistake(
                "Nothing can be posted in a channel of that kind here: choose a text channel."
            )
        return value.id


class HomeChannel(TextChannel):
    """A channel that excerpts can be posted in: one that one can write in, or a forum."""

    @property
    def channel_types(self) -> list[ChannelType]:
        """Text and announcement channels, and forums."""
        return [*super().channel_types, ChannelType.forum]


class ReadingChannel(HomeChannel):
    """A channel that a reading can live in: besides those, a thread, or a post of a forum."""

    @property
    def channel_types(self) -> list[ChannelType]:
        """Those of a home, and threads of every kind."""
        threads = (ChannelType.public_thread, ChannelType.private_thread, ChannelType.news_thread)
        return [*super().channel_types, *threads]


_Kind = TypeVar("_Kind", bound=StrEnum)


def chosen(kind: type[_Kind], value: str) -> _Kind:
    """The member of ``kind`` that was chosen; a Mistake for what is none of them."""
    try:
        return kind(value)
    except ValueError:
        raise Mistake("That is none of the choices. Choose one from the list.") from None


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
    """Readings in one of ``states``, or in any, by title; of one title, by when they were added."""

    async def fitting(ask: Asked, typed: str) -> Pairs:
        found = await readings.matching(ask.store, ask.place, typed, states or tuple(ReadingState))
        times = Counter(reading.title for reading in found)
        return [
            (str(one.id), await _told_apart(ask, one) if times[one.title] > 1 else one.title)
            for one in found
        ]

    return completion(fitting)


async def _told_apart(ask: Asked, reading: Reading) -> str:
    club = await clubs.here(ask.store, ask.place)
    words = language_of(club)
    added = words.moment(club.local(reading.added_at))
    # The end must not be cut off: it is what tells one from the other.
    return words.say("{title} · added {moment}", title=shorten(reading.title, 50), moment=added)


async def _passages(ask: Asked, typed: str) -> Pairs:
    found = await passages.passages(ask.store, ask.place, typed)
    return [(choice.value, choice.label) for choice in found]


async def _open_questions(ask: Asked, typed: str) -> Pairs:
    return await questions.open_questions(ask.store, ask.place, typed, ask.person)


complete_passage = completion(_passages)
complete_question = completion(_open_questions)

STATES = [
    app_commands.Choice(name=wording("Open"), value=QuestionState.OPEN),
    app_commands.Choice(name=wording("Answered"), value=QuestionState.ANSWERED),
    app_commands.Choice(name=wording("Parked"), value=QuestionState.PARKED),
]
KINDS = [
    app_commands.Choice(name=wording("Thought"), value=NoteKind.THOUGHT),
    app_commands.Choice(name=wording("Question"), value=NoteKind.QUESTION),
    app_commands.Choice(name=wording("Agreement"), value=NoteKind.AGREEMENT),
    app_commands.Choice(name=wording("Disagreement"), value=NoteKind.DISAGREEMENT),
    app_commands.Choice(name=wording("Connection"), value=NoteKind.CONNECTION),
    app_commands.Choice(name=wording("Definition"), value=NoteKind.DEFINITION),
    app_commands.Choice(name=wording("Source"), value=NoteKind.SOURCE),
]
RIGHTS = [
    app_commands.Choice(name=wording("Our own text"), value=Rights.OWN),
    app_commands.Choice(name=wording("Public domain"), value=Rights.PUBLIC_DOMAIN),
    app_commands.Choice(name=wording("Under a licence"), value=Rights.LICENCE),
    app_commands.Choice(name=wording("With permission"), value=Rights.PERMISSION),
    app_commands.Choice(name=wording("Quotation, with the link"), value=Rights.QUOTATION),
]
SHOW_TO = [
    app_commands.Choice(name=wording("The group"), value=ShowTo.CLUB),
    app_commands.Choice(name=wording("Only me"), value=ShowTo.ME),
    app_commands.Choice(name=wording("The group, under a pseudonym"), value=ShowTo.PSEUDONYM),
]


async def reading_id(ask: Asked, typed: str | None) -> int | None:
    """The reading that a completion value, or some words of a title, means; None for none."""
    if typed is None:
        return None
    found = await readings.matching(ask.store, ask.place, typed)
    exact = [r for r in found if str(r.id) == typed.strip()]
    if len(exact or found) != 1:
        raise Mistake("Several readings, or none, fit that. Choose one from the list.")
    return (exact or found)[0].id
