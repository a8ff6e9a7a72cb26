"""readbot at work with servers that speak Discord's language with an accent."""

import signal
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from tests.hostile.odd_server import Change, Habits, odd_server
from tests.operating.process import readbot, towards

from readbot import app
from readbot.rehearsal import Rehearsal
from readbot.rehearsal.people import Upload
from readbot.rehearsal.town import Town, founded_town
from readbot.settings import DatabaseSettings, DiscordSettings, Settings

# What Discord's documentation marks as optional, and sends only where it has something to say.
OPTIONAL = {
    "accent_color", "app_permissions", "approximate_guild_count", "approximate_member_count",
    "attachment_size_limit", "authorizing_integration_owners", "avatar_decoration_data",
    "banner", "bot_public", "bot_require_code_grant", "collectibles",
    "communication_disabled_until", "default_forum_layout", "default_sort_order",
    "default_thread_rate_limit_per_user", "entitlements", "flags", "guild_scheduled_events",
    "hub_type", "install_params", "integration_types_config", "large", "last_pin_timestamp",
    "locale", "max_members", "max_presences", "member_count", "mfa_enabled", "nick", "owner",
    "owner_id", "message_count", "pending", "position", "premium_since",
    "premium_progress_bar_enabled",
    "premium_subscription_count", "premium_type", "presences", "primary_guild", "public_flags",
    "rate_limit_per_user", "rpc_origins", "rtc_region", "safety_alerts_channel_id",
    "soundboard_sounds", "stage_instances", "stickers", "summary", "tags", "team",
    "terms_of_service_url", "threads", "topic", "version", "video_quality_mode", "voice_states",
    "welcome_screen", "widget_channel_id", "widget_enabled",
}  # fmt: skip
NULLABLE = {
    "accent_color", "avatar", "banner", "description", "discovery_splash", "global_name",
    "icon", "last_message_id", "locale", "nick", "parent_id", "premium_since", "rtc_region",
    "rules_channel_id", "splash", "system_channel_id", "topic", "unicode_emoji",
    "vanity_url_code",
}  # fmt: skip
UNKNOWN_EVENTS = (
    {"t": "A_NEW_THING", "d": {"id": "1"}},
    {"t": "GUILD_CREATE", "d": {"id": "7"}},
    {"t": "MESSAGE_CREATE", "d": None},
    {"t": "CHANNEL_UPDATE", "d": {"type": 99}},
    {"t": "GUILD_MEMBER_UPDATE", "d": {"guild_id": "1", "user": {}}},
)


def more_fields(found: dict[str, Any]) -> dict[str, Any]:
    is_thing = "id" in found or "type" in found  # and no table of things by their ids
    return {**found, "next_years": {"and": ["its", None, 7]}} if is_thing else found


def fewer_fields(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in OPTIONAL}


def nothing_where_allowed(found: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if key in NULLABLE and "emoji" not in found else value
        for key, value in found.items()
    }


def numbers_for_ids(found: dict[str, Any]) -> dict[str, Any]:
    def number(key: str, value: Any) -> Any:
        is_id = key == "id" or key.endswith("_id")
        return int(value) if is_id and isinstance(value, str) and value.isdecimal() else value

    return {key: number(key, value) for key, value in found.items()}


def new_kinds(found: dict[str, Any]) -> dict[str, Any]:
    kinds = {
        "verification_level": 77, "nsfw_level": 77, "mfa_level": 77, "premium_tier": 77,
        "default_message_notifications": 77, "explicit_content_filter": 77, "locale": "xx-YY",
        "preferred_locale": "xx-YY", "features": ["A_NEW_FEATURE"], "guild_locale": "xx-YY",
        "public_flags": 1 << 60,
    }  # fmt: skip
    changed = {key: kinds.get(key, value) for key, value in found.items()}
    if "channels" in changed and "roles" in changed:
        guild = str(changed["id"])
        new = {"id": "99", "type": 99, "name": "new", "guild_id": guild, "position": 0}
        changed["channels"] = [*found["channels"], new]
    return changed


def all_of(*changes: Change) -> Change:
    return lambda found: reduce(lambda value, change: change(value), changes, found)


# Several at once: a start takes seconds.
HABITS = {
    "more than we know": Habits(
        "application/json; charset=utf-8", all_of(more_fields, new_kinds), UNKNOWN_EVENTS
    ),
    "less than we know": Habits(None, all_of(fewer_fields, nothing_where_allowed, numbers_for_ids)),
}


def settings(folder: Path, api_url: str, token: str) -> Settings:
    return Settings(
        token=SecretStr(token),
        discord=DiscordSettings(api_url=api_url),
        database=DatabaseSettings(url=f"sqlite:///{folder / 'club.db'}"),
    )


async def begun(town: Town) -> None:
    """A moderator sets up a club and begins an article; a member answers to it."""
    made = await town.moderator.slash(
        "club setup", town.reading, channel=town.reading, timezone="UTC"
    )
    assert (await made.settled(20)).kind == "message", made.text
    article = Upload("tides.txt", b"On Tides\n\nThe sea comes twice a day. Nobody has to ask it.\n")
    added = await (await town.moderator.slash("reading add", town.reading, file=article)).settled(
        20
    )
    assert "Tides" in added.text
    await town.moderator.slash("reading start", town.reading, days="daily", time="09:00")
    shown = await (await town.members[0].slash("readings", town.reading)).settled(20)
    assert "Tides" in shown.text


@pytest.mark.parametrize("habit", list(HABITS))
async def test_readbot_works_with_a_server_that_has(habit: str, tmp_path: Path) -> None:
    async with Rehearsal(bot_name="readbot") as discord:
        town = founded_town(discord)
        async with (
            odd_server(discord, HABITS[habit]) as door,
            app.running(settings(tmp_path, door.api_url, discord.token)),
        ):
            await begun(town)


async def test_what_is_not_discord_at_all_is_said_in_a_line_and_waited_out(tmp_path: Path) -> None:
    async with Rehearsal() as discord, odd_server(discord, Habits(change=lambda _: {})) as door:
        env = towards(discord) | {"READBOT_DISCORD__API_URL": door.api_url}
        async with readbot("run", folder=tmp_path, env=env) as bot:
            told = await bot.until("discord.unreachable")
            assert "does not answer as Discord does" in told["reason"]
            door.habits = Habits("application/json; charset=utf-8")
            await bot.until("bot.ready")
            bot.tell(signal.SIGTERM)
            assert await bot.ended() == 0
            assert "Traceback" not in "\n".join(bot.errors)
