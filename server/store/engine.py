"""Opening the databases: the main one and the Tray's own file, with the pragmas that the promises need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from server.config import Settings
from server.store.tables import tray_metadata

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA busy_timeout=5000",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def open_engine(address: str, begin: str = "BEGIN") -> Engine:
    """An engine for one database.

    Args:
        address: an SQLAlchemy address; SQLite gets WAL and synchronous=FULL (promise D1).
        begin: how a transaction starts on SQLite; the writer says BEGIN IMMEDIATE.
    """
    if not address.startswith("sqlite"):
        return create_engine(address)
    engine = create_engine(address, connect_args={"isolation_level": None, "check_same_thread": False})
    event.listen(engine, "connect", _set_pragmas)

    # The sqlite3 module's own idea of when to BEGIN breaks savepoints, so it is switched off above.
    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def open_tray(folder: Path) -> Engine:
    """The Tray's file, opened by the writer alone (promise A6)."""
    engine = open_engine(f"sqlite:///{folder / 'tray.db'}", "BEGIN IMMEDIATE")
    tray_metadata.create_all(engine)
    return engine


def migrate(settings: Settings) -> None:
    """Bring the main database to the newest shape; the folder is made if it is missing."""
    settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = open_engine(settings.database)
    command.upgrade(config, "head")


def _set_pragmas(connection: Any, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()
