"""The tables. Words, names and bytes of a board are only ever in `sealed` columns (promise D4).

No row of a contribution refers to a seat, and no row that names a seat is written because of one (promise A4).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("password_hash", String(200), nullable=False, default=""),
)

# Links work once, cookies until they expire; both are kept as SHA-256 only.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(32), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(32), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

chronologies = Table(
    "chronologies",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("review", String(32), ForeignKey("reviews.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("place", Integer, nullable=False, server_default="0"),
    Column("sealed", LargeBinary, nullable=False),
)

# The large things of a chronology: its file as the agency sent it, and how that was read.
chronology_parts = Table(
    "chronology_parts",
    metadata,
    Column("chronology", String(32), ForeignKey("chronologies.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(8), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("review", String(32), ForeignKey("reviews.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("phase_number", Integer, nullable=False, default=0),
    Column("join_code_mac", String(64), nullable=False, unique=True),
    Column("screen_token_hash", String(64), nullable=False, unique=True),
)

# One row per meeting and table (0 = plenary): the referee of every race between writers.
referees = Table(
    "referees",
    metadata,
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("table_no", Integer, primary_key=True),
    Column("phase_number", Integer, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("head", LargeBinary, nullable=False),
)

invited = Table(
    "invited",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("place", Integer, nullable=False, default=0),
    Column("sealed", LargeBinary, nullable=False),
)

personal_links = Table(
    "personal_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("invited", String(32), ForeignKey("invited.id", ondelete="CASCADE"), nullable=False),
)

seats = Table(
    "seats",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("cookie_hash", String(64), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("document", String(8), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("phase_number", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("head", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Which Yjs client id belongs to which seat, as two MACs; emptied when the meeting closes (promise G2).
client_ids = Table(
    "client_ids",
    metadata,
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("id_mac", String(64), primary_key=True),
    Column("pair_mac", String(64), nullable=False),
)

# A finished release, so that one found half done at start-up is finished once (promise A6).
releases = Table(
    "releases",
    metadata,
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("batch", String(32), primary_key=True),
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("manifest_hash", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# What was said about a snapshot since, each sealed under the record key; counted from 1 for each snapshot.
statements = Table(
    "statements",
    metadata,
    Column("meeting", String(32), primary_key=True),
    Column("snapshot", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["meeting", "snapshot"], ["snapshots.meeting", "snapshots.number"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

# Risk alerts stand outside the boards and outlive their meeting: nothing removes one along with it.
alerts = Table(
    "alerts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("review", String(32), ForeignKey("reviews.id"), nullable=False, index=True),
    Column("meeting", String(32), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
)

# Who must be told, with a page of their own: a link works once, then the cookie of that device.
duty_leads = Table(
    "duty_leads",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("review", String(32), ForeignKey("reviews.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("link_hash", String(64), nullable=True, unique=True),
    Column("cookie_hash", String(64), nullable=True, unique=True),
    Column("sealed", LargeBinary, nullable=False),
)

# What opens letters to the author of a note; comes and goes with the note, in one sorted batch (promises A6, A10).
locks = Table(
    "locks",
    metadata,
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Names of the authors of sealed notes, each for two key holders together; comes and goes with the note.
envelopes = Table(
    "envelopes",
    metadata,
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# That an envelope was opened, when, by whom and why; never whose name was in it.
openings = Table(
    "openings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

letters = Table(
    "letters",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), ForeignKey("meetings.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# What a legal hold keeps that would have gone; nothing removes it with its meeting (promise D3).
held = Table(
    "held",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("review", String(32), ForeignKey("reviews.id"), nullable=False, index=True),
    Column("meeting", String(32), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

tray_metadata = MetaData()

# The Tray's own small file: rows with no person and no clock (promise A6).
tray = Table(
    "tray",
    tray_metadata,
    Column("meeting", String(32), primary_key=True),
    Column("item", String(64), primary_key=True),
    Column("phase_number", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("batch", String(32), nullable=False, default=""),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
