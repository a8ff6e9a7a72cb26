"""Threads and forum posts."""

from datetime import datetime

from readbot.rehearsal import limits
from readbot.rehearsal.composing import composed
from readbot.rehearsal.model.nouns import (
    Channel,
    ChannelKind,
    Json,
    MessageFlag,
)
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route
from readbot.rehearsal.rest.messages import check_may_attach, drafted

_ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


async def open_on_message(call: Call) -> Answer:
    """A thread is opened on a message; it has the message's id."""
    channel = call.channel()
    message = call.message(channel)
    if channel.kind not in (ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT):
        raise Refusal(50024)
    call.need(channel, Permission.CREATE_PUBLIC_THREADS)
    minutes = _checked_thread(call, channel)
    if message.id in call.world.channels:
        raise Refusal(160004)
    thread = call.world.open_thread(
        channel,
        call.json["name"],
        call.bot,
        identifier=message.id,
        auto_archive_minutes=minutes,
    )
    message.flags |= MessageFlag.HAS_THREAD
    call.world.tell_message_changed(message)
    return Answer(call.shapes.channel(thread, call.bot), 201)


async def open_thread(call: Call) -> Answer:
    """A thread without a message is opened, or a forum post with its first message."""
    channel = call.channel()
    if channel.kind is ChannelKind.FORUM:
        return await _open_post(call, channel)
    if channel.kind not in (ChannelKind.TEXT, ChannelKind.ANNOUNCEMENT):
        raise Refusal(50024)
    kind = ChannelKind(call.json.get("type") or ChannelKind.PRIVATE_THREAD)
    private = kind is ChannelKind.PRIVATE_THREAD
    call.need(
        channel,
        Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS,
    )
    minutes = _checked_thread(call, channel)
    thread = call.world.open_thread(
        channel, call.json["name"], call.bot, kind=kind, auto_archive_minutes=minutes
    )
    return Answer(call.shapes.channel(thread, call.bot), 201)


async def _open_post(call: Call, forum: Channel) -> Answer:
    call.need(forum, Permission.SEND_MESSAGES)
    minutes = _checked_thread(call, forum)
    tags = _checked_tags(forum, call.json.get("applied_tags") or [])
    if not isinstance(call.json.get("message"), dict):
        errors = FormErrors()
        errors.required("message", None)
        errors.raise_if_any()
    draft = composed(call.shapes, forum, call.body.part("message"))
    check_may_attach(call, forum, draft)
    thread = call.world.open_thread(
        forum, call.json["name"], call.bot, auto_archive_minutes=minutes, tags=tags
    )
    message = drafted(call, thread, draft, identifier=thread.id)
    call.world.add_message(message)
    shape = call.shapes.channel(thread, call.bot)
    return Answer({**shape, "message": call.shapes.message(message)}, 201)


def _checked_thread(call: Call, channel: Channel) -> int:
    errors = FormErrors()
    name = call.json.get("name")
    errors.required("name", name)
    errors.length("name", name, limits.THREAD_NAME, 1)
    fallback = channel.default_auto_archive_minutes or 1440
    minutes = call.json.get("auto_archive_duration") or fallback
    _check_minutes(errors, minutes)
    errors.raise_if_any()
    return int(minutes)


def _check_minutes(errors: FormErrors, minutes: object) -> None:
    if minutes not in _ARCHIVE_MINUTES:
        errors.add(
            "auto_archive_duration",
            "BASE_TYPE_CHOICES",
            "Value must be one of (60, 1440, 4320, 10080).",
        )


def _checked_tags(forum: Channel, raw: list[object]) -> list[int]:
    errors = FormErrors()
    errors.length("applied_tags", raw, limits.FORUM_TAGS)
    errors.raise_if_any()
    tags = [int(str(one)) for one in raw]
    if any(tag not in {known.id for known in forum.tags} for tag in tags):
        raise Refusal(10087)
    return tags


def edit_thread(call: Call, thread: Channel) -> None:
    """Applies a PATCH to a thread; raises Refusal where the bot may not."""
    state = thread.thread
    if state is None:
        raise Refusal(50024)
    manages = bool(call.permissions(thread) & Permission.MANAGE_THREADS)
    wants: Json = {key: value for key, value in call.json.items() if value is not None}
    if not manages:
        own = state.owner_id == call.bot.id
        reopening = wants.get("archived") is False and not state.locked
        if "locked" in wants or state.locked or (not own and set(wants) - {"archived"}):
            raise Refusal(50013)
        if not own and not reopening:
            raise Refusal(50013)
    if state.archived and wants.get("archived") is not False:
        raise Refusal(50083)
    errors = FormErrors()
    errors.length("name", wants.get("name"), limits.THREAD_NAME, 1)
    if "auto_archive_duration" in wants:
        _check_minutes(errors, wants["auto_archive_duration"])
    errors.raise_if_any()
    parent = call.world.channels[thread.parent_id or 0]
    if "applied_tags" in wants:
        state.applied_tags = _checked_tags(parent, wants["applied_tags"])
    thread.name = wants.get("name", thread.name)
    thread.slowmode_seconds = wants.get("rate_limit_per_user", thread.slowmode_seconds)
    state.auto_archive_minutes = wants.get("auto_archive_duration", state.auto_archive_minutes)
    state.invitable = wants.get("invitable", state.invitable)
    call.world.change_thread(thread, archived=wants.get("archived"), locked=wants.get("locked"))


def _page(call: Call, threads: list[Channel], *, has_more: bool = False) -> Json:
    bot = call.bot
    return {
        "threads": [call.shapes.channel(thread, bot) for thread in threads],
        "members": [
            call.shapes.thread_member(thread, bot.id)
            for thread in threads
            if thread.thread is not None and bot.id in thread.thread.members
        ],
        "has_more": has_more,
    }


async def active_threads(call: Call) -> Answer:
    """A guild's threads that are not archived, newest first."""
    guild = call.guild()
    for thread in call.world.channels_of(guild):
        call.world.archive_when_idle(thread)
    threads = [
        thread
        for thread in call.world.channels_of(guild)
        if thread.thread is not None
        and not thread.thread.archived
        and call.permissions(thread) & Permission.VIEW_CHANNEL
    ]
    page = _page(call, sorted(threads, key=lambda one: one.id, reverse=True))
    return Answer(page)


async def archived_threads(call: Call) -> Answer:
    """A channel's archived public threads, last archived first."""
    return _archived(call, {ChannelKind.PUBLIC_THREAD, ChannelKind.ANNOUNCEMENT_THREAD})


async def private_archived_threads(call: Call) -> Answer:
    """A channel's archived private threads, last archived first."""
    call.need(call.channel(), Permission.MANAGE_THREADS)
    return _archived(call, {ChannelKind.PRIVATE_THREAD})


async def own_archived_threads(call: Call) -> Answer:
    """A channel's archived private threads that the bot is in, newest first."""
    channel = call.channel()
    call.need(channel, Permission.READ_MESSAGE_HISTORY)
    limit, before = call.query_number("limit", 50, 1, 100), call.query_id("before")
    found = [
        thread
        for thread in reversed(call.world.threads_of(channel))
        if thread.kind is ChannelKind.PRIVATE_THREAD
        and thread.thread is not None
        and thread.thread.archived
        and call.bot.id in thread.thread.members
        and (before is None or thread.id < before)
    ]
    return Answer(_page(call, found[:limit], has_more=len(found) > limit))


def _archived(call: Call, kinds: set[ChannelKind]) -> Answer:
    channel = call.channel()
    call.need(channel, Permission.READ_MESSAGE_HISTORY)
    limit = call.query_number("limit", 50, 1, 100)
    before = call.query.get("before")
    for thread in call.world.threads_of(channel):
        call.world.archive_when_idle(thread)
    moment = None if before is None else datetime.fromisoformat(before)
    found = [
        (thread.thread.archived_at, thread)
        for thread in call.world.threads_of(channel)
        if thread.thread is not None and thread.thread.archived and thread.kind in kinds
    ]
    found = [pair for pair in found if moment is None or pair[0] < moment]
    found.sort(key=lambda pair: pair[0], reverse=True)
    threads = [thread for _, thread in found[:limit]]
    return Answer(_page(call, threads, has_more=len(found) > limit))


async def join_thread(call: Call) -> Answer:
    """The bot or someone else joins a thread."""
    thread, user_id = _thread_and_person(call)
    if thread.thread is not None:
        if thread.thread.archived:
            raise Refusal(50083)
        thread.thread.members.setdefault(user_id, call.world.now())
        call.world.tell_channel_changed(thread)
    return NOTHING


async def leave_thread(call: Call) -> Answer:
    """The bot or someone else leaves a thread."""
    thread, user_id = _thread_and_person(call)
    if user_id != call.bot.id:
        call.need(thread, Permission.MANAGE_THREADS)
    if thread.thread is not None:
        thread.thread.members.pop(user_id, None)
        call.world.tell_channel_changed(thread)
    return NOTHING


def _thread_and_person(call: Call) -> tuple[Channel, int]:
    thread = call.channel()
    if not thread.is_thread:
        raise Refusal(50024)
    user_id = call.id("user_id") if "user_id" in call.path else call.bot.id
    if user_id not in call.world.users:
        raise Refusal(10013)
    return thread, user_id


async def thread_members(call: Call) -> Answer:
    """A thread's members."""
    thread = call.channel()
    members = thread.thread.members if thread.thread is not None else {}
    return Answer([call.shapes.thread_member(thread, user_id) for user_id in members])


_CHANNEL = "/channels/{channel_id}"
ROUTES = (
    Route("POST", _CHANNEL + "/messages/{message_id}/threads", open_on_message),
    Route("POST", _CHANNEL + "/threads", open_thread),
    Route("GET", _CHANNEL + "/threads/archived/public", archived_threads),
    Route("GET", _CHANNEL + "/threads/archived/private", private_archived_threads),
    Route("GET", _CHANNEL + "/users/@me/threads/archived/private", own_archived_threads),
    Route("GET", "/guilds/{guild_id}/threads/active", active_threads),
    Route("GET", _CHANNEL + "/thread-members", thread_members),
    Route("PUT", _CHANNEL + "/thread-members/@me", join_thread),
    Route("DELETE", _CHANNEL + "/thread-members/@me", leave_thread),
    Route("PUT", _CHANNEL + "/thread-members/{user_id}", join_thread),
    Route("DELETE", _CHANNEL + "/thread-members/{user_id}", leave_thread),
)
