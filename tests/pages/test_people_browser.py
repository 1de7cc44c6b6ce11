"""Asking somebody to leave in real browsers: the console's side, and what the person's phone says and keeps (M13)."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import ROUND_1, Rehearsal, connected
from tests.pages.test_console_browser import is_live, seated
from tests.running import Server

HALF = "Nobody had told me that the lock was"
OUT = "The facilitator has asked you to leave this session."
SOON = 15_000


async def looked_at(page: Page, name: str) -> None:
    """As wide as a laptop and as narrow as a phone: axe, and a picture to look at."""
    for width in (390, 1440):
        await page.set_viewport_size({"width": width, "height": 900})
        assert not await axe(page)
        await screenshot(page, f"{name}-{width}")


async def asks_to_leave(page: Page, name: str) -> None:
    """From the list, in two steps."""
    line = page.locator("li", has_text=name).first
    await page.locator("details.panel", has=line).locator("summary").first.click()
    await line.locator("summary").click()
    await looked_at(page, "people-asking")
    await line.get_by_role("button", name=f"Ask {name} to leave").click()
    await expect(page.get_by_role("heading", name="Asked to leave")).to_be_visible()
    await looked_at(page, "people-out")


async def name_of(phone: Page, rehearsal: Rehearsal) -> str:
    """Whose phone this is, as its risk form knows."""
    await phone.goto(rehearsal.at("risk"))
    return await phone.locator('input[name="name"]').input_value()


async def test_M13_somebody_is_asked_to_leave_keeps_what_is_theirs_and_is_let_in_again(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    phone = await rehearsal.phone(await devices("phone"), 0)
    await phone.locator("#text").fill("We rang twice and nobody came.")
    await phone.get_by_role("button", name="Send", exact=True).click()
    await expect(phone.locator('my-notes [data-state="saved"]')).to_be_visible()
    name = await name_of(phone, rehearsal)
    await phone.goto(rehearsal.at("board"))
    await connected(phone)
    page = await seated(await devices("laptop"), rehearsal)
    await is_live(page)
    assert name not in await page.locator("body").inner_text(), "no name stands on the console"
    await page.get_by_role("link", name="Ask somebody to leave").click()
    await looked_at(page, "people-list")
    await asks_to_leave(page, name)
    await expect(phone.get_by_role("heading", name=OUT)).to_be_visible(timeout=SOON)
    await expect(phone.locator("leave-form .slip")).to_have_count(1)
    await expect(phone.get_by_role("link", name="At risk now?")).to_be_visible()
    assert not await axe(phone)
    await screenshot(phone, "phone-asked-to-leave")
    await page.get_by_role("button", name=f"Let {name} in again").click()
    await expect(page.get_by_role("heading", name="Asked to leave")).to_have_count(0)
    await expect(phone).to_have_url(rehearsal.at("now"), timeout=SOON)
    await connected(phone)
    await phone.goto(rehearsal.at("mine"))
    await expect(phone.locator("my-notes [data-row]")).to_have_count(1)


async def test_M13_words_under_way_stay_on_the_phone_of_who_is_asked_to_leave(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    phone = await rehearsal.phone(await devices("phone"), 1)
    name = await name_of(phone, rehearsal)
    await phone.goto(rehearsal.at("now"))
    await connected(phone)
    await phone.locator("#text").press_sequentially(HALF)
    page = await seated(await devices("laptop"), rehearsal, "/people")
    await asks_to_leave(page, name)
    await expect(phone.locator('connection-chip [data-when="out"]')).to_be_visible(timeout=SOON)
    await expect(phone.locator("#text")).to_have_value(HALF)
    await phone.locator("#text").press_sequentially(" broken.")
    await phone.get_by_role("button", name="Send", exact=True).click()
    kept = phone.locator('my-notes [data-state="refused"]')
    await expect(kept).to_contain_text(f"{HALF} broken.")
    await expect(kept).to_contain_text(OUT)
    await screenshot(phone, "phone-asked-to-leave-while-writing")
    assert not await axe(phone)
    await phone.reload()
    await expect(phone.get_by_role("heading", name=OUT)).to_be_visible(timeout=SOON)
    await expect(phone.locator("leave-form")).to_contain_text("1 note has not been sent")
    await expect(phone.locator("leave-form")).to_contain_text(f"{HALF} broken.")
    await expect(phone.locator("leave-form .slip:visible")).to_have_count(0)
    await screenshot(phone, "phone-asked-to-leave-unsent")
