"""An author makes a note more private after sending it, by its claim alone, and nobody makes it less."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from tests.live.wire import Wire
from tests.meetings.visitor import Page, Visitor
from tests.privacy.test_contributions import KPE_ROUND, Hall, Phone, shown
from tests.running import Server

ONLY = "A note can only be made more private. To show more of yourself, take it back and send it anew."


@pytest.fixture
async def hall(shared_server: Server) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        yield await opened(shared_server, stack)


async def opened(server: Server, stack: AsyncExitStack) -> Hall:
    hall = Hall(server, server.demo(12), stack)
    await hall.listens(hall.demo["board_ws"], hall.demo["participants"][11]["cookie"], speaks=True)
    await hall.listens(hall.demo["team_ws"], hall.demo["review_team"][1]["cookie"])
    await hall.steps_to(KPE_ROUND)
    return hall


async def makes(phone: Phone, text: str, mode: str) -> Page:
    """Choose a more private way, without any cookie."""
    path = f"/meetings/{phone.meeting}/perspectives/veil"
    fields = {"claim": phone.claims[text].hex(), "mode": mode}
    return await Visitor(phone.visitor.site).post(path, fields, accept="application/json")


async def shows(hall: Hall, more: int = 3) -> None:
    """Some more notes, so that the next reveal has a batch; it applies what waits as well."""
    for phone in hall.phones[12 - more :]:
        assert (await phone.sends(secrets.token_hex(4), "role")).status == 201
    assert (await hall.taps("reveal")).status == 200


async def lies_in_the_lane(lane: Wire, text: str) -> dict[str, str]:
    await lane.until(lambda: text in shown(lane), f"{text} in the review team's lane")
    return shown(lane)[text]


async def test_A5_a_waiting_note_is_shown_as_its_author_chose_last(hall: Hall) -> None:
    board, lane = hall.lines
    for phone, text in zip(
        hall.phones, ("to nothing", "to the team", "stays", "named no more"), strict=False
    ):
        assert (await phone.sends(text, "named" if text == "named no more" else "role")).status == 201
    assert (await makes(hall.phones[0], "to nothing", "anonymous")).status == 200
    assert (await makes(hall.phones[1], "to the team", "private")).status == 200
    assert (await makes(hall.phones[3], "named no more", "role")).status == 200
    await shows(hall)
    await board.until(lambda: "stays" in shown(board), "the batch")
    assert (shown(board)["to nothing"]["mode"], shown(board)["to nothing"]["label"]) == (
        "anonymous",
        "A participant",
    )
    assert shown(board)["named no more"]["label"] == "A participant", "of a hospital team of one"
    assert (await lies_in_the_lane(lane, "to the team"))["mode"] == "private"
    assert "to the team" not in shown(board) and b"to the team" not in b"".join(board.received)
    assert b"Hanna" not in hall.heard()


async def test_A2_a_shown_note_moves_to_the_lane_with_the_next_reveal_and_no_number_tells(hall: Hall) -> None:
    board, lane = hall.lines
    for phone, text in zip(hall.phones, ("second thoughts", "b", "c"), strict=False):
        await phone.sends(text, "anonymous")
    await hall.taps("reveal")
    await board.until(lambda: "second thoughts" in shown(board), "the batch")
    assert (await makes(hall.phones[0], "second thoughts", "private")).status == 200
    assert "second thoughts" in shown(board), "not at the moment at which somebody held a phone"
    await shows(hall)
    kept = await lies_in_the_lane(lane, "second thoughts")
    assert (kept["mode"], kept["label"]) == ("private", "A participant")
    await board.until(lambda: "second thoughts" not in shown(board), "gone from the board")
    assert not board.root("counts").to_py(), "no number of the board moved"
    late = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][5]["cookie"])
    assert "second thoughts" not in shown(late) and b"second thoughts" not in b"".join(late.received)


async def test_A5_a_note_is_never_made_less_private_and_only_its_claim_changes_it(hall: Hall) -> None:
    for phone, text in zip(hall.phones, ("quiet", "b", "c"), strict=False):
        await phone.sends(text, "anonymous")
    for mode in ("named", "role", "anonymous"):
        refused = await makes(hall.phones[0], "quiet", mode)
        assert refused.status == 409 and ONLY in refused.text
    assert (await makes(hall.phones[0], "quiet", "nonsense")).status == 422
    hall.phones[4].claims["quiet"] = secrets.token_bytes(10)
    assert (await makes(hall.phones[4], "quiet", "private")).status == 404
    await hall.taps("reveal")
    assert (await makes(hall.phones[0], "quiet", "role")).status == 409
    assert (await makes(hall.phones[0], "quiet", "private")).status == 200
    assert (await makes(hall.phones[0], "quiet", "anonymous")).status == 409, (
        "what waits to be private is private"
    )
    facilitator = await hall.taps("perspectives/veil", mode="private", claim="0" * 20)
    assert facilitator.status == 404, "not even who leads"


async def test_A5_a_shown_name_gives_way_to_a_label(hall: Hall) -> None:
    board, _ = hall.lines
    for phone, text in zip(hall.phones[5:8], ("with my name", "b", "c"), strict=True):
        await phone.sends(text, "named" if text == "with my name" else "role")
    await hall.taps("reveal")
    await board.until(lambda: shown(board), "the batch")
    assert shown(board)["with my name"]["label"] == "Amrit Sethi, GP"
    assert (await makes(hall.phones[5], "with my name", "role")).status == 200
    await shows(hall)
    await board.until(lambda: shown(board)["with my name"]["mode"] == "role", "the label")
    assert shown(board)["with my name"]["label"] == "Surgery"


async def test_A5_an_edit_and_a_veil_wait_together_and_what_is_taken_back_stays_so(hall: Hall) -> None:
    board, lane = hall.lines
    for phone, text in zip(hall.phones, ("first words", "taken back", "c"), strict=False):
        await phone.sends(text, "role")
    await hall.taps("reveal")
    await board.until(lambda: shown(board), "the batch")
    assert (await hall.phones[0].corrects("first words", "better words")).status == 200
    assert (await makes(hall.phones[0], "first words", "private")).status == 200
    assert (await hall.phones[1].takes_back("taken back")).status == 200
    await makes(hall.phones[1], "taken back", "private")
    await shows(hall)
    assert (await lies_in_the_lane(lane, "better words"))["mode"] == "private"
    await board.until(lambda: len(shown(board)) == 4, "the rest")
    assert board.root("counts").to_py() == {"withdrawn": 1}
    assert "taken back" not in shown(lane) and "first words" not in shown(lane)


async def test_A5_what_was_set_aside_can_go_to_the_lane_for_good(hall: Hall) -> None:
    board, lane = hall.lines
    for phone, text in zip(hall.phones, ("aside", "b", "c"), strict=False):
        await phone.sends(text, "role")
    await hall.taps("reveal")
    await board.until(lambda: shown(board), "the batch")
    item = hashlib.sha256(b"item" + hall.phones[0].claims["aside"]).hexdigest()
    assert (await hall.taps("set-aside", item=item, reason="names a person")).status == 200
    assert (await makes(hall.phones[0], "aside", "private")).status == 200
    await shows(hall)
    await lane.until(lambda: shown(lane).get("aside", {}).get("mode") == "private", "in the lane for good")
    await board.until(lambda: len(shown(board)) == 5, "two and three")
    assert (await hall.taps("set-aside", item=item, verb="back")).status == 404
    assert not (board.root("counts").to_py() or {}).get("set_aside")


async def test_D1_a_veil_survives_a_power_cut(server: Server) -> None:
    async with AsyncExitStack() as stack:
        hall = await opened(server, stack)
        for phone, text in zip(hall.phones, ("private soon", "b", "c"), strict=False):
            await phone.sends(text, "role")
        await hall.taps("reveal")
        assert (await makes(hall.phones[0], "private soon", "private")).status == 200
        server.restart()
        await shows(hall, 5)
        board = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][5]["cookie"])
        lane = await hall.listens(hall.demo["team_ws"], hall.demo["review_team"][1]["cookie"])
        assert "private soon" not in shown(board) and shown(lane)["private soon"]["mode"] == "private"
