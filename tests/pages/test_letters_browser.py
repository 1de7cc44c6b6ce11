"""A message to an unknown author on a real phone: opened there by its claim alone, and answered without a name."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.pages.test_risk_browser import Duty
from tests.running import Server

RISKY = "he said he will come for her tonight"
ROUND_1 = 6


async def writes(page: Page, text: str) -> None:
    await page.locator("#text").fill(text)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("my-notes").get_by_text("Saved")).to_be_visible()


async def test_A10_a_question_reaches_its_author_alone_and_the_answer_the_duty_lead(
    devices: Devices, shared_server: Server
) -> None:
    duty = Duty(devices, shared_server)
    console = await duty.console()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    await expect(console.get_by_role("button", name="Reveal and read together")).to_be_visible()
    phones = [await duty.phone(number) for number in range(4)]
    await asyncio.gather(*(phone.goto(f"{duty.path}/now") for phone in phones))
    for number, phone in enumerate(phones):
        await writes(phone, RISKY if number == 0 else f"another note {number}")
    await console.get_by_role("button", name="Reveal and read together").click()
    row = console.locator("perspective-list [data-row]", has_text=RISKY)
    await expect(row).to_be_visible()
    await row.get_by_text("Act on this").click()
    await screenshot(console, "act-on-this")
    await row.get_by_role("button", name="Tell the duty leads").click()
    await expect(console.get_by_role("heading", name="Someone may be at risk now")).to_be_visible()
    assert await axe(console) == []
    for phone in phones[:2]:
        await phone.goto(f"{duty.path}/mine")
    await expect(phones[0].get_by_role("heading", name="Messages about your notes")).to_be_visible(
        timeout=60_000
    )
    await expect(phones[0].get_by_role("link", name="1 message")).to_be_visible()
    assert await axe(phones[0]) == []
    await screenshot(phones[0], "letter-question")
    await expect(phones[1].get_by_role("heading", name="Messages about your notes")).to_be_hidden()
    await phones[0].get_by_label("Your answer").fill("her flat is above the bakery")
    await phones[0].get_by_role("button", name="Answer without my name").press("Enter")
    await expect(phones[0].get_by_text("Sent, without your name.")).to_be_visible()
    await console.get_by_role("link", name="Read it").click()
    await console.get_by_role("button", name="Read it").click()
    await expect(console.get_by_text("her flat is above the bakery")).to_be_visible()
    await screenshot(console, "letter-answered")
