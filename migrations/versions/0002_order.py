"""Order: flags, hiding with a reason, holding back, mutes, words, and a log with reasons."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _club() -> sa.Column[int]:
    return sa.Column("club_id", _ID, nullable=False)


def _of_club(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["club_id"], ["clubs.id"], name=f"fk_{table}_club_id", ondelete="CASCADE"
    )


def _add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def upgrade() -> None:
    """Add what order needs; everything that is there stays as it is."""
    _add(
        "clubs",
        sa.Column("approval", sa.String(length=16), server_default="nobody", nullable=False),
        sa.Column("notes_an_hour", sa.Integer(), server_default="60", nullable=False),
        sa.Column("longest_note", sa.Integer(), server_default="4000", nullable=False),
    )
    _add(
        "notes",
        sa.Column("hidden_reason", sa.Text(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
    )
    op.create_index("ix_notes_club_id_held_at", "notes", ["club_id", "held_at"])
    op.create_index("ix_notes_club_id_hidden_at", "notes", ["club_id", "hidden_at"])
    _add(
        "audit",
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor_key", sa.String(length=16), nullable=True),
        sa.Column("subject_key", sa.String(length=16), nullable=True),
    )
    _make_flags()
    _make_mutes()
    _make_word_rules()


def _make_flags() -> None:
    op.create_table(
        "flags",
        sa.Column("note_id", _ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name="fk_flags_note_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("note_id", "member_id", name="pk_flags"),
    )
    op.create_index("ix_flags_member_id", "flags", ["member_id"])


def _make_mutes() -> None:
    op.create_table(
        "mutes",
        sa.Column("id", _ID, nullable=False),
        _club(),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("member_key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_club("mutes"),
        sa.PrimaryKeyConstraint("id", name="pk_mutes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mutes_club_id_member_key", "mutes", ["club_id", "member_key"])


def _make_word_rules() -> None:
    op.create_table(
        "word_rules",
        sa.Column("id", _ID, nullable=False),
        _club(),
        sa.Column("typed", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _of_club("word_rules"),
        sa.PrimaryKeyConstraint("id", name="pk_word_rules"),
        sa.UniqueConstraint("club_id", "typed", name="uq_word_rules_club_id_typed"),
    )


def downgrade() -> None:
    """Go back to the first schema."""
    for table in ("word_rules", "mutes", "flags"):
        op.drop_table(table)
    op.drop_index("ix_notes_club_id_hidden_at", "notes")
    op.drop_index("ix_notes_club_id_held_at", "notes")
    for table, columns in (
        ("audit", ("subject_key", "actor_key", "reason")),
        ("notes", ("revision", "held_at", "hidden_reason")),
        ("clubs", ("longest_note", "notes_an_hour", "approval")),
    ):
        for column in columns:
            op.drop_column(table, column)
