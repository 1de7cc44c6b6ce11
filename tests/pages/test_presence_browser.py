"""Who else looks at this, in real browsers: the console and the review team's laptop tell, a phone hears nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext, Page, WebSocket, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.phones import Rehearsal
from tests.pages.test_console_browser import SOON, is_live
from tests.running import Server

EVENT = "ASC-002"


@dataclass
class Heard:
    """Every frame that a page sends and gets on its lines."""

    sent: list[str] = field(default_factory=list)
    received: list[str] = field(default_factory=list)

    def follow(self, socket: WebSocket) -> None:
        """Listen to one line."""
        socket.on("framesent", lambda frame: self.sent.append(_text(frame)))
        socket.on("framereceived", lambda frame: self.received.append(_text(frame)))


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("latin-1")


async def at_console(context: BrowserContext, rehearsal: Rehearsal, whose: dict[str, Any]) -> Page:
    """A laptop at the console, with the seat of a facilitator or of the review team."""
    name, _, value = whose["cookie"].partition("=")
    cookie = {"name": name, "value": value, "domain": "127.0.0.1", "path": "/", "secure": True}
    await context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Lax"}])  # type: ignore[list-item]
    page = await context.new_page()
    await page.goto(f"{rehearsal.server.url}/meetings/{rehearsal.meeting}")
    await is_live(page)
    return page


async def two_of_the_team(devices: Devices, rehearsal: Rehearsal) -> tuple[Page, Page]:
    """The facilitator's laptop and one of the review team's."""
    seats = (rehearsal.told["facilitator"], rehearsal.told["review_team"][0])
    console, team = [await at_console(await devices("laptop"), rehearsal, seat) for seat in seats]
    return console, team


async def test_G4_console_and_review_team_see_who_else_looks_and_a_phone_gets_no_byte_of_it(
    shared_server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(shared_server)
    console, team = await two_of_the_team(devices, rehearsal)
    context, heard = await devices("phone"), Heard()
    context.on("page", lambda page: page.on("websocket", heard.follow))
    phone = await rehearsal.phone(context, 0, "timeline")
    await expect(phone.locator(f"#event-{EVENT}")).to_be_visible(timeout=SOON)

    await team.get_by_text("The timeline as a list").click()
    await console.get_by_text("The timeline as a list").click()
    await team.locator(f"#event-{EVENT} .what").click()
    row = console.locator(f"#event-{EVENT} .looks-here")
    await expect(row).to_have_text("review team ASC", timeout=SOON)
    await expect(console.locator(".looks")).to_contain_text("event 11 (review team ASC)", timeout=SOON)
    await expect(team.locator(".looks-here")).to_have_count(0)
    assert await row.evaluate("element => Boolean(element.closest('[aria-hidden=true]'))")
    await console.locator(f"#event-{EVENT}").scroll_into_view_if_needed()
    await screenshot(console, "presence-console-1440")
    assert not await axe(console)

    await console.get_by_text("The episodes, with what the group wrote together").click()
    await console.locator("#episode-KPE1 h3").click()
    await expect(team.locator(".looks")).to_contain_text("episode 1 (facilitator)", timeout=SOON)
    await looked_at_narrow_too(team)
    await phone.locator(f"#event-{EVENT} .what").tap()
    await team.locator("connection-chip").click()
    await expect(row).to_have_count(0, timeout=SOON)

    await phone.locator("event-list .event").last.tap()
    assert heard.received and not any(
        '"presence"' in frame or "review team ASC" in frame for frame in heard.received
    )
    assert heard.sent and not any('"at"' in frame for frame in heard.sent)
    assert not await phone.locator("team-looks").count()


async def looked_at_narrow_too(page: Page) -> None:
    await page.locator(".looks").scroll_into_view_if_needed()
    await screenshot(page, "presence-team-1440")
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not await axe(page)


async def test_L3_where_people_look_is_gone_when_the_line_is_lost_and_told_again_when_it_is_back(
    server: Server, devices: Devices
) -> None:
    rehearsal = Rehearsal(server)
    console, team = await two_of_the_team(devices, rehearsal)
    await team.get_by_text("The timeline as a list").click()
    await team.locator(f"#event-{EVENT} .what").click()
    await expect(console.locator(".looks")).to_contain_text("event 11", timeout=SOON)
    server.kill()
    await expect(console.locator(".looks > span")).to_be_hidden(timeout=SOON)
    server.start()
    await expect(console.locator(".looks")).to_contain_text("event 11 (review team ASC)", timeout=SOON)
