"""The one way in which every interaction is answered: in time, privately, in plain words.

Discord gives three seconds for the first word. A deed that takes longer is acknowledged on its
behalf and answered when it is done. What a person did wrong is a sentence to them; what we did
wrong is a number to them and a line in the log; what they typed comes back to them in both cases.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

import aiohttp
import discord
import structlog
from discord import app_commands

from readbot.chat.aside import Laid
from readbot.chat.asked import Asked, House, Interaction, asked
from readbot.chat.forms import Form, modal
from readbot.chat.views import (
    Button,
    Dress,
    Look,
    Message,
    Row,
    Upload,
    bare,
    deed_id,
    dressed,
    shorten,
)
from readbot.club.mistakes import Hindrance, Mistake
from readbot.services import drafts
from readbot.text.discord_markup import escape, length
from readbot.text.normalise import normalise
from readbot.text.words import Words

PATIENCE = 1.5
"""Seconds after which a deed is acknowledged on its behalf; Discord's limit is three."""
_COMPLETION_PATIENCE = 2.5
_CHOICE_ROOM = 100
_ROOM_FOR_TYPED = 3000
_TRIES = 3
_PAUSE = 0.2
_LONGEST_VALUE = 800
_OUR_OWN = frozenset({"any_link", "homes", "when", "who"})
"""Values of mistakes that readbot itself writes as Discord's markup."""
_ALREADY = 40060
"""Discord has heard the first word of this interaction already: an earlier try arrived."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a deed says. ``replaces`` puts it in place of the message whose button was pressed.

    ``ping_user`` is the one member whom its words may notify. ``sent`` is told the number of a new
    message that carries it.
    """

    text: str
    rows: tuple[Row, ...] = ()
    files: tuple[Upload, ...] = ()
    private: bool = True
    replaces: bool = False
    ping_user: int | None = None
    sent: Callable[[int], Awaitable[None]] | None = None

    @property
    def message(self) -> Message:
        """The answer as a message."""
        return Message(self.text, self.rows, self.files, ping_user=self.ping_user)


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person wrote, to be given back if the deed fails.

    ``texts`` is what they would have to write again; ``form`` is the id of the form in which they
    can try again, filled with ``fields``.
    """

    texts: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    form: str | None = None

    @property
    def words(self) -> str:
        """The written parts, for giving back."""
        return "\n\n".join(text for text in self.texts if text.strip())


Deed = Callable[[Asked], Awaitable[Answer | Form]]
Choices = Callable[[Asked], Awaitable[Sequence[tuple[str, str]]]]

NOTHING_TYPED = Typed()


def house_of(interaction: Interaction) -> House:
    """What the client was given to work with."""
    house = interaction.client.house
    assert isinstance(house, House)  # noqa: S101  the client is always ours
    return house


async def respond(
    interaction: Interaction, deed: Deed, *, typed: Typed = NOTHING_TYPED, replaces: bool = False
) -> None:
    """Do the deed and answer, within three seconds of the interaction's coming in any case.

    ``replaces`` says that the answer will stand in place of the message whose button was pressed.
    """
    tally, begun = house_of(interaction).tally, time.monotonic()
    ask = asked(interaction, house_of(interaction))
    task = asyncio.ensure_future(_outcome(deed, ask, typed))
    try:
        await asyncio.wait({task}, timeout=PATIENCE)
        is_late = not task.done()
        if is_late:
            await _telling(interaction, lambda: _defer(interaction, replaces=replaces))
            tally.first_word(_kind(interaction), time.monotonic() - begun)
        answer = await task
    finally:
        task.cancel()  # where readbot stops meanwhile, the deed ends too
    if isinstance(answer, Form) and interaction.response.is_done():
        answer = await _late_form(ask, answer)
    if is_late and not interaction.response.is_done():
        told = await _telling(
            interaction, lambda: _send_in_doubt(interaction, ask, answer, replaces=replaces)
        )
    else:
        told = await _telling(interaction, lambda: _send(interaction, answer))
    if not is_late:
        tally.first_word(_kind(interaction), time.monotonic() - begun)
    if not told:
        number = fault_number()
        log.error("answer.unsendable", fault=number, interaction=interaction.id)
        fault = _fault(await ask.words(), number)
        await _telling(interaction, lambda: _send(interaction, fault))


async def complete(interaction: Interaction, choices: Choices) -> list[app_commands.Choice[str]]:
    """The completions, as (value, label) pairs made into choices; none where anything fails."""
    tally, begun = house_of(interaction).tally, time.monotonic()
    try:
        async with asyncio.timeout(_COMPLETION_PATIENCE):
            found = await choices(asked(interaction, house_of(interaction)))
    except Mistake:
        return []
    except Exception:  # the boundary: a person who types must not be told of our faults
        log.exception("completion.failed", interaction=interaction.id)
        tally.deed("fault")
        return []
    tally.first_word("completion", time.monotonic() - begun)
    return [
        app_commands.Choice(name=bare(label, _CHOICE_ROOM), value=value)
        for value, label in found
        if length(value) <= _CHOICE_ROOM
    ][:25]


def _kind(interaction: Interaction) -> str:
    kinds = discord.InteractionType
    known = {kinds.component: "component", kinds.modal_submit: "form"}
    return known.get(interaction.type, "command")


def fault_number() -> str:
    """A short number that a person can tell us and that we find in the log."""
    return secrets.token_hex(3)


async def _outcome(deed: Deed, ask: Asked, typed: Typed) -> Answer | Form:
    hindered = False
    tally = ask.house.tally
    try:
        answer = await deed(ask)
    except Mistake as mistake:
        hindered = isinstance(mistake, Hindrance)
        tally.deed("hindered" if hindered else "mistake")
        words = await ask.words()
        failed = Answer(words.say(mistake.msgid, **_shown(mistake.values)))
    except Exception:  # the boundary: whatever goes wrong, the person gets an answer
        number = fault_number()
        log.exception("deed.failed", fault=number, server=ask.place.server_id)
        tally.deed("fault")
        words = await ask.words()
        failed = _fault(words, number)
    else:
        tally.deed("done")
        return answer
    return await _giving_back(failed, ask, typed, words, hindered=hindered)


def _shown(values: Mapping[str, object]) -> dict[str, object]:
    """A mistake's values as words: what somebody typed, or an article's title, is no markup."""
    return {
        name: escape(shorten(normalise(value), _LONGEST_VALUE))
        if isinstance(value, str) and name not in _OUR_OWN
        else value
        for name, value in values.items()
    }


def _fault(words: Words, number: str) -> Answer:
    return Answer(
        words.say(
            "Something went wrong on our side, not yours. Please try again in a moment; if it "
            "happens again, tell whoever runs this readbot the number {number}.",
            number=number,
        )
    )


async def _giving_back(
    failed: Answer, ask: Asked, typed: Typed, words: Words, *, hindered: bool = False
) -> Answer:
    """The answer together with what the person typed, and a button to try again with it."""
    if not typed.words:
        return failed
    text = failed.text + "\n\n" + words.say("What you wrote, so that it is not lost:")
    files: tuple[Upload, ...] = ()
    if "```" in typed.words or length(typed.words) > _ROOM_FOR_TYPED:
        name = words.say("what-you-wrote") + ".txt"
        files = (Upload(name, typed.words.encode(), words.say("What you wrote")),)
    else:
        text += f"\n```\n{typed.words}\n```"
    rows: tuple[Row, ...] = ()
    if typed.form is not None:
        again = words.say("Open the form again")
        rows = await _way_back(ask, typed.form, typed.fields, again, hindered=hindered)
    return Answer(text, rows, files)


async def _way_back(
    ask: Asked, form: str, fields: Mapping[str, str], label: str, *, hindered: bool = False
) -> tuple[Row, ...]:
    reference: int | str
    try:
        # A database that hindered the deed would let the person wait in vain a second time.
        if hindered:
            reference = ask.house.aside.lay(Laid(ask.person.id, form, dict(fields)))
        else:
            content = {"form": form, "fields": dict(fields)}
            reference = await drafts.keep(
                ask.store, ask.place, ask.person, "form", content, ask.now
            )
    except Exception:  # whatever it is, the words can be kept in memory
        log.exception("draft.not_kept", server=ask.place.server_id)
        reference = ask.house.aside.lay(Laid(ask.person.id, form, dict(fields)))
    button = Button(label, deed_id("reopen", reference), Look.CHIEF)
    return ((button,),)


async def _late_form(ask: Asked, form: Form) -> Answer:
    """A form can only be the first word; after an acknowledgement a button has to lead there."""
    words = await ask.words()
    filled = {part.name: part.value for part in form.fields}
    rows = await _way_back(ask, form.id, filled, words.say("Open the form"))
    return Answer(words.say("That took us a moment. The form is ready now."), rows)


async def _defer(interaction: Interaction, *, replaces: bool) -> bool:
    try:
        await interaction.response.defer(ephemeral=True, thinking=not replaces)
    except discord.HTTPException as refusal:
        if refusal.code != _ALREADY:
            raise
        _deferred_already(interaction, replaces=replaces)
    return True


def _deferred_already(interaction: Interaction, *, replaces: bool) -> None:
    # The answer to an earlier try was lost: Discord waits for the words, and so they must
    # come as a change of what it shows, which discord.py does only for what it knows of.
    kinds = discord.InteractionResponseType
    interaction.response._response_type = (  # noqa: SLF001  it has no other way to be told
        kinds.deferred_message_update if replaces else kinds.deferred_channel_message
    )


async def _telling(interaction: Interaction, sending: Callable[[], Awaitable[bool]]) -> bool:
    """Send, once more where the connection broke; False if Discord did not take the words.

    True also where nothing more helps: when the interaction's token is gone nobody can be told
    anything, and the deed stays done. A message beside the first one is sent once, as Discord could
    not tell a second from the first.
    """
    tries = 1 if interaction.response.is_done() else _TRIES
    for left in reversed(range(tries)):
        try:
            return await sending()
        except discord.HTTPException as refusal:
            if refusal.code == _ALREADY:
                return True
            log.warning(
                "answer.refused",
                interaction=interaction.id,
                status=refusal.status,
                code=refusal.code,
            )
            # 413 comes from Discord, or from a proxy before it, where a file is too large.
            if refusal.status in (400, 413):
                return False
            break
        except (aiohttp.ClientError, OSError, TimeoutError) as trouble:
            log.warning("answer.lost", interaction=interaction.id, trouble=type(trouble).__name__)
            if left:
                await asyncio.sleep(_PAUSE)
        except Exception:  # the boundary: an answer that cannot even be made is a fault of ours
            log.exception("answer.broken", interaction=interaction.id)
            return False
    house_of(interaction).tally.deed("lost")
    return True


async def _send(interaction: Interaction, answer: Answer | Form) -> bool:
    response = interaction.response
    if isinstance(answer, Form):
        await response.send_modal(modal(answer))
        return True
    if answer.replaces and interaction.message is not None:
        await _replace(interaction, answer)
        return True
    dress = dressed(answer.message)
    if not response.is_done():
        heard = await response.send_message(ephemeral=answer.private, **dress)
        await _tell_number(answer, heard.message_id)
        return True
    updating = response.type is discord.InteractionResponseType.deferred_message_update
    if not updating and not answer.private:
        # Acknowledged privately, so the public words have to be a message of their own.
        await interaction.delete_original_response()
    if updating or not answer.private:
        told = await interaction.followup.send(ephemeral=answer.private, wait=True, **dress)
        await _tell_number(answer, told.id)
        return True
    await _edit_original(interaction, dress)
    return True


async def _tell_number(answer: Answer, message_id: int | None) -> None:
    if answer.sent is None or message_id is None:
        return
    try:
        await answer.sent(message_id)
    except Hindrance as hindered:  # the words are said: nothing is to be said of this
        log.warning("answer.number_not_kept", message=message_id, reason=hindered.msgid)


async def _send_in_doubt(
    interaction: Interaction, ask: Asked, answer: Answer | Form, *, replaces: bool
) -> bool:
    """Send where nobody knows whether any try to acknowledge arrived, until Discord says so.

    A message that itself arrived before is put in its own place once more, and looks the same.
    """
    try:
        return await _send(interaction, answer)
    except discord.HTTPException as refusal:
        if refusal.code != _ALREADY:
            raise
    _deferred_already(interaction, replaces=replaces)
    if isinstance(answer, Form):
        answer = await _late_form(ask, answer)
    return await _send(interaction, answer)


async def _replace(interaction: Interaction, answer: Answer) -> None:
    message = interaction.message
    as_long = message is not None and message.flags.components_v2
    dress = dressed(answer.message, as_long=as_long)
    if interaction.response.is_done():
        await _edit_original(interaction, dress)
        return
    await interaction.response.edit_message(
        content=dress.get("content"),
        view=dress.get("view"),
        attachments=dress.get("files", []),
        allowed_mentions=dress["allowed_mentions"],
    )


async def _edit_original(interaction: Interaction, dress: Dress) -> None:
    await interaction.edit_original_response(
        content=dress.get("content"),
        view=dress.get("view"),
        attachments=dress.get("files", []),
        allowed_mentions=dress["allowed_mentions"],
    )


async def refuse(interaction: Interaction, why: Mistake | None = None) -> None:
    """Answer a command that cannot be done: without ``why``, one unknown to readbot in its form."""

    async def deed(_: Asked) -> Answer:
        raise why or Mistake(
            "Discord still shows an older form of this command. Restart your Discord app, then "
            "try again."
        )

    async def nothing(_: Asked) -> Sequence[tuple[str, str]]:
        return ()

    if interaction.type is discord.InteractionType.application_command:
        await respond(interaction, deed)
    elif interaction.type is discord.InteractionType.autocomplete:
        choices = await complete(interaction, nothing)
        await interaction.response.autocomplete(choices)
