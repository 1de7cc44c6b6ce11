"""Who has no phone counts like everybody, and what they put on paper hides like everybody's (A2-A5; M14, M15)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.live.wire import Wire, wire
from tests.meetings.people import Practitioner
from tests.meetings.visitor import Page, Visitor
from tests.privacy.test_contributions import KPE_ROUND, Hall
from tests.privacy.test_who_will_see import TOO_FEW, phone_line, told
from tests.running import Server

SEATED = 4


@pytest.fixture
async def hall(shared_server: Server) -> AsyncIterator[Hall]:
    async with AsyncExitStack() as stack:
        hall = Hall(shared_server, shared_server.demo(SEATED), stack)
        await hall.steps_to(KPE_ROUND)
        yield hall


def at(hall: Hall, more: str = "") -> str:
    return f"/meetings/{hall.demo['meeting']}/paper{more}"


async def absent(hall: Hall) -> list[str]:
    """The lines of the list that nobody has taken, as the page for the recorder offers them."""
    page = await hall.facilitator.get(at(hall))
    assert page.tree is not None
    forms = [form for form in page.tree.forms if form.xpath('.//button[@value="here"]')]
    return [form.fields["person"] for form in forms]


async def marks(hall: Hall, *people: str, verb: str = "here") -> None:
    for person in people:
        assert (await hall.taps("paper", verb=verb, person=person)).status == 200


async def writes(hall: Hall, text: str, mode: str = "anonymous", of: str = "") -> Page:
    """The recorder opens a sheet, types what the slip says, and gets the letters to hand over."""
    sheet = await hall.taps("paper/slip", of=of)
    return await hall.facilitator.send(sheet, action="/paper/slip", text=text, mode=mode)


async def board(hall: Hall) -> Wire:
    return await hall.listens(hall.demo["board_ws"], hall.demo["participants"][0]["cookie"])


def shown(line: Wire) -> dict[str, dict[str, Any]]:
    return {each["text"]: each for each in (line.root("perspectives").to_py() or {}).values()}


async def test_M14_A3_whoever_is_marked_as_here_without_a_phone_counts_for_what_hides_everybody(
    hall: Hall,
) -> None:
    line = await phone_line(hall, 0)
    assert (await told(line, "anonymous", TOO_FEW))["offered"] is False
    people = (await absent(hall))[:4]
    await marks(hall, *people)
    await line.until(lambda: _offers_anonymous(line), "eight people now")
    await marks(hall, *people[:2], verb="gone")
    await marks(hall, *people[2:], verb="mistaken")
    assert (await told(line, "anonymous", TOO_FEW))["offered"] is False
    assert set(people[2:]) <= set(await absent(hall)), "they may come yet"
    await hall.taps("snapshots")
    assert await present(hall) == str(SEATED + 2), "who came and went was there; who never came was not"


async def present(hall: Hall) -> str:
    """How many of the case group the first snapshot counts in its attendance."""
    record = json.loads((await hall.facilitator.get(at(hall).replace("paper", "snapshots/1.json"))).text)
    items = [kept["item"] for kept in record["parts"]["attendance"]["items"]]
    whole = next(item for item in items if item["group"] == "case_group" and item["agency"] is None)
    return str(whole["present"])


def _offers_anonymous(line: Wire) -> bool:
    heard = [text["sees"]["modes"].get("anonymous") for text in line.texts if "sees" in text]
    return bool(heard and heard[-1] and heard[-1]["offered"])


async def test_M15_A2_slips_without_a_name_may_be_of_somebody_else_s_and_those_of_people_marked_are_theirs(
    hall: Hall,
) -> None:
    people = (await absent(hall))[:4]
    await marks(hall, *people)
    for number in range(4):
        assert (await writes(hall, f"from the box {number}")).status == 201
    assert (await hall.taps("reveal")).status == 409, "they may all be one person's"
    for number in range(2):
        assert (await writes(hall, f"of one marked {number}", of=people[0])).status == 201
    assert (await hall.taps("reveal")).status == 409, "two people at most"
    assert (await writes(hall, "of another", "role", people[1])).status == 201
    assert (await hall.taps("reveal")).status == 409, "the box may be theirs"
    assert (await writes(hall, "of a third", "role", people[2])).status == 201
    assert (await hall.taps("reveal")).status == 200
    line = await board(hall)
    assert len(shown(line)) == 8
    for text, entry in shown(line).items():
        is_everybodys = entry["label"] == "A participant"
        assert entry["own_words"] is not is_everybodys, f"scribed beside a narrower label would point: {text}"


async def test_M15_the_mark_is_left_out_where_it_would_point_to_somebody(hall: Hall) -> None:
    person = (await absent(hall))[0]
    await marks(hall, person)
    for number in range(3):
        await hall.phones[number].sends(f"typed {number}", "role")
    await writes(hall, "of the only one without a phone", "role", person)
    await writes(hall, "and in their own name", "named", person)
    assert (await hall.taps("reveal")).status == 200
    entries = shown(await board(hall))
    assert entries["of the only one without a phone"]["own_words"] is True
    assert entries["and in their own name"]["own_words"] is False
    await hall.taps("snapshots")
    record = await hall.facilitator.get(at(hall).replace("paper", "snapshots/1.json"))
    assert record.text.count('"own_words":false') == 1


async def test_M15_A5_the_letters_handed_over_take_the_note_back_on_any_device(hall: Hall) -> None:
    people = (await absent(hall))[:4]
    await marks(hall, *people)
    kept = await writes(hall, "written on paper", of=people[0])
    letters = re.search(r'class="slip">([0-9A-Z ]{19})<', kept.text)
    assert letters, kept.words()
    device, slip = Visitor(hall.demo["base_url"]), at(hall).replace("paper", "letters/slip")
    own = await device.send(await device.get(slip), action="/letters/slip", claim=letters[1])
    assert own.form("text").fields["text"] == "written on paper"
    await device.send(own, action="/perspectives/withdrawal")
    for number in range(3):
        await hall.phones[number].sends(f"typed {number}", "role")
    assert (await hall.taps("reveal")).status == 200
    assert "written on paper" not in shown(await board(hall))


async def test_M15_A4_the_recorders_device_and_the_log_keep_nothing_of_a_slip(hall: Hall) -> None:
    people = (await absent(hall))[:4]
    await marks(hall, *people)
    before = await looks(hall)
    assert (await writes(hall, "planted-5c1e", of=people[0])).status == 201
    assert await looks(hall) == before, "not even that there is one"
    assert "planted-5c1e" not in hall.server.output and people[0] not in hall.server.output


async def looks(hall: Hall) -> list[str]:
    """The pages of the recorder, without what is drawn anew each time."""
    pages = [at(hall), at(hall).replace("paper", "lane")]
    return [(await hall.facilitator.get(path)).words() for path in pages]


async def test_M14_only_whoever_leads_and_the_recorder_mark_and_write_down(hall: Hall) -> None:
    person = (await absent(hall))[0]
    for cookie in (hall.demo["review_team"][0]["cookie"], hall.demo["participants"][0]["cookie"]):
        other = Visitor(hall.demo["base_url"], cookie)
        for path in ("", "/slip"):
            answer = await other.post(
                at(hall, path), {"verb": "here", "person": person, "of": "", "text": "x"}
            )
            assert answer.status in (403, 404), path
        assert (await other.get(at(hall))).status in (403, 404)
    assert person in await absent(hall)


async def test_M14_a_seat_without_a_phone_opens_to_nobody_and_their_line_is_theirs(hall: Hall) -> None:
    person = (await absent(hall))[0]
    await marks(hall, person)
    assert (await hall.taps("paper", verb="here", person=person)).status == 404
    assert person not in await absent(hall)
    assert (await hall.taps("paper", verb="mistaken", person=person)).status == 200
    assert (await hall.taps("paper", verb="gone", person=person)).status == 404


async def test_M15_A2_a_slip_without_a_name_may_be_of_whoever_sent_by_phone(hall: Hall) -> None:
    await marks(hall, *(await absent(hall))[:4])
    for number in range(2):
        await hall.phones[number].sends(f"typed {number}", "role")
    await writes(hall, "from the box", "role")
    assert (await hall.taps("reveal")).status == 409, "two people are enough to have written all three"
    await hall.phones[2].sends("typed by a third", "role")
    assert (await hall.taps("reveal")).status == 200


async def test_M14_A2_somebody_marked_unmarked_and_marked_anew_is_one_person(hall: Hall) -> None:
    person = (await absent(hall))[0]
    for number in range(3):
        await marks(hall, person)
        assert (await writes(hall, f"time {number}", "role", person)).status == 201
        await marks(hall, person, verb="mistaken")
    assert (await hall.taps("reveal")).status == 409


async def hands_on(hall: Hall, visitor: Visitor) -> None:
    """Somebody hands their device on."""
    path = at(hall).replace("/paper", "/leave")
    leaving = (await visitor.get(path)).form(action="/leave")
    page = await visitor.post(path, {**dict(leaving.form_values()), "next": "hand"})
    assert 'class="slip"' in page.text, page.words()


async def test_M16_A3_whoever_handed_a_device_on_is_not_one_of_those_without_a_phone(hall: Hall) -> None:
    for number in range(3):
        await hall.phones[number].sends(f"typed {number}", "role")
        await hands_on(hall, hall.phones[number].visitor)
    page = await hall.facilitator.get(at(hall))
    assert "has gone" not in page.words(), "nobody was marked"
    await writes(hall, "from the box", "role")
    assert (await hall.taps("reveal")).status == 200
    line = await hall.listens(hall.demo["board_ws"], hall.demo["participants"][3]["cookie"])
    entry = shown(line)["from the box"]
    assert (entry["label"], entry["own_words"]) == ("A participant", True), "nobody here is without a phone"


async def test_M16_who_handed_a_device_on_cannot_be_unmarked_and_stays_in_the_attendance(hall: Hall) -> None:
    before = await absent(hall)
    one = Practitioner(hall.demo["base_url"], "P16")
    await one.joins(hall.demo["join_code"])
    (person,) = set(before) - set(await absent(hall))
    await hands_on(hall, one.visitor)
    for verb in ("mistaken", "gone"):
        assert (await hall.taps("paper", verb=verb, person=person)).status == 404
    await hall.taps("snapshots")
    assert await present(hall) == str(SEATED + 1)


async def test_M16_A4_the_order_in_which_a_tablet_went_round_lies_nowhere_beside_the_notes(
    hall: Hall,
) -> None:
    kept = hall.server.folder / "kept"
    items = []
    for number in range(3):
        text = f"typed {number}"
        await hall.phones[number].sends(text, "role")
        items.append(hashlib.sha256(b"item" + hall.phones[number].claims[text]).hexdigest().encode())
        if number:
            log = (kept / "tray.db-wal").read_bytes() if (kept / "tray.db-wal").exists() else b""
            assert not any(item in log for item in items), "the log of the Tray has the order of arrival"
        await hands_on(hall, hall.phones[number].visitor)
    places = [(kept / "tray.db").read_bytes().find(item) for item in items]
    assert -1 not in places and places != sorted(places) or sorted(items) in (items, items[::-1])


async def test_M16_a_page_left_open_is_not_the_next_persons(hall: Hall) -> None:
    path = at(hall).replace("/paper", "")
    first, second = hall.phones[0].visitor, hall.phones[1].visitor
    stale = await first.get(f"{path}/now")
    socket = json.loads(re.search(r'id="live">(.+?)</script>', stale.text)[1])["socket"]  # type: ignore[index]
    await hands_on(hall, hall.phones[0].visitor)
    address = hall.demo["base_url"].replace("http", "ws") + socket
    for cookie in (hall.demo["participants"][1]["cookie"], hall.demo["participants"][0]["cookie"]):
        async with wire(address, cookie, speaks=True, greets=False) as line:
            assert await line.closed() == (4411, "handed on")
    form = stale.form("text")
    fields = {**dict(form.form_values()), "text": "of the one before", "mode": "role"}
    refused = await second.post(form.action, fields, origin=hall.demo["base_url"])
    assert refused.status == 403, "a form that was drawn for somebody else"


async def test_M16_a_seat_handed_on_opens_by_its_letters_alone_and_once(hall: Hall) -> None:
    visitor, path = hall.phones[0].visitor, at(hall).replace("/paper", "")
    old = dict(visitor.cookies)
    leaving = (await visitor.get(f"{path}/leave")).form(action="/leave")
    page = await visitor.post(f"{path}/leave", {**dict(leaving.form_values()), "next": "hand"})
    letters = re.search(r'class="slip">([0-9A-Z ]{19})<', page.text)
    assert letters, page.words()
    former = Visitor(hall.demo["base_url"])
    former.cookies = old
    assert "/now" not in (await former.get(f"{path}/now")).url, "the cookie of before opens nothing"
    for number in range(1, 4):
        await hall.phones[number].sends(f"typed {number}", "role")
    other = Visitor(hall.demo["base_url"])
    seen = await other.send(await other.get(f"{path}/join/back"), action="/join/back", letters=letters[1])
    assert seen.url.endswith("/now") and seen.form("text") is not None
    again = Visitor(hall.demo["base_url"])
    refused = await again.send(await again.get(f"{path}/join/back"), action="/join/back", letters=letters[1])
    assert refused.status == 404 and letters[1] in refused.text
