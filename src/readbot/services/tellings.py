"""Telling members of answers to what they asked, or wonder too: a posting each, to the person.

It carries nobody else's words, so that nothing of them is left where readbot could not erase it.
The first answer to a question is told at once; those of the hour that follows are gathered, and
told in one word with their number.
"""

from datetime import datetime, timedelta

from readbot.club.clubs import Club
from readbot.club.links import Link
from readbot.club.members import AnswersBy
from readbot.club.notes import Note, NoteKind, can_see
from readbot.club.postings import (
    NewPosting,
    Posting,
    PostingKind,
    PostingState,
    person_told,
    telling_occurrence,
)
from readbot.club.sight import Sight, is_shown
from readbot.services.courier import RulingPage, TellingPage
from readbot.store import audit, clubs, members, notes, postings
from readbot.store import tellings as kept
from readbot.store.database import Store, Transaction
from readbot.text.words import words_for

BETWEEN = timedelta(hours=1)
"""A member is told of answers to the same question once in this time, at most."""
TO_PERSON = ".dm"
"""Marks a word to moderators that goes to whoever set the club up, for there is no channel."""


async def owe(
    store: Store, tx: Transaction, club: Club, question: Note, answer: Note, now: datetime
) -> None:
    """Owe a word to the question's asker and to those who wonder too, but not to who answered.

    Whoever was told of an answer to it within the hour is told of this one when the hour is over,
    together with the others that came.
    """
    if not answer.is_public:
        return
    nodding = (await notes.nodding(tx, [question.id])).get(question.id, set())
    curious = nodding | ({question.author_id} if question.author_id is not None else set())
    for member_id in sorted(curious - {answer.author_id}):
        chosen = await members.choices_of(tx, club.id, member_id)
        told = await kept.told(tx, question.id, member_id)
        if chosen.answers is AnswersBy.MESSAGE and chosen.unreachable_at is None and not told.comes:
            # A clock that was ahead must not make them wait for longer.
            due_at = now if told.at is None else max(now, min(told.at, now) + BETWEEN)
            telling = NewPosting(
                club_id=club.id,
                kind=PostingKind.TELLING,
                subject_id=answer.id,
                occurrence=telling_occurrence(member_id),
                destination_id=member_id,
                due_at=due_at,
            )
            await postings.plan(tx, store.name, telling)


async def page_of(tx: Transaction, posting: Posting) -> TellingPage | None:
    """What a member is told; None where they need not, or may not, be told any more."""
    answer = await notes.get(tx, posting.subject_id)
    if answer is None or answer.parent_id is None:
        return None
    question = await notes.get(tx, answer.parent_id)
    club = await clubs.get(tx, answer.club_id)
    if question is None or club is None:
        return None
    member_id = person_told(posting.occurrence)
    chosen = await members.choices_of(tx, club.id, member_id)
    sight = await members.sight(tx, club, member_id)
    wanted = chosen.answers is AnswersBy.MESSAGE and chosen.unreachable_at is None
    if not wanted or not can_see(question, member_id):
        return None
    number = await _untold(tx, posting, question, answer, sight)
    if not number:
        return None
    own = question if question.author_id == member_id else None
    return TellingPage(club, member_id, own, await _where(tx, club, question), number)


async def _where(tx: Transaction, club: Club, question: Note) -> Link | None:
    """The question's own message in a thread, else that of the excerpt which it is about."""
    posting = await postings.of_note(tx, question.id)
    if posting is not None and posting.state is PostingState.DONE and posting.message_id:
        return Link(club.server_id, posting.destination_id, posting.message_id)
    links = await postings.excerpt_links(tx, question.reading_id)
    link = None if question.excerpt is None else links.get(question.excerpt)
    return link if link is not None and link.message_id else None


async def _untold(
    tx: Transaction, posting: Posting, question: Note, owed: Note, sight: Sight
) -> int:
    """How many answers a member has not been told of: what is ``owed``, and what came since."""
    # A try of its own that failed has told nobody of anything.
    told = await kept.told(tx, question.id, sight.member_id, apart_from=posting.id)
    since = owed.created_at if told.at is None else told.at
    return sum(
        answer.author_id != sight.member_id
        and answer.is_public
        and is_shown(answer, sight)
        and (answer.id == owed.id or answer.created_at > since)
        for answer in await notes.answers(tx, sight.member_id, question.id)
        if answer.kind is NoteKind.ANSWER
    )


async def ruling_of(tx: Transaction, posting: Posting) -> RulingPage | None:
    """What a member is told of a moderator's decision; None where nothing is left to be told."""
    entry = await audit.get(tx, posting.subject_id)
    club = await clubs.get(tx, posting.club_id) if posting.club_id is not None else None
    if entry is None or club is None:
        return None
    member_id = person_told(posting.occurrence)
    note = None
    if entry.subject_kind == "note" and entry.subject_id is not None:
        note = await notes.get(tx, entry.subject_id)
        if note is None or note.author_id != member_id:
            return None
    return RulingPage(club, member_id, entry, note)


async def note_waits(store: Store, tx: Transaction, club: Club, now: datetime) -> None:
    """Owe moderators a word that a note waits for them: once an hour, however many there are."""
    channel = club.moderator_channel_id
    words = words_for(club.language)
    notice = NewPosting(
        club_id=club.id,
        kind=PostingKind.NOTICE,
        subject_id=club.id,
        occurrence=f"waits.{now:%Y%m%d%H}" + (TO_PERSON if channel is None else ""),
        destination_id=club.set_up_by if channel is None else channel,
        due_at=now,
        words=words.say(
            "A note in {channel} waits for a moderator: it was flagged, or is to be approved. "
            "/moderate queue shows what waits.",
            channel=f"<#{club.channel_id}>",
        ),
    )
    await postings.plan(tx, store.name, notice)


async def unreachable(tx: Transaction, posting: Posting, now: datetime) -> None:
    """Discord says that this person takes no messages from us: they are not tried again."""
    if posting.club_id is not None:
        member_id = person_told(posting.occurrence)
        await members.set_unreachable(tx, posting.club_id, member_id, now)
