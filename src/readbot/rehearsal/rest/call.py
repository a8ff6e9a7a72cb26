"""One request to the API, as its route's function sees it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from readbot.rehearsal.composing import Body
from readbot.rehearsal.model.nouns import Channel, Guild, Json, Message, User
from readbot.rehearsal.model.permissions import Permission, base_permissions
from readbot.rehearsal.model.world import World
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.shapes import Shapes

if TYPE_CHECKING:
    from readbot.rehearsal.server import Rehearsal


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and its JSON; None means no body at all."""

    body: Any = None
    status: int = 200


NOTHING = Answer(None, 204)


@dataclass(frozen=True, slots=True)
class Call:
    """A request with its path's ids, its query and its body."""

    rehearsal: "Rehearsal"
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Body

    @property
    def world(self) -> World:
        """The world."""
        return self.rehearsal.world

    @property
    def shapes(self) -> Shapes:
        """The shapes of its nouns."""
        return self.rehearsal.shapes

    @property
    def bot(self) -> User:
        """Who is calling."""
        return self.rehearsal.world.bot

    @property
    def json(self) -> Json:
        """The body's JSON object."""
        return self.body.json

    def id(self, name: str) -> int:
        """An id of the path; raises Refusal 50035 when it is no number."""
        return _snowflake(name, self.path[name])

    def query_id(self, name: str) -> int | None:
        """An id of the query, or None."""
        value = self.query.get(name)
        return None if value is None else _snowflake(name, value)

    def query_number(self, name: str, fallback: int, least: int, most: int) -> int:
        """A number of the query; raises Refusal 50035 when it is out of range."""
        value = self.query.get(name)
        if value is None:
            return fallback
        if not value.isdecimal() or not least <= int(value) <= most:
            errors = FormErrors()
            errors.add(
                name, "NUMBER_TYPE_RANGE", f"int value should be between {least} and {most}."
            )
            errors.raise_if_any()
        return int(value)

    def guild(self) -> Guild:
        """The path's guild; raises Refusal 10004 where the bot is no member."""
        identifier = self.id("guild_id")
        if not self.world.bot_in(identifier):
            raise Refusal(10004)
        return self.world.guilds[identifier]

    def channel(self) -> Channel:
        """The path's channel; raises Refusal 10003, or 50001 when the bot does not see it."""
        channel = self.world.channels.get(self.id("channel_id"))
        if channel is None:
            raise Refusal(10003)
        if not self.permissions(channel) & Permission.VIEW_CHANNEL:
            raise Refusal(50001)
        self.world.archive_when_idle(channel)
        return channel

    def message(self, channel: Channel) -> Message:
        """The path's message as the bot may know it; raises Refusal 10008."""
        message = self.world.messages[channel.id].get(self.id("message_id"))
        if message is None or message.ephemeral:
            raise Refusal(10008)
        return message

    def permissions(self, channel: Channel) -> int:
        """What the bot may do in a channel."""
        return self.world.permissions_in(channel, self.bot)

    def need(self, channel: Channel, permission: Permission) -> None:
        """Raises Refusal 50013 when the bot lacks a permission in a channel."""
        if self.permissions(channel) & permission != permission:
            raise Refusal(50013)

    def need_in_guild(self, guild: Guild, permission: Permission) -> None:
        """Raises Refusal 50013 when the bot lacks a permission in a guild."""
        if not base_permissions(guild, guild.members[self.bot.id]) & permission:
            raise Refusal(50013)


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation: its method, its path as in Discord's document, and who answers it.

    `tokened` routes carry a token of their own in the path and ask for no Authorization.
    """

    method: str
    path: str
    handler: Handler
    tokened: bool = False


def _snowflake(name: str, value: str) -> int:
    if not value.isdecimal() or len(value) > 20:
        errors = FormErrors()
        errors.add(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        errors.raise_if_any()
    return int(value)
