"""What a moderator does with the preview of a reading: correct, put back, state rights, cut."""

from dataclasses import replace

from readbot.chat import preview_forms as forms
from readbot.chat import preview_messages as shown
from readbot.chat.answers import Answer
from readbot.chat.asked import Asked
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.chat.reading_messages import title
from readbot.chat.render import language_of
from readbot.chat.views import Button, Look, deed_id
from readbot.club.mistakes import Mistake
from readbot.club.readings import Rights
from readbot.services import preparation, readings
from readbot.services.preparation import Wish
from readbot.services.readings import Added

DEEDS = Deeds()


async def _seen(ask: Asked, press: Press) -> Added:
    return await readings.preview(ask.store, ask.place, ask.person, press.word(0))


@DEEDS.button("cut", replaces=True)
async def turn_page(ask: Asked, press: Press) -> Answer:
    """Another page of the same."""
    return replace(shown.added(await _seen(ask, press), press.number(1)), replaces=True)


async def _open_details(ask: Asked, press: Press) -> Form:
    return forms.details_form(await _seen(ask, press))


@DEEDS.button("details")
async def press_details(ask: Asked, press: Press) -> Form:
    """Ask for title, author and the like."""
    return await _open_details(ask, press)


@DEEDS.form("corrected", _open_details)
async def take_details(ask: Asked, press: Press) -> Answer:
    """Keep the corrected details and show the reading again."""
    await _correct(ask, press)
    return shown.added(await _seen(ask, press))


async def _correct(ask: Asked, press: Press) -> None:
    await preparation.correct(
        ask.store,
        ask.place,
        ask.person,
        press.word(0),
        lambda details: forms.corrected(details, press.fields),
        ask.now,
    )


async def _open_more_details(ask: Asked, press: Press) -> Form:
    return forms.more_details_form(await _seen(ask, press))


@DEEDS.button("moredetails")
async def press_more_details(ask: Asked, press: Press) -> Form:
    """Ask for subtitle and language."""
    return await _open_more_details(ask, press)


@DEEDS.form("morecorrected", _open_more_details)
async def take_more_details(ask: Asked, press: Press) -> Answer:
    """Keep them; with another language the reading is cut anew."""
    language = press.fields.get("language", "").strip()
    before = await _seen(ask, press)
    if language and language != before.script.reading.details.language:
        await _recut(ask, press, Wish(language=language))
    await _correct(ask, press)
    return shown.added(await _seen(ask, press))


async def _recut(ask: Asked, press: Press, wish: Wish) -> Added:
    return await preparation.recut(ask.store, ask.place, ask.person, press.word(0), wish, ask.now)


async def _open_recut(ask: Asked, press: Press) -> Form:
    return forms.recut_form(await _seen(ask, press))


@DEEDS.button("recut")
async def press_recut(ask: Asked, press: Press) -> Form:
    """Ask how long or how many the excerpts should be."""
    return await _open_recut(ask, press)


@DEEDS.form("cutagain", _open_recut)
async def take_recut(ask: Asked, press: Press) -> Answer:
    """Cut anew and show the outcome."""
    return shown.added(await _recut(ask, press, forms.read_recut(press.fields)))


@DEEDS.button("putback", replaces=True)
async def put_back(ask: Asked, press: Press) -> Answer:
    """Put the chosen block back, or show the next ones to choose from."""
    seen = await _seen(ask, press)
    index, start = shown.read_put_back(press.value, seen.script.article.left_out)
    if index is None:
        return replace(shown.added(seen, left_out_from=start), replaces=True)
    seen = await preparation.restore(
        ask.store, ask.place, ask.person, press.word(0), {index}, ask.now
    )
    return replace(shown.added(seen), replaces=True)


@DEEDS.button("rights", replaces=True)
async def choose_rights(ask: Asked, press: Press) -> Answer | Form:
    """Record the chosen ground; a licence and a quotation need a form first."""
    try:
        ground = Rights(press.value)
    except ValueError:
        raise Mistake("Choose the reason from the menu.") from None
    if ground is Rights.LICENCE:
        return await _open_licence(ask, press)
    if ground is Rights.QUOTATION:
        return await _open_quotation(ask, press)
    return replace(await _state(ask, press, ground), replaces=True)


async def _state(ask: Asked, press: Press, ground: Rights) -> Answer:
    await preparation.state_rights(
        ask.store,
        ask.place,
        ask.person,
        press.word(0),
        ground,
        ask.now,
        licence=press.fields.get("licence"),
        share=press.fields.get("share"),
        source=press.fields.get("source_url"),
    )
    return shown.added(await _seen(ask, press))


async def _open_licence(ask: Asked, press: Press) -> Form:
    return forms.licence_form(await _seen(ask, press))


@DEEDS.form("licence", _open_licence)
async def take_licence(ask: Asked, press: Press) -> Answer:
    """Record the licence by its name."""
    return await _state(ask, press, Rights.LICENCE)


async def _open_quotation(ask: Asked, press: Press) -> Form:
    return forms.quotation_form(await _seen(ask, press))


@DEEDS.form("quotation", _open_quotation)
async def take_quotation(ask: Asked, press: Press) -> Answer:
    """Record the share and the source."""
    return await _state(ask, press, Rights.QUOTATION)


@DEEDS.button("discard")
async def press_discard(ask: Asked, press: Press) -> Answer:
    """Ask once more before a reading is taken away."""
    seen = await _seen(ask, press)
    words = language_of(seen.club)
    sure = Button(words.say("Discard it"), deed_id("discarded", press.word(0)), Look.GRAVE)
    return Answer(
        words.say(
            "Discard “{title}”? It has not begun, so nothing else is lost.",
            title=title(seen.script.reading),
        ),
        ((sure,),),
    )


@DEEDS.button("discarded", replaces=True)
async def discard(ask: Asked, press: Press) -> Answer:
    """Take the reading away."""
    reading = await readings.discard(ask.store, ask.place, ask.person, press.word(0), ask.now)
    words = await ask.words()
    return Answer(words.say("“{title}” is discarded.", title=title(reading)), replaces=True)
