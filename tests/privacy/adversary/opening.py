"""What an adversary reads with every key in hand: rows with their sealed values opened, the journal decoded."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pycrdt import Doc, Map

from server.store.books import Books
from server.store.keys import CLASSES, KeyGone, KeyStore, Tampered
from sessions import pens
from sessions.lib0 import STORED
from sessions.updates import read_update

ROOT = "perspectives"
DATABASES = ("sightline.db", "tray.db")


def waiting(folder: Path) -> dict[str, dict[str, float]]:
    """The Tray's rows as they lie there, sealed: item -> how long each is."""
    with closing(sqlite3.connect(folder / "tray.db")) as tray:
        return {
            item: {"sealed": size} for item, size in tray.execute("SELECT item, length(sealed) FROM tray")
        }


def seats(folder: Path) -> dict[str, list[bytes]]:
    """Seat -> what stands of it on the disk: cookie's hash and sealed value."""
    with closing(sqlite3.connect(folder / "sightline.db")) as main:
        found = main.execute("SELECT id, cookie_hash, sealed FROM seats")
        return {seat: [cookie.encode(), sealed[:24]] for seat, cookie, sealed in found}


def rows(folder: Path, keys: KeyStore, review: str) -> list[str]:
    """Every row of every table, one text each; what is sealed is opened."""
    found = []
    for name in DATABASES:
        with closing(sqlite3.connect(folder / name)) as database:
            tables = [
                table for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            for table in tables:
                columns = [column[1] for column in database.execute(f"PRAGMA table_info({table})")]
                for row in database.execute(f"SELECT * FROM {table}"):
                    found.append(_opened(table, dict(zip(columns, row, strict=True)), keys, review))
    return found


def journal(books: Books, meeting: str, document: str = pens.BOARD) -> list[dict[str, Any]]:
    """The items on a board, each with its fields and where in the journal it was written, and by whom."""
    found: dict[str, dict[str, Any]] = {}
    doc: Doc[Any] = Doc()
    for place, entry in enumerate(books.journal.replay_all(meeting).get(document, [])):
        doc.apply_update(entry)
        for struct in read_update(entry, STORED).structs:
            if struct.parent == ROOT and struct.key:
                known = found.setdefault(struct.key, {"clients": set(), "clock": struct.clock, "row": place})
                known["clients"].add(struct.client)
    shown = doc.get(ROOT, type=Map).to_py() or {}
    return [
        {**shown[item], **known, "id": item, "client": min(known["clients"])} for item, known in found.items()
    ]


def bindings(books: Books, meeting: str, seats: list[str], clients: set[int]) -> dict[str, set[int]]:
    """Which client ids were bound to which seat: the table's MACs, made anew for every pair."""
    pairs = set(books.connection.exec_driver_sql("SELECT pair_mac FROM client_ids").scalars())
    return {
        seat: {client for client in clients if books.keys.mac("client", meeting, seat, str(client)) in pairs}
        for seat in seats
    }


def _opened(table: str, row: dict[str, Any], keys: KeyStore, review: str) -> str:
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}
    sealed = row.get("sealed")
    if isinstance(sealed, bytes) and table != "journal":
        plain["sealed"] = next(_unsealed(table, row, sealed, keys, review), "")
    return json.dumps({"table": table, **plain}, ensure_ascii=False)


def _unsealed(table: str, row: dict[str, Any], sealed: bytes, keys: KeyStore, review: str) -> Iterator[str]:
    place = f"{table.removesuffix('s')}/{row.get('id') or row.get('item')}"
    for kind in CLASSES:
        try:
            yield keys.unseal(review, kind, place, sealed).decode(errors="replace")
        except (KeyGone, Tampered):
            continue
