"""Events: what a session is told of a change, as its intents and the bot's sight allow."""

from readbot.rehearsal.intents import (
    INTENT_DM_MESSAGES,
    INTENT_DM_REACTIONS,
    INTENT_GUILD_MESSAGES,
    INTENT_GUILD_REACTIONS,
    INTENT_GUILDS,
    INTENT_MEMBERS,
    INTENT_MESSAGE_CONTENT,
    INTENT_MODERATION,
)
from readbot.rehearsal.model.changes import Change
from readbot.rehearsal.model.nouns import (
    Ban,
    Channel,
    Guild,
    Interaction,
    Json,
    Member,
    Message,
    ReactionDeed,
    Role,
)
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import guild_shape, member_shape, role_shape, user_shape
from readbot.rehearsal.shapes import Shapes
from readbot.rehearsal.sockets import Session


class Events:
    """Puts changes of the world into the words of the gateway, for each session its own."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._world = shapes.world

    def whole_guild(self, session: Session, guild: Guild) -> Json:
        """A server as it comes to a session that has not seen it yet."""
        return self._shapes.whole_guild(guild, with_members=bool(session.intents & INTENT_MEMBERS))

    def payload(self, session: Session, change: Change) -> Json | None:
        """What a session is told of a change; None where it is told nothing."""
        noun, name = change.noun, change.name
        if isinstance(noun, Guild):
            return self._guild_payload(session, name, noun)
        if change.guild_id is not None and not self._world.bot_in(change.guild_id):
            return None
        if isinstance(noun, Interaction):
            return self._shapes.interaction(noun) if name == "INTERACTION_CREATE" else None
        if isinstance(noun, ReactionDeed):
            return self._reaction_payload(session, name, noun)
        if isinstance(noun, Message):
            return self._message_payload(session, name, noun)
        if isinstance(noun, Channel):
            return self._channel_payload(session, name, noun)
        if isinstance(noun, Role) and session.intents & INTENT_GUILDS:
            if name == "GUILD_ROLE_DELETE":
                return {"guild_id": str(change.guild_id), "role_id": str(noun.id)}
            return {"guild_id": str(change.guild_id), "role": role_shape(noun)}
        if isinstance(noun, Ban):
            if not session.intents & INTENT_MODERATION:
                return None
            return {"guild_id": str(change.guild_id), "user": user_shape(noun.user)}
        if isinstance(noun, Member):
            return self._member_payload(session, change, noun)
        return None

    def _guild_payload(self, session: Session, name: str, guild: Guild) -> Json | None:
        if not session.intents & INTENT_GUILDS:
            return None
        if name == "GUILD_CREATE":
            return self.whole_guild(session, guild)
        if name == "GUILD_DELETE":
            return {"id": str(guild.id)}
        return guild_shape(guild) if self._world.bot_in(guild.id) else None

    def _channel_payload(self, session: Session, name: str, channel: Channel) -> Json | None:
        if channel.guild_id is None or not session.intents & INTENT_GUILDS:
            return None
        if name == "THREAD_DELETE":
            return {
                "id": str(channel.id),
                "guild_id": str(channel.guild_id),
                "parent_id": str(channel.parent_id),
                "type": int(channel.kind),
            }
        bot = self._world.bot
        if channel.is_thread and not self._world.permissions_in(channel, bot):
            return None
        shape = self._shapes.channel(channel, bot)
        shape["guild_id"] = str(channel.guild_id)
        if name == "THREAD_CREATE":
            shape["newly_created"] = True
        return shape

    def _member_payload(self, session: Session, change: Change, member: Member) -> Json | None:
        is_bot = member.user.id == self._world.bot.id
        if not (session.intents & INTENT_MEMBERS or (is_bot and change.name.endswith("UPDATE"))):
            return None
        guild_id = str(change.guild_id)
        if change.name == "GUILD_MEMBER_REMOVE":
            return {"guild_id": guild_id, "user": user_shape(member.user)}
        return {"guild_id": guild_id, **member_shape(member)}

    def _message_payload(self, session: Session, name: str, message: Message) -> Json | None:
        needed = INTENT_DM_MESSAGES if message.guild_id is None else INTENT_GUILD_MESSAGES
        if message.ephemeral or not session.intents & needed:
            return None
        channel = self._world.channels.get(message.channel_id)
        bot = self._world.bot
        if channel is None:
            return None
        if not self._world.permissions_in(channel, bot) & Permission.VIEW_CHANNEL:
            return None
        if name == "MESSAGE_DELETE":
            shape = {"id": str(message.id), "channel_id": str(message.channel_id)}
            if message.guild_id is not None:
                shape["guild_id"] = str(message.guild_id)
            return shape
        shape = self._shapes.event_message(message, with_nonce=name == "MESSAGE_CREATE")
        return shape if self._reads_content(session, message) else _without_content(shape)

    def _reaction_payload(self, session: Session, name: str, deed: ReactionDeed) -> Json | None:
        message = deed.message
        place = self._world.channels.get(message.channel_id)
        needed = INTENT_GUILD_REACTIONS if message.guild_id is not None else INTENT_DM_REACTIONS
        if place is None or message.ephemeral or not session.intents & needed:
            return None
        if not self._world.permissions_in(place, self._world.bot) & Permission.VIEW_CHANNEL:
            return None
        if not name.endswith(("_ADD", "_REMOVE")):
            return _cleared(message, deed.emoji)
        payload: Json = {
            "user_id": str(deed.user.id),
            "channel_id": str(message.channel_id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": {"id": None, "name": deed.emoji},
            "burst": False,
            "type": 0,
        }
        guild = self._world.guilds.get(message.guild_id or 0)
        if guild is not None:
            payload["guild_id"] = str(guild.id)
        if guild is not None and deed.user.id in guild.members:
            payload["member"] = member_shape(guild.members[deed.user.id])
        return payload

    def _reads_content(self, session: Session, message: Message) -> bool:
        bot = self._world.bot
        return (
            bool(session.intents & INTENT_MESSAGE_CONTENT)
            or message.guild_id is None
            or message.author.id == bot.id
            or bot.id in message.mentions
        )


def _cleared(message: Message, emoji: str) -> Json:
    payload: Json = {"channel_id": str(message.channel_id), "message_id": str(message.id)}
    if message.guild_id is not None:
        payload["guild_id"] = str(message.guild_id)
    return payload | ({"emoji": {"id": None, "name": emoji}} if emoji else {})


def _without_content(shape: Json) -> Json:
    return shape | {"content": "", "embeds": [], "attachments": [], "components": []}
