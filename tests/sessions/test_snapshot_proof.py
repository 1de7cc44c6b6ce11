"""What a snapshot proves, and how it says what does not match."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from server.exports.seal import seal_of, verify
from sessions.canonical import canonical
from sessions.contents import Contents, Perspective
from sessions.parts import TEAM_LANE
from sessions.proof import SENTENCES, Finding, check
from sessions.snapshot import Kept, Part, Seal, Snapshot, Unreadable, dump, load
from tests.exports.record import KEY, frozen, seal_without_chance, training_snapshot

PUBLIC = KEY.public_key().public_bytes_raw()
SAID = Contents(
    perspectives=(
        Perspective("p1", "Roeddwn i'n meddwl ei fod o'n saff. 🙂", "role", "Surgery"),
        Perspective("p2", "He said no, so I left it.", "anonymous", "A participant"),
    )
)
PRIVATE = Contents(perspectives=(Perspective("t1", "I had no cover that week.", "private", "A participant"),))


@pytest.fixture
def small() -> Snapshot:
    return frozen(SAID, PRIVATE)


def test_R1_what_was_frozen_and_not_touched_has_no_findings() -> None:
    assert check(training_snapshot(), verify, PUBLIC) == []
    assert check(load(dump(training_snapshot())), verify) == []


def test_R1_the_manifest_holds_salted_hashes_as_promised(small: Snapshot) -> None:
    kept = small.parts["perspectives"].items[0]
    assert kept is not None
    salted = bytes.fromhex(kept.salt) + canonical(kept.item)
    listed = small.manifest["parts"]["perspectives"]
    assert len(bytes.fromhex(kept.salt)) == 16
    assert listed["items"][0] == hashlib.sha256(salted).hexdigest()
    assert listed["hash"] == hashlib.sha256(canonical(listed["items"])).hexdigest()
    assert small.hash == hashlib.sha256(canonical(small.manifest)).hexdigest()
    KEY.public_key().verify(small.signature, canonical(small.manifest))


def test_R1_the_manifest_carries_chain_journal_key_and_number(small: Snapshot) -> None:
    second = frozen(SAID, number=2, earlier=[small])
    assert small.manifest["previous"] is None
    assert second.manifest["previous"] == small.hash
    assert second.manifest["number"] == second.number == 2
    assert second.manifest["key"] == hashlib.sha256(PUBLIC).hexdigest()
    assert len(second.manifest["journal"]) == 64
    assert check(second, verify, PUBLIC, previous=small) == []
    assert check(second, verify, PUBLIC, previous=frozen()) == [Finding("previous")]


def test_R1_one_flipped_byte_anywhere_is_found(small: Snapshot) -> None:
    whole = dump(small)
    unseen = [at for at in range(len(whole)) if not found(flipped(whole, at))]
    assert unseen == []


@pytest.mark.parametrize(
    ("words", "part", "position"),
    [("He said no", "perspectives", 2), ("Follow-on meeting 1", "cover", 2), ("no cover", TEAM_LANE, 1)],
)
def test_R1_a_flipped_byte_is_named_by_part_and_item(
    small: Snapshot, words: str, part: str, position: int
) -> None:
    whole = dump(small)
    for at in range(whole.index(words.encode()), whole.index(words.encode()) + len(words)):
        assert found(flipped(whole, at)) == [Finding("item", part, position)]
    assert Finding("item", part, position).say() == f"Item {position} of “{part}” is not what was frozen."


def test_R1_a_flipped_signature_key_or_manifest_is_named(small: Snapshot) -> None:
    whole = dump(small)
    assert found(flipped(whole, whole.index(small.signature.hex().encode()))) == [Finding("signature")]
    assert Finding("key") in found(flipped(whole, whole.index(small.public_key.hex().encode())))
    assert found(flipped(whole, whole.index(b'"number":1') + 9)) == [Finding("signature")]
    listed = small.manifest["parts"]["perspectives"]["items"][1].encode()
    assert found(flipped(whole, whole.index(listed))) == [
        Finding("signature"),
        Finding("part", "perspectives"),
        Finding("item", "perspectives", 2),
    ]


def test_R1_a_part_left_out_still_verifies() -> None:
    snapshot = training_snapshot()
    for part in snapshot.manifest["parts"]:
        copy = load(dump(snapshot.without(part)))
        assert check(copy, verify, PUBLIC) == []
        assert copy.left_out() == [(part, None)]
        assert copy.items(part) == []
        assert copy.hash == snapshot.hash


def test_R1_an_item_left_out_still_verifies_and_shows(small: Snapshot) -> None:
    copy = load(dump(small.erased("perspectives", 0).erased(TEAM_LANE, 0)))
    assert check(copy, verify, PUBLIC) == []
    assert copy.left_out() == [("perspectives", 0), (TEAM_LANE, 0)]
    assert [item["id"] for item in copy.items("perspectives")] == ["p2"]
    assert "saff" not in dump(copy).decode() and "cover that" not in dump(copy).decode()


def test_R1_an_item_moved_added_or_swapped_is_found(small: Snapshot) -> None:
    first, second = small.parts["perspectives"].items
    extra = Kept("0" * 32, {"id": "p3", "text": "I was never there"})
    assert names(small, (second, first)) == [("item", 1), ("item", 2)]
    assert names(small, (first,)) == [("count", 0)]
    assert names(small, (first, second, extra)) == [("count", 0)]


def test_R1_a_part_that_nobody_signed_is_found(small: Snapshot) -> None:
    odd = replace(small, parts={**small.parts, "verdict": Part()})
    assert check(odd, verify) == [Finding("unknown", "verdict")]
    opened = replace(small.parts[TEAM_LANE], salt=None, hashes=None)
    assert Finding("seal", TEAM_LANE) in check(
        replace(small, parts={**small.parts, TEAM_LANE: opened}), verify
    )


def test_R1_another_signer_is_found_only_with_the_key_you_know(small: Snapshot) -> None:
    stranger = Ed25519PrivateKey.generate()
    seal = Seal(lambda: bytes(16), stranger.public_key().public_bytes_raw(), stranger.sign)
    forged = frozen(SAID, seal=seal)
    assert check(forged, verify) == []
    assert check(forged, verify, PUBLIC) == [Finding("signer")]


def test_R1_the_instances_own_seal_signs_with_fresh_salts() -> None:
    seal = seal_of(bytes(range(32)))
    one, two = frozen(SAID, seal=seal), frozen(SAID, seal=seal)
    assert check(one, verify, PUBLIC) == check(two, verify, PUBLIC) == []
    assert one.hash != two.hash
    assert not verify(b"short", b"", b"")


def test_B4_a_copy_without_the_lane_does_not_tell_whether_there_was_one() -> None:
    some, none = frozen(SAID, PRIVATE).without(TEAM_LANE), frozen(SAID).without(TEAM_LANE)
    assert shape(json.loads(dump(some))) == shape(json.loads(dump(none)))
    assert some.manifest["parts"][TEAM_LANE].keys() == {"hash"}
    fresh = frozen(SAID, seal=seal_without_chance("another"))
    assert fresh.manifest["parts"][TEAM_LANE] != none.manifest["parts"][TEAM_LANE]


@settings(max_examples=60)
@given(
    st.lists(st.builds(Perspective, st.text(min_size=1), st.text(), st.text(), st.text()), max_size=4),
    st.dictionaries(st.text(), st.none() | st.integers() | st.dictionaries(st.text(), st.integers())),
)
def test_R1_whatever_was_said_is_read_back_the_same(
    said: list[Perspective], counts: dict[str, object]
) -> None:
    snapshot = frozen(Contents(perspectives=tuple(said), counts=counts))
    again = load(dump(snapshot))
    assert again == snapshot
    assert dump(again) == dump(snapshot)
    assert check(again, verify, PUBLIC) == []


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b'{"format":"sightline-snapshot/2"}', b"\x00", b"PK\x03\x04"]
)
def test_what_is_no_snapshot_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Unreadable, match="snapshot file"):
        load(content)


@pytest.mark.parametrize("gone", ["manifest", "parts", "public_key", "signature"])
def test_a_file_with_a_piece_missing_or_bent_is_refused(small: Snapshot, gone: str) -> None:
    held = json.loads(dump(small))
    with pytest.raises(Unreadable):
        load(canonical({key: value for key, value in held.items() if key != gone}))
    for bent in (None, [], {}, "zz", 1, {"x": 1}, [1], {"items": None}, {"items": [1]}):
        if (gone, bent) != ("parts", {}):
            with pytest.raises(Unreadable):
                load(canonical({**held, gone: bent}))


@pytest.mark.parametrize(
    "bent",
    [
        {"items": [{"salt": "00", "item": {}}]},
        {"items": [{"salt": "0" * 32, "item": {}, "more": 1}]},
        {"items": [{"salt": "0" * 32, "item": []}]},
        {"items": [], "salt": "0" * 32, "hashes": ["zz"]},
        {"items": [], "hashes": []},
    ],
)
def test_a_part_of_another_shape_is_refused(small: Snapshot, bent: dict[str, object]) -> None:
    held = json.loads(dump(small))
    with pytest.raises(Unreadable):
        load(canonical({**held, "parts": {"perspectives": bent}}))


def test_a_label_or_a_salt_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="draft or accepted"):
        frozen(label="final")
    with pytest.raises(ValueError, match="16 bytes"):
        frozen(SAID, seal=replace(seal_without_chance(), salt=lambda: b"short"))


def test_every_finding_has_a_sentence() -> None:
    assert all(Finding(code, "cover", 1).say() for code in SENTENCES)


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def found(content: bytes) -> list[Finding]:
    """What is wrong with a file; one that cannot be read counts as a finding of its own."""
    try:
        return check(load(content), verify)
    except Unreadable:
        return [Finding("unknown", "file")]


def names(snapshot: Snapshot, items: tuple[Kept | None, ...]) -> list[tuple[str, int]]:
    changed = replace(snapshot, parts={**snapshot.parts, "perspectives": Part(items)})
    return [(finding.code, finding.item) for finding in check(changed, verify)]


def shape(value: object) -> object:
    """A file with every text replaced by its length."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return len(value) if isinstance(value, str) else value
