"""The key store (promise D4)."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from server.store.keys import PEOPLE, WORKING, KeyGone, KeyStore, Tampered, read_secret


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    store = KeyStore(tmp_path / "keys", read_secret(tmp_path))
    store.make("r1", WORKING)
    store.make("r1", PEOPLE)
    return store


def test_D4_what_was_sealed_opens_in_its_place_only(keys: KeyStore) -> None:
    sealed = keys.seal("r1", WORKING, "board/1", b"words")
    assert keys.unseal("r1", WORKING, "board/1", sealed) == b"words"
    for kind, place in ((WORKING, "board/2"), (PEOPLE, "board/1")):
        with pytest.raises(Tampered):
            keys.unseal("r1", kind, place, sealed)


def test_D4_a_destroyed_key_opens_nothing_even_from_a_copy_of_the_rows(
    keys: KeyStore, tmp_path: Path
) -> None:
    sealed = keys.seal("r1", WORKING, "board/1", b"words")
    keys.destroy("r1", WORKING)
    for store in (keys, KeyStore(tmp_path / "keys", read_secret(tmp_path))):
        with pytest.raises(KeyGone):
            store.unseal("r1", WORKING, "board/1", sealed)


def test_D4_another_instance_cannot_unwrap(keys: KeyStore, tmp_path: Path) -> None:
    sealed = keys.seal("r1", WORKING, "board/1", b"words")
    other = KeyStore(tmp_path / "keys", bytes(32))
    with pytest.raises(Tampered):
        other.unseal("r1", WORKING, "board/1", sealed)


def test_the_secret_and_the_keys_are_for_their_owner_only(keys: KeyStore, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    files = list((tmp_path / "keys").iterdir())
    assert len(files) == 2 and all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert read_secret(tmp_path) == read_secret(tmp_path)


def test_a_key_is_made_once(keys: KeyStore) -> None:
    before = keys.raw("r1", WORKING)
    keys.make("r1", WORKING)
    assert keys.raw("r1", WORKING) == before


@pytest.mark.parametrize("owner", ["../x", "a/b", ""])
def test_an_id_cannot_leave_the_folder(keys: KeyStore, owner: str) -> None:
    with pytest.raises(ValueError):
        keys.make(owner, WORKING)


def test_A6_a_key_that_another_process_renewed_is_not_used_from_memory(
    keys: KeyStore, tmp_path: Path
) -> None:
    other = KeyStore(tmp_path / "keys", read_secret(tmp_path))
    keys.make("m1", "tray-6")
    keys.seal("m1", "tray-6", "item", b"words")
    other.destroy("m1", "tray-6")
    other.make("m1", "tray-6")
    keys.reread("m1", "tray-6")
    assert other.unseal("m1", "tray-6", "item", keys.seal("m1", "tray-6", "item", b"later")) == b"later"
