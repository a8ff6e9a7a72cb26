"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "clubs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("server_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("moderator_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("moderator_role_id", sa.BigInteger(), nullable=True),
        sa.Column("notify_role_id", sa.BigInteger(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("digest_day", sa.Integer(), nullable=False),
        sa.Column("digest_time", sa.String(length=5), nullable=False),
        sa.Column("digest_next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_names", sa.Boolean(), nullable=False),
        sa.Column("digest_when_empty", sa.Boolean(), nullable=False),
        sa.Column("digest_length", sa.String(length=16), nullable=False),
        sa.Column("digest_without", sa.JSON(), nullable=False),
        sa.Column("late_rule", sa.String(length=16), nullable=False),
        sa.Column("threads", sa.String(length=16), nullable=False),
        sa.Column("set_up_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoilers", sa.String(length=16), nullable=False),
        sa.Column("write_first", sa.Boolean(), nullable=False),
        sa.Column("see_through", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clubs"),
        sa.UniqueConstraint("channel_id", name="uq_clubs_channel_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_clubs_digest_next_at", "clubs", ["digest_next_at"], unique=False)
    op.create_index("ix_clubs_server_id", "clubs", ["server_id"], unique=False)
    op.create_table(
        "house",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_house"),
    )
    op.create_table(
        "servers",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("greeted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("greetings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_servers"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_audit_club_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_club_id_at", "audit", ["club_id", "at"], unique=False)
    op.create_table(
        "destinations",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_destinations_club_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_destinations"),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_digests_club_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("club_id", "start", name="uq_digests_club_id_start"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("about_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_drafts_club_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_member_id", "drafts", ["member_id"], unique=False)
    op.create_index("ix_drafts_about_id", "drafts", ["about_id"], unique=False)
    op.create_table(
        "postings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("occurrence", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("destination_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look", sa.String(length=16), server_default="if_late", nullable=False),
        sa.Column("last_send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_postings_club_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_postings"),
        sa.UniqueConstraint("key", name="uq_postings_key"),
        sa.UniqueConstraint("mark", name="uq_postings_mark"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_postings_destination", "postings", ["destination_id", "state", "due_at"], unique=False
    )
    op.create_index("ix_postings_message_id", "postings", ["message_id"], unique=False)
    op.create_index("ix_postings_queue", "postings", ["state", "not_before"], unique=False)
    op.create_index("ix_postings_subject", "postings", ["kind", "subject_id"], unique=False)
    op.create_table(
        "readings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("rights", sa.String(length=16), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("structure", sa.JSON(), nullable=False),
        sa.Column("excerpts", sa.Integer(), nullable=False),
        sa.Column("next_excerpt", sa.Integer(), nullable=False),
        sa.Column("target_minutes", sa.Float(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_readings_club_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_readings_club_id_state", "readings", ["club_id", "state"], unique=False)
    op.create_table(
        "cadences",
        sa.Column(
            "reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("excerpts", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rules", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name="fk_cadences_reading_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reading_id", name="pk_cadences"),
    )
    op.create_index("ix_cadences_next_at", "cadences", ["next_at"], unique=False)
    op.create_table(
        "excerpts",
        sa.Column(
            "reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name="fk_excerpts_reading_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reading_id", "number", name="pk_excerpts"),
    )
    op.create_table(
        "notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("club_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("exact", sa.Text(), nullable=True),
        sa.Column("prefix", sa.Text(), nullable=True),
        sa.Column("suffix", sa.Text(), nullable=True),
        sa.Column("excerpt", sa.Integer(), nullable=True),
        sa.Column("show_to", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=True),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "accepted_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("link_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("link_message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_channel_id", sa.BigInteger(), nullable=True),
        sa.Column("source_message_id", sa.BigInteger(), nullable=True),
        sa.Column("see_through", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_notes_club_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["notes.id"], name="fk_notes_parent_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name="fk_notes_reading_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notes"),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["club_id", "kind", "created_at"],
        ["club_id", "state", "created_at"],
        ["club_id", "author_id", "created_at"],
        ["club_id", "author_id", "reading_id", "excerpt"],
        ["reading_id", "excerpt", "start"],
    ):
        op.create_index(f"ix_notes_{'_'.join(columns)}", "notes", columns, unique=False)
    op.create_index("ix_notes_club_id_created_at", "notes", ["club_id", "created_at"], unique=False)
    op.create_index("ix_notes_parent_id", "notes", ["parent_id"], unique=False)
    op.create_table(
        "pseudonyms",
        sa.Column(
            "reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name="fk_pseudonyms_reading_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reading_id", "member_id", name="pk_pseudonyms"),
        sa.UniqueConstraint("reading_id", "name", name="uq_pseudonyms_reading_id_name"),
    )
    op.create_table(
        "read_marks",
        sa.Column(
            "reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("excerpt", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name="fk_read_marks_reading_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reading_id", "excerpt", "member_id", name="pk_read_marks"),
    )
    op.create_index("ix_read_marks_member_id", "read_marks", ["member_id"], unique=False)
    op.create_table(
        "note_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name="fk_note_versions_note_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_note_versions"),
    )
    op.create_index("ix_note_versions_note_id", "note_versions", ["note_id"], unique=False)
    op.create_table(
        "nods",
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name="fk_nods_note_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", "member_id", name="pk_nods"),
    )
    op.create_index("ix_nods_member_id", "nods", ["member_id"], unique=False)
    op.create_table(
        "choices",
        sa.Column(
            "club_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.String(length=16), nullable=False),
        sa.Column("shows_progress", sa.Boolean(), nullable=False),
        sa.Column("unreachable_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["club_id"], ["clubs.id"], name="fk_choices_club_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("club_id", "member_id", name="pk_choices"),
    )
    op.create_index("ix_choices_member_id", "choices", ["member_id"], unique=False)
    op.create_table(
        "badges",
        sa.Column(
            "posting_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name="fk_badges_posting_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("posting_id", name="pk_badges"),
    )
    op.create_index("ix_badges_due_at", "badges", ["due_at"], unique=False)
    op.create_table(
        "findable",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "reading_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("excerpt", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name="fk_findable_note_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["readings.id"], name="fk_findable_reading_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_findable"),
        sa.UniqueConstraint("note_id", name="uq_findable_note_id"),
        sa.UniqueConstraint("reading_id", "excerpt", name="uq_findable_reading_id_excerpt"),
    )
    _index_trigrams(op.get_bind())


def _index_trigrams(connection: sa.Connection) -> None:
    """An index by three characters, kept by the database itself; neither form is SQLAlchemy's."""
    if connection.dialect.name == "postgresql":
        offered = sa.text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if connection.execute(offered).first() is not None:
            op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            op.execute(
                "CREATE INDEX trigrams_of_findable ON findable USING gin (words gin_trgm_ops)"
            )
        return
    op.execute(
        "CREATE VIRTUAL TABLE trigrams USING fts5("
        "words, content='findable', content_rowid='id', tokenize='trigram case_sensitive 1')"
    )
    forget = "INSERT INTO trigrams(trigrams, rowid, words) VALUES ('delete', old.id, old.words);"
    learn = "INSERT INTO trigrams(rowid, words) VALUES (new.id, new.words);"
    for name, event, deeds in (
        ("learns", "INSERT", learn),
        ("forgets", "DELETE", forget),
        ("relearns", "UPDATE OF words", forget + learn),
    ):
        op.execute(f"CREATE TRIGGER trigrams_{name} AFTER {event} ON findable BEGIN {deeds} END")


def downgrade() -> None:
    """Drop every table."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE trigrams")
    for name in ("findable", "badges", "choices", "nods"):
        op.drop_table(name)
    op.drop_table("note_versions")
    op.drop_table("read_marks")
    op.drop_table("pseudonyms")
    op.drop_table("notes")
    op.drop_table("excerpts")
    op.drop_table("cadences")
    op.drop_table("readings")
    op.drop_table("postings")
    op.drop_table("drafts")
    op.drop_table("digests")
    op.drop_table("destinations")
    op.drop_table("audit")
    op.drop_table("servers")
    op.drop_table("house")
    op.drop_table("clubs")
