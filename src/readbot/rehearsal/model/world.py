"""The world: everything that exists, the deeds that change it, and the questions about it."""

from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.messages import Messages
from readbot.rehearsal.model.nouns import Channel, ChannelKind, Command, User
from readbot.rehearsal.model.permissions import EVERY_BIT, Permission, channel_permissions

_DM_BITS = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.ADD_REACTIONS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
)


# What a member may still do in a timeout.
_SILENT_BITS = int(Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY)


class World(Messages):
    """All guilds, channels, people and messages of one rehearsal, and one bot.

    Deeds here are the world's own (an admin's hand): they ask no permission.
    """

    def __init__(self, clock: MovableClock, bot_name: str = "bot") -> None:
        super().__init__(clock, bot_name)

    def permissions_in(self, channel: Channel, user: User) -> int:
        """What someone may do in a channel or thread, as bits; 0 when they do not see it."""
        if channel.guild_id is None:
            return _DM_BITS if user.id == self.bot.id or user in channel.recipients else 0
        guild = self.guilds.get(channel.guild_id)
        member = None if guild is None else guild.members.get(user.id)
        if guild is None or member is None:
            return 0
        parent = self.channels.get(channel.parent_id or 0) if channel.is_thread else channel
        if parent is None:
            return 0
        bits = channel_permissions(guild, parent, member)
        if member.silent_until is not None and member.silent_until > self.now():
            bits = bits if bits == EVERY_BIT else bits & _SILENT_BITS
        if channel.kind is ChannelKind.PRIVATE_THREAD and bits != EVERY_BIT:
            joined = channel.thread is not None and user.id in channel.thread.members
            return bits if joined or bits & Permission.MANAGE_THREADS else 0
        return bits

    def visible_commands(self, guild_id: int | None) -> list[Command]:
        """The bot's commands in a server (its own first) or, for None, in direct messages."""
        own = [c for c in self.commands.values() if guild_id and c.guild_id == guild_id]
        return own + [c for c in self.commands.values() if c.guild_id is None]
