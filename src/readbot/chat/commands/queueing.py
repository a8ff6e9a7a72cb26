"""The queue of a reading: what comes when, and changing it where it is seen."""

from dataclasses import replace

from readbot.chat import queue_messages as shown
from readbot.chat import reading_messages as told
from readbot.chat.answers import Answer
from readbot.chat.asked import Asked
from readbot.chat.deeds import Deeds, Press
from readbot.services import cadence, queueing

DEEDS = Deeds()


async def show(ask: Asked, ref: str | None, page: int = 0, said: str | None = None) -> Answer:
    """A page of what comes when."""
    waiting = await queueing.queue(ask.store, ask.place, ask.person, ref, ask.now)
    return shown.queue(waiting, page, said)


async def _again(ask: Asked, press: Press, page: int, said: str | None = None) -> Answer:
    return replace(await show(ask, press.word(0), page, said), replaces=True)


@DEEDS.button("coming", replaces=True)
async def turn(ask: Asked, press: Press) -> Answer:
    """Another page of it."""
    return await _again(ask, press, press.number(1))


@DEEDS.button("coming-now", replaces=True)
async def post_now(ask: Asked, press: Press) -> Answer:
    """Post the next excerpt, if it still is the one that the button names."""
    ref, number = press.word(0), press.number(1)
    schedule = await cadence.next_now(ask.store, ask.place, ask.person, ref, ask.now, number=number)
    return await _again(ask, press, 0, told.next_comes(schedule, ask.now))


@DEEDS.button("coming-pause", replaces=True)
async def pause(ask: Asked, press: Press) -> Answer:
    """Let nothing more come for now."""
    schedule = await cadence.pause(ask.store, ask.place, ask.person, press.word(0), ask.now)
    return await _again(ask, press, 0, told.paused(schedule, ask.now))


@DEEDS.button("coming-resume", replaces=True)
async def resume(ask: Asked, press: Press) -> Answer:
    """Go on."""
    schedule = await cadence.resume(ask.store, ask.place, ask.person, press.word(0), ask.now)
    return await _again(ask, press, 0, told.resumed(schedule, ask.now))


@DEEDS.button("coming-jump", replaces=True)
async def jump(ask: Asked, press: Press) -> Answer:
    """Let the chosen excerpt be the next one to come."""
    number = int(press.value) if press.value.isdecimal() else 0
    schedule = await cadence.jump(ask.store, ask.place, ask.person, press.word(0), number, ask.now)
    return await _again(ask, press, 0, told.jumped(schedule, number))


@DEEDS.button("coming-skip", replaces=True)
async def skip(ask: Asked, press: Press) -> Answer:
    """Leave out the chosen date."""
    schedule = await cadence.skip(
        ask.store, ask.place, ask.person, press.word(0), ask.now, dates=press.value
    )
    return await _again(ask, press, press.number(1), told.left_out(schedule, ask.now))


@DEEDS.button("coming-back", replaces=True)
async def put_back(ask: Asked, press: Press) -> Answer:
    """Let something come again on a date that was left out."""
    schedule = await cadence.put_back(
        ask.store, ask.place, ask.person, press.word(0), press.value, ask.now
    )
    return await _again(ask, press, press.number(1), told.put_back(schedule))
