"""A small club in a real database: what the tests of digests and exports tell stories with."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import records

from readbot.club.cadence import Cadence
from readbot.club.clubs import Club, Person, Place
from readbot.club.notes import Note, NoteKind, QuestionState, ShowTo
from readbot.club.postings import NewPosting, PostingKind
from readbot.club.readings import Excerpt, Reading, ReadingState, Rights
from readbot.services import exports
from readbot.services.exports import Wanted
from readbot.store import clubs, notes, postings, readings
from readbot.store.database import Store
from readbot.text.anchors import Anchor
from readbot.text.article import Article, Block, BlockKind, Details

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND_MONDAY = datetime(2026, 3, 9, 17, 0, tzinfo=UTC)
HOME = 500
PLACE = Place(server_id=10, channel_id=HOME)
MODERATOR = Person(id=1, name="Mara", manages_messages=True)
MEMBER = Person(id=2, name="Ben")

TEXT = (
    "On Lamps\n\nA lamp is a promise. It says that someone will be home.\n\n"
    "Towns once paid a man to light them. He walked the same round every evening.\n\n"
    "Nobody thanks a switch. We forgot the round when we forgot the man.\n\n"
    "Light became cheap, and so did the evening."
)
EXCERPTS = ((0, 66), (66, 144), (144, 213), (213, len(TEXT)))


def article() -> Article:
    """Four short paragraphs under a heading."""
    blocks, start = [], 0
    for number, part in enumerate(TEXT.split("\n\n")):
        kind = BlockKind.PARAGRAPH if number else BlockKind.HEADING
        blocks.append(Block(kind, start, start + len(part), 0 if number else 1))
        start += len(part) + 2
    details = Details(title="On Lamps", author="A. Writer", language="en")
    return Article(TEXT, tuple(blocks), details)


@dataclass(frozen=True)
class Exported:
    """A file that was handed over."""

    name: str
    content: bytes


async def exported(
    store: Store, wanted: Wanted, now: datetime, person: Person = MODERATOR
) -> Exported:
    """The file that somebody gets, read whole."""
    with TemporaryDirectory(prefix="readbot-") as folder:
        file = await exports.save(store, PLACE, person, wanted, Path(folder), now)
        await exports.handed_over(store, PLACE, person, wanted, now)
        return Exported(file.name, await asyncio.to_thread(file.read_bytes))


class Story:
    """Tells a club's weeks into a store, one event a line."""

    def __init__(self, store: Store, club: Club, reading: Reading) -> None:
        self.store = store
        self.club = club
        self.reading = reading
        self._messages = 9000

    async def post(self, number: int, at: datetime) -> None:
        """An excerpt was posted."""
        new = NewPosting(
            club_id=self.club.id,
            kind=PostingKind.EXCERPT,
            subject_id=self.reading.id,
            occurrence=postings.excerpt_occurrence(number),
            destination_id=HOME,
            due_at=at,
        )
        await self.deliver(new, at)

    async def deliver(self, new: NewPosting, at: datetime) -> None:
        """Plan a posting and have it arrive."""
        async with self.store.writing() as tx:
            await postings.plan(tx, self.store.name, new)
        await self.arrive(at)

    async def arrive(self, at: datetime) -> None:
        """Whatever is owed arrives in Discord."""
        async with self.store.writing() as tx:
            for posting in await postings.waiting(tx):
                self._messages += 1
                await postings.finish(tx, posting.id, posting.destination_id, self._messages, at)

    async def note(
        self,
        body: str,
        at: datetime,
        *,
        quote: str | None = None,
        kind: NoteKind = NoteKind.THOUGHT,
        author: tuple[int, str] = (2, "Ben"),
        show_to: ShowTo = ShowTo.CLUB,
        parent: Note | None = None,
    ) -> Note:
        """A member wrote a note."""
        anchor = None
        if quote is not None:
            start = TEXT.index(quote)
            anchor = Anchor(
                quote, TEXT[:start][-8:], TEXT[start + len(quote) :][:8], start, start + len(quote)
            )
        excerpt = next(
            (n for n, (a, b) in enumerate(EXCERPTS, 1) if anchor and a <= anchor.start < b), None
        )
        note = Note(
            id=0,
            club_id=self.club.id,
            reading_id=self.reading.id,
            kind=kind,
            author_id=author[0],
            author_name=author[1],
            body=body,
            anchor=anchor,
            excerpt=excerpt,
            show_to=show_to,
            state=QuestionState.OPEN if kind is NoteKind.QUESTION else None,
            parent_id=parent.id if parent else None,
            accepted_id=None,
            link_channel_id=HOME,
            link_message_id=7000,
            created_at=at,
        )
        async with self.store.writing() as tx:
            return replace(note, id=await notes.add(tx, note))

    async def settle(self, question: Note, accepted: Note | None = None) -> None:
        """A question was answered."""
        async with self.store.writing() as tx:
            accepted_id = accepted.id if accepted else None
            await notes.settle(tx, question.id, QuestionState.ANSWERED, accepted_id)


async def begin(store: Store) -> Story:
    """A club in Berlin that reads “On Lamps” from Monday on; its digest comes on Sundays at 18."""
    club = replace(
        records.CLUB,
        id=0,
        server_id=PLACE.server_id,
        channel_id=HOME,
        zone="Europe/Berlin",
        digest_next_at=datetime(2026, 3, 8, 17, 0, tzinfo=UTC),
        set_up_by=MODERATOR.id,
        created_at=MONDAY,
    )
    text = article()
    reading = Reading(
        id=0,
        club_id=0,
        channel_id=HOME,
        details=text.details,
        title="On Lamps",
        rights=Rights.NOT_STATED,
        state=ReadingState.RUNNING,
        excerpts=len(EXCERPTS),
        next_excerpt=3,
        target_minutes=1.0,
        added_by=MODERATOR.id,
        added_at=MONDAY,
        started_at=MONDAY,
        finished_at=None,
    )
    cadence = Cadence(frozenset({0}), (club.digest_time,), club.zone, first=MONDAY.date())
    async with store.writing() as tx:
        club = replace(club, id=await clubs.add(tx, club))
        reading = replace(reading, club_id=club.id)
        reading = replace(reading, id=await readings.add(tx, reading, text))
        cut = [Excerpt(reading.id, n, a, b) for n, (a, b) in enumerate(EXCERPTS, 1)]
        await readings.set_excerpts(tx, reading.id, cut)
        await readings.set_cadence(tx, reading.id, cadence, SECOND_MONDAY)
    return Story(store, club, reading)
