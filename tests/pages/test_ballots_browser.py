"""Asking the room in real browsers: console, big screen and phones, others over HTTP (promise A7, M24 to M26)."""

from __future__ import annotations

import re
from typing import Any

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import ROUND_1, Facilitator, Rehearsal
from tests.meetings.visitor import Visitor
from tests.pages.test_console_browser import SMALL, opened
from tests.running import Server

SOON = 15_000
SAID = (
    "The screen said supported, so nobody looked again.",
    "We rang four times and left messages.",
    "There was no handover on Fridays that spring.",
)


CODES = {"usual": "00", "once": "02"}


async def answer(rehearsal: Rehearsal, number: int, kind: str, chosen: Any) -> None:
    """Another participant answers on their phone's page, without a screen."""
    visitor = Visitor(rehearsal.server.url, rehearsal.told["participants"][number]["cookie"])
    page = await visitor.get(f"/meetings/{rehearsal.meeting}/ballots")
    wanted = {"poll": "radio", "priorities": "checkbox"}[kind]
    assert page.tree is not None
    (form,) = [one for one in page.tree.forms if one.xpath(f".//input[@type='{wanted}']")]
    values = form.xpath(".//input[@name='chosen']/@value")[:3] if chosen == "any" else CODES[chosen]
    fields = {"form": form.fields["form"], "chosen": values}
    assert (await visitor.post(form.action, fields, origin=rehearsal.server.url)).status == 200


async def mark(rehearsal: Rehearsal, number: int, page: Page, words: str) -> None:
    """Another participant says "same for me", without a screen."""
    item = await page.locator("perspective-list [data-row]", has_text=words).get_attribute("data-id")
    asked = await page.evaluate(
        "fetch(location.pathname.replace('board', 'ballots/mine')).then((a) => a.json())"
    )
    other = Facilitator(
        rehearsal.server.url, rehearsal.meeting, rehearsal.told["participants"][number]["cookie"]
    )
    await other.arrive("/board")
    await other.tap(f"ballots/{asked['ballot']}/mark", item=item, on="1")


async def test_A7_same_for_me_is_pressed_on_a_phone_and_told_to_all_when_the_step_closes(
    devices: Devices, shared_server: Server
) -> None:
    rehearsal, console, wall = await opened(shared_server, devices)
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    await expect(console.get_by_role("button", name="Reveal and read together")).to_be_visible(timeout=SOON)
    for number, text in enumerate(SAID):
        await rehearsal.send(number, text, on_kind="episode", on_id="KPE3")
    phones = [await rehearsal.phone(await devices("phone"), number, "board") for number in (5, 6)]
    await console.get_by_role("button", name="Reveal and read together").click()
    rows = [phone.locator("perspective-list [data-row]", has_text=SAID[0]) for phone in phones]
    same = [row.get_by_role("button", name="Same for me") for row in rows]
    await expect(same[0]).to_have_attribute("aria-pressed", "false", timeout=SOON)
    await same[0].click()
    await expect(same[0]).to_have_attribute("aria-pressed", "true")
    await expect(same[0].locator("[data-waits]")).to_be_hidden(timeout=SOON)
    await expect(same[1]).to_have_attribute("aria-pressed", "false")
    assert await axe(phones[0]) == []
    await screenshot(phones[0], "phone-same-for-me")

    await waits_for_the_signal(phones[0])
    await expect(same[0]).to_have_attribute("aria-pressed", "true", timeout=SOON)

    for number in (7, 8, 9):
        await mark(rehearsal, number, phones[1], SAID[0])
    await console.get_by_role("button", name=re.compile("^Close writing")).click()
    for place in (rows[1], console.locator("perspective-list [data-row]", has_text=SAID[0])):
        await expect(place).to_contain_text("Same for me: 4", timeout=SOON)
    told = wall.locator("perspective-list [data-row]", has_text=SAID[1])
    await expect(told).to_contain_text("Same for me: 1 or 2", timeout=SOON)
    await expect(same[0]).to_be_hidden()
    await screenshot(wall, "screen-same-for-me")
    assert await axe(wall) == []


async def test_A7_a_poll_is_asked_answered_and_told_on_every_screen(
    devices: Devices, shared_server: Server
) -> None:
    rehearsal, console, wall = await opened(shared_server, devices)
    phone = await rehearsal.phone(await devices("phone"), 0)
    await console.get_by_role("button", name="Episode 3:").click()
    await console.get_by_role("button", name="How usual is this?").click()
    await expect(wall.locator("asked-room")).to_contain_text("How usual is this?", timeout=SOON)
    await screenshot(wall, "screen-poll-open")
    link = phone.get_by_role("link", name="The room is asked something.")
    await expect(link).to_be_visible(timeout=SOON)
    assert await axe(phone) == []
    await link.click()
    await phone.get_by_label("This is how it usually goes").check()
    await keeps(phone, "phone-poll")
    for number in range(1, 9):
        await answer(rehearsal, number, "poll", "usual" if number % 2 else "once")
    assert await axe(console) == []
    await screenshot(console, "console-asked")
    await closes(console)
    for place in (wall.locator("asked-room"), console.locator("#asked"), phone.locator("#main")):
        await expect(place).to_contain_text("about half", timeout=SOON)
    await screenshot(phone, "phone-poll-told")
    await screenshot(wall, "screen-poll-told")
    await expect(link).to_be_hidden()


async def test_A7_priorities_are_put_and_told_most_first(devices: Devices, shared_server: Server) -> None:
    rehearsal, console, wall = await opened(shared_server, devices)
    phone = await rehearsal.phone(await devices("phone"), 0, "ballots")
    await console.get_by_text("What matters most?").click()
    await console.get_by_role("button", name="Ask it").click()
    await expect(wall.locator("asked-room")).to_contain_text("What matters most", timeout=SOON)
    assert await axe(wall) == []
    await screenshot(wall, "screen-priorities-open")
    await expect(phone.get_by_role("heading", name="What matters most")).to_be_visible(timeout=SOON)
    for number in range(3):
        await phone.get_by_role("checkbox").nth(number).check()
    await keeps(phone, "phone-priorities")
    for number in range(1, 7):
        await answer(rehearsal, number, "priorities", "any")
    await closes(console)
    first = wall.locator("asked-room .told-line").first
    await expect(first).to_contain_text("all or nearly all", timeout=SOON)
    await screenshot(wall, "screen-priorities-told")
    await screenshot(console, "console-priorities-told")
    await expect(phone.locator("#main")).to_contain_text("all or nearly all", timeout=SOON)
    assert await wall.evaluate(SMALL) == []
    for page in (wall, console, phone):
        assert await axe(page) == []


async def waits_for_the_signal(phone: Page) -> None:
    """Without a signal what is pressed waits on the phone, and goes by itself."""
    row = phone.locator("perspective-list [data-row]", has_text=SAID[1])
    await phone.context.set_offline(True)
    await row.get_by_role("button", name="Same for me").click()
    await expect(row.locator("[data-waits]")).to_be_visible(timeout=SOON)
    await phone.context.set_offline(False)
    await expect(row.locator("[data-waits]")).to_be_hidden(timeout=60_000)
    await phone.reload()


async def keeps(phone: Page, picture: str) -> None:
    """Keep the answer, and see that it is kept."""
    await phone.get_by_role("button", name="Keep my answer").click()
    await expect(phone.get_by_role("status").get_by_text("Kept.")).to_be_visible()
    assert await axe(phone) == []
    await screenshot(phone, picture)


async def closes(console: Page) -> None:
    """Close what is asked: two presses."""
    await console.get_by_role("button", name="Close it and show the result").click()
    await console.get_by_role("button", name="Press again to close it").click()
