"""The story: follow-on meeting 1 of the training case, abridged, from sign-in to the Word file.

One facilitator, one big screen and three phones in real browsers; nine more practitioners through the same public
pages; the real server on SQLite. It drives pages, sockets and files only.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx2python import docx2python
from playwright.async_api import expect

from tests.browser import Devices, screenshot
from tests.meetings.people import PEOPLE, Practitioner, writes
from tests.meetings.rooms import SOON, Facilitator, Phone, Screen, opened
from tests.running import Server

ON_PHONES = ("P09", "P16", "P03")
OTHERS = ("P01", "P02", "P04", "P06", "P07", "P08", "P10", "P12", "P13")
ROUND = "Episode round 1"
ADDED = "Neighbour rang the surgery about the light being on all night"


class Story:
    """Everybody of the meeting."""

    def __init__(self, server: Server, facilitator: Facilitator, wall: Screen, code: str) -> None:
        self.server, self.facilitator, self.wall, self.code = server, facilitator, wall, code
        self.phones: dict[str, Phone] = {}
        self.others: dict[str, Practitioner] = {}

    @property
    def meeting(self) -> str:
        return next(iter(self.others.values())).meeting

    async def join(self, devices: Devices, on_phones: tuple[str, ...], others: tuple[str, ...]) -> None:
        """Phones one after the other, the rest at once."""
        for number, key in enumerate(on_phones):
            self.phones[key] = await Phone.joins(devices, self.server, key, self.code, check=number == 0)
        self.others = {key: Practitioner(self.server.url, key) for key in others}
        await asyncio.gather(*(person.joins(self.code) for person in self.others.values()))


async def begin(devices: Devices, server: Server) -> Story:
    """The facilitator signs in, the big screen stands in the lobby."""
    facilitator = await Facilitator.signs_in(devices, server)
    printed = server.says(r"/j/(\w+)\s[\s\S]*?(http://\S+/screen/\S+)")
    wall = await opened(await devices("projector"))
    await wall.page.goto(printed[2])
    code = printed[1]
    await expect(wall.page.get_by_text(f"{code[:3]} {code[3:]}").first).to_be_visible(timeout=SOON)
    await wall.checked("screen-lobby-1920")
    return Story(server, facilitator, wall, code)


@pytest.fixture
def kept() -> dict[str, Any]:
    """What the story remembers for its end."""
    return {}


async def test_row_2_a_whole_follow_on_meeting_from_sign_in_to_the_word_file(
    devices: Devices, server: Server, tmp_path: Path, kept: dict[str, Any]
) -> None:
    story = await begin(devices, server)
    await story.join(devices, ON_PHONES, OTHERS)
    await story.facilitator.opens_console(story.meeting)
    await story.facilitator.screen.checked("console-lobby-1440")

    await builds_the_timeline_together(story)
    await writes_in_a_blind_round(story, kept)
    await survives_a_power_cut(story, kept)
    await reveals(story, kept)
    await freezes_the_record(story, kept, tmp_path)
    assert "Precious Banda" not in server.output and "heating" not in server.output


async def builds_the_timeline_together(story: Story) -> None:
    """*Timeline together*: everybody edits letter by letter, and every screen shows it without reload."""
    await story.facilitator.opens_step("Timeline together")
    phone, other = story.phones["P09"], story.phones["P16"]
    for each in story.phones.values():
        await each.sees_step("Timeline together")
    await expect(phone.page.get_by_text("You are editing the shared timeline.").first).to_be_visible(
        timeout=SOON
    )
    await phone.screen.checked("phone-timeline-together-390")
    await phone.page.locator("add-event summary").first.click()
    form = phone.page.locator("add-event form")
    await form.locator('[name="words"]').fill("early November 2024")
    await form.locator('[name="agency"]').select_option("GP")
    await form.locator('[name="what"]').fill(ADDED)
    await form.get_by_role("button").last.click()
    for screen in (phone, other):
        await expect(screen.page.locator("event-list")).to_contain_text(ADDED, timeout=SOON)
    await screenshot(story.wall.page, "screen-timeline-1920")
    await story.facilitator.screen.checked("console-timeline-1440")


async def writes_in_a_blind_round(story: Story, kept: dict[str, Any]) -> None:
    """Role-only, anonymous, named and private words; one is taken back; nobody else receives any of them."""
    await story.facilitator.opens_step(ROUND)
    for phone in story.phones.values():
        await phone.sees_step(ROUND)
    await story.phones["P09"].screen.checked("phone-now-composer-390")
    case = {step["by"]: step for step in writes("kpe_a", *OTHERS)}
    kept["role"] = [step["text"] for key, step in case.items() if step["mode"] == "role" and key != "P07"]
    kept["private"] = [step["text"] for step in case.values() if step["mode"] == "private"]
    kept["withdrawn"] = case["P07"]["text"]
    answers = await asyncio.gather(*(story.others[key].sends(step, "KPE3") for key, step in case.items()))
    assert [answer.status for answer in answers] == [201] * len(answers)
    kept["named"] = "I said the key safe was coming. It was not coming."
    kept["anonymous"] = "We all knew that the form had no box for it 🙂 ŵŷ"
    await story.phones["P16"].sends(kept["named"], "named")
    await story.phones["P03"].sends(kept["anonymous"], "anonymous")
    await story.phones["P09"].page.locator("textarea#text").fill("half a sentence, not sent y")
    assert (await story.others["P07"].takes_back(case["P07"]["card"])).status == 200
    await expect(story.facilitator.page.locator("body")).to_contain_text(
        re.compile("(A few|About half|Most) have sent something", re.I), timeout=SOON + 10_000
    )
    await story.facilitator.screen.checked("console-blind-1440")
    await screenshot(story.wall.page, "screen-blind-1920")
    nobody_received(
        story, [*kept["role"], *kept["private"], kept["withdrawn"], kept["named"], kept["anonymous"]]
    )


def nobody_received(story: Story, words: list[str]) -> None:
    """Not the facilitator, not the big screen, not any phone but the author's own page."""
    for screen in (story.facilitator.screen, story.wall, *(phone.screen for phone in story.phones.values())):
        assert screen.heard, "this page heard nothing at all, so the absence below would mean nothing"
        for text in words:
            assert text.encode() not in screen.everything(), text


async def survives_a_power_cut(story: Story, kept: dict[str, Any]) -> None:
    """kill -9; the browsers come back by themselves and the half-typed words are still in the box."""
    story.server.restart()
    for screen in (story.facilitator.page, story.phones["P09"].page):
        await expect(screen.get_by_text("Connected").first).to_be_visible(timeout=SOON + 15_000)
    box = story.phones["P09"].page.locator("textarea#text")
    await expect(box).to_have_value("half a sentence, not sent y")
    kept["role"].append("half a sentence, now sent")
    await story.phones["P09"].sends(kept["role"][-1], "role")


async def reveals(story: Story, kept: dict[str, Any]) -> None:
    """Everybody sees the batch at once; the private words reach the review team alone."""
    await story.facilitator.presses("Reveal and read together")
    everyone = [*kept["role"], kept["named"], kept["anonymous"]]
    phone = story.phones["P16"].page
    await phone.get_by_role("link", name="Board").click()
    for text in everyone:
        await expect(phone.get_by_text(text, exact=False).first).to_be_visible(timeout=SOON)
    await expect(phone.get_by_text("Precious Banda, Care worker").first).to_be_visible()
    await story.phones["P16"].screen.checked("phone-board-390")
    mine = story.phones["P03"].page
    await mine.get_by_role("link", name=re.compile("Mine")).click()
    await expect(mine.get_by_text(kept["anonymous"]).first).to_be_visible(timeout=SOON)
    await story.phones["P03"].screen.checked("phone-mine-390")
    await story.facilitator.screen.checked("console-revealed-1440")
    nobody_received(story, [*kept["private"], kept["withdrawn"]])


async def freezes_the_record(story: Story, kept: dict[str, Any], folder: Path) -> None:
    """A snapshot, exported as Word and JSON, holds what the board held and no trace of who wrote it."""
    page = story.facilitator.page
    await story.facilitator.presses("Snapshot")
    await expect(page).to_have_url(re.compile(r"/snapshots/1"), timeout=SOON)
    await expect(page.get_by_text(re.compile("matches", re.I)).first).to_be_visible()
    await story.facilitator.screen.checked("snapshot-1440")
    files = {}
    for kind in ("docx", "json"):
        async with page.expect_download() as download:
            await page.locator(f'a[href$=".{kind}"]').first.click()
        path = folder / f"record.{kind}"
        await (await download.value).save_as(path)
        files[kind] = path.read_bytes()
    holds_the_words(files, kept)
    tells_no_author(files, kept)


def holds_the_words(files: dict[str, bytes], kept: dict[str, Any]) -> None:
    with docx2python(io.BytesIO(files["docx"])) as document:
        word = document.text
    record = json.loads(files["json"])
    shown = {kept["item"]["text"]: kept["item"] for kept in record["parts"]["perspectives"]["items"]}
    for text in (*kept["role"], kept["named"], kept["anonymous"]):
        assert text in word, text
        assert text in shown
    assert ADDED in word
    assert shown[kept["anonymous"]]["label"] == "A participant"
    assert shown[kept["named"]]["label"] == "Precious Banda, Care worker"


def tells_no_author(files: dict[str, bytes], kept: dict[str, Any]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["docx"])) as archive:
        layers = [archive.read(name) for name in archive.namelist()] + [files["json"]]
    named = "Precious Banda"
    others = [person["name"] for key, person in PEOPLE.items() if key in ON_PHONES + OTHERS]
    assert any(named.encode() in layer for layer in layers), (
        "the named one is there, so the absence means something"
    )
    for layer in layers:
        for word in [*(name for name in others if name != named), *kept["private"], kept["withdrawn"]]:
            assert word.encode() not in layer, word


async def test_with_four_people_anonymous_is_refused_in_words(devices: Devices, server: Server) -> None:
    story = await begin(devices, server)
    await story.join(devices, ("P09",), ("P01", "P06", "P16"))
    await story.facilitator.opens_console(story.meeting)
    await story.facilitator.opens_step(ROUND)
    phone = story.phones["P09"]
    await phone.sees_step(ROUND)
    await expect(phone.page.locator('input[name="mode"][value="anonymous"]')).to_be_disabled(timeout=SOON)
    await expect(
        phone.page.get_by_text("So few of us are here that we cannot hide who wrote it.").first
    ).to_be_visible()
    await phone.screen.checked("phone-four-people-390")
    step = {"card": "x", "text": "hide me", "mode": "anonymous"}
    answer = await story.others["P01"].sends(step, "KPE3")
    assert answer.status == 422 and "So few of us are here" in answer.text
    assert (await story.others["P01"].sends(step | {"mode": "private"}, "KPE3")).status == 201


async def test_M9_a_line_of_the_list_is_taken_once_and_a_stranger_waits(server: Server) -> None:
    code = server.says(r"/j/(\w+)\s")[1]
    first, second = Practitioner(server.url, "P01"), Practitioner(server.url, "P01")
    await first.joins(code)
    with pytest.raises(AssertionError, match="is not on the list"):
        await second.joins(code)


async def test_M12_a_late_joiner_lands_in_the_current_step(server: Server) -> None:
    demo = server.demo(5)
    late = Practitioner(server.url, "P06")
    now = await late.joins(demo["join_code"])
    assert "Timeline together" in now.words()
