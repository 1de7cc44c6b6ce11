"""A phone whose link dies in silence says so, keeps every word, and comes back with the same seat (L1, L3)."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.async_api import Locator, Page, expect

from tests.browser import Devices, screenshot
from tests.live.tunnel import Tunnel, tunnel
from tests.live.wire import wire
from tests.meetings.phones import Rehearsal
from tests.running import Server

LONG = 30_000


async def editing(page: Page) -> tuple[str, Locator]:
    """The box of one event is open. Returns the event and its box."""
    row = page.locator("event-list [data-row]").first
    await row.locator("[data-act=edit]").click()
    box = row.locator("[data-editor] textarea")
    await expect(box).to_be_focused()
    await box.press("Control+Home")
    return str(await row.get_attribute("data-id")), box


async def test_L3_a_phone_whose_link_dies_keeps_its_words_and_comes_back_with_the_same_seat(
    start_server: Callable[..., Server], devices: Devices
) -> None:
    async with tunnel() as link:
        server = start_server(SIGHTLINE_URL=link.url)
        link.to = server.port
        rehearsal = Rehearsal(server)
        board = rehearsal.told["board_ws"].replace(str(link.port), str(server.port))
        page = await through(link, rehearsal, devices)
        event, area = await editing(page)
        async with wire(board, rehearsal.told["participants"][1]["cookie"]) as other:
            await other.synced()
            link.dies()
            began = time.monotonic()
            await area.press_sequentially("half typed ")
            chip = page.locator("connection-chip")
            await expect(chip).to_have_attribute("data-unsaved", "1")
            await expect(chip).to_contain_text("1 not yet saved", timeout=LONG)
            await expect(chip).to_contain_text("Reconnecting. 1 not yet saved", timeout=LONG)
            assert time.monotonic() - began < 15, "noticed within ten seconds, on a busy machine too"
            await screenshot(page, "dead-link-390")
            await area.press_sequentially("words ")
            link.heals()
            await page.evaluate("dispatchEvent(new Event('online'))")
            await expect(chip).to_contain_text("Connected", timeout=LONG)
            await expect(chip).to_have_attribute("data-unsaved", "0", timeout=LONG)
            await other.until(
                lambda: "half typed words " in str(other.root("timeline")[event]["what"]), "every word"
            )
            assert str(other.root("timeline")[event]["what"]).count("half typed") == 1
        assert "half typed words " in await area.input_value() and await page.evaluate("window.sameCopy")


async def through(link: Tunnel, rehearsal: Rehearsal, devices: Devices) -> Page:
    """A phone at the timeline whose pages and lines go through the tunnel."""
    context = await devices("phone")
    name, _, value = rehearsal.told["participants"][0]["cookie"].partition("=")
    cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "secure": True}
    await context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])  # type: ignore[list-item]
    page = await context.new_page()
    await page.goto(f"{link.url}/meetings/{rehearsal.meeting}/now")
    await expect(page.locator("connection-chip")).to_contain_text("Connected", timeout=LONG)
    await page.evaluate("window.sameCopy = true")
    return page
