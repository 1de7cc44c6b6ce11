"""What is said about a snapshot after it was taken (issue D, point 5)."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "statements",
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("snapshot", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting", "snapshot"],
            ["snapshots.meeting", "snapshots.number"],
            name=op.f("fk_statements_meeting_snapshots"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting", "snapshot", "number", name=op.f("pk_statements")),
        sqlite_with_rowid=False,
    )
