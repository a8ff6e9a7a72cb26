"""Invites: codes that let people join."""

from datetime import timedelta

from readbot.rehearsal.model.nouns import Invite, Json
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import guild_shape, stamp, user_shape
from readbot.rehearsal.refusals import Refusal
from readbot.rehearsal.rest.call import Answer, Call, Route

_GUILD_PARTS = (
    "id",
    "name",
    "splash",
    "banner",
    "description",
    "icon",
    "features",
    "verification_level",
    "vanity_url_code",
    "nsfw_level",
    "nsfw",
    "premium_subscription_count",
    "premium_tier",
)


async def create_invite(call: Call) -> Answer:
    """An invite to a channel is made."""
    channel = call.channel()
    call.need(channel, Permission.CREATE_INSTANT_INVITE)
    if channel.guild_id is None:
        raise Refusal(50024)
    age = call.json.get("max_age")
    made = call.world.add_invite(
        channel,
        call.bot,
        seconds=86400 if age is None else int(age),
        uses=int(call.json.get("max_uses") or 0),
        temporary=bool(call.json.get("temporary")),
    )
    return Answer(_shape(call, made))


async def get_channel_invites(call: Call) -> Answer:
    """A channel's invites."""
    channel = call.channel()
    call.need(channel, Permission.MANAGE_CHANNELS)
    return Answer([_shape(call, i) for i in _good(call) if i.channel_id == channel.id])


async def get_guild_invites(call: Call) -> Answer:
    """A server's invites."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_GUILD)
    return Answer([_shape(call, i) for i in _good(call) if i.guild_id == guild.id])


async def get_invite(call: Call) -> Answer:
    """One invite."""
    return Answer(_shape(call, _invite(call)))


async def delete_invite(call: Call) -> Answer:
    """An invite is no longer good."""
    invite = _invite(call)
    channel = call.world.channels[invite.channel_id]
    call.need(channel, Permission.MANAGE_CHANNELS)
    del call.world.invites[invite.code]
    return Answer(_shape(call, invite))


def _good(call: Call) -> list[Invite]:
    now = call.world.now()
    return [
        one
        for one in call.world.invites.values()
        if not one.seconds or one.made_at + timedelta(seconds=one.seconds) > now
    ]


def _invite(call: Call) -> Invite:
    found = call.world.invites.get(call.path["code"])
    if found is None or found not in _good(call):
        raise Refusal(10006)
    return found


def _shape(call: Call, invite: Invite) -> Json:
    guild = call.world.guilds[invite.guild_id]
    channel = call.world.channels[invite.channel_id]
    ends = invite.made_at + timedelta(seconds=invite.seconds)
    whole = guild_shape(guild)
    return {
        "type": 0,
        "code": invite.code,
        "inviter": user_shape(invite.maker),
        "max_age": invite.seconds,
        "max_uses": invite.uses,
        "uses": 0,
        "temporary": invite.temporary,
        "created_at": stamp(invite.made_at),
        "expires_at": stamp(ends) if invite.seconds else None,
        "flags": 0,
        "guild": {name: whole[name] for name in _GUILD_PARTS},
        "guild_id": str(guild.id),
        "channel": {"id": str(channel.id), "type": int(channel.kind), "name": channel.name},
        "approximate_member_count": len(guild.members),
        "approximate_presence_count": len(guild.members),
    }


ROUTES = (
    Route("POST", "/channels/{channel_id}/invites", create_invite),
    Route("GET", "/channels/{channel_id}/invites", get_channel_invites),
    Route("GET", "/guilds/{guild_id}/invites", get_guild_invites),
    Route("GET", "/invites/{code}", get_invite),
    Route("DELETE", "/invites/{code}", delete_invite),
)
