"""Digests as kept: a window of the discussion, by the ids of what is in it, not the words."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """One window ``[start, end)`` of a club's discussion.

    ``note_ids`` are in the order in which they are shown. Words are read when it is rendered, so
    that what was hidden, edited or erased since is so in the digest too.
    """

    id: int
    club_id: int
    start: datetime
    end: datetime
    note_ids: tuple[int, ...]
    created_at: datetime
    sent_at: datetime | None
    message_id: int | None
    channel_id: int | None
