"""The rehearsal server: a small Discord on loopback, for any bot that can be told its address."""

import secrets
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Self

from aiohttp import web

from readbot.rehearsal import limits
from readbot.rehearsal.clock import MovableClock
from readbot.rehearsal.desk import Desk
from readbot.rehearsal.faults import Faults
from readbot.rehearsal.gateway import Gateway
from readbot.rehearsal.model.nouns import Guild, User
from readbot.rehearsal.model.permissions import BOT_BITS
from readbot.rehearsal.model.world import World
from readbot.rehearsal.pace import Pace, PaceKeeper
from readbot.rehearsal.people import Person
from readbot.rehearsal.rest.doorway import PREFIX, Doorway
from readbot.rehearsal.rest.messages import NonceBook
from readbot.rehearsal.shapes import Shapes
from readbot.rehearsal.wire import WireLog

_LARGEST_REQUEST = 110 * 1024 * 1024


class Rehearsal:
    """A little Discord: a world, its REST API and gateway on 127.0.0.1, and people to act in it.

    Use it as `async with Rehearsal() as r:`; `r.api_url`, `r.gateway_url` and `r.token` are
    what a bot needs. `port` 0 takes a free one. `routes` are added to the same web server.
    `answer_seconds` and `token_seconds` are Discord's 3 seconds and 15 minutes, in real time.
    """

    def __init__(
        self,
        port: int = 0,
        token: str | None = None,
        clock: MovableClock | None = None,
        *,
        bot_name: str = "bot",
        routes: Iterable[web.AbstractRouteDef] = (),
        pace: Pace | None = None,
        privileged_intents: int = 0,
        answer_seconds: float = float(limits.ANSWER_SECONDS),
        token_seconds: float = float(limits.TOKEN_SECONDS),
    ) -> None:
        self._port = port
        self._routes = list(routes)
        self._answer_seconds, self._token_seconds = answer_seconds, token_seconds
        self._stack = ExitStack()
        self._runner: web.AppRunner | None = None
        self.token = token or f"rehearsal.{secrets.token_urlsafe(24)}"
        self.clock = clock or MovableClock()
        self.world = World(self.clock, bot_name)
        self.wire = WireLog()
        self.faults = Faults(self)
        self.pacer = PaceKeeper(pace or Pace())
        self.nonces = NonceBook()
        self.privileged_intents = privileged_intents
        self._bind(port)

    def _bind(self, port: int) -> None:
        self.port = port
        self.shapes = Shapes(self.world, self.base_url)
        self.desk = Desk(self.shapes, self._answer_seconds, self._token_seconds)
        self.gateway = Gateway(self.shapes, self.token, self.privileged_intents, self.gateway_url)

    # -- addresses

    @property
    def base_url(self) -> str:
        """The web server's address, without a slash at the end; the page lives there."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The REST API's base, as a bot is told it."""
        return self.base_url + PREFIX

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    # -- life

    def add_routes(self, routes: Iterable[web.AbstractRouteDef]) -> None:
        """Adds routes of one's own, as a page's; only before the start."""
        self._routes.extend(routes)

    async def start(self) -> None:
        """Opens the door; raises OSError when the port is taken."""
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.router.add_routes(self._routes)
        app.router.add_get("/gateway", self._serve_gateway)
        app.router.add_get("/gateway/", self._serve_gateway)
        app.router.add_get("/attachments/{attachment_id}/{filename}", self._serve_attachment)
        Doorway(self).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._bind(self._runner.addresses[0][1])
        self._stack.enter_context(self.world.changes.listening(self.gateway.hear))

    async def stop(self) -> None:
        """Closes all sockets and the door; harmless when it is closed already."""
        self._stack.close()
        if self._runner is not None:
            await self.gateway.close_sockets(1001, resumable=False)
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # -- people and places

    def person(self, name: str) -> Person:
        """Someone of that user name; raises KeyError when there is nobody."""
        return Person(self, self.world.user(name))

    def add_person(
        self, name: str, *guilds: Guild, global_name: str | None = None, roles: Iterable[str] = ()
    ) -> Person:
        """Makes someone who is a member of these servers, with the roles of these names."""
        user = self.world.add_user(name, global_name)
        wanted = set(roles)
        for guild in guilds:
            chosen = [role for role in guild.roles.values() if role.name in wanted]
            self.world.add_member(guild, user, chosen)
        return Person(self, user)

    def add_guild(
        self,
        name: str,
        owner: User | Person | None = None,
        *,
        with_bot: bool = True,
        bot_permissions: int = BOT_BITS,
    ) -> Guild:
        """Founds a server (owned by someone called "owner" when none is given)."""
        if isinstance(owner, Person):
            owner = owner.user
        guild = self.world.add_guild(name, owner or self._some_owner())
        if with_bot:
            self.world.invite_bot(guild, bot_permissions)
        return guild

    def _some_owner(self) -> User:
        try:
            return self.world.user("owner")
        except KeyError:
            return self.world.add_user("owner")

    async def bot_ready(self, seconds: float = 10.0) -> bool:
        """Waits until a bot is connected and identified; False after that many real seconds."""
        return await self.gateway.until_connected(seconds)

    # -- what is no API

    async def _serve_gateway(self, request: web.Request) -> web.StreamResponse:
        return await self.gateway.serve(request)

    async def _serve_attachment(self, request: web.Request) -> web.Response:
        identifier = request.match_info["attachment_id"]
        found = self.world.attachments.get(int(identifier)) if identifier.isdecimal() else None
        if found is None or found.filename != request.match_info["filename"]:
            return web.Response(status=404, text="This content is no longer available.")
        headers = {
            "Content-Type": found.content_type or "application/octet-stream",
            "X-Content-Type-Options": "nosniff",
            # A bot's or a member's HTML file must not act with the page's rights.
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
            "img-src data:",
        }
        return web.Response(body=found.content, headers=headers)
