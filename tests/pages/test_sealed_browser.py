"""The page of sealed notes on a laptop, and the mode on a phone: never called anonymous."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import ROUND_1, Rehearsal
from tests.running import Server


async def test_the_mode_is_switched_on_at_set_up_and_offered_on_a_phone(
    server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await (await devices("laptop")).new_page()
    await page.goto(server.says(r"(http://\S+/sign-in/\S+)")[1])
    await page.get_by_role("main").get_by_role("button").click()
    await page.goto(rehearsal.at("set-up"))
    await page.get_by_role("link", name="Review", exact=True).click()
    await page.get_by_role("link", name="Sealed notes").click()
    await expect(page.get_by_text("A sealed note is not anonymous.")).to_be_visible()
    await page.get_by_role("button", name="Make the key of the lead reviewer").press("Enter")
    await expect(page.locator(".slip")).to_have_text(re.compile("^([A-Z2-7]{4} ?){13}$"))
    assert not await axe(page)
    await screenshot(page, "sealed-key-1440")
    await page.get_by_role("button", name="Make the key of the Board’s safeguarding lead").press("Enter")
    await page.get_by_role("button", name="Offer it on phones").press("Enter")
    await expect(page.get_by_text("Phones offer it")).to_be_visible()
    phone = await rehearsal.phone(await devices("phone"), 7)
    await phone.locator('input[name="mode"][value="sealed"]').check(force=True)
    seen = phone.locator('[data-seen="sealed"]')
    await expect(seen).to_contain_text("Your name is locked away with this note.")
    await expect(seen).not_to_contain_text("nonymous")
    await expect(phone.locator('[data-badge="sealed"]')).to_have_text("Sealed")
    assert not await axe(phone)
    await screenshot(phone, "phone-sealed-390")
    await phone.fill("#text", "The night list was changed.")
    await phone.get_by_role("button", name="Send", exact=True).click()
    await expect(phone.locator('my-notes [data-state="saved"]')).to_contain_text("Sealed")
