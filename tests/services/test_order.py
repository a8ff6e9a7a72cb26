"""Order: what moderators decide, what becomes of it, and who may decide."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.services.club_at_work import (
    ANNA,
    BEN,
    CARLA,
    MODERATOR,
    NOW,
    ClubAtWork,
    well_read,
)

from readbot.club.clubs import Approval, Person
from readbot.club.mistakes import Mistake
from readbot.club.notes import NewNote, Note, NoteFilter, NoteKind, ShowTo
from readbot.club.order import Pile, RuleAction
from readbot.club.postings import PostingKind, PostingState
from readbot.services import drafts, finds, mutes, note_lists, notes, order, questions, replies
from readbot.services import exports as exporting
from readbot.store import audit as kept_audit
from readbot.store import clubs as kept_clubs
from readbot.store import notes as kept
from readbot.store import postings
from readbot.store.database import Store

SECOND = Person(15, "Mel", manages_messages=True)
SOON = NOW + timedelta(minutes=5)


async def write(
    club: ClubAtWork, person: Person, body: str, minute: int = 0, **values: Any
) -> Note:
    """A note on the first excerpt."""
    new = NewNote(None, values.pop("kind", NoteKind.THOUGHT), body, excerpt=1, **values)
    now = NOW + timedelta(minutes=minute)
    return (await notes.add(club.store, club.place, person, new, now)).note


async def choose(club: ClubAtWork, **values: Any) -> None:
    """Change the club's settings."""
    async with club.store.writing() as tx:
        await kept_clubs.change(tx, replace(club.club, **values))


async def hide(club: ClubAtWork, note: Note, by: Person = MODERATOR, why: str = "Rude.") -> Note:
    """A moderator hides a note."""
    seen = await order.hide(club.store, club.place, by, note.id, note.revision, why, SOON)
    return seen.noted.note


async def bodies(club: ClubAtWork, person: Person) -> list[str]:
    """What a member finds in the list."""
    page = await note_lists.listed(club.store, club.place, person, NoteFilter())
    return [view.note.body for view in page.notes]


async def owed(club: ClubAtWork) -> list[tuple[PostingKind, int]]:
    """The messages that are owed to anyone but moderators."""
    waiting = await club.waiting()
    return [(p.kind, p.destination_id) for p in waiting if p.kind is not PostingKind.NOTICE]


async def told(club: ClubAtWork) -> list[int]:
    """Who is owed a word about a decision."""
    owed = await club.waiting()
    return [p.destination_id for p in owed if p.kind is PostingKind.RULING]


# Flags.


async def test_a_member_flags_a_note_once_and_a_moderator_settles_it(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Nonsense.")
    assert await order.flag(store, club.place, BEN, note.id, NOW)
    assert not await order.flag(store, club.place, BEN, note.id, NOW)
    assert await order.flag(store, club.place, CARLA, note.id, NOW)
    queue = await order.queue(store, club.place, MODERATOR, Pile.WAITING, 0, 5)
    assert [(one.view.note.id, one.flags) for one in queue.notes] == [(note.id, 2)]
    assert await order.unflag(store, club.place, CARLA, note.id)
    left = await order.let_stand(store, club.place, MODERATOR, note.id, note.revision, SOON)
    assert left.flags == 0
    assert (await order.queue(store, club.place, MODERATOR, Pile.WAITING, 0, 5)).total == 0
    # Once settled, the same member's word does not bring it up again.
    assert not await order.flag(store, club.place, BEN, note.id, SOON)
    assert not await order.unflag(store, club.place, BEN, note.id)


async def test_nobody_flags_their_own_or_what_they_cannot_see(store: Store) -> None:
    club = await well_read(store)
    own = await write(club, ANNA, "Mine.")
    secret = await write(club, BEN, "Secret.", show_to=ShowTo.ME)
    for note in (own, secret):
        with pytest.raises(Mistake):
            await order.flag(store, club.place, ANNA, note.id, NOW)


# Hiding and restoring.


async def test_a_hidden_note_is_seen_by_nobody_but_its_author_and_comes_back_whole(
    store: Store, tmp_path: Path
) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Gribble words.")
    hidden = await hide(club, note)
    assert await bodies(club, BEN) == []
    assert await bodies(club, ANNA) == ["Gribble words."]
    assert (await finds.search(store, club.place, BEN, "gribble")).notes == ()
    assert await notes.counts(store, club.reading.id, 1) == 0
    async with store.reading() as tx:
        assert await kept.public(tx, club.club.id) == []
    wanted = exporting.Wanted("json")
    file = await exporting.save(store, club.place, MODERATOR, wanted, tmp_path, SOON)
    assert file.suffix != ".zip"  # else its words would be hidden from this test as well
    assert b"Gribble" not in file.read_bytes()
    with pytest.raises(Mistake, match="no such note"):
        await notes.one(store, club.place, BEN, note.id)
    own = await notes.one(store, club.place, ANNA, note.id)
    assert own.note.hidden_reason == "Rude."
    assert await told(club) == [ANNA.id]
    back = await order.restore(
        store, club.place, SECOND, note.id, hidden.revision, "Mistaken.", SOON
    )
    restored = replace(note, revision=back.noted.note.revision)
    assert back.noted.note == restored
    assert await bodies(club, BEN) == ["Gribble words."]
    assert await told(club) == [ANNA.id, ANNA.id]


async def test_the_second_moderator_is_told_what_the_first_one_did(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Words.")
    hidden = await hide(club, note)
    with pytest.raises(Mistake) as late:
        await hide(club, note, SECOND, "Other reason.")
    assert late.value.msgid.startswith("{who} has hidden this note already")
    assert late.value.values["who"] == f"<@{MODERATOR.id}>"
    assert late.value.values["reason"] == "Rude."
    restored = await order.restore(
        store, club.place, MODERATOR, note.id, hidden.revision, "Mistaken.", SOON
    )
    with pytest.raises(Mistake) as old:
        await hide(club, note, SECOND)
    assert old.value.msgid.startswith("{who} has restored this note already")
    assert restored.noted.note.hidden_at is None
    async with store.reading() as tx:
        entries, total = await kept_audit.listed(tx, club.club.id)
    assert (total, [entry.deed for entry in entries]) == (2, ["note.restored", "note.hidden"])


async def test_a_note_that_was_changed_meanwhile_is_looked_at_again_first(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Words.")
    await notes.edit(store, club.place, ANNA, note.id, "Kinder words.", SOON)
    with pytest.raises(Mistake, match="has changed this note since you saw it"):
        await hide(club, note)
    assert await bodies(club, BEN) == ["Kinder words."]


async def test_hiding_an_accepted_answer_opens_its_question_again(store: Store) -> None:
    club = await well_read(store)
    asked = await write(club, ANNA, "Why seven?", kind=NoteKind.QUESTION)
    answer = await questions.answer(store, club.place, BEN, str(asked.id), "The tide.", NOW)
    await questions.accept(store, club.place, ANNA, answer.note.id, NOW)
    await hide(club, answer.note)
    talk = await questions.talk(store, club.place, CARLA, asked.id)
    assert (talk.question.note.state, talk.answers) == ("open", ())


async def test_a_hidden_question_takes_its_answers_out_of_sight(store: Store) -> None:
    club = await well_read(store)
    asked = await write(club, ANNA, "Why seven?", kind=NoteKind.QUESTION)
    await questions.answer(store, club.place, BEN, str(asked.id), "The tide.", NOW)
    await hide(club, asked)
    async with store.reading() as tx:
        assert await kept.public(tx, club.club.id) == []
    assert await questions.open_questions(store, club.place, "", CARLA) == []
    with pytest.raises(Mistake, match="nobody could read what you add"):
        await questions.answer(store, club.place, ANNA, str(asked.id), "Myself.", NOW)


async def test_a_note_hidden_before_its_message_left_owes_it_again_when_restored(
    store: Store,
) -> None:
    club = await well_read(store)
    await choose(club, threads="each_excerpt")
    note = await write(club, ANNA, "Words.")
    hidden = await hide(club, note)
    async with store.reading() as tx:
        cancelled = await postings.of_note(tx, note.id)
    assert cancelled is not None
    assert cancelled.state is PostingState.CANCELLED
    await order.restore(store, club.place, MODERATOR, note.id, hidden.revision, "Fine.", SOON)
    async with store.reading() as tx:
        again = await postings.of_note(tx, note.id)
    assert again is not None
    assert (again.state, again.due_at) == (PostingState.PLANNED, SOON)


async def test_what_only_its_author_sees_is_no_moderators_business(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Secret.", show_to=ShowTo.ME)
    with pytest.raises(Mistake, match="no such note"):
        await order.look(store, club.place, MODERATOR, note.id)
    with pytest.raises(Mistake, match="no such note"):
        await hide(club, note)


# Approval.


@pytest.mark.parametrize("kind", [NoteKind.THOUGHT, NoteKind.QUESTION])
async def test_where_everyones_notes_wait_they_appear_as_if_written_when_approved(
    store: Store, kind: NoteKind
) -> None:
    club = await well_read(store)
    await choose(club, approval=Approval.EVERYONE, threads="each_excerpt")
    note = await write(club, ANNA, "Gribble.", kind=kind)
    assert note.held_at == NOW
    assert await bodies(club, BEN) == []
    assert await owed(club) == []
    (waiting,) = (await order.queue(store, club.place, MODERATOR, Pile.WAITING, 0, 5)).notes
    assert waiting.view.note.id == note.id
    seen = await order.approve(store, club.place, MODERATOR, note.id, note.revision, SOON)
    assert (seen.noted.note.held_at, seen.noted.note.created_at) == (None, SOON)
    assert await bodies(club, BEN) == ["Gribble."]
    assert [kind for kind, _ in await owed(club)] == [PostingKind.NOTE]
    with pytest.raises(Mistake) as late:
        await order.approve(store, club.place, SECOND, note.id, note.revision, SOON)
    assert late.value.msgid.startswith("{who} has approved this note already")


async def test_a_new_members_notes_wait_until_the_group_has_seen_one(store: Store) -> None:
    club = await well_read(store)
    await choose(club, approval=Approval.NEW)
    first = await write(club, ANNA, "First.")
    second = await write(club, ANNA, "Second.")
    assert first.held_at is not None
    assert second.held_at is not None
    await order.approve(store, club.place, MODERATOR, first.id, first.revision, SOON)
    assert (await write(club, ANNA, "Third.", 6)).held_at is None
    assert (await write(club, MODERATOR, "Mine.")).held_at is None
    alone = await write(club, BEN, "Alone.", show_to=ShowTo.ME)
    assert alone.held_at is None


async def test_an_answer_that_waits_tells_its_asker_when_it_is_approved(store: Store) -> None:
    club = await well_read(store)
    asked = await write(club, ANNA, "Why seven?", kind=NoteKind.QUESTION)
    await choose(club, approval=Approval.EVERYONE)
    answer = await questions.answer(store, club.place, BEN, str(asked.id), "The tide.", NOW)
    reply = await replies.reply(store, club.place, CARLA, asked.id, "So?", NOW)
    assert answer.note.held_at == reply.note.held_at == NOW
    assert await owed(club) == []
    talk = await questions.talk(store, club.place, ANNA, asked.id)
    assert talk.answers == ()
    note = answer.note
    await order.approve(store, club.place, MODERATOR, note.id, note.revision, SOON)
    assert await owed(club) == [(PostingKind.TELLING, ANNA.id)]


async def test_an_answer_that_was_hidden_while_it_waited_tells_its_asker_when_it_is_restored(
    store: Store,
) -> None:
    club = await well_read(store)
    asked = await write(club, ANNA, "Why seven?", kind=NoteKind.QUESTION)
    await choose(club, approval=Approval.EVERYONE)
    note = (await questions.answer(store, club.place, BEN, str(asked.id), "The tide.", NOW)).note
    hidden = await hide(club, note)
    await order.restore(store, club.place, MODERATOR, note.id, hidden.revision, "Fine.", SOON)
    assert (PostingKind.TELLING, ANNA.id) in await owed(club)


async def test_a_changed_note_waits_again_and_keeps_its_time_when_approved(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Kind.")
    await choose(club, approval=Approval.EVERYONE)
    changed = (await notes.edit(store, club.place, ANNA, note.id, "Unkind.", SOON)).note
    assert changed.held_at == SOON
    assert await bodies(club, BEN) == []
    seen = await order.approve(store, club.place, MODERATOR, note.id, changed.revision, SOON)
    assert seen.noted.note.created_at == NOW
    assert await bodies(club, BEN) == ["Unkind."]


async def test_moderators_hear_once_an_hour_that_something_waits(store: Store) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Words.")
    await order.flag(store, club.place, BEN, note.id, NOW)
    await choose(club, approval=Approval.EVERYONE, moderator_channel_id=777)
    for minute in (1, 2):
        await write(club, ANNA, "More.", minute)
    await write(club, ANNA, "Later.", 61)
    told_of = [p for p in await club.waiting() if p.kind is PostingKind.NOTICE]
    assert [p.destination_id for p in told_of] == [club.club.set_up_by, 777, 777]
    assert all("/moderate queue" in str(p.words) for p in told_of)


# The list of words.


async def test_the_list_holds_and_refuses_in_every_way_in(store: Store) -> None:
    club = await well_read(store)
    list_of = order.words
    await list_of(store, club.place, MODERATOR, NOW, add="gribble", action=RuleAction.REFUSE)
    await list_of(store, club.place, MODERATOR, NOW, add="mumble")
    asked = await write(club, ANNA, "Why?", kind=NoteKind.QUESTION)
    bad = "A Grib\u200bble!"
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: write(club, BEN, bad),
        lambda: write(club, BEN, bad, kind=NoteKind.QUESTION),
        lambda: questions.answer(store, club.place, BEN, str(asked.id), bad, NOW),
        lambda: replies.reply(store, club.place, BEN, asked.id, bad, NOW),
        lambda: notes.edit(store, club.place, ANNA, asked.id, bad, NOW),
    ]
    for way in ways:
        with pytest.raises(Mistake, match="does not want"):
            await way()
    assert (await write(club, BEN, "I mumble.")).held_at == NOW
    held = await notes.edit(store, club.place, ANNA, asked.id, "Mumble?", NOW)
    assert held.note.held_at == NOW
    left = await list_of(store, club.place, MODERATOR, NOW, remove="MUMBLE")
    assert [rule.typed for rule in left] == ["gribble"]
    with pytest.raises(Mistake, match="not on the list"):
        await list_of(store, club.place, MODERATOR, NOW, remove="mumble")


async def test_what_was_refused_is_still_in_its_draft(store: Store) -> None:
    club = await well_read(store)
    new = NewNote(None, NoteKind.THOUGHT, "Gribble.", quote="The tide tells them when.")
    with pytest.raises(Mistake) as unclear:
        await notes.add(store, club.place, ANNA, new, NOW)
    draft = unclear.value.draft_id  # type: ignore[attr-defined]
    await order.words(store, club.place, MODERATOR, NOW, add="gribble", action=RuleAction.REFUSE)
    with pytest.raises(Mistake, match="does not want"):
        await notes.settle(store, club.place, ANNA, draft, 0, NOW)
    content = (await drafts.get(store, club.place, ANNA, draft)).content
    assert content["body"] == "Gribble."


# Limits.


async def test_a_flood_is_stopped_and_goes_on_an_hour_later(store: Store) -> None:
    club = await well_read(store)
    await choose(club, notes_an_hour=3, longest_note=100)
    note = await write(club, ANNA, "One.")
    await notes.edit(store, club.place, ANNA, note.id, "Two.", NOW)
    await write(club, ANNA, "Three.", show_to=ShowTo.ME)
    with pytest.raises(Mistake, match="within an hour"):
        await write(club, ANNA, "Four.")
    with pytest.raises(Mistake, match="within an hour"):
        await notes.edit(store, club.place, ANNA, note.id, "Four.", NOW)
    await write(club, BEN, "Mine.")
    await write(club, ANNA, "Later.", 61)
    with pytest.raises(Mistake, match="characters long"):
        await write(club, BEN, "x" * 101)


# Rights.


@pytest.mark.parametrize("person", [ANNA, BEN])
async def test_members_do_no_moderators_deed(store: Store, person: Person) -> None:
    club = await well_read(store)
    note = await write(club, ANNA, "Words.")
    place, number, seen = club.place, note.id, note.revision
    ways: list[Callable[[], Awaitable[object]]] = [
        lambda: order.look(store, place, person, number),
        lambda: order.hide(store, place, person, number, seen, "So.", NOW),
        lambda: order.restore(store, place, person, number, seen, "So.", NOW),
        lambda: order.approve(store, place, person, number, seen, NOW),
        lambda: order.let_stand(store, place, person, number, seen, NOW),
        lambda: order.queue(store, place, person, Pile.WAITING, 0, 5),
        lambda: mutes.mute(store, place, person, CARLA.id, "So.", None, NOW),
        lambda: mutes.mute_author(store, place, person, number, "So.", None, NOW),
        lambda: mutes.unmute(store, place, person, CARLA.id, None, NOW),
        lambda: mutes.lift(store, place, person, 1, NOW),
        lambda: mutes.listed(store, place, person, NOW, 0, 5),
        lambda: order.log(store, place, person),
        lambda: order.words(store, place, person, NOW, add="word"),
    ]
    for way in ways:
        with pytest.raises(Mistake, match="Only moderators"):
            await way()
