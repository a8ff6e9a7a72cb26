"""The world: everything that exists, the deeds that change it, and the questions about it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.model.changes import ChangeLog
from readbot.rehearsal.model.nouns import (
    Attachment,
    Channel,
    ChannelKind,
    Command,
    Guild,
    Interaction,
    Member,
    Message,
    Overwrite,
    Reaction,
    ReactionDeed,
    Role,
    Tag,
    ThreadState,
    User,
)
from readbot.rehearsal.model.permissions import (
    BOT_BITS,
    EVERY_BIT,
    EVERYONE_BITS,
    Permission,
    channel_permissions,
)
from readbot.rehearsal.model.snowflakes import snowflake, time_of

_DM_BITS = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.ATTACH_FILES
    | Permission.EMBED_LINKS
    | Permission.ADD_REACTIONS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
)


class World:
    """All guilds, channels, people and messages of one rehearsal, and one bot.

    Deeds here are the world's own (an admin's hand): they ask no permission.
    """

    def __init__(self, clock: MovableClock, bot_name: str = "bot") -> None:
        self.clock = clock
        self.changes = ChangeLog(clock.now)
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self._channels_by_guild: dict[int, dict[int, Channel]] = {}
        self._threads_by_parent: dict[int, dict[int, Channel]] = {}
        self._place_of_message: dict[int, int] = {}
        self.attachments: dict[int, Attachment] = {}
        self.commands: dict[int, Command] = {}
        self.interactions: dict[int, Interaction] = {}
        self.closed_to_bot: set[int] = set()
        self.bot = self.add_user(bot_name, bot=True)
        self.application_id = self.bot.id

    # -- time and ids

    def now(self) -> datetime:
        """The world's time."""
        return self.clock.now()

    def new_id(self) -> int:
        """A fresh id that carries the world's time."""
        return snowflake(self.clock.now())

    def advance(self, by: timedelta) -> None:
        """Moves the world's clock forward, and tells those who follow."""
        self.clock.advance(by)
        self.changes.tell("CLOCK_MOVE", self.clock.now())

    # -- people, guilds, roles

    def add_user(self, username: str, global_name: str | None = None, bot: bool = False) -> User:
        """Makes an account."""
        user = User(self.new_id(), username, global_name, bot)
        self.users[user.id] = user
        return user

    def user(self, name: str) -> User:
        """The account of that user name; raises KeyError when there is none."""
        for user in self.users.values():
            if user.username == name:
                return user
        raise KeyError(name)

    def add_guild(self, name: str, owner: User, *, locale: str = "en-US") -> Guild:
        """Founds a server; its owner joins, the bot does not yet."""
        guild = Guild(self.new_id(), name, owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE_BITS)
        self.guilds[guild.id] = guild
        self.add_member(guild, owner)
        return guild

    def guild(self, name: str) -> Guild:
        """The server of that name; raises KeyError when there is none."""
        for guild in self.guilds.values():
            if guild.name == name:
                return guild
        raise KeyError(name)

    def change_guild(self, guild: Guild, *, name: str) -> None:
        """Renames a server."""
        guild.name = name
        self.changes.tell("GUILD_UPDATE", guild, guild_id=guild.id)

    def delete_guild(self, guild: Guild) -> None:
        """Ends a server with all its channels."""
        del self.guilds[guild.id]
        for channel in self.channels_of(guild):
            self._forget_channel(channel)
        self.changes.tell("GUILD_DELETE", guild, guild_id=guild.id)

    def add_role(
        self,
        guild: Guild,
        name: str,
        permissions: int = 0,
        *,
        color: int = 0,
        mentionable: bool = False,
        bot_id: int | None = None,
    ) -> Role:
        """Makes a role above those that exist."""
        role = Role(
            self.new_id(),
            name,
            permissions,
            position=len(guild.roles),
            color=color,
            mentionable=mentionable,
            managed=bot_id is not None,
            bot_id=bot_id,
        )
        guild.roles[role.id] = role
        self.changes.tell("GUILD_ROLE_CREATE", role, guild_id=guild.id)
        return role

    def set_role_permissions(self, guild: Guild, role: Role, permissions: int) -> None:
        """Gives a role exactly these permission bits."""
        role.permissions = permissions
        self.changes.tell("GUILD_ROLE_UPDATE", role, guild_id=guild.id)

    def delete_role(self, guild: Guild, role: Role) -> None:
        """Takes a role away from the guild and from all who have it."""
        del guild.roles[role.id]
        for member in guild.members.values():
            if role.id in member.roles:
                member.roles.remove(role.id)
        self.changes.tell("GUILD_ROLE_DELETE", role, guild_id=guild.id)

    def add_member(self, guild: Guild, user: User, roles: Iterable[Role] = ()) -> Member:
        """Lets someone join."""
        member = Member(user, self.now(), roles=[role.id for role in roles])
        guild.members[user.id] = member
        self.changes.tell("GUILD_MEMBER_ADD", member, guild_id=guild.id)
        return member

    def change_member(
        self, guild: Guild, member: Member, *, roles: Iterable[Role] | None = None, nick: str | None
    ) -> None:
        """Sets a member's nickname (None: none), and roles when given."""
        member.nick = nick
        if roles is not None:
            member.roles = [role.id for role in roles]
        self.changes.tell("GUILD_MEMBER_UPDATE", member, guild_id=guild.id)

    def remove_member(self, guild: Guild, user: User) -> None:
        """Someone leaves or is removed; raises KeyError when they are not there."""
        member = guild.members.pop(user.id)
        self.changes.tell("GUILD_MEMBER_REMOVE", member, guild_id=guild.id)

    def invite_bot(self, guild: Guild, permissions: int = BOT_BITS) -> Member:
        """The bot joins, with a role of its own that has these permissions."""
        role = self.add_role(guild, self.bot.username, permissions, bot_id=self.bot.id)
        member = Member(self.bot, self.now(), roles=[role.id])
        guild.members[self.bot.id] = member
        self.changes.tell("GUILD_CREATE", guild, guild_id=guild.id)
        return member

    def remove_bot(self, guild: Guild) -> None:
        """The bot is removed from a server; its role and its commands there go with it."""
        guild.members.pop(self.bot.id)
        for role in [role for role in guild.roles.values() if role.bot_id == self.bot.id]:
            del guild.roles[role.id]
        self.changes.tell("GUILD_DELETE", guild, guild_id=guild.id)

    def bot_in(self, guild_id: int) -> bool:
        """Whether the bot is a member of that server."""
        guild = self.guilds.get(guild_id)
        return guild is not None and self.bot.id in guild.members

    # -- channels

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: ChannelKind = ChannelKind.TEXT,
        *,
        parent: Channel | None = None,
        topic: str | None = None,
        tags: Iterable[str] = (),
        overwrites: Iterable[Overwrite] = (),
    ) -> Channel:
        """Makes a channel below those that exist."""
        channel = Channel(
            self.new_id(),
            kind,
            name,
            guild.id,
            parent.id if parent else None,
            topic,
            position=len(self.channels_of(guild)),
            overwrites={overwrite.id: overwrite for overwrite in overwrites},
            tags=[Tag(self.new_id(), tag) for tag in tags],
        )
        self._keep_channel(channel)
        self.changes.tell("CHANNEL_CREATE", channel, guild_id=guild.id, channel_id=channel.id)
        return channel

    def channel(self, name: str, guild: Guild | None = None) -> Channel:
        """The channel or thread of that name; raises KeyError when there is none."""
        for channel in self.channels.values():
            if channel.name == name and (guild is None or channel.guild_id == guild.id):
                return channel
        raise KeyError(name)

    def channels_of(self, guild: Guild) -> list[Channel]:
        """A guild's channels and threads, oldest first."""
        return list(self._channels_by_guild.get(guild.id, {}).values())

    def threads_of(self, channel: Channel) -> list[Channel]:
        """A channel's threads, oldest first."""
        return list(self._threads_by_parent.get(channel.id, {}).values())

    def tell_channel_changed(self, channel: Channel) -> None:
        """Tells all that a channel or thread is no longer as it was."""
        name = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self.changes.tell(name, channel, guild_id=channel.guild_id, channel_id=channel.id)

    def set_overwrite(
        self, channel: Channel, subject: Role | Member | User, *, allow: int = 0, deny: int = 0
    ) -> None:
        """Sets what a channel allows and denies to a role or a member."""
        kind: Literal[0, 1] = 0 if isinstance(subject, Role) else 1
        key = subject.user.id if isinstance(subject, Member) else subject.id
        channel.overwrites[key] = Overwrite(key, kind, allow, deny)
        self.tell_channel_changed(channel)

    def remove_overwrite(self, channel: Channel, subject: Role | Member | User) -> None:
        """Takes a channel's own rule for a role or a member away; none is fine."""
        key = subject.user.id if isinstance(subject, Member) else subject.id
        channel.overwrites.pop(key, None)
        self.tell_channel_changed(channel)

    def delete_channel(self, channel: Channel) -> None:
        """Deletes a channel or a thread, with its threads and messages."""
        for thread in self.threads_of(channel):
            self._forget_channel(thread)
        self._forget_channel(channel)
        name = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.changes.tell(name, channel, guild_id=channel.guild_id, channel_id=channel.id)

    def open_dm(self, user: User) -> Channel:
        """The direct conversation between the bot and a person, made when there was none."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.DM and channel.recipients[0].id == user.id:
                return channel
        channel = Channel(self.new_id(), ChannelKind.DM, recipients=[user])
        self._keep_channel(channel)
        self.changes.tell("CHANNEL_CREATE", channel, channel_id=channel.id, only_for=user.id)
        return channel

    def open_thread(
        self,
        parent: Channel,
        name: str,
        owner: User,
        *,
        identifier: int | None = None,
        kind: ChannelKind = ChannelKind.PUBLIC_THREAD,
        auto_archive_minutes: int = 1440,
        tags: Iterable[int] = (),
    ) -> Channel:
        """Opens a thread or forum post; one on a message takes that message's id."""
        now = self.now()
        thread = Channel(
            identifier or self.new_id(),
            kind,
            name,
            parent.guild_id,
            parent.id,
            thread=ThreadState(
                owner.id,
                now,
                now,
                auto_archive_minutes=auto_archive_minutes,
                members={owner.id: now},
                applied_tags=list(tags),
            ),
        )
        self._keep_channel(thread)
        self.changes.tell("THREAD_CREATE", thread, guild_id=thread.guild_id, channel_id=thread.id)
        return thread

    def change_thread(
        self, thread: Channel, *, archived: bool | None = None, locked: bool | None = None
    ) -> None:
        """Archives, reopens, locks or unlocks a thread; None leaves as it is."""
        state = thread.thread
        if state is None:
            raise ValueError("Only a thread can be archived or locked.")
        if archived is not None and archived is not state.archived:
            state.archived = archived
            state.archived_at = self.now()
        if locked is not None:
            state.locked = locked
        self.tell_channel_changed(thread)

    def archive_when_idle(self, thread: Channel) -> None:
        """Archives a thread in which nothing happened for its auto-archive duration."""
        state = thread.thread
        if state is None or state.archived:
            return
        last = state.archived_at
        if thread.last_message_id is not None:
            last = max(last, time_of(thread.last_message_id))
        due = last + timedelta(minutes=state.auto_archive_minutes)
        if due <= self.now():
            state.archived, state.archived_at = True, due
            self.tell_channel_changed(thread)

    # -- messages

    def add_message(self, message: Message) -> None:
        """Puts a message into its channel; it must have a fresh id."""
        channel = self.channels[message.channel_id]
        if not message.ephemeral:
            self._count_message(channel, message)
        self.messages[channel.id][message.id] = message
        self._place_of_message[message.id] = channel.id
        for attachment in message.attachments:
            self.attachments[attachment.id] = attachment
        self._tell_message("MESSAGE_CREATE", message)

    def tell_message_changed(self, message: Message) -> None:
        """Tells all that a message is no longer as it was."""
        self._tell_message("MESSAGE_UPDATE", message)

    def delete_message(self, message: Message) -> None:
        """Takes a message away."""
        self.messages[message.channel_id].pop(message.id, None)
        self._place_of_message.pop(message.id, None)
        channel = self.channels[message.channel_id]
        if channel.thread is not None and not message.ephemeral:
            channel.thread.message_count = max(0, channel.thread.message_count - 1)
        self._tell_message("MESSAGE_DELETE", message)

    def react(self, message: Message, user: User, emoji: str) -> None:
        """Someone puts an emoji under a message; twice is once."""
        found = next((one for one in message.reactions if one.emoji == emoji), None)
        if found is None:
            found = Reaction(emoji)
            message.reactions.append(found)
        if user.id not in found.users:
            found.users.append(user.id)
            self._tell_reaction("MESSAGE_REACTION_ADD", message, user, emoji)

    def unreact(self, message: Message, user: User, emoji: str) -> None:
        """Someone takes an emoji back; none there is fine."""
        for found in message.reactions:
            if found.emoji == emoji and user.id in found.users:
                found.users.remove(user.id)
                self._tell_reaction("MESSAGE_REACTION_REMOVE", message, user, emoji)
        message.reactions = [one for one in message.reactions if one.users]

    def message(self, identifier: int) -> Message | None:
        """The message of that id, wherever it is; None when there is none."""
        place = self._place_of_message.get(identifier)
        return self.messages.get(place or 0, {}).get(identifier)

    def history(self, channel: Channel, seen_by: User | None = None) -> list[Message]:
        """A channel's messages, oldest first; ephemeral ones only those for `seen_by`."""
        person = None if seen_by is None else seen_by.id
        return [
            message
            for _, message in sorted(self.messages[channel.id].items())
            if not message.ephemeral or (person is not None and message.seen_by == person)
        ]

    # -- rights

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
        if channel.kind is ChannelKind.PRIVATE_THREAD and bits != EVERY_BIT:
            joined = channel.thread is not None and user.id in channel.thread.members
            return bits if joined or bits & Permission.MANAGE_THREADS else 0
        return bits

    def visible_commands(self, guild_id: int | None) -> list[Command]:
        """The bot's commands in a server (its own first) or, for None, in direct messages."""
        own = [c for c in self.commands.values() if guild_id and c.guild_id == guild_id]
        return own + [c for c in self.commands.values() if c.guild_id is None]

    # -- inner

    def _keep_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self.messages[channel.id] = {}
        if channel.guild_id is not None:
            self._channels_by_guild.setdefault(channel.guild_id, {})[channel.id] = channel
        if channel.is_thread and channel.parent_id is not None:
            self._threads_by_parent.setdefault(channel.parent_id, {})[channel.id] = channel

    def _forget_channel(self, channel: Channel) -> None:
        self.channels.pop(channel.id, None)
        for identifier in self.messages.pop(channel.id, {}):
            self._place_of_message.pop(identifier, None)
        self._channels_by_guild.get(channel.guild_id or 0, {}).pop(channel.id, None)
        self._threads_by_parent.get(channel.parent_id or 0, {}).pop(channel.id, None)

    def _count_message(self, channel: Channel, message: Message) -> None:
        channel.last_message_id = message.id
        if channel.thread is not None:
            message.position = channel.thread.message_count
            channel.thread.message_count += 1
            channel.thread.total_sent += 1

    def _tell_reaction(self, name: str, message: Message, user: User, emoji: str) -> None:
        self.changes.tell(
            name,
            ReactionDeed(message, user, emoji),
            guild_id=message.guild_id,
            channel_id=message.channel_id,
            only_for=message.seen_by,
        )

    def _tell_message(self, name: str, message: Message) -> None:
        self.changes.tell(
            name,
            message,
            guild_id=message.guild_id,
            channel_id=message.channel_id,
            only_for=message.seen_by,
        )
