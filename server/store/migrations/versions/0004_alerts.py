"""Risk alerts, and the people who must be told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review", sa.String(length=32), nullable=False),
        sa.Column("meeting", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name=op.f("fk_alerts_review_reviews")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_review"), "alerts", ["review"])
    op.create_index(op.f("ix_alerts_meeting"), "alerts", ["meeting"])
    op.create_table(
        "duty_leads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("review", sa.String(length=32), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=True),
        sa.Column("cookie_hash", sa.String(length=64), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review"], ["reviews.id"], name=op.f("fk_duty_leads_review_reviews"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_leads")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_duty_leads_link_hash")),
        sa.UniqueConstraint("cookie_hash", name=op.f("uq_duty_leads_cookie_hash")),
    )
    op.create_index(op.f("ix_duty_leads_review"), "duty_leads", ["review"])
