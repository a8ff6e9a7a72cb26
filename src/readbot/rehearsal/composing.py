"""A message body from the bot: checked as Discord checks it, and turned into a message's parts."""

import re
from dataclasses import dataclass, field
from typing import Any

from readbot.rehearsal import limits
from readbot.rehearsal.components import ComponentReader
from readbot.rehearsal.model.nouns import Attachment, Channel, Json, Message, MessageFlag
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.options import content_type_of, kept_name
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.shapes import Shapes

_MENTIONED_USER = re.compile(r"<@!?(\d+)>")
_MENTIONED_ROLE = re.compile(r"<@&(\d+)>")
_SETTABLE_FLAGS = (
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.EPHEMERAL
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.COMPONENTS_V2
)
_TYPES: dict[str, type] = {
    "content": str,
    "embeds": list,
    "components": list,
    "attachments": list,
    "flags": int,
    "allowed_mentions": dict,
    "message_reference": dict,
}
_LASTING_FLAGS = MessageFlag.EPHEMERAL
_EMBED_TEXTS = {
    "title": limits.EMBED_TITLE,
    "description": limits.EMBED_DESCRIPTION,
    "footer.text": limits.EMBED_FOOTER,
    "author.name": limits.EMBED_AUTHOR,
}


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file part of a multipart body; `key` is the number in `files[n]`."""

    key: int
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """A request's JSON with its files."""

    json: Json
    files: tuple[SentFile, ...] = ()

    def part(self, key: str) -> "Body":
        """An inner object of the JSON, with the same files."""
        inner = self.json.get(key)
        return Body(inner if isinstance(inner, dict) else {}, self.files)


@dataclass(slots=True)
class Draft:
    """A checked message that is not yet in the world."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    tts: bool = False
    mentions: list[int] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.content or self.embeds or self.components or self.attachments)


def composed(
    shapes: Shapes, channel: Channel, body: Body, *, before: Message | None = None
) -> Draft:
    """The message that a body asks for; an edit starts from `before`.

    Raises Refusal 50035 for what is wrong, 50006 for an empty message.
    """
    errors = FormErrors()
    draft = _started(before)
    given = body.json
    _check_types(errors, given)
    errors.raise_if_any()
    if given.get("flags") is not None:
        settable = int(_SETTABLE_FLAGS if before is None else _SETTABLE_FLAGS & ~_LASTING_FLAGS)
        kept = draft.flags & ~settable | draft.flags & MessageFlag.COMPONENTS_V2
        draft.flags = kept | int(given["flags"]) & settable
    draft.tts = bool(given.get("tts"))
    if "content" in given:
        errors.length("content", given["content"], limits.CONTENT)
        draft.content = str(given["content"] or "").strip()
    if "embeds" in given:
        draft.embeds = _embeds(errors, given["embeds"] or [])
    draft.attachments = _attachments(errors, shapes, body, draft.attachments)
    if "components" in given:
        media = _media_lookup(shapes, draft.attachments)
        v2 = bool(draft.flags & MessageFlag.COMPONENTS_V2)
        draft.components = ComponentReader(errors, media).read(given["components"], v2=v2)
    _check_v2(errors, draft, given)
    _check_mentions(errors, given.get("allowed_mentions"))
    errors.raise_if_any()
    if draft.empty:
        raise Refusal(50006)
    _take_mentions(shapes, channel, draft, given.get("allowed_mentions"), draft_text(draft))
    return draft


def draft_text(draft: Draft) -> str:
    """The text in which mentions count: content, or the text displays."""
    texts = [draft.content]

    def walk(parts: list[Json]) -> None:
        for part in parts:
            if part["type"] == 10:
                texts.append(str(part["content"]))
            walk(part.get("components", []))

    walk(draft.components)
    return "\n".join(texts)


def _started(before: Message | None) -> Draft:
    if before is None:
        return Draft()
    return Draft(
        before.content,
        before.embeds,
        before.components,
        list(before.attachments),
        before.flags & ~MessageFlag.LOADING,
    )


def _check_types(errors: FormErrors, given: Json) -> None:
    for key, kind in _TYPES.items():
        value = given.get(key)
        fits = value is None or isinstance(value, kind)
        if isinstance(value, list) and not all(isinstance(one, dict) for one in value):
            fits = False
        if not fits:
            errors.add(key, "BASE_TYPE_WRONG", f"This is no {kind.__name__}.")


def _check_v2(errors: FormErrors, draft: Draft, given: Json) -> None:
    if not draft.flags & MessageFlag.COMPONENTS_V2:
        return
    for key in ("content", "embeds", "poll", "sticker_ids"):
        if given.get(key):
            errors.add(
                key,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )
    draft.content, draft.embeds = "", []


def _embeds(errors: FormErrors, raw: list[Json]) -> list[Json]:
    errors.length("embeds", raw, limits.EMBEDS)
    total = 0
    for number, embed in enumerate(raw):
        path = f"embeds.{number}"
        for dotted, most in _EMBED_TEXTS.items():
            value: Any = embed
            for key in dotted.split("."):
                value = (value or {}).get(key)
            errors.length(f"{path}.{dotted}", value, most)
            total += len(value or "")
        fields = embed.get("fields") or []
        errors.length(f"{path}.fields", fields, limits.EMBED_FIELDS)
        for place, one in enumerate(fields):
            for key, most in (
                ("name", limits.EMBED_FIELD_NAME),
                ("value", limits.EMBED_FIELD_VALUE),
            ):
                errors.required(f"{path}.fields.{place}.{key}", one.get(key))
                errors.length(f"{path}.fields.{place}.{key}", one.get(key), most)
                total += len(one.get(key) or "")
    if total > limits.EMBED_TOTAL:
        errors.add(
            "embeds",
            "MAX_EMBED_SIZE_EXCEEDED",
            f"Embed size exceeds maximum size of {limits.EMBED_TOTAL}",
        )
    return [_embed_shape(embed) for embed in raw]


def _embed_shape(embed: Json) -> Json:
    shape = {key: value for key, value in embed.items() if value not in (None, [], "")}
    shape["type"] = embed.get("type") or "rich"
    if "fields" in shape:
        shape["fields"] = [{**one, "inline": bool(one.get("inline"))} for one in embed["fields"]]
    return shape


def _attachments(
    errors: FormErrors, shapes: Shapes, body: Body, before: list[Attachment]
) -> list[Attachment]:
    described = body.json.get("attachments")
    if described is None and not body.files:
        return before
    details = {str(one.get("id")): one for one in described or []}
    kept = (
        before
        if described is None
        else [attachment for attachment in before if str(attachment.id) in details]
    )
    new = [_attachment(errors, shapes, file, details.get(str(file.key), {})) for file in body.files]
    errors.length("attachments", [*kept, *new], limits.FILES)
    return [*kept, *new]


def _attachment(errors: FormErrors, shapes: Shapes, file: SentFile, details: Json) -> Attachment:
    if len(file.content) > limits.FILE_BYTES:
        raise Refusal(40005)
    description = details.get("description")
    errors.length(f"attachments.{file.key}.description", description, limits.FILE_DESCRIPTION)
    name = kept_name(str(details.get("filename") or file.filename))
    width, height = _png_size(file.content)
    return Attachment(
        shapes.world.new_id(),
        name,
        file.content,
        content_type_of(name),
        description,
        width=width,
        height=height,
    )


def _png_size(content: bytes) -> tuple[int, int] | tuple[None, None]:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or len(content) < 24:
        return None, None
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def _media_lookup(shapes: Shapes, attachments: list[Attachment]) -> Any:
    by_name = {attachment.filename: attachment for attachment in attachments}

    def lookup(address: str) -> Json | None:
        if address.startswith("attachment://"):
            found = by_name.get(kept_name(address.removeprefix("attachment://")))
            if found is None:
                return None
            shape = shapes.attachment(found)
            return {
                "id": shape["id"],
                "url": shape["url"],
                "proxy_url": shape["proxy_url"],
                "width": found.width,
                "height": found.height,
                "content_type": found.content_type,
                "attachment_id": shape["id"],
                "size": found.size,
            }
        if not address.startswith(("http://", "https://")):
            return None
        return {
            "id": str(shapes.world.new_id()),
            "url": address,
            "proxy_url": address,
            "width": None,
            "height": None,
            "content_type": None,
        }

    return lookup


def _check_mentions(errors: FormErrors, allowed: Any) -> None:
    if not isinstance(allowed, dict):
        return
    parse = allowed.get("parse") or []
    for key in ("users", "roles"):
        named = allowed.get(key) or []
        errors.length(f"allowed_mentions.{key}", named, limits.ALLOWED_MENTIONS)
        if key in parse and named:
            errors.add(
                "allowed_mentions",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.',
            )


def _take_mentions(shapes: Shapes, channel: Channel, draft: Draft, allowed: Any, text: str) -> None:
    world = shapes.world
    rule = allowed if isinstance(allowed, dict) else {"parse": ["users", "roles", "everyone"]}
    parse = rule.get("parse") or []
    users = {int(one) for one in rule.get("users") or []}
    roles = {int(one) for one in rule.get("roles") or []}
    guild = world.guilds.get(channel.guild_id or 0)
    for found in dict.fromkeys(int(one) for one in _MENTIONED_USER.findall(text)):
        if found in world.users and ("users" in parse or found in users):
            draft.mentions.append(found)
    everyone = bool(world.permissions_in(channel, world.bot) & Permission.MENTION_EVERYONE)
    for found in dict.fromkeys(int(one) for one in _MENTIONED_ROLE.findall(text)):
        role = None if guild is None else guild.roles.get(found)
        allowed_here = "roles" in parse or found in roles
        if role is not None and allowed_here and (role.mentionable or everyone):
            draft.mention_roles.append(found)
    if "everyone" in parse and everyone:
        draft.mention_everyone = "@everyone" in text or "@here" in text
