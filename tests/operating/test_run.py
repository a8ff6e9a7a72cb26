"""``python bot.py run`` in a process of its own: it starts, waits, refuses and ends as promised."""

import signal
import sqlite3
from pathlib import Path

import pytest
from tests.operating.process import done, environment, readbot, towards
from tests.waiting import until

from readbot.rehearsal import Rehearsal

TEN_SECONDS = 10.0


def postings(folder: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(folder / "data" / "readbot.db") as connection:
        return connection.execute("SELECT kind, state FROM postings").fetchall()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_it_greets_its_servers_and_ends_cleanly_when_told(
    tmp_path: Path, number: signal.Signals
) -> None:
    async with Rehearsal() as discord:
        discord.world.add_channel(discord.add_guild("Harbour"), "general")
        async with readbot("run", folder=tmp_path, env=towards(discord)) as bot:
            assert (await bot.until("bot.ready"))["servers"] == 1
            await bot.until("posting.done")
            bot.tell(number)
            assert await bot.ended() == 0
            assert bot.ended_within < TEN_SECONDS
            assert bot.events[-1]["event"] == "bot.stopped"
            assert bot.sentences == ""
            assert discord.token not in "\n".join(bot.errors)
        assert postings(tmp_path) == [("greeting", "done")]


@pytest.mark.parametrize("event", ["Running upgrade", "database.open", "commands.told"])
async def test_it_can_be_told_to_stop_while_it_starts(tmp_path: Path, event: str) -> None:
    async with (
        Rehearsal() as discord,
        readbot("run", folder=tmp_path, env=towards(discord)) as bot,
    ):
        await bot.until(event)
        bot.tell(signal.SIGTERM)
        assert await bot.ended() == 0
        assert bot.ended_within < TEN_SECONDS
        assert bot.sentences == ""
        assert "Traceback" not in "\n".join(bot.errors)


async def test_a_send_under_way_ends_before_the_process_does(tmp_path: Path) -> None:
    async with Rehearsal() as discord:
        channel = discord.world.add_channel(discord.add_guild("Harbour"), "general")
        slow = discord.faults.delay(4.0, "POST", "/channels/*/messages")
        async with readbot("run", folder=tmp_path, env=towards(discord)) as bot:
            await bot.until("bot.ready")
            await until(lambda: slow.struck)
            bot.tell(signal.SIGTERM)
            assert await bot.ended() == 0
        assert len(discord.world.messages.get(channel.id, {})) == 1
        assert postings(tmp_path) == [("greeting", "done")]


async def test_a_second_one_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with (
        Rehearsal() as discord,
        readbot("run", folder=tmp_path, env=towards(discord)) as bot,
    ):
        await bot.until("bot.ready")
        code, second = await done("run", folder=tmp_path, env=towards(discord))
        assert code == 5
        assert "Another readbot is running on data/readbot.db." in second.sentences
        bot.tell(signal.SIGTERM)
        assert await bot.ended() == 0


async def test_after_a_kill_it_starts_again_on_the_same_file(tmp_path: Path) -> None:
    async with Rehearsal() as discord:
        channel = discord.world.add_channel(discord.add_guild("Harbour"), "general")
        for _ in range(2):
            async with readbot("run", folder=tmp_path, env=towards(discord)) as bot:
                await bot.until("bot.ready")
                if not discord.world.messages.get(channel.id, {}):
                    await bot.until("posting.done")
                bot.tell(signal.SIGKILL)
                assert await bot.ended() == -signal.SIGKILL
        assert len(discord.world.messages.get(channel.id, {})) == 1


async def test_it_waits_for_discord_and_says_so(tmp_path: Path) -> None:
    async with Rehearsal() as absent:
        port = absent.port
    discord = Rehearsal(port)
    async with readbot("run", folder=tmp_path, env=towards(discord)) as bot:
        first = await bot.until("discord.unreachable")
        second = await bot.until("discord.unreachable")
        assert second["next_try_in_seconds"] > first["next_try_in_seconds"]
        async with discord:
            await bot.until("bot.ready")
            bot.tell(signal.SIGTERM)
            assert await bot.ended() == 0


async def test_it_can_be_stopped_while_it_waits_for_discord(tmp_path: Path) -> None:
    async with Rehearsal() as absent:
        pass
    async with readbot("run", folder=tmp_path, env=towards(absent)) as bot:
        await bot.until("discord.unreachable")
        bot.tell(signal.SIGINT)
        assert await bot.ended() == 0


async def test_a_refused_token_has_its_own_exit_code_and_words(tmp_path: Path) -> None:
    async with Rehearsal() as discord:
        env = towards(discord) | {"READBOT_TOKEN": "an-old-token"}
        code, bot = await done("run", folder=tmp_path, env=env)
        assert code == 4
        assert "Discord refuses the token." in bot.sentences
        assert "an-old-token" not in "\n".join(bot.errors)


@pytest.mark.parametrize(
    ("gateway_code", "words"),
    [(4004, "Discord refuses the token."), (4014, "Discord refuses the intents")],
)
async def test_what_the_gateway_refuses_for_good_ends_it_in_plain_words(
    tmp_path: Path, gateway_code: int, words: str
) -> None:
    async with (
        Rehearsal() as discord,
        readbot("run", folder=tmp_path, env=towards(discord)) as bot,
    ):
        await bot.until("bot.ready")
        await discord.faults.close_gateway(gateway_code)
        assert await bot.ended() == 4
        assert words in bot.sentences
        assert "Traceback" not in "\n".join(bot.errors)


async def test_without_a_token_it_says_where_to_put_one(tmp_path: Path) -> None:
    code, bot = await done("run", folder=tmp_path)
    assert code == 3
    assert "READBOT_TOKEN" in bot.sentences
    assert not (tmp_path / "data").exists()


async def test_wrong_settings_are_told_one_a_line(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[discord]\napi_ulr = "x"\n[logs]\nlevel = 3\n', encoding="utf-8")
    code, bot = await done("run", folder=tmp_path)
    assert code == 3
    assert bot.errors == [
        "readbot: discord.api_ulr is not a setting; did you mean discord.api_url?",
        "readbot: logs.level: expected debug, info, warning or error; found 3.",
    ]


async def test_a_config_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, bot = await done("run", "--config", "mine.toml", folder=tmp_path)
    assert code == 3
    assert "There is no file mine.toml." in bot.sentences


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///notes.txt", "The file is damaged or something else"),
        ("sqlite:///notes.txt/readbot.db", "its folder exists"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told(tmp_path: Path, url: str, words: str) -> None:
    (tmp_path / "notes.txt").write_text("These are my notes. " * 100, encoding="utf-8")
    env = environment(READBOT_TOKEN="any", READBOT_DATABASE__URL=url)
    code, bot = await done("run", folder=tmp_path, env=env)
    assert code == 5
    assert words in bot.sentences
    assert "Traceback" not in "\n".join(bot.errors)


async def test_a_database_of_a_newer_readbot_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "newer.db") as connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    env = environment(READBOT_TOKEN="any", READBOT_DATABASE__URL="sqlite:///newer.db")
    code, bot = await done("run", folder=tmp_path, env=env)
    assert code == 5
    assert "made by another version of readbot" in bot.sentences
