"""What the client's requests pass on their way: who learns from the answers before discord.py.

discord.py repeats a POST on 5xx up to five times by itself, which after a lost answer would post
twice; its trace hook is the one place where that can be stopped.
"""

import time
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp
import discord
import structlog

from readbot.chat import limits

_READ_DATE_EVERY = 10.0  # seconds
_WORTH_MINDING = timedelta(minutes=1)
_LATELY = 7200.0  # seconds; longer than any pause between two tries
# https://discord.com/developers/docs/reference#user-agent: without one that begins so, Discord's
# edge may turn a request away. discord.py leaves it out of the answers to interactions.
_USER_AGENT = f"DiscordBot (https://github.com/Rapptz/discord.py, {discord.__version__})"
# Discord shuts an address out after 10,000 answers of 401, 403 or 429 within ten minutes; some of
# that is left for members' commands, and for what else comes from the same address.
# https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans
_REFUSING = (401, 403, 429)
_REFUSALS_WITHIN = 600.0  # seconds
_MOST_REFUSALS = 3000

SENDING: ContextVar[bool] = ContextVar("sending", default=False)
"""Whether a request belongs to a courier's send, which is never repeated."""

log = structlog.get_logger(__name__)


class ServerFailedError(Exception):
    """A 5xx answer to a send, raised before discord.py can repeat the request."""


class Wire(aiohttp.TraceConfig):
    """What the client's requests pass: it stops discord.py's repeats of a courier's requests.

    From the dates on the answers it also learns by how much ``clock`` is ahead of Discord's: what
    was sent then stands in Discord with an earlier time than ours.
    """

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__()
        self._clock = clock
        self._read_next = 0.0
        self._quiet_until = 0.0
        self._leads: deque[tuple[float, timedelta]] = deque()
        self._refusals: deque[float] = deque(maxlen=_MOST_REFUSALS)
        self.on_request_start.append(_named)
        self.on_request_end.append(self._ended)

    async def _ended(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        answered: aiohttp.TraceRequestEndParams,
    ) -> None:
        headers = answered.response.headers
        self._read_date(headers.get("Date"))
        status = answered.response.status
        if status == 429:
            told = limits.limit(headers, await _body(answered.response))
            if told.everywhere:
                self.keep_quiet(told.seconds)
        if status in _REFUSING and headers.get("X-RateLimit-Scope") != "shared":
            self._count_refusal()
        if SENDING.get() and status >= 500:
            answered.response.close()
            raise ServerFailedError(f"Discord answered {status}")

    def _read_date(self, date: str | None) -> None:
        now = time.monotonic()
        if self._clock is None or date is None or now < self._read_next:
            return
        self._read_next = now + _READ_DATE_EVERY
        try:
            theirs = parsedate_to_datetime(date)
        except (ValueError, OverflowError):  # a year or an offset may be of any size
            return
        if theirs.tzinfo is not None and (lead := self._clock() - theirs) > _WORTH_MINDING:
            self._leads.append((now, lead))

    def _count_refusal(self) -> None:
        """Ask nothing for a while after very many refusals, lest Discord shut us out."""
        now = time.monotonic()
        refusals = self._refusals
        refusals.append(now)
        left = _REFUSALS_WITHIN - (now - refusals[0])
        if len(refusals) == refusals.maxlen and left > self.quiet():
            if self.quiet() <= 0:
                log.error("discord.refuses", answers=len(refusals), seconds=round(left, 1))
            self.keep_quiet(left)

    def keep_quiet(self, seconds: float) -> None:
        """Have nothing sent for so long but answers to members: a limit holds for everything."""
        until = time.monotonic() + seconds
        if until > self._quiet_until:
            if self.quiet() <= 0:
                log.warning("discord.limited", everywhere=True, seconds=round(seconds, 1))
            self._quiet_until = until

    def quiet(self) -> float:
        """For how many seconds nothing is to be sent; zero or less if something may be."""
        return self._quiet_until - time.monotonic()

    def ahead(self) -> timedelta:
        """By how much the clock was ahead at the most, in the last two hours."""
        while self._leads and time.monotonic() - self._leads[0][0] > _LATELY:
            self._leads.popleft()
        return max((lead for _, lead in self._leads), default=timedelta(0))


def quiet(client: discord.Client) -> float:
    """For how many seconds the client is to send nothing but answers to members; zero or less if
    it may send.
    """
    wire = client.http.http_trace
    return wire.quiet() if isinstance(wire, Wire) else 0.0


async def _named(
    _session: aiohttp.ClientSession,
    _context: SimpleNamespace,
    begun: aiohttp.TraceRequestStartParams,
) -> None:
    begun.headers.setdefault("User-Agent", _USER_AGENT)


async def _body(response: aiohttp.ClientResponse) -> object:
    try:
        return limits.read(await response.read())
    except (aiohttp.ClientError, OSError, TimeoutError):
        return {}  # whoever asked meets the same trouble
