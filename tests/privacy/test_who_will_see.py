"""Beside Send stands who will see what, as the room stands now; and it is kept (promises A3, A9)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.live.wire import Wire
from tests.meetings.people import Practitioner
from tests.meetings.visitor import Visitor
from tests.privacy.test_contributions import KPE_ROUND, Hall, shown
from tests.running import Server

# Of the people whom `sightline demo` seats, in the order of the case: a social worker and the surgery's three.
SOCIAL_WORKER, GP, PHARMACIST, RECEPTION = 0, 5, 6, 7
TOO_FEW = "So few of us are here that we cannot hide who wrote it."
FEW = "There are few people here from Willow Street Surgery. A job title would point to you"


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


async def begun(server: Server, stack: AsyncExitStack, people: int) -> Hall:
    hall = Hall(server, server.demo(people), stack)
    await hall.steps_to(KPE_ROUND)
    return hall


async def phone_line(hall: Hall, number: int) -> Wire:
    """The line of a phone, as its own script opens it."""
    return await hall.listens(hall.demo["board_ws"], hall.demo["participants"][number]["cookie"], speaks=True)


async def told(line: Wire, mode: str, words: str) -> dict[str, Any]:
    """Wait until the newest of what this line was told of a mode has these words; what it says then."""

    def newest() -> dict[str, Any] | None:
        heard = [text["sees"]["modes"].get(mode) for text in line.texts if "sees" in text]
        return heard[-1] if heard and heard[-1] and words in str(heard[-1]) else None

    found: dict[str, Any] = await line.until(newest, f"{mode}: {words}")
    return found


async def leaves(hall: Hall, number: int) -> None:
    visitor, path = hall.phones[number].visitor, f"/meetings/{hall.demo['meeting']}/leave"
    await visitor.send(await visitor.get(path), action="/leave")


async def test_A3_a_phone_is_told_at_once_when_somebody_who_hid_it_leaves(
    shared_server: Server, stack: AsyncExitStack
) -> None:
    hall = await begun(shared_server, stack, 12)
    line = await phone_line(hall, RECEPTION)
    before = await told(line, "role", "“Surgery”")
    assert FEW not in before["say"] + before["warning"] or "Surgery" in before["label"]
    await leaves(hall, GP)
    now = await told(line, "role", "“Health practitioner”")
    assert FEW in now["warning"] and now["label"] == "Health practitioner"
    page = await hall.phones[RECEPTION].visitor.get(f"/meetings/{hall.demo['meeting']}/now")
    assert now["say"] in page.words() and now["warning"] in page.words(), (
        "a page without script says the same"
    )


async def test_A9_every_mode_tells_its_four_with_script_and_without(
    shared_server: Server, stack: AsyncExitStack
) -> None:
    hall = await begun(shared_server, stack, 12)
    line = await phone_line(hall, RECEPTION)
    page = await hall.phones[RECEPTION].visitor.get(f"/meetings/{hall.demo['meeting']}/now")
    assert page.tree is not None
    plain = " ".join(part.text_content() for part in page.tree.xpath("//noscript"))
    for mode in ("named", "role", "anonymous", "private"):
        heard = await told(line, mode, "say")
        parties = [who for who, _ in heard["exactly"]]
        assert parties == [
            "The room:", "Facilitator and review team:", "The record and reports:", "Whoever runs the server",
        ]  # fmt: skip
        for who, what in heard["exactly"]:
            assert f"{who} {what}" in plain, f"{mode}: {who}"
        assert heard["say"] in plain


async def test_A3_anonymous_is_warned_below_eight_and_off_below_five_as_people_leave(
    shared_server: Server, stack: AsyncExitStack
) -> None:
    hall = await begun(shared_server, stack, 8)
    line = await phone_line(hall, SOCIAL_WORKER)
    free = await told(line, "anonymous", "Everyone will see your words and nothing about you.")
    assert "With so few of us" not in free["warning"] and free["offered"]
    await leaves(hall, 7)
    assert (await told(line, "anonymous", "With so few of us, people may guess."))["offered"]
    for number in (6, 5, 4):
        await leaves(hall, number)
    off = await told(line, "anonymous", TOO_FEW)
    assert not off["offered"]
    refused = await hall.phones[SOCIAL_WORKER].sends("hide me", "anonymous")
    assert refused.status == 422 and TOO_FEW in refused.text


async def test_A3_what_stood_beside_send_is_never_narrower_on_the_board(
    start_server: Any, stack: AsyncExitStack
) -> None:
    server = start_server(SIGHTLINE_JOIN_RATE="1000/minute")
    hall = await begun(server, stack, 7)
    line = await phone_line(hall, PHARMACIST)
    read = (await told(line, "role", "“A participant”"))["label"]
    await Practitioner(server.url, "P08").joins(hall.demo["join_code"])
    await told(line, "role", "“Surgery”")
    await hall.phones[PHARMACIST].sends("read before the third came", "role", label=read)
    await hall.phones[GP].sends("read after", "role", label="Surgery")
    await hall.phones[SOCIAL_WORKER].sends(
        "asks for more than there is", "role", label="Social worker, Locality"
    )
    assert (await hall.taps("reveal")).status == 200
    await line.until(lambda: len(shown(line)) == 3, "the batch")
    labels = {text: entry["label"] for text, entry in shown(line).items()}
    assert labels["read before the third came"] == "A participant" and labels["read after"] == "Surgery"
    assert labels["asks for more than there is"] == "A participant"


async def test_A3_what_a_seat_is_told_of_itself_reaches_no_other_line(
    shared_server: Server, stack: AsyncExitStack
) -> None:
    hall = await begun(shared_server, stack, 12)
    line = await phone_line(hall, RECEPTION)
    await told(line, "named", "Bev Mottram")
    bare = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][GP]["cookie"])
    others = [await phone_line(hall, GP), bare]
    others.append(await hall.listens(hall.demo["board_ws"], hall.demo["facilitator"]["cookie"], speaks=True))
    await told(others[0], "named", "Amrit Sethi")
    for other in others:
        assert "Bev Mottram" not in str(other.texts) and b"Bev Mottram" not in b"".join(other.received)
    assert not bare.texts, "a client that does not speak our protocol is told nothing beside the board"


async def test_A3_who_reports_to_whom_changes_nothing_that_anybody_can_read(
    server: Server, stack: AsyncExitStack
) -> None:
    hall = await begun(server, stack, 12)
    owner = Visitor(server.url)
    link = server.says(r"http://[^/\s]+(/sign-in/\S+)")[1]
    await owner.send(await owner.get(link))
    line = await invited(hall, owner, "Hanna Wójcik")
    before = await everything(hall, owner, line)
    page = await owner.get(line)
    bosses = {
        " ".join(choice.text_content().split()): choice.get("value") for choice in page.tree.xpath("//option")
    }
    saved = await owner.send(page, action=line, reports_to=bosses["Marcia Dunne"])
    assert saved.status == 200 and saved.url.endswith("/invited")
    after = await everything(hall, owner, line)
    assert before.keys() == after.keys() and len(before) > 20
    for place, words in before.items():
        assert after[place] == words, place
    kept = await owner.send(await owner.get(line), action=line, role="Hospital social worker")
    assert kept.status == 200 and (await everything(hall, owner, line)) == after


async def invited(hall: Hall, owner: Visitor, name: str) -> str:
    """The address of somebody's line at set-up."""
    page = await owner.get(f"/meetings/{hall.demo['meeting']}/invited")
    assert page.tree is not None
    row = next(row for row in page.tree.xpath("//tbody/tr") if name in row.text_content())
    return str(row.xpath(".//a/@href")[0])


async def everything(hall: Hall, owner: Visitor, line: str) -> dict[str, str]:
    """All that people of every part can open or hear, without what is drawn anew each time."""
    at, found = f"/meetings/{hall.demo['meeting']}", {}
    readers = {"owner": owner, "facilitator": hall.facilitator, "her": hall.phones[3].visitor}
    readers |= {"manager": hall.phones[4].visitor, "colleague": hall.phones[0].visitor}
    readers["team"] = Visitor(hall.demo["base_url"], hall.demo["review_team"][0]["cookie"])
    for who, visitor in readers.items():
        for path in (at, f"{at}/now", f"{at}/board", f"{at}/lane", f"{at}/invited", f"{at}/set-up", line):
            page = await visitor.get(path)
            found[f"{who} {path}"] = re.sub(r'"[\w-]{16,}"|\d+:\d\d|"seconds_left": \d+', "", page.text)
    for who, cookie in ((number, hall.demo["participants"][number]["cookie"]) for number in (0, 3, 4)):
        heard = await hall.listens(hall.demo["board_ws"], cookie, speaks=True)
        await told(heard, "role", "say")
        found[f"line {who}"] = str([text["sees"] for text in heard.texts if "sees" in text])
    return found
