"""Claims on a phone by a moved clock: gone 12 hours after their last use, and with the end of the meeting (A5)."""

from __future__ import annotations

import json

from playwright.async_api import BrowserContext, Page, expect

from tests.browser import Devices
from tests.meetings.phones import ROUND_1, Rehearsal, in_storage
from tests.running import Server

# The hour of the last use is kept rounded up, so that it tells no moment: up to 12 hours and one.
SOONER, LATER = "11:50:00", "01:15:00"


async def wrote(rehearsal: Rehearsal, context: BrowserContext, number: int = 0) -> Page:
    """A phone whose clock the test moves, with one note sent."""
    await context.clock.install()
    page = await rehearsal.phone(context, number)
    await page.fill("#text", "Mornings went well.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_be_visible()
    assert await claims_in(page)
    return page


async def claims_in(page: Page) -> list[str]:
    """Every claim in localStorage, of whichever meeting."""
    kept = await page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('sightline:claims:')).map(key => localStorage[key])"
    )
    return [claim for entry in kept for claim in json.loads(entry)["claims"]]


async def test_A5_claims_on_a_page_that_stands_open_go_12_hours_after_their_last_use(
    shared_server: Server, phone: BrowserContext
) -> None:
    page = await wrote(Rehearsal(shared_server), phone)
    (claim,) = await claims_in(page)
    await phone.clock.fast_forward(SOONER)
    assert await claims_in(page) == [claim]
    await phone.clock.fast_forward(LATER)
    assert await claims_in(page) == []
    assert claim not in str(await in_storage(page))


async def test_A5_using_them_again_keeps_them_for_another_12_hours(
    shared_server: Server, phone: BrowserContext
) -> None:
    page = await wrote(Rehearsal(shared_server), phone)
    await phone.clock.fast_forward("08:00:00")
    await page.fill("#text", "And so did the evenings.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_have_count(2)
    await phone.clock.fast_forward("08:00:00")
    assert len(await claims_in(page)) == 2
    await phone.clock.fast_forward("05:15:00")
    assert await claims_in(page) == []


async def test_A5_a_phone_that_comes_back_by_any_page_has_forgotten_them(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    for number, path in enumerate((rehearsal.at("now"), f"{shared_server.url}/j")):
        context = await devices("phone")
        page = await wrote(rehearsal, context, number)
        assert await claims_in(page)
        await page.goto("about:blank")
        await context.clock.fast_forward("13:05:00")
        await page.goto(path)
        await expect(page.locator("h1").first).to_be_attached()
        assert await claims_in(page) == [], path


async def test_A5_at_the_end_of_the_meeting_slips_are_offered_and_then_no_claim_is_left(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    cleared, waits = [await wrote(rehearsal, await devices("phone"), number) for number in range(2)]
    await leading.tap("closure")
    for page in (cleared, waits):
        await page.context.clock.run_for(3000)
        await expect(page).to_have_url(rehearsal.at("ended"))
        await expect(page.locator(".slip")).to_be_visible()
    await cleared.get_by_role("button", name="Clear this phone").click()
    await expect(cleared.get_by_text("Nothing you wrote is left on it.")).to_be_visible()
    assert await claims_in(cleared) == [] and await in_storage(cleared) == {}
    # Whoever puts the phone down without pressing anything has nothing left on it half a day later either.
    await waits.context.clock.fast_forward("13:05:00")
    assert await claims_in(waits) == []
