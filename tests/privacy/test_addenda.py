"""After the close a correction is a numbered, signed addendum: no edit, and no word of who or when (A4, R1)."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from docx2python import docx2python

from tests.meetings.visitor import Visitor
from tests.privacy.test_contributions import KPE_ROUND, Hall
from tests.privacy.test_slips import Device
from tests.privacy.test_statements import canonical, file, verified
from tests.running import Server

SENT = {f"words {number} of the round": "anonymous" if number % 2 else "role" for number in range(6)}
WAS, NEW = "words 1 of the round", "what I meant to say"


@pytest.fixture
async def hall(server: Server) -> AsyncIterator[Hall]:
    """A closed meeting whose only snapshot holds six notes, and one for the team."""
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        said = [*SENT.items(), ("for the team", "private")]
        for phone, (text, mode) in zip(hall.phones, said, strict=False):
            assert (await phone.sends(text, mode)).status == 201
        for tap in ("reveal", "snapshots", "closure"):
            assert (await hall.taps(tap)).status == 200
        yield hall


def phone_of(hall: Hall, text: str) -> Any:
    return next(phone for phone in hall.phones if text in phone.claims)


async def settled(hall: Hall) -> None:
    """Whatever waits for its random moment takes place now."""
    assert (await hall.taps("archive")).status == 200


def words_in(held: Any) -> list[Any]:
    return [one["kept"]["item"]["text"] for one in held.get("statements", []) if one.get("kept")]


async def test_R1_a_correction_after_the_close_stands_beside_the_snapshot_which_stays_as_it_was(
    hall: Hall,
) -> None:
    before = await file(hall, 1)
    answer = await phone_of(hall, WAS).corrects(WAS, NEW)
    assert answer.status == 200
    assert await file(hall, 1) == before, "at a random moment: at once would tell who holds a phone (A2)"
    await settled(hall)
    after = await file(hall, 1)
    (body,) = verified(after)
    (told,) = after["statements"]
    assert (body["kind"], body["series"], body["number"], body["items"]) == ("addendum", "board", 1, 1)
    salted = bytes.fromhex(told["kept"]["salt"]) + canonical(told["kept"]["item"])
    assert body["words"] == hashlib.sha256(salted).hexdigest()
    assert {name: value for name, value in after.items() if name != "statements"} == before
    assert words_in(after) == [NEW] and WAS in json.dumps(before)
    page = (await hall.facilitator.get(f"/meetings/{hall.demo['meeting']}/snapshots/1")).words()
    assert f"Instead of “{WAS}”: “{NEW}”" in page
    with docx2python(io.BytesIO(await file(hall, 1, "docx"))) as read:
        assert f"Instead of “{WAS}”: “{NEW}”" in read.text


async def test_A4_an_addendum_tells_neither_who_nor_when(hall: Hall) -> None:
    await phone_of(hall, WAS).corrects(WAS, NEW)
    await settled(hall)
    held = await file(hall, 1, "json?lane=team")
    (told,) = held["statements"]
    assert told.keys() == {"body", "signature", "kept"}
    assert told["body"].keys() == {
        "format",
        "manifest",
        "series",
        "number",
        "kind",
        "items",
        "previous",
        "key",
        "words",
    }
    assert told["kept"]["item"].keys() == {"id", "text"}
    claim = phone_of(hall, WAS).claims[WAS]
    everything = json.dumps(told) + hall.server.output
    assert claim.hex() not in everything and NEW not in hall.server.output
    # Nothing that could be a moment: no number of seconds, no day and no hour.
    assert not re.search(r"\b1[6-9]\d{8}\b|\d{4}-\d\d-\d\d|\d\d:\d\d", json.dumps(told["body"]))
    for path in ("/snapshots", "/snapshots/1"):
        said = (await hall.facilitator.get(f"/meetings/{hall.demo['meeting']}{path}")).words()
        assert hall.demo["participants"][1]["role"] not in said.partition(NEW)[0][-120:]


async def test_A4_addenda_stand_in_the_order_of_their_random_ids_whoever_came_first(hall: Hall) -> None:
    texts = list(SENT)[:5]
    for text in reversed(texts):
        assert (await phone_of(hall, text).corrects(text, f"anew {text}")).status == 200
    await settled(hall)
    ids = [one["kept"]["item"]["id"] for one in (await file(hall, 1))["statements"]]
    assert len(ids) == 5 and ids == sorted(ids)
    assert [one["number"] for one in verified(await file(hall, 1))] == [1, 2, 3, 4, 5]


async def test_A5_a_slip_corrects_beside_the_record_and_shows_its_latest_words(hall: Hall) -> None:
    device, claim = Device(hall), phone_of(hall, WAS).claims[WAS]
    page = await device.opens(claim)
    assert "stays as it was" in page.words() and page.form("text").fields["text"] == WAS
    assert "your words stand beside it" in (await device.corrects(claim, NEW)).words()
    assert (await device.opens(claim)).form("text").fields["text"] == NEW
    assert (await hall.taps("snapshots")).status == 200
    for number in (1, 2):
        answer = await hall.facilitator.get(f"{device.at}/snapshots/{number}.json")
        assert answer.status == 200 or number == 1
    assert words_in(await file(hall, 2)) == [NEW], "it stands beside the later snapshot too"
    assert WAS in json.dumps(await file(hall, 2)), "no later snapshot is an edit either"
    assert (await device.opens(claim)).form("text").fields["text"] == NEW
    assert (await device.corrects(claim, "second thoughts")).status == 200
    await settled(hall)
    assert words_in(await file(hall, 2)) == [NEW, "second thoughts"]
    verified(await file(hall, 2))


async def test_R1_taking_back_takes_the_addendum_too_and_the_chain_still_verifies(hall: Hall) -> None:
    other = "words 2 of the round"
    for text in (WAS, other):
        assert (await phone_of(hall, text).corrects(text, f"anew {text}")).status == 200
    assert (await hall.taps("snapshots")).status == 200
    assert sorted(words_in(await file(hall, 2))) == [f"anew {WAS}", f"anew {other}"]
    assert (await phone_of(hall, WAS).takes_back(WAS)).status == 200
    await settled(hall)
    for number in (1, 2):
        answer = await hall.facilitator.get(f"/meetings/{hall.demo['meeting']}/snapshots/{number}.json")
        assert f"anew {WAS}" not in answer.text
    held = await file(hall, 2)
    assert [one["kind"] for one in verified(held)] == ["addendum", "addendum", "withdrawn"]
    assert words_in(held) == [f"anew {other}"]
    page = (await hall.facilitator.get(f"/meetings/{hall.demo['meeting']}/snapshots/2")).words()
    assert "Checked now: matches its fingerprint" in page and "has taken it back with the note" in page
    hall.server.kill()
    kept = b"".join(path.read_bytes() for path in (hall.server.folder / "kept").rglob("*") if path.is_file())
    hall.server.start()
    assert f"anew {WAS}".encode() not in kept


async def test_B4_a_correction_of_words_for_the_team_shows_in_no_copy_without_its_lane(hall: Hall) -> None:
    assert (await phone_of(hall, "for the team").corrects("for the team", "told anew")).status == 200
    assert (await phone_of(hall, WAS).corrects(WAS, NEW)).status == 200
    await settled(hall)
    shared = await file(hall, 1)
    assert words_in(shared) == [NEW] and [one["number"] for one in verified(shared)] == [1]
    whole = await file(hall, 1, "json?lane=team")
    assert sorted(words_in(whole)) == sorted([NEW, "told anew"])
    assert {one["series"] for one in verified(whole)} == {"board", "team"}


async def test_what_no_snapshot_holds_is_still_corrected_on_the_board(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = Hall(server, server.demo(12), stack)
        await hall.steps_to(KPE_ROUND)
        for phone, (text, mode) in zip(hall.phones, SENT.items(), strict=False):
            assert (await phone.sends(text, mode)).status == 201
        for tap in ("reveal", "closure"):
            assert (await hall.taps(tap)).status == 200
        assert (await phone_of(hall, WAS).corrects(WAS, NEW)).status == 200
        assert (await hall.taps("snapshots")).status == 200
        held = await file(hall, 1)
        assert verified(held) == [] and NEW in json.dumps(held) and WAS not in json.dumps(held)


async def test_A5_the_answer_needs_no_cookie_and_a_stranger_gets_nothing(hall: Hall) -> None:
    stranger = Visitor(hall.demo["base_url"])
    at = f"/meetings/{hall.demo['meeting']}/perspectives/correction"
    answer = await stranger.post(at, {"claim": "0" * 20, "text": NEW}, accept="application/json")
    assert answer.status == 404
    await settled(hall)
    assert verified(await file(hall, 1)) == []
