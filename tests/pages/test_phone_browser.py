"""A phone in the meeting: what is typed stays, what changes arrives, what is left behind is nothing."""

from __future__ import annotations

import re

from playwright.async_api import BrowserContext, Page, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import (
    ROUND_1,
    TIMELINE,
    TURNING,
    Rehearsal,
    connected,
    in_storage,
)
from tests.running import Server

HALF = "Alex kept saying the evening calls were fine. I had told the office about"
CARET = """() => { const area = document.activeElement;
    return [area.id, area.value, area.selectionStart, area.selectionEnd, area.getBoundingClientRect().top]; }"""


async def test_L1_a_draft_survives_reload_lock_and_a_killed_server(
    server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(server)
    leading = await rehearsal.facilitator()
    page = await rehearsal.phone(phone, 0)
    await page.locator("#text").press_sequentially(HALF)
    await page.reload()
    await expect(page.locator("#text")).to_have_value(HALF)
    await connected(page)
    await leading.tap("phase", verb="close")
    await expect(page.get_by_text("This step has closed. Your words are still here.").first).to_be_visible()
    await expect(page.get_by_role("button", name="Send late")).to_be_visible()
    await screenshot(page, "phone-closed-while-writing")
    server.kill()
    await page.locator("#text").press_sequentially(" the care")
    await expect(page.locator('connection-chip [data-when="reconnecting"]')).to_be_visible()
    server.start()
    await connected(page, 20_000)
    await leading.tap("phase", verb="reopen")
    await expect(page.locator("#text")).to_have_value(f"{HALF} the care")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_contain_text(f"{HALF} the care")
    assert HALF not in str(await in_storage(page)), "what is on disk does not lie on the phone"


async def test_L1_a_step_change_moves_neither_text_nor_caret(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    page = await rehearsal.phone(phone, 0)
    area = page.locator("#text")
    await area.press_sequentially(HALF)
    await area.evaluate("area => area.setSelectionRange(9, 9)")
    before = await page.evaluate(CARET)
    await leading.tap("phase", number=TURNING)
    await expect(page.locator("step-bar")).to_contain_text("Turning points")
    assert await page.evaluate(CARET) == before
    await area.press("!")
    await expect(area).to_have_value(f"{HALF[:9]}!{HALF[9:]}")
    await page.get_by_role("button", name="Keep them and go on").click()
    await expect(page.locator(".q")).to_have_text(
        "Which moments set the direction the case took? Up to three."
    )
    await expect(page.locator("#text")).to_have_value("")
    await page.goto(rehearsal.at("mine"))
    await expect(page.locator('my-notes [data-state="draft"]')).to_contain_text(HALF[9:])
    await page.get_by_role("button", name="Send late").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_be_visible()


async def test_M12_an_idle_phone_follows_the_step(shared_server: Server, phone: BrowserContext) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    page = await rehearsal.phone(phone, 0)
    line = await page.evaluate_handle("document.querySelector('connection-chip')")
    await leading.tap("phase", number=ROUND_1)
    await expect(page.locator(".q")).to_have_text("What did you think was going on here?")
    assert await line.evaluate("chip => chip.isConnected"), "the page was not loaded anew"
    await leading.tap("focus", kind="episode", id="KPE2")
    await expect(page.locator("shared-focus")).to_contain_text("Episode 2")
    await expect(page.locator("#about")).to_have_value("KPE2")
    await screenshot(page, "phone-now-episode")
    assert not await axe(page)


async def test_hidden_until_the_reveal_then_on_every_phone(shared_server: Server, devices: Devices) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    writing = await rehearsal.phone(await devices("phone"), 0)
    reading = await rehearsal.phone(await devices("phone"), 1, "board")
    await writing.fill("#text", "It felt like it was in hand.")
    await writing.get_by_role("button", name="Send").click()
    await expect(writing.locator('my-notes [data-state="saved"]')).to_be_visible()
    for number, words in ((2, "We stepped back in May."), (3, "The email came while I covered two patches.")):
        await rehearsal.send(number, words)
    assert "in hand" not in await reading.content()
    await leading.tap("reveal")
    await expect(reading.locator("perspective-list .said")).to_have_count(3)
    await rehearsal.send(4, "Named words wait too in a hidden step.", "named")
    await leading.tap("phase", number=TIMELINE)
    await rehearsal.send(5, "We had a vacancy all summer.", "named")
    await expect(reading.get_by_role("button", name="1 new since you looked")).to_be_visible()
    await reading.get_by_role("button", name="1 new since you looked").click()
    await expect(reading.locator("perspective-list .said")).to_have_count(4)
    await screenshot(reading, "phone-board")
    assert not await axe(reading)
    await writing.goto(rehearsal.at("board"))
    await expect(writing.locator("[data-row]", has_text="in hand")).to_contain_text("(yours)")


async def test_two_phones_edit_the_timeline_letter_by_letter(shared_server: Server, devices: Devices) -> None:
    rehearsal = Rehearsal(shared_server)
    first = await rehearsal.phone(await devices("phone"), 0)
    second = await rehearsal.phone(await devices("phone"), 1)
    await expect(first.get_by_text("You are editing the shared timeline.").first).to_be_visible()
    await first.locator("event-list [data-act=edit]").first.click()
    box = first.locator("event-list [data-editor] textarea")
    await box.press("End")
    await box.press_sequentially(" The line was busy all day.")
    await expect(second.locator("event-list .what").first).to_contain_text("The line was busy all day.")
    await second.get_by_text("Add an event").click()
    await second.locator("#add-agency").select_option("ASC")
    await second.locator("#add-day").fill("2024-05-24")
    await second.locator("#add-what").fill("The duty desk moved to another building.")
    await second.get_by_role("button", name="Add to the timeline").click()
    added = first.locator("event-list [data-row]", has_text="The duty desk moved")
    await expect(added.locator('[data-field="number"]').first).to_have_text(re.compile(r"^\d+a$"))
    await screenshot(second, "phone-timeline-together")


async def test_leaving_clears_the_phone(shared_server: Server, phone: BrowserContext) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await rehearsal.phone(phone, 0)
    await page.fill("#text", "I was new and nobody had shown me the system.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_be_visible()
    await page.fill("#text", "And something that I never sent")
    await page.get_by_role("link", name="Leave and clear this phone").click()
    await expect(page.locator(".slip")).to_have_text(re.compile(r"\w{4} \w{4} \w{4} \w{4}"))
    await expect(page.get_by_text("1 note has not been sent")).to_be_visible()
    await screenshot(page, "phone-leave")
    assert not await axe(page)
    await page.get_by_role("button", name="Leave and clear this phone").click()
    await expect(page.get_by_text("This phone has been cleared.")).to_be_visible()
    assert await in_storage(page) == {}
    assert not [cookie for cookie in await phone.cookies() if "seat-" in str(cookie.get("name"))]
    await page.goto(rehearsal.at("now"))
    await expect(page).to_have_url(f"{shared_server.url}/j")


async def test_when_the_session_ends_phones_offer_slips_and_clear_themselves(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    writing = await rehearsal.phone(await devices("phone"), 0)
    reading = await rehearsal.phone(await devices("phone"), 1, "board")
    await writing.fill("#text", "Mornings went well.")
    await writing.get_by_role("button", name="Send").click()
    await expect(writing.locator('my-notes [data-state="saved"]')).to_be_visible()
    await leading.tap("closure")
    for page in (writing, reading):
        await expect(page).to_have_url(rehearsal.at("ended"))
    await expect(writing.locator(".slip")).to_be_visible()
    assert not await axe(writing)
    # A phone that has lost its seat still holds its slips, and does not say that it was cleared.
    await writing.context.clear_cookies()
    await writing.reload()
    await expect(writing.locator(".slip")).to_be_visible()
    await expect(writing.get_by_text("Nothing you wrote is left on it.")).to_be_hidden()
    await writing.get_by_role("button", name="Clear this phone").click()
    await expect(writing.get_by_text("Nothing you wrote is left on it.")).to_be_visible()
    assert await in_storage(writing) == {}


async def test_A2_a_phone_offers_what_was_never_shown_back_to_its_author(
    shared_server: Server, phone: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    page = await rehearsal.phone(phone, 0)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.fill("#text", "Too few wrote beside me.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator('my-notes [data-state="saved"]')).to_be_visible()
    await leading.tap("closure")
    await expect(page).to_have_url(rehearsal.at("ended"))
    await expect(page.get_by_text("There are too few to hide among.")).to_be_visible()
    await expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    await screenshot(page, "phone-offered-back")
    assert not await axe(page)
    give = page.get_by_role("button", name="Give it to the review team only")
    await give.focus()
    await page.keyboard.press("Enter")
    await expect(
        page.get_by_text("Only the facilitator and the review team will see this note.")
    ).to_be_visible()
    assert not await axe(page)


async def test_every_page_reads_well_on_small_phones(shared_server: Server, devices: Devices) -> None:
    rehearsal = Rehearsal(shared_server)
    for width in (320, 390):
        context = await devices("phone", viewport={"width": width, "height": 700})
        page = await rehearsal.phone(context, 0)
        for name in ("now", "timeline", "board", "mine", "risk", "leave"):
            await page.goto(rehearsal.at(name))
            await connected(page)
            # The bar at the bottom lies over whatever is there just now; heights are looked at below.
            assert width > 320 or not await axe(page, without=["target-size"]), name
            assert await page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert await _too_small(page) == [], name
            await page.screenshot(
                path=(await screenshot(page, f"phone-{name}-{width}")).with_suffix(".top.png")
            )


async def _too_small(page: Page) -> list[str]:
    """What can be pressed and is lower than 48 px, but for links in running text."""
    found: list[str] = await page.evaluate(
        """() => Array.from(document.querySelectorAll(".ph :is(a.btn, button, nav a, summary, label:has(> input))"))
            .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height < 48)
            .map((part) => part.outerHTML.slice(0, 120))"""
    )
    return found
