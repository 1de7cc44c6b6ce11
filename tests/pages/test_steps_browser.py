"""Choosing the kind of meeting and changing its steps, in a real browser at both widths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.async_api import BrowserContext, Page, expect

from tests.pages.test_setup_browser import looked_at, signed_in
from tests.running import ROOT, Server


async def test_M22_a_meeting_of_another_method_with_steps_of_its_own(
    start_server: Callable[..., Server], laptop: BrowserContext, tmp_path: Path
) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    broken = (
        (ROOT / "sessions/methods/briefing.toml").read_text("utf-8").replace("minutes = 60", "minutes = 61")
    )
    (folder / "anytown-briefing.toml").write_text(broken, "utf-8")
    server = start_server(SIGHTLINE_METHODS=str(folder))
    page = await laptop.new_page()
    await signed_in(server, page)
    await page.get_by_role("link", name="Meetings").click()
    await expect(page.get_by_text("anytown-briefing.toml, line 7")).to_be_visible()
    await page.get_by_role("link", name="Show the meetings of other methods, too").click()
    await page.get_by_label("Kind of meeting").select_option(label="SILP learning event (6 h 30 min)")
    await page.get_by_label("Day of the meeting").fill("2026-03-06")
    await looked_at(page, "methods-meetings")
    await page.get_by_role("button", name="Make the meeting").click()
    await expect(page.get_by_text("Agency stories")).to_be_visible()
    await looked_at(page, "methods-meeting")
    await changes_steps(page)
    await page.get_by_role("link", name="SILP learning event").click()
    await page.get_by_role("link", name="Open the console").click()
    await page.get_by_role("button", name="What it tells us").click()
    await expect(page.locator(".runlist .cur")).to_contain_text("What it tells us")
    await page.get_by_role("link", name="Change the steps").click()
    await expect(page.get_by_role("heading", name="These have begun")).to_be_visible()
    await looked_at(page, "methods-steps-begun")


async def changes_steps(page: Page) -> None:
    """Another name, a mode that the method leaves to whoever leads, and a step more."""
    await page.get_by_role("link", name="Change the steps").click()
    await page.locator("summary", has_text="Themes").click()
    await page.locator("#name-themes").fill("What it tells us")
    await page.locator("#anonymous-themes").check()
    await page.locator("#name-new").fill("A word from each of us")
    await page.locator("#role-new").check()
    await looked_at(page, "methods-steps")
    await page.get_by_role("button", name="Save the steps").click()
    await expect(page.get_by_role("heading", name="Some of this needs another look")).to_be_visible()
    await looked_at(page, "methods-steps-needs-a-look")
    await page.locator("#prompt-new").fill("What do you take with you?")
    await page.get_by_role("button", name="Save the steps").click()
    await expect(page.get_by_role("status").get_by_text("Saved.")).to_be_visible()
