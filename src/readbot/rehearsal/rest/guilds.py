"""Servers and their channels."""

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import Channel, ChannelKind, Json, Overwrite
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import guild_shape
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


async def edit_guild(call: Call) -> Answer:
    """A server is renamed; other settings are taken and kept as they were."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_GUILD)
    errors = FormErrors()
    errors.length("name", call.json.get("name"), limits.THREAD_NAME, 2)
    errors.raise_if_any()
    call.world.change_guild(guild, name=call.json.get("name") or guild.name)
    return Answer(guild_shape(guild))


async def get_channel(call: Call) -> Answer:
    """A channel or thread."""
    return Answer(call.shapes.channel(call.channel(), call.bot))


_MADE = (ChannelKind.TEXT, ChannelKind.CATEGORY, ChannelKind.ANNOUNCEMENT, ChannelKind.FORUM)


async def create_channel(call: Call) -> Answer:
    """A channel is made."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_CHANNELS)
    errors = FormErrors()
    errors.required("name", call.json.get("name"))
    errors.length("name", call.json.get("name"), limits.THREAD_NAME, 1)
    errors.raise_if_any()
    kind = call.json.get("type") or 0
    if kind not in _MADE:
        raise Refusal(50024)
    parent = call.world.channels.get(int(call.json.get("parent_id") or 0))
    channel = call.world.add_channel(
        guild,
        call.json["name"],
        ChannelKind(kind),
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


async def remove_overwrite(call: Call) -> Answer:
    """A channel's rule for a role or member is taken away."""
    channel = call.channel()
    call.need(channel, Permission.MANAGE_ROLES)
    if channel.overwrites.pop(call.id("overwrite_id"), None) is None:
        raise Refusal(10009)
    call.world.tell_channel_changed(channel)
    return NOTHING


async def move_channels(call: Call) -> Answer:
    """Channels get new places in the list, and new categories."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_CHANNELS)
    for one in call.json.get("_list") or []:
        channel = call.world.channels.get(int(one["id"]))
        if channel is None or channel.guild_id != guild.id:
            raise Refusal(10003)
        if one.get("position") is not None:
            channel.position = int(one["position"])
        if "parent_id" in one:
            channel.parent_id = None if one["parent_id"] is None else int(one["parent_id"])
        call.world.tell_channel_changed(channel)
    return NOTHING


ROUTES = (
    Route("GET", "/guilds/{guild_id}", get_guild),
    Route("GET", "/guilds/{guild_id}/channels", get_channels),
    Route("POST", "/guilds/{guild_id}/channels", create_channel),
    Route("PATCH", "/guilds/{guild_id}", edit_guild),
    Route("PATCH", "/guilds/{guild_id}/channels", move_channels),
    Route("GET", "/channels/{channel_id}", get_channel),
    Route("PATCH", "/channels/{channel_id}", edit_channel),
    Route("DELETE", "/channels/{channel_id}", delete_channel),
    Route("PUT", "/channels/{channel_id}/permissions/{overwrite_id}", set_overwrite),
    Route("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}", remove_overwrite),
)
