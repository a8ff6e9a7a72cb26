"""Where a note sits: which reading is meant, and which words of what has been posted of it."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from readbot.club.clubs import Club, Place
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import (
    NewNote,
    NoteKind,
    PassageChoice,
    PassageReference,
    is_within,
    no_such_reading,
    not_yet,
    read_reference,
)
from readbot.club.postings import Posting, PostingKind
from readbot.club.readings import Excerpt, Reading, ReadingState
from readbot.services import clubs
from readbot.services.posted import Posted, as_shown, posted_of, prepare, sentences_of
from readbot.store import clubs as kept_clubs
from readbot.store import postings, readings
from readbot.store.database import Store, Transaction
from readbot.text import anchors
from readbot.text import passages as text_passages
from readbot.text.anchors import Anchor
from readbot.text.sentences import Sentence

LABEL_ROOM = 100
_TITLE_ROOM = 24
_READ_LATELY = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a note sits; without ``anchor`` on a whole excerpt, without either on the reading."""

    posted: Posted
    excerpt: int | None
    anchor: Anchor | None

    @property
    def link(self) -> Link | None:
        """The excerpt's message; None where only a moderator knows which one it is."""
        link = None if self.excerpt is None else self.posted.links.get(self.excerpt)
        return link if link and link.message_id else None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A quote that ``fits`` several places, or none: what to answer, and the nearest places."""

    reason: Mistake
    candidates: tuple[Anchor, ...]
    reading_id: int
    fits: bool = False


@dataclass(frozen=True, slots=True)
class ExcerptSentences:
    """A posted excerpt with its sentences as passages to choose, in the order of the text."""

    club: Club
    reading: Reading
    excerpt: Excerpt
    text: str
    choices: tuple[PassageChoice, ...]


def _choice(posted: Posted, sentence: Sentence, *, titled: bool = False) -> PassageChoice:
    reference = PassageReference(posted.reading.id, sentence.start, sentence.end)
    words = " ".join(posted.text[sentence.start : sentence.end].split())
    label = f"{posted.holding(sentence.start)}: {words}"
    if titled:
        label = f"{_shortened(posted.reading.title, _TITLE_ROOM)}, {label}"
    return PassageChoice(str(reference), _shortened(label, LABEL_ROOM))


def _shortened(words: str, room: int) -> str:
    return words if len(words) <= room else words[: room - 1].rstrip() + "…"


async def _excerpt_here(tx: Transaction, club: Club, place: Place) -> Posting | None:
    """The excerpt in whose thread something was asked."""
    if place.parent_id is None:
        return None
    posting = await postings.by_message(tx, place.channel_id)
    is_excerpt = posting is not None and posting.kind is PostingKind.EXCERPT
    return posting if posting and is_excerpt and posting.club_id == club.id else None


async def reading_meant(
    tx: Transaction, club: Club, place: Place, reading_id: int | None
) -> tuple[Reading, int | None]:
    """The reading with this id, else the one that ``place`` is about; and the thread's excerpt.

    Where the place does not say, it is the only one running, else paused, else the last finished.
    """
    here = await _excerpt_here(tx, club, place)
    if reading_id is None and here is not None:
        reading_id = here.subject_id
    if reading_id is not None:
        reading = await readings.get(tx, reading_id)
        if reading is None or reading.club_id != club.id or reading.state is ReadingState.WAITING:
            raise no_such_reading()
        is_here = here is not None and here.subject_id == reading.id
        number = postings.excerpt_number(here.occurrence) if here and is_here else None
        return reading, number
    return await _only_reading(tx, club, place), None


async def _only_reading(tx: Transaction, club: Club, place: Place) -> Reading:
    begun = (ReadingState.RUNNING, ReadingState.PAUSED, ReadingState.FINISHED)
    found = await readings.of_club(tx, club.id, begun)
    for state in begun:
        fitting = [r for r in found if r.state is state]
        near = [r for r in fitting if r.channel_id in place.channels] or fitting
        if len(near) == 1 or (near and state is ReadingState.FINISHED):
            return near[0]
        if near:
            raise Mistake(
                "The club has several readings. Choose the passage from the list, or use the "
                "button under the excerpt that you mean."
            )
    raise Mistake("No reading has begun here yet, so there is nothing to write about.")


async def find_spot(
    store: Store, tx: Transaction, club: Club, place: Place, new: NewNote
) -> Spot | Doubt:
    """Where a new note sits, or why that is in doubt; a Mistake for what is not posted yet."""
    quote = (new.quote or "").strip()
    reference = read_reference(quote)
    if reference is not None:
        span = (reference.start, reference.end)
        return await chosen_spot(store, tx, club, place, reference.reading_id, span, new.excerpt)
    if new.span is not None or not quote:
        return await chosen_spot(store, tx, club, place, new.reading_id, new.span, new.excerpt)
    try:
        posted, excerpt = await _about(store, tx, club, place, new.reading_id, new.excerpt)
    except Mistake:
        spot = await _elsewhere(store, tx, club, None, quote) if new.reading_id is None else None
        if spot is None:
            raise
        return spot
    if new.around is not None and is_within(posted.stretches, *new.around):
        match anchors.find(posted.text, quote, within=new.around):
            case anchors.Found(anchor):
                return _at(posted, anchor)
    found = _find(posted, quote, excerpt)
    if isinstance(found, Doubt) and not found.fits and new.reading_id is None:
        return await _elsewhere(store, tx, club, posted.reading, quote) or found
    return found


async def _elsewhere(
    store: Store, tx: Transaction, club: Club, meant: Reading | None, quote: str
) -> Spot | None:
    """The one place of a quote in what else the club reads or has just read, if it is the only."""
    places = []
    for reading in await _others(tx, club, meant):
        found = _find(await posted_of(store, tx, reading), quote, None, tells_to_come=False)
        places += [found] if isinstance(found, Spot) else []
    return places[0] if len(places) == 1 else None


async def _others(tx: Transaction, club: Club, meant: Reading | None) -> list[Reading]:
    """What else the club reads, and what it has read lately, the newest first."""
    under_way = (ReadingState.RUNNING, ReadingState.PAUSED)
    found = await readings.of_club(tx, club.id, (*under_way, ReadingState.FINISHED))
    found = [reading for reading in found if meant is None or reading.id != meant.id]
    now = [reading for reading in found if reading.state in under_way]
    over = [reading for reading in found if reading.state is ReadingState.FINISHED]
    return [*now, *over[:_READ_LATELY]]


async def chosen_spot(
    store: Store,
    tx: Transaction,
    club: Club,
    place: Place,
    reading_id: int | None,
    span: tuple[int, int] | None,
    excerpt: int | None,
) -> Spot:
    """A slice of a reading's text, a whole excerpt, or the reading; a Mistake if not posted yet."""
    posted, excerpt = await _about(store, tx, club, place, reading_id, excerpt)
    if span is None:
        return Spot(posted, excerpt, None)
    if not is_within(posted.stretches, *span):
        raise not_yet()
    return _at(posted, anchors.at(posted.text, *span))


async def _about(
    store: Store,
    tx: Transaction,
    club: Club,
    place: Place,
    reading_id: int | None,
    excerpt: int | None,
) -> tuple[Posted, int | None]:
    """What has been posted of the reading meant, and the excerpt meant, which must be posted."""
    reading, here = await reading_meant(tx, club, place, reading_id)
    posted = await posted_of(store, tx, reading)
    if excerpt is not None and posted.excerpt(excerpt) is None:
        raise not_yet()
    return posted, here if excerpt is None else excerpt


async def words_of(store: Store, place: Place, typed: str) -> tuple[str, PassageReference | None]:
    """The words that a completion value stands for, as far as they are posted, and the reference.

    Typed words are given back as they are.
    """
    reference = read_reference(typed)
    if reference is None:
        return typed, None
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        span = (reference.start, reference.end)
        spot = await chosen_spot(store, tx, club, place, reference.reading_id, span, None)
    if spot.anchor is None:  # pragma: no cover  a span always has one
        raise not_yet()
    return spot.anchor.exact, reference


async def meant_by(
    store: Store, place: Place, typed: str, reading_id: int | None = None
) -> PassageReference:
    """The passage that a completion value or some of its words mean; a Mistake where none does.

    Words are looked for in the reading with this id, else as for a note that is written here.
    """
    wanted = NewNote(reading_id, NoteKind.THOUGHT, "", quote=typed)
    async with store.reading() as tx:
        found = await find_spot(store, tx, await clubs.find(tx, place), place, wanted)
    if isinstance(found, Doubt) and found.fits:
        raise Mistake(
            "These words stand in several places. Type more of them, or choose the passage from "
            "the list that appears while you type."
        )
    if isinstance(found, Doubt) or found.anchor is None:
        raise Mistake(
            "I did not find these words in what has been posted so far. Choose the passage from "
            "the list that appears while you type."
        )
    return PassageReference(found.posted.reading.id, found.anchor.start, found.anchor.end)


def _at(posted: Posted, anchor: Anchor) -> Spot:
    return Spot(posted, posted.holding(anchor.start), posted.anchor(anchor))


def _find(
    posted: Posted, quote: str, excerpt: int | None, *, tells_to_come: bool = True
) -> Spot | Doubt:
    places: list[Anchor] = []
    nearest: list[Anchor] = []
    for within in posted.stretches:
        match anchors.find(posted.text, quote, within=within):
            case anchors.Found(anchor):
                places.append(anchor)
            case anchors.Ambiguous(candidates):
                places += candidates
            case anchors.Missing(near):
                nearest += near
    inside = [a for a in places if excerpt is not None and posted.holding(a.start) == excerpt]
    places = inside or places
    if len(places) == 1:
        return _at(posted, places[0])
    if places:
        several = Mistake("These words stand in several places. Which one do you mean?")
        return replace(_doubt(posted, several, places[: anchors.OFFERED]), fits=True)
    if tells_to_come and _is_to_come(posted, quote):
        raise not_yet()
    if nearest:
        missing = Mistake(
            "I did not find these words in what has been posted so far. "
            "Did you mean one of these passages?"
        )
        return _doubt(posted, missing, nearest[: anchors.NEAREST])
    nowhere = Mistake(
        "I did not find these words in what has been posted so far. "
        "Please copy a few words from an excerpt, or choose a passage from the list."
    )
    return _doubt(posted, nowhere, ())


def _doubt(posted: Posted, reason: Mistake, candidates: Iterable[Anchor]) -> Doubt:
    return Doubt(reason, tuple(map(posted.anchor, candidates)), posted.reading.id)


def _is_to_come(posted: Posted, quote: str) -> bool:
    reached = max((e.end for e in posted.excerpts), default=0)
    later = (reached, len(posted.text))
    return not isinstance(anchors.find(posted.text, quote, within=later), anchors.Missing)


async def passages(store: Store, place: Place, typed: str, limit: int = 25) -> list[PassageChoice]:
    """Sentences posted so far that fit what was typed, best first; for completion.

    They are those of the thread's own reading, else of all that the club reads or has just read,
    the one that is meant first. Before anything is typed they are the newest excerpt's, or those of
    the thread's own.
    """
    async with store.reading() as tx:
        club = await kept_clubs.at(tx, place)
        if club is None:
            return []
        meant: Reading | None = None
        here: int | None = None
        # Of several it is not known which; where there is none, the command itself says so.
        with suppress(Mistake):
            meant, here = await reading_meant(tx, club, place, None)
        asked = [] if meant is None else [meant]
        if here is None:
            asked += await _others(tx, club, meant)
        found = [await posted_of(store, tx, reading) for reading in asked]
    found = [posted for posted in found if posted.excerpts]
    several = len(found) > 1
    if not typed.strip():
        prepare(found)
        return _newest(found if meant is None else found[:1], here, limit, several=several)
    return await asyncio.to_thread(_best, found, typed, limit, several=several)


def _newest(
    found: Sequence[Posted], here: int | None, limit: int, *, several: bool
) -> list[PassageChoice]:
    offered: list[PassageChoice] = []
    for posted in found:
        excerpt = (here and posted.excerpt(here)) or posted.excerpts[-1]
        sentences = sentences_of(posted, [excerpt])
        offered += [_choice(posted, s, titled=several) for s in sentences]
    return offered[:limit]


def _best(found: Sequence[Posted], typed: str, limit: int, *, several: bool) -> list[PassageChoice]:
    known = [(posted, sentence) for posted in found for sentence in posted.sentences]
    folded = [words for posted in found for words in posted.folded]
    places = text_passages.best(folded, typed, limit)
    return [_choice(*known[place], titled=several) for place in places]


async def of_mark(store: Store, place: Place, mark: str) -> ExcerptSentences:
    """The sentences of the excerpt whose message carries this mark."""
    async with store.reading() as tx:
        return await _of_posting(store, tx, place, await postings.by_mark(tx, mark))


async def of_excerpt(store: Store, place: Place, message_id: int) -> ExcerptSentences:
    """The sentences of the excerpt posted as this message."""
    async with store.reading() as tx:
        return await _of_posting(store, tx, place, await postings.by_message(tx, message_id))


async def _stands_here(tx: Transaction, club: Club, posting: Posting, place: Place) -> bool:
    """Whether one asks about a posting in its channel, its thread, or elsewhere in its club."""
    if club.server_id != place.server_id:
        return False
    if {posting.destination_id, posting.message_id}.intersection(place.channels):
        return True
    here = await kept_clubs.at(tx, place)
    return here is not None and here.id == club.id


async def excerpt_of(
    tx: Transaction, place: Place, posting: Posting | None
) -> tuple[Club, Reading, Excerpt]:
    """What a posting brought, if it was an excerpt, asked about where it stands or in its club."""
    if posting is not None and posting.kind is PostingKind.EXCERPT and posting.club_id is not None:
        club = await kept_clubs.get(tx, posting.club_id)
        reading = await readings.get(tx, posting.subject_id)
        number = postings.excerpt_number(posting.occurrence)
        excerpt = await readings.excerpt(tx, posting.subject_id, number)
        if club and reading and excerpt and await _stands_here(tx, club, posting, place):
            return club, reading, excerpt
    raise Mistake("That message is not an excerpt of a reading here.")


async def _of_posting(
    store: Store, tx: Transaction, place: Place, posting: Posting | None
) -> ExcerptSentences:
    club, reading, excerpt = await excerpt_of(tx, place, posting)
    posted = await posted_of(store, tx, reading)
    excerpt = await as_shown(store, tx, reading, excerpt)
    choices = tuple(_choice(posted, s) for s in sentences_of(posted, [excerpt]))
    return ExcerptSentences(club, reading, excerpt, posted.text, choices)
