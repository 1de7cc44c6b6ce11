"""Does a snapshot hold together, and who says so? Promise R1: anyone can check it, without our server.

What no copy can show by itself stays unsaid here: that a later snapshot exists, that the day is true, or,
without a key known from elsewhere, who the signer is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sessions.canonical import canonical, digest
from sessions.refusals import N_
from sessions.snapshot import Kept, Part, Snapshot, part_hash
from sessions.statements import faulty

# Takes the raw public key, the raw signature and the message; says whether they belong together.
Verify: TypeAlias = Callable[[bytes, bytes, bytes], bool]

SENTENCES = {
    "signature": N_("The signature does not belong to this manifest."),
    "key": N_("The public key is not the one that the manifest names."),
    "signer": N_("This was signed by another key than the one you expected."),
    "part": N_("The list of items in “{part}” does not match the manifest."),
    "count": N_("“{part}” holds more or fewer items than the manifest lists."),
    "item": N_("Item {item} of “{part}” is not what was frozen."),
    "unknown": N_("“{part}” is not in the manifest."),
    "seal": N_("“{part}” is sealed in one place and open in another."),
    "statement": N_("Statement {item} about this snapshot is not what was signed."),
    "previous": N_("This does not follow the snapshot it should follow."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not match: `code` is a key of `SENTENCES`, `item` counts from 1."""

    code: str
    part: str = ""
    item: int = 0

    def say(self, translate: Callable[[str], str] = str) -> str:
        """The finding as a sentence."""
        return translate(SENTENCES[self.code]).format(part=self.part, item=self.item)


def check(
    snapshot: Snapshot, verify: Verify, public_key: bytes | None = None, previous: Snapshot | None = None
) -> list[Finding]:
    """Name what does not match; an empty list means that what is here is what was frozen and signed.

    Args:
        snapshot: a whole one or a copy that lacks parts or items; `Snapshot.left_out` names those.
        verify: Ed25519.
        public_key: the key you expect, known from elsewhere. Without it the answer is only "consistent,
            signer not checked".
        previous: the snapshot that this one should follow, if you hold it.
    """
    return [
        *_signed(snapshot, verify, public_key),
        *_follows(snapshot, previous),
        *_unknown(snapshot),
        *(finding for name in snapshot.manifest["parts"] for finding in _part(snapshot, name)),
        *_stated(snapshot, verify),
    ]


def _signed(snapshot: Snapshot, verify: Verify, public_key: bytes | None) -> Iterator[Finding]:
    if not verify(snapshot.public_key, snapshot.signature, canonical(snapshot.manifest)):
        yield Finding("signature")
    if digest(snapshot.public_key) != snapshot.manifest.get("key"):
        yield Finding("key")
    if public_key is not None and public_key != snapshot.public_key:
        yield Finding("signer")


def _follows(snapshot: Snapshot, previous: Snapshot | None) -> Iterator[Finding]:
    if previous is not None and snapshot.manifest.get("previous") != previous.hash:
        yield Finding("previous")


def _stated(snapshot: Snapshot, verify: Verify) -> Iterator[Finding]:
    places = faulty(snapshot.statements, snapshot.hash, snapshot.public_key, verify)
    yield from (Finding("statement", item=place) for place in places)


def _unknown(snapshot: Snapshot) -> Iterator[Finding]:
    listed = snapshot.manifest["parts"]
    yield from (Finding("unknown", name) for name in snapshot.parts if name not in listed)


def _part(snapshot: Snapshot, name: str) -> Iterator[Finding]:
    entry: Mapping[str, Any] = snapshot.manifest["parts"][name]
    part = snapshot.parts.get(name)
    if part is not None and ("items" in entry) == (part.hashes is not None):
        yield Finding("seal", name)
    elif "items" in entry or part is not None:
        hashes = entry["items"] if part is None or part.hashes is None else part.hashes
        if part_hash(hashes, part.salt if part else None) != entry["hash"]:
            yield Finding("part", name)
        yield from _items(name, hashes, part)


def _items(name: str, hashes: tuple[str, ...] | list[str], part: Part | None) -> Iterator[Finding]:
    if part is None:
        return
    if len(hashes) != len(part.items):
        yield Finding("count", name)
    for position, (kept, frozen) in enumerate(zip(part.items, hashes, strict=False), start=1):
        if _differs(kept, frozen):
            yield Finding("item", name, position)


def _differs(kept: Kept | None, frozen: str) -> bool:
    return kept is not None and kept.hash != frozen
