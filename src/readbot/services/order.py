"""Order: flagging, hiding, restoring, approving, the list of words, and the log.

Whoever decides says which revision of the note they saw. Where it is another by now, nothing is
done, and they are told what the one before them did.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from readbot.club.clubs import Club, Person, Place, is_moderator, require_moderator
from readbot.club.mistakes import Mistake
from readbot.club.notes import Note, NoteKind, ShowTo, no_such_note
from readbot.club.order import (
    MOST_RULES,
    Entry,
    Judged,
    Pile,
    Queue,
    Queued,
    RuleAction,
    WordRule,
    read_reason,
    read_rule,
)
from readbot.club.postings import NewPosting, PostingKind, telling_occurrence
from readbot.services import clubs, tellings
from readbot.services.admission import require_unmuted
from readbot.services.note_lists import views_of
from readbot.services.notes import noted, recount, visible
from readbot.store import audit, badges, digests, postings, readings
from readbot.store import notes as kept_notes
from readbot.store import order as kept
from readbot.store.database import Store, Transaction


async def flag(store: Store, place: Place, person: Person, note_id: int, now: datetime) -> bool:
    """Ask moderators to look at a note; False if this member asked before."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        note = await visible(tx, club, person, note_id)
        if note is None or not note.is_public:
            raise no_such_note()
        if note.author_id == person.id:
            raise Mistake("That is your own: you can change it or withdraw it yourself.")
        await require_unmuted(tx, club, person, now)
        new = await kept.flag(tx, note.id, person.id, now)
        if new:
            await tellings.note_waits(store, tx, club, now)
        return new


async def unflag(store: Store, place: Place, person: Person, note_id: int) -> bool:
    """Take back what :func:`flag` asked; False where a moderator has decided already."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        note = await kept_notes.get(tx, note_id)
        if note is None or note.club_id != club.id:
            raise no_such_note()
        return await kept.unflag(tx, note.id, person.id)


async def look(store: Store, place: Place, person: Person, note_id: int) -> Judged:
    """A note as moderators see it, hidden ones too; what only its author sees is not theirs."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        return await _judged(tx, club, await theirs(tx, club, note_id))


async def theirs(tx: Transaction, club: Club, note_id: int) -> Note:
    """A note that is a moderator's business; a Mistake for any other."""
    note = await kept_notes.get(tx, note_id)
    if (
        note is None
        or note.club_id != club.id
        or note.show_to is ShowTo.ME
        or note.withdrawn_at is not None
    ):
        raise no_such_note()
    return note


async def _judged(tx: Transaction, club: Club, note: Note) -> Judged:
    flags = await kept.open_flags(tx, [note.id])
    last = await audit.last_decision(tx, note.id)
    return Judged(await noted(tx, club, note), flags.get(note.id, 0), last)


async def _decide(
    tx: Transaction,
    club: Club,
    person: Person,
    note_id: int,
    revision: int,
    deed: str,
    values: dict[str, Any],
    now: datetime,
    reason: str | None = None,
) -> tuple[Note, int]:
    """Do what a moderator decided; the note as it now is, and the entry in the log."""
    note = await theirs(tx, club, note_id)
    seen = replace(note, revision=revision)
    if note.revision != revision or not await kept.decide(tx, seen, values):
        raise await _overtaken(tx, note)
    await kept.settle_flags(tx, note.id, now)
    entry = await audit.record(tx, club.id, person.id, deed, "note", note.id, {}, now, reason)
    after = replace(note, **values, revision=revision + 1)
    if after.is_public is not note.is_public:
        await recount(tx, after, now)
        await digests.changed(tx, after, now)
    if values:
        await badges.stale_note(tx, after.id, now)
    return after, entry


async def _overtaken(tx: Transaction, note: Note) -> Mistake:
    """What became of a note while a moderator was looking at it."""
    last = await audit.last_decision(tx, note.id)
    if last is None or (note.edited_at is not None and note.edited_at > last.at):
        return Mistake(
            "Its author has changed this note since you saw it, so nothing was done. Please look "
            "at it again, with /moderate queue or its button."
        )
    who = "?" if last.actor_id is None else f"<@{last.actor_id}>"
    said = {
        "note.hidden": "{who} has hidden this note already, {when}: {reason}",
        "note.restored": "{who} has restored this note already, {when}: {reason}",
        "note.approved": "{who} has approved this note already, {when}.",
        "note.left": "{who} has let this note stand already, {when}.",
    }
    msgid = said.get(last.deed, "{who} has decided about this note already, {when}.")
    when = f"<t:{int(last.at.timestamp())}:R>"
    return Mistake(msgid, who=who, when=when, reason=last.reason or "")


async def _tell_author(
    store: Store, tx: Transaction, club: Club, note: Note, entry: int, now: datetime
) -> None:
    if note.author_id is not None:
        await tell(store, tx, club, note.author_id, entry, now)


async def tell(
    store: Store, tx: Transaction, club: Club, member_id: int, entry: int, now: datetime
) -> None:
    """Owe a member the word on what the log says in this entry."""
    ruling = NewPosting(
        club_id=club.id,
        kind=PostingKind.RULING,
        subject_id=entry,
        occurrence=telling_occurrence(member_id),
        destination_id=member_id,
        due_at=now,
    )
    await postings.plan(tx, store.name, ruling)


async def hide(
    store: Store,
    place: Place,
    person: Person,
    note_id: int,
    revision: int,
    reason: str,
    now: datetime,
) -> Judged:
    """Keep a note from everyone but its author, who is told why. For moderators.

    Its words stay. If it has a message of its own, ``posted`` says which, and that is to be edited.
    """
    reason = read_reason(reason)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        before = await theirs(tx, club, note_id)
        if before.hidden_at is not None:
            raise await _overtaken(tx, before)
        values = {"hidden_at": now, "hidden_reason": reason}
        note, entry = await _decide(
            tx, club, person, note_id, revision, "note.hidden", values, now, reason
        )
        await kept_notes.reopen_question(tx, note)
        await postings.cancel_unsent_note(tx, note.id, "hidden by a moderator")
        await _tell_author(store, tx, club, note, entry, now)
        return await _judged(tx, club, note)


async def restore(
    store: Store,
    place: Place,
    person: Person,
    note_id: int,
    revision: int,
    reason: str,
    now: datetime,
) -> Judged:
    """Show a hidden note again, as if it had never been hidden. For moderators."""
    reason = read_reason(reason)
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        before = await theirs(tx, club, note_id)
        if before.hidden_at is None:
            raise await _overtaken(tx, before)
        values: dict[str, Any] = {"hidden_at": None, "hidden_reason": None, "held_at": None}
        if before.held_at == before.created_at:
            values["created_at"] = now
        note, entry = await _decide(
            tx, club, person, note_id, revision, "note.restored", values, now, reason
        )
        await postings.revive_note(tx, note.id, now)
        await _tell_author(store, tx, club, note, entry, now)
        if before.held_at is not None:
            await _tell_asker(store, tx, club, note, now)
        return await _judged(tx, club, note)


async def approve(
    store: Store, place: Place, person: Person, note_id: int, revision: int, now: datetime
) -> Judged:
    """Let the group see a note that waited; it counts as written now. For moderators.

    One that the group had seen before, and that waited because it was changed, keeps its time.
    """
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        before = await theirs(tx, club, note_id)
        if before.held_at is None or before.hidden_at is not None:
            raise await _overtaken(tx, before)
        values: dict[str, Any] = {"held_at": None}
        if before.held_at == before.created_at:
            values["created_at"] = now
        note, _ = await _decide(tx, club, person, note_id, revision, "note.approved", values, now)
        await postings.revive_note(tx, note.id, now)
        await _tell_asker(store, tx, club, note, now)
        return await _judged(tx, club, note)


async def _tell_asker(store: Store, tx: Transaction, club: Club, note: Note, now: datetime) -> None:
    """Owe those who wait for an answer the word that it would have brought at once."""
    if note.kind is NoteKind.ANSWER and note.parent_id is not None:
        question = await kept_notes.get(tx, note.parent_id)
        if question is not None:
            await tellings.owe(store, tx, club, question, note, now)


async def let_stand(
    store: Store, place: Place, person: Person, note_id: int, revision: int, now: datetime
) -> Judged:
    """Settle a note's flags and leave it as it is. For moderators."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        before = await theirs(tx, club, note_id)
        if not await kept.open_flags(tx, [before.id]):
            raise await _overtaken(tx, before)
        note, _ = await _decide(tx, club, person, note_id, revision, "note.left", {}, now)
        return await _judged(tx, club, note)


async def queue(
    store: Store, place: Place, person: Person, pile: Pile, offset: int, limit: int
) -> Queue:
    """One page of what waits for moderators, or of what they hid."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        page, total = await kept.pile_of(tx, club.id, pile, offset, limit)
        flags = await kept.open_flags(tx, [note.id for note in page])
        views, titles = await views_of(tx, person, page)
    waiting = tuple(Queued(view, flags.get(view.note.id, 0)) for view in views)
    return Queue(waiting, total, titles)


async def log(
    store: Store, place: Place, person: Person, offset: int = 0, limit: int | None = None
) -> tuple[list[Entry], int]:
    """The club's log, the newest first, or a page of it, and how long it is. For moderators."""
    async with store.reading() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        return await audit.listed(tx, club.id, offset, limit)


async def titles(store: Store, entries: Sequence[Entry]) -> dict[int, str]:
    """The titles of the readings that these entries are about, by their ids."""
    ids = {entry.subject_id for entry in entries if entry.subject_kind == "reading"}
    async with store.reading() as tx:
        found = [await readings.get(tx, reading_id or 0) for reading_id in ids]
    return {reading.id: reading.title for reading in found if reading is not None}


async def words(
    store: Store,
    place: Place,
    person: Person,
    now: datetime,
    *,
    add: str | None = None,
    action: RuleAction = RuleAction.HOLD,
    remove: str | None = None,
) -> list[WordRule]:
    """The club's list of words and links, after this change if there is one. For moderators."""
    async with store.writing() as tx:
        club = await clubs.find(tx, place)
        require_moderator(club, person)
        if remove is not None:
            typed = read_rule(remove)
            if not await kept.remove_rule(tx, club.id, typed):
                raise Mistake("“{words}” is not on the list.", words=typed)
            await _log_rule(tx, club, person, "words.removed", {"words": typed}, now)
        if add is not None:
            typed = read_rule(add)
            if len(await kept.rules(tx, club.id)) >= MOST_RULES:
                raise Mistake("The list is full: it has room for {most}.", most=MOST_RULES)
            await kept.set_rule(tx, club.id, typed, action, person.id, now)
            facts: dict[str, object] = {"words": typed, "action": str(action)}
            await _log_rule(tx, club, person, "words.added", facts, now)
        return await kept.rules(tx, club.id)


async def _log_rule(
    tx: Transaction, club: Club, person: Person, deed: str, facts: dict[str, object], now: datetime
) -> None:
    await audit.record(tx, club.id, person.id, deed, "club", club.id, facts, now)


async def may_moderate(store: Store, place: Place, person: Person) -> bool:
    """Whether this person may do a moderator's deeds here."""
    async with store.reading() as tx:
        return is_moderator(await clubs.find(tx, place), person)
