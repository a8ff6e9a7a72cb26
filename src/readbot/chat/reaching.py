"""Why Discord could not be reached, in words for whoever runs readbot."""

import ssl
from errno import ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT

import aiohttp
import discord

UNLIKE = "what answers there does not answer as Discord does"
_SEE_ADDRESS = "; is discord.api_url right?"
_NUMBERED = {
    ECONNREFUSED: "nothing answers at {place}",
    ENETUNREACH: "this machine has no way to the network of {place}",
    EHOSTUNREACH: "this machine has no way to {place}",
    ETIMEDOUT: "{place} did not answer in time",
}
_LONGEST = 200  # characters of what a library said


def why(trouble: Exception) -> str:
    """The end of a sentence that says why a connection failed; never a page's markup."""
    if isinstance(trouble, discord.HTTPException):
        return _answered(trouble.status)
    if isinstance(trouble, aiohttp.WSServerHandshakeError):
        return f"no web socket is to be had there: it answered {trouble.status}"
    if isinstance(trouble, aiohttp.ClientConnectorDNSError):
        return f"the name {trouble.host} could not be looked up (no network, or a wrong name)"
    if isinstance(trouble, aiohttp.ClientConnectorError):
        place = f"{trouble.host}, port {trouble.port}"
        if isinstance(trouble.os_error, ssl.SSLError):
            return _of_encryption(place, trouble.os_error)
        return _of_system(place, trouble.os_error)
    if isinstance(trouble, TimeoutError):
        return "it did not answer in time"
    if isinstance(trouble, aiohttp.ServerDisconnectedError | ConnectionResetError):
        return "it closed the connection without an answer"
    if isinstance(trouble, discord.GatewayNotFound):
        return "it does not say where its gateway is"
    if isinstance(trouble, OSError) and trouble.strerror:
        return trouble.strerror.lower()
    if isinstance(trouble, LookupError | TypeError | ValueError | AttributeError):
        return UNLIKE
    return f"{type(trouble).__name__}: {trouble}"[:_LONGEST].rstrip(": ")


def _answered(status: int) -> str:
    if status in {403, 404, 405}:
        return f"it answered {status}, which Discord does not{_SEE_ADDRESS}"
    return f"it answered {status}"


def _of_system(place: str, trouble: OSError) -> str:
    # Where a name has several addresses, Python wraps what each of them said into one sentence.
    told = str(trouble)
    wrapped = [number for number in _NUMBERED if f"Errno {number}]" in told]
    number = trouble.errno if trouble.errno in _NUMBERED else next(iter(wrapped), None)
    if number is not None:
        return _NUMBERED[number].format(place=place)
    return f"{place}: {trouble.strerror or told}"[:_LONGEST]


def _of_encryption(place: str, trouble: ssl.SSLError) -> str:
    if isinstance(trouble, ssl.SSLCertVerificationError):
        words = trouble.verify_message or "it is not trusted"
        return (
            f"the certificate of {place} is not to be believed ({words}); are this machine's clock "
            "and its certificates right, and does no proxy stand in between?"
        )
    return f"what answers at {place} does not speak TLS; should the address begin with http:?"
