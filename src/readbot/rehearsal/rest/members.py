"""The members of a server: who they are, their names and timeouts, and who is kept out."""

from datetime import datetime, timedelta

from readbot.rehearsal.intents import INTENT_MEMBERS
from readbot.rehearsal.model.nouns import Guild, Json, Member, User
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import member_shape, user_shape
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route


async def get_member(call: Call) -> Answer:
    """One member."""
    return Answer(member_shape(_member(call, call.guild())))


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


async def edit_member(call: Call) -> Answer:
    """A member's nickname, roles or timeout are set."""
    guild = call.guild()
    member = _member(call, guild)
    if "nick" in call.json:
        _need_over(call, guild, member, Permission.MANAGE_NICKNAMES)
        member.nick = call.json["nick"] or None
    if call.json.get("roles") is not None:
        call.need_in_guild(guild, Permission.MANAGE_ROLES)
        member.roles = [_role_id(guild, one) for one in call.json["roles"]]
    if "communication_disabled_until" in call.json:
        _need_over(call, guild, member, Permission.MODERATE_MEMBERS)
        member.silent_until = _moment(call.json["communication_disabled_until"])
    call.world.tell_member_changed(guild, member)
    return Answer(member_shape(member))


async def give_role(call: Call) -> Answer:
    """A member gets a role."""
    guild = call.guild()
    member, role = _member(call, guild), _grantable(call, guild)
    if role not in member.roles:
        member.roles.append(role)
        call.world.tell_member_changed(guild, member)
    return NOTHING


async def take_role(call: Call) -> Answer:
    """A role is taken from a member."""
    guild = call.guild()
    member, role = _member(call, guild), _grantable(call, guild)
    if role in member.roles:
        member.roles.remove(role)
        call.world.tell_member_changed(guild, member)
    return NOTHING


async def kick(call: Call) -> Answer:
    """A member is removed."""
    guild = call.guild()
    member = _member(call, guild)
    _need_over(call, guild, member, Permission.KICK_MEMBERS)
    call.world.remove_member(guild, member.user)
    return NOTHING


async def get_bans(call: Call) -> Answer:
    """A page of those who are kept out."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.BAN_MEMBERS)
    after, limit = call.query_id("after") or 0, call.query_number("limit", 1000, 1, 1000)
    ids = sorted(one for one in guild.bans if one > after)[:limit]
    return Answer([_ban(call, guild, one) for one in ids])


async def get_ban(call: Call) -> Answer:
    """One who is kept out."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.BAN_MEMBERS)
    if call.id("user_id") not in guild.bans:
        raise Refusal(10026)
    return Answer(_ban(call, guild, call.id("user_id")))


async def ban(call: Call) -> Answer:
    """Someone is kept out, and what they said lately may be deleted."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.BAN_MEMBERS)
    _ban_one(call, guild, _someone(call))
    return NOTHING


async def ban_many(call: Call) -> Answer:
    """Several are kept out at once."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.BAN_MEMBERS)
    users = [call.world.users.get(int(one)) for one in call.json.get("user_ids") or []]
    for user in users:
        if user is not None:
            _ban_one(call, guild, user)
    banned = [str(user.id) for user in users if user is not None]
    return Answer({"banned_users": banned, "failed_users": []})


async def unban(call: Call) -> Answer:
    """Someone is let in again."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.BAN_MEMBERS)
    if call.id("user_id") not in guild.bans:
        raise Refusal(10026)
    call.world.unban(guild, _someone(call))
    return NOTHING


def _ban_one(call: Call, guild: Guild, user: User) -> None:
    member = guild.members.get(user.id)
    if member is not None:
        _need_over(call, guild, member, Permission.BAN_MEMBERS)
    seconds = int(call.json.get("delete_message_seconds") or 0)
    since = call.world.now() - timedelta(seconds=seconds)
    for channel in call.world.channels_of(guild) if seconds else ():
        for message in call.world.history(channel):
            if message.author.id == user.id and message.created_at > since:
                call.world.delete_message(message)
    call.world.ban(guild, user)


def _ban(call: Call, guild: Guild, user_id: int) -> Json:
    return {"reason": guild.bans[user_id], "user": user_shape(call.world.users[user_id])}


def _someone(call: Call) -> User:
    user = call.world.users.get(call.id("user_id"))
    if user is None:
        raise Refusal(10013)
    return user


def _member(call: Call, guild: Guild) -> Member:
    member = guild.members.get(_someone(call).id)
    if member is None:
        raise Refusal(10007)
    return member


def _need_over(call: Call, guild: Guild, member: Member, permission: Permission) -> None:
    """The bot needs the permission, and a role above the member's; the owner is above all."""
    call.need_in_guild(guild, permission)
    mine = guild.members[call.bot.id]
    below = member is mine or _height(guild, member) < _height(guild, mine)
    if member.user.id == guild.owner_id or not below:
        raise Refusal(50013)


def _height(guild: Guild, member: Member) -> int:
    return max((guild.roles[one].position for one in member.roles if one in guild.roles), default=0)


def _role_id(guild: Guild, raw: object) -> int:
    if not str(raw).isdecimal() or int(str(raw)) not in guild.roles:
        raise Refusal(10011)
    return int(str(raw))


def _grantable(call: Call, guild: Guild) -> int:
    call.need_in_guild(guild, Permission.MANAGE_ROLES)
    role = guild.roles[_role_id(guild, call.path["role_id"])]
    if role.managed or role.position >= _height(guild, guild.members[call.bot.id]):
        raise Refusal(50013)
    return role.id


def _moment(raw: object) -> datetime | None:
    if raw is None:
        return None
    try:
        return datetime.fromisoformat(str(raw))
    except ValueError:
        errors = FormErrors()
        errors.add("communication_disabled_until", "DATE_TIME_TYPE_PARSE", "Could not parse.")
        errors.raise_if_any()
        raise


_MEMBERS = "/guilds/{guild_id}/members"
_ONE = _MEMBERS + "/{user_id}"
_BANS = "/guilds/{guild_id}/bans"
ROUTES = (
    Route("GET", _MEMBERS, get_members),
    Route("GET", _MEMBERS + "/search", search_members),
    Route("PATCH", _MEMBERS + "/@me", edit_me),
    Route("GET", _ONE, get_member),
    Route("PATCH", _ONE, edit_member),
    Route("DELETE", _ONE, kick),
    Route("PUT", _ONE + "/roles/{role_id}", give_role),
    Route("DELETE", _ONE + "/roles/{role_id}", take_role),
    Route("GET", _BANS, get_bans),
    Route("GET", _BANS + "/{user_id}", get_ban),
    Route("PUT", _BANS + "/{user_id}", ban),
    Route("DELETE", _BANS + "/{user_id}", unban),
    Route("POST", "/guilds/{guild_id}/bulk-ban", ban_many),
)
