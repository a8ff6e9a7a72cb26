"""readbot in a process of its own: on the system's clock, killed, and started again."""

import asyncio
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.journeys.process import Runner, excerpts_in
from tests.waiting import until

from readbot.rehearsal.server import Rehearsal
from readbot.rehearsal.town import Town

TO_CHANNEL = "/channels/*/messages"


async def begin(town: Town) -> None:
    """Start the reading far from now; excerpts come by /reading next alone."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    reply = await town.moderator.slash(
        "reading start", town.reading, days="daily", time="12:00", first=tomorrow
    )
    assert (await reply.settled()).kind == "message"


async def test_an_excerpt_comes_on_the_systems_clock(
    runner: Runner, rehearsal: Rehearsal, town: Town
) -> None:
    # Far enough from the end of this minute that the command is done before it.
    due = (datetime.now(UTC) + timedelta(seconds=65)).replace(second=0, microsecond=0)
    reply = await town.moderator.slash(
        "reading start", town.reading, days="daily", time=due.strftime("%H:%M")
    )
    assert "1" in (await reply.settled()).text
    await until(lambda: excerpts_in(rehearsal, town.reading), 75)
    message = excerpts_in(rehearsal, town.reading)[0]
    assert "For most of history, noon belonged" in message.content
    sent = rehearsal.clock.now()
    assert timedelta(0) <= sent - due < timedelta(seconds=5)


async def test_it_ends_cleanly_when_told_to(runner: Runner) -> None:
    assert await runner.stop(signal.SIGTERM) == 0
    log = runner.log()
    assert "Traceback" not in log
    assert runner.rehearsal.token not in log


async def test_it_ends_though_answers_hang_and_looks_for_what_was_under_way_at_the_next_start(
    runner: Runner, rehearsal: Rehearsal, town: Town
) -> None:
    await begin(town)
    hanging = rehearsal.faults.delay(60, "POST", TO_CHANNEL)
    await town.moderator.slash("reading next", town.reading)
    await until(lambda: hanging.struck)
    # Runner.stop is patient for 20 seconds: a supervisor is for ten, on a machine less laden.
    assert await runner.stop(signal.SIGTERM) == 0
    assert "delivery.cut_off" in runner.log()
    await runner.start()
    await until(lambda: excerpts_in(rehearsal, town.reading), 40)
    assert len(excerpts_in(rehearsal, town.reading)) == 1


async def test_a_second_run_on_the_same_file_is_refused_in_plain_words(
    runner: Runner, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    second = Runner(rehearsal, tmp_path)
    await second.start()
    assert second.process is not None
    assert await asyncio.wait_for(second.process.wait(), 30) == 5
    assert "Another readbot is running" in runner.log()


@pytest.mark.parametrize(
    "fault", ["before the request is done", "after it is done", "while it is under way", "on 5xx"]
)
async def test_killed_around_a_send_the_excerpt_stands_there_once(
    runner: Runner, rehearsal: Rehearsal, town: Town, fault: str
) -> None:
    await begin(town)
    faults = rehearsal.faults
    strike = {
        "before the request is done": lambda: faults.drop_request("POST", TO_CHANNEL),
        "after it is done": lambda: faults.drop_answer("POST", TO_CHANNEL),
        "while it is under way": lambda: faults.delay(3, "POST", TO_CHANNEL),
        "on 5xx": lambda: faults.error("POST", TO_CHANNEL, after=True, html=True),
    }[fault]()
    await town.moderator.slash("reading next", town.reading)
    await until(lambda: strike.struck)
    await runner.kill()
    await runner.start()
    await until(lambda: excerpts_in(rehearsal, town.reading), 40)
    # Long enough for a second one to have come, if one were coming.
    await asyncio.sleep(3)
    assert len(excerpts_in(rehearsal, town.reading)) == 1
    # And the bot goes on: the next one comes, once.
    await town.moderator.slash("reading next", town.reading)
    await until(lambda: len(excerpts_in(rehearsal, town.reading)) == 2, 30)


async def test_a_command_that_was_answered_is_on_disk(
    runner: Runner, rehearsal: Rehearsal, town: Town
) -> None:
    await begin(town)
    await runner.kill()
    await runner.start()
    reply = await town.moderator.slash("readings", town.reading)
    assert "The Borrowed Hour" in (await reply.settled()).text


async def test_buttons_of_before_a_restart_work_after_it(
    runner: Runner, rehearsal: Rehearsal, town: Town
) -> None:
    await begin(town)
    await town.moderator.slash("reading next", town.reading)
    await until(lambda: excerpts_in(rehearsal, town.reading), 20)
    await runner.kill()
    await runner.start()
    (message,) = excerpts_in(rehearsal, town.reading)
    reply = await town.members[0].press(message, "Mark as read")
    assert (await reply.settled()).kind in {"message", "updated"}
    assert reply.ephemeral
