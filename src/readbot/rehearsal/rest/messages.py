"""Messages: written, read, changed, taken back; reactions and pins."""

import time

from readbot.rehearsal import limits
from readbot.rehearsal.composing import Draft, composed
from readbot.rehearsal.desk import reference_to
from readbot.rehearsal.model.nouns import (
    Channel,
    ChannelKind,
    Json,
    Message,
    MessageFlag,
)
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.plain_shapes import stamp
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.rest.applications import may_write_to
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route

_TWO_WEEKS_SECONDS = 14 * 24 * 3600


async def create_message(call: Call) -> Answer:
    """The bot writes a message."""
    channel = call.channel()
    check_may_write(call, channel)
    nonce = _checked_nonce(call)
    enforced = bool(call.json.get("enforce_nonce")) and nonce is not None
    if enforced and nonce is not None:
        known = call.rehearsal.nonces.known(nonce)
        earlier = None if known is None else call.world.message(known)
        if earlier is not None:
            return Answer(call.shapes.message(earlier, with_nonce=True))
    draft = composed(call.shapes, channel, call.body)
    check_may_attach(call, channel, draft)
    message = drafted(call, channel, draft)
    message.flags &= ~MessageFlag.EPHEMERAL
    message.nonce = nonce
    _refer(call, channel, message)
    if enforced and nonce is not None:
        call.rehearsal.nonces.remember(nonce, message.id)
    revive(call, channel)
    call.world.add_message(message)
    return Answer(call.shapes.message(message, with_nonce=True))


def check_may_write(call: Call, channel: Channel) -> None:
    """Raises the Refusal that a bot gets where it may not write."""
    if channel.kind in (ChannelKind.FORUM, ChannelKind.CATEGORY):
        raise Refusal(50008)
    if channel.kind is ChannelKind.DM and not may_write_to(call, channel.recipients[0].id):
        raise Refusal(50007)
    call.need(
        channel,
        Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES,
    )
    state = channel.thread
    manages = call.permissions(channel) & Permission.MANAGE_THREADS
    if state is not None and state.locked and not manages:
        raise Refusal(50083 if state.archived else 160005)


def check_may_attach(call: Call, channel: Channel, draft: Draft) -> None:
    """Raises Refusal 50013 for files or embeds that the bot may not send here."""
    if draft.attachments:
        call.need(channel, Permission.ATTACH_FILES)
    if draft.embeds:
        call.need(channel, Permission.EMBED_LINKS)


def revive(call: Call, channel: Channel) -> None:
    """A message reopens an archived thread."""
    if channel.thread is not None:
        channel.thread.members.setdefault(call.bot.id, call.world.now())
        if channel.thread.archived:
            call.world.change_thread(channel, archived=False)


def drafted(call: Call, channel: Channel, draft: Draft, identifier: int | None = None) -> Message:
    """A message of the bot's that is made of a draft; it is not in the world yet."""
    return Message(
        identifier or call.world.new_id(),
        channel.id,
        call.bot,
        draft.content,
        call.world.now(),
        guild_id=channel.guild_id,
        flags=draft.flags,
        tts=draft.tts,
        embeds=draft.embeds,
        components=draft.components,
        attachments=draft.attachments,
        mentions=draft.mentions,
        mention_roles=draft.mention_roles,
        mention_everyone=draft.mention_everyone,
    )


def apply_draft(message: Message, draft: Draft) -> None:
    """Makes an existing message what a draft says."""
    message.content, message.embeds = draft.content, draft.embeds
    message.components, message.attachments = draft.components, draft.attachments
    message.flags, message.mentions = draft.flags, draft.mentions
    message.mention_roles = draft.mention_roles


def _checked_nonce(call: Call) -> str | None:
    nonce = call.json.get("nonce")
    if nonce is None:
        return None
    errors = FormErrors()
    errors.length("nonce", str(nonce), limits.NONCE)
    errors.raise_if_any()
    return str(nonce)


def _refer(call: Call, channel: Channel, message: Message) -> None:
    reference = call.json.get("message_reference")
    if not isinstance(reference, dict):
        return
    original = call.world.messages[channel.id].get(int(reference.get("message_id") or 0))
    if original is None or original.ephemeral:
        if reference.get("fail_if_not_exists") is False:
            return
        errors = FormErrors()
        errors.add("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
        errors.raise_if_any()
        return
    call.need(channel, Permission.READ_MESSAGE_HISTORY)
    message.kind = 19
    message.reference = reference_to(original)


async def get_messages(call: Call) -> Answer:
    """A page of history, newest first; empty for a bot without Read Message History."""
    channel = call.channel()
    limit = call.query_number("limit", 50, 1, limits.HISTORY_PAGE)
    if not call.permissions(channel) & Permission.READ_MESSAGE_HISTORY:
        return Answer([])
    history = call.world.history(channel)
    before, after = call.query_id("before"), call.query_id("after")
    around = call.query_id("around")
    if around is not None:
        older = [message for message in history if message.id <= around][-(limit // 2 + 1) :]
        page = older + [m for m in history if m.id > around][: max(0, limit - len(older))]
    elif after is not None:
        page = [message for message in history if message.id > after][:limit]
    else:
        page = [m for m in history if before is None or m.id < before][-limit:]
    return Answer([call.shapes.message(message) for message in reversed(page)])


async def get_message(call: Call) -> Answer:
    """One message."""
    channel = call.channel()
    if not call.permissions(channel) & Permission.READ_MESSAGE_HISTORY:
        raise Refusal(50001)
    return Answer(call.shapes.message(call.message(channel)))


async def edit_message(call: Call) -> Answer:
    """The bot changes its message; of others' only the embeds can be hidden."""
    channel = call.channel()
    message = call.message(channel)
    if channel.thread is not None and channel.thread.archived:
        raise Refusal(50083)
    if message.author.id != call.bot.id:
        if set(call.json) - {"flags"}:
            raise Refusal(50005)
        call.need(channel, Permission.MANAGE_MESSAGES)
        hidden = int(call.json.get("flags") or 0) & MessageFlag.SUPPRESS_EMBEDS
        message.flags = message.flags & ~MessageFlag.SUPPRESS_EMBEDS | hidden
    else:
        change_message(call, channel, message)
    call.world.tell_message_changed(message)
    return Answer(call.shapes.message(message))


def change_message(call: Call, channel: Channel, message: Message) -> None:
    """Applies the call's body to a message, with all its checks."""
    draft = composed(call.shapes, channel, call.body, before=message)
    apply_draft(message, draft)
    for attachment in message.attachments:
        call.world.attachments[attachment.id] = attachment
    message.edited_at = call.world.now()


async def delete_message(call: Call) -> Answer:
    """A message is taken back."""
    channel = call.channel()
    message = call.message(channel)
    if message.author.id != call.bot.id:
        call.need(channel, Permission.MANAGE_MESSAGES)
    call.world.delete_message(message)
    return NOTHING


async def bulk_delete(call: Call) -> Answer:
    """Several messages are taken back at once."""
    channel = call.channel()
    call.need(channel, Permission.MANAGE_MESSAGES)
    ids = {int(one) for one in call.json.get("messages") or []}
    if not 2 <= len(ids) <= limits.BULK_DELETE:
        raise Refusal(50016)
    found = [m for m in call.world.messages[channel.id].values() if m.id in ids]
    now = call.world.now()
    if any((now - one.created_at).total_seconds() > _TWO_WEEKS_SECONDS for one in found):
        raise Refusal(50034)
    for message in found:
        call.world.delete_message(message)
    return NOTHING


async def typing(call: Call) -> Answer:
    """The bot is seen to be typing."""
    channel = call.channel()
    check_may_write(call, channel)
    call.world.changes.tell(
        "TYPING_START", call.bot, guild_id=channel.guild_id, channel_id=channel.id
    )
    return NOTHING


async def pin(call: Call) -> Answer:
    """A message is pinned."""
    channel = call.channel()
    _need_pins(call, channel)
    message = call.message(channel)
    message.pinned_at = call.world.now()
    call.world.tell_message_changed(message)
    return NOTHING


async def unpin(call: Call) -> Answer:
    """A message is no longer pinned."""
    channel = call.channel()
    _need_pins(call, channel)
    message = call.message(channel)
    message.pinned_at = None
    call.world.tell_message_changed(message)
    return NOTHING


def _need_pins(call: Call, channel: Channel) -> None:
    if not call.permissions(channel) & (Permission.PIN_MESSAGES | Permission.MANAGE_MESSAGES):
        raise Refusal(50013)


async def get_pins(call: Call) -> Answer:
    """The pinned messages, last pinned first."""
    channel = call.channel()
    pinned: list[Json] = [
        {"pinned_at": stamp(message.pinned_at), "message": call.shapes.message(message)}
        for message in sorted(
            call.world.history(channel),
            key=lambda one: one.pinned_at or one.created_at,
            reverse=True,
        )
        if message.pinned_at is not None
    ]
    return Answer({"items": pinned, "has_more": False})


class NonceBook:
    """Remembers the bot's enforced nonces for a few minutes of real time."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, int]] = {}

    def known(self, nonce: str) -> int | None:
        """The id of the message that was made with this nonce lately, or None."""
        at, message_id = self._known.get(nonce, (float("-inf"), 0))
        return message_id if time.monotonic() - at < limits.NONCE_SECONDS else None

    def remember(self, nonce: str, message_id: int) -> None:
        """Notes a nonce, and forgets those that are too old."""
        now = time.monotonic()
        while self._known:
            oldest = next(iter(self._known))
            if now - self._known[oldest][0] < limits.NONCE_SECONDS:
                break
            del self._known[oldest]
        self._known.pop(nonce, None)
        self._known[nonce] = (now, message_id)

    def forget(self) -> None:
        """Forgets all, as Discord does after those minutes."""
        self._known.clear()


_MESSAGES = "/channels/{channel_id}/messages"
_ONE = _MESSAGES + "/{message_id}"
ROUTES = (
    Route("GET", _MESSAGES, get_messages),
    Route("POST", _MESSAGES, create_message),
    Route("POST", _MESSAGES + "/bulk-delete", bulk_delete),
    Route("GET", _MESSAGES + "/pins", get_pins),
    Route("PUT", _MESSAGES + "/pins/{message_id}", pin),
    Route("DELETE", _MESSAGES + "/pins/{message_id}", unpin),
    Route("GET", _ONE, get_message),
    Route("PATCH", _ONE, edit_message),
    Route("DELETE", _ONE, delete_message),
    Route("POST", "/channels/{channel_id}/typing", typing),
)
