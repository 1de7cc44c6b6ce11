"""A snapshot stays as it was; what was withdrawn since is said beside it, signed and counted (promises R1, R5)."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from docx2python import docx2python

from tests.privacy.test_contributions import KPE_ROUND, Hall
from tests.running import Server

SENTENCE = "Notes in this snapshot that their authors took back since: 1."
SENT = {f"words {number} of the round": "anonymous" if number % 2 else "role" for number in range(6)}


@pytest.fixture
async def hall(shared_server: Server) -> AsyncIterator[Hall]:
    """Six notes shown and one for the team, in the first snapshot."""
    async with AsyncExitStack() as stack:
        hall = Hall(shared_server, shared_server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        for phone, (text, mode) in zip(
            hall.phones, [*SENT.items(), ("for the team", "private")], strict=False
        ):
            assert (await phone.sends(text, mode)).status == 201
        assert (await hall.taps("reveal")).status == 200
        assert (await hall.taps("snapshots")).status == 200
        yield hall


async def file(hall: Hall, number: int, form: str = "json") -> Any:
    at = f"/meetings/{hall.demo['meeting']}/snapshots/{number}.{form}"
    cookie = {"cookie": hall.demo["facilitator"]["cookie"]}
    async with httpx.AsyncClient(base_url=hall.demo["base_url"], headers=cookie) as client:
        answer = await client.get(at)
    assert answer.status_code == 200, at
    return json.loads(answer.content) if form.startswith("json") else answer.content


def canonical(value: Any) -> bytes:
    """RFC 8785 for what a manifest and a statement hold: no fractions, no keys beyond ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def verified(held: Any) -> list[Any]:
    """The statements of a snapshot file, checked as anybody could who has the file's description and no Sightline."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(held["public_key"]))
    key.verify(bytes.fromhex(held["signature"]), canonical(held["manifest"]))
    last: dict[str, tuple[int, str | None]] = {}
    for statement in held.get("statements", []):
        body = statement["body"]
        key.verify(bytes.fromhex(statement["signature"]), canonical(body))
        assert body["manifest"] == hashlib.sha256(canonical(held["manifest"])).hexdigest()
        number, before = last.get(body["series"], (0, None))
        assert (body["number"], body["previous"]) == (number + 1, before)
        last[body["series"]] = number + 1, hashlib.sha256(canonical(body)).hexdigest()
    return [statement["body"] for statement in held.get("statements", [])]


async def test_R1_what_was_taken_back_is_said_beside_the_snapshot_which_stays_as_it_was(hall: Hall) -> None:
    before = await file(hall, 1)
    assert verified(before) == [] and "statements" not in before
    gone = next(iter(SENT))
    assert (await hall.phones[0].takes_back(gone)).status == 200
    assert verified(await file(hall, 1)) == [], (
        "not before it is gone from the board: that would tell the moment"
    )
    await hall.taps("reveal")  # nothing waits, but what was taken back goes now
    after = await file(hall, 1)
    assert [(one["kind"], one["items"], one["number"]) for one in verified(after)] == [("withdrawn", 1, 1)]
    assert {name: value for name, value in after.items() if name != "statements"} == before
    assert gone in json.dumps(after), "an earlier snapshot keeps it"
    at = f"/meetings/{hall.demo['meeting']}/snapshots"
    assert SENTENCE in (await hall.facilitator.get(f"{at}/1")).text
    with docx2python(io.BytesIO(await file(hall, 1, "docx"))) as read:
        assert SENTENCE in read.text
    assert await file(hall, 1, "docx") == await file(hall, 1, "docx"), (
        "the same statements, the same bytes (R2)"
    )


async def test_R1_statements_follow_one_another_and_a_later_snapshot_has_neither_the_words_nor_them(
    hall: Hall,
) -> None:
    gone = list(SENT)[:3]
    for phone, text in zip(hall.phones, gone, strict=False):
        assert (await phone.takes_back(text)).status == 200
        await hall.taps("reveal")
    assert [one["number"] for one in verified(await file(hall, 1))] == [1, 2, 3]
    assert (await hall.taps("snapshots")).status == 200
    later = await file(hall, 2)
    assert verified(later) == [] and not any(text in json.dumps(later) for text in gone)
    assert [one["items"] for one in verified(await file(hall, 1))] == [1, 1, 1]


async def test_B4_what_was_taken_back_from_the_lane_shows_in_no_copy_without_it(hall: Hall) -> None:
    assert (await hall.phones[6].takes_back("for the team")).status == 200
    await hall.taps("reveal")
    assert verified(await file(hall, 1)) == []
    assert verified(await file(hall, 1, "json?lane=team"))[0]["series"] == "team"
    await hall.phones[0].takes_back(next(iter(SENT)))
    await hall.taps("reveal")
    assert [one["number"] for one in verified(await file(hall, 1))] == [1], "no gap tells of the other one"


async def test_A2_what_nobody_answered_for_is_counted_beside_the_last_snapshot(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        assert (await hall.phones[0].sends("never shown", "role")).status == 201
        assert (await hall.taps("closure")).status == 200
        assert (await hall.taps("snapshots")).status == 200
        assert verified(await file(hall, 1)) == []
        assert (await hall.taps("archive")).status == 200
        (told,) = verified(await file(hall, 1))
        assert (told["kind"], told["items"]) == ("unanswered", 1)
