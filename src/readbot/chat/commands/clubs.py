"""/club: setting a reading group up and seeing its settings. For moderators."""

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Range, Transform
from discord.app_commands import locale_str as wording

from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.options import (
    AnyCommand,
    HomeChannel,
    TextChannel,
    chosen,
    complete_weekday,
    complete_zone,
)
from readbot.chat.deeds import Deeds
from readbot.chat.render import channel, role, when
from readbot.club.clubs import (
    LONGEST_KEPT,
    Approval,
    Club,
    LateRule,
    Spoilers,
    Threads,
    read_time,
    read_weekday,
    read_zone,
    require_moderator,
)
from readbot.club.notes import LONGEST_NOTE
from readbot.services import clubs
from readbot.services.clubs import Became
from readbot.text.words import Words, languages, words_for

DEEDS = Deeds()

group = app_commands.Group(
    name="club",
    description=wording("Set up this reading group"),
    default_permissions=discord.Permissions(manage_messages=True),
)
COMMANDS: tuple[AnyCommand, ...] = (group,)

_NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}


@group.command(name="setup", description=wording("Make a channel the home of a reading group"))
@app_commands.describe(
    channel=wording("Where the excerpts will be posted"),
    timezone=wording("The group's time zone, such as Europe/Berlin (UTC if left out)"),
    digest_day=wording("The day on which the weekly digest is posted (Sunday if left out)"),
    digest_time=wording("Its time of day as HH:MM (18:00 if left out)"),
    moderator_channel=wording("Where readbot tells moderators of trouble"),
    moderators=wording("A role whose members may do what moderators may"),
    notify=wording("A role that is pinged by each excerpt"),
    threads=wording("Whether each excerpt gets a thread for talk"),
    late=wording("What to do with excerpts that could not be posted in time"),
    language=wording("The language in which readbot speaks here"),
    spoilers=wording("What stands behind spoiler bars in threads and digests"),
    write_first=wording("Whether one sees others' notes only after writing about the same excerpt"),
    see_through=wording("Whether moderators see who is behind pseudonyms used from now on"),
    approval=wording("Whose notes wait until a moderator has approved them"),
    notes_an_hour=wording("How many notes one member may write in an hour (60 if never chosen)"),
    longest_note=wording("How many characters a note may have (4,000 if never chosen)"),
    keep_notes=wording("After how many days notes are erased; 0 keeps them (0 if never chosen)"),
)
@app_commands.choices(
    threads=[
        app_commands.Choice(name=wording("A thread for each excerpt"), value=Threads.EACH_EXCERPT),
        app_commands.Choice(name=wording("No threads"), value=Threads.OFF),
    ],
    late=[
        app_commands.Choice(name=wording("Post the newest one and say so"), value=LateRule.ONCE),
        app_commands.Choice(name=wording("Catch up one by one"), value=LateRule.CATCH_UP),
        app_commands.Choice(name=wording("Skip the date"), value=LateRule.SKIP),
    ],
    spoilers=[
        app_commands.Choice(name=wording("Nothing"), value=Spoilers.OFF),
        app_commands.Choice(
            name=wording("What is about the newest excerpt"), value=Spoilers.NEWEST
        ),
    ],
    approval=[
        app_commands.Choice(name=wording("Nobody's"), value=Approval.NOBODY),
        app_commands.Choice(name=wording("Those of new members"), value=Approval.NEW),
        app_commands.Choice(name=wording("Everyone's but moderators'"), value=Approval.EVERYONE),
    ],
    language=[app_commands.Choice(name=code, value=code) for code in languages()],
)
@app_commands.autocomplete(timezone=complete_zone, digest_day=complete_weekday)
async def set_up(
    interaction: Interaction,
    channel: Transform[int, HomeChannel],
    timezone: str | None = None,
    digest_day: str | None = None,
    digest_time: Range[str, 1, 20] | None = None,
    moderator_channel: Transform[int, TextChannel] | None = None,
    moderators: discord.Role | None = None,
    notify: discord.Role | None = None,
    threads: str | None = None,
    late: str | None = None,
    language: str | None = None,
    spoilers: str | None = None,
    write_first: bool | None = None,
    see_through: bool | None = None,
    approval: str | None = None,
    notes_an_hour: Range[int, 1, 1000] | None = None,
    longest_note: Range[int, 100, LONGEST_NOTE] | None = None,
    keep_notes: Range[int, 0, LONGEST_KEPT] | None = None,
) -> None:
    """Take the settings out of the command and keep them."""

    async def deed(ask: Asked) -> Answer:
        wanted = clubs.SetUp(
            channel_id=channel,
            zone=None if timezone is None else read_zone(timezone),
            digest_day=None if digest_day is None else read_weekday(digest_day),
            digest_time=None if digest_time is None else read_time(digest_time),
            moderator_channel_id=moderator_channel,
            moderator_role_id=None if moderators is None else moderators.id,
            notify_role_id=None if notify is None else notify.id,
            threads=None if threads is None else chosen(Threads, threads),
            late_rule=None if late is None else chosen(LateRule, late),
            language=language,
            spoilers=None if spoilers is None else chosen(Spoilers, spoilers),
            write_first=write_first,
            see_through=see_through,
            approval=None if approval is None else chosen(Approval, approval),
            notes_an_hour=notes_an_hour,
            longest_note=longest_note,
            keep_notes=keep_notes,
        )
        club, became = await clubs.set_up(ask.store, ask.place, ask.person, wanted, ask.now)
        words = words_for(club.language)
        parts = [
            _became(club, became, words),
            _settings(club, words),
            *_warnings(interaction.guild, club, words),
        ]
        if became is Became.NEW:
            parts.append(_next(interaction.guild, club, words))
        return Answer("\n\n".join(parts))

    await respond(interaction, deed)


@group.command(name="show", description=wording("Show this reading group's settings"))
async def show(interaction: Interaction) -> None:
    """Show the settings, and what is wrong with the channel's permissions."""

    async def deed(ask: Asked) -> Answer:
        club = await clubs.here(ask.store, ask.place)
        require_moderator(club, ask.person)
        words = words_for(club.language)
        parts = [_settings(club, words), *_warnings(interaction.guild, club, words)]
        parts.append(words.say("Change any of this with /club setup."))
        return Answer("\n\n".join(parts))

    await respond(interaction, deed)


def _became(club: Club, became: Became, words: Words) -> str:
    home = _mention(club)
    match became:
        case Became.NEW:
            return words.say("{channel} is now the home of a reading group.", channel=home)
        case Became.MOVED:
            return words.say(
                "The reading group whose channel was deleted has moved to {channel}, with its "
                "readings and all that was to come.",
                channel=home,
            )
        case Became.CHANGED:
            return words.say("The settings of {channel} are changed.", channel=home)


def _next(guild: discord.Guild | None, club: Club, words: Words) -> str:
    """What to do after setting a club up, where Discord lets it be done."""
    home = guild.get_channel(club.channel_id) if guild is not None else None
    if isinstance(home, discord.ForumChannel):
        return words.say(
            "Next: add something to read, with /reading add. In a forum itself Discord takes no "
            "command, so open any post in {channel} and use it there.",
            channel=_mention(club),
        )
    return words.say(
        "Next: add something to read, with /reading add in {channel}.", channel=_mention(club)
    )


def _mention(club: Club) -> str:
    return channel(club.channel_id)


def _settings(club: Club, words: Words) -> str:
    none = words.say("none")
    threads = {
        Threads.OFF: words.say("no threads"),
        Threads.EACH_EXCERPT: words.say("a thread for each excerpt"),
    }
    late = {
        LateRule.ONCE: words.say("the newest one is posted, and says so"),
        LateRule.CATCH_UP: words.say("they are caught up one by one"),
        LateRule.SKIP: words.say("the date is skipped"),
    }
    digest = words.say(
        "{weekday} at {time}",
        weekday=words.weekday(club.digest_day),
        time=words.clock(club.digest_time),
    )
    if club.digest_next_at is not None:
        digest += f" ({when(club.digest_next_at)})"
    lines = [
        (words.say("Home"), _mention(club)),
        (words.say("Time zone"), club.zone),
        (words.say("Weekly digest"), digest),
        (words.say("Threads"), threads[club.threads]),
        (words.say("Late excerpts"), late[club.late_rule]),
        (words.say("Spoiler bars"), _bars(club, words)),
        (
            words.say("Others' notes"),
            words.say("are shown once one has written oneself")
            if club.write_first
            else words.say("are shown once one has read so far"),
        ),
        (
            words.say("Pseudonyms"),
            words.say("moderators see who is behind those used since this was chosen")
            if club.see_through
            else words.say("moderators do not see who is behind them"),
        ),
        (words.say("Waits for approval"), _approval(club, words)),
        (
            words.say("One member may write"),
            words.say(
                "{number} notes an hour, of {longest} characters",
                number=club.notes_an_hour,
                longest=club.longest_note,
            ),
        ),
        (words.say("Notes are kept"), _kept(club, words)),
        (words.say("Moderators' channel"), _or(channel, club.moderator_channel_id, none)),
        (words.say("Moderators' role"), _or(role, club.moderator_role_id, none)),
        (words.say("Pinged by excerpts"), _or(role, club.notify_role_id, none)),
        (words.say("Language"), words_for(club.language).locale.get_display_name() or "English"),
    ]
    return "\n".join(f"**{name}**: {value}" for name, value in lines)


def _approval(club: Club, words: Words) -> str:
    said = {
        Approval.NOBODY: words.say("nothing"),
        Approval.NEW: words.say("what a member writes until the group has seen a note of theirs"),
        Approval.EVERYONE: words.say("everything but what moderators write"),
    }
    return said[club.approval]


def _kept(club: Club, words: Words) -> str:
    if not club.keep_notes:
        return words.say("until their authors erase them")
    return words.count(
        "{n} day from the last word of their conversation; then it is erased, here and in Discord. "
        "Take what you want to keep with /digest export in time",
        "{n} days from the last word of their conversation; then it is erased, here and in "
        "Discord. Take what you want to keep with /digest export in time",
        club.keep_notes,
    )


def _bars(club: Club, words: Words) -> str:
    if club.write_first and club.threads is not Threads.OFF:
        return words.say("over all notes in threads")
    if club.spoilers is Spoilers.NEWEST:
        return words.say("over what is about the newest excerpt")
    return words.say("none")


def _or(shown: Any, identifier: int | None, none: str) -> str:
    return none if identifier is None else str(shown(identifier))


def _warnings(guild: discord.Guild | None, club: Club, words: Words) -> list[str]:
    """What readbot lacks in the club's channels; nothing where that cannot be known."""
    if guild is None or guild.me is None:
        return []
    found = []
    for channel_id in dict.fromkeys((club.channel_id, club.moderator_channel_id)):
        place = guild.get_channel(channel_id or 0)
        if place is None:
            continue
        rights = place.permissions_for(guild.me)
        missing = [name for right, name in _NEEDED.items() if not getattr(rights, right)]
        # What a denial brings with it is put right together with it.
        if not rights.view_channel:
            missing = [_NEEDED["view_channel"]]
        elif not rights.send_messages and _NEEDED["attach_files"] in missing:
            missing.remove(_NEEDED["attach_files"])
        if missing:
            found.append(
                words.say(
                    "In {channel} readbot still lacks: {permissions}. Allow them in the channel's "
                    "settings under Permissions, or nothing can be posted there.",
                    channel=channel(place.id),
                    permissions=", ".join(missing),
                )
            )
    return found
