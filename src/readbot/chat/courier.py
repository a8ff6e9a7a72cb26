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
from readbot.chat.looking import Lookout, carries
from readbot.chat.pace import Pace
from readbot.chat.places import Places, free_tags, wants_tags
from readbot.chat.refusals import LOCKED, REFUSALS, outcome
from readbot.chat.views import Message, dressed
from readbot.chat.wire import SENDING, ServerFailedError, Wire
from readbot.club.postings import CHANNEL_GONE, MESSAGE_GONE, SEND_LIMIT
from readbot.services.courier import (
    CourierError,
    DestinationRefusedError,
    DigestPage,
    ExcerptPage,
    GonePage,
    GreetingPage,
    MustWaitError,
    NeedsPostError,
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

REQUESTS_A_SECOND = 49
_THREAD_SLEEPS_AFTER: Literal[10080] = 10080  # minutes: a week, the longest that Discord offers
_ARCHIVED = 50083
_NOT_ALLOWED = 50013
_NO_TEXT_CHANNEL = 50008
_THREAD_EXISTS = 160004
_SECONDS_FOR_TOKEN = 10.0

_T = TypeVar("_T")

log = structlog.get_logger(__name__)


class DiscordCourier:
    """Sends parcels through the client, ``requests_a_second`` at most."""

    def __init__(
        self, client: discord.Client, requests_a_second: float = REQUESTS_A_SECOND
    ) -> None:
        self._client = client
        self._gone: set[int] = set()
        trace = client.http.http_trace
        self._wire = trace if isinstance(trace, Wire) else Wire()
        self._pace = Pace(client, self._wire, requests_a_second)
        self._places = Places(client, self._pace)
        self._lookout = Lookout(client, self._places, self._pace)
        self.at_once = self._pace.at_once
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
        return await self._honestly(self._lookout.find(parcel, since))

    async def delete(self, sent: Sent) -> None:
        """Delete a message of ours; one that is gone is deleted."""
        await self._honestly(self._delete(sent))

    async def may_send(self, destination_id: int) -> bool:
        """Whether Discord would take a message there, by what we know or can ask."""
        if self._is_known_gone(destination_id):
            return False
        try:
            place = await self._asked(destination_id)
            rights = await self._honestly(self._places.rights(place))
        except CourierError:
            return False
        if rights is None:
            return isinstance(place, discord.DMChannel)
        if wants_tags(place):
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
            return await self._honestly(self._places.place(destination_id))
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
            return await self._honestly(
                self._places.rights(await self._honestly(self._places.place(channel_id)))
            )
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

    async def _send(self, parcel: Parcel) -> Sent:
        if isinstance(parcel.page, ThreadPage):
            return await self._open_thread(parcel.page)
        if isinstance(parcel.page, PostPage):
            return await self._open_post(parcel, parcel.page)
        message = _message(parcel)
        address = await self._places.address(parcel)
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
        await self._pace.turn()
        try:
            await self._client.http.edit_channel(thread_id, archived=False)
        except discord.Forbidden as refusal:
            if refusal.code == _NOT_ALLOWED:
                raise DestinationRefusedError(LOCKED, REFUSALS[LOCKED]) from refusal
            raise

    async def _check_forum(self, destination_id: int) -> None:
        """Raise NeedsPostError where the destination takes posts instead of messages."""
        if isinstance(await self._places.place(destination_id), discord.ForumChannel):
            raise NeedsPostError

    async def _post(
        self, address: discord.abc.Messageable, message: Message, parcel: Parcel
    ) -> Sent:
        in_thread = await self._places.in_thread(parcel)
        await self._pace.turn()
        mark = parcel.posting.mark
        posted = await address.send(nonce=mark, **dressed(message))
        if not carries(posted, mark):
            raise OutcomeUnknownError("Discord gave back another message", answered=True)
        return Sent(posted.channel.id, posted.id, in_thread)

    async def _delete(self, sent: Sent) -> None:
        await self._pace.turn()
        channel = self._client.get_partial_messageable(sent.channel_id)
        try:
            await channel.get_partial_message(sent.message_id).delete()
        except discord.NotFound as missing:
            if missing.code not in (MESSAGE_GONE, CHANNEL_GONE):
                raise

    async def _open_post(self, parcel: Parcel, page: PostPage) -> Sent:
        forum = await self._places.place(parcel.posting.destination_id)
        if not isinstance(forum, discord.ForumChannel):
            raise DestinationRefusedError(50024, REFUSALS[50024])
        free = free_tags(forum)
        await self._pace.turn()
        opened = await forum.create_thread(
            name=render.post_name(page),
            auto_archive_duration=_THREAD_SLEEPS_AFTER,
            applied_tags=free[:1] if forum.flags.require_tag else [],
            **dressed(render.post(parcel.posting, page)),
        )
        return Sent(opened.thread.id, opened.thread.id, in_thread=True)

    async def _open_thread(self, page: ThreadPage) -> Sent:
        await self._pace.turn()
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
