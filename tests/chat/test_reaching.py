"""Why Discord could not be reached is said in words, with where to look."""

import asyncio
import socket
import ssl
from types import SimpleNamespace

import aiohttp
import discord
import pytest

from readbot.chat.reaching import UNLIKE, why


async def said(address: str) -> str:
    """What is told when this address is asked."""
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError) as found:
            await session.get(address)
    return why(found.value)


async def test_a_port_at_which_nothing_answers_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        port = taken.getsockname()[1]
        assert (
            await said(f"https://127.0.0.1:{port}/") == f"nothing answers at 127.0.0.1, port {port}"
        )


async def test_a_server_without_tls_behind_https_is_told() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert "does not speak TLS; should the address begin with http:?" in await said(
            f"https://127.0.0.1:{port}/"
        )


def test_a_name_that_cannot_be_looked_up_is_named() -> None:
    key = SimpleNamespace(host="discord.example", port=443, is_ssl=True, ssl=True)
    trouble = aiohttp.ClientConnectorDNSError(key, OSError(None, "Domain name not found"))  # type: ignore[arg-type]
    assert why(trouble).startswith("the name discord.example could not be looked up")


def test_a_certificate_that_is_not_believed_asks_for_the_clock_and_a_proxy() -> None:
    key = SimpleNamespace(host="discord.example", port=443, is_ssl=True, ssl=True)
    cause = ssl.SSLCertVerificationError(1, "CERTIFICATE_VERIFY_FAILED")
    cause.verify_message = "certificate has expired"
    words = why(aiohttp.ClientConnectorCertificateError(key, cause))  # type: ignore[arg-type]
    assert "the certificate of discord.example, port 443 is not to be believed" in words
    assert "(certificate has expired)" in words


@pytest.mark.parametrize("status", [403, 404, 405])
def test_an_answer_that_discord_would_not_give_asks_for_the_address(status: int) -> None:
    answer = SimpleNamespace(status=status, reason="No")
    trouble = discord.HTTPException(answer, "<html>a whole page</html>")  # type: ignore[arg-type]
    assert (
        why(trouble) == f"it answered {status}, which Discord does not; is discord.api_url right?"
    )


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (TimeoutError(), "it did not answer in time"),
        (aiohttp.ServerDisconnectedError(), "it closed the connection without an answer"),
        (KeyError("url"), UNLIKE),
        (OSError(12, "Cannot allocate memory"), "cannot allocate memory"),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call failed"),
            "OSError: Multiple exceptions: [Errno 111] Connect call failed",
        ),
    ],
)
def test_other_troubles_have_words_too(trouble: Exception, words: str) -> None:
    assert why(trouble) == words
