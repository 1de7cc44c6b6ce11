"""What is said about a snapshot after it was taken: numbered, signed, and apart from it (promises R1, R5).

A snapshot never changes. When words that it holds are withdrawn, a statement says how many, never which; the later
copies of the snapshot carry it. What concerns the review team's own lane is a series of its own, so that a copy
without that lane shows neither its number nor a gap (promise B4).

An addendum is an author's correction of words that the snapshot holds. Signed is the salted hash of it, so that its
words can be taken back and the statements after it still follow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sessions.canonical import canonical, digest

FORMAT = "sightline-statement/1"
WITHDRAWN, UNANSWERED, ADDENDUM = "withdrawn", "unanswered", "addendum"
KINDS = (WITHDRAWN, UNANSWERED, ADDENDUM)
BOARD, TEAM = "board", "team"

_SALT, _HASH = re.compile("[0-9a-f]{32}"), re.compile("[0-9a-f]{64}")
_SIGNATURE = re.compile("[0-9a-f]{128}")

Remark = Mapping[str, Any]
"""A statement before it is signed: series, kind, and items, how many it is about.

An addendum also has `words`, the hash of `kept`, and `kept`: {"salt", "item": {"id", "text"}}, None once taken back.
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: `body` is what was signed; `kept` are the words of an addendum, None once taken back."""

    body: Mapping[str, Any]
    signature: bytes
    kept: Mapping[str, Any] | None = None

    @property
    def hash(self) -> str:
        """Its fingerprint, which the next of its series names."""
        return digest(canonical(self.body))

    @property
    def number(self) -> int:
        """From 1, within its series."""
        return int(self.body["number"])


def sign(
    remarks: Sequence[Remark], manifest: str, public_key: bytes, signer: Callable[[bytes], bytes]
) -> tuple[Statement, ...]:
    """The statements about one snapshot, each naming it and the one before.

    Args:
        remarks: what is to be said, in order.
        manifest: the snapshot's fingerprint, hexadecimal.
        public_key: raw, 32 bytes.
        signer: takes the message and gives the raw Ed25519 signature, the same for the same message.
    """
    made: list[Statement] = []
    last: dict[str, Statement] = {}
    for remark in remarks:
        before = last.get(remark["series"])
        body = {
            "format": FORMAT,
            "manifest": manifest,
            "series": remark["series"],
            "number": before.number + 1 if before else 1,
            "kind": remark["kind"],
            "items": remark["items"],
            "previous": before.hash if before else None,
            "key": digest(public_key),
        }
        if remark["kind"] == ADDENDUM:
            body["words"] = remark["words"]
        statement = Statement(body, signer(canonical(body)), remark.get("kept"))
        last[remark["series"]] = statement
        made.append(statement)
    return tuple(made)


def words_hash(kept: Mapping[str, Any]) -> str:
    """SHA-256(salt || canonical JSON) of the item and words of an addendum."""
    return digest(bytes.fromhex(kept["salt"]), canonical(kept["item"]))


def faulty(
    statements: Sequence[Statement],
    manifest: str,
    public_key: bytes,
    verify: Callable[[bytes, bytes, bytes], bool],
) -> Iterator[int]:
    """Which statements (counted from 1) are not signed with this key, about this snapshot, one after the other."""
    last: dict[str, Statement] = {}
    for place, statement in enumerate(statements, start=1):
        body, before = statement.body, last.get(statement.body["series"])
        follows = (body["number"], body["previous"]) == (
            (before.number + 1, before.hash) if before else (1, None)
        )
        is_about = (body["manifest"], body["key"]) == (manifest, digest(public_key))
        is_whole = statement.kept is None or words_hash(statement.kept) == body.get("words")
        is_signed = verify(public_key, statement.signature, canonical(body))
        if not (follows and is_about and is_whole and is_signed):
            yield place
        last[statement.body["series"]] = statement


def to_plain(statement: Statement) -> dict[str, Any]:
    """As it stands in a snapshot file."""
    plain = {"body": statement.body, "signature": statement.signature.hex()}
    return plain | ({"kept": statement.kept} if statement.body["kind"] == ADDENDUM else {})


def from_plain(held: Mapping[str, Any]) -> Statement:
    """The other way round."""
    return Statement(held["body"], bytes.fromhex(held["signature"]), held.get("kept"))


def is_statement(held: Any) -> bool:
    """Is this put together as a statement?"""
    if not isinstance(held, dict) or not isinstance(held.get("body"), dict):
        return False
    body = held["body"]
    if not _has_its_words(held, body):
        return False
    names = {"format", "manifest", "series", "number", "kind", "items", "previous", "key"}
    names |= {"words"} if body.get("kind") == ADDENDUM else set()
    if body.keys() != names or body["format"] != FORMAT or body["series"] not in (BOARD, TEAM):
        return False
    numbers = all(isinstance(body[name], int) for name in ("number", "items"))
    return numbers and isinstance(held["signature"], str) and bool(_SIGNATURE.fullmatch(held["signature"]))


def _has_its_words(held: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    """Nothing beside body and signature but, for an addendum, its words or the place they were in."""
    if body.get("kind") != ADDENDUM:
        return held.keys() == {"body", "signature"}
    if held.keys() != {"body", "signature", "kept"} or not _fits(_HASH, body.get("words")):
        return False
    kept = held["kept"]
    if kept is None:
        return True
    fits = isinstance(kept, dict) and kept.keys() == {"salt", "item"} and _fits(_SALT, kept["salt"])
    item = kept["item"] if fits else None
    return isinstance(item, dict) and item.keys() == {"id", "text"} and all(map(_is_text, item.values()))


def _fits(form: re.Pattern[str], text: Any) -> bool:
    return isinstance(text, str) and bool(form.fullmatch(text))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
