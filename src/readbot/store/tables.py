"""Every table. Discord's ids are 64-bit integers; instants are UTC."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def is_alembics(name: str | None, _kind: str, _parents: object) -> bool:
    """Whether alembic looks after it: the index of trigrams is the database's own."""
    return not (name or "").startswith("trigrams")


class Instant(TypeDecorator[datetime]):
    """A moment: aware on the way in, UTC on the way out, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: it would mean another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; what was stored was UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


# SQLite gives an integer primary key its own numbers only when the type is exactly INTEGER. Where
# an id is part of a posting's key or of a button, AUTOINCREMENT keeps it from being given twice.
Id = BigInteger().with_variant(Integer, "sqlite")


def _key() -> Column[int]:
    return Column("id", Id, primary_key=True)


def _club(*, nullable: bool = False) -> Column[int]:
    return Column("club_id", Id, ForeignKey("clubs.id", ondelete="CASCADE"), nullable=nullable)


def _reading(*, primary: bool = False) -> Column[int]:
    return Column(
        "reading_id",
        Id,
        ForeignKey("readings.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary,
    )


house = Table(
    "house",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

servers = Table(
    "servers",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("greeted_at", Instant),
    Column("greetings", Integer, nullable=False, server_default="0"),
    Column("left_at", Instant),
)

clubs = Table(
    "clubs",
    metadata,
    _key(),
    Column("server_id", BigInteger, nullable=False, index=True),
    Column("channel_id", BigInteger, nullable=False, unique=True),
    Column("moderator_channel_id", BigInteger),
    Column("moderator_role_id", BigInteger),
    Column("notify_role_id", BigInteger),
    Column("zone", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("digest_day", Integer, nullable=False),
    Column("digest_time", String(5), nullable=False),
    Column("digest_next_at", Instant, index=True),
    Column("digest_names", Boolean, nullable=False),
    Column("digest_when_empty", Boolean, nullable=False),
    Column("digest_length", String(16), nullable=False),
    Column("digest_without", JSON, nullable=False),
    Column("late_rule", String(16), nullable=False),
    Column("threads", String(16), nullable=False),
    Column("set_up_by", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("exported_at", Instant),
    Column("spoilers", String(16), nullable=False),
    Column("write_first", Boolean, nullable=False),
    Column("see_through", Boolean, nullable=False),
    Column("approval", String(16), nullable=False, server_default="nobody"),
    Column("notes_an_hour", Integer, nullable=False, server_default="60"),
    Column("longest_note", Integer, nullable=False, server_default="4000"),
    # In days; 0 stands for always.
    Column("keep_notes", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,
)

readings = Table(
    "readings",
    metadata,
    _key(),
    _club(),
    Column("channel_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("details", JSON, nullable=False),
    Column("rights", String(16), nullable=False),
    Column("licence", Text),
    Column("share", Integer),
    Column("state", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("structure", JSON, nullable=False),
    Column("excerpts", Integer, nullable=False),
    Column("next_excerpt", Integer, nullable=False),
    Column("target_minutes", Float, nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("finished_at", Instant),
    Index(None, "club_id", "state"),
    sqlite_autoincrement=True,
)

excerpts = Table(
    "excerpts",
    metadata,
    _reading(primary=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

cadences = Table(
    "cadences",
    metadata,
    _reading(primary=True),
    Column("weekdays", JSON, nullable=False),
    Column("times", JSON, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("first", String(10), nullable=False),
    Column("excerpts", Integer, nullable=False),
    Column("skipped", JSON, nullable=False),
    Column("until", String(10)),
    # The next occurrence as an instant; null while paused or at the end. Worked out anew when the
    # zone rules change: ``rules`` is the tzdata version that it was worked out by.
    Column("next_at", Instant, index=True),
    Column("rules", String(16), nullable=False),
)

postings = Table(
    "postings",
    metadata,
    _key(),
    _club(nullable=True),
    Column("kind", String(16), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("occurrence", String(40), nullable=False),
    Column("key", String(120), nullable=False, unique=True),
    Column("mark", String(16), nullable=False, unique=True),
    Column("destination_id", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("claimed_by", String(40)),
    Column("claimed_at", Instant),
    Column("lease_until", Instant),
    Column("look", String(16), nullable=False, server_default="if_late"),
    Column("last_send_at", Instant),
    Column("message_id", BigInteger, index=True),
    Column("sent_at", Instant),
    Column("words", Text),
    Column("reason", Text),
    Index("ix_postings_queue", "state", "not_before"),
    Index("ix_postings_destination", "destination_id", "state", "due_at"),
    Index("ix_postings_subject", "kind", "subject_id"),
    sqlite_autoincrement=True,
)

destinations = Table(
    "destinations",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    _club(nullable=True),
    Column("stopped_at", Instant, nullable=False),
    Column("code", Integer, nullable=False),
    Column("reason", Text, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    _key(),
    _club(),
    _reading(),
    Column("kind", String(16), nullable=False),
    Column("author_id", BigInteger),
    Column("author_name", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("exact", Text),
    Column("prefix", Text),
    Column("suffix", Text),
    Column("excerpt", Integer),
    Column("show_to", String(16), nullable=False),
    Column("state", String(16)),
    Column("parent_id", Id, ForeignKey("notes.id", ondelete="CASCADE")),
    Column("accepted_id", Id),
    Column("link_channel_id", BigInteger),
    Column("link_message_id", BigInteger),
    Column("created_at", Instant, nullable=False),
    Column("edited_at", Instant),
    Column("withdrawn_at", Instant),
    Column("hidden_at", Instant),
    Column("source_channel_id", BigInteger),
    Column("source_message_id", BigInteger),
    Column("see_through", Boolean, nullable=False),
    Column("hidden_reason", Text),
    Column("held_at", Instant),
    # Counts changes of its words and decisions about it; a moderator's button carries it.
    Column("revision", Integer, nullable=False, server_default="0"),
    # One for each way of listing: each gives the order too, so that a page costs what it shows.
    Index(None, "club_id", "created_at"),
    Index(None, "club_id", "kind", "created_at"),
    Index(None, "club_id", "state", "created_at"),
    Index(None, "club_id", "author_id", "created_at"),
    Index(None, "club_id", "author_id", "reading_id", "excerpt"),
    Index(None, "reading_id", "excerpt", "start"),
    Index(None, "parent_id"),
    Index(None, "club_id", "held_at"),
    Index(None, "club_id", "hidden_at"),
    sqlite_autoincrement=True,
)

note_versions = Table(
    "note_versions",
    metadata,
    _key(),
    Column("note_id", Id, ForeignKey("notes.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("replaced_at", Instant, nullable=False),
)

pseudonyms = Table(
    "pseudonyms",
    metadata,
    _reading(primary=True),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("reading_id", "name"),
)

read_marks = Table(
    "read_marks",
    metadata,
    _reading(primary=True),
    Column("excerpt", Integer, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Index(None, "member_id"),
)

drafts = Table(
    "drafts",
    metadata,
    _key(),
    _club(nullable=True),
    Column("member_id", BigInteger, nullable=False, index=True),
    # Whose words it holds where they are another's, who has not agreed to their being kept.
    Column("about_id", BigInteger, index=True),
    Column("purpose", String(40), nullable=False),
    Column("content", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)

# A nod is a member's mark on another's note: "helpful", or on a question "I wonder too".
nods = Table(
    "nods",
    metadata,
    Column("note_id", Id, ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Index(None, "member_id"),
)

# What a member chose for themselves in a club.
choices = Table(
    "choices",
    metadata,
    Column(
        "club_id",
        Id,
        ForeignKey("clubs.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("answers", String(16), nullable=False),
    Column("shows_progress", Boolean, nullable=False),
    # Since when Discord says that this person takes no messages from us.
    Column("unreachable_at", Instant),
    Index(None, "member_id"),
)

# The folded words of each note, and of each excerpt that was posted, to be searched. Where the
# database can, an index of their trigrams stands beside it; see the first migration.
findable = Table(
    "findable",
    metadata,
    _key(),
    Column("note_id", Id, ForeignKey("notes.id", ondelete="CASCADE"), unique=True),
    Column("reading_id", Id, ForeignKey("readings.id", ondelete="CASCADE")),
    Column("excerpt", Integer),
    Column("words", Text, nullable=False),
    UniqueConstraint("reading_id", "excerpt"),
)

# The number on an excerpt's Notes button, to be shown anew at ``due_at``.
badges = Table(
    "badges",
    metadata,
    Column(
        "posting_id",
        Id,
        ForeignKey("postings.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("due_at", Instant, index=True),
    Column("edited_at", Instant),
)

digests = Table(
    "digests",
    metadata,
    _key(),
    _club(),
    Column("start", Instant, nullable=False),
    Column("end", Instant, nullable=False),
    Column("content", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("club_id", "start"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    _key(),
    _club(nullable=True),
    Column("at", Instant, nullable=False),
    Column("actor_id", BigInteger),
    Column("deed", String(40), nullable=False),
    Column("subject_kind", String(20)),
    Column("subject_id", BigInteger),
    Column("facts", JSON, nullable=False),
    # What a moderator said to it.
    Column("reason", Text),
    # Stand for people who had themselves erased: random, one for each erasure.
    Column("actor_key", String(16)),
    Column("subject_key", String(16)),
    Index(None, "club_id", "at"),
)

# A member's word that moderators should look at a note; settled when one of them decided.
flags = Table(
    "flags",
    metadata,
    Column("note_id", Id, ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
    Index(None, "member_id"),
)

# Who may not write. Of a mute made through a pseudonym ``name`` is known and ``member_id`` is not.
mutes = Table(
    "mutes",
    metadata,
    _key(),
    _club(),
    Column("member_id", BigInteger),
    Column("member_key", String(32), nullable=False),
    Column("name", Text),
    Column("until", Instant),
    Column("reason", Text, nullable=False),
    Column("by_id", BigInteger),
    Column("at", Instant, nullable=False),
    Index(None, "club_id", "member_key"),
    sqlite_autoincrement=True,
)

# The club's words and links that hold a note back, or refuse it.
word_rules = Table(
    "word_rules",
    metadata,
    _key(),
    _club(),
    Column("typed", Text, nullable=False),
    Column("action", String(16), nullable=False),
    Column("added_by", BigInteger),
    Column("at", Instant, nullable=False),
    UniqueConstraint("club_id", "typed"),
)
