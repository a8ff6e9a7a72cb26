"""Reading along, and what is kept about a member."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from tests.services.club_at_work import (
    ANNA,
    BEN,
    CARLA,
    MODERATOR,
    NOW,
    SERVER,
    ClubAtWork,
    at_work,
    begin_reading,
)

from readbot.club.clubs import Person, Place, Threads
from readbot.club.links import Link
from readbot.club.mistakes import Mistake
from readbot.club.notes import ERASED, NOBODY, NewNote, Note, NoteFilter, NoteKind, ShowTo, Unclear
from readbot.club.postings import PostingState
from readbot.club.readings import ReadingState
from readbot.services import members, note_lists, notes, questions
from readbot.store import claims, postings, readings
from readbot.store import notes as kept
from readbot.store.database import Store
from readbot.store.tables import metadata


async def write(club: ClubAtWork, person: Person, body: str, **values: Any) -> Note:
    """A note on the first excerpt."""
    new = NewNote(None, values.pop("kind", NoteKind.THOUGHT), body, excerpt=1, **values)
    return (await notes.add(club.store, club.place, person, new, NOW)).note


async def reply(club: ClubAtWork, person: Person, question: Note, body: str) -> Note:
    """An answer."""
    noted = await questions.answer(club.store, club.place, person, str(question.id), body, NOW)
    return noted.note


async def every_row(store: Store) -> str:
    """The whole database as text."""
    async with store.reading() as tx:
        rows = [str((await tx.execute(select(t))).all()) for t in metadata.sorted_tables]
    return "\n".join(rows)


# Reading along.


async def test_marking_as_read_counts_each_member_once(store: Store) -> None:
    club = await at_work(store, posted=0)
    mark = (await club.post(1)).mark
    first = await members.mark_read(store, club.place, ANNA, mark, NOW)
    again = await members.mark_read(store, club.place, ANNA, mark, NOW + timedelta(hours=1))
    ben = await members.mark_read(store, club.place, BEN, mark, NOW)
    assert [(r.excerpt, r.readers, r.already) for r in (first, again, ben)] == [
        (1, 1, False),
        (1, 1, True),
        (1, 2, False),
    ]


async def test_a_mark_from_another_server_or_from_nowhere_is_refused(store: Store) -> None:
    club = await at_work(store, posted=0)
    mark = (await club.post(1)).mark
    for place, wrong in ((Place(900, 901), mark), (club.place, "f" * 16)):
        with pytest.raises(Mistake, match="not an excerpt"):
            await members.mark_read(store, place, ANNA, wrong, NOW)


async def test_progress_is_ones_own_and_the_clubs_in_numbers(store: Store) -> None:
    club = await at_work(store, posted=0)
    marks = [(await club.post(number)).mark for number in (1, 2)]
    await members.mark_read(store, club.place, ANNA, marks[1], NOW)
    for mark in marks:
        await members.mark_read(store, club.place, BEN, mark, NOW)
    (anna,) = await members.progress(store, club.place, ANNA)
    assert (anna.posted, anna.read, anna.readers, anna.finished) == (2, 1, 2, 1)
    assert anna.next_excerpt == 1
    assert anna.next_link == Link(SERVER, club.club.channel_id, club.message_id(1))
    (ben,) = await members.progress(store, club.place, BEN)
    assert (ben.read, ben.next_excerpt, ben.next_link) == (2, None, None)
    (carla,) = await members.progress(store, club.place, CARLA)
    assert (carla.read, carla.next_excerpt) == (0, 1)


async def test_nobody_has_finished_a_reading_of_which_nothing_is_posted(store: Store) -> None:
    club = await at_work(store, posted=0)
    (anna,) = await members.progress(store, club.place, ANNA)
    assert (anna.posted, anna.readers, anna.finished, anna.next_link) == (0, 0, 0, None)


async def test_when_all_is_over_progress_is_that_of_what_was_read_last(store: Store) -> None:
    club = await at_work(store)
    newer = await begin_reading(store, club.club)
    for reading, ended in ((club.reading, NOW), (newer, NOW - timedelta(days=9))):
        over = replace(reading, state=ReadingState.FINISHED, finished_at=ended)
        async with store.writing() as tx:
            await readings.change(tx, over)
    (anna,) = await members.progress(store, club.place, ANNA)
    assert (anna.reading.id, anna.posted) == (club.reading.id, 2)


# What is kept.


async def busy(club: ClubAtWork) -> Note:
    """Anna leaves something of every sort."""
    note = await write(club, ANNA, "Zinnober one.")
    await notes.edit(club.store, club.place, ANNA, note.id, "Zinnober two.", NOW)
    await write(club, ANNA, "Zinnober alone.", show_to=ShowTo.ME)
    await write(club, ANNA, "Zinnober masked.", show_to=ShowTo.PSEUDONYM)
    new = NewNote(None, NoteKind.THOUGHT, "Zinnober draft.", quote="The tide tells them when.")
    with pytest.raises(Unclear):
        await notes.add(club.store, club.place, ANNA, new, NOW)
    mark = (await club.post(3)).mark
    await members.mark_read(club.store, club.place, ANNA, mark, NOW)
    return note


async def test_my_data_counts_everything_and_says_since_when(store: Store) -> None:
    club = await at_work(store)
    assert (await members.my_data(store, ANNA, SERVER)).is_empty
    await busy(club)
    asked = await write(club, BEN, "Why?", kind=NoteKind.QUESTION)
    await reply(club, ANNA, asked, "Zinnober answer.")
    data = await members.my_data(store, ANNA, SERVER)
    assert (data.notes, data.questions, data.answers, data.private_notes) == (4, 0, 1, 1)
    assert (data.versions, data.read_marks, data.pseudonyms, data.drafts) == (1, 1, 1, 1)
    assert data.since == NOW
    assert (await members.my_data(store, ANNA, 900)).notes == 0


async def test_a_download_holds_ones_own_words_and_nobody_elses(store: Store) -> None:
    club = await at_work(store)
    await busy(club)
    asked = await write(club, BEN, "Ben's question.", kind=NoteKind.QUESTION)
    await reply(club, ANNA, asked, "Zinnober answer.")
    content = json.loads(await members.download(store, ANNA, SERVER))
    assert content["member"] == str(ANNA.id)
    assert [note["body"] for note in content["notes"]] == [
        "Zinnober two.",
        "Zinnober alone.",
        "Zinnober masked.",
        "Zinnober answer.",
    ]
    assert [v["body"] for v in content["notes"][0]["earlier"]] == ["Zinnober one."]
    assert content["notes"][3]["answers"] == str(asked.id)
    assert content["notes"][0]["reading"] == {"id": str(club.reading.id), "title": "The ferry"}
    assert content["drafts"][0]["content"]["body"] == "Zinnober draft."
    assert [mark["excerpt"] for mark in content["read"]] == [3]
    assert content["pseudonyms"][0]["name"] == content["notes"][2]["shown_as"]
    assert "Ben's question." not in json.dumps(content)


async def test_a_moderators_download_holds_their_deeds(store: Store) -> None:
    club = await at_work(store)
    asked = await write(club, BEN, "Why?", kind=NoteKind.QUESTION)
    await questions.park(store, club.place, MODERATOR, asked.id, NOW)
    content = json.loads(await members.download(store, MODERATOR, SERVER))
    assert [deed["deed"] for deed in content["moderator_deeds"]] == ["question.parked"]
    assert content["clubs_set_up"] == [str(club.club.id)]
    assert [reading["title"] for reading in content["readings_added"]] == ["The ferry"]


# Erasing.


async def test_erasing_leaves_no_word_of_the_member_anywhere(store: Store) -> None:
    club = await at_work(store, threads=Threads.EACH_EXCERPT)
    await busy(club)
    asked = await write(club, ANNA, "Zinnober question?", kind=NoteKind.QUESTION)
    await reply(club, BEN, asked, "Answer of Ben.")
    erased = await members.erase(store, ANNA, SERVER, NOW)
    assert (erased.deleted, erased.emptied, erased.unfinished) == (3, 1, 0)
    assert (erased.read_marks, erased.pseudonyms, erased.drafts) == (1, 1, 1)
    assert (await members.my_data(store, ANNA, SERVER)).is_empty
    rows = await every_row(store)
    assert "Zinnober" not in rows
    assert "Anna" not in rows
    assert f" {ANNA.id}," not in rows
    again = await members.erase(store, ANNA, SERVER, NOW)
    assert (again.deleted, again.emptied, again.messages) == (0, 0, ())
    async with store.reading() as tx:
        left = await kept.public(tx, club.club.id)
    assert [note.body for note in left] == [ERASED, "Answer of Ben."]


async def test_what_others_answered_stands_without_its_author(store: Store) -> None:
    club = await at_work(store)
    masked = {"kind": NoteKind.QUESTION, "show_to": ShowTo.PSEUDONYM}
    asked = await write(club, ANNA, "Why seven?", **masked)
    answer = await reply(club, BEN, asked, "The tide.")
    await reply(club, ANNA, asked, "I see.")
    await questions.accept(store, club.place, ANNA, answer.id, NOW)
    erased = await members.erase(store, ANNA, SERVER, NOW)
    assert (erased.deleted, erased.emptied) == (1, 1)
    talk = await questions.talk(store, club.place, CARLA, asked.id)
    question = talk.question.note
    assert (question.author_id, question.author_name, question.body) == (None, NOBODY, ERASED)
    assert question.accepted_id == answer.id
    assert [view.note.body for view in talk.answers] == ["The tide."]
    # Not even who asked may be told from who may settle it.
    assert not (await questions.talk(store, club.place, ANNA, asked.id)).may_settle


async def test_a_question_is_open_again_when_its_accepted_answer_is_erased(store: Store) -> None:
    club = await at_work(store)
    asked = await write(club, ANNA, "Why seven?", kind=NoteKind.QUESTION)
    answer = await reply(club, BEN, asked, "The tide.")
    await questions.accept(store, club.place, ANNA, answer.id, NOW)
    await members.erase(store, BEN, SERVER, NOW)
    question = (await questions.talk(store, club.place, ANNA, asked.id)).question.note
    assert (question.state, question.accepted_id) == ("open", None)


async def test_erasing_in_one_server_touches_nobody_else_and_no_other_server(
    store: Store,
) -> None:
    club = await at_work(store)
    stranger = await at_work(store, server_id=900, home=901)
    await busy(stranger)
    await write(club, BEN, "Ben's.")
    before = await members.download(store, ANNA, 900)
    await busy(club)
    await members.erase(store, ANNA, SERVER, NOW)
    assert await members.download(store, ANNA, 900) == before
    await members.mark_read_to(store, club.place, CARLA, club.reading.id, 1, NOW)
    page = await note_lists.listed(store, club.place, CARLA, NoteFilter())
    assert [view.note.body for view in page.notes] == ["Ben's."]


async def test_erasing_cancels_messages_not_sent_and_names_those_that_stand(
    store: Store,
) -> None:
    club = await at_work(store, threads=Threads.EACH_EXCERPT)
    await write(club, ANNA, "One.")
    await write(club, ANNA, "Two.")
    posted, waiting = await club.waiting()
    await club.arrive(posted, 5555)
    erased = await members.erase(store, ANNA, SERVER, NOW)
    there = Link(SERVER, posted.destination_id, 5555)
    assert erased.messages == (there,)
    async with store.reading() as tx:
        now = await postings.get(tx, waiting.id)
    assert now is not None
    assert now.state is PostingState.CANCELLED
    # Until someone says that it is gone, each erasure names it again.
    assert (await members.erase(store, ANNA, SERVER, NOW)).messages == (there,)
    assert (await members.my_data(store, ANNA, SERVER)).is_empty
    await members.erased_from_discord(store, ANNA, SERVER, [there], NOW)
    assert (await members.erase(store, ANNA, SERVER, NOW)).messages == ()


async def test_a_note_whose_message_is_on_its_way_is_finished_the_second_time(
    store: Store,
) -> None:
    club = await at_work(store, threads=Threads.EACH_EXCERPT)
    note = await write(club, ANNA, "On its way.")
    async with store.writing() as tx:
        (claimed,) = await claims.claim(tx, "here", NOW, 1)
    first = await members.erase(store, ANNA, SERVER, NOW)
    assert (first.deleted, first.unfinished, first.messages) == (0, 1, ())
    async with store.reading() as tx:
        row = await kept.get(tx, note.id)
    assert row is not None
    assert (row.body, row.is_public) == (ERASED, False)
    await club.arrive(claimed, 5555)
    second = await members.erase(store, ANNA, SERVER, NOW)
    assert (second.deleted, second.unfinished) == (1, 0)
    assert second.messages == (Link(SERVER, claimed.destination_id, 5555),)


async def test_an_emptied_note_leads_to_no_message_that_is_to_be_deleted(store: Store) -> None:
    club = await at_work(store, threads=Threads.EACH_EXCERPT)
    asked = await write(club, ANNA, "Why?", kind=NoteKind.QUESTION)
    (owed,) = await club.waiting()
    await club.arrive(owed, 5555)
    async with store.writing() as tx:
        await kept.set_link(tx, asked.id, owed.destination_id, 5555)
    await reply(club, BEN, asked, "So.")
    await members.erase(store, ANNA, SERVER, NOW)
    talk = await questions.talk(store, club.place, BEN, asked.id)
    assert talk.question.note.link_message_id is None
    assert talk.question.excerpt_link is not None


async def test_erasing_takes_the_name_out_of_the_log_of_deeds(store: Store) -> None:
    club = await at_work(store)
    asked = await write(club, BEN, "Why?", kind=NoteKind.QUESTION)
    await questions.park(store, club.place, MODERATOR, asked.id, NOW)
    erased = await members.erase(store, MODERATOR, SERVER, NOW)
    assert erased.deeds == 1
    assert json.loads(await members.download(store, MODERATOR, SERVER))["moderator_deeds"] == []


async def test_after_erasing_only_the_club_still_names_the_one_who_set_it_up(
    store: Store,
) -> None:
    await at_work(store)
    before = await members.my_data(store, MODERATOR, SERVER)
    assert (before.clubs, before.readings, before.is_empty) == (1, 1, False)
    assert (await members.erase(store, MODERATOR, SERVER, NOW)).clubs == 1
    after = await members.my_data(store, MODERATOR, SERVER)
    assert (after.clubs, after.readings, after.is_empty) == (1, 0, False)
