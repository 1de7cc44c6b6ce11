"""What a legal hold keeps sealed (promise D3)."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "held",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name=op.f("fk_held_review_reviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_held_review"), "held", ["review"])
