"""Fulfils the courier that delivery asks for: one request a send, and honest outcomes.

What Discord's own codes say decides, not a bare 403 or 404, which its edge also gives for reasons
of its own. wire.py sees to it that discord.py repeats nothing.
"""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Literal, TypeVar, assert_never

import aiohttp
import discord
import structlog

from readbot.chat import digest_message, limits, order_messages, render
from readbot.chat.connection import leave_if_refused
from readbot.chat.refusals import LOCKED, REFUSALS, outcome
from readbot.chat.views import Message, dressed, ids_on, read_id
from readbot.chat.wire import SENDING, ServerFailedError, Wire
from readbot.club.postings import CHANNEL_GONE, MESSAGE_GONE, SEND_LIMIT
from readbot.services.courier import (
    CannotLookError,
    CourierError,
    DestinationRefusedError,
    DigestPage,
    ExcerptPage,
    GonePage,
    GreetingPage,
    MustWaitError,
    NeedsPostError,
    NoHistoryError,
    NotePage,
    NoticePage,
    OutcomeUnknownError,
    Parcel,
    PostPage,
    RulingPage,
    Sent,
    TellingPage,
    ThreadPage,
)

MOST_LOOKED_AT = 3000
"""Messages that are searched for a mark before the search is given up."""
MOST_POSTS = 1000
"""Archived posts of a forum that are searched for a mark before the search is given up."""
REQUESTS_A_SECOND = 40
_MOST_AT_ONCE = 96
_THREAD_SLEEPS_AFTER: Literal[10080] = 10080  # minutes: a week, the longest that Discord offers
_ARCHIVED = 50083
_NOT_ALLOWED = 50013
_NO_TEXT_CHANNEL = 50008
_THREAD_EXISTS = 160004
_SECONDS_FOR_TOKEN = 10.0
_TO_PERSONS = (NoticePage, TellingPage, RulingPage)
_BRIEFLY = 5.0  # seconds for which what is claimed may as well wait here

_T = TypeVar("_T")

log = structlog.get_logger(__name__)


class DiscordCourier:
    """Sends parcels through the client, ``requests_a_second`` at most."""

    def __init__(
        self, client: discord.Client, requests_a_second: float = REQUESTS_A_SECOND
    ) -> None:
        self._client = client
        # What waits for its turn here counts as under way, so it must not wait for long.
        self.at_once = max(1, min(_MOST_AT_ONCE, int(requests_a_second)))
        self._gap = 1 / requests_a_second
        self._next_turn = 0.0
        self._gone: set[int] = set()
        trace = client.http.http_trace
        self._wire = trace if isinstance(trace, Wire) else Wire()
        self._checks_token = False

    async def send(self, parcel: Parcel) -> Sent:
        """Send it once, with its mark as the nonce that Discord is told to enforce."""
        token = SENDING.set(True)
        try:
            return await self._honestly(self._send(parcel))
        finally:
            SENDING.reset(token)

    async def find(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Our own message with the posting's mark, written since then."""
        return await self._honestly(self._find(parcel, since))

    async def delete(self, sent: Sent) -> None:
        """Delete a message of ours; one that is gone is deleted."""
        await self._honestly(self._delete(sent))

    async def may_send(self, destination_id: int) -> bool:
        """Whether Discord would take a message there, by what we know or can ask."""
        if self._is_known_gone(destination_id):
            return False
        try:
            place = await self._asked(destination_id)
            rights = await self._honestly(self._rights(place))
        except CourierError:
            return False
        if rights is None:
            return isinstance(place, discord.DMChannel)
        if _wants_tags(place):
            return False
        if not isinstance(place, discord.Thread):
            # For a forum the same permission is that of opening posts.
            return rights.view_channel and rights.send_messages
        shut = place.locked and not rights.manage_threads
        return rights.view_channel and rights.send_messages_in_threads and not shut

    async def is_gone(self, destination_id: int) -> bool:
        """Whether Discord does not find it now, or denies it; False where it cannot be asked."""
        if self._is_known_gone(destination_id):
            return True
        try:
            await self._asked(destination_id)
        except DestinationRefusedError as refusal:
            return refusal.code == CHANNEL_GONE
        except OutcomeUnknownError as unknown:
            return unknown.denied
        except CourierError:
            pass
        return False

    def _is_known_gone(self, destination_id: int) -> bool:
        return destination_id in self._gone and self._client.get_channel(destination_id) is None

    async def _asked(self, destination_id: int) -> object:
        """The channel, thread or conversation; where it is gone, that is remembered."""
        try:
            return await self._honestly(self._place(destination_id))
        except DestinationRefusedError as refusal:
            if refusal.code == CHANNEL_GONE:
                # It can only come back with its server, and then it is in the cache.
                self._gone.add(destination_id)
            raise

    async def may_open_thread(self, channel_id: int) -> bool:
        """Whether Discord would let us open a thread on a message there."""
        rights = await self._known_rights(channel_id)
        return rights is not None and rights.view_channel and rights.create_public_threads

    async def may_look(self, destination_id: int) -> bool:
        """Whether the history there is ours to read."""
        rights = await self._known_rights(destination_id)
        return rights is not None and rights.view_channel and rights.read_message_history

    async def _known_rights(self, channel_id: int) -> discord.Permissions | None:
        try:
            return await self._honestly(self._rights(await self._honestly(self._place(channel_id))))
        except CourierError:
            return None

    def ahead(self) -> timedelta:
        """By how much our clock was ahead of Discord's at the most, by the dates on its answers."""
        return self._wire.ahead()

    async def _honestly(self, work: Awaitable[_T]) -> _T:
        """Wait for the work, and say what its failure means."""
        try:
            async with asyncio.timeout(SEND_LIMIT.total_seconds()):
                return await work
        except discord.RateLimited as limit:
            raise MustWaitError(min(limit.retry_after, limits.LONGEST)) from limit
        except discord.HTTPException as refusal:
            if refusal.status == 401:
                await self._check_token()
            meaning = outcome(refusal)
            if isinstance(meaning, MustWaitError) and meaning.everywhere:
                self._wire.keep_quiet(meaning.seconds)
            raise meaning from refusal
        except ServerFailedError as error:
            raise OutcomeUnknownError(str(error), answered=True) from error
        except (aiohttp.ClientError, OSError, TimeoutError) as trouble:
            raise OutcomeUnknownError(type(trouble).__name__, answered=False) from trouble

    async def _check_token(self) -> None:
        """End everything if the token was revoked: each answer of 401 counts towards a ban."""
        if not self._checks_token:
            self._checks_token = True
            try:
                async with asyncio.timeout(_SECONDS_FOR_TOKEN):
                    await leave_if_refused(self._client)
            except TimeoutError:
                log.warning("discord.token_unknown")
            finally:
                self._checks_token = False

    async def _turn(self) -> None:
        """Wait for this request's place in the pace."""
        if self._client.user is None or self._client.is_closed():
            raise MustWaitError(1.0)
        quiet = self._wire.quiet()
        if quiet > _BRIEFLY:
            raise MustWaitError(quiet)
        now = asyncio.get_running_loop().time()
        turn = max(now + max(0.0, quiet), self._next_turn)
        self._next_turn = turn + self._gap
        await asyncio.sleep(turn - now)

    async def _send(self, parcel: Parcel) -> Sent:
        if isinstance(parcel.page, ThreadPage):
            return await self._open_thread(parcel.page)
        if isinstance(parcel.page, PostPage):
            return await self._open_post(parcel, parcel.page)
        message = _message(parcel)
        address = await self._address(parcel)
        try:
            return await self._post(address, message, parcel)
        except discord.HTTPException as refusal:
            if refusal.code == _NO_TEXT_CHANNEL:
                await self._check_forum(parcel.posting.destination_id)
            if refusal.code != _ARCHIVED:
                raise
        await self._wake(parcel.posting.destination_id)
        return await self._post(address, message, parcel)

    async def _wake(self, thread_id: int) -> None:
        """Open an archived thread again: whoever writes there may, unless it is locked."""
        await self._turn()
        try:
            await self._client.http.edit_channel(thread_id, archived=False)
        except discord.Forbidden as refusal:
            if refusal.code == _NOT_ALLOWED:
                raise DestinationRefusedError(LOCKED, REFUSALS[LOCKED]) from refusal
            raise

    async def _check_forum(self, destination_id: int) -> None:
        """Raise NeedsPostError where the destination takes posts instead of messages."""
        if isinstance(await self._place(destination_id), discord.ForumChannel):
            raise NeedsPostError

    async def _address(self, parcel: Parcel) -> discord.abc.Messageable:
        """Where it goes: a channel whether or not we have it cached, or a conversation."""
        if isinstance(parcel.page, _TO_PERSONS) and parcel.page.person_id is not None:
            await self._turn()
            return await self._client.create_dm(discord.Object(parcel.page.person_id))
        return self._client.get_partial_messageable(parcel.posting.destination_id)

    async def _post(
        self, address: discord.abc.Messageable, message: Message, parcel: Parcel
    ) -> Sent:
        in_thread = await self._in_thread(parcel)
        await self._turn()
        mark = parcel.posting.mark
        posted = await address.send(nonce=mark, **dressed(message))
        if not _carries(posted, mark):
            raise OutcomeUnknownError("Discord gave back another message", answered=True)
        return Sent(posted.channel.id, posted.id, in_thread)

    async def _in_thread(self, parcel: Parcel) -> bool:
        """Whether it goes into a thread: Discord's answer to a message does not tell."""
        if isinstance(parcel.page, _TO_PERSONS) and parcel.page.person_id is not None:
            return False
        place = await self._place(parcel.posting.destination_id)
        return isinstance(place, discord.Thread)

    async def _delete(self, sent: Sent) -> None:
        await self._turn()
        channel = self._client.get_partial_messageable(sent.channel_id)
        try:
            await channel.get_partial_message(sent.message_id).delete()
        except discord.NotFound as missing:
            if missing.code not in (MESSAGE_GONE, CHANNEL_GONE):
                raise

    async def _open_post(self, parcel: Parcel, page: PostPage) -> Sent:
        forum = await self._place(parcel.posting.destination_id)
        if not isinstance(forum, discord.ForumChannel):
            raise DestinationRefusedError(50024, REFUSALS[50024])
        free = _free_tags(forum)
        await self._turn()
        opened = await forum.create_thread(
            name=render.post_name(page),
            auto_archive_duration=_THREAD_SLEEPS_AFTER,
            applied_tags=free[:1] if forum.flags.require_tag else [],
            **dressed(render.post(parcel.posting, page)),
        )
        return Sent(opened.thread.id, opened.thread.id, in_thread=True)

    async def _open_thread(self, page: ThreadPage) -> Sent:
        await self._turn()
        try:
            thread = await self._client.http.start_thread_with_message(
                page.channel_id,
                page.message_id,
                name=render.thread_name(page),
                auto_archive_duration=_THREAD_SLEEPS_AFTER,
            )
        except discord.HTTPException as refusal:
            if refusal.code != _THREAD_EXISTS:
                raise
            return Sent(page.message_id, page.message_id)
        return Sent(int(thread["id"]), int(thread["id"]))

    async def _find(self, parcel: Parcel, since: datetime) -> Sent | None:
        if isinstance(parcel.page, ThreadPage):
            return await self._find_thread(parcel.page)
        if isinstance(parcel.page, PostPage):
            return await self._find_post(parcel, since)
        address = await self._address(parcel)
        if not isinstance(address, discord.DMChannel):
            place = await self._place(parcel.posting.destination_id)
            if isinstance(place, discord.ForumChannel):
                return None  # no message ever stands in a forum itself
            await self._require_history(place)
        await self._turn()
        try:
            found = await self._search(address, parcel.posting.mark, since)
        except discord.NotFound as missing:
            # There is no conversation that could be read, as where it was closed.
            if isinstance(address, discord.DMChannel) and not missing.code:
                raise CannotLookError from missing
            raise
        if found is None:
            return None
        return Sent(found.channel.id, found.id, await self._in_thread(parcel))

    async def _search(
        self, address: discord.abc.Messageable, mark: str, since: datetime
    ) -> discord.Message | None:
        seen = 0
        async for message in address.history(limit=MOST_LOOKED_AT, after=since, oldest_first=True):
            seen += 1
            if self._is_ours(message, mark):
                return message
        if seen >= MOST_LOOKED_AT:
            raise CannotLookError
        return None

    async def _require_history(self, place: object) -> None:
        """Raise where finding nothing would mean nothing, for the history is not ours to read."""
        if isinstance(place, discord.DMChannel):
            return
        rights = await self._rights(place)
        if rights is not None and not rights.view_channel:
            raise DestinationRefusedError(50001, REFUSALS[50001])
        if rights is None:
            raise CannotLookError
        if not rights.read_message_history:
            raise NoHistoryError

    def _is_ours(self, message: discord.Message, mark: str) -> bool:
        ours = self._client.user is not None and message.author.id == self._client.user.id
        return ours and _carries(message, mark)

    async def _find_post(self, parcel: Parcel, since: datetime) -> Sent | None:
        """Our post among the forum's active and archived ones that were opened since then."""
        forum = await self._place(parcel.posting.destination_id)
        if not isinstance(forum, discord.ForumChannel):
            raise DestinationRefusedError(50024, REFUSALS[50024])
        await self._require_history(forum)
        await self._turn()
        posts = [t for t in await forum.guild.active_threads() if t.parent_id == forum.id]
        await self._turn()
        archived = await _archived_since(forum, since)
        mine = self._client.user.id if self._client.user is not None else 0
        earliest = discord.utils.time_snowflake(since, high=False)
        for post in (*posts, *archived):
            if post.owner_id == mine and post.id >= earliest:
                await self._turn()
                if self._is_ours(await post.fetch_message(post.id), parcel.posting.mark):
                    return Sent(post.id, post.id, in_thread=True)
        if len(archived) >= MOST_POSTS:
            raise CannotLookError
        return None

    async def _find_thread(self, page: ThreadPage) -> Sent | None:
        try:
            await self._place(page.message_id)
        except discord.NotFound as missing:
            if missing.code == CHANNEL_GONE:
                return None
            raise
        return Sent(page.message_id, page.message_id)

    async def _place(self, destination_id: int) -> object:
        """The channel, thread or conversation; asked for where it is not in the cache."""
        cached = self._client.get_channel(destination_id)
        if cached is not None:
            return cached
        await self._turn()
        return await self._client.fetch_channel(destination_id)

    async def _rights(self, place: object) -> discord.Permissions | None:
        """What we may do there; None where that cannot be known, or needs not be."""
        if not isinstance(place, discord.abc.GuildChannel | discord.Thread):
            return None
        home = place.parent if isinstance(place, discord.Thread) else place
        if home is not None and place.guild.me is not None:
            return place.permissions_for(place.guild.me)
        # Another process, which holds the server's shard, hears of it; we have to ask.
        if self._client.user is None:
            return None
        await self._turn()
        guild = await self._client.fetch_guild(place.guild.id, with_counts=False)
        await self._turn()
        me = await guild.fetch_member(self._client.user.id)
        await self._turn()
        parent_id = place.parent_id if isinstance(place, discord.Thread) else place.id
        return (await guild.fetch_channel(parent_id)).permissions_for(me)


async def _archived_since(forum: discord.ForumChannel, since: datetime) -> list[discord.Thread]:
    """The forum's posts that were archived since then, MOST_POSTS at most, the last one first."""
    found: list[discord.Thread] = []
    async for post in forum.archived_threads(limit=MOST_POSTS):
        # What was opened since then cannot have been archived before.
        if post.archive_timestamp < since:
            break
        found.append(post)
    return found


def _wants_tags(place: object) -> bool:
    """Whether it is a forum whose posts need a tag, and has none that we may use."""
    if not isinstance(place, discord.ForumChannel):
        return False
    return place.flags.require_tag and not _free_tags(place)


def _free_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The tags that a post may carry without a moderator's right."""
    return [tag for tag in forum.available_tags if not tag.moderated]


def _carries(message: discord.Message, mark: str) -> bool:
    return str(message.nonce) == mark or any(mark in read_id(i).arguments for i in ids_on(message))


def _message(parcel: Parcel) -> Message:
    posting, page = parcel.posting, parcel.page
    match page:
        case ExcerptPage():
            return render.excerpt(posting, page)
        case NotePage():
            return render.note(posting.mark, page)
        case DigestPage():
            return digest_message.digest(posting, page)
        case NoticePage():
            return render.notice(posting, page)
        case TellingPage():
            return render.telling(posting, page)
        case RulingPage():
            return order_messages.ruling(posting, page)
        case GreetingPage():
            return render.greeting(posting, page)
        case ThreadPage() | PostPage() | GonePage():
            raise TypeError(f"{type(page).__name__} is no message")
        case _:
            assert_never(page)
