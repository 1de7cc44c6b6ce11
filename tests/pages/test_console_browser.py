"""The console in a real browser, with the big screen and a phone beside it: every tap is seen without a reload."""

from __future__ import annotations

import io
import re

from docx import Document
from playwright.async_api import BrowserContext, Page, Route, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import LOCKED, ROUND_1, TIMELINE, TURNING, Rehearsal
from tests.meetings.visitor import Visitor
from tests.running import Server

SOON = 15_000
# Words on the big screen that somebody at the back of the hall could not read: text under 28 px.
SMALL = """() => Array.from(document.querySelectorAll("main *"))
    .filter((element) => element.checkVisibility() && !element.closest(".vh, [aria-hidden=true] svg"))
    .filter((element) => Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 28)
    .map((element) => element.outerHTML.slice(0, 120))"""


async def seated(context: BrowserContext, rehearsal: Rehearsal, path: str = "") -> Page:
    """The facilitator's laptop, at the console and connected."""
    name, _, value = rehearsal.told["facilitator"]["cookie"].partition("=")
    cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "secure": True}
    await context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])  # type: ignore[list-item]
    page = await context.new_page()
    await page.goto(f"{rehearsal.server.url}/meetings/{rehearsal.meeting}{path}")
    return page


async def wall_of(context: BrowserContext, rehearsal: Rehearsal) -> Page:
    """The big screen, listening."""
    page = await context.new_page()
    await page.goto(rehearsal.told["screen"])
    await expect(page.locator("screen-views[data-shows]")).to_be_attached(timeout=SOON)
    return page


async def is_live(page: Page) -> None:
    """Connected, and the chart is drawn."""
    await expect(page.locator("connection-chip")).to_contain_text("Connected", timeout=SOON)
    await expect(page.locator(".mk").first).to_be_visible(timeout=SOON)


async def opened(server: Server, devices: Devices) -> tuple[Rehearsal, Page, Page]:
    """A meeting in *Timeline together*, with its console and its big screen, both live."""
    rehearsal = Rehearsal(server)
    page = await seated(await devices("laptop"), rehearsal)
    wall = await wall_of(await devices("projector"), rehearsal)
    await is_live(page)
    return rehearsal, page, wall


async def test_from_the_one_time_link_to_a_big_screen_and_a_phone_that_follow(
    devices: Devices, server: Server
) -> None:
    rehearsal = Rehearsal(server)
    laptop = await devices("laptop")
    page = await laptop.new_page()
    await page.goto(server.says(r"(http://\S+/sign-in/\S+)")[1])
    await page.get_by_role("main").get_by_role("button").click()
    await page.goto(f"{server.url}/meetings/{rehearsal.meeting}")
    await is_live(page)
    wall = await wall_of(await devices("projector"), rehearsal)
    phone = await rehearsal.phone(await devices("phone"), 0)

    await page.get_by_role("button", name=re.compile("Turning points")).first.click()
    for screen in (page.locator(".runlist .cur"), phone.locator("step-bar"), wall.locator(".ph-step")):
        await expect(screen).to_contain_text("Turning points", timeout=SOON)
    await page.locator("[data-act=next]").click()
    for screen in (page.locator(".pull .focus h2").first, wall.locator(".pj-focus h2")):
        await expect(screen).to_contain_text("Appendicectomy", timeout=SOON)
    await expect(phone.locator("shared-focus")).to_contain_text("Event 1", timeout=SOON)
    await page.get_by_role("button", name="Episode 3:").click()
    await expect(wall.locator(".pj-focus[data-when=focus]")).to_contain_text("Episode 3", timeout=SOON)
    await page.get_by_role("button", name=re.compile("^Blank")).click()
    await expect(wall.locator(".pj-blank")).to_be_visible(timeout=SOON)
    await expect(wall.locator(".pj")).to_be_hidden()
    await expect(page.get_by_role("button", name=re.compile("^Blank"))).to_have_attribute(
        "aria-pressed", "true"
    )


async def test_every_page_and_view_is_clean_for_axe_and_was_looked_at(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    await page.get_by_role("button", name=re.compile("^Park a topic")).click()
    await looked_at(page, "console-box-1440")
    await page.keyboard.press("Escape")
    for view in ("lobby", "timeline", "focus", "board", "blank"):
        await page.locator(f'button[name="view"][value="{view}"]').click()
        await expect(wall.locator("screen-views")).to_have_attribute("data-shows", view, timeout=SOON)
        await looked_at(wall, f"screen-{view}-1920")
        assert not await wall.evaluate(SMALL), view
    await looked_at(page, "console-1440")
    for place in ("lane", "snapshots"):
        await page.goto(f"{rehearsal.server.url}/meetings/{rehearsal.meeting}/{place}")
        await looked_at(page, f"console-{place}-1440")


async def looked_at(page: Page, name: str) -> None:
    assert not await axe(page), name
    await screenshot(page, name)


async def test_the_console_folds_to_a_narrow_window_without_sideways_scrolling(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await seated(await devices("laptop", viewport={"width": 390, "height": 844}), rehearsal)
    await is_live(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await looked_at(page, "console-390")


async def test_a_press_is_seen_before_the_server_answers(
    shared_server: Server, laptop: BrowserContext
) -> None:
    page = await seated(laptop, Rehearsal(shared_server))
    await is_live(page)
    held: list[Route] = []
    await page.route("**/screen", lambda route: held.append(route))
    await page.locator('button[name="view"][value="board"]').click()
    await expect(page.locator("form.htmx-request button[value=board]")).to_be_visible(timeout=SOON)
    await held[0].continue_()
    await expect(page.locator('button[value="board"]')).to_have_attribute("aria-pressed", "true")


async def test_a_tap_that_does_not_arrive_is_said_and_goes_with_the_next(
    shared_server: Server, laptop: BrowserContext
) -> None:
    page = await seated(laptop, Rehearsal(shared_server))
    await is_live(page)
    await page.route("**/screen", lambda route: route.abort())
    await page.locator('button[name="view"][value="board"]').click()
    await expect(page.locator("#unsent")).to_be_visible()
    await page.unroute("**/screen")
    await page.locator('button[name="view"][value="board"]').click()
    await expect(page.locator("#unsent")).to_be_hidden()


async def test_a_reveal_is_read_on_console_and_big_screen_and_one_note_is_set_aside(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    await (await rehearsal.facilitator()).tap("phase", number=ROUND_1)
    await expect(page.locator(".runlist .cur")).to_contain_text("Episode round 1", timeout=SOON)
    await page.get_by_role("button", name="Reveal and read together").click()
    await expect(page.locator("[data-refused]")).to_contain_text("Too few have sent something")
    for number, text in enumerate(("It was Jo at the desk", "We had no number", "I rang twice")):
        await rehearsal.send(number, text, on_kind="episode", on_id="KPE3")
    await page.get_by_role("button", name="Reveal and read together").click()
    for screen in (page, wall):
        await expect(screen.get_by_text("It was Jo at the desk")).to_be_visible(timeout=SOON)
    await looked_at(page, "console-revealed-1440")
    row = page.locator("perspective-list [data-row]", has_text="It was Jo at the desk")
    await row.locator("summary", has_text="Set aside").click()
    await row.get_by_label("Why?").select_option("names a person")
    await row.get_by_role("button", name="Take it off every screen").click()
    for screen in (page, wall):
        await expect(screen.get_by_text("It was Jo at the desk")).to_have_count(0, timeout=SOON)
    await expect(
        page.locator("perspective-list .tuck:visible", has_text="One note is set aside for now.")
    ).to_have_count(1)
    assert "console" not in page.url.rpartition("/")[2] and page.url.endswith(rehearsal.meeting), "no reload"


async def test_keys_are_off_until_turned_on_and_never_in_a_field(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal, page, wall = await opened(shared_server, devices)
    shows = wall.locator("screen-views")
    await page.keyboard.press("b")
    await page.get_by_role("button", name="Keys", exact=True).click()
    await expect(shows).to_have_attribute("data-shows", "timeline")
    await page.locator("#find").fill("b")
    await page.locator("#find").press("b")
    await expect(shows).to_have_attribute("data-shows", "timeline")
    await page.locator("#main").press("b")
    await expect(shows).to_have_attribute("data-shows", "blank", timeout=SOON)
    await page.locator("#main").press("b")
    await expect(shows).to_have_attribute("data-shows", "timeline", timeout=SOON)


async def test_keys_move_everybodys_eyes_and_take_it_back(shared_server: Server, devices: Devices) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await seated(await devices("laptop"), rehearsal)
    await is_live(page)
    focus = page.locator(".pull .focus[data-when=focus]")
    await page.get_by_role("button", name="Keys", exact=True).click()
    for key, words in (
        ("PageDown", "Event 1:"),
        ("ArrowRight", "Event 2:"),
        ("ArrowLeft", "Event 1:"),
        ("Control+z", "Event 2:"),
    ):
        await page.locator("#main").press(key)
        await expect(focus).to_contain_text(words, timeout=SOON)
    await page.locator("#main").press("e")
    await page.locator("#main").press("3")
    await expect(focus).to_contain_text("Episode 3", timeout=SOON)
    await page.locator("#main").press("g")
    await expect(focus).to_be_hidden(timeout=SOON)
    await page.locator("#main").press("?")
    await expect(page.locator("#keys-box")).to_be_visible()
    await looked_at(page, "console-keys-1440")


async def test_a_key_asks_once_before_the_room_feels_it_and_the_end_always_does(
    shared_server: Server, laptop: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await seated(laptop, rehearsal)
    await is_live(page)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=TURNING)
    for number in range(3):
        await rehearsal.send(number, f"turning point {number}", "anonymous")
    await page.get_by_role("button", name="Keys", exact=True).click()
    await page.locator("#main").press("Shift+Enter")
    again = page.get_by_role("button", name="Press again to show all notes")
    await expect(again).to_be_visible()
    await expect(page.get_by_text("turning point 1")).to_have_count(0)
    await page.locator("#main").press("Shift+Enter")
    await expect(page.get_by_text("turning point 1")).to_be_visible(timeout=SOON)
    await leading.tap("phase", number=LOCKED)
    await page.get_by_role("button", name="End the session").click()
    await page.get_by_role("button", name="Press again to end it for everyone").click()
    await expect(page.get_by_text("This session has ended.").first).to_be_visible(timeout=SOON)


async def test_what_is_half_typed_stays_when_the_room_moves(
    shared_server: Server, laptop: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server, 6)
    page = await seated(laptop, rehearsal)
    await is_live(page)
    await asks_to_come_in(rehearsal, "Sam Rowe")
    knock = page.locator(".knock")
    await expect(knock).to_contain_text("Somebody asks to come in", timeout=SOON)
    assert not await axe(page)
    await knock.get_by_label("Name").fill("Samira Rowe")
    await asks_to_come_in(rehearsal, "Kit Moss")
    await expect(knock).to_have_count(2, timeout=SOON)
    await expect(page.get_by_label("Name").locator("visible=true").first).to_be_visible()
    values = [await field.input_value() for field in await knock.get_by_label("Name").all()]
    assert sorted(values) == ["Kit Moss", "Samira Rowe"]
    first = page.locator(".knock", has=page.locator('input[value="Sam Rowe"]'))
    await first.get_by_role("button", name="Let them in").click()
    await expect(knock).to_have_count(1, timeout=SOON)
    await expect(page.locator("#chips")).to_contain_text("7 in the case group")


async def asks_to_come_in(rehearsal: Rehearsal, name: str) -> None:
    """Somebody who is not on the list, by the public pages."""
    visitor = Visitor(rehearsal.server.url)
    why = await visitor.get(f"/j/{rehearsal.code}")
    recorded = await visitor.get(why.url.replace("/why", "/recorded").removeprefix(visitor.site))
    role = await visitor.send(recorded, happy="yes")
    said = {"agency": "LHC", "line-LHC": "other", "role-LHC": "Night carer", "name-LHC": name}
    waiting = await visitor.send(role, **said)
    assert waiting.url.endswith("/join/waiting"), waiting.words()[:300]


async def test_a_box_closes_when_its_words_are_kept(shared_server: Server, laptop: BrowserContext) -> None:
    page = await seated(laptop, Rehearsal(shared_server))
    await is_live(page)
    await page.get_by_role("button", name=re.compile("^Quick win")).click()
    await page.get_by_label("What can be done now?").fill("Share the duty inbox")
    await page.get_by_role("button", name="Keep it").click()
    await expect(page.locator("#room")).to_contain_text("Share the duty inbox")
    await expect(page.locator("#win-box")).to_be_hidden()
    await page.get_by_role("button", name=re.compile("^Quick win")).click()
    await expect(page.get_by_label("What can be done now?")).to_have_value("")


async def test_at_nought_the_console_asks(shared_server: Server, laptop: BrowserContext) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await seated(laptop, rehearsal)
    await is_live(page)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=TURNING)
    await leading.tap("phase", verb="extend", minutes=-9)
    await expect(page.locator("step-timer")).to_contain_text("0:5", timeout=SOON)
    await expect(page.locator("#time-is-up")).to_have_count(0)
    await leading.tap("phase", verb="extend", minutes=-1)
    await expect(page.locator("#time-is-up")).to_be_visible(timeout=SOON)
    await expect(page.locator("step-timer")).to_contain_text("Take a moment to finish")
    await page.locator("#time-is-up").get_by_role("button", name="Add 2 minutes").click()
    await expect(page.locator("#time-is-up")).to_have_count(0, timeout=SOON)


async def test_without_a_script_every_button_is_a_plain_form(shared_server: Server, devices: Devices) -> None:
    page = await seated(await devices("laptop", java_script_enabled=False), Rehearsal(shared_server))
    await page.get_by_role("button", name=re.compile("Turning points")).first.click()
    await expect(page.locator(".runlist .cur")).to_contain_text("Turning points")
    await page.get_by_role("button", name="Event 1", exact=True).click()
    await expect(page.locator(".mini")).to_contain_text("Event 1: Appendicectomy")
    await page.locator("#find").fill("22")
    await page.get_by_role("button", name="Show", exact=True).click()
    await expect(page.locator(".mini")).to_contain_text("Event 22:")
    await page.get_by_role("button", name="Board", exact=True).click()
    await expect(page.locator(".mini")).to_contain_text("The board")
    await page.get_by_role("button", name=re.compile("^Reveal")).click()
    await expect(page.locator("[data-refused]")).to_contain_text(
        "Too few have sent something to show it yet."
    )


async def test_a_snapshot_is_taken_with_one_tap_and_its_word_file_opens(
    shared_server: Server, laptop: BrowserContext
) -> None:
    rehearsal = Rehearsal(shared_server)
    page = await seated(laptop, rehearsal)
    leading = await rehearsal.facilitator()
    await leading.tap("phase", number=TIMELINE)
    await leading.tap("parked", text="The number for the night")
    await page.get_by_role("button", name=re.compile("^Snapshot")).click()
    await expect(page).to_have_url(re.compile("/snapshots/1$"))
    await expect(page.get_by_text("Checked now: matches its fingerprint")).to_be_visible()
    await looked_at(page, "snapshot-1440")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="Word The record, ready to read").click()
    file = await waiting.value
    assert file.suggested_filename == "HSAB-SAR-2025-03-snapshot-1.docx"
    document = Document(io.BytesIO((await file.path()).read_bytes()))
    held = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any("The number for the night" in words for words in held)
