"""A small club in the middle of a reading, in a real database."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import records

from readbot.club.clubs import Club, Person, Place, Threads
from readbot.club.notes import NewNote, Noted, NoteFilter, NoteKind
from readbot.club.postings import NewPosting, Posting, PostingKind
from readbot.club.readings import Excerpt, Reading, ReadingState, Rights
from readbot.services import note_lists, notes
from readbot.store import clubs, members, postings, readings
from readbot.store.database import Store
from readbot.text.article import Article, Block, BlockKind, Details

NOW = datetime(2026, 3, 9, 18, 0, tzinfo=UTC)
SERVER, HOME = 700, 701

ANNA = Person(11, "Anna")
BEN = Person(12, "Ben")
CARLA = Person(13, "Carla")
MODERATOR = Person(14, "Mo", manages_messages=True)

PARTS = (
    "The ferry leaves at seven. Nobody on the island owns a clock. The tide tells them when.",
    "On Sundays the ferry rests. The tide tells them when. A lamp burns in the harbour office.",
    "The captain keeps a diary of the weather. He never wrote about the storm of that winter.",
)
TEXT = "\n\n".join(PARTS)
TWICE = "The tide tells them when."
"""A sentence that stands in the first part and in the second."""


@dataclass
class ClubAtWork:
    """The club, its first reading, and deeds that the delivery would do."""

    store: Store
    club: Club
    reading: Reading

    @property
    def place(self) -> Place:
        """The club's home channel."""
        return Place(self.club.server_id, self.club.channel_id)

    def thread(self, number: int) -> Place:
        """The thread of an excerpt: Discord gives it the id of the excerpt's message."""
        return Place(self.club.server_id, self.message_id(number), parent_id=self.club.channel_id)

    def message_id(self, number: int) -> int:
        """Which message an excerpt was posted as."""
        return self.reading.id * 1000 + number

    def span(self, words: str) -> tuple[int, int]:
        """Where words first stand in the text."""
        start = TEXT.index(words)
        return start, start + len(words)

    def value(self, words: str) -> str:
        """The completion value of words."""
        start, end = self.span(words)
        return f"r{self.reading.id}:{start}-{end}"

    async def post(self, number: int) -> Posting:
        """Post an excerpt."""
        new = NewPosting(
            club_id=self.club.id,
            kind=PostingKind.EXCERPT,
            subject_id=self.reading.id,
            occurrence=postings.excerpt_occurrence(number),
            destination_id=self.reading.channel_id,
            due_at=NOW,
        )
        return await self.deliver(new, self.reading.channel_id, self.message_id(number))

    async def deliver(self, new: NewPosting, channel_id: int, message_id: int) -> Posting:
        """Plan a posting and let it arrive."""
        async with self.store.writing() as tx:
            await postings.plan(tx, self.store.name, new)
            planned = next(p for p in await postings.waiting(tx) if p.occurrence == new.occurrence)
            await postings.finish(tx, planned.id, channel_id, message_id, NOW)
            found = await postings.get(tx, planned.id)
        assert found is not None
        return found

    async def waiting(self) -> list[Posting]:
        """The messages that are owed."""
        async with self.store.reading() as tx:
            return await postings.waiting(tx)

    async def arrive(self, posting: Posting, message_id: int) -> None:
        """Let a message that is owed arrive."""
        async with self.store.writing() as tx:
            await postings.finish(tx, posting.id, posting.destination_id, message_id, NOW)


def _article() -> Article:
    blocks = []
    at = 0
    for part in PARTS:
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(part)))
        at += len(part) + 2
    return Article(TEXT, tuple(blocks), Details(title="The ferry", language="en"))


async def found_club(
    store: Store, server_id: int = SERVER, home: int = HOME, threads: Threads = Threads.OFF
) -> Club:
    """A club without readings."""
    club = replace(
        records.CLUB,
        id=0,
        server_id=server_id,
        channel_id=home,
        threads=threads,
        set_up_by=MODERATOR.id,
        created_at=NOW - timedelta(days=7),
    )
    async with store.writing() as tx:
        return replace(club, id=await clubs.add(tx, club))


async def begin_reading(
    store: Store, club: Club, state: ReadingState = ReadingState.RUNNING
) -> Reading:
    """A reading of three excerpts, none of them posted yet."""
    article = _article()
    reading = Reading(
        id=0,
        club_id=club.id,
        channel_id=club.channel_id,
        details=article.details,
        title="The ferry",
        rights=Rights.OWN,
        state=state,
        excerpts=3,
        next_excerpt=1,
        target_minutes=4.0,
        added_by=MODERATOR.id,
        added_at=NOW,
        started_at=NOW,
        finished_at=None,
    )
    cut = []
    for number, block in enumerate(article.blocks, 1):
        last = number == len(article.blocks)
        cut.append(Excerpt(0, number, block.start, block.end if last else block.end + 2))
    async with store.writing() as tx:
        reading = replace(reading, id=await readings.add(tx, reading, article))
        await readings.set_excerpts(tx, reading.id, cut)
    return reading


async def at_work(
    store: Store,
    posted: int = 2,
    threads: Threads = Threads.OFF,
    server_id: int = SERVER,
    home: int = HOME,
) -> ClubAtWork:
    """A club whose reading has had its first ``posted`` excerpts posted."""
    club = await found_club(store, server_id, home, threads)
    work = ClubAtWork(store, club, await begin_reading(store, club))
    for number in range(1, posted + 1):
        await work.post(number)
    return work


async def well_read(
    store: Store,
    posted: int = 2,
    threads: Threads = Threads.OFF,
    server_id: int = SERVER,
    home: int = HOME,
) -> ClubAtWork:
    """The same, where all four have read whatever was posted at the beginning."""
    work = await at_work(store, posted, threads, server_id, home)
    async with store.writing() as tx:
        for person in (ANNA, BEN, CARLA, MODERATOR):
            for number in range(1, posted + 1):
                await members.mark_read(tx, work.reading.id, number, person.id, NOW)
    return work


def thought(body: str = "I like this.", **values: Any) -> NewNote:
    """A thought for the club, unless ``values`` say otherwise."""
    return replace(NewNote(None, NoteKind.THOUGHT, body), **values)


async def write(
    club: ClubAtWork, person: Person, body: str = "I like this.", minute: int = 0, **values: Any
) -> Noted:
    """A note, written some minutes after NOW."""
    now = NOW + timedelta(minutes=minute)
    return await notes.add(club.store, club.place, person, thought(body, **values), now)


async def bodies(club: ClubAtWork, person: Person, wanted: NoteFilter | None = None) -> list[str]:
    """What a member finds."""
    page = await note_lists.listed(club.store, club.place, person, wanted or NoteFilter())
    assert page.total == len(page.notes)
    return [view.note.body for view in page.notes]
