"""Records for tests that say only what matters to them, by ``replace``."""

from datetime import UTC, datetime, time

from readbot.club.clubs import Club, LateRule, Threads
from readbot.club.postings import Look, Posting, PostingKind, PostingState

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

CLUB = Club(
    id=1,
    server_id=1,
    channel_id=2,
    moderator_channel_id=None,
    moderator_role_id=None,
    notify_role_id=None,
    zone="UTC",
    language="en",
    digest_day=6,
    digest_time=time(18),
    digest_next_at=None,
    digest_names=True,
    digest_when_empty=False,
    late_rule=LateRule.ONCE,
    threads=Threads.OFF,
    set_up_by=5,
    created_at=LONG_AGO,
)

POSTING = Posting(
    id=1,
    club_id=1,
    kind=PostingKind.EXCERPT,
    subject_id=1,
    occurrence="1.0",
    mark="0123456789abcdef",
    destination_id=2,
    due_at=LONG_AGO,
    state=PostingState.CLAIMED,
    attempts=1,
    not_before=LONG_AGO,
    claimed_at=LONG_AGO,
    look=Look.IF_LATE,
    message_id=None,
    sent_at=None,
    words=None,
    reason=None,
)
"""An excerpt's, on its way."""
