"""Everything that is kept about one member, wherever it is kept: gathered, and erased."""

import secrets
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, delete, exists, func, or_, select, update

from readbot.club.links import Link
from readbot.club.members import (
    Choices,
    Deed,
    Erased,
    Flag,
    Kept,
    Muted,
    Pseudonym,
    ReadMark,
    Version,
)
from readbot.club.notes import ERASED, NOBODY, NoteKind, QuestionState, ShowTo
from readbot.club.order import member_key
from readbot.club.postings import TO_MEMBERS, PostingKind, PostingState, telling_occurrence
from readbot.store import consents, house, members
from readbot.store import notes as kept_notes
from readbot.store.audit import unlink
from readbot.store.database import Transaction
from readbot.store.findable import finish_forgetting
from readbot.store.members import ERASURE, own_drafts
from readbot.store.tables import (
    audit,
    choices,
    clubs,
    drafts,
    findable,
    flags,
    mutes,
    nods,
    note_versions,
    notes,
    postings,
    pseudonyms,
    read_marks,
    readings,
    word_rules,
)

# Stands where a member's id must stand and none may: Discord gives nobody the id 0.
_NO_ONE = 0

_EMPTY = {
    "author_id": None,
    "author_name": NOBODY,
    "body": ERASED,
    "show_to": ShowTo.CLUB,
    "edited_at": None,
    "source_channel_id": None,
    "source_message_id": None,
    "see_through": False,
    "hidden_reason": None,
}


def _own(club_ids: Sequence[int], member_id: int) -> Select[Any]:
    return select(notes.c.id).where(notes.c.author_id == member_id, notes.c.club_id.in_(club_ids))


def _readings(club_ids: Sequence[int]) -> Select[Any]:
    return select(readings.c.id).where(readings.c.club_id.in_(club_ids))


def _notes(club_ids: Sequence[int]) -> Select[Any]:
    return select(notes.c.id).where(notes.c.club_id.in_(club_ids))


def _founded(club_ids: Sequence[int], member_id: int) -> Select[Any]:
    return select(clubs.c.id).where(clubs.c.set_up_by == member_id, clubs.c.id.in_(club_ids))


def _columns(table: Any, record: type) -> list[Any]:
    return [table.c[f.name] for f in fields(record)]


async def kept(tx: Transaction, club_ids: Sequence[int], member_id: int) -> Kept:
    """Everything about this member in these clubs, and drafts of theirs that belong to no club."""
    own = _own(club_ids, member_id)
    there = _readings(club_ids)
    marks = select(*_columns(read_marks, ReadMark)).where(
        read_marks.c.member_id == member_id, read_marks.c.reading_id.in_(there)
    )
    names = select(*_columns(pseudonyms, Pseudonym)).where(
        pseudonyms.c.member_id == member_id, pseudonyms.c.reading_id.in_(there)
    )
    earlier = select(*_columns(note_versions, Version)).where(note_versions.c.note_id.in_(own))
    deeds = select(*_columns(audit, Deed)).where(
        audit.c.actor_id == member_id, audit.c.club_id.in_(club_ids)
    )
    founded = _founded(club_ids, member_id)
    added = there.where(readings.c.added_by == member_id)
    marked = (
        select(nods.c.note_id)
        .where(nods.c.member_id == member_id, nods.c.note_id.in_(_notes(club_ids)))
        .order_by(nods.c.note_id)
    )
    rulings = select(*_columns(audit, Deed)).where(
        audit.c.subject_kind == "member",
        audit.c.subject_id == member_id,
        audit.c.club_id.in_(club_ids),
    )
    flagged = select(*_columns(flags, Flag)).where(
        flags.c.member_id == member_id, flags.c.note_id.in_(_notes(club_ids))
    )
    silenced = select(*_columns(mutes, Muted)).where(
        mutes.c.member_key.in_(await _keys(tx, club_ids, member_id))
    )
    listed = select(word_rules.c.typed).where(
        word_rules.c.added_by == member_id, word_rules.c.club_id.in_(club_ids)
    )
    titles = select(readings.c.id, readings.c.title).where(readings.c.club_id.in_(club_ids))
    written = await kept_notes.of_author(tx, club_ids, member_id)
    begun = await members.drafts_of(tx, member_id, club_ids)
    return Kept(
        notes=tuple(written),
        versions=tuple(Version(*r) for r in await tx.execute(earlier.order_by("id"))),
        read_marks=tuple(ReadMark(*r) for r in await tx.execute(marks.order_by("at"))),
        pseudonyms=tuple(Pseudonym(*r) for r in await tx.execute(names.order_by("reading_id"))),
        nods=tuple((await tx.execute(marked)).scalars()),
        choices={
            club_id: chosen
            for club_id in club_ids
            if (chosen := await members.choices_of(tx, club_id, member_id)) != Choices()
        },
        drafts=tuple(d for d in begun if d.purpose not in (ERASURE, consents.LEFT)),
        deeds=tuple(Deed(*r) for r in await tx.execute(deeds.order_by("id"))),
        clubs=tuple((await tx.execute(founded.order_by("id"))).scalars()),
        readings=tuple((await tx.execute(added.order_by("id"))).scalars()),
        titles={row.id: row.title for row in await tx.execute(titles)},
        flags=tuple(Flag(*r) for r in await tx.execute(flagged.order_by("note_id"))),
        mutes=tuple(Muted(*r) for r in await tx.execute(silenced.order_by("at"))),
        rulings=tuple(Deed(*r) for r in await tx.execute(rulings.order_by("id"))),
        rules=tuple((await tx.execute(listed.order_by(word_rules.c.id))).scalars()),
    )


async def _keys(tx: Transaction, club_ids: Sequence[int], member_id: int) -> list[str]:
    """What stands for a member in these clubs' mutes."""
    secret = await house.text(tx, members.SECRET)
    return [member_key(secret, club_id, member_id) for club_id in club_ids if secret is not None]


async def _leave_order(tx: Transaction, club_ids: Sequence[int], member_id: int) -> int:
    """Take a member out of the log, flags, mutes and lists of words; in how many deeds they were.

    A mute goes on: it is known by its key, and no longer by its member.
    """
    there = mutes.c.club_id.in_(club_ids)
    own = mutes.c.member_id == member_id, there
    await tx.execute(update(mutes).where(*own).values(member_id=None))
    by = mutes.c.by_id == member_id, there
    await tx.execute(update(mutes).where(*by).values(by_id=None))
    added = word_rules.c.added_by == member_id, word_rules.c.club_id.in_(club_ids)
    await tx.execute(update(word_rules).where(*added).values(added_by=None))
    flagged = flags.c.member_id == member_id, flags.c.note_id.in_(_notes(club_ids))
    await tx.execute(delete(flags).where(*flagged))
    return await unlink(tx, club_ids, member_id, secrets.token_hex(8))


async def erase(
    tx: Transaction, server_id: int, club_ids: Sequence[int], member_id: int, now: datetime
) -> Erased:
    """Erase a member's words and traces in these clubs, and leave what others wrote standing."""
    own = _own(club_ids, member_id)
    quoting = await consents.quotes(tx, member_id, club_ids)
    messages = (*await _messages(tx, server_id, own), *quoting)
    await _cancel(tx, own)
    on_the_way = await _on_the_way(tx, own)
    deleted, emptied = await _erase_notes(tx, club_ids, member_id, on_the_way, now)
    there = _readings(club_ids)
    marks = await tx.execute(
        delete(read_marks).where(
            read_marks.c.member_id == member_id, read_marks.c.reading_id.in_(there)
        )
    )
    names = await tx.execute(
        delete(pseudonyms).where(
            pseudonyms.c.member_id == member_id, pseudonyms.c.reading_id.in_(there)
        )
    )
    nodded = await tx.execute(
        delete(nods).where(nods.c.member_id == member_id, nods.c.note_id.in_(_notes(club_ids)))
    )
    await tx.execute(
        delete(choices).where(choices.c.member_id == member_id, choices.c.club_id.in_(club_ids))
    )
    await tx.execute(
        delete(postings).where(
            postings.c.kind.in_(TO_MEMBERS),
            postings.c.club_id.in_(club_ids),
            postings.c.occurrence == telling_occurrence(member_id),
        )
    )
    begun = await tx.execute(
        delete(drafts).where(
            own_drafts(member_id),
            drafts.c.purpose != ERASURE,
            or_(drafts.c.club_id.in_(club_ids), drafts.c.club_id.is_(None)),
        )
    )
    deeds = await _leave_order(tx, club_ids, member_id)
    await tx.execute(
        update(readings)
        .where(readings.c.added_by == member_id, readings.c.club_id.in_(club_ids))
        .values(added_by=_NO_ONE)
    )
    founded = _founded(club_ids, member_id).with_only_columns(func.count())
    return Erased(
        deleted=deleted,
        emptied=emptied,
        read_marks=marks.rowcount,
        pseudonyms=names.rowcount,
        nods=nodded.rowcount,
        drafts=begun.rowcount,
        deeds=deeds,
        unfinished=len(on_the_way),
        clubs=(await tx.execute(founded)).scalar_one(),
        messages=messages,
    )


def _postings_of(own: Select[Any]) -> Any:
    return and_(postings.c.kind == PostingKind.NOTE, postings.c.subject_id.in_(own))


async def _messages(tx: Transaction, server_id: int, own: Select[Any]) -> tuple[Link, ...]:
    """The messages in Discord that carry the words of these notes."""
    query = select(postings.c.destination_id, postings.c.message_id).where(
        _postings_of(own), postings.c.state == PostingState.DONE, postings.c.message_id != 0
    )
    rows = await tx.execute(query.order_by(postings.c.id))
    return tuple(Link(server_id, channel, message) for channel, message in rows)


async def _cancel(tx: Transaction, own: Select[Any]) -> None:
    """Owe nobody the messages that certainly never left."""
    waiting = update(postings).where(
        _postings_of(own),
        postings.c.state == PostingState.PLANNED,
        postings.c.last_send_at.is_(None),
    )
    await tx.execute(waiting.values(state=PostingState.CANCELLED, reason="erased by its author"))


async def _on_the_way(tx: Transaction, own: Select[Any]) -> list[int]:
    """Notes whose message may have left, or leave, without our knowing where it is."""
    unknown = (PostingState.PLANNED, PostingState.CLAIMED, PostingState.DOUBTFUL)
    query = select(postings.c.subject_id).where(_postings_of(own), postings.c.state.in_(unknown))
    return list((await tx.execute(query)).scalars())


async def _erase_notes(
    tx: Transaction,
    club_ids: Sequence[int],
    member_id: int,
    on_the_way: Sequence[int],
    now: datetime,
) -> tuple[int, int]:
    """Delete the notes that nobody answered and empty the others; how many of each."""
    own = _own(club_ids, member_id)
    await tx.execute(delete(note_versions).where(note_versions.c.note_id.in_(own)))
    await tx.execute(delete(findable).where(findable.c.note_id.in_(own)))
    answers = own.where(notes.c.kind == NoteKind.ANSWER)
    answered = answers.with_only_columns(notes.c.parent_id)
    await tx.execute(
        update(notes)
        .where(notes.c.id.in_(answered), notes.c.accepted_id.in_(answers))
        .values(accepted_id=None, state=QuestionState.OPEN)
    )
    # Without words and out of sight, but still its author's: so erasing again finds its message.
    await tx.execute(
        update(notes)
        .where(notes.c.id.in_(on_the_way))
        .values(body=ERASED, author_name=NOBODY, edited_at=None, withdrawn_at=now)
    )
    answer = notes.alias("answer")
    built_upon = exists().where(
        answer.c.parent_id == notes.c.id,
        or_(answer.c.author_id.is_(None), answer.c.author_id != member_id),
    )
    mine = and_(
        notes.c.author_id == member_id,
        notes.c.club_id.in_(club_ids),
        notes.c.id.not_in(on_the_way),
    )
    await _unlink(tx, own)
    emptied = await tx.execute(update(notes).where(mine, built_upon).values(**_EMPTY))
    deleted = await tx.execute(delete(notes).where(mine))
    await finish_forgetting(tx)
    return deleted.rowcount, emptied.rowcount


async def _unlink(tx: Transaction, own: Select[Any]) -> None:
    """Lead nobody to messages that are about to be deleted."""
    gone = select(postings.c.message_id).where(
        _postings_of(own), postings.c.state == PostingState.DONE
    )
    await tx.execute(
        update(notes)
        .where(notes.c.id.in_(own), notes.c.link_message_id.in_(gone))
        .values(link_channel_id=None, link_message_id=None)
    )
