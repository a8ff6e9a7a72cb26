"""Lists of notes, a page at a time, and what they leave out for now."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from readbot.club.clubs import Club, Person, Place
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    MOST_COUNTED,
    Note,
    NoteFilter,
    NoteOrder,
    NotePage,
    NoteView,
    Waiting,
)
from readbot.club.sight import Sight, Veil
from readbot.services import clubs
from readbot.services.passages import reading_meant
from readbot.services.posted import links_of
from readbot.store import members, note_lists, readings
from readbot.store import notes as kept
from readbot.store.database import Store, Transaction

LONGEST_PAGE = 100


async def listed(
    store: Store,
    place: Place,
    person: Person,
    wanted: NoteFilter,
    offset: int = 0,
    limit: int = 10,
    order: NoteOrder | None = None,
) -> NotePage:
    """One page of the notes that this member is shown, their own private ones among them.

    What club/sight.py hides from them for now is left out and counted in ``waiting``.

    An excerpt's or a passage's come in the order of the text, others the newest first, unless
    ``order`` says otherwise.
    """
    is_local = wanted.excerpt is not None or wanted.span is not None
    order = order or (NoteOrder.PLACE if is_local else NoteOrder.NEWEST)
    size = max(1, min(limit, LONGEST_PAGE))
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        if is_local or wanted.reading_id is not None:
            reading, _ = await reading_meant(tx, club, place, wanted.reading_id)
            wanted = replace(wanted, reading_id=reading.id)
        sight = await members.sight(tx, club, person.id)
        page, total = await note_lists.listed(
            tx, club.id, sight, wanted, order, max(0, offset), size
        )
        views, titles = await views_of(tx, person, page)
        waiting = await waiting_for(tx, club, sight, wanted)
    return NotePage(
        club,
        views,
        min(total, MOST_COUNTED),
        titles,
        is_longer=total > MOST_COUNTED,
        waiting=waiting,
    )


async def newest(store: Store, place: Place) -> Link | None:
    """Where the newest excerpt stands of the reading that is meant here; None where none does."""
    async with store.reading() as tx:
        try:
            club = await clubs.find(tx, place)
            reading, _ = await reading_meant(tx, club, place, None)
        except Mistake:
            return None
        links = await links_of(tx, reading.id)
    return links[max(n for n in links if n is not None)] if links else None


async def waiting_for(tx: Transaction, club: Club, sight: Sight, wanted: NoteFilter) -> Waiting:
    """What a list leaves out for now, and what its reader has to do to be shown it."""
    unreached, places = await note_lists.waiting(tx, club.id, sight, wanted, Veil.UNREACHED)
    unwritten = 0
    if club.write_first:
        unwritten, more = await note_lists.waiting(tx, club.id, sight, wanted, Veil.UNWRITTEN)
        places = places or more
    if len(places) != 1:
        return Waiting(unreached, unwritten)
    ((reading_id, excerpt),) = places
    link = (await links_of(tx, reading_id)).get(excerpt)
    return Waiting(unreached, unwritten, reading_id, excerpt, link)


async def views_of(
    tx: Transaction, person: Person, page: Sequence[Note]
) -> tuple[tuple[NoteView, ...], dict[int, str]]:
    """These notes as lines of a list, and the titles of their readings."""
    ids = [note.id for note in page]
    numbers = await kept.replies(tx, person.id, ids) if ids else {}
    nodding = await kept.nodding(tx, ids) if ids else {}
    titles, links = await _places(tx, page)
    views = tuple(
        NoteView(
            note,
            numbers.get(note.id, 0),
            links.get((note.reading_id, note.excerpt)),
            len(nodding.get(note.id, ())),
            person.id in nodding.get(note.id, ()),
        )
        for note in page
    )
    return views, titles


async def _places(
    tx: Transaction, page: Iterable[Note]
) -> tuple[dict[int, str], dict[tuple[int, int | None], Link]]:
    """The titles of these notes' readings, and where their excerpts stand."""
    titles: dict[int, str] = {}
    links: dict[tuple[int, int | None], Link] = {}
    for reading_id in {note.reading_id for note in page}:
        reading = await readings.get(tx, reading_id)
        titles[reading_id] = reading.title if reading else ""
        found = await links_of(tx, reading_id)
        links |= {(reading_id, number): link for number, link in found.items()}
    return titles, links
