"""A club says how many days what is written in it is kept; 0 stands for always."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep always what was kept always until now."""
    op.add_column("clubs", sa.Column("keep_notes", sa.Integer, nullable=False, server_default="0"))
