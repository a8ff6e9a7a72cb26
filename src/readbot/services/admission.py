"""The one door for words that others will read: may this member write this, here and now?"""

from datetime import datetime, timedelta

from readbot.club.clubs import Approval, Club, Person, is_moderator
from readbot.club.mistakes import Mistake
from readbot.club.notes import ShowTo
from readbot.club.order import RuleAction, member_key, met
from readbot.store import house, members, order
from readbot.store.database import Transaction

HOUR = timedelta(hours=1)


async def require_unmuted(tx: Transaction, club: Club, person: Person, now: datetime) -> None:
    """Refuse those whom a moderator has muted, and say why and until when."""
    secret = await house.text(tx, members.SECRET)
    if secret is None:
        return  # whoever mutes somebody for the first time makes it
    mute = await order.muted(tx, club.id, member_key(secret, club.id, person.id), now)
    if mute is None:
        return
    if mute.until is None:
        raise Mistake(
            "A moderator has muted you here: you can read everything, but write only what nobody "
            "else sees, until they lift it. Reason: {reason}",
            reason=mute.reason,
        )
    raise Mistake(
        "A moderator has muted you here: you can read everything, but write only what nobody else "
        "sees, until {when}. Reason: {reason}",
        when=f"<t:{int(mute.until.timestamp())}:f>",
        reason=mute.reason,
    )


async def admit(
    tx: Transaction, club: Club, person: Person, body: str, show_to: ShowTo, now: datetime
) -> datetime | None:
    """Whether these words may be written: None if so, ``now`` if they wait for a moderator.

    A Mistake where they may not: the member is muted, has written too much within the hour, or the
    words are too long or on the club's list. What only its author sees is nobody else's business,
    but for its length and number. What moderators write waits for nobody.
    """
    if show_to is not ShowTo.ME:
        await require_unmuted(tx, club, person, now)
    if len(body) > club.longest_note:
        raise Mistake(
            "That is {length} characters long; a note may have {longest}. Please shorten it or "
            "make two of it.",
            length=len(body),
            longest=club.longest_note,
        )
    if await order.written_since(tx, club.id, person.id, now - HOUR) >= club.notes_an_hour:
        raise Mistake(
            "You have written or changed {number} notes within an hour, as many as this group "
            "allows. Please go on a little later.",
            number=club.notes_an_hour,
        )
    if show_to is ShowTo.ME:
        return None
    rule = met(await order.rules(tx, club.id), body)
    if rule is not None and rule.action is RuleAction.REFUSE:
        raise Mistake(
            "This group does not want “{words}” in its notes. Please change that and send it "
            "again.",
            words=rule.typed,
        )
    if is_moderator(club, person):
        return None
    if rule is not None or club.approval is Approval.EVERYONE:
        return now
    if club.approval is Approval.NEW and not await order.was_seen(tx, club.id, person.id):
        return now
    return None
