"""The reader of Yjs updates: what it makes of honest ones, state vectors and numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Doc, Text

from sessions.lib0 import LIVE, STORED, number
from sessions.refusals import UpdateRefused
from sessions.updates import (
    ANY,
    DELETED,
    FORMAT,
    GC,
    STRING,
    TYPE,
    peek_client,
    read_deletes,
    read_state_vector,
    read_update,
)
from tests.live.yjs.replicas import Replicas, start
from tests.sessions import forge

BORN = b"\0\0"


@pytest.fixture(scope="module")
def replicas() -> Iterator[Replicas]:
    started = start()
    yield started
    started.close()


def sent(replicas: Replicas, *acts: tuple[str, int, int, str], together: bool = True) -> list[bytes]:
    replicas.ask("reset")
    replicas.open(0, 77, BORN, "text", True)
    return replicas.act(0, list(acts), together)


def test_G3_words_are_counted_in_units_of_the_browser(replicas: Replicas) -> None:
    (update,) = sent(replicas, ("write", 0, 0, "é😀x"))
    (struct,) = read_update(update).structs
    assert (struct.ref, struct.length, struct.lows, struct.parent) == (STRING, 4, (2,), "words")


def test_G3_an_event_is_read_with_its_containers_and_values(replicas: Replicas) -> None:
    (update,) = sent(replicas, ("add", 1, 1, "Fell"))
    read = read_update(update)
    assert [struct.ref for struct in read.structs] == [TYPE, ANY, ANY, TYPE, STRING, TYPE, ANY]
    assert [struct.kind for struct in read.structs if struct.ref == TYPE] == [1, 2, 0]
    assert read.structs[0].parent == "timeline" and read.structs[1].parent == (77, 0)
    assert sum(struct.length for struct in read.structs) == 11 and not read.deletes


def test_G3_what_is_added_and_taken_away_at_once_comes_as_forgotten_runs(replicas: Replicas) -> None:
    (update,) = sent(replicas, ("add", 1, 1, "Fell"), ("drop", 0, 1, ""))
    read = read_update(update)
    assert [struct.ref for struct in read.structs] == [DELETED, GC]
    assert read.deletes == [(77, 0, 11)]


def test_G3_formattings_are_read(replicas: Replicas) -> None:
    update = sent(replicas, ("write", 0, 0, "Fell"), ("style", 0, 0, "Fell"))[-1]
    assert FORMAT in {struct.ref for struct in read_update(update).structs}


def test_G2_the_writers_id_is_seen_without_reading_on(replicas: Replicas) -> None:
    (update,) = sent(replicas, ("write", 0, 0, "x"))
    assert peek_client(update) == 77
    assert peek_client(b"\0\0") is None
    with pytest.raises(UpdateRefused):
        peek_client(b"\1\1")


@given(st.integers(0, (1 << 56) - 1))
def test_G3_numbers_come_back_as_they_were_written(written: int) -> None:
    encoded = forge.varint(written)
    assert number(encoded + b"\0", 0) == (written, len(encoded))


@given(st.integers(1 << 56, 1 << 70))
def test_G3_numbers_of_more_than_eight_bytes_are_refused(written: int) -> None:
    with pytest.raises(UpdateRefused):
        number(forge.varint(written), 0)


@given(st.binary(max_size=300))
def test_G1_any_bytes_are_read_or_refused(noise: bytes) -> None:
    for limits in (LIVE, STORED):
        try:
            read_update(noise, limits)
        except UpdateRefused:
            continue


@given(st.dictionaries(st.integers(0, (1 << 53) - 1), st.integers(0, (1 << 31) - 1), max_size=20))
def test_G4_state_vectors_come_back_as_they_were_written(known: dict[int, int]) -> None:
    assert read_state_vector(vector(known)) == known


def vector(known: dict[int, int]) -> bytes:
    entries = (forge.varint(client) + forge.varint(clock) for client, clock in known.items())
    return forge.varint(len(known)) + b"".join(entries)


def test_G4_pycrdts_own_state_vector_is_read() -> None:
    doc: Doc = Doc(client_id=9)
    doc.get("words", type=Text).insert(0, "é😀")
    assert read_state_vector(doc.get_state()) == {9: 3}


@pytest.mark.parametrize(
    ("code", "hostile"),
    [
        ("clients", vector(dict.fromkeys(range(4097), 1))),
        ("clients", forge.varint(1 << 40)),
        ("clock", b"\1" + forge.varint(1 << 53) + b"\1"),
        ("clock", b"\1\5" + forge.varint(1 << 31)),
        ("trailing", vector({5: 1}) + b"\0"),
        ("truncated", vector({5: 1})[:-1]),
        ("truncated", b""),
        ("varint", b"\xff" * 60_000),
    ],
)
def test_G4_a_hostile_state_vector_is_refused(code: str, hostile: bytes) -> None:
    with pytest.raises(UpdateRefused) as refused:
        read_state_vector(hostile)
    assert refused.value.code == code


def test_G4_a_state_vector_of_4096_clients_is_read() -> None:
    assert len(read_state_vector(vector(dict.fromkeys(range(4096), 1)))) == 4096


def test_G3_deletions_are_read_as_pycrdt_reports_them() -> None:
    doc: Doc = Doc(client_id=9)
    words = doc.get("words", type=Text)
    words.insert(0, "abcdef")
    reported: list[bytes] = []
    doc.observe(lambda ended: reported.append(ended.delete_set))
    del words[1:3]
    assert read_deletes(reported[-1]) == [(9, 1, 2)]


def test_G3_the_servers_own_state_may_be_large() -> None:
    doc: Doc = Doc(client_id=9)
    doc.get("words", type=Text).insert(0, "x" * 100_000)
    with pytest.raises(UpdateRefused):
        read_update(doc.get_update(), LIVE)
    assert read_update(doc.get_update(), STORED).structs[0].length == 100_000
