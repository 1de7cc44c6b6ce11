"""Pages that somebody meets at a hard moment, at both widths: duty, sealed names, proceedings, a correction."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.pages.test_proceedings_browser import ROUND_1, fills, lead
from tests.pages.test_risk_browser import WORDS, Duty
from tests.pages.test_slips_browser import NARROW, WIDE
from tests.running import Server

SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def looked_at(page: Page, name: str) -> None:
    """Nothing that axe finds, nothing to scroll sideways, and a picture of each width."""
    for size, suffix in ((NARROW, "narrow"), (WIDE, "wide")):
        await page.set_viewport_size(size)
        assert await axe(page) == [], f"{name}-{suffix}"
        assert not await page.evaluate(SIDEWAYS), f"{name}-{suffix}"
        await screenshot(page, f"{name}-{suffix}")


async def review_of(owner: Page, server: Server) -> str:
    return f"{server.url}/reviews/" + re.findall(r"/reviews/([0-9a-f]{16})", owner.url)[0]


async def test_the_pages_of_the_risk_duty(devices: Devices, server: Server) -> None:
    duty = Duty(devices, server)
    owner = await lead(devices, server, duty)
    await owner.goto(f"{await review_of(owner, server)}/duty")
    await looked_at(owner, "duty-leads-empty")
    await owner.get_by_label("Name", exact=True).fill("Noor Ash, out of hours")
    await owner.get_by_role("button", name="Add").press("Enter")
    await owner.get_by_role("button", name="Make link").press("Enter")
    await looked_at(owner, "duty-leads")
    link = await owner.locator("p.mono").inner_text()
    device = await (await devices("phone")).new_page()
    await device.goto(link)
    await looked_at(device, "duty-link")
    await device.get_by_role("main").get_by_role("button").first.click()
    await expect(device.get_by_text("Nothing now.")).to_be_visible()
    await looked_at(device, "duty-quiet")
    phone = await duty.phone()
    await phone.goto(f"{duty.path}/risk")
    await phone.get_by_label("What are you worried about?").fill(WORDS)
    await phone.get_by_role("button", name="Tell them now").click()
    await expect(device.get_by_role("heading", name="Someone may be at risk now")).to_be_visible(
        timeout=15_000
    )
    assert WORDS not in await device.content()
    await looked_at(device, "duty-alert")
    await device.get_by_role("link", name="Read it").click()
    await looked_at(device, "duty-alert-hidden")
    await device.get_by_role("button", name="Read it").click()
    await expect(device.get_by_text(WORDS)).to_be_visible()
    await looked_at(device, "duty-alert-read")


async def test_the_pages_of_sealed_names_and_of_proceedings(devices: Devices, server: Server) -> None:
    duty = Duty(devices, server)
    owner = await lead(devices, server, duty)
    await looked_at(owner, "proceedings-off")
    await fills(owner)
    await owner.get_by_label("Its last day").fill("2024-11-12")
    await owner.get_by_role("button", name="Save").press("Enter")
    await expect(owner.get_by_text("Please give both days of the period, or neither.").first).to_be_visible()
    await looked_at(owner, "proceedings-needs")
    await owner.get_by_label("Statements only about a period: its first day").fill("2024-11-10")
    await owner.get_by_role("button", name="Save").press("Enter")
    await expect(owner.get_by_text("Saved.")).to_be_visible()
    await owner.get_by_role("button", name="I agree to end it").press("Enter")
    await expect(owner.get_by_text("until the other one asks too")).to_be_visible()
    await looked_at(owner, "proceedings-asked")
    await owner.goto(f"{await review_of(owner, server)}/sealed")
    for holder in ("lead reviewer", "Board’s safeguarding lead"):
        await owner.get_by_role("button", name=f"Make the key of the {holder}").press("Enter")
        await expect(owner.get_by_text("shown this once")).to_be_visible()
    await looked_at(owner, "sealed-made")


async def test_R1_a_correction_after_the_close_and_the_record_with_it(
    devices: Devices, server: Server
) -> None:
    duty = Duty(devices, server)
    console = await duty.console()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    phones = [await duty.phone(number) for number in range(4)]
    for number, phone in enumerate(phones):
        await phone.goto(f"{duty.path}/now")
        await phone.fill("#text", f"a note of the round, number {number}")
        await phone.get_by_role("button", name="Send").click()
        await expect(phone.locator('my-notes [data-state="saved"]')).to_be_visible()
    await console.get_by_role("button", name="Reveal and read together").click()
    await expect(console.locator("perspective-list [data-row]")).to_have_count(4)
    await phones[0].goto(f"{duty.path}/mine")
    await phones[0].get_by_role("button", name="Return slip").click()
    letters = await phones[0].locator(".slip").first.inner_text()
    await console.get_by_role("button", name="Snapshot").first.click()
    await console.wait_for_url("**/snapshots/1")
    await ends(console, duty)
    home = await (await devices("laptop")).new_page()
    await home.goto(f"{duty.path}/letters/slip")
    await home.get_by_label("16 letters of your return slip").fill(letters)
    await home.get_by_role("button", name="Look").press("Enter")
    await looked_at(home, "slip-recorded")
    await home.get_by_label("The record of this meeting holds your note").fill("I meant the second call.")
    await home.get_by_role("button", name="Send the change").press("Enter")
    await expect(home.get_by_text("your words stand beside it")).to_be_visible()
    await looked_at(home, "answered-beside")
    await console.goto(f"{duty.path}/snapshots")
    await console.get_by_role("button", name="Put it away").click()
    await console.goto(f"{duty.path}/snapshots/1")
    await expect(console.get_by_text("I meant the second call.")).to_be_visible()
    await looked_at(console, "snapshot-addendum")


async def ends(console: Page, duty: Duty) -> None:
    """The meeting is closed, by the button of the console."""
    await console.goto(duty.path)
    token = await console.locator('meta[name="form-token"]').get_attribute("content")
    await console.request.post(f"{duty.path}/closure", form={"form": token or ""})
