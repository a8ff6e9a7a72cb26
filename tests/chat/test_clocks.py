"""Clocks that differ from Discord's, on a server that does not compare nonces."""

from datetime import datetime, timedelta

import pytest
from tests.chat.conftest import Stage, connected

from readbot.chat.courier import DiscordCourier
from readbot.services.delivery import Delivery


@pytest.mark.parametrize("skew", [timedelta(minutes=25), timedelta(minutes=-25)])
async def test_an_answer_that_was_lost_doubles_nothing_though_the_clocks_differ(
    stage: Stage, skew: timedelta
) -> None:
    await stage.first_excerpt()
    await stage.client.close()
    r = stage.r

    def clock() -> datetime:
        return r.clock.now() + skew

    async with connected(r, stage.store, clock=clock) as client:
        stage.client = client
        delivery = Delivery(stage.store, DiscordCourier(client), clock)
        await stage.mod.slash("reading next", stage.books)
        r.faults.drop_answer("POST", f"/channels/{stage.books.id}/messages")
        await delivery.step()
        for _ in range(4):
            r.nonces.forget()
            r.clock.advance(timedelta(seconds=20))
            await delivery.step()
        assert len(stage.ann.read(stage.books)) == 2


async def test_an_answer_that_was_lost_doubles_nothing_though_the_clock_was_put_back(
    stage: Stage,
) -> None:
    await stage.first_excerpt()
    skews = [timedelta(hours=3)]
    delivery = Delivery(stage.store, stage.courier, lambda: stage.r.clock.now() + skews[-1])
    await delivery.begin()
    stage.r.faults.drop_answer("POST", f"/channels/{stage.books.id}/messages")
    stage.r.clock.advance(timedelta(hours=22))
    await delivery.step()
    assert len(stage.ann.read(stage.books)) == 2
    skews.append(timedelta(0))
    for _ in range(4):
        stage.r.nonces.forget()
        stage.r.clock.advance(timedelta(hours=1))
        await delivery.step()
    assert len(stage.ann.read(stage.books)) == 2
