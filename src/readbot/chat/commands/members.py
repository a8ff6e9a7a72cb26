"""/progress and /my-data: a member's own side. For everyone."""

from discord import app_commands
from discord.app_commands import locale_str as wording

from readbot.chat import errands
from readbot.chat.answers import Answer, respond
from readbot.chat.asked import Asked, Interaction
from readbot.chat.commands.options import AnyCommand, chosen
from readbot.chat.deeds import Deeds, Press
from readbot.chat.reading_messages import over
from readbot.chat.render import link_or, one_line, when
from readbot.chat.views import Button, Look, Upload, deed_id
from readbot.club.members import AnswersBy, Choices, Erased, MemberProgress, MyData
from readbot.club.readings import ReadingState
from readbot.services import digests, members
from readbot.text.words import Words

DEEDS = Deeds()
_MOST_NAMED = 20

group = app_commands.Group(
    name="my-data", description=wording("What readbot keeps about you in this server")
)


@app_commands.command(name="progress", description=wording("How far you and the group are"))
async def progress(interaction: Interaction) -> None:
    """One's own progress by name, the club's in numbers."""

    async def deed(ask: Asked) -> Answer:
        words = await ask.words()
        found = await members.progress(ask.store, ask.place, ask.person)
        if not found:
            return Answer(
                words.say(
                    "Nothing has been read here yet. /readings shows what waits to be started."
                )
            )
        return Answer("\n\n".join(_progress(one, words) for one in found))

    await respond(interaction, deed)


def _progress(one: MemberProgress, words: Words) -> str:
    lines = [
        f"**{one_line(one.reading.title, 150)}**",
        words.say(
            "You have marked {read} of the {posted} excerpts posted so far as read.",
            read=one.read,
            posted=one.posted,
        ),
    ]
    if one.reading.state is ReadingState.FINISHED:
        lines.append(over(one.reading, one.posted, words))
    if one.next_excerpt is not None:
        where = words.say("excerpt {number}", number=one.next_excerpt)
        lines.append(words.say("Next for you: {excerpt}", excerpt=link_or(where, one.next_link)))
    if one.readers:
        lines.append(
            words.count("{n} member reads along", "{n} members read along", one.readers)
            + "; "
            + words.count(
                "{n} has read it all so far.", "{n} have read it all so far.", one.finished
            )
        )
    if one.named:
        named = [
            words.say(
                "{member}: {read} of {posted}", member=f"<@{member}>", read=read, posted=one.posted
            )
            for member, read in one.named[:_MOST_NAMED]
        ]
        lines.append(words.say("Who lets you see it: {members}", members="; ".join(named)))
    return "\n".join(lines)


@app_commands.command(name="my-choices", description=wording("What readbot tells you and others"))
@app_commands.describe(
    answers=wording("How you hear of answers to what you asked or wonder about too"),
    progress=wording("Whether /progress shows others your name and how far you are"),
)
@app_commands.choices(
    answers=[
        app_commands.Choice(name=wording("By direct message"), value=AnswersBy.MESSAGE),
        app_commands.Choice(name=wording("Only in /catchup"), value=AnswersBy.CATCHUP),
    ],
    progress=[
        app_commands.Choice(name=wording("Show my name"), value="shown"),
        app_commands.Choice(name=wording("Do not show it"), value="hidden"),
    ],
)
async def choose(
    interaction: Interaction, answers: str | None = None, progress: str | None = None
) -> None:
    """Change what one chose, or see it."""

    async def deed(ask: Asked) -> Answer:
        kept = await members.choose(
            ask.store,
            ask.place,
            ask.person,
            answers=None if answers is None else chosen(AnswersBy, answers),
            shows_progress=None if progress is None else progress == "shown",
        )
        return Answer(_chosen(kept, await ask.words()))

    await respond(interaction, deed)


def _chosen(kept: Choices, words: Words) -> str:
    by = {
        AnswersBy.MESSAGE: words.say("You hear of answers by direct message."),
        AnswersBy.CATCHUP: words.say("You hear of answers in /catchup only."),
    }
    lines = [by[kept.answers]]
    if kept.unreachable_at is not None:
        lines.append(
            words.say(
                "Discord did not let me write to you, so I stopped. Allow direct messages from "
                "this server, then choose this again with /my-choices."
            )
        )
    lines.append(
        words.say("/progress shows others your name and how far you are.")
        if kept.shows_progress
        else words.say("/progress does not show others your name.")
    )
    lines.append(words.say("Change either with /my-choices."))
    return "\n".join(lines)


@DEEDS.button("quiet", replaces=True)
async def tell_no_more(ask: Asked, press: Press) -> Answer:
    """The button of a message about an answer."""
    await members.tell_no_more(ask.store, ask.person, press.number(0))
    words = await ask.words()
    text = words.say("I tell you no more of answers. /my-choices in the server changes that.")
    return Answer(text, replaces=True)


@group.command(name="show", description=wording("How much is kept about you"))
async def show(interaction: Interaction) -> None:
    """What is kept, in numbers."""

    async def deed(ask: Asked) -> Answer:
        words = await ask.words()
        kept = await members.my_data(ask.store, ask.person, ask.place.server_id)
        return Answer(_kept(kept, words))

    await respond(interaction, deed)


def _kept(kept: MyData, words: Words) -> str:
    if kept.is_empty:
        return words.say("Nothing is kept about you in this server.")
    counted = {
        words.say("Notes"): kept.notes,
        words.say("Questions"): kept.questions,
        words.say("Answers"): kept.answers,
        words.say("Of these, seen by you alone"): kept.private_notes,
        words.say("Earlier wordings of them"): kept.versions,
        words.say("Excerpts marked as read"): kept.read_marks,
        words.say("Pseudonyms"): kept.pseudonyms,
        words.say("Marks on others' notes"): kept.nods,
        words.say("Choices with /my-choices"): kept.choices,
        words.say("Unfinished notes"): kept.drafts,
        words.say("Deeds as a moderator"): kept.deeds,
        words.say("Decisions of moderators about you"): kept.rulings,
        words.say("Mutes"): kept.mutes,
        words.say("Notes that you flagged"): kept.flags,
        words.say("Words that you put on the group's list"): kept.rules,
    }
    lines = [words.say("Kept about you in this server:")]
    lines += [f"- {name}: {count}" for name, count in counted.items() if count]
    if kept.since is not None:
        lines.append(words.say("Since {when}.", when=when(kept.since, "D")))
    lines.append(words.say("/my-data download gives you all of it, /my-data erase erases it."))
    return "\n".join(lines)


@group.command(name="download", description=wording("Everything kept about you, as a file"))
async def download(interaction: Interaction) -> None:
    """All of it as JSON."""

    async def deed(ask: Asked) -> Answer:
        words = await ask.words()
        content = await members.download(ask.store, ask.person, ask.place.server_id)
        file = Upload("my-data.json", content, words.say("Everything that is kept about you"))
        return Answer(words.say("Here is everything that is kept about you."), files=(file,))

    await respond(interaction, deed)


@group.command(name="erase", description=wording("Erase what is kept about you"))
async def ask_erase(interaction: Interaction) -> None:
    """Ask once more."""

    async def deed(ask: Asked) -> Answer:
        words = await ask.words()
        sure = Button(words.say("Erase everything"), deed_id("erase"), Look.GRAVE)
        return Answer(
            words.say(
                "This erases your notes, questions, answers, marks and pseudonyms in this "
                "server, and my messages that show them. Where others have answered you, their "
                "words stay and yours are emptied. It cannot be undone; /my-data download first "
                "gives you a copy."
            ),
            ((sure,),),
        )

    await respond(interaction, deed)


@DEEDS.button("erase", replaces=True)
async def erase(ask: Asked, _: Press) -> Answer:
    """Erase, and delete the messages that carry the member's words."""
    server = ask.place.server_id
    quoting = await digests.quoting(ask.store, ask.person, server)
    erased = await members.erase(ask.store, ask.person, server, ask.now)
    gone = await errands.delete(ask.client, erased.messages)
    await members.erased_from_discord(ask.store, ask.person, server, gone, ask.now)
    left = len(erased.messages) - len(gone)
    for posting in quoting:
        view = await digests.shown_now(ask.store, posting)
        if view is not None and not await errands.rewrite_digest(ask.client, posting, view):
            left += 1
    return Answer(_erased(erased, left, await ask.words()), replaces=True)


def _erased(erased: Erased, left: int, words: Words) -> str:
    lines = [
        words.say(
            "Erased: {deleted} notes; {emptied} more were emptied, because others built on them.",
            deleted=erased.deleted,
            emptied=erased.emptied,
        )
    ]
    if left or erased.unfinished:
        lines.append(
            words.say(
                "Some messages could not be deleted yet. Please use /my-data erase again in a "
                "minute."
            )
        )
    return "\n".join(lines)


COMMANDS: tuple[AnyCommand, ...] = (progress, choose, group)
