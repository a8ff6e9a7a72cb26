"""A REST proxy between readbot and Discord, as large bots have one, with a path of its own."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
from aiohttp import web
from tests.operating.process import readbot, towards

from readbot.rehearsal import Rehearsal

PREFIX = "/for/readbot"
KEPT = ("Authorization", "Content-Type", "X-Audit-Log-Reason")


@asynccontextmanager
async def proxy(api_url: str, seen: list[str]) -> AsyncIterator[str]:
    """Passes on what comes to its own path, and notes it; the address in place of ``api_url``."""
    async with aiohttp.ClientSession(auto_decompress=False) as session:

        async def forward(request: web.Request) -> web.Response:
            seen.append(f"{request.method} {request.path}")
            rest = request.raw_path.removeprefix(f"{PREFIX}/api/v10")
            headers = {name: request.headers[name] for name in KEPT if name in request.headers}
            body = await request.read()
            async with session.request(
                request.method, api_url + rest, data=body, headers=headers
            ) as answer:
                passed = {"Content-Type": answer.headers.get("Content-Type", "text/plain")}
                content = await answer.read()
                return web.Response(status=answer.status, body=content, headers=passed)

        app = web.Application()
        app.router.add_route("*", PREFIX + "/api/v10/{rest:.*}", forward)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        try:
            yield f"http://127.0.0.1:{port}{PREFIX}/api/v10"
        finally:
            await runner.cleanup()


async def test_everything_goes_through_the_proxy_that_api_url_names(tmp_path: Path) -> None:
    seen: list[str] = []
    async with Rehearsal() as discord, proxy(discord.api_url, seen) as address:
        channel = discord.world.add_channel(discord.add_guild("Harbour"), "general")
        env = towards(discord) | {"READBOT_DISCORD__API_URL": address}
        async with readbot("run", folder=tmp_path, env=env) as bot:
            await bot.until("posting.done")
            bot.tell(signal.SIGTERM)
            assert await bot.ended() == 0
        assert len(discord.world.messages[channel.id]) == 1
    assert f"POST {PREFIX}/api/v10/channels/{channel.id}/messages" in seen
    assert f"GET {PREFIX}/api/v10/gateway/bot" in seen
