"""Registering application commands, for all servers or for one."""

from readbot.rehearsal.model.nouns import Command, Json
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.registration import checked_command, checked_commands
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route


def _scope(call: Call) -> int | None:
    if call.id("application_id") != call.world.application_id:
        raise Refusal(50001)
    if "guild_id" not in call.path:
        return None
    identifier = call.id("guild_id")
    if not call.world.bot_in(identifier):
        raise Refusal(50001)
    return identifier


def _in_scope(call: Call, scope: int | None) -> list[Command]:
    return [command for command in call.world.commands.values() if command.guild_id == scope]


def _found(call: Call) -> Command:
    command = call.world.commands.get(call.id("command_id"))
    if command is None or command.guild_id != _scope(call):
        raise Refusal(10063)
    return command


def _kept(call: Call, shape: Json, scope: int | None, earlier: Command | None) -> Command:
    identifier = call.world.new_id() if earlier is None else earlier.id
    body: Json = {
        "id": str(identifier),
        "application_id": str(call.world.application_id),
        "version": str(call.world.new_id()),
        **shape,
    }
    if scope is not None:
        body["guild_id"] = str(scope)
        del body["dm_permission"]
    command = Command(identifier, shape["type"], shape["name"], body, scope)
    call.world.commands[identifier] = command
    return command


def _tell(call: Call, scope: int | None) -> None:
    call.world.changes.tell("COMMANDS_UPDATE", _in_scope(call, scope), guild_id=scope)


def _same(call: Call, scope: int | None, shape: Json) -> Command | None:
    for command in _in_scope(call, scope):
        if (command.kind, command.name) == (shape["type"], shape["name"]):
            return command
    return None


async def get_commands(call: Call) -> Answer:
    """All commands of a scope."""
    return Answer([command.body for command in _in_scope(call, _scope(call))])


async def set_commands(call: Call) -> Answer:
    """All commands of a scope are replaced; those of the same name and kind keep their id."""
    scope = _scope(call)
    raw = call.json.get("_list")
    if not isinstance(raw, list):
        raise Refusal(50035)
    errors = FormErrors()
    shapes = checked_commands(raw, errors)
    errors.raise_if_any()
    earlier = {(c.kind, c.name): c for c in _in_scope(call, scope)}
    for command in earlier.values():
        del call.world.commands[command.id]
    kept = [_kept(call, s, scope, earlier.get((s["type"], s["name"]))) for s in shapes]
    _tell(call, scope)
    return Answer([command.body for command in kept])


async def create_command(call: Call) -> Answer:
    """One command is added, or replaced when there is one of that name and kind."""
    scope = _scope(call)
    errors = FormErrors()
    shape = checked_command(call.json, "", errors)
    errors.raise_if_any()
    earlier = _same(call, scope, shape)
    if earlier is None:
        everything = [command.body for command in _in_scope(call, scope)]
        checked_commands([*everything, shape], errors)
        errors.raise_if_any()
    command = _kept(call, shape, scope, earlier)
    _tell(call, scope)
    return Answer(command.body, 201 if earlier is None else 200)


async def get_command(call: Call) -> Answer:
    """One command."""
    return Answer(_found(call).body)


async def edit_command(call: Call) -> Answer:
    """One command is changed."""
    command = _found(call)
    errors = FormErrors()
    shape = checked_command({**command.body, **call.json, "type": command.kind}, "", errors)
    errors.raise_if_any()
    changed = _kept(call, shape, command.guild_id, command)
    _tell(call, command.guild_id)
    return Answer(changed.body)


async def delete_command(call: Call) -> Answer:
    """One command is taken away."""
    command = _found(call)
    del call.world.commands[command.id]
    _tell(call, command.guild_id)
    return NOTHING


async def get_permissions(call: Call) -> Answer:
    """Who an admin lets use commands: nobody set anything."""
    call.guild()
    if "command_id" not in call.path:
        return Answer([])
    if call.id("command_id") not in call.world.commands:
        raise Refusal(10063)
    raise Refusal(10066)


def _routes(path: str) -> tuple[Route, ...]:
    return (
        Route("GET", path, get_commands),
        Route("PUT", path, set_commands),
        Route("POST", path, create_command),
        Route("GET", path + "/{command_id}", get_command),
        Route("PATCH", path + "/{command_id}", edit_command),
        Route("DELETE", path + "/{command_id}", delete_command),
    )


_IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = (
    Route("GET", _IN_GUILD + "/permissions", get_permissions),
    Route("GET", _IN_GUILD + "/{command_id}/permissions", get_permissions),
    *_routes("/applications/{application_id}/commands"),
    *_routes(_IN_GUILD),
)
