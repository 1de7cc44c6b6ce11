"""A facilitator runs a meeting beside a big screen and two phones: pause, time, hands, plan (M17-M19)."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser import Devices
from tests.meetings.phones import ROUND_1, TURNING, Rehearsal
from tests.pages.test_console_browser import SMALL, SOON, is_live, looked_at, opened, seated, wall_of
from tests.running import Server

HALF = "I had told the office about the evening calls, and"
# Whatever words of the meeting a person could read on a page now: those that are laid out and not hidden.
READABLE = """() => { const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const home = node.parentElement, box = home.getBoundingClientRect();
        if (home.closest("script, template, style, .vh") || !node.data.trim()) continue;
        if (!home.checkVisibility({ checkVisibilityCSS: true }) || !box.width) continue;
        const top = document.elementFromPoint(Math.max(0, box.x + box.width / 2), box.y + box.height / 2);
        if (!top || home.contains(top) || top.contains(home)) found.push(node.data.trim());
    }
    return found.join(" "); }"""


async def reads(page: Page) -> str:
    return str(await page.evaluate(READABLE))


async def test_M17_a_pause_blanks_every_screen_at_once_and_gives_everything_back(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    writes = await rehearsal.phone(await devices("phone"), 0)
    looks = await rehearsal.phone(await devices("phone"), 1, "board")
    await a_round_is_shown(rehearsal)
    for screen in (wall, looks):
        await expect(screen.get_by_text("I rang twice")).to_be_visible(timeout=SOON)
    await writes.locator("#text").press_sequentially(HALF)

    await page.get_by_role("button", name="Pause all").click()
    await expect(wall.locator(".pj-blank")).to_be_visible(timeout=SOON)
    for phone in (writes, looks):
        await expect(phone.get_by_role("heading", name="The session is paused.")).to_be_visible(timeout=SOON)
    await expect(page.locator("#paused")).to_be_visible(timeout=SOON)
    for screen in (page, wall, looks, writes):
        words = await reads(screen)
        assert "I rang twice" not in words and HALF not in words, words
    assert (await reads(wall)).strip() == "We pause for a moment.", "whoever walks in reads nothing"
    await looked_at(page, "console-paused-1440")
    await looked_at(wall, "screen-paused-1920")
    await looked_at(looks, "phone-paused-390")
    await expect(writes.get_by_text("This step has closed")).to_be_hidden()
    await the_way_to_an_alert_is_open(looks)
    await looks.reload()
    assert "I rang twice" not in await reads(looks), "nor when the page is opened anew"

    await page.locator("#paused").get_by_role("button", name="Go on").click()
    for screen in (wall, looks):
        await expect(screen.get_by_text("I rang twice")).to_be_visible(timeout=SOON)
    await expect(page.locator("#paused")).to_have_count(0, timeout=SOON)
    await expect(writes.locator("#text")).to_have_value(HALF)
    await writes.get_by_role("button", name="Send", exact=True).click()
    await expect(writes.locator('my-notes [data-state="saved"]')).to_contain_text(HALF, timeout=SOON)


async def a_round_is_shown(rehearsal: Rehearsal) -> None:
    """Three wrote something, and all was revealed."""
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=ROUND_1)
    for number, text in enumerate(("We had no number", "I rang twice", "It was a Friday")):
        await rehearsal.send(number + 2, text, on_kind="episode", on_id="KPE3")
    await leading.tap("reveal")


async def the_way_to_an_alert_is_open(phone: Page) -> None:
    """From under the curtain to the form and back."""
    await phone.get_by_role("link", name="At risk now?").first.click()
    await expect(phone.get_by_role("button", name="Tell them now")).to_be_visible()
    await phone.go_back()
    await expect(phone.get_by_role("heading", name="The session is paused.")).to_be_visible(timeout=SOON)


async def test_M17_paused_the_facilitator_moves_on_unseen_and_L1_half_typed_words_stay(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await phones[0].locator("#text").press_sequentially(HALF)
    await page.get_by_role("button", name="Keys", exact=True).click()
    await page.locator("#main").press("Shift+B")
    await expect(wall.locator(".pj-blank")).to_be_visible(timeout=SOON)
    await page.get_by_role("button", name=re.compile("Turning points")).first.click()
    await expect(page.locator(".runlist .cur")).to_contain_text("Turning points", timeout=SOON)
    for screen in (wall, *phones):
        assert "Turning points" not in await reads(screen)
    await page.locator("#main").press("Shift+B")
    await expect(wall.locator(".ph-step")).to_contain_text("Turning points", timeout=SOON)
    await expect(phones[1].locator("step-bar")).to_contain_text("Turning points", timeout=SOON)
    await expect(
        phones[0].get_by_text("This step has closed. Your words are still here.").first
    ).to_be_visible()
    await expect(phones[0].locator("#text")).to_have_value(HALF)


async def test_the_time_is_the_facilitators_until_they_show_it_to_all(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await (await rehearsal.facilitator()).tap("phase", number=TURNING)
    await expect(page.locator("step-timer")).to_contain_text("10:00", timeout=SOON)
    for screen in (wall, *phones):
        await expect(screen.get_by_text("Turning points").first).to_be_visible(timeout=SOON)
        await expect(screen.locator("step-timer").first).to_be_hidden()
    await page.get_by_role("button", name="Time for all").click()
    for screen in (wall, *phones):
        await expect(screen.locator("step-timer").first).to_contain_text(re.compile(r"9:\d\d"), timeout=SOON)
    await page.get_by_role("button", name="+1").click()
    await expect(wall.locator("step-timer")).to_contain_text("10:", timeout=SOON)
    await looked_at(wall, "screen-time-1920")
    await page.get_by_role("button", name="Time for all").click()
    for screen in (wall, *phones):
        await expect(screen.locator("step-timer").first).to_be_hidden(timeout=SOON)


async def test_M18_the_console_says_how_the_plan_is_kept_and_what_was_left_out(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await seated(await devices("laptop"), rehearsal)
    await is_live(page)
    await page.get_by_role("button", name=re.compile("Turning points")).first.click()
    await expect(page.locator("#agenda")).to_contain_text("ahead of the plan", timeout=SOON)
    await page.get_by_role("button", name=re.compile("Episode round 1")).first.click()
    await expect(page.locator(".runlist .skipped")).to_contain_text("left out so far", timeout=SOON)
    await looked_at(page, "console-plan-1440")
    await page.get_by_role("button", name=re.compile("^Back to step 5,")).click()
    await expect(page.locator(".runlist .cur")).to_contain_text("Break", timeout=SOON)
    await expect(page.locator(".runlist .skipped")).to_have_count(0)


async def co_facilitator(page: Page, devices: Devices, rehearsal: Rehearsal, name: str) -> Page:
    """Somebody is put on the list as a co-facilitator, and opens their personal link on a laptop of their own."""
    await page.goto(rehearsal.at("invited"))
    await page.locator('input[name="name"]').fill(name)
    await page.locator('input[name="role"]').fill("Lead reviewer")
    await page.locator('select[name="group"]').select_option("co_facilitator")
    await page.locator('select[name="seniority"]').select_option("independent")
    await page.locator('input[name="direct_involvement"][value="no"]').check()
    await page.get_by_role("button", name="Add", exact=False).first.click()
    await page.get_by_role("button", name=f"Make link {name}").click()
    address = await page.locator("#link").input_value()
    laptop = await (await devices("laptop")).new_page()
    await laptop.goto(address)
    await laptop.get_by_role("button", name="Take my place").click()
    await is_live(laptop)
    return laptop


async def test_M19_the_meeting_is_handed_over_and_taken_when_a_laptop_dies_never_by_itself(
    server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(server)
    page = await (await devices("laptop")).new_page()
    await page.goto(server.says(r"(http://\S+/sign-in/\S+)")[1])
    await page.get_by_role("main").get_by_role("button").click()
    bea = await co_facilitator(page, devices, rehearsal, "Bea Lane")
    ada = await page.context.new_page()
    await page.close()
    await ada.goto(rehearsal.at(""))
    wall = await wall_of(await devices("projector"), rehearsal)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await is_live(ada)
    await expect(bea.locator("#not-leading")).to_contain_text("leads the meeting", timeout=SOON)
    await expect(bea.get_by_role("button", name=re.compile("Turning points"))).to_have_count(0)
    await expect(bea.get_by_role("button", name="Pause all")).to_be_visible()
    await expect(bea.locator("#find")).to_be_hidden()
    await looked_at(bea, "console-helping-1440")

    await ada.get_by_role("button", name="Hand the meeting over").click()
    await looked_at(ada, "console-hand-over-1440")
    await ada.get_by_role("button", name="To Bea Lane").click()
    await expect(ada.locator("#not-leading")).to_contain_text("Bea Lane leads the meeting.", timeout=SOON)
    await expect(bea.locator("#not-leading")).to_have_count(0, timeout=SOON)
    await bea.get_by_role("button", name=re.compile("Turning points")).first.click()
    for screen in (wall, *phones):
        await expect(screen.get_by_text("Turning points").first).to_be_visible(timeout=SOON)

    await bea.close()
    await expect(ada.locator("#not-leading")).to_contain_text("Bea Lane leads the meeting.")
    await ada.reload()
    await is_live(ada)
    await expect(ada.locator("#not-leading")).to_contain_text("Their console is not connected just now.")
    await ada.get_by_role("button", name="Take over").click()
    await expect(ada.locator("#not-leading")).to_be_visible()
    await ada.get_by_role("button", name="Press again to lead the meeting from here").click()
    await expect(ada.locator("#not-leading")).to_have_count(0, timeout=SOON)
    await ada.get_by_role("button", name=re.compile("Episode round 1")).first.click()
    await expect(wall.locator(".ph-step")).to_contain_text("Episode round 1", timeout=SOON)


async def test_M20_silent_minutes_are_said_on_every_screen_and_end_when_the_facilitator_ends_them(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    await (await rehearsal.facilitator()).tap("phase", number=ROUND_1)
    await expect(page.locator(".runlist .cur")).to_contain_text("Episode round 1", timeout=SOON)
    await page.get_by_role("button", name=re.compile("^Silence")).click()
    await looked_at(page, "console-silence-box-1440")
    await page.get_by_role("button", name="1 silent minute", exact=True).click()
    await expect(page.locator("silence-timer")).to_contain_text("0:5", timeout=SOON)
    await expect(wall.locator(".pj-silent")).to_be_visible(timeout=SOON)
    for phone in phones:
        await expect(phone.locator("step-bar")).to_contain_text("Silent minutes.", timeout=SOON)
    await looked_at(page, "console-silence-1440")
    await looked_at(wall, "screen-silence-1920")
    await looked_at(phones[0], "phone-silence-390")
    assert not await wall.evaluate(SMALL)
    await page.get_by_role("button", name="One more minute").click()
    await expect(page.locator("silence-timer")).to_contain_text("1:", timeout=SOON)
    await page.get_by_role("button", name="Talk again").click()
    # What was read out stays in its live region; what is seen is the bar of the step.
    bars = (phone.locator("step-bar").get_by_text("Silent minutes.") for phone in phones)
    for screen in (wall.locator(".pj-silent"), *bars):
        await expect(screen).to_be_hidden(timeout=SOON)
    await expect(page.locator("#silence")).to_have_count(0, timeout=SOON)


async def test_M21_the_timeline_is_locked_in_one_beat_and_half_typed_words_are_not_lost(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await seated(await devices("laptop"), rehearsal)
    await is_live(page)
    phones = [await rehearsal.phone(await devices("phone"), number) for number in (0, 1)]
    for phone in phones:
        await phone.locator("event-list [data-row] [data-act=edit]").first.click()
    area = phones[0].locator("[data-editor] textarea")
    before = await area.input_value()
    await area.press_sequentially(" And then I rang.")
    await page.get_by_role("button", name="Lock a part").click()
    await looked_at(page, "console-parts-1440")
    await page.get_by_role("button", name="Lock The timeline").click()
    await expect(page.locator(".runlist .cur")).to_contain_text("One part is locked", timeout=SOON)
    for phone in phones:
        await expect(phone.locator("[data-editor] textarea")).to_have_attribute("readonly", "", timeout=SOON)
        await expect(phone.locator("[data-editor] textarea")).to_have_value(re.compile("And then I rang"))
    await expect(phones[0].locator("#text")).to_be_editable()
    assert before in await area.input_value()
    await looked_at(phones[0], "phone-part-locked-390")
    await page.get_by_role("button", name="Unlock The timeline").click()
    for phone in phones:
        await expect(phone.locator("[data-editor] textarea")).to_be_editable(timeout=SOON)
