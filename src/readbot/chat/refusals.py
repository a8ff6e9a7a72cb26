"""What Discord's error answers mean for a posting: its own codes decide, not a bare 403 or 404."""

import discord

from readbot.chat.limits import limit, read
from readbot.services.courier import (
    CourierError,
    DestinationRefusedError,
    MustWaitError,
    OutcomeUnknownError,
    SendFailedError,
)

LOCKED = 160005
_UNAUTHORISED_PAUSE = 300.0  # seconds

REFUSALS = {
    10003: (
        "The channel no longer exists: choose another one with /club setup, or with /reading start "
        "if it was this reading's own."
    ),
    10008: "The message that it belongs to was deleted.",
    10004: "readbot is no longer in the server.",
    50001: "I may not see the channel: allow me View Channel in its settings, under Permissions.",
    50013: (
        "I may not write there: allow me View Channel, Send Messages, Send Messages in Threads, "
        "Create Public Threads and Attach Files in the channel's settings, under Permissions."
    ),
    50007: "This person takes no direct messages from me.",
    50008: "Messages cannot be posted in a channel of this kind: choose a text channel.",
    50024: "Nothing can be posted in a channel of this kind: choose a text channel.",
    40067: (
        "Each post in that forum needs a tag, and there is none that I may use: make a tag that is "
        "not for moderators alone, or let posts come without one, in the forum's settings."
    ),
    160005: "The thread is locked: unlock it, or close it for good.",
    160006: "The server has as many open threads as Discord allows: close some.",
}
# "API resource is currently overloaded" and the slow-mode limit: nothing was done.
_TRY_LATER = {130000: 30.0, 20016: 60.0}


def outcome(refusal: discord.HTTPException) -> CourierError:
    """What an error answer of Discord means for a posting."""
    if refusal.code in REFUSALS:
        return DestinationRefusedError(refusal.code, REFUSALS[refusal.code])
    if refusal.code in _TRY_LATER:
        return MustWaitError(_TRY_LATER[refusal.code])
    if refusal.status == 429:
        return _limited(refusal)
    if refusal.status == 401:
        return MustWaitError(_UNAUTHORISED_PAUSE)
    if refusal.status == 413 or (refusal.code and refusal.status < 500):
        return SendFailedError(f"{refusal.code}: {refusal.text}"[:300])
    denied = refusal.status in {403, 404}
    return OutcomeUnknownError(f"Discord answered {refusal.status}", answered=True, denied=denied)


def _limited(refusal: discord.HTTPException) -> MustWaitError:
    # discord.py keeps the words of a body, not how long it says to wait.
    raw = getattr(refusal.response, "_body", None)
    found = limit(refusal.response.headers, read(raw))
    return MustWaitError(found.seconds, everywhere=found.everywhere)
