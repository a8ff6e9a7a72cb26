"""Answers to interactions: the first one within 3 seconds, and what follows for 15 minutes."""

from readbot.rehearsal.composing import Body, Draft, composed
from readbot.rehearsal.forms import checked_form
from readbot.rehearsal.model.nouns import (
    Channel,
    Interaction,
    InteractionKind,
    Message,
    MessageFlag,
)
from readbot.rehearsal.refusals import FormErrors, Refusal
from readbot.rehearsal.registration import checked_choices
from readbot.rehearsal.rest.call import NOTHING, Answer, Call, Route
from readbot.rehearsal.rest.messages import apply_draft, change_message, drafted

PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, FORM = 1, 4, 5, 6, 7, 8, 9


async def callback(call: Call) -> Answer:
    """The bot's first answer."""
    interaction = call.rehearsal.desk.open_interaction(
        call.id("interaction_id"), call.path["interaction_token"]
    )
    kind = call.json.get("type")
    _check_kind(interaction, kind)
    channel = call.world.channels.get(interaction.channel_id)
    if channel is None:
        raise Refusal(10003)
    if kind == MESSAGE:
        _answer_with_message(call, interaction, channel)
    elif kind == DEFERRED:
        _answer_later(call, interaction, channel)
    elif kind == UPDATE:
        _update_source(call, interaction, channel)
    elif kind == DEFERRED_UPDATE:
        interaction.response_id = interaction.message_id
    elif kind == CHOICES:
        errors = FormErrors()
        raw = (call.json.get("data") or {}).get("choices") or []
        interaction.choices = checked_choices(raw, "data.choices", errors)
        errors.raise_if_any()
    elif kind == FORM:
        interaction.form = checked_form(call.json.get("data"))
    interaction.callback_kind = kind
    call.rehearsal.desk.tell_changed(interaction)
    if call.query.get("with_response", "").lower() in ("1", "true"):
        return Answer(call.shapes.callback(interaction))
    return NOTHING


def _check_kind(interaction: Interaction, kind: object) -> None:
    completing = interaction.kind is InteractionKind.AUTOCOMPLETE
    fits = kind == CHOICES if completing else kind in (MESSAGE, DEFERRED, FORM)
    if kind in (UPDATE, DEFERRED_UPDATE):
        fits = (
            interaction.kind in (InteractionKind.COMPONENT, InteractionKind.FORM)
            and interaction.message_id is not None
        )
    if kind == FORM and interaction.kind is InteractionKind.FORM:
        fits = False
    if not fits:
        errors = FormErrors()
        errors.add("type", "BASE_TYPE_CHOICES", "This answer does not fit the interaction.")
        errors.raise_if_any()


def _answer_with_message(call: Call, interaction: Interaction, channel: Channel) -> None:
    draft = composed(call.shapes, channel, call.body.part("data"))
    _add_answer(call, interaction, channel, draft)


def _answer_later(call: Call, interaction: Interaction, channel: Channel) -> None:
    flags = int((call.json.get("data") or {}).get("flags") or 0)
    kept = flags & (MessageFlag.EPHEMERAL | MessageFlag.COMPONENTS_V2)
    _add_answer(call, interaction, channel, Draft(flags=kept | MessageFlag.LOADING))


def _add_answer(call: Call, interaction: Interaction, channel: Channel, draft: Draft) -> Message:
    message = drafted(call, channel, draft)
    message.webhook_id = call.world.application_id
    message.interaction_id = interaction.id
    message.kind = 20 if interaction.kind is InteractionKind.COMMAND else 0
    if message.kind == 20 and interaction.data.get("type") in (2, 3):
        message.kind = 23
    if draft.flags & MessageFlag.EPHEMERAL:
        message.seen_by = interaction.user.id
        for attachment in message.attachments:
            attachment.ephemeral = True
    if interaction.response_id is None:
        interaction.response_id = message.id
    else:
        message.kind = 0
        interaction.followup_ids.append(message.id)
    call.world.add_message(message)
    return message


def _update_source(call: Call, interaction: Interaction, channel: Channel) -> None:
    source = _source(call, interaction)
    _change(call, Body(call.json.get("data") or {}, call.body.files), channel, source)
    interaction.response_id = source.id


def _source(call: Call, interaction: Interaction) -> Message:
    found = None if interaction.message_id is None else call.world.message(interaction.message_id)
    if found is None:
        raise Refusal(10008)
    return found


def _change(call: Call, body: Body, channel: Channel, message: Message) -> None:
    if message.loading:
        draft = composed(call.shapes, channel, body, before=message)
        ephemeral = message.flags & MessageFlag.EPHEMERAL
        apply_draft(message, draft)
        message.flags = message.flags & ~MessageFlag.LOADING | ephemeral
        for attachment in message.attachments:
            attachment.ephemeral = bool(ephemeral)
            call.world.attachments[attachment.id] = attachment
    else:
        change_message(Call(call.rehearsal, call.path, call.query, body), channel, message)
    call.world.tell_message_changed(message)


def _interaction(call: Call) -> tuple[Interaction, Channel]:
    interaction = call.rehearsal.desk.acknowledged_interaction(
        call.id("webhook_id"), call.path["webhook_token"]
    )
    channel = call.world.channels.get(interaction.channel_id)
    if channel is None:
        raise Refusal(10003)
    return interaction, channel


def _message(call: Call, interaction: Interaction) -> Message:
    if "message_id" in call.path:
        identifier = call.id("message_id")
        known = {*interaction.followup_ids, interaction.response_id}
        found = call.world.message(identifier) if identifier in known else None
    else:
        wanted = interaction.response_id
        found = None if wanted is None else call.world.message(wanted)
    if found is None:
        raise Refusal(10008)
    return found


async def follow_up(call: Call) -> Answer:
    """One more message; the first one after a deferral takes the place of the "thinking"."""
    interaction, channel = _interaction(call)
    response = (
        None if interaction.response_id is None else call.world.message(interaction.response_id)
    )
    if response is not None and response.loading:
        _change(call, call.body, channel, response)
        return Answer(call.shapes.message(response))
    draft = composed(call.shapes, channel, call.body)
    message = _add_answer(call, interaction, channel, draft)
    call.rehearsal.desk.tell_changed(interaction)
    return Answer(call.shapes.message(message))


async def get_answer(call: Call) -> Answer:
    """The answer, or a follow-up."""
    interaction, _ = _interaction(call)
    return Answer(call.shapes.message(_message(call, interaction)))


async def edit_answer(call: Call) -> Answer:
    """The answer, or a follow-up, is changed."""
    interaction, channel = _interaction(call)
    message = _message(call, interaction)
    _change(call, call.body, channel, message)
    call.rehearsal.desk.tell_changed(interaction)
    return Answer(call.shapes.message(message))


async def delete_answer(call: Call) -> Answer:
    """The answer, or a follow-up, is taken back."""
    interaction, _ = _interaction(call)
    call.world.delete_message(_message(call, interaction))
    call.rehearsal.desk.tell_changed(interaction)
    return NOTHING


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ROUTES = (
    Route(
        "POST",
        "/interactions/{interaction_id}/{interaction_token}/callback",
        callback,
        tokened=True,
    ),
    *(
        Route(method, _HOOK + "/messages/@original", handler, tokened=True)
        for method, handler in (
            ("GET", get_answer),
            ("PATCH", edit_answer),
            ("DELETE", delete_answer),
        )
    ),
)
