"""Catching up as a moderator sees it: the queue, its button and /reading next."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tests.chat.conftest import ARTICLE, Stage

from readbot.rehearsal.replies import text_of

NUMBERED = re.compile(r"^(\d+)\. <t:(\d+)", re.MULTILINE)


def numbers_in(stage: Stage) -> list[int]:
    """Which excerpts stand in the channel, in their order."""
    said = (re.search(r"(\d+) of \d+", text_of(m)) for m in stage.ann.read(stage.books))
    return [int(found.group(1)) for found in said if found is not None]


def coming(text: str) -> list[tuple[int, int]]:
    """Numbers of excerpts, and the seconds at which a queue says that they come."""
    return [(int(number), int(at)) for number, at in NUMBERED.findall(text)]


async def test_while_a_week_is_caught_up_with_next_brings_the_first_that_waits(
    stage: Stage,
) -> None:
    stage.r.clock.jump(datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    await stage.mod.slash("club setup", stage.books, channel=stage.books, late="catch_up")
    form = await stage.mod.slash("reading add", stage.books, title="The Harbour", minutes=0.2)
    await (await stage.mod.submit(form, {"text1": ARTICLE})).settled()
    await stage.mod.slash("reading start", stage.books, days="daily", time="09:00")
    stage.r.clock.advance(timedelta(days=5))
    await stage.delivery.step()
    stage.r.clock.advance(timedelta(minutes=4))
    promised = coming((await stage.mod.slash("reading queue", stage.books)).text)
    assert [number for number, _ in promised] == list(range(2, 12))
    gaps = [after - at for (_, at), (_, after) in pairwise(promised[:4])]
    assert gaps == [15 * 60] * 3
    said = await stage.mod.slash("reading next", stage.books)
    assert "Excerpt 3 of 14 comes" in said.text
    await stage.delivery.step()
    assert numbers_in(stage) == [1, 2]
    seen = await stage.mod.slash("reading queue", stage.books)
    assert coming(seen.text)[0][0] == 3
    await stage.mod.press(seen, "Post excerpt 3 now")
    await stage.delivery.step()
    assert numbers_in(stage) == [1, 2, 3]
    exported = await stage.mod.slash("digest export", stage.books, format="calendar")
    (file,) = (await exported.settled()).files
    assert file.content.count(b"BEGIN:VEVENT") == 14 - 3
    again = await stage.mod.slash("reading repost", stage.books, excerpt=1)
    assert "after those that wait already" in again.text
    stage.r.clock.advance(timedelta(minutes=15))
    await stage.delivery.step()
    assert numbers_in(stage) == [1, 2, 3, 4]
