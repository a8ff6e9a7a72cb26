"""What every request of the client carries."""

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from readbot.chat.wire import Wire


@pytest.mark.parametrize("own", [None, "DiscordBot (https://example.org, 1)"])
async def test_every_request_says_what_sends_it_as_discord_wants(own: str | None) -> None:
    heard = []

    async def hears(request: web.Request) -> web.Response:
        heard.append(request.headers["User-Agent"])
        return web.json_response({})

    house = web.Application()
    house.router.add_post("/interactions/1/token/callback", hears)
    headers = {} if own is None else {"User-Agent": own}
    async with (
        TestServer(house) as server,
        aiohttp.ClientSession(trace_configs=[Wire()]) as session,
        session.post(server.make_url("/interactions/1/token/callback"), headers=headers),
    ):
        pass
    (said,) = heard
    assert said.startswith("DiscordBot (https://")
    assert own is None or said == own
