"""Who asked, or wonders too, hears of answers: at once, then gathered, never more than hourly."""

from datetime import datetime, timedelta

from tests.services.club_at_work import ANNA, BEN, CARLA, NOW, ClubAtWork, well_read

from readbot.club.clubs import Person, Threads
from readbot.club.links import Link
from readbot.club.notes import NewNote, Note, NoteKind
from readbot.club.postings import Posting, PostingKind
from readbot.services import notes, questions, tellings
from readbot.services.courier import TellingPage
from readbot.store import claims, postings
from readbot.store.database import Store

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


async def asked(club: ClubAtWork, words: str = "Why seven?") -> Note:
    """Anna asks."""
    new = NewNote(None, NoteKind.QUESTION, words, excerpt=1)
    return (await notes.add(club.store, club.place, ANNA, new, NOW)).note


async def answered(club: ClubAtWork, question: Note, person: Person, at: datetime) -> Note:
    """Somebody answers then."""
    found = await questions.answer(
        club.store, club.place, person, str(question.id), "The tide.", at
    )
    return found.note


async def owed(club: ClubAtWork) -> list[Posting]:
    """The words that wait to be sent to members."""
    return [p for p in await club.waiting() if p.kind is PostingKind.TELLING]


async def sent(club: ClubAtWork, posting: Posting, at: datetime) -> TellingPage | None:
    """What a member is told, if anything, when their word is sent then."""
    async with club.store.writing() as tx:
        page = await tellings.page_of(tx, posting)
        if page is not None:
            await postings.finish(tx, posting.id, 5_000, 10**18 + posting.id, at)
    return page


async def test_forty_answers_are_told_in_two_words_the_second_with_their_number(
    store: Store,
) -> None:
    club = await well_read(store)
    question = await asked(club)
    await answered(club, question, BEN, NOW + MINUTE)
    (first,) = await owed(club)
    assert first.not_before == NOW + MINUTE
    page = await sent(club, first, NOW + 2 * MINUTE)
    assert page is not None
    assert page.answers == 1
    for number in range(39):
        person = Person(700 + number, f"Member {number}")
        await answered(club, question, person, NOW + 3 * MINUTE)
    (second,) = await owed(club)
    assert second.not_before == NOW + 2 * MINUTE + HOUR
    page = await sent(club, second, NOW + 2 * HOUR)
    assert page is not None
    assert page.answers == 39
    # After a quiet hour the next one is told at once again.
    await answered(club, question, CARLA, NOW + 4 * HOUR)
    (third,) = await owed(club)
    assert third.not_before == NOW + 4 * HOUR


async def test_answers_to_another_question_do_not_wait_for_those_to_the_first(
    store: Store,
) -> None:
    club = await well_read(store)
    one, other = await asked(club), await asked(club, "Why not eight?")
    await answered(club, one, BEN, NOW)
    await sent(club, (await owed(club))[0], NOW)
    await answered(club, other, BEN, NOW + MINUTE)
    assert [p.not_before for p in await owed(club)] == [NOW + MINUTE]


async def test_a_clock_that_was_ahead_makes_nobody_wait_for_longer_than_an_hour(
    store: Store,
) -> None:
    club = await well_read(store)
    question = await asked(club)
    await answered(club, question, BEN, NOW)
    await sent(club, (await owed(club))[0], NOW + timedelta(days=9))
    await answered(club, question, CARLA, NOW + MINUTE)
    assert [p.not_before for p in await owed(club)] == [NOW + MINUTE + HOUR]


async def test_an_answer_that_is_withdrawn_while_it_waits_keeps_no_other_from_being_told(
    store: Store,
) -> None:
    club = await well_read(store)
    question = await asked(club)
    await answered(club, question, BEN, NOW)
    await sent(club, (await owed(club))[0], NOW)
    gone = await answered(club, question, BEN, NOW + MINUTE)
    await answered(club, question, CARLA, NOW + 2 * MINUTE)
    await notes.withdraw(store, club.place, BEN, gone.id, NOW + 3 * MINUTE)
    (waits,) = await owed(club)
    page = await sent(club, waits, NOW + HOUR)
    assert page is not None
    assert page.answers == 1


async def test_where_every_answer_that_waited_is_withdrawn_nothing_is_told(store: Store) -> None:
    club = await well_read(store)
    question = await asked(club)
    await answered(club, question, BEN, NOW)
    await sent(club, (await owed(club))[0], NOW)
    gone = await answered(club, question, BEN, NOW + MINUTE)
    (waits,) = await owed(club)
    await notes.withdraw(store, club.place, BEN, gone.id, NOW + 2 * MINUTE)
    assert await sent(club, waits, NOW + HOUR) is None


async def test_the_askers_own_answers_are_never_counted(store: Store) -> None:
    club = await well_read(store)
    question = await asked(club)
    await answered(club, question, BEN, NOW)
    await sent(club, (await owed(club))[0], NOW)
    await answered(club, question, ANNA, NOW + MINUTE)
    assert await owed(club) == []
    await answered(club, question, CARLA, NOW + 2 * MINUTE)
    page = await sent(club, (await owed(club))[0], NOW + HOUR)
    assert page is not None
    assert page.answers == 1


async def test_the_word_leads_to_the_question_itself_where_that_stands_in_a_thread(
    store: Store,
) -> None:
    club = await well_read(store, threads=Threads.EACH_EXCERPT)
    question = await asked(club)
    await answered(club, question, BEN, NOW + MINUTE)
    (word,) = await owed(club)
    async with store.writing() as tx:
        before = await tellings.page_of(tx, word)
        posting = await postings.of_note(tx, question.id)
        assert posting is not None
        await postings.finish(tx, posting.id, posting.destination_id, 4_242, NOW)
        after = await tellings.page_of(tx, word)
    assert before is not None
    assert after is not None
    assert before.link is not None
    assert before.link.message_id == club.message_id(1)
    assert after.link == Link(club.place.server_id, posting.destination_id, 4_242)


async def claimed(club: ClubAtWork, posting: Posting, at: datetime) -> TellingPage:
    """A word that is being sent, with what it says; nobody knows yet what becomes of it."""
    async with club.store.writing() as tx:
        taken = await claims.claim(tx, "readbot", at, 100)
        assert posting.id in {other.id for other in taken}
        await claims.sending(tx, [posting.id], at)
    async with club.store.reading() as tx:
        page = await tellings.page_of(tx, posting)
    assert page is not None
    return page


async def test_an_answer_that_comes_while_a_word_is_being_sent_is_told_in_the_next(
    store: Store,
) -> None:
    club = await well_read(store)
    question = await asked(club)
    await answered(club, question, BEN, NOW + MINUTE)
    (first,) = await owed(club)
    assert (await claimed(club, first, NOW + 2 * MINUTE)).answers == 1
    await answered(club, question, CARLA, NOW + 3 * MINUTE)
    async with store.writing() as tx:
        await postings.finish(tx, first.id, 5_000, 10**18, NOW + 4 * MINUTE)
    await answered(club, question, BEN, NOW + 5 * MINUTE)
    (second,) = await owed(club)
    assert second.not_before == NOW + 2 * MINUTE + HOUR
    page = await sent(club, second, NOW + 2 * HOUR)
    assert page is not None
    assert page.answers == 2


async def test_a_word_that_is_tried_again_tells_of_all_that_came_before_it(store: Store) -> None:
    club = await well_read(store)
    question = await asked(club)
    await answered(club, question, BEN, NOW)
    (word,) = await owed(club)
    await answered(club, question, CARLA, NOW + MINUTE)
    assert (await claimed(club, word, NOW + 2 * MINUTE)).answers == 2
    async with store.reading() as tx:
        again = await tellings.page_of(tx, word)
    assert again is not None
    assert again.answers == 2
