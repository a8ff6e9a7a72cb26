"""/about and /help. For everyone."""

from collections.abc import Mapping

from discord import app_commands
from discord.app_commands import locale_str as wording

from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.notes import moderators_see_through
from readbot.chat.commands.options import AnyCommand
from readbot.chat.deeds import Deeds, Press
from readbot.chat.queue_messages import deciding
from readbot.club.clubs import is_moderator
from readbot.club.mistakes import Mistake
from readbot.services import clubs, hold_ups, notices
from readbot.text.words import Words, words_for

DEEDS = Deeds()
_MOST_TOLD = 5  # rows of buttons that a message takes


@app_commands.command(name="help", description=wording("What you can do with readbot"))
async def show_help(interaction: Interaction) -> None:
    """The commands, in a few lines."""
    await respond(interaction, _help)


@DEEDS.button("help")
async def press_help(ask: Asked, _: Press) -> Answer:
    """The same, from a button."""
    return await _help(ask)


@app_commands.command(name="about", description=wording("What readbot is and what it keeps"))
async def show_about(interaction: Interaction) -> None:
    """Version and privacy; for moderators also what waits to be told."""
    await respond(interaction, _about)


@DEEDS.button("about")
async def press_about(ask: Asked, _: Press) -> Answer:
    """The same, from a button."""
    return await _about(ask)


async def _help(ask: Asked) -> Answer:
    words = await ask.words()
    member = {
        "/now": words.say("what is being read, and when the next excerpt comes"),
        "/annotate": words.say("write a note about a passage"),
        "/ask": words.say("ask a question, about a passage or the whole reading"),
        "/answer": words.say("answer an open question"),
        "/notes, /questions": words.say("what others wrote and asked"),
        "/catchup": words.say("what came since you last marked something as read"),
        "/search": words.say("find words in what was posted and written"),
        "/progress": words.say("how far you and the group are"),
        "/my-choices": words.say("how you hear of answers, and whether others see your progress"),
        "/my-data": words.say("see, download or erase what is kept about you"),
    }
    moderator = {
        "/club setup": words.say("the group's channel, time zone and digest"),
        "/reading add": words.say("give readbot an article: a file, an address or pasted text"),
        "/reading start": words.say("choose when its excerpts come"),
        "/digest preview, /digest export": words.say("the weekly digest, and all of it as a file"),
    }
    parts = [
        words.say(
            "Excerpts come at the group's own pace. Under each there are buttons to write a note, "
            "to ask, to see the notes and to mark it as read."
        ),
        _lines(member),
    ]
    if await _moderates(ask):
        parts += [words.say("For moderators:"), _lines(moderator)]
    return Answer("\n\n".join(parts))


def _lines(commands: Mapping[str, str]) -> str:
    return "\n".join(f"- **{name}**: {meaning}" for name, meaning in commands.items())


async def _moderates(ask: Asked) -> bool:
    if ask.person.manages_messages:
        return True
    try:
        club = await clubs.here(ask.store, ask.place)
    except Mistake:
        return False
    return is_moderator(club, ask.person)


async def _about(ask: Asked) -> Answer:
    words = await ask.words()
    parts = [
        words.say(
            "readbot {version} runs this server's reading groups.", version=ask.house.version
        ),
        words.say(
            "It keeps what you write with its commands and buttons, which excerpts you marked as "
            "read, and your Discord id and name with them. It does not read other messages. A "
            "note for yourself alone can be seen by whoever runs this readbot, not by moderators. "
            "/my-data shows, downloads and erases what is kept about you."
        ),
        await _pseudonyms(ask, words),
        *await _kept_for(ask, words),
        *await _waiting(ask, words),
    ]
    held = await _held_up(ask)
    if held:
        parts.append(words.say("For moderators, what is due and cannot go on:"))
        parts += [f"- {one.text}" for one in held[:_MOST_TOLD]]
    rows = [buttons for one in held[:_MOST_TOLD] if (buttons := deciding(one, words))]
    return Answer("\n\n".join(parts), tuple(rows))


async def _kept_for(ask: Asked, words: Words) -> list[str]:
    """Whoever writes is to know what the group's setting does to their notes."""
    try:
        club = await clubs.here(ask.store, ask.place)
    except Mistake:
        return []
    if not club.keep_notes:
        return []
    said = words.count(
        "This group erases what was written {n} day after the last word in a conversation, also "
        "notes for yourself alone. /my-data download gives you yours before.",
        "This group erases what was written {n} days after the last word in a conversation, also "
        "notes for yourself alone. /my-data download gives you yours before.",
        club.keep_notes,
    )
    return [said]


async def _held_up(ask: Asked) -> list[hold_ups.Told]:
    """What cannot go on in those of this server's clubs of which the person is a moderator."""
    mine = await clubs.moderated(ask.store, ask.place, ask.person)
    return await hold_ups.of_clubs(ask.store, mine, ask.now)


async def _pseudonyms(ask: Asked, words: Words) -> str:
    """Who can see through a pseudonym here."""
    if await moderators_see_through(ask):
        return words.say(
            "Who is behind a pseudonym that is used from now on can be seen by moderators here, "
            "and by whoever runs this readbot."
        )
    return words.say(
        "Who is behind a pseudonym can be seen by whoever runs this readbot, not by moderators."
    )


async def _waiting(ask: Asked, words: Words) -> list[str]:
    """What could not be told to the moderators of this server's clubs otherwise."""
    told: list[str] = []
    for club in await clubs.moderated(ask.store, ask.place, ask.person):
        told += await notices.waiting(ask.store, club)
        await notices.seen(ask.store, club, ask.now)
    if not told:
        return []
    return [words.say("For moderators, what could not be told before:"), *told]


@DEEDS.button("doubt", replaces=True)
async def decide(ask: Asked, press: Press) -> Answer:
    """A moderator says whether a doubtful message stands in its channel."""
    arrived = press.word(1) == "sent"
    club = await notices.decide(
        ask.store, ask.place, ask.person, press.number(0), arrived=arrived, now=ask.now
    )
    words = words_for(club.language)
    said = (
        words.say("Noted: it is there, and what comes after it goes on.")
        if arrived
        else words.say("It is sent again now, and what comes after it follows.")
    )
    return Answer(said, replaces=True)


COMMANDS: tuple[AnyCommand, ...] = (show_help, show_about)
