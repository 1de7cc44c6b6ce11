"""A return slip opens, corrects and takes back a note: on any device, without a script and without a name (A5)."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.meetings.visitor import Page, Visitor
from tests.privacy.test_contributions import KPE_ROUND, Hall, shown
from tests.running import Server

SLIP = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture
async def hall(shared_server: Server) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        hall = Hall(shared_server, shared_server.demo(12), stack)
        await hall.listens(hall.demo["board_ws"], hall.demo["participants"][11]["cookie"])
        await hall.steps_to(KPE_ROUND)
        for number in range(4):
            assert (await hall.phones[number].sends(f"note {number}", "anonymous")).status == 201
        yield hall


class Device:
    """Somebody else's computer, at home: it was never in the meeting."""

    def __init__(self, hall: Hall) -> None:
        self.at = f"/meetings/{hall.demo['meeting']}"
        self.visitor = Visitor(hall.demo["base_url"])

    async def opens(self, claim: bytes) -> Page:
        """Type the slip as it was copied."""
        page = await self.visitor.get(f"{self.at}/letters/slip")
        return await self.visitor.send(page, action="/letters/slip", claim=letters(claim))

    async def corrects(self, claim: bytes, text: str) -> Page:
        return await self.visitor.send(await self.opens(claim), action="/perspectives/correction", text=text)

    async def takes_back(self, claim: bytes) -> Page:
        return await self.visitor.send(await self.opens(claim), action="/perspectives/withdrawal")


def letters(claim: bytes) -> str:
    number = int.from_bytes(claim)
    slip = "".join(SLIP[number >> 5 * place & 31] for place in reversed(range(16)))
    return " ".join(slip[start : start + 4] for start in range(0, 16, 4)).lower().replace("0", "o")


async def test_A5_a_slip_shows_its_note_and_corrects_it_before_the_reveal_and_after(hall: Hall) -> None:
    device, claim = Device(hall), hall.phones[0].claims["note 0"]
    page = await device.opens(claim)
    assert page.status == 200 and page.form("text").fields["text"] == "note 0"
    assert "note 1" not in page.text
    assert "Your change is kept." in (await device.corrects(claim, "corrected once")).words()
    assert (await hall.taps("reveal")).status == 200
    line = hall.lines[0]
    await line.until(lambda: "corrected once" in shown(line), "the batch")
    assert "Your change is kept." in (await device.corrects(claim, "corrected twice")).words()
    assert (await device.opens(claim)).form("text").fields["text"] == "corrected twice", (
        "as its author left it"
    )
    await hall.taps("reveal")
    await line.until(lambda: "corrected twice" in shown(line), "the change")
    assert device.visitor.cookies.keys() == set() or not any(
        "seat" in name for name in device.visitor.cookies
    )


async def test_A5_after_the_close_a_slip_takes_back_until_the_meeting_is_put_away(hall: Hall) -> None:
    device, claims = Device(hall), [hall.phones[number].claims[f"note {number}"] for number in range(4)]
    assert (await hall.taps("reveal")).status == 200
    assert (await hall.taps("closure")).status == 200
    assert "Your change is kept." in (await device.takes_back(claims[2])).words()
    assert "Your change is kept." in (await device.corrects(claims[3], "put right at home")).words()
    assert (await hall.taps("snapshots")).status == 200
    record = await hall.facilitator.get(f"{device.at}/snapshots/1.json")
    assert "note 2" not in record.text and "note 3" not in record.text
    assert "put right at home" in record.text and "note 1" in record.text
    assert (await hall.taps("archive")).status == 200
    with pytest.raises(AssertionError, match="has no form"):
        (await device.opens(claims[1])).form("text")


async def test_A5_a_wrong_slip_opens_nothing_and_is_kept_for_whoever_typed_it(hall: Hall) -> None:
    page = await Device(hall).opens(wrong := secrets.token_bytes(10))
    assert page.status == 404 and letters(wrong) in page.text
