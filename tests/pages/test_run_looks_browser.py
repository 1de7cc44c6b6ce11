"""The run of a meeting: what phones show, looking around, going back, keys, pages beside the console."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser import Devices
from tests.meetings.phones import TURNING, Rehearsal
from tests.pages.test_console_browser import SMALL, SOON, is_live, looked_at, opened, seated
from tests.running import Server

HALF = "I had told the office about the evening calls, and"
FITS = "list => list.parentElement.scrollHeight <= list.parentElement.clientHeight"
LAST_ROW = """() => { const rows = document.querySelectorAll("event-list li[data-id]");
    return rows[rows.length - 1].getBoundingClientRect().top; }"""


async def test_the_facilitator_looks_at_what_a_phone_shows_and_can_press_nothing_there(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    laptop = await devices("laptop")
    page = await seated(laptop, rehearsal)
    await is_live(page)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await phones[0].locator("#text").press_sequentially(HALF)
    async with laptop.expect_page() as opening:
        await page.get_by_role("link", name="See what a phone shows").click()
    looks = await opening.value
    await page.get_by_role("button", name=re.compile("Turning points")).first.click()
    await expect(looks.locator(".pphase")).to_contain_text("Turning points", timeout=SOON)
    await expect(looks.locator("#text")).to_be_disabled()
    await expect(looks.get_by_role("button", name="Send")).to_be_disabled()
    assert HALF not in await looks.content()
    await looked_at(looks, "as-participant-1440")
    await page.get_by_role("button", name="Pause all").click()
    await expect(looks.get_by_role("heading", name="The session is paused.")).to_be_visible(timeout=SOON)
    await page.locator("#paused").get_by_role("button", name="Go on").click()
    await expect(looks.get_by_role("heading", name="The session is paused.")).to_be_hidden(timeout=SOON)
    await looks.get_by_role("link", name="Board").click()
    await looked_at(looks, "as-participant-board-1440")


async def test_L1_half_typed_words_survive_a_step_left_out_and_going_back(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await phones[0].locator("#text").press_sequentially(HALF)
    await page.get_by_role("button", name=re.compile("Episode round 1")).first.click()
    await expect(wall.locator(".ph-step")).to_contain_text("Episode round 1", timeout=SOON)
    await expect(phones[0].locator("#text")).to_have_value(HALF)
    await phones[0].get_by_role("button", name="Keep them and go on").click()
    await expect(phones[0].locator("#text")).to_have_value("", timeout=SOON)
    await page.get_by_role("button", name=re.compile("Timeline together")).first.click()
    await expect(phones[0].locator("step-bar")).to_contain_text("Timeline together", timeout=SOON)
    await expect(phones[0].locator("#text")).to_have_value(HALF, timeout=SOON)
    await phones[0].get_by_role("button", name="Send", exact=True).click()
    await expect(phones[0].locator('my-notes [data-state="saved"]')).to_contain_text(HALF, timeout=SOON)


async def test_whoever_looks_around_freely_comes_back_to_what_the_room_sees(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    phones = [await rehearsal.phone(await devices("phone"), number, "timeline") for number in (0, 1)]
    for phone in phones:
        await phone.evaluate("scrollTo(0, document.body.scrollHeight)")
    before = await phones[1].evaluate(LAST_ROW)
    await page.locator("#find").fill("22")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(wall.locator(".pj-focus h2")).not_to_be_empty(timeout=SOON)
    for phone in phones:
        await expect(phone.locator(".focus h2")).to_contain_text("Event 22:", timeout=SOON)
    assert abs(await phones[1].evaluate(LAST_ROW) - before) <= 1, "nobody is pulled away from what they read"
    await phones[0].get_by_role("link", name="Back to what the room sees").click()
    event = phones[0].locator("event-list li.is-focus")
    await expect(event).to_be_in_viewport(timeout=SOON)
    await looked_at(phones[0], "phone-came-back-390")


async def test_keys_pause_keep_silence_move_the_time_and_close_writing(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await page.get_by_role("button", name="Keys", exact=True).click()
    main, timer = page.locator("#main"), page.locator("step-timer")
    await (await rehearsal.facilitator()).tap("phase", number=TURNING)
    clock = page.locator("#clock")
    await expect(clock).to_contain_text("Stop the time", timeout=SOON)
    for key, place, words in (
        ("+", timer, re.compile("10:[0-5]")),
        ("t", clock, "Start the time"),
        ("t", clock, "Stop the time"),
        ("-", timer, re.compile("9:")),
        ("l", page.locator("#acts"), "Reopen writing"),
        ("l", page.locator("#acts"), "Close writing"),
        ("j", wall.locator(".pj-lobby"), "Welcome"),
        ("Shift+B", wall.locator(".pj-blank"), "We pause for a moment."),
    ):
        await main.press(key)
        await expect(place).to_contain_text(words, timeout=SOON)
    # The key goes on only when the console, too, has drawn that the room is paused.
    await expect(page.locator("#paused")).to_be_visible(timeout=SOON)
    await main.press("Shift+B")
    await expect(wall.locator(".pj-lobby")).to_be_visible(timeout=SOON)
    await main.press("h")
    await page.keyboard.press("Enter")
    for phone in phones:
        await expect(phone.locator("step-bar")).to_contain_text("Silent minutes.", timeout=SOON)
    await main.press("?")
    await expect(page.locator("#keys-box")).to_contain_text("Pause: every screen goes blank")


async def test_M17_a_page_beside_the_console_is_covered_at_once(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    context = await devices("laptop")
    page = await seated(context, rehearsal)
    await is_live(page)
    team = await context.new_page()
    await team.goto(rehearsal.at("lane"))
    heading = team.get_by_role("heading", name="Sent to the review team only")
    await expect(heading).to_be_visible()
    await page.get_by_role("button", name="Pause all").click()
    await expect(team.locator(".pause")).to_be_visible(timeout=SOON)
    await expect(heading).to_be_hidden()
    await looked_at(team, "lane-paused-1440")
    await page.locator("#paused").get_by_role("button", name="Go on").click()
    await expect(heading).to_be_visible(timeout=SOON)
    await looked_at(team, "lane-1440")


async def test_the_focus_on_the_big_screen_shows_what_belongs_to_an_episode(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await page.locator('button[name="view"][value="focus"]').click()
    await page.get_by_role("button", name="Episode 3:").click()
    rows = wall.locator("focus-events li")
    await expect(rows.first).to_be_visible(timeout=SOON)
    for phone in phones:
        await expect(phone.locator("shared-focus")).to_contain_text("Episode 3", timeout=SOON)
    assert 2 <= await rows.count() <= 9
    assert await wall.locator("focus-events").evaluate(FITS) and not await wall.evaluate(SMALL)
    await looked_at(wall, "screen-focus-episode-1920")
    await page.locator("#find").fill("22")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(rows.first).to_be_hidden(timeout=SOON)
    await expect(wall.locator(".pj-focus .k").first).to_contain_text("Event 22", timeout=SOON)
    await looked_at(wall, "screen-focus-event-1920")
