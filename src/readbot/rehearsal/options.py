"""What a person hands to a command or a menu, checked and shaped as the Discord client does it."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from readbot.rehearsal import limits
from readbot.rehearsal.model.nouns import (
    Attachment,
    Channel,
    Command,
    Json,
    Member,
    Message,
    Role,
    User,
)
from readbot.rehearsal.plain_shapes import bare_member_shape, role_shape, user_shape
from readbot.rehearsal.shapes import Shapes

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(
    1, 12
)


class ClientRefusal(Exception):  # noqa: N818 - a refusal is no error of ours
    """What the person's own Discord client refuses, before the bot hears of it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person hands over; the content type is guessed from the name when left out."""

    name: str
    content: bytes
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Who does something, and in which channel."""

    shapes: Shapes
    user: User
    channel: Channel


class Resolved:
    """Gathers the people, roles, channels and files that a deed's values stand for."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._shapes = scene.shapes
        self._guild = scene.shapes.world.guilds.get(scene.channel.guild_id or 0)
        self._found: dict[str, Json] = {}

    def any(self) -> bool:
        """Whether there is anything to send along."""
        return bool(self._found)

    def shape(self) -> Json:
        """The `resolved` object."""
        return self._found

    def user(self, value: Any) -> str:
        """A person's id; `value` is a User, a Member, or something with a `user`."""
        user = value if isinstance(value, User) else getattr(value, "user", None)
        if not isinstance(user, User):
            raise ClientRefusal(f"{value!r} is no person.")
        self._found.setdefault("users", {})[str(user.id)] = user_shape(user)
        member = None if self._guild is None else self._guild.members.get(user.id)
        if member is not None:
            bits = self._shapes.world.permissions_in(self._scene.channel, user)
            shape = bare_member_shape(member) | {"permissions": str(bits)}
            self._found.setdefault("members", {})[str(user.id)] = shape
        return str(user.id)

    def role(self, value: Any) -> str:
        """A role's id."""
        if not isinstance(value, Role) or self._guild is None:
            raise ClientRefusal(f"{value!r} is no role.")
        self._found.setdefault("roles", {})[str(value.id)] = role_shape(value)
        return str(value.id)

    def mentionable(self, value: Any) -> str:
        """A person's or a role's id."""
        return self.role(value) if isinstance(value, Role) else self.user(value)

    def channel(self, value: Any, kinds: list[int] | None = None) -> str:
        """A channel's id; `kinds` are the allowed channel types."""
        if not isinstance(value, Channel):
            raise ClientRefusal(f"{value!r} is no channel.")
        if kinds and int(value.kind) not in kinds:
            raise ClientRefusal(f"#{value.name} is not of a kind that can be chosen here.")
        shape = self._shapes.partial_channel(value, self._scene.user)
        self._found.setdefault("channels", {})[str(value.id)] = shape
        return str(value.id)

    def message(self, message: Message) -> str:
        """A message's id."""
        shape = self._shapes.message(message)
        self._found.setdefault("messages", {})[str(message.id)] = shape
        return str(message.id)

    def upload(self, value: Any) -> str:
        """Uploads a file and gives its id."""
        if not isinstance(value, Upload):
            raise ClientRefusal(f"{value!r} is no file.")
        attachment = kept_upload(self._shapes, value, ephemeral=True)
        shape = self._shapes.attachment(attachment)
        self._found.setdefault("attachments", {})[str(attachment.id)] = shape
        return str(attachment.id)


def kept_upload(shapes: Shapes, upload: Upload, *, ephemeral: bool = False) -> Attachment:
    """Keeps a person's file in the world; raises ClientRefusal for one that is too large."""
    if len(upload.content) > limits.FILE_BYTES:
        raise ClientRefusal(f"{upload.name} is too large: {limits.FILE_BYTES.says}")
    attachment = Attachment(
        shapes.world.new_id(),
        kept_name(upload.name),
        upload.content,
        upload.content_type or content_type_of(upload.name),
        ephemeral=ephemeral,
    )
    shapes.world.attachments[attachment.id] = attachment
    return attachment


def kept_name(filename: str) -> str:
    """A file's name as Discord keeps it: white space becomes underscores."""
    return "_".join(filename.split()) or "file"


def content_type_of(filename: str) -> str | None:
    """The content type that Discord would give a file by its name; text with its charset."""
    guess, _ = mimetypes.guess_type(filename)
    return f"{guess}; charset=utf-8" if guess and guess.startswith("text/") else guess


def command_data(
    scene: Scene, command: Command, path: tuple[str, ...], given: Mapping[str, Any]
) -> Json:
    """A used slash command's data; raises ClientRefusal where the client would not send it."""
    options = _options_at(command, path)
    by_name = {option["name"]: option for option in options}
    _refuse_unknown(given, by_name)
    resolved = Resolved(scene)
    values = []
    for name, option in by_name.items():
        if given.get(name) is None:
            if option.get("required"):
                raise ClientRefusal(f"{name}: this option is required.")
            continue
        value = _option_value(option, given[name], resolved)
        values.append({"name": name, "type": option["type"], "value": value})
    return _wrapped(command, path, values, resolved)


def completion_data(
    scene: Scene,
    command: Command,
    path: tuple[str, ...],
    given: Mapping[str, Any],
    focused: str,
    typed: str,
) -> Json:
    """The data of a completion while `focused` is being typed; nothing is checked but names."""
    options = {option["name"]: option for option in _options_at(command, path)}
    _refuse_unknown({**given, focused: typed}, options)
    if not options[focused].get("autocomplete"):
        raise ClientRefusal(f"{focused}: this option has no completion.")
    resolved = Resolved(scene)
    values: list[Json] = []
    for name, option in options.items():
        if name == focused:
            part = {"name": name, "type": option["type"], "value": typed, "focused": True}
            values.append(part)
        elif given.get(name) is not None:
            value = _option_value({**option, "choices": []}, given[name], resolved)
            values.append({"name": name, "type": option["type"], "value": value})
    return _wrapped(command, path, values, Resolved(scene))


def message_menu_data(scene: Scene, command: Command, message: Message) -> Json:
    """The data of a command from a message's menu."""
    resolved = Resolved(scene)
    target = resolved.message(message)
    return _head(command) | {"target_id": target, "resolved": resolved.shape()}


def user_menu_data(scene: Scene, command: Command, target: User | Member) -> Json:
    """The data of a command from a person's menu."""
    resolved = Resolved(scene)
    identifier = resolved.user(target)
    return _head(command) | {"target_id": identifier, "resolved": resolved.shape()}


def select_data(scene: Scene, part: Json, values: list[Any]) -> Json:
    """The data of a choice in a select menu of a message."""
    resolved = Resolved(scene)
    data: Json = {
        "component_type": part["type"],
        "custom_id": part["custom_id"],
        "id": part["id"],
        "values": chosen_values(part, values, resolved),
    }
    if resolved.any():
        data["resolved"] = resolved.shape()
    return data


def chosen_values(part: Json, wanted: list[Any], resolved: Resolved) -> list[str]:
    """The values of a choice in a select menu; raises ClientRefusal for an impossible one."""
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not least <= len(wanted) <= most:
        raise ClientRefusal(f"Choose {least} to {most} of them, not {len(wanted)}.")
    kind = part["type"]
    if kind == 3:
        known = {key: o["value"] for o in part["options"] for key in (o["label"], o["value"])}
        for one in wanted:
            if one not in known:
                raise ClientRefusal(f"There is no option {one!r}; there are {sorted(known)}.")
        return [str(known[one]) for one in wanted]
    if kind == 8:
        return [resolved.channel(one, part.get("channel_types")) for one in wanted]
    pick = {5: resolved.user, 6: resolved.role, 7: resolved.mentionable}[kind]
    return [pick(one) for one in wanted]


def _head(command: Command) -> Json:
    head: Json = {"id": str(command.id), "name": command.name, "type": command.kind}
    if command.guild_id is not None:
        head["guild_id"] = str(command.guild_id)
    return head


def _wrapped(
    command: Command,
    path: tuple[str, ...],
    values: list[Json],
    resolved: Resolved,
) -> Json:
    for depth, name in reversed(list(enumerate(path))):
        kind = GROUP if depth == 0 and len(path) == 2 else SUBCOMMAND
        values = [{"name": name, "type": kind, "options": values}]
    data = _head(command)
    if values:
        data["options"] = values
    if resolved.any():
        data["resolved"] = resolved.shape()
    return data


def _options_at(command: Command, path: tuple[str, ...]) -> list[Json]:
    options: list[Json] = command.body.get("options", [])
    for name in path:
        inner = [o for o in options if o["name"] == name and o["type"] in (SUBCOMMAND, GROUP)]
        if not inner:
            raise ClientRefusal(f"There is no such command here: {command.name} {' '.join(path)}.")
        options = inner[0].get("options", [])
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in options):
        raise ClientRefusal(f"/{command.name} needs one of its subcommands.")
    return options


def _refuse_unknown(given: Mapping[str, Any], options: Mapping[str, Json]) -> None:
    for name in given:
        if name not in options:
            raise ClientRefusal(f"There is no option {name!r}; there are {sorted(options)}.")


def _option_value(option: Json, value: Any, resolved: Resolved) -> Any:
    kind, name = option["type"], option["name"]
    if kind == USER:
        return resolved.user(value)
    if kind == ROLE:
        return resolved.role(value)
    if kind == MENTIONABLE:
        return resolved.mentionable(value)
    if kind == CHANNEL:
        return resolved.channel(value, option.get("channel_types"))
    if kind == FILE:
        return resolved.upload(value)
    wanted: dict[int, tuple[type, ...]] = {
        STRING: (str,),
        INTEGER: (int,),
        BOOLEAN: (bool,),
        NUMBER: (int, float),
    }
    if not isinstance(value, wanted[kind]) or (kind != BOOLEAN and isinstance(value, bool)):
        raise ClientRefusal(f"{name}: {value!r} is of the wrong kind.")
    if option.get("choices"):
        return _choice(option, value)
    if isinstance(value, str):
        _check_range(option, len(value), "min_length", "max_length", limits.OPTION_TEXT)
    elif isinstance(value, (int, float)) and kind != BOOLEAN:
        _check_range(option, value, "min_value", "max_value", 2**53)
    return value


def _choice(option: Json, value: Any) -> Any:
    for choice in option["choices"]:
        if value in (choice["value"], choice["name"]):
            return choice["value"]
    names = [choice["name"] for choice in option["choices"]]
    raise ClientRefusal(f"{option['name']}: {value!r} is not one of {names}.")


def _check_range(option: Json, size: float, least: str, most: str, top: float) -> None:
    low, high = option.get(least), option.get(most, top)
    if (low is not None and size < low) or size > high:
        raise ClientRefusal(f"{option['name']}: {size} is not between {low} and {high}.")
