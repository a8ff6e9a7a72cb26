"""Those nouns whose JSON needs nothing but themselves."""

from datetime import datetime

from readbot.rehearsal.model.nouns import Guild, Json, Member, Overwrite, Role, Tag, User


def stamp(at: datetime) -> str:
    """A time as Discord writes it: with microseconds and its offset."""
    return at.isoformat(timespec="microseconds")


def user_shape(user: User) -> Json:
    """UserResponse."""
    return {
        "id": str(user.id),
        "username": user.username,
        "avatar": None,
        "discriminator": "0000" if user.bot else "0",
        "public_flags": 0,
        "flags": 0,
        "bot": user.bot,
        "banner": None,
        "accent_color": None,
        "global_name": user.global_name,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
    }


def self_shape(user: User) -> Json:
    """UserPIIResponse: the bot, as it sees itself."""
    return {
        **user_shape(user),
        "mfa_enabled": True,
        "locale": user.locale,
        "email": None,
        "verified": True,
    }


def bare_member_shape(member: Member) -> Json:
    """A member without its user, as messages carry it."""
    return {
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None
        if member.silent_until is None
        else stamp(member.silent_until),
        "flags": 0,
        "joined_at": stamp(member.joined_at),
        "nick": member.nick,
        "pending": False,
        "premium_since": None,
        "roles": [str(role) for role in member.roles],
        "mute": False,
        "deaf": False,
    }


def member_shape(member: Member) -> Json:
    """GuildMemberResponse."""
    return {**bare_member_shape(member), "user": user_shape(member.user)}


def role_shape(role: Role) -> Json:
    """GuildRoleResponse."""
    shape: Json = {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": role.hoist,
        "managed": role.managed,
        "mentionable": role.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    if role.bot_id is not None:
        shape["tags"] = {"bot_id": str(role.bot_id)}
    return shape


def tag_shape(tag: Tag) -> Json:
    """ForumTagResponse."""
    return {
        "id": str(tag.id),
        "name": tag.name,
        "moderated": tag.moderated,
        "emoji_id": None,
        "emoji_name": tag.emoji_name,
    }


def overwrite_shape(overwrite: Overwrite) -> Json:
    """ChannelPermissionOverwriteResponse."""
    return {
        "id": str(overwrite.id),
        "type": overwrite.kind,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def snowflake_or_none(identifier: int | None) -> str | None:
    """An id as JSON has it, or null."""
    return None if identifier is None else str(identifier)


def guild_shape(guild: Guild) -> Json:
    """GuildResponse."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(guild.owner_id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role_shape(role) for role in guild.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
    }
