"""What is said about a snapshot after it was taken: numbered, signed, and apart from it (promises R1, R5).

A snapshot never changes. When words that it holds are withdrawn, a statement says how many, never which; the later
copies of the snapshot carry it. What concerns the review team's own lane is a series of its own, so that a copy
without that lane shows neither its number nor a gap (promise B4).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sessions.canonical import canonical, digest

FORMAT = "sightline-statement/1"
WITHDRAWN, UNANSWERED = "withdrawn", "unanswered"
KINDS = (WITHDRAWN, UNANSWERED)
BOARD, TEAM = "board", "team"

_SIGNATURE = re.compile("[0-9a-f]{128}")

Remark = Mapping[str, Any]
"""A statement before it is signed: series, kind, and items, how many it is about."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: `body` is what was signed."""

    body: Mapping[str, Any]
    signature: bytes

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
        last[remark["series"]] = statement = Statement(body, signer(canonical(body)))
        made.append(statement)
    return tuple(made)


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
        if not (follows and is_about and verify(public_key, statement.signature, canonical(body))):
            yield place
        last[statement.body["series"]] = statement


def to_plain(statement: Statement) -> dict[str, Any]:
    """As it stands in a snapshot file."""
    return {"body": statement.body, "signature": statement.signature.hex()}


def from_plain(held: Mapping[str, Any]) -> Statement:
    """The other way round."""
    return Statement(held["body"], bytes.fromhex(held["signature"]))


def is_statement(held: Any) -> bool:
    """Is this put together as a statement?"""
    if (
        not isinstance(held, dict)
        or held.keys() != {"body", "signature"}
        or not isinstance(held["body"], dict)
    ):
        return False
    body = held["body"]
    names = {"format", "manifest", "series", "number", "kind", "items", "previous", "key"}
    if body.keys() != names or body["format"] != FORMAT or body["series"] not in (BOARD, TEAM):
        return False
    numbers = all(isinstance(body[name], int) for name in ("number", "items"))
    return numbers and isinstance(held["signature"], str) and bool(_SIGNATURE.fullmatch(held["signature"]))
