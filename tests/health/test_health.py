"""Asked over real HTTP, a running bot says how it is, and names what is wrong."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from readbot import app
from readbot.rehearsal import Rehearsal
from readbot.settings import (
    ConfigurationError,
    DatabaseSettings,
    DiscordSettings,
    HealthSettings,
    Settings,
)

PATIENCE = 30.0
OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
Samples = dict[tuple[str, str], float]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def settings(discord: Rehearsal, folder: Path, address: str | None) -> Settings:
    return Settings(
        token=SecretStr(discord.token),
        discord=DiscordSettings(api_url=discord.api_url),
        database=DatabaseSettings(url=f"sqlite:///{folder / 'health.db'}"),
        health=HealthSettings(address=address),
    )


@dataclass
class Asking:
    """A running bot, and someone who asks it."""

    discord: Rehearsal
    bot: app.Bot
    session: aiohttp.ClientSession

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with self.session.get("/healthz") as answer:
            return answer.status, await answer.json()

    async def metrics(self) -> Samples:
        async with self.session.get("/metrics") as answer:
            assert answer.status == 200
            families = text_string_to_metric_families(await answer.text())
            return {
                (sample.name, ",".join(sample.labels.values())): sample.value
                for family in families
                for sample in family.samples
            }

    async def until(self, is_so: Callable[[int, dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while True:
                status, facts = await self.health()
                if is_so(status, facts):
                    return facts
                await asyncio.sleep(0.05)


@asynccontextmanager
async def asking(folder: Path) -> AsyncIterator[Asking]:
    async with Rehearsal() as discord:
        guild = discord.add_guild("Harbour")
        discord.world.add_channel(guild, "general")
        discord.add_person("ann", guild, global_name="Ann Lee")
        address = f"127.0.0.1:{free_port()}"
        async with (
            app.running(settings(discord, folder, address)) as bot,
            aiohttp.ClientSession(f"http://{address}") as session,
        ):
            yield Asking(discord, bot, session)


async def test_all_is_well_and_is_counted(tmp_path: Path) -> None:
    async with asking(tmp_path) as ask:
        facts = await ask.until(
            lambda status, facts: (
                status == 200 and facts["delivery"]["sent_seconds_ago"] is not None
            )
        )
        assert facts["status"] == "ok"
        assert facts["troubles"] == []
        assert facts["gateway"]["connections"] == facts["gateway"]["open"] == 1
        assert facts["database"]["answers"] is True
        assert facts["postings"]["late"] == 0
        ann = ask.discord.person("ann")
        general = next(c for c in ask.discord.world.channels.values() if c.name == "general")
        await ann.slash("help", general)
        await ann.slash("now", general)
        samples = await ask.metrics()
        assert samples["readbot_posting_seconds_count", "sent"] == 1
        assert samples["readbot_interaction_first_word_seconds_count", "command"] == 2
        assert samples["readbot_deeds_total", "done"] == 1
        assert samples["readbot_deeds_total", "mistake"] == 1
        assert samples["readbot_deeds_total", "fault"] == 0
        assert samples["readbot_gateway_events_total", "made"] == 1
        assert samples["readbot_database_up", ""] == 1
        assert samples["readbot_postings_due", ""] == 0
        told = {name for name, _ in samples}
        for name in set(re.findall(r"readbot_[a-z_]+", OPERATING.read_text(encoding="utf-8"))):
            assert {name, f"{name}_count"} & told, name
        assert samples["process_resident_memory_bytes", ""] > 0


async def test_nothing_that_is_told_names_a_person_a_place_or_an_id(tmp_path: Path) -> None:
    async with asking(tmp_path) as ask:
        ann = ask.discord.person("ann")
        general = next(c for c in ask.discord.world.channels.values() if c.name == "general")
        await ann.slash("help", general)
        for path in ("/healthz", "/metrics"):
            async with ask.session.get(path) as answer:
                told = await answer.text()
            for secret in ("Ann", "Harbour", "general", str(general.id), ask.discord.token):
                assert secret not in told


async def test_a_lost_connection_is_told_until_it_is_back(tmp_path: Path) -> None:
    async with asking(tmp_path) as ask:
        await ask.until(lambda status, _: status == 200)
        await ask.discord.gateway.close_sockets(4000, resumable=False)
        facts = await ask.until(lambda status, _: status == 503)
        assert "0 are open" in facts["troubles"][0]
        await ask.until(lambda status, _: status == 200)
        samples = await ask.metrics()
        assert samples["readbot_gateway_events_total", "lost"] >= 1


async def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    async with asking(tmp_path) as ask:

        def broken() -> None:
            raise OSError("the disk is gone")

        ask.bot.store.reading = broken  # type: ignore[method-assign, assignment]
        facts = await ask.until(lambda _, facts: facts["database"]["answers"] is False)
        assert "The database does not answer within 5 seconds." in facts["troubles"]
        assert (await ask.metrics())["readbot_database_up", ""] == 0


async def test_a_delivery_that_stands_still_is_told(tmp_path: Path) -> None:
    async with asking(tmp_path) as ask:
        await ask.until(lambda status, _: status == 200)
        ask.bot.tasks[2].cancel()
        await asyncio.wait([ask.bot.tasks[2]])
        assert ask.bot.delivery.turned_at is not None
        ask.bot.delivery.turned_at -= 100
        status, facts = await ask.health()
        assert status == 503
        assert "Delivery has not looked at what is due for 10" in facts["troubles"][0]


async def test_nothing_listens_unless_it_is_wished(tmp_path: Path) -> None:
    async with Rehearsal() as discord:
        discord.world.add_channel(discord.add_guild("Harbour"), "general")
        async with app.running(settings(discord, tmp_path, None)):
            pass


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    async with Rehearsal() as discord:
        address = f"127.0.0.1:{discord.port}"
        with pytest.raises(ConfigurationError, match="cannot be served"):
            async with app.running(settings(discord, tmp_path, address)):
                pass


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "[::]", "example.org"])  # noqa: S104
def test_an_address_that_others_can_reach_has_to_be_allowed(host: str) -> None:
    asked = HealthSettings(address=f"{host}:9464")
    with pytest.raises(ConfigurationError, match="can be reached from other machines"):
        asked.host_and_port()
    allowed = asked.model_copy(update={"beyond_this_machine": True})
    assert allowed.host_and_port() == (host.strip("[]"), 9464)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.53"])
def test_this_machines_own_addresses_are_allowed(host: str) -> None:
    assert HealthSettings(address=f"{host}:0").host_and_port() == (host.strip("[]"), 0)
