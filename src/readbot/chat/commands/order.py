"""/moderate, and the buttons by which notes are flagged, hidden, restored and approved."""

from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.app_commands import locale_str as wording

from readbot.chat import errands, log_messages
from readbot.chat import order_messages as shown
from readbot.chat.answers import Answer, Typed, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.one_note import in_full
from readbot.chat.commands.options import AnyCommand, chosen
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.chat.render import language_of, one_line
from readbot.chat.standing import spared, spared_by_id
from readbot.chat.views import deed_id
from readbot.club.mistakes import Mistake
from readbot.club.notes import ShowTo
from readbot.club.order import LONGEST_REASON, LONGEST_RULE, Judged, Pile, RuleAction
from readbot.services import clubs, mutes, order

DEEDS = Deeds()

group = app_commands.Group(
    name="moderate",
    description=wording("Keep order among notes and members"),
    default_permissions=discord.Permissions(manage_messages=True),
)


@group.command(name="queue", description=wording("Notes that wait for a moderator"))
@app_commands.describe(show=wording("What to look through (what waits, if left out)"))
@app_commands.choices(
    show=[
        app_commands.Choice(name=wording("Flagged, or waiting for approval"), value=Pile.WAITING),
        app_commands.Choice(name=wording("Hidden notes"), value=Pile.HIDDEN),
        app_commands.Choice(name=wording("Muted members"), value=Pile.MUTED),
    ]
)
async def show_queue(interaction: Interaction, show: str | None = None) -> None:
    """What waits, what is hidden, who is muted."""
    await respond(interaction, lambda ask: _queue(ask, chosen(Pile, show or Pile.WAITING), 0))


async def _queue(ask: Asked, pile: Pile, page: int) -> Answer:
    club = await clubs.here(ask.store, ask.place)
    if pile is Pile.MUTED:
        size = log_messages.LOG_A_PAGE
        found, total = await mutes.listed(
            ask.store, ask.place, ask.person, ask.now, page * size, size
        )
        return shown.mutes(club, found, total, page)
    size = shown.A_PAGE
    waiting = await order.queue(ask.store, ask.place, ask.person, pile, page * size, size)
    if not waiting.notes and page:
        return await _queue(ask, pile, page - 1)
    return shown.queue(club, waiting, pile, page)


@DEEDS.button("pile", replaces=True)
async def turn_queue(ask: Asked, press: Press) -> Answer:
    """Another page of what waits."""
    page = min(press.number(1), 100_000)
    return replace(await _queue(ask, chosen(Pile, press.word(0)), page), replaces=True)


@group.command(name="mute", description=wording("Let a member read but not write"))
@app_commands.describe(
    member=wording("Who may not write for now"),
    reason=wording("Why: they are told, and the log keeps it"),
    lasts=wording("3 hours, 7 days, 2 weeks or a date (until it is lifted, if left out)"),
)
@app_commands.rename(lasts="for")
async def mute(
    interaction: Interaction,
    member: discord.User | discord.Member,
    reason: Range[str, 1, LONGEST_REASON],
    lasts: Range[str, 1, 40] | None = None,
) -> None:
    """Mute a member for readbot."""

    async def deed(ask: Asked) -> Answer:
        if member.bot:
            raise Mistake("Bots write no notes: only members can be muted.")
        until = await mutes.mute(
            ask.store,
            ask.place,
            ask.person,
            member.id,
            reason,
            lasts,
            ask.now,
            spared=spared(ask, member),
        )
        return Answer(shown.muted(await ask.words(), f"<@{member.id}>", until))

    await respond(interaction, deed, typed=Typed((reason,)))


@group.command(name="unmute", description=wording("Let a muted member write again"))
@app_commands.describe(
    member=wording("Who may write again"), reason=wording("Why, for the log (may be left out)")
)
async def unmute(
    interaction: Interaction,
    member: discord.User | discord.Member,
    reason: Range[str, 1, LONGEST_REASON] | None = None,
) -> None:
    """End a mute."""

    async def deed(ask: Asked) -> Answer:
        await mutes.unmute(ask.store, ask.place, ask.person, member.id, reason, ask.now)
        words = await ask.words()
        return Answer(words.say("{who} can write again.", who=f"<@{member.id}>"))

    await respond(interaction, deed)


@DEEDS.button("lift", replaces=True)
async def lift(ask: Asked, press: Press) -> Answer:
    """End a mute chosen from the list."""
    mute_id = Press((press.value,)).number(0)
    lifted = await mutes.lift(ask.store, ask.place, ask.person, mute_id, ask.now)
    return shown.lifted(await ask.words(), lifted)


@group.command(name="log", description=wording("Who did what here, when and why"))
@app_commands.describe(file=wording("The whole log as a file"))
@app_commands.choices(
    file=[
        app_commands.Choice(name="CSV", value="csv"),
        app_commands.Choice(name="JSON", value="json"),
    ]
)
async def show_log(interaction: Interaction, file: str | None = None) -> None:
    """The log, a page or all of it."""

    async def deed(ask: Asked) -> Answer:
        if file is None:
            return await _log(ask, 0)
        entries, total = await order.log(ask.store, ask.place, ask.person)
        words = await ask.words()
        said = words.count("The log has {n} entry.", "The log has {n} entries.", total)
        titles = await order.titles(ask.store, entries)
        return Answer(said, files=(log_messages.log_file(entries, file, titles),))

    await respond(interaction, deed)


async def _log(ask: Asked, page: int) -> Answer:
    size = log_messages.LOG_A_PAGE
    entries, total = await order.log(ask.store, ask.place, ask.person, page * size, size)
    titles = await order.titles(ask.store, entries)
    return log_messages.log(await ask.words(), entries, total, page, titles)


@DEEDS.button("log", replaces=True)
async def turn_log(ask: Asked, press: Press) -> Answer:
    """Another page of the log."""
    return replace(await _log(ask, min(press.number(0), 1_000_000)), replaces=True)


@group.command(name="words", description=wording("Words and links that this group does not want"))
@app_commands.describe(
    add=wording("A word, some words, word*, a site such as example.com, or https:// for any link"),
    action=wording("Whether a note with it waits for a moderator or is refused (waits)"),
    remove=wording("What to take off the list"),
)
@app_commands.choices(
    action=[
        app_commands.Choice(name=wording("Let it wait for a moderator"), value=RuleAction.HOLD),
        app_commands.Choice(name=wording("Refuse it"), value=RuleAction.REFUSE),
    ]
)
async def word_list(
    interaction: Interaction,
    add: Range[str, 1, LONGEST_RULE] | None = None,
    action: str | None = None,
    remove: Range[str, 1, LONGEST_RULE] | None = None,
) -> None:
    """See the list, and change it."""

    async def deed(ask: Asked) -> Answer:
        rules = await order.words(
            ask.store,
            ask.place,
            ask.person,
            ask.now,
            add=add,
            action=chosen(RuleAction, action or RuleAction.HOLD),
            remove=remove,
        )
        return Answer(shown.word_list(await ask.words(), rules))

    await respond(interaction, deed, typed=Typed((add or "",)))


@DEEDS.button("flag")
async def flag(ask: Asked, press: Press) -> Answer:
    """Ask moderators to look at a note."""
    note_id = press.number(0)
    new = await order.flag(ask.store, ask.place, ask.person, note_id, ask.now)
    moderates = await order.may_moderate(ask.store, ask.place, ask.person)
    return shown.flagged(await ask.words(), note_id, new=new, moderates=moderates)


@DEEDS.button("unflag", replaces=True)
async def unflag(ask: Asked, press: Press) -> Answer:
    """Take that back."""
    words = await ask.words()
    if await order.unflag(ask.store, ask.place, ask.person, press.number(0)):
        return Answer(words.say("You took your flag back."), replaces=True)
    return Answer(words.say("There is no flag of yours to take back any more."), replaces=True)


@DEEDS.button("look")
async def look(ask: Asked, press: Press) -> Answer:
    """A note chosen from the queue, or one that stood where its message says so."""
    note_id = Press((press.value,)).number(0) if press.values else press.number(0)
    if await order.may_moderate(ask.store, ask.place, ask.person):
        return await _judged(ask, await order.look(ask.store, ask.place, ask.person, note_id))
    return await in_full(ask, note_id)


async def _judged(ask: Asked, seen: Judged, said: str = "") -> Answer:
    return shown.judged(await clubs.here(ask.store, ask.place), seen, said)


async def _open_hide(ask: Asked, press: Press) -> Form:
    return await _reason_form(ask, press, "hidden", "Hide this note")


async def _open_restore(ask: Asked, press: Press) -> Form:
    return await _reason_form(ask, press, "restored", "Restore this note")


async def _reason_form(ask: Asked, press: Press, deed: str, title: str) -> Form:
    note_id, revision = press.number(0), press.number(1)
    await order.look(ask.store, ask.place, ask.person, note_id)
    words = await ask.words()
    return shown.reason_form(words, deed_id(deed, note_id, revision), words.say(title))


def _given(press: Press) -> tuple[int, int, str]:
    """The note, its revision that was seen, and the reason."""
    return press.number(0), press.number(1), press.fields.get("reason", "")


@DEEDS.button("hide")
async def press_hide(ask: Asked, press: Press) -> Form:
    """Ask for the reason first."""
    return await _open_hide(ask, press)


@DEEDS.form("hidden", _open_hide)
async def hide(ask: Asked, press: Press) -> Answer:
    """Hide a note, also in its own message."""
    seen = await order.hide(ask.store, ask.place, ask.person, *_given(press), ask.now)
    words = await ask.words()
    return await _shown_anew(ask, seen, words.say("It is hidden, and its author is told why."))


@DEEDS.button("restore")
async def press_restore(ask: Asked, press: Press) -> Form:
    """Ask for the reason first."""
    return await _open_restore(ask, press)


@DEEDS.form("restored", _open_restore)
async def restore(ask: Asked, press: Press) -> Answer:
    """Show a hidden note again, also in its own message."""
    seen = await order.restore(ask.store, ask.place, ask.person, *_given(press), ask.now)
    words = await ask.words()
    return await _shown_anew(ask, seen, words.say("The group sees it again."))


@DEEDS.button("approve", replaces=True)
async def approve(ask: Asked, press: Press) -> Answer:
    """Let the group see a note that waited."""
    note_id, revision = press.number(0), press.number(1)
    seen = await order.approve(ask.store, ask.place, ask.person, note_id, revision, ask.now)
    words = await ask.words()
    answer = await _shown_anew(ask, seen, words.say("It is approved: the group sees it now."))
    return replace(answer, replaces=True)


@DEEDS.button("leave", replaces=True)
async def let_stand(ask: Asked, press: Press) -> Answer:
    """Nothing is wrong with a note that was flagged."""
    note_id, revision = press.number(0), press.number(1)
    seen = await order.let_stand(ask.store, ask.place, ask.person, note_id, revision, ask.now)
    words = await ask.words()
    return replace(await _judged(ask, seen, words.say("It stays as it is.")), replaces=True)


async def _shown_anew(ask: Asked, seen: Judged, said: str) -> Answer:
    """What was done, after the note's own message has been changed."""
    club = await clubs.here(ask.store, ask.place)
    if not await errands.show_noted(ask.client, ask.house, seen.noted):
        said += " " + language_of(club).say(
            "Its message in the thread could not be changed; I go on trying."
        )
    return await _judged(ask, seen, said)


async def _open_mute(ask: Asked, press: Press) -> Form:
    await order.look(ask.store, ask.place, ask.person, press.number(0))
    return shown.mute_form(await ask.words(), press.number(0))


@DEEDS.button("muteby")
async def press_mute(ask: Asked, press: Press) -> Form:
    """Ask for the reason, and for how long."""
    return await _open_mute(ask, press)


@DEEDS.form("mutedby", _open_mute)
async def mute_author(ask: Asked, press: Press) -> Answer:
    """Mute whoever wrote a note; behind a pseudonym they stay."""
    seen = await order.look(ask.store, ask.place, ask.person, press.number(0))
    note = seen.noted.note
    # To spare somebody behind a pseudonym would tell who they are. They can lift it themselves.
    author_id = None if note.show_to is ShowTo.PSEUDONYM else note.author_id
    until = await mutes.mute_author(
        ask.store,
        ask.place,
        ask.person,
        press.number(0),
        press.fields.get("reason", ""),
        press.fields.get("until"),
        ask.now,
        spared=() if author_id is None else await spared_by_id(ask, author_id),
    )
    who = one_line(note.author_name, 60)
    return Answer(shown.muted(await ask.words(), who, until))


COMMANDS: tuple[AnyCommand, ...] = (group,)
