"""The journal lies in the order of its key on SQLite: a beat touches one page less, and a replay reads in a row."""

from alembic import op

revision = "0003"
down_revision = "0002"

_COLUMNS = "meeting, seq, document, kind, phase_number, sealed, head"


def upgrade() -> None:
    """Make the table anew without row ids and move what stands in it."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("journal", "journal_before")
    op.execute(
        "CREATE TABLE journal (meeting VARCHAR(32) NOT NULL, seq BIGINT NOT NULL, document VARCHAR(8) NOT NULL,"
        " kind VARCHAR(10) NOT NULL, phase_number INTEGER NOT NULL, sealed BLOB NOT NULL, head BLOB NOT NULL,"
        " CONSTRAINT pk_journal PRIMARY KEY (meeting, seq),"
        " CONSTRAINT fk_journal_meeting_meetings FOREIGN KEY(meeting) REFERENCES meetings (id)"
        " ON DELETE CASCADE) WITHOUT ROWID"
    )
    op.execute(f"INSERT INTO journal ({_COLUMNS}) SELECT {_COLUMNS} FROM journal_before")
    op.drop_table("journal_before")
