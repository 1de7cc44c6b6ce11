"""What still waits at the close is offered back to its author, and nobody else (promise A2)."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.meetings.visitor import Page, Visitor
from tests.privacy.test_contributions import KPE_ROUND, Hall, Phone, shown
from tests.running import Server

OFFER = "There are too few to hide among. Give it to the review team only, or take it back."
SLIP = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@pytest.fixture
async def hall(server: Server) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        demo = server.demo(12)
        hall = Hall(server, demo, stack)
        await hall.steps_to(KPE_ROUND)
        yield hall


async def gives(phone: Phone, text: str) -> Page:
    path = f"/meetings/{phone.meeting}/perspectives/gift"
    bare = Visitor(phone.visitor.site)
    return await bare.post(path, {"claim": phone.claims[text].hex()}, accept="application/json")


async def looks_with_slip(phone: Phone, text: str) -> str:
    """Without a script: the page where a return slip is entered, on a device that was never in the meeting."""
    bare, path = Visitor(phone.visitor.site), f"/meetings/{phone.meeting}/letters/slip"
    token = re.search(r'name="form" value="([^"]+)"', (await bare.get(path)).text)
    assert token
    number = int.from_bytes(phone.claims[text])
    letters = "".join(SLIP[number >> 5 * place & 31] for place in reversed(range(16)))
    return (await bare.post(path, {"form": token[1], "claim": letters})).text


async def lane(hall: Hall) -> dict[str, dict[str, object]]:
    line = await hall.listens(hall.demo["team_ws"], hall.demo["review_team"][1]["cookie"])
    return shown(line)


async def counts(hall: Hall) -> object:
    line = await hall.listens(hall.demo["board_ws"], hall.demo["facilitator"]["cookie"])
    return line.root("counts").to_py()


async def test_A2_what_waits_at_the_close_goes_to_the_team_if_its_author_says_so_and_is_destroyed_if_not(
    hall: Hall,
) -> None:
    given, silent = (f"{word}-{secrets.token_hex(6)}" for word in ("given", "silent"))
    await hall.phones[0].sends(given, "anonymous")
    await hall.phones[1].sends(silent, "role")
    assert (await gives(hall.phones[0], given)).status == 409, "until the close its reveal may come"
    assert OFFER not in await looks_with_slip(hall.phones[0], given)
    assert (await hall.taps("closure")).status == 200
    for phone, text in ((hall.phones[0], given), (hall.phones[1], silent)):
        assert OFFER in await looks_with_slip(phone, text)
    hall.server.restart()
    assert (await gives(hall.phones[0], given)).status == 200
    assert OFFER not in await looks_with_slip(hall.phones[0], given)
    assert given not in await lane(hall), "not at the moment at which somebody held a phone"
    assert (await hall.taps("archive")).status == 200
    kept = await lane(hall)
    assert (kept[given]["mode"], kept[given]["label"]) == ("private", "A participant")
    assert silent not in kept and await counts(hall) == {"destroyed": 1}
    assert (await gives(hall.phones[1], silent)).status == 409, "gone"
    assert silent.encode() not in hall.heard()


async def test_A2_an_offer_is_answered_by_its_claim_alone_and_what_is_taken_back_is_not_destroyed(
    hall: Hall,
) -> None:
    await hall.phones[0].sends("taken back", "role")
    await hall.taps("closure")
    stranger = hall.phones[3]
    stranger.claims["taken back"] = secrets.token_bytes(10)
    assert (await gives(stranger, "taken back")).status == 404
    assert (await hall.phones[0].takes_back("taken back")).status == 200
    assert (await gives(hall.phones[0], "taken back")).status == 404
    assert (await hall.taps("archive")).status == 200
    assert await counts(hall) == {"withdrawn": 1}


async def test_A2_a_snapshot_after_the_close_holds_what_was_given_to_the_team(hall: Hall) -> None:
    await hall.phones[0].sends("for the team", "anonymous")
    await hall.taps("closure")
    assert (await gives(hall.phones[0], "for the team")).status == 200
    assert (await hall.taps("snapshots")).status == 200
    assert "for the team" in await lane(hall)
