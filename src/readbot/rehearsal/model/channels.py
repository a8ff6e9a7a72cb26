"""Channels, threads and forum posts, and the deeds that change them."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Literal

from readbot.rehearsal.model.ground import Ground
from readbot.rehearsal.model.nouns import (
    Channel,
    ChannelKind,
    Guild,
    Invite,
    Member,
    Overwrite,
    Role,
    Tag,
    ThreadState,
    User,
    Webhook,
)
from readbot.rehearsal.model.snowflakes import time_of


class Channels(Ground):
    """The channels of all servers, and the direct conversations."""

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

    def add_webhook(self, channel: Channel, name: str, maker: User) -> Webhook:
        """Makes a webhook for a server's channel."""
        if channel.guild_id is None:
            raise ValueError("Only a server's channel has webhooks.")
        token = secrets.token_urlsafe(48)
        hook = Webhook(self.new_id(), channel.id, channel.guild_id, name, token, maker)
        self.webhooks[hook.id] = hook
        return hook

    def add_invite(
        self,
        channel: Channel,
        maker: User,
        *,
        seconds: int = 86400,
        uses: int = 0,
        temporary: bool = False,
    ) -> Invite:
        """Makes an invite to a server's channel."""
        if channel.guild_id is None:
            raise ValueError("Only a server's channel has invites.")
        code = secrets.token_urlsafe(6)
        made = Invite(
            code, channel.id, channel.guild_id, maker, self.now(), seconds, uses, temporary
        )
        self.invites[code] = made
        return made

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

    def _keep_channel(self, channel: Channel) -> None:
        self.channels[channel.id] = channel
        self.messages[channel.id] = {}
        if channel.guild_id is not None:
            self._channels_by_guild.setdefault(channel.guild_id, {})[channel.id] = channel
        if channel.is_thread and channel.parent_id is not None:
            self._threads_by_parent.setdefault(channel.parent_id, {})[channel.id] = channel

    def _forget_channel(self, channel: Channel) -> None:
        self.channels.pop(channel.id, None)
        self.webhooks = {k: v for k, v in self.webhooks.items() if v.channel_id != channel.id}
        self.invites = {k: v for k, v in self.invites.items() if v.channel_id != channel.id}
        for identifier in self.messages.pop(channel.id, {}):
            self._place_of_message.pop(identifier, None)
        self._channels_by_guild.get(channel.guild_id or 0, {}).pop(channel.id, None)
        self._threads_by_parent.get(channel.parent_id or 0, {}).pop(channel.id, None)
