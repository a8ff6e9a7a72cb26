"""Servers, their channels, roles and members."""

from readbot.rehearsal import limits
from readbot.rehearsal.gateway import INTENT_MEMBERS
from readbot.rehearsal.model.nouns import Channel, ChannelKind, Json, Overwrite
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import guild_shape, member_shape, role_shape
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route
from readbot.rehearsal.rest.threads import edit_thread


async def get_guild(call: Call) -> Answer:
    """A server."""
    guild = call.guild()
    shape = guild_shape(guild)
    if call.query.get("with_counts", "").lower() in ("1", "true"):
        shape |= {
            "approximate_member_count": len(guild.members),
            "approximate_presence_count": len(guild.members),
        }
    return Answer(shape)


async def get_channels(call: Call) -> Answer:
    """A server's channels, without threads."""
    channels = call.world.channels_of(call.guild())
    return Answer([call.shapes.channel(one) for one in channels if not one.is_thread])


async def get_roles(call: Call) -> Answer:
    """A server's roles."""
    return Answer([role_shape(role) for role in call.guild().roles.values()])


async def get_member(call: Call) -> Answer:
    """One member."""
    user_id = call.id("user_id")
    if user_id not in call.world.users:
        raise Refusal(10013)
    member = call.guild().members.get(user_id)
    if member is None:
        raise Refusal(10007)
    return Answer(member_shape(member))


async def get_members(call: Call) -> Answer:
    """A page of members; refused without the privileged intent."""
    guild = call.guild()
    if not call.rehearsal.privileged_intents & INTENT_MEMBERS:
        raise Refusal(50001)
    limit = call.query_number("limit", 1, 1, 1000)
    after = call.query_id("after") or 0
    members = sorted((m for m in guild.members.values()), key=lambda member: member.user.id)
    return Answer([member_shape(m) for m in members if m.user.id > after][:limit])


async def search_members(call: Call) -> Answer:
    """Members whose name begins so."""
    limit = call.query_number("limit", 1, 1, 1000)
    prefix = call.query.get("query", "").lower()
    found = [
        member
        for member in call.guild().members.values()
        if member.user.username.lower().startswith(prefix)
        or member.display_name.lower().startswith(prefix)
    ]
    return Answer([member_shape(member) for member in found[:limit]])


async def edit_me(call: Call) -> Answer:
    """The bot changes its nickname."""
    guild = call.guild()
    member = guild.members[call.bot.id]
    if "nick" in call.json:
        call.need_in_guild(guild, Permission.CHANGE_NICKNAME)
        call.world.change_member(guild, member, nick=call.json["nick"] or None)
    return Answer(member_shape(member))


async def get_channel(call: Call) -> Answer:
    """A channel or thread."""
    return Answer(call.shapes.channel(call.channel(), call.bot))


async def create_channel(call: Call) -> Answer:
    """A channel is made."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_CHANNELS)
    errors = FormErrors()
    errors.required("name", call.json.get("name"))
    errors.length("name", call.json.get("name"), limits.THREAD_NAME, 1)
    errors.raise_if_any()
    parent = call.world.channels.get(int(call.json.get("parent_id") or 0))
    channel = call.world.add_channel(
        guild,
        call.json["name"],
        ChannelKind(call.json.get("type") or 0),
        parent=parent,
        topic=call.json.get("topic"),
        overwrites=[_overwrite(one) for one in call.json.get("permission_overwrites") or []],
    )
    return Answer(call.shapes.channel(channel), 201)


async def edit_channel(call: Call) -> Answer:
    """A channel or thread is changed."""
    channel = call.channel()
    if channel.is_thread:
        edit_thread(call, channel)
    elif channel.kind is ChannelKind.DM:
        raise Refusal(50024)
    else:
        _edit_guild_channel(call, channel)
    return Answer(call.shapes.channel(channel, call.bot))


def _edit_guild_channel(call: Call, channel: Channel) -> None:
    call.need(channel, Permission.MANAGE_CHANNELS)
    errors = FormErrors()
    errors.length("name", call.json.get("name"), limits.THREAD_NAME, 1)
    errors.raise_if_any()
    channel.name = call.json.get("name") or channel.name
    channel.topic = call.json.get("topic", channel.topic)
    channel.nsfw = bool(call.json.get("nsfw", channel.nsfw))
    channel.slowmode_seconds = call.json.get("rate_limit_per_user", channel.slowmode_seconds)
    if "permission_overwrites" in call.json:
        call.need(channel, Permission.MANAGE_ROLES)
        overwrites = [_overwrite(one) for one in call.json["permission_overwrites"] or []]
        channel.overwrites = {one.id: one for one in overwrites}
    call.world.tell_channel_changed(channel)


def _overwrite(raw: Json) -> Overwrite:
    kind = 1 if int(raw.get("type") or 0) == 1 else 0
    return Overwrite(
        int(raw["id"]),
        1 if kind else 0,
        int(raw.get("allow") or 0),
        int(raw.get("deny") or 0),
    )


async def delete_channel(call: Call) -> Answer:
    """A channel or thread is deleted."""
    channel = call.channel()
    if channel.kind is ChannelKind.DM:
        return Answer(call.shapes.channel(channel))
    needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
    call.need(channel, needed)
    shape = call.shapes.channel(channel)
    call.world.delete_channel(channel)
    return Answer(shape)


async def set_overwrite(call: Call) -> Answer:
    """A channel's rule for a role or member is set."""
    channel = call.channel()
    call.need(channel, Permission.MANAGE_ROLES)
    overwrite = _overwrite({**call.json, "id": call.path["overwrite_id"]})
    channel.overwrites[overwrite.id] = overwrite
    call.world.tell_channel_changed(channel)
    return NOTHING


ROUTES = (
    Route("GET", "/guilds/{guild_id}", get_guild),
    Route("GET", "/guilds/{guild_id}/channels", get_channels),
    Route("POST", "/guilds/{guild_id}/channels", create_channel),
    Route("GET", "/guilds/{guild_id}/roles", get_roles),
    Route("GET", "/guilds/{guild_id}/members", get_members),
    Route("GET", "/guilds/{guild_id}/members/search", search_members),
    Route("PATCH", "/guilds/{guild_id}/members/@me", edit_me),
    Route("GET", "/guilds/{guild_id}/members/{user_id}", get_member),
    Route("GET", "/channels/{channel_id}", get_channel),
    Route("PATCH", "/channels/{channel_id}", edit_channel),
    Route("DELETE", "/channels/{channel_id}", delete_channel),
    Route("PUT", "/channels/{channel_id}/permissions/{overwrite_id}", set_overwrite),
)
