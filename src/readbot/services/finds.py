"""Searching what was posted and what one may see of the notes; and what one has missed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from readbot.club.clubs import Club, Person, Place
from readbot.club.finds import CatchUp, Finds, PassageFound, Unread, check_search
from readbot.club.links import Link
from readbot.club.notes import NoteFilter
from readbot.club.readings import ReadingState
from readbot.services import clubs
from readbot.services.note_lists import views_of, waiting_for
from readbot.services.posted import Posted, posted_of, sentences_of
from readbot.store import findable, members, note_lists, postings, readings
from readbot.store.database import Store, Transaction
from readbot.text.folding import fold_words

FOUND_AT_ONCE = 4
MISSED_AT_ONCE = 6
FIRST_SPAN = timedelta(days=7)
"""How far back someone is told of who has never marked anything as read."""


async def search(store: Store, place: Place, person: Person, typed: str, page: int = 0) -> Finds:
    """Excerpts posted so far, and notes that this member is shown, that hold these words.

    Case, quotation marks and the like make no difference, as when a passage is quoted. A page
    beyond the last is the last.
    """
    wanted = fold_words(check_search(typed))
    await _learn(store, place)
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        sight = await members.sight(tx, club, person.id)
        while True:
            first, most = max(0, page) * FOUND_AT_ONCE, FOUND_AT_ONCE
            found, written = await findable.find_notes(tx, club.id, sight, wanted, first, most)
            places, posted = await findable.find_excerpts(tx, club.id, wanted, first, most)
            total = max(written, posted)
            if found or places or first == 0:
                break
            page = max(0, (total - 1) // FOUND_AT_ONCE)
        views, titles = await views_of(tx, person, found)
        passages = await _passages(store, tx, places, wanted)
    return Finds(passages, views, titles, max(0, page), total)


async def _learn(store: Store, place: Place) -> None:
    """Make findable what was posted since somebody last searched here."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        missing = await findable.unlearned(tx, club.id)
    if not missing:
        return
    async with store.writing() as tx:
        for reading_id in {reading_id for reading_id, _ in missing}:
            reading = await readings.get(tx, reading_id)
            if reading is None:
                continue
            posted = await posted_of(store, tx, reading)
            for excerpt in posted.excerpts:
                if (reading_id, excerpt.number) in missing:
                    words = fold_words(posted.text[excerpt.start : excerpt.end])
                    await findable.learn_excerpt(tx, reading_id, excerpt.number, words)


async def _passages(
    store: Store, tx: Transaction, places: Sequence[tuple[int, int]], wanted: str
) -> tuple[PassageFound, ...]:
    passages: list[PassageFound] = []
    known: dict[int, Posted] = {}
    for reading_id, number in places:
        if reading_id not in known:
            reading = await readings.get(tx, reading_id)
            if reading is None:
                continue
            known[reading_id] = await posted_of(store, tx, reading)
        passages += _passage(known[reading_id], number, wanted)
    return tuple(passages)


def _passage(posted: Posted, number: int, wanted: str) -> list[PassageFound]:
    """The sentences of an excerpt that hold the words; its beginning where they span sentences."""
    excerpt = posted.excerpt(number)
    if excerpt is None:
        return []
    sentences = [posted.text[s.start : s.end] for s in sentences_of(posted, [excerpt])]
    holding = [s for s in sentences if wanted in fold_words(s)]
    shown = holding or [posted.text[excerpt.start : excerpt.end]]
    words = tuple(" ".join(s.split()) for s in shown)
    return [PassageFound(posted.reading, number, words, _known(posted.links[number]))]


async def catch_up(
    store: Store, place: Place, person: Person, now: datetime, since: datetime | None = None
) -> CatchUp:
    """What was posted and said since this member last marked something as read.

    ``since`` takes the place of that moment, for looking again after marking.
    """
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        last = await members.last_marked(tx, club.id, person.id)
        begins = since or last or now - FIRST_SPAN
        sight = await members.sight(tx, club, person.id)
        found, total = await note_lists.since(tx, club.id, sight, begins, MISSED_AT_ONCE)
        views, titles = await views_of(tx, person, found)
        return CatchUp(
            since=begins,
            is_first=last is None and since is None,
            unread=await _unread(tx, club, person),
            notes=views,
            total=total,
            titles=titles,
            waiting=await waiting_for(tx, club, sight, NoteFilter(since=begins)),
        )


async def _unread(tx: Transaction, club: Club, person: Person) -> tuple[Unread, ...]:
    begun = (ReadingState.RUNNING, ReadingState.PAUSED)
    found = []
    for reading in await readings.of_club(tx, club.id, begun):
        links = await postings.excerpt_links(tx, reading.id)
        read = await members.read_by(tx, reading.id, person.id)
        left = tuple((n, _known(links[n])) for n in sorted(links.keys() - read))
        if left:
            found.append(Unread(reading, left))
    return tuple(found)


def _known(link: Link) -> Link | None:
    return link if link.message_id else None
