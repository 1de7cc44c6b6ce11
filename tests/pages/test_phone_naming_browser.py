"""Before words go that may name a person, the phone asks; it looks at them alone, and it never blocks."""

from __future__ import annotations

import re

from playwright.async_api import BrowserContext, expect

from tests.browser import axe, screenshot
from tests.meetings.phones import ROUND_1, Rehearsal
from tests.running import Server

NAMING = "I told Gillian about the heating and nobody told me."
KIND = "I told the office about the heating and nobody told me."


async def test_the_phone_asks_before_a_name_goes_and_sends_it_as_it_is_when_told(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await rehearsal.phone(phone, 0)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(str(frame))))
    await page.locator("#text").press_sequentially(NAMING)
    await page.get_by_role("button", name="Send", exact=True).press("Enter")
    question = page.get_by_role("group", name="Before you send")
    await expect(question).to_contain_text(
        "This may name a person. We talk about work, not people. Change it, or send as it is?"
    )
    await expect(question).to_contain_text("“Gillian”")
    await expect(question).to_be_focused()
    assert not [line for line in asked if "perspectives" in line or "Gillian" in line], (
        "nothing was sent to look"
    )
    assert not await axe(page)
    await screenshot(page, "phone-names-a-person-390")
    await page.get_by_role("button", name="Change it").press("Enter")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.type(" Really.")
    await expect(question).to_be_hidden()
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.get_by_role("button", name="Send as it is").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_contain_text(f"{NAMING} Really.")
    await expect(question).to_be_hidden()


async def test_what_names_nobody_goes_at_once_and_a_change_is_looked_at_too(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await rehearsal.phone(phone, 0)
    await page.fill("#text", KIND)
    await page.get_by_role("button", name="Send", exact=True).click()
    mine = page.locator("my-notes [data-row]")
    await expect(mine.and_(page.locator('[data-state="saved"]'))).to_contain_text(KIND)
    await mine.get_by_role("button", name="Edit").click()
    await mine.locator("textarea").fill(NAMING)
    await mine.get_by_role("button", name="Send the change").click()
    await expect(mine.get_by_role("group", name="Before you send")).to_contain_text("“Gillian”")
    await mine.get_by_role("button", name="Change it").click()
    await mine.locator("textarea").fill(f"{KIND} Twice.")
    await mine.get_by_role("button", name="Send the change").click()
    await expect(mine).to_contain_text(re.compile(f"{KIND} Twice[.][^“]*Saved"))


async def test_a_draft_of_a_step_that_is_over_is_looked_at_before_it_goes_late(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await rehearsal.phone(phone, 0)
    await page.locator("#text").press_sequentially(NAMING)
    await leading.tap("phase", number=ROUND_1 + 1)
    await page.goto(rehearsal.at("mine"))
    mine = page.locator("my-notes [data-row]")
    await mine.get_by_role("button", name="Send late").click()
    await expect(mine.get_by_role("group", name="Before you send")).to_be_visible()
    await mine.get_by_role("button", name="Change it").click()
    await mine.locator("textarea").fill(KIND)
    await mine.get_by_role("button", name="Send the change").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_contain_text(KIND)
