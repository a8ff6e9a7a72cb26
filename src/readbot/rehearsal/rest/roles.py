"""The roles of a server."""

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import Guild, Role
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import role_shape
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route


async def get_roles(call: Call) -> Answer:
    """A server's roles."""
    return Answer([role_shape(role) for role in call.guild().roles.values()])


async def get_role(call: Call) -> Answer:
    """One role."""
    return Answer(role_shape(_role(call, call.guild())))


async def count_roles(call: Call) -> Answer:
    """How many members have each role."""
    guild = call.guild()
    members = guild.members.values()
    shown = [role for role in guild.roles.values() if role.id != guild.id]
    return Answer({str(r.id): sum(r.id in member.roles for member in members) for r in shown})


async def create_role(call: Call) -> Answer:
    """A role is made, above everyone's and below the others."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_ROLES)
    _check(call)
    role = call.world.add_role(guild, "new role", guild.everyone.permissions)
    for other in guild.roles.values():
        other.position += other.position > 0
    role.position = 1
    _fill(call, guild, role)
    return Answer(role_shape(role))


async def edit_role(call: Call) -> Answer:
    """A role is changed."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_ROLES)
    _check(call)
    role = _role(call, guild)
    _fill(call, guild, role)
    return Answer(role_shape(role))


async def move_roles(call: Call) -> Answer:
    """Roles get new places."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_ROLES)
    for one in call.json.get("_list") or []:
        role = guild.roles.get(int(one["id"]))
        if role is None:
            raise Refusal(10011)
        if one.get("position") is not None:
            role.position = int(one["position"])
            call.world.change_role(guild, role)
    return Answer([role_shape(role) for role in guild.roles.values()])


async def delete_role(call: Call) -> Answer:
    """A role is taken away."""
    guild = call.guild()
    call.need_in_guild(guild, Permission.MANAGE_ROLES)
    role = _role(call, guild)
    if role.managed or role.id == guild.id:
        raise Refusal(50028)
    call.world.delete_role(guild, role)
    return NOTHING


def _check(call: Call) -> None:
    errors = FormErrors()
    errors.length("name", call.json.get("name"), limits.THREAD_NAME)
    errors.raise_if_any()


def _role(call: Call, guild: Guild) -> Role:
    role = guild.roles.get(call.id("role_id"))
    if role is None:
        raise Refusal(10011)
    return role


def _fill(call: Call, guild: Guild, role: Role) -> None:
    given = call.json
    role.name = given.get("name") or role.name
    role.permissions = int(given.get("permissions") or role.permissions)
    colors = given.get("colors") or {}
    role.color = int(given.get("color") or colors.get("primary_color") or role.color)
    role.hoist = bool(given.get("hoist", role.hoist))
    role.mentionable = bool(given.get("mentionable", role.mentionable))
    call.world.change_role(guild, role)


_ROLES = "/guilds/{guild_id}/roles"
ROUTES = (
    Route("GET", _ROLES, get_roles),
    Route("POST", _ROLES, create_role),
    Route("PATCH", _ROLES, move_roles),
    Route("GET", _ROLES + "/member-counts", count_roles),
    Route("GET", _ROLES + "/{role_id}", get_role),
    Route("PATCH", _ROLES + "/{role_id}", edit_role),
    Route("DELETE", _ROLES + "/{role_id}", delete_role),
)
