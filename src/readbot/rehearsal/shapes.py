"""The world's nouns in the shapes of Discord's JSON."""

from dataclasses import dataclass
from urllib.parse import quote

from readbot.rehearsal.model.nouns import (
    Attachment,
    Channel,
    ChannelKind,
    Guild,
    Interaction,
    InteractionKind,
    Json,
    Message,
    MessageFlag,
    User,
)
from readbot.rehearsal.model.world import World
from readbot.rehearsal.plain_shapes import (
    bare_member_shape,
    guild_shape,
    member_shape,
    overwrite_shape,
    snowflake_or_none,
    stamp,
    tag_shape,
    user_shape,
)


@dataclass(frozen=True, slots=True)
class Shapes:
    """Makes those shapes that need the world around them, or our own address."""

    world: World
    base_url: str

    def channel(self, channel: Channel, viewer: User | None = None) -> Json:
        """GuildChannelResponse, ThreadResponse or PrivateChannelResponse."""
        if channel.is_thread:
            return self._thread(channel, viewer)
        if channel.kind is ChannelKind.DM:
            return {
                "id": str(channel.id),
                "type": int(channel.kind),
                "last_message_id": snowflake_or_none(channel.last_message_id),
                "flags": 0,
                "recipients": [user_shape(user) for user in channel.recipients],
            }
        shape: Json = {
            "id": str(channel.id),
            "type": int(channel.kind),
            "guild_id": str(channel.guild_id),
            "name": channel.name,
            "flags": channel.flags,
            "position": channel.position,
            "parent_id": snowflake_or_none(channel.parent_id),
            "permission_overwrites": [overwrite_shape(o) for o in channel.overwrites.values()],
            "nsfw": channel.nsfw,
        }
        if channel.kind is ChannelKind.CATEGORY:
            return shape
        shape |= {
            "topic": channel.topic,
            "last_message_id": snowflake_or_none(channel.last_message_id),
            "rate_limit_per_user": channel.slowmode_seconds,
        }
        if channel.default_auto_archive_minutes is not None:
            shape["default_auto_archive_duration"] = channel.default_auto_archive_minutes
        if channel.kind is ChannelKind.FORUM:
            shape |= {
                "available_tags": [tag_shape(tag) for tag in channel.tags],
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        return shape

    def _thread(self, channel: Channel, viewer: User | None) -> Json:
        state = channel.thread
        if state is None:
            raise ValueError("A thread lost its state.")
        shape: Json = {
            "id": str(channel.id),
            "type": int(channel.kind),
            "guild_id": str(channel.guild_id),
            "name": channel.name,
            "flags": channel.flags,
            "parent_id": snowflake_or_none(channel.parent_id),
            "last_message_id": snowflake_or_none(channel.last_message_id),
            "rate_limit_per_user": channel.slowmode_seconds,
            "owner_id": str(state.owner_id),
            "thread_metadata": {
                "archived": state.archived,
                "archive_timestamp": stamp(state.archived_at),
                "auto_archive_duration": state.auto_archive_minutes,
                "locked": state.locked,
                "create_timestamp": stamp(state.created_at),
            },
            "message_count": state.message_count,
            "member_count": len(state.members),
            "total_message_sent": state.total_sent,
            "applied_tags": [str(tag) for tag in state.applied_tags],
        }
        if channel.kind is ChannelKind.PRIVATE_THREAD:
            shape["thread_metadata"]["invitable"] = state.invitable
        if viewer is not None and viewer.id in state.members:
            shape["member"] = self.thread_member(channel, viewer.id)
        return shape

    def thread_member(self, thread: Channel, user_id: int) -> Json:
        """ThreadMemberResponse."""
        if thread.thread is None:
            raise ValueError("Only a thread has thread members.")
        return {
            "id": str(thread.id),
            "user_id": str(user_id),
            "join_timestamp": stamp(thread.thread.members[user_id]),
            "flags": 1,
        }

    def whole_guild(self, guild: Guild, *, with_members: bool) -> Json:
        """GUILD_CREATE's payload: the guild with its channels, active threads and members."""
        bot = self.world.bot
        channels = self.world.channels_of(guild)
        for channel in channels:
            self.world.archive_when_idle(channel)
        members = guild.members.values() if with_members else [guild.members[bot.id]]
        return {
            **guild_shape(guild),
            "joined_at": stamp(guild.members[bot.id].joined_at),
            "large": len(guild.members) > 250,
            "unavailable": False,
            "member_count": len(guild.members),
            "voice_states": [],
            "members": [member_shape(member) for member in members],
            "channels": [self.channel(c) for c in channels if not c.is_thread],
            "threads": [
                self.channel(thread, bot)
                for thread in channels
                if thread.thread is not None
                and not thread.thread.archived
                and self.world.permissions_in(thread, bot)
            ],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def attachment(self, attachment: Attachment) -> Json:
        """MessageAttachmentResponse, with an address on this server."""
        url = f"{self.base_url}/attachments/{attachment.id}/{quote(attachment.filename)}"
        shape: Json = {
            "id": str(attachment.id),
            "filename": attachment.filename,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
        }
        if attachment.content_type is not None:
            shape["content_type"] = attachment.content_type
        if attachment.description is not None:
            shape["description"] = attachment.description
        if attachment.ephemeral:
            shape["ephemeral"] = True
        if attachment.width is not None and attachment.height is not None:
            shape |= {"width": attachment.width, "height": attachment.height}
        return shape

    def message(
        self, message: Message, *, with_reference: bool = True, with_nonce: bool = False
    ) -> Json:
        """MessageResponse; its nonce is only told when the message is made."""
        known = self.world.users
        shape: Json = {
            "id": str(message.id),
            "type": message.kind,
            "channel_id": str(message.channel_id),
            "author": user_shape(message.author),
            "content": message.content,
            "timestamp": stamp(message.created_at),
            "edited_timestamp": None if message.edited_at is None else stamp(message.edited_at),
            "flags": message.flags,
            "tts": message.tts,
            "pinned": message.pinned_at is not None,
            "mention_everyone": message.mention_everyone,
            "mentions": [user_shape(known[user]) for user in message.mentions if user in known],
            "mention_roles": [str(role) for role in message.mention_roles],
            "attachments": [self.attachment(one) for one in message.attachments],
            "embeds": [] if message.flags & MessageFlag.SUPPRESS_EMBEDS else message.embeds,
            "components": message.components,
        }
        if with_nonce and message.nonce is not None:
            shape["nonce"] = message.nonce
        if message.position is not None:
            shape["position"] = message.position
        if message.reactions:
            shape["reactions"] = [self._reaction(r.emoji, r.users) for r in message.reactions]
        if message.webhook_id is not None:
            shape["webhook_id"] = str(message.webhook_id)
            shape["application_id"] = str(self.world.application_id)
        if message.interaction_id is not None:
            self._add_interaction(shape, self.world.interactions[message.interaction_id])
        if message.id in self.world.channels:
            shape["thread"] = self.channel(self.world.channels[message.id], self.world.bot)
        if message.reference is not None:
            shape["message_reference"] = message.reference
            if with_reference:
                original = self.world.message(int(message.reference["message_id"]))
                shape["referenced_message"] = (
                    None if original is None else self.message(original, with_reference=False)
                )
        return shape

    def event_message(self, message: Message, *, with_nonce: bool = False) -> Json:
        """The payload of MESSAGE_CREATE and MESSAGE_UPDATE: with guild and member."""
        shape = self.message(message, with_nonce=with_nonce)
        guild = self.world.guilds.get(message.guild_id or 0)
        channel = self.world.channels.get(message.channel_id)
        if channel is not None:
            shape["channel_type"] = int(channel.kind)
        if guild is not None:
            shape["guild_id"] = str(guild.id)
            member = guild.members.get(message.author.id)
            if member is not None and message.webhook_id is None:
                shape["member"] = bare_member_shape(member)
            for mention in shape["mentions"]:
                mentioned = guild.members.get(int(mention["id"]))
                if mentioned is not None:
                    mention["member"] = bare_member_shape(mentioned)
        return shape

    def _reaction(self, emoji: str, users: list[int]) -> Json:
        return {
            "emoji": {"id": None, "name": emoji},
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "burst_me": False,
            "burst_count": 0,
            "me": self.world.bot.id in users,
        }

    def _add_interaction(self, shape: Json, interaction: Interaction) -> None:
        shape["interaction_metadata"] = self._metadata(interaction, shape["id"])
        if interaction.kind is InteractionKind.COMMAND:
            shape["interaction"] = {
                "id": str(interaction.id),
                "type": int(interaction.kind),
                "name": interaction.name,
                "user": user_shape(interaction.user),
            }

    def _metadata(self, interaction: Interaction, shown_in: str | None) -> Json:
        metadata: Json = {
            "id": str(interaction.id),
            "type": int(interaction.kind),
            "user": user_shape(interaction.user),
            "authorizing_integration_owners": self.owners(interaction),
        }
        original = interaction.response_id
        if original is not None and shown_in not in (None, str(original)):
            metadata["original_response_message_id"] = str(original)
        if interaction.kind is InteractionKind.COMPONENT:
            metadata["interacted_message_id"] = str(interaction.message_id)
        elif interaction.kind is InteractionKind.FORM and interaction.parent is not None:
            metadata["triggering_interaction_metadata"] = self._metadata(interaction.parent, None)
        elif interaction.data.get("type") == 2:
            target = self.world.users[int(interaction.data["target_id"])]
            metadata["target_user"] = user_shape(target)
        elif interaction.data.get("type") == 3:
            metadata["target_message_id"] = interaction.data["target_id"]
        return metadata

    def owners(self, interaction: Interaction) -> Json:
        """Whose installation an interaction comes from; "0" is a server's."""
        return {"0": str(interaction.guild_id or 0)}

    def interaction_member(self, guild: Guild, user: User, channel: Channel) -> Json:
        """A member as interactions carry it: with permissions in the channel."""
        return {
            **member_shape(guild.members[user.id]),
            "permissions": str(self.world.permissions_in(channel, user)),
        }

    def partial_channel(self, channel: Channel, viewer: User) -> Json:
        """A channel as interactions carry it: with the viewer's permissions there."""
        shape = self.channel(channel)
        shape.pop("permission_overwrites", None)
        shape["permissions"] = str(self.world.permissions_in(channel, viewer))
        return shape

    def interaction(self, interaction: Interaction) -> Json:
        """INTERACTION_CREATE's payload."""
        world = self.world
        channel = world.channels[interaction.channel_id]
        shape: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application_id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": self.partial_channel(channel, interaction.user),
            "app_permissions": str(world.permissions_in(channel, world.bot)),
            "locale": interaction.user.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self.owners(interaction),
            "attachment_size_limit": 10 * 1024 * 1024,
        }
        guild = world.guilds.get(interaction.guild_id or 0)
        if guild is None:
            shape |= {"user": user_shape(interaction.user), "context": 1}
        else:
            shape |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "guild_locale": guild.locale,
                "member": self.interaction_member(guild, interaction.user, channel),
                "context": 0,
            }
        source = None if interaction.message_id is None else world.message(interaction.message_id)
        if source is not None:
            shape["message"] = self.message(source)
        return shape

    def callback(self, interaction: Interaction) -> Json:
        """InteractionCallbackResponse: what became of an answer."""
        message = (
            None if interaction.response_id is None else self.world.message(interaction.response_id)
        )
        about: Json = {
            "id": str(interaction.id),
            "type": int(interaction.kind),
            "channel_id": str(interaction.channel_id),
        }
        if interaction.guild_id is not None:
            about["guild_id"] = str(interaction.guild_id)
        if message is None or interaction.callback_kind not in (4, 5, 7):
            return {"interaction": about}
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
        if interaction.callback_kind == 5:
            return {"interaction": about}
        resource = {"type": interaction.callback_kind, "message": self.message(message)}
        return {"interaction": about, "resource": resource}

    def application(self, bot_name: str) -> Json:
        """PrivateApplicationResponse: the bot's own application."""
        return {
            "id": str(self.world.application_id),
            "name": bot_name,
            "icon": None,
            "description": "",
            "type": None,
            "bot": user_shape(self.world.bot),
            "bot_public": True,
            "bot_require_code_grant": False,
            "integration_types_config": {"0": {}},
            "verify_key": "0" * 64,
            "flags": 0,
            "flags_new": "0",
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": user_shape(self._owner()),
            "approximate_guild_count": len(self.world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
            "hook": True,
            "summary": "",
        }

    def _owner(self) -> User:
        return next((user for user in self.world.users.values() if not user.bot), self.world.bot)
