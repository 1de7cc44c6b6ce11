"""Words under way when a step locks stay with their writer, in a real browser (promises G6, L1)."""

from __future__ import annotations

import asyncio

from playwright.async_api import BrowserContext, expect

from tests.browser import axe, screenshot
from tests.live.wire import wire
from tests.meetings.phones import LOCKED, Rehearsal
from tests.running import Server

WORDS = " She rang three times that week and nobody picked up, so she stopped ringing us at all."


async def test_G6_who_types_while_the_facilitator_moves_on_loses_no_letter(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    page = await rehearsal.phone(phone, 0)
    row = page.locator("event-list [data-row]").first
    await row.locator("[data-act=edit]").click()
    box = row.locator("[data-editor] textarea")
    before = await box.input_value()
    # What stood in the box after each letter; a press that comes after the lock puts none in.
    await box.evaluate("(box) => { box.oninput = () => { globalThis.stood = box.value } }")
    await box.press("Control+End")
    moving = asyncio.create_task(leading.tap("phase", number=LOCKED))
    # The lock comes somewhere in the middle: 87 letters take longer than closing does.
    for letter in WORDS:
        if await box.count() == 0 or not await box.is_editable():
            break
        await page.keyboard.type(letter, delay=40)
    await moving
    await expect(page.locator(".pphase")).not_to_contain_text("Timeline together")
    seen = await page.evaluate(
        """() => [...document.querySelectorAll("event-list textarea, kept-words textarea, event-list .what")]
            .map((part) => part.value ?? part.textContent)"""
    )
    wanted = await page.evaluate("globalThis.stood") or before
    assert wanted.startswith(f"{before}{WORDS[:1]}"), "the step was locked before anybody wrote"
    # Every letter that stood in the box is on the board, or still before its writer's eyes.
    assert any(words.startswith(wanted) for words in seen), (
        wanted[-60:],
        [words[-60:] for words in seen[:3]],
    )
    await screenshot(page, "phone-locked-while-typing")
    assert not await axe(page)
    async with wire(rehearsal.told["board_ws"], rehearsal.told["participants"][1]["cookie"]) as line:
        await line.synced()
        shown = [str(event["what"]) for event in line.root("timeline").values()]
    kept = await page.locator("kept-words textarea").count()
    assert kept or any(words.startswith(wanted) for words in shown), "said to be saved, or given back"


async def test_L1_words_typed_without_a_signal_are_given_back_when_the_session_ended_meanwhile(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    page = await rehearsal.phone(phone, 0)
    adding = page.locator("add-event")
    await adding.locator("summary").click()
    await adding.locator("[name=what]").fill("Nobody had the key that night.")
    row = page.locator("event-list [data-row]").first
    await row.locator("[data-act=edit]").click()
    box = row.locator("[data-editor] textarea")
    before = await box.input_value()
    await phone.set_offline(True)
    await page.evaluate(
        "() => document.querySelector('connection-chip') && dispatchEvent(new Event('offline'))"
    )
    await box.press("Control+End")
    await box.press_sequentially(WORDS)
    await expect(page.locator("connection-chip")).to_have_attribute("data-unsaved", "1")
    await leading.tap("closure")
    await phone.set_offline(False)
    await page.goto(rehearsal.at("ended"))
    await expect(page.get_by_role("heading", name="The session has ended. Thank you.")).to_be_visible()
    await expect(page.locator("kept-words textarea")).to_have_value(f"{before}{WORDS}")
    await expect(page.locator("leave-form")).to_contain_text("Nobody had the key that night.")
    await screenshot(page, "phone-ended-words-given-back")
    assert not await axe(page)
