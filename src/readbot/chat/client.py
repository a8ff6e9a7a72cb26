"""The bot's connection: which Discord it talks to, which events it hears, and who is greeted."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from readbot.chat import badges, commands, sources
from readbot.chat.answers import refuse
from readbot.chat.asked import House, Interaction
from readbot.chat.connection import (
    ForgivingClient,
    read_answers_generously,
    sweep_limits_seldom,
)
from readbot.chat.deeds import Deeds
from readbot.chat.departures import note_departures
from readbot.chat.events import forgiving, ready_when_all_are_here, without_what_is_never_asked
from readbot.chat.registering import register
from readbot.chat.translations import Translations
from readbot.club.mistakes import Mistake
from readbot.services import clubs

NEWLY_JOINED = timedelta(days=1)
"""A server that readbot finds itself in, never having seen it, is greeted if it is this new."""

_LAST_ANSWERS = 1.0
"""Seconds in which whoever asked before the end is still answered, and what happened noted."""
_GOODBYE = 2.0  # seconds

log = structlog.get_logger(__name__)


_VALUES: dict[int, tuple[type, ...]] = {4: (int,), 5: (bool,), 10: (int, float)}
"""The types of an option's values by its kind; others are strings."""


_THINGS = {6, 7, 8, 9, 11}
"""The kinds whose value is the id of a person, a channel, a role or a file that comes with it."""


def _fits(option: Mapping[str, Any], kind: int | None, came: Collection[str] | None) -> bool:
    value = option.get("value")
    if option.get("focused") or kind is None:
        return isinstance(value, str | int | float)
    if option.get("type") != kind or (isinstance(value, bool) and kind != 5):
        return False
    if not isinstance(value, _VALUES.get(kind, (str,))):
        return False
    return kind not in _THINGS or came is None or value in came


def _came(data: Mapping[str, Any]) -> set[str]:
    """The ids of all that Discord sends with a command because an option names it."""
    return {identity for things in data.get("resolved", {}).values() for identity in things}


class Tree(app_commands.CommandTree["ReadbotClient"]):
    """The commands; what goes wrong before one of ours runs is answered too."""

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Answer a command that Discord still shows but readbot no longer knows, or the like."""
        log.warning("command.refused", interaction=interaction.id, trouble=type(error).__name__)
        cause = error.__cause__
        await refuse(interaction, cause if isinstance(cause, Mistake) else None)

    def _get_app_command_options(self, data: Any) -> Any:
        # Discord sees to it that values are what their option asks for; another server may not.
        command, options = super()._get_app_command_options(data)
        kinds = {known.display_name: known.type.value for known in command._params.values()}  # noqa: SLF001
        # Nothing comes with a command that is still being typed.
        came = None if any(option.get("focused") for option in options) else _came(data)
        if not all(_fits(option, kinds.get(option.get("name")), came) for option in options):
            raise app_commands.CommandSignatureMismatch(command)
        return command, options

    async def _call(self, interaction: Interaction) -> None:
        # What discord.py cannot take apart it would leave without an answer.
        try:
            with self.client.at_work():
                await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as broken:
            raise app_commands.AppCommandError("cannot be taken apart") from broken
        is_completion = interaction.type is discord.InteractionType.autocomplete
        if is_completion and not interaction.response.is_done():
            await refuse(interaction)


def _nobody_asks(_server_id: int) -> None:
    """Until delivery is there."""


class ReadbotClient(ForgivingClient):
    """discord.py's client, told to keep nothing and to talk to the address that it is given.

    ``http_trace`` is the courier's, which stops discord.py's repeats of what the courier sends.
    """

    def __init__(
        self,
        house: House,
        *,
        api_url: str,
        gateway_url: str | None = None,
        http_trace: aiohttp.TraceConfig,
        **sharding: Any,
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30,
            http_trace=http_trace,
            **sharding,
        )
        sweep_limits_seldom(self)
        # discord.py ends the whole connection over one event that it cannot take apart.
        parsers = self._connection.parsers
        for name in parsers.keys() - {"READY", "RESUMED"}:
            parsers[name] = forgiving(name, parsers[name])
        parsers["GUILD_CREATE"] = without_what_is_never_asked(parsers["GUILD_CREATE"])
        if not isinstance(self, discord.AutoShardedClient):
            parsers.update(ready_when_all_are_here(self, parsers))
        self.house = house
        self.api_url = api_url.rstrip("/")
        self.gateway_url = gateway_url
        self.tree = Tree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
        )
        self._badges: asyncio.Task[None] | None = None
        self._sources: asyncio.Task[None] | None = None
        self._at_work: set[asyncio.Task[Any]] = set()
        self.rights_changed: Callable[[int], None] = _nobody_asks
        """Is told a server's id whenever readbot may have been given back a permission there."""
        self.deeds = Deeds()
        commands.join(self.tree, self.deeds)

    async def login(self, token: str) -> None:
        """Log in at the address that was given. Raises discord.LoginFailure for a wrong token."""
        # discord.py knows one address for the whole program, and so do we.
        Route.BASE = self.api_url
        read_answers_generously()
        await super().login(token)

    async def setup_hook(self) -> None:
        """Learn where the gateway is, and tell Discord the commands, once for each start."""
        # discord.py's plain client dials a fixed address, also after an invalid session.
        advice = await self.http.request(Route("GET", "/gateway/bot"))
        gateway = self.gateway_url or advice["url"]
        if self.shard_count is None:
            self.shard_count = self._count_shards(advice["shards"])
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        await self.tree.set_translator(Translations())
        await register(self, self.tree, self.house)
        if self._badges is None:
            self._badges = asyncio.create_task(badges.keep_true(self, self.house), name="badges")
            self._sources = asyncio.create_task(sources.watch(self, self.house), name="sources")

    async def close(self) -> None:
        """Leave Discord."""
        for beside in (self._badges, self._sources):
            if beside is not None:
                beside.cancel()
                await asyncio.wait((beside,))
        await self._end_work()
        try:
            async with asyncio.timeout(_GOODBYE):
                await super().close()
        except TimeoutError:
            # discord.py waits half a minute for a gateway that does not answer. Whoever waits for
            # the end of the closing waits for what is left of it.
            self._closing_task = asyncio.create_task(self.http.close())
            await self._closing_task

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Let the end wait for this task, lest it breaks off in the middle of a transaction."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  only tasks ask
        self._at_work.add(task)
        try:
            yield
        finally:
            self._at_work.discard(task)

    async def _run_event(self, *args: Any, **kwargs: Any) -> None:
        with self.at_work():
            await super()._run_event(*args, **kwargs)

    async def _end_work(self) -> None:
        """Wait for what is under way, and end what takes too long while there is a database."""
        clock, me = asyncio.get_running_loop().time, asyncio.current_task()
        until = clock() + _LAST_ANSWERS
        while (others := self._at_work - {me}) and clock() < until:
            await asyncio.wait(others, timeout=until - clock())
        if others:
            log.warning("bot.broke_off", how_many=len(others))
            for task in others:
                task.cancel()
            await asyncio.wait(others, timeout=_LAST_ANSWERS / 2)

    def _count_shards(self, recommended: int) -> int | None:
        """How many shards all processes have together; None for a connection without."""
        return None

    async def on_connect(self) -> None:
        """Resume at the address that the operator named, not at the one that READY names."""
        self.house.tally.connection("made")
        if self.gateway_url is not None and self.ws is not None:
            self.ws.gateway = yarl.URL(self.gateway_url)

    async def on_ready(self) -> None:
        """Ask about servers that may have sent readbot away while it was not connected."""
        await note_departures(self, self.house)

    async def on_resumed(self) -> None:
        """Count that a connection goes on where it was lost."""
        self.house.tally.connection("resumed")

    async def on_disconnect(self) -> None:
        """Count that a connection was lost, or could not be made."""
        self.house.tally.connection("lost")

    async def on_interaction(self, interaction: Interaction) -> None:
        """Buttons, menus and forms; the tree has taken the commands."""
        if interaction.type in (
            discord.InteractionType.component,
            discord.InteractionType.modal_submit,
        ):
            await self.deeds.act(interaction)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log what an event's handler could not handle."""
        log.exception("event.failed", name=event_method)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server that has invited readbot."""
        await self._meet(guild, invited=True)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Greet a server that invited readbot, now or while it was away.

        Later than the start only a server that was not there before is new; at the start, its
        newness tells.
        """
        joined_at = guild.me.joined_at if guild.me is not None else None
        lately = joined_at is not None and self.house.clock() - joined_at <= NEWLY_JOINED
        await self._meet(guild, invited=lately or self.is_ready())

    async def on_guild_channel_update(
        self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel's permissions may have changed."""
        self.rights_changed(after.guild.id)

    async def on_guild_role_update(self, _before: discord.Role, after: discord.Role) -> None:
        """What a role may do may have changed."""
        self.rights_changed(after.guild.id)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """A role that denied something may be gone."""
        me = role.guild.me
        # discord.py would reckon with its overwrites until the next event about ourselves.
        if me is not None and role.id in (own := me._roles):  # noqa: SLF001
            own.remove(role.id)
        self.rights_changed(role.guild.id)

    async def on_member_update(self, _before: discord.Member, after: discord.Member) -> None:
        """Our own roles, or the end of a time-out: nobody else's reach us without the intent."""
        self.rights_changed(after.guild.id)

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread may have been unlocked, also one that is archived and so not in the cache."""
        self.rights_changed(payload.guild_id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that a server has sent readbot away; an outage is another event."""
        log.info("server.left", server=guild.id)
        await clubs.left(self.house.store, guild.id, self.house.clock())

    async def _meet(self, guild: discord.Guild, *, invited: bool) -> None:
        now = self.house.clock()
        destination = await self._greeting_place(guild) if invited else None
        if destination is not None and await clubs.greet(
            self.house.store, guild.id, destination, now
        ):
            log.info("server.joined", server=guild.id)
        await clubs.joined(self.house.store, guild.id, now)
        self.rights_changed(guild.id)

    async def _greeting_place(self, guild: discord.Guild) -> int | None:
        """Where to greet: where the server wants such words, else where we may, else the owner."""
        first = [guild.system_channel] if guild.system_channel is not None else []
        for channel in (*first, *guild.text_channels):
            rights = channel.permissions_for(guild.me)
            if rights.view_channel and rights.send_messages:
                return channel.id
        if guild.owner_id is None:
            return None
        try:
            return (await self.create_dm(discord.Object(guild.owner_id))).id
        except discord.HTTPException as refusal:
            log.info("greeting.refused", server=guild.id, code=refusal.code)
        except (discord.RateLimited, aiohttp.ClientError, OSError) as trouble:
            # It goes ungreeted then, but what it is owed goes on.
            log.warning("greeting.dropped", server=guild.id, why=type(trouble).__name__)
        return None


class ShardedClient(ReadbotClient, discord.AutoShardedClient):
    """The same in several connections: ``shard_ids`` of ``shard_count``, or as Discord advises.

    Any process may post anywhere; a server's events and commands come to the one with its shard.
    """

    def _count_shards(self, recommended: int) -> int:
        return recommended

    async def on_shard_connect(self, shard_id: int) -> None:
        """Resume at the address that the operator named, in each connection."""
        if self.gateway_url is not None:
            self._get_websocket(shard_id=shard_id).gateway = yarl.URL(self.gateway_url)
