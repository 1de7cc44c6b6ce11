"""A tablet that two people share: what the first wrote is on it for nobody else, and both count (M16)."""

from __future__ import annotations

import re

from playwright.async_api import Error, Page, expect

from tests.browser import Devices
from tests.pages.test_letters_browser import ROUND_1, writes
from tests.pages.test_phone_browser import in_storage
from tests.pages.test_risk_browser import Duty
from tests.pages.test_slips_browser import looked_at
from tests.running import Server

SENT, HALF_TYPED = "what the first one sent 8c2e", "what the first one only began 8c2e"


async def hands_on(page: Page, duty: Duty) -> str:
    """From the page of leaving; the letters to come back with."""
    await page.goto(f"{duty.path}/leave")
    await page.get_by_role("button", name="Hand to the next person").click()
    await expect(page.get_by_role("heading", name="Hand it to the next person")).to_be_visible()
    return await page.locator(".slip").inner_text()


async def shows_nothing_of_the_first(tablet: Page, duty: Duty) -> None:
    """Back, the addresses that were open, and what the browser keeps."""
    for path in ("now", "mine", "board", "leave"):
        try:
            await tablet.goto(f"{duty.path}/{path}")
        except Error as moved:
            assert "interrupted" in str(moved)
        await expect(tablet.locator("body")).not_to_contain_text("8c2e")
    assert "8c2e" not in str(await in_storage(tablet))


async def test_M16_a_tablet_handed_on_shows_nothing_of_the_one_before_who_still_counts(
    devices: Devices, shared_server: Server
) -> None:
    duty = Duty(devices, shared_server)
    console = await duty.console()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    await expect(console.get_by_text("12 in all")).to_be_visible()
    tablet = await duty.phone(0)
    await tablet.goto(f"{duty.path}/now")
    await writes(tablet, SENT)
    await tablet.locator("#text").fill(HALF_TYPED)
    await tablet.goto(f"{duty.path}/leave")
    await expect(tablet.get_by_text("1 note has not been sent")).to_be_visible()
    await expect(tablet.locator(".slip")).to_have_text(re.compile(r"\w{4} \w{4} \w{4} \w{4}"))
    await looked_at(tablet, "hand-on")
    letters = await hands_on(tablet, duty)
    await looked_at(tablet, "handed")
    await expect(console.get_by_text("12 in all")).to_be_visible()
    await tablet.get_by_role("link", name="I have them. Hand it on").click()
    await expect(tablet.get_by_role("heading", name="Thank you for coming.")).to_be_visible()
    await shows_nothing_of_the_first(tablet, duty)
    await tablet.goto(f"{duty.path}/join/back")
    await looked_at(tablet, "back")
    await tablet.get_by_label("The 16 letters").fill("AAAA BBBB CCCC DDDD")
    await tablet.get_by_role("button", name="Go on").press("Enter")
    await expect(tablet.get_by_text("These letters open no seat.")).to_be_visible()
    await tablet.get_by_label("The 16 letters").fill(letters.lower())
    await tablet.get_by_role("button", name="Go on").press("Enter")
    await expect(tablet).to_have_url(f"{duty.path}/now")
    await expect(tablet.locator("#text")).to_be_visible()
    await expect(tablet.locator("#text")).to_have_value("")
    await expect(console.get_by_text("12 in all")).to_be_visible()


async def test_M16_a_tab_that_stood_open_does_not_keep_the_composer_of_the_one_before(
    devices: Devices, shared_server: Server
) -> None:
    duty = Duty(devices, shared_server)
    console = await duty.console()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    await expect(console.get_by_text("12 in all")).to_be_visible()
    tablet = await duty.phone(0)
    await tablet.goto(f"{duty.path}/now")
    other = await tablet.context.new_page()
    await other.goto(f"{duty.path}/now")
    await other.locator("#text").fill(HALF_TYPED)
    await tablet.goto(f"{duty.path}/leave")
    await hands_on(tablet, duty)
    await expect(other.locator("#text")).to_have_count(0)
    await expect(other.locator("body")).not_to_contain_text("8c2e")
    assert "8c2e" not in str(await in_storage(other))
