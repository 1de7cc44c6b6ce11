"""Set-up as a facilitator meets it: in a real browser, by keyboard, without script, on a laptop and a phone."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.async_api import BrowserContext, Page, expect

from tests.browser import SCREENS, Devices, axe, screenshot
from tests.pages.setting_up import REVIEW
from tests.pages.test_setup_sheets import GOOD, HEADS, workbook
from tests.running import Server

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_from_the_sign_in_link_to_a_personal_link(
    server: Server, laptop: BrowserContext, devices: Devices, tmp_path: Path
) -> None:
    page = await laptop.new_page()
    await signed_in(server, page)
    await page.get_by_role("link", name="Sightline").click()
    await looked_at(page, "setup-reviews")
    await page.get_by_role("link", name="New review").click()
    await looked_at(page, "setup-new-review")
    await page.get_by_role("button", name="Make the review").click()
    await expect(page.get_by_role("heading", name="Some of this needs another look")).to_be_visible()
    await looked_at(page, "setup-new-review-needs-a-look")
    for name in ("title", "pseudonym", "reference", "scope_from", "scope_to"):
        await page.locator(f"#{name}").fill(REVIEW[name])
    await page.get_by_role("button", name="Make the review").click()
    await two_agencies(page)
    await page.get_by_role("link", name="Review", exact=True).click()
    await looked_at(page, "setup-review")
    await a_meeting(page)
    await page.get_by_role("link", name="Invited list").click()
    await looked_at(page, "setup-invited-empty")
    await a_sheet(page, tmp_path)
    link = await a_personal_link(page)
    other = await (await devices("phone")).new_page()
    await other.goto(link)
    await other.get_by_role("button", name="Take my place").click()
    await expect(other).to_have_url(re.compile(r"/meetings/\w+/"))
    assert [cookie["name"] for cookie in await other.context.cookies() if "seat-" in cookie.get("name", "")]
    late = await (await devices("phone")).new_page()
    await late.goto(link)
    await late.get_by_role("button", name="Take my place").click()
    await expect(late.get_by_role("heading", name="This link has closed")).to_be_visible()


async def test_keyboard_alone_and_no_script(server: Server, devices: Devices) -> None:
    page = await (await devices("laptop", java_script_enabled=False)).new_page()
    await page.goto(sign_in_link(server))
    await until_focused(page, page.get_by_role("button", name="Sign in on this device"))
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/reviews/*")
    await page.goto(f"{page.url}/agencies")
    await until_focused(page, page.get_by_label("Name"))
    await page.keyboard.type("Parish Council")
    await page.keyboard.press("Tab")
    await page.keyboard.type("pc")
    await page.keyboard.press("Enter")
    await expect(page.locator(".summary")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#short_label")).to_be_focused()
    await page.keyboard.type("Council")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Ano")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("row", name="Parish Council")).to_be_visible()


async def test_the_sign_in_page_and_the_doors(server: Server, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await page.goto(server.url)
    await looked_at(page, "setup-doors", "phone")
    await page.get_by_role("link", name="Facilitator: sign in").click()
    await page.get_by_label("Your name").fill("Sam")
    await page.get_by_label("Password").fill("not it")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_text("This name and password do not open an account")).to_have_count(1)
    await expect(page.get_by_label("Your name")).to_have_value("Sam")
    await looked_at(page, "setup-sign-in-again", "phone")


async def two_agencies(page: Page) -> None:
    """Add the two that the sheet speaks of."""
    await looked_at(page, "setup-agencies-empty")
    for name, code, label, sector in (
        ("Hill Surgery", "GP", "Surgery", "Health"),
        ("Anytown Council Adult Social Care", "ASC", "Adult social care", "Social care"),
    ):
        await page.get_by_label("Name", exact=True).fill(name)
        await page.get_by_label("Code").fill(code)
        await page.get_by_label("Short label").fill(label)
        await page.get_by_label("Sector", exact=True).select_option(label=sector)
        await page.get_by_role("button", name="Add the agency").click()
        await expect(page.get_by_role("cell", name=label, exact=True)).to_be_visible()
    await looked_at(page, "setup-agencies")


async def a_meeting(page: Page) -> None:
    """Make one, and look at its page."""
    await page.get_by_role("link", name="Meetings").click()
    await page.get_by_label("Day of the meeting").fill("2026-03-06")
    await page.get_by_label("Place").fill("Town hall")
    await looked_at(page, "setup-meetings")
    await page.get_by_role("button", name="Make the meeting").click()
    await expect(page.get_by_role("heading", name="Joining on the day")).to_be_visible()
    await looked_at(page, "setup-meeting")


async def a_sheet(page: Page, folder: Path) -> None:
    """Bring in five people, one of them not understood at first."""
    file = folder / "people.xlsx"
    file.write_bytes(workbook([HEADS, *GOOD, ["Flo Gray", "Old Council", "Clerk", "", "", "yes", ""]]))
    await page.get_by_label("Sheet (.xlsx or .csv)").set_input_files(file)
    await page.get_by_role("button", name="Look at the rows").click()
    await expect(page.get_by_text("row needs a look.")).to_be_visible()
    await looked_at(page, "setup-sheet")
    await page.locator("#row-6-agency").select_option("ASC")
    await page.get_by_role("button", name="Look again").click()
    await page.get_by_role("button", name="Add 5 people").click()
    await expect(page.get_by_text("5 people were added.")).to_be_visible()
    await looked_at(page, "setup-invited")


async def a_personal_link(page: Page) -> str:
    """Make one for the member of the review team."""
    await page.get_by_role("button", name="Make link Cy Dean").click()
    await looked_at(page, "setup-link")
    return await page.get_by_label("Copy this address and send it to them").input_value()


async def signed_in(server: Server, page: Page) -> None:
    """By the link that the server printed."""
    await page.goto(sign_in_link(server))
    await looked_at(page, "setup-sign-in-link")
    await page.get_by_role("button", name="Sign in on this device").click()
    await expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def sign_in_link(server: Server) -> str:
    """What the server printed."""
    return server.says(r"http://\S+/sign-in/\S+")[0]


async def looked_at(page: Page, name: str, kind: str = "laptop") -> None:
    """Axe finds nothing, and nothing stands out sideways, on a laptop and on a phone; both are pictured."""
    for width in ("laptop", "phone"):
        await page.set_viewport_size(SCREENS[width]["viewport"])
        assert await axe(page) == [], f"{name} on a {width}"
        assert await page.evaluate(SIDEWAYS) <= 0, f"{name} on a {width}"
        await screenshot(page, f"{name}-{width}")
    await page.set_viewport_size(SCREENS[kind]["viewport"])


async def until_focused(page: Page, wanted: object) -> None:
    """Press Tab until it is reached."""
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("part => part === document.activeElement"):  # type: ignore[attr-defined]
            return
    raise AssertionError("not reached with Tab")
