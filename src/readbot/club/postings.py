"""Postings: each message that readbot owes, and the rules by which it appears exactly once.

The rules are those of docs/house.md, "Postings". This file decides; services/delivery.py acts.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A send is cut off after SEND_LIMIT; the lease outlasts it, so two processes never send at once.
SEND_LIMIT = timedelta(seconds=45)
LEASE = timedelta(seconds=75)
# How long after an unknown outcome "not found" is not believed: the request may be under way still.
# The nonce covers a request that lands later than this; a forum post has none and waits the lease.
SETTLE = timedelta(seconds=12)
# From here on a send is late: it may be a repetition of one that we no longer know of.
LATE = timedelta(seconds=60)
# For so long a first try may only have stood in line behind others: at Discord's 50 requests a
# second 30,000 that are due at once take this long.
IN_LINE = timedelta(minutes=10)
# Clocks differ: the search for our own message begins this much before the due time.
CLOCK_MARGIN = timedelta(minutes=10)
# Words about lateness are added from here on; a minute or two is nobody's concern.
WORTH_A_WORD = timedelta(minutes=10)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
# After this many tries in a row without an answer a moderator is told; trying goes on.
TELL_AFTER = 6


class PostingKind(StrEnum):
    """What a posting brings."""

    EXCERPT = "excerpt"
    THREAD = "thread"
    POST = "post"  # a reading's own post in a forum, opened before its first excerpt
    NOTE = "note"
    DIGEST = "digest"
    NOTICE = "notice"
    TELLING = "telling"  # to a member, that there is an answer to what they asked
    RULING = "ruling"  # to a member, what moderators decided about their note, or about them
    GREETING = "greeting"


class PostingState(StrEnum):
    """What became of a posting."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    DONE = "done"
    DOUBTFUL = "doubtful"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Look(StrEnum):
    """Whether the channel is searched for the message before it is sent (again)."""

    IF_LATE = "if_late"
    FIRST = "first"
    NEVER = "never"  # a moderator has looked


# Discord cannot be told to know these again by a nonce.
WITHOUT_NONCE = (PostingKind.THREAD, PostingKind.POST)
# To one member: nobody else's business, moderators' neither.
TO_MEMBERS = (PostingKind.TELLING, PostingKind.RULING)
# States in which a posting still stands in its destination's queue.
UNFINISHED = (PostingState.PLANNED, PostingState.CLAIMED, PostingState.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Posting:
    """One message owed. ``destination_id`` is a channel or a thread; a notice may name a person.

    ``look`` is FIRST where an earlier send may have arrived; ``words`` holds a notice's sentence.
    """

    id: int
    club_id: int | None
    kind: PostingKind
    subject_id: int
    occurrence: str
    mark: str
    destination_id: int
    due_at: datetime
    state: PostingState
    attempts: int
    not_before: datetime
    claimed_at: datetime | None
    look: Look
    message_id: int | None
    sent_at: datetime | None
    words: str | None
    reason: str | None
    last_send_at: datetime | None = None

    @property
    def may_stand(self) -> bool:
        """Whether an earlier send of it may have arrived."""
        return self.look is Look.FIRST or self.last_send_at is not None


@dataclass(frozen=True, slots=True)
class NewPosting:
    """A posting to be planned; planning the same key twice is harmless."""

    club_id: int | None
    kind: PostingKind
    subject_id: int
    occurrence: str
    destination_id: int
    due_at: datetime
    not_before: datetime | None = None
    words: str | None = None

    @property
    def key(self) -> str:
        """What is unique about it: club, kind, subject and occurrence."""
        return f"{self.club_id or 0}/{self.kind}/{self.subject_id}/{self.occurrence}"


# Discord's codes for what was deleted, or what a server took with it.
CHANNEL_GONE = 10003
MESSAGE_GONE = 10008


@dataclass(frozen=True, slots=True)
class Stop:
    """Where nothing is sent any more, with the code by which Discord refused."""

    destination_id: int
    club_id: int | None
    code: int
    reason: str

    @property
    def is_gone(self) -> bool:
        """Whether the channel no longer exists."""
        return self.code == CHANNEL_GONE


# Why a posting is doubtful where its channel's history is not ours to read: it is looked for once
# that is given back. Other doubts, as in a history too long to search, only a moderator decides.
UNREAD = "its channel's history may not be read"


@dataclass(frozen=True, slots=True)
class HoldUp:
    """A posting that is due and cannot go on: doubtful, or its destination refuses with ``reason``.

    What follows it in its destination waits for it.
    """

    posting: Posting
    reason: str | None

    @property
    def is_doubtful(self) -> bool:
        """Whether a moderator has to say if it stands in its channel."""
        return self.posting.state is PostingState.DOUBTFUL


def mark(database: str, key: str) -> str:
    """The sixteen characters by which a posting's message is known again.

    ``database`` is the random id that the database got when it was made, so that a second or a
    reset database never takes another's message for its own. BLAKE2b (RFC 7693), 64 bits.
    """
    return hashlib.blake2b(f"{database}/{key}".encode(), digest_size=8).hexdigest()


def telling_occurrence(member_id: int) -> str:
    """What tells one member's telling of an answer from another's."""
    return f"to.{member_id}"


def person_told(occurrence: str) -> int:
    """The member out of such an occurrence."""
    return int(occurrence.removeprefix("to."))


def pause(attempts: int) -> timedelta:
    """How long to wait after ``attempts`` failed tries: doubling from 2 seconds to 10 minutes."""
    doublings = max(0, min(attempts, 20) - 1)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))


def must_look(posting: Posting, now: datetime, awake_since: datetime | None = None) -> bool:
    """Whether to search the channel for the claimed posting's message before it is sent.

    ``awake_since`` is since when this process has seen to what is due without a pause: what became
    due after that, and is tried for the first time, is late only because its turn came late.
    """
    if posting.look is not Look.IF_LATE:
        return posting.look is Look.FIRST
    overdue = now - posting.due_at
    was_seen_due = awake_since is not None and awake_since <= posting.due_at
    stood_in_line = was_seen_due and posting.attempts <= 1 and overdue <= IN_LINE
    return overdue > LATE and not stood_in_line


def settled_at(posting: Posting, last_send: datetime) -> datetime:
    """From when on no request of a send that began at ``last_send`` can be under way any more."""
    return last_send + (LEASE if posting.kind in WITHOUT_NONCE else SETTLE)


def believes_absence(posting: Posting, now: datetime, last_send: datetime | None) -> bool:
    """Whether "not found" may be taken for "was never sent".

    ``last_send`` is when the last send of this posting began, or None if there was none.
    """
    # A clock that went back says nothing about the request; it is believed at once.
    return last_send is None or now < last_send or now >= settled_at(posting, last_send)


def is_late(posting: Posting, now: datetime) -> bool:
    """Whether readers deserve a word about the delay."""
    return posting.kind is PostingKind.EXCERPT and now - posting.due_at >= WORTH_A_WORD
