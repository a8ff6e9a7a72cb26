"""Telling moderators: a posting like any other, where they will see it.

It goes to the club's moderators' channel, else as a direct message to whoever set the club up;
where both refuse it, it waits in ``/about`` and in the next moderator's answer.
"""

from datetime import datetime

from readbot.club.clubs import Club, Person, Place, require_moderator
from readbot.club.mistakes import Mistake
from readbot.club.postings import (
    TO_MEMBERS,
    UNREAD,
    Look,
    NewPosting,
    Posting,
    PostingKind,
    PostingState,
)
from readbot.services import tellings
from readbot.services.courier import DestinationRefusedError, Sent
from readbot.services.pages import follow_up
from readbot.services.tellings import TO_PERSON
from readbot.store import audit, claims, clubs, postings, readings
from readbot.store.database import Store, Transaction
from readbot.text.discord_markup import escape
from readbot.text.normalise import one_line
from readbot.text.words import Words, words_for


async def what(tx: Transaction, words: Words, posting: Posting) -> str:
    """The posting in words for Discord, where a title is no markup: "Excerpt 3 of “Title”"."""
    if posting.kind in {PostingKind.EXCERPT, PostingKind.THREAD}:
        excerpt = posting
        if posting.kind is PostingKind.THREAD:
            excerpt = await postings.get(tx, posting.subject_id) or posting
        reading = await readings.get(tx, excerpt.subject_id)
        if reading is not None:
            number = postings.excerpt_number(excerpt.occurrence)
            values = {"number": number, "title": escape(one_line(reading.title))}
            if posting.kind is PostingKind.THREAD:
                return words.say("the thread of excerpt {number} of “{title}”", **values)
            return words.say("excerpt {number} of “{title}”", **values)
    if posting.kind is PostingKind.POST:
        reading = await readings.get(tx, posting.subject_id)
        if reading is not None:
            return words.say("the forum post of “{title}”", title=escape(one_line(reading.title)))
    if posting.kind is PostingKind.DIGEST:
        return words.say("the weekly digest")
    if posting.kind is PostingKind.NOTE:
        return words.say("a note in an excerpt's thread")
    return words.say("a message")


async def home(tx: Transaction, posting: Posting) -> int:
    """The channel that people know it by: for a thread that does not stand yet, its message's."""
    if posting.kind is PostingKind.THREAD:
        message = await postings.get(tx, posting.subject_id)
        return message.destination_id if message is not None else posting.destination_id
    return posting.destination_id


async def _tell(
    tx: Transaction,
    database: str,
    club: Club,
    about: Posting,
    occurrence: str,
    words: str,
    now: datetime,
    subject_id: int | None = None,
) -> None:
    channel = club.moderator_channel_id
    in_channel = channel is not None and channel != about.destination_id
    new = NewPosting(
        club_id=club.id,
        kind=PostingKind.NOTICE,
        subject_id=about.id if subject_id is None else subject_id,
        occurrence=occurrence if in_channel else occurrence + TO_PERSON,
        destination_id=channel if channel is not None and in_channel else club.set_up_by,
        due_at=now,
        words=words,
    )
    await postings.plan(tx, database, new)


async def _club(tx: Transaction, posting: Posting) -> Club | None:
    # A notice about a notice would go round in a circle.
    # What one member is told is none of the moderators' business.
    if posting.club_id is None or posting.kind in {PostingKind.NOTICE, *TO_MEMBERS}:
        return None
    return await clubs.get(tx, posting.club_id)


async def stopped(
    tx: Transaction,
    database: str,
    posting: Posting,
    refusal: DestinationRefusedError,
    now: datetime,
) -> None:
    """Say that a destination refuses readbot, why, and what to do."""
    club = await _club(tx, posting)
    if club is None:
        return
    words = words_for(club.language)
    channel = await home(tx, posting)
    text = words.say(
        "I could not post {what} in <#{channel}>. {why} Nothing is lost: it comes when that is "
        "put right, by itself within a minute or two, or at once with /reading resume.",
        what=await what(tx, words, posting),
        channel=channel,
        why=words.say(refusal.words, **refusal.values),
    )
    # Once a day for the same reason, however often it is tried in between. Each thread is a
    # destination of its own: of all those of a channel one is told.
    occurrence = f"stopped.{refusal.code}.{now:%Y%m%d}"
    if posting.kind is PostingKind.THREAD:
        await _tell(tx, database, club, posting, f"{occurrence}.threads", text, now, channel)
    else:
        await _tell(tx, database, club, posting, occurrence, text, now)


async def no_answer(
    tx: Transaction, database: str, posting: Posting, now: datetime, *, denied: bool = False
) -> None:
    """Say that Discord has not answered for a while, or ``denied`` something without a reason."""
    club = await _club(tx, posting)
    if club is None:
        return
    words = words_for(club.language)
    text = words.say(
        "Discord has not answered several tries to post {what}. I keep trying, with longer pauses; "
        "there is nothing that you need to do.",
        what=await what(tx, words, posting),
    )
    if denied:
        text = words.say(
            "Discord turns away each try to post {what} in <#{channel}> and does not say why. I "
            "keep trying, with longer pauses. If that lasts for hours, please tell whoever runs "
            "this readbot (posting {number}).",
            what=await what(tx, words, posting),
            channel=await home(tx, posting),
            number=posting.id,
        )
    await _tell(tx, database, club, posting, "no_answer", text, now)


async def own_fault(tx: Transaction, database: str, posting: Posting, now: datetime) -> None:
    """Say that it is readbot itself that cannot post something."""
    club = await _club(tx, posting)
    if club is None:
        return
    words = words_for(club.language)
    text = words.say(
        "I could not post {what}: something is wrong in readbot itself. I keep trying, and what "
        "follows it in <#{channel}> waits. Please tell whoever runs this readbot (posting "
        "{number}).",
        what=await what(tx, words, posting),
        channel=await home(tx, posting),
        number=posting.id,
    )
    await _tell(tx, database, club, posting, "own_fault", text, now)


async def failed(
    tx: Transaction, database: str, posting: Posting, reason: str, now: datetime
) -> None:
    """Say that a message cannot be posted at all."""
    club = await _club(tx, posting)
    if club is None:
        return
    words = words_for(club.language)
    text = words.say(
        "Discord refuses {what} as it is: {reason}. It was left out, and what follows it will "
        "come. Please tell whoever runs this readbot (posting {number}).",
        what=await what(tx, words, posting),
        reason=reason,
        number=posting.id,
    )
    if posting.kind is PostingKind.EXCERPT:
        text += " " + words.say(
            "/reading repost excerpt:{number} tries it once more.",
            number=postings.excerpt_number(posting.occurrence),
        )
    await _tell(tx, database, club, posting, "failed", text, now)


async def doubtful(
    tx: Transaction, database: str, posting: Posting, reason: str, now: datetime
) -> None:
    """Ask whether a message stands in its channel already."""
    club = await _club(tx, posting)
    if club is None:
        return
    words = words_for(club.language)
    values = {"what": await what(tx, words, posting), "channel": await home(tx, posting)}
    if reason == UNREAD:
        text = words.say(
            "I do not know whether {what} was posted in <#{channel}>, and I may not read that "
            "channel's history to look. Please look: is it there? Or allow me Read Message History "
            "in the channel's settings, under Permissions: then I look myself within a minute or "
            "two.",
            **values,
        )
    else:
        text = words.say(
            "I do not know whether {what} was posted in <#{channel}>, and I cannot read what was "
            "written there since to look. Please look: is it there?",
            **values,
        )
    await _tell(tx, database, club, posting, f"doubt.{posting.attempts}", text, now)


async def left_standing(tx: Transaction, database: str, posting: Posting, now: datetime) -> None:
    """Ask moderators to delete a message that may stand though it should not be seen any more."""
    club = await _club(tx, posting)
    if club is None:
        return
    words = words_for(club.language)
    text = words.say(
        "A note that is no longer to be shown may stand in <#{channel}>, and I may not read that "
        "channel's history to look (the permission is called Read Message History). Please look, "
        "and delete it if it is there.",
        channel=posting.destination_id,
    )
    await _tell(tx, database, club, posting, f"left.{posting.attempts}", text, now)


async def goes_elsewhere(
    tx: Transaction, database: str, notice: Posting, reason: str, now: datetime
) -> bool:
    """End a notice that was refused, and send it to whoever set the club up if that is left.

    Of a telling it is remembered that this person cannot be told. False for anything else.
    """
    if notice.kind not in {PostingKind.NOTICE, PostingKind.GREETING, *TO_MEMBERS}:
        return False
    await postings.end(tx, notice.id, PostingState.FAILED, reason)
    if notice.kind in TO_MEMBERS:
        await tellings.unreachable(tx, notice, now)
        return True
    club = await clubs.get(tx, notice.club_id) if notice.club_id is not None else None
    if club is not None and not notice.occurrence.endswith(TO_PERSON):
        new = NewPosting(
            club_id=club.id,
            kind=PostingKind.NOTICE,
            subject_id=notice.subject_id,
            occurrence=notice.occurrence + TO_PERSON,
            destination_id=club.set_up_by,
            due_at=now,
            words=notice.words,
        )
        await postings.plan(tx, database, new)
    return True


async def in_doubt(
    tx: Transaction, database: str, posting: Posting, reason: str, now: datetime
) -> bool:
    """End what nobody has to decide about, as it only tells something; False for anything else.

    A notice of which nobody knows whether it arrived goes on to the next place: a moderator had
    better be told twice than not at all.
    """
    if posting.kind is PostingKind.NOTICE:
        return await goes_elsewhere(tx, database, posting, reason, now)
    if posting.kind is PostingKind.GREETING or posting.kind in TO_MEMBERS:
        await postings.end(tx, posting.id, PostingState.FAILED, reason)
        return True
    return False


async def waiting(store: Store, club: Club) -> list[str]:
    """Notices that reached nobody, newest first: for ``/about`` and a moderator's next answer."""
    async with store.reading() as tx:
        found = await postings.of_club(tx, club.id, (PostingState.FAILED,))
    return [
        p.words
        for p in found
        if p.kind is PostingKind.NOTICE and p.words and p.occurrence.endswith(TO_PERSON)
    ]


async def seen(store: Store, club: Club, now: datetime) -> None:
    """Those notices have been shown to a moderator."""
    async with store.writing() as tx:
        for posting in await postings.of_club(tx, club.id, (PostingState.FAILED,)):
            if posting.kind is PostingKind.NOTICE:
                await postings.finish(tx, posting.id, posting.destination_id, None, now)


async def decide(
    store: Store, place: Place, person: Person, posting_id: int, *, arrived: bool, now: datetime
) -> Club:
    """A moderator's word on a doubtful posting: it stands there, or it is to be sent again.

    Whose posting it is says of which club the person has to be a moderator, not the place where
    they were asked: several clubs may share a moderators' channel. In a direct message it is
    whoever set the club up. Returns the club.
    """
    async with store.writing() as tx:
        club = await _asked_club(tx, place, person, posting_id)
        # Read anew, now that the club is held.
        posting = await postings.get(tx, posting_id)
        if posting is None or posting.state is not PostingState.DOUBTFUL:
            raise Mistake("That has been decided already.")
        if arrived:
            await postings.finish(tx, posting.id, posting.destination_id, None, now)
            sent = Sent(posting.destination_id, 0)
            await follow_up(tx, store.name, posting, sent, now)
        else:
            await claims.release(tx, posting.id, now, Look.NEVER, None)
        facts = {"arrived": arrived}
        await audit.record(
            tx, club.id, person.id, "posting.decided", "posting", posting.id, facts, now
        )
    return club


async def _asked_club(tx: Transaction, place: Place, person: Person, posting_id: int) -> Club:
    """The club whose posting it is, of which this person may decide."""
    posting = await postings.get(tx, posting_id)
    club_id = posting.club_id if posting is not None else None
    club = await clubs.get(tx, club_id) if club_id is not None else None
    in_person = place.server_id == 0
    if club is None or not (in_person or place.server_id == club.server_id):
        raise Mistake("There is no such message here.")
    if not (in_person and person.id == club.set_up_by):
        require_moderator(club, person)
    return club
