"""/search and /catchup: finding what was said, and what one has missed. For everyone."""

from dataclasses import replace
from datetime import UTC, datetime

from discord import app_commands
from discord.app_commands import Range
from discord.app_commands import locale_str as wording

from readbot.chat import find_messages as shown
from readbot.chat.answers import Answer, Typed, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.options import AnyCommand
from readbot.chat.deeds import Deeds, Press
from readbot.club.finds import LONGEST_SEARCH
from readbot.services import clubs, finds, members

DEEDS = Deeds()

# Beyond what any search finds: a page's place times its length is still one that SQL counts.
_LAST_PAGE = 1_000_000


@app_commands.command(
    name="search", description=wording("Find words in what was posted and written")
)
@app_commands.describe(words=wording("A word, or a few as they stand next to each other"))
async def search(interaction: Interaction, words: Range[str, 1, LONGEST_SEARCH]) -> None:
    """Passages posted so far, and notes that one may see."""

    await respond(interaction, lambda ask: _found(ask, words, 0), typed=Typed((words,)))


async def _found(ask: Asked, words: str, page: int) -> Answer:
    club = await clubs.here(ask.store, ask.place)
    found = await finds.search(ask.store, ask.place, ask.person, words, page)
    return shown.found(club, found, " ".join(words.split()))


@DEEDS.button("found", replaces=True)
async def turn_finds(ask: Asked, press: Press) -> Answer:
    """Another page of what a search found."""
    words = press.arguments[:-1]
    page = min(Press(press.arguments[-1:]).number(0), _LAST_PAGE)
    return replace(await _found(ask, ":".join(words), page), replaces=True)


@app_commands.command(
    name="catchup", description=wording("What came since you last marked something as read")
)
async def catch_up(interaction: Interaction) -> None:
    """What was posted and said, as one short list."""
    await respond(interaction, lambda ask: _missed(ask, None))


async def _missed(ask: Asked, since: datetime | None) -> Answer:
    club = await clubs.here(ask.store, ask.place)
    missed = await finds.catch_up(ask.store, ask.place, ask.person, ask.now, since)
    return shown.missed(club, missed)


@DEEDS.button("caughtup", replaces=True)
async def read_it_all(ask: Asked, press: Press) -> Answer:
    """All is read: mark it, and show what was hidden until then."""
    since = datetime.fromtimestamp(min(press.number(0), ask.now.timestamp()), UTC)
    await members.mark_all_read(ask.store, ask.place, ask.person, ask.now)
    return replace(await _missed(ask, since), replaces=True)


COMMANDS: tuple[AnyCommand, ...] = (search, catch_up)
