"""Coming in by the code, as people do it: on a phone, with and without script, on the list and not."""

from __future__ import annotations

import re

from playwright.async_api import BrowserContext, Page, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import Rehearsal, connected
from tests.running import Server


async def test_by_code_to_the_first_note_sent(shared_server: Server, phone: BrowserContext) -> None:
    rehearsal = Rehearsal(shared_server, 10)
    page = await phone.new_page()
    await page.goto(f"{shared_server.url}/j")
    await page.fill("#code", "oil oil")
    await page.get_by_role("button", name="Next").click()
    await expect(page.locator("main .message")).to_have_text(
        "No session has that code. Codes never use the letter O or the letter I."
    )
    await page.fill("#code", f" {rehearsal.code[:3].lower()} {rehearsal.code[3:]}")
    await page.get_by_role("button", name="Next").click()
    for step in ("why", "recorded", "role"):
        await _next(page, step)
    await connected(page)
    await expect(page.locator("step-bar")).to_contain_text("Timeline together")
    await page.fill("#text", "We had nobody for hospital discharge that month.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_contain_text("We had nobody")
    await expect(page.locator("#text")).to_have_value("")
    await page.goto(rehearsal.door)
    await expect(page).to_have_url(rehearsal.at("now"))


async def test_somebody_not_on_the_list_is_let_in_by_themselves(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server, 6)
    page = await phone.new_page()
    await _steps(page, rehearsal.door, role=False)
    await page.get_by_role("radio", name="Larkfield Homecare").check()
    await page.locator("label", has_text="I am not on the list").locator("visible=true").click()
    await page.locator("#role-LHC").fill("Night carer")
    await page.locator("#name-LHC").fill("Sam Rowe")
    await page.get_by_role("button", name="Join the session").click()
    await expect(page).to_have_url(rehearsal.at("join/waiting"))
    assert not await axe(page)
    leading = await rehearsal.facilitator()
    seat = await leading.waiting_seat()
    await leading.tap(
        "admissions", seat=seat, verb="admit", name="Sam Rowe", agency="LHC", role="Night carer"
    )
    await expect(page).to_have_url(rehearsal.at("now"))


async def test_without_script_a_note_is_sent_and_taken_back(shared_server: Server, devices: Devices) -> None:
    rehearsal = Rehearsal(shared_server, 10)
    plain = await devices("phone", java_script_enabled=False)
    page = await plain.new_page()
    await _steps(page, rehearsal.door)
    await expect(page).to_have_url(rehearsal.at("now"))
    await page.get_by_label("What is missing").fill("The ward changed its discharge team in May.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".slip")).to_have_text(re.compile(r"\w{4} \w{4} \w{4} \w{4}"))
    await screenshot(page, "phone-sent-without-script")
    await page.get_by_role("button", name="Take it back").click()
    await expect(page).to_have_url(rehearsal.at("mine"))


async def test_every_step_reads_well_on_small_phones(shared_server: Server, devices: Devices) -> None:
    rehearsal = Rehearsal(shared_server, 2)
    for width in (320, 390):
        phone = await devices("phone", viewport={"width": width, "height": 700})
        page = await phone.new_page()
        await page.goto(rehearsal.door)
        for step in ("why", "recorded", "role"):
            await expect(page).to_have_url(rehearsal.at(f"join/{step}"))
            assert not await axe(page), step
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, step
            await screenshot(page, f"phone-join-{step}-{width}")
            await _next(page, step)


async def _steps(page: Page, at: str, role: bool = True) -> None:
    """From the address in the QR to the meeting, or to the last step."""
    await page.goto(at)
    await _next(page, "why")
    await _next(page, "recorded")
    if role:
        await _next(page, "role")


async def _next(page: Page, step: str) -> None:
    if step == "why":
        await page.get_by_role("link", name="Next: what is recorded").click()
    elif step == "recorded":
        await page.get_by_label("I have read this and I am happy to take part").check()
        await page.get_by_role("button", name="Next: your agency").click()
    else:
        await page.get_by_role("radio", name="Tern Valley Homes").check()
        await page.locator(".lines label").locator("visible=true").first.click()
        await page.get_by_role("button", name="Join the session").click()
