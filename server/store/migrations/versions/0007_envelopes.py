"""Names of the authors of sealed notes, and the log of their opening (issue D, point 1)."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "envelopes",
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meetings.id"], name=op.f("fk_envelopes_meeting_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("meeting", "item", name=op.f("pk_envelopes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "openings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting"], ["meetings.id"], name=op.f("fk_openings_meeting_meetings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_openings")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_openings_meeting"), "openings", ["meeting"])
