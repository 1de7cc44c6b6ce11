"""Marking somebody as here without a phone and writing down their slip, on the recorder's laptop."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from playwright.async_api import Error, Page, expect

from tests.browser import Devices, axe, screenshot
from tests.pages.test_letters_browser import ROUND_1, writes
from tests.pages.test_risk_browser import Duty
from tests.pages.test_slips_browser import looked_at
from tests.running import Server

ON_PAPER = "we were told that the ward would ring us back"


async def marks_three(desk: Page) -> None:
    """Three people of one agency are here without a phone."""
    for number in range(3):
        await desk.locator("details").first.locator("summary").click()
        await desk.get_by_role("button", name="is here").first.click()
        await expect(desk.get_by_role("button", name="has gone")).to_have_count(number + 1)


async def test_M15_a_slip_is_written_down_and_shown_with_the_others_marked_scribed(
    devices: Devices, shared_server: Server
) -> None:
    duty = Duty(devices, shared_server)
    console = await duty.console()
    await console.locator(f'#steps button[value="{ROUND_1}"]').first.click()
    await expect(console.get_by_role("button", name="Reveal and read together")).to_be_visible()
    desk = await console.context.new_page()
    await desk.goto(f"{duty.path}/paper")
    await marks_three(desk)
    await looked_at(desk, "paper")
    await desk.get_by_role("button", name="Write down a slip of").first.click()
    await expect(desk.get_by_role("heading", name="A slip of")).to_be_visible()
    await desk.locator("#text").fill(ON_PAPER)
    await desk.get_by_label("Role only").check()
    await looked_at(desk, "paper-sheet")
    await desk.get_by_role("button", name="Keep it").click()
    await expect(desk.get_by_role("heading", name="Kept. Put the paper away.")).to_be_visible()
    await looked_at(desk, "paper-kept")
    await desk.get_by_role("link", name="Go on").click()
    with suppress(Error):  # what was sent is nowhere kept, so Chromium has nothing to go back to
        await desk.go_back()
    await expect(desk.get_by_text(ON_PAPER)).to_have_count(0)
    await expect(desk.locator("#text")).to_have_count(0)
    phones = [await duty.phone(number) for number in range(3)]
    await asyncio.gather(*(phone.goto(f"{duty.path}/now") for phone in phones))
    for number, phone in enumerate(phones):
        await writes(phone, f"typed by a thumb, number {number}")
    await console.get_by_role("button", name="Reveal and read together").click()
    row = console.locator("perspective-list [data-row]", has_text=ON_PAPER)
    await expect(row.get_by_text("scribed")).to_be_visible()
    await phones[0].goto(f"{duty.path}/board")
    await expect(phones[0].locator("[data-row]", has_text=ON_PAPER).get_by_text("scribed")).to_be_visible()
    await looked_at(phones[0], "paper-scribed")
    await is_on_the_big_screen(duty, console)


async def is_on_the_big_screen(duty: Duty, console: Page) -> None:
    """The board there, with the mark."""
    await console.get_by_role("button", name="Board", exact=True).first.click()
    wall = await (await duty.devices("projector")).new_page()
    await wall.goto(duty.demo["screen"])
    await expect(wall.locator("[data-row]", has_text=ON_PAPER).get_by_text("scribed")).to_be_visible()
    assert await axe(wall) == []
    await screenshot(wall, "paper-scribed-screen")


async def test_A7_an_answer_on_paper_is_written_down_and_the_page_shows_nothing_of_it(
    devices: Devices, shared_server: Server
) -> None:
    duty = Duty(devices, shared_server)
    console = await duty.console()
    await console.get_by_role("button", name="How usual is this?").click()
    await expect(console.get_by_role("button", name="Close it and show the result")).to_be_visible()
    desk = await console.context.new_page()
    await desk.goto(f"{duty.path}/paper")
    await desk.locator("details").first.locator("summary").click()
    await desk.get_by_role("button", name="is here").first.click()
    asked = desk.locator("section", has=desk.get_by_role("heading", name="How usual is this?"))
    await asked.get_by_label("Whose answer?").select_option(index=1)
    await asked.get_by_label("It happens sometimes").check()
    await looked_at(desk, "paper-answer")
    await asked.get_by_role("button", name="Keep their answer").click()
    await expect(asked.get_by_label("Whose answer?")).to_have_value("")
    await expect(asked.get_by_label("It happens sometimes")).not_to_be_checked()
