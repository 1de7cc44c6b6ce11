"""Who will see what changes on the phone while somebody writes, and nothing that they typed is touched."""

from __future__ import annotations

from playwright.async_api import BrowserContext, expect

from tests.browser import axe, screenshot
from tests.meetings.people import Practitioner
from tests.meetings.phones import ROUND_1, TURNING, Rehearsal
from tests.meetings.visitor import Visitor
from tests.running import Server

GP, RECEPTION = 5, 7
HALF = "He rang us most Tuesdays. It was not an app"


async def leaves(rehearsal: Rehearsal, number: int) -> None:
    """Another participant leaves, without a screen."""
    visitor = Visitor(rehearsal.server.url, rehearsal.told["participants"][number]["cookie"])
    await visitor.send(await visitor.get(f"/meetings/{rehearsal.meeting}/leave"), action="/leave")


async def test_A3_the_sentence_beside_send_follows_the_room_while_somebody_types(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await rehearsal.phone(phone, RECEPTION)
    seen = page.locator('[data-seen="role"]')
    await expect(seen).to_contain_text("your words and “Surgery”. Not your name.")
    await page.locator("#text").press_sequentially(HALF)
    await leaves(rehearsal, GP)
    await expect(seen).to_contain_text("your words and “Health practitioner”. Not your name.")
    await expect(seen).to_contain_text("There are few people here from Willow Street Surgery.")
    await expect(page.locator("header .sub")).to_have_text("You: Health practitioner")
    await seen.get_by_text("Exactly who can see what").click()
    await expect(seen.locator("li").first).to_have_text(
        "The room: your words and “Health practitioner”, after the reveal."
    )
    await expect(page.locator("#text")).to_have_value(HALF)
    await page.evaluate("scrollTo(0, 0)")
    assert not await axe(page)
    await screenshot(page, "phone-few-from-the-surgery-390")


async def test_A3_anonymous_closes_and_opens_on_the_phone_as_people_leave_and_come(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server, 5)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await rehearsal.phone(phone, 0)
    choice = page.locator('input[name="mode"][value="anonymous"]')
    await choice.check(force=True)
    await expect(page.locator('[data-seen="anonymous"]')).to_contain_text(
        "With so few of us, people may guess."
    )
    await page.locator("#text").press_sequentially(HALF)
    await leaves(rehearsal, 4)
    await expect(choice).to_be_disabled()
    await expect(page.get_by_text("How notes are shown has changed since you started.")).to_be_visible()
    await screenshot(page, "phone-anonymous-closed-390")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator("#text")).to_have_value(HALF)
    await page.locator('input[name="mode"][value="private"]').check(force=True)
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_contain_text(HALF)


async def test_A3_a_step_that_too_few_can_write_in_opens_when_a_fifth_comes(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server, 4)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=TURNING)
    page = await rehearsal.phone(phone, 0)
    await expect(page.get_by_text("So few of us are here that we cannot hide who wrote it.")).to_be_visible()
    await Practitioner(shared_server.url, "P06").joins(rehearsal.code)
    await expect(page.locator("composer-form")).to_be_visible()
