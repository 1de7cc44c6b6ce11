"""What the people of a story see in their browsers: the facilitator's laptop, the big screen, phones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.async_api import BrowserContext, Page, WebSocket, expect

from tests.browser import Devices, axe, screenshot
from tests.meetings.people import PEOPLE, line_of
from tests.running import Server

# A page's script may still be fetching its board after a kill: generous, and never slept through.
SOON = 15_000


@dataclass
class Screen:
    """One page of one device, with everything that ever reached it over its sockets and answers."""

    page: Page
    heard: list[bytes] = field(default_factory=list)

    def listen(self) -> Screen:
        """Keep every frame and every answer that this page receives."""
        self.page.on("websocket", self._listen_to)
        return self

    def _listen_to(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda payload: self.heard.append(_bytes(payload)))

    def everything(self) -> bytes:
        """All frames, one after the other."""
        return b"\n".join(self.heard)

    async def checked(self, name: str, without: tuple[str, ...] = ()) -> None:
        """No axe violations, and a picture to look at."""
        found = await axe(self.page, without)
        assert not found, f"{name}: " + "\n".join(found)
        await screenshot(self.page, name)


def _bytes(payload: str | bytes) -> bytes:
    return payload if isinstance(payload, bytes) else payload.encode()


async def opened(context: BrowserContext) -> Screen:
    """A new page that is listened to from its first frame."""
    return Screen(await context.new_page()).listen()


class Facilitator:
    """The laptop: signed in by the one-time link, then the console of the training meeting."""

    def __init__(self, screen: Screen, server: Server) -> None:
        self.screen, self.page, self.server = screen, screen.page, server

    @classmethod
    async def signs_in(cls, devices: Devices, server: Server) -> Facilitator:
        """By the link that the server printed; it opens one page with one button."""
        made = cls(await opened(await devices("laptop")), server)
        await made.page.goto(server.says(r"(http://\S+/sign-in/\S+)")[1])
        await made.screen.checked("sign-in-link-1440")
        await made.page.get_by_role("main").get_by_role("button").click()
        await expect(made.page).to_have_url(re.compile("/reviews"), timeout=SOON)
        return made

    async def opens_console(self, meeting: str) -> None:
        """The console, connected."""
        await self.page.goto(f"{self.server.url}/meetings/{meeting}")
        await expect(self.page.get_by_text("Today’s steps")).to_be_visible()

    async def opens_step(self, name: str) -> None:
        """One tap on a step of the list."""
        await self.page.get_by_role("button", name=re.compile(re.escape(name))).first.click()
        await self.sees_step(name)

    async def sees_step(self, name: str) -> None:
        """The step is the current one on the console."""
        await expect(self.page.locator(".runlist .cur")).to_contain_text(name, timeout=SOON)

    async def presses(self, name: str) -> None:
        """A button of the console."""
        await self.page.get_by_role("button", name=re.compile(name)).first.click()


class Phone:
    """A practitioner's own phone."""

    def __init__(self, screen: Screen, key: str) -> None:
        self.screen, self.page, self.key = screen, screen.page, key

    @classmethod
    async def joins(cls, devices: Devices, server: Server, key: str, code: str, check: bool = False) -> Phone:
        """Scan, read, accept, pick the own line; look at every page on the way when `check`."""
        made = cls(await opened(await devices("phone")), key)
        await made.page.goto(f"{server.url}/j/{code}")
        await made._looks("join-1-why", check)
        await made.page.get_by_text("Next: what is recorded").click()
        await made._looks("join-2-recorded", check)
        await made.page.get_by_role("checkbox").check()
        await made.page.get_by_role(
            "button", name=re.compile("Next|Continue|Carry on|Go on|take part")
        ).click()
        await made._picks_line(check)
        await expect(made.page).to_have_url(re.compile("/now$"), timeout=SOON)
        return made

    async def _picks_line(self, check: bool) -> None:
        agency = PEOPLE[self.key]["agency"]
        await self.page.locator(f'input[name="agency"][value="{agency}"]').check(force=True)
        await self._looks("join-3-role", check)
        await self.page.get_by_label(line_of(self.key), exact=True).check()
        await self.page.get_by_role("button", name="Join the session").click()

    async def _looks(self, name: str, check: bool) -> None:
        if check:
            await self.screen.checked(f"phone-{name}-390")

    async def sees_step(self, name: str) -> None:
        """The step bar follows without reload."""
        await expect(self.page.locator(".pphase")).to_contain_text(name, timeout=SOON)

    async def sends(self, text: str, mode: str) -> None:
        """Write, choose how it is shown, send, and see that it is saved."""
        await self.page.locator("textarea#text").fill(text)
        await self.page.locator(f'input[name="mode"][value="{mode}"]').check(force=True)
        await self.page.get_by_role("button", name=re.compile("^Send")).click()
        await expect(self.page.get_by_text(re.compile("Saved")).first).to_be_visible(timeout=SOON)
