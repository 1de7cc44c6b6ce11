"""On the phone, under Mine: a note is made more private, and never less."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import ROUND_1, Rehearsal
from tests.running import Server

WORDS = "We all knew it was cold. There is people in that block colder."


async def test_A5_a_note_is_made_more_private_under_mine_before_and_after_the_reveal(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await rehearsal.phone(await devices("phone"), 0)
    reading = await rehearsal.phone(await devices("phone"), 1, "board")
    await page.fill("#text", WORDS)
    await page.get_by_role("button", name="Send", exact=True).click()
    mine = page.locator("my-notes [data-row]")
    await expect(mine.locator('[data-mode="role"]')).to_be_visible()
    await mine.get_by_role("button", name="Make it more private").press("Enter")
    choice = mine.get_by_role("group", name="Make it more private")
    await expect(choice.get_by_role("button", name="Role only")).to_be_hidden()
    assert not await axe(page)
    await screenshot(page, "phone-more-private-390")
    await choice.get_by_role("button", name="Anonymous").press("Enter")
    await expect(mine.locator('[data-mode="anonymous"]')).to_be_visible()
    for number, words in ((2, "We stepped back in May."), (3, "The email came while I covered two patches.")):
        await rehearsal.send(number, words)
    await leading.tap("reveal")
    on_the_board = reading.locator("perspective-list article", has_text=WORDS)
    await expect(on_the_board).to_contain_text("Anonymous")
    await mine.get_by_role("button", name="Make it more private").click()
    await expect(choice.get_by_role("button", name="Anonymous")).to_be_hidden()
    await choice.get_by_role("button", name="Review team only").click()
    await expect(mine).to_contain_text("The board shows the change within two minutes.")
    await expect(mine.get_by_role("button", name="Make it more private")).to_be_hidden()
    for number in (4, 5, 6):
        await rehearsal.send(number, f"What {number} saw of it.")
    await leading.tap("reveal")
    await expect(reading.locator("perspective-list")).not_to_contain_text(WORDS)
    await page.goto(rehearsal.at("mine"))
    await expect(page.locator("my-notes")).to_contain_text("it is for the review team only")
