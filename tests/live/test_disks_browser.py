"""Console and big screen while a disk takes nothing: both say so, words stay, and all goes on by itself (D2)."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser import Devices, axe, screenshot
from tests.live.disks import Disk
from tests.live.test_disks import small, trouble, until_refused
from tests.live.wire import wire
from tests.meetings.phones import Rehearsal, connected
from tests.pages.test_console_browser import is_live, seated, wall_of
from tests.running import Server

__all__ = ["small"]  # a fixture

PARKED, TYPED = "Who keeps the key safe at night?", " Written while the disk was full."
UNKEPT = 'connection-chip [data-when="unkept"]'
SENTENCE = "Changes cannot be saved for a moment. Your words are kept on this device."
SOON = 30_000


async def parks(page: Page) -> None:
    """Park a topic, with the words that stand in the box or these."""
    if not await page.locator("#park-box").is_visible():
        await page.get_by_role("button", name="Park a topic").click()
    box = page.locator("#park-box textarea")
    if not await box.input_value():
        await box.fill(PARKED)
    await page.get_by_role("button", name="Park it").click()


async def edits(page: Page) -> None:
    """Type into the shared words of the first event."""
    await page.get_by_text("The timeline as a list").click()
    row = page.locator("event-list [data-row]").first
    await row.locator("[data-act=edit]").click()
    box = row.locator("[data-editor] textarea")
    await box.press("Control+End")
    await box.press_sequentially(TYPED)


async def takes_nothing(rehearsal: Rehearsal, cookie: str) -> None:
    """Write until the disk has refused something."""
    async with wire(rehearsal.told["board_ws"], cookie, speaks=True) as line:
        await line.synced()
        await until_refused(line)


async def is_told_no(page: Page) -> None:
    """Taps are answered in words; what was typed stays, and the meeting stays where it is."""
    await parks(page)
    await expect(page.locator("#says")).to_contain_text(SENTENCE, timeout=SOON)
    await expect(page.locator("#park-box textarea")).to_have_value(PARKED)
    await page.keyboard.press("Escape")
    step = await page.locator("#steps [aria-current]").inner_text()
    await page.locator("#dock .btn-main").click()
    await expect(page.locator("#says")).to_contain_text(SENTENCE, timeout=SOON)
    assert await page.locator("#steps [aria-current]").inner_text() == step


@pytest.mark.parametrize("kind", ["full", "unwritable", "locked"])
async def test_D2_console_and_big_screen_say_that_nothing_is_saved_keep_the_words_and_go_on(
    small: tuple[Server, Disk],
    devices: Devices,
    kind: str,
) -> None:
    server, own = small
    rehearsal = Rehearsal(server)
    page = await seated(await devices("laptop"), rehearsal)
    wall = await wall_of(await devices("projector"), rehearsal)
    await is_live(page)
    writing, seeing = (rehearsal.told["participants"][number]["cookie"] for number in (1, 2))
    with trouble(server, own, kind):
        await takes_nothing(rehearsal, writing)
        for screen in (page, wall):
            await expect(screen.locator(UNKEPT)).to_be_visible(timeout=SOON)
        await is_told_no(page)
        await edits(page)
        await expect(page.locator("connection-chip")).to_have_attribute("data-unsaved", "1")
        await expect(page.locator(UNKEPT)).to_contain_text("1 not yet saved")
        await screenshot(page, f"console-not-saved-{kind}")
        await screenshot(wall, f"screen-not-saved-{kind}")
        for screen in (page, wall):
            assert not await axe(screen)
    for screen in (page, wall):
        await expect(screen.locator("connection-chip")).to_have_attribute(
            "data-state", "connected", timeout=SOON
        )
        await expect(screen.locator(UNKEPT)).to_be_hidden()
    await parks(page)
    await expect(page.locator("#room")).to_contain_text(PARKED, timeout=SOON)
    server.restart()
    async with wire(rehearsal.told["board_ws"], seeing) as late:
        await late.synced()
        shown = [str(event["what"]) for event in late.root("timeline").values()]
    assert any(words.endswith(TYPED) for words in shown), "what was typed meanwhile is on disk now"


async def test_D2_a_console_that_is_reloaded_while_nothing_is_saved_still_has_the_words(
    small: tuple[Server, Disk],
    devices: Devices,
) -> None:
    server, own = small
    rehearsal = Rehearsal(server)
    page = await seated(await devices("laptop"), rehearsal)
    await is_live(page)
    own.fill()
    await takes_nothing(rehearsal, rehearsal.told["participants"][1]["cookie"])
    await expect(page.locator(UNKEPT)).to_be_visible(timeout=SOON)
    await edits(page)
    await page.reload()
    await expect(page.locator(UNKEPT)).to_be_visible(timeout=SOON)
    own.empty()
    await connected(page, SOON)
    await expect(page.locator("connection-chip")).to_have_attribute("data-unsaved", "0", timeout=SOON)
    async with wire(rehearsal.told["board_ws"], rehearsal.told["participants"][2]["cookie"]) as late:
        await late.synced()
        shown = [str(event["what"]) for event in late.root("timeline").values()]
    kept = await page.locator("kept-words textarea").all()
    given_back = [await box.input_value() for box in kept]
    assert any(words.endswith(TYPED) for words in (*shown, *given_back)), "saved, or given back"
