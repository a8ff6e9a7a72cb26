"""``python bot.py check``: plain lines, what to do, and a fitting exit code."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest

from readbot.chat.checkup import invite
from readbot.checkup import Outcome, check
from readbot.club.clubs import Person, Place
from readbot.rehearsal import Rehearsal
from readbot.rehearsal.model.permissions import Permission
from readbot.rehearsal.town import Town, founded_town
from readbot.services import clubs
from readbot.services.clubs import SetUp
from readbot.store.database import open_store

MODERATOR = Person(1, "Maren", manages_messages=True)


@pytest.fixture
def settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An environment whose database is in a folder of its own; the database's address."""
    address = f"sqlite:///{tmp_path / 'readbot.db'}"
    monkeypatch.setenv("READBOT_DATABASE__URL", address)
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    return address


def point_at(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READBOT_TOKEN", rehearsal.token)
    monkeypatch.setenv("READBOT_DISCORD__API_URL", rehearsal.api_url)


async def found_club(address: str, town: Town) -> None:
    store = await open_store(address)
    place = Place(town.guild.id, town.reading.id)
    wanted = SetUp(channel_id=town.reading.id, moderator_channel_id=town.moderators.id)
    await clubs.set_up(store, place, MODERATOR, wanted, datetime(2026, 3, 9, tzinfo=UTC))
    await store.close()


def files_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_where_all_is_right_it_says_so(
    settled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Rehearsal() as rehearsal:
        await found_club(settled, founded_town(rehearsal))
        point_at(rehearsal, monkeypatch)
        assert await check(None) == Outcome.RIGHT
        said = capsys.readouterr().out
    assert "not ok" not in said
    assert "All is right." in said
    assert "#reading has all permissions" in said
    assert "#moderators has all permissions" in said
    assert "scope=bot+applications.commands" in said
    assert rehearsal.token not in said


async def test_a_permission_that_lacks_is_named_with_what_to_do(
    settled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Rehearsal() as rehearsal:
        town = founded_town(rehearsal)
        await found_club(settled, town)
        rehearsal.faults.take_permission(town.reading, Permission.ATTACH_FILES)
        rehearsal.faults.take_permission(town.moderators, Permission.VIEW_CHANNEL)
        point_at(rehearsal, monkeypatch)
        assert await check(None) == Outcome.DISCORD
        said = " ".join(capsys.readouterr().out.split())
    assert "in #reading readbot lacks Attach Files" in said
    assert "Allow readbot View Channel" in said
    assert "2 things to put right." in said


async def test_a_server_that_removed_readbot_and_a_channel_that_is_gone_are_told(
    settled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Rehearsal() as rehearsal:
        town = founded_town(rehearsal)
        await found_club(settled, town)
        point_at(rehearsal, monkeypatch)
        rehearsal.faults.delete_channel(town.reading)
        assert await check(None) == Outcome.DISCORD
        assert "Choose another one with /club setup." in capsys.readouterr().out
        rehearsal.faults.remove_bot(town.guild)
        assert await check(None) == Outcome.DISCORD
        assert f"server {town.guild.id}: readbot cannot see it" in capsys.readouterr().out


async def test_a_refused_token_ends_the_look_at_discord(
    settled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Rehearsal() as rehearsal:
        point_at(rehearsal, monkeypatch)
        monkeypatch.setenv("READBOT_TOKEN", "an-old-token")
        assert await check(None) == Outcome.REFUSED
        said = capsys.readouterr().out
    assert "not ok  token: Discord refuses the token." in said
    assert "an-old-token" not in said


async def test_a_missing_token_still_lets_the_database_be_looked_at(
    settled: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await check(None) == Outcome.CONFIGURATION
    said = capsys.readouterr().out
    assert "will be made at the first start" in " ".join(said.split())
    assert "not ok  token: There is no token." in said
    assert files_in(tmp_path) == []


async def test_discord_out_of_reach_is_told(
    settled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Rehearsal() as absent:
        point_at(absent, monkeypatch)
    assert await check(None) == Outcome.DISCORD
    said = " ".join(capsys.readouterr().out.split())
    assert "cannot be reached" in said
    assert "See whether this machine has a network" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"These are my notes, and no database at all. " * 100, "damaged or something else"),
        (None, "made by another version of readbot"),
    ],
)
async def test_a_database_that_cannot_be_used_is_told(
    settled: str,
    tmp_path: Path,
    content: bytes | None,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "readbot.db"
    if content is None:
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute("INSERT INTO alembic_version VALUES ('9999')")
    else:
        file.write_bytes(content)
    async with Rehearsal() as rehearsal:
        point_at(rehearsal, monkeypatch)
        assert await check(None) == Outcome.DATABASE
    assert words in " ".join(capsys.readouterr().out.split())


async def test_a_database_server_out_of_reach_is_told_without_its_password(
    settled: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("READBOT_DATABASE__URL", "postgresql://me:hunter2@127.0.0.1:1/x")
    monkeypatch.setenv("READBOT_TOKEN", "any")
    monkeypatch.setenv("READBOT_DISCORD__API_URL", "http://127.0.0.1:1/api/v10")
    assert await check(None) == Outcome.DATABASE
    said = capsys.readouterr().out
    assert "See whether the server runs" in " ".join(said.split())
    assert "hunter2" not in said


async def test_wrong_settings_are_all_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[discord]\napi_ulr = "x"\n[logs]\nlevel = 3\n', encoding="utf-8")
    assert await check(file) == Outcome.CONFIGURATION
    assert "2 things to put right." in capsys.readouterr().out


def test_the_invite_link_asks_for_just_what_is_needed() -> None:
    permissions = discord.Permissions(int(invite(42).rpartition("permissions=")[2]))
    assert {name for name, is_on in permissions if is_on} == {
        "read_messages",
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "attach_files",
        "read_message_history",
    }
