"""Taking back one's own changes while somebody else writes in the same text, in real browsers."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser import Devices
from tests.meetings.phones import Rehearsal
from tests.running import Server


async def opens(page: Page, place: int = 0) -> Locator:
    """The box on the shared words of an event."""
    row = page.locator("event-list [data-row]").nth(place)
    await row.locator("[data-act=edit]").click()
    box = row.locator("[data-editor] textarea")
    await expect(box).to_be_focused()
    return box


async def test_L4_undo_takes_back_ones_own_words_and_leaves_those_of_others(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    first = await rehearsal.phone(await devices("laptop"), 0)
    second = await rehearsal.phone(await devices("laptop"), 1)
    mine, theirs = await opens(first), await opens(second)
    before = await mine.input_value()
    await mine.press("Control+End")
    await mine.press_sequentially(" Mine.")
    await expect(theirs).to_have_value(f"{before} Mine.")
    await theirs.press("Control+Home")
    await theirs.press_sequentially("Theirs. ")
    await expect(mine).to_have_value(f"Theirs. {before} Mine.")
    await mine.press("Control+z")
    for box in (mine, theirs):
        await expect(box).to_have_value(f"Theirs. {before}")
    await mine.press("Control+z")
    await mine.press("Control+Shift+z")
    for box in (mine, theirs):
        await expect(box).to_have_value(f"Theirs. {before} Mine.")
    await theirs.press("Control+z")
    for box in (mine, theirs):
        await expect(box).to_have_value(f"{before} Mine.")


async def test_L4_undo_brings_back_what_one_deleted_and_stays_in_its_own_event(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    first = await rehearsal.phone(await devices("laptop"), 0)
    second = await rehearsal.phone(await devices("laptop"), 1)
    one, other = await opens(first), await opens(first, 1)
    words, others = await one.input_value(), await other.input_value()
    shown = second.locator("event-list .what")
    await other.press("Control+End")
    await other.press_sequentially(" Elsewhere.")
    await one.press("Control+a")
    await one.press("Delete")
    await expect(one).to_have_value("")
    seen = await opens(second)
    await expect(seen).to_have_value("")
    await seen.press_sequentially("Meanwhile. ")
    await expect(one).to_have_value("Meanwhile. ")
    await one.press("Control+z")
    for box in (one, seen):
        await expect(box).to_have_value(f"{words}Meanwhile. ")
    await expect(shown.nth(1)).to_have_text(f"{others} Elsewhere.")
