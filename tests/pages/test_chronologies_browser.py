"""Bringing in agencies' files in a real browser: with script, without, by keyboard, and while a long one is read."""

from __future__ import annotations

import asyncio
import re
import time
import urllib.request
from pathlib import Path

from playwright.async_api import BrowserContext, Page, expect

from tests.browser import Devices
from tests.pages.filing import SCOPE, csv, training_file
from tests.pages.setting_up import REVIEW
from tests.pages.test_setup_browser import looked_at, sign_in_link, until_focused
from tests.running import Server

LONG = 5000
PATIENCE = 60_000
AGENCIES = (("Harrowmere Council Adult Social Care", "ASC"), ("Northmoor Ambulance Service", "AMB"))


async def test_from_the_agencies_files_to_a_meeting_in_the_lobby(
    server: Server, laptop: BrowserContext
) -> None:
    page = await laptop.new_page()
    await a_review(server, page)
    await page.get_by_role("link", name="Chronologies").click()
    await looked_at(page, "import-list-empty")
    files = [training_file(number)[1] for number in ("01", "07", "09")]
    await page.get_by_label("Files", exact=True).set_input_files(files)
    await page.get_by_role("button", name="Read the files").click()
    await expect(page.locator("progress")).to_have_count(0, timeout=PATIENCE)
    await expect(page.get_by_text("This PDF is a picture of pages")).to_be_visible()
    await looked_at(page, "import-list")
    await page.get_by_role("link", name="07-epcr").click()
    await an_answer_changes_the_dates(page)
    await a_row_gets_a_date(page)
    await page.get_by_role("button", name="Add 25 rows").click()
    await expect(page.get_by_text("25 rows are now on the timeline.")).to_be_visible()
    await page.get_by_role("link", name="Chronologies").first.click()
    await page.get_by_role("link", name="01_ASC").click()
    await looked_at(page, "import-columns")
    await page.get_by_role("button", name="Next: check the rows").click()
    await looked_at(page, "import-rows")
    await page.get_by_role("link", name=re.compile("Left out")).click()
    await looked_at(page, "import-left-out")
    await page.get_by_role("button", name="Add 38 rows").click()
    await expect(page.get_by_text("63 events from 2 files")).to_be_visible()
    await into_the_meeting(page)


async def an_answer_changes_the_dates(page: Page) -> None:
    """The month comes first in this file; the other answer is tried and taken back."""
    await expect(page.get_by_role("group", name="In this file, is")).to_be_visible()
    await looked_at(page, "import-question")
    await page.get_by_label("The day comes first: 4 May").check()
    await page.get_by_role("button", name=re.compile("^Next")).click()
    await expect(page.get_by_role("heading", name="Whose file is it?")).to_be_visible(timeout=PATIENCE)
    await expect(page.get_by_label("The day comes first: 4 May")).to_be_checked()
    await page.get_by_label("The month comes first: 5 April").check()
    await page.get_by_role("button", name=re.compile("^Next")).click()
    await expect(page.get_by_label("The month comes first: 5 April")).to_be_checked(timeout=PATIENCE)
    await page.get_by_role("button", name="Next: look at 1 row").click()


async def a_row_gets_a_date(page: Page) -> None:
    """What is no date is asked again with the words kept; then the row needs no look."""
    await expect(page.get_by_role("heading", name="How the rows will look")).to_be_visible()
    await page.get_by_label(re.compile("Another date")).fill("whenever")
    await page.get_by_role("button", name=re.compile("Use it")).click()
    await expect(page.get_by_text("We could not read this as a date")).to_be_visible()
    await expect(page.get_by_label(re.compile("Another date"))).to_have_value("whenever")
    await looked_at(page, "import-row-needs-a-look")
    await page.get_by_label(re.compile("Another date")).fill("about August 2024")
    await page.get_by_role("button", name=re.compile("Use it")).click()
    await expect(page.get_by_text("No row needs a look any more.")).to_be_visible()


async def into_the_meeting(page: Page) -> None:
    """A meeting made before has no timeline yet; the page offers to bring it in."""
    await expect(page.get_by_text("Perhaps the same event").first).to_be_visible()
    await looked_at(page, "import-timeline")
    await expect(page.get_by_text("63 events come in or are changed.")).to_be_visible()
    await page.get_by_role("button", name="Bring the timeline in").click()
    await expect(page.get_by_text("1 meeting now has this timeline.")).to_be_visible()
    await page.get_by_role("link", name="Meetings", exact=True).click()
    await page.get_by_role("link", name="Follow-on").first.click()
    await page.get_by_role("link", name="Open the console").click()
    await expect(page.get_by_text("Referral from Tern Valley Homes").first).to_be_attached(timeout=PATIENCE)


async def test_without_script_and_by_keyboard(server: Server, devices: Devices, tmp_path: Path) -> None:
    page = await (await devices("laptop", java_script_enabled=False)).new_page()
    await a_review(server, page)
    await page.get_by_role("link", name="Chronologies").click()
    path = tmp_path / "asc.csv"
    path.write_bytes(csv("05/03/2024,First visit at home by the worker", "31/06/2024,Second visit at home"))
    await page.get_by_label("Files", exact=True).set_input_files(path)
    for wanted in ("Read the files", "Next: look at 1 row", "Keep as it is", "Add 2 rows"):
        button = page.get_by_role("button", name=wanted)
        await expect(button).to_be_visible(timeout=PATIENCE)
        await until_focused(page, button)
        await page.keyboard.press("Enter")
    await expect(page.get_by_text("2 rows are now on the timeline.")).to_be_visible()
    await expect(page.get_by_text("Second visit at home")).to_be_visible()


async def test_S9_the_server_answers_while_five_thousand_rows_are_read(
    server: Server, laptop: BrowserContext, tmp_path: Path
) -> None:
    page = await laptop.new_page()
    await a_review(server, page)
    await page.get_by_role("link", name="Chronologies").click()
    path = tmp_path / "asc long.csv"
    path.write_bytes(
        csv(*(f"{1 + n % 28:02}/0{1 + n % 9}/2024,Visit {n} at home, a long one" for n in range(LONG)))
    )
    await page.get_by_label("Files", exact=True).set_input_files(path)
    began = time.monotonic()
    await page.get_by_role("button", name="Read the files").click()
    await expect(page.locator("progress")).to_be_visible()
    await looked_at(page, "import-progress")
    done = asyncio.Event()
    asking = asyncio.create_task(slowest_answer(server, done))
    await expect(page.get_by_role("heading", name="Whose file is it?")).to_be_visible(timeout=PATIENCE)
    done.set()
    took, slowest, answers = time.monotonic() - began, *await asking
    await expect(page.get_by_text(f"{LONG} rows", exact=False).first).to_be_visible()
    assert answers > 3 and slowest < 1.5 and took < 30, f"{answers} answers, {slowest:.2f} s, {took:.1f} s"
    print(f"{LONG} rows in {took:.1f} s; slowest of {answers} answers meanwhile {1000 * slowest:.0f} ms")


async def slowest_answer(server: Server, done: asyncio.Event) -> tuple[float, int]:
    """Ask whether the server is well, again and again, until told to stop."""
    slowest, answers = 0.0, 0
    while not done.is_set():
        began = time.monotonic()
        await asyncio.to_thread(ask, f"{server.url}/healthz")
        slowest, answers = max(slowest, time.monotonic() - began), answers + 1
    return slowest, answers


def ask(address: str) -> None:
    """One question, which must be answered well."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200


async def a_review(server: Server, page: Page) -> None:
    """Sign in, make a review with two agencies and a meeting in the lobby."""
    await page.goto(sign_in_link(server))
    await page.get_by_role("button", name="Sign in on this device").click()
    await page.wait_for_url("**/reviews**")
    await page.goto(f"{server.url}/reviews/new")
    for name in ("title", "pseudonym", "reference", "scope_from", "scope_to"):
        await page.locator(f"#{name}").fill({**REVIEW, **SCOPE}[name])
    await page.get_by_role("button", name="Make the review").click()
    for name, code in AGENCIES:
        await page.get_by_label("Name", exact=True).fill(name)
        await page.get_by_label("Code").fill(code)
        await page.get_by_label("Short label").fill(code)
        await page.get_by_label("Sector", exact=True).select_option("Health")
        await page.get_by_role("button", name="Add the agency").click()
        await expect(page.get_by_role("cell", name=name).nth(1)).to_be_visible()
    await page.goto(page.url.replace("/agencies", "/meetings"))
    await page.get_by_label("Day of the meeting").fill("2026-03-06")
    await page.get_by_role("button", name="Make the meeting").click()
    await expect(page.get_by_role("heading", name="Joining on the day")).to_be_visible()
