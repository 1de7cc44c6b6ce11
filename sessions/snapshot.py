"""The frozen picture of a meeting: a manifest of hashes, its salted items, chain and signature (promise R1).

The manifest is signed and never changes. It lists SHA-256(salt || canonical JSON) of every item, so a copy
that lacks a part, or one item, still verifies. The review team's lane is sealed: the manifest holds one
salted hash for it, and neither number nor existence of private words shows in a copy without it (promise B4).
Pure: chance, key and signature come in as callables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sessions.attendance import Attendance
from sessions.canonical import NotCanonical, canonical, digest, parse
from sessions.changes import compare, too_close
from sessions.contents import Contents
from sessions.meeting import Meeting, Review
from sessions.parts import CHANGES, PARTS, TEAM_LANE, Item, Parts, parts_of
from sessions.statements import TEAM, Statement, from_plain, is_statement, to_plain

FORMAT = "sightline-snapshot/1"
MANIFEST_FORMAT = "sightline-manifest/1"
LABELS = ("draft", "accepted")
SALT_BYTES = 16

Manifest: TypeAlias = dict[str, Any]

_HEX = re.compile("[0-9a-f]+")


class Unreadable(ValueError):
    """These bytes are no snapshot file of a kind that we know."""


@dataclass(frozen=True, slots=True)
class Seal:
    """What makes a manifest this instance's: chance, an Ed25519 key and its signature.

    `salt` gives 16 fresh random bytes at each call; `public_key` is the raw 32 bytes; `sign` takes the
    message and gives the raw 64 bytes.
    """

    salt: Callable[[], bytes]
    public_key: bytes
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """One item with the salt (hexadecimal) that its hash was made with."""

    salt: str
    item: Item

    @property
    def hash(self) -> str:
        """SHA-256(salt || canonical JSON of the item)."""
        return digest(bytes.fromhex(self.salt), canonical(self.item))


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one part; None stands where an item was erased.

    Only a sealed part has a `salt` and `hashes` of its own, which the manifest then does not list.
    """

    items: tuple[Kept | None, ...] = ()
    salt: str | None = None
    hashes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One numbered record. `manifest` is what was signed; `parts` may be fewer than it lists.

    `statements` are what was said about it since; they are no part of it, and a later copy has more of them.
    """

    manifest: Manifest
    parts: Mapping[str, Part]
    public_key: bytes
    signature: bytes
    statements: tuple[Statement, ...] = ()

    @property
    def number(self) -> int:
        """Its number in the review, from 1."""
        return int(self.manifest["number"])

    @property
    def hash(self) -> str:
        """The fingerprint: SHA-256 of the manifest, which statements and the next snapshot name."""
        return digest(canonical(self.manifest))

    def items(self, part: str) -> list[Item]:
        """The items of a part that are still there; none when the part was left out."""
        held = self.parts.get(part, Part())
        return [kept.item for kept in held.items if kept is not None]

    def without(self, *names: str) -> Snapshot:
        """A copy that lacks these parts and still verifies."""
        parts = {name: part for name, part in self.parts.items() if name not in names}
        told = [one for one in self.statements if TEAM_LANE not in names or one.body["series"] != TEAM]
        return replace(self, parts=parts, statements=tuple(told))

    def erased(self, part: str, position: int) -> Snapshot:
        """A copy that lacks one item (counted from 0) and still verifies."""
        items = list(self.parts[part].items)
        items[position] = None
        return replace(self, parts={**self.parts, part: replace(self.parts[part], items=tuple(items))})

    def names(self) -> list[str]:
        """The parts that the manifest lists, in the order in which a record is read."""
        listed = self.manifest["parts"]
        return [name for name in PARTS if name in listed] + sorted(listed.keys() - set(PARTS))

    def left_out(self) -> list[tuple[str, int | None]]:
        """What this copy lacks: (part, None) for a whole part, (part, position) for an item."""
        whole = [(name, None) for name in self.names() if name not in self.parts]
        return whole + [
            (name, position)
            for name in self.names()
            for position, kept in enumerate(self.parts.get(name, Part()).items)
            if kept is None
        ]


def freeze(
    review: Review,
    meeting: Meeting,
    attendance: Attendance,
    board: Contents,
    team: Contents,
    *,
    number: int,
    taken_on: str,
    journal: str,
    version: str,
    seal: Seal,
    earlier: Sequence[Snapshot] = (),
    label: str = "draft",
) -> Snapshot:
    """Make a snapshot of what was read from both boards at one moment.

    Args:
        number: the next number in the review, from 1.
        taken_on: ISO day; nothing finer is kept (promise R3).
        journal: hexadecimal head of the meeting's journal, or "" when it has none.
        version: of Sightline.
        earlier: all snapshots of the review so far, by number; the last one is chained to.
        label: draft or accepted.

    Raises:
        ValueError: for a label that is neither.
    """
    if label not in LABELS:
        raise ValueError(f"a snapshot is draft or accepted, not {label!r}")
    parts = parts_of(review, meeting, attendance, board, team)
    parts[CHANGES] = changes_since(parts, earlier, review.thresholds.batch_texts)
    head = {
        "format": MANIFEST_FORMAT,
        "sightline": version,
        "review": review.reference,
        "number": number,
        "label": label,
        "taken_on": taken_on,
        "previous": earlier[-1].hash if earlier else None,
        "journal": journal,
        "key": digest(seal.public_key),
    }
    return _sealed(head, parts, seal)


def changes_since(parts: Parts, earlier: Sequence[Snapshot], batch: int) -> list[Item]:
    """What changed since the latest earlier snapshot that is not too close to this one (promise R7)."""
    private = {item["id"] for item in parts[TEAM_LANE]}
    for then in reversed(earlier):
        before = {name: then.items(name) for name in then.parts}
        if not too_close(before, parts, batch):
            before = {name: _unseen(name, items, private) for name, items in before.items()}
            return [{"since": then.number, "manifest": then.hash}, *compare(before, parts)]
    return []


def _unseen(part: str, items: Iterable[Item], private: set[str]) -> list[Item]:
    """A part as if what is in the lane now had never been on the board: its leaving is not told (promise B4)."""
    if part == TEAM_LANE:
        return list(items)
    kept = [item for item in items if item.get("id") not in private]
    return [_unlinked(item, private) if part == "episodes" else item for item in kept]


def _unlinked(episode: Item, private: set[str]) -> Item:
    return {**episode, "events": [key for key in episode["events"] if key not in private]}


def short(fingerprint: str) -> str:
    """A fingerprint for a footer: "41d7 90ce … 2b6f"."""
    return f"{fingerprint[:4]} {fingerprint[4:8]} … {fingerprint[-4:]}"


def part_hash(hashes: Iterable[str], salt: str | None = None) -> str:
    """SHA-256 of the canonical list of item hashes, after the part's salt if it is sealed."""
    return digest(bytes.fromhex(salt or ""), canonical(list(hashes)))


def _sealed(head: Manifest, parts: Parts, seal: Seal) -> Snapshot:
    made = {name: _part(name, items, seal.salt) for name, items in parts.items()}
    manifest = {**head, "parts": {name: _entry(part) for name, part in made.items()}}
    return Snapshot(manifest, made, seal.public_key, seal.sign(canonical(manifest)))


def _part(name: str, items: Iterable[Item], salt: Callable[[], bytes]) -> Part:
    kept = tuple(Kept(_salt(salt), item) for item in items)
    if name != TEAM_LANE:
        return Part(kept)
    return Part(kept, _salt(salt), tuple(each.hash for each in kept))


def _salt(salt: Callable[[], bytes]) -> str:
    made = salt()
    if len(made) != SALT_BYTES:
        raise ValueError("a salt is 16 bytes")
    return made.hex()


def _entry(part: Part) -> dict[str, Any]:
    if part.hashes is not None:
        return {"hash": part_hash(part.hashes, part.salt)}
    hashes = [kept.hash for kept in part.items if kept is not None]
    return {"hash": part_hash(hashes), "items": hashes}


def dump(snapshot: Snapshot) -> bytes:
    """The whole snapshot as one canonical JSON file; `load` gives the same snapshot back."""
    parts = {name: _part_out(part) for name, part in snapshot.parts.items()}
    rest: dict[str, Any] = {"public_key": snapshot.public_key.hex(), "signature": snapshot.signature.hex()}
    if snapshot.statements:
        rest["statements"] = [to_plain(statement) for statement in snapshot.statements]
    return canonical({"format": FORMAT, "manifest": snapshot.manifest, "parts": parts, **rest})


def load(content: bytes) -> Snapshot:
    """Read a snapshot file of any instance; `sessions.proof.check` then says whether it holds together.

    Raises:
        Unreadable: when this is no snapshot file, saying what it is not.
    """
    try:
        held: Any = parse(content)
    except NotCanonical as odd:
        raise Unreadable(f"not a snapshot file: {odd}") from odd
    if not isinstance(held, dict) or held.get("format") != FORMAT:
        raise Unreadable(f"not a snapshot file of format {FORMAT}")
    if not _is_file(held):
        raise Unreadable("a snapshot file, but not put together as one")
    key, signature = bytes.fromhex(held["public_key"]), bytes.fromhex(held["signature"])
    parts = {name: _part_in(part) for name, part in held["parts"].items()}
    statements = tuple(map(from_plain, held.get("statements", ())))
    return Snapshot(held["manifest"], parts, key, signature, statements)


def _part_out(part: Part) -> dict[str, Any]:
    items = [None if kept is None else {"salt": kept.salt, "item": kept.item} for kept in part.items]
    if part.hashes is None:
        return {"items": items}
    return {"items": items, "salt": part.salt, "hashes": list(part.hashes)}


def _part_in(part: Mapping[str, Any]) -> Part:
    items = tuple(None if kept is None else Kept(kept["salt"], kept["item"]) for kept in part["items"])
    return Part(items, part["salt"], tuple(part["hashes"])) if "salt" in part else Part(items)


def _is_file(held: Mapping[str, Any]) -> bool:
    if held.keys() - {"statements"} != {"format", "manifest", "parts", "public_key", "signature"}:
        return False
    statements = held.get("statements", [])
    if not isinstance(statements, list) or not all(map(is_statement, statements)):
        return False
    if not (_is_hex(held["public_key"], 32) and _is_hex(held["signature"], 64)):
        return False
    parts = held["parts"]
    return _is_manifest(held["manifest"]) and isinstance(parts, dict) and all(map(_is_part, parts.values()))


def _is_manifest(manifest: Any) -> bool:
    return (
        isinstance(manifest, dict)
        and manifest.get("format") == MANIFEST_FORMAT
        and isinstance(manifest.get("number"), int)
        and isinstance(manifest.get("parts"), dict)
        and all(map(_is_entry, manifest["parts"].values()))
    )


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not _is_hex(entry.get("hash"), 32):
        return False
    return entry.keys() == {"hash"} or (entry.keys() == {"hash", "items"} and _are_hex(entry["items"]))


def _is_part(part: Any) -> bool:
    if not isinstance(part, dict) or not isinstance(part.get("items"), list):
        return False
    if part.keys() == {"items", "salt", "hashes"}:
        seal_fits = _is_hex(part["salt"], SALT_BYTES) and _are_hex(part["hashes"])
    else:
        seal_fits = part.keys() == {"items"}
    return seal_fits and all(map(_is_kept, part["items"]))


def _is_kept(kept: Any) -> bool:
    if kept is None:
        return True
    fits = isinstance(kept, dict) and kept.keys() == {"salt", "item"}
    return fits and _is_hex(kept["salt"], SALT_BYTES) and isinstance(kept["item"], dict)


def _are_hex(texts: Any) -> bool:
    return isinstance(texts, list) and all(_is_hex(text, 32) for text in texts)


def _is_hex(text: Any, size: int) -> bool:
    # A salt of free length would let bytes move between salt and item under the same hash.
    return isinstance(text, str) and len(text) == 2 * size and bool(_HEX.fullmatch(text))
