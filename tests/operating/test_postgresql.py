"""The command line with PostgreSQL in place of the file."""

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.operating.process import done, environment, readbot, towards
from tests.postgresql import PostgreSQL

from readbot.rehearsal import Rehearsal


async def test_it_runs_and_one_of_the_kind_beside_it_is_welcome(
    tmp_path: Path, on_postgresql: str
) -> None:
    async with Rehearsal() as discord:
        channel = discord.world.add_channel(discord.add_guild("Harbour"), "general")
        env = towards(discord, READBOT_DATABASE__URL=on_postgresql)
        async with (
            readbot("run", folder=tmp_path, env=env) as bot,
            readbot("run", folder=tmp_path, env=env) as other,
        ):
            await bot.until("bot.ready")
            await other.until("bot.ready")
            for one in (bot, other):
                one.tell(signal.SIGTERM)
                assert await one.ended() == 0
        assert len(discord.world.messages.get(channel.id, {})) == 1


@pytest.mark.parametrize("shards", [("0/2", "1/2"), ("auto",), ("0-1/2",)])
async def test_each_server_is_served_by_the_process_that_has_its_shard(
    tmp_path: Path, on_postgresql: str, shards: tuple[str, ...]
) -> None:
    async with Rehearsal() as discord, AsyncExitStack() as stack:
        guilds = [discord.add_guild(f"Harbour {number}") for number in range(6)]
        channels = [discord.world.add_channel(guild, "general") for guild in guilds]
        env = towards(discord, READBOT_DATABASE__URL=on_postgresql)
        servers = []
        for own in shards:
            its_own = env | {"READBOT_DISCORD__SHARDS": own}
            bot = await stack.enter_async_context(readbot("run", folder=tmp_path, env=its_own))
            servers.append((await bot.until("bot.ready"))["servers"])
        assert sum(servers) == len(guilds)
        async with asyncio.timeout(30):
            # Another process writes there, so nothing tells when it is done.
            while not all(discord.world.messages.get(c.id) for c in channels):  # noqa: ASYNC110
                await asyncio.sleep(0.2)
        assert [len(discord.world.messages[c.id]) for c in channels] == [1] * len(guilds)


async def test_a_server_that_does_not_answer_is_told_with_its_own_exit_code(
    tmp_path: Path, postgresql: PostgreSQL
) -> None:
    url = "postgresql://readbot:s3cret@127.0.0.1:1/readbot"
    env = environment(READBOT_TOKEN="any", READBOT_DATABASE__URL=url)
    code, bot = await done("run", folder=tmp_path, env=env)
    assert code == 5
    assert "cannot be used" in bot.sentences
    assert "See whether the server runs" in bot.sentences
    assert "s3cret" not in "\n".join(bot.errors)
    env["READBOT_DATABASE__URL"] = postgresql.url("nowhere")
    code, bot = await done("run", folder=tmp_path, env=env)
    assert code == 5
    assert '"nowhere" does not exist' in bot.sentences


async def test_a_club_moves_from_a_file_to_a_server(tmp_path: Path, postgresql: PostgreSQL) -> None:
    async with Rehearsal() as discord:
        discord.world.add_channel(discord.add_guild("Harbour"), "general")
        async with readbot("run", folder=tmp_path, env=towards(discord)) as bot:
            await bot.until("posting.done")
            refused, second = await done(
                "copy-database", "sqlite:///data/readbot.db", "sqlite:///b.db", folder=tmp_path
            )
            assert refused == 5
            assert "Another readbot is running" in second.sentences
            bot.tell(signal.SIGTERM)
            assert await bot.ended() == 0
        url = postgresql.url(postgresql.new())
        code, copying = await done(
            "copy-database", "sqlite:///data/readbot.db", url, folder=tmp_path
        )
        assert code == 0, copying.sentences
        assert "rows stand in both" in copying.output
        env = towards(discord, READBOT_DATABASE__URL=url)
        async with readbot("run", folder=tmp_path, env=env) as bot:
            await bot.until("bot.ready")
            bot.tell(signal.SIGTERM)
            assert await bot.ended() == 0
        assert "posting.done" not in [event["event"] for event in bot.events]
