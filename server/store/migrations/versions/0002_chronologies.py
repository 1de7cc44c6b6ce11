"""Chronologies in the order in which they came, with their file and their reading beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the place and the parts."""
    op.add_column("chronologies", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "chronology_parts",
        sa.Column("chronology", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chronology"],
            ["chronologies.id"],
            name=op.f("fk_chronology_parts_chronology_chronologies"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chronology", "name", name=op.f("pk_chronology_parts")),
    )
