"""The pages of a return slip and of a snapshot that something was taken back from, in a real browser."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.pages.test_letters_browser import ROUND_1, writes
from tests.pages.test_risk_browser import Duty
from tests.running import Server

NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


async def looked_at(page: Page, name: str) -> None:
    """Without a fault of axe at both widths, and on two pictures."""
    for size, suffix in ((NARROW, "narrow"), (WIDE, "wide")):
        await page.set_viewport_size(size)
        assert await axe(page) == []
        await screenshot(page, f"{name}-{suffix}")


async def test_A5_a_note_is_taken_back_by_its_slip_and_the_snapshot_says_so(
    devices: Devices, shared_server: Server
) -> None:
    duty = Duty(devices, shared_server)
    console = await duty.console()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    phones = [await duty.phone(number) for number in range(4)]
    await asyncio.gather(*(phone.goto(f"{duty.path}/now") for phone in phones))
    for number, phone in enumerate(phones):
        await writes(phone, f"a note of the round, number {number}")
    await console.get_by_role("button", name="Reveal and read together").click()
    await expect(console.locator("perspective-list [data-row]")).to_have_count(4)
    await phones[0].goto(f"{duty.path}/mine")
    await phones[0].get_by_role("button", name="Return slip").click()
    letters = await phones[0].locator(".slip").first.inner_text()
    home = await (await devices("laptop")).new_page()
    await console.get_by_role("button", name="Snapshot").first.click()
    await home.goto(f"{duty.path}/letters/slip")
    await looked_at(home, "slip")
    await home.get_by_label("16 letters of your return slip").fill(letters)
    await home.get_by_role("button", name="Look").press("Enter")
    await expect(home.get_by_role("heading", name="Your note")).to_be_visible()
    await looked_at(home, "slip-own")
    await home.get_by_role("button", name="Take it back").press("Enter")
    await expect(home.get_by_text("Your change is kept.")).to_be_visible()
    await looked_at(home, "slip-answered")
    await console.goto(f"{duty.path}/snapshots/1")
    await says_so(console)
    await looked_at(console, "snapshot-since")


async def says_so(page: Page) -> None:
    """At a random moment of the next ninety seconds the note goes from the board (promise A2)."""
    told = page.get_by_role("heading", name="Since this snapshot")
    for _ in range(20):
        with suppress(AssertionError):
            await expect(told).to_be_visible(timeout=5_000)
            return
        await page.reload()
    await expect(told).to_be_visible()
