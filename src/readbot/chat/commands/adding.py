"""Taking a text in: from a file, an address or a form, and asking which chapters of a book."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import discord

from readbot.chat import adding_messages as asking
from readbot.chat import downloads
from readbot.chat import preview_messages as previews
from readbot.chat.answers import Answer
from readbot.chat.asked import Asked
from readbot.chat.deeds import Deeds, Press
from readbot.chat.forms import Form
from readbot.club.clubs import require_moderator
from readbot.club.members import Draft, no_such_draft
from readbot.club.mistakes import Mistake
from readbot.club.readings import NOT_STATED, Permit, Rights, read_chapters, read_permit
from readbot.services import addresses, clubs, drafts, parsing, preparation, readings
from readbot.text import importers
from readbot.text.article import Article, Details
from readbot.text.importers import Chapter

DEEDS = Deeds()

_LONG_BOOK = 50_000  # characters
_CHARACTERS_A_MINUTE = 1_400
_PASTED = "pasted"
_BOOK = "book"
_ORIGINAL = "original"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the moderator said about a text beside the text itself."""

    title: str | None = None
    minutes: float | None = None
    chapters: str | None = None
    rights: str | None = None
    source: str | None = None
    licence: str | None = None


async def begin(
    ask: Asked, file: discord.Attachment | None, url: str | None, wanted: Wanted
) -> Answer | Form:
    """Read a file or an address; with neither, open a form to paste into."""
    await _require_moderator(ask)
    if file is not None and url is not None:
        raise Mistake("Give me either a file or an address, not both at once.")
    chosen = read_chapters(wanted.chapters) if wanted.chapters else None
    if file is not None:
        return await _from_file(ask, file, chosen, wanted)
    if url is not None:
        article = await addresses.fetch(
            url,
            allowed=ask.house.fetch_allowed,
            largest=ask.house.largest_file,
            longest=ask.house.longest_text,
            chapters=chosen,
        )
        return await _added(ask, article, wanted)
    words = await ask.words()
    if wanted == Wanted(title=wanted.title):
        return asking.paste_form(words, wanted.title or "")
    draft = await _keep(ask, _PASTED, {"text": "", "last": "", "wanted": asdict(wanted)})
    return asking.paste_form(words, wanted.title or "", draft)


async def _require_moderator(ask: Asked) -> None:
    """Fetch, read and ask nothing of those who may not add it in the end."""
    require_moderator(await clubs.here(ask.store, ask.place), ask.person)


async def _from_file(
    ask: Asked, file: discord.Attachment, chosen: Sequence[int] | None, wanted: Wanted
) -> Answer:
    content = await downloads.attached(file.url, file.size, ask.house.largest_file)
    if chosen is None:
        found = await parsing.chapters_of(content)
        if len(found) > 1 and sum(c.characters for c in found) > _LONG_BOOK:
            return await _ask_for_chapters(ask, file, found, wanted)
    read, other = await parsing.forms_of(file.filename, content)
    article = await parsing.read_file(
        file.filename, content, chosen, read, longest=ask.house.longest_text
    )
    original = {"file": file.url, "name": file.filename}
    return await _added(ask, article, wanted, original, other)


async def _from_paste(ask: Asked, text: str, wanted: Wanted) -> Answer:
    read, other = await parsing.forms_of("", text.encode("utf-8", "replace"))
    article = await parsing.read_pasted(text, read, longest=ask.house.longest_text)
    return await _added(ask, article, wanted, {"text": text}, other)


async def _added(
    ask: Asked,
    article: Article,
    wanted: Wanted,
    original: Mapping[str, Any] | None = None,
    other: importers.Form | None = None,
) -> Answer:
    """Keep the article; ``original`` is where it can be read again as the ``other`` form."""
    if wanted.source:
        source = addresses.check_address(wanted.source)
        article = replace(article, details=replace(article.details, source_url=source))
    permit = _permit(wanted, article)
    added = await readings.add(
        ask.store,
        ask.place,
        ask.person,
        article,
        ask.now,
        title=wanted.title,
        minutes=wanted.minutes,
        permit=permit,
    )
    if original is None or other is None:
        return previews.added(added)
    reading = added.script.reading.id
    kept = {**original, "reading": reading, "form": other, "found": asdict(article.details)}
    draft = await _keep(ask, _ORIGINAL, kept)
    return previews.added(added, other=previews.OtherWay(other, draft))


def _permit(wanted: Wanted, article: Article) -> Permit:
    """Why the text may be posted; a licence without its name is asked about in the preview."""
    ground = Rights(wanted.rights) if wanted.rights else Rights.NOT_STATED
    if wanted.licence is not None and ground in {Rights.NOT_STATED, Rights.LICENCE}:
        return read_permit(Rights.LICENCE, article.details, licence=wanted.licence)
    return NOT_STATED if ground is Rights.LICENCE else read_permit(ground, article.details)


async def _keep(ask: Asked, purpose: str, content: Mapping[str, Any]) -> int:
    return await drafts.keep(ask.store, ask.place, ask.person, purpose, content, ask.now)


async def _draft(ask: Asked, press: Press, purpose: str) -> Draft:
    draft = await drafts.get(ask.store, ask.place, ask.person, press.number(0))
    if draft.purpose != purpose:
        raise no_such_draft()
    return draft


async def _open_paste(ask: Asked, press: Press) -> Form:
    return asking.paste_form(await ask.words(), "", press.number(0) if press.arguments else None)


@DEEDS.form("paste", _open_paste)
async def take_pasted(ask: Asked, press: Press) -> Answer:
    """Read what was pasted; ask for more where the form was filled to its last field."""
    await _require_moderator(ask)
    wanted = Wanted()
    if press.arguments:
        wanted = Wanted(**(await _draft(ask, press, _PASTED)).content["wanted"])
    wanted = replace(wanted, title=press.fields.get("title", "").strip() or None)
    text, last = asking.pasted(press.fields), asking.last_field(press.fields)
    if press.fields.get(asking.PASTE_FIELDS[-1], "").strip():
        return await _more_to_come(ask, text, last, wanted, press)
    answer = await _from_paste(ask, text, wanted)
    await _forget(ask, press)
    return answer


async def _more_to_come(ask: Asked, text: str, last: str, wanted: Wanted, press: Press) -> Answer:
    if len(text) > ask.house.largest_file:
        raise Mistake("That is too long to paste. Please send it as a file.")
    content = {"text": text, "last": last, "wanted": asdict(wanted)}
    draft = await _keep(ask, _PASTED, content)
    await _forget(ask, press)
    return replace(asking.more_to_come(await ask.words(), len(text), draft), replaces=False)


async def _forget(ask: Asked, press: Press) -> None:
    if press.arguments:
        await drafts.forget(ask.store, ask.place, ask.person, press.number(0))


async def _open_more(ask: Asked, press: Press) -> Form:
    await _draft(ask, press, _PASTED)
    return asking.more_form(await ask.words(), press.number(0))


@DEEDS.button("addmore")
async def press_more(ask: Asked, press: Press) -> Form:
    """Open another form of fields."""
    return await _open_more(ask, press)


@DEEDS.form("pastemore", _open_more)
async def take_more(ask: Asked, press: Press) -> Answer:
    """Append what was pasted to what came before."""
    before = (await _draft(ask, press, _PASTED)).content
    text = asking.joined(before["text"], before["last"], asking.pasted(press.fields))
    wanted = Wanted(**before["wanted"])
    return await _more_to_come(ask, text, asking.last_field(press.fields), wanted, press)


@DEEDS.button("thatisall")
async def press_that_is_all(ask: Asked, press: Press) -> Answer:
    """Read everything that was pasted."""
    await _require_moderator(ask)
    before = (await _draft(ask, press, _PASTED)).content
    answer = await _from_paste(ask, before["text"], Wanted(**before["wanted"]))
    await _forget(ask, press)
    return answer


async def _ask_for_chapters(
    ask: Asked, file: discord.Attachment, found: Sequence[Chapter], wanted: Wanted
) -> Answer:
    words = await ask.words()
    listed = [
        (
            chapter.number,
            chapter.title or words.say("Chapter {number}", number=chapter.number),
            max(1, round(chapter.characters / _CHARACTERS_A_MINUTE)),
        )
        for chapter in found
    ]
    content = {
        "file": file.url,
        "name": file.filename,
        "chapters": listed,
        "wanted": asdict(wanted),
    }
    draft = await _keep(ask, _BOOK, content)
    return asking.chapters(words, listed, draft, 0)


@DEEDS.button("chapterpage", replaces=True)
async def turn_chapters(ask: Asked, press: Press) -> Answer:
    """Another page of a book's chapters."""
    kept = (await _draft(ask, press, _BOOK)).content
    shown = asking.chapters(await ask.words(), kept["chapters"], press.number(0), press.number(1))
    return replace(shown, replaces=True)


@DEEDS.button("chapter")
async def choose_chapter(ask: Asked, press: Press) -> Answer:
    """Read the chapter that was chosen in the menu."""
    return await _from_book(ask, press, read_chapters(press.value))


@DEEDS.button("wholebook")
async def choose_book(ask: Asked, press: Press) -> Answer:
    """Read all of it."""
    return await _from_book(ask, press, None)


async def _open_chapters(ask: Asked, press: Press) -> Form:
    await _draft(ask, press, _BOOK)
    return asking.chapters_form(await ask.words(), press.number(0))


@DEEDS.button("chapterset")
async def press_chapters(ask: Asked, press: Press) -> Form:
    """Ask for the numbers of several chapters."""
    return await _open_chapters(ask, press)


@DEEDS.form("chaptersof", _open_chapters)
async def take_chapters(ask: Asked, press: Press) -> Answer:
    """Read the chapters whose numbers were typed."""
    return await _from_book(ask, press, read_chapters(press.fields.get("chapters", "")))


async def _from_book(ask: Asked, press: Press, chosen: Sequence[int] | None) -> Answer:
    await _require_moderator(ask)
    kept = (await _draft(ask, press, _BOOK)).content
    content = await downloads.attached(kept["file"], 0, ask.house.largest_file)
    article = await parsing.read_file(kept["name"], content, chosen, longest=ask.house.longest_text)
    return await _added(ask, article, Wanted(**kept["wanted"]))


@DEEDS.button("readas", replaces=True)
async def press_read_as(ask: Asked, press: Press) -> Answer:
    """Read the text of a waiting reading in the other way; what was put right stays."""
    await _require_moderator(ask)
    kept = (await _draft(ask, press, _ORIGINAL)).content
    ref, form = str(kept["reading"]), importers.Form(kept["form"])
    await readings.preview(ask.store, ask.place, ask.person, ref)
    if "text" in kept:
        article = await parsing.read_pasted(kept["text"], form, longest=ask.house.longest_text)
    else:
        content = await downloads.attached(kept["file"], 0, ask.house.largest_file)
        article = await parsing.read_file(
            kept["name"], content, None, form, longest=ask.house.longest_text
        )
    seen = await preparation.reread(
        ask.store, ask.place, ask.person, ref, article, Details(**kept["found"]), ask.now
    )
    plain, marked = importers.Form.PLAIN, importers.Form.MARKDOWN
    other = plain if form is marked else marked
    anew = {**kept, "form": other, "found": asdict(article.details)}
    draft = await _keep(ask, _ORIGINAL, anew)
    await _forget(ask, press)
    shown = previews.added(seen, other=previews.OtherWay(other, draft))
    return replace(shown, replaces=True)
