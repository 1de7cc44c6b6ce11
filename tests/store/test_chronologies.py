"""Chronologies on disk: in order, sealed, their large parts beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from server.config import read_settings
from server.store import accounts
from server.store import reviews as rows
from server.store.books import Store
from server.store.tables import metadata
from sessions.meeting import Review

WORDS = "The neighbour phoned about a smell of burning"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(read_settings({"SIGHTLINE_DATA": str(tmp_path)}))
    account = made.write_now(lambda books: accounts.add_account(books, "Ada"))
    for key in ("1" * 16, "2" * 16):
        made.write_now(lambda books, key=key: rows.add_review(books, Review(id=key), account))
    yield made
    made.close()


def add(store: Store, name: str, review: str = "1" * 16) -> str:
    chronology = {"agency": "GP", "file": name, "state": "draft", "events": [{"what": WORDS}]}
    return store.write_now(lambda books: rows.add_chronology(books, review, chronology))


def keep(store: Store, key: str, name: str, plain: bytes) -> None:
    sealed = rows.sealed_part(store.keys, "1" * 16, key, name, plain)
    store.write_now(lambda books: rows.keep_part(books, key, name, sealed))


def part(store: Store, key: str, name: str) -> bytes | None:
    return store.read_now(lambda books: rows.part_of(books, "1" * 16, key, name))


def test_they_stay_in_the_order_in_which_they_came(store: Store) -> None:
    names = [f"{number}.xlsx" for number in (3, 1, 2, 9, 4)]
    keys = [add(store, name) for name in names]
    store.write_now(lambda books: rows.remove_chronology(books, "1" * 16, keys[1]))
    add(store, "last.csv")
    kept = store.read_now(lambda books: rows.chronologies_of(books, "1" * 16))
    assert [one["file"] for one in kept.values()] == ["3.xlsx", "2.xlsx", "9.xlsx", "4.xlsx", "last.csv"]


def test_one_is_found_in_its_own_review_only(store: Store) -> None:
    key = add(store, "a.csv")
    assert store.read_now(lambda books: rows.find_chronology(books, "1" * 16, key)) is not None
    assert store.read_now(lambda books: rows.find_chronology(books, "2" * 16, key)) is None
    assert store.read_now(lambda books: rows.find_chronology(books, "1" * 16, "0" * 16)) is None


def test_a_part_is_replaced_dropped_and_gone_with_its_chronology(store: Store) -> None:
    key = add(store, "a.csv")
    keep(store, key, "file", b"one")
    keep(store, key, "file", b"two")
    keep(store, key, "reading", b"three")
    assert (part(store, key, "file"), part(store, key, "reading")) == (b"two", b"three")
    store.write_now(lambda books: rows.drop_part(books, key, "file"))
    assert (part(store, key, "file"), part(store, key, "reading")) == (None, b"three")
    store.write_now(lambda books: rows.remove_chronology(books, "1" * 16, key))
    assert part(store, key, "reading") is None


def test_D4_no_word_of_a_chronology_is_plain_on_disk(store: Store, tmp_path: Path) -> None:
    key = add(store, "Smith family.csv")
    keep(store, key, "file", WORDS.encode() * 500)
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 2
    assert not any(WORDS.encode() in raw or b"Smith" in raw for raw in files)


def test_the_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    with store._reading.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
